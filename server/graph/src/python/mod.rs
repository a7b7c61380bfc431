//! Python's own text for values: numbers and strings as `int`, `float` and `repr` read and write them.

mod float;
mod int;
mod text;

pub(crate) use float::{parse_float, write_float};
pub use int::Int;
pub(crate) use int::parse_int;
pub(crate) use text::{strip, write_str};
