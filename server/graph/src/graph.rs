//! The node graph: what a configuration would construct, with a position for everything.

use crate::dialect::Dialect;
use crate::python::Int;
use crate::span::Span;
use crate::yaml::{Alias, Anchor};

/// A node of a [`Graph`]. Two places that share a node by an alias hold the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The position of the node in [`Graph::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The graph of one configuration.
#[derive(Clone, Debug)]
pub struct Graph {
    pub(crate) dialect: Dialect,
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: NodeId,
    /// The entries of the root mapping whose keys begin with `.`: they define without constructing.
    pub hidden: Vec<Entry>,
    /// Every anchor, in the order of the text.
    pub anchors: Vec<Anchor>,
    /// For each anchor the node it is on; none where that was never constructed.
    pub anchored: Vec<Option<NodeId>>,
    /// Every alias, in the order of the text.
    pub aliases: Vec<Alias>,
    /// Keys whose value a later equal key of the same mapping replaced.
    pub overridden: Vec<Overridden>,
}

/// A key whose value is not used, because an equal one follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overridden {
    /// The key that lost.
    pub key: Span,
    /// The key that replaced it.
    pub by: Span,
    /// Whether one of the two came in by a merge key (`<<`): then overriding is what it is for.
    pub merged: bool,
}

impl Graph {
    /// The dialect it was loaded in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The root. If it is a mapping, without its keys that begin with `.`.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The node of that id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// All nodes, children before parents. Some are reachable from no other.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The ids of all nodes, in the order of [`Graph::nodes`].
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The targets that can be constructed: the keys of the root mapping. None where the root is not a mapping.
    pub fn targets(&self) -> Option<impl Iterator<Item = (&str, &Entry)>> {
        let Kind::Dict(entries) = &self.node(self.root).kind else { return None };
        Some(entries.iter().filter_map(|entry| Some((self.text_of(entry.key)?, entry))))
    }

    /// The target of that name.
    pub fn target(&self, name: &str) -> Option<NodeId> {
        self.targets()?.find(|(key, _)| *key == name).map(|(_, entry)| entry.value)
    }

    /// The string that a node holds.
    pub(crate) fn text_of(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            Kind::Str(text) => Some(text),
            _ => None,
        }
    }
}

/// One node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The whole node, from its tag or anchor to its last value.
    pub span: Span,
    /// The parts before its value, if it has any.
    pub head: Option<Box<Head>>,
    /// The levels of nodes below and including this one.
    pub(crate) depth: u32,
    /// The nodes below and including this one, if every alias were written out.
    pub(crate) weight: u64,
}

/// The parts of a node before its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The whole tag: `!call:torch.nn:Linear@linear`.
    pub tag: Option<Span>,
    /// The import spec in it: `torch.nn:Linear`.
    pub spec: Option<Span>,
    /// The name in it, with its `@`: `@linear`.
    pub name: Option<Span>,
    /// The anchor, with its `&`.
    pub anchor: Option<Span>,
}

/// A key and its value. Keys are nodes, so that they have positions; nearly all are strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's node.
    pub key: NodeId,
    /// The value's node.
    pub value: NodeId,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `None`.
    Null,
    /// `True` or `False`.
    Bool(bool),
    /// An integer of any size.
    Int(Int),
    /// A float.
    Float(f64),
    /// A string.
    Str(Box<str>),
    /// A list.
    List(Vec<NodeId>),
    /// A mapping, in Python's order of its keys.
    Dict(Vec<Entry>),
    /// A tuple, which only `!!omap` and `!!pairs` yield.
    Tuple(Vec<NodeId>),
    /// A variable.
    Var(Box<Var>),
    /// A call.
    Call(Box<Call>),
    /// A value of a Python type that may not be in a graph.
    Unsupported(Box<Unsupported>),
    /// What stands where nothing could be constructed. A problem says why.
    Invalid,
}

impl Kind {
    /// What the node is called in messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Int(_) => "an integer",
            Kind::Float(_) => "a float",
            Kind::Str(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Dict(_) => "a mapping",
            Kind::Tuple(_) => "a tuple",
            Kind::Var(_) => "a variable",
            Kind::Call(_) => "a call",
            Kind::Unsupported(_) => "a value of another type",
            Kind::Invalid => "a value that could not be read",
        }
    }
}

/// A variable, bound when the graph is constructed.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name.
    pub name: Box<str>,
    /// The value it has where none is given.
    pub default: Option<NodeId>,
    /// The node's own name, which only the undocumented key `_identity` gives a variable.
    pub identity: Option<NodeId>,
}

/// How a call takes part in construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// Constructed once, shared by every alias.
    Singleton,
    /// Constructed anew wherever it appears.
    Factory,
    /// A partial call.
    Partial,
    /// Called with the nodes themselves.
    Meta,
}

impl CallKind {
    /// The tag that says it.
    pub fn tag(self) -> &'static str {
        match self {
            CallKind::Singleton => "!singleton",
            CallKind::Factory => "!factory",
            CallKind::Partial => "!partial",
            CallKind::Meta => "!meta",
        }
    }
}

/// A call of something in Python.
#[derive(Clone, Debug)]
pub struct Call {
    /// How it takes part in construction.
    pub kind: CallKind,
    /// The import spec: `module:symbol`, `path.py:symbol` or a builtin's name.
    pub constructor: Box<str>,
    /// The node's name, without `@`.
    pub name: Option<Box<str>>,
    /// The positional arguments.
    pub args: Vec<NodeId>,
    /// The keyword arguments. Every key is a string.
    pub kwargs: Vec<Entry>,
    /// Whether the positional arguments are the characters of a string, because a string stood where arguments belong.
    pub spread: bool,
    /// The value of `submodule_searchpath`.
    pub submodule_searchpath: Option<NodeId>,
    /// The value of `latent_args`.
    pub latent_args: Option<NodeId>,
}

/// A value of a Python type that may not be in a graph. It may be a key, though, since Forgather looks at values only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The type's name as Python prints it: `datetime.date`.
    pub type_name: &'static str,
    /// The value's `repr`.
    pub repr: Box<str>,
}
