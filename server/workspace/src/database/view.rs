//! A configuration at one moment.

use std::sync::Arc;

use forgather_expand::{Expansion, Trace};

use crate::analysis::Analysis;
use crate::cancel::{Cancel, Cancelled};
use crate::files::Files;
use crate::project::{Configuration, Project};
use crate::task::Job;

/// A configuration at one moment: a snapshot that any thread can work on, whatever is edited meanwhile.
#[derive(Clone)]
pub struct ConfigurationView {
    pub(super) files: Arc<Files>,
    pub(super) job: Job,
    pub(super) analysis: Option<Arc<Analysis>>,
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

    /// Its expansion: the one that there is, or a new one.
    pub fn expansion(&self) -> Arc<Expansion> {
        match &self.analysis {
            Some(analysis) => Arc::clone(&analysis.expansion),
            None => {
                Arc::new(self.job.project.with_files(&self.files).expand(&self.job.configuration.template))
            }
        }
    }

    /// Its analysis, of its [expansion](Self::expansion) at this moment.
    pub fn analysis_of(&self, expansion: &Arc<Expansion>) -> Arc<Analysis> {
        match &self.analysis {
            Some(analysis) => Arc::clone(analysis),
            None => self.job.load(Arc::clone(expansion)),
        }
    }

    /// Whether it is analysed already.
    pub fn is_analysed(&self) -> bool {
        self.analysis.is_some()
    }

    /// Its analysis: the one that there is, or a new one.
    pub fn analysis(&self, cancel: &Cancel) -> Result<Arc<Analysis>, Cancelled> {
        match &self.analysis {
            Some(analysis) => Ok(Arc::clone(analysis)),
            None => Ok(self.job.run(&self.files, cancel)?.0),
        }
    }
}
