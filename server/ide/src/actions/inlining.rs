//! A node that is defined for one use moves there.

use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_workspace::MentionKind;

use super::extraction::{line_start, root_key};
use super::{ActionKind, Candidate, Keeps, Place};
use crate::edit::Edits;
use crate::index::part_at;
use crate::location::Location;
use crate::node::extent;
use crate::snapshot::Snapshot;
use crate::symbol::{Symbol, symbol_at};
use crate::template::TemplateRef;

/// Puts the node of the anchor or alias at the cursor where its one alias is.
pub(super) fn candidate(snapshot: &Snapshot, place: &Place) -> Option<Candidate> {
    let template = &place.template;
    let at = symbol_at(snapshot, &template.file.path, place.range.start)?;
    let Symbol::Graph { kind: MentionKind::Anchor | MentionKind::Alias, name, is_written: true } = &at.symbol
    else {
        return None;
    };
    let analysis = &**snapshot.analysis()?;
    let graph = &*analysis.graph;
    let number = graph.anchors.iter().position(|anchor| *anchor.name == **name)?;
    let mut uses = graph.aliases.iter().filter(|alias| alias.anchor == Some(number as u32));
    let alias = uses.next().filter(|_| uses.next().is_none())?;
    let id = (*graph.anchored.get(number)?)?;
    // An entry of the root that only defines: the anchor comes first behind its key.
    let expanded = &analysis.expansion.text;
    let node_span = graph.node(id).span;
    let key_span = root_key(expanded, node_span)?;
    let between = expanded.get(key_span.end.to_usize()..node_span.start.to_usize())?;
    if !key_span.of(expanded).starts_with('.') || !between.trim_start_matches(':').trim().is_empty() {
        return None;
    }
    let key = extent(analysis, key_span)?;
    let node = extent(analysis, node_span)?;
    let alias = extent(analysis, alias.span)?;
    let template_at = |location: &Location| {
        let part = part_at(&location.file.source, location.span.start.index())?;
        Some(TemplateRef { file: Arc::clone(&location.file), part })
    };
    let defining = template_at(&key)?;
    if template_at(&node)? != defining {
        return None;
    }
    let text = &*defining.file.source.text;
    let user = &*alias.file.source.text;
    let from = line_start(text, key.span.start.index());
    let to = text[node.span.end.index()..]
        .find('\n')
        .map_or(text.len(), |length| node.span.end.index() + length + 1);
    // Nothing else stands on the lines that go.
    let behind = text[node.span.end.index()..to].trim();
    if !text[from..key.span.start.index()].trim().is_empty()
        || !(behind.is_empty() || behind.starts_with('#'))
    {
        return None;
    }
    let is_within =
        alias.path() == key.path() && from <= alias.span.start.index() && alias.span.start.index() < to;
    let value = node.text().strip_prefix('&')?.strip_prefix(&**name)?;
    if is_within || value.is_empty() {
        return None;
    }
    let is_below = value.trim_start_matches([' ', '\r']).starts_with('\n');
    let mut edits = Edits::default();
    let (new, at) = inlined(user, value, is_below, alias.span, key.span.start.index() - from);
    edits.replace(&alias.file, at, new);
    edits.replace(&defining.file, FileSpan::new(from, behind_blank(text, from, to)), "");
    Some(Candidate::new(
        format!("inline `*{name}`, which is used once"),
        ActionKind::Inline,
        Keeps::Graph,
        edits,
    ))
}

/// The value as it stands in the alias's place, and what it replaces.
fn inlined(text: &str, value: &str, is_below: bool, alias: FileSpan, depth: usize) -> (String, FileSpan) {
    let line = line_start(text, alias.start.index());
    let before = &text[line..alias.start.index()];
    let outer = before.len() - before.trim_start_matches(' ').len();
    let mut new = String::new();
    for (number, content) in value.trim_start_matches(' ').split('\n').enumerate() {
        if number > 0 {
            new.push('\n');
            let inner = content.trim_start_matches(' ');
            let blank = content.len() - inner.len();
            if !inner.trim().is_empty() {
                new.push_str(&" ".repeat(outer));
            }
            new.push_str(&content[blank.min(depth)..]);
        } else {
            new.push_str(content);
        }
    }
    let start = if is_below { line + before.trim_end().len() } else { alias.start.index() };
    (new, FileSpan::new(start, alias.end.index()))
}

/// The end of what goes: an empty line behind it goes, too, where one is before it.
fn behind_blank(text: &str, from: usize, to: usize) -> usize {
    let before = &text[..from];
    let starts_paragraph = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\r\n\r\n");
    let rest = &text[to..];
    let blank = ["\r\n", "\n"].iter().find(|line_break| rest.starts_with(**line_break));
    match blank {
        Some(line_break) if starts_paragraph => to + line_break.len(),
        _ => to,
    }
}
