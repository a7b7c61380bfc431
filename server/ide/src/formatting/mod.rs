//! A formatter that never changes what a template expands to.
//!
//! Only blanks are touched, and only where they mean nothing: within statements and expressions, before line statements,
//! in comments. The result is read again and compared: where any token, or any byte of the text that is output, is not
//! as it was, nothing is changed at all.

mod rules;

use forgather_dialect::{FileSpan, LexemeKind, Part, SourceFile, lexemes};

use crate::edit::{Edit, apply};
use crate::syntax::Layers;

/// The edits that format a file, or those lines of it that a span touches; sorted, none overlaps another. Templates with
/// a syntax error are left alone.
pub fn format(source: &SourceFile, within: Option<FileSpan>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in source.parts.iter().filter(|part| part.problems.is_empty()) {
        rules::all(&Layers::new(source, part), &mut edits);
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    if let Some(within) = within {
        let line = |offset: usize| source.lines.line(offset);
        let wanted = line(within.start.index())..=line(within.end.index());
        // A selection that ends at the start of a line does not mean that line.
        let ends_before =
            within.start < within.end && source.lines.start(*wanted.end()) == Some(within.end.index());
        let wanted = *wanted.start()..*wanted.end() + usize::from(!ends_before);
        edits.retain(|edit| wanted.contains(&line(edit.span.start.index())));
    }
    if edits.is_empty() {
        return edits;
    }
    let formatted = SourceFile::new(apply(&source.text, &edits), source.dialect);
    if means_the_same(source, &formatted) { edits } else { Vec::new() }
}

/// Whether two files expand to the same, whatever uses them: their templates have the same tokens and output the same
/// text. The tree of a template follows from these.
fn means_the_same(a: &SourceFile, b: &SourceFile) -> bool {
    a.parts.len() == b.parts.len() && a.parts.iter().zip(&b.parts).all(|(a, b)| same_template(a, b))
}

fn same_template(a: &Part, b: &Part) -> bool {
    let name = |part: &Part| part.name.as_ref().map(|(name, _)| name.clone());
    let tokens = |part: &Part| -> Vec<(LexemeKind, String)> {
        let jinja = &part.translation.jinja;
        let all = lexemes(jinja).into_iter().filter(|lexeme| lexeme.kind != LexemeKind::Comment);
        all.map(|lexeme| (lexeme.kind, jinja[lexeme.span.range()].to_owned())).collect()
    };
    name(a) == name(b) && tokens(a) == tokens(b)
}
