//! Folders' contents, remembered while they do not change: a module is looked for in dozens of folders.

use crate::read;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// More folders than a search path and the packages in use have.
const FOLDER_LIMIT: usize = 4_096;
/// A folder that changed this lately may change again without a new time of change.
const SETTLED: Duration = Duration::from_secs(2);

/// The names in a folder, sorted.
pub(crate) type Names = Arc<[String]>;

/// Remembered listings.
#[derive(Debug, Default)]
pub(crate) struct Listings(Mutex<HashMap<PathBuf, (SystemTime, Names)>>);

impl Listings {
    /// The names in a folder; none if it is not there.
    pub(crate) fn of(&self, folder: &Path) -> Names {
        let Some(changed) = folder.metadata().ok().and_then(|metadata| metadata.modified().ok()) else {
            return Names::default();
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, names)) = known.get(folder)
            && *then == changed
        {
            return names.clone();
        }
        let names: Names = read::names(folder).into();
        if changed.elapsed().is_ok_and(|age| age > SETTLED) {
            if known.len() >= FOLDER_LIMIT {
                known.clear();
            }
            known.insert(folder.to_path_buf(), (changed, names.clone()));
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_new_file_is_seen_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let listings = Listings::default();
        assert_eq!(*listings.of(folder.path()), [""; 0]);
        fs::write(folder.path().join("b"), "").unwrap();
        fs::write(folder.path().join("a"), "").unwrap();
        assert_eq!(*listings.of(folder.path()), ["a", "b"]);
        assert_eq!(*listings.of(&folder.path().join("absent")), [""; 0]);
    }

    #[test]
    fn an_old_folder_is_read_once() {
        let listings = Listings::default();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "").unwrap();
        let long_ago = SystemTime::now() - Duration::from_mins(1);
        let settle = || fs::File::open(folder.path()).and_then(|file| file.set_modified(long_ago)).is_ok();
        if settle() {
            let first = listings.of(folder.path());
            assert!(Arc::ptr_eq(&first, &listings.of(folder.path())));
        }
    }
}
