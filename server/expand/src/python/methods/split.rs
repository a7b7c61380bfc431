//! How strings are taken apart: `split`, `rsplit`, `splitlines`.

use super::super::number::is_space;

/// From which end a limited split starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SplitSide {
    Left,
    Right,
}

/// `text.split(separator, limit)`; no separator splits at runs of whitespace, no limit at all of them.
pub(crate) fn split(
    text: &str,
    separator: Option<&str>,
    limit: Option<usize>,
    side: SplitSide,
) -> Vec<String> {
    match (separator, side) {
        (None, SplitSide::Left) => split_space(text, limit),
        (None, SplitSide::Right) => {
            let reversed: String = text.chars().rev().collect();
            let parts = split_space(&reversed, limit);
            parts.iter().rev().map(|part| part.chars().rev().collect()).collect()
        }
        (Some(separator), SplitSide::Left) => match limit {
            None => text.split(separator).map(str::to_owned).collect(),
            Some(limit) => text.splitn(limit.saturating_add(1), separator).map(str::to_owned).collect(),
        },
        (Some(separator), SplitSide::Right) => {
            let limit = limit.map_or(usize::MAX, |limit| limit.saturating_add(1));
            let mut parts: Vec<String> = text.rsplitn(limit, separator).map(str::to_owned).collect();
            parts.reverse();
            parts
        }
    }
}

fn split_space(text: &str, limit: Option<usize>) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if limit.is_some_and(|limit| parts.len() >= limit) {
            parts.push(rest.to_owned());
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(rest[..end].to_owned());
        rest = rest[end..].trim_start_matches(is_space);
    }
    parts
}

/// `text.splitlines(keep_ends)`
pub(crate) fn split_lines(text: &str, keep_ends: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut start, mut characters) = (0, text.char_indices().peekable());
    while let Some((at, character)) = characters.next() {
        let breaks = matches!(
            character,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        if !breaks {
            continue;
        }
        let mut end = at + character.len_utf8();
        if character == '\r' && characters.next_if(|(_, next)| *next == '\n').is_some() {
            end += 1;
        }
        lines.push(text[start..if keep_ends { end } else { at }].to_owned());
        start = end;
    }
    if start < text.len() {
        lines.push(text[start..].to_owned());
    }
    lines
}
