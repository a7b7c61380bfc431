//! What can be folded.

use std::collections::BTreeMap;

use forgather_dialect::lines::LineKind;
use forgather_dialect::{FileOffset, FileSpan, LexemeKind, SourceFile};

use crate::nesting::nest;
use crate::syntax::{Construct, Form, Layers, YamlTokenKind, extent, trimmed};

/// Lines that can be folded into the first of them: all that its span touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// From somewhere on the first line to somewhere on the last.
    pub span: FileSpan,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// Comments.
    Comment,
    /// A sub-template.
    Template,
    /// A statement's body, a mapping, an expression.
    Code,
}

/// What can be folded in a file, at most one fold for each line, sorted; folds nest.
pub fn folding_ranges(source: &SourceFile) -> Vec<Fold> {
    let mut found = Vec::new();
    for layers in Layers::of_file(source) {
        if layers.part.name.is_some() {
            let span = trimmed(&source.text, extent(source, layers.part));
            found.push(Fold { span, kind: FoldKind::Template });
        }
        for construct in &layers.constructs {
            bodies(&layers, construct, &mut found);
        }
        comments(&layers, &mut found);
        let code = |span: FileSpan| Fold { span: trimmed(&source.text, span), kind: FoldKind::Code };
        found.extend(layers.statements.iter().map(|statement| code(statement.span)));
        found.extend(layers.expressions.iter().map(|expression| code(expression.span)));
        found.extend(layers.yaml.entries.iter().map(|entry| code(entry.span)));
        found.extend(layers.yaml.groups.iter().map(|group| code(*group)));
        found.extend(layers.yaml.tokens.iter().map(|token| code(token.span)));
    }
    by_line(source, found)
}

/// Folds of a statement and of what follows it, each up to the line before the next.
fn bodies(layers: &Layers<'_>, construct: &Construct, found: &mut Vec<Fold>) {
    let text = &layers.source.text;
    let tags: Vec<usize> = std::iter::once(construct.open)
        .chain(construct.middles.iter().copied())
        .chain(construct.close)
        .collect();
    for (index, tag) in tags.iter().enumerate() {
        let statement = &layers.statements[*tag];
        let next = tags.get(index + 1).map(|next| &layers.statements[*next]);
        let end = match next {
            None if construct.close.is_some() => continue,
            None => construct.span.end,
            Some(next) if next.form == Form::Header => next.span.end,
            Some(next) => {
                // What stands before it on its line would be left over.
                let line = layers.source.lines.line(next.span.start.index());
                let start = layers.source.lines.start(line).unwrap_or_default();
                let is_first = text[start..next.span.start.index()].trim().is_empty();
                if is_first { start.into() } else { next.span.start }
            }
        };
        let span = FileSpan { start: statement.span.start, end: end.max(statement.span.start) };
        found.push(Fold { span: trimmed(text, span), kind: FoldKind::Code });
    }
}

/// Comments of several lines, and comments on lines that follow each other.
fn comments(layers: &Layers<'_>, found: &mut Vec<Fold>) {
    let blocks = layers.lexemes.iter().filter(|lexeme| lexeme.kind == LexemeKind::Comment);
    found.extend(
        blocks.map(|lexeme| Fold { span: layers.part.file_span(lexeme.span), kind: FoldKind::Comment }),
    );
    let mut run: Option<FileSpan> = None;
    for line in &layers.lines {
        let start = line.indentation(&layers.source.text).end;
        let is_yaml = || {
            let tokens = &layers.yaml.tokens;
            let at = tokens.partition_point(|token| token.span.start < start);
            tokens
                .get(at)
                .is_some_and(|token| token.span.start == start && token.kind == YamlTokenKind::Comment)
        };
        if matches!(line.kind, LineKind::Comment { .. }) || is_yaml() {
            run = Some(run.map_or(FileSpan { start, end: line.span.end }, |run| run.to(line.span)));
        } else if let Some(span) = run.take() {
            found.push(Fold { span, kind: FoldKind::Comment });
        }
    }
    found.extend(run.map(|span| Fold { span, kind: FoldKind::Comment }));
}

/// Of the folds that begin on a line the longest, none that crosses another.
fn by_line(source: &SourceFile, found: Vec<Fold>) -> Vec<Fold> {
    let line = |offset: FileOffset| source.lines.line(offset.index());
    let mut longest: BTreeMap<usize, (usize, Fold)> = BTreeMap::new();
    for fold in found {
        let (first, last) = (line(fold.span.start), line(fold.span.end));
        if first < last {
            let known = longest.entry(first).or_insert((last, fold));
            if known.0 < last {
                *known = (last, fold);
            }
        }
    }
    let (mut lines, folds): (Vec<FileSpan>, Vec<Fold>) =
        longest.into_iter().map(|(first, (last, fold))| (FileSpan::new(first, last + 1), fold)).unzip();
    nest(&mut lines);
    let mut kept = Vec::new();
    for (lines, mut fold) in lines.into_iter().zip(folds) {
        let (first, last) = (lines.start.index(), lines.end.index().saturating_sub(1));
        if last < line(fold.span.end) {
            let next = source.lines.start(last + 1).unwrap_or(source.text.len());
            let start = source.lines.start(last).unwrap_or_default();
            let content = source.text[start..next].trim_end_matches(['\n', '\r']);
            fold.span.end = (start + content.len()).into();
        }
        if first < last {
            kept.push(fold);
        }
    }
    kept
}
