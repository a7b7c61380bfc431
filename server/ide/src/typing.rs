//! What is added while a user types: the end of a statement that was just begun, and indentation.

use std::collections::BTreeMap;

use forgather_dialect::lines::{Line, LineKind};
use forgather_dialect::{FileOffset, FileSpan, LexemeKind, SourceFile};

use crate::edit::Edit;
use crate::syntax::{EntryKind, Form, Layers, Statement, end_of, part_at, trimmed};

/// The characters behind which something may be added: a line break, and the last letters of `endblock`, `endfor`,
/// `endif`, `endmacro`, `endcall`, `endset`, `endwith`, `endraw` and `else`.
pub const AFTER: [&str; 10] = ["\n", "k", "r", "f", "o", "l", "t", "h", "w", "e"];

/// The edits after `typed` was typed, where the cursor stands at `offset` behind it. `width` is how many blanks indent a
/// line where the file itself does not say.
pub fn on_type(source: &SourceFile, offset: FileOffset, typed: &str, width: usize) -> Vec<Edit> {
    let fits = source.text.is_char_boundary(offset.index().min(source.text.len()));
    let Some(part) = part_at(source, offset).filter(|part| fits && part.body.touches(offset)) else {
        return Vec::new();
    };
    let layers = Layers::new(source, part);
    match typed {
        "\n" | "\r\n" | "\r" => after_line(&layers, offset, width).unwrap_or_default(),
        _ => after_word(&layers, offset).into_iter().collect(),
    }
}

/// Behind a new line.
fn after_line(layers: &Layers<'_>, offset: FileOffset, width: usize) -> Option<Vec<Edit>> {
    let index = layers.lines.partition_point(|line| line.span.start <= offset).checked_sub(1)?;
    let (line, before) = (&layers.lines[index], layers.lines.get(index.checked_sub(1)?)?);
    // A line that was broken in its middle is the user's own.
    if !layers.text(line.span).trim().is_empty() || is_within_tag(layers, offset) {
        return None;
    }
    let indentation = layers.text(before.indentation(&layers.source.text));
    if let Some(index) = statement_of(layers, before) {
        let statement = &layers.statements[index];
        let is_middle = matches!(statement.keyword, "else" | "elif");
        let construct = layers.constructs.iter().position(|construct| construct.open == index);
        if construct.is_none() && !is_middle {
            return None;
        }
        let mut edits: Vec<Edit> = indent(layers, line, indentation).into_iter().collect();
        if construct.is_some_and(|construct| lacks_end(layers, construct)) {
            edits.push(end(layers, statement, line, indentation)?);
        }
        return Some(edits);
    }
    match before.kind {
        LineKind::Header { .. } => Some(indent(layers, line, indentation).into_iter().collect()),
        LineKind::Text => {
            let column = column_below(layers, before, width)?;
            Some(indent(layers, line, &" ".repeat(column)).into_iter().collect())
        }
        _ => None,
    }
}

/// Whether a place is within a statement or an expression of several lines.
fn is_within_tag(layers: &Layers<'_>, offset: FileOffset) -> bool {
    let statements = layers.statements.iter().map(|statement| statement.span);
    let mut tags = statements.chain(layers.expressions.iter().map(|expression| expression.span));
    tags.any(|span| span.start < offset && offset < span.end)
}

/// The statement that a line consists of: one that is complete.
fn statement_of(layers: &Layers<'_>, line: &Line) -> Option<usize> {
    let start = line.indentation(&layers.source.text).end;
    let index = layers.statements.iter().position(|statement| statement.span.start == start)?;
    let statement = &layers.statements[index];
    let is_complete =
        layers.lexemes[statement.lexemes.clone()].last().is_some_and(|last| last.kind == LexemeKind::Close);
    let end = line.comment.map_or(line.span.end, |comment| comment.start);
    let is_alone = layers.text(FileSpan { start: statement.span.end, end }).trim().is_empty();
    (statement.form != Form::Header && is_complete && is_alone).then_some(index)
}

/// Whether a statement's end is missing: its own, or that of one around it that took what was meant for it.
fn lacks_end(layers: &Layers<'_>, construct: usize) -> bool {
    let construct = &layers.constructs[construct];
    let keyword = layers.statements[construct.open].keyword;
    let name = |index: usize| block_name(layers, &layers.statements[index]);
    let Some(close) = construct.close else { return true };
    if name(close).is_some_and(|end| name(construct.open) != Some(end)) {
        return true;
    }
    layers.constructs.iter().any(|outer| {
        let is_around = outer.span.start < construct.span.start && construct.span.end <= outer.span.end;
        is_around && outer.close.is_none() && layers.statements[outer.open].keyword == keyword
    })
}

/// The name behind `block` or `endblock`.
fn block_name<'a>(layers: &'a Layers<'_>, statement: &Statement<'_>) -> Option<&'a str> {
    let lexeme = layers.lexemes[statement.lexemes.clone()].get(2)?;
    let is_block = matches!(statement.keyword, "block" | "endblock") && lexeme.kind == LexemeKind::Name;
    is_block.then(|| &layers.part.translation.jinja[lexeme.span.range()])
}

/// The end of a statement, on a line of its own below the cursor's, as the file writes them.
fn end(layers: &Layers<'_>, statement: &Statement<'_>, line: &Line, indentation: &str) -> Option<Edit> {
    let keyword = end_of(statement.keyword)?;
    let others: Vec<&Statement<'_>> = layers
        .statements
        .iter()
        .filter(|other| other.keyword == "endblock" && other.form != Form::Header)
        .collect();
    let names_blocks = others.is_empty() || others.iter().any(|other| block_name(layers, other).is_some());
    let name = block_name(layers, statement).filter(|_| names_blocks);
    let inner = name.map_or_else(|| keyword.to_owned(), |name| format!("{keyword} {name}"));
    let written = match statement.form {
        Form::Braces => format!("{indentation}{{% {inner} %}}"),
        Form::Line | Form::Header => format!("{indentation}-- {inner}"),
    };
    let text = &layers.source.text;
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let number = layers.line_number(line.span.start);
    // At the cursor itself an edit would push it along, so it goes to the next line where there is one.
    Some(match layers.source.lines.start(number + 1).filter(|next| *next <= layers.part.body.end.index()) {
        Some(next) => Edit { span: FileSpan::new(next, next), text: format!("{written}{line_break}") },
        None => {
            Edit { span: FileSpan::new(line.span.end, line.span.end), text: format!("{line_break}{written}") }
        }
    })
}

/// Indents a blank line.
fn indent(layers: &Layers<'_>, line: &Line, wanted: &str) -> Option<Edit> {
    let written = layers.text(line.span);
    (written != wanted).then(|| Edit { span: line.span, text: wanted.to_owned() })
}

/// How deep a line below one that ends with a key stands.
fn column_below(layers: &Layers<'_>, line: &Line, width: usize) -> Option<usize> {
    let on_line = |span: FileSpan| line.span.start <= span.start && span.start < line.span.end;
    let entry = layers.yaml.entries.iter().rev().find(|entry| on_line(entry.head))?;
    if entry.kind != EntryKind::Key {
        return None;
    }
    let end = line.comment.map_or(line.span.end, |comment| comment.start);
    let rest = layers.text(trimmed(&layers.source.text, FileSpan { start: entry.head.end, end }));
    let rest = rest.trim_start().strip_prefix(':')?;
    let is_open = rest.split_whitespace().take_while(|word| !word.starts_with('#')).all(|word| {
        word.starts_with(['!', '&'])
            || matches!(word.trim_end_matches(['+', '-', '1', '2', '3', '4']), "|" | ">")
    });
    // A list of items may stand as deep as its key, a tag may be all there is: only a bare key or block scalar is sure.
    is_open.then(|| entry.column + usual_width(layers).unwrap_or(width))
}

/// How much deeper than a key what belongs to it usually stands.
fn usual_width(layers: &Layers<'_>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in &layers.yaml.entries {
        let parent = entry.parent.map(|parent| &layers.yaml.entries[parent]);
        if let Some(parent) =
            parent.filter(|parent| parent.kind == EntryKind::Key && parent.column < entry.column)
        {
            *counts.entry(entry.column - parent.column).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(width, _)| width)
}

/// Behind the last letter of `else`, `endif` and the like: they stand as deep as what they belong to.
fn after_word(layers: &Layers<'_>, offset: FileOffset) -> Option<Edit> {
    let line = layers.line_at(offset)?;
    let written = line.indentation(&layers.source.text);
    let index = layers.statements.iter().position(|statement| statement.span.start == written.end)?;
    let statement = &layers.statements[index];
    let keyword = layers.lexemes.get(statement.lexemes.start + 1)?;
    if statement.keyword.is_empty() || layers.part.file_span(keyword.span).end != offset {
        return None;
    }
    let construct = layers
        .constructs
        .iter()
        .find(|construct| construct.close == Some(index) || construct.middles.contains(&index))?;
    let open = &layers.statements[construct.open];
    let above = layers.line_at(open.span.start)?.indentation(&layers.source.text);
    let begins_line = open.form != Form::Header && above.end == open.span.start;
    let wanted = layers.text(above);
    let is_off = begins_line && layers.text(written) != wanted;
    is_off.then(|| Edit { span: written, text: wanted.to_owned() })
}
