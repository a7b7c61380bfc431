//! How Python's `textwrap` fills lines, as far as `wordwrap` uses it.

use super::super::characters::{is_alpha, is_word};
use super::super::error::{PyError, PyResult};

/// The options of a wrapping.
pub(super) struct Wrapping {
    pub(super) width: i128,
    pub(super) break_long_words: bool,
    pub(super) break_on_hyphens: bool,
}

/// `textwrap.wrap(text, …)` of one line.
pub(super) fn wrap(text: &str, wrapping: &Wrapping) -> PyResult<Vec<String>> {
    let characters: Vec<char> = text.chars().collect();
    if wrapping.width <= 0 {
        return Err(PyError::value_error(format!("invalid width {} (must be > 0)", wrapping.width)));
    }
    let width = usize::try_from(wrapping.width).unwrap_or(usize::MAX);
    let chunks = if wrapping.break_on_hyphens { chunks(&characters) } else { chunks_at_spaces(&characters) };
    // The next chunk is the last one, as a stack.
    let mut left: Vec<&[char]> = chunks.into_iter().rev().collect();
    let mut lines: Vec<String> = Vec::new();
    while !left.is_empty() {
        if !lines.is_empty() && left.last().is_some_and(|chunk| is_blank(chunk)) {
            left.pop();
        }
        let (mut line, mut length): (Vec<&[char]>, usize) = (Vec::new(), 0);
        while let Some(chunk) = left.pop_if(|chunk| length + chunk.len() <= width) {
            length += chunk.len();
            line.push(chunk);
        }
        if let Some(chunk) = left.pop_if(|chunk| chunk.len() > width) {
            if wrapping.break_long_words {
                let end = break_at(chunk, width - length, wrapping.break_on_hyphens);
                line.push(&chunk[..end]);
                left.push(&chunk[end..]);
            } else if line.is_empty() {
                line.push(chunk);
            } else {
                left.push(chunk);
            }
        }
        line.pop_if(|chunk| is_blank(chunk));
        if !line.is_empty() {
            lines.push(line.concat().iter().collect());
        }
    }
    Ok(lines)
}

/// Where a word that is longer than a line is cut: behind a hyphen if that fits.
fn break_at(chunk: &[char], space: usize, at_hyphen: bool) -> usize {
    if at_hyphen
        && chunk.len() > space
        && let Some(hyphen) = chunk[..space].iter().rposition(|c| *c == '-')
        && chunk[..hyphen].iter().any(|c| *c != '-')
    {
        return hyphen + 1;
    }
    space
}

fn is_blank(chunk: &[char]) -> bool {
    chunk.iter().all(|c| super::super::number::is_space(*c))
}

fn is_break(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

fn chunks_at_spaces(text: &[char]) -> Vec<&[char]> {
    text.chunk_by(|a, b| is_break(*a) == is_break(*b)).collect()
}

/// Splits text into runs of whitespace, dashes between words, and words cut behind their hyphens.
fn chunks(text: &[char]) -> Vec<&[char]> {
    let mut chunks = Vec::new();
    let mut start = 0;
    while let Some(first) = text.get(start) {
        let run = |test: fn(char) -> bool| text[start..].iter().take_while(|c| test(**c)).count();
        let end = if is_break(*first) {
            start + run(is_break)
        } else if dash_between_words(text, start) {
            start + run(|c| c == '-')
        } else {
            word_end(text, start)
        };
        chunks.push(&text[start..end]);
        start = end;
    }
    chunks
}

/// Whether two or more dashes that join words start at `at`.
fn dash_between_words(text: &[char], at: usize) -> bool {
    let punctuated = |c: char| is_word(c) || "!\"'&.,?".contains(c);
    let dashes = text[at..].iter().take_while(|c| **c == '-').count();
    dashes >= 2 && at > 0 && punctuated(text[at - 1]) && text.get(at + dashes).is_some_and(|c| is_word(*c))
}

fn word_end(text: &[char], start: usize) -> usize {
    let letter =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| *c == '_' || is_alpha(*c));
    let dash = |at: usize| text.get(at) == Some(&'-');
    for at in start + 1..text.len() {
        if is_break(text[at]) || dash_between_words(text, at) {
            return at;
        }
        let before = letter(at.checked_sub(1))
            && (letter(at.checked_sub(2)) || (at >= 3 && dash(at - 2) && letter(Some(at - 3))));
        let after = letter(Some(at + 1)) && (letter(Some(at + 2)) || (dash(at + 2) && letter(Some(at + 3))));
        if dash(at) && before && after {
            return at + 1;
        }
    }
    text.len()
}
