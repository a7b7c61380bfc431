//! Where what a cursor is on occurs: what references, highlights and renaming start from.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_expand::LoadedFile;
use forgather_workspace::{Cancelled, MentionKind, Usage};

use crate::index::{Computed, FileIndex, Mention, PartIndex, Role, What};
use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::symbol::{At, Symbol};
use crate::template::TemplateRef;
use crate::unexpanded::{anchor, broken_with, related_by_text};

/// A place where something occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The name.
    pub location: Location,
    /// Whether it is made or changed there.
    pub is_definition: bool,
    /// Whether the name is written there: else an expression makes it.
    pub is_written: bool,
}

/// All places where what a cursor is on occurs, its own among them, by file and place.
pub(crate) fn occurrences(snapshot: &Snapshot, at: &At) -> Result<Vec<Occurrence>, Cancelled> {
    let mut found = Found::default();
    match &at.symbol {
        Symbol::Graph { kind, name, .. } => graph(snapshot, at, *kind, name, &mut found)?,
        Symbol::Jinja(what) => match what {
            What::Block(name) | What::BlockEnd(name) | What::SelfBlock(name) | What::Super(Some(name)) => {
                blocks(snapshot, at, name, &mut found)?;
            }
            What::Template { name, .. } => {
                for template in snapshot.named_by(&at.template, at.location.span, name.as_ref()) {
                    templates(snapshot, &template, &mut found)?;
                }
            }
            What::SubTemplate(_) => templates(snapshot, &at.template, &mut found)?,
            What::Attribute { object, local, name, .. } => {
                attributes(snapshot, at, object, *local, name, &mut found)?;
            }
            What::Filter(_) | What::Test(_) => everywhere(snapshot, at, what, &mut found)?,
            _ => match what.variable() {
                Some((name, Some(binding))) => local(snapshot, at, name, binding, &mut found),
                // A macro or an import within a block binds what reads it there.
                Some((name, None)) if binds_locally(snapshot, at) => {
                    local(snapshot, at, name, at.location.span, &mut found);
                }
                Some((name, None)) => shared(snapshot, at, name, &mut found)?,
                None => {}
            },
        },
    }
    Ok(found.sorted())
}

#[derive(Default)]
struct Found {
    found: Vec<Occurrence>,
    seen: HashSet<(PathBuf, FileSpan)>,
}

impl Found {
    fn add(&mut self, file: &Arc<LoadedFile>, span: FileSpan, is_definition: bool, is_written: bool) {
        if self.seen.insert((file.path.clone(), span)) {
            let location = Location { file: Arc::clone(file), span };
            self.found.push(Occurrence { location, is_definition, is_written });
        }
    }

    fn sorted(mut self) -> Vec<Occurrence> {
        self.found.sort_by(|a, b| {
            (a.location.path(), a.location.span.start).cmp(&(b.location.path(), b.location.span.start))
        });
        self.found
    }
}

/// Anchors with their aliases and other names of the graph: the same name in every configuration that has one of the
/// places.
fn graph(
    snapshot: &Snapshot,
    at: &At,
    kind: MentionKind,
    name: &str,
    found: &mut Found,
) -> Result<(), Cancelled> {
    let alike = |other: MentionKind| match kind {
        MentionKind::Anchor | MentionKind::Alias => {
            matches!(other, MentionKind::Anchor | MentionKind::Alias)
        }
        _ => other == kind,
    };
    let defines = |kind| matches!(kind, MentionKind::Anchor | MentionKind::Target);
    found.add(&at.template.file, at.location.span, defines(kind), true);
    let by_text = match kind {
        MentionKind::Alias => anchor(snapshot, &at.template, name, at.location.span)?,
        _ => None,
    };
    let mut places: HashSet<(&OsStr, FileSpan)> =
        HashSet::from([(at.location.path().as_os_str(), at.location.span)]);
    let is_expanded = |usage: &Usage| {
        usage.mentions.iter().any(|known| known.span == at.location.span && alike(known.kind))
    };
    // What no expansion tells, the text does.
    if let Some(anchor) =
        by_text.as_ref().filter(|_| !snapshot.all_usages_of(at.location.path()).into_iter().any(is_expanded))
    {
        found.add(&anchor.file, anchor.span, true, true);
        places.insert((anchor.path().as_os_str(), anchor.span));
    }
    let mut left: Vec<&Usage> = snapshot.all_usages_of(at.location.path());
    let first: HashSet<*const Usage> = left.iter().map(|usage| std::ptr::from_ref(*usage)).collect();
    left.extend(
        snapshot
            .usages
            .iter()
            .map(|usage| &**usage)
            .filter(|usage| !first.contains(&std::ptr::from_ref(*usage)) && !is_active(snapshot, usage)),
    );
    let mut joined: Vec<&Usage> = Vec::new();
    loop {
        snapshot.cancel.check()?;
        let before = left.len();
        left.retain(|usage| {
            let usage: &Usage = usage;
            let mentions = || usage.mentions.iter().filter(|known| alike(known.kind) && *known.name == *name);
            let file = |known: &forgather_workspace::Mention| {
                usage.templates.get(known.template as usize).map(forgather_expand::Template::file)
            };
            let joins = mentions().any(|known| {
                file(known).is_some_and(|file| places.contains(&(file.path.as_os_str(), known.span)))
            });
            if joins {
                joined.push(usage);
                for known in mentions() {
                    let Some(file) = file(known) else { continue };
                    places.insert((file.path.as_os_str(), known.span));
                    found.add(file, known.span, defines(known.kind), known.is_written);
                }
            }
            !joins
        });
        if left.len() == before {
            break;
        }
    }
    if matches!(kind, MentionKind::Anchor | MentionKind::Alias) {
        unexpanded(snapshot, at, name, &joined, found)?;
    }
    Ok(())
}

/// Anchors and aliases of that name in text that no expansion came by, such as in blocks that are overridden: in the
/// templates of the configurations that have the others, and in the cursor's own.
fn unexpanded(
    snapshot: &Snapshot,
    at: &At,
    name: &str,
    joined: &[&Usage],
    found: &mut Found,
) -> Result<(), Cancelled> {
    let mut templates = vec![at.template.clone()];
    templates.extend(related_by_text(snapshot, &at.template)?);
    let mut seen: HashSet<(PathBuf, usize)> = HashSet::new();
    templates.extend(joined.iter().flat_map(|usage| usage.templates.iter().map(TemplateRef::of)));
    templates.extend(broken_with(snapshot, &templates)?);
    templates.retain(|template| seen.insert((template.file.path.clone(), template.part)));
    let mut expanded: HashSet<(&Path, FileSpan)> = HashSet::new();
    for usage in snapshot.usages.iter().map(|usage| &**usage).chain(snapshot.active_usage()) {
        for mention in usage.mentions.iter().filter(|mention| *mention.name == *name) {
            if let Some(template) = usage.templates.get(mention.template as usize) {
                expanded.insert((&template.file().path, mention.span));
            }
        }
    }
    for template in templates {
        let index = snapshot.index(&template.file);
        let Some(names) = template.names(&index) else { continue };
        let anchors = names.outline.anchors.iter().map(|named| (named, true));
        let aliases = names.outline.aliases.iter().map(|named| (named, false));
        for (named, defines) in anchors.chain(aliases).filter(|(named, _)| named.name == name) {
            if !expanded.contains(&(template.file.path.as_path(), named.span)) {
                found.add(&template.file, named.span, defines, true);
            }
        }
    }
    Ok(())
}

fn is_active(snapshot: &Snapshot, usage: &Usage) -> bool {
    snapshot
        .active_usage()
        .is_some_and(|active| active.configuration == usage.configuration && active.project == usage.project)
}

fn blocks(snapshot: &Snapshot, at: &At, name: &Name, found: &mut Found) -> Result<(), Cancelled> {
    let mut templates: Vec<TemplateRef> = vec![at.template.clone()];
    templates.extend(snapshot.around_block(&at.template, name)?);
    for template in &templates {
        let index = snapshot.index(&template.file);
        for mention in template.names(&index).into_iter().flat_map(|names| &names.mentions) {
            match &mention.what {
                What::Block(known) if known == name => found.add(&template.file, mention.span, true, true),
                What::BlockEnd(known) | What::SelfBlock(known) if known == name => {
                    found.add(&template.file, mention.span, false, true);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Who uses a template, and its marker.
fn templates(snapshot: &Snapshot, template: &TemplateRef, found: &mut Found) -> Result<(), Cancelled> {
    if template.part > 0 {
        found.add(&template.file, template.location().span, true, true);
    }
    for usage in snapshot.all_usages_of(&template.file.path) {
        for used in &usage.uses {
            let same = TemplateRef::in_usage(usage, used.of).is_some_and(|known| known == *template);
            if let Some(by) = TemplateRef::in_usage(usage, used.by).filter(|_| same) {
                let index = snapshot.index(&by.file);
                let written = names_written(&index, by.part, used.span, template);
                match written {
                    Some(span) => found.add(&by.file, span, false, true),
                    None => found.add(&by.file, used.span, false, false),
                }
            }
        }
    }
    for used in snapshot.written_uses()? {
        if used.of == *template {
            found.add(&used.by.file, used.span, false, true);
        }
    }
    Ok(())
}

/// The written name within the expression of a use that can mean a template.
fn names_written(
    index: &FileIndex,
    part: usize,
    within: FileSpan,
    template: &TemplateRef,
) -> Option<FileSpan> {
    let mentions = &index.parts.get(part)?.mentions;
    let mut written = mentions.iter().filter_map(|mention| match &mention.what {
        What::Template { name: Some(name), .. }
            if within.start <= mention.span.start && mention.span.end <= within.end =>
        {
            Some((name, mention.span))
        }
        _ => None,
    });
    let label = template.label();
    let first = written.next()?;
    let means = |name: &Name| **name == *label || template.part == 0 && template.file.path.ends_with(&**name);
    if means(first.0) {
        return Some(first.1);
    }
    written.find(|(name, _)| means(name)).map(|(_, span)| span)
}

fn local(snapshot: &Snapshot, at: &At, name: &Name, binding: FileSpan, found: &mut Found) {
    let index = snapshot.index(&at.template.file);
    for mention in at.template.names(&index).into_iter().flat_map(|names| &names.mentions) {
        let is_it = match &mention.what {
            What::Variable { name: known, local, .. } => known == name && *local == Some(binding),
            what => mention.span == binding && what.variable().is_some(),
        };
        if is_it {
            let is_definition = mention.span == binding || mention.what.is_definition();
            found.add(&at.template.file, mention.span, is_definition, true);
        }
    }
}

fn binds_locally(snapshot: &Snapshot, at: &At) -> bool {
    let index = snapshot.index(&at.template.file);
    at.template.names(&index).is_some_and(|names| {
        names.mentions.iter().any(|mention| {
            matches!(&mention.what, What::Variable { local: Some(binding), .. } if *binding == at.location.span)
        })
    })
}

/// The templates that share variables with one: those of all configurations that use it, and of all that use one of
/// those which `takes_part`.
pub(crate) fn sharing<'s>(
    snapshot: &'s Snapshot,
    from: &'s TemplateRef,
    takes_part: impl Fn(&PartIndex) -> bool,
) -> Result<Vec<TemplateRef>, Cancelled> {
    let by_text = related_by_text(snapshot, from)?;
    let mut taking: HashMap<(&OsStr, usize), bool> = HashMap::new();
    let mut files: HashSet<&OsStr> = HashSet::from([from.file.path.as_os_str()]);
    let mut found: Vec<TemplateRef> = vec![from.clone()];
    let mut known: HashSet<(&OsStr, usize)> = HashSet::from([(from.file.path.as_os_str(), from.part)]);
    for template in &by_text {
        let index = snapshot.index(&template.file);
        let takes = index.parts.get(template.part).is_some_and(&takes_part);
        if takes && known.insert((template.file.path.as_os_str(), template.part)) {
            files.insert(template.file.path.as_os_str());
            found.push(template.clone());
        }
    }
    let mut left: Vec<&Usage> = snapshot.active_usage().into_iter().collect();
    left.extend(snapshot.usages.iter().map(|usage| &**usage).filter(|usage| !is_active(snapshot, usage)));
    loop {
        let before = left.len();
        let mut waiting = Vec::new();
        for usage in std::mem::take(&mut left) {
            snapshot.cancel.check()?;
            if !usage.templates.iter().any(|template| files.contains(template.file().path.as_os_str())) {
                waiting.push(usage);
                continue;
            }
            for template in &usage.templates {
                let key = (template.file().path.as_os_str(), template.part_index());
                let takes = *taking.entry(key).or_insert_with(|| {
                    let index = snapshot.index(template.file());
                    index.parts.get(key.1).is_some_and(&takes_part)
                });
                if takes && known.insert(key) {
                    files.insert(key.0);
                    found.push(TemplateRef::of(template));
                }
            }
        }
        left = waiting;
        if left.len() == before {
            break;
        }
    }
    for template in broken_with(snapshot, &found)? {
        let index = snapshot.index(&template.file);
        if index.parts.get(template.part).is_some_and(&takes_part) {
            found.push(template);
        }
    }
    Ok(found)
}

fn attributes(
    snapshot: &Snapshot,
    at: &At,
    object: &Name,
    binding: Option<FileSpan>,
    name: &Name,
    found: &mut Found,
) -> Result<(), Cancelled> {
    let same = |mention: &Mention| {
        matches!(&mention.what, What::Attribute { object: known, local, name: attribute, .. }
            if known == object && attribute == name && local.is_some() == binding.is_some()
                && (binding.is_none() || *local == binding))
    };
    let templates = match binding {
        Some(_) => vec![at.template.clone()],
        None => sharing(snapshot, &at.template, |names| names.mentions.iter().any(same))?,
    };
    for template in templates {
        let index = snapshot.index(&template.file);
        for mention in template.names(&index).into_iter().flat_map(|names| &names.mentions) {
            if same(mention) {
                found.add(&template.file, mention.span, mention.what.is_definition(), true);
            }
        }
    }
    Ok(())
}

/// A place where attributes of an object are taken by a name that is computed, and may be any.
pub(crate) fn computed_attribute(
    snapshot: &Snapshot,
    at: &At,
    object: &Name,
    binding: Option<FileSpan>,
) -> Result<Option<Location>, Cancelled> {
    let same = |known: &&Computed| known.object == *object && known.local == binding;
    let templates = match binding {
        Some(_) => vec![at.template.clone()],
        None => sharing(snapshot, &at.template, |names| names.computed.iter().any(|known| same(&known)))?,
    };
    for template in templates {
        let index = snapshot.index(&template.file);
        let computed = template.names(&index).and_then(|names| names.computed.iter().find(same));
        if let Some(computed) = computed {
            return Ok(Some(Location { file: Arc::clone(&template.file), span: computed.span }));
        }
    }
    Ok(None)
}

/// How a template comes by a name that templates share.
enum Binding {
    /// It makes it itself, as a macro or an import.
    Own(Source),
    /// It sets it as a variable, or only reads it.
    Context,
}

/// What a macro or an import makes a name mean.
#[derive(PartialEq, Eq, Clone)]
enum Source {
    Macro(PathBuf, usize, Name),
    Module(PathBuf, usize),
    Unknown,
}

fn binding(snapshot: &Snapshot, template: &TemplateRef, names: &PartIndex, name: &Name) -> Binding {
    for mention in &names.mentions {
        match &mention.what {
            What::Macro(known) if known == name => {
                let (path, part) = (template.file.path.clone(), template.part);
                return Binding::Own(Source::Macro(path, part, name.clone()));
            }
            What::Imported { name: there, alias, from } if alias == name => {
                let target = imported(snapshot, template, names, *from);
                return Binding::Own(target.map_or(Source::Unknown, |target| {
                    Source::Macro(target.file.path.clone(), target.part, there.clone())
                }));
            }
            What::Module { name: known, from } if known == name => {
                let target = imported(snapshot, template, names, *from);
                return Binding::Own(target.map_or(Source::Unknown, |target| {
                    Source::Module(target.file.path.clone(), target.part)
                }));
            }
            _ => {}
        }
    }
    Binding::Context
}

/// The template that an import takes names from.
pub(crate) fn imported(
    snapshot: &Snapshot,
    template: &TemplateRef,
    names: &PartIndex,
    from: FileSpan,
) -> Option<TemplateRef> {
    let written = names.mentions.iter().find_map(|mention| match &mention.what {
        What::Template { name, .. } if mention.span == from => name.clone(),
        _ => None,
    });
    snapshot.named_by(template, from, written.as_ref()).into_iter().next()
}

/// A variable that templates share, a macro, or an import, wherever it goes by that name.
fn shared(snapshot: &Snapshot, at: &At, name: &Name, found: &mut Found) -> Result<(), Cancelled> {
    let index = snapshot.index(&at.template.file);
    let Some(names) = at.template.names(&index) else { return Ok(()) };
    let source = match (binding(snapshot, &at.template, names, name), &at.symbol) {
        (Binding::Own(source), _) => Some(source),
        // A macro of another template of the configuration, which comes by the context.
        (Binding::Context, Symbol::Jinja(What::Variable { role: Role::Read, .. })) => {
            macro_of_context(snapshot, at, name)
        }
        (Binding::Context, _) => None,
    };
    let takes_part = |names: &PartIndex| {
        names.mentions.iter().any(|mention| match &mention.what {
            What::Imported { name: there, alias, .. } => there == name || alias == name,
            What::Attribute { name: known, .. } => known == name,
            what => what.variable().is_some_and(|(known, local)| known == name && local.is_none()),
        })
    };
    for template in sharing(snapshot, &at.template, takes_part)? {
        let index = snapshot.index(&template.file);
        let Some(names) = template.names(&index) else { continue };
        let own = match binding(snapshot, &template, names, name) {
            Binding::Own(own) => Some(own),
            Binding::Context => None,
        };
        let same = match (&own, &source) {
            (Some(own), Some(source)) => own == source,
            (None, _) => !sets(names, name) || source.is_none(),
            (Some(_), None) => false,
        };
        for mention in &names.mentions {
            let is_it = match &mention.what {
                // The name there, whatever it is called here.
                What::Imported { name: there, from, .. } if there == name => match &source {
                    Some(Source::Macro(path, part, known)) => {
                        known == name
                            && imported(snapshot, &template, names, *from)
                                .is_some_and(|target| target.key() == (path.as_path(), *part))
                    }
                    _ => same,
                },
                What::Imported { .. } => false,
                What::Attribute { object, name: known, .. } if known == name => match &source {
                    Some(Source::Macro(path, part, _)) => {
                        matches!(binding(snapshot, &template, names, object),
                            Binding::Own(Source::Module(of, number)) if of == *path && number == *part)
                    }
                    _ => false,
                },
                what => {
                    same && what.variable().is_some_and(|(known, local)| known == name && local.is_none())
                }
            };
            if is_it {
                found.add(&template.file, mention.span, mention.what.is_definition(), true);
            }
        }
    }
    Ok(())
}

fn sets(names: &PartIndex, name: &Name) -> bool {
    names.mentions.iter().any(|mention| {
        matches!(&mention.what, What::Variable { name: known, role: Role::Set, local: None } if known == name)
    })
}

fn macro_of_context(snapshot: &Snapshot, at: &At, name: &Name) -> Option<Source> {
    let (expansion, trace) = snapshot.trace()?;
    let part = at.template.part()?;
    let number = expansion.templates.iter().position(|known| TemplateRef::of(known) == at.template)?;
    let value = trace
        .values_of(number as u32)
        .find(|(span, _)| part.file_span(*span) == at.location.span)
        .map(|(_, value)| value)?;
    let defined = value.defined?;
    let template = TemplateRef::of(expansion.template_of(defined.frame)?);
    Some(Source::Macro(template.file.path.clone(), template.part, name.clone()))
}

/// Filters and tests are everywhere the same.
fn everywhere(snapshot: &Snapshot, at: &At, what: &What, found: &mut Found) -> Result<(), Cancelled> {
    for template in
        sharing(snapshot, &at.template, |names| names.mentions.iter().any(|known| known.what == *what))?
    {
        let index = snapshot.index(&template.file);
        for mention in template.names(&index).into_iter().flat_map(|names| &names.mentions) {
            if mention.what == *what {
                found.add(&template.file, mention.span, false, true);
            }
        }
    }
    Ok(())
}
