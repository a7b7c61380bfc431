//! What a file says by itself, whoever uses it.

use std::sync::Arc;

use forgather_dialect::outline::outline;
use forgather_dialect::{Dialect, FileSpan, malformed_markers};
use forgather_expand::{FrameId, LoadedFile, unknown_names};

use super::{Diagnostic, Fix, Related, closing, suppress};
use crate::location::Location;
use crate::rule::Rule;

/// The diagnostics of a file's text alone: syntax, names of filters and tests, split markers, comments that silence.
pub fn of_file(file: &Arc<LoadedFile>, dialect: Dialect) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in &file.source.parts {
        let at = |span| Location { file: Arc::clone(file), span: part.file_span(span) };
        for problem in &part.problems {
            let mut diagnostic =
                Diagnostic::new(Rule::JinjaSyntax, at(problem.span), problem.message.clone());
            if let Some((span, message)) = &problem.related {
                diagnostic.related.push(Related { location: at(*span), message: message.clone() });
            }
            diagnostic.fixes.extend(closing::fix(file, part, problem));
            found.push(diagnostic);
        }
        if !part.problems.is_empty() {
            continue;
        }
        for problem in unknown_names(&part.template, dialect, FrameId(0)) {
            let rule = super::expanding::rule(problem.rule);
            let mut diagnostic = Diagnostic::new(rule, at(problem.span), problem.message.clone());
            if let Some(near) = &problem.suggestion {
                diagnostic.fixes.extend(super::expanding::replacement(&diagnostic.location, near));
            }
            found.push(diagnostic);
        }
    }
    found.extend(markers(file, dialect));
    found.extend(suppress::unknown_codes(file));
    found
}

/// Lines that look like split markers and split nothing.
fn markers(file: &Arc<LoadedFile>, dialect: Dialect) -> Vec<Diagnostic> {
    let text = &*file.source.text;
    malformed_markers(text)
        .into_iter()
        .map(|span| {
            let whole = Location { file: Arc::clone(file), span };
            let indentation = whole.text().len() - whole.text().trim_start().len();
            let mut location = whole.clone();
            location.span.start = (span.start.index() + indentation).into();
            location.span.end = (span.start.index() + whole.text().trim_end().len()).into();
            let written = location.text();
            let marker = format!("#{}", written.trim_start_matches('#'));
            let message = if written.starts_with("##") {
                format!("this splits nothing: a split marker begins with one `#`; write `{marker}`")
            } else if indentation > 0 {
                "this splits nothing: a split marker is not indented".to_owned()
            } else if location.span.start.index() == 0 {
                "this splits nothing: a split marker is never the first line of a file; remove it, because the file's \
                 own template begins here by itself"
                    .to_owned()
            } else if text[location.span.end.index()..].trim_start_matches([' ', '\t']).is_empty() {
                "this splits nothing: a split marker is never the last line of a file; end it with a line break"
                    .to_owned()
            } else {
                "this splits nothing: before and behind a split marker comes a line break of its own; write an empty \
                 line above it, and no blank behind it"
                    .to_owned()
            };
            let mut diagnostic = Diagnostic::new(Rule::MalformedSplitMarker, location.clone(), message);
            if written.starts_with("##-") && dialect == Dialect::Current {
                diagnostic.note = Some(
                    "as a comment it is `{#-` to Jinja2, which also removes the line breaks around it".to_owned(),
                );
            }
            if written.starts_with("##") || indentation > 0 {
                diagnostic.fixes.push(Fix::new("make it a split marker", vec![(whole, marker)]));
            } else {
                diagnostic.fixes.push(marker_fix(&whole, written));
            }
            diagnostic
        })
        .collect()
}

/// The change that gives a marker what it needs around it.
fn marker_fix(whole: &Location, marker: &str) -> Fix {
    let text = &*whole.file.source.text;
    let (start, end) = (whole.span.start.index(), whole.span.end.index());
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = |from: usize, to: usize| Location { span: FileSpan::new(from, to), ..whole.clone() };
    if start == 0 {
        let after = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
        return Fix::new("remove it", vec![(at(0, after), String::new())]);
    }
    if text[end..].trim_start_matches([' ', '\t']).is_empty() {
        return Fix::new("end it with a line break", vec![(whole.clone(), format!("{marker}{line_break}"))]);
    }
    // The line break before it is spent by another marker, or blanks are behind it.
    let above = text[..start].trim_end_matches(['\r', '\n']).lines().next_back().unwrap_or_default();
    let is_spent = above.starts_with('#') && above.contains("---");
    let before = if is_spent { line_break } else { "" };
    let after = if whole.text().ends_with('\r') { "\r" } else { "" };
    Fix::new("make it a split marker", vec![(whole.clone(), format!("{before}{marker}{after}"))])
}

/// The diagnostics of a file that no configuration uses, beside those of [`of_file`]: tags, as far as they are written
/// out, and that nobody uses it.
pub fn of_unreached_file(file: &Arc<LoadedFile>, dialect: Dialect) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in &file.source.parts {
        for tag in outline(part, &file.source.text).tags {
            let mut span = tag.span;
            if file.source.text[..span.start.index()].ends_with('!') {
                span.start = (span.start.index() - 1).into();
            }
            let location = Location { file: Arc::clone(file), span };
            found.extend(unreached_tag(&tag.name, location, dialect));
        }
    }
    found.push(nobody_uses(file));
    found
}

fn nobody_uses(file: &Arc<LoadedFile>) -> Diagnostic {
    let text = &file.source.text;
    let first_line = text.find(['\n', '\r']).unwrap_or(text.len());
    let location = Location { file: Arc::clone(file), span: FileSpan::new(0, first_line) };
    Diagnostic::new(Rule::UnreachableTemplate, location, "no configuration uses this template")
}

/// What is wrong with a tag, its name without `!`.
fn unreached_tag(name: &str, location: Location, dialect: Dialect) -> Option<Diagnostic> {
    const CALLABLE: [&str; 6] = ["call", "singleton", "factory", "partial", "lambda", "meta"];
    const OTHER: [&str; 4] = ["var", "tuple", "list", "dict"];
    if name.is_empty() || name.starts_with(['!', '<', '{']) {
        return None;
    }
    let word = name.split([':', '@']).next().unwrap_or_default();
    if word.contains(['{', '}', '%']) {
        return None;
    }
    if let Some(callable) = CALLABLE.iter().find(|known| name.starts_with(**known)) {
        if *callable == "lambda" {
            return Some(super::odd::lambda(location));
        }
        if name.len() == callable.len() {
            let message =
                format!("`!{callable}` does not say what to call; write `!{callable}:module:symbol`");
            return Some(Diagnostic::new(Rule::InvalidImportSpec, location, message));
        }
        return None;
    }
    let known = OTHER.iter().any(|known| name.starts_with(*known))
        || dialect == Dialect::Current && name.starts_with("dlist");
    if known {
        return None;
    }
    let all = CALLABLE.iter().chain(&OTHER).copied();
    let near = forgather_dialect::nearest(word, all);
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `!{near}`?"));
    let mut found = Diagnostic::new(Rule::UnknownTag, location, format!("unknown tag `!{word}`{hint}"));
    if let Some(near) = near
        && let Some(at) = found.location.text().find(&format!("!{word}"))
    {
        let mut place = found.location.clone();
        place.span.start = (place.span.start.index() + at).into();
        place.span.end = (place.span.start.index() + 1 + word.len()).into();
        let edits = vec![(place, format!("!{near}"))];
        found.fixes.push(Fix::new(format!("change to `!{near}`"), edits));
    }
    Some(found)
}
