//! What may be written at a cursor, the likeliest first. The text there is nearly always broken: what is meant is told
//! from the text around the cursor, and what there is to choose from by the active configuration as far as it goes.

mod anchor;
mod attribute;
mod block;
mod callee;
mod cursor;
mod document;
mod enclosing;
mod expression;
pub(crate) mod key;
mod opened;
mod similar;
mod snippet;
mod spec;
mod tag;
mod template;
mod world;

use std::path::Path;

use forgather_dialect::FileSpan;
use forgather_workspace::Cancelled;

use crate::snapshot::Snapshot;

pub use document::document;

pub(crate) use callee::{Called, Callee, callee_at};
pub(crate) use cursor::{Cursor, Place, is_word};

/// What may be written at a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// What is replaced where the rest of a word is kept: what was typed of it.
    pub insert: FileSpan,
    /// What is replaced otherwise: all of the word.
    pub replace: FileSpan,
    /// The items, the likeliest first.
    pub items: Vec<Completion>,
    /// Whether there is more than was wanted.
    pub is_incomplete: bool,
}

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is shown, and written where nothing else is said.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words about it.
    pub detail: Option<String>,
    /// What is written, if not the label; with `is_snippet` it has tab stops.
    pub text: Option<String>,
    /// Whether the text is a snippet, as the protocol has it.
    pub is_snippet: bool,
    /// Whether something else should be written.
    pub is_deprecated: bool,
}

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A template's name.
    Template,
    /// A block.
    Block,
    /// A variable.
    Variable,
    /// An attribute of a namespace, a module or another value.
    Attribute,
    /// A macro.
    Macro,
    /// An argument of a macro or a function, by name.
    Argument,
    /// A name that every template sees.
    Global,
    /// A method of a value.
    Method,
    /// A filter.
    Filter,
    /// A test.
    Test,
    /// A statement.
    Statement,
    /// A tag.
    Tag,
    /// An anchor, to be written as an alias or as the anchor itself.
    Anchor,
    /// A Python module or package.
    Module,
    /// A Python file.
    File,
    /// A Python class.
    Class,
    /// A Python function.
    Function,
    /// Another Python name.
    Value,
    /// The key of an argument of what a tag calls.
    Key,
    /// A key of the root mapping.
    Target,
}

/// More are not shown: who wants one of these types a letter more.
const MOST: usize = 400;

/// What may be written at an offset of a file.
pub fn completion(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Option<Completions>, Cancelled> {
    let Some(cursor) = Cursor::new(snapshot, path, offset) else { return Ok(None) };
    let mut ranked = Ranked::default();
    let span = match cursor.place() {
        Place::Nothing => return Ok(None),
        Place::Header(span) => {
            block::names(snapshot, &cursor, &mut ranked)?;
            span
        }
        Place::Code(code) => expression::complete(snapshot, &cursor, &code, &mut ranked)?,
        Place::Alias(span) => {
            anchor::aliases(snapshot, &cursor, span, &mut ranked);
            span
        }
        Place::Anchor(span) => {
            anchor::anchors(snapshot, &cursor, span, &mut ranked);
            span
        }
        Place::Tag(span) => {
            tag::tags(&cursor, &mut ranked);
            span
        }
        Place::Spec { tag, spec } => spec::specs(snapshot, &cursor, tag, spec, &mut ranked),
        Place::Key(span) => {
            key::keys(snapshot, &cursor, span, &mut ranked);
            span
        }
        Place::Value(span) => {
            anchor::values(snapshot, &cursor, span, &mut ranked);
            span
        }
    };
    snapshot.cancel.check()?;
    let insert = FileSpan { start: span.start, end: cursor.offset.into() };
    Ok(Some(ranked.finish(insert, span.to(insert))))
}

/// Items with what speaks for each.
#[derive(Default)]
pub(crate) struct Ranked {
    items: Vec<(f64, Completion)>,
}

impl Ranked {
    /// Adds an item; one of the same label that is there already stays, with what speaks most for either.
    pub(crate) fn add(&mut self, score: f64, item: Completion) {
        self.items.push((score, item));
    }

    /// Adds an item that is written as it is shown.
    pub(crate) fn plain(
        &mut self,
        score: f64,
        kind: CompletionKind,
        label: impl Into<String>,
        detail: Option<String>,
    ) {
        self.add(score, Completion::new(kind, label, detail));
    }

    fn finish(mut self, insert: FileSpan, replace: FileSpan) -> Completions {
        // Equal scores keep the order in which they were added.
        self.items.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut seen = std::collections::HashSet::new();
        self.items.retain(|(_, item)| seen.insert((item.label.clone(), item.is_snippet)));
        let is_incomplete = self.items.len() > MOST;
        self.items.truncate(MOST);
        let items = self.items.into_iter().map(|(_, item)| item).collect();
        Completions { insert, replace, items, is_incomplete }
    }
}

impl Completion {
    pub(crate) fn new(kind: CompletionKind, label: impl Into<String>, detail: Option<String>) -> Self {
        Self { label: label.into(), kind, detail, text: None, is_snippet: false, is_deprecated: false }
    }

    /// The same, written in another way.
    pub(crate) fn writes(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same, written as a snippet.
    pub(crate) fn snippet(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), is_snippet: true, ..self }
    }
}
