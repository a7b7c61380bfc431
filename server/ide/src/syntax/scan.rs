//! Reading masked YAML line by line.

use forgather_graph::{PlainScalar, plain_scalar};
use std::ops::Range;

use forgather_dialect::FileSpan;

use super::yaml::{Entry, EntryKind, LINE, Yaml, YamlToken, YamlTokenKind};

/// The tags whose mapping holds arguments.
const CALLABLE: [&[u8]; 6] = [b"!call", b"!singleton", b"!factory", b"!partial", b"!lambda", b"!meta"];

/// How far a quoted string may reach.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// To the end of its line.
    Line,
    /// Over lines that are deeper than a column, if there is one.
    Lines {
        /// The column.
        deeper_than: Option<usize>,
    },
}

/// A block scalar, and the entry whose value it is.
#[derive(Clone, Copy)]
struct BlockScalar {
    owner: Option<usize>,
}

pub(super) struct Scan<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the bytes begin in the file.
    base: usize,
    /// The bodies of statements, by their starts, outer ones first.
    bodies: &'a [Range<usize>],
    pub(super) yaml: Yaml,
    /// The entries that are open, outermost first, each with the end of the body that it is in.
    open: Vec<(usize, usize)>,
    /// The block scalar that is open.
    block: Option<BlockScalar>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(bytes: &'a [u8], base: usize, bodies: &'a [Range<usize>]) -> Self {
        Self { bytes, base, bodies, yaml: Yaml::default(), open: Vec::new(), block: None }
    }

    pub(super) fn run(mut self) -> Yaml {
        let mut at = 0;
        while at < self.bytes.len() {
            at = self.line(at);
        }
        // A quoted string or a collection may hold what was read before its end.
        self.yaml.tokens.sort_by_key(|token| token.span.start);
        self.yaml
    }

    pub(super) fn span(&self, range: Range<usize>) -> FileSpan {
        FileSpan::new(self.base + range.start, self.base + range.end)
    }

    pub(super) fn token(&mut self, kind: YamlTokenKind, range: Range<usize>) {
        if !range.is_empty() {
            let span = self.span(range);
            self.yaml.tokens.push(YamlToken { kind, span });
        }
    }

    pub(super) fn line_end(&self, from: usize) -> usize {
        self.bytes[from..].iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |len| from + len)
    }

    pub(super) fn skip_blanks(&self, from: usize) -> usize {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        from + self.bytes[from..].iter().take_while(|byte| is_blank(byte)).count()
    }

    pub(super) fn column_of_owner(&self) -> Option<usize> {
        let (owner, _) = self.open.last()?;
        Some(self.yaml.entries[*owner].column)
    }

    /// Makes all open entries reach to an end.
    fn reach(&mut self, end: usize) {
        for (entry, _) in &self.open {
            self.yaml.entries[*entry].span.end = (self.base + end).into();
        }
    }

    /// Reads a line, and lines that belong to its value; says where the next begins.
    fn line(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let first = self.skip_blanks(start);
        if first >= end {
            return end + 1;
        }
        let column = first - start;
        let content_end = start + self.bytes[start..end].trim_ascii_end().len();
        if self.bytes[first] == LINE {
            // What a line statement outputs is indented by itself.
            for (entry, body_end) in self.open.clone() {
                if self.yaml.entries[entry].column < column && content_end <= body_end {
                    self.yaml.entries[entry].span.end = (self.base + content_end).into();
                }
            }
            return end + 1;
        }
        while self.open.last().is_some_and(|(_, body_end)| *body_end <= first) {
            self.open.pop();
        }
        if let Some(BlockScalar { owner }) = self.block {
            let is_open = owner.is_none_or(|owner| self.open.iter().any(|(entry, _)| *entry == owner));
            let is_deeper = owner.is_none_or(|owner| self.yaml.entries[owner].column < column);
            if is_open && is_deeper {
                self.token(YamlTokenKind::String, first..content_end);
                self.reach(content_end);
                return end + 1;
            }
            self.block = None;
        }
        if self.bytes[first] == b'#' {
            self.token(YamlTokenKind::Comment, first..content_end);
            return end + 1;
        }
        let is_marker = matches!(&self.bytes[start..content_end], b"---" | b"...");
        if is_marker {
            self.open.clear();
            return end + 1;
        }
        self.node(start, first, end)
    }

    /// Reads what begins at `at` on a line: items, a key, a value.
    fn node(&mut self, start: usize, mut at: usize, end: usize) -> usize {
        loop {
            let column = at - start;
            let is_item =
                self.bytes[at] == b'-' && self.bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
            if !is_item {
                break;
            }
            // A sequence may stand as deep as the key that it is the value of.
            while self.open.last().is_some_and(|(entry, _)| {
                let entry = &self.yaml.entries[*entry];
                entry.column > column || entry.column == column && entry.kind == EntryKind::Item
            }) {
                self.open.pop();
            }
            self.enter(EntryKind::Item, column, at..at + 1);
            at = self.skip_blanks(at + 1);
            if at >= end {
                return end + 1;
            }
            if self.bytes[at] == b'#' {
                return self.value(at, end);
            }
        }
        let column = at - start;
        while self.open.last().is_some_and(|(entry, _)| self.yaml.entries[*entry].column >= column) {
            self.open.pop();
        }
        let Some((key, colon)) = self.key(at, end) else { return self.value(at, end) };
        self.properties(at, key.start, None);
        let kind = if column == 0 {
            YamlTokenKind::Target
        } else if self.open.last().is_some_and(|(owner, _)| self.is_callable(*owner)) {
            YamlTokenKind::Argument
        } else {
            YamlTokenKind::Key
        };
        let is_alias = self.bytes[key.start] == b'*';
        self.token(if is_alias { YamlTokenKind::Alias } else { kind }, key.clone());
        self.enter(EntryKind::Key, column, key);
        self.value(colon + 1, end)
    }

    fn is_callable(&self, entry: usize) -> bool {
        self.yaml.entries[entry].tag.is_some_and(|tag| {
            let range = tag.start.index() - self.base..tag.end.index() - self.base;
            is_callable(&self.bytes[range])
        })
    }

    fn enter(&mut self, kind: EntryKind, column: usize, head: Range<usize>) {
        let after = self.bodies.partition_point(|body| body.start <= head.start);
        // Outer bodies come before inner ones: the last that holds it is the innermost.
        let body_end = self.bodies[..after]
            .iter()
            .rev()
            .find(|body| head.start < body.end)
            .map_or(self.bytes.len(), |body| body.end);
        let parent = self.open.last().map(|(entry, _)| *entry);
        let end = head.end;
        let head = self.span(head);
        self.open.push((self.yaml.entries.len(), body_end));
        self.yaml.entries.push(Entry {
            kind,
            column,
            head,
            value: None,
            span: head,
            parent,
            tag: None,
            anchor: None,
        });
        self.reach(end);
    }

    /// The key that begins at `at`, behind its properties, and its colon.
    fn key(&self, at: usize, end: usize) -> Option<(Range<usize>, usize)> {
        let mut start = at;
        while matches!(self.bytes.get(start), Some(b'&' | b'!')) {
            start = self.skip_blanks(self.word_end(start + 1, end));
            if start >= end {
                return None;
            }
        }
        let is_colon = |at: usize| {
            at < end && self.bytes[at] == b':' && self.bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace)
        };
        match self.bytes[start] {
            b'[' | b'{' | b'|' | b'>' | b'#' | b'%' | b'@' | b'`' => None,
            b'"' | b'\'' => {
                let close = self.quoted_end(start, Reach::Line)?;
                let colon = self.skip_blanks(close);
                is_colon(colon).then_some((start..close, colon))
            }
            _ => {
                let mut at = start;
                while at < end {
                    if is_colon(at) {
                        let key = self.bytes[start..at].trim_ascii_end().len();
                        return (key > 0).then_some((start..start + key, at));
                    }
                    if self.bytes[at] == b'#' && at > start && self.bytes[at - 1].is_ascii_whitespace() {
                        return None;
                    }
                    at += 1;
                }
                None
            }
        }
    }

    /// Where a tag, an anchor or an alias ends.
    pub(super) fn word_end(&self, from: usize, end: usize) -> usize {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b'{' | b'}' | b',');
        self.bytes[from..end].iter().position(ends).map_or(end, |len| from + len)
    }

    /// Tags and anchors from `at` on; says where they end.
    fn properties(&mut self, mut at: usize, end: usize, owner: Option<usize>) -> usize {
        while at < end {
            let kind = match self.bytes[at] {
                b'!' => YamlTokenKind::Tag,
                b'&' => YamlTokenKind::Anchor,
                _ => break,
            };
            let word = self.word_end(at + 1, end);
            self.token(kind, at..word);
            let span = self.span(at..word);
            if let Some(owner) = owner {
                let entry = &mut self.yaml.entries[owner];
                let place = if kind == YamlTokenKind::Tag { &mut entry.tag } else { &mut entry.anchor };
                place.get_or_insert(span);
                self.reach(word);
            }
            at = self.skip_blanks(word);
        }
        at
    }

    /// Reads a value of the innermost open entry; says where the next line begins.
    fn value(&mut self, at: usize, end: usize) -> usize {
        let at = self.skip_blanks(at);
        let owner = self.open.last().map(|(entry, _)| *entry);
        let at = self.properties(at, end, owner);
        if at >= end {
            return end + 1;
        }
        let after = match self.bytes[at] {
            b'#' => at,
            b'*' => {
                let word = self.word_end(at + 1, end);
                self.token(YamlTokenKind::Alias, at..word);
                word
            }
            b'|' | b'>' if self.is_block_header(at, end) => {
                self.block = Some(BlockScalar { owner });
                self.skip_header(at, end)
            }
            b'"' | b'\'' => {
                let deeper_than = self.column_of_owner();
                let close = self
                    .quoted_end(at, Reach::Lines { deeper_than })
                    .unwrap_or_else(|| at + self.bytes[at..end].trim_ascii_end().len());
                let kind = self.scalar_kind(owner).unwrap_or(YamlTokenKind::String);
                self.token(kind, at..close);
                close
            }
            b'[' | b'{' => {
                let callable = owner.is_some_and(|owner| self.is_callable(owner));
                self.flow(at, callable)
            }
            _ => {
                let close = self.plain_end(at, end);
                let kind = self.scalar_kind(owner).unwrap_or_else(|| plain_kind(&self.bytes[at..close]));
                self.token(kind, at..close);
                close
            }
        };
        self.reach(after);
        let end = self.line_end(after);
        let rest = self.skip_blanks(after);
        if rest < end && self.bytes[rest] == b'#' {
            let comment = rest + self.bytes[rest..end].trim_ascii_end().len();
            self.token(YamlTokenKind::Comment, rest..comment);
        }
        end + 1
    }

    /// What a scalar is by the tag before it.
    fn scalar_kind(&self, owner: Option<usize>) -> Option<YamlTokenKind> {
        let tag = self.yaml.entries[owner?].tag?;
        let range = tag.start.index() - self.base..tag.end.index() - self.base;
        self.bytes[range].starts_with(b"!var").then_some(YamlTokenKind::Variable)
    }

    fn plain_end(&self, at: usize, end: usize) -> usize {
        let comment = (at + 1..end)
            .find(|at| self.bytes[*at] == b'#' && self.bytes[*at - 1].is_ascii_whitespace())
            .unwrap_or(end);
        at + self.bytes[at..comment].trim_ascii_end().len()
    }

    fn skip_header(&self, at: usize, end: usize) -> usize {
        let signs =
            self.bytes[at + 1..end].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-'));
        at + 1 + signs.count()
    }

    fn is_block_header(&self, at: usize, end: usize) -> bool {
        let rest = self.skip_blanks(self.skip_header(at, end));
        rest >= end || self.bytes[rest] == b'#'
    }

    /// Behind the quote that closes the one at `open`: on the same line, or on a later one whose lines are all blank or
    /// deeper than a column.
    pub(super) fn quoted_end(&self, open: usize, reach: Reach) -> Option<usize> {
        let quote = self.bytes[open];
        let mut at = open + 1;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == b'\'' && self.bytes.get(at + 1) == Some(&b'\'') => at += 1,
                b'\n' => {
                    let Reach::Lines { deeper_than } = reach else { return None };
                    if !self.goes_on(at + 1, deeper_than) {
                        return None;
                    }
                }
                byte if byte == quote => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Whether a line is blank, or deeper than a column.
    pub(super) fn goes_on(&self, start: usize, deeper_than: Option<usize>) -> bool {
        let first = self.skip_blanks(start);
        let is_blank = self.bytes.get(first).is_some_and(|byte| *byte == b'\n');
        is_blank || deeper_than.is_none_or(|column| first - start > column)
    }
}

pub(super) fn is_callable(tag: &[u8]) -> bool {
    CALLABLE.iter().any(|callable| tag.starts_with(callable))
}

/// What a plain scalar is, as PyYAML has it; what holds an expression is text.
pub(super) fn plain_kind(scalar: &[u8]) -> YamlTokenKind {
    match std::str::from_utf8(scalar).map(plain_scalar) {
        // What is empty is nothing to see.
        Ok(PlainScalar::Constant) if !scalar.is_empty() => YamlTokenKind::Constant,
        Ok(PlainScalar::Number) => YamlTokenKind::Number,
        _ => YamlTokenKind::Plain,
    }
}
