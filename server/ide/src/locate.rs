//! From the expanded text back to the template text that produced it.

use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_expand::{ExpandedOffset, FrameId, OriginKind};
use forgather_graph::Span;
use forgather_workspace::Analysis;

use crate::location::Location;

/// Where a part of the expanded text comes from.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The template text; of several lines the first.
    pub(crate) location: Location,
    /// The activation that output it.
    pub(crate) frame: FrameId,
    /// The template of the expansion that it is in.
    pub(crate) template: u32,
    /// The text that an expression gave, where it was one.
    pub(crate) value: Option<String>,
}

/// Where a range of the expanded text comes from. A line break and the end of the text belong to what is before them.
pub(crate) fn source(analysis: &Analysis, span: Span) -> Option<Source> {
    let expansion = &*analysis.expansion;
    let text = expansion.text.as_str();
    let mut start = text.floor_char_boundary(span.start.to_usize());
    if text[start..].starts_with(['\n', '\r']) || start == text.len() {
        let before = text[..start].trim_end();
        start = before.char_indices().next_back().map_or(0, |(at, _)| at);
    }
    let first = expansion.origin(ExpandedOffset(start as u32))?;
    let template = expansion.frame(first.frame)?.template;
    let file = expansion.template_of(first.frame)?.file();
    let whole_line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    let end = span.end.to_usize().clamp(start, whole_line_end).max(start + 1).min(text.len());
    let (place, value) = match first.kind {
        OriginKind::Expression => {
            let run = expansion.run_at(ExpandedOffset(start as u32)).unwrap_or(start..end);
            (first.span, Some(text[run].to_owned()))
        }
        OriginKind::Text => (text_span(analysis, start, end, first.frame, first.span), None),
    };
    let location = Location { file: Arc::clone(file), span: on_character(&file.source.text, place) };
    Some(Source { location, frame: first.frame, template, value })
}

/// The range in the file of expanded text that begins as data of a template, as far as it is data of the same
/// activation on the same line.
fn text_span(analysis: &Analysis, start: usize, end: usize, frame: FrameId, first: FileSpan) -> FileSpan {
    let expansion = &*analysis.expansion;
    let last = expansion.origin(ExpandedOffset(end as u32 - 1));
    let file_text = expansion.template_of(frame).map(|template| &*template.file().source.text);
    let mut place = first;
    match last {
        Some(last) if last.frame == frame && last.span.end >= first.end => {
            place.end = last.span.end;
            if let (OriginKind::Expression, Some(text)) = (last.kind, file_text) {
                let rest = text.get(last.span.end.index()..).unwrap_or_default();
                let braces = rest.trim_start_matches([' ', '-']);
                if braces.starts_with("}}") {
                    place.end = (text.len() - braces.len() + 2).into();
                }
            }
        }
        _ => {
            let run = expansion.run_at(ExpandedOffset(start as u32)).unwrap_or(start..end);
            place.end = (first.start.index() + (run.end.min(end) - start)).into();
        }
    }
    let written = file_text.and_then(|text| text.get(place.range())).unwrap_or_default();
    if let Some(line) = written.find(['\n', '\r']) {
        place.end = (place.start.index() + line).into();
    }
    place
}

/// The span widened to whole characters.
fn on_character(text: &str, span: FileSpan) -> FileSpan {
    let (mut start, mut end) = (span.start.index().min(text.len()), span.end.index().min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    FileSpan::new(start, end)
}
