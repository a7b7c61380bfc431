//! `template % arguments`.

use std::iter::Peekable;
use std::str::Chars;

use minijinja::Value;

use super::error::{PyError, PyErrorKind, PyResult};
use super::format::{int_parts, to_char};
use super::kind::{Kind, MAX_BYTES, MAX_ITEMS, as_int, hashable, kind, limit, refuse_undefined, type_name};
use super::number::float_to_int;
use super::ops::{checked_str, get_item};
use super::repr::{ascii, repr};
use super::spec::{Parts, Spec, float_parts, lay_out, pad};

/// `template % args`: a tuple gives its items, a dict also its keys' values, anything else itself.
pub fn percent_format(template: &str, args: &Value) -> PyResult<String> {
    let (values, mapping, is_tuple) = match kind(args) {
        Kind::Tuple(items) => (items, None, true),
        // CPython takes anything that can be subscripted for a mapping.
        Kind::Dict(_) | Kind::List(_) | Kind::Undefined(_) => (vec![args.clone()], Some(args.clone()), false),
        _ => (vec![args.clone()], None, false),
    };
    let mut arguments =
        Remaining { values: values.into_iter().collect::<Vec<_>>().into_iter(), mapping, used_key: false };
    let mut out = String::new();
    let mut reader = Reader { characters: template.chars().peekable(), at: 0 };
    while let Some(character) = reader.next() {
        if character != '%' {
            out.push(character);
            continue;
        }
        conversion(&mut reader, &mut arguments, &mut out)?;
        if out.len() > MAX_BYTES {
            return Err(limit("result too long"));
        }
    }
    let left = arguments.values.len() > 0 && arguments.mapping.is_none();
    if left && (is_tuple || !arguments.used_key) {
        return Err(PyError::type_error("not all arguments converted during string formatting"));
    }
    Ok(out)
}

struct Reader<'a> {
    characters: Peekable<Chars<'a>>,
    /// How many characters were read.
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        self.at += 1;
        self.characters.next()
    }

    fn next_or_incomplete(&mut self) -> PyResult<char> {
        self.next().ok_or_else(|| PyError::value_error("incomplete format"))
    }
}

struct Remaining {
    values: std::vec::IntoIter<Value>,
    mapping: Option<Value>,
    used_key: bool,
}

impl Remaining {
    fn next(&mut self) -> PyResult<Value> {
        self.values.next().ok_or_else(|| PyError::type_error("not enough arguments for format string"))
    }

    fn star(&mut self) -> PyResult<i128> {
        as_int(&self.next()?).ok_or_else(|| PyError::type_error("* wants int"))
    }
}

/// Formats what follows a `%`.
fn conversion(reader: &mut Reader<'_>, arguments: &mut Remaining, out: &mut String) -> PyResult<()> {
    let mut character = reader.next_or_incomplete()?;
    if character == '%' {
        out.push('%');
        return Ok(());
    }
    let mut keyed = None;
    if character == '(' {
        keyed = Some(keyed_value(reader, arguments)?);
        character = reader.next_or_incomplete()?;
    }
    let mut spec = Spec::of_kind('s');
    let (mut left, mut zero) = (false, false);
    loop {
        match character {
            '-' => left = true,
            '0' => zero = true,
            '+' => spec.sign = Some('+'),
            ' ' if spec.sign != Some('+') => spec.sign = Some(' '),
            ' ' => {}
            '#' => spec.alternate = true,
            _ => break,
        }
        character = reader.next_or_incomplete()?;
    }
    let (width, after) = number(reader, arguments, character, "width")?;
    character = after;
    left |= width.is_some_and(|width| width < 0);
    spec.width = width.map_or(0, |width| width.unsigned_abs() as usize);
    if character == '.' {
        let next = reader.next_or_incomplete()?;
        let (precision, after) = number(reader, arguments, next, "precision")?;
        spec.precision = Some(precision.map_or(0, |precision| precision.max(0) as usize));
        character = after;
    }
    if "hlL".contains(character) {
        character = reader.next_or_incomplete()?;
    }
    if spec.width > MAX_ITEMS || spec.precision.is_some_and(|precision| precision > MAX_ITEMS) {
        return Err(limit("width or precision too large"));
    }
    if left {
        spec.align = Some('<');
    } else if zero {
        (spec.fill, spec.align) = (Some('0'), Some('='));
    }
    let value = match keyed {
        Some(value) => value,
        None => arguments.next()?,
    };
    out.push_str(&convert(&value, character, &mut spec, reader.at - 1)?);
    Ok(())
}

fn keyed_value(reader: &mut Reader<'_>, arguments: &mut Remaining) -> PyResult<Value> {
    let mapping =
        arguments.mapping.clone().ok_or_else(|| PyError::type_error("format requires a mapping"))?;
    let (mut key, mut depth) = (String::new(), 1);
    loop {
        let character = reader.next().ok_or_else(|| PyError::value_error("incomplete format key"))?;
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        key.push(character);
    }
    arguments.used_key = true;
    // The mapping itself is no longer an argument.
    arguments.values = Vec::new().into_iter();
    refuse_undefined(&mapping)?;
    let key = Value::from(key);
    if matches!(kind(&mapping), Kind::List(_)) {
        return Err(PyError::type_error("list indices must be integers or slices, not str"));
    }
    hashable(&key)?;
    get_item(&mapping, &key)?.ok_or_else(|| PyError::new(PyErrorKind::Key, repr(&key)))
}

/// Reads a width or precision: digits, or `*` for an argument. Returns the character after it as well.
fn number(
    reader: &mut Reader<'_>,
    arguments: &mut Remaining,
    first: char,
    what: &str,
) -> PyResult<(Option<i64>, char)> {
    if first == '*' {
        let value = arguments.star()?;
        let value = i64::try_from(value).map_err(|_| {
            let size = if what == "width" { "ssize_t" } else { "int" };
            PyError::new(PyErrorKind::Overflow, format!("Python int too large to convert to C {size}"))
        })?;
        return Ok((Some(value), reader.next_or_incomplete()?));
    }
    let mut character = first;
    let mut value = None;
    while let Some(digit) = character.to_digit(10) {
        let next = value
            .unwrap_or(0_i64)
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit)))
            .filter(|value| what == "width" || *value <= i64::from(i32::MAX));
        value = Some(next.ok_or_else(|| {
            let size = if what == "width" { "width too big" } else { "precision too big" };
            PyError::value_error(size)
        })?);
        character = reader.next_or_incomplete()?;
    }
    Ok((value, character))
}

/// Formats one value; `index` is where the conversion character stands, for messages.
fn convert(value: &Value, conversion: char, spec: &mut Spec, index: usize) -> PyResult<String> {
    let text = match conversion {
        's' => checked_str(value)?,
        'r' | 'a' => {
            if conversion == 'r' {
                repr(value)
            } else {
                ascii(value)
            }
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => return convert_int(value, conversion, spec),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => return convert_float(value, conversion, spec),
        'c' => return convert_char(value, spec),
        _ => {
            return Err(PyError::value_error(format!(
                "unsupported format character '{}' ({:#x}) at index {index}",
                if (' '..'\x7f').contains(&conversion) { conversion } else { '?' },
                u32::from(conversion)
            )));
        }
    };
    let text: String = match spec.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text,
    };
    Ok(pad_text(&text, spec))
}

/// `0` pads numbers only.
fn pad_text(text: &str, spec: &mut Spec) -> String {
    if spec.align == Some('=') {
        (spec.fill, spec.align) = (None, None);
    }
    pad(text, spec, '>')
}

fn convert_int(value: &Value, conversion: char, spec: &Spec) -> PyResult<String> {
    let decimal = "diu".contains(conversion);
    if decimal {
        refuse_undefined(value)?;
    }
    let mut parts = match kind(value) {
        Kind::Float(float) if decimal && float.is_finite() && float.abs() >= 1e38 => {
            // Beyond our ints, but its digits are known.
            Parts {
                negative: float < 0.0,
                prefix: "",
                whole: format!("{:.0}", float.abs()),
                rest: String::new(),
            }
        }
        Kind::Float(float) if decimal => int_parts(float_to_int(float)?, conversion, spec.alternate),
        _ => {
            let int = as_int(value).ok_or_else(|| {
                let wanted = if decimal { "a real number" } else { "an integer" };
                let found = type_name(value);
                PyError::type_error(format!("%{conversion} format: {wanted} is required, not {found}"))
            })?;
            int_parts(int, conversion, spec.alternate)
        }
    };
    let missing = spec.precision.unwrap_or(0).saturating_sub(parts.whole.len());
    parts.whole.insert_str(0, &"0".repeat(missing));
    Ok(lay_out(&parts, spec))
}

fn convert_float(value: &Value, conversion: char, spec: &mut Spec) -> PyResult<String> {
    refuse_undefined(value)?;
    let float = match kind(value) {
        Kind::Float(float) => float,
        _ => as_int(value)
            .map(|int| int as f64)
            .ok_or_else(|| PyError::type_error(format!("must be real number, not {}", type_name(value))))?,
    };
    spec.kind = Some(conversion);
    Ok(lay_out(&float_parts(float, spec), spec))
}

fn convert_char(value: &Value, spec: &mut Spec) -> PyResult<String> {
    let wrong = || PyError::type_error("%c requires int or char");
    let character = match kind(value) {
        Kind::Str(text) => {
            let mut characters = text.chars();
            let first = characters.next().ok_or_else(wrong)?;
            if characters.next().is_some() {
                return Err(wrong());
            }
            first
        }
        _ => to_char(as_int(value).ok_or_else(wrong)?)?,
    };
    Ok(pad_text(&character.to_string(), spec))
}
