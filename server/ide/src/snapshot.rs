//! All that is known at one moment: what every feature starts from.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_expand::{Expansion, LoadedFile, Template, Trace};
use forgather_workspace::{
    Analysis, Cancel, Cancelled, ConfigurationId, ConfigurationView, Database, Files, Project, SearchPath,
    Usage, UseKind,
};

use crate::index::{FileIndex, IndexCache, Revision, What};
use crate::template::TemplateRef;
use crate::template_uses::kind_of;
use crate::unexpanded::Broken;

/// See the module. It never changes, whatever is edited meanwhile.
pub struct Snapshot {
    /// The files, open documents over the disk.
    pub files: Arc<Files>,
    /// The projects that there are, with those files.
    pub projects: Vec<Arc<Project>>,
    /// What each configuration says of the templates that it uses.
    pub usages: Vec<Arc<Usage>>,
    /// The configuration that the document at hand is seen through.
    pub active: Option<ConfigurationView>,
    /// The project of the active configuration, or the first that the document can belong to; with those files.
    pub project: Option<Arc<Project>>,
    /// The names of files.
    pub index: Arc<IndexCache>,
    /// Counts changes to which templates there are, and which of them configurations use.
    pub templates: Revision,
    /// Whether the answer is not wanted any more.
    pub cancel: Cancel,
    /// What follows from the rest, made when it is first asked for.
    pub made: Made,
}

/// What is made of a snapshot when it is first asked for.
#[derive(Default)]
pub struct Made {
    expansion: OnceLock<Option<Arc<Expansion>>>,
    analysis: OnceLock<Option<Arc<Analysis>>>,
    usage: OnceLock<Option<Usage>>,
    trace: OnceLock<Option<Traced>>,
    unreached: OnceLock<Vec<Unreached>>,
    written_uses: OnceLock<Vec<WrittenUse>>,
    pub(crate) broken: OnceLock<Vec<Broken>>,
}

/// A name of a template that no expansion came by: in a template that no configuration uses, or in a block that is
/// overridden everywhere.
pub struct WrittenUse {
    /// The template that has it.
    pub by: TemplateRef,
    /// How it uses the other.
    pub kind: UseKind,
    /// The name with its quotes.
    pub span: FileSpan,
    /// The template that it means.
    pub of: TemplateRef,
}

/// An expansion of the active configuration with what happened meanwhile.
pub type Traced = (Arc<Expansion>, Trace);

/// A template file that no configuration uses.
pub struct Unreached {
    /// The file.
    pub file: Arc<LoadedFile>,
    /// The project that can find it.
    pub project: Arc<Project>,
}

impl Snapshot {
    /// All that a database knows, where a file is looked at through a configuration.
    pub fn new(
        database: &Database,
        path: &Path,
        active: Option<ConfigurationId>,
        index: &Arc<IndexCache>,
    ) -> Self {
        let view = active.and_then(|id| database.view(id));
        let files = match &view {
            Some(view) => Arc::clone(view.files()),
            None => Arc::new(database.files().fork()),
        };
        let first = database.projects_of(path).first().and_then(|id| database.project(*id));
        let project = view.as_ref().map(ConfigurationView::project).or(first);
        Self {
            projects: database.projects().map(|(_, project)| Arc::new(project.with_files(&files))).collect(),
            usages: database.usages(),
            project: project.map(|project| Arc::new(project.with_files(&files))),
            active: view,
            index: Arc::clone(index),
            templates: database.templates_revision(),
            cancel: Cancel::new(),
            made: Made::default(),
            files,
        }
    }

    /// A file as it is at this moment.
    pub fn file(&self, path: &Path) -> Option<Arc<LoadedFile>> {
        self.files.read(path).ok()
    }

    /// The names of a file.
    pub fn index(&self, file: &Arc<LoadedFile>) -> Arc<FileIndex> {
        self.index.of(file)
    }

    /// The active configuration's expansion; none where there is no such configuration. Whoever asks for the
    /// [trace](Self::trace), too, asks for that first, which saves expanding twice.
    pub fn expansion(&self) -> Option<&Arc<Expansion>> {
        let make = || {
            let view = self.active.as_ref()?;
            let traced = self.made.trace.get().filter(|_| !view.is_analysed());
            Some(match traced {
                Some(Some((expansion, _))) => Arc::clone(expansion),
                _ => view.expansion(),
            })
        };
        self.made.expansion.get_or_init(make).as_ref()
    }

    /// The templates that the active configuration uses.
    pub fn active_templates(&self) -> &[Template] {
        self.expansion().map(|expansion| expansion.templates.as_slice()).unwrap_or_default()
    }

    /// The active configuration's analysis; none where there is no such configuration, or the answer is not wanted.
    pub fn analysis(&self) -> Option<&Arc<Analysis>> {
        let make = || {
            let expansion = self.expansion()?;
            self.cancel.check().ok()?;
            Some(self.active.as_ref()?.analysis_of(expansion))
        };
        self.made.analysis.get_or_init(make).as_ref()
    }

    /// What happens while the active configuration is expanded.
    pub fn trace(&self) -> Option<&Traced> {
        let make = || {
            let (expansion, trace) = self.active.as_ref()?.trace();
            Some((Arc::new(expansion), trace))
        };
        self.made.trace.get_or_init(make).as_ref()
    }

    /// What the active configuration says of its templates, as they are at this moment.
    pub fn active_usage(&self) -> Option<&Usage> {
        self.made.usage.get_or_init(|| Some(Usage::of(self.analysis()?))).as_ref()
    }

    /// What all configurations say that use a file, as its text is at this moment; the active one first.
    pub fn all_usages_of(&self, path: &Path) -> Vec<&Usage> {
        let active = self.active_usage().filter(|usage| usage.uses_file(path));
        let is_active = |usage: &&Usage| {
            active.is_some_and(|active| {
                active.configuration == usage.configuration && active.project == usage.project
            })
        };
        active.into_iter().chain(self.usages_of(path).filter(|usage| !is_active(usage))).collect()
    }

    /// What configurations say that use a file, as its text is at this moment.
    pub fn usages_of(&self, path: &Path) -> impl Iterator<Item = &Usage> {
        let file = self.file(path);
        self.usages.iter().map(|usage| &**usage).filter(move |usage| {
            let mut of_file = usage.templates_in(path);
            of_file.next().is_some_and(|index| {
                let known = &usage.templates[index as usize].file().source.text;
                file.as_ref().is_some_and(|file| file.source.text == *known)
            })
        })
    }

    /// The templates on search paths that no configuration uses.
    pub fn unreached(&self) -> Result<&[Unreached], Cancelled> {
        if let Some(made) = self.made.unreached.get() {
            return Ok(made);
        }
        let unused = self.index.unused(self.templates, || self.find_unused())?;
        let found: Vec<Unreached> = unused
            .iter()
            .filter_map(|(path, dir)| {
                let project = self.projects.iter().find(|project| project.dir == *dir)?;
                Some(Unreached { file: self.file(path)?, project: Arc::clone(project) })
            })
            .collect();
        Ok(self.made.unreached.get_or_init(|| found))
    }

    fn find_unused(&self) -> Result<Vec<(PathBuf, PathBuf)>, Cancelled> {
        let used = self.usages.iter().flat_map(|usage| &usage.templates);
        let mut seen: HashSet<PathBuf> = used.map(|template| template.file().path.clone()).collect();
        let mut folders: HashSet<PathBuf> = HashSet::new();
        let mut found = Vec::new();
        for project in &self.projects {
            // Most folders are those of many projects.
            let own: Vec<PathBuf> = project
                .search_path()
                .folders()
                .iter()
                .filter(|folder| folders.insert((*folder).clone()))
                .cloned()
                .collect();
            for (_, path) in SearchPath::new(Arc::clone(&self.files), own).templates() {
                self.cancel.check()?;
                if seen.insert(path.clone()) {
                    found.push((path, project.dir.clone()));
                }
            }
        }
        Ok(found)
    }

    /// The names of templates that no expansion came by, with what they mean by what is written alone.
    pub fn written_uses(&self) -> Result<&[WrittenUse], Cancelled> {
        if let Some(made) = self.made.written_uses.get() {
            return Ok(made);
        }
        let active = self.active_usage();
        let mut followed: HashMap<(&Path, usize), Vec<FileSpan>> = HashMap::new();
        let mut files: HashMap<&Path, (Arc<LoadedFile>, Option<&Arc<Project>>)> = HashMap::new();
        for usage in active.into_iter().chain(self.usages.iter().map(|usage| &**usage)) {
            self.cancel.check()?;
            let project = self.projects.iter().find(|project| project.dir == usage.project);
            for template in &usage.templates {
                let file = template.file();
                files.entry(&file.path).or_insert_with(|| (Arc::clone(file), project));
            }
            for used in &usage.uses {
                let Some(by) = usage.templates.get(used.by as usize) else { continue };
                let known = followed.entry((&by.file().path, by.part_index())).or_default();
                if !known.contains(&used.span) {
                    known.push(used.span);
                }
            }
        }
        for unreached in self.unreached()? {
            files.insert(&unreached.file.path, (Arc::clone(&unreached.file), Some(&unreached.project)));
        }
        let mut found = Vec::new();
        let mut known: HashMap<(&Path, Name), Option<TemplateRef>> = HashMap::new();
        for (path, (file, project)) in files {
            self.cancel.check()?;
            // What is typed now counts, and not what was expanded.
            let file = self.file(path).unwrap_or(file);
            for (part, mention) in self.index(&file).mentions() {
                let What::Template { kind, name: Some(name) } = &mention.what else { continue };
                let followed = followed.get(&(path, part)).into_iter().flatten();
                if followed.into_iter().any(|span| span.to(mention.span) == *span) {
                    continue;
                }
                let is_part = file
                    .source
                    .parts
                    .iter()
                    .any(|part| part.name.as_ref().is_some_and(|(known, _)| **known == **name));
                let of = match project.filter(|_| !is_part) {
                    Some(project) => known
                        .entry((&project.dir, Arc::clone(name)))
                        .or_insert_with(|| self.find_template(name, &file, Some(project)))
                        .clone(),
                    None => self.find_template(name, &file, project),
                };
                if let Some(of) = of {
                    let by = TemplateRef { file: Arc::clone(&file), part };
                    found.push(WrittenUse { by, kind: kind_of(*kind), span: mention.span, of });
                }
            }
        }
        found.sort_by(|a, b| (&a.by.file.path, a.span.start).cmp(&(&b.by.file.path, b.span.start)));
        Ok(self.made.written_uses.get_or_init(|| found))
    }
}
