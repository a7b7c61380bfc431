//! From characters to tokens: indentation, and which of them may be simple keys.

use std::collections::VecDeque;

use super::Fault;
use super::token::{Token, TokenKind};
use crate::yaml::patch::Patch;
use crate::yaml::tag;

/// A place that may turn out to be a key, once a `:` follows.
#[derive(Clone, Copy)]
struct SimpleKey {
    token: usize,
    required: bool,
    at: usize,
    index: usize,
    line: usize,
    column: isize,
}

/// The scanner: it makes tokens as the parser asks for them, and no sooner, because an error counts only then.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    /// In bytes.
    pub(super) at: usize,
    /// In characters, from the start of the text.
    index: usize,
    line: usize,
    /// In characters; a byte order mark is none.
    pub(super) column: isize,
    tokens: VecDeque<Token>,
    taken: usize,
    done: bool,
    pub(super) flow_level: isize,
    pub(super) indent: isize,
    indents: Vec<isize>,
    pub(super) allow_simple_key: bool,
    /// For each flow level the place that may be a key.
    simple_keys: Vec<(isize, SimpleKey)>,
    /// Changes that make YAML 1.2 read the text alike.
    pub(super) oddities: Vec<Patch>,
}

/// How many brackets may be open; Python's recursion limit is far lower.
const MAX_FLOW: isize = 20_000;

/// What ends a line in YAML 1.1.
pub(super) fn is_break(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A blank, a line break or the end of the text.
pub(super) fn is_blank_or_end(ch: Option<char>) -> bool {
    ch.is_none_or(|ch| matches!(ch, ' ' | '\t') || is_break(ch))
}

/// Whether a plain scalar may begin with this character.
fn starts_plain(ch: char, flow: bool, blank_after: bool) -> bool {
    match ch {
        '-' => !blank_after,
        '?' | ':' => !blank_after && !flow,
        _ => !"\t ,[]{}#&*!|>'\"%@`".contains(ch) && !is_break(ch),
    }
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Scanner<'t> {
        Scanner {
            text,
            at: 0,
            index: 0,
            line: 0,
            column: 0,
            tokens: VecDeque::new(),
            taken: 0,
            done: false,
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            allow_simple_key: true,
            simple_keys: Vec::new(),
            oddities: Vec::new(),
        }
    }

    /// The next token. After the last one, the last one again.
    pub(super) fn peek_token(&mut self) -> Result<&Token, Fault> {
        while self.need_more_tokens()? {
            self.fetch()?;
        }
        if self.tokens.is_empty() {
            self.push(TokenKind::StreamEnd, self.text.len());
        }
        Ok(&self.tokens[0])
    }

    pub(super) fn take_token(&mut self) -> Result<Token, Fault> {
        self.peek_token()?;
        self.taken += 1;
        let at = self.text.len();
        Ok(self.tokens.pop_front().unwrap_or(Token { kind: TokenKind::StreamEnd, start: at }))
    }

    fn need_more_tokens(&mut self) -> Result<bool, Fault> {
        if self.done {
            return Ok(false);
        }
        if self.tokens.is_empty() {
            return Ok(true);
        }
        self.drop_stale_keys()?;
        Ok(self.simple_keys.iter().map(|(_, key)| key.token).min() == Some(self.taken))
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead)
    }

    pub(super) fn forward(&mut self) {
        let mut rest = self.rest().chars();
        let Some(ch) = rest.next() else { return };
        self.at += ch.len_utf8();
        self.index += 1;
        if is_break(ch) && !(ch == '\r' && rest.next() == Some('\n')) {
            self.line += 1;
            self.column = 0;
        } else if ch != '\u{feff}' {
            self.column += 1;
        }
    }

    pub(super) fn skip_while(&mut self, accept: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&accept) {
            self.forward();
        }
    }

    /// Skips a line break; false if there is none.
    pub(super) fn line_break(&mut self) -> bool {
        if self.rest().starts_with("\r\n") {
            self.forward();
        }
        let found = self.peek().is_some_and(is_break);
        if found {
            self.forward();
        }
        found
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push_back(Token { kind, start });
    }

    fn drop_stale_keys(&mut self) -> Result<(), Fault> {
        let stale =
            |scanner: &Self, key: &SimpleKey| key.line != scanner.line || scanner.index - key.index > 1024;
        if let Some((_, key)) = self.simple_keys.iter().find(|(_, key)| key.required && stale(self, key)) {
            return Err(self.missing_colon(key));
        }
        let (line, index) = (self.line, self.index);
        self.simple_keys.retain(|(_, key)| key.line == line && index - key.index <= 1024);
        Ok(())
    }

    fn missing_colon(&self, key: &SimpleKey) -> Fault {
        Fault::new(self.at, "expected `:` after the key before this").within("the key", key.at)
    }

    fn save_simple_key(&mut self) -> Result<(), Fault> {
        if self.allow_simple_key {
            let required = self.flow_level == 0 && self.indent == self.column;
            self.remove_simple_key()?;
            let token = self.taken + self.tokens.len();
            let key = SimpleKey {
                token,
                required,
                at: self.at,
                index: self.index,
                line: self.line,
                column: self.column,
            };
            self.simple_keys.push((self.flow_level, key));
        }
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Result<(), Fault> {
        let level = self.flow_level;
        if let Some(found) = self.simple_keys.iter().position(|(at, _)| *at == level) {
            let (_, key) = self.simple_keys[found];
            if key.required {
                return Err(self.missing_colon(&key));
            }
            self.simple_keys.remove(found);
        }
        Ok(())
    }

    fn unwind_indent(&mut self, column: isize) {
        if self.flow_level != 0 {
            return;
        }
        while self.indent > column {
            self.indent = self.indents.pop().unwrap_or(-1);
            self.push(TokenKind::BlockEnd, self.at);
        }
    }

    fn add_indent(&mut self, column: isize) -> bool {
        if self.indent >= column {
            return false;
        }
        self.indents.push(self.indent);
        self.indent = column;
        true
    }

    /// Blanks, comments and line breaks. Tabs are none of these to `PyYAML`.
    fn skip_to_next_token(&mut self) {
        if self.at == 0 && self.peek() == Some('\u{feff}') {
            self.forward();
        }
        loop {
            self.skip_while(|ch| ch == ' ');
            if self.peek() == Some('#') {
                let start = self.at;
                self.skip_while(|ch| !is_break(ch));
                // `PyYAML` needs no space before a comment: `a: "x"#y`.
                if self.text[..start].ends_with(|ch: char| ch != ' ' && !is_break(ch)) {
                    self.oddities.push(Patch::Blank((start..self.at).into()));
                }
            }
            if !self.line_break() {
                return;
            }
            if self.flow_level == 0 {
                self.allow_simple_key = true;
            }
        }
    }

    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_to_next_token();
        self.drop_stale_keys()?;
        self.unwind_indent(self.column);
        let Some(ch) = self.peek() else { return self.fetch_stream_end() };
        let blank_after = is_blank_or_end(self.peek_at(1));
        let flow = self.flow_level != 0;
        match ch {
            '%' if self.column == 0 => self.fetch_directive(),
            '-' if self.at_document_marker("---") => self.fetch_document_marker(TokenKind::DocumentStart),
            '.' if self.at_document_marker("...") => self.fetch_document_marker(TokenKind::DocumentEnd),
            '[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            '{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            ']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            ',' => {
                self.allow_simple_key = true;
                self.remove_simple_key()?;
                self.take_character(TokenKind::FlowEntry);
                Ok(())
            }
            '-' if blank_after => self.fetch_block_entry(),
            '?' if flow || blank_after => self.fetch_key(),
            ':' if flow || blank_after => self.fetch_value(),
            '*' => self.fetch_anchor(TokenKind::Alias),
            '&' => self.fetch_anchor(TokenKind::Anchor),
            '!' => self.fetch_tag(),
            '|' | '>' if !flow => {
                self.allow_simple_key = true;
                self.remove_simple_key()?;
                let start = self.at;
                self.block_scalar()?;
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            '\'' | '"' => {
                self.save_simple_key()?;
                self.allow_simple_key = false;
                let start = self.at;
                self.quoted_scalar(ch)?;
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            _ if starts_plain(ch, flow, blank_after) => {
                self.save_simple_key()?;
                self.allow_simple_key = false;
                let start = self.at;
                self.plain_scalar();
                // `[-]` and `{a: -}` hold the string `-`.
                if flow && self.text[start..self.at].trim_end() == "-" {
                    self.oddities.push(Patch::Word((start..start + 1).into()));
                }
                self.push(TokenKind::Scalar, start);
                Ok(())
            }
            '\t' => Err(Fault::new(self.at, "a tab cannot separate or indent anything here; use spaces")),
            _ => Err(Fault::new(
                self.at,
                format!("`{ch}` cannot begin a value; quote it if it is part of one"),
            )),
        }
    }

    pub(super) fn at_document_marker(&self, marker: &str) -> bool {
        self.column == 0 && self.rest().starts_with(marker) && is_blank_or_end(self.peek_at(3))
    }

    fn take_character(&mut self, kind: TokenKind) {
        let start = self.at;
        self.forward();
        self.push(kind, start);
    }

    fn fetch_stream_end(&mut self) -> Result<(), Fault> {
        self.unwind_indent(-1);
        self.remove_simple_key()?;
        self.allow_simple_key = false;
        self.simple_keys.clear();
        self.push(TokenKind::StreamEnd, self.at);
        self.done = true;
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), Fault> {
        self.unwind_indent(-1);
        self.remove_simple_key()?;
        self.allow_simple_key = false;
        let start = self.at;
        let kind = self.directive()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_document_marker(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.unwind_indent(-1);
        self.remove_simple_key()?;
        self.allow_simple_key = false;
        let start = self.at;
        for _ in 0..3 {
            self.forward();
        }
        self.push(kind, start);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Result<(), Fault> {
        if self.flow_level >= MAX_FLOW {
            return Err(Fault::new(self.at, "too many brackets are open here"));
        }
        self.save_simple_key()?;
        self.flow_level += 1;
        self.allow_simple_key = true;
        self.take_character(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.remove_simple_key()?;
        self.flow_level -= 1;
        self.allow_simple_key = false;
        self.take_character(kind);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.allow_simple_key {
                return Err(Fault::new(
                    self.at,
                    "a list cannot begin on this line; begin it on the next line",
                ));
            }
            if self.add_indent(self.column) {
                self.push(TokenKind::BlockSequenceStart, self.at);
            }
        }
        self.allow_simple_key = true;
        self.remove_simple_key()?;
        self.take_character(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), Fault> {
        if self.flow_level == 0 {
            if !self.allow_simple_key {
                return Err(Fault::new(self.at, "a key cannot begin here; begin it on a line of its own"));
            }
            if self.add_indent(self.column) {
                self.push(TokenKind::BlockMappingStart, self.at);
            }
        }
        self.allow_simple_key = self.flow_level == 0;
        self.remove_simple_key()?;
        self.take_character(TokenKind::Key);
        self.want_space(|_| true);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), Fault> {
        let level = self.flow_level;
        if let Some(found) = self.simple_keys.iter().position(|(at, _)| *at == level) {
            let (_, key) = self.simple_keys.remove(found);
            let at = key.token - self.taken;
            self.tokens.insert(at, Token { kind: TokenKind::Key, start: key.at });
            if level == 0 && self.add_indent(key.column) {
                self.tokens.insert(at, Token { kind: TokenKind::BlockMappingStart, start: key.at });
            }
            self.allow_simple_key = false;
        } else {
            if level == 0 {
                if !self.allow_simple_key {
                    let message = "a second `:` cannot follow here; quote the text, or indent the line above or this one differently";
                    return Err(Fault::new(self.at, message));
                }
                if self.add_indent(self.column) {
                    self.push(TokenKind::BlockMappingStart, self.at);
                }
            }
            self.allow_simple_key = level == 0;
            self.remove_simple_key()?;
        }
        self.take_character(TokenKind::Value);
        self.want_space(|ch| matches!(ch, '[' | '{'));
        Ok(())
    }

    fn fetch_anchor(&mut self, kind: TokenKind) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.allow_simple_key = false;
        let start = self.at;
        self.forward();
        let first = self.at;
        self.skip_while(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'));
        let ends = is_blank_or_end(self.peek()) || self.peek().is_some_and(|ch| "?:,]}%@`".contains(ch));
        if self.at == first || !ends {
            let what = if kind == TokenKind::Alias { "an alias" } else { "an anchor" };
            let message = match self.peek() {
                Some(ch) => {
                    format!("the name of {what} cannot hold `{ch}`: use letters, digits, `-` and `_`")
                }
                None => format!("{what} has no name"),
            };
            return Err(Fault::new(self.at, message).within(what, start));
        }
        self.push(kind, start);
        self.want_space(|ch| matches!(ch, ':' | '?' | '%' | '@' | '`'));
        Ok(())
    }

    /// Asks for a space before the next character, where there is none and the character is one of those.
    fn want_space(&mut self, before: impl Fn(char) -> bool) {
        if !is_blank_or_end(self.peek()) && self.peek().is_some_and(before) {
            self.oddities.push(Patch::Space(self.at));
        }
    }

    fn fetch_tag(&mut self) -> Result<(), Fault> {
        self.save_simple_key()?;
        self.allow_simple_key = false;
        let start = self.at;
        match tag::scan(self.rest()) {
            Ok(tag) => {
                let handle = tag.handle.to_owned();
                let end = start + tag.length;
                while self.at < end {
                    self.forward();
                }
                if self.text[start..end].contains([',', '[', ']']) {
                    self.oddities.push(Patch::Word((start + 1..end).into()));
                }
                self.push(TokenKind::Tag(handle), start);
                Ok(())
            }
            Err(error) => {
                let message = format!("this tag cannot be read: expected {} here", error.expected);
                Err(Fault::new(start + error.at, message).within("the tag", start))
            }
        }
    }
}
