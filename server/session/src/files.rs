//! Which files of imported modules have changed since.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The files of the user's modules as they were when the request ended that imported them.
#[derive(Debug, Default)]
pub(crate) struct Files {
    seen: BTreeMap<String, Option<State>>,
}

type State = (SystemTime, u64);

impl Files {
    /// The files that are not as they were.
    pub(crate) fn changed(&self) -> Vec<String> {
        self.seen.iter().filter(|(path, seen)| state(path) != **seen).map(|(path, _)| path.clone()).collect()
    }

    /// Whether a module that is imported comes from the file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.seen.contains_key(path)
    }

    /// Looks at the files of modules that are new, and overlooks those of modules that were forgotten.
    pub(crate) fn remember(&mut self, py: Python<'_>) {
        let Ok(modules) = py.import("sys").and_then(|sys| sys.getattr("modules")) else { return };
        let Ok(modules) = modules.cast_into::<PyDict>() else { return };
        let mut paths = BTreeMap::new();
        // Another thread may import meanwhile: a copy cannot change.
        let Ok(modules) = modules.copy() else { return };
        for module in modules.values() {
            let Ok(path) = module.getattr("__file__").and_then(|path| path.extract::<String>()) else {
                continue;
            };
            if is_edited(&path) {
                let known = self.seen.remove(&path);
                let now = known.unwrap_or_else(|| state(&path));
                paths.insert(path, now);
            }
        }
        // What is no longer imported cannot be outdated.
        self.seen = paths;
    }
}

fn state(path: &str) -> Option<State> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Whether a file may be one that the user edits: not one of those that come with Python or its packages, which are many.
fn is_edited(path: &str) -> bool {
    let installed = ["/site-packages/", "/dist-packages/", "/lib/python3"];
    let is_python = Path::new(path).extension().is_some_and(|extension| extension == "py");
    is_python && !installed.iter().any(|folder| path.contains(folder))
}
