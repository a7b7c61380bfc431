//! Tabs that YAML 1.2 takes as white space and `PyYAML` refuses.
//!
//! `PyYAML` knows tabs inside quotes, block scalars and comments, and nowhere else: `a:\t1` and `a: b\tc` are errors.

use super::tree::{Content, Tree};
use crate::problem::{Code, Problem};
use crate::span::Span;

/// The first tab where `PyYAML` has none, in a text that the parser took.
pub(crate) fn find(text: &str, tree: &Tree<'_>) -> Option<Problem> {
    let mut scalars: Vec<Span> = tree
        .nodes
        .iter()
        .filter(|node| matches!(node.content, Content::Scalar(_)))
        .map(|node| node.span)
        .filter(|span| holds_tabs(text, *span))
        .collect();
    scalars.sort_unstable();
    let mut from = 0;
    for scalar in scalars {
        if let Some(problem) = gap(text, from, scalar.start.to_usize()) {
            return Some(problem);
        }
        from = from.max(scalar.end.to_usize());
    }
    gap(text, from, text.len())
}

/// Whether the scalar is quoted or a block scalar, after its tag and anchor.
fn holds_tabs(text: &str, span: Span) -> bool {
    let mut written = span.of(text);
    while written.starts_with(['!', '&']) {
        let end = written.find([' ', '\n', '\t', '\r']).unwrap_or(written.len());
        if written[end..].starts_with('\t') {
            return false;
        }
        written = written[end..].trim_start_matches([' ', '\n', '\r']);
    }
    written.starts_with(['"', '\'', '|', '>'])
}

/// The first tab between two places that is not in a comment.
fn gap(text: &str, from: usize, to: usize) -> Option<Problem> {
    let mut at = from;
    while at < to {
        let rest = &text[at..to];
        let stop = rest.find(['\t', '#'])?;
        let found = at + stop;
        if rest[stop..].starts_with('\t') {
            let message = "a tab cannot separate anything here; use spaces";
            return Some(Problem::new(Code::YamlSyntax, Span::new(found as u32, found as u32 + 1), message));
        }
        let comment = text[..found].ends_with([' ', '\n', '\r']) || found == from;
        at = if comment { rest[stop..].find('\n').map_or(to, |end| found + end) } else { found + 1 };
    }
    None
}
