//! `str.format` and `format()`.

use minijinja::Value;

use super::arguments::to_index;
use super::characters::decimal_value;
use super::error::{PyError, PyErrorKind, PyResult};
use super::kind::{Kind, MAX_BYTES, as_int, kind, limit, refuse_undefined, type_name};
use super::number::{float_to_int, parse_int};
use super::ops::{checked_str, get_item};
use super::repr::{ascii, repr};
use super::spec::{Parts, Spec, float_parts, lay_out, pad, shown_type};
use super::value::Undefined;

/// `template.format(*args, **kwargs)`, as Jinja2's sandbox does it: attributes that start with `_` are refused.
pub fn str_format(template: &str, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<String> {
    let mut formatter = Formatter { args, kwargs, next: Numbering::Unused };
    formatter.format(template, 3)
}

/// Which positional argument an empty field takes.
#[derive(Clone, Copy)]
enum Numbering {
    Unused,
    Automatic(usize),
    Manual,
}

struct Formatter<'a> {
    args: &'a [Value],
    kwargs: &'a [(String, Value)],
    next: Numbering,
}

/// A replacement field: `{name!conversion:spec}`.
struct Field<'a> {
    name: &'a str,
    conversion: Option<char>,
    spec: &'a str,
}

impl Formatter<'_> {
    fn format(&mut self, template: &str, depth: usize) -> PyResult<String> {
        if depth == 0 {
            return Err(PyError::value_error("Max string recursion exceeded"));
        }
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let brace = &after[..1];
            let after = &after[1..];
            if let Some(after) = after.strip_prefix(brace) {
                out.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return Err(PyError::value_error("Single '}' encountered in format string"));
            }
            let (field, after) = split_field(after)?;
            out.push_str(&self.replace(&field, depth)?);
            if out.len() > MAX_BYTES {
                return Err(limit("result too long"));
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn replace(&mut self, field: &Field<'_>, depth: usize) -> PyResult<String> {
        let value = self.look_up(field.name)?;
        let converted = match field.conversion {
            None => value,
            Some('s') => Value::from(checked_str(&value)?),
            Some('r') => Value::from(repr(&value)),
            Some('a') => Value::from(ascii(&value)),
            Some(other) => {
                return Err(PyError::value_error(format!("Unknown conversion specifier {other}")));
            }
        };
        let spec = self.format(field.spec, depth - 1)?;
        format_value(&converted, &spec)
    }

    fn look_up(&mut self, name: &str) -> PyResult<Value> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut path) = name.split_at(end);
        let mut value = self.argument(first, name)?;
        while !path.is_empty() {
            if let Some(rest) = path.strip_prefix('.') {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (attribute, after) = rest.split_at(end);
                if attribute.is_empty() {
                    return Err(PyError::value_error("Empty attribute in format string"));
                }
                value = attribute_of(&value, attribute)?;
                path = after;
            } else if let Some(rest) = path.strip_prefix('[') {
                let (key, after) = rest
                    .split_once(']')
                    .ok_or_else(|| PyError::value_error("Missing ']' in format string"))?;
                if key.is_empty() {
                    return Err(PyError::value_error("Empty attribute in format string"));
                }
                value = item_of(&value, key)?;
                path = after;
            } else {
                return Err(PyError::value_error("Only '.' or '[' may follow ']' in format field specifier"));
            }
        }
        Ok(value)
    }

    fn argument(&mut self, first: &str, name: &str) -> PyResult<Value> {
        // `string.Formatter` has one message for both directions.
        let switched = || {
            PyError::value_error("cannot switch from manual field specification to automatic field numbering")
        };
        let index = if name.is_empty() {
            let index = match self.next {
                Numbering::Manual => return Err(switched()),
                Numbering::Automatic(index) => index,
                Numbering::Unused => 0,
            };
            self.next = Numbering::Automatic(index + 1);
            Some(index)
        } else {
            if name.chars().all(|c| decimal_value(c).is_some()) {
                if matches!(self.next, Numbering::Automatic(_)) {
                    return Err(switched());
                }
                self.next = Numbering::Manual;
            }
            field_index(first)?
        };
        if let Some(index) = index {
            return self.args.get(index).cloned().ok_or_else(|| {
                // The sandbox formats in Python, where `str.format` itself would name the index.
                PyError::new(PyErrorKind::Index, "tuple index out of range")
            });
        }
        let found = self.kwargs.iter().find(|(name, _)| name == first);
        found
            .map(|(_, value)| value.clone())
            .ok_or_else(|| PyError::new(PyErrorKind::Key, super::repr::str_repr(first)))
    }
}

/// The number a field starts with, if it is one.
fn field_index(text: &str) -> PyResult<Option<usize>> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    text.parse::<i64>()
        .ok()
        .and_then(|index| usize::try_from(index).ok())
        .map(Some)
        .ok_or_else(|| PyError::value_error("Too many decimal digits in format string"))
}

/// `object.attribute` as the sandbox allows it; without such an attribute Jinja2 tries the item.
fn attribute_of(value: &Value, name: &str) -> PyResult<Value> {
    // Every object has some of Python's own attributes; of others with an underscore ours have none.
    let internal = name.starts_with("__") && name.ends_with("__");
    if internal || (name.starts_with('_') && matches!(kind(value), Kind::Other)) {
        return Err(PyError::new(
            PyErrorKind::Security,
            format!("access to attribute '{name}' of '{}' object is unsafe.", type_name(value)),
        ));
    }
    refuse_undefined(value)?;
    let number = match (kind(value), name) {
        (Kind::Int(_) | Kind::Bool(_), "real" | "numerator") => as_int(value).map(Value::from),
        (Kind::Int(_) | Kind::Bool(_), "imag") => Some(Value::from(0)),
        (Kind::Int(_) | Kind::Bool(_), "denominator") => Some(Value::from(1)),
        (Kind::Float(float), "real") => Some(Value::from(float)),
        (Kind::Float(_), "imag") => Some(Value::from(0.0)),
        _ => None,
    };
    if let Some(number) = number {
        return Ok(number);
    }
    match get_item(value, &Value::from(name))? {
        Some(found) => Ok(found),
        None => Ok(Undefined::value(missing_attribute(value, name))),
    }
}

fn missing_attribute(value: &Value, name: &str) -> String {
    match kind(value) {
        Kind::None => format!("'None' has no attribute '{name}'"),
        _ => format!("'{} object' has no attribute '{name}'", described_type(value)),
    }
}

/// A type as Jinja2's messages about missing attributes name it.
fn described_type(value: &Value) -> String {
    match type_name(value) {
        "Markup" => "markupsafe.Markup".to_owned(),
        name => name.to_owned(),
    }
}

fn item_of(value: &Value, key: &str) -> PyResult<Value> {
    let index = field_index(key)?;
    let key_value = index.map_or_else(|| Value::from(key), Value::from);
    if let Some(found) = get_item(value, &key_value)? {
        return Ok(found);
    }
    match index {
        // `environment.getitem` tries an attribute of that name next.
        None => attribute_of(value, key),
        Some(index) => {
            let owner =
                if value.is_none() { "None".to_owned() } else { format!("{} object", described_type(value)) };
            Ok(Undefined::value(format!("{owner} has no element {index}")))
        }
    }
}

/// Splits what follows `{` into the field and the text after its `}`.
fn split_field(text: &str) -> PyResult<(Field<'_>, &str)> {
    if text.is_empty() {
        return Err(PyError::value_error("Single '{' encountered in format string"));
    }
    let unclosed = || PyError::value_error("expected '}' before end of string");
    // The name ends at the first `:`, `!` or `}` outside brackets.
    let mut bracketed = false;
    let mut end = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' => return Err(PyError::value_error("unexpected '{' in field name")),
            '[' => bracketed = true,
            ']' => bracketed = false,
            '}' | ':' | '!' if !bracketed => {
                end = Some((at, character));
                break;
            }
            _ => {}
        }
    }
    let (end, stop) = end.ok_or_else(unclosed)?;
    let (name, mut rest) = (&text[..end], &text[end + 1..]);
    if stop == '}' {
        return Ok((Field { name, conversion: None, spec: "" }, rest));
    }
    let mut conversion = None;
    if stop == '!' {
        let mut characters = rest.chars();
        let end_of_string = || PyError::value_error("end of string while looking for conversion specifier");
        conversion = Some(characters.next().ok_or_else(end_of_string)?);
        rest = characters.as_str();
        match characters.next() {
            Some('}') => return Ok((Field { name, conversion, spec: "" }, characters.as_str())),
            Some(':') => rest = characters.as_str(),
            Some(_) => return Err(PyError::value_error("expected ':' after conversion specifier")),
            None if rest.is_empty() => return Err(PyError::value_error("unmatched '{' in format spec")),
            None => {}
        }
    }
    let mut depth = 1_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Ok((Field { name, conversion, spec: &rest[..at] }, &rest[at + 1..]));
                }
            }
            _ => {}
        }
    }
    Err(PyError::value_error("unmatched '{' in format spec"))
}

/// `format(value, spec)`
pub fn format_value(value: &Value, spec: &str) -> PyResult<String> {
    if spec.is_empty() {
        return checked_str(value);
    }
    match kind(value) {
        Kind::Str(text) => format_str(text, spec, type_name(value)),
        Kind::Int(int) => format_int(int, spec, "int"),
        Kind::Bool(flag) => format_int(i128::from(flag), spec, "bool"),
        Kind::Float(float) => {
            let parsed = Spec::parse(spec, '>', "float")?;
            match parsed.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => {
                    Ok(lay_out(&float_parts(float, &parsed), &parsed))
                }
                Some(other) => Err(unknown_code(other, "float")),
            }
        }
        _ => Err(PyError::type_error(format!(
            "unsupported format string passed to {}.__format__",
            type_name(value)
        ))),
    }
}

fn unknown_code(code: char, type_name: &str) -> PyError {
    PyError::value_error(format!(
        "Unknown format code '{}' for object of type '{type_name}'",
        shown_type(code)
    ))
}

fn format_str(text: &str, spec: &str, type_name: &str) -> PyResult<String> {
    let parsed = Spec::parse(spec, '<', type_name)?;
    if let Some(code) = parsed.kind.filter(|code| *code != 's') {
        return Err(unknown_code(code, type_name));
    }
    let refuse = |message: &str| Err(PyError::value_error(message));
    match parsed.sign {
        Some(' ') => return refuse("Space not allowed in string format specifier"),
        Some(_) => return refuse("Sign not allowed in string format specifier"),
        None => {}
    }
    if parsed.no_negative_zero {
        return refuse("Negative zero coercion (z) not allowed in string format specifier");
    }
    if parsed.alternate {
        return refuse("Alternate form (#) not allowed in string format specifier");
    }
    if parsed.align == Some('=') {
        return refuse("'=' alignment not allowed in string format specifier");
    }
    if let Some(separator) = parsed.grouping {
        return Err(PyError::value_error(format!("Cannot specify '{separator}' with 's'.")));
    }
    let text: String = match parsed.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text.to_owned(),
    };
    Ok(pad(&text, &parsed, '<'))
}

fn format_int(int: i128, spec: &str, type_name: &str) -> PyResult<String> {
    let parsed = Spec::parse(spec, '>', type_name)?;
    match parsed.kind {
        None | Some('d' | 'n' | 'b' | 'o' | 'x' | 'X' | 'c') => {}
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            return Ok(lay_out(&float_parts(int as f64, &parsed), &parsed));
        }
        Some(other) => return Err(unknown_code(other, type_name)),
    }
    let refuse = |message: &str| Err(PyError::value_error(message));
    if parsed.precision.is_some() {
        return refuse("Precision not allowed in integer format specifier");
    }
    if parsed.no_negative_zero {
        return refuse("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if parsed.kind == Some('c') {
        if parsed.sign.is_some() {
            return refuse("Sign not allowed with integer format specifier 'c'");
        }
        if parsed.alternate {
            return refuse("Alternate form (#) not allowed with integer format specifier 'c'");
        }
        if i64::try_from(int).is_err() {
            return Err(PyError::new(PyErrorKind::Overflow, "Python int too large to convert to C long"));
        }
        let character = to_char(int)?.to_string();
        let parts = Parts { negative: false, prefix: "", whole: String::new(), rest: character };
        return Ok(lay_out(&parts, &parsed));
    }
    Ok(lay_out(&int_parts(int, parsed.kind.unwrap_or('d'), parsed.alternate), &parsed))
}

/// The character of that code point; Rust's strings hold no surrogates.
pub(crate) fn to_char(int: i128) -> PyResult<char> {
    let out_of_range = || PyError::new(PyErrorKind::Overflow, "%c arg not in range(0x110000)");
    let code = u32::try_from(int).ok().filter(|code| *code < 0x11_0000).ok_or_else(out_of_range)?;
    char::from_u32(code).ok_or_else(|| limit("surrogates are not supported"))
}

/// An int's digits in the base of a presentation type.
pub(crate) fn int_parts(int: i128, kind: char, alternate: bool) -> Parts {
    let magnitude = int.unsigned_abs();
    let (digits, prefix) = match kind {
        'b' => (format!("{magnitude:b}"), "0b"),
        'o' => (format!("{magnitude:o}"), "0o"),
        'x' => (format!("{magnitude:x}"), "0x"),
        'X' => (format!("{magnitude:X}"), "0X"),
        _ => (magnitude.to_string(), ""),
    };
    let prefix = if alternate { prefix } else { "" };
    Parts { negative: int < 0, prefix, whole: digits, rest: String::new() }
}

/// `int(value, base)`
pub(crate) fn to_int(value: &Value, base: i128) -> PyResult<i128> {
    refuse_undefined(value)?;
    match kind(value) {
        Kind::Str(text) => parse_int(text, base),
        Kind::Float(float) => float_to_int(float),
        _ => to_index(value).map_err(|_| {
            PyError::type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                type_name(value)
            ))
        }),
    }
}

/// `float(value)`
pub(crate) fn to_float(value: &Value) -> PyResult<f64> {
    refuse_undefined(value)?;
    match kind(value) {
        Kind::Str(text) => super::number::parse_float(text),
        Kind::Float(float) => Ok(float),
        _ => as_int(value).map(|int| int as f64).ok_or_else(|| {
            PyError::type_error(format!(
                "float() argument must be a string or a real number, not '{}'",
                type_name(value)
            ))
        }),
    }
}
