//! Comments that silence rules: `## forgather-ls: ignore CODE, CODE` on a line, or on a line of its own before it.

use std::ops::Range;
use std::sync::Arc;

use forgather_dialect::{FileSpan, nearest};
use forgather_expand::LoadedFile;

use super::{Diagnostic, Fix};
use crate::location::Location;
use crate::rule::Rule;

const MARK: &str = "forgather-ls:";

/// One comment.
struct Comment<'t> {
    /// The lines that it silences, from 0.
    lines: Range<usize>,
    /// The codes, each with its place in the text.
    codes: Vec<(&'t str, usize)>,
}

fn comments(text: &str) -> Vec<Comment<'_>> {
    if !text.contains(MARK) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, (start, line)) in lines(text).into_iter().enumerate() {
        let Some((hashes, order)) = order(line) else { continue };
        let Some(list) = order.strip_prefix("ignore") else { continue };
        let from = start + (line.len() - list.len());
        let mut codes = Vec::new();
        let mut offset = 0;
        for word in list.split([',', ' ', '\t']) {
            if !word.is_empty() {
                codes.push((word, from + offset));
            }
            offset += word.len() + 1;
        }
        let alone = line[..hashes].trim().is_empty();
        found.push(Comment { lines: number..number + 1 + usize::from(alone), codes });
    }
    found
}

/// The lines of a text, each with where it begins.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        found.push((start, &rest[..length]));
        start += length + if rest[length..].starts_with("\r\n") { 2 } else { 1 };
    }
    found
}

/// Where the comment of a line begins that says something to us, and what it says. A comment begins the line, or has
/// white space before it.
fn order(line: &str) -> Option<(usize, &str)> {
    line.match_indices("##").find_map(|(at, _)| {
        let begins = line[..at].chars().next_back().is_none_or(char::is_whitespace);
        let comment = line[at..].trim_start_matches('#').trim_start();
        Some((at, comment.strip_prefix(MARK)?.trim_start())).filter(|_| begins)
    })
}

/// Whether a comment silences a diagnostic.
pub(super) fn is_silenced(diagnostic: &Diagnostic) -> bool {
    let location = &diagnostic.location;
    let text = &*location.file.source.text;
    if !text.contains(MARK) {
        return false;
    }
    let line = location.start().line as usize - 1;
    let code = diagnostic.rule.code();
    comments(text).iter().any(|comment| {
        comment.lines.contains(&line) && comment.codes.iter().any(|(silenced, _)| *silenced == code)
    })
}

/// The codes in such comments that are no rule's.
pub(super) fn unknown_codes(file: &Arc<LoadedFile>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (code, at) in comments(&file.source.text).into_iter().flat_map(|comment| comment.codes) {
        if code.parse::<Rule>().is_ok() {
            continue;
        }
        let span = FileSpan::new(at, at + code.len());
        let location = Location { file: Arc::clone(file), span };
        let near = nearest(code, Rule::ALL.iter().map(|rule| rule.code()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let message = format!("there is no rule `{code}` to ignore{hint}");
        let mut diagnostic = Diagnostic::new(Rule::UnknownSuppression, location.clone(), message);
        if let Some(near) = near {
            let edits = vec![(location, near.to_owned())];
            diagnostic.fixes.push(Fix::new(format!("change to `{near}`"), edits));
        }
        found.push(diagnostic);
    }
    found
}
