//! What a value is in Python's eyes.

use minijinja::Value;
use minijinja::value::{ObjectRepr, Tuple, ValueKind};

use super::error::{PyError, PyErrorKind, PyResult};
use super::lazy::{Group, Lazy, View};
use super::value::{Dict, List, Range, Undefined};

/// A value by its Python type; containers are a copy of what they hold now.
pub(crate) enum Kind<'a> {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(&'a str),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    View(&'a View),
    Lazy(&'a Lazy),
    Undefined(&'a Undefined),
    /// Functions, macros, modules, datetimes: opaque here.
    Other,
}

/// What `value` is in Python's eyes.
pub(crate) fn kind(value: &Value) -> Kind<'_> {
    match value.kind() {
        ValueKind::None => Kind::None,
        ValueKind::Bool => Kind::Bool(value.is_true()),
        ValueKind::Number => match i128::try_from(value.clone()) {
            Ok(int) if value.is_integer() => Kind::Int(int),
            _ => Kind::Float(f64::try_from(value.clone()).unwrap_or(f64::NAN)),
        },
        ValueKind::String => Kind::Str(value.as_str().unwrap_or_default()),
        _ => object_kind(value),
    }
}

fn object_kind(value: &Value) -> Kind<'_> {
    if let Some(list) = value.downcast_object_ref::<List>() {
        return Kind::List(list.items());
    }
    if let Some(dict) = value.downcast_object_ref::<Dict>() {
        return Kind::Dict(dict.entries().into_iter().collect());
    }
    if let Some(tuple) = value.downcast_object_ref::<Tuple>() {
        return Kind::Tuple(tuple.to_vec());
    }
    if let Some(group) = value.downcast_object_ref::<Group>() {
        return Kind::Tuple(group.items());
    }
    if let Some(undefined) = value.downcast_object_ref::<Undefined>() {
        return Kind::Undefined(undefined);
    }
    if let Some(view) = value.downcast_object_ref::<View>() {
        return Kind::View(view);
    }
    if let Some(lazy) = value.downcast_object_ref::<Lazy>() {
        return Kind::Lazy(lazy);
    }
    let Some(object) = value.as_object() else { return Kind::Other };
    match object.repr() {
        ObjectRepr::Seq => Kind::List(object.try_iter().map(Iterator::collect).unwrap_or_default()),
        ObjectRepr::Map => Kind::Dict(object.try_iter_pairs().map(Iterator::collect).unwrap_or_default()),
        _ => Kind::Other,
    }
}

/// The `int` that a value is, bools included.
pub(crate) fn as_int(value: &Value) -> Option<i128> {
    if !matches!(value.kind(), ValueKind::Number | ValueKind::Bool) {
        return None;
    }
    match kind(value) {
        Kind::Int(int) => Some(int),
        Kind::Bool(flag) => Some(i128::from(flag)),
        _ => None,
    }
}

/// The `float` that a value is.
pub(crate) fn as_float(value: &Value) -> Option<f64> {
    if value.kind() != ValueKind::Number {
        return None;
    }
    match kind(value) {
        Kind::Float(float) => Some(float),
        _ => None,
    }
}

/// How many items a list, dict or tuple has, without a copy of them.
pub(crate) fn container_len(value: &Value) -> Option<usize> {
    if let Some(list) = value.downcast_object_ref::<List>() {
        return Some(list.change(|items| items.len()));
    }
    if let Some(dict) = value.downcast_object_ref::<Dict>() {
        return Some(dict.change(|entries| entries.len()));
    }
    value.downcast_object_ref::<Tuple>().map(|tuple| tuple.len())
}

/// The address of a value's object: Python's `id`, where identity matters.
pub(crate) fn identity(value: &Value) -> Option<usize> {
    fn address<T>(object: &T) -> usize {
        std::ptr::from_ref(object) as usize
    }
    value
        .downcast_object_ref::<List>()
        .map(address)
        .or_else(|| value.downcast_object_ref::<Dict>().map(address))
        .or_else(|| value.downcast_object_ref::<Tuple>().map(address))
        .or_else(|| value.downcast_object_ref::<Undefined>().map(address))
        .or_else(|| value.downcast_object_ref::<View>().map(address))
        .or_else(|| value.downcast_object_ref::<Lazy>().map(address))
}

/// A value's Python type name, as error messages have it.
pub fn type_name(value: &Value) -> &'static str {
    if value.downcast_object_ref::<List>().is_some() {
        return "list";
    }
    if value.downcast_object_ref::<Dict>().is_some() {
        return "dict";
    }
    if value.downcast_object_ref::<Range>().is_some() {
        return "range";
    }
    match kind(value) {
        Kind::None => "NoneType",
        Kind::Bool(_) => "bool",
        Kind::Int(_) => "int",
        Kind::Float(_) => "float",
        Kind::Str(_) if value.is_safe() => "Markup",
        Kind::Str(_) => "str",
        Kind::List(_) => "list",
        Kind::Tuple(_) => "tuple",
        Kind::Dict(_) => "dict",
        Kind::View(view) => view.type_name(),
        Kind::Lazy(lazy) => lazy.type_name(),
        Kind::Undefined(undefined) if undefined.lenient => "Undefined",
        Kind::Undefined(_) => "StrictUndefined",
        Kind::Other => "object",
    }
}

/// The error that any use of an undefined value raises.
pub(crate) fn undefined_error(undefined: &Undefined) -> PyError {
    PyError::new(PyErrorKind::Undefined, undefined.message.clone())
}

/// Fails where a value is an undefined one that may not be looked at (lenient ones print and test as false).
pub(crate) fn refuse_strict_undefined(value: &Value) -> PyResult<()> {
    match Undefined::of(value) {
        Some(undefined) if !undefined.lenient => Err(undefined_error(undefined)),
        _ => Ok(()),
    }
}

/// Fails where a value is undefined, lenient or not.
pub(crate) fn refuse_undefined(value: &Value) -> PyResult<()> {
    Undefined::of(value).map_or(Ok(()), |undefined| Err(undefined_error(undefined)))
}

/// Whether Python can hash the value, so that it can be a key of a dict.
pub(crate) fn hashable(value: &Value) -> PyResult<()> {
    let mut pending = vec![(value.clone(), 0)];
    let mut looked_at = 0_usize;
    while let Some((value, depth)) = pending.pop() {
        looked_at += 1;
        if looked_at > MAX_ITEMS || depth > MAX_DEPTH {
            return Err(limit("key too large"));
        }
        refuse_strict_undefined(&value)?;
        match kind(&value) {
            Kind::List(_) | Kind::Dict(_) => {
                return Err(PyError::type_error(format!("unhashable type: '{}'", type_name(&value))));
            }
            Kind::Tuple(items) => pending.extend(items.into_iter().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
    Ok(())
}

/// How many values one comparison looks at before it gives up: shared items can make it exponential.
pub(crate) const MAX_STEPS: usize = 1_000_000;
/// The most items a list may be made of by one operation.
pub(crate) const MAX_ITEMS: usize = 1_000_000;
/// The most bytes a string may be made of by one operation.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// How deep values may nest before printing and comparing give up.
pub(crate) const MAX_DEPTH: usize = 200;

/// A limit of ours that was reached.
pub(crate) fn limit(message: impl Into<String>) -> PyError {
    PyError::new(PyErrorKind::Limit, message)
}
