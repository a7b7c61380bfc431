//! The kinds of faults, and how each is put into a text.

use std::path::PathBuf;
use std::sync::Arc;

use conformance::numbers::Numbers;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    ExtendsName,
    IncludeName,
    EndblockName,
    Variable,
    Attribute,
    Filter,
    UnclosedTag,
    Alias,
    DuplicateAnchor,
    Indentation,
    MissingColon,
    UnclosedBracket,
    UnclosedQuote,
    UnknownTag,
    DuplicateName,
    ImportSpec,
    Tab,
}

impl Kind {
    pub(crate) const ALL: [Kind; 17] = [
        Kind::ExtendsName,
        Kind::IncludeName,
        Kind::EndblockName,
        Kind::Variable,
        Kind::Attribute,
        Kind::Filter,
        Kind::UnclosedTag,
        Kind::Alias,
        Kind::DuplicateAnchor,
        Kind::Indentation,
        Kind::MissingColon,
        Kind::UnclosedBracket,
        Kind::UnclosedQuote,
        Kind::UnknownTag,
        Kind::DuplicateName,
        Kind::ImportSpec,
        Kind::Tab,
    ];

    /// Whether it is put into text that is output, and not into a statement.
    fn is_of_output(self) -> bool {
        !matches!(self, Kind::ExtendsName | Kind::IncludeName | Kind::EndblockName)
    }
}

/// A line of a template that is output as a line of the expanded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Its file, among the known ones.
    pub(crate) file: usize,
    /// From 1.
    pub(crate) number: usize,
    /// Where its line begins in the expanded text.
    pub(crate) expanded: usize,
}

/// What is known of a configuration.
pub(crate) struct Known {
    pub(crate) files: Vec<(PathBuf, Arc<str>)>,
    pub(crate) lines: Vec<Line>,
    /// Anchors with their places in the expanded text.
    pub(crate) anchors: Vec<(usize, String)>,
    pub(crate) text: String,
}

/// A text with one fault.
pub(crate) struct Fault {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// The line that was changed, from 1.
    pub(crate) line: usize,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Fault {
    /// Puts a fault of that kind somewhere; none where it does not fit the place that the numbers say.
    pub(crate) fn put(kind: Kind, known: &Known, numbers: &mut Numbers) -> Option<Self> {
        let (file, line, expanded) = if kind.is_of_output() {
            let line = numbers.pick(&known.lines)?;
            (line.file, line.number, line.expanded)
        } else {
            let file = numbers.below(known.files.len());
            let candidates: Vec<usize> = known.files[file]
                .1
                .lines()
                .enumerate()
                .filter(|(_, line)| change(kind, line, known, 0, &mut Numbers::new(1)).is_some())
                .map(|(index, _)| index + 1)
                .collect();
            (file, *numbers.pick(&candidates)?, 0)
        };
        let (path, text) = &known.files[file];
        let mut lines: Vec<&str> = text.split('\n').collect();
        let before = *lines.get(line - 1)?;
        let after = change(kind, before, known, expanded, numbers)?;
        if after == before {
            return None;
        }
        lines[line - 1] = &after;
        let text = lines.join("\n");
        Some(Self { path: path.clone(), text, line, before: before.to_owned(), after })
    }
}

/// The line with the fault.
fn change(kind: Kind, line: &str, known: &Known, expanded: usize, numbers: &mut Numbers) -> Option<String> {
    let trimmed = line.trim_start();
    let is_statement =
        ["-- ", "<< ", ">> ", "== ", "=> ", "##", "#", "{%"].iter().any(|mark| trimmed.starts_with(mark));
    let indent = line.len() - trimmed.len();
    let plain = !is_statement && !line.contains("{{") && !line.contains("{%");
    match kind {
        Kind::ExtendsName => quoted_after(line, "extends "),
        Kind::IncludeName => quoted_after(line, "include ").filter(|_| !line.contains("ignore missing")),
        Kind::EndblockName => {
            let at = line.find("endblock ")? + "endblock ".len();
            line[at..].starts_with(|ch: char| ch.is_alphabetic()).then(|| insert(line, at, "x"))
        }
        Kind::Variable | Kind::Attribute => {
            let open = line.find("{{").map(|at| at + 2).or_else(|| line.find("== ").map(|at| at + 3))?;
            let blank = line[open..].len() - line[open..].trim_start().len();
            let start = open + blank;
            let word = word_length(&line[start..]);
            if word == 0 || line[start..].starts_with("super") {
                return None;
            }
            if kind == Kind::Variable {
                return (!line[start + word..].starts_with('(')).then(|| insert(line, start + word, "_x"));
            }
            let rest = line[start + word..].strip_prefix('.')?;
            let attribute = word_length(rest);
            let end = start + word + 1 + attribute;
            (attribute > 0 && !rest[attribute..].contains("default") && !line[end..].starts_with('('))
                .then(|| insert(line, end, "_x"))
        }
        Kind::Filter => {
            let open = line.find("{{").or_else(|| line.find("== "))?;
            let pipe = open + line[open..].find('|')?;
            let blank = line[pipe + 1..].len() - line[pipe + 1..].trim_start().len();
            let start = pipe + 1 + blank;
            let word = word_length(&line[start..]);
            (word > 0).then(|| insert(line, start + word, "_x"))
        }
        Kind::UnclosedTag => {
            let at = line.rfind("}}")?;
            Some(format!("{}{}", &line[..at], &line[at + 2..]))
        }
        Kind::Alias => {
            let at = line
                .match_indices('*')
                .map(|(at, _)| at)
                .find(|at| line[..*at].ends_with([' ', '[', '{']) && word_length(&line[at + 1..]) > 0)?;
            let word = word_length(&line[at + 1..]);
            (!is_statement).then(|| insert(line, at + 1 + word, "_x"))
        }
        Kind::DuplicateAnchor => {
            let earlier: Vec<&String> =
                known.anchors.iter().filter(|(at, _)| *at < expanded).map(|(_, name)| name).collect();
            let name = numbers.pick(&earlier)?;
            let at = line.find(": ")? + 2;
            let value = line[at..].trim();
            let fits = plain && !value.is_empty() && !value.starts_with(['&', '*', '#', '|', '>']);
            (fits && !line[..at].contains(['"', '\'', '['])).then(|| insert(line, at, &format!("&{name} ")))
        }
        Kind::Indentation => {
            let is_entry = plain && indent > 0 && key_colon(trimmed).is_some();
            if !is_entry {
                return None;
            }
            Some(if numbers.below(2) == 0 { format!("  {line}") } else { line[1..].to_owned() })
        }
        Kind::MissingColon => {
            let at = indent + key_colon(trimmed)?;
            (!is_statement && !line[at + 1..].trim().is_empty())
                .then(|| format!("{}{}", &line[..at], &line[at + 1..]))
        }
        Kind::UnclosedBracket => {
            let at = line.rfind([']', '}'])?;
            let inside = line[..at].contains(['[', '{']);
            (plain && inside && !line.contains(['"', '\'']))
                .then(|| format!("{}{}", &line[..at], &line[at + 1..]))
        }
        Kind::UnclosedQuote => {
            let quote = if line.contains('"') { '"' } else { '\'' };
            let at = line.rfind(quote)?;
            let starts = line[..at].rfind(quote)?;
            let one_pair = line.matches(quote).count() == 2 && line[..starts].ends_with(' ');
            (!is_statement && one_pair && !line.contains("{{") && !line.contains("##"))
                .then(|| format!("{}{}", &line[..at], &line[at + 1..]))
        }
        Kind::UnknownTag => {
            let at = tag(line)?;
            Some(insert(line, at + 1, "x"))
        }
        Kind::DuplicateName => {
            let at = tag(line)?;
            let name = at + line[at..].find('@')?;
            let length = word_length(&line[name + 1..]);
            let earlier: Vec<&str> = names_before(&known.text, expanded);
            let other = numbers.pick(&earlier)?;
            (plain && *other != &line[name + 1..name + 1 + length])
                .then(|| format!("{}@{other}{}", &line[..name], &line[name + 1 + length..]))
        }
        Kind::ImportSpec => {
            let at = tag(line)?;
            let callable = ["!call:", "!singleton:", "!factory:", "!partial:", "!lambda:"];
            let colon = at + callable.iter().find(|known| line[at..].starts_with(**known))?.len();
            let end = line[colon..].find([' ', '@', ']', ',']).map_or(line.len(), |length| colon + length);
            Some(format!("{}{}", &line[..colon - 1], &line[end..]))
        }
        Kind::Tab => (plain && indent > 0 && key_colon(trimmed).is_some()).then(|| format!("\t{trimmed}")),
    }
}

fn insert(line: &str, at: usize, text: &str) -> String {
    format!("{}{text}{}", &line[..at], &line[at..])
}

fn word_length(text: &str) -> usize {
    text.find(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '_')).unwrap_or(text.len())
}

/// The line with a letter more in the quoted name after a keyword of a statement.
fn quoted_after(line: &str, keyword: &str) -> Option<String> {
    let statement = line.trim_start().starts_with("-- ") || line.contains("{% ");
    let at = line.find(keyword)? + keyword.len();
    let quoted = line[at..].starts_with(['\'', '"']);
    (statement && quoted && !line.trim_start().starts_with('#')).then(|| insert(line, at + 1, "x"))
}

/// Where the `:` after a plain key is.
fn key_colon(trimmed: &str) -> Option<usize> {
    let word = word_length(trimmed);
    let rest = &trimmed[word..];
    (word > 0 && rest.starts_with(':') && (rest.len() == 1 || rest[1..].starts_with(' '))).then_some(word)
}

/// Where a Forgather tag begins.
fn tag(line: &str) -> Option<usize> {
    if line.trim_start().starts_with('#') {
        return None;
    }
    let names = [
        "!call",
        "!singleton",
        "!factory",
        "!partial",
        "!lambda",
        "!var",
        "!tuple",
        "!list",
        "!dict",
        "!dlist",
    ];
    let begins = |at: &usize| line[..*at].ends_with([' ', '[', ',', '{']);
    names.iter().filter_map(|name| line.find(name)).filter(begins).min()
}

/// The names of nodes before a place of the expanded text.
fn names_before(text: &str, end: usize) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text[..end].lines() {
        let Some(tag) = tag(line) else { continue };
        if let Some(at) = line[tag..].find('@') {
            let rest = &line[tag + at + 1..];
            let length = word_length(rest);
            if length > 0 {
                found.push(&rest[..length]);
            }
        }
    }
    found
}
