//! Quotes around a value that YAML reads as something else than text.

use forgather_expand::{ExpandedOffset, OriginKind};
use forgather_graph::{Code, Problem, Span, load};
use forgather_workspace::{Analysis, graph_dialect};

use super::Fix;
use crate::location::Location;

/// The change that puts a value in quotes.
pub(super) enum Quoted {
    /// Of the expanded text.
    Text(forgather_graph::Fix),
    /// Of the expression in a template that gives the value.
    Value(Fix),
}

/// The quotes after which the text can be read further.
pub(super) fn fix(analysis: &Analysis, problem: &Problem) -> Option<Quoted> {
    if problem.code != Code::YamlSyntax || !problem.message.contains("quote") {
        return None;
    }
    let text = &*analysis.expansion.text;
    let at = problem.span.start.to_usize().min(text.len());
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let start = value_start(&text[line..line_end])? + line;
    let value = text[start..line_end].split(" #").next().unwrap_or_default().trim_end();
    // What is quoted in part is quoted already.
    if value.is_empty() || value.contains(['"', '\\', '\'']) || at > start + value.len() {
        return None;
    }
    let span = Span::new(start as u32, (start + value.len()) as u32);
    let quoted = format!("\"{value}\"");
    let mended = [&text[..start], &quoted, &text[span.end.to_usize()..]].concat();
    let (_, left) = load(&mended, graph_dialect(analysis.project.dialect()));
    let faults =
        |problems: &[Problem]| problems.iter().filter(|known| known.code == Code::YamlSyntax).count();
    let lines = line..line_end + "\"\"".len() + 1;
    let is_left =
        |known: &Problem| known.code == Code::YamlSyntax && lines.contains(&known.span.start.to_usize());
    if left.iter().any(is_left) || faults(&left) > faults(&analysis.graph_problems) {
        return None;
    }
    let origin = analysis.expansion.origin(ExpandedOffset(span.start.0))?;
    if origin.kind == OriginKind::Text {
        let title = "put the value in quotes".to_owned();
        return Some(Quoted::Text(forgather_graph::Fix { title, span, text: quoted }));
    }
    // The expression gives all of the value: its braces are quoted.
    let run = analysis.expansion.run_at(ExpandedOffset(span.start.0))?;
    if run.start > start || text[run.clone()].trim_end().len() + run.start != span.end.to_usize() {
        return None;
    }
    let file = analysis.expansion.template_of(origin.frame)?.file();
    let written = &file.source.text;
    let before = written[..origin.span.start.index()].trim_end_matches([' ', '-']);
    let after = written[origin.span.end.index()..].trim_start_matches([' ', '-']);
    let (open, close) = (before.strip_suffix("{{")?.len(), written.len() - after.strip_prefix("}}")?.len());
    let location =
        Location { file: std::sync::Arc::clone(file), span: forgather_dialect::FileSpan::new(open, close) };
    let new = format!("\"{}\"", location.text());
    Some(Quoted::Value(Fix::new("put the value in quotes", vec![(location, new)])))
}

/// Where the value of a line begins that is a key with a value, or an item.
fn value_start(line: &str) -> Option<usize> {
    let inner = line.trim_start_matches([' ', '-']);
    let key = line.len() - inner.len();
    match inner.find(": ") {
        Some(colon) => {
            let value = inner[colon + 1..].trim_start_matches(' ');
            Some(line.len() - value.len())
        }
        None => line[..key].contains('-').then_some(key),
    }
}
