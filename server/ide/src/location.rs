//! A place in a file, with the text that it is a place of.

use std::path::Path;
use std::sync::Arc;

use forgather_dialect::{FileSpan, LineColumn};
use forgather_expand::LoadedFile;

/// A range of a file's text.
#[derive(Debug, Clone)]
pub struct Location {
    /// The file, with the text that was analysed.
    pub file: Arc<LoadedFile>,
    /// The range, in bytes of that text.
    pub span: FileSpan,
}

impl Location {
    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// The text in the range.
    pub fn text(&self) -> &str {
        self.file.source.text.get(self.span.range()).unwrap_or_default()
    }

    /// Line and column of its start.
    pub fn start(&self) -> LineColumn {
        self.file.source.line_column(self.span.start)
    }

    /// Line and column of its end, exclusive.
    pub fn end(&self) -> LineColumn {
        self.file.source.line_column(self.span.end)
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.file.path == other.file.path && self.span == other.span
    }
}

impl Eq for Location {}
