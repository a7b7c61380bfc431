//! Python's `int` and `float`: how they print, how they are read, how they convert.

use std::cmp::Ordering;

use super::error::{PyError, PyErrorKind, PyResult};
use super::repr::str_repr;

/// The digits and the decimal exponent of a finite float's shortest form: `1.5e-7` is `("15", -7)`.
pub(crate) fn shortest_digits(float: f64) -> (String, i32) {
    let (digits, _) = split_exponent(&format!("{:e}", float.abs()));
    // Where two shortest forms exist CPython takes the nearer one, Rust not always.
    let exact = format!("{:.*e}", digits.len() - 1, float.abs());
    if exact.parse() == Ok(float.abs()) {
        return split_exponent(&exact);
    }
    split_exponent(&format!("{:e}", float.abs()))
}

/// The digits and the exponent of `d.ddde±x`, as Rust writes it.
pub(crate) fn split_exponent(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// `repr` of a float.
pub(crate) fn float_repr(float: f64) -> String {
    if float.is_nan() {
        return "nan".to_owned();
    }
    let sign = if float.is_sign_negative() { "-" } else { "" };
    if float.is_infinite() {
        return format!("{sign}inf");
    }
    let (digits, exponent) = shortest_digits(float);
    let body = if (-4..16).contains(&exponent) {
        with_point(&digits, exponent, true)
    } else {
        exponential(&digits, exponent, 'e', false)
    };
    format!("{sign}{body}")
}

/// Digits in positional notation; `always_fraction` adds the `.0` of a whole number.
pub(crate) fn with_point(digits: &str, exponent: i32, always_fraction: bool) -> String {
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        let zeros = "0".repeat(whole - digits.len());
        return format!("{digits}{zeros}{}", if always_fraction { ".0" } else { "" });
    }
    format!("{}.{}", &digits[..whole], &digits[whole..])
}

/// Digits in exponential notation; `alternate` keeps a point that nothing follows.
pub(crate) fn exponential(digits: &str, exponent: i32, letter: char, alternate: bool) -> String {
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let point = if rest.is_empty() && !alternate { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}{letter}{sign}{:02}", exponent.abs())
}

/// Whether Python strips the character as whitespace.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// `int(text, base)`.
pub(crate) fn parse_int(text: &str, base: i128) -> PyResult<i128> {
    if base != 0 && !(2..=36).contains(&base) {
        return Err(PyError::value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    let invalid =
        || PyError::value_error(format!("invalid literal for int() with base {base}: {}", str_repr(text)));
    let trimmed = text.trim_matches(is_space);
    let (negative, unsigned) = match trimmed.strip_prefix(['+', '-']) {
        Some(rest) => (trimmed.starts_with('-'), rest),
        None => (false, trimmed),
    };
    let prefixed = unsigned.get(..2).map(str::to_ascii_lowercase);
    let radix = match prefixed.as_deref() {
        Some("0x") if base == 0 || base == 16 => Some(16),
        Some("0o") if base == 0 || base == 8 => Some(8),
        Some("0b") if base == 0 || base == 2 => Some(2),
        _ => None,
    };
    let digits = match radix {
        Some(_) => {
            let rest = &unsigned[2..];
            rest.strip_prefix('_').unwrap_or(rest)
        }
        None => unsigned,
    };
    let base_used = radix.unwrap_or(if base == 0 { 10 } else { base as u32 });
    let digits = without_underscores(digits).ok_or_else(invalid)?;
    // `int("012", 0)` is an error in Python, since it would be ambiguous.
    if base == 0 && radix.is_none() && digits.starts_with('0') && digits.bytes().any(|digit| digit != b'0') {
        return Err(invalid());
    }
    let mut result = 0_i128;
    for character in digits.chars() {
        let digit = digit_value(character, base_used).ok_or_else(invalid)?;
        result = result
            .checked_mul(i128::from(base_used))
            .and_then(|shifted| shifted.checked_add(i128::from(digit)))
            .ok_or_else(too_large)?;
    }
    Ok(if negative { -result } else { result })
}

fn digit_value(character: char, base: u32) -> Option<u32> {
    character
        .to_digit(base)
        .or_else(|| super::characters::decimal_value(character).filter(|digit| *digit < base))
}

fn without_underscores(digits: &str) -> Option<String> {
    let bad = digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__");
    (!bad).then(|| digits.replace('_', ""))
}

/// `float(text)`.
pub(crate) fn parse_float(text: &str) -> PyResult<f64> {
    let invalid = || PyError::value_error(format!("could not convert string to float: {}", str_repr(text)));
    let trimmed = text.trim_matches(is_space);
    let bytes = trimmed.as_bytes();
    for (index, _) in trimmed.match_indices('_') {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        if !digit(index.checked_sub(1)) || !digit(Some(index + 1)) {
            return Err(invalid());
        }
    }
    let ascii: String = trimmed
        .chars()
        .filter(|character| *character != '_')
        .map(|character| {
            super::characters::decimal_value(character)
                .and_then(|digit| char::from_digit(digit, 10))
                .unwrap_or(character)
        })
        .collect();
    ascii.parse().map_err(|_| invalid())
}

/// `int(float)`.
pub(crate) fn float_to_int(float: f64) -> PyResult<i128> {
    if float.is_nan() {
        return Err(PyError::value_error("cannot convert float NaN to integer"));
    }
    if float.is_infinite() {
        return Err(PyError::new(PyErrorKind::Overflow, "cannot convert float infinity to integer"));
    }
    if float.abs() >= TWO_POW_127 {
        return Err(too_large());
    }
    Ok(float.trunc() as i128)
}

const TWO_POW_127: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

/// An int beyond what we compute with.
pub(crate) fn too_large() -> PyError {
    PyError::new(PyErrorKind::Overflow, "integer too large")
}

/// How an int compares with a float, without rounding either; `None` for NaN.
pub(crate) fn compare_int_float(int: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float >= TWO_POW_127 {
        return Some(Ordering::Less);
    }
    if float < -TWO_POW_127 {
        return Some(Ordering::Greater);
    }
    let whole = float.trunc();
    Some(int.cmp(&(whole as i128)).then(whole.partial_cmp(&float).unwrap_or(Ordering::Equal)))
}

/// `round(float, digits)`: half to even on the exact decimal value, as `CPython`'s is.
pub(crate) fn round_float(float: f64, digits: i128) -> PyResult<f64> {
    if !float.is_finite() || float == 0.0 || digits > 323 {
        return Ok(float);
    }
    if digits < -308 {
        return Ok(0.0_f64.copysign(float));
    }
    if digits >= 0 {
        return Ok(format!("{float:.*}", digits as usize).parse().unwrap_or(float));
    }
    let exponent = split_exponent(&format!("{:e}", float.abs())).1;
    let kept = i128::from(exponent) + digits;
    if kept < 0 {
        // Fewer digits than there are: only a value above the half of the unit rounds up.
        let unit: f64 = format!("1e{}", -digits).parse().unwrap_or(f64::INFINITY);
        let rounded = if float.abs() > unit / 2.0 { unit } else { 0.0 };
        return Ok(rounded.copysign(float));
    }
    let rounded: f64 = format!("{float:.*e}", kept as usize).parse().unwrap_or(float);
    if rounded.is_infinite() {
        return Err(PyError::new(PyErrorKind::Overflow, "rounded value too large to represent"));
    }
    Ok(rounded)
}
