//! Filters on text.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::arguments::to_width;
use super::super::characters::{capitalize, is_word};
use super::super::dump::to_yaml;
use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::kind::{Kind, MAX_BYTES, kind, limit, refuse_undefined, type_name};
use super::super::methods::{center, replace, split_lines, strip_ends};
use super::super::number::is_space;
use super::super::ops::{checked_str, len};
use super::super::percent::percent_format;
use super::super::value::Dict;
use super::Call;
use super::pretty::pretty;
use super::wrap::{Wrapping, wrap};

/// Applies a filter of this file.
pub(super) fn call(call: &Call<'_>) -> PyResult<Value> {
    // `soft_str` keeps markup as it is.
    let like_value = |text: String| {
        if call.value.is_safe() { Value::from_safe_string(text) } else { Value::from(text) }
    };
    match call.name {
        "capitalize" | "lower" | "string" | "title" | "upper" | "wordcount" => {
            call.bind(&[], 0)?;
            let text = checked_str(call.value)?;
            Ok(match call.name {
                "capitalize" => like_value(capitalize(&text)),
                "lower" => like_value(text.to_lowercase()),
                "upper" => like_value(text.to_uppercase()),
                "title" => Value::from(title(&text)),
                "wordcount" => {
                    Value::from(text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).count())
                }
                _ => like_value(text),
            })
        }
        "center" => {
            let width = to_width(call.bind(&["width"], 0)?.int("width", 80)?)?;
            Ok(like_value(center(&checked_str(call.value)?, width, ' ')))
        }
        "format" => {
            let arguments = match (call.args, call.kwargs) {
                ([_, ..], [_, ..]) => {
                    return Err(PyError::new(
                        PyErrorKind::FilterArgument,
                        "can't handle positional and keyword arguments at the same time",
                    ));
                }
                (args, []) => Tuple::from(args.to_vec()).into(),
                (_, kwargs) => Dict::value(
                    kwargs.iter().map(|(name, value)| (Value::from(name), value.clone())).collect(),
                ),
            };
            percent_format(&checked_str(call.value)?, &arguments).map(like_value)
        }
        "indent" => indent(call),
        "pprint" => {
            call.bind(&[], 0)?;
            pretty(call.value).map(Value::from)
        }
        "replace" => {
            let arguments = call.bind(&["old", "new", "count"], 2)?;
            let old = checked_str(arguments.required("old")?)?;
            let new = checked_str(arguments.required("new")?)?;
            let count = match arguments.some("count") {
                None => None,
                Some(_) => usize::try_from(arguments.int("count", -1)?).ok(),
            };
            replace(&checked_str(call.value)?, &old, &new, count).map(Value::from)
        }
        "toyaml" => {
            let arguments = call.bind(&["default"], 0)?;
            to_yaml(call.value, arguments.get("default")).map(Value::from)
        }
        "trim" => {
            let arguments = call.bind(&["chars"], 0)?;
            let chars = match arguments.some("chars") {
                None => None,
                Some(_) => Some(arguments.text("chars", "")?),
            };
            Ok(like_value(strip_ends(&checked_str(call.value)?, chars.as_deref(), true, true).to_owned()))
        }
        "truncate" => truncate(call),
        _ => word_wrap(call).map(Value::from),
    }
}

/// Jinja2's title case: a word starts after whitespace, `-` and opening brackets only.
fn title(text: &str) -> String {
    let separates = |c: char| is_space(c) || matches!(c, '-' | '(' | '{' | '[' | '<');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let in_separator = separates(first);
        let end = rest.find(|c| separates(c) != in_separator).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let (first, others) = part.split_at(first.len_utf8());
        out.push_str(&first.to_uppercase());
        out.push_str(&others.to_lowercase());
        rest = after;
    }
    out
}

/// The value, where a filter works on strings only.
fn only_text<'a>(value: &'a Value, method: &str) -> PyResult<&'a str> {
    refuse_undefined(value)?;
    match kind(value) {
        Kind::Str(text) => Ok(text),
        // `s += "\n"` works on a list, which then has no such method.
        Kind::List(_) => Err(no_method(value, method)),
        _ if method == "splitlines" => Err(no_method(value, method)),
        _ => Err(PyError::type_error(format!("unsupported operand type: '{}'", type_name(value)))),
    }
}

fn no_method(value: &Value, method: &str) -> PyError {
    PyError::new(PyErrorKind::Attribute, format!("'{}' object has no attribute '{method}'", type_name(value)))
}

fn indent(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["width", "first", "blank"], 0)?;
    let text = only_text(call.value, "indent")?;
    let indention = match arguments.get("width").map(kind) {
        Some(Kind::Str(width)) => width.to_owned(),
        _ => " ".repeat(to_width(arguments.int("width", 4)?)?),
    };
    let (first, blank) = (arguments.flag("first", false)?, arguments.flag("blank", false)?);
    let lines = split_lines(&format!("{text}\n"), false);
    if text.len() + lines.len().saturating_mul(indention.len()) > MAX_BYTES {
        return Err(limit("result too long"));
    }
    let mut out = if first { indention.clone() } else { String::new() };
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
            if blank || !line.is_empty() {
                out.push_str(&indention);
            }
        }
        out.push_str(line);
    }
    Ok(if call.value.is_safe() { Value::from_safe_string(out) } else { Value::from(out) })
}

fn truncate(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["length", "killwords", "end", "leeway"], 0)?;
    let (length, end) = (arguments.int("length", 255)?, arguments.text("end", "...")?);
    let leeway = if arguments.some("leeway").is_some() { arguments.int("leeway", 5)? } else { 5 };
    let end_length = end.chars().count() as i128;
    let assertion = |message: String| Err(PyError::new(PyErrorKind::Assertion, message));
    if length < end_length {
        return assertion(format!("expected length >= {end_length}, got {length}"));
    }
    if leeway < 0 {
        return assertion(format!("expected leeway >= 0, got {leeway}"));
    }
    if len(call.value)? as i128 <= length.saturating_add(leeway) {
        return Ok(call.value.clone());
    }
    let text = only_text(call.value, "rsplit")?;
    let kept: String = text.chars().take((length - end_length) as usize).collect();
    let kept = if arguments.flag("killwords", false)? {
        kept.as_str()
    } else {
        kept.rsplit_once(' ').map_or(kept.as_str(), |(before, _)| before)
    };
    Ok(Value::from(format!("{kept}{end}")))
}

fn word_wrap(call: &Call<'_>) -> PyResult<String> {
    let arguments = call.bind(&["width", "break_long_words", "wrapstring", "break_on_hyphens"], 0)?;
    let text = only_text(call.value, "splitlines")?;
    let width = arguments.int("width", 79)?;
    let wrapping = Wrapping {
        width,
        break_long_words: arguments.flag("break_long_words", true)?,
        break_on_hyphens: arguments.flag("break_on_hyphens", true)?,
    };
    let separator = match arguments.some("wrapstring") {
        None => "\n".to_owned(),
        Some(_) => arguments.text("wrapstring", "\n")?,
    };
    let mut lines = Vec::new();
    for line in split_lines(text, false) {
        lines.push(wrap(&line, &wrapping)?.join(&separator));
    }
    Ok(lines.join(&separator))
}
