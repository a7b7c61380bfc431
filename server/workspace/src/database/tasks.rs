//! What is to be done, and what becomes of it once it is done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    ConfigurationEntry, ConfigurationId, Database, Event, KEPT_ANALYSES, ProjectEntry, ProjectId, Running,
};
use crate::cancel::{Cancel, Cancelled};
use crate::dependents::Subject;
use crate::discovery::Found;
use crate::project::{Configuration, Project};
use crate::search_path::is_template_file;
use crate::task::{Done, Job, Outcome, Task, Work};

impl Database {
    /// The next thing to do, if there is anything: projects first, then what is looked at, then, with `background`,
    /// all else.
    pub fn next_task(&mut self, background: bool) -> Option<Task> {
        if std::mem::take(&mut self.discovery_waits) {
            let work = Work::Discover { roots: self.roots.clone(), exclude: Arc::clone(&self.exclude) };
            return Some(self.task(work));
        }
        if let Some(id) = self.waiting_projects.pop_first() {
            let Some(entry) = self.projects.get(&id) else { return self.next_task(background) };
            let found = entry.found.clone();
            let (facts, settings) = (Arc::clone(&self.facts), self.settings.clone());
            let exclude = Arc::clone(&self.exclude);
            return Some(self.task(Work::Project { id, found, facts, settings, exclude }));
        }
        if let Some(id) = self.waiting_python.pop_first() {
            let Some(project) = self.project(id) else { return self.next_task(background) };
            let python = project.python().clone();
            return Some(self.task(Work::Python { id, python }));
        }
        let wanted = self.visible.iter().copied().find(|id| self.waiting.contains(id));
        let id = wanted.or_else(|| self.waiting.first().copied().filter(|_| background))?;
        self.waiting.remove(&id);
        let Some(job) = self.job(id) else { return self.next_task(background) };
        Some(self.task(Work::Configuration { id, job }))
    }

    pub(super) fn job(&self, id: ConfigurationId) -> Option<Job> {
        let entry = self.configurations.get(&id)?;
        let project = Arc::clone(self.projects.get(&entry.project)?.project.as_ref()?);
        Some(Job { project, configuration: entry.configuration.clone(), previous: entry.analysis.clone() })
    }

    fn task(&mut self, work: Work) -> Task {
        self.next_serial += 1;
        let serial = self.next_serial;
        let task = Task { serial, cancel: Cancel::new(), files: Arc::new(self.files.fork()), work };
        let running = Running {
            subject: task.subject(),
            revision: self.revision,
            names: self.names,
            cancel: task.cancel.clone(),
        };
        self.running.insert(serial, running);
        task
    }

    /// What has changed since a revision, while anything ran.
    fn changed_since(&self, since: u64) -> impl Iterator<Item = &PathBuf> {
        self.changes.iter().filter(move |(revision, _)| *revision > since).map(|(_, changed)| changed)
    }

    /// Whether what a task looked at has changed since it was made.
    fn is_outdated(&self, since: u64, places: &[PathBuf]) -> bool {
        self.changed_since(since).any(|changed| {
            places.binary_search(changed).is_ok()
                || (!is_template_file(changed) && places.iter().any(|place| place.starts_with(changed)))
        })
    }

    /// Takes notice that a task came to nothing, such as by a panic: it is not tried again until something changes.
    pub fn failed(&mut self, serial: u64) {
        if let Some(Running { subject: Subject::Configuration(id), .. }) = self.running.remove(&serial)
            && let Some(entry) = self.configurations.get_mut(&id)
            && !std::mem::replace(&mut entry.analysed, true)
        {
            self.unanalysed -= 1;
        }
        self.forget_old_changes();
    }

    /// Takes what came of a task, and says what that makes known.
    pub fn finish(&mut self, outcome: Outcome) -> Vec<Event> {
        let Some(running) = self.running.remove(&outcome.serial) else { return Vec::new() };
        let mut events = Vec::new();
        match outcome.result {
            Err(Cancelled) => {}
            Ok(Done::Discovered(found)) => {
                if !self.discovery_waits {
                    self.discovered(found, &mut events);
                }
            }
            Ok(Done::Project { id, project, dependencies, configurations }) => {
                // Until now nobody knew in which folders it looks.
                let came_or_went = self.names > running.names
                    && project.meta.as_ref().is_ok_and(|meta| {
                        let folders = &meta.search_path;
                        self.changed_since(running.revision)
                            .any(|path| folders.iter().any(|folder| path.starts_with(folder)))
                    });
                if came_or_went || self.is_outdated(running.revision, &dependencies.places) {
                    self.waiting_projects.insert(id);
                }
                // Even then: the configurations are wanted, and the next outcome is on its way.
                self.opened(id, &project, dependencies.places, configurations, &mut events);
            }
            Ok(Done::Python { id, is_changed }) => {
                if is_changed {
                    self.revision += 1;
                    for id in self.configurations_of(id).collect::<Vec<_>>() {
                        self.invalidate_subject(Subject::Configuration(id));
                    }
                }
            }
            Ok(Done::Configuration { id, analysis, usage, dependencies }) => {
                let outdated = self.is_outdated(running.revision, &dependencies.places);
                if outdated {
                    self.waiting.insert(id);
                }
                if let Some(entry) = self.configurations.get_mut(&id) {
                    let subject = Subject::Configuration(id);
                    entry.places = self.dependents.replace(subject, &entry.places, dependencies.places);
                    let templates: Vec<Arc<Path>> = dependencies
                        .files
                        .iter()
                        .filter_map(|file| {
                            let at = entry.places.binary_search_by(|place| (**place).cmp(file)).ok()?;
                            Some(Arc::clone(&entry.places[at]))
                        })
                        .collect();
                    if entry.templates != templates {
                        entry.templates = templates;
                        self.usage += 1;
                    }
                    entry.incomplete = dependencies.incomplete;
                    if !self.waiting.contains(&id) {
                        if !std::mem::replace(&mut entry.analysed, true) {
                            self.unanalysed -= 1;
                            self.usage += 1;
                        }
                        entry.analysis = Some(Arc::clone(&analysis));
                        entry.usage = Some(usage);
                        self.keep(id);
                        events.push(Event::Analysed(id, analysis));
                    }
                }
            }
        }
        self.forget_old_changes();
        events
    }

    fn forget_old_changes(&mut self) {
        let oldest = self.running.values().map(|running| running.revision).min().unwrap_or(self.revision);
        while self.changes.front().is_some_and(|(revision, _)| *revision <= oldest) {
            self.changes.pop_front();
        }
    }

    /// Keeps an analysis, and lets go of the one that was made longest ago and is not looked at.
    pub(super) fn keep(&mut self, id: ConfigurationId) {
        if self.kept.back() == Some(&id) || self.visible.contains(&id) {
            return;
        }
        self.kept.retain(|known| *known != id);
        self.kept.push_back(id);
        while self.kept.len() > KEPT_ANALYSES {
            let Some(oldest) = self.kept.pop_front() else { return };
            if self.visible.contains(&oldest) {
                continue;
            }
            if let Some(entry) = self.configurations.get_mut(&oldest) {
                entry.analysis = None;
            }
        }
    }

    fn discovered(&mut self, found: Vec<Found>, events: &mut Vec<Event>) {
        let gone: Vec<ProjectId> = self
            .projects
            .iter()
            .filter(|(_, entry)| !found.contains(&entry.found))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.remove_project(id, events);
        }
        for found in found {
            if self.by_dir.contains_key(&found.dir) {
                continue;
            }
            let id = ProjectId(self.fresh());
            self.by_dir.insert(found.dir.clone(), id);
            let entry =
                ProjectEntry { found, project: None, places: Vec::new(), configurations: BTreeMap::new() };
            self.projects.insert(id, entry);
            self.waiting_projects.insert(id);
        }
    }

    fn remove_project(&mut self, id: ProjectId, events: &mut Vec<Event>) {
        let Some(entry) = self.projects.remove(&id) else { return };
        self.dependents.remove(Subject::Project(id), &entry.places);
        self.by_dir.remove(&entry.found.dir);
        self.forget_search_folders(id);
        self.waiting_projects.remove(&id);
        self.waiting_python.remove(&id);
        for configuration in entry.configurations.into_values() {
            self.remove_configuration(configuration, events);
        }
        events.push(Event::ProjectRemoved(id, entry.found.dir));
    }

    fn remove_configuration(&mut self, id: ConfigurationId, events: &mut Vec<Event>) {
        let Some(entry) = self.configurations.remove(&id) else { return };
        self.unanalysed -= usize::from(!entry.analysed);
        self.usage += 1;
        self.dependents.remove(Subject::Configuration(id), &entry.places);
        self.waiting.remove(&id);
        events.push(Event::Removed(id));
    }

    fn forget_search_folders(&mut self, id: ProjectId) {
        self.search_folders.retain(|_, projects| {
            projects.retain(|known| *known != id);
            !projects.is_empty()
        });
    }

    fn opened(
        &mut self,
        id: ProjectId,
        project: &Project,
        places: Vec<PathBuf>,
        configurations: Vec<Configuration>,
        events: &mut Vec<Event>,
    ) {
        let Some(entry) = self.projects.get_mut(&id) else { return };
        entry.places = self.dependents.replace(Subject::Project(id), &entry.places, places);
        let same = entry.project.as_ref().filter(|before| {
            before.meta.is_ok()
                && before.meta.as_ref().ok() == project.meta.as_ref().ok()
                && before.python().is_of_same(project.python())
        });
        let mut project = project.with_files(&self.files);
        if let Some(before) = same {
            project.set_python(before.python().clone());
        }
        let same = same.is_some();
        entry.project = Some(Arc::new(project));
        let project = entry.project.clone();
        let known: BTreeMap<String, ConfigurationId> = std::mem::take(&mut entry.configurations);
        let mut now = BTreeMap::new();
        for configuration in configurations {
            let kept = known.get(&configuration.name).copied().filter(|id| {
                self.configurations.get(id).is_some_and(|entry| entry.configuration == configuration)
            });
            let configuration_id = kept.unwrap_or_else(|| {
                let id = ConfigurationId(self.fresh());
                self.waiting.insert(id);
                id
            });
            if kept.is_none() {
                let entry = ConfigurationEntry {
                    project: id,
                    configuration: configuration.clone(),
                    places: Vec::new(),
                    templates: Vec::new(),
                    incomplete: false,
                    analysed: false,
                    invalidated: self.revision,
                    analysis: None,
                    usage: None,
                };
                self.configurations.insert(configuration_id, entry);
                self.unanalysed += 1;
            } else if !same {
                self.invalidate_subject(Subject::Configuration(configuration_id));
            }
            now.insert(configuration.name, configuration_id);
        }
        for gone in known.into_values().filter(|id| !now.values().any(|known| known == id)) {
            self.remove_configuration(gone, events);
        }
        if let Some(entry) = self.projects.get_mut(&id) {
            entry.configurations = now;
        }
        if !same {
            self.forget_search_folders(id);
            let meta = project.iter().filter_map(|project| project.meta.as_ref().ok());
            for folder in meta.flat_map(|meta| &meta.search_path) {
                self.search_folders.entry(folder.clone()).or_default().push(id);
            }
        }
        self.usage += 1;
        events.push(Event::Project(id));
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}
