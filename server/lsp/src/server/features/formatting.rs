//! `textDocument/formatting`, `rangeFormatting`, `onTypeFormatting`.

use forgather_dialect::FileSpan;
use forgather_ide::formatting::format;
use forgather_ide::{Edit, typing};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_text("textDocument/formatting", |request| {
        edits(request, &format(&request.document()?.source, None))
    }),
    Feature::of_text("textDocument/rangeFormatting", |request| {
        let range = request.bytes(request.param("range")?)?;
        edits(request, &format(&request.document()?.source, Some(FileSpan::new(range.start, range.end))))
    }),
    Feature::of_text("textDocument/onTypeFormatting", on_type),
];

fn on_type(request: &Request<'_>) -> Result<Value, Fault> {
    /// What indents a line where neither the client nor the file says.
    const WIDTH: u64 = 4;
    let typed: String = request.param("ch")?;
    let width = request.params["options"]["tabSize"].as_u64().unwrap_or(WIDTH).min(16) as usize;
    let offset = request.offset()?;
    edits(request, &typing::on_type(&request.document()?.source, offset.into(), &typed, width))
}

fn edits(request: &Request<'_>, edits: &[Edit]) -> Result<Value, Fault> {
    let source = &request.document()?.source;
    let converted = edits.iter().map(
        |edit| json!({"range": request.encoding.range(source, edit.span.range()), "newText": edit.text}),
    );
    Ok(converted.collect())
}
