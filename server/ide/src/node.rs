//! The node of the graph that a place in a template is about.

use std::collections::HashSet;

use forgather_dialect::FileSpan;
use forgather_expand::{ExpandedOffset, Expansion, OriginKind};
use forgather_graph::{Graph, Kind, NodeId, Span};
use forgather_workspace::Analysis;

use crate::location::Location;
use crate::template::TemplateRef;

/// Where a place in a template went: offsets of the expanded text, in its order. Of an expression it is where its value
/// begins.
pub(crate) fn expanded(expansion: &Expansion, template: &TemplateRef, offset: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (run, origin) in expansion.runs() {
        let same = expansion.template_of(origin.frame).is_some_and(|known| {
            TemplateRef::of(known) == *template && known.file().source.text == template.file.source.text
        });
        if !same || run.is_empty() {
            continue;
        }
        if origin.kind == OriginKind::Expression {
            if origin.span.touches(offset.into()) {
                found.push(run.start);
            }
            continue;
        }
        let place = |at: usize| {
            expansion.origin(ExpandedOffset(at as u32)).map_or(0, |origin| origin.span.start.index())
        };
        // Within a run the places are in order; what was dropped, such as a comment, is between two.
        let (mut low, mut high) = (run.start, run.end);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if place(middle) <= offset { low = middle } else { high = middle }
        }
        let at = place(low);
        if at == offset || (low + 1 == run.end && at + 1 == offset && at >= origin.span.start.index()) {
            found.push(low + (offset - at));
        }
    }
    found
}

/// The nodes of a graph with those that hold them.
pub(crate) struct Nodes<'g> {
    pub(crate) graph: &'g Graph,
    holders: Vec<Option<Holder>>,
    keys: HashSet<NodeId>,
}

/// What holds a node where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The node; the root for an entry that only defines.
    pub(crate) node: NodeId,
    /// The key, where it is a mapping's or a call's.
    pub(crate) key: Option<NodeId>,
}

/// The nodes directly below one, each with its key. An alias gives the node that it stands for.
pub(crate) fn children(graph: &Graph, id: NodeId) -> Vec<(Option<NodeId>, NodeId)> {
    match &graph.node(id).kind {
        Kind::List(items) | Kind::Tuple(items) => items.iter().map(|item| (None, *item)).collect(),
        Kind::Dict(entries) => entries.iter().map(|entry| (Some(entry.key), entry.value)).collect(),
        Kind::Call(call) => {
            let positional = call.args.iter().map(|item| (None, *item));
            let named = call.kwargs.iter().map(|entry| (Some(entry.key), entry.value));
            let others =
                call.submodule_searchpath.iter().chain(&call.latent_args).map(|value| (None, *value));
            positional.chain(named).chain(others).collect()
        }
        Kind::Var(var) => var.default.iter().map(|value| (None, *value)).collect(),
        _ => Vec::new(),
    }
}

impl<'g> Nodes<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        let mut nodes = Self { graph, holders: vec![None; graph.nodes().len()], keys: HashSet::default() };
        for id in graph.ids() {
            for (key, value) in children(graph, id) {
                nodes.hold(id, key, value);
            }
        }
        for entry in &graph.hidden {
            nodes.hold(graph.root(), Some(entry.key), entry.value);
        }
        nodes
    }

    /// Notes who holds a node: the one that it is written in, not one with an alias of it.
    fn hold(&mut self, holder: NodeId, key: Option<NodeId>, value: NodeId) {
        self.keys.extend(key);
        let (outer, inner) = (self.graph.node(holder).span, self.graph.node(value).span);
        let is_root = holder == self.graph.root();
        let is_within = is_root || (outer.start <= inner.start && inner.end <= outer.end);
        // Of the nodes that an entry at the root is an alias of, the key's own line tells.
        let is_beside = key.is_none_or(|key| self.graph.node(key).span.start <= inner.start);
        let known = &mut self.holders[value.index()];
        if is_within && is_beside && (known.is_none() || !is_root) {
            *known = Some(Holder { node: holder, key });
        }
    }

    /// What holds a node.
    pub(crate) fn holder(&self, id: NodeId) -> Option<Holder> {
        self.holders[id.index()].filter(|holder| holder.node != id)
    }

    /// The node that a place of the expanded text is about: of a key its value, of an alias what it stands for; else
    /// the smallest that is there.
    pub(crate) fn at(&self, at: usize) -> Option<NodeId> {
        let touches = |span: Span| span.start.to_usize() <= at && at <= span.end.to_usize();
        let graph = self.graph;
        if let Some(alias) = graph.aliases.iter().find(|alias| touches(alias.span)) {
            return *graph.anchored.get(alias.anchor? as usize)?;
        }
        if let Some(key) = self.keys.iter().find(|key| touches(graph.node(**key).span)) {
            let entries = graph.ids().flat_map(|id| children(graph, id));
            let hidden = graph.hidden.iter().map(|entry| (Some(entry.key), entry.value));
            return entries.chain(hidden).find(|(known, _)| *known == Some(*key)).map(|(_, value)| value);
        }
        let values = graph.ids().filter(|id| !self.keys.contains(id) && touches(graph.node(*id).span));
        values.min_by_key(|id| {
            let span = graph.node(*id).span;
            // Of a node that ends here and one that begins, the second is meant.
            (span.end.0 - span.start.0, std::cmp::Reverse(span.start))
        })
    }

    /// A node and those that hold it, the innermost first.
    pub(crate) fn outwards(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut seen = HashSet::new();
        std::iter::successors(Some(id), |id| self.holder(*id).map(|holder| holder.node))
            .take_while(move |id| seen.insert(*id))
    }
}

/// The text of one template that a range of the expanded text comes from, as far as it is one text: it begins as text,
/// and all of an expression at its end belongs to it.
pub(crate) fn extent(analysis: &Analysis, span: Span) -> Option<Location> {
    let expansion = &*analysis.expansion;
    let text = expansion.text.get(span.start.to_usize()..span.end.to_usize())?.trim_end();
    let last = span.start.0 + (text.len() as u32).checked_sub(1)?;
    let (first, last) =
        (expansion.origin(ExpandedOffset(span.start.0))?, expansion.origin(ExpandedOffset(last))?);
    if first.frame != last.frame || first.kind != OriginKind::Text {
        return None;
    }
    let file = expansion.template_of(first.frame)?.file();
    let mut place = FileSpan { start: first.span.start, end: last.span.end };
    if last.kind == OriginKind::Expression {
        let rest = file.source.text.get(place.end.index()..)?;
        let close = rest.trim_start_matches([' ', '-']).strip_prefix("}}")?;
        place.end = (file.source.text.len() - close.len()).into();
    }
    (place.start < place.end).then(|| Location { file: std::sync::Arc::clone(file), span: place })
}
