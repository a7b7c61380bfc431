//! What an expansion looked at: the places of all names that it asked for, found or not.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use forgather_expand::{LoadError, LoadedFile, Loader};

use crate::search_path::SearchPath;

/// The places that were looked at, in the order in which names were asked for. An expansion of the same template gives
/// the same as long as what is at these places, a file or nothing, stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Every place, those before the one where a file was found included, sorted.
    pub places: Vec<PathBuf>,
    /// The files that were found, in the order in which they were first asked for.
    pub files: Vec<PathBuf>,
    /// Whether a name was asked for that is nowhere. What is said about that depends on which names there are.
    pub incomplete: bool,
}

/// A search path that notes what it is asked for.
pub(crate) struct Recorder<'a> {
    inner: &'a SearchPath,
    noted: RefCell<Noted>,
}

#[derive(Default)]
struct Noted {
    places: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
    incomplete: bool,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(inner: &'a SearchPath) -> Self {
        Self { inner, noted: RefCell::default() }
    }

    pub(crate) fn finish(self) -> Dependencies {
        let Noted { places, files, incomplete } = self.noted.into_inner();
        Dependencies { places: places.into_iter().collect(), files, incomplete }
    }
}

impl Loader for Recorder<'_> {
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError> {
        let outcome = self.inner.load(name);
        let mut noted = self.noted.borrow_mut();
        let end = match &outcome {
            Ok(file) => Some(&file.path),
            Err(LoadError::Unreadable { path, .. }) => Some(path),
            Err(LoadError::NotFound | LoadError::ParentSegment) => None,
        };
        for place in self.inner.candidates(name) {
            let last = Some(&place) == end;
            noted.places.insert(place);
            if last {
                break;
            }
        }
        match &outcome {
            Ok(file) if !noted.files.contains(&file.path) => noted.files.push(file.path.clone()),
            Err(LoadError::NotFound) => noted.incomplete = true,
            _ => {}
        }
        outcome
    }

    fn search_path(&self) -> Vec<PathBuf> {
        self.inner.search_path()
    }

    fn names(&self) -> Vec<String> {
        self.inner.names()
    }
}
