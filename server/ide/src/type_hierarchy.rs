//! Templates as types: what they extend, and what extends them.

use std::path::Path;

use forgather_workspace::Cancelled;

use crate::index::{What, part_at};
use crate::snapshot::Snapshot;
use crate::symbol::{Symbol, symbol_at};
use crate::template::TemplateRef;

/// The templates that a place is about: those that a name there means, else the one that holds it.
pub fn prepare(snapshot: &Snapshot, path: &Path, offset: usize) -> Vec<TemplateRef> {
    if let Some(at) = symbol_at(snapshot, path, offset)
        && let Symbol::Jinja(What::Template { name, .. }) = &at.symbol
    {
        return snapshot.named_by(&at.template, at.location.span, name.as_ref());
    }
    template(snapshot, path, offset).into_iter().collect()
}

/// The template that holds a place.
pub fn template(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<TemplateRef> {
    let file = snapshot.file(path)?;
    let part = part_at(&file.source, offset)?;
    Some(TemplateRef { file, part })
}

/// The templates that one extends.
pub fn supertypes(snapshot: &Snapshot, template: &TemplateRef) -> Result<Vec<TemplateRef>, Cancelled> {
    Ok(snapshot.next_of_kin(template)?.above)
}

/// The templates that extend one, sorted by their files.
pub fn subtypes(snapshot: &Snapshot, template: &TemplateRef) -> Result<Vec<TemplateRef>, Cancelled> {
    let mut below = snapshot.next_of_kin(template)?.below;
    below.sort_by(|a, b| a.key().cmp(&b.key()));
    Ok(below)
}
