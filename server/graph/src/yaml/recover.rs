//! Reading a text as far as it can be read.
//!
//! At a syntax error the entry of the root that it is in keeps what was read of it before, and reading goes on at the
//! next line that begins an entry. An error may be found far behind its cause, such as a bracket that is not closed: then
//! the entries between the two are read again, each alone, and whatever breaks them is the same error.

use std::collections::HashSet;

use super::compose::{Composer, Stop};
use super::mend;
use super::tree::{Content, Tag, Tree, YamlId, YamlNode};
use crate::limits::MAX_TEXT;
use crate::problem::{Code, Problem};
use crate::span::Span;

/// Reads one document. The problems come in the order in which `PyYAML` would meet them.
pub(crate) fn read(text: &str) -> (Tree<'_>, Vec<Problem>) {
    if text.len() > MAX_TEXT {
        let message = format!(
            "the configuration is {} bytes long, more than {MAX_TEXT}; generate less of it",
            text.len()
        );
        return (Tree::default(), vec![Problem::new(Code::RenderLimit, Span::at(0), message)]);
    }
    let mut composer = Composer::new(text);
    match composer.run(0..text.len()) {
        Ok(root) => {
            composer.tree.root = root;
            (composer.tree, composer.problems)
        }
        Err(stop) => read_on(composer, text, stop),
    }
}

/// For how many errors the line that brought them about is looked for.
const MAX_CAUSES: usize = 8;

/// Reads on after the first error.
fn read_on<'t>(mut composer: Composer<'t>, text: &'t str, first: Stop) -> (Tree<'t>, Vec<Problem>) {
    let entries =
        Entries { text, indent: indentation(&text[first.entry..]), mapping: composer.root_is_mapping() };
    let mut roots = Vec::new();
    let mut faults = Vec::new();
    let mut lost_anchors = HashSet::new();
    // An error before this is the one that is already reported.
    let mut known_to = 0;
    // Where the reading that met the error began.
    let mut read_from = 0;
    let mut stopped = Some((first, false));
    while let Some((Stop { fault, entry, complete }, known)) = stopped.take() {
        let next = entries.next(entry);
        lost_anchors.extend(anchor_names(&text[entry..next]));
        let mut at = next;
        if let Some(root) = complete {
            roots.push(root);
            if !known {
                at = entries.from(fault.at());
            }
        } else if known || fault.at() < next || next == text.len() {
            roots.extend(composer.close_all(fault.at()));
        } else {
            roots.extend(composer.drop_entry());
            known_to = fault.at();
            at = entry;
        }
        if !known {
            let mut problem = fault.problem(text);
            if faults.len() < MAX_CAUSES {
                problem.cause = mend::cause(text, read_from, problem.span.start.to_usize()).map(Box::new);
            }
            faults.push(problem);
        }
        while at < text.len() && stopped.is_none() {
            let known = at < known_to;
            let end = if known { entries.next(at) } else { text.len() };
            let before = composer.problems.len();
            read_from = at;
            match composer.run(at..end) {
                Ok(root) => roots.extend(root),
                Err(stop) => stopped = Some((stop, known)),
            }
            if known {
                // What the error has hidden from `PyYAML` may not be meant as it is read now.
                let found = composer.problems.split_off(before);
                let behind = |problem: &Problem| problem.span.start.to_usize() >= known_to;
                composer.problems.extend(found.into_iter().filter(behind));
            }
            at = end;
        }
    }
    let Composer { mut tree, mut problems, .. } = composer;
    let first = faults.first().map(|fault: &Problem| fault.span.start);
    problems.retain(|problem| {
        let name = problem.span.of(text).trim_start_matches('*');
        let lost = Some(problem.span.start) > first && lost_anchors.contains(name);
        problem.code != Code::UndefinedAlias || !lost
    });
    problems.extend(faults);
    problems.sort_by_key(|problem| problem.span.start);
    tree.root = Some(joined(&mut tree, text, &roots));
    (tree, problems)
}

/// One root with the entries of all, and the tag of the first.
fn joined(tree: &mut Tree<'_>, text: &str, roots: &[YamlId]) -> YamlId {
    let mut entries = Vec::new();
    let mut items = Vec::new();
    for root in roots {
        match tree.node(*root).content {
            Content::Mapping(children) => entries.extend_from_slice(tree.list(children)),
            Content::Sequence(children) => items.extend_from_slice(tree.list(children)),
            Content::Scalar(_) | Content::Recursive(_) | Content::Invalid => {}
        }
    }
    let mapping = items.len() <= entries.len() / 2;
    let children = tree.adopt(if mapping { entries } else { items });
    let content = if mapping { Content::Mapping(children) } else { Content::Sequence(children) };
    let span = Span::new(0, text.len() as u32);
    let same_kind = |root: &&YamlId| {
        std::mem::discriminant(&tree.node(**root).content) == std::mem::discriminant(&content)
    };
    let (tag, tag_span) = match roots.first().filter(same_kind).map(|root| tree.node(*root)) {
        Some(first) => (first.tag.clone(), first.tag_span),
        None if mapping => (Tag::Mapping, None),
        None => (Tag::Sequence, None),
    };
    tree.push(YamlNode { content, tag, span, tag_span, anchor: None })
}

/// The lines that can begin an entry of the root.
struct Entries<'t> {
    text: &'t str,
    /// How far they are indented.
    indent: usize,
    /// Whether they are keys, or else list items. None where either may be.
    mapping: Option<bool>,
}

impl Entries<'_> {
    /// The next one behind the line at `from`, or the text's end.
    fn next(&self, from: usize) -> usize {
        let mut at = from;
        for line in self.text[from..].split_inclusive('\n') {
            if at > from && indentation(line) == self.indent && self.begins(&line[self.indent..]) {
                return at;
            }
            at += line.len();
        }
        self.text.len()
    }

    /// The first one whose text is not before `at`, or the text's end.
    fn from(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |found| found + 1);
        let line = &self.text[start..];
        let is_entry = start + self.indent == at && indentation(line) == self.indent;
        if is_entry && self.begins(&line[self.indent..]) { start } else { self.next(at) }
    }

    fn begins(&self, line: &str) -> bool {
        let item = line.starts_with("- ") || line.trim_end() == "-";
        let marker = ["---", "...", "%"].iter().any(|marker| line.starts_with(marker));
        !marker
            && !line.starts_with(|ch: char| ch.is_whitespace() || matches!(ch, '#' | ']' | '}' | ','))
            && self.mapping != Some(item)
    }
}

fn indentation(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

fn anchor_names(part: &str) -> impl Iterator<Item = &str> {
    part.split('&').skip(1).map(|rest| {
        let end = rest
            .find(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_')))
            .unwrap_or(rest.len());
        &rest[..end]
    })
}
