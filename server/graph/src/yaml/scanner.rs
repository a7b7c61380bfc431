//! From bytes to tokens: indentation, and which of them may be simple keys.
//!
//! It makes tokens as the parser asks for them, and no sooner, because an error counts only then.

use std::collections::VecDeque;

use super::directive::Directive;
use super::fault::{Fault, Scan};
use super::hints;
use super::reader::{Reader, run};
use super::token::{ScalarShape, Token, TokenKind};

/// A place that turns out to be a key once a `:` follows on its line, within 1024 characters.
#[derive(Clone, Copy)]
struct SimpleKey {
    flow_level: i32,
    /// The number of the token that the key begins with, from the first of the text.
    token: usize,
    /// Whether nothing but a key can be here.
    required: bool,
    at: usize,
    line_start: usize,
    column: u32,
}

/// A scalar's value that is not in the text as it is.
pub(super) struct Rewritten {
    pub(super) value: String,
    /// Where the first part of it is in the text.
    pub(super) start: u32,
}

pub(super) struct Scanner<'t> {
    pub(super) reader: Reader<'t>,
    /// The tokens that are made; those before `next` are taken.
    tokens: Vec<Token>,
    next: usize,
    /// How many tokens have been taken, for numbering them.
    taken: usize,
    /// Whether the next token is sure to be the next: no `Key` can come before it any more.
    settled: bool,
    done: bool,
    /// How many brackets are open. A bracket that closes nothing makes it negative, which is within brackets to `PyYAML`.
    pub(super) flow_level: i32,
    /// The column of the innermost block, -1 outside.
    pub(super) indent: i32,
    indents: Vec<i32>,
    pub(super) allow_simple_key: bool,
    /// At most one for each flow level, so the outermost is the first in the text, too.
    simple_keys: VecDeque<SimpleKey>,
    /// Values of the scalar tokens that need one, in their order.
    pub(super) rewritten: VecDeque<Rewritten>,
    /// Those of the directive tokens, in their order.
    pub(super) directives: VecDeque<Directive<'t>>,
    /// The last scalar, which an error behind it may have to do with.
    last_scalar: Option<Token>,
    /// The last one in quotes.
    pub(super) last_quoted: Option<Token>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(reader: Reader<'t>) -> Scanner<'t> {
        Scanner {
            reader,
            tokens: Vec::with_capacity(16),
            next: 0,
            taken: 0,
            settled: false,
            done: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            allow_simple_key: true,
            simple_keys: VecDeque::new(),
            rewritten: VecDeque::new(),
            directives: VecDeque::new(),
            last_scalar: None,
            last_quoted: None,
        }
    }

    /// The next token. After the last one, the last one again.
    #[inline]
    pub(super) fn peek(&mut self) -> Scan<Token> {
        if !self.settled {
            self.settle()?;
        }
        let end = self.reader.text.len() as u32;
        let after_last = Token { kind: TokenKind::StreamEnd, start: end, end };
        Ok(self.tokens.get(self.next).copied().unwrap_or(after_last))
    }

    fn settle(&mut self) -> Scan<()> {
        while self.needs_more_tokens()? {
            self.fetch()?;
        }
        self.settled = true;
        Ok(())
    }

    /// Takes the next token, which has been looked at.
    pub(super) fn skip(&mut self) {
        self.taken += 1;
        self.next += 1;
        self.settled = false;
        if self.next >= self.tokens.len() {
            self.tokens.clear();
            self.next = 0;
        }
    }

    fn needs_more_tokens(&mut self) -> Scan<bool> {
        if self.done {
            return Ok(false);
        }
        if self.tokens.is_empty() {
            return Ok(true);
        }
        // The next token may begin a key, and then a `Key` token comes before it.
        self.drop_stale_keys()?;
        Ok(self.simple_keys.front().is_some_and(|key| key.token == self.taken))
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token { kind, start: start as u32, end: self.reader.at as u32 });
    }

    /// A key is on one line and has 1024 characters at most. The outer keys are older, so they go first.
    fn drop_stale_keys(&mut self) -> Scan<()> {
        while let Some(key) = self.simple_keys.front() {
            let at = self.reader.at;
            let near = at - key.at <= 1024 || self.reader.distance(key.at, at) <= 1024;
            if near && key.line_start == self.reader.line_start {
                break;
            }
            if key.required {
                return Err(hints::missing_colon(&self.reader, key.at));
            }
            self.simple_keys.pop_front();
        }
        Ok(())
    }

    /// Notes that the next token may begin a key.
    pub(super) fn save_simple_key(&mut self) -> Scan<()> {
        if !self.allow_simple_key {
            return Ok(());
        }
        let column = if self.flow_level == 0 { self.reader.column() } else { 0 };
        let required = self.flow_level == 0 && self.indent == column as i32;
        self.remove_simple_key()?;
        self.simple_keys.push_back(SimpleKey {
            flow_level: self.flow_level,
            token: self.taken + self.tokens.len() - self.next,
            required,
            at: self.reader.at,
            line_start: self.reader.line_start,
            column,
        });
        Ok(())
    }

    /// The place at this flow level that may be a key.
    fn take_simple_key(&mut self) -> Option<SimpleKey> {
        let level = self.flow_level;
        self.simple_keys.pop_back_if(|key| key.flow_level == level)
    }

    fn remove_simple_key(&mut self) -> Scan<()> {
        match self.take_simple_key() {
            Some(key) if key.required => Err(hints::missing_colon(&self.reader, key.at)),
            _ => Ok(()),
        }
    }

    /// Closes the blocks that are indented deeper. Within brackets indentation does not count.
    fn unwind_indent(&mut self, column: i32) {
        while self.indent > column {
            self.indent = self.indents.pop().unwrap_or(-1);
            self.push(TokenKind::BlockEnd, self.reader.at);
        }
    }

    fn add_indent(&mut self, column: u32) -> bool {
        let deeper = self.indent < column as i32;
        if deeper {
            self.indents.push(self.indent);
            self.indent = column as i32;
        }
        deeper
    }

    /// Spaces, comments and line breaks. A tab is none of these, to `PyYAML`; and a comment needs no space before it.
    fn skip_to_next_token(&mut self) {
        if self.reader.at == 0 && self.reader.text.starts_with('\u{feff}') {
            self.reader.at = '\u{feff}'.len_utf8();
        }
        loop {
            self.reader.skip_spaces();
            if self.reader.byte() == b'#' {
                self.reader.at = self.reader.end_of(run::LINE, self.reader.at);
            }
            if self.reader.skip_break().is_empty() {
                return;
            }
            if self.flow_level == 0 {
                self.allow_simple_key = true;
            }
        }
    }

    fn fetch(&mut self) -> Scan<()> {
        self.skip_to_next_token();
        self.drop_stale_keys()?;
        if self.flow_level == 0 {
            let column = self.reader.column();
            self.unwind_indent(column as i32);
        }
        let at = self.reader.at;
        let flow = self.flow_level != 0;
        match self.reader.byte() {
            0 => self.fetch_stream_end(),
            b'%' if self.reader.column() == 0 => self.fetch_directive(),
            b'-' if self.reader.is_marker_at("---", at) && self.reader.column() == 0 => {
                self.fetch_document_marker(TokenKind::DocumentStart)
            }
            b'.' if self.reader.is_marker_at("...", at) && self.reader.column() == 0 => {
                self.fetch_document_marker(TokenKind::DocumentEnd)
            }
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => {
                self.allow_simple_key = true;
                self.remove_simple_key()?;
                self.take_indicator(TokenKind::FlowEntry);
                Ok(())
            }
            b'-' if self.reader.is_blank_or_end(at + 1) => self.fetch_block_entry(),
            b'?' if flow || self.reader.is_blank_or_end(at + 1) => self.fetch_key(),
            b':' if flow || self.reader.is_blank_or_end(at + 1) => self.fetch_value(),
            b'*' => self.fetch_anchor(TokenKind::Alias),
            b'&' => self.fetch_anchor(TokenKind::Anchor),
            b'!' => {
                self.save_simple_key()?;
                self.allow_simple_key = false;
                let shape = self.tag()?;
                self.push(TokenKind::Tag(shape), at);
                Ok(())
            }
            b'|' | b'>' if !flow => {
                self.allow_simple_key = true;
                self.remove_simple_key()?;
                let end = self.block_scalar()?;
                self.push_scalar(ScalarShape::Rewritten { plain: false }, at, end);
                Ok(())
            }
            quote @ (b'\'' | b'"') => {
                self.save_simple_key()?;
                self.allow_simple_key = false;
                let shape = self.quoted_scalar(quote)?;
                self.push_scalar(shape, at, self.reader.at);
                self.last_quoted = self.last_scalar;
                Ok(())
            }
            b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => Err(hints::cannot_begin(&self.reader)),
            _ => {
                self.save_simple_key()?;
                self.allow_simple_key = false;
                let (shape, end) = self.plain_scalar();
                self.push_scalar(shape, at, end);
                Ok(())
            }
        }
    }

    fn push_scalar(&mut self, shape: ScalarShape, start: usize, end: usize) {
        let token = Token { kind: TokenKind::Scalar(shape), start: start as u32, end: end as u32 };
        self.tokens.push(token);
        self.last_scalar = Some(token);
    }

    fn take_indicator(&mut self, kind: TokenKind) {
        let start = self.reader.at;
        self.reader.at += 1;
        self.push(kind, start);
    }

    fn fetch_stream_end(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            self.unwind_indent(-1);
        }
        self.remove_simple_key()?;
        self.simple_keys.clear();
        self.push(TokenKind::StreamEnd, self.reader.at);
        self.done = true;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Scan<()> {
        self.end_of_blocks()?;
        let start = self.reader.at;
        let directive = self.directive()?;
        self.directives.push_back(directive);
        self.push(TokenKind::Directive, start);
        Ok(())
    }

    fn fetch_document_marker(&mut self, kind: TokenKind) -> Scan<()> {
        self.end_of_blocks()?;
        let start = self.reader.at;
        self.reader.at += 3;
        self.push(kind, start);
        Ok(())
    }

    fn end_of_blocks(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            self.unwind_indent(-1);
        }
        self.remove_simple_key()?;
        self.allow_simple_key = false;
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Scan<()> {
        self.save_simple_key()?;
        self.flow_level += 1;
        self.allow_simple_key = true;
        self.take_indicator(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Scan<()> {
        self.remove_simple_key()?;
        self.flow_level -= 1;
        self.allow_simple_key = false;
        self.take_indicator(kind);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            if !self.allow_simple_key {
                let message = "a list cannot begin on this line; begin it on the next line";
                return Err(Fault::new(self.reader.at, message));
            }
            self.begin_block(TokenKind::BlockSequenceStart);
        }
        self.allow_simple_key = true;
        self.remove_simple_key()?;
        self.take_indicator(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scan<()> {
        if self.flow_level == 0 {
            if !self.allow_simple_key {
                let message = "a key cannot begin here; begin it on a line of its own";
                return Err(Fault::new(self.reader.at, message));
            }
            self.begin_block(TokenKind::BlockMappingStart);
        }
        self.allow_simple_key = self.flow_level == 0;
        self.remove_simple_key()?;
        self.take_indicator(TokenKind::Key);
        Ok(())
    }

    fn begin_block(&mut self, kind: TokenKind) {
        let column = self.reader.column();
        if self.add_indent(column) {
            self.push(kind, self.reader.at);
        }
    }

    fn fetch_value(&mut self) -> Scan<()> {
        if let Some(key) = self.take_simple_key() {
            let token = |kind| Token { kind, start: key.at as u32, end: key.at as u32 };
            let place = self.next + (key.token - self.taken);
            self.tokens.insert(place, token(TokenKind::Key));
            if self.flow_level == 0 && self.add_indent(key.column) {
                self.tokens.insert(place, token(TokenKind::BlockMappingStart));
            }
            self.allow_simple_key = false;
        } else {
            if self.flow_level == 0 {
                if !self.allow_simple_key {
                    return Err(hints::second_colon(&self.reader, self.last_scalar));
                }
                self.begin_block(TokenKind::BlockMappingStart);
            }
            self.allow_simple_key = self.flow_level == 0;
            self.remove_simple_key()?;
        }
        self.take_indicator(TokenKind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, kind: TokenKind) -> Scan<()> {
        self.save_simple_key()?;
        self.allow_simple_key = false;
        let start = self.reader.at;
        self.anchor(kind)?;
        self.push(kind, start);
        Ok(())
    }
}
