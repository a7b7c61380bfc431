//! `latent_args` in code that runs: keyword arguments like any other. Forgather's own code leaves them out.

use std::borrow::Cow;

use crate::encode::EncodeError;
use crate::graph::{Call, Graph, Kind, NodeId};

/// The graph with all `latent_args` among the keyword arguments, where constructing merges them.
pub(super) fn merged(graph: &Graph) -> Result<Cow<'_, Graph>, EncodeError> {
    let with_latent_args =
        |id: &NodeId| matches!(&graph.node(*id).kind, Kind::Call(call) if call.latent_args.is_some());
    let ids: Vec<NodeId> = graph.ids().filter(with_latent_args).collect();
    if ids.is_empty() {
        return Ok(Cow::Borrowed(graph));
    }
    let mut merged = graph.clone();
    for id in ids {
        let Kind::Call(call) = &graph.node(id).kind else { continue };
        let call = merge(graph, call)?;
        merged.nodes[id.index()].kind = Kind::Call(Box::new(call));
    }
    Ok(Cow::Owned(merged))
}

/// As Python's `kwargs |= latent_args`: an equal name keeps its place and takes the new value.
fn merge(graph: &Graph, call: &Call) -> Result<Call, EncodeError> {
    let mut call = call.clone();
    let Some(latent) = call.latent_args.take() else { return Ok(call) };
    let Kind::Dict(entries) = &graph.node(latent).kind else {
        return Err(EncodeError::new(
            graph,
            latent,
            "`latent_args` is a mapping of arguments to be written as code",
        ));
    };
    for entry in entries {
        let Some(name) = graph.text_of(entry.key) else {
            return Err(EncodeError::new(graph, entry.key, "the name of an argument is a string"));
        };
        match call.kwargs.iter_mut().find(|other| graph.text_of(other.key) == Some(name)) {
            Some(other) => other.value = entry.value,
            None => call.kwargs.push(*entry),
        }
    }
    Ok(call)
}
