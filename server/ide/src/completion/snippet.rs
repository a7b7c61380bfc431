//! Statements, with what ends them.

use super::cursor::{Code, Cursor};
use super::{Completion, CompletionKind, Ranked};
use crate::language::{STATEMENTS, Statement};

/// The statements that can begin at the cursor: those that end what is open, then all others.
pub(super) fn statement_items(cursor: &Cursor, code: &Code, ranked: &mut Ranked) {
    let text = cursor.text();
    let open = cursor.opened();
    let ended = open.iter().rev().filter(|statement| statement.keyword != "[");
    for (rank, statement) in ended.enumerate() {
        let text = match statement.name().filter(|_| statement.keyword == "block") {
            Some(name) => format!("endblock {name}"),
            None => format!("end{}", statement.keyword),
        };
        let says = format!("ends `{} {}`", statement.keyword, crate::shown::cut(statement.rest, 40));
        ranked.plain(8.0 - rank as f64, CompletionKind::Statement, text, Some(says));
    }
    let rest_is_empty = text.get(cursor.offset..code.end).unwrap_or_default().trim().is_empty();
    for (rank, statement) in STATEMENTS.iter().enumerate() {
        let item =
            Completion::new(CompletionKind::Statement, statement.name, Some(statement.says.to_owned()));
        let score = 4.0 - rank as f64 * 0.1;
        if rest_is_empty {
            let snippet = snippet(statement, cursor, code);
            ranked.add(score, item.clone().snippet(snippet));
        }
        // For clients that know no snippets, and where more follows already.
        ranked.add(score - 0.05, item.writes(format!("{} ", statement.name)));
    }
}

/// A statement with what ends it, in the style of the place.
fn snippet(statement: &Statement, cursor: &Cursor, code: &Code) -> String {
    let head = format!("{} {}", statement.name, statement.rest);
    let head = head.trim_end();
    let Some(end) = statement.end else { return format!("{head}$0") };
    if code.is_line {
        let line = &cursor.text()[cursor.line.clone()];
        let operator = line.trim_start().get(..2).unwrap_or("--");
        // Editors indent the lines of a snippet as deep as its first one.
        let closing = if operator == "<<" { "<<" } else { "--" };
        return format!("{head}\n$0\n{closing} {end}");
    }
    let is_closed =
        cursor.text().get(code.end..).is_some_and(|rest| rest.starts_with("%}") || rest.starts_with("-%}"));
    let close = if is_closed { "" } else { " %}" };
    // What closes the tag is there already: the ending goes behind it, where a snippet cannot reach.
    if is_closed { format!("{head}$0") } else { format!("{head}{close}$0{{% {end} %\\}}") }
}
