//! The graph as text: as Forgather's `repr`, as YAML, as Python, as JSON, as a drawing and as a tree of lines.

mod code;
mod dot;
mod json;
mod meta;
mod names;
mod repr;
mod tree;
mod yaml;

use std::fmt;

pub use code::{CodeForm, CodeOptions, FileImport, Import, PythonCode, Variable, code};
pub use dot::dot;
pub use json::{JSON_VERSION, json};
pub use names::NamePolicy;
pub use repr::{repr, repr_of};
pub use tree::{TreeLine, tree};
pub use yaml::yaml;

use crate::graph::{Graph, NodeId};
use crate::limits::{MAX_OUTPUT, MAX_WEIGHT};
use crate::span::Span;

/// Why a graph cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// The node that cannot be encoded.
    pub span: Span,
    /// Why, and what to do.
    pub message: String,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EncodeError {}

impl EncodeError {
    fn new(graph: &Graph, id: NodeId, message: impl Into<String>) -> EncodeError {
        EncodeError { span: graph.node(id).span, message: message.into() }
    }
}

/// Refuses a graph that is too large once every alias is written out, as the encoders write it.
fn check_weight(graph: &Graph, root: NodeId) -> Result<(), EncodeError> {
    if graph.node(root).weight > MAX_WEIGHT {
        let message = format!(
            "written out, with every alias in full, this has more than {MAX_WEIGHT} nodes; share nodes by name instead"
        );
        return Err(EncodeError::new(graph, root, message));
    }
    Ok(())
}

/// Refuses output that has become too large.
fn check_output(graph: &Graph, id: NodeId, length: usize) -> Result<(), EncodeError> {
    if length > MAX_OUTPUT {
        let message = format!("the output has more than {MAX_OUTPUT} bytes; share nodes by name instead");
        return Err(EncodeError::new(graph, id, message));
    }
    Ok(())
}
