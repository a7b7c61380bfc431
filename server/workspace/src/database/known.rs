//! What is known at this moment.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::{ConfigurationId, ConfigurationView, Database, ProjectId};
use crate::dependents::Subject;
use crate::project::{Configuration, Project};
use crate::usage::Usage;

impl Database {
    /// Whether nothing waits and nothing runs.
    pub fn is_settled(&self) -> bool {
        self.left() == 0
    }

    /// How many things are still to be done.
    pub fn left(&self) -> usize {
        usize::from(self.discovery_waits)
            + self.waiting_projects.len()
            + self.waiting_python.len()
            + self.waiting.len()
            + self.running.values().filter(|running| !running.cancel.is_cancelled()).count()
    }

    /// Whether all projects are known and opened.
    pub fn knows_projects(&self) -> bool {
        !self.discovery_waits
            && self.waiting_projects.is_empty()
            && !self.running.values().any(|running| {
                matches!(running.subject, Subject::Discovery | Subject::Project(_))
                    && !running.cancel.is_cancelled()
            })
    }

    /// Whether what there was to be read of Python again is read.
    fn knows_python(&self) -> bool {
        self.waiting_python.is_empty()
            && !self.running.values().any(|running| matches!(running.subject, Subject::Python(_)))
    }

    /// Whether all that can be said of a file is known: all projects, and all configurations that looked at it.
    pub fn is_settled_for(&self, path: &Path) -> bool {
        self.knows_projects()
            && self.knows_python()
            && self.dependents.of(path).iter().all(|subject| match subject {
                Subject::Configuration(id) => self.is_current(*id),
                _ => true,
            })
            && self.unanalysed == 0
    }

    /// Whether every configuration was analysed at least once: then it is known who uses a file.
    pub fn knows_users(&self) -> bool {
        self.knows_projects() && self.unanalysed == 0
    }

    /// Counts changes to which configurations there are, and which files they use.
    pub fn usage(&self) -> u64 {
        self.usage
    }

    /// Whether a configuration's last analysis is what a fresh start would give.
    pub fn is_current(&self, id: ConfigurationId) -> bool {
        let is_running = || {
            self.running.values().any(|running| {
                running.subject == Subject::Configuration(id) && !running.cancel.is_cancelled()
            })
        };
        !self.waiting.contains(&id)
            && !is_running()
            && self.configurations.get(&id).is_some_and(|entry| entry.analysed)
    }

    /// Whether a configuration, if it is still there, is as it was at an earlier revision.
    pub fn is_unchanged_since(&self, id: ConfigurationId, revision: u64) -> bool {
        self.configurations.get(&id).is_some_and(|entry| entry.invalidated <= revision)
    }

    /// Counts changes to which templates there are, and which of them configurations use.
    pub fn templates_revision(&self) -> (u64, u64) {
        (self.names, self.usage)
    }

    /// All projects.
    pub fn projects(&self) -> impl Iterator<Item = (ProjectId, &Arc<Project>)> {
        self.projects.iter().filter_map(|(id, entry)| Some((*id, entry.project.as_ref()?)))
    }

    /// A project that has been opened.
    pub fn project(&self, id: ProjectId) -> Option<&Arc<Project>> {
        self.projects.get(&id)?.project.as_ref()
    }

    /// The project whose folder, or a folder within, holds a file.
    pub fn project_of(&self, path: &Path) -> Option<ProjectId> {
        path.ancestors().find_map(|folder| self.by_dir.get(folder).copied())
    }

    /// The projects that a template can belong to: its own, then those that look for templates where it is.
    pub fn projects_of(&self, path: &Path) -> Vec<ProjectId> {
        let searching = path.ancestors().filter_map(|folder| self.search_folders.get(folder)).flatten();
        let mut projects: Vec<ProjectId> =
            self.project_of(path).into_iter().chain(searching.copied()).collect();
        let mut seen = BTreeSet::new();
        projects.retain(|id| seen.insert(*id));
        projects
    }

    /// Whether a file is, or can be, a template or a `meta.yaml` of any project.
    pub fn is_template(&self, path: &Path) -> bool {
        path.ancestors().any(|folder| self.search_folders.contains_key(folder))
            || !self.dependents.of(path).is_empty()
    }

    /// Whether a file was looked at by a project or a configuration.
    pub fn is_used(&self, path: &Path) -> bool {
        !self.dependents.of(path).is_empty()
    }

    /// A project's configurations, sorted by name.
    pub fn configurations_of(&self, id: ProjectId) -> impl Iterator<Item = ConfigurationId> {
        self.projects.get(&id).into_iter().flat_map(|entry| entry.configurations.values().copied())
    }

    /// A configuration of a project by its name.
    pub fn configuration_named(&self, id: ProjectId, name: &str) -> Option<ConfigurationId> {
        self.projects.get(&id)?.configurations.get(name).copied()
    }

    /// The project of a configuration, and what the project knows of it.
    pub fn configuration(&self, id: ConfigurationId) -> Option<(ProjectId, &Configuration)> {
        let entry = self.configurations.get(&id)?;
        Some((entry.project, &entry.configuration))
    }

    /// The configurations whose last analysis used a file, in the order of their numbers.
    pub fn users_of(&self, path: &Path) -> Vec<ConfigurationId> {
        let mut users: Vec<ConfigurationId> = self
            .dependents
            .of(path)
            .iter()
            .filter_map(|subject| match subject {
                Subject::Configuration(id) if self.uses(*id, path) => Some(*id),
                _ => None,
            })
            .collect();
        users.sort_unstable();
        users
    }

    /// Whether a configuration's last analysis used a file.
    pub fn uses(&self, id: ConfigurationId, path: &Path) -> bool {
        self.configurations
            .get(&id)
            .is_some_and(|entry| entry.templates.iter().any(|template| **template == *path))
    }

    /// The files of a configuration's templates, in the order in which they were asked for.
    pub fn templates_of(&self, id: ConfigurationId) -> &[Arc<Path>] {
        self.configurations.get(&id).map(|entry| entry.templates.as_slice()).unwrap_or_default()
    }

    /// What each configuration's last analysis says of its templates, in the order of the configurations' numbers.
    pub fn usages(&self) -> Vec<Arc<Usage>> {
        let mut usages: Vec<(ConfigurationId, &Arc<Usage>)> =
            self.configurations.iter().filter_map(|(id, entry)| Some((*id, entry.usage.as_ref()?))).collect();
        usages.sort_unstable_by_key(|(id, _)| *id);
        usages.into_iter().map(|(_, usage)| Arc::clone(usage)).collect()
    }

    /// How many configurations there are.
    pub fn configuration_count(&self) -> usize {
        self.configurations.len()
    }

    /// A configuration as it is at this moment.
    pub fn view(&self, id: ConfigurationId) -> Option<ConfigurationView> {
        let analysis = self.configurations.get(&id)?.analysis.clone().filter(|_| self.is_current(id));
        Some(ConfigurationView { files: Arc::new(self.files.fork()), job: self.job(id)?, analysis })
    }
}
