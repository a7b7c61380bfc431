//! Where something comes from: definition, declaration and implementation, as far as templates go.

use std::path::Path;
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_expand::{Evaluated, SetSite};
use forgather_workspace::{Cancelled, MentionKind};

use crate::hierarchy::BlockDefinition;
use crate::index::{PartIndex, Role, What};
use crate::location::Location;
use crate::occurrence::{imported, sharing};
use crate::python_definition::python_definition;
use crate::snapshot::Snapshot;
use crate::symbol::{At, Symbol, symbol_at};
use crate::template::TemplateRef;
use crate::unexpanded::anchor;

/// A place that a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name there; the start of a file.
    pub location: Location,
    /// All that belongs to it: the block, the macro.
    pub extent: FileSpan,
}

/// The places that a name leads to, with the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name that the cursor is on.
    pub origin: FileSpan,
    /// Where it leads, the most likely first.
    pub definitions: Vec<Definition>,
}

impl Definition {
    pub(crate) fn at(location: Location) -> Self {
        Self { extent: location.span, location }
    }

    fn template(template: &TemplateRef) -> Self {
        Self::at(template.location())
    }

    fn block(definition: &BlockDefinition) -> Self {
        Self { location: definition.location(), extent: definition.extent() }
    }
}

/// Where what is at an offset of a file is defined: a template's name leads to the template, a block to the one that it
/// overrides, `super` to the parent's, a variable or attribute to the assignment that is in force, an alias to its
/// anchor.
pub fn definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Option<Found>, Cancelled> {
    let Some(at) = symbol_at(snapshot, path, offset) else {
        return Ok(python_definition(snapshot, path, offset));
    };
    let mut definitions = match &at.symbol {
        Symbol::Jinja(what) => of_jinja(snapshot, &at, what)?,
        Symbol::Graph { kind, name, .. } => of_graph(snapshot, &at, *kind, name)?,
    };
    if let Some(computed) = computed_name(snapshot, &at) {
        // Both are meant: the template that the expression leads to, and where its parts are set.
        let templates = snapshot.named_by(&at.template, computed, None);
        let templates = templates.iter().map(Definition::template);
        definitions = templates.chain(definitions).collect();
    }
    Ok(Some(Found { origin: at.location.span, definitions }))
}

/// The expression around a name that gives the name of a template.
fn computed_name(snapshot: &Snapshot, at: &At) -> Option<FileSpan> {
    let index = snapshot.index(&at.template.file);
    let mentions = &at.template.names(&index)?.mentions;
    let around = mentions.iter().find(|mention| {
        matches!(mention.what, What::Template { name: None, .. })
            && mention.span != at.location.span
            && mention.span.to(at.location.span) == mention.span
    });
    let is_itself = || {
        let same = |mention: &&crate::Mention| {
            matches!(mention.what, What::Template { name: None, .. }) && mention.span == at.location.span
        };
        mentions.iter().find(same).filter(|_| !matches!(at.symbol, Symbol::Jinja(What::Template { .. })))
    };
    around.or_else(is_itself).map(|mention| mention.span)
}

/// The first definition of what is at an offset: of a block the one in the topmost template that has it.
pub fn declaration(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Option<Found>, Cancelled> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return Ok(None) };
    if let Some(name) = block_of(&at) {
        let family = snapshot.block_family(&at.template, name)?;
        let definitions = family.first().map(Definition::block).into_iter().collect();
        return Ok(Some(Found { origin: at.location.span, definitions }));
    }
    definition(snapshot, path, offset)
}

/// All that override the block at an offset; of a template's name, the templates that it leads to.
pub fn implementation(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Option<Found>, Cancelled> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return Ok(None) };
    if let Some(name) = block_of(&at) {
        let below = snapshot.lineage(&at.template)?.below;
        let definitions = snapshot.blocks_in(&below, name).iter().map(Definition::block).collect();
        return Ok(Some(Found { origin: at.location.span, definitions }));
    }
    definition(snapshot, path, offset)
}

/// The name of the block that a cursor is on.
pub(crate) fn block_of(at: &At) -> Option<&Name> {
    match &at.symbol {
        Symbol::Jinja(What::Block(name) | What::BlockEnd(name) | What::SelfBlock(name)) => Some(name),
        _ => None,
    }
}

fn of_jinja(snapshot: &Snapshot, at: &At, what: &What) -> Result<Vec<Definition>, Cancelled> {
    Ok(match what {
        What::Template { name, .. } => {
            let named = snapshot.named_by(&at.template, at.location.span, name.as_ref());
            named.iter().map(Definition::template).collect()
        }
        What::SubTemplate(_) => vec![Definition::template(&at.template)],
        What::Block(name) | What::BlockEnd(name) => {
            let above = snapshot.lineage(&at.template)?.above;
            let overridden = snapshot.blocks_in(&above, name).into_iter().next();
            let found = overridden.or_else(|| snapshot.block_in(&at.template, name));
            found.iter().map(Definition::block).collect()
        }
        What::Super(Some(name)) => {
            let above = snapshot.lineage(&at.template)?.above;
            snapshot.blocks_in(&above, name).first().map(Definition::block).into_iter().collect()
        }
        What::SelfBlock(name) => {
            let lineage = snapshot.lineage(&at.template)?;
            let own = snapshot.block_in(&at.template, name);
            let found = own.or_else(|| snapshot.blocks_in(&lineage.above, name).into_iter().next());
            found.iter().map(Definition::block).collect()
        }
        What::Imported { name, from, .. } => {
            let index = snapshot.index(&at.template.file);
            let Some(names) = at.template.names(&index) else { return Ok(Vec::new()) };
            of_import(snapshot, at, names, *from, name)
        }
        What::Module { from, .. } => {
            let index = snapshot.index(&at.template.file);
            let Some(names) = at.template.names(&index) else { return Ok(Vec::new()) };
            let target = imported(snapshot, &at.template, names, *from);
            target.iter().map(Definition::template).collect()
        }
        What::Attribute { object, name, role, .. } => of_attribute(snapshot, at, object, name, *role)?,
        What::Argument { callee: Some((callee, None)), name } => of_argument(snapshot, at, callee, name),
        _ => match what.variable() {
            Some((_, Some(binding))) => {
                vec![Definition::at(Location { file: Arc::clone(&at.template.file), span: binding })]
            }
            Some((name, None)) => of_variable(snapshot, at, name, what)?,
            None => Vec::new(),
        },
    })
}

/// The value that the active configuration gave an expression of a template; of several that fit, the shortest one's.
pub(crate) fn traced<'s>(
    snapshot: &'s Snapshot,
    template: &TemplateRef,
    fits: impl Fn(FileSpan) -> bool,
) -> Option<&'s Evaluated> {
    let (expansion, trace) = snapshot.trace()?;
    let part = template.part()?;
    let same = |known: &forgather_expand::Template| {
        TemplateRef::of(known) == *template && known.file().source.text == template.file.source.text
    };
    let number = expansion.templates.iter().position(same)?;
    trace
        .values_of(number as u32)
        .map(|(span, value)| (part.file_span(span), value))
        .filter(|(span, _)| fits(*span))
        .min_by_key(|(span, _)| (span.end.0 - span.start.0, span.start))
        .map(|(_, value)| value)
}

/// A place where something was set, in the active configuration.
pub(crate) fn set_place(snapshot: &Snapshot, site: SetSite) -> Option<Location> {
    let (expansion, _) = snapshot.trace()?;
    let template = expansion.template_of(site.frame)?;
    Some(Location { file: Arc::clone(template.file()), span: template.file_span(site.span) })
}

/// The macro or the assignment that a name leads to in the active configuration.
fn in_force(snapshot: &Snapshot, at: &At) -> Option<Location> {
    let name = at.location.span;
    // Of an attribute the expression begins before its name.
    let value = traced(snapshot, &at.template, |span| span.end == name.end && span.start <= name.start)?;
    set_place(snapshot, value.defined.or(value.set)?)
}

fn of_variable(snapshot: &Snapshot, at: &At, name: &Name, what: &What) -> Result<Vec<Definition>, Cancelled> {
    let own = |location: &Location| *location == at.location;
    let file_index = snapshot.index(&at.template.file);
    let modules = at.template.names(&file_index).into_iter().flat_map(|names| {
        let from = names.mentions.iter().filter_map(|mention| match &mention.what {
            What::Module { name: known, from } if known == name => Some(*from),
            _ => None,
        });
        from.filter_map(|from| imported(snapshot, &at.template, names, from)).collect::<Vec<_>>()
    });
    // What an import makes of another template is that template.
    if let Some(template) = modules.last() {
        return Ok(vec![Definition::template(&template)]);
    }
    if !what.is_definition()
        && let Some(place) = in_force(snapshot, at)
    {
        return Ok(vec![as_definition(snapshot, place)]);
    }
    let index = snapshot.index(&at.template.file);
    let Some(names) = at.template.names(&index) else { return Ok(Vec::new()) };
    // An import leads to where the name comes from.
    for mention in &names.mentions {
        if let What::Imported { name: there, alias, from } = &mention.what
            && alias == name
        {
            return Ok(of_import(snapshot, at, names, *from, there));
        }
    }
    let mut found = Vec::new();
    for template in sharing(snapshot, &at.template, |names| !made(names, name).is_empty())? {
        let index = snapshot.index(&template.file);
        for span in template.names(&index).map(|names| made(names, name)).unwrap_or_default() {
            let location = Location { file: Arc::clone(&template.file), span };
            found.push(as_definition(snapshot, location));
        }
    }
    // What is set in the same template before comes first; a definition leads to itself only where there is no other.
    let before = |definition: &Definition| {
        let location = &definition.location;
        location.path() == at.location.path() && location.span.start <= at.location.span.start
    };
    let has_before = found.iter().any(|definition| before(definition) && !own(&definition.location));
    if has_before {
        found.retain(|definition| before(definition) && !own(&definition.location));
        found.reverse();
        found.truncate(1);
    } else if found.len() > 1 {
        found.retain(|definition| !own(&definition.location));
    }
    Ok(found)
}

/// Where a template makes a name that others see.
fn made(names: &PartIndex, name: &Name) -> Vec<FileSpan> {
    let made = names.mentions.iter().filter(|mention| {
        mention.what.is_definition()
            && mention.what.variable().is_some_and(|(known, local)| known == name && local.is_none())
    });
    made.map(|mention| mention.span).collect()
}

/// A place of a name, with all of the macro where it is one's.
fn as_definition(snapshot: &Snapshot, location: Location) -> Definition {
    let index = snapshot.index(&location.file);
    let mut macros = index.parts.iter().flat_map(|part| &part.outline.macros);
    let extent = macros.find(|named| named.span == location.span).map(|named| named.extent);
    Definition { extent: extent.unwrap_or(location.span), location }
}

fn of_import(
    snapshot: &Snapshot,
    at: &At,
    names: &PartIndex,
    from: FileSpan,
    name: &Name,
) -> Vec<Definition> {
    let Some(target) = imported(snapshot, &at.template, names, from) else { return Vec::new() };
    let index = snapshot.index(&target.file);
    let made = target.names(&index).map(|names| made(names, name)).unwrap_or_default();
    match made.last() {
        Some(span) => {
            let location = Location { file: Arc::clone(&target.file), span: *span };
            vec![as_definition(snapshot, location)]
        }
        None => vec![Definition::template(&target)],
    }
}

fn of_attribute(
    snapshot: &Snapshot,
    at: &At,
    object: &Name,
    name: &Name,
    role: Role,
) -> Result<Vec<Definition>, Cancelled> {
    if role == Role::Read
        && let Some(place) = in_force(snapshot, at)
    {
        return Ok(vec![as_definition(snapshot, place)]);
    }
    let index = snapshot.index(&at.template.file);
    if let Some(names) = at.template.names(&index) {
        for mention in &names.mentions {
            if let What::Module { name: module, from } = &mention.what
                && module == object
            {
                return Ok(of_import(snapshot, at, names, *from, name));
            }
        }
    }
    let sets = |names: &PartIndex| -> Vec<FileSpan> {
        let sets = names.mentions.iter().filter(|mention| {
            matches!(&mention.what, What::Attribute { object: known, name: attribute, role: Role::Set, .. }
                if known == object && attribute == name)
        });
        sets.map(|mention| mention.span).collect()
    };
    let mut found = Vec::new();
    for template in sharing(snapshot, &at.template, |names| !sets(names).is_empty())? {
        let index = snapshot.index(&template.file);
        for span in template.names(&index).map(&sets).unwrap_or_default() {
            found.push(Definition::at(Location { file: Arc::clone(&template.file), span }));
        }
    }
    if found.len() > 1 {
        found.retain(|definition| definition.location != at.location);
    }
    // The template's own come first.
    found.sort_by_key(|definition| definition.location.path() != at.location.path());
    Ok(found)
}

/// The parameter of a macro that an argument by name is for.
fn of_argument(snapshot: &Snapshot, at: &At, callee: &Name, name: &Name) -> Vec<Definition> {
    let start = at.location.span.start;
    let called = traced(snapshot, &at.template, |span| {
        span.end <= start && at.template.file.source.text.get(span.range()) == Some(&**callee)
    });
    let Some(place) = called.and_then(|value| set_place(snapshot, value.defined?)) else { return Vec::new() };
    let parameter = place.file.source.parts.iter().find_map(|part| {
        let mut found = None;
        for node in &part.template.body {
            node.walk(&mut |node| {
                if let forgather_dialect::ast::NodeKind::Macro(definition) = &node.kind
                    && part.file_span(definition.name.span) == place.span
                {
                    let parameters = &definition.parameters;
                    let parameter = parameters.iter().find(|(parameter, _)| parameter.name == *name);
                    found = parameter.map(|(parameter, _)| part.file_span(parameter.span));
                }
            });
        }
        found
    });
    parameter.map(|span| Definition::at(Location { file: place.file, span })).into_iter().collect()
}

/// Of an alias its anchor; of other names of the graph the place itself.
fn of_graph(
    snapshot: &Snapshot,
    at: &At,
    kind: MentionKind,
    name: &str,
) -> Result<Vec<Definition>, Cancelled> {
    if kind != MentionKind::Alias {
        return Ok(vec![Definition::at(at.location.clone())]);
    }
    let mut found: Vec<Definition> = Vec::new();
    for usage in snapshot.all_usages_of(at.location.path()) {
        let is_used = usage.mentions.iter().any(|known| {
            known.kind == kind
                && known.span == at.location.span
                && TemplateRef::in_usage(usage, known.template).is_some_and(|known| known == at.template)
        });
        let anchors =
            usage.mentions.iter().filter(|known| known.kind == MentionKind::Anchor && *known.name == *name);
        for anchor in anchors.filter(|_| is_used) {
            let Some(template) = TemplateRef::in_usage(usage, anchor.template) else { continue };
            let definition = Definition::at(Location { file: template.file, span: anchor.span });
            if !found.contains(&definition) {
                found.push(definition);
            }
        }
        // The active configuration decides, where it uses the alias.
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let written = anchor(snapshot, &at.template, name, at.location.span)?;
    Ok(written.map(Definition::at).into_iter().collect())
}
