//! The node graph of a configuration: from expanded text to the Python calls that Forgather would make, with a position
//! for everything, and out again as text.
//!
//! It depends on no other crate of the workspace. It knows nothing of templates, files or editors: every position is a
//! byte range of the expanded text, and callers map it back to templates with the origins of the expansion.
//!
//! Invariant: no text makes it panic, and loading always yields a graph, however broken the text. Each fault is
//! one [`Problem`]; what could not be read stands in the graph as [`Kind::Invalid`].

mod check;
mod construct;
mod dialect;
mod graph;
mod limits;
mod problem;
mod python;
mod span;
mod yaml;

pub mod encode;

pub use dialect::Dialect;
pub use graph::{Call, CallKind, Entry, Graph, Head, Kind, Node, NodeId, Overridden, Unsupported, Var};
pub use problem::{Cause, Code, Fix, Problem, Related};
pub use python::Int;
pub use span::{ExpandedOffset, Span};
pub use yaml::{Alias, Anchor, PlainScalar, plain_scalar};

/// Loads an expanded configuration.
///
/// The problems come in the order in which Forgather would meet them: it stops at the first.
pub fn load(text: &str, dialect: Dialect) -> (Graph, Vec<Problem>) {
    let (readable, special) = yaml::printable(text);
    let (tree, more) = yaml::read(&readable);
    let mut problems: Vec<Problem> = special.into_iter().chain(more).collect();
    let (mut graph, more) = construct::construct(tree, dialect);
    problems.extend(more);
    problems.extend(check::check(&mut graph, text));
    (graph, problems)
}
