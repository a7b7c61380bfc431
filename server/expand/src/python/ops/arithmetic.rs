//! `+ - * / // % **` and the signs.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::kind::{Kind, MAX_BYTES, MAX_ITEMS, as_int, kind, limit, refuse_undefined, type_name};
use super::super::number::too_large;
use super::super::percent::percent_format;
use super::super::value::List;
use crate::python::filters::escape_html;

/// Two numbers brought to one type.
enum Numbers {
    Ints(i128, i128),
    Floats(f64, f64),
}

fn numbers(a: &Value, b: &Value) -> Option<Numbers> {
    if let (Some(a), Some(b)) = (as_int(a), as_int(b)) {
        return Some(Numbers::Ints(a, b));
    }
    Some(Numbers::Floats(as_float(a)?, as_float(b)?))
}

fn as_float(value: &Value) -> Option<f64> {
    match kind(value) {
        Kind::Float(float) => Some(float),
        _ => as_int(value).map(|int| int as f64),
    }
}

fn unsupported(operator: &str, a: &Value, b: &Value) -> PyError {
    PyError::type_error(format!(
        "unsupported operand type(s) for {operator}: '{}' and '{}'",
        type_name(a),
        type_name(b)
    ))
}

fn refuse_undefined_operands(a: &Value, b: &Value) -> PyResult<()> {
    refuse_undefined(a)?;
    refuse_undefined(b)
}

fn int(result: Option<i128>) -> PyResult<Value> {
    result.map(Value::from).ok_or_else(too_large)
}

fn zero_division(message: &str) -> PyError {
    PyError::new(PyErrorKind::ZeroDivision, message)
}

/// `a + b`
pub fn add(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    if let Some(numbers) = numbers(a, b) {
        return match numbers {
            Numbers::Ints(a, b) => int(a.checked_add(b)),
            Numbers::Floats(a, b) => Ok(Value::from(a + b)),
        };
    }
    match (kind(a), kind(b)) {
        (Kind::Str(left), Kind::Str(right)) => {
            bounded_bytes(left.len() + right.len())?;
            if !a.is_safe() && !b.is_safe() {
                return Ok(Value::from(format!("{left}{right}")));
            }
            // Markup escapes what it is joined with.
            let markup = |value: &Value, text: &str| -> String {
                if value.is_safe() { text.to_owned() } else { escape_html(text) }
            };
            Ok(Value::from_safe_string(markup(a, left) + &markup(b, right)))
        }
        (Kind::Str(_), _) => {
            Err(PyError::type_error(format!("can only concatenate str (not \"{}\") to str", type_name(b))))
        }
        (Kind::List(mut left), Kind::List(right)) => {
            bounded_items(left.len() + right.len())?;
            left.extend(right);
            Ok(List::value(left))
        }
        (Kind::List(_), _) => {
            Err(PyError::type_error(format!("can only concatenate list (not \"{}\") to list", type_name(b))))
        }
        (Kind::Tuple(mut left), Kind::Tuple(right)) => {
            bounded_items(left.len() + right.len())?;
            left.extend(right);
            Ok(Tuple::from(left).into())
        }
        (Kind::Tuple(_), _) => Err(PyError::type_error(format!(
            "can only concatenate tuple (not \"{}\") to tuple",
            type_name(b)
        ))),
        _ => Err(unsupported("+", a, b)),
    }
}

/// `a - b`
pub fn sub(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(a, b)) => int(a.checked_sub(b)),
        Some(Numbers::Floats(a, b)) => Ok(Value::from(a - b)),
        None => Err(unsupported("-", a, b)),
    }
}

/// `a * b`: a product, or a string, list or tuple repeated.
pub fn mul(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(a, b)) => return int(a.checked_mul(b)),
        Some(Numbers::Floats(a, b)) => return Ok(Value::from(a * b)),
        None => {}
    }
    let sequence = |value: &Value| matches!(kind(value), Kind::Str(_) | Kind::List(_) | Kind::Tuple(_));
    match (as_int(a), as_int(b)) {
        (_, Some(times)) if sequence(a) => repeat(a, times),
        (Some(times), _) if sequence(b) => repeat(b, times),
        _ if sequence(a) => Err(not_a_count(b)),
        _ if sequence(b) => Err(not_a_count(a)),
        _ => Err(unsupported("*", a, b)),
    }
}

fn not_a_count(value: &Value) -> PyError {
    PyError::type_error(format!("can't multiply sequence by non-int of type '{}'", type_name(value)))
}

fn repeat(value: &Value, times: i128) -> PyResult<Value> {
    let times = usize::try_from(times.max(0)).map_err(|_| too_long())?;
    Ok(match kind(value) {
        Kind::Str(text) => {
            bounded_bytes(text.len().saturating_mul(times))?;
            let repeated = text.repeat(if text.is_empty() { 0 } else { times });
            if value.is_safe() { Value::from_safe_string(repeated) } else { Value::from(repeated) }
        }
        Kind::Tuple(items) => Tuple::from(repeat_items(&items, times)?).into(),
        Kind::List(items) => List::value(repeat_items(&items, times)?),
        _ => return Err(not_a_count(value)),
    })
}

fn repeat_items(items: &[Value], times: usize) -> PyResult<Vec<Value>> {
    bounded_items(items.len().saturating_mul(times))?;
    Ok(if items.is_empty() {
        Vec::new()
    } else {
        items.iter().cycle().take(items.len() * times).cloned().collect()
    })
}

fn bounded_items(count: usize) -> PyResult<()> {
    if count > MAX_ITEMS { Err(too_long()) } else { Ok(()) }
}

fn bounded_bytes(count: usize) -> PyResult<()> {
    if count > MAX_BYTES { Err(too_long()) } else { Ok(()) }
}

fn too_long() -> PyError {
    limit("result too long")
}

/// `a / b`, always a float.
pub fn div(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(_, 0)) => Err(zero_division("division by zero")),
        Some(Numbers::Ints(a, b)) => Ok(Value::from(divide_ints(a, b))),
        Some(Numbers::Floats(_, 0.0)) => Err(zero_division("float division by zero")),
        Some(Numbers::Floats(a, b)) => Ok(Value::from(a / b)),
        None => Err(unsupported("/", a, b)),
    }
}

/// The float nearest to the quotient of two ints, also of those that no float holds.
fn divide_ints(a: i128, b: i128) -> f64 {
    const EXACT: u128 = 1 << 53;
    let sign = if (a < 0) == (b < 0) { 1.0 } else { -1.0 };
    let (numerator, denominator) = (a.unsigned_abs(), b.unsigned_abs());
    if numerator <= EXACT && denominator <= EXACT {
        // Python gives `0 / -1` as `-0.0`.
        let sign = if a == 0 && b < 0 { -1.0 } else { sign };
        return sign * (numerator as f64 / denominator as f64);
    }
    let (mut quotient, mut rest) = (numerator / denominator, numerator % denominator);
    let mut scale = 1.0_f64;
    while quotient < 1 << 64 && rest != 0 {
        quotient = (quotient << 1) | u128::from(rest >= denominator - rest);
        rest = if rest >= denominator - rest { rest - (denominator - rest) } else { rest << 1 };
        scale /= 2.0;
    }
    // What is left only breaks ties.
    sign * (quotient | u128::from(rest != 0)) as f64 * scale
}

/// `a // b`, rounded down.
pub fn floordiv(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(_, 0)) => Err(zero_division("integer division or modulo by zero")),
        Some(Numbers::Ints(a, b)) => {
            let down = a.checked_rem(b).is_some_and(|rest| rest != 0 && (rest < 0) != (b < 0));
            int(a.checked_div(b).map(|quotient| quotient - i128::from(down)))
        }
        Some(Numbers::Floats(_, 0.0)) => Err(zero_division("float floor division by zero")),
        Some(Numbers::Floats(a, b)) => Ok(Value::from(float_divmod(a, b).0)),
        None => Err(unsupported("//", a, b)),
    }
}

/// `divmod` of floats: the quotient rounded down, and a rest with the divisor's sign.
fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = 0.0_f64.copysign(b);
    } else if (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    let floor = quotient.floor();
    let whole = match quotient {
        0.0 => 0.0_f64.copysign(a / b),
        _ if quotient - floor > 0.5 => floor + 1.0,
        _ => floor,
    };
    (whole, rest)
}

/// `a % b`: a rest with the divisor's sign, or a format applied.
pub fn rem(a: &Value, b: &Value) -> PyResult<Value> {
    if let Kind::Str(template) = kind(a) {
        return percent_format(template, b).map(Value::from);
    }
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(_, 0)) => Err(zero_division("integer modulo by zero")),
        Some(Numbers::Ints(a, b)) => {
            let rest = a.checked_rem(b).unwrap_or(0);
            Ok(Value::from(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }))
        }
        Some(Numbers::Floats(_, 0.0)) => Err(zero_division("float modulo")),
        Some(Numbers::Floats(a, b)) => Ok(Value::from(float_divmod(a, b).1)),
        None => Err(unsupported("%", a, b)),
    }
}

/// `a ** b`
pub fn pow(a: &Value, b: &Value) -> PyResult<Value> {
    refuse_undefined_operands(a, b)?;
    match numbers(a, b) {
        Some(Numbers::Ints(base, exponent)) if exponent >= 0 => int(power(base, exponent)),
        Some(Numbers::Ints(base, exponent)) => float_power(base as f64, exponent as f64),
        Some(Numbers::Floats(base, exponent)) => float_power(base, exponent),
        None => Err(unsupported("** or pow()", a, b)),
    }
}

fn power(base: i128, exponent: i128) -> Option<i128> {
    match base {
        0 | 1 => Some(if exponent == 0 { 1 } else { base }),
        -1 => Some(if exponent % 2 == 0 { 1 } else { -1 }),
        _ => base.checked_pow(u32::try_from(exponent).ok()?),
    }
}

fn float_power(base: f64, exponent: f64) -> PyResult<Value> {
    if base == 0.0 && exponent < 0.0 {
        return Err(zero_division("0.0 cannot be raised to a negative power"));
    }
    let whole = exponent.fract() == 0.0 || exponent.is_infinite();
    if base < 0.0 && base.is_finite() && !exponent.is_nan() && !whole {
        // Python has complex numbers; templates that need them are beyond us.
        return Err(limit("complex numbers are not supported"));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(PyError::new(PyErrorKind::Overflow, "(34, 'Numerical result out of range')"));
    }
    Ok(Value::from(result))
}

/// `-value`
pub fn neg(value: &Value) -> PyResult<Value> {
    refuse_undefined(value)?;
    match kind(value) {
        Kind::Float(float) => Ok(Value::from(-float)),
        _ => match as_int(value) {
            Some(int) => int.checked_neg().map(Value::from).ok_or_else(too_large),
            None => Err(bad_unary("-", value)),
        },
    }
}

/// `+value`
pub fn pos(value: &Value) -> PyResult<Value> {
    refuse_undefined(value)?;
    match kind(value) {
        Kind::Float(float) => Ok(Value::from(float)),
        _ => as_int(value).map(Value::from).ok_or_else(|| bad_unary("+", value)),
    }
}

fn bad_unary(operator: &str, value: &Value) -> PyError {
    PyError::type_error(format!("bad operand type for unary {operator}: '{}'", type_name(value)))
}
