//! Where each byte of an expansion comes from.
//!
//! Output is text with marks: a mark says that the bytes from its place to the next mark's were made by one run of
//! template data, or by one expression, in one activation of a template. Captured text (a block's, a macro's, `super()`)
//! keeps its marks while it is a value, so they survive trimming, joining and being set to a variable.

use std::fmt;
use std::sync::Arc;

use forgather_dialect::{JinjaOffset, JinjaSpan};
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

/// A byte offset in the expanded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ExpandedOffset(pub u32);

/// An activation of a template, block or macro: an index into the expansion's frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub u32);

/// What made a part of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OriginKind {
    /// Template data, copied: position by position.
    Text,
    /// An expression's value.
    Expression,
}

impl OriginKind {
    /// As users see it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Expression => "expression",
        }
    }
}

/// The origin of a run of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where in the text the run starts.
    pub(crate) at: u32,
    pub(crate) frame: FrameId,
    /// For data, the place of its first byte; for an expression, all of it.
    pub(crate) span: JinjaSpan,
    pub(crate) kind: OriginKind,
}

/// Text with the origin of its bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct TracedText {
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
}

impl TracedText {
    pub(crate) fn push(&mut self, text: &str, frame: FrameId, span: JinjaSpan, kind: OriginKind) {
        if text.is_empty() {
            return;
        }
        let at = self.text.len() as u32;
        self.text.push_str(text);
        self.marks.push(Mark { at, frame, span, kind });
    }

    pub(crate) fn append(&mut self, other: &Self) {
        let base = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.marks.extend(other.marks.iter().map(|mark| Mark { at: mark.at + base, ..*mark }));
    }

    /// The bytes from `start` to `end`, which must be character boundaries.
    pub(crate) fn slice(&self, start: usize, end: usize) -> Self {
        if start >= end {
            return Self::default();
        }
        let text = self.text[start..end].to_owned();
        let first = self.marks.partition_point(|mark| mark.at as usize <= start).saturating_sub(1);
        let marks = self.marks[first..]
            .iter()
            .take_while(|mark| (mark.at as usize) < end)
            .map(|mark| {
                let skipped = (start as u32).saturating_sub(mark.at);
                let mut span = mark.span;
                if mark.kind == OriginKind::Text {
                    span.start = JinjaOffset(span.start.0 + skipped);
                }
                Mark { at: mark.at.max(start as u32) - start as u32, span, ..*mark }
            })
            .collect();
        Self { text, marks }
    }

    /// As a value: a plain string where there is nothing to keep.
    pub(crate) fn into_value(self) -> Value {
        if self.marks.is_empty() { Value::from(self.text) } else { Value::from_object(self) }
    }

    pub(crate) fn of(value: &Value) -> Option<&Self> {
        value.downcast_object_ref()
    }
}

impl Object for TracedText {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A value without its origins: what every operation that knows nothing of them gets.
pub(crate) fn plain(value: Value) -> Value {
    match TracedText::of(&value) {
        Some(traced) => Value::from(traced.text.as_str()),
        None => value,
    }
}
