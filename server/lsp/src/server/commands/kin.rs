//! Which templates one has to do with, one step each way: a client makes a tree of it.

use forgather_dialect::FileSpan;
use forgather_ide::TemplateRef;
use forgather_ide::template_uses::{TemplateUse, template_uses};
use forgather_workspace::UseKind;
use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::argument;
use crate::server::features::{Feature, Request, handler};
use crate::server::requests::{Fault, Handler};
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HierarchyArgument {
    uri: Uri,
    sub_template: Option<String>,
}

const HIERARCHY: Feature = Feature::of_users("forgather.templateHierarchy", hierarchy);

/// `forgather.templateHierarchy`
pub(super) fn template_hierarchy(value: Value) -> Result<Handler, RpcError> {
    let HierarchyArgument { uri, sub_template } = argument(HIERARCHY.method, value)?;
    Ok(handler(&HIERARCHY, json!({"textDocument": {"uri": uri}, "subTemplate": sub_template})))
}

fn hierarchy(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let wanted: Option<String> = request.param("subTemplate")?;
    let part = match &wanted {
        None => 0,
        Some(wanted) => {
            let is_it =
                |name: &Option<(String, FileSpan)>| name.as_ref().is_some_and(|(name, _)| name == wanted);
            let part = file.source.parts.iter().rposition(|part| is_it(&part.name));
            part.ok_or_else(|| {
                RpcError::failed(format!("`{}` has no sub-template `{wanted}`", file.path.display()))
            })?
        }
    };
    let template = TemplateRef { file: std::sync::Arc::clone(file), part };
    let found = template_uses(request.snapshot, &template)?;
    let list = |uses: &[TemplateUse], kind: UseKind| -> Value {
        uses.iter().filter(|used| used.kind == kind).map(|used| entry(request, used)).collect()
    };
    let convert = request.convert();
    let configurations: Value = found
        .configurations
        .iter()
        .map(|(configuration, project)| {
            json!({
                "name": configuration.name,
                "uri": convert.uri(&configuration.path),
                "project": convert.uri(project),
            })
        })
        .collect();
    Ok(json!({
        "name": template.label(),
        "uri": convert.uri(&file.path),
        "subTemplate": wanted,
        "extends": list(&found.uses, UseKind::Extends),
        "includes": list(&found.uses, UseKind::Include),
        "imports": list(&found.uses, UseKind::Import),
        "extendedBy": list(&found.used_by, UseKind::Extends),
        "includedBy": list(&found.used_by, UseKind::Include),
        "importedBy": list(&found.used_by, UseKind::Import),
        "configurations": configurations,
    }))
}

fn entry(request: &Request<'_>, used: &TemplateUse) -> Value {
    let convert = request.convert();
    let label = used.template.label();
    json!({
        "name": label,
        "uri": convert.uri(&used.template.file.path),
        "subTemplate": (used.template.part > 0).then_some(&label),
        "location": convert.location(&used.location),
    })
}
