//! Anchors: those that an alias can name, and those that aliases ask for.

use std::collections::{HashMap, HashSet};

use forgather_dialect::FileSpan;
use forgather_graph::Kind;
use forgather_workspace::Analysis;

use super::cursor::Cursor;
use super::enclosing::{enclosing, in_flow, key_of};
use super::similar::{covered, likeness, words};
use super::world::World;
use super::{Completion, CompletionKind, Ranked};
use crate::expanded::expanded_before;
use crate::snapshot::Snapshot;

/// An anchor that an alias at the cursor can name.
struct Candidate {
    name: String,
    /// Its place among those before the cursor, the nearest last.
    order: usize,
    /// How many aliases use it.
    uses: usize,
    is_mapping: bool,
    detail: Option<String>,
}

/// What is known of the place of the alias.
struct Here {
    /// The key whose value the alias is; `<<` for a merge.
    key: Option<String>,
    /// The key of the mapping that it is in.
    parent: Option<String>,
    /// Its line without the name.
    line: String,
    /// The aliases before it in the text, the nearest first.
    recent: Vec<String>,
    /// The aliases after it on its line and the following ones.
    following: Vec<String>,
    /// Aliases of the same mapping or sequence.
    given: HashSet<String>,
}

/// The anchors that an alias at the cursor can name.
pub(super) fn aliases(snapshot: &Snapshot, cursor: &Cursor, span: FileSpan, ranked: &mut Ranked) {
    for (score, item) in ranked_aliases(snapshot, cursor, span) {
        ranked.add(score, item);
    }
}

fn ranked_aliases(snapshot: &Snapshot, cursor: &Cursor, span: FileSpan) -> Vec<(f64, Completion)> {
    let here = here(cursor, span);
    let world = World::new(snapshot, &cursor.template);
    let candidates = candidates(snapshot, &world, cursor, span);
    let lines = lines_like(&world, cursor, &here, span);
    let count = candidates.len();
    candidates
        .into_iter()
        .map(|candidate| {
            let score = score(&candidate, &here, &lines, count);
            let Candidate { name, detail, .. } = candidate;
            (score, Completion::new(CompletionKind::Anchor, name, detail))
        })
        .collect()
}

fn candidates(snapshot: &Snapshot, world: &World, cursor: &Cursor, span: FileSpan) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |name: &str, uses: usize, is_mapping: bool, detail: Option<String>| {
        if name.is_empty() {
            return;
        }
        let order = found.len();
        match found.iter_mut().find(|known| known.name == name) {
            Some(known) => known.order = order,
            None => found.push(Candidate { name: name.to_owned(), order, uses, is_mapping, detail }),
        }
    };
    let analysis = snapshot.analysis();
    let until = analysis.and_then(|analysis| expanded_before(analysis, &cursor.template, span.start.index()));
    if until.is_none() {
        // The expansion does not get here: what is written in the templates that this one names must do.
        let active =
            world.templates.iter().filter(|known| known.is_active && known.template != cursor.template);
        for anchor in active.filter_map(|known| known.outline()).flat_map(|outline| &outline.anchors) {
            add(&anchor.name, 0, false, None);
        }
    }
    if let Some(analysis) = analysis {
        let graph = &*analysis.graph;
        let until = until.unwrap_or(analysis.expansion.text.len());
        for (index, anchor) in graph.anchors.iter().enumerate() {
            if anchor.span.start.to_usize() >= until {
                continue;
            }
            let uses = graph.aliases.iter().filter(|alias| alias.anchor == Some(index as u32)).count();
            let node = graph.anchored.get(index).copied().flatten().map(|id| graph.node(id));
            let is_mapping = node.is_some_and(|node| matches!(node.kind, Kind::Dict(_)));
            add(&anchor.name, uses, is_mapping, node.map(crate::nodes::described));
        }
        // What could not be read may hold more of them.
        for name in written_anchors(&analysis.expansion.text[..until]) {
            add(name, 0, false, None);
        }
    }
    // A template that no configuration uses is a world of its own.
    let text = cursor.text().get(cursor.body.start..span.start.index()).unwrap_or_default();
    for name in written_anchors(text) {
        add(name, 0, false, None);
    }
    found
}

/// The names behind `&` in a text.
fn written_anchors(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.contains('&') && !line.trim_start().starts_with('#')).flat_map(|line| {
        line.split_whitespace().filter_map(|word| word.strip_prefix('&')).filter(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        })
    })
}

/// The names behind `*` in a text.
fn written_aliases(text: &str) -> impl Iterator<Item = &str> {
    placed_aliases(text).map(|(_, name)| name)
}

/// The names behind `*` in a text, with where they begin.
fn placed_aliases(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('*').filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let begins = before.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '{' | ','));
        let name = &text[at + 1..];
        let end =
            name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(name.len());
        (begins && end > 0).then(|| (at + 1, &name[..end]))
    })
}

/// How far from the cursor other aliases count, in bytes.
const NEAR: usize = 1_500;

fn here(cursor: &Cursor, span: FileSpan) -> Here {
    let text = cursor.text();
    let before = &text[cursor.line.start..span.start.index() - 1];
    let after = text.get(span.end.index()..cursor.line.end).unwrap_or_default();
    let indentation = before.len() - before.trim_start_matches(' ').len();
    let around = enclosing(
        &text[cursor.body.start..cursor.line.start],
        cursor.line.start - cursor.body.start,
        indentation,
    );
    let flow = in_flow(before);
    let own_key = before.rsplit(['{', '[', ',']).next().unwrap_or_default();
    let key = if before.contains("<<") && own_key.trim_start().starts_with("<<") {
        Some("<<".to_owned())
    } else {
        key_of(own_key.trim_start().trim_start_matches("- "))
            .or_else(|| {
                key_of(
                    before.trim_start().trim_start_matches("- ").split(['[', '{']).next().unwrap_or_default(),
                )
            })
            .or_else(|| key_before_tag(before))
            .map(str::to_owned)
    };
    let parent = flow.and_then(|flow| flow.key).filter(|parent| Some(parent) != key.as_ref()).or(around.key);
    let from = text.floor_char_boundary((span.start.index() - 1).saturating_sub(NEAR).max(cursor.body.start));
    let until = text.floor_char_boundary((span.end.index() + NEAR / 2).min(cursor.body.end));
    let mut recent: Vec<String> =
        written_aliases(&text[from..span.start.index() - 1]).map(str::to_owned).collect();
    recent.reverse();
    let block_start = around.keys.first().map_or(cursor.line.start, |(_, at)| cursor.body.start + at);
    let siblings = text.get(block_start..span.start.index() - 1).unwrap_or_default();
    Here {
        key,
        parent,
        line: format!("{}\u{0}{}", before.trim_start(), after.trim_end()),
        recent,
        following: written_aliases(&text[span.end.index()..until]).take(6).map(str::to_owned).collect(),
        given: written_aliases(siblings).map(str::to_owned).collect(),
    }
}

/// The key of `key: !tag `.
fn key_before_tag(before: &str) -> Option<&str> {
    let content = before.trim_start().trim_start_matches("- ");
    let (key, rest) = content.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| super::cursor::is_word(c) || matches!(c, '-' | '.'));
    (is_key && rest.starts_with(' ')).then_some(key)
}

/// What stands in the place of the name elsewhere: on the same lines, and behind the same keys.
#[derive(Default)]
struct Elsewhere {
    same_line: HashMap<String, usize>,
    same_key: HashMap<String, usize>,
    /// Behind the alias before it.
    after_same: HashMap<String, usize>,
}

fn lines_like(world: &World, cursor: &Cursor, here: &Here, span: FileSpan) -> Elsewhere {
    let mut found = Elsewhere::default();
    let mut seen = HashSet::new();
    for known in &world.templates {
        let file = &known.template.file;
        if !seen.insert(&file.path) {
            continue;
        }
        let is_own = file.path == cursor.template.file.path;
        let mut previous: Option<&str> = None;
        let mut start = 0;
        for line in file.source.text.split('\n') {
            let line_start = start;
            start += line.len() + 1;
            if !line.contains('*') {
                continue;
            }
            for (at, name) in placed_aliases(line) {
                if is_own && FileSpan::new(line_start + at, line_start + at + name.len()).touches(span.start)
                {
                    continue;
                }
                let shape =
                    format!("{}\u{0}{}", line[..at - 1].trim_start(), line[at + name.len()..].trim_end());
                if shape == here.line {
                    *found.same_line.entry(name.to_owned()).or_default() += 1;
                }
                let key = key_before_tag(&line[..at - 1]);
                if key.is_some() && key == here.key.as_deref() {
                    *found.same_key.entry(name.to_owned()).or_default() += 1;
                }
                if previous.is_some() && previous == here.recent.first().map(String::as_str) {
                    *found.after_same.entry(name.to_owned()).or_default() += 1;
                }
                previous = Some(name);
            }
        }
    }
    found
}

fn score(candidate: &Candidate, here: &Here, elsewhere: &Elsewhere, count: usize) -> f64 {
    let name = words(&candidate.name);
    // What was defined last is at hand.
    let mut score = 2.0 * (candidate.order as f64 + 1.0) / count.max(1) as f64;
    if candidate.uses == 0 {
        score += 3.0;
    }
    let parent = here.parent.as_deref().map(words).unwrap_or_default();
    let with_key: Vec<String> = here.key.iter().flat_map(|key| words(key)).chain(parent.clone()).collect();
    match here.key.as_deref() {
        Some("<<") => {
            score += if candidate.is_mapping { 3.0 } else { -2.0 };
            score += 8.0 * likeness(&name, &parent);
        }
        Some(key) => {
            if key == candidate.name {
                score += 12.0;
            }
            let key_words = words(key);
            score += 8.0 * likeness(&name, &key_words);
            score += 3.0 * covered(&key_words, &name);
            score += 3.0 * likeness(&name, &with_key);
        }
        None => score += 4.0 * likeness(&name, &parent),
    }
    let log = |count: Option<&usize>| (1.0 + count.copied().unwrap_or(0) as f64).ln();
    score += 6.0 * log(elsewhere.same_line.get(&candidate.name)).min(2.0);
    score += 4.0 * log(elsewhere.same_key.get(&candidate.name)).min(2.0);
    score += 2.0 * log(elsewhere.after_same.get(&candidate.name)).min(2.0);
    if let Some(rank) = here.recent.iter().position(|known| *known == candidate.name) {
        score += 2.0 / (1.0 + rank as f64 * 0.5);
    }
    if here.following.contains(&candidate.name) {
        score += 1.0;
    }
    // Within one mapping or sequence a node is rarely given twice.
    if here.given.contains(&candidate.name) && here.key.as_deref() != Some("<<") {
        score -= 1.0;
    }
    score
}

/// The names that an anchor at the cursor can have: those that aliases name and no anchor has, then that of its key.
pub(super) fn anchors(snapshot: &Snapshot, cursor: &Cursor, span: FileSpan, ranked: &mut Ranked) {
    let before = &cursor.text()[cursor.line.start..span.start.index() - 1];
    let key = key_before_tag(before).or_else(|| key_of(before)).map(str::to_owned);
    let key_words = key.as_deref().map(words).unwrap_or_default();
    if let Some(analysis) = snapshot.analysis() {
        for name in asked_for(analysis) {
            let exact = if Some(name) == key.as_deref() { 10.0 } else { 0.0 };
            let score = 2.0 + exact + 6.0 * likeness(&words(name), &key_words);
            let detail = Some("an alias names it, and no anchor is of that name".to_owned());
            ranked.plain(score, CompletionKind::Anchor, name, detail);
        }
    }
    if let Some(key) = key.filter(|key| !key.starts_with('.') && key.is_ascii()) {
        ranked.plain(3.0, CompletionKind::Anchor, key, Some("as its key".to_owned()));
    }
}

/// The names of aliases that have no anchor.
fn asked_for(analysis: &Analysis) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for alias in analysis.graph.aliases.iter().filter(|alias| alias.anchor.is_none()) {
        if !found.contains(&&*alias.name) {
            found.push(&alias.name);
        }
    }
    found
}

/// What an empty value can be: an alias, or a tag.
pub(super) fn values(snapshot: &Snapshot, cursor: &Cursor, span: FileSpan, ranked: &mut Ranked) {
    if !cursor.before().ends_with(' ') {
        return;
    }
    // The character before the name counts as its `*`: here it is the space before the cursor.
    for (score, item) in ranked_aliases(snapshot, cursor, span) {
        ranked.add(score, Completion { label: format!("*{}", item.label), ..item });
    }
    super::tag::tags(cursor, ranked);
}
