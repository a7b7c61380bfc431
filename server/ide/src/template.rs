//! Which template is meant: a file, and one of its parts.

use std::path::Path;
use std::sync::Arc;

use forgather_dialect::ast::Name;
use forgather_dialect::{FileSpan, Part};
use forgather_expand::{LoadedFile, Template};
use forgather_workspace::{Project, Usage};

use crate::index::{FileIndex, PartIndex};
use crate::location::Location;
use crate::snapshot::Snapshot;

/// A template.
#[derive(Debug, Clone)]
pub struct TemplateRef {
    /// The file that it is in.
    pub file: Arc<LoadedFile>,
    /// Which of the file's parts it is: 0 is the file's own template.
    pub part: usize,
}

impl PartialEq for TemplateRef {
    fn eq(&self, other: &Self) -> bool {
        // Paths are compared as they are written: all come from the same search paths, and this is asked very often.
        self.part == other.part
            && (Arc::ptr_eq(&self.file, &other.file)
                || self.file.path.as_os_str() == other.file.path.as_os_str())
    }
}

impl Eq for TemplateRef {}

impl TemplateRef {
    /// A template of an expansion.
    pub fn of(template: &Template) -> Self {
        Self { file: Arc::clone(template.file()), part: template.part_index() }
    }

    /// The template of that number in a usage.
    pub(crate) fn in_usage(usage: &Usage, index: u32) -> Option<Self> {
        usage.templates.get(index as usize).map(Self::of)
    }

    /// What tells it from all others.
    pub(crate) fn key(&self) -> (&Path, usize) {
        (&self.file.path, self.part)
    }

    /// Its part of the file.
    pub(crate) fn part(&self) -> Option<&Part> {
        self.file.source.parts.get(self.part)
    }

    /// Its names.
    pub(crate) fn names<'i>(&self, index: &'i FileIndex) -> Option<&'i PartIndex> {
        index.parts.get(self.part)
    }

    /// Where it begins: the name in its marker, or the start of its file.
    pub fn location(&self) -> Location {
        let marker = self.part().and_then(|part| part.name.as_ref());
        let span = marker.map_or(FileSpan::new(0_usize, 0_usize), |(_, span)| *span);
        Location { file: Arc::clone(&self.file), span }
    }

    /// What people call it: the name in its marker, or its file's.
    pub fn label(&self) -> String {
        match self.part().and_then(|part| part.name.as_ref()) {
            Some((name, _)) => name.clone(),
            None => self
                .file
                .path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        }
    }
}

impl Snapshot {
    /// The template of a name, as a text in a file would mean it that no configuration uses: a part of that file, else
    /// what the project finds.
    pub(crate) fn find_template(
        &self,
        name: &str,
        within: &Arc<LoadedFile>,
        project: Option<&Arc<Project>>,
    ) -> Option<TemplateRef> {
        let of_file = within
            .source
            .parts
            .iter()
            .rposition(|part| part.name.as_ref().is_some_and(|(known, _)| known == name));
        if let Some(part) = of_file {
            return Some(TemplateRef { file: Arc::clone(within), part });
        }
        let path = project?.search_path().find(name)?;
        Some(TemplateRef { file: self.file(&path)?, part: 0 })
    }

    /// The templates that an expression naming one means: through the active configuration, else through any, else by
    /// the name alone. None where it is not known.
    pub(crate) fn named_by(&self, by: &TemplateRef, span: FileSpan, name: Option<&Name>) -> Vec<TemplateRef> {
        let active = self.active_usage();
        let through = |usage: &Usage| -> Vec<TemplateRef> {
            let mut found: Vec<TemplateRef> = Vec::new();
            for used in usage.uses.iter().filter(|used| touches(used.span, span)) {
                let same = TemplateRef::in_usage(usage, used.by).is_some_and(|known| known == *by);
                let target = TemplateRef::in_usage(usage, used.of).filter(|_| same);
                found.extend(target.filter(|target| !found.contains(target)));
            }
            found
        };
        let mut found = active.map(through).unwrap_or_default();
        if found.is_empty() {
            for usage in self.usages_of(&by.file.path) {
                for target in through(usage) {
                    if !found.contains(&target) {
                        found.push(target);
                    }
                }
            }
        }
        if let (true, Some(name)) = (found.is_empty(), name) {
            found.extend(self.find_template(name, &by.file, self.project.as_ref()));
        }
        // Of a list of names the use is that of the whole list: what is written decides.
        if let (Some(name), true) = (name, found.len() > 1) {
            let written: Vec<TemplateRef> = found
                .iter()
                .filter(|target| {
                    target.label() == **name || target.file.path.ends_with(name.trim_start_matches('/'))
                })
                .cloned()
                .collect();
            if !written.is_empty() {
                return written;
            }
        }
        found
    }
}

/// Whether one place is within the other.
fn touches(a: FileSpan, b: FileSpan) -> bool {
    a.start <= b.start && b.end <= a.end || b.start <= a.start && a.end <= b.end
}
