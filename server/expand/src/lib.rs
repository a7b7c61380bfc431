//! Expansion of Forgather templates.

pub mod python;
