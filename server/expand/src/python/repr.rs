//! Printing: Python's `repr` and `str`.

use std::fmt::Write as _;

use minijinja::Value;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

pub use super::kind::type_name;
use super::kind::{Kind, MAX_BYTES, MAX_DEPTH, identity, kind};
use super::number::float_repr;
use super::value::Range;

/// `repr(value)`. Containers that hold themselves print `[...]`, nesting beyond 200 levels prints `...`,
/// and printing ends after 16 MiB.
pub fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(&mut out, value, &mut Vec::new());
    out
}

/// `str(value)`: strings are themselves, all else is its `repr`. Undefined values print as nothing; whether a
/// strict one may be printed is for the caller to check.
pub fn to_str(value: &Value) -> String {
    match kind(value) {
        Kind::Str(text) => text.to_owned(),
        Kind::Undefined(_) => String::new(),
        _ => repr(value),
    }
}

/// `ascii(value)`: its `repr` with everything beyond ASCII escaped.
pub(crate) fn ascii(value: &Value) -> String {
    let mut out = String::new();
    for character in repr(value).chars() {
        if character.is_ascii() { out.push(character) } else { write_escape(&mut out, character) }
    }
    out
}

fn write_repr(out: &mut String, value: &Value, parents: &mut Vec<usize>) {
    // Lists that share their items can print exponentially long.
    if out.len() > MAX_BYTES {
        return;
    }
    if value.downcast_object_ref::<Range>().is_some() {
        let _ = write!(out, "{value}");
        return;
    }
    match kind(value) {
        Kind::None => out.push_str("None"),
        Kind::Bool(true) => out.push_str("True"),
        Kind::Bool(false) => out.push_str("False"),
        Kind::Int(int) => {
            let _ = write!(out, "{int}");
        }
        Kind::Float(float) => out.push_str(&float_repr(float)),
        Kind::Str(text) if value.is_safe() => {
            out.push_str("Markup(");
            write_str_repr(out, text);
            out.push(')');
        }
        Kind::Str(text) => write_str_repr(out, text),
        Kind::Undefined(_) => out.push_str("Undefined"),
        Kind::Lazy(_) | Kind::Other => {
            let _ = write!(out, "{value}");
        }
        Kind::List(items) => nested(out, value, parents, "[...]", |out, parents| {
            write_items(out, "[", &items, "]", parents);
        }),
        Kind::Tuple(items) => nested(out, value, parents, "(...)", |out, parents| {
            write_items(out, "(", &items, if items.len() == 1 { ",)" } else { ")" }, parents);
        }),
        Kind::View(view) => nested(out, value, parents, "...", |out, parents| {
            out.push_str(view.type_name());
            write_items(out, "([", &view.items(), "])", parents);
        }),
        Kind::Dict(entries) => nested(out, value, parents, "{...}", |out, parents| {
            out.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_repr(out, key, parents);
                out.push_str(": ");
                write_repr(out, item, parents);
            }
            out.push('}');
        }),
    }
}

fn write_items(out: &mut String, open: &str, items: &[Value], close: &str, parents: &mut Vec<usize>) {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_repr(out, item, parents);
    }
    out.push_str(close);
}

fn nested(
    out: &mut String,
    value: &Value,
    parents: &mut Vec<usize>,
    again: &str,
    write: impl FnOnce(&mut String, &mut Vec<usize>),
) {
    // Containers of minijinja's own have no identity here, but cannot hold themselves either.
    let id = identity(value).unwrap_or(0);
    if parents.len() >= MAX_DEPTH {
        out.push_str("...");
    } else if id != 0 && parents.contains(&id) {
        out.push_str(again);
    } else {
        parents.push(id);
        write(out, parents);
        parents.pop();
    }
}

/// Writes a string literal: double quotes only where that spares escaping single ones.
pub(crate) fn write_str_repr(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if character == quote => {
                out.push('\\');
                out.push(quote);
            }
            _ if is_printable(character) => out.push(character),
            _ => write_escape(out, character),
        }
    }
    out.push(quote);
}

/// A string's literal, as error messages quote it.
pub(crate) fn str_repr(text: &str) -> String {
    let mut out = String::new();
    write_str_repr(&mut out, text);
    out
}

fn write_escape(out: &mut String, character: char) {
    let code = u32::from(character);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// What `str.isprintable` says of one character.
pub(crate) fn is_printable(character: char) -> bool {
    if (' '..='~').contains(&character) {
        return true;
    }
    !matches!(
        character.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator
    )
}
