//! What a selection grows to, step by step: word, token, expression, statement, line, block, template, file.

use forgather_dialect::ast::Expr;
use forgather_dialect::lines::LineKind;
use forgather_dialect::{FileOffset, FileSpan, LexemeKind, SourceFile};

use crate::syntax::{Entry, Layers, YamlTokenKind, extent, part_at, trimmed};

/// For a place in a file the spans that hold it, each within the next; the last is the file.
pub fn selection_ranges(source: &SourceFile, offset: FileOffset) -> Vec<FileSpan> {
    let mut offset = offset.index().min(source.text.len());
    while !source.text.is_char_boundary(offset) {
        offset -= 1;
    }
    let offset = FileOffset::from(offset);
    let mut found = vec![word(&source.text, offset), FileSpan::new(0, source.text.len())];
    if let Some(part) = part_at(source, offset) {
        let layers = Layers::new(source, part);
        found.push(extent(source, part));
        found.push(trimmed(&source.text, part.body));
        found.extend(part.name.as_ref().map(|(_, name)| *name));
        let mut step = |span: FileSpan| {
            if span.touches(offset) {
                found.push(span);
            }
        };
        tokens(&layers, &mut step);
        lines(&layers, offset, &mut step);
        yaml(&layers, offset, &mut step);
    }
    found.retain(|span| span.touches(offset));
    found.sort_by_key(|span| span.end.0 - span.start.0);
    let mut steps: Vec<FileSpan> = Vec::new();
    for span in found {
        let grows =
            steps.last().is_none_or(|last| span.start <= last.start && last.end <= span.end && span != *last);
        // A cursor between two things selects neither: what is empty is no selection.
        if grows && (span.start < span.end || span.end.index() == source.text.len()) {
            steps.push(span);
        }
    }
    steps
}

/// The word around a place, perhaps empty.
fn word(text: &str, offset: FileOffset) -> FileSpan {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let (before, after) = text.split_at(offset.index());
    let start = before.trim_end_matches(is_word).len();
    let end = text.len() - after.trim_start_matches(is_word).len();
    FileSpan::new(start, end)
}

/// Tokens, expressions, statements and their bodies.
fn tokens(layers: &Layers<'_>, step: &mut dyn FnMut(FileSpan)) {
    let part = layers.part;
    for lexeme in &layers.lexemes {
        if lexeme.kind == LexemeKind::Data || part.translation.copied(lexeme.span).next().is_none() {
            continue;
        }
        let span = part.file_span(lexeme.span);
        step(span);
        if lexeme.kind == LexemeKind::String {
            step(within(span));
        }
    }
    let mut each = |expr: &Expr| expressions(layers, expr, step);
    for node in &part.template.body {
        node.walk(&mut |node| node.expressions(&mut each));
    }
    for span in layers.statements.iter().map(|statement| statement.span) {
        step(span);
    }
    for span in layers.expressions.iter().map(|expression| expression.span) {
        step(span);
    }
    for construct in &layers.constructs {
        step(construct.span);
        for body in construct.bodies(&layers.statements) {
            step(content(layers.text(body), body));
        }
    }
}

fn expressions(layers: &Layers<'_>, expr: &Expr, step: &mut dyn FnMut(FileSpan)) {
    // What a header or `=>` makes up has no place of its own.
    if layers.part.translation.copied(expr.span).next().is_some() {
        step(layers.part.file_span(expr.span));
    }
    expr.children(&mut |child| expressions(layers, child, step));
}

/// The lines of a body, without the line breaks at its ends.
fn content(text: &str, span: FileSpan) -> FileSpan {
    let start = text.len() - text.trim_start_matches(['\n', '\r']).len();
    let end = text.trim_end().len().max(start);
    FileSpan::new(span.start.index() + start, span.start.index() + end)
}

/// A string without its quotes, a collection without its brackets.
fn within(span: FileSpan) -> FileSpan {
    let (start, end) = (span.start.index() + 1, span.end.index().saturating_sub(1));
    FileSpan::new(start, end.max(start))
}

fn lines(layers: &Layers<'_>, offset: FileOffset, step: &mut dyn FnMut(FileSpan)) {
    let Some(line) = layers.line_at(offset) else { return };
    if line.kind != LineKind::Text {
        let start = line.indentation(&layers.source.text).end;
        step(trimmed(&layers.source.text, FileSpan { start, end: line.span.end.max(start) }));
    }
    line.comment.iter().for_each(|comment| step(*comment));
    match line.kind {
        LineKind::Text => {}
        LineKind::Comment { comment } => step(comment),
        LineKind::Statement { operator, inner } => {
            step(operator);
            step(trimmed(&layers.source.text, inner));
        }
        LineKind::Header { header, name } => {
            step(name);
            step(header);
        }
    }
}

fn yaml(layers: &Layers<'_>, offset: FileOffset, step: &mut dyn FnMut(FileSpan)) {
    let yaml = &layers.yaml;
    for token in &yaml.tokens {
        step(token.span);
        let text = layers.text(token.span);
        match token.kind {
            YamlTokenKind::String if text.starts_with(['"', '\'']) && text.len() > 1 => {
                step(within(token.span))
            }
            YamlTokenKind::Tag => {
                // The import spec, from the first colon to the name.
                let start = text.find(':').map_or(0, |colon| colon + 1);
                let end = text.rfind('@').unwrap_or(text.len()).max(start);
                let at = token.span.start.index();
                step(FileSpan::new(at + start, at + end));
            }
            _ => {}
        }
    }
    for group in &yaml.groups {
        step(*group);
        if layers.text(*group).starts_with(['[', '{']) {
            step(within(*group));
        }
    }
    for entry in yaml.entries.iter().filter(|entry| entry.span.touches(offset)) {
        step(entry.span);
        entry.value.iter().for_each(|value| step(*value));
        step(siblings(&yaml.entries, entry));
    }
}

/// The collection that an entry is in.
fn siblings(entries: &[Entry], entry: &Entry) -> FileSpan {
    let is_sibling = |other: &&Entry| {
        other.parent == entry.parent && other.column == entry.column && other.kind == entry.kind
    };
    entries.iter().filter(is_sibling).fold(entry.span, |span, other| span.to(other.span))
}
