//! From tokens to the grammar: what may follow what.

use super::Fault;
use super::scanner::Scanner;
use super::token::{Token, TokenKind};
use crate::yaml::patch::Patch;

/// What comes after the node that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    DocumentEnd,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceEntry { first: bool },
    FlowSequenceMappingKey,
    FlowSequenceMappingValue,
    FlowMappingKey { first: bool },
    FlowMappingValue,
}

/// Which nodes may come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    BlockOrIndentless,
    Flow,
}

pub(super) struct Parser<'t> {
    scanner: Scanner<'t>,
    states: Vec<State>,
    /// Where the open collections begin.
    marks: Vec<usize>,
    handles: Vec<String>,
}

use TokenKind as T;

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Parser<'t> {
        Parser { scanner: Scanner::new(text), states: Vec::new(), marks: Vec::new(), handles: Vec::new() }
    }

    /// Reads the single document: the first error, and the changes wanted before it.
    pub(super) fn run(mut self) -> (Option<Fault>, Vec<Patch>) {
        let fault = self.document().err();
        (fault, self.scanner.oddities)
    }

    fn document(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            T::StreamEnd => return Ok(()),
            T::Version(_) | T::TagDirective(_) | T::OtherDirective | T::DocumentStart => {
                if !self.document_start()? {
                    return Ok(());
                }
                self.states.push(State::DocumentEnd);
                if !matches!(
                    self.peek()?,
                    T::Version(_)
                        | T::TagDirective(_)
                        | T::OtherDirective
                        | T::DocumentStart
                        | T::DocumentEnd
                        | T::StreamEnd
                ) {
                    self.node(Place::Block)?;
                }
            }
            _ => {
                self.states.push(State::DocumentEnd);
                self.node(Place::Block)?;
            }
        }
        while let Some(state) = self.states.pop() {
            if state == State::DocumentEnd {
                return self.document_end();
            }
            self.step(state)?;
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<&T, Fault> {
        Ok(&self.scanner.peek_token()?.kind)
    }

    fn take(&mut self) -> Result<Token, Fault> {
        self.scanner.take_token()
    }

    /// An error at the next token.
    fn unexpected(&mut self, expected: &str, what: &'static str) -> Fault {
        let mark = self.marks.last().copied().unwrap_or_default();
        match self.scanner.peek_token() {
            Ok(token) => {
                let message = format!("expected {expected}, but found {}", token.kind.describe());
                Fault::new(token.start, message).within(what, mark)
            }
            Err(fault) => fault,
        }
    }

    /// Directives and `---`; false where the text ends instead.
    fn document_start(&mut self) -> Result<bool, Fault> {
        while *self.peek()? == T::DocumentEnd {
            self.take()?;
        }
        if *self.peek()? == T::StreamEnd {
            return Ok(false);
        }
        let mut version = false;
        while matches!(self.peek()?, T::Version(_) | T::TagDirective(_) | T::OtherDirective) {
            let token = self.take()?;
            match token.kind {
                T::Version(_) if std::mem::replace(&mut version, true) => {
                    return Err(Fault::new(token.start, "a second `%YAML` directive; remove it"));
                }
                T::Version(major) if major != 1 => {
                    return Err(Fault::new(
                        token.start,
                        "only version 1 of YAML is known; write `%YAML 1.1`",
                    ));
                }
                T::TagDirective(handle) if self.handles.contains(&handle) => {
                    return Err(Fault::new(
                        token.start,
                        format!("a second `%TAG {handle}` directive; remove it"),
                    ));
                }
                T::TagDirective(handle) => self.handles.push(handle),
                _ => {}
            }
        }
        let token = self.scanner.peek_token()?;
        if token.kind != T::DocumentStart {
            let message = format!("expected `---`, but found {}", token.kind.describe());
            return Err(Fault::new(token.start, message));
        }
        self.take()?;
        Ok(true)
    }

    fn document_end(&mut self) -> Result<(), Fault> {
        if *self.peek()? == T::DocumentEnd {
            self.take()?;
        }
        while *self.peek()? == T::DocumentEnd {
            self.take()?;
        }
        let start = self.scanner.peek_token()?.start;
        if self.document_start()? {
            let message =
                "a second document begins here, but a configuration is a single document; remove the `---`";
            return Err(Fault::new(start, message));
        }
        Ok(())
    }

    /// Reads one node, or the start of a collection.
    fn node(&mut self, place: Place) -> Result<(), Fault> {
        let first = self.scanner.peek_token()?.start;
        if *self.peek()? == T::Alias {
            self.take()?;
            return Ok(());
        }
        let mut properties = false;
        let mut anchor = false;
        let mut tag = false;
        loop {
            match self.peek()? {
                T::Anchor if !anchor => anchor = true,
                T::Tag(_) if !tag => tag = true,
                _ => break,
            }
            properties = true;
            let token = self.take()?;
            if let T::Tag(handle) = &token.kind
                && !matches!(handle.as_str(), "" | "!" | "!!")
                && !self.handles.contains(handle)
            {
                let message = format!("the tag handle `{handle}` is not declared; write the tag in full");
                // `PyYAML` looks at the handle once it has read the anchor too.
                if *self.peek()? == T::Anchor && !anchor {
                    self.take()?;
                }
                return Err(Fault::new(token.start, message).within("the node", first));
            }
        }
        match self.peek()? {
            T::BlockEntry if place == Place::BlockOrIndentless => {
                self.states.push(State::IndentlessSequenceEntry);
            }
            T::Scalar => {
                self.take()?;
            }
            T::FlowSequenceStart => self.open(State::FlowSequenceEntry { first: true })?,
            T::FlowMappingStart => self.open(State::FlowMappingKey { first: true })?,
            T::BlockSequenceStart if place != Place::Flow => self.open(State::BlockSequenceEntry)?,
            T::BlockMappingStart if place != Place::Flow => self.open(State::BlockMappingKey)?,
            _ if properties => {}
            _ => {
                let token = self.scanner.peek_token()?;
                let message = format!("expected a value, but found {}", token.kind.describe());
                return Err(Fault::new(token.start, message).within("the node", first));
            }
        }
        Ok(())
    }

    fn open(&mut self, state: State) -> Result<(), Fault> {
        let token = self.take()?;
        self.marks.push(token.start);
        self.states.push(state);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        self.take()?;
        self.marks.pop();
        Ok(())
    }

    /// A node, unless the next token is one of those that leave it empty.
    fn node_unless(&mut self, after: State, place: Place, empty: &[T]) -> Result<(), Fault> {
        self.states.push(after);
        let next = self.peek()?;
        if empty.contains(next) { Ok(()) } else { self.node(place) }
    }

    fn step(&mut self, state: State) -> Result<(), Fault> {
        match state {
            State::DocumentEnd => Ok(()),
            State::BlockSequenceEntry => match self.peek()? {
                T::BlockEntry => {
                    self.take()?;
                    self.node_unless(state, Place::Block, &[T::BlockEntry, T::BlockEnd])
                }
                T::BlockEnd => self.close(),
                _ => Err(self.unexpected("`-` or less indentation", "the list")),
            },
            State::IndentlessSequenceEntry => match self.peek()? {
                T::BlockEntry => {
                    self.take()?;
                    self.node_unless(state, Place::Block, &[T::BlockEntry, T::Key, T::Value, T::BlockEnd])
                }
                _ => Ok(()),
            },
            State::BlockMappingKey => match self.peek()? {
                T::Key => {
                    self.take()?;
                    self.node_unless(
                        State::BlockMappingValue,
                        Place::BlockOrIndentless,
                        &[T::Key, T::Value, T::BlockEnd],
                    )
                }
                T::BlockEnd => self.close(),
                _ => Err(self.unexpected("a key or less indentation", "the mapping")),
            },
            State::BlockMappingValue => {
                if *self.peek()? == T::Value {
                    self.take()?;
                    self.node_unless(
                        State::BlockMappingKey,
                        Place::BlockOrIndentless,
                        &[T::Key, T::Value, T::BlockEnd],
                    )
                } else {
                    self.states.push(State::BlockMappingKey);
                    Ok(())
                }
            }
            State::FlowSequenceEntry { first } => self.flow_sequence_entry(first),
            State::FlowSequenceMappingKey => {
                self.take()?;
                self.node_unless(
                    State::FlowSequenceMappingValue,
                    Place::Flow,
                    &[T::Value, T::FlowEntry, T::FlowSequenceEnd],
                )
            }
            State::FlowSequenceMappingValue => {
                let after = State::FlowSequenceEntry { first: false };
                self.flow_value(after, &[T::FlowEntry, T::FlowSequenceEnd])
            }
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue => {
                self.flow_value(State::FlowMappingKey { first: false }, &[T::FlowEntry, T::FlowMappingEnd])
            }
        }
    }

    fn flow_value(&mut self, after: State, empty: &[T]) -> Result<(), Fault> {
        if *self.peek()? == T::Value {
            self.take()?;
            return self.node_unless(after, Place::Flow, empty);
        }
        self.states.push(after);
        Ok(())
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Result<(), Fault> {
        if *self.peek()? != T::FlowSequenceEnd {
            if !first {
                if *self.peek()? != T::FlowEntry {
                    return Err(self.unexpected("`,` or `]`", "the list"));
                }
                self.take()?;
            }
            match self.peek()? {
                T::Key => {
                    self.states.push(State::FlowSequenceMappingKey);
                    return Ok(());
                }
                T::FlowSequenceEnd => {}
                _ => {
                    self.states.push(State::FlowSequenceEntry { first: false });
                    return self.node(Place::Flow);
                }
            }
        }
        self.close()
    }

    fn flow_mapping_key(&mut self, first: bool) -> Result<(), Fault> {
        if *self.peek()? != T::FlowMappingEnd {
            if !first {
                if *self.peek()? != T::FlowEntry {
                    return Err(self.unexpected("`,` or `}`", "the mapping"));
                }
                self.take()?;
            }
            match self.peek()? {
                T::Key => {
                    self.take()?;
                    return self.node_unless(
                        State::FlowMappingValue,
                        Place::Flow,
                        &[T::Value, T::FlowEntry, T::FlowMappingEnd],
                    );
                }
                T::FlowMappingEnd => {}
                _ => {
                    self.states.push(State::FlowMappingKey { first: false });
                    return self.node(Place::Flow);
                }
            }
        }
        self.close()
    }
}
