//! What to say of the syntax errors that people make most.

use super::fault::Fault;
use super::reader::{Reader, run};
use super::token::{ScalarShape, Token, TokenKind};

/// A line that can only be a key has no `:`. `PyYAML` notices at the next token.
pub(super) fn missing_colon(reader: &Reader<'_>, key: usize) -> Fault {
    let line_end = reader.end_of(run::LINE, key);
    let line = &reader.text[key..line_end];
    let written = line.split(" #").next().unwrap_or(line).trim_end();
    let shown = shortened(written);
    let message = if reader.at <= line_end && reader.distance(key, reader.at) > 1024 {
        "the key before this is longer than 1024 characters; write `? ` before it, and `:` on the next line"
            .to_owned()
    } else if written.contains(": ") || written.ends_with(':') {
        format!(
            "`{shown}` before this cannot be a key; a key is on one line, with nothing else before its `:`"
        )
    } else if let Some((name, value)) = written.split_once(':').filter(|(name, _)| is_name(name)) {
        let value = shortened(value);
        format!("`{shown}` before this has no space after its `:`; write `{name}: {value}`")
    } else {
        format!("`{shown}` before this is no key without a `:`; write `:` behind it, and its value")
    };
    Fault::new(reader.at, message).with(key, "it begins here")
}

/// Whether there are but spaces from the token to `at`.
fn is_blank_between(reader: &Reader<'_>, token: Token, at: usize) -> bool {
    let between = reader.text.get(token.end as usize..at);
    between.is_some_and(|between| between.bytes().all(|byte| byte == b' '))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.'))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A `:` where no key ends.
pub(super) fn second_colon(reader: &Reader<'_>, last: Option<Token>) -> Fault {
    let at = reader.at;
    let line = &reader.text[reader.line_start..at];
    let last = last.filter(|last| is_blank_between(reader, *last, at));
    let Some(last) = last.filter(|last| (last.start as usize) < reader.line_start) else {
        let message = if line.contains(": ") {
            "a second `:` cannot follow on this line; quote the value if the `:` is part of it"
        } else {
            "a `:` cannot stand here, because no key is before it"
        };
        let fault = Fault::new(at, message);
        return match last {
            Some(last) => fault.with(last.start as usize, "the value begins here"),
            None => fault,
        };
    };
    let written = &reader.text[last.start as usize..last.end as usize];
    if !matches!(last.kind, TokenKind::Scalar(ScalarShape::Rewritten { plain: true })) {
        let message =
            "a key is on one line, but the quotes before this open on another; check where they close";
        return Fault::new(at, message).with(last.start as usize, "the quotes open here");
    }
    let above = written.lines().next().unwrap_or_default();
    let message = match above.split_once(':') {
        Some((name, value)) if is_name(name) => {
            format!(
                "a key cannot begin on this line, because `{0}` above it is text that goes on here; write `{name}: {1}`",
                shortened(above),
                shortened(value)
            )
        }
        _ => format!(
            "a key cannot begin on this line, because the text `{}` above it goes on here; indent this line as the key it belongs beside",
            shortened(above)
        ),
    };
    Fault::new(at, message).with(last.start as usize, "the text begins here")
}

/// A character that begins no token.
pub(super) fn cannot_begin(reader: &Reader<'_>) -> Fault {
    let at = reader.at;
    let message = match reader.char().unwrap_or_default() {
        '\t' if reader.text[reader.line_start..at].trim_matches([' ', '\t']).is_empty() => {
            "a tab cannot indent a line; use spaces".to_owned()
        }
        '\t' => "a tab cannot stand between values; use spaces".to_owned(),
        ch @ ('|' | '>') => {
            format!("`{ch}` cannot begin a block of text within brackets; put the text in quotes")
        }
        '`' => "a backquote cannot begin a value; put the value in quotes".to_owned(),
        ch => format!("`{ch}` cannot begin a value; put the value in quotes"),
    };
    Fault::new(at, message)
}

/// Something else than a key where a mapping goes on.
pub(super) fn not_a_key(reader: &Reader<'_>, token: Token, mapping: u32, quoted: Option<Token>) -> Fault {
    let message = match token.kind {
        TokenKind::BlockMappingStart => {
            "this line is indented like none of the keys before it; indent it like the keys that it belongs to"
                .to_owned()
        }
        TokenKind::BlockSequenceStart | TokenKind::BlockEntry => {
            "a list item cannot stand beside keys; indent it below a key, or make a key of it".to_owned()
        }
        _ => return after_value(reader, token, quoted, "a key or less indentation", "the mapping", mapping),
    };
    Fault::new(token.start as usize, message).within("the mapping", mapping as usize)
}

/// Something else than an item where a list goes on.
pub(super) fn not_an_item(reader: &Reader<'_>, token: Token, list: u32, quoted: Option<Token>) -> Fault {
    let message = match token.kind {
        TokenKind::BlockMappingStart | TokenKind::BlockSequenceStart => {
            "this line is indented like none of the list items before it; indent it like one of them, or like what is in one"
        }
        TokenKind::Key => {
            "a key cannot stand beside list items; begin the line with `- `, or indent the list below a key"
        }
        _ => return after_value(reader, token, quoted, "`-` or less indentation", "the list", list),
    };
    Fault::new(token.start as usize, message).within("the list", list as usize)
}

/// Something right behind a value.
fn after_value(
    reader: &Reader<'_>,
    token: Token,
    quoted: Option<Token>,
    expected: &str,
    what: &str,
    start: u32,
) -> Fault {
    let at = token.start as usize;
    let right_behind = |quoted: &Token| is_blank_between(reader, *quoted, at);
    if let Some(quoted) = quoted.filter(right_behind) {
        return Fault::new(
            at,
            "text cannot follow what is in quotes; quote all of it, or check where the quotes close",
        )
        .with(quoted.start as usize, "the quotes open here");
    }
    Fault::new(at, format!("expected {expected}, but found {}", token.kind.describe()))
        .within(what, start as usize)
}

/// Something else than `,` or the closing bracket.
pub(super) fn unclosed(token: Token, bracket: u32, open: char, close: char) -> Fault {
    let message = match token.kind {
        TokenKind::StreamEnd => format!("the text ends, but `{open}` is still open; close it with `{close}`"),
        TokenKind::Value | TokenKind::Key => {
            format!("expected `,` or `{close}`; close the `{open}` before this, or quote the text")
        }
        kind => format!(
            "expected `,` or `{close}`, but found {}; close the `{open}`, or put a comma before this",
            kind.describe()
        ),
    };
    Fault::new(token.start as usize, message).with(bracket as usize, format!("the `{open}` is here"))
}
