//! Which template extends which, and where a block is defined along that line.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_dialect::outline::{Block, ReferenceKind};
use forgather_expand::Template;
use forgather_workspace::{Cancelled, Project, Usage, UseKind};

use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;
use crate::unexpanded::Broken;

/// The templates above and below one, by `extends`.
#[derive(Debug, Default)]
pub struct Lineage {
    /// Those that it extends, the nearest first.
    pub above: Vec<TemplateRef>,
    /// Those that extend it, the nearest first.
    pub below: Vec<TemplateRef>,
}

/// A definition of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockDefinition {
    /// The template that has it.
    pub template: TemplateRef,
    /// The block.
    pub block: Block,
}

impl BlockDefinition {
    /// The block's name where it is defined.
    pub fn location(&self) -> Location {
        Location { file: Arc::clone(&self.template.file), span: self.block.name.span }
    }

    /// All of the block.
    pub fn extent(&self) -> FileSpan {
        self.block.name.extent
    }
}

/// How a block of a template stands among the templates above and below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockState {
    /// How many templates above have a block of that name, which it overrides.
    pub overrides: usize,
    /// How many templates below override it.
    pub overridden_by: usize,
}

/// How each block of a template stands, by its name.
pub fn block_states(
    snapshot: &Snapshot,
    template: &TemplateRef,
) -> Result<HashMap<Name, BlockState>, Cancelled> {
    let index = snapshot.index(&template.file);
    let Some(names) = template.names(&index) else { return Ok(HashMap::new()) };
    let own = names
        .outline
        .blocks
        .iter()
        .map(|block| (Name::from(block.name.name.as_str()), BlockState::default()));
    let mut states: HashMap<Name, BlockState> = own.collect();
    if states.is_empty() {
        return Ok(states);
    }
    let lineage = snapshot.lineage(template)?;
    let mut count = |templates: &[TemplateRef], add: fn(&mut BlockState)| {
        for other in templates {
            let index = snapshot.index(&other.file);
            let blocks = other.names(&index).map(|names| &names.outline.blocks);
            for block in blocks.into_iter().flatten() {
                if let Some(state) = states.get_mut(block.name.name.as_str()) {
                    add(state);
                }
            }
        }
    };
    count(&lineage.above, |state| state.overrides += 1);
    count(&lineage.below, |state| state.overridden_by += 1);
    Ok(states)
}

type Key = (PathBuf, usize);

fn key(template: &TemplateRef) -> Key {
    (template.file.path.clone(), template.part)
}

/// Edges of `extends`, child and parent.
#[derive(Default)]
struct Edges {
    parents: HashMap<Key, Vec<TemplateRef>>,
    children: HashMap<Key, Vec<TemplateRef>>,
}

impl Edges {
    fn add(&mut self, child: &TemplateRef, parent: &TemplateRef) {
        let mut push = |map: bool, of: &TemplateRef, other: &TemplateRef| {
            let map = if map { &mut self.parents } else { &mut self.children };
            let known = map.entry(key(of)).or_default();
            if !known.contains(other) {
                known.push(other.clone());
            }
        };
        push(true, child, parent);
        push(false, parent, child);
    }

    fn extend(&mut self, more: Self) {
        for (map, more) in [(&mut self.parents, more.parents), (&mut self.children, more.children)] {
            for (key, others) in more {
                let known = map.entry(key).or_default();
                for other in others {
                    if !known.contains(&other) {
                        known.push(other);
                    }
                }
            }
        }
    }
}

/// Everything that can be reached, the nearest first; templates that extend each other in a circle end it.
fn reach(from: &TemplateRef, edges: &HashMap<Key, Vec<TemplateRef>>) -> Vec<TemplateRef> {
    let mut found: Vec<TemplateRef> = Vec::new();
    let mut next = 0;
    let mut current = from.clone();
    loop {
        for other in edges.get(&key(&current)).into_iter().flatten() {
            if other != from && !found.contains(other) {
                found.push(other.clone());
            }
        }
        let Some(following) = found.get(next) else { return found };
        current = following.clone();
        next += 1;
    }
}

/// Adds what an expansion followed.
fn add_followed(edges: &mut Edges, usage: &Usage) {
    for used in usage.uses.iter().filter(|used| used.kind == UseKind::Extends) {
        let (child, parent) = (TemplateRef::in_usage(usage, used.by), TemplateRef::in_usage(usage, used.of));
        if let (Some(child), Some(parent)) = (child, parent) {
            edges.add(&child, &parent);
        }
    }
}

impl Snapshot {
    /// The templates above and below one, through all configurations that use it, and through those that none uses.
    pub fn lineage(&self, template: &TemplateRef) -> Result<Lineage, Cancelled> {
        let edges = self.edges_around(template)?;
        Ok(Lineage { above: reach(template, &edges.parents), below: reach(template, &edges.children) })
    }

    /// The templates that one extends itself, and those that extend it themselves.
    pub fn next_of_kin(&self, template: &TemplateRef) -> Result<Lineage, Cancelled> {
        let mut edges = self.edges_around(template)?;
        let mut next = |map: fn(&mut Edges) -> &mut HashMap<Key, Vec<TemplateRef>>| {
            map(&mut edges).remove(&key(template)).unwrap_or_default()
        };
        let (above, below) = (next(|edges| &mut edges.parents), next(|edges| &mut edges.children));
        Ok(Lineage { above, below })
    }

    fn edges_around(&self, template: &TemplateRef) -> Result<Edges, Cancelled> {
        let mut edges = Edges::default();
        for usage in self.all_usages_of(&template.file.path) {
            add_followed(&mut edges, usage);
        }
        self.add_written(&mut edges, template)?;
        // What cannot be expanded still belongs to those that it names, and so do those that extend it.
        for Broken { template: child, project } in self.broken() {
            self.cancel.check()?;
            if child == template {
                continue;
            }
            self.add_parents_by_name(&mut edges, child, project.as_ref());
            for usage in self.all_usages_of(&child.file.path) {
                add_followed(&mut edges, usage);
            }
        }
        Ok(edges)
    }

    /// The sub-templates that no configuration uses, in files that are used together with a template.
    fn unused_parts(&self, template: &TemplateRef) -> Vec<(TemplateRef, Option<&Arc<Project>>)> {
        let usages = self.all_usages_of(&template.file.path);
        let used: HashSet<Key> = usages
            .iter()
            .flat_map(|usage| &usage.templates)
            .map(|known| key(&TemplateRef::of(known)))
            .collect();
        let mut seen: HashSet<&Path> = HashSet::new();
        let mut found = Vec::new();
        for usage in &usages {
            let project = self.projects.iter().find(|project| project.dir == usage.project);
            for file in usage.templates.iter().map(Template::file) {
                if file.source.parts.len() < 2 || !seen.insert(&file.path) {
                    continue;
                }
                let parts =
                    (0..file.source.parts.len()).map(|part| TemplateRef { file: Arc::clone(file), part });
                found.extend(parts.filter(|part| !used.contains(&key(part))).map(|part| (part, project)));
            }
        }
        found
    }

    fn add_parents_by_name(&self, edges: &mut Edges, child: &TemplateRef, project: Option<&Arc<Project>>) {
        let index = self.index(&child.file);
        for reference in child.names(&index).into_iter().flat_map(|names| &names.outline.references) {
            if reference.kind == ReferenceKind::Extends
                && let Some(name) = &reference.name
                && let Some(parent) = self.find_template(name, &child.file, project)
                && parent != *child
            {
                edges.add(child, &parent);
            }
        }
    }

    /// What templates say of themselves that no configuration uses; also of those that it uses no more.
    fn add_written(&self, edges: &mut Edges, template: &TemplateRef) -> Result<(), Cancelled> {
        for unreached in self.unreached()? {
            self.cancel.check()?;
            let index = self.index(&unreached.file);
            for part in 0..index.parts.len() {
                let child = TemplateRef { file: Arc::clone(&unreached.file), part };
                self.add_parents_by_name(edges, &child, Some(&unreached.project));
            }
        }
        for (child, project) in self.unused_parts(template) {
            self.cancel.check()?;
            self.add_parents_by_name(edges, &child, project);
        }
        if edges.parents.contains_key(&key(template)) {
            return Ok(());
        }
        let index = self.index(&template.file);
        let references = template.names(&index).map(|names| &names.outline.references);
        let extends =
            references.into_iter().flatten().filter(|reference| reference.kind == ReferenceKind::Extends);
        let mut parents = Vec::new();
        for name in extends.filter_map(|reference| reference.name.as_ref()) {
            let parent = self.find_template(name, &template.file, self.project.as_ref());
            // Of the templates above it more may be known.
            if let Some(parent) = parent.filter(|parent| parent != template) {
                edges.add(template, &parent);
                parents.push(parent);
            }
        }
        for parent in parents {
            for grandparent in self.usages_of(&parent.file.path).flat_map(|usage| {
                let extends = usage.uses.iter().filter(|used| used.kind == UseKind::Extends);
                extends.filter_map(|used| {
                    let child = TemplateRef::in_usage(usage, used.by)?;
                    Some((child, TemplateRef::in_usage(usage, used.of)?))
                })
            }) {
                edges.add(&grandparent.0, &grandparent.1);
            }
        }
        Ok(())
    }

    /// The definition of a block in a template.
    pub fn block_in(&self, template: &TemplateRef, name: &str) -> Option<BlockDefinition> {
        let index = self.index(&template.file);
        let blocks = &template.names(&index)?.outline.blocks;
        let block = blocks.iter().find(|block| block.name.name == name)?;
        Some(BlockDefinition { template: template.clone(), block: block.clone() })
    }

    /// The definitions of a block in some templates, in their order.
    pub fn blocks_in(&self, templates: &[TemplateRef], name: &str) -> Vec<BlockDefinition> {
        templates.iter().filter_map(|template| self.block_in(template, name)).collect()
    }

    /// All definitions of a block that belong to one another: those of each topmost template that has it, and of all
    /// that extend one of those. There is more than one where a template extends one of several.
    pub fn block_family(
        &self,
        template: &TemplateRef,
        name: &str,
    ) -> Result<Vec<BlockDefinition>, Cancelled> {
        let mut found: Vec<BlockDefinition> = Vec::new();
        for definition in self.blocks_in(&self.around_block(template, name)?, name) {
            if !found.contains(&definition) {
                found.push(definition);
            }
        }
        Ok(found)
    }

    /// The templates in which the name of a block means the same: each topmost one that has it, with those below and
    /// above that.
    pub(crate) fn around_block(
        &self,
        template: &TemplateRef,
        name: &str,
    ) -> Result<Vec<TemplateRef>, Cancelled> {
        let mut edges = self.edges_around(template)?;
        let mut seen: HashSet<*const Usage> = HashSet::new();
        let mut members = vec![template.clone()];
        let mut next = 0;
        while let Some(member) = members.get(next).cloned() {
            self.cancel.check()?;
            for usage in self.all_usages_of(&member.file.path) {
                if seen.insert(std::ptr::from_ref(usage)) {
                    add_followed(&mut edges, usage);
                }
            }
            let mut around = self.blocks_in(&reach(&member, &edges.parents), name);
            if around.is_empty() && next > 0 {
                edges.extend(self.edges_around(&member)?);
            }
            around.extend(self.blocks_in(&reach(&member, &edges.children), name));
            for definition in around {
                if !members.contains(&definition.template) {
                    members.push(definition.template);
                }
            }
            next += 1;
        }
        let mut found: Vec<TemplateRef> = Vec::new();
        for member in members {
            let above = reach(&member, &edges.parents);
            if self.blocks_in(&above, name).is_empty() {
                let below = reach(&member, &edges.children);
                found.extend([vec![member], below, above].concat());
            }
        }
        Ok(found)
    }
}
