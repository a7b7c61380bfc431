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
    /// Its line with the attribute taken out.
    line: String,
    known: usize,
}

/// What the cursor is at.
struct Here {
    role: Role,
    block: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    line: String,
    /// The words of the line, and of the comment above.
    words: Vec<String>,
    comment: Vec<String>,
    value: Option<String>,
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
    let world = World::new(snapshot, &cursor.template);
    let own = world.find(&cursor.template).unwrap_or(0);
    let here = here(cursor, code, object, span, &world, own);
    let sites = sites(&world, object, span);
    let facts = facts(snapshot, object);
    for name in &facts.names {
        ranked.add(score(name, &here, &sites, &world, own, &facts), item(name, &facts));
    }
    let mut seen: HashSet<&str> = facts.names.iter().map(String::as_str).collect();
    for site in &sites {
        if world.templates[site.known].is_active && seen.insert(site.name) {
            ranked.add(score(site.name, &here, &sites, &world, own, &facts), item(site.name, &facts));
        }
    }
    // What other configurations set comes behind what this one knows.
    for site in &sites {
        if seen.insert(site.name) {
            ranked.add(
                score(site.name, &here, &sites, &world, own, &facts) - 4.0,
                item(site.name, &facts),
            );
        }
    }
    for word in facts.type_name.map(language::methods).unwrap_or_default() {
        let text = format!("{}()", word.name);
        ranked.add(-20.0, Completion::new(CompletionKind::Method, word.name, Some(word.says.to_owned())).writes(text));
    }
}

fn item(name: &str, facts: &Facts) -> Completion {
    let value = facts.values.get(name).map(|value| crate::shown::cut(value, 60));
    Completion::new(CompletionKind::Attribute, name, value)
}

fn words_of(
    words: impl Iterator<Item = &'static language::Word>,
    kind: CompletionKind,
    ranked: &mut Ranked,
) {
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
                facts.type_name = Some(value.value.type_name).filter(|name| *name != "Undefined").or(facts.type_name);
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
    let around = blocks.iter().filter(|block| {
        block.name.extent.start <= at.start && at.start <= block.name.extent.end
    });
    around.last().map(|block| block.name.name.as_str())
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
            if number == 0 && mention.span.start <= cursor.end && cursor.start <= mention.span.end
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
fn line_without(text: &str, span: FileSpan) -> String {
    let (start, end) = (span.start.index(), span.end.index());
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = text[end..].split(['\n', '\r']).next().unwrap_or_default();
    format!("{}\u{0}{}", text[line..start].trim_start(), rest.trim_end())
}

fn here(cursor: &Cursor, code: &Code, object: &str, span: FileSpan, world: &World, own: usize) -> Here {
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
    let statements =
        super::opened::statements(&text[cursor.body.start..cursor.line.start], cursor.body.start, cursor.dialect);
    let open = super::opened::open(&statements);
    let block = open.iter().rfind(|statement| statement.opens_block()).and_then(|block| block.name());
    let above = FileSpan::new(cursor.line.start, cursor.line.start);
    let value = behind.split_once('=').map(|(_, value)| value.trim().to_owned()).filter(|_| is_set);
    let object_words = words(object);
    let line_words: Vec<String> =
        words(&line).into_iter().filter(|word| !object_words.contains(word) && word != "set").collect();
    Here {
        role,
        block: block.map(str::to_owned),
        previous: previous.map(|(_, name)| (*name).to_owned()),
        next: next.map(|(_, name)| (*name).to_owned()),
        words: line_words,
        comment: words(&crate::shown::comment_above(text, above).unwrap_or_default()),
        line,
        value,
    }
}

/// How likely a name is.
fn score(name: &str, here: &Here, sites: &[Site<'_>], world: &World, own: usize, facts: &Facts) -> f64 {
    let same_role = |site: &&Site<'_>| site.role == here.role;
    let of_name = |site: &&Site<'_>| site.name == name;
    let own_sites = || sites.iter().filter(|site| site.known == own);
    let others = || sites.iter().filter(same_role);
    let share = |all: usize, of: usize| if all == 0 { 0.0 } else { of as f64 / all as f64 };
    let mut score = (1.0 + others().filter(of_name).count() as f64).ln();
    // What usually stands before and after it.
    for (neighbour, is_previous) in [(&here.previous, true), (&here.next, false)] {
        let Some(neighbour) = neighbour else { continue };
        let has = |site: &&Site<'_>| {
            let beside = if is_previous { site.previous } else { site.next };
            beside == Some(neighbour.as_str())
        };
        let all = others().filter(|site| has(site)).count();
        score += 8.0 * share(all, others().filter(|site| has(site) && site.name == name).count());
    }
    if here.previous.is_none() {
        let first = |site: &&Site<'_>| site.previous.is_none();
        score += 6.0 * share(others().filter(first).count(), others().filter(|site| first(site) && site.name == name).count());
    }
    if let Some(block) = &here.block {
        let within = |site: &&Site<'_>| site.block == Some(block.as_str());
        let all = others().filter(within).count();
        score += 6.0 * share(all, others().filter(|site| within(site) && site.name == name).count()).sqrt();
    }
    // The same line elsewhere.
    if others().any(|site| site.name == name && site.line == here.line) {
        score += 12.0;
    }
    let name_words = words(name);
    score += 4.0 * likeness(&name_words, &here.comment);
    match here.role {
        Role::Set => {
            if own_sites().any(|site| site.role == Role::Set && site.name == name) {
                score -= 15.0;
            }
            if facts.undefined.contains(name) {
                score += 12.0;
            }
            if let Some(value) = here.value.as_deref().filter(|value| !value.is_empty()) {
                let value_of = |site: &Site<'_>| -> Option<String> {
                    let behind = site.line.split_once('\u{0}')?.1;
                    Some(behind.split_once('=')?.1.trim().to_owned())
                };
                let values: Vec<String> =
                    others().filter(of_name).filter_map(value_of).collect();
                if values.iter().any(|known| known == value) {
                    score += 8.0;
                } else if values.iter().any(|known| shape(known) == shape(value)) {
                    score += 3.0;
                }
                score += 4.0 * covered(&name_words, &here.words);
                // Values that share words are of the same kind: paths to models, names of classes.
                let value_words = words(value);
                let alike = values.iter().map(|known| likeness(&words(known), &value_words));
                score += 4.0 * alike.fold(0.0, f64::max);
            }
        }
        Role::Read => {
            score += 10.0 * covered(&name_words, &here.words) * likeness(&name_words, &here.words).sqrt();
            if here.words.len() > 1 && likeness(&name_words, &here.words) == 1.0 {
                score += 4.0;
            }
            let is_read = sites.iter().any(|site| {
                site.role == Role::Read && site.name == name && world.templates[site.known].is_active
            });
            if facts.values.contains_key(name) && !is_read {
                score += 4.0;
            }
            if own_sites().any(|site| site.role == Role::Set && site.name == name) {
                score += 2.0;
            }
            if facts.undefined.contains(name) {
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
