//! Changes to the text of files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_expand::LoadedFile;

/// A change to a file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes.
    pub span: FileSpan,
    /// What it becomes.
    pub text: String,
}

/// Changes to several files, by path; those of a file do not overlap and are in the order of its text.
#[derive(Debug, Default)]
pub struct Edits {
    /// For each file the text that the changes are to, and the changes.
    pub files: BTreeMap<PathBuf, (Arc<LoadedFile>, Vec<Edit>)>,
    /// Files that are made, with their text.
    pub created: Vec<(PathBuf, String)>,
}

impl Edits {
    /// Adds a change, unless it is there.
    pub fn replace(&mut self, file: &Arc<LoadedFile>, span: FileSpan, text: impl Into<String>) {
        let (_, edits) =
            self.files.entry(file.path.clone()).or_insert_with(|| (Arc::clone(file), Vec::new()));
        let at = edits.partition_point(|edit| (edit.span.start, edit.span.end) < (span.start, span.end));
        let edit = Edit { span, text: text.into() };
        if edits.get(at) != Some(&edit) {
            edits.insert(at, edit);
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.created.is_empty()
    }

    /// The text of a file after the changes; none where they do not touch it.
    pub fn applied(&self, path: &std::path::Path) -> Option<String> {
        let (file, edits) = self.files.get(path)?;
        Some(apply(&file.source.text, edits))
    }
}

/// A text after changes that do not overlap and are in its order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.span.start.index()]);
        out.push_str(&edit.text);
        at = edit.span.end.index();
    }
    out.push_str(&text[at..]);
    out
}
