//! The tree of YAML nodes: what the composer yields and the constructor reads.

use std::borrow::Cow;

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
    /// `start_mark`.
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
    Sequence(Vec<YamlId>),
    Mapping(Vec<(YamlId, YamlId)>),
    /// An alias inside the node that it names: the anchor, as an index into [`Tree::anchors`]. The node's span is the
    /// alias.
    Recursive(u32),
    /// What stands where a node could not be read. Its problem is already reported.
    Invalid,
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
}

impl<'t> Tree<'t> {
    pub(crate) fn push(&mut self, node: YamlNode<'t>) -> YamlId {
        let id = YamlId(self.nodes.len() as u32);
        self.nodes.push(node);
        id
    }
}
