//! `textDocument/selectionRange`

use forgather_dialect::FileOffset;
use forgather_ide::selection::selection_ranges;
use ls_types::Position;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_text("textDocument/selectionRange", selections)];

fn selections(request: &Request<'_>) -> Result<Value, Fault> {
    let source = &request.document()?.source;
    let positions: Vec<Position> = request.param("positions")?;
    let offsets: Vec<FileOffset> =
        positions.iter().map(|position| request.encoding.offset(source, *position).into()).collect();
    let found = selection_ranges(source, &offsets).into_iter().map(|steps| {
        // Each step is the parent of the one before it.
        steps.into_iter().rev().fold(Value::Null, |parent, span| {
            let range = request.encoding.range(source, span.range());
            if parent.is_null() { json!({"range": range}) } else { json!({"range": range, "parent": parent}) }
        })
    });
    Ok(found.collect())
}
