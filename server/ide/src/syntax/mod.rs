//! The text of a template taken apart: lines, tokens, statements that belong together, and the YAML between them, as far
//! as it can be seen without expanding it.

mod flow;
mod scan;
mod statements;
mod yaml;

pub(crate) use statements::{Construct, Form, Statement, end_of};
pub(crate) use yaml::{Entry, EntryKind, Yaml, YamlTokenKind};

use forgather_dialect::lines::{Line, lines};
use forgather_dialect::{FileOffset, FileSpan, Lexeme, LexemeKind, Part, SourceFile, lexemes};

/// One template of a file, taken apart. All lists are in the order of the text.
pub(crate) struct Layers<'a> {
    pub(crate) source: &'a SourceFile,
    pub(crate) part: &'a Part,
    pub(crate) lines: Vec<Line>,
    /// The tokens of its Jinja2 source.
    pub(crate) lexemes: Vec<Lexeme>,
    pub(crate) statements: Vec<Statement<'a>>,
    pub(crate) constructs: Vec<Construct>,
    /// `{{ … }}`, `== …` and `=> …`.
    pub(crate) expressions: Vec<Expression>,
    pub(crate) yaml: Yaml,
}

/// An expression that is output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expression {
    pub(crate) span: FileSpan,
    /// Whether it is a line statement, whose indentation means nothing.
    pub(crate) is_line: bool,
}

impl<'a> Layers<'a> {
    /// Takes a template of a file apart.
    pub(crate) fn new(source: &'a SourceFile, part: &'a Part) -> Self {
        let lines = lines(&source.text, part.body, source.dialect);
        let lexemes = lexemes(&part.translation.jinja);
        let statements = statements::statements(source, part, &lines, &lexemes);
        let constructs = statements::constructs(part, &statements);
        let expressions = expressions(source, part, &lexemes);
        let yaml = yaml::read(&source.text, part, &lexemes, &expressions, &constructs, &statements);
        Self { source, part, lines, lexemes, statements, constructs, expressions, yaml }
    }

    /// All templates of a file.
    pub(crate) fn of_file(source: &'a SourceFile) -> impl Iterator<Item = Self> {
        source.parts.iter().map(|part| Self::new(source, part))
    }

    /// The text of a span of the file.
    pub(crate) fn text(&self, span: FileSpan) -> &'a str {
        self.source.text.get(span.range()).unwrap_or_default()
    }

    /// The line that holds an offset of this template.
    pub(crate) fn line_at(&self, offset: FileOffset) -> Option<&Line> {
        line_at(&self.lines, offset)
    }

    /// The line of the file, from 0, that holds an offset.
    pub(crate) fn line_number(&self, offset: FileOffset) -> usize {
        self.source.lines.line(offset.index())
    }
}

/// Of some lines the one that holds an offset.
fn line_at(lines: &[Line], offset: FileOffset) -> Option<&Line> {
    let index = lines.partition_point(|line| line.span.start <= offset).checked_sub(1)?;
    lines.get(index)
}

/// The template of a file that an offset is in: what is on a split marker belongs to the template that it names.
pub(crate) fn part_at(source: &SourceFile, offset: FileOffset) -> Option<&Part> {
    let index = source.parts.partition_point(|part| extent(source, part).start <= offset);
    source.parts.get(index.checked_sub(1)?)
}

/// All of a template: its split marker and its text.
pub(crate) fn extent(source: &SourceFile, part: &Part) -> FileSpan {
    match &part.name {
        None => part.body,
        Some((_, name)) => {
            let line = source.lines.line(name.start.index());
            let start = source.lines.start(line).unwrap_or_default();
            FileSpan { start: start.into(), end: part.body.end }
        }
    }
}

/// A span without the blanks and line breaks at its end.
pub(crate) fn trimmed(text: &str, span: FileSpan) -> FileSpan {
    let written = text.get(span.range()).unwrap_or_default();
    FileSpan::new(span.start, span.start.index() + written.trim_end().len())
}

fn expressions(source: &SourceFile, part: &Part, lexemes: &[Lexeme]) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut open: Option<&Lexeme> = None;
    let mut last: Option<&Lexeme> = None;
    // A tag that is never closed ends with its last token.
    for lexeme in lexemes {
        let ends = matches!(
            lexeme.kind,
            LexemeKind::Data | LexemeKind::Comment | LexemeKind::OpenStatement | LexemeKind::OpenExpression
        );
        if ends && let (Some(first), Some(last)) = (open.take(), last) {
            found.extend(expression(source, part, first, last));
        }
        if lexeme.kind == LexemeKind::OpenExpression {
            open = Some(lexeme);
        }
        last = Some(lexeme);
    }
    if let (Some(first), Some(last)) = (open, last) {
        found.extend(expression(source, part, first, last));
    }
    found
}

fn expression(source: &SourceFile, part: &Part, first: &Lexeme, last: &Lexeme) -> Option<Expression> {
    let is_line = part.translation.copied(first.span).next().is_none();
    let span = trimmed(&source.text, part.file_span(first.span).to(part.file_span(last.span)));
    // `{{'\n'}}` before the end of a header's block is made up.
    let nothing = span.start == span.end;
    (!nothing).then_some(Expression { span, is_line })
}
