//! Errors as Python raises them while a template is expanded.

use std::fmt;

/// Result of an operation with Python's semantics.
pub type PyResult<T> = Result<T, PyError>;

/// An exception: its Python type and the message that `str(exception)` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PyError {
    /// The exception's type.
    pub kind: PyErrorKind,
    /// What `str(exception)` gives.
    pub message: String,
}

/// The Python or Jinja2 exception types that expansion can raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PyErrorKind {
    /// `TypeError`
    Type,
    /// `ValueError`
    Value,
    /// `KeyError`
    Key,
    /// `IndexError`
    Index,
    /// `AttributeError`
    Attribute,
    /// `ZeroDivisionError`
    ZeroDivision,
    /// `OverflowError`
    Overflow,
    /// `AssertionError`
    Assertion,
    /// `jinja2.exceptions.UndefinedError`
    Undefined,
    /// `jinja2.exceptions.SecurityError`
    Security,
    /// `jinja2.exceptions.TemplateRuntimeError`
    Runtime,
    /// `jinja2.exceptions.FilterArgumentError`
    FilterArgument,
    /// `yaml.representer.RepresenterError`
    Representer,
    /// A limit of ours, that keeps an expansion bounded.
    Limit,
}

impl PyErrorKind {
    /// The exception's class name.
    pub fn python_name(self) -> &'static str {
        match self {
            Self::Type => "TypeError",
            Self::Value => "ValueError",
            Self::Key => "KeyError",
            Self::Index => "IndexError",
            Self::Attribute => "AttributeError",
            Self::ZeroDivision => "ZeroDivisionError",
            Self::Overflow => "OverflowError",
            Self::Assertion => "AssertionError",
            Self::Undefined => "UndefinedError",
            Self::Security => "SecurityError",
            Self::Runtime => "TemplateRuntimeError",
            Self::FilterArgument => "FilterArgumentError",
            Self::Representer => "RepresenterError",
            Self::Limit => "LimitError",
        }
    }
}

impl PyError {
    /// An exception of that type with that message.
    pub fn new(kind: PyErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self::new(PyErrorKind::Type, message)
    }

    /// A `ValueError`.
    pub fn value_error(message: impl Into<String>) -> Self {
        Self::new(PyErrorKind::Value, message)
    }
}

impl fmt::Display for PyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.python_name(), self.message)
    }
}

impl std::error::Error for PyError {}
