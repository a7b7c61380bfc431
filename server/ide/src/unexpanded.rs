//! Anchors and tags as the text of templates alone shows them: where no expansion came by, as in text that is broken.

use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_python::{Resolution, Spec};
use forgather_workspace::{Cancelled, Project};

use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::syntax::Layers;
use crate::template::TemplateRef;

/// The anchor that an alias most likely means: the last one before it in its own template, else one of those that this
/// extends, includes or imports, the nearest first, else one of those that extend it.
pub(crate) fn anchor(
    snapshot: &Snapshot,
    template: &TemplateRef,
    name: &str,
    before: FileSpan,
) -> Result<Option<Location>, Cancelled> {
    let templates = related(snapshot, template)?;
    for known in templates {
        let index = snapshot.index(&known.file);
        let anchors = known.names(&index).map(|names| names.outline.anchors.as_slice()).unwrap_or_default();
        let named = || anchors.iter().filter(|anchor| anchor.name == name);
        let is_before = |anchor: &&forgather_dialect::outline::Named| anchor.span.start < before.start;
        let own = named().rfind(is_before).filter(|_| known == *template);
        if let Some(anchor) = own.or_else(|| named().next_back()) {
            return Ok(Some(Location { file: Arc::clone(&known.file), span: anchor.span }));
        }
    }
    Ok(None)
}

/// A template, those that it extends, includes or imports, the nearest first, and those that extend it.
fn related(snapshot: &Snapshot, template: &TemplateRef) -> Result<Vec<TemplateRef>, Cancelled> {
    let mut templates = vec![template.clone()];
    let mut next = 0;
    while let Some(current) = templates.get(next).cloned() {
        snapshot.cancel.check()?;
        for used in uses(snapshot, &current)? {
            if !templates.contains(&used) {
                templates.push(used);
            }
        }
        next += 1;
    }
    for below in snapshot.lineage(template)?.below {
        if !templates.contains(&below) {
            templates.push(below);
        }
    }
    Ok(templates)
}

/// The templates that one belongs to by its text alone, because no configuration could expand it; itself first. None
/// where one could.
pub(crate) fn related_by_text(
    snapshot: &Snapshot,
    template: &TemplateRef,
) -> Result<Vec<TemplateRef>, Cancelled> {
    let is_broken = template.part().is_none_or(|part| !part.problems.is_empty());
    if !is_broken && !snapshot.all_usages_of(&template.file.path).is_empty() {
        return Ok(Vec::new());
    }
    related(snapshot, template)
}

/// The templates with faults that keep a configuration from being expanded, each with the project of one.
pub(crate) fn broken(snapshot: &Snapshot) -> Vec<(TemplateRef, Option<&Arc<Project>>)> {
    let mut found: Vec<(TemplateRef, Option<&Arc<Project>>)> = Vec::new();
    for usage in snapshot.active_usage().into_iter().chain(snapshot.usages.iter().map(|usage| &**usage)) {
        for template in usage.templates.iter().filter(|template| !template.part().problems.is_empty()) {
            let template = TemplateRef::of(template);
            let now = snapshot.file(&template.file.path);
            let is_current = now.is_some_and(|file| file.source.text == template.file.source.text);
            if is_current && found.iter().all(|(known, _)| *known != template) {
                let project = snapshot.projects.iter().find(|project| project.dir == usage.project);
                found.push((template, project));
            }
        }
    }
    found
}

/// The templates with faults that by their text belong to one of some others.
pub(crate) fn broken_with(
    snapshot: &Snapshot,
    others: &[TemplateRef],
) -> Result<Vec<TemplateRef>, Cancelled> {
    let mut found = Vec::new();
    for (template, _) in broken(snapshot) {
        if !others.contains(&template) && related(snapshot, &template)?.iter().any(|of| others.contains(of)) {
            found.push(template);
        }
    }
    Ok(found)
}

/// The templates that a template uses, as any configuration has it or as it is written.
fn uses(snapshot: &Snapshot, template: &TemplateRef) -> Result<Vec<TemplateRef>, Cancelled> {
    let mut found: Vec<TemplateRef> = Vec::new();
    for usage in snapshot.all_usages_of(&template.file.path) {
        let by = |used: &&forgather_workspace::Use| {
            TemplateRef::in_usage(usage, used.by).is_some_and(|by| by == *template)
        };
        let of = usage.uses.iter().filter(by).filter_map(|used| TemplateRef::in_usage(usage, used.of));
        found.extend(of);
    }
    let written = snapshot.written_uses()?.iter().filter(|used| used.by == *template);
    found.extend(written.map(|used| used.of.clone()));
    Ok(found)
}

/// The text of the node that an anchor names: its line, and those below that belong to it.
pub(crate) fn node_text(anchor: &Location) -> Option<String> {
    let source = &anchor.file.source;
    let part = source.parts.get(crate::index::part_at(source, anchor.span.start.index())?)?;
    let layers = Layers::new(source, part);
    let is_it = |span: FileSpan| span.to(anchor.span) == span;
    let entry = layers.yaml.entries.iter().find(|entry| entry.anchor.is_some_and(is_it))?;
    let start = entry.anchor?.start.index();
    source.text.get(start..entry.span.end.index()).map(str::to_owned)
}

/// A tag with an import spec, as it is written.
pub(crate) struct Tag {
    /// With its `!`.
    pub(crate) span: FileSpan,
    /// The import spec.
    pub(crate) written: String,
    /// Where that is.
    pub(crate) place: FileSpan,
    pub(crate) spec: Spec,
}

impl Tag {
    /// The tag at an offset.
    pub(crate) fn at(snapshot: &Snapshot, template: &TemplateRef, offset: usize) -> Option<Self> {
        Self::find(snapshot, template, |span| span.start.index() <= offset && offset <= span.end.index())
    }

    /// The tag behind an anchor, on its line.
    pub(crate) fn behind(snapshot: &Snapshot, anchor: &Location) -> Option<Self> {
        let part = crate::index::part_at(&anchor.file.source, anchor.span.start.index())?;
        let template = TemplateRef { file: Arc::clone(&anchor.file), part };
        Self::find(snapshot, &template, |span| {
            let between = anchor.file.source.text.get(anchor.span.end.index()..span.start.index());
            between.is_some_and(|between| between.chars().all(|c| c == ' '))
        })
    }

    fn find(snapshot: &Snapshot, template: &TemplateRef, fits: impl Fn(FileSpan) -> bool) -> Option<Self> {
        const CALLABLE: [&str; 6] = ["call:", "singleton:", "factory:", "partial:", "lambda:", "meta:"];
        let index = snapshot.index(&template.file);
        let whole = |span: FileSpan| FileSpan::new(span.start.index().saturating_sub(1), span.end);
        let named = template.names(&index)?.outline.tags.iter().find(|named| fits(whole(named.span)))?;
        let tag = CALLABLE.iter().find(|tag| named.name.starts_with(**tag))?;
        let written = named.name[tag.len()..].split('@').next().unwrap_or_default().to_owned();
        let spec = Spec::parse(&written).filter(|_| !written.contains("{{"))?;
        let start = named.span.start.index() + tag.len();
        let place = FileSpan::new(start, start + written.len());
        Some(Self { span: whole(named.span), written, place, spec })
    }

    /// What it stands for in Python.
    pub(crate) fn resolution(&self, snapshot: &Snapshot) -> Option<Arc<Resolution>> {
        Some(snapshot.project.as_ref()?.python().resolve(&self.spec, &[]))
    }
}
