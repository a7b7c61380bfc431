//! Jinja2's tests.

use minijinja::Value;
use minijinja::value::ObjectRepr;

use super::arguments::Arguments;
use super::error::{PyErrorKind, PyResult};
use super::filters::{Callbacks, filter_names};
use super::kind::{Kind, hashable, identity, kind};
use super::methods::holds;
use super::ops::{CompareOp, checked_str, compare, contains, eq, iter, len, rem};
use super::value::Undefined;

const NAMES: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "callable",
    "defined",
    "divisibleby",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sameas",
    "sequence",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

/// The names of all tests, sorted.
pub fn test_names() -> &'static [&'static str] {
    NAMES
}

/// Applies the test of that name to `value`; `None` where there is none of that name.
pub fn call_test(
    name: &str,
    value: &Value,
    args: &[Value],
    kwargs: &[(String, Value)],
    _env: &mut dyn Callbacks,
) -> Option<PyResult<bool>> {
    NAMES.binary_search(&name).ok()?;
    Some(apply(name, value, args, kwargs))
}

fn apply(name: &str, value: &Value, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<bool> {
    if let Some(parameters) = parameter_of(name) {
        let arguments = Arguments::bind(name, parameters, 1, args, kwargs)?;
        return with_operand(name, value, arguments.required(parameters[0])?);
    }
    Arguments::bind(name, &[], 0, args, kwargs)?;
    let is_bool = |wanted: bool| matches!(kind(value), Kind::Bool(flag) if flag == wanted);
    Ok(match name {
        "boolean" => matches!(kind(value), Kind::Bool(_)),
        "callable" => is_callable(value),
        "defined" => Undefined::of(value).is_none(),
        "undefined" => Undefined::of(value).is_some(),
        "escaped" => value.is_safe(),
        "even" => remainder_is(value, &Value::from(2), 0)?,
        "odd" => remainder_is(value, &Value::from(2), 1)?,
        "false" => is_bool(false),
        "true" => is_bool(true),
        "filter" => is_name_of(value, filter_names())?,
        "test" => is_name_of(value, NAMES)?,
        "float" => matches!(kind(value), Kind::Float(_)),
        "integer" => matches!(kind(value), Kind::Int(_)),
        "iterable" => is_iterable(value)?,
        "lower" => holds("islower", &checked_str(value)?).unwrap_or(false),
        "upper" => holds("isupper", &checked_str(value)?).unwrap_or(false),
        "mapping" => matches!(kind(value), Kind::Dict(_)),
        "none" => value.is_none(),
        "number" => matches!(kind(value), Kind::Int(_) | Kind::Float(_) | Kind::Bool(_)),
        "sequence" => {
            let indexable =
                matches!(kind(value), Kind::Str(_) | Kind::List(_) | Kind::Tuple(_) | Kind::Dict(_));
            indexable || (Undefined::of(value).is_some() && len(value).is_ok())
        }
        _ => matches!(kind(value), Kind::Str(_)),
    })
}

/// The one parameter of a test that has one.
fn parameter_of(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "divisibleby" => Some(&["num"]),
        "sameas" => Some(&["other"]),
        "in" => Some(&["seq"]),
        "!=" | "<" | "<=" | "==" | ">" | ">=" | "eq" | "equalto" | "ge" | "greaterthan" | "gt" | "le"
        | "lessthan" | "lt" | "ne" => Some(&["b"]),
        _ => None,
    }
}

fn with_operand(name: &str, value: &Value, operand: &Value) -> PyResult<bool> {
    match name {
        "divisibleby" => remainder_is(value, operand, 0),
        "sameas" => Ok(is_same(value, operand)),
        "in" => contains(operand, value),
        "!=" | "ne" => Ok(!eq(value, operand)?),
        "<" | "lt" | "lessthan" => compare(CompareOp::Lt, value, operand),
        "<=" | "le" => compare(CompareOp::Le, value, operand),
        ">" | "gt" | "greaterthan" => compare(CompareOp::Gt, value, operand),
        ">=" | "ge" => compare(CompareOp::Ge, value, operand),
        _ => eq(value, operand),
    }
}

fn remainder_is(value: &Value, divisor: &Value, wanted: i32) -> PyResult<bool> {
    eq(&rem(value, divisor)?, &Value::from(wanted))
}

fn is_name_of(value: &Value, names: &[&str]) -> PyResult<bool> {
    hashable(value)?;
    Ok(value.as_str().is_some_and(|name| names.contains(&name)))
}

/// Functions and macros are opaque objects; an undefined value has a `__call__`, one that fails.
fn is_callable(value: &Value) -> bool {
    match kind(value) {
        Kind::Undefined(_) => true,
        Kind::Other => value.as_object().is_some_and(|object| object.repr() == ObjectRepr::Plain),
        _ => false,
    }
}

fn is_iterable(value: &Value) -> PyResult<bool> {
    if matches!(kind(value), Kind::Lazy(_)) {
        // Asking must not use the iterator up.
        return Ok(true);
    }
    match iter(value) {
        Ok(_) => Ok(true),
        Err(error) if error.kind == PyErrorKind::Type => Ok(false),
        Err(error) => Err(error),
    }
}

/// `a is b`. Equal numbers and strings of one type count as the same: constants are shared in `CPython`.
fn is_same(a: &Value, b: &Value) -> bool {
    match (kind(a), kind(b)) {
        (Kind::None, Kind::None) => true,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Int(a), Kind::Int(b)) => a == b,
        (Kind::Float(a), Kind::Float(b)) => a.to_bits() == b.to_bits(),
        (Kind::Str(a), Kind::Str(b)) => a == b,
        (Kind::Tuple(a), Kind::Tuple(b)) if a.is_empty() && b.is_empty() => true,
        (Kind::Other, Kind::Other) => match (a.as_object(), b.as_object()) {
            (Some(_), Some(_)) => a == b,
            _ => false,
        },
        _ => identity(a).is_some_and(|id| identity(b) == Some(id)),
    }
}
