//! What is odd about the templates that a configuration uses, as they are put together.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use forgather_dialect::{FileSpan, Part};
use forgather_expand::{Expansion, FrameId, FrameKind, LoadedFile, Template};
use forgather_workspace::Analysis;

use super::{Diagnostic, Related, chain};
use crate::index::{What, mentions};
use crate::location::Location;
use crate::rule::Rule;

/// The diagnostics of an expansion's templates.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut found = lost_blocks(analysis);
    found.extend(hidden_templates(analysis));
    found
}

/// Blocks that are output nowhere: their template extends another, and no template up the chain has a place for them.
fn lost_blocks(analysis: &Analysis) -> Vec<Diagnostic> {
    let expansion = &*analysis.expansion;
    // What could not be expanded may have had the place.
    if expansion.left_out {
        return Vec::new();
    }
    let mut parents: HashMap<FrameId, FrameId> = HashMap::new();
    for (id, frame) in expansion.frames() {
        if let (FrameKind::Extends, Some((caller, _))) = (&frame.kind, frame.caller) {
            parents.insert(caller, id);
        }
    }
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (child, parent) in &parents {
        let Some(template) = expansion.template_of(*child) else { continue };
        let ancestors = ancestors(expansion, &parents, *parent);
        let placed: HashSet<&str> = ancestors
            .iter()
            .flat_map(|template| template.part().template.blocks.iter().map(|block| &*block.name.name))
            .collect();
        let blocks = &template.part().template.blocks;
        for block in blocks {
            let name = &*block.name.name;
            let within_another = blocks.iter().any(|outer| {
                outer.span.start < block.span.start
                    && block.span.end <= outer.span.end
                    && outer.name.name != block.name.name
            });
            // `self.name()` outputs a block wherever it stands.
            let calls = |part: &Part| {
                part.translation.jinja.contains("self.")
                    && mentions(part)
                        .0
                        .iter()
                        .any(|mention| matches!(&mention.what, What::SelfBlock(known) if **known == *name))
            };
            let called = calls(template.part()) || ancestors.iter().any(|ancestor| calls(ancestor.part()));
            if placed.contains(name) || within_another || called {
                continue;
            }
            let span = template.file_span(block.name.span);
            let file = template.file();
            if !seen.insert((file.path.clone(), span)) {
                continue;
            }
            let parent = ancestors.first().map_or("", |parent| parent.name());
            let near = forgather_dialect::did_you_mean(name, placed.iter().copied());
            let message = format!(
                "block `{name}` is output nowhere: neither `{parent}` nor a template that it extends has a block of that name{near}"
            );
            let location = Location { file: Arc::clone(file), span };
            let mut diagnostic = Diagnostic::new(Rule::BlockNotInParent, location, message);
            if let Some(near) = forgather_dialect::nearest(name, placed.iter().copied()) {
                let fix = super::expanding::replacement(&diagnostic.location, near).map(|mut fix| {
                    // The end of a block header is written nowhere.
                    let end = block
                        .end_name
                        .map(|end| Location { file: Arc::clone(file), span: template.file_span(end) });
                    let end = end.filter(|location| location.text() == name);
                    fix.edits.extend(end.map(|location| (location, near.to_owned())));
                    fix
                });
                diagnostic.fixes.extend(fix);
            }
            diagnostic.chain = chain(&analysis.expansion, *child);
            found.push(diagnostic);
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.location.span.start);
    found
}

/// The templates that an activation runs and extends, from it on upwards.
fn ancestors<'a>(
    expansion: &'a Expansion,
    parents: &HashMap<FrameId, FrameId>,
    first: FrameId,
) -> Vec<&'a Template> {
    let mut found = Vec::new();
    let mut current = Some(first);
    while let Some(id) = current {
        found.extend(expansion.template_of(id));
        current = parents.get(&id).copied();
    }
    found
}

/// Sub-templates of one name: the last that is loaded hides those before it.
fn hidden_templates(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut files: Vec<&Arc<LoadedFile>> = Vec::new();
    for template in &analysis.expansion.templates {
        if !files.iter().any(|file| Arc::ptr_eq(file, template.file())) {
            files.push(template.file());
        }
    }
    let mut last: HashMap<&str, (&Arc<LoadedFile>, FileSpan)> = HashMap::new();
    let mut found = Vec::new();
    for file in files {
        for part in &file.source.parts {
            let Some((name, span)) = &part.name else { continue };
            let Some((hidden_in, hidden)) = last.insert(name, (file, *span)) else { continue };
            let now = Location { file: Arc::clone(file), span: *span };
            let location = Location { file: Arc::clone(hidden_in), span: hidden };
            let message = format!(
                "this sub-template `{name}` is hidden by another of that name, which is loaded later"
            );
            let mut diagnostic = Diagnostic::new(Rule::DuplicateTemplate, location, message);
            diagnostic
                .related
                .push(Related { location: now, message: "this one takes its place".to_owned() });
            found.push(diagnostic);
        }
    }
    found
}
