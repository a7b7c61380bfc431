//! From tokens to events: the grammar.

use std::borrow::Cow;

use super::directive::Directive;
use super::fault::{Fault, Scan};
use super::hints;
use super::property::unescape;
use super::reader::Reader;
use super::scanner::Scanner;
use super::token::{ScalarShape, TagShape, Token, TokenKind};
use super::tree::Tag;
use crate::span::Span;

/// What the composer builds the tree from.
#[derive(Debug)]
pub(super) enum Event<'t> {
    StreamEnd,
    /// Where the directives or the `---` are, or the document itself.
    DocumentStart(u32),
    DocumentEnd,
    /// With its `*`.
    Alias(Span),
    Scalar {
        properties: Properties<'t>,
        value: Cow<'t, str>,
        /// Whether the value decides on the tag, where there is none.
        plain: bool,
        span: Span,
    },
    CollectionStart {
        properties: Properties<'t>,
        mapping: bool,
        /// The bracket; of a block the empty place where it begins.
        span: Span,
    },
    /// With the end of the bracket, where there is one.
    CollectionEnd(Option<u32>),
}

/// What stands before a node's content.
#[derive(Debug, Default)]
pub(super) struct Properties<'t> {
    /// With its `&`.
    pub(super) anchor: Option<Span>,
    /// The tag as written.
    pub(super) tag_span: Option<Span>,
    /// The tag in full; none for `!`, which is like no tag on a plain scalar.
    pub(super) tag: Option<Tag<'t>>,
}

/// What comes after the node that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    StreamStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    FlowSequenceMappingKey,
    FlowSequenceMappingValue,
    FlowSequenceMappingEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
}

/// Which nodes may come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    BlockOrIndentless,
    Flow,
}

/// The handles that `%TAG` directives declare, with the prefixes they stand for.
pub(super) type Handles<'t> = Vec<(&'t str, Cow<'t, str>)>;

pub(super) struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    states: Vec<State>,
    /// Where the open collections begin.
    marks: Vec<u32>,
    pub(super) handles: Handles<'t>,
    /// Whether there was a `...`.
    ended: bool,
}

use TokenKind as T;

const CORE: &str = "tag:yaml.org,2002:";

impl<'t> Parser<'t> {
    pub(super) fn new(reader: Reader<'t>, handles: Handles<'t>) -> Parser<'t> {
        Parser {
            scanner: Scanner::new(reader),
            state: State::StreamStart,
            states: Vec::new(),
            marks: Vec::new(),
            handles,
            ended: false,
        }
    }

    /// The next event. After an error there is none.
    pub(super) fn next(&mut self) -> Scan<Event<'t>> {
        match self.state {
            State::StreamStart => {
                let token = self.scanner.peek()?;
                if matches!(token.kind, T::StreamEnd | T::Directive | T::DocumentStart) {
                    return self.document_start();
                }
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                Ok(Event::DocumentStart(token.start))
            }
            State::DocumentStart => self.document_start(),
            State::DocumentContent => {
                let token = self.scanner.peek()?;
                if matches!(token.kind, T::Directive | T::DocumentStart | T::DocumentEnd | T::StreamEnd) {
                    return Ok(self.empty_then_pop(token.start));
                }
                self.node(Place::Block)
            }
            State::DocumentEnd => {
                if self.scanner.peek()?.kind == T::DocumentEnd {
                    self.scanner.skip();
                    self.ended = true;
                }
                self.state = State::DocumentStart;
                Ok(Event::DocumentEnd)
            }
            State::BlockNode => self.node(Place::Block),
            State::BlockSequenceEntry => self.block_sequence_entry(),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingKey => self.block_mapping_key(),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceFirstEntry => self.flow_sequence_entry(true),
            State::FlowSequenceEntry => self.flow_sequence_entry(false),
            State::FlowSequenceMappingKey => {
                let key = self.scanner.peek()?;
                self.scanner.skip();
                let empty = |kind| matches!(kind, T::Value | T::FlowEntry | T::FlowSequenceEnd);
                self.node_unless(empty, State::FlowSequenceMappingValue, Place::Flow, key.end)
            }
            State::FlowSequenceMappingValue => {
                let empty = |kind| matches!(kind, T::FlowEntry | T::FlowSequenceEnd);
                self.value(empty, State::FlowSequenceMappingEnd, Place::Flow)
            }
            State::FlowSequenceMappingEnd => {
                self.scanner.peek()?;
                self.state = State::FlowSequenceEntry;
                Ok(Event::CollectionEnd(None))
            }
            State::FlowMappingFirstKey => self.flow_mapping_key(true),
            State::FlowMappingKey => self.flow_mapping_key(false),
            State::FlowMappingValue => {
                let empty = |kind| matches!(kind, T::FlowEntry | T::FlowMappingEnd);
                self.value(empty, State::FlowMappingKey, Place::Flow)
            }
            State::FlowMappingEmptyValue => {
                let token = self.scanner.peek()?;
                Ok(self.empty(token.start, State::FlowMappingKey))
            }
            State::End => Ok(Event::StreamEnd),
        }
    }

    /// Directives and `---`, or the end of the text.
    fn document_start(&mut self) -> Scan<Event<'t>> {
        while self.scanner.peek()?.kind == T::DocumentEnd {
            self.scanner.skip();
            self.ended = true;
        }
        let first = self.scanner.peek()?;
        if first.kind == T::StreamEnd {
            self.state = State::End;
            return Ok(Event::StreamEnd);
        }
        self.directives()?;
        let token = self.scanner.peek()?;
        if token.kind != T::DocumentStart {
            let message = if first.kind == T::Directive {
                "a `%` directive is followed by `---`, on a line of its own"
            } else if self.ended {
                "nothing can follow the `...` that ends the configuration; remove the `...`"
            } else {
                "the configuration is one value, and that is complete before this; make one mapping or list of all"
            };
            return Err(Fault::new(token.start as usize, message));
        }
        self.scanner.skip();
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(Event::DocumentStart(first.start))
    }

    fn directives(&mut self) -> Scan<()> {
        self.handles.clear();
        let mut version = false;
        loop {
            let token = self.scanner.peek()?;
            if token.kind != T::Directive {
                return Ok(());
            }
            self.scanner.skip();
            let message = match self.scanner.directives.pop_front() {
                Some(Directive::Version(_)) if std::mem::replace(&mut version, true) => {
                    "a second `%YAML` directive; remove it".to_owned()
                }
                Some(Directive::Version(major)) if major != 1 => {
                    "only version 1 of YAML is known; write `%YAML 1.1`".to_owned()
                }
                Some(Directive::Tag(handle, _)) if self.prefix(handle).is_some() => {
                    format!("a second `%TAG {handle}` directive; remove it")
                }
                Some(Directive::Tag(handle, prefix)) => {
                    self.handles.push((handle, unescape(prefix).unwrap_or_default()));
                    continue;
                }
                _ => continue,
            };
            return Err(Fault::new(token.start as usize, message));
        }
    }

    /// What a declared handle stands for.
    fn prefix(&self, handle: &str) -> Option<&str> {
        self.handles.iter().find(|(declared, _)| *declared == handle).map(|(_, prefix)| &**prefix)
    }

    fn pop_state(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    fn empty(&mut self, at: u32, after: State) -> Event<'t> {
        self.state = after;
        let (properties, value) = (Properties::default(), Cow::Borrowed(""));
        Event::Scalar { properties, value, plain: true, span: Span::at(at) }
    }

    fn empty_then_pop(&mut self, at: u32) -> Event<'t> {
        self.pop_state();
        self.empty(at, self.state)
    }

    /// A node, or an empty scalar at `at` if the next token is one of those that leave it out.
    fn node_unless(&mut self, empty: fn(T) -> bool, after: State, place: Place, at: u32) -> Scan<Event<'t>> {
        if empty(self.scanner.peek()?.kind) {
            return Ok(self.empty(at, after));
        }
        self.states.push(after);
        self.node(place)
    }

    /// The value of a key; without `:` an empty one.
    fn value(&mut self, empty: fn(T) -> bool, after: State, place: Place) -> Scan<Event<'t>> {
        let token = self.scanner.peek()?;
        if token.kind != T::Value {
            return Ok(self.empty(token.start, after));
        }
        self.scanner.skip();
        self.node_unless(empty, after, place, token.end)
    }

    /// One node, or the start of a collection.
    fn node(&mut self, place: Place) -> Scan<Event<'t>> {
        let mut token = self.scanner.peek()?;
        if token.kind == T::Alias {
            self.scanner.skip();
            self.pop_state();
            return Ok(Event::Alias(Span::new(token.start, token.end)));
        }
        let mut properties = Properties::default();
        let start = token.start;
        if matches!(token.kind, T::Anchor | T::Tag(_)) {
            token = self.properties(&mut properties)?;
        }
        let span = Span::new(token.start, token.end);
        match token.kind {
            T::Scalar(shape) => {
                self.scanner.skip();
                self.pop_state();
                Ok(self.scalar(properties, shape, span))
            }
            T::BlockEntry if place == Place::BlockOrIndentless => {
                self.state = State::IndentlessSequenceEntry;
                Ok(Event::CollectionStart { properties, mapping: false, span: Span::at(token.start) })
            }
            T::FlowSequenceStart => Ok(self.open(properties, State::FlowSequenceFirstEntry, false, span)),
            T::FlowMappingStart => Ok(self.open(properties, State::FlowMappingFirstKey, true, span)),
            T::BlockSequenceStart if place != Place::Flow => {
                Ok(self.open(properties, State::BlockSequenceEntry, false, span))
            }
            T::BlockMappingStart if place != Place::Flow => {
                Ok(self.open(properties, State::BlockMappingKey, true, span))
            }
            _ if properties.anchor.is_some() || properties.tag_span.is_some() => {
                self.pop_state();
                let end = |span: Option<Span>| span.map_or(0, |span| span.end.0);
                let at = end(properties.anchor).max(end(properties.tag_span));
                // An empty scalar with a tag is plain if the tag is `!`, and like one in quotes otherwise.
                let plain = properties.tag.is_none();
                Ok(Event::Scalar { properties, value: Cow::Borrowed(""), plain, span: Span::at(at) })
            }
            kind => {
                let message = match kind {
                    T::StreamEnd => "the text ends where a value is expected".to_owned(),
                    _ => format!("expected a value, but found {}", kind.describe()),
                };
                let fault = Fault::new(token.start as usize, message).within("the node", start as usize);
                Err(match self.marks.last() {
                    Some(mark) if place == Place::Flow => {
                        fault.with(*mark as usize, "in the brackets that open here")
                    }
                    _ => fault,
                })
            }
        }
    }

    fn open(&mut self, properties: Properties<'t>, state: State, mapping: bool, span: Span) -> Event<'t> {
        self.scanner.skip();
        self.marks.push(span.start.0);
        self.state = state;
        Event::CollectionStart { properties, mapping, span }
    }

    fn close(&mut self, end: Option<u32>) -> Event<'t> {
        self.scanner.skip();
        self.marks.pop();
        self.pop_state();
        Event::CollectionEnd(end)
    }

    /// An anchor and a tag, in either order; then the token behind them.
    fn properties(&mut self, properties: &mut Properties<'t>) -> Scan<Token> {
        let mut tag = None;
        let start = self.scanner.peek()?.start;
        while properties.anchor.is_none() || tag.is_none() {
            let token = self.scanner.peek()?;
            let span = Span::new(token.start, token.end);
            match token.kind {
                T::Anchor if properties.anchor.is_none() => properties.anchor = Some(span),
                T::Tag(shape) if tag.is_none() => tag = Some((shape, span)),
                _ => break,
            }
            self.scanner.skip();
        }
        if let Some((shape, span)) = tag {
            properties.tag_span = Some(span);
            properties.tag =
                self.tag(shape, span).map_err(|fault| fault.within("the node", start as usize))?;
        }
        self.scanner.peek()
    }

    /// The tag in full, none for the non-specific `!`.
    fn tag(&self, shape: TagShape, span: Span) -> Scan<Option<Tag<'t>>> {
        let written = span.of(self.scanner.reader.text);
        let unescaped = |uri: &'t str| unescape(uri).unwrap_or_default();
        let TagShape::Handle(length) = shape else {
            let full = match shape {
                TagShape::Verbatim => unescaped(&written[2..written.len() - 1]),
                _ => Cow::Borrowed("!"),
            };
            return Ok((full != "!").then(|| known_tag(full)));
        };
        let (handle, suffix) = written.split_at(length as usize);
        let suffix = unescaped(suffix);
        let prefix = match (self.prefix(handle), handle) {
            (Some(prefix), _) => prefix,
            // Nearly all tags are as they are written.
            (None, "!") if matches!(suffix, Cow::Borrowed(_)) => {
                return Ok(Some(Tag::Other(Cow::Borrowed(written))));
            }
            (None, "!") => "!",
            (None, "!!") => CORE,
            (None, _) => {
                let message = format!("the tag handle `{handle}` is not declared; write the tag in full");
                return Err(Fault::new(span.start.to_usize(), message));
            }
        };
        Ok(Some(known_tag(Cow::Owned([prefix, &suffix].concat()))))
    }

    fn scalar(&mut self, properties: Properties<'t>, shape: ScalarShape, span: Span) -> Event<'t> {
        let text = self.scanner.reader.text;
        let (value, plain, span) = match shape {
            ScalarShape::Plain => (Cow::Borrowed(span.of(text)), true, span),
            ScalarShape::Quoted => {
                let inner = Span::new(span.start.0 + 1, span.end.0 - 1);
                (Cow::Borrowed(inner.of(text)), false, span)
            }
            ScalarShape::Rewritten { plain } => match self.scanner.rewritten.pop_front() {
                Some(found) => (Cow::Owned(found.value), plain, Span::new(found.start, span.end.0)),
                None => (Cow::Borrowed(""), plain, span),
            },
        };
        let non_specific = properties.tag_span.is_some() && properties.tag.is_none();
        Event::Scalar { properties, value, plain: plain || non_specific, span }
    }

    fn mark(&self) -> u32 {
        self.marks.last().copied().unwrap_or_default()
    }

    fn block_sequence_entry(&mut self) -> Scan<Event<'t>> {
        let token = self.scanner.peek()?;
        match token.kind {
            T::BlockEntry => {
                self.scanner.skip();
                let empty = |kind| matches!(kind, T::BlockEntry | T::BlockEnd);
                self.node_unless(empty, State::BlockSequenceEntry, Place::Block, token.end)
            }
            T::BlockEnd => Ok(self.close(None)),
            _ => Err(hints::not_an_item(&self.scanner.reader, token, self.mark(), self.scanner.last_quoted)),
        }
    }

    fn indentless_sequence_entry(&mut self) -> Scan<Event<'t>> {
        let token = self.scanner.peek()?;
        if token.kind != T::BlockEntry {
            self.pop_state();
            return Ok(Event::CollectionEnd(None));
        }
        self.scanner.skip();
        let empty = |kind| matches!(kind, T::BlockEntry | T::Key | T::Value | T::BlockEnd);
        self.node_unless(empty, State::IndentlessSequenceEntry, Place::Block, token.end)
    }

    fn block_mapping_key(&mut self) -> Scan<Event<'t>> {
        let token = self.scanner.peek()?;
        match token.kind {
            T::Key => {
                self.scanner.skip();
                let empty = |kind| matches!(kind, T::Key | T::Value | T::BlockEnd);
                self.node_unless(empty, State::BlockMappingValue, Place::BlockOrIndentless, token.end)
            }
            T::BlockEnd => Ok(self.close(None)),
            _ => Err(hints::not_a_key(&self.scanner.reader, token, self.mark(), self.scanner.last_quoted)),
        }
    }

    fn block_mapping_value(&mut self) -> Scan<Event<'t>> {
        let empty = |kind| matches!(kind, T::Key | T::Value | T::BlockEnd);
        self.value(empty, State::BlockMappingKey, Place::BlockOrIndentless)
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Scan<Event<'t>> {
        let mut token = self.scanner.peek()?;
        if token.kind != T::FlowSequenceEnd && !first {
            if token.kind != T::FlowEntry {
                return Err(hints::unclosed(token, self.mark(), '[', ']'));
            }
            self.scanner.skip();
            token = self.scanner.peek()?;
        }
        match token.kind {
            T::FlowSequenceEnd => Ok(self.close(Some(token.end))),
            T::Key => {
                self.state = State::FlowSequenceMappingKey;
                let properties = Properties::default();
                Ok(Event::CollectionStart {
                    properties,
                    mapping: true,
                    span: Span::new(token.start, token.end),
                })
            }
            _ => {
                self.states.push(State::FlowSequenceEntry);
                self.node(Place::Flow)
            }
        }
    }

    fn flow_mapping_key(&mut self, first: bool) -> Scan<Event<'t>> {
        let mut token = self.scanner.peek()?;
        if token.kind != T::FlowMappingEnd && !first {
            if token.kind != T::FlowEntry {
                return Err(hints::unclosed(token, self.mark(), '{', '}'));
            }
            self.scanner.skip();
            token = self.scanner.peek()?;
        }
        match token.kind {
            T::FlowMappingEnd => Ok(self.close(Some(token.end))),
            T::Key => {
                self.scanner.skip();
                let empty = |kind| matches!(kind, T::Value | T::FlowEntry | T::FlowMappingEnd);
                self.node_unless(empty, State::FlowMappingValue, Place::Flow, token.end)
            }
            _ => {
                self.states.push(State::FlowMappingEmptyValue);
                self.node(Place::Flow)
            }
        }
    }
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
