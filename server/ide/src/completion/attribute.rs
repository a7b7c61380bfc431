//! Attributes of namespaces, modules, loops and values.

use std::collections::{HashMap, HashSet};

use forgather_dialect::FileSpan;

use super::cursor::{Code, Cursor, is_word};
use super::similar::{covered, likeness, words};
use super::world::{Known, World};
use super::{Completion, CompletionKind, Ranked};
use crate::index::{Mention, Role, What};
use crate::language;
use crate::macros::MacroIn;
use crate::occurrence::imported;
use crate::snapshot::Snapshot;

/// A place where an attribute is set or read.
struct Site<'w> {
    name: &'w str,
    role: Role,
    /// The block that it is in.
    block: Option<&'w str>,
    /// The attribute of the same role before and after it.
    previous: Option<&'w str>,
    next: Option<&'w str>,
    line: Line<'w>,
    known: usize,
}

/// A line without the attribute in it: what is before and what is behind.
type Line<'w> = (&'w str, &'w str);

/// What the cursor is at.
struct Here<'w> {
    role: Role,
    block: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    /// The words of these neighbours.
    neighbours: Vec<Vec<String>>,
    line: Line<'w>,
    /// The words of the line, and of the comment above.
    words: Vec<String>,
    comment: Vec<String>,
    value: Option<String>,
    value_words: Vec<String>,
    block_words: Vec<String>,
    /// Whether it is the module or the symbol of a tag's import spec.
    spec: Option<SpecPart>,
}

/// A part of an import spec.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SpecPart {
    Module,
    Symbol,
}

/// The part of an import spec that an expression is, by what stands before it on its line and behind the name.
fn spec_part(before: &str, behind: &str) -> Option<SpecPart> {
    let (outside, _) = before.rsplit_once("{{")?;
    let word = outside.rsplit(char::is_whitespace).next()?;
    let (tag, spec) = word.split_once(':')?;
    let is_tag = tag.starts_with('!') && tag[1..].chars().all(|c| c.is_ascii_lowercase());
    if !is_tag {
        return None;
    }
    let closes = behind.split_once("}}").is_some_and(|(_, rest)| rest.starts_with(':'));
    Some(if spec.is_empty() && closes { SpecPart::Module } else { SpecPart::Symbol })
}

/// The attributes of what is called `object`.
pub(super) fn attributes(
    snapshot: &Snapshot,
    cursor: &Cursor,
    code: &Code,
    object: &str,
    span: FileSpan,
    ranked: &mut Ranked,
) {
    match object {
        "loop" => return words_of(language::loop_attributes(), CompletionKind::Attribute, ranked),
        "self" => return super::block::own(snapshot, cursor, ranked),
        _ => {}
    }
    let index = snapshot.index(&cursor.template.file);
    let names = cursor.template.names(&index);
    for mention in names.into_iter().flat_map(|names| &names.mentions) {
        if let (What::Module { name, from }, Some(names)) = (&mention.what, names)
            && **name == *object
            && let Some(target) = imported(snapshot, &cursor.template, names, *from)
        {
            return super::template::exports(snapshot, &target, &[], ranked);
        }
    }
    // The trace comes first: it is an expansion, too.
    let facts = facts(snapshot, object);
    let world = World::new(snapshot, &cursor.template);
    let own = world.find(&cursor.template).unwrap_or(0);
    let here = here(cursor, code, object, span, &world, own);
    let sites = sites(&world, object, span);
    let counts = counted(&sites, &here, &world, own);
    for name in &facts.names {
        ranked.add(score(name, &here, &counts, &facts), item(name, &facts));
    }
    let mut seen: HashSet<&str> = facts.names.iter().map(String::as_str).collect();
    for site in &sites {
        if world.templates[site.known].is_active && seen.insert(site.name) {
            ranked.add(score(site.name, &here, &counts, &facts), item(site.name, &facts));
        }
    }
    // What a namespace is made with, where no expansion tells.
    for known in world.templates.iter().filter(|known| known.is_active) {
        for name in made_with(known, object) {
            if seen.insert(name) {
                ranked.add(score(name, &here, &counts, &facts), item(name, &facts));
            }
        }
    }
    // What other configurations set comes behind what this one knows.
    for site in &sites {
        if seen.insert(site.name) {
            ranked.add(score(site.name, &here, &counts, &facts) - 4.0, item(site.name, &facts));
        }
    }
    for word in facts.type_name.map(language::methods).unwrap_or_default() {
        let text = format!("{}()", word.name);
        ranked.add(
            -20.0,
            Completion::new(CompletionKind::Method, word.name, Some(word.says.to_owned())).writes(text),
        );
    }
}

fn item(name: &str, facts: &Facts) -> Completion {
    let value = facts.values.get(name).map(|value| crate::shown::cut(value, 60));
    Completion::new(CompletionKind::Attribute, name, value)
}

fn words_of(words: impl Iterator<Item = &'static language::Word>, kind: CompletionKind, ranked: &mut Ranked) {
    for word in words {
        ranked.plain(0.0, kind, word.name, Some(word.says.to_owned()));
    }
}

/// What the active configuration says of an object.
#[derive(Default)]
struct Facts {
    names: Vec<String>,
    /// Names that are asked for and not there.
    undefined: HashSet<String>,
    /// The last value of each.
    values: HashMap<String, String>,
    type_name: Option<&'static str>,
}

fn facts(snapshot: &Snapshot, object: &str) -> Facts {
    let mut facts = Facts::default();
    let Some((expansion, trace)) = snapshot.trace() else { return facts };
    for (number, template) in expansion.templates.iter().enumerate() {
        let part = template.part();
        for (span, value) in trace.values_of(number as u32) {
            let Some(text) = part.translation.jinja.get(span.range()) else { continue };
            if text == object {
                facts.type_name =
                    Some(value.value.type_name).filter(|name| *name != "Undefined").or(facts.type_name);
                if value.value.names.len() > facts.names.len() {
                    facts.names.clone_from(&value.value.names);
                }
            } else if let Some(name) = text.strip_prefix(object).and_then(|rest| rest.strip_prefix('.'))
                && name.chars().all(is_word)
            {
                if value.value.type_name == "Undefined" {
                    facts.undefined.insert(name.to_owned());
                } else {
                    facts.values.insert(name.to_owned(), value.value.repr.clone());
                }
            }
        }
    }
    for assignment in trace.assignments.iter().filter(|assignment| assignment.is_attribute) {
        facts.values.insert(assignment.name.to_string(), assignment.value.repr.clone());
    }
    facts
}

fn block_at(known: &Known, at: FileSpan) -> Option<&str> {
    let blocks = &known.outline()?.blocks;
    let mut around = blocks
        .iter()
        .filter(|block| block.name.extent.start <= at.start && at.start <= block.name.extent.end);
    around.next_back().map(|block| block.name.name.as_str())
}

/// The names that a template makes a namespace with: `set ns = namespace(size=3)`.
fn made_with<'k>(known: &'k Known, object: &str) -> Vec<&'k str> {
    let text = &*known.template.file.source.text;
    let mentions = known.names().map(|names| names.mentions.as_slice()).unwrap_or_default();
    let given = mentions.iter().filter(|mention| !is_dotted(text, mention.span));
    given.filter_map(|mention| attribute_of(mention, object)).map(|(name, _)| name).collect()
}

/// Whether a name stands behind a dot: other than what a namespace is made with.
fn is_dotted(text: &str, span: FileSpan) -> bool {
    text[..span.start.index()].trim_end().ends_with('.')
}

/// The attribute of an object that a mention is.
fn attribute_of<'m>(mention: &'m Mention, object: &str) -> Option<(&'m str, Role)> {
    match &mention.what {
        What::Attribute { object: known, name, role, .. } if **known == *object => Some((name, *role)),
        _ => None,
    }
}

/// All places where attributes of an object occur, but the one at the cursor.
fn sites<'w>(world: &'w World, object: &str, cursor: FileSpan) -> Vec<Site<'w>> {
    let mut found: Vec<Site<'w>> = Vec::new();
    for (number, known) in world.templates.iter().enumerate() {
        let Some(names) = known.names() else { continue };
        let text = &*known.template.file.source.text;
        let mut last: HashMap<Role, usize> = HashMap::new();
        for mention in &names.mentions {
            let Some((name, role)) = attribute_of(mention, object) else { continue };
            if !is_dotted(text, mention.span)
                || number == 0 && mention.span.start <= cursor.end && cursor.start <= mention.span.end
                || known.template == world.templates[0].template && mention.span.touches(cursor.start)
            {
                continue;
            }
            let previous = last.get(&role).map(|at| found[*at].name);
            if let Some(at) = last.get(&role) {
                found[*at].next = Some(name);
            }
            last.insert(role, found.len());
            found.push(Site {
                name,
                role,
                block: block_at(known, mention.span),
                previous,
                next: None,
                line: line_without(text, mention.span),
                known: number,
            });
        }
    }
    found
}

/// The line of a name, without it.
fn line_without(text: &str, span: FileSpan) -> Line<'_> {
    let (start, end) = (span.start.index(), span.end.index());
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = text[end..].split(['\n', '\r']).next().unwrap_or_default();
    (text[line..start].trim_start(), rest.trim_end())
}

fn here<'c>(
    cursor: &'c Cursor,
    code: &Code,
    object: &str,
    span: FileSpan,
    world: &World,
    own: usize,
) -> Here<'c> {
    let text = cursor.text();
    let before = &text[code.start..span.start.index()];
    let behind = text.get(span.end.index()..code.end).unwrap_or_default();
    let is_set = code.is_statement && before.trim_start().starts_with("set") && !before.contains('=');
    let role = if is_set { Role::Set } else { Role::Read };
    let known = &world.templates[own];
    let mentions = known.names().map(|names| names.mentions.as_slice()).unwrap_or_default();
    let same: Vec<(&Mention, &str)> = mentions
        .iter()
        .filter(|mention| !mention.span.touches(span.start))
        .filter_map(|mention| {
            let (name, of) = attribute_of(mention, object)?;
            (of == role).then_some((mention, name))
        })
        .collect();
    let previous = same.iter().rfind(|(mention, _)| mention.span.start < span.start);
    let next = same.iter().find(|(mention, _)| mention.span.start > span.start);
    let line = line_without(text, span);
    let open = cursor.opened();
    let block = open.iter().rfind(|statement| statement.opens_block()).and_then(super::opened::Found::name);
    let above = FileSpan::new(cursor.line.start, cursor.line.start);
    let value = behind.split_once('=').map(|(_, value)| value.trim().to_owned()).filter(|_| is_set);
    let object_words = words(object);
    let line_words: Vec<String> = [line.0, line.1]
        .into_iter()
        .flat_map(words)
        .filter(|word| !object_words.contains(word) && word != "set")
        .collect();
    Here {
        role,
        block: block.map(str::to_owned),
        block_words: words(block.unwrap_or_default()),
        previous: previous.map(|(_, name)| (*name).to_owned()),
        next: next.map(|(_, name)| (*name).to_owned()),
        neighbours: previous.into_iter().chain(next).map(|(_, name)| words(name)).collect(),
        words: line_words,
        comment: words(&crate::shown::comment_above(text, above).unwrap_or_default()),
        line,
        value_words: words(value.as_deref().unwrap_or_default()),
        value,
        spec: spec_part(
            text.get(cursor.line.start..span.start.index()).unwrap_or_default(),
            text.get(span.end.index()..cursor.line.end).unwrap_or_default(),
        ),
    }
}

/// What the places say of each name, counted once.
#[derive(Default)]
struct Counts<'w> {
    names: HashMap<&'w str, Count<'w>>,
    /// How many places have the neighbours, the block and the text before the cursor's place.
    after_previous: usize,
    before_next: usize,
    first: usize,
    in_block: usize,
    behind_same: usize,
    /// The names that stand behind the same text.
    alike: Vec<Vec<String>>,
}

/// What the places say of a name.
#[allow(clippy::struct_excessive_bools, reason = "it is so or not")]
#[derive(Default)]
struct Count<'w> {
    of_role: usize,
    sets: usize,
    reads: usize,
    after_previous: usize,
    before_next: usize,
    first: usize,
    in_block: usize,
    /// Behind the same text: `joinpath(`.
    behind_same: usize,
    on_same_line: bool,
    is_set_here: bool,
    is_read_here: bool,
    is_read_in_active: bool,
    values: Vec<&'w str>,
}

/// The end of what stands before a name on its line.
fn behind(before: &str) -> &str {
    /// A name of a function and its bracket, or an operator.
    const NEAR: usize = 14;
    let start = before.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
    &before[start..]
}

fn counted<'w>(sites: &[Site<'w>], here: &Here<'_>, world: &World, own: usize) -> Counts<'w> {
    let mut counts = Counts::default();
    for site in sites {
        let is_own = site.known == own;
        let count = counts.names.entry(site.name).or_default();
        match site.role {
            Role::Set => {
                count.sets += 1;
                count.is_set_here |= is_own;
            }
            Role::Read => {
                count.reads += 1;
                count.is_read_here |= is_own;
                count.is_read_in_active |= world.templates[site.known].is_active;
            }
        }
        if site.role != here.role {
            continue;
        }
        count.of_role += 1;
        if here.previous.is_some() && site.previous == here.previous.as_deref() {
            count.after_previous += 1;
            counts.after_previous += 1;
        }
        if here.next.is_some() && site.next == here.next.as_deref() {
            count.before_next += 1;
            counts.before_next += 1;
        }
        if here.previous.is_none() && site.previous.is_none() {
            count.first += 1;
            counts.first += 1;
        }
        if here.block.is_some() && site.block == here.block.as_deref() {
            count.in_block += 1;
            counts.in_block += 1;
        }
        if here.role == Role::Read && behind(site.line.0) == behind(here.line.0) {
            count.behind_same += 1;
            counts.behind_same += 1;
            if count.behind_same == 1 {
                counts.alike.push(words(site.name));
            }
        }
        count.on_same_line |= site.line == here.line;
        if here.role == Role::Set
            && let Some((_, value)) = site.line.1.split_once('=')
        {
            count.values.push(value.trim());
        }
    }
    counts
}

/// How likely a name is.
fn score(name: &str, here: &Here<'_>, counts: &Counts<'_>, facts: &Facts) -> f64 {
    let nothing = Count::default();
    let count = counts.names.get(name).unwrap_or(&nothing);
    let share = |all: usize, of: usize| if all == 0 { 0.0 } else { of as f64 / all as f64 };
    let mut score = (1.0 + count.of_role as f64).ln();
    // What usually stands before and after it.
    score += 8.0 * share(counts.after_previous, count.after_previous);
    score += 8.0 * share(counts.before_next, count.before_next);
    score += 6.0 * share(counts.first, count.first);
    score += 6.0 * share(counts.in_block, count.in_block).sqrt();
    score += 4.0 * share(counts.behind_same, count.behind_same).sqrt();
    if count.on_same_line {
        score += 12.0;
    }
    let name_words = words(name);
    score += 4.0 * likeness(&name_words, &here.comment);
    // Neighbours are often of one family.
    score += here.neighbours.iter().map(|neighbour| 1.5 * likeness(&name_words, neighbour)).sum::<f64>();
    match here.role {
        Role::Set => {
            if count.is_set_here {
                score -= 15.0;
            }
            if count.sets == 0 && count.reads > 0 {
                // Something reads what nothing sets.
                score += 8.0 + if count.is_read_here { 4.0 } else { 0.0 };
                score += if facts.undefined.contains(name) { 4.0 } else { 0.0 };
            }
            if let Some(value) = here.value.as_deref().filter(|value| !value.is_empty()) {
                if count.values.contains(&value) {
                    score += 8.0;
                } else if count.values.iter().any(|known| shape(known) == shape(value)) {
                    score += 3.0;
                } else if !count.values.is_empty() {
                    score -= 2.0;
                }
                score += 4.0 * covered(&name_words, &here.words);
                // Values that share words are of the same kind: paths to models, names of classes.
                let alike =
                    count.values.iter().take(20).map(|known| likeness(&words(known), &here.value_words));
                score += 4.0 * alike.fold(0.0, f64::max);
            }
        }
        Role::Read => {
            score += 10.0 * covered(&name_words, &here.words) * likeness(&name_words, &here.words).sqrt();
            if here.words.len() > 1 && likeness(&name_words, &here.words) > 0.999 {
                score += 4.0;
            }
            if facts.values.contains_key(name) && !count.is_read_in_active {
                score += 4.0;
            }
            // What is called alike is of the same kind; and a block speaks of what it is named after.
            let alike = counts.alike.iter().map(|known| likeness(&name_words, known));
            score += 3.0 * alike.fold(0.0, f64::max);
            score += 2.0 * covered(&name_words, &here.block_words);
            if let (Some(part), Some(value)) = (here.spec, facts.values.get(name)) {
                let value = value.trim_matches(['"', '\'']);
                let is_symbol = value.chars().all(is_word);
                let fits = match part {
                    SpecPart::Module => !is_symbol && !value.contains(' '),
                    SpecPart::Symbol => is_symbol,
                };
                score += if fits { 4.0 } else { -4.0 };
            }
            if count.is_set_here {
                score += if count.is_read_here { 3.0 } else { 5.0 };
            }
            if facts.undefined.contains(name) && count.sets == 0 {
                score -= 6.0;
            }
        }
    }
    score
}

/// What a value looks like: a text, a number, a name, a call.
fn shape(value: &str) -> u8 {
    match value.chars().next() {
        Some('"' | '\'') if value.contains('/') => 1,
        Some('"' | '\'') => 2,
        Some(c) if c.is_ascii_digit() => 3,
        _ if matches!(value, "True" | "False" | "true" | "false") => 4,
        _ if value.contains('(') => 5,
        _ => 6,
    }
}

/// The macros of a template, for those who call one of them by a module's name.
pub(super) fn macro_items(template: &crate::template::TemplateRef) -> Vec<Completion> {
    MacroIn::all(template)
        .iter()
        .map(|known| {
            let name = known.definition.name.name.to_string();
            Completion::new(CompletionKind::Macro, name, Some(known.head()))
        })
        .collect()
}
