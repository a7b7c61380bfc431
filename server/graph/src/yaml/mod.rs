//! From text to a tree of YAML nodes, as `PyYAML` builds it.
//!
//! YAML is read in `PyYAML`'s own steps, which have its names: the reader knows where in the text it is, the scanner makes
//! tokens, the parser events, the composer nodes. Where they differ from YAML 1.2, and from what one would expect, `PyYAML`
//! does.

mod block;
mod compose;
mod directive;
mod fault;
mod hints;
mod mend;
mod parser;
mod printable;
mod property;
mod reader;
mod recover;
mod resolve;
mod scalar;
mod scanner;
#[cfg(test)]
mod tests;
mod token;
mod tree;

pub(crate) use printable::printable;
pub(crate) use recover::read;
pub use resolve::{PlainScalar, plain_scalar};
pub use tree::{Alias, Anchor};
pub(crate) use tree::{Content, Tag, Tree, YamlId};
