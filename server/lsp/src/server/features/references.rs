//! `textDocument/references`, `documentHighlight`.

use forgather_ide::references;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_users("textDocument/references", find),
    Feature::of_active("textDocument/documentHighlight", highlight),
];

fn find(request: &Request<'_>) -> Result<Value, Fault> {
    let definitions = request.params["context"]["includeDeclaration"] == true;
    let path = &request.document()?.path;
    let found = references::references(request.snapshot, path, request.offset()?, definitions)?;
    let convert = request.convert();
    Ok(found.iter().map(|location| convert.location(location)).collect())
}

fn highlight(request: &Request<'_>) -> Result<Value, Fault> {
    /// A name that is read.
    const READ: u32 = 2;
    /// A name that is made or changed.
    const WRITE: u32 = 3;
    let file = request.document()?;
    let found = references::highlights(request.snapshot, &file.path, request.offset()?)?;
    let highlights = found.iter().map(|occurrence| {
        let range = request.encoding.range(&file.source, occurrence.location.span.range());
        json!({"range": range, "kind": if occurrence.is_definition { WRITE } else { READ }})
    });
    Ok(highlights.collect())
}
