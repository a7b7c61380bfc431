//! What reads a value: its truth, length, items, slices.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::error::{PyError, PyResult};
use super::super::kind::{
    Kind, MAX_ITEMS, as_int, container_len, hashable, kind, limit, refuse_strict_undefined, refuse_undefined,
    type_name, undefined_error,
};
use super::super::lazy::Group;
use super::super::repr::to_str;
use super::super::value::{Dict, List};
use super::eq;

/// Whether a value is true.
pub fn truth(value: &Value) -> PyResult<bool> {
    if let Some(length) = container_len(value) {
        return Ok(length > 0);
    }
    refuse_strict_undefined(value)?;
    Ok(match kind(value) {
        Kind::None | Kind::Undefined(_) => false,
        Kind::Bool(flag) => flag,
        Kind::Int(int) => int != 0,
        Kind::Float(float) => float != 0.0,
        Kind::Str(text) => !text.is_empty(),
        Kind::List(items) | Kind::Tuple(items) => !items.is_empty(),
        Kind::Dict(entries) => !entries.is_empty(),
        Kind::View(view) => !view.items().is_empty(),
        Kind::Lazy(_) | Kind::Other => true,
    })
}

/// `len(value)`
pub fn len(value: &Value) -> PyResult<usize> {
    if let Some(length) = container_len(value) {
        return Ok(length);
    }
    refuse_strict_undefined(value)?;
    match kind(value) {
        Kind::Undefined(_) => Ok(0),
        Kind::Str(text) => Ok(text.chars().count()),
        Kind::List(items) | Kind::Tuple(items) => Ok(items.len()),
        Kind::Dict(entries) => Ok(entries.len()),
        Kind::View(view) => Ok(view.items().len()),
        _ => Err(PyError::type_error(format!("object of type '{}' has no len()", type_name(value)))),
    }
}

/// The items that iterating over a value gives; a generator gives those that are left.
pub fn iter(value: &Value) -> PyResult<Vec<Value>> {
    refuse_strict_undefined(value)?;
    match kind(value) {
        Kind::Undefined(_) => Ok(Vec::new()),
        Kind::Str(text) => {
            if text.len() > MAX_ITEMS && text.chars().count() > MAX_ITEMS {
                return Err(limit("too many items"));
            }
            Ok(text.chars().map(Value::from).collect())
        }
        Kind::List(items) | Kind::Tuple(items) => Ok(items),
        Kind::Dict(entries) => Ok(entries.into_iter().map(|(key, _)| key).collect()),
        Kind::View(view) => Ok(view.items()),
        Kind::Lazy(lazy) => Ok(lazy.take()),
        // Objects of the interpreter may be iterable, such as a loop's helpers.
        Kind::Other => match value.as_object().and_then(minijinja::value::DynObject::try_iter) {
            Some(items) => Ok(items.take(MAX_ITEMS).collect()),
            None => Err(not_iterable(value)),
        },
        _ => Err(not_iterable(value)),
    }
}

fn not_iterable(value: &Value) -> PyError {
    PyError::type_error(format!("'{}' object is not iterable", type_name(value)))
}

/// `object[key]`, without attributes. `None` stands for `KeyError`, `IndexError` and `TypeError`, all of which
/// Jinja2 turns into an undefined value.
pub fn get_item(object: &Value, key: &Value) -> PyResult<Option<Value>> {
    refuse_undefined(object)?;
    if let (Some(group), Some(name)) = (object.downcast_object_ref::<Group>(), key.as_str()) {
        return Ok(group.named(name));
    }
    if let Some(list) = object.downcast_object_ref::<List>() {
        return Ok(list.change(|items| items.get(index_of(key, items.len())?).cloned()));
    }
    if object.downcast_object_ref::<Dict>().is_some() {
        refuse_strict_undefined(key)?;
        return if hashable(key).is_ok() { look_up(object, key) } else { Ok(None) };
    }
    Ok(match kind(object) {
        Kind::Str(text) => {
            index_of(key, text.chars().count()).and_then(|index| text.chars().nth(index)).map(Value::from)
        }
        Kind::List(items) | Kind::Tuple(items) => {
            index_of(key, items.len()).and_then(|index| items.get(index).cloned())
        }
        Kind::Dict(_) => {
            refuse_strict_undefined(key)?;
            match hashable(key) {
                Ok(()) => look_up(object, key)?,
                Err(_) => None,
            }
        }
        // An object of the interpreter, such as a namespace.
        Kind::Other => object.get_item(key).ok().filter(|found| !found.is_undefined()),
        _ => None,
    })
}

fn look_up(dict: &Value, key: &Value) -> PyResult<Option<Value>> {
    if let Some(dict) = dict.downcast_object_ref::<Dict>() {
        return Ok(dict.change(|entries| entries.get(key).cloned()));
    }
    let Kind::Dict(entries) = kind(dict) else { return Ok(None) };
    for (candidate, value) in entries {
        if eq(&candidate, key)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn index_of(key: &Value, length: usize) -> Option<usize> {
    let index = as_int(key)?;
    let index = if index < 0 { index + length as i128 } else { index };
    usize::try_from(index).ok().filter(|index| *index < length)
}

/// `object[start:stop:step]`; `None` is Python's `None`, an absent bound.
pub fn slice(object: &Value, start: &Value, stop: &Value, step: &Value) -> PyResult<Value> {
    refuse_undefined(object)?;
    let (bounds, length) = (|value: &Value| slice_bound(value), len(object));
    let not_subscriptable =
        || PyError::type_error(format!("'{}' object is not subscriptable", type_name(object)));
    match kind(object) {
        Kind::Str(_) | Kind::List(_) | Kind::Tuple(_) => {}
        Kind::Dict(_) => return Err(PyError::type_error("unhashable type: 'slice'")),
        _ => return Err(not_subscriptable()),
    }
    let step = bounds(step)?.unwrap_or(1);
    if step == 0 {
        return Err(PyError::value_error("slice step cannot be zero"));
    }
    let length = length? as i128;
    let (low, high) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let clamp = |bound: i128| {
        let bound = if bound < 0 { bound.saturating_add(length) } else { bound };
        bound.clamp(low, high)
    };
    let start = bounds(start)?.map_or(if step < 0 { high } else { low }, clamp);
    let stop = bounds(stop)?.map_or(if step < 0 { low } else { high }, clamp);
    let mut indices = Vec::new();
    let mut index = start;
    while if step < 0 { index > stop } else { index < stop } {
        indices.push(index as usize);
        index = index.saturating_add(step);
    }
    Ok(match kind(object) {
        Kind::Str(text) => {
            let characters: Vec<char> = text.chars().collect();
            let sliced: String = indices.iter().filter_map(|index| characters.get(*index)).collect();
            if object.is_safe() { Value::from_safe_string(sliced) } else { Value::from(sliced) }
        }
        Kind::Tuple(items) => Tuple::from(pick(&items, &indices)).into(),
        Kind::List(items) => List::value(pick(&items, &indices)),
        _ => return Err(not_subscriptable()),
    })
}

fn pick(items: &[Value], indices: &[usize]) -> Vec<Value> {
    indices.iter().filter_map(|index| items.get(*index).cloned()).collect()
}

fn slice_bound(value: &Value) -> PyResult<Option<i128>> {
    match kind(value) {
        Kind::None => Ok(None),
        _ => as_int(value).map(Some).ok_or_else(|| {
            PyError::type_error("slice indices must be integers or None or have an __index__ method")
        }),
    }
}

/// `a ~ b ~ …`: the `str` of each, joined. Strict undefined values are for the caller to refuse, see
/// [`to_str`].
pub fn concat(values: &[Value]) -> String {
    values.iter().map(to_str).collect()
}

/// `str(value)`, which strict undefined values refuse.
pub(crate) fn checked_str(value: &Value) -> PyResult<String> {
    match kind(value) {
        Kind::Undefined(undefined) if !undefined.lenient => Err(undefined_error(undefined)),
        _ => Ok(to_str(value)),
    }
}
