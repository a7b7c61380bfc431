//! `textDocument/inlayHint`.

use forgather_ide::inlay::inlay_hints;
use ls_types::Range;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_users("textDocument/inlayHint", show)];

fn show(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let range: Range = request.param("range")?;
    let hints = inlay_hints(request.snapshot, &file.path, &request.bytes(range)?, request.inlay_hints)?;
    let hints = hints.iter().map(|hint| {
        json!({
            "position": request.encoding.position(&file.source, hint.at),
            "label": hint.label,
            "paddingLeft": true,
            "tooltip": request.client.reads.hover.content(&hint.tooltip),
        })
    });
    Ok(hints.collect())
}
