//! From the tree of YAML nodes to the graph, as `PyYAML`'s constructor and Forgather's own constructors build it:
//! depth first, each node once.

mod arguments;
mod callable;
mod key;
mod mapping;
mod scalar;
mod tagged;

use crate::dialect::Dialect;
use crate::graph::{Graph, Head, Kind, Node, NodeId, Overridden};
use crate::limits::{MAX_DEPTH, MAX_NODES};
use crate::problem::{Code, Problem};
use crate::span::Span;
use crate::yaml::{Content, Tag, Tree, YamlId};

/// Constructs the whole document. The problems come in the order in which Forgather would meet them.
pub(crate) fn construct(mut tree: Tree<'_>, dialect: Dialect) -> (Graph, Vec<Problem>) {
    let root = tree.root;
    let mut constructor = Constructor {
        dialect,
        done: vec![None; tree.nodes.len()],
        flattened: vec![false; tree.nodes.len()],
        nodes: Vec::with_capacity(tree.nodes.len()),
        overridden: Vec::new(),
        problems: Vec::new(),
        merged: 0,
        limit_reported: false,
        tree: &mut tree,
    };
    let root = match root {
        Some(root) => constructor.object(root),
        None => constructor.add(Kind::Null, Span::at(0), None),
    };
    let Constructor { done, nodes, overridden, problems, .. } = constructor;
    let anchored = tree.anchored.iter().map(|id| done[id.index()]).collect();
    let graph = Graph {
        dialect,
        nodes,
        root,
        hidden: Vec::new(),
        anchors: tree.anchors,
        anchored,
        aliases: tree.aliases,
        overridden,
    };
    (graph, problems)
}

pub(crate) struct Constructor<'a, 't> {
    dialect: Dialect,
    tree: &'a mut Tree<'t>,
    /// What each YAML node was constructed to.
    done: Vec<Option<NodeId>>,
    /// Which mappings have their merge keys resolved.
    flattened: Vec<bool>,
    nodes: Vec<Node>,
    overridden: Vec<Overridden>,
    problems: Vec<Problem>,
    /// How many entries merge keys have copied.
    merged: usize,
    limit_reported: bool,
}

impl Constructor<'_, '_> {
    /// The graph node for a YAML node. Recursion ends: the tree is no deeper than the composer allows, and an alias
    /// to a node that contains it is not in the tree.
    fn object(&mut self, id: YamlId) -> NodeId {
        if let Some(done) = self.done[id.index()] {
            return done;
        }
        let yaml = &self.tree.nodes[id.index()];
        let node = match (&yaml.content, &yaml.tag) {
            (Content::Invalid, _) => self.invalid(id),
            (Content::Recursive(anchor), _) => self.recursive(id, *anchor),
            (_, Tag::Sequence) => self.sequence(id),
            (_, Tag::Mapping) => self.mapping(id),
            (_, Tag::Other(tag)) => {
                let tag = tag.clone();
                self.tagged(id, &tag)
            }
            _ => self.scalar(id),
        };
        self.done[id.index()] = Some(node);
        node
    }

    /// Adds a node. One that is too deep is replaced by an invalid one, so that whatever walks the graph may recurse.
    fn add(&mut self, kind: Kind, span: Span, head: Option<Box<Head>>) -> NodeId {
        let (depth, weight) = self.measure(&kind);
        let mut node = Node { kind, span, head, depth, weight };
        if depth > MAX_DEPTH || self.nodes.len() >= MAX_NODES {
            if !self.limit_reported {
                let message = if depth > MAX_DEPTH {
                    format!(
                        "nodes are nested more than {MAX_DEPTH} levels deep through aliases; flatten the configuration"
                    )
                } else {
                    format!("the configuration has more than {MAX_NODES} nodes; generate less of it")
                };
                self.problems.push(Problem::new(Code::RenderLimit, span, message));
                self.limit_reported = true;
            }
            node = Node { kind: Kind::Invalid, span, head: None, depth: 1, weight: 1 };
        }
        if self.nodes.len() >= MAX_NODES
            && let Some(last) = self.nodes.len().checked_sub(1)
        {
            self.nodes[last] = node;
            return NodeId(last as u32);
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    fn measure(&self, kind: &Kind) -> (u32, u64) {
        let mut depth = 0;
        let mut weight = 1_u64;
        let mut child = |id: NodeId| {
            let node = &self.nodes[id.index()];
            depth = depth.max(node.depth);
            weight = weight.saturating_add(node.weight);
        };
        match kind {
            Kind::List(items) | Kind::Tuple(items) => items.iter().copied().for_each(child),
            Kind::Dict(entries) => entries.iter().for_each(|entry| {
                child(entry.key);
                child(entry.value);
            }),
            Kind::Var(var) => var.default.into_iter().chain(var.identity).for_each(child),
            Kind::Call(call) => {
                let keyword = call.kwargs.iter().map(|entry| entry.value);
                let options = call.submodule_searchpath.into_iter().chain(call.latent_args);
                call.args.iter().copied().chain(keyword).chain(options).for_each(child);
            }
            _ => {}
        }
        (depth + 1, weight)
    }

    fn span(&self, id: YamlId) -> Span {
        self.tree.nodes[id.index()].span
    }

    /// The parts of the node before its value, where there are any.
    fn head(&self, id: YamlId) -> Option<Box<Head>> {
        let yaml = &self.tree.nodes[id.index()];
        let anchor = yaml.anchor.map(|anchor| self.tree.anchors[anchor as usize].span);
        (yaml.tag_span.is_some() || anchor.is_some())
            .then(|| Box::new(Head { tag: yaml.tag_span, spec: None, name: None, anchor }))
    }

    fn plain(&mut self, kind: Kind, id: YamlId) -> NodeId {
        let (span, head) = (self.span(id), self.head(id));
        self.add(kind, span, head)
    }

    fn invalid(&mut self, id: YamlId) -> NodeId {
        self.plain(Kind::Invalid, id)
    }

    /// Reports a problem, and constructs what is below the node for the problems in it.
    fn refuse(&mut self, id: YamlId, problem: Problem) -> NodeId {
        self.problems.push(problem);
        let children: Vec<YamlId> = match self.tree.node(id).content {
            Content::Sequence(children) | Content::Mapping(children) => self.tree.list(children).to_vec(),
            _ => Vec::new(),
        };
        let mapping = matches!(self.tree.node(id).content, Content::Mapping(_));
        let special =
            |id: YamlId, tree: &Tree<'_>| mapping && matches!(tree.node(id).tag, Tag::Merge | Tag::Value);
        for child in children {
            if !special(child, self.tree) {
                self.object(child);
            }
        }
        self.invalid(id)
    }

    /// An alias inside the node that it names. `PyYAML` reports the node.
    fn recursive(&mut self, id: YamlId, anchor: u32) -> NodeId {
        let definition = &self.tree.anchors[anchor as usize];
        let span = Span::new(definition.node_span.start.0, definition.span.end.0);
        self.recursive_at(span, id, anchor);
        self.invalid(id)
    }

    fn recursive_at(&mut self, span: Span, alias: YamlId, anchor: u32) {
        let message = format!(
            "anchor `{}` is on a node that contains its own alias; nothing can be constructed from itself",
            self.tree.anchors[anchor as usize].name
        );
        let problem = Problem::new(Code::UndefinedAlias, span, message);
        self.problems.push(problem.related(self.span(alias), "the alias is here"));
    }

    /// From the start of the node, where `PyYAML` reports a tag's problem, to the end of the tag.
    fn tag_place(&self, id: YamlId) -> Span {
        let yaml = &self.tree.nodes[id.index()];
        match yaml.tag_span {
            Some(tag) => Span::new(yaml.span.start.0, tag.end.0),
            None => yaml.span,
        }
    }

    fn sequence(&mut self, id: YamlId) -> NodeId {
        match self.items(id) {
            Some(items) => self.plain(Kind::List(items), id),
            None => self.wrong_kind(id, "a sequence"),
        }
    }

    /// The constructed items of a sequence; none where it is not one.
    fn items(&mut self, id: YamlId) -> Option<Vec<NodeId>> {
        let Content::Sequence(children) = self.tree.node(id).content else { return None };
        Some(children.places().map(|place| self.object(self.tree.child(place))).collect())
    }

    /// A tag whose value is of the wrong kind.
    fn wrong_kind(&mut self, id: YamlId, wanted: &str) -> NodeId {
        let yaml = &self.tree.nodes[id.index()];
        let tag = yaml.tag_span.map(|span| span.end.0 - span.start.0);
        let message = format!("this tag needs {wanted}, but has a {}", yaml.content.kind());
        debug_assert!(tag.is_some(), "a node without a tag has the tag of its own kind");
        let problem = Problem::new(Code::InvalidTagValue, yaml.span, message);
        self.refuse(id, problem)
    }
}
