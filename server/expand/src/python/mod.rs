//! Python's semantics on [`minijinja::Value`]: what operators, `str.format`, methods, printing and Jinja2's
//! filters and tests do in CPython, so that an expansion is byte for byte what Forgather prints.
//!
//! Knows nothing of templates, positions or origins. Nothing here panics, whatever the values.

pub mod error;
pub mod value;
