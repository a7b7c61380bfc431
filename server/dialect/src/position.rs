//! Positions: byte offsets in a file and in a template's Jinja2 source, which must not be mixed up, and lines.

use std::ops::Range;

/// Python's `str.isspace`, which `\s` means in its patterns and in Jinja2's: Rust's lacks the four separators.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

macro_rules! offset {
    ($(#[$doc:meta])* $name:ident, $(#[$span_doc:meta])* $span:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the text.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(offset: usize) -> Self {
                Self(offset as u32)
            }
        }

        $(#[$span_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $span {
            /// Where it starts.
            pub start: $name,
            /// Where it ends, exclusive.
            pub end: $name,
        }

        impl $span {
            /// The span from `start` to `end`, in bytes.
            pub fn new(start: impl Into<$name>, end: impl Into<$name>) -> Self {
                Self { start: start.into(), end: end.into() }
            }

            /// As a range of indices into the text.
            pub fn range(self) -> Range<usize> {
                self.start.index()..self.end.index()
            }

            /// The smallest span that holds both.
            #[must_use]
            pub fn to(self, other: Self) -> Self {
                Self { start: self.start.min(other.start), end: self.end.max(other.end) }
            }

            /// Whether the offset lies within, the end included (as a cursor's does).
            pub fn touches(self, offset: $name) -> bool {
                self.start <= offset && offset <= self.end
            }
        }
    };
}

offset!(
    /// A byte offset in a file's text.
    FileOffset,
    /// A range of bytes of a file's text.
    FileSpan
);
offset!(
    /// A byte offset in the Jinja2 source that a template's text was rewritten to.
    JinjaOffset,
    /// A range of bytes of a template's Jinja2 source.
    JinjaSpan
);

/// A line and column for people: both start at 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where the lines of a text start; `\n`, `\r\n` and `\r` end a line.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts }
    }

    /// The line that holds the byte at `offset`, from 0.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The byte at which a line starts; lines count from 0.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).map(|start| *start as usize)
    }

    /// How many lines there are, at least one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is but one, empty or unterminated, line.
    pub fn is_empty(&self) -> bool {
        self.starts.len() <= 1
    }

    /// Line and column of the byte at `offset` of `text`, which must be the text that was indexed.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let start = self.starts[line] as usize;
        LineColumn { line: line as u32 + 1, column: text[start..offset].chars().count() as u32 + 1 }
    }
}
