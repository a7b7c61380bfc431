//! From the parser's events to the tree, with what `PyYAML`'s composer checks.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::patch::{Patch, Patches};
use super::resolve::resolve;
use super::tag;
use super::tree::{Alias, Anchor, Content, Tag, Tree, YamlId, YamlNode};
use super::verdict::oddities;
use crate::limits::{MAX_DEPTH, MAX_NODES};
use crate::problem::{Code, Problem};
use crate::span::Span;

/// The error that ended a run of the parser.
#[derive(Debug)]
pub(crate) struct Stop {
    /// In bytes of the original text.
    pub(crate) at: u32,
    /// What was found before it.
    pub(crate) problems: Vec<Problem>,
}

/// Builds a tree from one or more parts of a text. Anchors are known across the parts.
pub(crate) struct Composer<'t> {
    pub(crate) text: &'t str,
    pub(crate) tree: Tree<'t>,
    pub(crate) problems: Vec<Problem>,
    /// Whether there is something that `PyYAML` may refuse, though the parser took it.
    pub(crate) suspicious: bool,
    undefined_aliases: usize,
    by_name: HashMap<Box<str>, u32>,
}

/// A collection whose end has not been reached.
struct Frame {
    id: YamlId,
    mapping: bool,
    flow: bool,
    /// Where its children start in the list of pending ones.
    first_child: usize,
}

/// One run over one part of the text.
struct Run<'r> {
    patches: &'r Patches,
    /// Where the part begins in the original text.
    base: usize,
    wanted: Vec<Patch>,
    frames: Vec<Frame>,
    pending: Vec<YamlId>,
    /// The end of the last token with content, in bytes of the original text.
    last_end: u32,
    /// The last node, which an anchor event belongs to.
    last_node: Option<YamlId>,
    /// How many collections below the depth limit are open.
    too_deep: u32,
}

impl Run<'_> {
    fn offset(&self, marker: granit_parser::Marker) -> u32 {
        (self.patches.original(marker.byte_offset().unwrap_or_default()) + self.base) as u32
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
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
}

impl<'t> Composer<'t> {
    pub(crate) fn new(text: &'t str) -> Composer<'t> {
        Composer {
            text,
            tree: Tree::default(),
            problems: Vec::new(),
            suspicious: false,
            undefined_aliases: 0,
            by_name: HashMap::new(),
        }
    }

    /// Composes the single document of `range`. After an error the tree, the anchors and the problems are as before.
    pub(crate) fn run(&mut self, range: std::ops::Range<usize>) -> Result<Option<YamlId>, Stop> {
        let base = range.start;
        self.tree.nodes.reserve(range.len() / 24);
        let part = &self.text[range];
        let mut patches = Patches::default();
        let mut rounds = 0;
        loop {
            let patched = patches.apply(part);
            let before = (
                self.tree.nodes.len(),
                self.tree.anchors.len(),
                self.tree.aliases.len(),
                self.problems.len(),
            );
            let mut run = Run {
                patches: &patches,
                base,
                wanted: Vec::new(),
                frames: Vec::new(),
                pending: Vec::new(),
                last_end: base as u32,
                last_node: None,
                too_deep: 0,
            };
            let result = self.events(&mut run, &patched);
            let mut wanted = std::mem::take(&mut run.wanted);
            rounds += 1;
            if result.is_err() && rounds == 1 {
                wanted.extend(oddities(part));
            }
            if result.is_ok() && patches_known(&patches, &wanted) {
                return result;
            }
            self.tree.nodes.truncate(before.0);
            self.tree.anchors.truncate(before.1);
            self.tree.anchored.truncate(before.1);
            self.tree.aliases.truncate(before.2);
            if self.by_name.len() > before.1 {
                self.by_name.retain(|_, index| (*index as usize) < before.1);
            }
            if rounds < MAX_ROUNDS && patches.add(wanted) {
                self.problems.truncate(before.3);
                continue;
            }
            let found = self.problems.split_off(before.3);
            return match result {
                Err(stop) => Err(Stop { problems: found, ..stop }),
                Ok(root) => {
                    self.problems.extend(found);
                    Ok(root)
                }
            };
        }
    }

    fn events(&mut self, run: &mut Run<'_>, patched: &str) -> Result<Option<YamlId>, Stop> {
        let options = granit_parser::options! {
            bom_inside_document_as_content: true,
            block_scalar_eof_without_line_feed: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            flow_nesting_limit: 100_000,
            block_nesting_limit: 100_000
        };
        let owned = !run.patches.is_empty();
        let mut parser = Parser::new_from_str_with_options(patched, options);
        let mut root = None;
        let mut documents = 0;
        loop {
            let (event, span) = match parser.next_event() {
                None => return Ok(root),
                Some(Ok(next)) => next,
                Some(Err(error)) => {
                    let at = run.offset(*error.marker());
                    return Err(Stop { at, problems: Vec::new() });
                }
            };
            if self.tree.nodes.len() >= MAX_NODES {
                let message =
                    format!("the configuration has more than {MAX_NODES} nodes; generate less of it");
                self.problems.push(Problem::new(Code::RenderLimit, run.span(&span), message));
                return Ok(None);
            }
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        let at = run.offset(span.start);
                        let message = "a second document begins here, but a configuration is a single document; remove the `---`";
                        self.problems.push(Problem::new(Code::YamlSyntax, Span::new(at, at + 3), message));
                        return Ok(root);
                    }
                }
                Event::Anchor(_, name) => self.anchor(run, &name, run.span(&span)),
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    let id = self.alias(run, run.span(&span));
                    run.attach(id, &mut root);
                }
                Event::Scalar(value, style, _, tag) => {
                    let content = run.span(&span);
                    let content = if content.is_empty() { self.empty_place(run, content) } else { content };
                    let value = if style == ScalarStyle::Plain {
                        plain_value(self.text, content, value, owned)
                    } else {
                        value
                    };
                    self.suspicious |= is_suspicious(self.text, run, content, style);
                    // In a flow collection `?` is an indicator to `PyYAML`, with or without a space after it.
                    if style == ScalarStyle::Plain
                        && value.starts_with('?')
                        && run.frames.last().is_some_and(|frame| frame.flow)
                    {
                        run.wanted.push(Patch::Space(content.start.to_usize() + 1 - run.base));
                    }
                    let (tag, tag_span) = match tag {
                        None if style == ScalarStyle::Plain => (resolve(&value), None),
                        None => (Tag::Str, None),
                        Some(tag) => match self.tag(run, &tag, &span) {
                            (None, at) => (resolve(&value), at),
                            (Some(tag), at) => (tag, at),
                        },
                    };
                    let value = if owned {
                        Cow::Owned(value.into_owned())
                    } else {
                        borrowed(self.text, content, value)
                    };
                    let start = tag_span.map_or(content.start.0, |tag| tag.start.0.min(content.start.0));
                    let span = Span::new(start, content.end.0.max(tag_span.map_or(0, |tag| tag.end.0)));
                    run.last_end = run.last_end.max(span.end.0);
                    let node =
                        YamlNode { content: Content::Scalar(value), tag, span, tag_span, anchor: None };
                    let id = self.tree.push(node);
                    run.last_node = Some(id);
                    run.attach(id, &mut root);
                }
                Event::SequenceStart(style, _, tag) => {
                    self.open(
                        run,
                        &span,
                        tag.as_deref(),
                        false,
                        style == granit_parser::StructureStyle::Flow,
                        &mut root,
                    );
                }
                Event::MappingStart(style, _, tag) => {
                    self.open(
                        run,
                        &span,
                        tag.as_deref(),
                        true,
                        style == granit_parser::StructureStyle::Flow,
                        &mut root,
                    );
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(run, &span),
                // The stream's start and end, and comments where another crate turns that feature on.
                _ => {}
            }
        }
    }

    /// The place of an empty scalar: after the `:`, where there is one.
    fn empty_place(&self, run: &Run<'_>, content: Span) -> Span {
        let value = run
            .frames
            .last()
            .is_some_and(|frame| frame.mapping && !(run.pending.len() - frame.first_child).is_multiple_of(2));
        let rest = self.text.get(content.start.to_usize()..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        if value && rest[blank..].starts_with(':') {
            Span::at(content.start.0 + blank as u32 + 1)
        } else {
            content
        }
    }

    fn open(
        &mut self,
        run: &mut Run<'_>,
        span: &granit_parser::Span,
        tag: Option<&granit_parser::Tag>,
        mapping: bool,
        flow: bool,
        root: &mut Option<YamlId>,
    ) {
        let at = run.span(span);
        if run.too_deep > 0 || run.frames.len() as u32 + 1 >= MAX_DEPTH {
            if run.too_deep == 0 && !self.problems.iter().any(|problem| problem.code == Code::RenderLimit) {
                let message = format!("nested more than {MAX_DEPTH} levels deep; flatten the configuration");
                self.problems.push(Problem::new(Code::RenderLimit, at, message));
            }
            if run.too_deep == 0 {
                let node = YamlNode {
                    content: Content::Invalid,
                    tag: Tag::Null,
                    span: at,
                    tag_span: None,
                    anchor: None,
                };
                let id = self.tree.push(node);
                run.attach(id, root);
            }
            run.too_deep += 1;
            run.last_node = None;
            return;
        }
        let default = if mapping { Tag::Mapping } else { Tag::Sequence };
        let (tag, tag_span) = match tag {
            None => (default, None),
            Some(tag) => {
                let (tag, at) = self.tag(run, tag, span);
                (tag.unwrap_or(default), at)
            }
        };
        let start = tag_span.map_or(at.start.0, |tag| tag.start.0.min(at.start.0));
        run.last_end = run.last_end.max(at.end.0);
        let content = if mapping { Content::Mapping(Vec::new()) } else { Content::Sequence(Vec::new()) };
        let node = YamlNode { content, tag, span: Span::new(start, at.end.0), tag_span, anchor: None };
        let id = self.tree.push(node);
        run.last_node = Some(id);
        run.attach(id, root);
        run.frames.push(Frame { id, mapping, flow, first_child: run.pending.len() });
    }

    fn close(&mut self, run: &mut Run<'_>, span: &granit_parser::Span) {
        if run.too_deep > 0 {
            run.too_deep -= 1;
            return;
        }
        let Some(frame) = run.frames.pop() else { return };
        if frame.flow {
            run.last_end = run.last_end.max(run.offset(span.end));
        }
        let children = run.pending.split_off(frame.first_child);
        let node = &mut self.tree.nodes[frame.id.index()];
        node.span = Span::new(node.span.start.0, run.last_end);
        node.content = if frame.mapping {
            Content::Mapping(children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
        } else {
            Content::Sequence(children)
        };
        if let Some(anchor) = node.anchor {
            self.tree.anchors[anchor as usize].node_span = node.span;
        }
    }

    /// The tag in full, none for the non-specific `!`, and where it is written.
    fn tag(
        &mut self,
        run: &mut Run<'_>,
        tag: &granit_parser::Tag,
        span: &granit_parser::Span,
    ) -> (Option<Tag<'t>>, Option<Span>) {
        let Some(found) = span.tag_span() else {
            return (Some(known_tag(full_tag(tag.handle(), tag.suffix()))), None);
        };
        let found = run.span(&found);
        let text = self.text;
        let written = &text[found.start.to_usize()..];
        match tag::scan(written) {
            Ok(raw) => {
                let end = found.start.0 + raw.length as u32;
                if end > found.end.0 {
                    let start = found.start.to_usize() - run.base;
                    run.wanted.push(Patch::Word((start + 1..start + raw.length).into()));
                }
                let resolved = match raw.handle {
                    "" if raw.suffix == "!" => None,
                    "" => Some(known_tag(raw.suffix)),
                    "!" => Some(match (prefix(tag, "!", "!"), raw.suffix) {
                        // Nearly all tags are as they are written.
                        ("!", Cow::Borrowed(_)) => Tag::Other(Cow::Borrowed(&written[..raw.length])),
                        (prefix, suffix) => known_tag(full_tag(prefix, &suffix)),
                    }),
                    "!!" => Some(known_tag(full_tag(prefix(tag, "!!", CORE), &raw.suffix))),
                    handle => Some(known_tag(full_tag(prefix(tag, handle, tag.handle()), &raw.suffix))),
                };
                (resolved, Some(Span::new(found.start.0, end.max(found.end.0))))
            }
            Err(error) => {
                let at = found.start.0 + error.at as u32;
                let message = format!("this tag cannot be read: expected {} here", error.expected);
                let problem = Problem::new(Code::YamlSyntax, char_at(self.text, at), message);
                self.problems.push(problem.related(found, "the tag begins here"));
                (Some(known_tag(full_tag(tag.handle(), tag.suffix()))), Some(found))
            }
        }
    }

    /// The anchor of the last node.
    fn anchor(&mut self, run: &mut Run<'_>, name: &str, span: Span) {
        let Some(id) = run.last_node.take() else { return };
        let name = self.anchor_name(run, name, span, false);
        let node = &mut self.tree.nodes[id.index()];
        let inner = node.span;
        node.span = Span::new(inner.start.0.min(span.start.0), inner.end.0.max(span.end.0));
        let (node_span, tag_span) = (node.span, node.tag_span);
        run.last_end = run.last_end.max(node_span.end.0);
        if let Some(&first) = self.by_name.get(name) {
            let message = format!("anchor `{name}` is already defined; give this one another name");
            let start = tag_span.map_or(span.start.0, |tag| tag.start.0.min(span.start.0));
            let problem = Problem::new(Code::DuplicateAnchor, Span::new(start, span.end.0), message);
            let first = self.tree.anchors[first as usize].span;
            self.problems.push(problem.related(first, "it is first defined here"));
            return;
        }
        let index = self.tree.anchors.len() as u32;
        self.tree.nodes[id.index()].anchor = Some(index);
        self.tree.anchors.push(Anchor { name: name.into(), span, node_span });
        self.tree.anchored.push(id);
        self.by_name.insert(name.into(), index);
    }

    fn alias(&mut self, run: &mut Run<'_>, span: Span) -> YamlId {
        run.last_end = run.last_end.max(span.end.0);
        let written = span.of(self.text);
        let text = self.text;
        let name = written.strip_prefix('*').unwrap_or(written);
        let anchor = self.by_name.get(name).copied();
        let name = if anchor.is_some() { name } else { self.anchor_name(run, name, span, true) };
        let anchor = anchor.or_else(|| self.by_name.get(name).copied());
        self.tree.aliases.push(Alias { name: name.into(), span, anchor });
        let invalid =
            YamlNode { content: Content::Invalid, tag: Tag::Null, span, tag_span: None, anchor: None };
        let Some(anchor) = anchor else {
            // A name that cannot be one is a fault of its own, and was reported just before.
            let bad_name = self.problems.last().is_some_and(|problem| {
                problem.code == Code::YamlSyntax
                    && problem.span.start > span.start
                    && problem.span.start < span.end
            });
            if !bad_name {
                self.undefined_aliases += 1;
                let defined_later =
                    self.undefined_aliases <= MAX_SEARCHES && is_defined_after(name, text, span);
                let message = if defined_later {
                    format!("anchor `{name}` is defined only after this alias; move its definition before it")
                } else {
                    match self.nearest_anchor(name) {
                        Some(near) => format!("there is no anchor `{name}`; did you mean `*{near}`?"),
                        None => format!("there is no anchor `{name}`; define it before this with `&{name}`"),
                    }
                };
                self.problems.push(Problem::new(Code::UndefinedAlias, span, message));
            }
            return self.tree.push(invalid);
        };
        let id = self.tree.anchored[anchor as usize];
        if run.frames.iter().any(|frame| frame.id == id) {
            return self.tree.push(YamlNode { content: Content::Recursive(anchor), ..invalid });
        }
        id
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

    /// The part of an anchor's or alias's name that `PyYAML` takes as the name: ASCII letters, digits, `-` and `_`.
    fn anchor_name<'n>(&mut self, run: &mut Run<'_>, name: &'n str, span: Span, alias: bool) -> &'n str {
        let good = name
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .count();
        let at = span.start.to_usize() + 1 + good;
        let next = self.text[at.min(self.text.len())..].chars().next();
        let ends = next.is_none_or(|ch| " \0\t\r\n\u{85}\u{2028}\u{2029}?:,]}%@`".contains(ch));
        if ends && good > 0 {
            if good < name.len() {
                run.wanted.push(Patch::Space(at - run.base));
            }
            return &name[..good];
        }
        let what = if alias { "an alias" } else { "an anchor" };
        let problem = match next {
            Some(ch) => format!("the name of {what} cannot hold `{ch}`: use letters, digits, `-` and `_`"),
            None => format!("{what} has no name"),
        };
        self.problems.push(Problem::new(Code::YamlSyntax, char_at(self.text, at as u32), problem));
        name
    }
}

/// For how many undefined aliases the rest of the text is searched for an anchor that comes too late.
const MAX_SEARCHES: usize = 50;

/// How often a text is parsed, at most. Each round knows every odd token before the first error.
const MAX_ROUNDS: usize = 8;

const CORE: &str = "tag:yaml.org,2002:";

fn is_defined_after(name: &str, text: &str, span: Span) -> bool {
    let later = format!("&{name}");
    let rest = text.get(span.end.to_usize()..).unwrap_or_default();
    rest.match_indices(&later).any(|(at, _)| {
        !rest[at + later.len()..]
            .starts_with(|ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'))
    })
}

/// The prefix that a handle stands for: what a `%TAG` directive says, else what it stands for by itself.
fn prefix<'a>(tag: &'a granit_parser::Tag, handle: &str, default: &'a str) -> &'a str {
    if tag.original_handle() == handle { tag.handle() } else { default }
}

fn full_tag(handle: &str, suffix: &str) -> Cow<'static, str> {
    Cow::Owned([handle, suffix].concat())
}

fn known_tag(tag: Cow<'_, str>) -> Tag<'_> {
    match tag.strip_prefix(CORE) {
        Some("str") => Tag::Str,
        Some("null") => Tag::Null,
        Some("bool") => Tag::Bool,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("timestamp") => Tag::Timestamp,
        Some("merge") => Tag::Merge,
        Some("value") => Tag::Value,
        Some("seq") => Tag::Sequence,
        Some("map") => Tag::Mapping,
        _ => Tag::Other(tag),
    }
}

/// The value as a part of the text where it stands there as it is.
fn borrowed<'t>(text: &'t str, span: Span, value: Cow<'_, str>) -> Cow<'t, str> {
    let written = span.of(text);
    if written == value { Cow::Borrowed(written) } else { Cow::Owned(value.into_owned()) }
}

/// The span of the one character at `at`, in bytes.
pub(crate) fn char_at(text: &str, at: u32) -> Span {
    let length = text
        .get(at as usize..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, |ch| if ch == '\n' { 0 } else { ch.len_utf8() });
    Span::new(at, at + length as u32)
}

/// The value of a plain scalar. The parser reports an empty one as `~`, and a patched one as its patch.
fn plain_value<'v>(text: &'v str, content: Span, value: Cow<'v, str>, patched: bool) -> Cow<'v, str> {
    if content.is_empty() {
        return Cow::Borrowed("");
    }
    if patched && content.of(text) == "-" { Cow::Borrowed("-") } else { value }
}

/// Whether `PyYAML` may read a scalar differently: in flow collections `?` and a leading `:` are always indicators, and a
/// key ends with its line; a block of text is indented, and its header's comment needs a space; no key is left out.
fn is_suspicious(text: &str, run: &Run<'_>, content: Span, style: ScalarStyle) -> bool {
    let Some(frame) = run.frames.last() else {
        return matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    };
    let written = content.of(text);
    let key = frame.mapping && (run.pending.len() - frame.first_child).is_multiple_of(2);
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let end = content.start.to_usize() + written.find('\n').unwrap_or(0);
            let before = text.get(..end).unwrap_or_default();
            let header = before.rfind(['|', '>']).map_or("", |at| &before[at + 1..]);
            header
                .trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '+' | '-'))
                .starts_with('#')
        }
        ScalarStyle::Plain if key && written.is_empty() => true,
        ScalarStyle::Plain if frame.flow && (written.contains('?') || written.starts_with(':')) => true,
        _ if key && frame.flow => {
            let after = text.get(content.end.to_usize()..).unwrap_or_default();
            written.contains(['\n', '\r']) || after.trim_start_matches(' ').starts_with(['\n', '\r', '#'])
        }
        _ => false,
    }
}

fn patches_known(patches: &Patches, wanted: &[Patch]) -> bool {
    wanted.iter().all(|patch| patches.has(patch))
}
