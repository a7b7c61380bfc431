//! `textDocument/codeLens`, `codeLens/resolve`.

use forgather_ide::lens::{LensKind, Places, lenses, places};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::client::SHOW_REFERENCES;
use crate::server::requests::Fault;
use crate::server::transport::RpcError;

pub(super) const FEATURES: &[Feature] =
    &[Feature::of_users("textDocument/codeLens", list), Feature::of_users("codeLens/resolve", resolve)];

fn list(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let uri = request.convert().uri(&file.path);
    let config = request.snapshot.active.as_ref().map(|view| view.configuration().name.clone());
    let command = |title: &str, name: &str, target: Option<&str>| {
        let mut argument = json!({"uri": uri, "config": config});
        if let Some(target) = target {
            argument["target"] = target.into();
        }
        json!({"title": title, "command": name, "arguments": [argument]})
    };
    let found = lenses(request.snapshot, &file.path)?;
    let shown = found.iter().map(|lens| {
        let range = request.encoding.range(&file.source, lens.span.range());
        match &lens.what {
            LensKind::Preview => {
                json!({"range": range, "command": command("Preview", "forgather.previewExpandedConfig", None)})
            }
            LensKind::GenerateCode => {
                json!({"range": range, "command": command("Generate code", "forgather.generateCode", None)})
            }
            LensKind::Materialize(target) => {
                let is_top = lens.span.end.index() == 0;
                let title = if is_top { format!("Materialize {target}") } else { "Materialize".to_owned() };
                json!({"range": range, "command": command(&title, "forgather.materialize", Some(target))})
            }
            LensKind::Places(of, count) => {
                json!({"range": range, "data": data(&uri, of, *count)})
            }
        }
    });
    Ok(shown.collect())
}

/// What a lens of places needs to be resolved.
fn data(uri: &str, of: &Places, count: usize) -> Value {
    let (kind, part, block) = match of {
        Places::Overrides(part, block) => ("overrides", part, Some(block)),
        Places::OverriddenBy(part, block) => ("overriddenBy", part, Some(block)),
        Places::UsedBy(part) => ("usedBy", part, None),
    };
    json!({"uri": uri, "kind": kind, "part": part, "block": block, "count": count})
}

fn of_data(data: &Value) -> Option<Places> {
    let part = usize::try_from(data["part"].as_u64()?).ok()?;
    let block = || Some(data["block"].as_str()?.to_owned());
    match data["kind"].as_str()? {
        "overrides" => Some(Places::Overrides(part, block()?)),
        "overriddenBy" => Some(Places::OverriddenBy(part, block()?)),
        "usedBy" => Some(Places::UsedBy(part)),
        _ => None,
    }
}

/// What is counted, as it is when the lens is shown.
fn title(of: &Places, count: usize) -> String {
    match (of, count) {
        (Places::Overrides(..), _) => format!("overrides {count}"),
        (Places::OverriddenBy(..), _) => format!("overridden by {count}"),
        (Places::UsedBy(_), 0) => "used by no configuration".to_owned(),
        (Places::UsedBy(_), 1) => "used by 1 configuration".to_owned(),
        (Places::UsedBy(_), _) => format!("used by {count} configurations"),
    }
}

fn resolve(request: &Request<'_>) -> Result<Value, Fault> {
    let mut lens = request.params.clone();
    let data = &request.params["data"];
    let of = of_data(data).ok_or_else(|| RpcError::params("`data` is not that of a lens of this server"))?;
    let convert = request.convert();
    let found = places(request.snapshot, &request.document()?.path, &of)?;
    let locations: Vec<Value> = found.iter().map(|location| convert.location(location)).collect();
    let title = title(&of, locations.len());
    let argument = json!({"uri": data["uri"], "position": lens["range"]["start"], "locations": locations});
    lens["command"] = json!({"title": title, "command": SHOW_REFERENCES, "arguments": [argument]});
    Ok(lens)
}
