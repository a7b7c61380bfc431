//! The problems of the expanded text and its graph, at the template text that they come from.

use std::borrow::Cow;
use std::collections::HashMap;

use forgather_expand::Expansion;
use forgather_graph::{Code, Problem, Span};
use forgather_workspace::Analysis;

use super::mending::place;
use super::quoting::{self, Quoted};
use super::{Diagnostic, Fix, Related, chain, fitting, second_anchor};
use crate::locate::{Source, source};
use crate::rule::Rule;

pub(super) fn rule(code: Code) -> Rule {
    match code {
        Code::YamlSyntax => Rule::YamlSyntax,
        Code::UndefinedAlias => Rule::UndefinedAlias,
        Code::DuplicateAnchor => Rule::DuplicateAnchor,
        Code::UnknownTag => Rule::UnknownTag,
        Code::InvalidTagValue => Rule::InvalidTagValue,
        Code::UnsupportedType => Rule::UnsupportedType,
        Code::DuplicateName => Rule::DuplicateName,
        Code::InvalidImportSpec => Rule::InvalidImportSpec,
        Code::RenderLimit => Rule::RenderLimit,
    }
}

/// The diagnostics of what is wrong with the expanded text. What may only follow from a problem of the expansion is left
/// out.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    /// How many further places of one fault are told.
    const MAX_PLACES: usize = 5;
    let mut found: Vec<Diagnostic> = Vec::new();
    // For each anchor that is missing the diagnostic of its first alias: it is missing once, however often it is used.
    let mut missing: HashMap<&str, usize> = HashMap::new();
    for problem in analysis.graph_problems.iter().filter(|problem| !follows(analysis, problem)) {
        let Some(diagnostic) = diagnostic(analysis, &in_reading_order(problem)) else { continue };
        if problem.code == Code::UndefinedAlias {
            let alias = problem.span.of(&analysis.expansion.text);
            if let Some(first) = missing.get(alias) {
                let first = &mut found[*first];
                if first.related.len() < MAX_PLACES {
                    let message = "and used here".to_owned();
                    first.related.push(Related { location: diagnostic.location, message });
                }
                continue;
            }
            missing.insert(alias, found.len());
        }
        found.push(diagnostic);
    }
    found
}

/// The same problem, with the later of two names at fault. Forgather meets nodes in the order in which they are constructed,
/// people in that of the text.
fn in_reading_order(problem: &Problem) -> Cow<'_, Problem> {
    let first = problem.related.first().filter(|first| first.span.start > problem.span.start);
    match first.filter(|_| problem.code == Code::DuplicateName) {
        Some(first) => {
            let mut swapped = problem.clone();
            swapped.related[0].span = problem.span;
            swapped.span = first.span;
            Cow::Owned(swapped)
        }
        None => Cow::Borrowed(problem),
    }
}

/// Whether a problem may follow from what could not be expanded, or not be read.
fn follows(analysis: &Analysis, problem: &Problem) -> bool {
    let expansion = &*analysis.expansion;
    let text = expansion.text.as_str();
    let unread = analysis.graph_problems.iter().any(|other| other.code == Code::YamlSyntax);
    if expansion.is_complete() && !unread {
        return false;
    }
    if problem.code == Code::UndefinedAlias {
        // The anchor is there, in something that could not be read.
        let anchor = problem.span.of(text).replacen('*', "&", 1);
        if expansion.left_out || text.contains(&anchor) {
            return true;
        }
    }
    let around = match problem.code {
        Code::YamlSyntax if expansion.left_out => return true,
        Code::YamlSyntax => entry_around(text, problem.span),
        _ => line_around(text, problem.span),
    };
    around.contains(Expansion::GAP) || problem.span.of(text).contains(Expansion::GAP)
}

/// The line that a span begins on.
fn line_around(text: &str, span: Span) -> &str {
    let at = span.start.to_usize().min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    &text[start..end]
}

/// The top-level entry that a span begins in, and the one before it, which may reach into it.
fn entry_around(text: &str, span: Span) -> &str {
    let at = span.start.to_usize().min(text.len());
    let mut begins = text[..at].match_indices('\n').map(|(at, _)| at + 1).chain([0]).collect::<Vec<_>>();
    begins.sort_unstable();
    begins.retain(|at| text[*at..].starts_with(|ch: char| !ch.is_whitespace() && ch != '#'));
    let start = begins.iter().rev().nth(1).copied().unwrap_or(0);
    let end = text[at..]
        .match_indices('\n')
        .map(|(found, _)| at + found + 1)
        .find(|at| text[*at..].starts_with(|ch: char| !ch.is_whitespace() && ch != '#'))
        .unwrap_or(text.len());
    &text[start..end]
}

fn diagnostic(analysis: &Analysis, problem: &Problem) -> Option<Diagnostic> {
    let noticed = source(analysis, problem.span)?;
    let cause = problem.cause.as_deref().and_then(|cause| Some((cause, source(analysis, cause.span)?)));
    let mut found = match &cause {
        Some((cause, place)) if !same_line(place, &noticed) => {
            let mut found = at(analysis, problem, place, &cause.message);
            let message = format!("noticed only here: {}", problem.message);
            found.related.insert(0, Related { location: noticed.location, message });
            found
        }
        _ => at(analysis, problem, &noticed, &problem.message),
    };
    found.fixes.extend(cause.and_then(|(cause, _)| fix(analysis, &cause.fix)));
    found.fixes.extend(problem.fix.as_deref().and_then(|mends| fix(analysis, mends)));
    if found.fixes.is_empty() {
        found.fixes.extend(quoting::fix(analysis, problem).and_then(|quoted| match quoted {
            Quoted::Text(mends) => fix(analysis, &mends),
            Quoted::Value(fix) => Some(fix),
        }));
    }
    match problem.code {
        Code::DuplicateAnchor => found.fixes.extend(second_anchor::fixes(analysis, problem)),
        Code::InvalidTagValue => found.fixes.extend(fitting::fix(analysis, problem)),
        _ => {}
    }
    if problem.code == Code::DuplicateName && found.location.text().starts_with('@') {
        let title = format!("remove `{}`", found.location.text());
        found.fixes.push(Fix::possible(title, vec![(found.location.clone(), String::new())]));
    }
    // What begins where the fault is needs no place of its own.
    let start = found.location.clone();
    found.related.retain(|related| {
        related.location.path() != start.path() || related.location.span.start != start.span.start
    });
    Some(found)
}

fn same_line(a: &Source, b: &Source) -> bool {
    a.location.path() == b.location.path() && a.location.start().line == b.location.start().line
}

fn at(analysis: &Analysis, problem: &Problem, place: &Source, message: &str) -> Diagnostic {
    let message = match &place.value {
        Some(value) => from_expression(message, place.location.text(), value),
        None => message.to_owned(),
    };
    let mut found = Diagnostic::new(rule(problem.code), place.location.clone(), message);
    let related = problem.related.iter().filter_map(|related| {
        let place = source(analysis, related.span)?;
        Some(Related { location: place.location, message: related.message.clone() })
    });
    found.related = related.collect();
    found.chain = chain(&analysis.expansion, place.frame);
    found
}

/// A change to the expanded text as one to the template, where it is the template's own text.
fn fix(analysis: &Analysis, fix: &forgather_graph::Fix) -> Option<Fix> {
    let edits = vec![(place(analysis, fix.span)?, fix.text.clone())];
    Some(Fix::new(fix.title.clone(), edits))
}

/// The message of a problem in a value that an expression gave.
pub(super) fn from_expression(message: &str, expression: &str, value: &str) -> String {
    let expression = shortened(expression, 60);
    if value.trim().is_empty() {
        return message.to_owned();
    }
    format!("{message}; it comes from `{expression}`, whose value is `{}`", shortened(value.trim(), 60))
}

/// The first line of a text, cut where it is long.
fn shortened(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut = line.chars().count() > most || line.len() < text.len();
    let line: String = line.chars().take(most).collect();
    if cut { format!("{line}…") } else { line }
}
