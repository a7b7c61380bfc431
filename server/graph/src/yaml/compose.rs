//! From the parser's events to the tree, with what `PyYAML`'s composer checks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::fault::{Fault, Scan};
use super::parser::{Event, Handles, Parser, Properties};
use super::reader::Reader;
use super::resolve::resolve;
use super::tree::{Alias, Anchor, Children, Content, Tag, Tree, YamlId, YamlNode};
use crate::limits::{MAX_DEPTH, MAX_NODES};
use crate::problem::{Code, Problem};
use crate::span::Span;

/// Builds a tree from one or more parts of a text. Anchors are known across the parts.
pub(super) struct Composer<'t> {
    text: &'t str,
    ascii: bool,
    pub(super) tree: Tree<'t>,
    pub(super) problems: Vec<Problem>,
    undefined_aliases: usize,
    by_name: HashMap<&'t str, u32>,
    handles: Handles<'t>,
    /// The collections that are open.
    frames: Vec<Frame>,
    /// What is in the open collections.
    pending: Vec<YamlId>,
    /// The end of the last token with content.
    last_end: u32,
    /// How many collections below the depth limit are open.
    too_deep: u32,
    /// Before the root's last entry.
    entry: Checkpoint,
}

/// A collection whose end has not been reached.
struct Frame {
    id: YamlId,
    mapping: bool,
    /// Whether the root of the text, written without brackets.
    block_root: bool,
    /// Where its children start in the list of pending ones.
    first_child: usize,
}

/// How much there was of everything at some point of the text.
#[derive(Clone, Copy, Default)]
struct Checkpoint {
    /// In bytes of the text.
    at: usize,
    nodes: usize,
    anchors: usize,
    aliases: usize,
    pending: usize,
}

/// The syntax error that ended a run.
pub(super) struct Stop {
    pub(super) fault: Fault,
    /// The beginning of the line on which the entry began that the error is in.
    pub(super) entry: usize,
    /// The root, where it is complete and the error behind it.
    pub(super) complete: Option<YamlId>,
}

impl<'t> Composer<'t> {
    pub(super) fn new(text: &'t str) -> Composer<'t> {
        Composer {
            text,
            ascii: text.is_ascii(),
            tree: Tree::default(),
            problems: Vec::new(),
            undefined_aliases: 0,
            by_name: HashMap::new(),
            handles: Vec::new(),
            frames: Vec::new(),
            pending: Vec::new(),
            last_end: 0,
            too_deep: 0,
            entry: Checkpoint::default(),
        }
    }

    /// Composes the single document of `range`, the beginning of which is that of a line. After an error the collections
    /// that are open wait for [`Composer::close_all`] or [`Composer::drop_entry`].
    pub(super) fn run(&mut self, range: Range<usize>) -> Result<Option<YamlId>, Stop> {
        self.tree.reserve(range.len());
        self.last_end = range.start as u32;
        self.entry = self.checkpoint(range.start);
        let reader = Reader::new(&self.text[..range.end], range.start, self.ascii);
        let mut parser = Parser::new(reader, std::mem::take(&mut self.handles));
        let mut root = None;
        let result = self.document(&mut parser, &mut root);
        self.handles = std::mem::take(&mut parser.handles);
        result.map(|()| root).map_err(|fault| {
            let before = &self.text[range.start..self.entry.at];
            let entry = range.start + before.rfind('\n').map_or(0, |at| at + 1);
            Stop { fault, entry, complete: root.filter(|_| self.frames.is_empty()) }
        })
    }

    fn document(&mut self, parser: &mut Parser<'t>, root: &mut Option<YamlId>) -> Scan<()> {
        let mut documents = 0;
        loop {
            let event = parser.next()?;
            if self.frames.len() == 1 {
                self.begin_entry(&event);
            }
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(at) => {
                    documents += 1;
                    if documents > 1 {
                        let message = "a second document begins here, but a configuration is a single document; remove the `---`";
                        self.problems.push(Problem::new(Code::YamlSyntax, Span::new(at, at + 3), message));
                        return Ok(());
                    }
                }
                Event::DocumentEnd => {}
                Event::Alias(span) => {
                    let id = self.alias(span);
                    self.attach(id, root);
                }
                Event::Scalar { properties, value, plain, span } => {
                    let id = self.scalar(properties, value, plain, span);
                    self.attach(id, root);
                }
                Event::CollectionStart { properties, mapping, span } => {
                    self.open(properties, mapping, span, root);
                }
                Event::CollectionEnd(end) => self.close(end),
            }
            if self.tree.nodes.len() >= MAX_NODES {
                let message =
                    format!("the configuration has more than {MAX_NODES} nodes; generate less of it");
                self.problems.push(Problem::new(Code::RenderLimit, Span::at(self.last_end), message));
                self.close_all(self.last_end as usize);
                return Ok(());
            }
        }
    }

    fn checkpoint(&self, at: usize) -> Checkpoint {
        Checkpoint {
            at,
            nodes: self.tree.nodes.len(),
            anchors: self.tree.anchors.len(),
            aliases: self.tree.aliases.len(),
            pending: self.pending.len(),
        }
    }

    /// Notes where an entry of the root begins.
    fn begin_entry(&mut self, event: &Event<'_>) {
        let Some(root) = self.frames.first().filter(|root| root.block_root) else { return };
        let is_value = root.mapping && !(self.pending.len() - root.first_child).is_multiple_of(2);
        let (properties, span) = match event {
            _ if is_value => return,
            Event::Alias(span) => (None, span),
            Event::Scalar { properties, span, .. } | Event::CollectionStart { properties, span, .. } => {
                (Some(properties), span)
            }
            _ => return,
        };
        let start = properties.map_or(span.start.0, |properties| properties.start(span.start.0)) as usize;
        self.entry = self.checkpoint(start);
    }

    /// Puts a node where it belongs: into the innermost open collection, or at the root.
    fn attach(&mut self, id: YamlId, root: &mut Option<YamlId>) {
        if self.too_deep > 0 {
            return;
        }
        if self.frames.is_empty() {
            root.get_or_insert(id);
        } else {
            self.pending.push(id);
        }
    }

    /// A node for what could not be read.
    fn invalid(&mut self, span: Span) -> YamlId {
        self.tree.push(YamlNode {
            content: Content::Invalid,
            tag: Tag::Null,
            span,
            tag_span: None,
            anchor: None,
        })
    }

    fn scalar(
        &mut self,
        properties: Properties<'t>,
        value: Cow<'t, str>,
        plain: bool,
        content: Span,
    ) -> YamlId {
        let span = Span::new(properties.start(content.start.0), content.end.0);
        self.last_end = self.last_end.max(span.end.0);
        let tag = match properties.tag {
            Some(tag) => tag,
            None if plain => resolve(&value),
            None => Tag::Str,
        };
        let node = YamlNode {
            content: Content::Scalar(value),
            tag,
            span,
            tag_span: properties.tag_span,
            anchor: None,
        };
        let id = self.tree.push(node);
        if let Some(anchor) = properties.anchor {
            self.anchor(id, anchor);
        }
        id
    }

    fn open(&mut self, properties: Properties<'t>, mapping: bool, at: Span, root: &mut Option<YamlId>) {
        if self.too_deep > 0 || self.frames.len() as u32 + 1 >= MAX_DEPTH {
            if self.too_deep == 0 {
                let reported = self.problems.iter().any(|problem| problem.code == Code::RenderLimit);
                if !reported {
                    let message =
                        format!("nested more than {MAX_DEPTH} levels deep; flatten the configuration");
                    self.problems.push(Problem::new(Code::RenderLimit, at, message));
                }
                let id = self.invalid(at);
                self.attach(id, root);
            }
            self.too_deep += 1;
            return;
        }
        let default = if mapping { Tag::Mapping } else { Tag::Sequence };
        let span = Span::new(properties.start(at.start.0), at.end.0);
        self.last_end = self.last_end.max(span.end.0);
        let none = Children::default();
        let node = YamlNode {
            content: if mapping { Content::Mapping(none) } else { Content::Sequence(none) },
            tag: properties.tag.unwrap_or(default),
            span,
            tag_span: properties.tag_span,
            anchor: None,
        };
        let id = self.tree.push(node);
        self.attach(id, root);
        if let Some(anchor) = properties.anchor {
            self.anchor(id, anchor);
        }
        let block_root = self.frames.is_empty() && at.is_empty();
        self.frames.push(Frame { id, mapping, block_root, first_child: self.pending.len() });
    }

    fn close(&mut self, end: Option<u32>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        self.last_end = self.last_end.max(end.unwrap_or_default());
        let children = self.tree.adopt(self.pending.drain(frame.first_child..));
        let node = &mut self.tree.nodes[frame.id.index()];
        node.span = Span::new(node.span.start.0, self.last_end);
        node.content = if frame.mapping { Content::Mapping(children) } else { Content::Sequence(children) };
        if let Some(anchor) = node.anchor {
            self.tree.anchors[anchor as usize].node_span = node.span;
        }
    }

    /// Whether the open root is a mapping; none where no root is open.
    pub(super) fn root_is_mapping(&self) -> Option<bool> {
        self.frames.first().map(|root| root.mapping)
    }

    /// Closes what is open at an error: a key is left with an invalid value, and so is one whose value ends right
    /// where the error is. The outermost collection, if there was one.
    pub(super) fn close_all(&mut self, fault: usize) -> Option<YamlId> {
        self.too_deep = 0;
        let root = self.frames.first()?.id;
        self.spoil_last_value(fault);
        while let Some(frame) = self.frames.last() {
            if frame.mapping && !(self.pending.len() - frame.first_child).is_multiple_of(2) {
                let value = self.invalid(Span::new(self.last_end, fault as u32));
                self.pending.push(value);
            }
            self.close(None);
        }
        Some(root)
    }

    fn spoil_last_value(&mut self, fault: usize) {
        let Some(frame) = self.frames.last().filter(|_| fault < self.text.len()) else { return };
        let count = self.pending.len() - frame.first_child;
        let Some(&last) = self.pending.last().filter(|_| count > 0) else { return };
        if frame.mapping && !count.is_multiple_of(2) {
            return;
        }
        let node = &mut self.tree.nodes[last.index()];
        let between = self.text.get(node.span.end.to_usize()..fault);
        if matches!(node.content, Content::Scalar(_))
            && between.is_some_and(|between| between.trim_matches(' ').is_empty())
        {
            node.content = Content::Invalid;
        }
    }

    /// Forgets the nodes of the root's last entry and closes the root.
    pub(super) fn drop_entry(&mut self) -> Option<YamlId> {
        let entry = self.entry;
        self.too_deep = 0;
        let root = self.frames.first().map(|frame| frame.id).filter(|root| root.index() < entry.nodes);
        self.tree.nodes.truncate(entry.nodes);
        self.tree.anchored.truncate(entry.anchors);
        for anchor in self.tree.anchors.drain(entry.anchors..) {
            self.by_name.remove(&*anchor.name);
        }
        self.tree.aliases.truncate(entry.aliases);
        self.pending.truncate(entry.pending);
        self.frames.truncate(usize::from(root.is_some()));
        self.last_end = self.last_end.min(entry.at as u32);
        self.close(None);
        root
    }

    /// The anchor of the node that begins.
    fn anchor(&mut self, id: YamlId, span: Span) {
        let name = &self.text[span.start.to_usize() + 1..span.end.to_usize()];
        let node = &mut self.tree.nodes[id.index()];
        if let Some(&first) = self.by_name.get(name) {
            let message = format!("anchor `{name}` is already defined; give this one another name");
            let start = node.tag_span.map_or(span.start.0, |tag| tag.start.0.min(span.start.0));
            let problem = Problem::new(Code::DuplicateAnchor, Span::new(start, span.end.0), message);
            let first = self.tree.anchors[first as usize].span;
            self.problems.push(problem.related(first, "it is first defined here"));
            return;
        }
        let index = self.tree.anchors.len() as u32;
        node.anchor = Some(index);
        self.tree.anchors.push(Anchor { name: name.into(), span, node_span: node.span });
        self.tree.anchored.push(id);
        self.by_name.insert(name, index);
    }

    fn alias(&mut self, span: Span) -> YamlId {
        self.last_end = self.last_end.max(span.end.0);
        let name = &self.text[span.start.to_usize() + 1..span.end.to_usize()];
        let anchor = self.by_name.get(name).copied();
        self.tree.aliases.push(Alias { name: name.into(), span, anchor });
        let Some(anchor) = anchor else {
            let message = self.undefined(name, span);
            self.problems.push(Problem::new(Code::UndefinedAlias, span, message));
            return self.invalid(span);
        };
        let id = self.tree.anchored[anchor as usize];
        if self.frames.iter().any(|frame| frame.id == id) {
            let inside = self.invalid(span);
            self.tree.nodes[inside.index()].content = Content::Recursive(anchor);
            return inside;
        }
        id
    }

    /// What to say of an alias without an anchor.
    fn undefined(&mut self, name: &str, span: Span) -> String {
        self.undefined_aliases += 1;
        if self.undefined_aliases <= MAX_SEARCHES && is_defined_after(name, self.text, span) {
            return format!(
                "anchor `{name}` is defined only after this alias; move its definition before it"
            );
        }
        match self.nearest_anchor(name) {
            Some(near) => format!("there is no anchor `{name}`; did you mean `*{near}`?"),
            None => format!("there is no anchor `{name}`; define it before this with `&{name}`"),
        }
    }

    /// The anchor whose name is nearest to `name`, if one is near. Only the first aliases of a text are worth the search.
    fn nearest_anchor(&self, name: &str) -> Option<&str> {
        if self.undefined_aliases > MAX_SEARCHES {
            return None;
        }
        let allowed = ((name.chars().count() + 2) / 4).max(1);
        let near = |anchor: &'_ Anchor| {
            (anchor.name.len().abs_diff(name.len()) <= allowed)
                .then(|| strsim::damerau_levenshtein(name, &anchor.name))
                .filter(|distance| *distance <= allowed)
        };
        let found = self.tree.anchors.iter().filter_map(|anchor| Some((near(anchor)?, &*anchor.name)));
        found.min().map(|(_, name)| name)
    }
}

impl Properties<'_> {
    /// Where the node begins whose content begins at `content`.
    fn start(&self, content: u32) -> u32 {
        let start = |span: Option<Span>| span.map_or(content, |span| span.start.0);
        content.min(start(self.anchor)).min(start(self.tag_span))
    }
}

/// For how many undefined aliases the rest of the text is searched for an anchor that comes too late.
const MAX_SEARCHES: usize = 50;

fn is_defined_after(name: &str, text: &str, span: Span) -> bool {
    let later = format!("&{name}");
    let rest = text.get(span.end.to_usize()..).unwrap_or_default();
    rest.match_indices(&later).any(|(at, _)| {
        !rest[at + later.len()..]
            .starts_with(|ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'))
    })
}
