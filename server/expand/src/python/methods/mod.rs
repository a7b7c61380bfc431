//! Methods of Python's builtin types.

mod container;
mod number;
mod predicate;
mod split;
mod text;

use minijinja::Value;

use super::error::PyResult;
use super::kind::{Kind, kind, type_name};
use super::value::List;

/// Calls `receiver.name(*args, **kwargs)`. `None` where the type has no such method.
pub fn call_method(
    receiver: &Value,
    name: &str,
    args: &[Value],
    kwargs: &[(String, Value)],
) -> Option<PyResult<Value>> {
    if !has_method(receiver, name) {
        return None;
    }
    if let ("append", [item], [], Some(list)) = (name, args, kwargs, receiver.downcast_object_ref::<List>()) {
        // What loops in templates do most needs no copy of the list.
        return Some(container::append(list, item));
    }
    Some(match kind(receiver) {
        Kind::Str(text) => text::call(receiver, text, name, args, kwargs),
        Kind::List(_) => container::call_list(receiver, name, args, kwargs),
        Kind::Tuple(items) => container::call_tuple(&items, name, args, kwargs),
        Kind::Dict(_) => container::call_dict(receiver, name, args, kwargs),
        Kind::Int(int) => number::call_int(int, name, args, kwargs),
        Kind::Bool(flag) => number::call_int(i128::from(flag), name, args, kwargs),
        Kind::Float(float) => number::call_float(float, name, args, kwargs),
        _ => return None,
    })
}

/// Whether the receiver's type has a method of that name that [`call_method`] knows.
pub fn has_method(receiver: &Value, name: &str) -> bool {
    let names: &[&str] = match type_name(receiver) {
        "str" | "Markup" => text::METHODS,
        "list" => container::LIST_METHODS,
        "tuple" => container::TUPLE_METHODS,
        "dict" => container::DICT_METHODS,
        "int" | "bool" => number::INT_METHODS,
        "float" => number::FLOAT_METHODS,
        _ => &[],
    };
    names.contains(&name)
}

pub(crate) use predicate::holds;
pub(crate) use split::{SplitSide, split, split_lines};
pub(crate) use text::{center, replace, strip_ends};
