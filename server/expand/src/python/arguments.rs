//! Binding of a call's arguments to the parameters of a builtin, as Python does.

use minijinja::Value;

use super::error::{PyError, PyErrorKind, PyResult};
use super::kind::{Kind, MAX_ITEMS, as_int, kind, limit, refuse_undefined, type_name};
use super::number::too_large;
use super::ops::{checked_str, truth};

/// The arguments of a call by parameter.
pub(crate) struct Arguments {
    names: &'static [&'static str],
    values: Vec<Option<Value>>,
}

impl Arguments {
    /// Binds a call's arguments to `names`, the first `required` of which must be given.
    pub(crate) fn bind(
        function: &str,
        names: &'static [&'static str],
        required: usize,
        args: &[Value],
        kwargs: &[(String, Value)],
    ) -> PyResult<Self> {
        if args.len() > names.len() {
            return Err(PyError::type_error(format!(
                "{function}() takes at most {} argument{} ({} given)",
                names.len(),
                if names.len() == 1 { "" } else { "s" },
                args.len()
            )));
        }
        let mut values: Vec<Option<Value>> = args.iter().cloned().map(Some).collect();
        values.resize(names.len(), None);
        for (name, value) in kwargs {
            let Some(index) = names.iter().position(|candidate| candidate == name) else {
                return Err(PyError::type_error(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            };
            if values[index].is_some() {
                return Err(PyError::type_error(format!(
                    "{function}() got multiple values for argument '{name}'"
                )));
            }
            values[index] = Some(value.clone());
        }
        if let Some(missing) = values.iter().take(required).position(Option::is_none) {
            return Err(PyError::type_error(format!(
                "{function}() missing required argument: '{}'",
                names[missing]
            )));
        }
        Ok(Self { names, values })
    }

    /// The value given for a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let index = self.names.iter().position(|candidate| *candidate == name)?;
        self.values.get(index)?.as_ref()
    }

    /// The value given for a parameter, unless it is `None`.
    pub(crate) fn some(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_none())
    }

    /// The value of a required parameter.
    pub(crate) fn required(&self, name: &str) -> PyResult<&Value> {
        self.get(name).ok_or_else(|| PyError::type_error(format!("missing required argument: '{name}'")))
    }

    /// A parameter as a truth value.
    pub(crate) fn flag(&self, name: &str, default: bool) -> PyResult<bool> {
        self.get(name).map_or(Ok(default), truth)
    }

    /// A parameter as an int.
    pub(crate) fn int(&self, name: &str, default: i128) -> PyResult<i128> {
        self.get(name).map_or(Ok(default), to_index)
    }

    /// A parameter that must be a string.
    pub(crate) fn text(&self, name: &str, default: &str) -> PyResult<String> {
        match self.get(name) {
            None => Ok(default.to_owned()),
            Some(value) => match kind(value) {
                Kind::Str(text) => Ok(text.to_owned()),
                _ => checked_str(value).and(Err(PyError::type_error(format!(
                    "argument '{name}' must be str, not {}",
                    type_name(value)
                )))),
            },
        }
    }
}

/// An int where Python asks for one.
pub(crate) fn to_index(value: &Value) -> PyResult<i128> {
    refuse_undefined(value)?;
    as_int(value).ok_or_else(|| {
        PyError::type_error(format!("'{}' object cannot be interpreted as an integer", type_name(value)))
    })
}

/// A width: bounded, since text is padded to it.
pub(crate) fn to_width(width: i128) -> PyResult<usize> {
    if width > i128::from(i64::MAX) {
        return Err(PyError::new(PyErrorKind::Overflow, "Python int too large to convert to C ssize_t"));
    }
    match usize::try_from(width.max(0)) {
        Ok(width) if width <= MAX_ITEMS => Ok(width),
        Ok(_) => Err(limit("width too large")),
        Err(_) => Err(too_large()),
    }
}
