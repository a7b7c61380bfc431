//! The tree of YAML nodes: what the composer yields and the constructor reads.

use std::borrow::Cow;
use std::ops::Range;

use crate::span::Span;

/// A node of the tree: an index into [`Tree::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct YamlId(pub(crate) u32);

impl YamlId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One YAML node. An alias is not a node: it is the id of the node it names.
#[derive(Debug)]
pub(crate) struct YamlNode<'t> {
    pub(crate) content: Content<'t>,
    pub(crate) tag: Tag<'t>,
    /// From the tag or anchor, where there is one, to the end of the content. It starts at `PyYAML`'s
    /// `start_mark`; only a block scalar without either starts at its first line, not at its `|`.
    pub(crate) span: Span,
    /// The tag as written.
    pub(crate) tag_span: Option<Span>,
    /// The anchor on this node: an index into [`Tree::anchors`].
    pub(crate) anchor: Option<u32>,
}

/// What a YAML node holds.
#[derive(Debug)]
pub(crate) enum Content<'t> {
    Scalar(Cow<'t, str>),
    Sequence(Children),
    /// Keys and values in turn.
    Mapping(Children),
    /// An alias inside the node that it names: the anchor, as an index into [`Tree::anchors`]. The node's span is the
    /// alias.
    Recursive(u32),
    /// What stands where a node could not be read. Its problem is already reported.
    Invalid,
}

/// Nodes in a collection, in their order: a range of the tree's list of children.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Children {
    start: u32,
    end: u32,
}

impl Children {
    /// How many they are.
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Their places in the tree's list, for [`Tree::child`].
    pub(crate) fn places(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The places of a mapping's keys. Each value's place is the next.
    pub(crate) fn keys(self) -> impl Iterator<Item = usize> {
        self.places().step_by(2)
    }
}

impl Content<'_> {
    /// `PyYAML`'s word for the kind of node.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Content::Scalar(_) | Content::Recursive(_) | Content::Invalid => "scalar",
            Content::Sequence(_) => "sequence",
            Content::Mapping(_) => "mapping",
        }
    }
}

/// A resolved tag. Explicit and implicit ones are the same to `PyYAML`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag<'t> {
    Str,
    Null,
    Bool,
    Int,
    Float,
    Timestamp,
    Merge,
    Value,
    Sequence,
    Mapping,
    /// Any other, in full: `!call:f` or `tag:yaml.org,2002:set`.
    Other(Cow<'t, str>),
}

/// An anchor's definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The name without `&`.
    pub name: Box<str>,
    /// The anchor as written, with `&`.
    pub span: Span,
    /// The whole anchored node.
    pub node_span: Span,
}

/// A use of an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name without `*`.
    pub name: Box<str>,
    /// The alias as written, with `*`.
    pub span: Span,
    /// The anchor it names, as an index into the graph's anchors; none where there is no such anchor.
    pub anchor: Option<u32>,
}

/// What the composer yields.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    pub(crate) nodes: Vec<YamlNode<'t>>,
    pub(crate) root: Option<YamlId>,
    pub(crate) anchors: Vec<Anchor>,
    /// For each anchor, the node it is on.
    pub(crate) anchored: Vec<YamlId>,
    pub(crate) aliases: Vec<Alias>,
    /// What is in the collections.
    children: Vec<YamlId>,
}

impl<'t> Tree<'t> {
    /// Makes room for the nodes of that many bytes of text, as far as can be told.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        if self.nodes.is_empty() {
            self.nodes.reserve(bytes / 24);
            self.children.reserve(bytes / 24);
        }
    }

    pub(crate) fn push(&mut self, node: YamlNode<'t>) -> YamlId {
        let id = YamlId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }

    /// The node of that id.
    pub(crate) fn node(&self, id: YamlId) -> &YamlNode<'t> {
        &self.nodes[id.index()]
    }

    /// Puts nodes into the list of children.
    pub(crate) fn adopt(&mut self, children: impl IntoIterator<Item = YamlId>) -> Children {
        let start = self.children.len() as u32;
        self.children.extend(children);
        Children { start, end: self.children.len() as u32 }
    }

    /// The child at a place of the list.
    pub(crate) fn child(&self, place: usize) -> YamlId {
        self.children[place]
    }

    /// The nodes in a collection.
    pub(crate) fn list(&self, children: Children) -> &[YamlId] {
        &self.children[children.places()]
    }

    /// The keys and values of a mapping.
    pub(crate) fn pairs(&self, children: Children) -> impl Iterator<Item = (YamlId, YamlId)> {
        self.list(children).chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }
}
