//! What a selection grows to, step by step: word, token, expression, statement, line, block, template, file.

use std::collections::HashMap;

use forgather_dialect::ast::Expr;
use forgather_dialect::lines::{Line, LineKind};
use forgather_dialect::{FileOffset, FileSpan, LexemeKind, Part, SourceFile};

use crate::syntax::{EntryKind, Layers, YamlTokenKind, extent, part_at, trimmed};

/// For each of some places in a file the spans that hold it, each within the next; the last is the file.
pub fn selection_ranges(source: &SourceFile, offsets: &[FileOffset]) -> Vec<Vec<FileSpan>> {
    // What there is to select in each template, made when it is first needed.
    let mut known: HashMap<usize, Vec<FileSpan>> = HashMap::new();
    offsets
        .iter()
        .map(|offset| {
            let mut offset = offset.index().min(source.text.len());
            while !source.text.is_char_boundary(offset) {
                offset -= 1;
            }
            let offset = FileOffset::from(offset);
            let mut found = vec![word(&source.text, offset), FileSpan::new(0, source.text.len())];
            if let Some(part) = part_at(source, offset) {
                let spans = known.entry(part.body.start.index()).or_insert_with(|| all(source, part));
                found.extend(spans.iter().filter(|span| span.touches(offset)));
            }
            steps(source, found)
        })
        .collect()
}

/// Of spans that hold a place those that hold each other, the smallest first.
fn steps(source: &SourceFile, mut found: Vec<FileSpan>) -> Vec<FileSpan> {
    found.sort_by_key(|span| span.end.0 - span.start.0);
    let mut steps: Vec<FileSpan> = Vec::new();
    for span in found {
        let grows =
            steps.last().is_none_or(|last| span.start <= last.start && last.end <= span.end && span != *last);
        // A cursor between two things selects neither: what is empty is no selection.
        if grows && (span.start < span.end || source.text.is_empty()) {
            steps.push(span);
        }
    }
    steps
}

/// All that can be selected in a template.
fn all(source: &SourceFile, part: &Part) -> Vec<FileSpan> {
    let layers = Layers::new(source, part);
    let mut found = vec![extent(source, part), trimmed(&source.text, part.body)];
    found.extend(part.name.as_ref().map(|(_, name)| *name));
    let mut step = |span: FileSpan| found.push(span);
    tokens(&layers, &mut step);
    layers.lines.iter().for_each(|line| self::line(&layers, line, &mut step));
    yaml(&layers, &mut step);
    found
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

fn line(layers: &Layers<'_>, line: &Line, step: &mut dyn FnMut(FileSpan)) {
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

fn yaml(layers: &Layers<'_>, step: &mut dyn FnMut(FileSpan)) {
    let yaml = &layers.yaml;
    for token in &yaml.tokens {
        step(token.span);
        let text = layers.text(token.span);
        match token.kind {
            YamlTokenKind::String if text.starts_with(['"', '\'']) && text.len() > 1 => {
                step(within(token.span));
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
    // The collections that entries are in.
    let mut collections: HashMap<(Option<usize>, usize, bool), FileSpan> = HashMap::new();
    for entry in &yaml.entries {
        step(entry.span);
        entry.value.iter().for_each(|value| step(*value));
        let place = (entry.parent, entry.column, entry.kind == EntryKind::Item);
        let collection = collections.entry(place).or_insert(entry.span);
        *collection = collection.to(entry.span);
    }
    collections.into_values().for_each(step);
}
