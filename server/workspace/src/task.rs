//! A piece of the database's work, which can be done elsewhere: it holds all that it needs, of one moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::{Expansion, Facts};

use crate::analysis::Analysis;
use crate::cancel::{Cancel, Cancelled};
use crate::database::{ConfigurationId, ProjectId};
use crate::dependencies::Dependencies;
use crate::dependents::Subject;
use crate::discovery::{Found, discover};
use crate::files::Files;
use crate::project::{Configuration, Project, World};
use crate::python::PythonAccess;
use crate::usage::Usage;

/// Which folders are passed over.
pub type Exclude = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// A piece of work. Its outcome goes back to the database.
pub struct Task {
    pub(crate) serial: u64,
    pub(crate) cancel: Cancel,
    pub(crate) files: Arc<Files>,
    pub(crate) work: Work,
}

pub(crate) enum Work {
    Discover {
        roots: Vec<PathBuf>,
        exclude: Exclude,
    },
    Project {
        id: ProjectId,
        found: Found,
        facts: Arc<Facts>,
        settings: crate::project::Settings,
        exclude: Exclude,
    },
    Python {
        id: ProjectId,
        python: PythonAccess,
    },
    Configuration {
        id: ConfigurationId,
        job: Job,
    },
}

/// What it takes to analyse a configuration.
#[derive(Clone)]
pub(crate) struct Job {
    /// The project, with files that change.
    pub(crate) project: Arc<Project>,
    pub(crate) configuration: Configuration,
    /// The analysis before the edit: what comes out equal is not done again.
    pub(crate) previous: Option<Arc<Analysis>>,
}

/// What came of a task.
pub struct Outcome {
    pub(crate) serial: u64,
    pub(crate) result: Result<Done, Cancelled>,
}

pub(crate) enum Done {
    Discovered(Vec<Found>),
    Project {
        id: ProjectId,
        project: Box<Project>,
        dependencies: Dependencies,
        configurations: Vec<Configuration>,
    },
    Python {
        id: ProjectId,
        /// Whether rules may say something else now.
        is_changed: bool,
    },
    Configuration {
        id: ConfigurationId,
        analysis: Arc<Analysis>,
        usage: Arc<Usage>,
        dependencies: Dependencies,
    },
}

impl Task {
    /// Which task it is, to say that it failed.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The flag that calls it off.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// The configuration that it analyses.
    pub fn configuration(&self) -> Option<ConfigurationId> {
        match self.work {
            Work::Configuration { id, .. } => Some(id),
            _ => None,
        }
    }

    pub(crate) fn subject(&self) -> Subject {
        match self.work {
            Work::Discover { .. } => Subject::Discovery,
            Work::Project { id, .. } => Subject::Project(id),
            Work::Python { id, .. } => Subject::Python(id),
            Work::Configuration { id, .. } => Subject::Configuration(id),
        }
    }

    /// Does the work.
    pub fn run(self) -> Outcome {
        let Self { serial, cancel, files, work } = self;
        Outcome { serial, result: run(work, &files, &cancel) }
    }
}

impl Outcome {
    /// The analysis that the task made.
    pub fn analysis(&self) -> Option<&Arc<Analysis>> {
        match &self.result {
            Ok(Done::Configuration { analysis, .. }) => Some(analysis),
            _ => None,
        }
    }
}

fn run(work: Work, files: &Arc<Files>, cancel: &Cancel) -> Result<Done, Cancelled> {
    cancel.check()?;
    match work {
        Work::Discover { roots, exclude } => {
            discover(&roots, &files.open_paths(), &*exclude, cancel).map(Done::Discovered)
        }
        Work::Project { id, found, facts, settings, exclude } => {
            let world = World::of(&facts, &settings, &found.dir);
            let (project, dependencies) = Project::at(found.dir, found.workspace_root, files, world);
            cancel.check()?;
            let mut configurations = project.configurations();
            configurations.retain(|configuration| !exclude(&configuration.path));
            Ok(Done::Project { id, project: Box::new(project), dependencies, configurations })
        }
        Work::Python { id, python } => Ok(Done::Python { id, is_changed: python.refresh() }),
        Work::Configuration { id, job } => {
            let (analysis, dependencies) = job.run(files, cancel)?;
            let usage = Arc::new(Usage::of(&analysis));
            Ok(Done::Configuration { id, analysis, usage, dependencies })
        }
    }
}

impl Job {
    /// Analyses the configuration on files of one moment. The analysis refers to the project with files that change:
    /// otherwise it would keep alive the text of every document as it was at that moment.
    pub(crate) fn run(
        &self,
        files: &Arc<Files>,
        cancel: &Cancel,
    ) -> Result<(Arc<Analysis>, Dependencies), Cancelled> {
        let (expansion, dependencies) =
            self.project.with_files(files).expand_recorded(&self.configuration.template);
        cancel.check()?;
        let analysis = self.load(Arc::new(expansion));
        cancel.check()?;
        Ok((analysis, dependencies))
    }

    /// Loads an expansion of the configuration; the graph of the same text stays.
    pub(crate) fn load(&self, expansion: Arc<Expansion>) -> Arc<Analysis> {
        let same_text = self.previous.as_ref().filter(|previous| previous.expansion.text == expansion.text);
        Arc::new(match same_text {
            Some(previous) => previous.with_expansion(&self.project, expansion),
            None => Analysis::of_expansion(&self.project, &self.configuration, expansion),
        })
    }
}
