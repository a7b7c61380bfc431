//! The problems of the expanded text and its graph, at the template text that they come from.

use forgather_expand::Expansion;
use forgather_graph::{Code, Problem, Span};
use forgather_workspace::Analysis;

use super::{Diagnostic, Related, chain};
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
    analysis
        .graph_problems
        .iter()
        .filter(|problem| !follows(&analysis.expansion, problem))
        .filter_map(|problem| diagnostic(analysis, problem))
        .collect()
}

/// Whether a problem may follow from what could not be expanded.
fn follows(expansion: &Expansion, problem: &Problem) -> bool {
    if expansion.is_complete() {
        return false;
    }
    let text = expansion.text.as_str();
    let around = match problem.code {
        Code::YamlSyntax => entry_around(text, problem.span),
        _ => line_around(text, problem.span),
    };
    let depends_on_rest = matches!(problem.code, Code::UndefinedAlias | Code::YamlSyntax);
    around.contains(Expansion::GAP) || expansion.left_out && depends_on_rest
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
    let Source { location, frame, value, .. } = source(analysis, problem.span)?;
    let mut message = problem.message.clone();
    if let Some(value) = value {
        message = from_expression(&message, location.text(), &value);
    }
    let mut found = Diagnostic::new(rule(problem.code), location, message);
    found.related = problem
        .related
        .iter()
        .filter_map(|related| {
            let place = source(analysis, related.span)?;
            Some(Related { location: place.location, message: related.message.clone() })
        })
        .collect();
    found.chain = chain(&analysis.expansion, frame);
    Some(found)
}

/// The message of a problem in a value that an expression gave.
fn from_expression(message: &str, expression: &str, value: &str) -> String {
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
