//! The YAML of a template as far as it can be seen without expanding it: entries by their indentation, and what they
//! hold.
//!
//! Statements and comments are blanks to it, and an expression is a word. A body of a statement is read as it stands:
//! nothing in it goes on behind it.

use std::ops::Range;

use forgather_dialect::{FileSpan, Lexeme, LexemeKind, Part};

use super::scan::Scan;
use super::{Construct, Expression, Statement};

/// The YAML of a template.
#[derive(Debug, Default)]
pub(crate) struct Yaml {
    /// Keys and items of block mappings and sequences, in the order of the text.
    pub(crate) entries: Vec<Entry>,
    /// Its tokens, in the order of the text. They may span lines and hold expressions.
    pub(crate) tokens: Vec<YamlToken>,
    /// Flow collections and what is between their commas.
    pub(crate) groups: Vec<FileSpan>,
    /// The text, with expressions as words and statements as blanks.
    masked: Vec<u8>,
    base: usize,
}

impl Yaml {
    /// A part of the text, with expressions as words and statements as blanks.
    pub(crate) fn masked(&self, span: FileSpan) -> &[u8] {
        let range = span.start.index().saturating_sub(self.base)..span.end.index().saturating_sub(self.base);
        self.masked.get(range).unwrap_or_default()
    }
}

/// A key or an item, and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) kind: EntryKind,
    /// The bytes before it on its line.
    pub(crate) column: usize,
    /// The key, or the dash.
    pub(crate) head: FileSpan,
    /// What belongs to it behind the colon or the dash.
    pub(crate) value: Option<FileSpan>,
    /// All of it.
    pub(crate) span: FileSpan,
    /// The entry whose value it is a part of.
    pub(crate) parent: Option<usize>,
    /// The tag of its value, with `!`.
    pub(crate) tag: Option<FileSpan>,
    /// The anchor of its value, with `&`.
    pub(crate) anchor: Option<FileSpan>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Key,
    Item,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct YamlToken {
    pub(crate) kind: YamlTokenKind,
    pub(crate) span: FileSpan,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YamlTokenKind {
    /// A key at the left margin.
    Target,
    /// A key of the arguments of a call.
    Argument,
    /// Any other key.
    Key,
    /// `&name`
    Anchor,
    /// `*name`
    Alias,
    /// `!tag`, with all that belongs to it.
    Tag,
    /// A quoted string, or a line of a block scalar.
    String,
    Number,
    /// `true`, `null` and the like.
    Constant,
    /// What `!var` names.
    Variable,
    /// Any other plain scalar.
    Plain,
    /// `# …`
    Comment,
}

/// What stands for a byte of an expression: within text, and as a line statement.
pub(super) const WORD: u8 = b'x';
pub(super) const LINE: u8 = 1;

pub(super) fn read(
    text: &str,
    part: &Part,
    lexemes: &[Lexeme],
    expressions: &[Expression],
    constructs: &[Construct],
    statements: &[Statement<'_>],
) -> Yaml {
    let base = part.body.start.index();
    let within = |span: FileSpan| span.start.index() - base..span.end.index() - base;
    let masked = mask(text, part, lexemes, expressions);
    let mut bodies: Vec<Range<usize>> =
        constructs.iter().flat_map(|construct| construct.bodies(statements)).map(within).collect();
    bodies.sort_by_key(|body| (body.start, usize::MAX - body.end));
    let mut yaml = Scan::new(&masked, base, &bodies).run();
    let mut extents: Vec<Range<usize>> = constructs.iter().map(|construct| within(construct.span)).collect();
    extents.sort_by_key(|extent| extent.start);
    for entry in &mut yaml.entries {
        let end = fit(&masked, within(entry.span), &extents);
        let from = entry.head.end.index() - base;
        entry.span.end = (base + end.max(from)).into();
        entry.value = value(&masked, entry.kind, from..end)
            .map(|value| FileSpan::new(base + value.start, base + value.end));
    }
    (yaml.masked, yaml.base) = (masked, base);
    yaml
}

/// The template's text with one byte for each of its own: data as it is, expressions as words, all else as blanks.
fn mask(text: &str, part: &Part, lexemes: &[Lexeme], expressions: &[Expression]) -> Vec<u8> {
    let base = part.body.start.index();
    let written = &text.as_bytes()[part.body.range()];
    let mut masked = vec![b' '; written.len()];
    for (at, byte) in written.iter().enumerate() {
        let breaks = *byte == b'\n' || *byte == b'\r' && written.get(at + 1) != Some(&b'\n');
        if breaks {
            masked[at] = b'\n';
        }
    }
    let data = lexemes.iter().filter(|lexeme| lexeme.kind == LexemeKind::Data);
    for copied in data.flat_map(|lexeme| part.translation.copied(lexeme.span)) {
        for at in copied.start.index() - base..copied.end.index() - base {
            if !matches!(written[at], b'\n' | b'\r') {
                masked[at] = written[at];
            }
        }
    }
    for expression in expressions {
        let byte = if expression.is_line { LINE } else { WORD };
        masked[expression.span.start.index() - base..expression.span.end.index() - base].fill(byte);
    }
    masked
}

/// Where an entry ends, so that each statement with a body is all within it or all outside.
fn fit(masked: &[u8], entry: Range<usize>, constructs: &[Range<usize>]) -> usize {
    let blank = |range: Range<usize>| masked[range].iter().all(u8::is_ascii_whitespace);
    let mut end = entry.end;
    let first = constructs.partition_point(|construct| construct.start <= entry.start);
    for construct in &constructs[first..] {
        if construct.start >= end {
            break;
        }
        if construct.end <= end {
            continue;
        }
        if blank(end..construct.end) {
            end = construct.end;
        } else {
            let kept = masked[..construct.start].trim_ascii_end().len();
            return kept.max(entry.start);
        }
    }
    end
}

/// The value of an entry, of what follows its key or dash.
fn value(masked: &[u8], kind: EntryKind, rest: Range<usize>) -> Option<Range<usize>> {
    let mut at = rest.start;
    if kind == EntryKind::Key {
        at += masked.get(rest.clone())?.iter().position(|byte| *byte == b':')? + 1;
    }
    loop {
        at += masked.get(at..rest.end)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        if masked[at] != b'#' {
            return Some(at..rest.end);
        }
        at += masked[at..rest.end].iter().position(|byte| *byte == b'\n')?;
    }
}
