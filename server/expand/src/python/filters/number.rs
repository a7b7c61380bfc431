//! Filters on numbers.

use std::cmp::Ordering;

use minijinja::Value;

use super::super::arguments::to_index;
use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::format::{format_value, to_float, to_int};
use super::super::kind::{Kind, as_int, kind, type_name};
use super::super::number::{compare_int_float, float_to_int, round_float, too_large};
use super::super::ops::{div, mul, pow};
use super::Call;

/// Applies a filter of this file.
pub(super) fn call(call: &Call<'_>) -> PyResult<Value> {
    match call.name {
        "abs" => {
            call.bind(&[], 0)?;
            abs(call.value)
        }
        "int" => int(call),
        "float" => float(call),
        "round" => round(call),
        _ => {
            let binary = call.bind(&["binary"], 0)?.flag("binary", false)?;
            file_size(to_float(call.value)?, binary).map(Value::from)
        }
    }
}

fn abs(value: &Value) -> PyResult<Value> {
    match kind(value) {
        Kind::Float(float) => Ok(Value::from(float.abs())),
        _ => match as_int(value) {
            Some(int) => int.checked_abs().map(Value::from).ok_or_else(too_large),
            None => Err(PyError::type_error(format!("bad operand type for abs(): '{}'", type_name(value)))),
        },
    }
}

fn is_type_or_value(error: &PyError) -> bool {
    matches!(error.kind, PyErrorKind::Type | PyErrorKind::Value)
}

fn int(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["default", "base"], 0)?;
    // Only strings have a base: `int(value, base)` is a `TypeError` for a bad base, which gives the default.
    let base = match (kind(call.value), arguments.get("base")) {
        (Kind::Str(_), Some(base)) => to_index(base).unwrap_or(-1),
        _ => 10,
    };
    match to_int(call.value, base) {
        Ok(int) => return Ok(Value::from(int)),
        Err(error) if is_type_or_value(&error) => {}
        Err(error) => return Err(error),
    }
    let default = || Ok(arguments.get("default").cloned().unwrap_or_else(|| Value::from(0)));
    match to_float(call.value) {
        Ok(float) if !float.is_finite() => default(),
        Ok(float) => float_to_int(float).map(Value::from),
        Err(error) if is_type_or_value(&error) => default(),
        Err(error) => Err(error),
    }
}

fn float(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["default"], 0)?;
    match to_float(call.value) {
        Ok(float) => Ok(Value::from(float)),
        Err(error) if is_type_or_value(&error) => {
            Ok(arguments.get("default").cloned().unwrap_or_else(|| Value::from(0.0)))
        }
        Err(error) => Err(error),
    }
}

fn round(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["precision", "method"], 0)?;
    let method = arguments.get("method").and_then(Value::as_str).unwrap_or("common");
    let invalid = || PyError::new(PyErrorKind::FilterArgument, "method must be common, ceil or floor");
    let zero = Value::from(0);
    let precision = arguments.get("precision").unwrap_or(&zero);
    match method {
        "common" => round_to(call.value, precision),
        "ceil" | "floor" => {
            let factor = pow(&Value::from(10), precision)?;
            let scaled = mul(call.value, &factor)?;
            let whole = match kind(&scaled) {
                Kind::Float(float) => {
                    float_to_int(if method == "ceil" { float.ceil() } else { float.floor() })?
                }
                _ => as_int(&scaled).ok_or_else(|| {
                    PyError::type_error(format!("must be real number, not {}", type_name(&scaled)))
                })?,
            };
            div(&Value::from(whole), &factor)
        }
        _ => Err(invalid()),
    }
}

/// `round(value, precision)`
fn round_to(value: &Value, precision: &Value) -> PyResult<Value> {
    let digits = if precision.is_none() { None } else { Some(to_index(precision)?) };
    match kind(value) {
        Kind::Float(float) => match digits {
            Some(digits) => round_float(float, digits).map(Value::from),
            None => float_to_int(float.round_ties_even()).map(Value::from),
        },
        _ => match as_int(value) {
            Some(int) => round_int(int, digits.unwrap_or(0)).map(Value::from),
            None => {
                Err(PyError::type_error(format!("type {} doesn't define __round__ method", type_name(value))))
            }
        },
    }
}

fn round_int(int: i128, digits: i128) -> PyResult<i128> {
    if digits >= 0 {
        return Ok(int);
    }
    let Some(unit) = u32::try_from(digits.unsigned_abs()).ok().and_then(|digits| 10_i128.checked_pow(digits))
    else {
        return Ok(0);
    };
    let (down, rest) = (int.div_euclid(unit), int.rem_euclid(unit));
    let half = unit / 2;
    let up = rest > half || (rest == half && down % 2 != 0);
    (down + i128::from(up)).checked_mul(unit).ok_or_else(too_large)
}

fn file_size(bytes: f64, binary: bool) -> PyResult<String> {
    let base: i128 = if binary { 1024 } else { 1000 };
    let below = |unit: i128| compare_int_float(unit, bytes) == Some(Ordering::Greater);
    if compare_int_float(1, bytes) == Some(Ordering::Equal) {
        return Ok("1 Byte".to_owned());
    }
    if below(base) {
        return Ok(format!("{} Bytes", float_to_int(bytes)?));
    }
    let mut unit = base;
    let mut prefix = 'k';
    for next in ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] {
        (unit, prefix) = (unit * base, next);
        if below(unit) {
            break;
        }
    }
    let suffix = match (binary, prefix) {
        (false, _) => format!("{prefix}B"),
        (true, 'k') => "KiB".to_owned(),
        (true, _) => format!("{prefix}iB"),
    };
    let number = format_value(&Value::from(base as f64 * bytes / unit as f64), ".1f")?;
    Ok(format!("{number} {suffix}"))
}
