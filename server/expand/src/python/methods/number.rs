//! Methods of `int` and `float`.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::arguments::Arguments;
use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::number::too_large;

/// The methods of `int` and `bool`.
pub(super) const INT_METHODS: &[&str] = &["as_integer_ratio", "bit_count", "bit_length", "conjugate"];
/// The methods of `float`.
pub(super) const FLOAT_METHODS: &[&str] = &["as_integer_ratio", "conjugate", "hex", "is_integer"];

/// Calls a method of an `int`.
pub(super) fn call_int(int: i128, name: &str, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<Value> {
    Arguments::bind(name, &[], 0, args, kwargs)?;
    let magnitude = int.unsigned_abs();
    Ok(match name {
        "bit_length" => Value::from(128 - magnitude.leading_zeros()),
        "bit_count" => Value::from(magnitude.count_ones()),
        "as_integer_ratio" => Tuple::from(vec![Value::from(int), Value::from(1)]).into(),
        _ => Value::from(int),
    })
}

/// Calls a method of a `float`.
pub(super) fn call_float(
    float: f64,
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> PyResult<Value> {
    Arguments::bind(name, &[], 0, args, kwargs)?;
    match name {
        "is_integer" => Ok(Value::from(float.is_finite() && float.fract() == 0.0)),
        "as_integer_ratio" => integer_ratio(float),
        "hex" => Ok(Value::from(hex(float))),
        _ => Ok(Value::from(float)),
    }
}

fn integer_ratio(float: f64) -> PyResult<Value> {
    if float.is_nan() {
        return Err(PyError::value_error("cannot convert NaN to integer ratio"));
    }
    if float.is_infinite() {
        return Err(PyError::new(PyErrorKind::Overflow, "cannot convert Infinity to integer ratio"));
    }
    let (mut numerator, mut denominator) = (float, 1_i128);
    while numerator.fract() != 0.0 {
        numerator *= 2.0;
        denominator = denominator.checked_mul(2).ok_or_else(too_large)?;
    }
    let numerator = super::super::number::float_to_int(numerator)?;
    Ok(Tuple::from(vec![Value::from(numerator), Value::from(denominator)]).into())
}

fn hex(float: f64) -> String {
    if !float.is_finite() {
        return super::super::number::float_repr(float);
    }
    let bits = float.to_bits();
    let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let sign = if float.is_sign_negative() { "-" } else { "" };
    match (exponent, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent as i64 - 1023),
    }
}
