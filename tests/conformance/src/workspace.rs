//! A corpus as an editor has it: everything known of all its projects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_ide::{IndexCache, Snapshot};
use forgather_workspace::{ConfigurationId, Database, Settings};

use crate::corpus;
use crate::expand::dialect;

/// A corpus that is open, with all work done.
pub struct OpenWorkspace {
    /// The folder that expected paths call `/forgather`.
    pub tree: PathBuf,
    /// All that is known.
    pub database: Database,
    index: Arc<IndexCache>,
}

impl OpenWorkspace {
    /// Opens a corpus, if it is there.
    ///
    /// # Panics
    /// If its facts cannot be read.
    pub fn open(name: &str, dialect_name: &str) -> Option<Self> {
        let root = corpus::corpus_root()?.canonicalize().ok()?.join(name);
        let facts = std::fs::read_to_string(root.join("facts.json")).ok()?;
        let facts = Arc::new(Facts::from_json(&facts).expect("facts of a corpus are JSON"));
        let settings = Settings { dialect: dialect(dialect_name), python: None };
        let mut database = Database::new(facts, settings, Arc::new(|_: &Path| false));
        let tree = root.join("tree");
        database.set_roots(vec![tree.clone()]);
        let mut open = Self { tree, database, index: Arc::default() };
        open.settle();
        Some(open)
    }

    /// Does all the work that there is.
    pub fn settle(&mut self) {
        while let Some(task) = self.database.next_task(true) {
            let outcome = task.run();
            self.database.finish(outcome);
        }
    }

    /// The templates on the search paths of all projects, each once.
    pub fn templates(&self) -> Vec<PathBuf> {
        let projects = self.database.projects();
        let mut paths: Vec<PathBuf> = projects
            .flat_map(|(_, project)| project.search_path().templates())
            .map(|(_, path)| path)
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// A configuration by its file's path and its project's folder.
    pub fn configuration(&self, project: &str, name: &str) -> Option<ConfigurationId> {
        let id = self.database.project_of(&self.tree.join(project).join("meta.yaml"))?;
        self.database.configuration_named(id, name)
    }

    /// What is known where a file is looked at through a configuration.
    pub fn snapshot(&self, path: &Path, active: Option<ConfigurationId>) -> Snapshot {
        let active = active.or_else(|| self.database.users_of(path).first().copied());
        Snapshot::new(&self.database, path, active, &self.index)
    }
}
