//! What templates elsewhere do: the habits that tell what is likely.

use std::ffi::OsString;
use std::sync::Arc;

use forgather_dialect::outline::{Outline, ReferenceKind};
use forgather_expand::{LoadedFile, Template};
use forgather_workspace::{Use, UseKind, uses};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::{FileIndex, PartIndex};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// The templates that configurations use, each with its names.
pub(crate) struct World {
    /// Those of a file follow one another.
    pub(crate) templates: Vec<Known>,
    /// The number of each file's own template. Paths are compared as they are written: all come from the same search
    /// paths, and this is asked very often.
    by_path: FxHashMap<OsString, usize>,
    parents: FxHashMap<usize, Vec<usize>>,
    children: FxHashMap<usize, Vec<usize>>,
}

/// The templates that a configuration uses, and who uses whom.
#[derive(Clone, Copy)]
struct Used<'a> {
    templates: &'a [Template],
    uses: &'a [Use],
    is_active: bool,
}

/// A template with its names.
pub(crate) struct Known {
    pub(crate) template: TemplateRef,
    pub(crate) index: Arc<FileIndex>,
    /// Whether the active configuration uses it.
    pub(crate) is_active: bool,
}

impl Known {
    pub(crate) fn names(&self) -> Option<&PartIndex> {
        self.template.names(&self.index)
    }

    pub(crate) fn outline(&self) -> Option<&Outline> {
        Some(&self.names()?.outline)
    }
}

/// Looking at more takes longer than a person waits while typing.
const MOST_TEMPLATES: usize = 800;

impl World {
    /// The one at hand, the templates that the active configuration uses, those that others of its project use, and those of
    /// other projects.
    pub(crate) fn new(snapshot: &Snapshot, own: &TemplateRef) -> Self {
        let mut world = Self {
            templates: Vec::new(),
            by_path: FxHashMap::default(),
            parents: FxHashMap::default(),
            children: FxHashMap::default(),
        };
        world.add_file(snapshot, own, true);
        let active = snapshot.expansion();
        let uses = active.map(|expansion| uses(expansion)).unwrap_or_default();
        let active =
            active.map(|expansion| Used { templates: &expansion.templates, uses: &uses, is_active: true });
        let dir = snapshot.project.as_ref().map(|project| project.dir.as_os_str());
        let (own_project, others): (Vec<_>, Vec<_>) =
            snapshot.usages.iter().partition(|usage| Some(usage.project.as_os_str()) == dir);
        let others = own_project.into_iter().chain(others).map(|usage| Used {
            templates: &usage.templates,
            uses: &usage.uses,
            is_active: false,
        });
        // Paths are long, and most files are used by many: what was looked at is known by its address.
        let mut looked_at: FxHashSet<*const LoadedFile> = FxHashSet::default();
        let mut looked_through: Vec<Used<'_>> = Vec::new();
        for used in active.into_iter().chain(others) {
            if world.by_path.len() > MOST_TEMPLATES {
                break;
            }
            looked_through.push(used);
            for file in used.templates.iter().map(Template::file) {
                if looked_at.insert(Arc::as_ptr(file))
                    && world.find_path(&file.path).is_none()
                    && let Some(file) = snapshot.file(&file.path)
                {
                    world.add_file(snapshot, &TemplateRef { file, part: 0 }, used.is_active);
                }
            }
        }
        world.follow(snapshot, own);
        world.link(snapshot, &looked_through, own);
        world
    }

    /// Adds what is reached by names that are written, from the template at hand: while it is broken, no configuration may
    /// get that far.
    fn follow(&mut self, snapshot: &Snapshot, own: &TemplateRef) {
        /// Deeper chains are for configurations to follow.
        const MOST: usize = 100;
        let Some(search_path) = snapshot.project.as_ref().map(|project| project.search_path()) else {
            return;
        };
        let mut left: Vec<usize> = (0..self.templates.len())
            .filter(|number| self.templates[*number].template.file.path == own.file.path)
            .collect();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        while let Some(number) = left.pop() {
            let references = self.templates[number].outline().map(|outline| outline.references.clone());
            for name in references.into_iter().flatten().filter_map(|reference| reference.name) {
                if seen.len() >= MOST || !seen.insert(name.clone()) {
                    continue;
                }
                let Some(path) = search_path.find(&name) else { continue };
                match self.find_path(&path) {
                    Some(known) => {
                        self.templates[known].is_active = true;
                        left.push(known);
                    }
                    None => {
                        if let Some(file) = snapshot.file(&path) {
                            left.push(self.templates.len());
                            self.add_file(snapshot, &TemplateRef { file, part: 0 }, true);
                        }
                    }
                }
            }
        }
    }

    fn add_file(&mut self, snapshot: &Snapshot, of: &TemplateRef, is_active: bool) {
        let index = snapshot.index(&of.file);
        self.by_path.insert(of.file.path.as_os_str().to_owned(), self.templates.len());
        for part in 0..index.parts.len() {
            let template = TemplateRef { file: Arc::clone(&of.file), part };
            self.templates.push(Known { template, index: Arc::clone(&index), is_active });
        }
    }

    /// Who extends whom: as configurations found it, and as it is written.
    fn link(&mut self, snapshot: &Snapshot, usages: &[Used<'_>], own: &TemplateRef) {
        let mut edges: FxHashSet<(usize, usize)> = FxHashSet::default();
        let own_number = self.find(own);
        let mut numbers: FxHashMap<(*const LoadedFile, usize), Option<usize>> = FxHashMap::default();
        for used in usages {
            for extends in used.uses.iter().filter(|used| used.kind == UseKind::Extends) {
                let mut find = |number: u32| {
                    let template = used.templates.get(number as usize)?;
                    let key = (Arc::as_ptr(template.file()), template.part_index());
                    *numbers.entry(key).or_insert_with(|| self.find(&TemplateRef::of(template)))
                };
                let (Some(child), Some(parent)) = (find(extends.by), find(extends.of)) else { continue };
                // What others found may be of an older text of the template at hand.
                if used.is_active || Some(child) != own_number {
                    edges.insert((child, parent));
                }
            }
        }
        let linked: FxHashSet<usize> = edges.iter().map(|(child, _)| *child).collect();
        let folders = snapshot.project.as_ref().map(|project| project.search_path().folders().to_vec());
        let folders = folders.unwrap_or_default();
        let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
        for (number, known) in self.templates.iter().enumerate() {
            if known.template.part > 0 {
                by_name.entry(known.template.label()).or_insert(number);
            }
        }
        for (number, known) in
            self.templates.iter().enumerate().filter(|(number, _)| !linked.contains(number))
        {
            let references = known.outline().map(|outline| outline.references.as_slice()).unwrap_or_default();
            for reference in references.iter().filter(|reference| reference.kind == ReferenceKind::Extends) {
                let Some(name) = &reference.name else { continue };
                // The folders are not looked at: a template that nobody uses has nobody's habits.
                let parent = by_name
                    .get(name)
                    .copied()
                    .or_else(|| folders.iter().find_map(|folder| self.find_path(&folder.join(name))));
                if let Some(parent) = parent.filter(|parent| *parent != number) {
                    edges.insert((number, parent));
                }
            }
        }
        let mut edges: Vec<(usize, usize)> = edges.into_iter().collect();
        edges.sort_unstable();
        for (child, parent) in edges {
            self.parents.entry(child).or_default().push(parent);
            self.children.entry(parent).or_default().push(child);
        }
    }

    /// The number of a template.
    pub(crate) fn find(&self, template: &TemplateRef) -> Option<usize> {
        let number = self.find_path(&template.file.path)? + template.part;
        let found = &self.templates.get(number)?.template;
        (found.part == template.part && found.file.path == template.file.path).then_some(number)
    }

    /// The number of a file's own template.
    pub(crate) fn find_path(&self, path: &std::path::Path) -> Option<usize> {
        self.by_path.get(path.as_os_str()).copied()
    }

    /// The templates that one extends, the nearest first.
    pub(crate) fn above(&self, of: usize) -> Vec<usize> {
        reach(of, &self.parents)
    }

    /// The templates that extend one, the nearest first.
    pub(crate) fn below(&self, of: usize) -> Vec<usize> {
        reach(of, &self.children)
    }
}

fn reach(from: usize, edges: &FxHashMap<usize, Vec<usize>>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut seen = FxHashSet::from_iter([from]);
    let mut next = 0;
    let mut current = from;
    loop {
        for other in edges.get(&current).into_iter().flatten() {
            if seen.insert(*other) {
                found.push(*other);
            }
        }
        let Some(following) = found.get(next) else { return found };
        current = *following;
        next += 1;
    }
}
