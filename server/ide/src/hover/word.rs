//! Words of the language.

use std::sync::Arc;

use forgather_dialect::{Dialect, FileSpan, JinjaSpan};
use forgather_expand::LoadedFile;

use super::Hover;
use crate::index::part_at;
use crate::language::{self, OPERATORS, Word};
use crate::markup::{Markup, quoted};

pub(super) fn filter(name: &str, dialect: Dialect) -> Option<Markup> {
    Some(word("filter", language::find(language::filters(dialect), name)?))
}

pub(super) fn test(name: &str) -> Option<Markup> {
    Some(word("test", language::find(language::tests(), name)?))
}

/// A global name of the language.
pub(super) fn global(name: &str) -> Option<Markup> {
    Some(word("global", language::find(language::globals(), name)?))
}

/// What a word does.
pub(crate) fn word(kind: &str, word: &Word) -> Markup {
    let mut markup = Markup::of(format!("{kind} {}", quoted(&format!("{}{}", word.name, word.parameters))));
    markup.text(word.says);
    markup
}

/// The operator of a line statement, with what its line becomes.
pub(super) fn operator(file: &Arc<LoadedFile>, offset: usize, dialect: Dialect) -> Option<Hover> {
    let source = &file.source;
    let text = &*source.text;
    let line = source.lines.line(offset);
    let start = source.lines.start(line)?;
    let written = text.get(start..)?.split(['\n', '\r']).next()?;
    let statement = written.trim_start();
    let operator = OPERATORS.iter().find(|operator| {
        statement.strip_prefix(operator.name).is_some_and(|rest| rest.starts_with(char::is_whitespace))
    })?;
    let from = start + written.len() - statement.len();
    let span = FileSpan::new(from, from + operator.name.len());
    if !span.touches(offset.into()) {
        return None;
    }
    let part = source.parts.get(part_at(source, offset)?)?;
    let becomes = operator.becomes[usize::from(dialect == Dialect::June2025)];
    let mut markup =
        Markup::of(format!("{} becomes {}: {}", quoted(operator.name), quoted(becomes), operator.says));
    // What is made of the operator stands directly before what was copied.
    let inner = from + operator.name.len() + 1;
    let at = part.translation.jinja_offset(inner.into()).index();
    let jinja = &part.translation.jinja;
    let begin = jinja.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let end = jinja.get(at..)?.find('\n').map_or(jinja.len(), |length| at + length);
    if part.file_span(JinjaSpan::new(begin, end)).touches(offset.into()) {
        markup.code("jinja", &jinja[begin..end]);
    }
    Some(Hover { span, text: markup })
}
