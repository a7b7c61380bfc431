//! `textDocument/foldingRange`

use std::cmp::Reverse;

use forgather_ide::folding::{FoldKind, folding_ranges};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[Feature::of_text("textDocument/foldingRange", folds)];

fn folds(request: &Request<'_>) -> Result<Value, Fault> {
    let lines = &request.document()?.source.lines;
    let folds = folding_ranges(&request.document()?.source);
    let mut found: Vec<(usize, usize, FoldKind)> = folds
        .iter()
        .map(|fold| (lines.line(fold.span.start.index()), lines.line(fold.span.end.index()), fold.kind))
        .collect();
    // A client that takes only some has the longest.
    if let Some(most) = request.client.most_folds.filter(|most| *most < found.len()) {
        found.sort_by_key(|(first, last, _)| (Reverse(last - first), *first));
        found.truncate(most);
        found.sort_by_key(|(first, ..)| *first);
    }
    let converted = found.into_iter().map(|(first, last, kind)| {
        let mut fold = json!({"startLine": first, "endLine": last});
        match kind {
            FoldKind::Comment => fold["kind"] = "comment".into(),
            FoldKind::Template => fold["kind"] = "region".into(),
            FoldKind::Code => {}
        }
        fold
    });
    Ok(converted.collect())
}
