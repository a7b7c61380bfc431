//! Python's semantics on [`minijinja::Value`]: what operators, `str.format`, methods, printing and Jinja2's
//! filters and tests do in `CPython`, so that an expansion is byte for byte what Forgather prints.
//!
//! Knows nothing of templates, positions or origins. Nothing here panics, whatever the values.

pub mod dump;
pub mod error;
pub mod filters;
pub mod format;
pub mod lazy;
pub mod methods;
pub mod ops;
pub mod percent;
pub mod repr;
pub mod tests;
pub mod value;

pub(crate) mod kind;

mod arguments;
mod characters;
mod json;
mod number;
mod spec;
