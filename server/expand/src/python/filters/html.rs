//! Filters that write HTML, URLs and JSON.

use std::fmt::Write as _;

use minijinja::Value;

use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::json::to_json;
use super::super::kind::{Kind, kind, limit, refuse_undefined, type_name};
use super::super::methods::{SplitSide, split};
use super::super::ops::{checked_str, iter};
use super::super::repr::str_repr;
use super::super::value::Undefined;
use super::Call;

/// Applies a filter of this file.
pub(super) fn call(call: &Call<'_>) -> PyResult<Value> {
    match call.name {
        "escape" | "e" => {
            call.bind(&[], 0)?;
            if call.value.is_safe() {
                return Ok(call.value.clone());
            }
            checked_str(call.value).map(|text| Value::from_safe_string(escape_html(&text)))
        }
        "forceescape" => {
            call.bind(&[], 0)?;
            checked_str(call.value).map(|text| Value::from_safe_string(escape_html(&text)))
        }
        "safe" => {
            call.bind(&[], 0)?;
            checked_str(call.value).map(Value::from_safe_string)
        }
        "striptags" => {
            call.bind(&[], 0)?;
            checked_str(call.value).map(|text| Value::from(strip_tags(&text)))
        }
        "tojson" => {
            let arguments = call.bind(&["indent"], 0)?;
            let json = to_json(call.value, arguments.some("indent"))?;
            let mut safe = String::with_capacity(json.len());
            for character in json.chars() {
                match character {
                    '<' => safe.push_str("\\u003c"),
                    '>' => safe.push_str("\\u003e"),
                    '&' => safe.push_str("\\u0026"),
                    '\'' => safe.push_str("\\u0027"),
                    _ => safe.push(character),
                }
            }
            Ok(Value::from_safe_string(safe))
        }
        "urlencode" => {
            call.bind(&[], 0)?;
            url_encode(call.value).map(Value::from)
        }
        "urlize" => Err(limit("the filter `urlize` is not supported")),
        _ => xml_attributes(call).map(Value::from),
    }
}

/// What `markupsafe.escape` makes of a text.
pub(crate) fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&#39;"),
            '"' => out.push_str("&#34;"),
            _ => out.push(character),
        }
    }
    out
}

/// Removes comments and tags, joins the words with single spaces, and reads entities.
fn strip_tags(text: &str) -> String {
    let without_comments = remove_between(text, "<!--", "-->");
    let without_tags = remove_between(&without_comments, "<", ">");
    unescape(&split(&without_tags, None, None, SplitSide::Left).join(" "))
}

fn remove_between(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..].find(close) else { break };
        out.push_str(&rest[..start]);
        rest = &rest[start + end + close.len()..];
    }
    out.push_str(rest);
    out
}

/// Reads numeric entities and the common named ones.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        if let Some((character, end)) = entity {
            out.push(character);
            rest = &rest[end..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "reg" => '®',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "raquo" => '»',
        "laquo" => '«',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

fn url_encode(value: &Value) -> PyResult<String> {
    let pairs = match kind(value) {
        Kind::Dict(entries) => entries,
        Kind::List(_) | Kind::Tuple(_) | Kind::View(_) | Kind::Lazy(_) => {
            let mut pairs = Vec::new();
            for item in iter(value)? {
                let parts = iter(&item)?;
                let [key, value] = parts.as_slice() else {
                    let count = parts.len();
                    return Err(PyError::value_error(if count < 2 {
                        format!("not enough values to unpack (expected 2, got {count})")
                    } else {
                        "too many values to unpack (expected 2)".to_owned()
                    }));
                };
                pairs.push((key.clone(), value.clone()));
            }
            pairs
        }
        _ => return Ok(url_quote(&checked_str(value)?, false)),
    };
    let mut parts = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        parts.push(format!(
            "{}={}",
            url_quote(&checked_str(&key)?, true),
            url_quote(&checked_str(&value)?, true)
        ));
    }
    Ok(parts.join("&"))
}

fn url_quote(text: &str, in_query: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => out.push(char::from(byte)),
            b'/' if !in_query => out.push('/'),
            b' ' if in_query => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn xml_attributes(call: &Call<'_>) -> PyResult<String> {
    let auto_space = call.bind(&["autospace"], 0)?.flag("autospace", true)?;
    refuse_undefined(call.value)?;
    let Kind::Dict(entries) = kind(call.value) else {
        return Err(PyError::new(
            PyErrorKind::Attribute,
            format!("'{}' object has no attribute 'items'", type_name(call.value)),
        ));
    };
    let escaped = |value: &Value| -> PyResult<String> {
        let text = checked_str(value)?;
        Ok(if value.is_safe() { text } else { escape_html(&text) })
    };
    let mut items = Vec::new();
    for (key, value) in entries {
        if value.is_none() || Undefined::of(&value).is_some() {
            continue;
        }
        let Kind::Str(name) = kind(&key) else {
            return Err(PyError::type_error(format!(
                "expected string or bytes-like object, got '{}'",
                type_name(&key)
            )));
        };
        let breaks = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '/' | '>' | '=');
        if name.contains(breaks) {
            return Err(PyError::value_error(format!(
                "Invalid character in attribute name: {}",
                str_repr(name)
            )));
        }
        items.push(format!("{}=\"{}\"", escaped(&key)?, escaped(&value)?));
    }
    let joined = items.join(" ");
    Ok(if auto_space && !joined.is_empty() { format!(" {joined}") } else { joined })
}
