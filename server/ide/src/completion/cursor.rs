//! What is being written at a cursor, told from the text around it.

use std::ops::Range;
use std::path::Path;

use forgather_dialect::{Dialect, FileSpan};

use super::opened::{Found, open, statements};
use crate::index::part_at;
use crate::language::OPERATORS;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// A cursor in a template.
#[derive(Debug, Clone)]
pub(crate) struct Cursor {
    pub(crate) template: TemplateRef,
    pub(crate) offset: usize,
    pub(crate) dialect: Dialect,
    /// The line that it is in, without its line break.
    pub(crate) line: Range<usize>,
    /// The part of the file that is its template's.
    pub(crate) body: Range<usize>,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing that can be completed: a comment, a value.
    Nothing,
    /// The name of a block in a header.
    Header(FileSpan),
    /// A statement or an expression.
    Code(Code),
    /// The name of an alias, behind its `*`.
    Alias(FileSpan),
    /// The name of an anchor, behind its `&`.
    Anchor(FileSpan),
    /// A tag, its `!` included.
    Tag(FileSpan),
    /// The import spec of a tag.
    Spec {
        /// The tag, its `!` included.
        tag: FileSpan,
        /// The spec, up to its `@`.
        spec: FileSpan,
    },
    /// A key at the start of a line.
    Key(FileSpan),
    /// A value that is still empty.
    Value(FileSpan),
}

/// Code of Jinja2's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// Where it begins, behind what opens it.
    pub(crate) start: usize,
    /// Where it ends: before what closes it, or with its line.
    pub(crate) end: usize,
    /// Whether it is a statement; else it is an expression.
    pub(crate) is_statement: bool,
    /// Whether it is on a line of its own behind an operator.
    pub(crate) is_line: bool,
}

/// How far back the start of a tag is looked for, in bytes.
const FARTHEST: usize = 2_000;

/// A letter, a digit or `_`.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Cursor {
    pub(crate) fn new(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Self> {
        let file = snapshot.file(path)?;
        let source = &file.source;
        let offset = source.text.floor_char_boundary(offset.min(source.text.len()));
        let part = part_at(source, offset)?;
        let start = source.lines.start(source.lines.line(offset))?;
        let length = source.text[start..].find(['\n', '\r']).unwrap_or(source.text.len() - start);
        let body = source.parts.get(part)?.body.range();
        let line = start..start + length;
        // A split marker belongs to no template's text.
        if offset < body.start {
            return None;
        }
        let dialect = snapshot.files.dialect();
        Some(Self { offset, dialect, line, body, template: TemplateRef { file: file.clone(), part } })
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &str {
        &self.template.file.source.text
    }

    /// The line up to the cursor.
    pub(crate) fn before(&self) -> &str {
        self.text().get(self.line.start..self.offset).unwrap_or_default()
    }

    /// The line behind the cursor.
    pub(crate) fn after(&self) -> &str {
        self.text().get(self.offset..self.line.end).unwrap_or_default()
    }

    /// The word around the cursor, of such characters.
    pub(crate) fn word(&self, is_part: impl Fn(char) -> bool) -> FileSpan {
        let before = self.before().trim_end_matches(&is_part).len();
        let behind = self.after().len() - self.after().trim_start_matches(&is_part).len();
        FileSpan::new(self.line.start + before, self.offset + behind)
    }

    /// The statements that are open at the cursor, the innermost last.
    pub(crate) fn opened(&self) -> Vec<Found<'_>> {
        let tag = self.code().filter(|code| !code.is_line).and_then(|code| {
            let before = &self.text()[..code.start];
            before.rfind("{%").max(before.rfind("{{"))
        });
        let until = tag.unwrap_or(self.line.start).max(self.body.start);
        let before = self.text().get(self.body.start..until).unwrap_or_default();
        open(&statements(before, self.body.start, self.dialect))
    }

    /// What is being written.
    pub(crate) fn place(&self) -> Place {
        let line = &self.text()[self.line.clone()];
        let before = self.before();
        if line.trim_start().starts_with("##") || is_in_comment(before) {
            return Place::Nothing;
        }
        if let Some(code) = self.code() {
            return Place::Code(code);
        }
        if let Some(span) = self.header() {
            return Place::Header(span);
        }
        self.yaml()
    }

    /// The code that the cursor is in: of a line statement, else between what opens and closes it.
    fn code(&self) -> Option<Code> {
        let line = &self.text()[self.line.clone()];
        let indentation = line.len() - line.trim_start().len();
        let statement = &line[indentation..];
        for operator in &OPERATORS {
            let Some(rest) = statement.strip_prefix(operator.name) else { continue };
            if let Some(space) = rest.chars().next().filter(|c| c.is_whitespace()) {
                let start = self.line.start + indentation + operator.name.len() + space.len_utf8();
                let comment = find_comment(&line[start.saturating_sub(self.line.start).min(line.len())..]);
                let end = comment.map_or(self.line.end, |at| (start + at).min(self.line.end));
                let is_statement = matches!(operator.name, "--" | "<<" | ">>");
                return (start <= self.offset && self.offset <= end).then_some(Code {
                    start,
                    end,
                    is_statement,
                    is_line: true,
                });
            }
        }
        // A tag may span lines, but not those of others.
        let from = self.text().floor_char_boundary(self.offset.saturating_sub(FARTHEST).max(self.body.start));
        let text = self.text().get(from..self.offset)?;
        let (at, is_statement) = [("{{", false), ("{%", true), ("{#", true)]
            .into_iter()
            .filter_map(|(open, is_statement)| Some((text.rfind(open)?, is_statement)))
            .max()?;
        if text[at..].starts_with("{#") {
            return None;
        }
        let inside = &text[at + 2..];
        let close = if is_statement { "%}" } else { "}}" };
        let is_closed = inside.contains(close);
        // An expression that nobody closed ends with its line, as far as anyone knows.
        let lines = inside.matches('\n').count();
        if is_closed || inside.contains("\n\n") || lines > 20 || (lines > 0 && !self.closes_later(close)) {
            return None;
        }
        let signs = inside.starts_with(['-', '+']);
        let start = from + at + 2 + usize::from(signs);
        let rest = &self.text()[self.offset..];
        let line_end = self.line.end;
        let end = rest.find(close).map_or(line_end, |at| self.offset + at);
        let end = if end > line_end && lines == 0 { line_end } else { end };
        Some(Code { start: start.min(self.offset), end, is_statement, is_line: false })
    }

    /// Whether a tag is closed before another opens.
    fn closes_later(&self, close: &str) -> bool {
        let rest = self.text().get(self.offset..self.body.end).unwrap_or_default();
        let opens = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min();
        rest.find(close).is_some_and(|at| opens.is_none_or(|open| at < open))
    }

    /// The name in a header that is being written: `[na`, with nothing else on its line.
    fn header(&self) -> Option<FileSpan> {
        if self.dialect != Dialect::Current {
            return None;
        }
        let name = self.before().trim_start().strip_prefix('[')?;
        let behind = self.after().trim_start_matches(is_word).trim_end();
        let closed = behind.is_empty() || behind.trim_start_matches('!') == "]";
        (name.chars().all(is_word) && closed).then(|| self.word(is_word))
    }

    fn yaml(&self) -> Place {
        let before = self.before();
        if find_comment(before).is_some() || is_yaml_comment(before) {
            return Place::Nothing;
        }
        let begins = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ',');
        let start =
            before.rfind(begins).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let token = &before[start..];
        let at = |from: usize| self.line.start + from;
        let until = |ends: &dyn Fn(char) -> bool| {
            let after = self.after();
            self.offset + after.find(ends).unwrap_or(after.len())
        };
        let quoted = is_quoted(before);
        if !quoted && let Some(first) = token.chars().next() {
            let ends_name = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            let name = FileSpan::new(at(start) + first.len_utf8(), until(&ends_name));
            match first {
                '*' => return Place::Alias(name),
                '&' => return Place::Anchor(name),
                '!' => return self.tag(at(start), token),
                _ => {}
            }
        }
        if quoted {
            return Place::Nothing;
        }
        let key = before.trim_start().trim_start_matches("- ").trim_start();
        let is_key = |c: char| is_word(c) || matches!(c, '-' | '.');
        if key.chars().all(is_key) {
            return Place::Key(self.word(is_key));
        }
        if is_in_flow_mapping(before) && token.chars().all(is_key) && !before.trim_end().ends_with(':') {
            return Place::Key(self.word(is_key));
        }
        if token.is_empty() && self.after().trim().is_empty() {
            return Place::Value(FileSpan::new(self.offset, self.offset));
        }
        Place::Nothing
    }

    /// A tag up to its colon, or its import spec.
    fn tag(&self, start: usize, token: &str) -> Place {
        let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ',');
        let after = self.after();
        let rest = after.find(ends).unwrap_or(after.len());
        let end = self.offset + rest;
        let colon = token.find(':');
        match colon {
            None => {
                let end = self.offset + after[..rest].find([':', '@']).unwrap_or(rest);
                Place::Tag(FileSpan::new(start, end))
            }
            Some(_) if token.contains('@') => Place::Nothing,
            Some(colon) => {
                let end = self.text()[self.offset..end].find('@').map_or(end, |at| self.offset + at);
                let spec = FileSpan::new(start + colon + 1, end);
                Place::Spec { tag: FileSpan::new(start, start + colon), spec }
            }
        }
    }
}

/// Whether a cursor behind that text is in a quoted scalar.
fn is_quoted(before: &str) -> bool {
    let mut quote = None;
    let mut previous = ' ';
    for c in before.chars() {
        match quote {
            Some(open) if c == open && previous != '\\' => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'')
                && (previous.is_whitespace() || matches!(previous, '[' | '{' | ',' | '(')) =>
            {
                quote = Some(c);
            }
            None => {}
        }
        previous = c;
    }
    quote.is_some()
}

/// Whether a cursor behind that text is in a `#` comment.
fn is_yaml_comment(before: &str) -> bool {
    before.trim_start().starts_with('#')
        || before.match_indices(" #").any(|(at, _)| !is_quoted(&before[..=at]))
}

/// Where the comment of a line begins: `##` behind white space.
fn find_comment(line: &str) -> Option<usize> {
    line.match_indices("##")
        .map(|(at, _)| at)
        .find(|at| line[..*at].chars().next_back().is_some_and(char::is_whitespace))
}

fn is_in_comment(before: &str) -> bool {
    before.rfind("{#").is_some_and(|open| !before[open..].contains("#}"))
}

/// Whether a cursor behind that text is directly within `{ … }`.
fn is_in_flow_mapping(before: &str) -> bool {
    let mut open = Vec::new();
    for (at, c) in before.char_indices() {
        match c {
            '{' | '[' if !is_quoted(&before[..at]) => open.push(c),
            '}' | ']' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.last() == Some(&'{')
}
