//! Plain data that callers pass to templates.

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::Tuple;

use crate::python::value::{Dict, List};

/// A value that a template sees as Python's of that kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `None`
    None,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `float`
    Float(f64),
    /// `str`
    Str(String),
    /// `list`
    List(Vec<Self>),
    /// `tuple`
    Tuple(Vec<Self>),
    /// `dict`
    Dict(Vec<(String, Self)>),
}

impl Data {
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::None => Value::from(()),
            Self::Bool(value) => Value::from(*value),
            Self::Int(value) => Value::from(*value),
            Self::Float(value) => Value::from(*value),
            Self::Str(value) => Value::from(value.as_str()),
            Self::List(items) => List::value(items.iter().map(Self::value).collect()),
            Self::Tuple(items) => Value::from(Tuple::new(items.iter().map(Self::value).collect())),
            Self::Dict(entries) => {
                let entries = entries.iter().map(|(key, value)| (Value::from(key.as_str()), value.value()));
                Dict::value(entries.collect::<IndexMap<_, _>>())
            }
        }
    }
}

impl From<&str> for Data {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<serde_json::Value> for Data {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::None,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => match number.as_i64() {
                Some(int) => Self::Int(int),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::Str(text),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(entries) => {
                Self::Dict(entries.into_iter().map(|(key, value)| (key, Self::from(value))).collect())
            }
        }
    }
}
