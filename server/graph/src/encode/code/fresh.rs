//! Named factories in code that runs. A `partial` makes its arguments once, and constructing makes them for each use:
//! where that can be told apart, a factory becomes a `lambda`.

use std::collections::{HashMap, HashSet};

use crate::graph::{Call, CallKind, Graph, Kind, NodeId};

/// The named factories that become functions. What they use and what is made once gets a name too, so that it is made
/// outside of them.
pub(super) fn fresh(graph: &Graph, names: &mut HashMap<NodeId, String>) -> HashSet<NodeId> {
    let is_fresh = |id: &NodeId| {
        matches!(&graph.node(*id).kind, Kind::Call(call)
            if call.kind == CallKind::Factory && arguments(call).any(|argument| is_made_anew(graph, argument)))
    };
    let fresh: HashSet<NodeId> = names.keys().copied().filter(is_fresh).collect();
    let mut visited = HashSet::new();
    let mut stack: Vec<NodeId> = fresh.iter().copied().collect();
    while let Some(id) = stack.pop() {
        if !visited.insert(id) {
            continue;
        }
        match &graph.node(id).kind {
            Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
            Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| entry.value)),
            Kind::Call(call) if call.kind == CallKind::Factory => stack.extend(arguments(call)),
            // A partial without arguments is the function itself.
            Kind::Call(call)
                if call.kind == CallKind::Singleton
                    || (call.kind == CallKind::Partial && arguments(call).next().is_some()) =>
            {
                let name = || call.name.as_deref().unwrap_or("shared_").to_owned();
                names.entry(id).or_insert_with(name);
            }
            _ => {}
        }
    }
    fresh
}

fn arguments(call: &Call) -> impl Iterator<Item = NodeId> {
    call.args.iter().copied().chain(call.kwargs.iter().map(|entry| entry.value))
}

fn is_made_anew(graph: &Graph, id: NodeId) -> bool {
    match &graph.node(id).kind {
        Kind::List(_) | Kind::Tuple(_) | Kind::Dict(_) => true,
        Kind::Call(call) => call.kind == CallKind::Factory,
        _ => false,
    }
}
