//! Methods of `str`.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::arguments::{Arguments, to_index, to_width};
use super::super::characters::{
    capitalize, casefold, is_cased, is_title, is_upper, push_lower_at, push_title,
};
use super::super::error::{PyError, PyResult};
use super::super::format::str_format;
use super::super::kind::{Kind, MAX_BYTES, kind, limit, refuse_undefined, type_name};
use super::super::number::is_space;
use super::super::ops::iter;
use super::super::repr::to_str;
use super::super::value::List;
use super::predicate;
use super::split::{SplitSide, split, split_lines};

/// The methods of `str`.
pub(super) const METHODS: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

/// Calls a method of a string.
pub(super) fn call(
    receiver: &Value,
    text: &str,
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> PyResult<Value> {
    // A method of `Markup` gives `Markup`.
    let string = |text: String| {
        if receiver.is_safe() { Value::from_safe_string(text) } else { Value::from(text) }
    };
    let bind = |names: &'static [&'static str], required: usize| {
        Arguments::bind(name, names, required, args, kwargs)
    };
    if let Some(holds) = predicate::holds(name, text) {
        bind(&[], 0)?;
        return Ok(Value::from(holds));
    }
    let strings = |parts: Vec<String>| List::value(parts.into_iter().map(string).collect());
    match name {
        "lower" | "upper" | "capitalize" | "casefold" | "swapcase" | "title" => {
            bind(&[], 0)?;
            Ok(string(change_case(name, text)))
        }
        "strip" | "lstrip" | "rstrip" => {
            let arguments = bind(&["chars"], 0)?;
            let chars = optional_text(&arguments, "chars", &format!("{name} arg must be None or str"))?;
            Ok(string(strip_ends(text, chars.as_deref(), name != "rstrip", name != "lstrip").to_owned()))
        }
        "center" | "ljust" | "rjust" => {
            let arguments = bind(&["width", "fillchar"], 1)?;
            let width = to_width(to_index(arguments.required("width")?)?)?;
            let fill = fill_character(arguments.get("fillchar"))?;
            Ok(string(justify(text, width, fill, name)))
        }
        "zfill" => Ok(string(zero_fill(text, to_width(to_index(bind(&["width"], 1)?.required("width")?)?)?))),
        "count" | "find" | "index" | "rfind" | "rindex" => {
            search(text, name, &bind(&["sub", "start", "end"], 1)?)
        }
        "startswith" | "endswith" => {
            affix(text, name, &bind(&["prefix", "start", "end"], 1)?).map(Value::from)
        }
        "removeprefix" => {
            let prefix = bind(&["prefix"], 1)?.text("prefix", "")?;
            Ok(string(text.strip_prefix(&prefix).unwrap_or(text).to_owned()))
        }
        "removesuffix" => {
            let suffix = bind(&["suffix"], 1)?.text("suffix", "")?;
            Ok(string(text.strip_suffix(&suffix).unwrap_or(text).to_owned()))
        }
        "expandtabs" => {
            let size = bind(&["tabsize"], 0)?.int("tabsize", 8)?;
            expand_tabs(text, to_width(size)?).map(string)
        }
        "replace" => {
            let arguments = bind(&["old", "new", "count"], 2)?;
            let count = usize::try_from(arguments.int("count", -1)?).ok();
            replace(text, &arguments.text("old", "")?, &arguments.text("new", "")?, count).map(string)
        }
        "partition" | "rpartition" => {
            let separator = bind(&["sep"], 1)?.text("sep", "")?;
            refuse_empty_separator(Some(&separator))?;
            let parts = partition(text, &separator, name == "rpartition");
            Ok(Tuple::from(parts.map(|part| string(part.to_owned())).to_vec()).into())
        }
        "split" | "rsplit" => {
            let arguments = bind(&["sep", "maxsplit"], 0)?;
            let message =
                format!("must be str or None, not {}", arguments.get("sep").map_or("NoneType", type_name));
            let separator = optional_text(&arguments, "sep", &message)?;
            refuse_empty_separator(separator.as_deref())?;
            let limit = usize::try_from(arguments.int("maxsplit", -1)?).ok();
            let side = if name == "split" { SplitSide::Left } else { SplitSide::Right };
            Ok(strings(split(text, separator.as_deref(), limit, side)))
        }
        "splitlines" => Ok(strings(split_lines(text, bind(&["keepends"], 0)?.flag("keepends", false)?))),
        "join" => join(text, bind(&["iterable"], 1)?.required("iterable")?).map(string),
        "format" => str_format(text, args, kwargs).map(string),
        _ => format_map(text, args, kwargs).map(string),
    }
}

fn format_map(text: &str, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<String> {
    let ([mapping], []) = (args, kwargs) else {
        return Err(PyError::type_error(format!(
            "format_map() takes exactly one argument ({} given)",
            args.len() + kwargs.len()
        )));
    };
    let Kind::Dict(entries) = kind(mapping) else {
        return Err(PyError::type_error(format!("'{}' object is not a mapping", type_name(mapping))));
    };
    let named: Vec<(String, Value)> = entries
        .into_iter()
        .filter(|(key, _)| key.as_str().is_some())
        .map(|(key, value)| (to_str(&key), value))
        .collect();
    str_format(text, &[], &named)
}

fn optional_text(arguments: &Arguments, name: &str, message: &str) -> PyResult<Option<String>> {
    match arguments.some(name) {
        None => Ok(None),
        Some(value) => match kind(value) {
            Kind::Str(text) => Ok(Some(text.to_owned())),
            _ => refuse_undefined(value).and(Err(PyError::type_error(message))),
        },
    }
}

fn refuse_empty_separator(separator: Option<&str>) -> PyResult<()> {
    if separator == Some("") { Err(PyError::value_error("empty separator")) } else { Ok(()) }
}

fn change_case(name: &str, text: &str) -> String {
    match name {
        "lower" => text.to_lowercase(),
        "upper" => text.to_uppercase(),
        "capitalize" => capitalize(text),
        "casefold" => casefold(text),
        "swapcase" => swap_case(text),
        _ => title(text),
    }
}

fn swap_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if is_upper(character) {
            push_lower_at(&mut out, text, at, character);
        } else if character.is_lowercase() || is_title(character) {
            out.extend(character.to_uppercase());
        } else {
            out.push(character);
        }
    }
    out
}

/// `text.title()`: a word starts after every character without case.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for (at, character) in text.char_indices() {
        if in_word {
            push_lower_at(&mut out, text, at, character);
        } else {
            push_title(&mut out, character);
        }
        in_word = is_cased(character);
    }
    out
}

/// `text.strip(chars)` at the start, the end or both.
pub(crate) fn strip_ends<'a>(text: &'a str, chars: Option<&str>, start: bool, end: bool) -> &'a str {
    let strips =
        |character: char| chars.map_or_else(|| is_space(character), |chars| chars.contains(character));
    let text = if start { text.trim_start_matches(strips) } else { text };
    if end { text.trim_end_matches(strips) } else { text }
}

fn fill_character(value: Option<&Value>) -> PyResult<char> {
    let Some(value) = value else { return Ok(' ') };
    refuse_undefined(value)?;
    let Kind::Str(text) = kind(value) else {
        return Err(PyError::type_error(format!(
            "The fill character must be a unicode character, not {}",
            type_name(value)
        )));
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(fill), None) => Ok(fill),
        _ => Err(PyError::type_error("The fill character must be exactly one character long")),
    }
}

fn justify(text: &str, width: usize, fill: char, name: &str) -> String {
    if name == "center" {
        center(text, width, fill)
    } else {
        let missing = width.saturating_sub(text.chars().count());
        let padding: String = std::iter::repeat_n(fill, missing).collect();
        if name == "ljust" { format!("{text}{padding}") } else { format!("{padding}{text}") }
    }
}

/// `text.center(width, fill)`: the odd space goes left where the width is odd.
pub(crate) fn center(text: &str, width: usize, fill: char) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let left = missing / 2 + (missing & width & 1);
    let filled = |count: usize| std::iter::repeat_n(fill, count);
    filled(left).chain(text.chars()).chain(filled(missing - left)).collect()
}

fn zero_fill(text: &str, width: usize) -> String {
    let missing = "0".repeat(width.saturating_sub(text.chars().count()));
    match text.strip_prefix(['+', '-']) {
        Some(rest) => format!("{}{missing}{rest}", &text[..1]),
        None => format!("{missing}{text}"),
    }
}

fn expand_tabs(text: &str, size: usize) -> PyResult<String> {
    let (mut out, mut column) = (String::with_capacity(text.len()), 0);
    for character in text.chars() {
        match character {
            '\t' if size > 0 => {
                let spaces = size - column % size;
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(character);
                column = 0;
            }
            _ => {
                out.push(character);
                column += 1;
            }
        }
        if out.len() > MAX_BYTES {
            return Err(limit("result too long"));
        }
    }
    Ok(out)
}

/// `text.replace(old, new, count)`
pub(crate) fn replace(text: &str, old: &str, new: &str, count: Option<usize>) -> PyResult<String> {
    let occurrences = text.matches(old).count().min(count.unwrap_or(usize::MAX));
    if text.len() + occurrences.saturating_mul(new.len()) > MAX_BYTES {
        return Err(limit("result too long"));
    }
    Ok(text.replacen(old, new, occurrences))
}

fn partition<'a>(text: &'a str, separator: &'a str, last: bool) -> [&'a str; 3] {
    let found = if last { text.rfind(separator) } else { text.find(separator) };
    match found {
        Some(at) => [&text[..at], separator, &text[at + separator.len()..]],
        None if last => ["", "", text],
        None => [text, "", ""],
    }
}

/// The characters of a string that `start` and `end` leave, with the count of those before; `None` where the
/// start is beyond the end.
fn window(text: &str, arguments: &Arguments) -> PyResult<Option<(usize, String)>> {
    let length = text.chars().count() as i128;
    let bound = |name: &str, default: i128| -> PyResult<i128> {
        let Some(value) = arguments.some(name) else { return Ok(default) };
        let bound = to_index(value).map_err(|error| {
            if error.message.ends_with("as an integer") {
                PyError::type_error("slice indices must be integers or None or have an __index__ method")
            } else {
                error
            }
        })?;
        Ok(if bound < 0 { (bound + length).max(0) } else { bound })
    };
    let (start, end) = (bound("start", 0)?, bound("end", length)?.min(length));
    if start > end {
        return Ok(None);
    }
    let (start, count) = (start as usize, (end - start) as usize);
    Ok(Some((start, text.chars().skip(start).take(count).collect())))
}

fn search(text: &str, name: &str, arguments: &Arguments) -> PyResult<Value> {
    let wanted = arguments.required("sub")?;
    refuse_undefined(wanted)?;
    let Kind::Str(wanted) = kind(wanted) else {
        return Err(PyError::type_error(format!("must be str, not {}", type_name(wanted))));
    };
    let window = window(text, arguments)?;
    if name == "count" {
        return Ok(Value::from(window.map_or(0, |(_, text)| text.matches(wanted).count())));
    }
    let found = window.and_then(|(before, text)| {
        let at = if name.starts_with('r') { text.rfind(wanted) } else { text.find(wanted) }?;
        Some(before + text[..at].chars().count())
    });
    match found {
        Some(index) => Ok(Value::from(index)),
        None if name.ends_with("find") => Ok(Value::from(-1)),
        None => Err(PyError::value_error("substring not found")),
    }
}

fn affix(text: &str, name: &str, arguments: &Arguments) -> PyResult<bool> {
    let value = arguments.required("prefix")?;
    refuse_undefined(value)?;
    let candidates = match kind(value) {
        Kind::Tuple(items) => items,
        Kind::Str(_) => vec![value.clone()],
        _ => {
            return Err(PyError::type_error(format!(
                "{name} first arg must be str or a tuple of str, not {}",
                type_name(value)
            )));
        }
    };
    let Some((_, text)) = window(text, arguments)? else { return Ok(false) };
    for candidate in &candidates {
        let Kind::Str(affix) = kind(candidate) else {
            return Err(PyError::type_error(format!(
                "tuple for {name} must only contain str, not {}",
                type_name(candidate)
            )));
        };
        if if name == "startswith" { text.starts_with(affix) } else { text.ends_with(affix) } {
            return Ok(true);
        }
    }
    Ok(false)
}

fn join(separator: &str, values: &Value) -> PyResult<String> {
    refuse_undefined(values)?;
    let items = iter(values).map_err(|error| {
        if error.message.ends_with("is not iterable") {
            PyError::type_error("can only join an iterable")
        } else {
            error
        }
    })?;
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let Kind::Str(text) = kind(item) else {
            return Err(PyError::type_error(format!(
                "sequence item {index}: expected str instance, {} found",
                type_name(item)
            )));
        };
        if index > 0 {
            out.push_str(separator);
        }
        out.push_str(text);
        if out.len() > MAX_BYTES {
            return Err(limit("result too long"));
        }
    }
    Ok(out)
}
