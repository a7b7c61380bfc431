//! From text to a tree of YAML nodes, as `PyYAML`'s composer builds it.

mod compose;
mod patch;
mod recover;
mod resolve;
mod syntax;
mod tab;
mod tag;
mod tree;

pub(crate) use recover::read;
pub use tree::{Alias, Anchor};
pub(crate) use tree::{Content, Tag, Tree, YamlId, YamlNode};
