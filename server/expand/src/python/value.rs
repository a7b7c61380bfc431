//! The kinds of values that a template can hold beyond [`minijinja::Value`]'s own.
//!
//! `None`, `bool`, `int` (up to 128 bits), `float` and `str` are minijinja's own representations, a tuple is
//! [`minijinja::value::Tuple`]. Lists and dicts are the objects below, since Jinja2 templates may change them
//! (`{% set _ = items.append(x) %}`); sequences and maps that minijinja makes are read the same way.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Tuple};

/// A Python list.
#[derive(Debug, Default)]
pub struct List {
    items: Mutex<Vec<Value>>,
}

impl List {
    /// A list of those items, as a value.
    pub fn value(items: Vec<Value>) -> Value {
        Value::from_object(Self { items: Mutex::new(items) })
    }

    /// The items as they are now.
    pub fn items(&self) -> Vec<Value> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the list in place.
    pub fn change<R>(&self, change: impl FnOnce(&mut Vec<Value>) -> R) -> R {
        change(&mut self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Object for List {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let index = key.as_usize()?;
        self.change(|items| items.get(index).cloned())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.change(|items| items.len()))
    }
}

/// A Python dict: keys in the order of their insertion.
#[derive(Debug, Default)]
pub struct Dict {
    entries: Mutex<IndexMap<Value, Value>>,
}

impl Dict {
    /// A dict of those entries, as a value.
    pub fn value(entries: IndexMap<Value, Value>) -> Value {
        Value::from_object(Self { entries: Mutex::new(entries) })
    }

    /// The entries as they are now.
    pub fn entries(&self) -> IndexMap<Value, Value> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the dict in place.
    pub fn change<R>(&self, change: impl FnOnce(&mut IndexMap<Value, Value>) -> R) -> R {
        change(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Object for Dict {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.change(|entries| entries.get(key).cloned())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.change(|entries| entries.keys().cloned().collect()))
    }
}

/// Drops values without recursion: a template can nest lists deeper than a stack reaches.
fn drop_nested(mut pending: Vec<Value>) {
    while let Some(value) = pending.pop() {
        if let Some(list) = value.downcast_object::<List>() {
            drop(value);
            if let Some(list) = Arc::into_inner(list) {
                pending.append(&mut list.change(std::mem::take));
            }
        } else if let Some(dict) = value.downcast_object::<Dict>() {
            drop(value);
            if let Some(dict) = Arc::into_inner(dict) {
                pending.extend(dict.change(std::mem::take).into_values());
            }
        } else if let Some(tuple) = value.downcast_object::<Tuple>() {
            drop(value);
            pending.extend(Arc::into_inner(tuple).map(Tuple::into_vec).unwrap_or_default());
        }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        drop_nested(self.change(std::mem::take));
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        drop_nested(self.change(std::mem::take).into_values().collect());
    }
}

/// A Python range: it prints as `range(0, 3)` and is read as the list of its numbers.
#[derive(Debug)]
pub struct Range {
    start: i128,
    step: i128,
    len: usize,
}

impl Range {
    /// `len` numbers from `start`, `step` apart, as a value.
    pub fn value(start: i128, step: i128, len: usize) -> Value {
        Value::from_object(Self { start, step, len })
    }

    fn number(&self, index: usize) -> Value {
        let number = self.start + self.step * index as i128;
        i64::try_from(number).map_or_else(|_| Value::from(number), Value::from)
    }
}

impl Object for Range {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        key.as_usize().filter(|index| *index < self.len).map(|index| self.number(index))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.len)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stop = self.start + self.step * self.len as i128;
        match self.step {
            1 => write!(f, "range({}, {stop})", self.start),
            step => write!(f, "range({}, {stop}, {step})", self.start),
        }
    }
}

/// A missing value, as Jinja2's `StrictUndefined`: any use of it but `default` and a few tests is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// What Jinja2's `UndefinedError` says, such as `'x' is undefined`.
    pub message: String,
    /// Whether it prints as nothing and is false, as the implicit `else` of an inline `if` does.
    pub lenient: bool,
}

impl Undefined {
    /// A strict undefined value with that message.
    pub fn value(message: impl Into<String>) -> Value {
        Value::from_object(Self { message: message.into(), lenient: false })
    }

    /// What an inline `if` without `else` gives where its condition is false.
    pub fn lenient_value(message: impl Into<String>) -> Value {
        Value::from_object(Self { message: message.into(), lenient: true })
    }

    /// What stands for a value that could not be computed. The reason is reported; using it is no further fault.
    pub(crate) fn lost() -> Value {
        Self::value(Self::LOST)
    }

    /// The message of lost values: operations pass messages on, not the values that they come from.
    pub(crate) const LOST: &str = "the value could not be computed, as is reported elsewhere";

    /// The undefined value that `value` is, if it is one.
    pub fn of(value: &Value) -> Option<&Self> {
        value.downcast_object_ref()
    }
}

impl Object for Undefined {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}
