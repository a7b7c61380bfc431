//! Which templates one uses, and which use it, one step each way.

use std::sync::Arc;

use forgather_dialect::outline::ReferenceKind;
use forgather_workspace::{Cancelled, Configuration, UseKind};

use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// What a template has to do with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateUse {
    /// How one uses the other.
    pub kind: UseKind,
    /// The other.
    pub template: TemplateRef,
    /// The expression that names the one that is used.
    pub location: Location,
}

/// See the module.
#[derive(Debug, Default)]
pub struct TemplateUses {
    /// What it uses, in the order of its text.
    pub uses: Vec<TemplateUse>,
    /// What uses it, by their files.
    pub used_by: Vec<TemplateUse>,
    /// The configurations that come by it, each with its project's folder: the active one first.
    pub configurations: Vec<(Configuration, std::path::PathBuf)>,
}

/// What a template uses and what uses it, through all configurations and by what is written in templates that none uses.
pub fn template_uses(snapshot: &Snapshot, template: &TemplateRef) -> Result<TemplateUses, Cancelled> {
    let mut found = TemplateUses::default();
    for usage in snapshot.all_usages_of(&template.file.path) {
        snapshot.cancel.check()?;
        let is_it = |index: u32| TemplateRef::in_usage(usage, index).is_some_and(|known| known == *template);
        if (0..usage.templates.len() as u32).any(is_it) {
            found.configurations.push((usage.configuration.clone(), usage.project.clone()));
        }
        for used in &usage.uses {
            let (by_it, of_it) = (is_it(used.by), is_it(used.of));
            if !by_it && !of_it {
                continue;
            }
            let ends = (TemplateRef::in_usage(usage, used.by), TemplateRef::in_usage(usage, used.of));
            let (Some(by), Some(of)) = ends else { continue };
            found.add(used.kind, (by, of), used.span, (by_it, of_it));
        }
    }
    for used in snapshot.written_uses()? {
        let (by_it, of_it) = (used.by == *template, used.of == *template);
        if by_it || of_it {
            found.add(used.kind, (used.by.clone(), used.of.clone()), used.span, (by_it, of_it));
        }
    }
    found.uses.sort_by_key(|used| used.location.span.start);
    let place = |used: &TemplateUse| (used.location.path().to_owned(), used.location.span.start);
    found.used_by.sort_by_key(place);
    Ok(found)
}

impl TemplateUses {
    fn add(
        &mut self,
        kind: UseKind,
        (by, of): (TemplateRef, TemplateRef),
        span: forgather_dialect::FileSpan,
        (by_it, of_it): (bool, bool),
    ) {
        let location = Location { file: Arc::clone(&by.file), span };
        let mut push = |list: fn(&mut Self) -> &mut Vec<TemplateUse>, template: &TemplateRef| {
            let other = TemplateUse { kind, template: template.clone(), location: location.clone() };
            let list = list(self);
            if !list.contains(&other) {
                list.push(other);
            }
        };
        if by_it {
            push(|uses| &mut uses.uses, &of);
        }
        if of_it {
            push(|uses| &mut uses.used_by, &by);
        }
    }
}

/// How a template is used that is named so.
pub(crate) fn kind_of(reference: ReferenceKind) -> UseKind {
    match reference {
        ReferenceKind::Extends => UseKind::Extends,
        ReferenceKind::Include => UseKind::Include,
        ReferenceKind::Import => UseKind::Import,
    }
}
