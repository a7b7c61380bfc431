//! Names of templates, and what templates export.

use std::collections::{HashMap, HashSet};

use forgather_dialect::FileSpan;
use forgather_dialect::outline::ReferenceKind;

use super::cursor::Cursor;
use super::opened::{Found, open, statements};
use super::similar::{covered, likeness, words};
use super::world::World;
use super::{CompletionKind, Ranked};
use crate::index::{Role, What};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// What is known of the place where the name is to be.
struct Here<'h> {
    kind: ReferenceKind,
    /// The block around, with its words.
    block: Option<&'h str>,
    block_words: Vec<String>,
    comment: Vec<String>,
    /// The words of this template's own name.
    name: Vec<String>,
    /// The blocks of this template.
    blocks: Vec<String>,
    /// Names that this template takes from the other.
    wanted: Vec<String>,
    /// Anchors and attributes that the configuration lacks.
    lacking: Lacking,
    own: usize,
}

#[derive(Default)]
struct Lacking {
    anchors: HashSet<String>,
    attributes: HashSet<String>,
    defined: HashSet<String>,
}

/// The templates that a statement can name.
pub(super) fn names(
    snapshot: &Snapshot,
    cursor: &Cursor,
    kind: ReferenceKind,
    statement: &str,
    span: FileSpan,
    ranked: &mut Ranked,
) {
    let world = World::new(snapshot, &cursor.template);
    let own = world.find(&cursor.template).unwrap_or(0);
    let text = cursor.text();
    let found = statements(&text[cursor.body.clone()], cursor.body.start, cursor.dialect);
    let before: Vec<Found<'_>> =
        found.iter().filter(|statement| statement.line < cursor.line.start).cloned().collect();
    let around = open(&before);
    let block = around.iter().rfind(|statement| statement.opens_block()).and_then(Found::name);
    let above = FileSpan::new(cursor.line.start, cursor.line.start);
    let here = Here {
        kind,
        block,
        block_words: words(block.unwrap_or_default()),
        comment: words(&crate::shown::comment_above(text, above).unwrap_or_default()),
        name: words(stem(&cursor.template.label())),
        blocks: found
            .iter()
            .filter(|statement| statement.opens_block())
            .filter_map(|statement| statement.name().map(str::to_owned))
            .collect(),
        wanted: wanted(snapshot, cursor, statement),
        lacking: if kind == ReferenceKind::Include { lacking(snapshot) } else { Lacking::default() },
        own,
    };
    let habits = Habits::new(&world, &here, span);
    let mut seen: HashSet<String> = HashSet::new();
    for (number, known) in world.templates.iter().enumerate() {
        if known.template.part == 0
            || !(known.is_active || known.template.file.path == cursor.template.file.path)
        {
            continue;
        }
        let name = known.template.label();
        if seen.insert(name.clone()) {
            let mut score = score(&world, &here, &habits, &name, Some(number));
            let is_own = known.template.file.path == cursor.template.file.path;
            if is_own && habits.uses.get(&name).is_none_or(|uses| uses.in_file == 0) {
                score += 10.0;
            }
            let detail = format!("in {}", snapshot.path_shown(&known.template.file.path));
            ranked.plain(score, CompletionKind::Template, name, Some(detail));
        }
    }
    let Some(project) = &snapshot.project else { return };
    for (name, path) in project.search_path().templates() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let number = world.find_path(&path);
        if number == Some(own) && cursor.template.part == 0 {
            continue;
        }
        let mut score = score(&world, &here, &habits, &name, number);
        let is_configuration = name.starts_with("configs/");
        if is_configuration {
            score -= 3.0;
        }
        ranked.plain(score, CompletionKind::Template, name, None);
    }
}

/// What a template exports: macros, and variables that it sets at its top level.
pub(super) fn exports(snapshot: &Snapshot, target: &TemplateRef, taken: &[String], ranked: &mut Ranked) {
    for item in super::attribute::macro_items(target) {
        if !taken.contains(&item.label) {
            ranked.add(1.0, item);
        }
    }
    let index = snapshot.index(&target.file);
    for mention in target.names(&index).into_iter().flat_map(|names| &names.mentions) {
        if let What::Variable { name, role: Role::Set, local: None } = &mention.what {
            ranked.plain(0.0, CompletionKind::Variable, name.to_string(), None);
        }
    }
}

/// The names that an import takes, or that are used of the module that it makes.
fn wanted(snapshot: &Snapshot, cursor: &Cursor, statement: &str) -> Vec<String> {
    let line = &cursor.text()[cursor.line.clone()];
    let mut found = Vec::new();
    if let Some((_, names)) = line.rsplit_once(" import ")
        && statement == "from"
    {
        for name in names.split(',') {
            let name = name.split_whitespace().next().unwrap_or_default();
            let name: String = name.chars().filter(|c| super::cursor::is_word(*c)).collect();
            if !name.is_empty() {
                found.push(name);
            }
        }
    }
    if let Some((_, module)) = line.rsplit_once(" as ")
        && statement == "import"
    {
        let module = module.split_whitespace().next().unwrap_or_default();
        let index = snapshot.index(&cursor.template.file);
        for mention in cursor.template.names(&index).into_iter().flat_map(|names| &names.mentions) {
            if let What::Attribute { object, name, .. } = &mention.what
                && **object == *module
            {
                found.push(name.to_string());
            }
        }
    }
    found
}

/// What the active configuration lacks without the template that is being named.
fn lacking(snapshot: &Snapshot) -> Lacking {
    let mut lacking = Lacking::default();
    if let Some(analysis) = snapshot.analysis() {
        let graph = &analysis.graph;
        let open = graph.aliases.iter().filter(|alias| alias.anchor.is_none());
        lacking.anchors = open.map(|alias| alias.name.to_string()).collect();
        lacking.defined = graph.anchors.iter().map(|anchor| anchor.name.to_string()).collect();
        for problem in &analysis.expansion.problems {
            if problem.rule != forgather_expand::Rule::UndefinedVariable {
                continue;
            }
            let text = analysis
                .expansion
                .template_of(problem.frame)
                .and_then(|template| template.part().translation.jinja.get(problem.span.range()));
            lacking.attributes.extend(text.map(str::to_owned));
        }
    }
    lacking
}

/// How templates are used elsewhere.
#[derive(Default)]
struct Uses {
    all: usize,
    of_kind: usize,
    in_block: usize,
    in_file: usize,
    by_siblings: usize,
    /// By templates that extend the same, or whose blocks are the same.
    by_relatives: usize,
}

struct Habits {
    uses: HashMap<String, Uses>,
    /// The folders of what blocks of the same name use.
    folders: HashMap<String, usize>,
}

impl Habits {
    fn new(world: &World, here: &Here<'_>, span: FileSpan) -> Self {
        let mut habits = Self { uses: HashMap::new(), folders: HashMap::new() };
        let own = &world.templates[here.own].template;
        let folder = own.file.path.parent();
        let mut relatives: HashSet<usize> = HashSet::new();
        for parent in world.above(here.own) {
            relatives.insert(parent);
            relatives.extend(world.below(parent));
        }
        for (number, known) in world.templates.iter().enumerate() {
            let Some(outline) = known.outline() else { continue };
            for reference in &outline.references {
                let is_own_file = known.template.file.path == own.file.path;
                if is_own_file && reference.span.touches(span.start) {
                    continue;
                }
                let Some(name) = &reference.name else { continue };
                let uses = habits.uses.entry(name.clone()).or_default();
                uses.all += 1;
                uses.of_kind += usize::from(reference.kind == here.kind);
                uses.in_file += usize::from(is_own_file);
                uses.by_siblings += usize::from(
                    !is_own_file
                        && reference.kind == here.kind
                        && known.template.file.path.parent() == folder,
                );
                uses.by_relatives += usize::from(relatives.contains(&number) && reference.kind == here.kind);
                let block = outline.blocks.iter().rfind(|block| {
                    block.name.extent.start <= reference.span.start
                        && reference.span.end <= block.name.extent.end
                });
                if reference.kind == here.kind
                    && let (Some(block), Some(around)) = (block, here.block)
                    && block.name.name == around
                {
                    uses.in_block += 1;
                    *habits.folders.entry(folder_of(name).to_owned()).or_default() += 1;
                }
            }
        }
        habits
    }
}

/// A template's name without the extension of its file.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, extension)| {
        if matches!(extension, "yaml" | "yml" | "jinja") { stem } else { name }
    })
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn score(world: &World, here: &Here<'_>, habits: &Habits, name: &str, number: Option<usize>) -> f64 {
    let mut score = 0.0;
    let log = |count: usize| (1.0 + count as f64).ln();
    if let Some(uses) = habits.uses.get(name) {
        score += 0.4 * log(uses.all) + 0.8 * log(uses.of_kind);
        score += 3.0 * log(uses.in_block) + 1.5 * log(uses.by_siblings) + 1.2 * log(uses.by_relatives);
        score -= if uses.in_file > 0 { 6.0 } else { 0.0 };
    }
    if let Some(count) = habits.folders.get(folder_of(name)) {
        score += 2.0 * log(*count).min(2.0);
    }
    let name_words = words(stem(name));
    let last = name.rsplit('/').next().unwrap_or(name);
    score += 4.0 * likeness(&words(stem(last)), &here.name);
    score += 6.0 * likeness(&name_words, &here.block_words);
    score += 3.0 * covered(&here.block_words, &name_words);
    score += 2.0 * likeness(&name_words, &here.comment);
    let Some(number) = number else { return score };
    if number == here.own {
        return score - 100.0;
    }
    let above = world.above(number);
    let is_below = above.contains(&here.own);
    let chain: Vec<usize> = [number].into_iter().chain(above).collect();
    let outlines = || chain.iter().filter_map(|number| world.templates[*number].outline());
    match here.kind {
        ReferenceKind::Extends => {
            if is_below {
                return score - 50.0;
            }
            let defined: HashSet<&str> = outlines()
                .flat_map(|outline| outline.blocks.iter().map(|block| block.name.name.as_str()))
                .collect();
            let matching = here.blocks.iter().filter(|block| defined.contains(block.as_str())).count();
            if !here.blocks.is_empty() {
                let coverage = matching as f64 / here.blocks.len() as f64;
                score += 10.0 * coverage + if matching == here.blocks.len() { 3.0 } else { 0.0 };
                // Of several that have all blocks the one that has little else.
                score += 3.0 * matching as f64 / (defined.len().max(1) as f64).sqrt();
            }
        }
        ReferenceKind::Import => {
            let names: Vec<&str> = outlines()
                .flat_map(|outline| outline.macros.iter().chain(&outline.sets))
                .map(|named| named.name.as_str())
                .collect();
            let known = here.wanted.iter().filter(|wanted| names.contains(&wanted.as_str())).count();
            if !here.wanted.is_empty() {
                score += 20.0 * known as f64 / here.wanted.len() as f64;
            }
            score += if names.is_empty() { -3.0 } else { 0.0 };
        }
        ReferenceKind::Include => {
            let anchors: HashSet<&str> =
                outlines().flat_map(|outline| &outline.anchors).map(|named| named.name.as_str()).collect();
            let lacked = here.lacking.anchors.iter().filter(|name| anchors.contains(name.as_str())).count();
            score += 5.0 * log(lacked);
            let doubled = anchors.iter().filter(|name| here.lacking.defined.contains(**name)).count();
            score -= 1.5 * log(doubled);
            let sets: HashSet<&str> =
                outlines().flat_map(|outline| &outline.sets).map(|named| named.name.as_str()).collect();
            let set = here.lacking.attributes.iter().filter(|name| sets.contains(name.as_str())).count();
            score += 4.0 * log(set);
            if is_below {
                score -= 10.0;
            }
        }
    }
    score
}
