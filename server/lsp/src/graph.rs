//! The graph of an expansion, and its problems at the template text that they come from.

use forgather_dialect::Dialect;
use forgather_expand::{ExpandedOffset, Expansion, Origin};
use forgather_graph::encode::EncodeError;
use forgather_graph::{Graph, Kind, NodeId, Problem, Span};

use crate::report;
use crate::session::{Failure, Outcome};

/// Loads the graph of an expanded text.
pub(crate) fn load(text: &str, dialect: Dialect) -> (Graph, Vec<Problem>) {
    let dialect = match dialect {
        Dialect::Current => forgather_graph::Dialect::Current,
        Dialect::June2025 => forgather_graph::Dialect::June2025,
    };
    forgather_graph::load(text, dialect)
}

/// Where a place in the expanded text comes from. The end of the text belongs to what is before it.
pub(crate) fn origin(expansion: &Expansion, span: Span) -> Option<Origin> {
    let last = (expansion.text.len() as u32).saturating_sub(1);
    expansion.origin(ExpandedOffset(span.start.0.min(last)))
}

/// The graph of an expansion without problems; problems are reported.
pub(crate) fn load_whole(expansion: &Expansion, dialect: Dialect) -> Outcome<Graph> {
    let (graph, problems) = load(&expansion.text, dialect);
    if problems.is_empty() {
        return Ok(graph);
    }
    report::graph_problems(expansion, &problems);
    Err(Failure::Problems)
}

/// An encoding, or a report of the node that has none.
pub(crate) fn encoded<T>(expansion: &Expansion, encoding: Result<T, EncodeError>) -> Outcome<T> {
    encoding.map_err(|error| {
        report::unencodable(expansion, &error);
        Failure::Problems
    })
}

/// The strings of a mapping under a target, such as `config_name` of `meta`.
pub(crate) fn strings<'a>(graph: &'a Graph, target: &str, keys: &[&str]) -> Vec<Option<&'a str>> {
    let entries = graph.target(target).map(|id| match &graph.node(id).kind {
        Kind::Dict(entries) => entries.as_slice(),
        Kind::Call(call) => call.kwargs.as_slice(),
        _ => &[],
    });
    let entries = entries.unwrap_or_default();
    let text = |id: NodeId| match &graph.node(id).kind {
        Kind::Str(text) => Some(&**text),
        _ => None,
    };
    let value = |wanted: &str| {
        entries.iter().find(|entry| text(entry.key) == Some(wanted)).and_then(|entry| text(entry.value))
    };
    keys.iter().map(|key| value(key)).collect()
}
