//! Names of blocks: those of the parents that are not overridden yet, and those that are open.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use forgather_dialect::outline;
use forgather_workspace::Cancelled;

use super::cursor::Cursor;
use super::opened::{self, Found, open, statements};
use super::similar::{likeness, words};
use super::world::{Known, World};
use super::{CompletionKind, Ranked};
use crate::index::{PartIndex, Role, What};
use crate::snapshot::Snapshot;

/// A block of a template above, with what it holds.
struct Candidate {
    name: String,
    /// Its place among the blocks of the templates above.
    order: usize,
    /// The block that it is in.
    outer: Option<String>,
    /// Which template defines it.
    by: usize,
    content: HashSet<String>,
}

/// The names that a new block can have.
pub(super) fn names(snapshot: &Snapshot, cursor: &Cursor, ranked: &mut Ranked) -> Result<(), Cancelled> {
    let world = World::new(snapshot, &cursor.template);
    let own = world.find(&cursor.template).unwrap_or(0);
    let text = cursor.text();
    let body = &text[cursor.body.clone()];
    let found = statements(body, cursor.body.start, cursor.dialect);
    let is_here =
        |statement: &&Found<'_>| statement.line >= cursor.line.start && statement.line <= cursor.line.end;
    let blocks: Vec<&Found<'_>> = found.iter().filter(|statement| statement.opens_block()).collect();
    let taken: HashSet<&str> =
        blocks.iter().filter(|block| !is_here(block)).filter_map(|block| block.name()).collect();
    let previous = blocks.iter().rfind(|block| block.line < cursor.line.start).and_then(|block| block.name());
    let next = blocks.iter().find(|block| block.line > cursor.line.end).and_then(|block| block.name());
    let inside = content_below(cursor, &found);
    let first = first_words(inside);
    let ours = Ours::new(content_of(inside), &first);
    // What ends a block that nothing began.
    let ended: Vec<&str> = unopened(&found, cursor);
    let above = world.above(own);
    let below = world.below(own);
    let candidates = candidates(&world, &above);
    snapshot.cancel.check()?;
    let position = |name: Option<&str>| {
        name.and_then(|name| candidates.iter().find(|known| known.name == name)).map(|known| known.order)
    };
    let (before, behind) = (position(previous), position(next));
    let mut relatives: Vec<usize> = above.iter().flat_map(|parent| world.below(*parent)).collect();
    relatives.extend(&above);
    relatives.sort_unstable();
    relatives.dedup();
    relatives.retain(|number| *number != own);
    let before_cursor: Vec<Found<'_>> =
        found.iter().filter(|statement| statement.line < cursor.line.start).cloned().collect();
    let indentation = cursor.before().len() - cursor.before().trim_start().len();
    let around = open(&before_cursor)
        .into_iter()
        .rfind(|statement| match statement.keyword {
            "block" => true,
            // A header closes those that are indented as deep.
            "[" => statement.indentation < indentation,
            _ => false,
        })
        .and_then(|statement| statement.name());
    let habits = Habits::new(&world, &relatives, previous, next);
    let same = if ours.content.is_empty() {
        HashMap::new()
    } else {
        closest_content(&world, &relatives, &ours.content)
    };
    let closest = |name: &str| 3.0 * same.get(name).copied().unwrap_or_default().min(3.0);
    for candidate in candidates.iter().filter(|candidate| !taken.contains(candidate.name.as_str())) {
        let mut score = habits.score(&candidate.name);
        if let Some(around) = around {
            score += if candidate.outer.as_deref() == Some(around) { 3.0 } else { -3.0 };
        }
        let after = before.is_none_or(|before| candidate.order > before);
        let until = behind.is_none_or(|behind| candidate.order < behind);
        score += f64::from(u8::from(after)) + f64::from(u8::from(until));
        if let Some(before) = before.filter(|_| after) {
            score += 2.0 / (candidate.order - before) as f64;
        }
        if let Some(behind) = behind.filter(|_| until) {
            score += 1.0 / (behind - candidate.order) as f64;
        }
        score += ours.alike(&candidate.name, &candidate.content);
        score += closest(&candidate.name);
        let place = world.templates.get(candidate.by).map(|known| snapshot.template_shown(&known.template));
        let detail = place.map(|place| format!("of {place}"));
        let bonus = if ended.contains(&candidate.name.as_str()) { 40.0 } else { 0.0 };
        ranked.plain(score + bonus, CompletionKind::Block, candidate.name.clone(), detail);
    }
    // Blocks that children have and no parent does yet.
    let known: HashSet<&str> = candidates.iter().map(|candidate| candidate.name.as_str()).collect();
    let missing = |name: &str| !known.contains(name) && !taken.contains(name);
    for child in &below {
        let beyond: HashSet<usize> =
            world.above(*child).into_iter().filter(|number| *number != own).collect();
        for block in world.templates[*child].outline().into_iter().flat_map(|outline| &outline.blocks) {
            let name = block.name.name.as_str();
            let elsewhere = beyond.iter().any(|number| {
                let outline = world.templates[*number].outline();
                outline.is_some_and(|outline| outline.blocks.iter().any(|known| known.name.name == name))
            });
            if !missing(name) || elsewhere || name.is_empty() {
                continue;
            }
            let score = 4.0 + ours.alike(name, content_in(&world.templates[*child], name));
            let bonus = if ended.contains(&name) { 40.0 } else { 0.0 };
            let detail = format!("of {}", snapshot.template_shown(&world.templates[*child].template));
            ranked.plain(score + bonus, CompletionKind::Block, name, Some(detail));
        }
    }
    for name in ended {
        if missing(name) {
            ranked.plain(40.0, CompletionKind::Block, name, Some("is ended below".to_owned()));
        }
    }
    // Blocks that templates beside this one add, and all others that there are.
    let mut others: HashMap<&str, (usize, f64)> = HashMap::new();
    for (number, known) in world.templates.iter().enumerate().filter(|(number, _)| *number != own) {
        let near = if relatives.binary_search(&number).is_ok() { 1.0 } else { 0.0 };
        for block in known.outline().into_iter().flat_map(|outline| &outline.blocks) {
            let name = block.name.name.as_str();
            if missing(name) && !name.is_empty() {
                let other = others.entry(name).or_default();
                other.0 += 1;
                other.1 = f64::max(other.1, near);
            }
        }
    }
    let nothing = HashSet::new();
    for (name, (count, near)) in &others {
        let score = near
            + 0.3 * (*count as f64).ln()
            + closest(name)
            + habits.score(name)
            + ours.alike(name, &nothing);
        ranked.plain(score - 2.0, CompletionKind::Block, *name, None);
    }
    // A new block is often named after the first thing in it.
    for (rank, name) in first.iter().enumerate() {
        if missing(name) {
            let nested = if around.is_some() { 2.0 } else { 0.0 };
            ranked.plain(5.0 + nested - rank as f64, CompletionKind::Block, name.clone(), None);
        }
    }
    Ok(())
}

/// How much the blocks of some templates have in common with a content, by their names: of as many as can be looked at
/// while someone types.
fn closest_content<'w>(world: &'w World, of: &[usize], ours: &HashSet<String>) -> HashMap<&'w str, f64> {
    const MOST: usize = 250;
    let known = of.iter().filter_map(|number| world.templates.get(*number));
    let blocks = known.flat_map(|known| {
        known.outline().into_iter().flat_map(|outline| &outline.blocks).map(move |block| (known, block))
    });
    let mut found = HashMap::new();
    for (known, block) in blocks.take(MOST) {
        let name = block.name.name.as_str();
        let best: &mut f64 = found.entry(name).or_default();
        *best = best.max(shared(content_in(known, name), ours));
    }
    found
}

/// The blocks that are open at the cursor, the innermost first.
pub(super) fn ends(cursor: &Cursor, ranked: &mut Ranked) {
    let open = cursor.opened();
    let blocks = open.iter().rev().filter(|statement| statement.keyword == "block");
    for (rank, name) in blocks.filter_map(Found::name).enumerate() {
        ranked.plain(10.0 - rank as f64, CompletionKind::Block, name, None);
    }
}

/// The blocks that `self.` names.
pub(super) fn own(snapshot: &Snapshot, cursor: &Cursor, ranked: &mut Ranked) {
    let world = World::new(snapshot, &cursor.template);
    let own = world.find(&cursor.template).unwrap_or(0);
    let found = statements(&cursor.text()[cursor.body.clone()], cursor.body.start, cursor.dialect);
    for name in found.iter().filter(|statement| statement.opens_block()).filter_map(Found::name) {
        let item = super::Completion::new(CompletionKind::Block, name, None).writes(format!("{name}()"));
        ranked.add(2.0, item);
    }
    for candidate in candidates(&world, &world.above(own)) {
        let text = format!("{}()", candidate.name);
        ranked.add(1.0, super::Completion::new(CompletionKind::Block, candidate.name, None).writes(text));
    }
}

/// The blocks of the templates above, in the order in which the topmost places them; each as its nearest definition.
fn candidates(world: &World, above: &[usize]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for number in above.iter().rev() {
        let known = &world.templates[*number];
        let Some(outline) = known.outline() else { continue };
        for block in &outline.blocks {
            let name = &block.name.name;
            if name.is_empty() {
                continue;
            }
            let content = content_in(known, name);
            if let Some(before) = found.iter_mut().find(|candidate| candidate.name == *name) {
                before.content.extend(content.iter().cloned());
                before.by = *number;
                continue;
            }
            // A block within another stands behind it.
            let outer = block.parent.and_then(|parent| outline.blocks.get(parent));
            let at = outer.and_then(|outer| {
                found.iter().rposition(|candidate| candidate.name == outer.name.name).map(|at| at + 1)
            });
            let candidate = Candidate {
                name: name.clone(),
                order: 0,
                outer: outer.map(|outer| outer.name.name.clone()),
                by: *number,
                content: content.clone(),
            };
            let at = at.filter(|_| found.iter().all(|candidate| candidate.by != *number));
            found.insert(at.unwrap_or(found.len()), candidate);
        }
    }
    for (order, candidate) in found.iter_mut().enumerate() {
        candidate.order = order;
    }
    found
}

/// What templates with the same parents do: how many have a block, and how many have it between the same ones.
struct Habits<'w> {
    all: HashMap<&'w str, usize>,
    first: Following<'w>,
    after: Following<'w>,
    before: Following<'w>,
    is_first: bool,
}

/// How often each block stands at a place, of all times that a block stands there.
#[derive(Default)]
struct Following<'w>(HashMap<&'w str, usize>, usize);

impl<'w> Following<'w> {
    fn add(&mut self, name: &'w str) {
        *self.0.entry(name).or_default() += 1;
        self.1 += 1;
    }

    fn share(&self, name: &str) -> f64 {
        self.0.get(name).map_or(0.0, |count| *count as f64 / self.1 as f64)
    }
}

impl<'w> Habits<'w> {
    fn new(world: &'w World, relatives: &[usize], previous: Option<&str>, next: Option<&str>) -> Self {
        let mut habits = Self {
            all: HashMap::new(),
            first: Following::default(),
            after: Following::default(),
            before: Following::default(),
            is_first: previous.is_none(),
        };
        for outline in relatives.iter().filter_map(|number| world.templates[*number].outline()) {
            let names: Vec<&str> = outline.blocks.iter().map(|block| block.name.name.as_str()).collect();
            for name in names.iter().collect::<HashSet<_>>() {
                *habits.all.entry(name).or_default() += 1;
            }
            if let Some(head) = names.first() {
                habits.first.add(head);
            }
            for pair in names.windows(2) {
                if Some(pair[0]) == previous {
                    habits.after.add(pair[1]);
                }
                if Some(pair[1]) == next {
                    habits.before.add(pair[0]);
                }
            }
        }
        habits
    }

    fn score(&self, name: &str) -> f64 {
        let all = self.all.get(name).copied().unwrap_or_default();
        let start = if self.is_first { 4.0 * self.first.share(name) } else { 0.0 };
        (1.0 + all as f64).ln() * 0.7 + 4.0 * self.after.share(name) + 3.0 * self.before.share(name) + start
    }
}

/// What stands where the new block is to be.
struct Ours<'f> {
    content: HashSet<String>,
    words: Vec<String>,
    /// The first keys and anchors, each with its words.
    first: Vec<(&'f str, Vec<String>)>,
}

impl<'f> Ours<'f> {
    fn new(content: HashSet<String>, first: &'f [String]) -> Self {
        let all = content.iter().flat_map(|item| words(item)).collect();
        let first = first.iter().map(|word| (word.as_str(), words(word))).collect();
        Self { content, words: all, first }
    }

    /// How well a block's name and content fit.
    fn alike(&self, name: &str, content: &HashSet<String>) -> f64 {
        let name_words = words(name);
        let by_name = self.first.iter().enumerate().map(|(rank, (word, of_word))| {
            let exact = if *word == name { 6.0 } else { 0.0 };
            (exact + 6.0 * likeness(of_word, &name_words)) / (1.0 + rank as f64 * 0.25)
        });
        5.0 * shared(content, &self.content).min(4.0)
            + by_name.fold(0.0, f64::max)
            + 2.0 * super::similar::covered(&name_words, &self.words)
    }
}

/// How much two blocks have in common.
fn shared(a: &HashSet<String>, b: &HashSet<String>) -> f64 {
    let same = a.intersection(b).count() as f64;
    if same == 0.0 { 0.0 } else { same.sqrt() + same / (a.len().min(b.len()) as f64) }
}

/// What the new block would hold: from the cursor's line to the next block or the end.
fn content_below<'c>(cursor: &'c Cursor, found: &[Found<'_>]) -> &'c str {
    let next = found.iter().find(|statement| {
        statement.line > cursor.line.end && (statement.opens_block() || statement.keyword == "endblock")
    });
    let end = next.map_or(cursor.body.end, |statement| statement.line);
    cursor.text().get(cursor.line.end..end).unwrap_or_default()
}

/// What a block of a template holds; nothing where there is no such block.
fn content_in<'k>(known: &'k Known, name: &str) -> &'k HashSet<String> {
    static NOTHING: LazyLock<HashSet<String>> = LazyLock::new(HashSet::new);
    let find = || {
        let at = known.outline()?.blocks.iter().position(|block| block.name.name == name)?;
        known.names()?.contents(|names| contents(names, &known.template.file.source.text)).get(at)
    };
    find().unwrap_or(&NOTHING)
}

/// What each block of a template holds.
fn contents(names: &PartIndex, text: &str) -> Vec<HashSet<String>> {
    let content = |block: &outline::Block| {
        let within = text.get(block.name.extent.range()).unwrap_or_default();
        let mut content = content_of(within.split_once('\n').map_or("", |(_, rest)| rest));
        // Attributes are found in the tree, wherever they stand.
        for mention in &names.mentions {
            if let What::Attribute { object, name, role: Role::Set, .. } = &mention.what
                && block.name.extent.start <= mention.span.start
                && mention.span.end <= block.name.extent.end
            {
                content.insert(format!("{object}.{name}"));
            }
        }
        content
    };
    names.outline.blocks.iter().map(content).collect()
}

/// The keys, anchors, assignments and uses of templates of a text.
fn content_of(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches('#').trim_start();
        if let Some(key) = key_of(line) {
            found.insert(key.to_owned());
        }
        for part in line.split_whitespace() {
            if let Some(anchor) = part.strip_prefix('&') {
                found.insert(format!("&{anchor}"));
            }
            if part.starts_with('!') && part.contains(':') {
                found.insert(part.split('@').next().unwrap_or(part).to_owned());
            }
        }
        if let Some(at) = line.find("set ")
            && let Some((target, _)) = line[at + 4..].split_once('=')
        {
            found.insert(target.trim().to_owned());
        }
        if let Some(at) = line.find("include ") {
            let folder = line[at + 8..].trim_matches([' ', '\'', '"']);
            let folder = folder.split('/').next().unwrap_or_default();
            if line.contains('/') {
                found.insert(format!("include {folder}"));
            }
        }
    }
    found
}

/// The first keys and anchors of a text.
fn first_words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches('#').trim_start();
        let anchors = line.split_whitespace().filter_map(|part| part.strip_prefix('&'));
        for name in key_of(line).into_iter().filter(|key| !key.starts_with('.')).chain(anchors) {
            let is_name = name.chars().all(super::cursor::is_word) && name.len() > 1;
            if is_name && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
        if let Some(at) = line.find("include ") {
            let name = line[at + 8..].trim_matches([' ', '\'', '"']);
            let name = name.rsplit(['/', '.']).find(|part| !matches!(*part, "yaml" | "jinja"));
            found.extend(name.map(str::to_owned).filter(|name| name.chars().all(super::cursor::is_word)));
        }
        if found.len() >= 4 {
            break;
        }
    }
    found
}

/// The key of a line of YAML.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim().trim_start_matches("- ");
    let is_key = !key.is_empty() && key.chars().all(|c| super::cursor::is_word(c) || matches!(c, '-' | '.'));
    (is_key && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then_some(key)
}

/// The names behind `endblock` below the cursor that end no block which is opened there.
fn unopened<'t>(found: &[Found<'t>], cursor: &Cursor) -> Vec<&'t str> {
    let mut opened: Vec<&str> = Vec::new();
    let mut missing = Vec::new();
    let here =
        |statement: &Found<'_>| statement.line >= cursor.line.start && statement.line <= cursor.line.end;
    for statement in found.iter().filter(|statement| !here(statement)) {
        if statement.keyword == "block" {
            opened.extend(statement.name());
        } else if statement.keyword == "endblock"
            && let Some(name) = statement.name()
        {
            match opened.iter().rposition(|known| *known == name) {
                Some(at) => {
                    opened.remove(at);
                }
                None if statement.line > cursor.line.start => missing.push(name),
                None => {}
            }
        }
    }
    missing
}

/// The names that are in scope by what is open at the cursor.
pub(super) fn bound_names(cursor: &Cursor) -> Vec<String> {
    opened::bound(&cursor.opened())
}

/// Whether the cursor is in a block.
pub(super) fn bound_block(cursor: &Cursor) -> bool {
    cursor.opened().iter().any(Found::opens_block)
}
