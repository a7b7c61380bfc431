//! Filters on sequences and mappings that look at no attributes.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::kind::{
    Kind, MAX_ITEMS, kind, limit, refuse_strict_undefined, refuse_undefined, type_name,
};
use super::super::lazy::Lazy;
use super::super::ops::{iter, len, sort_with_keys, truth};
use super::super::repr::to_str;
use super::super::value::{List, Undefined};
use super::Call;
use super::attributes::ignore_case;

/// Applies a filter of this file.
pub(super) fn call(call: &Call<'_>) -> PyResult<Value> {
    match call.name {
        "batch" => batch(call),
        "count" | "length" => {
            call.bind(&[], 0)?;
            len(call.value).map(Value::from)
        }
        "default" | "d" => default(call),
        "dictsort" => dict_sort(call),
        "first" => {
            call.bind(&[], 0)?;
            let first = match kind(call.value) {
                Kind::Lazy(lazy) => lazy.next(),
                _ => iter(call.value)?.into_iter().next(),
            };
            Ok(first.unwrap_or_else(|| Undefined::value("No first item, sequence was empty.")))
        }
        "last" => {
            call.bind(&[], 0)?;
            let last = reversible(call.value)?.pop();
            let last = last
                .map(|last| if call.value.is_safe() { Value::from_safe_string(to_str(&last)) } else { last });
            Ok(last.unwrap_or_else(|| Undefined::value("No last item, sequence was empty.")))
        }
        "random" => {
            call.bind(&[], 0)?;
            len(call.value)?;
            let first = iter(call.value)?.into_iter().next();
            Ok(first.unwrap_or_else(|| Undefined::value("No random item, sequence was empty.")))
        }
        "items" => items(call),
        "list" => {
            call.bind(&[], 0)?;
            Ok(List::value(iter(call.value)?))
        }
        "reverse" => reverse(call),
        _ => slice(call),
    }
}

/// The items of what Python's `reversed` takes.
fn reversible(value: &Value) -> PyResult<Vec<Value>> {
    match kind(value) {
        Kind::Lazy(_) => Err(not_reversible(value)),
        _ => iter(value).map_err(|error| match error.kind {
            PyErrorKind::Type => not_reversible(value),
            _ => error,
        }),
    }
}

fn not_reversible(value: &Value) -> PyError {
    PyError::type_error(format!("'{}' object is not reversible", type_name(value)))
}

fn reverse(call: &Call<'_>) -> PyResult<Value> {
    call.bind(&[], 0)?;
    let value = call.value;
    match kind(value) {
        Kind::Str(text) => {
            let reversed: String = text.chars().rev().collect();
            Ok(if value.is_safe() { Value::from_safe_string(reversed) } else { Value::from(reversed) })
        }
        Kind::Lazy(lazy) => {
            let mut items = lazy.take();
            items.reverse();
            Ok(List::value(items))
        }
        _ => {
            let items = iter(value).map_err(|error| match error.kind {
                PyErrorKind::Type => PyError::new(PyErrorKind::FilterArgument, "argument must be iterable"),
                _ => error,
            })?;
            Ok(Lazy::reversed(type_name(value), items))
        }
    }
}

fn default(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["default_value", "boolean"], 0)?;
    let missing =
        Undefined::of(call.value).is_some() || (arguments.flag("boolean", false)? && !truth(call.value)?);
    if !missing {
        return Ok(call.value.clone());
    }
    Ok(arguments.get("default_value").cloned().unwrap_or_else(|| Value::from("")))
}

fn dict_sort(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["case_sensitive", "by", "reverse"], 0)?;
    let by_value = match arguments.get("by").map(|by| by.as_str()) {
        None | Some(Some("key")) => false,
        Some(Some("value")) => true,
        Some(_) => {
            return Err(PyError::new(
                PyErrorKind::FilterArgument,
                "You can only sort by either \"key\" or \"value\"",
            ));
        }
    };
    refuse_undefined(call.value)?;
    let Kind::Dict(entries) = kind(call.value) else {
        return Err(PyError::new(
            PyErrorKind::Attribute,
            format!("'{}' object has no attribute 'items'", type_name(call.value)),
        ));
    };
    let case_sensitive = arguments.flag("case_sensitive", false)?;
    let keyed = entries
        .into_iter()
        .map(|(key, value)| {
            let by = if by_value { &value } else { &key };
            let by = if case_sensitive { by.clone() } else { ignore_case(by) };
            (by, Tuple::from(vec![key, value]).into())
        })
        .collect();
    sort_with_keys(keyed, arguments.flag("reverse", false)?).map(List::value)
}

fn items(call: &Call<'_>) -> PyResult<Value> {
    call.bind(&[], 0)?;
    match kind(call.value) {
        Kind::Undefined(_) => Ok(Lazy::generator("do_items", Vec::new())),
        Kind::Dict(entries) => {
            let pair = |(key, value)| Tuple::from(vec![key, value]).into();
            Ok(Lazy::generator("do_items", entries.into_iter().map(pair).collect()))
        }
        _ => Err(PyError::type_error("Can only get item pairs from a mapping.")),
    }
}

fn batch(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["linecount", "fill_with"], 1)?;
    let count = arguments.required("linecount")?;
    let size = match kind(count) {
        // `len(tmp) == linecount` is never true of anything but a count; `0` starts with an empty batch.
        Kind::Int(_) | Kind::Bool(_) => arguments.int("linecount", 0)?,
        Kind::Float(float) if float.fract() == 0.0 => float as i128,
        _ => {
            refuse_strict_undefined(count)?;
            -1
        }
    };
    let mut batches: Vec<Value> = Vec::new();
    let mut batch = Vec::new();
    for item in iter(call.value)? {
        if batch.len() as i128 == size {
            batches.push(List::value(std::mem::take(&mut batch)));
        }
        batch.push(item);
    }
    if !batch.is_empty() {
        if let Some(fill) = arguments.some("fill_with")
            && (batch.len() as i128) < size
        {
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size > MAX_ITEMS {
                return Err(limit("batch too large"));
            }
            batch.resize(size, fill.clone());
        }
        batches.push(List::value(batch));
    }
    Ok(Lazy::generator("do_batch", batches))
}

fn slice(call: &Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["slices", "fill_with"], 1)?;
    let items = iter(call.value)?;
    let slices = arguments.int("slices", 1)?;
    if slices == 0 {
        return Err(PyError::new(PyErrorKind::ZeroDivision, "integer division or modulo by zero"));
    }
    let slices = usize::try_from(slices).unwrap_or(0);
    if slices > MAX_ITEMS {
        return Err(limit("too many slices"));
    }
    let mut parts = Vec::new();
    let mut rest = items.as_slice();
    for slice in 0..slices {
        let extra = slice < items.len() % slices;
        let (part, after) = rest.split_at(items.len() / slices + usize::from(extra));
        rest = after;
        let mut part = part.to_vec();
        if let (Some(fill), false) = (arguments.some("fill_with"), extra) {
            part.push(fill.clone());
        }
        parts.push(List::value(part));
    }
    Ok(Lazy::generator("sync_do_slice", parts))
}
