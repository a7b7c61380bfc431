//! Python's operators: arithmetic, comparison, and what reads a container.

mod arithmetic;
mod comparison;
mod container;

pub use arithmetic::{add, div, floordiv, mul, neg, pos, pow, rem, sub};
pub use comparison::{CompareOp, compare, contains, eq};
pub(crate) use comparison::{sort_values, sort_with_keys};
pub(crate) use container::checked_str;
pub use container::{concat, get_item, iter, len, slice, truth};
