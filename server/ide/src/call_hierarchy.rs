//! Nodes of the active configuration's graph: who uses one, and what it uses.
//!
//! Plain lists and mappings are no users: what is in them is used by the call or the target around them.

use std::collections::HashSet;
use std::path::Path;

use forgather_dialect::FileSpan;
use forgather_graph::{CallKind, Graph, Kind, NodeId, Span};
use forgather_workspace::Analysis;

use crate::index::part_at;
use crate::locate::source;
use crate::location::Location;
use crate::node::{Nodes, children, expanded};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// A node, or a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What people call it.
    pub name: String,
    /// What it calls.
    pub detail: String,
    /// What sort of node it is.
    pub kind: ItemKind,
    /// Its key or its tag.
    pub location: Location,
    /// All of it, as far as it is in the same file.
    pub extent: FileSpan,
    /// Which node: its number, and where it begins in the expanded text.
    pub id: (usize, u32),
}

/// What sort of node it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A target that is no call: a plain value, a list, a mapping.
    Target,
    /// Constructed once.
    Singleton,
    /// Constructed anew for each use.
    Factory,
    /// A partial call.
    Partial,
    /// Called with nodes.
    Meta,
    /// A variable.
    Variable,
}

/// A use of one node by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The other node.
    pub item: Item,
    /// Where, in the file of the one that uses.
    pub places: Vec<FileSpan>,
}

/// The node that a place is about.
pub fn prepare(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Item> {
    let walk = Walk::new(snapshot)?;
    let file = snapshot.file(path)?;
    let part = part_at(&file.source, offset)?;
    let template = TemplateRef { file, part };
    expanded(&walk.analysis.expansion, &template, offset).into_iter().find_map(|at| {
        let node = walk.nodes.at(at)?;
        walk.nodes.outwards(node).find_map(|id| walk.item(id))
    })
}

/// A node by its number; none where it is there no more.
pub fn item(snapshot: &Snapshot, id: (usize, u32)) -> Option<Item> {
    let walk = Walk::new(snapshot)?;
    walk.item(walk.known(id)?)
}

/// Who uses a node; none where it is there no more.
pub fn incoming(snapshot: &Snapshot, id: (usize, u32)) -> Option<Vec<Use>> {
    let walk = Walk::new(snapshot)?;
    let node = walk.known(id)?;
    let mut users = Vec::new();
    walk.users(node, &mut HashSet::new(), &mut users);
    Some(users.into_iter().filter_map(|user| walk.used_by(user, user, node)).collect())
}

/// What a node uses; none where it is there no more.
pub fn outgoing(snapshot: &Snapshot, id: (usize, u32)) -> Option<Vec<Use>> {
    let walk = Walk::new(snapshot)?;
    let node = walk.known(id)?;
    let mut used = Vec::new();
    walk.used(node, &mut HashSet::new(), &mut used);
    Some(used.into_iter().filter_map(|used| walk.used_by(used, node, used)).collect())
}

struct Walk<'s> {
    analysis: &'s Analysis,
    nodes: Nodes<'s>,
}

impl<'s> Walk<'s> {
    fn new(snapshot: &'s Snapshot) -> Option<Self> {
        let analysis = &**snapshot.analysis()?;
        Some(Self { analysis, nodes: Nodes::new(&analysis.graph) })
    }

    fn graph(&self) -> &'s Graph {
        self.nodes.graph
    }

    fn known(&self, (number, start): (usize, u32)) -> Option<NodeId> {
        self.graph().ids().nth(number).filter(|id| self.graph().node(*id).span.start.0 == start)
    }

    /// Whether a node counts by itself: a call, a variable, or a target.
    fn counts(&self, id: NodeId) -> bool {
        matches!(self.graph().node(id).kind, Kind::Call(_) | Kind::Var(_)) || self.target(id).is_some()
    }

    /// The name and the key of the target that a node is.
    fn target(&self, id: NodeId) -> Option<(&'s str, NodeId)> {
        let graph = self.graph();
        graph.targets()?.find(|(_, entry)| entry.value == id).map(|(name, entry)| (name, entry.key))
    }

    /// The nodes that hold one, through plain collections.
    fn users(&self, id: NodeId, seen: &mut HashSet<NodeId>, found: &mut Vec<NodeId>) {
        let graph = self.graph();
        for holder in graph.ids().filter(|holder| *holder != graph.root()) {
            let holds = children(graph, holder).iter().any(|(_, child)| *child == id);
            if !holds || !seen.insert(holder) {
                continue;
            }
            if self.counts(holder) {
                found.push(holder);
            } else {
                self.users(holder, seen, found);
            }
        }
    }

    /// The nodes that one holds, through plain collections.
    fn used(&self, id: NodeId, seen: &mut HashSet<NodeId>, found: &mut Vec<NodeId>) {
        for (_, child) in children(self.graph(), id) {
            if !seen.insert(child) {
                continue;
            }
            if self.counts(child) {
                found.push(child);
            } else {
                self.used(child, seen, found);
            }
        }
    }

    /// One of two nodes, with the places where the first uses the second.
    fn used_by(&self, shown: NodeId, user: NodeId, used: NodeId) -> Option<Use> {
        let by = self.item(user)?;
        Some(Use { item: self.item(shown)?, places: self.places(user, used, &by.location) })
    }

    /// Where a node is used within another, in the file of a place.
    fn places(&self, user: NodeId, used: NodeId, file: &Location) -> Vec<FileSpan> {
        let graph = self.graph();
        let within = graph.node(user).span;
        let own = graph.node(used).head.as_deref().and_then(|head| head.tag).unwrap_or(graph.node(used).span);
        let aliases = graph.aliases.iter().filter(|alias| {
            let anchored = alias.anchor.and_then(|anchor| *graph.anchored.get(anchor as usize)?);
            anchored == Some(used)
        });
        let spans = std::iter::once(own).chain(aliases.map(|alias| alias.span));
        let is_within = |span: &Span, of: &Span| of.start <= span.start && span.end <= of.end;
        // What is in a node that counts by itself, that uses.
        let inner: Vec<Span> = graph
            .ids()
            .filter(|id| *id != user && *id != used && self.counts(*id))
            .map(|id| graph.node(id).span)
            .filter(|span| is_within(span, &within) && *span != within)
            .collect();
        let mut places: Vec<FileSpan> = spans
            .filter(|span| is_within(span, &within) && !inner.iter().any(|inner| is_within(span, inner)))
            .filter_map(|span| source(self.analysis, span))
            .filter(|place| place.location.path() == file.path())
            .map(|place| place.location.span)
            .collect();
        places.sort_by_key(|place| place.start);
        places.dedup();
        places
    }

    fn item(&self, id: NodeId) -> Option<Item> {
        if !self.counts(id) {
            return None;
        }
        let graph = self.graph();
        let node = graph.node(id);
        let text = &self.analysis.expansion.text;
        let head = node.head.as_deref().copied().unwrap_or_default();
        let target = self.target(id);
        let anchor = head.anchor.map(|span| span.of(text).trim_start_matches('&').to_owned());
        let (kind, detail, name) = match &node.kind {
            Kind::Call(call) => {
                let kind = match call.kind {
                    CallKind::Singleton => ItemKind::Singleton,
                    CallKind::Factory => ItemKind::Factory,
                    CallKind::Partial => ItemKind::Partial,
                    CallKind::Meta => ItemKind::Meta,
                };
                let name = call.name.as_deref().map(str::to_owned).or(anchor);
                let name = name.or_else(|| target.map(|(name, _)| name.to_owned()));
                let symbol = || call.constructor.rsplit(':').next().unwrap_or_default().to_owned();
                (kind, call.constructor.to_string(), name.unwrap_or_else(symbol))
            }
            Kind::Var(var) => (ItemKind::Variable, "!var".to_owned(), var.name.to_string()),
            other => (ItemKind::Target, other.describe().to_owned(), target?.0.to_owned()),
        };
        // A target is found by its key, unless that is an alias of it; any other node by its tag.
        let key = target.map(|(_, key)| graph.node(key).span);
        let is_beside = |key: &Span| {
            let between = text.get(key.end.to_usize()..node.span.start.to_usize());
            between.is_some_and(|between| between.trim_start_matches(':').trim().is_empty())
        };
        let place = key.filter(is_beside).or(head.tag).unwrap_or(node.span);
        let location = source(self.analysis, place)?.location;
        let last = node.span.end.0.saturating_sub(1).max(node.span.start.0);
        let end = source(self.analysis, Span::new(last, last + 1)).map(|end| end.location);
        let end = end.filter(|end| end.path() == location.path() && location.span.start < end.span.end);
        let extent = end.map_or(location.span, |end| location.span.to(end.span));
        Some(Item { name, detail, kind, location, extent, id: (id.index(), node.span.start.0) })
    }
}
