//! The objects that Python iterates over without building a list: generators of filters, views of dicts.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Tuple};

use super::kind::{Kind, kind};
use super::repr::repr;

/// An iterator that gives its items once: what `map`, `select` or `batch` return. It is always true and has no
/// length, as in Python; unlike there, its items are computed at once.
#[derive(Debug)]
pub struct Lazy {
    type_name: &'static str,
    function: &'static str,
    items: Mutex<VecDeque<Value>>,
}

impl Lazy {
    /// A generator of those items, made by the Python function of that name.
    pub fn generator(function: &'static str, items: Vec<Value>) -> Value {
        Value::from_object(Self { type_name: "generator", function, items: Mutex::new(items.into()) })
    }

    /// What Python's `reversed` returns for a value of that type: its items, the last one first.
    pub fn reversed(type_name: &'static str, mut items: Vec<Value>) -> Value {
        items.reverse();
        let type_name = match type_name {
            "list" => "list_reverseiterator",
            "dict" | "dict_keys" => "dict_reversekeyiterator",
            "dict_items" => "dict_reverseitemiterator",
            "dict_values" => "dict_reversevalueiterator",
            _ => "reversed",
        };
        Value::from_object(Self { type_name, function: "", items: Mutex::new(items.into()) })
    }

    /// Takes the items that are left.
    pub fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }

    /// Takes the next item.
    pub fn next(&self) -> Option<Value> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// The iterator's Python type.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }
}

impl Object for Lazy {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.take())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        None
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    /// `CPython` prints an address; no output can depend on it, so there is none here.
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            "" => write!(f, "<{} object>", self.type_name),
            function => write!(f, "<{} object {function}>", self.type_name),
        }
    }
}

/// Which part of a dict a [`View`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewOf {
    /// `dict.keys()`
    Keys,
    /// `dict.values()`
    Values,
    /// `dict.items()`
    Items,
}

/// What `dict.keys()`, `dict.values()` and `dict.items()` return: it follows the dict's changes.
#[derive(Debug)]
pub struct View {
    of: ViewOf,
    dict: Value,
}

impl View {
    /// That view of that dict.
    pub fn value(of: ViewOf, dict: &Value) -> Value {
        Value::from_object(Self { of, dict: dict.clone() })
    }

    /// Which part of the dict this is.
    pub fn of(&self) -> ViewOf {
        self.of
    }

    /// The dict's keys, values or pairs as they are now.
    pub fn items(&self) -> Vec<Value> {
        let Kind::Dict(entries) = kind(&self.dict) else { return Vec::new() };
        let item = |(key, value): (Value, Value)| match self.of {
            ViewOf::Keys => key,
            ViewOf::Values => value,
            ViewOf::Items => Tuple::from(vec![key, value]).into(),
        };
        entries.into_iter().map(item).collect()
    }

    /// The view's Python type.
    pub fn type_name(&self) -> &'static str {
        match self.of {
            ViewOf::Keys => "dict_keys",
            ViewOf::Values => "dict_values",
            ViewOf::Items => "dict_items",
        }
    }
}

impl Object for View {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.items().is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&repr(&Value::from_dyn_object(Arc::clone(self))))
    }
}

/// What `groupby` gives for each group: a pair that also answers to `grouper` and `list`.
#[derive(Debug)]
pub struct Group {
    grouper: Value,
    list: Value,
}

impl Group {
    /// The group of those items by that key.
    pub fn value(grouper: Value, list: Value) -> Value {
        Value::from_object(Self { grouper, list })
    }

    /// The key and the list of items.
    pub fn items(&self) -> Vec<Value> {
        vec![self.grouper.clone(), self.list.clone()]
    }

    /// The part of that name.
    pub fn named(&self, name: &str) -> Option<Value> {
        match name {
            "grouper" => Some(self.grouper.clone()),
            "list" => Some(self.list.clone()),
            _ => None,
        }
    }
}

impl Object for Group {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str() {
            Some(name) => self.named(name),
            None => self.items().get(key.as_usize()?).cloned(),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(2)
    }
}
