//! Expansion by the crates under test: of template sets in memory, and of a corpus's configurations.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::{Dialect, JinjaSpan, SourceFile};
use forgather_expand::{
    Expansion, Facts, Globals, Limits, LoadError, LoadedFile, Loader, ProjectFolders, Request, expand,
};
use forgather_workspace::{Configuration, Files, Project, SearchPath, Settings, project_folders};

use crate::corpus::{self, Expected, Source};
use crate::generate::TemplateSet;

/// The files of a template set.
struct Memory {
    files: HashMap<String, Arc<LoadedFile>>,
}

impl Loader for Memory {
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError> {
        let segments: Vec<&str> = name.split('/').filter(|segment| !matches!(*segment, "" | ".")).collect();
        if segments.contains(&"..") {
            return Err(LoadError::ParentSegment);
        }
        self.files.get(&segments.join("/")).cloned().ok_or(LoadError::NotFound)
    }

    fn search_path(&self) -> Vec<PathBuf> {
        vec![PathBuf::from("/forgather/project/templates")]
    }

    fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}

/// The facts that both the corpora and the oracle are pinned to.
///
/// # Panics
/// If the text, which is a constant, is none of facts.
pub fn pinned_facts() -> Facts {
    let text = r##"{
        "now": "2025-06-07T04:25:44", "utcnow": "2025-06-07T11:25:44", "hostname": "workstation",
        "user": "user", "home": "/home/user", "cwd": "/forgather",
        "uname": {"system": "Linux", "node": "workstation", "release": "6.1.0", "version": "#1 SMP",
                  "machine": "x86_64"},
        "versions": {"python": "3.11.7", "torch": "2.9.0", "transformers": "4.57.0", "accelerate": "1.11.0"}
    }"##;
    Facts::from_json(text).expect("the text is a constant")
}

/// A dialect by its name.
///
/// # Panics
/// If there is none of that name.
pub fn dialect(name: &str) -> Dialect {
    name.parse().expect("the name is one of the two")
}

/// Expands a template set, in the world that the oracle expands it in.
pub fn expand_set(set: &TemplateSet) -> Expansion {
    let dialect = dialect(set.dialect);
    let files = set.templates.iter().map(|(name, text)| {
        let source = Arc::new(SourceFile::new(text.as_str(), dialect));
        let path = Path::new("/forgather/project/templates").join(name);
        (name.clone(), Arc::new(LoadedFile { path, source }))
    });
    let loader = Memory { files: files.collect() };
    let folders = ProjectFolders {
        project_dir: PathBuf::from("/forgather/project"),
        workspace_root: PathBuf::from("/forgather"),
    };
    let globals = Arc::new(Globals::new(Arc::new(pinned_facts()), Some(&folders)));
    let request = Request { loader: &loader, dialect, globals, limits: Limits::default() };
    expand(&request, &set.main)
}

/// A corpus that is opened: each configuration is expanded from files as they are on disk.
pub struct OpenCorpus {
    /// The folder that expected paths call `/forgather`.
    pub tree: PathBuf,
    /// The files that are read, under open documents.
    pub files: Arc<Files>,
    facts: Facts,
}

impl OpenCorpus {
    /// Opens a corpus, if it is there.
    ///
    /// # Panics
    /// If its facts cannot be read.
    pub fn open(name: &str, dialect_name: &str) -> Option<Self> {
        let root = corpus::corpus_root()?.canonicalize().ok()?;
        let facts_folder = root.join(name.trim_end_matches("/notebook"));
        let facts = std::fs::read_to_string(facts_folder.join("facts.json")).ok()?;
        let facts = Facts::from_json(&facts).expect("facts of a corpus are JSON");
        let tree = if name.ends_with("/notebook") { root.join(name) } else { root.join(name).join("tree") };
        Some(Self { tree, files: Arc::new(Files::new(dialect(dialect_name))), facts })
    }

    /// Expands a configuration.
    ///
    /// # Panics
    /// If the corpus is not a workspace as it should be.
    pub fn expand(&self, expected: &Expected) -> Expansion {
        match &expected.source {
            Source::Project { .. } => {
                let (project, configuration) = self.project(expected).expect("it is a project's");
                project.expand(&configuration.template)
            }
            Source::Notebook { template, searchpath, cwd } => {
                let facts = Facts { cwd: PathBuf::from(cwd), ..self.facts.clone() };
                let folders = searchpath.iter().map(|folder| self.tree.join(folder)).collect();
                let loader = SearchPath::new(Arc::clone(&self.files), folders);
                let globals = Arc::new(Globals::new(Arc::new(facts), None));
                let dialect = self.files.dialect();
                expand(&Request { loader: &loader, dialect, globals, limits: Limits::default() }, template)
            }
        }
    }

    /// The project and the configuration of an expected result; none for those of the notebook.
    ///
    /// # Panics
    /// If the corpus is not a workspace as it should be.
    pub fn project(&self, expected: &Expected) -> Option<(Arc<Project>, Configuration)> {
        let Source::Project { project, config, .. } = &expected.source else { return None };
        let facts = Arc::new(self.facts.clone());
        let project = Project::open(&self.tree.join(project), &self.files, &facts, &Settings::default())
            .unwrap_or_else(|error| panic!("{project}: {error}"));
        let configuration = project
            .configuration(Some(config))
            .unwrap_or_else(|error| panic!("{}: {error}", project.dir.display()));
        Some((Arc::new(project), configuration))
    }

    /// Every project of the tree.
    ///
    /// # Panics
    /// If the corpus is not a workspace as it should be.
    pub fn projects(&self) -> Vec<Arc<Project>> {
        let facts = Arc::new(self.facts.clone());
        let open = |folder: &PathBuf| {
            let project = Project::open(folder, &self.files, &facts, &Settings::default());
            Arc::new(project.unwrap_or_else(|error| panic!("{}: {error}", folder.display())))
        };
        project_folders(&self.tree, |_| false).iter().map(open).collect()
    }

    /// A text with the tree where the corpus's expected results have it.
    pub fn normalize(&self, text: &str) -> String {
        text.replace(&*self.tree.to_string_lossy(), "/forgather")
    }
}

/// Template and line, in its own Jinja2 source as Jinja2 counts them, of an expansion's first problem.
pub fn first_problem_place(expansion: &Expansion) -> Option<(String, u32)> {
    let problem = expansion.problems.first()?;
    let template = expansion.template_of(problem.frame)?;
    let (_, at) = expansion.location(problem.frame, template.file_span(problem.span))?;
    let start = template.file_span(JinjaSpan::default()).start;
    let first = if template.is_sub_template() { template.file().source.line_column(start).line } else { 1 };
    Some((template.name().to_owned(), at.line - first + 1))
}
