//! What the formatter does: one function for each thing.

use std::collections::HashSet;

use forgather_dialect::lines::{Line, LineKind};
use forgather_dialect::{FileOffset, FileSpan, Lexeme, LexemeKind};

use crate::edit::Edit;
use crate::syntax::{Form, Layers, Statement, trimmed};

pub(super) fn all(layers: &Layers<'_>, edits: &mut Vec<Edit>) {
    // Within `raw`, or a tag of several lines, what looks like a statement or a comment is none.
    let lines = layers.statements.iter().filter(|statement| statement.form == Form::Line);
    let outputs = layers.expressions.iter().filter(|expression| expression.is_line);
    let starts: HashSet<FileOffset> = lines
        .map(|statement| statement.span.start)
        .chain(outputs.map(|expression| expression.span.start))
        .collect();
    let comments: HashSet<FileOffset> = layers
        .lexemes
        .iter()
        .filter(|lexeme| lexeme.kind == LexemeKind::Comment)
        .map(|lexeme| layers.part.file_span(lexeme.span).start)
        .collect();
    for line in &layers.lines {
        line_statement(layers, line, &starts, edits);
        header(layers, line, edits);
        if comments.contains(&line.span.start) {
            own_comment(layers, line, edits);
        }
        trailing_comment(layers, line, edits);
    }
    let tags = layers.statements.iter().map(|statement| (statement.keyword, statement.lexemes.clone()));
    for (keyword, range) in tags {
        tokens(layers, keyword, &layers.lexemes[range], edits);
    }
    for range in expressions(&layers.lexemes) {
        tokens(layers, "", range, edits);
    }
    alignment(layers, edits);
}

/// Makes a span of blanks read as `wanted`.
fn set(layers: &Layers<'_>, start: usize, end: usize, wanted: &str, edits: &mut Vec<Edit>) {
    let span = FileSpan::new(start, end);
    let written = layers.text(span);
    if written != wanted && written.trim().is_empty() && !written.contains(['\n', '\r']) {
        edits.push(Edit { span, text: wanted.to_owned() });
    }
}

/// One blank behind the operator, none at the end of the line.
fn line_statement(layers: &Layers<'_>, line: &Line, starts: &HashSet<FileOffset>, edits: &mut Vec<Edit>) {
    let LineKind::Statement { operator, inner } = line.kind else { return };
    let written = layers.text(inner);
    if written.trim().is_empty() || !starts.contains(&operator.start) {
        return;
    }
    let first = inner.start.index() + (written.len() - written.trim_start().len());
    set(layers, operator.end.index(), first, " ", edits);
    if line.comment.is_none() {
        end_of_line(layers, line.span, edits);
    }
}

fn end_of_line(layers: &Layers<'_>, span: FileSpan, edits: &mut Vec<Edit>) {
    let shown = trimmed(&layers.source.text, span);
    set(layers, shown.end.index(), span.end.index(), "", edits);
}

/// No blank behind a block header.
fn header(layers: &Layers<'_>, line: &Line, edits: &mut Vec<Edit>) {
    if matches!(line.kind, LineKind::Header { .. }) && line.comment.is_none() {
        end_of_line(layers, line.span, edits);
    }
}

/// `## …` on a line of its own.
fn own_comment(layers: &Layers<'_>, line: &Line, edits: &mut Vec<Edit>) {
    let LineKind::Comment { comment } = line.kind else { return };
    comment_marker(layers, comment, edits);
    // Before the end of a comment a sign would take blanks away.
    if !layers.text(comment).trim_end().ends_with(['-', '+']) {
        end_of_line(layers, comment, edits);
    }
}

/// `x ## …`: what stands behind the marker is nowhere in the expansion.
fn trailing_comment(layers: &Layers<'_>, line: &Line, edits: &mut Vec<Edit>) {
    let Some(comment) = line.comment else { return };
    comment_marker(layers, comment, edits);
    end_of_line(layers, comment, edits);
}

/// A blank between `##` and a word.
fn comment_marker(layers: &Layers<'_>, comment: FileSpan, edits: &mut Vec<Edit>) {
    let text = layers.text(comment).strip_prefix("##").unwrap_or_default();
    if text.starts_with(char::is_alphanumeric) {
        let at = comment.start.index() + 2;
        edits.push(Edit { span: FileSpan::new(at, at), text: " ".to_owned() });
    }
}

/// The lexemes of each expression, from its braces to its braces.
fn expressions(lexemes: &[Lexeme]) -> impl Iterator<Item = &[Lexeme]> {
    let opens = |lexeme: &Lexeme| lexeme.kind == LexemeKind::OpenExpression;
    let starts = lexemes.iter().enumerate().filter(move |(_, lexeme)| opens(lexeme)).map(|(at, _)| at);
    starts.map(|start| {
        let close = lexemes[start..].iter().position(|lexeme| lexeme.kind == LexemeKind::Close);
        &lexemes[start..close.map_or(lexemes.len(), |close| start + close + 1)]
    })
}

/// One blank within braces; at least one behind a comma, and around the `=` of `set`.
fn tokens(layers: &Layers<'_>, keyword: &str, lexemes: &[Lexeme], edits: &mut Vec<Edit>) {
    let jinja = &layers.part.translation.jinja;
    let place = |lexeme: &Lexeme| {
        let mut copied = layers.part.translation.copied(lexeme.span);
        let first = copied.next()?;
        Some(copied.fold(first, FileSpan::to))
    };
    let mut depth = 0;
    for (at, pair) in lexemes.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        let (left_text, right_text) = (&jinja[left.span.range()], &jinja[right.span.range()]);
        match left_text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        let (Some(left_place), Some(right_place)) = (place(left), place(right)) else { continue };
        let (start, end) = (left_place.end.index(), right_place.start.index());
        let is_operator = |lexeme: &Lexeme| lexeme.kind == LexemeKind::Operator;
        let in_braces = at == 0 || right.kind == LexemeKind::Close;
        let behind_comma = is_operator(left) && left_text == "," && !matches!(right_text, ")" | "]" | "}");
        let is_assignment = |lexeme: &Lexeme, text: &str| is_operator(lexeme) && text == "=";
        let around_assignment = keyword == "set"
            && depth == 0
            && (is_assignment(left, left_text) || is_assignment(right, right_text));
        if in_braces || start == end && (behind_comma || around_assignment) {
            set(layers, start, end, " ", edits);
        }
        ends_of_lines(layers, start, end, edits);
    }
}

/// No blanks at the ends of the lines between two tokens of a tag.
fn ends_of_lines(layers: &Layers<'_>, start: usize, end: usize, edits: &mut Vec<Edit>) {
    let gap = layers.text(FileSpan::new(start, end));
    for (at, _) in gap.match_indices(['\n', '\r']) {
        let kept = gap[..at].trim_end_matches([' ', '\t']).len();
        set(layers, start + kept, start + at, "", edits);
    }
}

/// `else`, `elif` and what ends a statement stand as deep as what they belong to.
fn alignment(layers: &Layers<'_>, edits: &mut Vec<Edit>) {
    let indentation = |statement: &Statement<'_>| {
        let line = layers.line_at(statement.span.start)?;
        (statement.form == Form::Line).then(|| line.indentation(&layers.source.text))
    };
    for construct in &layers.constructs {
        let Some(wanted) = indentation(&layers.statements[construct.open]) else { continue };
        for follower in construct.middles.iter().copied().chain(construct.close) {
            let Some(written) = indentation(&layers.statements[follower]) else { continue };
            set(layers, written.start.index(), written.end.index(), layers.text(wanted), edits);
        }
    }
}
