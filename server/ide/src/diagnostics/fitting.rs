//! What mends a value that does not fit its tag.

use forgather_graph::{Problem, Span};
use forgather_workspace::Analysis;

use super::Fix;
use super::mending::{Edit, tried};

/// The change after which the value fits.
pub(super) fn fix(analysis: &Analysis, problem: &Problem) -> Option<Fix> {
    let text = &*analysis.expansion.text;
    let written = problem.span.of(text);
    let (title, edit) = if written.starts_with('!') {
        of_tag(problem.span, written)?
    } else if problem.message.ends_with("quote it") && !written.contains(['"', '\\', '\n']) {
        ("put it in quotes".to_owned(), (problem.span, format!("\"{written}\"")))
    } else if problem.message.starts_with("`args`") && is_scalar(written) {
        in_brackets(problem.span, written)
    } else {
        return None;
    };
    let (code, start, before) = (problem.code, problem.span.start, analysis.graph_problems.len());
    tried(analysis, title, vec![edit], |_, left| {
        left.len() < before && left.iter().all(|known| known.code != code || known.span.start != start)
    })
}

/// A tag with the value that does not fit it.
fn of_tag(span: Span, written: &str) -> Option<(String, Edit)> {
    let tag = written.split(char::is_whitespace).next()?;
    let name = tag.split([':', '@']).next()?;
    let rest = &written[tag.len()..];
    let value = rest.trim_start();
    let start = span.end.0 - value.len() as u32;
    let place = Span::new(start, span.end.0);
    let is_sequence = value.starts_with('[') || value.starts_with("- ");
    let other_tag = |other: &str| {
        let title = format!("change to `{other}`");
        let end = span.start.0 + name.len() as u32;
        (title, (Span::new(span.start.0, end), other.to_owned()))
    };
    match name {
        "!list" | "!tuple" if is_scalar(value) => Some(in_brackets(place, value)),
        "!list" if !is_sequence => Some(other_tag("!dict")),
        "!dict" | "!dlist" if is_sequence => Some(other_tag("!list")),
        "!var" => {
            let items = value.strip_prefix('[')?.strip_suffix(']')?;
            let items: Vec<&str> = items.split(',').map(str::trim).collect();
            let is_plain =
                |item: &&str| !item.is_empty() && !item.contains(['[', ']', '{', '}', '#', '&', '\n']);
            let new = match items.as_slice() {
                [name] if is_plain(name) => (*name).to_owned(),
                [name, default] if is_plain(name) && is_plain(default) => {
                    format!("{{ name: {name}, default: {default} }}")
                }
                _ => return None,
            };
            Some((format!("change to `!var {new}`"), (place, new)))
        }
        _ => None,
    }
}

/// Whether a value is one word or text on a line, and nothing of it ends within brackets.
fn is_scalar(value: &str) -> bool {
    let begins_otherwise = value.starts_with(['[', '{', '-', '&', '*', '!', '|', '>', '?']);
    let is_quoted = value.starts_with(['"', '\'']);
    !value.is_empty()
        && !begins_otherwise
        && !value.contains('\n')
        && (is_quoted || !value.contains(['[', ']', '{', '}', '#', ':']))
}

fn in_brackets(place: Span, value: &str) -> (String, Edit) {
    ("write brackets around it".to_owned(), (place, format!("[ {value} ]")))
}
