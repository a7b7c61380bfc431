//! From text to a tree of YAML nodes, as `PyYAML`'s composer builds it.

mod compose;
mod patch;
mod recover;
mod resolve;
mod tag;
mod tree;
mod verdict;

pub(crate) use recover::read;
pub use tree::{Alias, Anchor};
pub(crate) use tree::{Content, Tag, Tree, YamlId};
