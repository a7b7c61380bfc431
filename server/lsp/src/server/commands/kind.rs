//! What a document is to Forgather: clients ask, so that they leave plain YAML alone.

use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::server::requests::{Handler, Step};
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindArgument {
    uri: Uri,
}

/// `forgather.documentKind`
pub(super) fn document_kind(value: Value) -> Result<Handler, RpcError> {
    let KindArgument { uri } = argument("forgather.documentKind", value)?;
    let about = About::new(&uri, None)?;
    Ok(Box::new(move |server| {
        let database = &server.database;
        if !database.knows_projects() {
            return Step::Wait;
        }
        let path = &about.path;
        let projects = database.projects_of(path);
        let is_configuration = projects
            .iter()
            .flat_map(|id| database.configurations_of(*id))
            .any(|id| database.configuration(id).is_some_and(|(_, known)| known.path == *path));
        let kind = if is_configuration {
            "configuration"
        } else if path.ends_with("meta.yaml") && about.is_project(server) {
            "project"
        } else if database.is_template(path) {
            "template"
        } else {
            return Step::Answer(Ok(json!({"kind": null, "project": null})));
        };
        let project = projects.first().and_then(|id| server.describe_project(*id));
        Step::Answer(Ok(json!({"kind": kind, "project": project})))
    }))
}
