//! Changes to a text.

use forgather_dialect::FileSpan;

/// A part of a text, and what it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The part.
    pub span: FileSpan,
    /// Its new text.
    pub text: String,
}

/// The text after some edits, which must be sorted and may not overlap; those that do not fit are left out.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let Some(kept) = text.get(at..edit.span.start.index()) else { continue };
        out.push_str(kept);
        out.push_str(&edit.text);
        at = edit.span.end.index();
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
