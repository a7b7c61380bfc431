//! The characters that a text may hold, as `PyYAML`'s reader has them.

use std::borrow::Cow;

use super::fault::char_at;
use crate::problem::{Code, Problem};

/// The text with other characters in the place of those that `PyYAML` refuses, as long as they, and a problem for the
/// first of them.
pub(crate) fn printable(text: &str) -> (Cow<'_, str>, Option<Problem>) {
    if is_simple(text) {
        return (Cow::Borrowed(text), None);
    }
    let Some(at) = text.find(is_special) else { return (Cow::Borrowed(text), None) };
    let ch = text[at..].chars().next().unwrap_or_default();
    let message = format!(
        "the character U+{:04X} is not allowed in YAML; remove it, or write it as an escape in double quotes",
        ch as u32
    );
    let replaced = text.chars().map(|ch| match ch.len_utf8() {
        _ if !is_special(ch) => ch,
        1 => 'x',
        2 => 'é',
        _ => '\u{fffd}',
    });
    (Cow::Owned(replaced.collect()), Some(Problem::new(Code::YamlSyntax, char_at(text, at), message)))
}

fn is_special(ch: char) -> bool {
    !matches!(ch, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether the text is printable ASCII in lines.
fn is_simple(text: &str) -> bool {
    // Without an early end, so that the compiler makes vector instructions of it.
    text.bytes().fold(true, |simple, byte| simple & (byte.wrapping_sub(b' ') < 95 || byte == b'\n'))
}
