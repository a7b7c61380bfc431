//! `textDocument/documentLink`

use forgather_ide::links::document_links;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_active("textDocument/documentLink", links)];

fn links(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let snapshot = request.snapshot;
    let analysis = snapshot.analysis().map(|analysis| &**analysis);
    let found = document_links(file, snapshot.project.as_deref(), analysis);
    let converted = found.iter().map(|link| {
        let mut target = request.convert().uri(&link.target);
        if let Some(line) = link.line {
            // As editors understand it: lines count from 1.
            target += &format!("#L{}", line + 1);
        }
        let mut converted =
            json!({"range": request.encoding.range(&file.source, link.span.range()), "target": target});
        if let Some(configuration) = &link.configuration {
            converted["tooltip"] = format!("in `{configuration}`").into();
        }
        converted
    });
    Ok(converted.collect())
}
