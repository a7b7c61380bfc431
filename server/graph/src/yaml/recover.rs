//! Reading a text as far as it can be read.
//!
//! After a syntax error the text is cut at the lines that begin a top-level entry, and each part is read alone: so the
//! entries before and after the broken one are still there.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::compose::{Composer, Stop, char_at};
use super::tree::{Content, Tag, Tree, YamlId, YamlNode};
use super::verdict::verdict;
use crate::limits::MAX_TEXT;
use crate::problem::{Code, Problem};
use crate::span::Span;

/// Reads one document. The problems come in the order of the text.
pub(crate) fn read(text: &str) -> (Tree<'_>, Vec<Problem>) {
    if text.len() > MAX_TEXT {
        let message = format!(
            "the configuration is {} bytes long, more than {MAX_TEXT}; generate less of it",
            text.len()
        );
        return (Tree::default(), vec![Problem::new(Code::RenderLimit, Span::at(0), message)]);
    }
    let (readable, mut problems) = printable(text);
    match readable {
        Cow::Borrowed(_) => {
            let (tree, more) = read_printable(text);
            problems.extend(more);
            (tree, problems)
        }
        Cow::Owned(readable) => {
            let (tree, more) = read_printable(&readable);
            problems.extend(more);
            (into_owned(tree), problems)
        }
    }
}

/// The text with what `PyYAML` calls special characters replaced byte by byte, and a problem for the first of them.
fn printable(text: &str) -> (Cow<'_, str>, Vec<Problem>) {
    if is_simple(text) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let special = |ch: char| !matches!(ch, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let Some(at) = text.find(special) else { return (Cow::Borrowed(text), Vec::new()) };
    let ch = text[at..].chars().next().unwrap_or_default();
    let message = format!(
        "the character U+{:04X} is not allowed in YAML; remove it, or write it as an escape in double quotes",
        ch as u32
    );
    let problem = Problem::new(Code::YamlSyntax, char_at(text, at as u32), message);
    let mut readable = String::with_capacity(text.len());
    for ch in text.chars() {
        if special(ch) {
            readable.extend(std::iter::repeat_n('x', ch.len_utf8()));
        } else {
            readable.push(ch);
        }
    }
    (Cow::Owned(readable), vec![problem])
}

fn into_owned(tree: Tree<'_>) -> Tree<'static> {
    let nodes = tree.nodes.into_iter().map(|node| YamlNode {
        content: match node.content {
            Content::Scalar(value) => Content::Scalar(Cow::Owned(value.into_owned())),
            Content::Sequence(items) => Content::Sequence(items),
            Content::Mapping(entries) => Content::Mapping(entries),
            Content::Recursive(anchor) => Content::Recursive(anchor),
            Content::Invalid => Content::Invalid,
        },
        tag: match node.tag {
            Tag::Other(tag) => Tag::Other(Cow::Owned(tag.into_owned())),
            Tag::Str => Tag::Str,
            Tag::Null => Tag::Null,
            Tag::Bool => Tag::Bool,
            Tag::Int => Tag::Int,
            Tag::Float => Tag::Float,
            Tag::Timestamp => Tag::Timestamp,
            Tag::Merge => Tag::Merge,
            Tag::Value => Tag::Value,
            Tag::Sequence => Tag::Sequence,
            Tag::Mapping => Tag::Mapping,
        },
        span: node.span,
        tag_span: node.tag_span,
        anchor: node.anchor,
    });
    Tree {
        nodes: nodes.collect(),
        root: tree.root,
        anchors: tree.anchors,
        anchored: tree.anchored,
        aliases: tree.aliases,
    }
}

fn read_printable(text: &str) -> (Tree<'_>, Vec<Problem>) {
    let mut composer = Composer::new(text);
    match composer.run(0..text.len()) {
        Ok(root) => {
            composer.tree.root = root;
            let mut problems = composer.problems;
            if (composer.suspicious || is_suspicious(text))
                && let Some(fault) = verdict(text)
            {
                let known = |problem: &Problem| {
                    problem.code == Code::YamlSyntax && problem.span.start.to_usize() == fault.at
                };
                if !problems.iter().any(known) {
                    insert(&mut problems, fault.problem(text));
                }
            }
            (composer.tree, problems)
        }
        Err(stop) => {
            let first = syntax_problem(text, text, 0, &stop);
            read_parts(composer, first)
        }
    }
}

/// Whether the text has something that `PyYAML` reads in its own way, apart from what the composer notices: tabs, line
/// breaks of YAML 1.1, directives and document ends. So most texts are read once only.
fn is_suspicious(text: &str) -> bool {
    let bytes = text.as_bytes();
    let marker = |byte: u8| matches!(byte, b'%' | b'.');
    // Without an early end, so that the compiler makes vector instructions of it.
    let markers = bytes
        .iter()
        .zip(bytes.iter().skip(1))
        .fold(false, |found, (a, b)| found | ((*a == b'\n') & marker(*b)));
    markers && (text.contains("\n...") || text.contains("\n%"))
        || text.starts_with(['%', '.'])
        || !is_simple(text) && text.contains(['\t', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// Whether the text is printable ASCII in lines.
fn is_simple(text: &str) -> bool {
    text.bytes().fold(true, |simple, byte| simple & (byte.wrapping_sub(b' ') < 95 || byte == b'\n'))
}

/// The problem of a part of the text that cannot be read: where `PyYAML` has it.
fn syntax_problem(text: &str, part: &str, base: usize, stop: &Stop) -> Problem {
    if let Some(mut fault) = verdict(part) {
        fault.at += base;
        fault.context = fault.context.map(|(what, start)| (what, start + base));
        return fault.problem(text);
    }
    let message = "this cannot be read; quote it if it is text";
    Problem::new(Code::YamlSyntax, char_at(text, stop.at), message)
}

fn insert(problems: &mut Vec<Problem>, problem: Problem) {
    let at = problems.partition_point(|other| other.span.start < problem.span.start);
    problems.insert(at, problem);
}

/// Reads each top-level entry alone; `first` is the error that stopped the reading of the whole.
fn read_parts(mut composer: Composer<'_>, first: Problem) -> (Tree<'_>, Vec<Problem>) {
    let text = composer.text;
    let broken_at = first.span.start.to_usize();
    let mut first = Some(first);
    let mut entries = Vec::new();
    let mut items = Vec::new();
    let mut lost_anchors: HashSet<&str> = HashSet::new();
    for part in top_level_parts(text) {
        match composer.run(part.clone()) {
            Ok(Some(root)) => match &composer.tree.nodes[root.index()].content {
                Content::Mapping(found) => entries.extend(found.iter().copied()),
                Content::Sequence(found) => items.extend(found.iter().copied()),
                Content::Scalar(_) | Content::Recursive(_) | Content::Invalid => {}
            },
            Ok(None) => {}
            Err(mut stop) => {
                composer.problems.append(&mut stop.problems);
                // A construct that the first error left open breaks its own part too: that is the same fault.
                if part.start > broken_at {
                    composer.problems.extend(first.take());
                    let problem = syntax_problem(text, &text[part.clone()], part.start, &stop);
                    composer.problems.push(problem);
                }
                lost_anchors.extend(anchor_names(&text[part.clone()]));
                entries.extend(broken_entry(&mut composer.tree, text, &part));
            }
        }
    }
    let mut problems = composer.problems;
    if let Some(first) = first {
        insert(&mut problems, first);
    }
    problems.retain(|problem| {
        let name = problem.span.of(text).trim_start_matches('*');
        problem.code != Code::UndefinedAlias || !lost_anchors.contains(name)
    });
    let mut tree = composer.tree;
    let content =
        if items.len() > entries.len() { Content::Sequence(items) } else { Content::Mapping(entries) };
    let tag = if matches!(content, Content::Sequence(_)) { Tag::Sequence } else { Tag::Mapping };
    let span = Span::new(0, text.len() as u32);
    tree.root = Some(tree.push(YamlNode { content, tag, span, tag_span: None, anchor: None }));
    (tree, problems)
}

/// The parts of the text that each begin with a line that can begin a top-level entry.
fn top_level_parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins =
            line.chars().next().is_some_and(|ch| !ch.is_whitespace() && !matches!(ch, '#' | ']' | '}' | ','));
        let marker = line.starts_with("---") || line.starts_with("...") || line.starts_with('%');
        if begins && at > start {
            parts.push(start..at);
            start = at;
        }
        at += line.len();
        if marker {
            start = at;
        }
    }
    parts.push(start..text.len());
    parts
}

/// The entry that a part which cannot be read would have been: its key, with an invalid value.
fn broken_entry(tree: &mut Tree<'_>, text: &str, part: &Range<usize>) -> Option<(YamlId, YamlId)> {
    let line = text[part.clone()].lines().next()?;
    let (key, _) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|key| (key, "")))?;
    let plain = key.starts_with(|ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '_'))
        && !key.contains(['#', '"', '\'']);
    if !plain {
        return None;
    }
    let start = part.start as u32;
    let span = Span::new(start, start + key.len() as u32);
    let content = Content::Scalar(Cow::Owned(key.to_owned()));
    let key = tree.push(YamlNode { content, tag: Tag::Str, span, tag_span: None, anchor: None });
    let span = Span::new(span.end.0 + 1, part.end as u32);
    let value =
        tree.push(YamlNode { content: Content::Invalid, tag: Tag::Null, span, tag_span: None, anchor: None });
    Some((key, value))
}

fn anchor_names(part: &str) -> impl Iterator<Item = &str> {
    part.split('&').skip(1).map(|rest| {
        let end = rest
            .find(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_')))
            .unwrap_or(rest.len());
        &rest[..end]
    })
}
