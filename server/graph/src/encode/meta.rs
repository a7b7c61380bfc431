//! Meta nodes in generated Python: Forgather calls them while it generates, with the nodes themselves.
//!
//! Nothing here runs Python, so only the builtins that need none can be called.

use super::{EncodeError, repr_of};
use crate::graph::{Call, Entry, Graph, Kind, NodeId};

/// What a meta node's call yields.
pub(super) enum Value {
    /// A string.
    Text(String),
    /// A list.
    Items(Vec<NodeId>),
    /// A mapping.
    Entries(Vec<Entry>),
}

/// The value of the call; an error where only Python could tell.
pub(super) fn call(graph: &Graph, id: NodeId, call: &Call) -> Result<Value, EncodeError> {
    let one = (call.args.len() == 1 && call.kwargs.is_empty()).then(|| call.args[0]);
    match (&*call.constructor, one) {
        ("repr", Some(arg)) => Ok(Value::Text(repr_of(graph, arg)?)),
        ("str", Some(arg)) => Ok(Value::Text(match &graph.node(arg).kind {
            Kind::Str(text) => text.to_string(),
            _ => repr_of(graph, arg)?,
        })),
        ("list" | "named_list", Some(arg)) if items(graph, arg).is_some() => {
            Ok(Value::Items(items(graph, arg).unwrap_or_default()))
        }
        ("list" | "named_list", None) if call.args.is_empty() && call.kwargs.is_empty() => {
            Ok(Value::Items(Vec::new()))
        }
        ("dict" | "named_dict", None) if call.args.is_empty() => Ok(Value::Entries(call.kwargs.clone())),
        (constructor, _) => {
            let message = format!(
                "the meta node `{constructor}` runs while the code is generated, and that needs Python; construct it in a session, or generate another target"
            );
            Err(EncodeError::new(graph, id, message))
        }
    }
}

fn items(graph: &Graph, id: NodeId) -> Option<Vec<NodeId>> {
    match &graph.node(id).kind {
        Kind::List(items) | Kind::Tuple(items) => Some(items.clone()),
        _ => None,
    }
}
