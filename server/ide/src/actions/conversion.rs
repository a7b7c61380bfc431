//! Statements in braces become line statements, and the other way round.

use std::collections::BTreeSet;

use forgather_dialect::ast::NodeKind;
use forgather_dialect::{Dialect, FileSpan, SourceFile};

use super::{ActionKind, Candidate, Keeps, Place};
use crate::edit::Edits;

/// Converts what is on the lines of the selection; without one, the statement at the cursor, its end included.
pub(super) fn candidates(place: &Place, dialect: Dialect) -> Vec<Candidate> {
    let lines = lines(place);
    let to_lines =
        convert(place, &lines, dialect, as_line_statement).map(|edits| ("write as line statements", edits));
    let to_tags = convert(place, &lines, dialect, |line| as_tag(line, dialect))
        .map(|edits| ("write as statements in braces", edits));
    let found = to_lines.into_iter().chain(to_tags);
    found.map(|(title, edits)| Candidate::new(title, ActionKind::Rewrite, Keeps::Graph, edits)).collect()
}

/// Where the lines begin that are to be converted.
fn lines(place: &Place) -> BTreeSet<usize> {
    let file = &place.template.file.source;
    let line_of = |at: usize| file.lines.line(at);
    let (first, last) = (line_of(place.range.start), line_of(place.range.end));
    let mut lines: BTreeSet<usize> = (first..=last).collect();
    // A selection that ends where a line begins has nothing of that line.
    if first < last && file.lines.start(last) == Some(place.range.end) {
        lines.remove(&last);
    }
    if let (true, Some(part)) = (place.range.is_empty(), place.template.part()) {
        for node in &part.template.body {
            node.walk(&mut |node| {
                if matches!(node.kind, NodeKind::Data | NodeKind::Print(_)) {
                    return;
                }
                let span = part.file_span(node.span);
                let (opens, closes) =
                    (line_of(span.start.index()), line_of(span.end.index().saturating_sub(1)));
                if opens == first || closes == first {
                    lines.extend([opens, closes]);
                }
            });
        }
    }
    lines.into_iter().filter_map(|line| file.lines.start(line)).collect()
}

/// The changes of those lines that `new` can write; none where the template would not be the same to Jinja2.
fn convert(
    place: &Place,
    lines: &BTreeSet<usize>,
    dialect: Dialect,
    new: impl Fn(&str) -> Option<String>,
) -> Option<Edits> {
    let file = &place.template.file;
    let text = &*file.source.text;
    let body = place.template.part()?.body;
    let mut edits = Edits::default();
    for start in lines.iter().copied().filter(|start| body.touches((*start).into())) {
        let length = text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
        if let Some(new) = new(&text[start..start + length]) {
            edits.replace(file, FileSpan::new(start, start + length), new);
        }
    }
    let after = SourceFile::new(edits.applied(&file.path)?, dialect);
    let same = after.parts.len() == file.source.parts.len()
        && after
            .parts
            .iter()
            .zip(&file.source.parts)
            .all(|(after, before)| normal(&after.translation.jinja) == normal(&before.translation.jinja));
    same.then_some(edits)
}

/// The statement of a line that has but that, and the comment behind it.
fn with_comment(line: &str) -> (&str, &str) {
    let comment = line.rmatch_indices("##").find_map(|(at, _)| {
        let before = line[..at].trim_end_matches('#');
        before.ends_with(char::is_whitespace).then_some(before.trim_end().len())
    });
    line.split_at(comment.unwrap_or(line.trim_end().len()))
}

fn as_line_statement(line: &str) -> Option<String> {
    let (written, comment) = with_comment(line);
    let statement = written.trim_start();
    let indentation = &written[..written.len() - statement.len()];
    let inner = |open: &str, close: &str| {
        let inner = statement.strip_prefix(open)?.strip_suffix(close)?;
        let is_one = !["{%", "%}", "{{", "}}"].iter().any(|brace| inner.contains(brace));
        (is_one && !inner.trim().is_empty()).then(|| inner.trim())
    };
    let (operator, inner) = if let Some(inner) = inner("{%-", "%}").filter(|inner| !inner.ends_with('-')) {
        ("<<", inner)
    } else if let Some(inner) = inner("{%", "-%}").filter(|inner| !inner.starts_with(['-', '+'])) {
        (">>", inner)
    } else if let Some(inner) =
        inner("{%", "%}").filter(|inner| !inner.starts_with('+') && !inner.ends_with('+'))
    {
        ("--", inner)
    } else {
        ("==", inner("{{", "}}").filter(|inner| !inner.starts_with('-') && !inner.ends_with('-'))?)
    };
    Some(format!("{indentation}{operator} {inner}{comment}"))
}

fn as_tag(line: &str, dialect: Dialect) -> Option<String> {
    let (written, comment) = with_comment(line);
    let statement = written.trim_start();
    let (operator, inner) = (statement.get(..2)?, statement.get(2..)?);
    if !inner.starts_with(char::is_whitespace) || inner.trim().is_empty() {
        return None;
    }
    let (open, close) = match operator {
        "--" => ("{% ", " %}"),
        "<<" => ("{%- ", " %}"),
        ">>" => ("{% ", " -%}"),
        "==" => ("{{ ", " }}"),
        "=>" if dialect == Dialect::Current => ("{{ ", "|trim('\\n')}}"),
        "=>" => ("{{ ", " -}}"),
        _ => return None,
    };
    Some(format!("{open}{}{close}{comment}", inner.trim()))
}

/// A template's source without the white space that means nothing to Jinja2: next to braces within, and before those that
/// take it away.
fn normal(jinja: &str) -> String {
    let mut out = String::with_capacity(jinja.len());
    let mut rest = jinja;
    while let Some(first) = rest.chars().next() {
        if let Some(brace) = ["{%", "{{"].iter().find(|brace| rest.starts_with(**brace)) {
            rest = &rest[2..];
            if let Some(after) = rest.strip_prefix('-') {
                out.truncate(out.trim_end().len());
                rest = after;
                out.push_str(brace);
                out.push('-');
            } else {
                out.push_str(brace);
            }
            rest = rest.trim_start();
        } else if let Some(brace) = ["-%}", "-}}", "%}", "}}"].iter().find(|brace| rest.starts_with(**brace))
        {
            out.truncate(out.trim_end().len());
            out.push_str(brace);
            rest = &rest[brace.len()..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}
