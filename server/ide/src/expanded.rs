//! From a place in a template to the expanded text, also where the place itself gave none.

use std::collections::HashMap;

use forgather_expand::{ExpandedOffset, FrameId, OriginKind};
use forgather_workspace::Analysis;

use crate::template::TemplateRef;

/// Where in the expanded text that ends which a template outputs before an offset of its file: directly before the
/// cursor if there is text, else behind what was output last, be it by a parent's block or an included template.
pub(crate) fn expanded_before(analysis: &Analysis, template: &TemplateRef, offset: usize) -> Option<usize> {
    let expansion = &*analysis.expansion;
    let same = |known: &forgather_expand::Template| {
        TemplateRef::of(known) == *template && known.file().source.text == template.file.source.text
    };
    let number = expansion.templates.iter().position(same)? as u32;
    let mut callers: HashMap<FrameId, Option<usize>> = HashMap::new();
    let mut best: Option<(usize, usize)> = None;
    for (bytes, origin) in expansion.runs() {
        if bytes.is_empty() {
            continue;
        }
        let is_own = expansion.frame(origin.frame).is_some_and(|frame| frame.template == number);
        let candidate = if !is_own {
            let place = *callers.entry(origin.frame).or_insert_with(|| {
                let mut current = origin.frame;
                loop {
                    let (caller, span) = expansion.frame(current)?.caller?;
                    if expansion.frame(caller)?.template == number {
                        return Some(expansion.template_of(caller)?.file_span(span).end.index());
                    }
                    current = caller;
                }
            });
            place.map(|place| (place, bytes.end))
        } else if origin.kind == OriginKind::Expression {
            Some((origin.span.end.index(), bytes.end))
        } else {
            within(analysis, bytes, offset)
        };
        let Some(candidate) = candidate.filter(|(place, _)| *place <= offset) else { continue };
        if best.is_none_or(|best| candidate.0 >= best.0) {
            best = Some(candidate);
        }
    }
    best.map(|(_, at)| at)
}

/// The last place of a run of text that is at or before an offset of its file, with where it is in the expanded text.
fn within(analysis: &Analysis, run: std::ops::Range<usize>, offset: usize) -> Option<(usize, usize)> {
    let end_of = |at: usize| {
        let origin = analysis.expansion.origin(ExpandedOffset(at as u32));
        origin.map_or(usize::MAX, |origin| origin.span.end.index())
    };
    let start = analysis.expansion.origin(ExpandedOffset(run.start as u32))?.span.start.index();
    if start > offset {
        return None;
    }
    let (mut low, mut high) = (run.start, run.end);
    // The bytes of a run are in the order of the file.
    while low < high {
        let middle = low + (high - low) / 2;
        if end_of(middle) <= offset { low = middle + 1 } else { high = middle }
    }
    let place = if low == run.start { start } else { end_of(low - 1) };
    Some((place, low))
}
