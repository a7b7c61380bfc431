//! Which configuration a template is seen through.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use forgather_workspace::{ConfigurationId, Database};

use super::state::Server;

/// What the user chose, and what follows for the documents that are open.
#[derive(Debug, Default)]
pub(crate) struct Active {
    /// The configurations that the user chose, as folder of the project and name, the latest last.
    chosen: Vec<(PathBuf, String)>,
    /// The documents by when they were last worked on, the latest last.
    recent: Vec<PathBuf>,
    /// Known for each document until it changes who uses what.
    known: HashMap<PathBuf, Option<ConfigurationId>>,
    visible: Vec<ConfigurationId>,
    usage: Option<u64>,
}

impl Active {
    /// Sees the templates of a configuration through it from now on.
    pub(crate) fn choose(&mut self, project: PathBuf, name: String) {
        let choice = (project, name);
        self.chosen.retain(|known| *known != choice);
        self.chosen.push(choice);
        self.usage = None;
    }

    /// Takes notice that a document was opened, edited or asked about.
    pub(crate) fn look_at(&mut self, path: &Path) {
        if self.recent.last().is_some_and(|last| last == path) {
            return;
        }
        self.recent.retain(|known| known != path);
        self.recent.push(path.to_owned());
        self.usage = None;
    }

    /// Forgets a document that was closed.
    pub(crate) fn forget(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.usage = None;
    }

    /// The document that was last worked on.
    pub(crate) fn latest(&self) -> Option<&Path> {
        self.recent.last().map(PathBuf::as_path)
    }

    /// Forgets what follows from a database that is there no more.
    pub(crate) fn reset(&mut self) {
        self.usage = None;
    }

    /// Whether an open document is seen through a configuration.
    pub(crate) fn is_visible(&self, id: ConfigurationId) -> bool {
        self.visible.contains(&id)
    }

    /// The configuration that a template is seen through: a configuration's file is its own; else the one that the user
    /// chose last among those that use it, else a project's default, else the first.
    pub(crate) fn configuration_of(&self, path: &Path, database: &Database) -> Option<ConfigurationId> {
        if self.usage == Some(database.usage())
            && let Some(known) = self.known.get(path)
        {
            return *known;
        }
        let users = database.users_of(path);
        let own = database.projects_of(path).into_iter().find_map(|project| {
            database.configurations_of(project).find(|id| {
                database.configuration(*id).is_some_and(|(_, configuration)| configuration.path == path)
            })
        });
        if own.is_some() {
            return own;
        }
        let named = |id: &ConfigurationId| {
            let (project, configuration) = database.configuration(*id)?;
            Some((&database.project(project)?.dir, &configuration.name))
        };
        for (dir, name) in self.chosen.iter().rev() {
            let chosen = users.iter().find(|id| named(id) == Some((dir, name)));
            if let Some(id) = chosen {
                return Some(*id);
            }
        }
        let home = database.project_of(path).and_then(|id| database.project(id)).map(|project| &project.dir);
        let is_default = |id: &ConfigurationId| {
            database.configuration(*id).is_some_and(|(project, configuration)| {
                let meta = database.project(project).and_then(|project| project.meta.as_ref().ok());
                meta.and_then(|meta| meta.default_config.as_ref()) == Some(&configuration.name)
            })
        };
        users.into_iter().min_by_key(|id| {
            let (dir, name) = named(id).unzip();
            (dir != home, !is_default(id), dir.cloned(), name.cloned())
        })
    }
}

impl Server {
    /// Finds out anew what is looked at, where that may have changed.
    pub(crate) fn update_visible(&mut self) {
        let usage = self.database.usage();
        if self.active.usage == Some(usage) {
            return;
        }
        self.active.usage = None;
        let recent = self.active.recent.clone();
        let known: HashMap<PathBuf, Option<ConfigurationId>> = recent
            .iter()
            .map(|path| (path.clone(), self.active.configuration_of(path, &self.database)))
            .collect();
        let mut visible: Vec<ConfigurationId> = Vec::new();
        for id in recent.iter().rev().filter_map(|path| known.get(path).copied().flatten()) {
            if !visible.contains(&id) {
                visible.push(id);
            }
        }
        self.active.known = known;
        self.active.visible.clone_from(&visible);
        self.active.usage = Some(usage);
        self.database.set_visible(visible);
    }
}
