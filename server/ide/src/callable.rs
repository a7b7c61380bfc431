//! What the tag of a node calls: the import spec, what it stands for in Python, and the arguments with their places.
//!
//! Everything that looks at calls starts here: rules, hover, definition, completion, signature help.

use std::path::PathBuf;
use std::sync::Arc;

use forgather_graph::{CallKind, Kind, Node, NodeId, Span};
use forgather_python::{Resolution, Search, Signature, Spec};
use forgather_workspace::{Analysis, PythonAccess};

/// A call of a configuration's graph. Spans are ranges of the expanded text.
#[derive(Debug, Clone)]
pub struct Callable {
    /// The node.
    pub node: NodeId,
    /// How it takes part in construction.
    pub kind: CallKind,
    /// The whole tag.
    pub tag: Span,
    /// The import spec as it is written: `torch.optim:AdamW`.
    pub written: Box<str>,
    /// Where it is written: in the tag, or all of that where escapes leave it no place of its own.
    pub place: Span,
    /// The import spec.
    pub spec: Spec,
    /// The folders of `submodule_searchpath`.
    pub submodules: Vec<PathBuf>,
    /// What the spec stands for.
    pub resolution: Arc<Resolution>,
    /// The arguments by position, in order.
    pub positional: Vec<Positional>,
    /// The arguments by name, in order. Those that configure Forgather's node are not among them.
    pub named: Vec<Named>,
    /// Whether the arguments by position are the characters of a string that stands where arguments belong.
    pub spread: bool,
    /// Whether more arguments by name are added when the node is constructed.
    pub has_latent_arguments: bool,
}

/// An argument by position.
#[derive(Debug, Clone, Copy)]
pub struct Positional {
    /// Its value.
    pub value: NodeId,
    /// Where the value is written; none where that is not within the call, as with an alias.
    pub place: Option<Span>,
}

/// An argument by name.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: Box<str>,
    /// Where the name is written.
    pub key: Span,
    /// The value.
    pub value: NodeId,
}

impl Callable {
    /// What calling it takes, where that is known.
    pub fn signature(&self) -> Option<&Signature> {
        match &*self.resolution {
            Resolution::Found(symbol) => symbol.signature.as_ref(),
            _ => None,
        }
    }

    /// Where its import spec is looked for.
    pub fn search(&self, python: &PythonAccess) -> Search {
        python.search(self.submodules.clone())
    }
}

/// The call that a node is. None for any other node, for the collections (`!tuple`, `!list`, `!dlist`, `!dict`), which name
/// nothing, and where the spec is none.
pub fn callable_of(python: &PythonAccess, analysis: &Analysis, node: NodeId) -> Option<Callable> {
    let graph = &*analysis.graph;
    let of = graph.node(node);
    let Kind::Call(call) = &of.kind else { return None };
    let head = of.head.as_deref()?;
    let tag = head.tag?;
    let is_collection =
        |tag: &str| ["!tuple", "!list", "!dlist", "!dict"].iter().any(|of| tag.starts_with(of));
    if is_collection(tag.of(&analysis.expansion.text)) {
        return None;
    }
    let spec = Spec::parse(&call.constructor)?;
    let submodules = python.submodules_of(graph, call);
    let resolution = python.resolve(&spec, &submodules);
    let positional = call.args.iter().map(|value| {
        let place = graph.node(*value).span;
        Positional { value: *value, place: is_within(place, of, tag).then_some(place) }
    });
    let named = call.kwargs.iter().filter_map(|entry| {
        let key = graph.node(entry.key);
        let Kind::Str(name) = &key.kind else { return None };
        Some(Named { name: name.clone(), key: key.span, value: entry.value })
    });
    Some(Callable {
        node,
        kind: call.kind,
        tag,
        written: call.constructor.clone(),
        place: head.spec.unwrap_or(tag),
        spec,
        submodules,
        resolution,
        positional: positional.collect(),
        named: named.collect(),
        spread: call.spread,
        has_latent_arguments: call.latent_args.is_some(),
    })
}

/// Whether a place is in a node, behind its tag.
fn is_within(place: Span, node: &Node, tag: Span) -> bool {
    tag.end <= place.start && place.end <= node.span.end
}
