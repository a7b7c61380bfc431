//! All that is known of a workspace, and what of it has to be computed again after a change.
//!
//! The database computes nothing itself and never waits: it hands out [`Task`]s, which run anywhere, and takes their
//! [`Outcome`]s. Whoever owns it tells it of every change, in order.
//!
//! Invariant: when nothing waits and nothing runs, every analysis is what a fresh start on the same files gives. An
//! outcome counts only if nothing that it looked at has changed since its task was made.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::{Expansion, Facts, Trace};

use crate::analysis::Analysis;
use crate::cancel::{Cancel, Cancelled};
use crate::dependents::{Dependents, Subject};
use crate::discovery::Found;
use crate::files::Files;
use crate::meta;
use crate::project::{Configuration, Project, Settings};
use crate::python::{decides_about_interpreter, is_python_file};
use crate::search_path::is_template_file;
use crate::task::{Done, Exclude, Job, Outcome, Task, Work};
use crate::usage::Usage;

/// A project of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId(u32);

/// A configuration of a database. The number is never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigurationId(u32);

/// How many analyses are kept beside those that are looked at; the others are made again when they are asked for.
const KEPT_ANALYSES: usize = 16;

/// What a change on disk was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There is a file where there was none.
    Created,
    /// A file's text is another.
    Edited,
    /// There is no file any more.
    Deleted,
}

/// What has become known.
#[derive(Debug)]
pub enum Event {
    /// A configuration was analysed.
    Analysed(ConfigurationId, Arc<Analysis>),
    /// A configuration is there no more.
    Removed(ConfigurationId),
    /// What a project's `meta.yaml` says, or its configurations, may have changed.
    Project(ProjectId),
    /// A project is there no more.
    ProjectRemoved(ProjectId, PathBuf),
}

/// See the module.
pub struct Database {
    facts: Arc<Facts>,
    settings: Settings,
    exclude: Exclude,
    files: Arc<Files>,
    roots: Vec<PathBuf>,
    projects: BTreeMap<ProjectId, ProjectEntry>,
    by_dir: HashMap<PathBuf, ProjectId>,
    configurations: HashMap<ConfigurationId, ConfigurationEntry>,
    dependents: Dependents,
    /// Which projects look for templates in a folder.
    search_folders: HashMap<PathBuf, Vec<ProjectId>>,
    discovery_waits: bool,
    waiting_projects: BTreeSet<ProjectId>,
    /// Whose Python may be another.
    waiting_python: BTreeSet<ProjectId>,
    waiting: BTreeSet<ConfigurationId>,
    /// What is looked at, the most wanted first.
    visible: Vec<ConfigurationId>,
    /// Whose analyses were made last, the latest last.
    kept: VecDeque<ConfigurationId>,
    running: HashMap<u64, Running>,
    /// Changes since the oldest running task was made, numbered.
    changes: VecDeque<(u64, PathBuf)>,
    revision: u64,
    /// How many configurations were never analysed.
    unanalysed: usize,
    /// Counts changes to which configurations there are, and which files they use.
    usage: u64,
    /// Counts changes to which files there may be on search paths.
    names: u64,
    next: u32,
    next_serial: u64,
}

struct Running {
    subject: Subject,
    revision: u64,
    names: u64,
    cancel: Cancel,
}

struct ProjectEntry {
    found: Found,
    project: Option<Arc<Project>>,
    places: Vec<Arc<Path>>,
    /// By name.
    configurations: BTreeMap<String, ConfigurationId>,
}

struct ConfigurationEntry {
    project: ProjectId,
    configuration: Configuration,
    places: Vec<Arc<Path>>,
    /// The files of its templates, in the order in which they were asked for.
    templates: Vec<Arc<Path>>,
    incomplete: bool,
    /// Whether it was ever analysed.
    analysed: bool,
    /// The change after which it had to be analysed again.
    invalidated: u64,
    analysis: Option<Arc<Analysis>>,
    /// What its last analysis says of its templates.
    usage: Option<Arc<Usage>>,
}

impl Database {
    /// A database without folders.
    pub fn new(facts: Arc<Facts>, settings: Settings, exclude: Exclude) -> Self {
        Self {
            facts,
            files: Arc::new(Files::new(settings.dialect)),
            settings,
            exclude,
            roots: Vec::new(),
            projects: BTreeMap::new(),
            by_dir: HashMap::new(),
            configurations: HashMap::new(),
            dependents: Dependents::default(),
            search_folders: HashMap::new(),
            discovery_waits: true,
            waiting_projects: BTreeSet::new(),
            waiting_python: BTreeSet::new(),
            waiting: BTreeSet::new(),
            visible: Vec::new(),
            kept: VecDeque::new(),
            running: HashMap::new(),
            changes: VecDeque::new(),
            revision: 0,
            unanalysed: 0,
            usage: 0,
            names: 0,
            next: 0,
            next_serial: 0,
        }
    }

    /// The files, as they change.
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Counts the changes that there were.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Looks for projects below other folders.
    pub fn set_roots(&mut self, roots: Vec<PathBuf>) {
        if roots != self.roots {
            self.roots = roots;
            self.rediscover();
        }
    }

    /// Says which configurations are looked at, the most wanted first: they are analysed before all others.
    pub fn set_visible(&mut self, visible: Vec<ConfigurationId>) {
        self.visible = visible;
    }

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

    /// Takes notice that anything on disk may have changed.
    pub fn forget_disk(&mut self) {
        self.files.forget_disk();
        self.revision += 1;
        self.names += 1;
        self.changes.push_back((self.revision, PathBuf::from("/")));
        self.rediscover();
        self.waiting_projects = self.projects.keys().copied().collect();
        self.waiting = self.configurations.keys().copied().collect();
        let all: Vec<ProjectId> = self.projects.keys().copied().collect();
        self.read_python_again(all);
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

    fn rediscover(&mut self) {
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

    fn invalidate_subject(&mut self, subject: Subject) {
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
            return Some(self.task(Work::Project { id, found, facts, settings }));
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

    fn job(&self, id: ConfigurationId) -> Option<Job> {
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
    fn keep(&mut self, id: ConfigurationId) {
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

    // What is known.

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

/// A configuration at one moment: a snapshot that any thread can work on, whatever is edited meanwhile.
#[derive(Clone)]
pub struct ConfigurationView {
    files: Arc<Files>,
    job: Job,
    analysis: Option<Arc<Analysis>>,
}

impl ConfigurationView {
    /// The files of that moment.
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Its project.
    pub fn project(&self) -> &Arc<Project> {
        &self.job.project
    }

    /// What its project knows of it.
    pub fn configuration(&self) -> &Configuration {
        &self.job.configuration
    }

    /// What happens while it is expanded.
    pub fn trace(&self) -> (Expansion, Trace) {
        self.job.project.with_files(&self.files).expand_traced(&self.job.configuration.template)
    }

    /// Its analysis: the one that there is, or a new one.
    pub fn analysis(&self, cancel: &Cancel) -> Result<Arc<Analysis>, Cancelled> {
        match &self.analysis {
            Some(analysis) => Ok(Arc::clone(analysis)),
            None => Ok(self.job.run(&self.files, cancel)?.0),
        }
    }
}
