//! Positions in the expanded configuration text.

use std::fmt;

/// A byte offset into the expanded text, always on a character boundary.
///
/// A type of its own, so that it cannot be mixed up with an offset into a template's file: the caller
/// maps it back with the origins of the expansion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ExpandedOffset(pub u32);

impl ExpandedOffset {
    /// The offset as an index into the text, in bytes.
    pub fn to_usize(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for ExpandedOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A half-open range of bytes in the expanded text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: ExpandedOffset,
    /// The byte after the last one; never before `start`.
    pub end: ExpandedOffset,
}

impl Span {
    /// The span from `start` to `end`, in bytes; empty at `start` where `end` lies before it.
    pub fn new(start: u32, end: u32) -> Span {
        Span { start: ExpandedOffset(start), end: ExpandedOffset(end.max(start)) }
    }

    /// The empty span at `offset`, in bytes.
    pub fn at(offset: u32) -> Span {
        Span::new(offset, offset)
    }

    /// The text the span covers; empty where the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start.to_usize()..self.end.to_usize()).unwrap_or_default()
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}
