//! A whole file: its templates, each translated and parsed.

use std::sync::Arc;

use crate::position::{FileSpan, JinjaSpan, LineColumn, LineIndex};
use crate::translate::{Translation, translate};
use crate::{Dialect, FileOffset, Problem, ast, parse, split};

/// A file's text and everything that can be known of it alone.
#[derive(Debug)]
pub struct SourceFile {
    /// The text, as it is on disk or in the editor.
    pub text: Arc<str>,
    /// The dialect that it is read in.
    pub dialect: Dialect,
    /// Where its lines start.
    pub lines: LineIndex,
    /// Its own template first, then those its split markers name.
    pub parts: Vec<Part>,
}

/// One template of a file.
#[derive(Debug)]
pub struct Part {
    /// The name in its split marker, and where; none for the file's own template.
    pub name: Option<(String, FileSpan)>,
    /// Its text within the file.
    pub body: FileSpan,
    /// Its Jinja2 source and the way back.
    pub translation: Translation,
    /// The tree of that source.
    pub template: ast::Template,
    /// What is wrong in it, in the order of the text; the first is what Jinja2 would raise.
    pub problems: Vec<Problem>,
}

impl SourceFile {
    /// Splits, translates and parses a file's text.
    pub fn new(text: impl Into<Arc<str>>, dialect: Dialect) -> Self {
        let text = text.into();
        let parts =
            split(&text).into_iter().map(|split| Part::new(&text, split.name, split.body, dialect)).collect();
        Self { lines: LineIndex::new(&text), text, dialect, parts }
    }

    /// A template given as a string, which is not split.
    pub fn from_string(text: impl Into<Arc<str>>, dialect: Dialect) -> Self {
        let text = text.into();
        let body = FileSpan::new(0, text.len());
        let parts = vec![Part::new(&text, None, body, dialect)];
        Self { lines: LineIndex::new(&text), text, dialect, parts }
    }

    /// Line and column of a place in the file.
    pub fn line_column(&self, offset: FileOffset) -> LineColumn {
        self.lines.line_column(&self.text, offset.index())
    }
}

impl Part {
    fn new(text: &str, name: Option<(String, FileSpan)>, body: FileSpan, dialect: Dialect) -> Self {
        let translation = translate(text, body, dialect);
        let (template, problems) = parse(&translation.jinja);
        Self { name, body, translation, template, problems }
    }

    /// The place in the file of a span of the Jinja2 source.
    pub fn file_span(&self, span: JinjaSpan) -> FileSpan {
        self.translation.file_span(span)
    }
}
