//! Looking around in a node graph.

use std::collections::HashSet;

use forgather_graph::{Graph, Kind, Node, NodeId};

/// The nodes directly below one.
pub(crate) fn children(node: &Node) -> Vec<NodeId> {
    match &node.kind {
        Kind::List(items) | Kind::Tuple(items) => items.clone(),
        Kind::Dict(entries) => entries.iter().flat_map(|entry| [entry.key, entry.value]).collect(),
        Kind::Var(var) => var.default.into_iter().chain(var.identity).collect(),
        Kind::Call(call) => {
            let named = call.kwargs.iter().flat_map(|entry| [entry.key, entry.value]);
            let more = call.submodule_searchpath.into_iter().chain(call.latent_args);
            call.args.iter().copied().chain(named).chain(more).collect()
        }
        Kind::Null
        | Kind::Bool(_)
        | Kind::Int(_)
        | Kind::Float(_)
        | Kind::Str(_)
        | Kind::Unsupported(_)
        | Kind::Invalid => Vec::new(),
    }
}

/// How much a node holds, itself included: values, each node that is shared but once, keys left out; and calls among
/// them.
pub(crate) fn size(graph: &Graph, of: NodeId) -> (usize, usize) {
    let mut seen = HashSet::from([of]);
    let mut left = vec![of];
    let (mut nodes, mut calls) = (0, 0);
    while let Some(id) = left.pop() {
        let node = graph.node(id);
        nodes += 1;
        calls += usize::from(matches!(node.kind, Kind::Call(_)));
        let keys: HashSet<NodeId> = match &node.kind {
            Kind::Dict(entries) => entries.iter().map(|entry| entry.key).collect(),
            Kind::Call(call) => call.kwargs.iter().map(|entry| entry.key).collect(),
            _ => HashSet::new(),
        };
        let below = children(node).into_iter().filter(|child| !keys.contains(child));
        left.extend(below.filter(|child| seen.insert(*child)));
    }
    (nodes, calls)
}

/// What a node is, in a few words.
pub(crate) fn described(node: &Node) -> String {
    match &node.kind {
        Kind::Call(call) => {
            use forgather_graph::CallKind;
            let kind = match call.kind {
                CallKind::Singleton => "singleton",
                CallKind::Factory => "factory",
                CallKind::Partial => "partial",
                CallKind::Meta => "meta node",
            };
            format!("a {kind} of {}", crate::markup::quoted(&call.constructor))
        }
        Kind::Var(var) => format!("the variable {}", crate::markup::quoted(&var.name)),
        Kind::List(items) => format!("a list of {}", items.len()),
        Kind::Dict(entries) => format!("a mapping of {}", entries.len()),
        kind => kind.describe().to_owned(),
    }
}
