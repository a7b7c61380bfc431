//! Changes that mend a graph: each is tried on the expanded text before it is offered, as a change of the templates that
//! gave that text.

use forgather_graph::{Graph, Problem, Span, load};
use forgather_workspace::{Analysis, graph_dialect};

use super::Fix;
use crate::locate::source;
use crate::location::Location;
use crate::node::extent;

/// In longer texts nothing is tried: each try loads all of the text, and the longer it is the more faults it may have.
const MOST_TEXT: usize = 100_000;

/// A change of the expanded text.
pub(super) type Edit = (Span, String);

/// The fix that makes some changes, if no fault is new after them, and `mends` says that what was wrong is not any more.
pub(super) fn tried(
    analysis: &Analysis,
    title: impl Into<String>,
    edits: Vec<Edit>,
    mends: impl FnOnce(&Graph, &[Problem]) -> bool,
) -> Option<Fix> {
    if analysis.expansion.text.len() > MOST_TEXT {
        return None;
    }
    let mut mended = analysis.expansion.text.clone();
    let mut last_first: Vec<&Edit> = edits.iter().collect();
    last_first.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, new) in last_first {
        mended.replace_range(span.start.to_usize()..span.end.to_usize(), new);
    }
    let (graph, left) = load(&mended, graph_dialect(analysis.project.dialect()));
    if left.len() > analysis.graph_problems.len() || !mends(&graph, &left) {
        return None;
    }
    let mut places: Vec<(Location, String)> = Vec::new();
    for (span, new) in edits {
        let edit = (place(analysis, span)?, new);
        // A template's text may be in the expansion more than once.
        if !places.contains(&edit) {
            places.push(edit);
        }
    }
    Some(Fix::new(title, places))
}

/// The template text that is as a range of the expanded text; of an empty one, where it would be written.
pub(super) fn place(analysis: &Analysis, span: Span) -> Option<Location> {
    let text = &analysis.expansion.text;
    if span.of(text).contains('\n') {
        return extent(analysis, span).filter(|location| location.text() == span.of(text));
    }
    // An insertion belongs to the text before it.
    let before = span.start.0.saturating_sub(u32::from(span.is_empty()));
    let before = text.floor_char_boundary(before as usize) as u32;
    let place = source(analysis, Span::new(before, span.end.0.max(before + 1)))?;
    let mut location = place.location;
    if place.value.is_some() {
        return None;
    }
    if span.is_empty() {
        let written = text.get(before as usize..).and_then(|rest| rest.chars().next())?;
        location.span.start = (location.span.start.index() + written.len_utf8()).into();
        location.span.end = location.span.start;
    } else if location.text() != span.of(text) {
        return None;
    }
    Some(location)
}
