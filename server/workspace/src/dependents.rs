//! Who looked at which place: from a file that changes to what has to be done again.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::database::{ConfigurationId, ProjectId};

/// What is computed from files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// The projects that there are.
    Discovery,
    /// What a project's `meta.yaml` says, and which configurations it has.
    Project(ProjectId),
    /// What a project's configurations know of Python.
    Python(ProjectId),
    /// A configuration's analysis.
    Configuration(ConfigurationId),
}

/// For each place the subjects that looked at it.
#[derive(Debug, Default)]
pub(crate) struct Dependents {
    by_place: BTreeMap<Arc<Path>, Vec<Subject>>,
}

impl Dependents {
    /// Replaces the places of a subject; gives them back as they are shared.
    pub(crate) fn replace(
        &mut self,
        subject: Subject,
        old: &[Arc<Path>],
        new: Vec<PathBuf>,
    ) -> Vec<Arc<Path>> {
        // Most edits change no name: then nothing is to be done.
        if old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| **old == **new) {
            return old.to_vec();
        }
        self.remove(subject, old);
        new.into_iter()
            .map(|place| {
                let known = self.by_place.get_key_value(place.as_path()).map(|(place, _)| Arc::clone(place));
                let place = known.unwrap_or_else(|| place.into());
                self.by_place.entry(Arc::clone(&place)).or_default().push(subject);
                place
            })
            .collect()
    }

    /// Forgets a subject's places.
    pub(crate) fn remove(&mut self, subject: Subject, places: &[Arc<Path>]) {
        for place in places {
            if let Some(subjects) = self.by_place.get_mut(place) {
                subjects.retain(|known| *known != subject);
                if subjects.is_empty() {
                    self.by_place.remove(place);
                }
            }
        }
    }

    /// Who looked at a place.
    pub(crate) fn of(&self, place: &Path) -> &[Subject] {
        self.by_place.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who looked at a place in a folder.
    pub(crate) fn within(&self, folder: &Path) -> impl Iterator<Item = Subject> {
        // Paths are ordered by their components: what is in a folder follows it at once.
        self.by_place
            .range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded))
            .take_while(move |(place, _)| place.starts_with(folder))
            .flat_map(|(_, subjects)| subjects.iter().copied())
    }
}
