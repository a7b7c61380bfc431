//! Methods of `list`, `tuple` and `dict`.

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::Tuple;

use super::super::arguments::{Arguments, to_index};
use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::kind::{Kind, MAX_ITEMS, hashable, kind, limit};
use super::super::lazy::{View, ViewOf};
use super::super::ops::{eq, get_item, iter, sort_values};
use super::super::repr::repr;
use super::super::value::{Dict, List};

/// The methods of `list`.
pub(super) const LIST_METHODS: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];
/// The methods of `tuple`.
pub(super) const TUPLE_METHODS: &[&str] = &["count", "index"];
/// The methods of `dict`.
pub(super) const DICT_METHODS: &[&str] =
    &["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];

fn none() -> Value {
    Value::from(())
}

/// Calls a method of a tuple.
pub(super) fn call_tuple(
    items: &[Value],
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> PyResult<Value> {
    if name == "count" {
        count(items, Arguments::bind(name, &["value"], 1, args, kwargs)?.required("value")?)
    } else {
        let arguments = Arguments::bind(name, &["value", "start", "stop"], 1, args, kwargs)?;
        let at = position(items, &arguments)?;
        at.map(Value::from).ok_or_else(|| PyError::value_error("tuple.index(x): x not in tuple"))
    }
}

fn count(items: &[Value], wanted: &Value) -> PyResult<Value> {
    let mut count = 0;
    for item in items {
        count += i32::from(eq(item, wanted)?);
    }
    Ok(Value::from(count))
}

fn position(items: &[Value], arguments: &Arguments) -> PyResult<Option<usize>> {
    let wanted = arguments.required("value")?;
    let length = items.len() as i128;
    let bound = |name: &str, default: i128| {
        let bound = arguments.int(name, default)?;
        let bound = if bound < 0 { (bound + length).max(0) } else { bound };
        PyResult::Ok(bound.min(length) as usize)
    };
    let (start, stop) = (bound("start", 0)?, bound("stop", length)?);
    for (index, item) in items.iter().enumerate().take(stop).skip(start) {
        if eq(item, wanted)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// `list.append(item)`
pub(super) fn append(list: &List, item: &Value) -> PyResult<Value> {
    let length = list.change(|items| {
        items.push(item.clone());
        items.len()
    });
    if length > MAX_ITEMS { Err(limit("list too long")) } else { Ok(none()) }
}

/// Calls a method of a list. Lists that minijinja made cannot change.
pub(super) fn call_list(
    receiver: &Value,
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> PyResult<Value> {
    let items = iter(receiver)?;
    let bind = |names: &'static [&'static str], required: usize| {
        Arguments::bind(name, names, required, args, kwargs)
    };
    let items = match name {
        "copy" => {
            bind(&[], 0)?;
            return Ok(List::value(items));
        }
        "count" => return count(&items, bind(&["value"], 1)?.required("value")?),
        "index" => {
            let arguments = bind(&["value", "start", "stop"], 1)?;
            let not_there = || {
                PyError::value_error(format!(
                    "{} is not in list",
                    arguments.get("value").map(repr).unwrap_or_default()
                ))
            };
            return position(&items, &arguments)?.map(Value::from).ok_or_else(not_there);
        }
        "pop" => return pop(receiver, &items, bind(&["index"], 0)?.int("index", -1)?),
        "append" => {
            let arguments = bind(&["object"], 1)?;
            with(items, |items| items.push(arguments.required("object").cloned().unwrap_or_default()))
        }
        "extend" => {
            let more = iter(bind(&["iterable"], 1)?.required("iterable")?)?;
            with(items, |items| items.extend(more))
        }
        "insert" => {
            let arguments = bind(&["index", "object"], 2)?;
            let (index, length) = (to_index(arguments.required("index")?)?, items.len() as i128);
            let at = if index < 0 { (index + length).max(0) } else { index.min(length) };
            let value = arguments.required("object")?.clone();
            with(items, |items| items.insert(at as usize, value))
        }
        "remove" => {
            let arguments = bind(&["value"], 1)?;
            let at = position(&items, &arguments)?
                .ok_or_else(|| PyError::value_error("list.remove(x): x not in list"))?;
            with(items, |items| {
                items.remove(at);
            })
        }
        "reverse" => {
            bind(&[], 0)?;
            with(items, |items| items.reverse())
        }
        "clear" => {
            bind(&[], 0)?;
            Vec::new()
        }
        _ => {
            if !args.is_empty() {
                return Err(PyError::type_error("sort() takes no positional arguments"));
            }
            let arguments = bind(&["key", "reverse"], 0)?;
            if arguments.some("key").is_some() {
                return Err(limit("a key function of `sort` is not supported"));
            }
            sort_values(items, arguments.flag("reverse", false)?)?
        }
    };
    if items.len() > MAX_ITEMS {
        return Err(limit("list too long"));
    }
    set_items(receiver, items)?;
    Ok(none())
}

fn with(mut items: Vec<Value>, change: impl FnOnce(&mut Vec<Value>)) -> Vec<Value> {
    change(&mut items);
    items
}

fn set_items(receiver: &Value, items: Vec<Value>) -> PyResult<()> {
    let list = receiver.downcast_object_ref::<List>().ok_or_else(|| limit("this list cannot change"))?;
    list.change(|old| *old = items);
    Ok(())
}

fn pop(receiver: &Value, items: &[Value], index: i128) -> PyResult<Value> {
    let error = |message| Err(PyError::new(PyErrorKind::Index, message));
    if items.is_empty() {
        return error("pop from empty list");
    }
    let index = if index < 0 { index + items.len() as i128 } else { index };
    let Some(index) = usize::try_from(index).ok().filter(|index| *index < items.len()) else {
        return error("pop index out of range");
    };
    let mut items = items.to_vec();
    let popped = items.remove(index);
    set_items(receiver, items)?;
    Ok(popped)
}

/// Calls a method of a dict.
pub(super) fn call_dict(
    receiver: &Value,
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> PyResult<Value> {
    if name == "update" {
        return update(receiver, args, kwargs);
    }
    let bind = |names: &'static [&'static str], required: usize| {
        Arguments::bind(name, names, required, args, &positional_only(name, kwargs)?)
    };
    match name {
        "items" | "keys" | "values" => {
            bind(&[], 0)?;
            let of = match name {
                "items" => ViewOf::Items,
                "keys" => ViewOf::Keys,
                _ => ViewOf::Values,
            };
            Ok(View::value(of, receiver))
        }
        "copy" => {
            bind(&[], 0)?;
            let Kind::Dict(entries) = kind(receiver) else { return Ok(none()) };
            Ok(Dict::value(entries.into_iter().collect()))
        }
        "clear" => {
            bind(&[], 0)?;
            change(receiver, IndexMap::clear)?;
            Ok(none())
        }
        "popitem" => {
            bind(&[], 0)?;
            let popped = change(receiver, IndexMap::pop)?;
            let (key, value) =
                popped.ok_or_else(|| PyError::new(PyErrorKind::Key, "'popitem(): dictionary is empty'"))?;
            Ok(Tuple::from(vec![key, value]).into())
        }
        _ => {
            let arguments = bind(&["key", "default"], 1)?;
            let key = arguments.required("key")?;
            hashable(key)?;
            let found = get_item(receiver, key)?;
            let default = arguments.get("default");
            match name {
                "get" => Ok(found.or_else(|| default.cloned()).unwrap_or_else(none)),
                "pop" => {
                    change(receiver, |entries| entries.shift_remove(key))?;
                    found
                        .or_else(|| default.cloned())
                        .ok_or_else(|| PyError::new(PyErrorKind::Key, repr(key)))
                }
                _ => {
                    if let Some(found) = found {
                        return Ok(found);
                    }
                    let value = default.cloned().unwrap_or_else(none);
                    insert(receiver, vec![(key.clone(), value.clone())])?;
                    Ok(value)
                }
            }
        }
    }
}

/// The parameters of a dict's methods have no names.
fn positional_only(name: &str, kwargs: &[(String, Value)]) -> PyResult<Vec<(String, Value)>> {
    if kwargs.is_empty() {
        return Ok(Vec::new());
    }
    Err(PyError::type_error(format!("dict.{name}() takes no keyword arguments")))
}

fn change<R>(receiver: &Value, change: impl FnOnce(&mut IndexMap<Value, Value>) -> R) -> PyResult<R> {
    let dict = receiver.downcast_object_ref::<Dict>().ok_or_else(|| limit("this dict cannot change"))?;
    Ok(dict.change(change))
}

fn insert(receiver: &Value, entries: Vec<(Value, Value)>) -> PyResult<()> {
    let count = change(receiver, |old| {
        old.extend(entries);
        old.len()
    })?;
    if count > MAX_ITEMS { Err(limit("dict too large")) } else { Ok(()) }
}

fn update(receiver: &Value, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<Value> {
    let mut entries = Vec::new();
    match args {
        [] => {}
        [other] => match kind(other) {
            Kind::Dict(pairs) => entries = pairs,
            _ => entries = pairs_of(other)?,
        },
        _ => {
            return Err(PyError::type_error(format!(
                "update expected at most 1 argument, got {}",
                args.len()
            )));
        }
    }
    entries.extend(kwargs.iter().map(|(name, value)| (Value::from(name), value.clone())));
    insert(receiver, entries)?;
    Ok(none())
}

/// The pairs of a sequence of pairs.
fn pairs_of(value: &Value) -> PyResult<Vec<(Value, Value)>> {
    let mut pairs = Vec::new();
    for (index, item) in iter(value)?.iter().enumerate() {
        let parts = iter(item).map_err(|error| match error.kind {
            PyErrorKind::Type => PyError::type_error(format!(
                "cannot convert dictionary update sequence element #{index} to a sequence"
            )),
            _ => error,
        })?;
        let [key, value] = parts.as_slice() else {
            return Err(PyError::value_error(format!(
                "dictionary update sequence element #{index} has length {}; 2 is required",
                parts.len()
            )));
        };
        hashable(key)?;
        pairs.push((key.clone(), value.clone()));
    }
    Ok(pairs)
}
