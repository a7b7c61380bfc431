//! `textDocument/signatureHelp`.

use forgather_ide::signature::signature_help;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_active("textDocument/signatureHelp", show)];

fn show(request: &Request<'_>) -> Result<Value, Fault> {
    let path = &request.document()?.path;
    let Some(found) = signature_help(request.snapshot, path, request.offset()?) else {
        return Ok(Value::Null);
    };
    // Places in a label are counted in UTF-16, however the client counts positions.
    let place = |at: usize| found.label[..at].encode_utf16().count();
    let parameters: Vec<Value> = found
        .parameters
        .iter()
        .map(|parameter| {
            if request.client.reads_label_places {
                json!({"label": [place(parameter.place.start), place(parameter.place.end)]})
            } else {
                json!({"label": parameter.label})
            }
        })
        .collect();
    let mut signature = json!({"label": found.label, "parameters": parameters});
    if !found.documentation.is_empty() {
        signature["documentation"] = request.client.reads.signature.content(&found.documentation);
    }
    // Without an active parameter clients take the first: one behind the last is none.
    let active = found.active.unwrap_or(found.parameters.len());
    Ok(json!({"signatures": [signature], "activeSignature": 0, "activeParameter": active}))
}
