//! All that is known of a workspace, and what of it has to be computed again after a change.
//!
//! The database computes nothing itself and never waits: it hands out [`Task`](crate::Task)s, which run anywhere, and
//! takes their [`Outcome`](crate::Outcome)s. Whoever owns it tells it of every change, in order.
//!
//! Invariant: when nothing waits and nothing runs, every analysis is what a fresh start on the same files gives. An
//! outcome counts only if nothing that it looked at has changed since its task was made.

mod changes;
mod known;
mod tasks;
mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;

use crate::analysis::Analysis;
use crate::cancel::Cancel;
use crate::dependents::{Dependents, Subject};
use crate::discovery::Found;
use crate::files::Files;
use crate::project::{Configuration, Project, Settings};
use crate::task::Exclude;
use crate::usage::Usage;

pub use view::ConfigurationView;

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

    /// Takes another's place: what that one has begun is called off, and what comes of it is not taken for this one's.
    #[must_use]
    pub fn in_place_of(self, other: &Self) -> Self {
        for running in other.running.values() {
            running.cancel.cancel();
        }
        Self { next_serial: other.next_serial, ..self }
    }

    /// The files, as they change.
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Whether the user has said that a file is not looked at.
    pub fn is_excluded(&self, path: &Path) -> bool {
        (self.exclude)(path)
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
        let before = std::mem::replace(&mut self.visible, visible);
        for id in before.iter().filter(|id| !self.visible.contains(id)).copied().collect::<Vec<_>>() {
            self.keep(id);
        }
        for id in self.visible.iter().filter(|id| !before.contains(id)) {
            // Its analysis was let go of while nobody looked.
            let is_missing = |entry: &ConfigurationEntry| entry.analysed && entry.analysis.is_none();
            if self.configurations.get(id).is_some_and(is_missing) {
                self.waiting.insert(*id);
            }
        }
    }
}
