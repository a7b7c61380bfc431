//! `textDocument/hover`.

use forgather_ide::hover;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_users("textDocument/hover", show)];

fn show(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let Some(found) = hover::hover(request.snapshot, &file.path, request.offset()?)? else {
        return Ok(Value::Null);
    };
    let contents = request.client.reads.hover.content(&found.text);
    Ok(json!({"contents": contents, "range": request.encoding.range(&file.source, found.span.range())}))
}
