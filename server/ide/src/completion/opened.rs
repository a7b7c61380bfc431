//! Statements as they stand in a text, whether or not it can be read: which are open at a place, and which names they
//! bind.

use forgather_dialect::Dialect;

use super::cursor::is_word;
use crate::language::OPERATORS;

/// A statement of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// `block`, `endfor`, …; `[` for a block header.
    pub(crate) keyword: &'t str,
    /// What follows the keyword, without what closes the tag; of a header its name.
    pub(crate) rest: &'t str,
    /// Where the line begins that it is on.
    pub(crate) line: usize,
    /// How far the line is indented.
    pub(crate) indentation: usize,
}

impl<'t> Found<'t> {
    /// The first word behind the keyword.
    pub(crate) fn name(&self) -> Option<&'t str> {
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        (end > 0).then(|| &self.rest[..end])
    }

    /// Whether it opens or closes a block.
    pub(crate) fn opens_block(&self) -> bool {
        matches!(self.keyword, "block" | "[")
    }
}

/// The statements of a text, in order; offsets are counted from `base`.
pub(crate) fn statements(text: &str, base: usize, dialect: Dialect) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let statement = content.trim_start();
        let indentation = content.len() - statement.len();
        let at = base + start;
        start += line.len();
        if statement.starts_with("##") {
            continue;
        }
        // Where a piece of the line is in the text.
        let line_start = start - line.len();
        let statement_at = |from: usize, to: usize| {
            let inner = &content[from..to];
            let trimmed = inner.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '+'));
            let from = line_start + to - trimmed.len();
            let end = from + trimmed.find(|c| !is_word(c)).unwrap_or(trimmed.len());
            let rest = text[end..line_start + to].trim().trim_end_matches(['-', '+', ':']).trim_end();
            Found { keyword: &text[from..end], rest, line: at, indentation }
        };
        let operator = OPERATORS.iter().find_map(|operator| {
            let rest = statement.strip_prefix(operator.name)?;
            rest.starts_with(char::is_whitespace).then_some((operator.name, rest))
        });
        if let Some((name, rest)) = operator {
            if !matches!(name, "==" | "=>") {
                found.push(statement_at(content.len() - rest.len(), content.len()));
            }
            continue;
        }
        if dialect == Dialect::Current
            && let Some(name) = statement.strip_prefix('[')
            && let Some(close) = name.find(']')
            && name[..close].chars().all(is_word)
            && name[close + 1..].trim().is_empty()
            && close > 0
        {
            found.push(Found { keyword: "[", rest: &name[..close], line: at, indentation });
            continue;
        }
        let mut from = 0;
        while let Some(open) = content[from..].find("{%") {
            let inner = from + open + 2;
            let close = content[inner..].find("%}").map_or(content.len(), |length| inner + length);
            found.push(statement_at(inner, close));
            from = close;
        }
    }
    found
}

/// The statements that are open behind the last of some, the innermost last.
pub(crate) fn open<'t>(statements: &[Found<'t>]) -> Vec<Found<'t>> {
    let mut open: Vec<Found<'t>> = Vec::new();
    for statement in statements {
        match statement.keyword {
            "block" | "for" | "if" | "macro" | "filter" | "call" | "with" | "autoescape" | "raw" => {
                open.push(statement.clone());
            }
            "set" if !statement.rest.contains('=') => open.push(statement.clone()),
            "[" => {
                while open
                    .last()
                    .is_some_and(|last| last.keyword == "[" && last.indentation >= statement.indentation)
                {
                    open.pop();
                }
                open.push(statement.clone());
            }
            keyword => {
                if let Some(ended) = keyword.strip_prefix("end")
                    && let Some(at) = open.iter().rposition(|known| known.keyword == ended)
                {
                    open.truncate(at);
                }
            }
        }
    }
    open
}

/// The names that open statements bind: loop variables, parameters, what `with` sets.
pub(crate) fn bound(open: &[Found<'_>]) -> Vec<String> {
    let names = |text: &str| -> Vec<String> {
        text.split(|c| !is_word(c)).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let mut found = Vec::new();
    for statement in open {
        match statement.keyword {
            "for" => {
                let targets = statement.rest.split(" in ").next().unwrap_or_default();
                found.extend(names(targets));
                found.push("loop".to_owned());
            }
            "macro" => {
                let inner = statement.rest.split_once('(').map_or("", |(_, inner)| inner);
                found.extend(parameters(inner.strip_suffix(')').unwrap_or(inner)));
                found.extend(["caller", "varargs", "kwargs"].map(str::to_owned));
            }
            "with" => found.extend(parameters(statement.rest)),
            _ => {}
        }
    }
    found
}

/// The names of what is written as `a, b=1`.
pub(crate) fn parameters(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let mut names = Vec::new();
    let mut word = String::new();
    let mut is_value = false;
    for c in text.chars().chain([',']) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let name = word.trim().trim_start_matches('*').to_owned();
                if !name.is_empty() && name.chars().all(is_word) {
                    names.push(name);
                }
                word.clear();
                is_value = false;
                continue;
            }
            '=' | ':' if depth == 0 => is_value = true,
            _ => {}
        }
        if !is_value {
            word.push(c);
        }
    }
    names
}
