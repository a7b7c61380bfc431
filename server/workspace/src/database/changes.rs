//! What changes: in the editor, on disk, and what follows from it for what is known.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::{Change, ConfigurationId, Database, ProjectId};
use crate::dependents::Subject;
use crate::meta;
use crate::python::{decides_about_interpreter, is_python_file};
use crate::search_path::is_template_file;

impl Database {
    /// Starts or edits an open document.
    pub fn open(&mut self, path: &Path, text: impl Into<Arc<str>>) {
        let text = text.into();
        let is_new = !self.files.is_open(path);
        let before = is_new.then(|| self.text_on_disk(path));
        self.files.open(path, Arc::clone(&text));
        match before {
            None => self.invalidate(path),
            Some(None) => self.note(path, Change::Created),
            // A file that nobody has looked at yet may be new on disk, too.
            Some(Some(_)) if self.dependents.of(path).is_empty() => self.note(path, Change::Created),
            // Opening a file changes nothing until it is edited.
            Some(Some(before)) if before == text => {}
            Some(Some(_)) => self.invalidate(path),
        }
        self.python_changed(path, Change::Edited);
        if is_new {
            self.adopt(path);
        }
    }

    /// Closes a document: what is on disk counts again.
    pub fn close(&mut self, path: &Path) {
        let before = self.files.read(path).ok().map(|file| Arc::clone(&file.source.text));
        self.files.close(path);
        match self.text_on_disk(path) {
            None => self.note(path, Change::Deleted),
            after if after == before => {}
            Some(_) => self.invalidate(path),
        }
        self.python_changed(path, Change::Edited);
    }

    /// Takes notice that an open document was written to disk: now it is there for those who look for files. What was
    /// installed meanwhile, where nobody watches, is seen now.
    pub fn saved(&mut self, path: &Path) {
        self.files.changed(path);
        let project = self.project_of(path);
        self.read_python_again(project);
    }

    /// The text of a file that is not open.
    fn text_on_disk(&self, path: &Path) -> Option<Arc<str>> {
        self.files.read(path).ok().map(|file| Arc::clone(&file.source.text))
    }

    /// A document may belong to a project that is below none of the folders.
    fn adopt(&mut self, path: &Path) {
        let known = path.ancestors().any(|folder| self.by_dir.contains_key(folder));
        if !known && !self.discovery_waits && crate::project::project_of(path).is_some() {
            self.rediscover();
        }
    }

    /// Takes notice of a change on disk.
    pub fn changed(&mut self, path: &Path, change: Change) {
        self.files.changed(path);
        // What an open document says hides what is on disk, but it may be there for the first time.
        if self.files.is_open(path) && change != Change::Created {
            return;
        }
        self.note(path, change);
        self.python_changed(path, change);
    }

    /// What a file or folder has to do with Python, if anything, has changed.
    fn python_changed(&mut self, path: &Path, change: Change) {
        if decides_about_interpreter(path) {
            self.waiting_projects.extend(self.projects.keys());
            return;
        }
        // A folder that comes or goes may be a package.
        let may_matter = is_python_file(path) || (change != Change::Edited && !is_template_file(path));
        if !may_matter {
            return;
        }
        let looking = self.projects().filter(|(_, project)| project.python().may_look_at(path));
        let looking: Vec<ProjectId> = looking.map(|(id, _)| id).collect();
        self.read_python_again(looking);
    }

    fn read_python_again(&mut self, projects: impl IntoIterator<Item = ProjectId>) {
        for id in projects {
            if let Some(project) = self.project(id) {
                project.python().changed();
                self.waiting_python.insert(id);
            }
        }
    }

    fn note(&mut self, path: &Path, change: Change) {
        self.invalidate(path);
        if change == Change::Edited {
            return;
        }
        self.names += 1;
        if path.file_name().is_some_and(|name| name == meta::FILE_NAME) {
            self.rediscover();
        }
        let projects: Vec<ProjectId> = path
            .ancestors()
            .filter_map(|folder| self.search_folders.get(folder))
            .flatten()
            .copied()
            .collect();
        for id in projects {
            self.names_changed(id);
        }
        if !is_template_file(path) {
            self.folder_changed(path);
        }
    }

    /// The names of templates, and with them perhaps the configurations, of a project are others.
    fn names_changed(&mut self, id: ProjectId) {
        let Some(entry) = self.projects.get(&id) else { return };
        let configurations: Vec<ConfigurationId> = entry.configurations.values().copied().collect();
        self.invalidate_subject(Subject::Project(id));
        for id in configurations {
            if self.configurations.get(&id).is_some_and(|entry| entry.incomplete) {
                self.invalidate_subject(Subject::Configuration(id));
            }
        }
    }

    /// A folder came, went, or was renamed, with all that is in it.
    fn folder_changed(&mut self, folder: &Path) {
        let subjects: BTreeSet<Subject> = self.dependents.within(folder).collect();
        for subject in subjects {
            self.invalidate_subject(subject);
        }
        let projects: BTreeSet<ProjectId> = self
            .search_folders
            .iter()
            .filter(|(known, _)| known.starts_with(folder))
            .flat_map(|(_, projects)| projects.iter().copied())
            .collect();
        for id in projects {
            self.names_changed(id);
        }
        // Only a folder can hold projects; what is gone was perhaps one.
        if folder.is_dir() || self.by_dir.keys().any(|dir| dir.starts_with(folder)) {
            self.rediscover();
        }
    }

    pub(super) fn rediscover(&mut self) {
        self.discovery_waits = true;
        for running in self.running.values() {
            if running.subject == Subject::Discovery {
                running.cancel.cancel();
            }
        }
    }

    fn invalidate(&mut self, path: &Path) {
        self.revision += 1;
        if !self.running.is_empty() {
            self.changes.push_back((self.revision, path.to_owned()));
        }
        for subject in self.dependents.of(path).to_vec() {
            self.invalidate_subject(subject);
        }
    }

    pub(super) fn invalidate_subject(&mut self, subject: Subject) {
        match subject {
            Subject::Discovery => self.discovery_waits = true,
            Subject::Python(id) => {
                self.waiting_python.insert(id);
            }
            Subject::Project(id) => {
                self.waiting_projects.insert(id);
            }
            Subject::Configuration(id) => {
                if let Some(entry) = self.configurations.get_mut(&id) {
                    entry.invalidated = self.revision;
                    self.waiting.insert(id);
                }
            }
        }
        for running in self.running.values() {
            if running.subject == subject {
                running.cancel.cancel();
            }
        }
    }
}
