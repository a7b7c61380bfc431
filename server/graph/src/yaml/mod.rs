//! From text to a tree of YAML nodes, as `PyYAML`'s composer builds it.

mod compose;
mod mend;
mod patch;
mod recover;
mod resolve;
mod tag;
mod tree;
mod verdict;

pub(crate) use recover::read;
pub use tree::{Alias, Anchor};
pub(crate) use tree::{Content, Tag, Tree, YamlId};

/// Where a text's first syntax error is, in bytes.
pub(crate) fn first_fault(text: &str) -> Option<usize> {
    verdict::verdict(text).map(|fault| fault.at)
}
