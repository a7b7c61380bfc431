//! What stands above a line of a template for a person to press: commands, and how many places have to do with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_workspace::{Cancelled, MentionKind, Usage};

use crate::hierarchy::{BlockDefinition, block_states};
use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// Something to press at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// What it is about.
    pub span: FileSpan,
    /// What it does or says.
    pub what: LensKind,
}

/// What a lens does or says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LensKind {
    /// Shows the configuration's expansion.
    Preview,
    /// Constructs a target.
    Materialize(String),
    /// Shows the configuration as Python.
    GenerateCode,
    /// Says how many places there are of a sort.
    Places(Places, usize),
}

/// Places that a lens counts, and leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Places {
    /// The blocks that the block of that name in a part of the file overrides.
    Overrides(usize, String),
    /// The blocks that override it.
    OverriddenBy(usize, String),
    /// The other configurations that use a part of the file.
    UsedBy(usize),
}

/// The target that is constructed where none is named.
const MAIN: &str = "main";

/// All lenses of a file, in the order of its text.
pub fn lenses(snapshot: &Snapshot, path: &Path) -> Result<Vec<Lens>, Cancelled> {
    let Some(file) = snapshot.file(path) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let own = snapshot.active_usage().filter(|usage| usage.configuration.path == path);
    if let Some(usage) = own {
        of_configuration(usage, &mut found);
    }
    let index = snapshot.index(&file);
    for (part, names) in index.parts.iter().enumerate() {
        snapshot.cancel.check()?;
        let template = TemplateRef { file: Arc::clone(&file), part };
        let users = users(snapshot, &template).len();
        // Of a configuration it is news if another uses it, of any other template if none does.
        if users > 0 || (own.is_none() && part == 0) {
            let what = LensKind::Places(Places::UsedBy(part), users);
            found.push(Lens { span: template.location().span, what });
        }
        let states = block_states(snapshot, &template)?;
        for block in &names.outline.blocks {
            let (name, span) = (&block.name.name, block.name.span);
            let Some(state) = states.get(name.as_str()) else { continue };
            if state.overrides > 0 {
                let what = LensKind::Places(Places::Overrides(part, name.clone()), state.overrides);
                found.push(Lens { span, what });
            }
            if state.overridden_by > 0 {
                let what = LensKind::Places(Places::OverriddenBy(part, name.clone()), state.overridden_by);
                found.push(Lens { span, what });
            }
        }
    }
    found.sort_by_key(|lens| lens.span.start);
    Ok(found)
}

fn of_configuration(usage: &Usage, found: &mut Vec<Lens>) {
    let top = FileSpan::default();
    found.push(Lens { span: top, what: LensKind::Preview });
    let targets = usage.mentions.iter().filter(|mention| mention.kind == MentionKind::Target);
    if targets.clone().any(|target| &*target.name == MAIN) {
        found.push(Lens { span: top, what: LensKind::Materialize(MAIN.to_owned()) });
    }
    found.push(Lens { span: top, what: LensKind::GenerateCode });
    let own: BTreeSet<u32> = usage.templates_in(&usage.configuration.path).collect();
    // Of equal keys the last counts.
    let mut named: BTreeMap<&str, FileSpan> = BTreeMap::new();
    for target in targets.filter(|target| own.contains(&target.template) && target.is_written) {
        named.insert(&target.name, target.span);
    }
    for (name, span) in named {
        found.push(Lens { span, what: LensKind::Materialize(name.to_owned()) });
    }
}

/// The places that a lens counts.
pub fn places(snapshot: &Snapshot, path: &Path, of: &Places) -> Result<Vec<Location>, Cancelled> {
    let Some(file) = snapshot.file(path) else { return Ok(Vec::new()) };
    let (Places::Overrides(part, _) | Places::OverriddenBy(part, _) | Places::UsedBy(part)) = of;
    let template = TemplateRef { file, part: *part };
    let (templates, name) = match of {
        Places::UsedBy(_) => return Ok(users(snapshot, &template)),
        Places::Overrides(_, name) => (snapshot.lineage(&template)?.above, name),
        Places::OverriddenBy(_, name) => (snapshot.lineage(&template)?.below, name),
    };
    Ok(snapshot.blocks_in(&templates, name).iter().map(BlockDefinition::location).collect())
}

/// The other configurations that use a template: where their files begin.
fn users(snapshot: &Snapshot, template: &TemplateRef) -> Vec<Location> {
    let mut found: Vec<Location> = Vec::new();
    for usage in snapshot.all_usages_of(&template.file.path) {
        let uses = usage.templates.iter().any(|known| TemplateRef::of(known) == *template);
        if !uses || usage.configuration.path == template.file.path {
            continue;
        }
        if let Some(file) = snapshot.file(&usage.configuration.path) {
            let location = Location { file, span: FileSpan::default() };
            if !found.contains(&location) {
                found.push(location);
            }
        }
    }
    found.sort_by(|a, b| a.path().cmp(b.path()));
    found
}
