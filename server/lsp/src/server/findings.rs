//! What was found in each configuration, project and file, by the file that it is about.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use forgather_dialect::Dialect;
use forgather_expand::LoadedFile;
use forgather_ide::diagnostics::{Diagnostic, Findings, merge, of_file};
use forgather_ide::{Rule, RuleLevels, Severity};
use forgather_workspace::{ConfigurationId, ProjectId};

/// Who found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Source {
    Project(ProjectId),
    Configuration(ConfigurationId),
    Settings,
}

/// What one source found, by file.
pub(crate) type ByFile = HashMap<PathBuf, Findings>;

/// Sorts findings by the file that they are about.
pub(crate) fn by_file(findings: Findings) -> ByFile {
    let mut sorted = ByFile::new();
    for diagnostic in findings.diagnostics {
        let path = diagnostic.location.path();
        if let Some(found) = sorted.get_mut(path) {
            found.diagnostics.push(diagnostic);
        } else {
            sorted.insert(path.to_owned(), vec![diagnostic].into());
        }
    }
    for place in findings.used_anchors {
        if let Some(found) = sorted.get_mut(place.path()) {
            found.used_anchors.push(place);
        } else {
            let path = place.path().to_owned();
            sorted.insert(path, Findings { diagnostics: Vec::new(), used_anchors: vec![place] });
        }
    }
    sorted
}

/// What findings are sorted by, so that their order does not depend on which came first: files of the source.
pub(crate) type Order = (PathBuf, PathBuf);

/// All findings of configurations and projects.
#[derive(Debug, Default)]
pub(crate) struct FindingsStore {
    found: HashMap<Source, (Order, ByFile)>,
    /// Who has a diagnostic in a file, and who knows of anchors in it.
    diagnosed: HashMap<PathBuf, BTreeSet<Source>>,
    anchored: HashMap<PathBuf, BTreeSet<Source>>,
}

impl FindingsStore {
    /// Replaces what a source found, and says in which files that may show.
    pub(crate) fn replace(&mut self, source: Source, order: Order, found: ByFile) -> BTreeSet<PathBuf> {
        let mut touched = self.remove(source);
        for (path, findings) in &found {
            if !findings.diagnostics.is_empty() {
                self.diagnosed.entry(path.clone()).or_default().insert(source);
                touched.insert(path.clone());
            }
            if !findings.used_anchors.is_empty() {
                self.anchored.entry(path.clone()).or_default().insert(source);
            }
        }
        self.found.insert(source, (order, found));
        touched
    }

    /// Forgets what a source found, and says in which files that may show.
    pub(crate) fn remove(&mut self, source: Source) -> BTreeSet<PathBuf> {
        let mut touched = BTreeSet::new();
        for (path, findings) in self.found.remove(&source).map(|(_, found)| found).unwrap_or_default() {
            forget(&mut self.anchored, &path, source);
            if !findings.diagnostics.is_empty() {
                forget(&mut self.diagnosed, &path, source);
                touched.insert(path);
            }
        }
        touched
    }

    /// The files that anyone has a diagnostic in.
    pub(crate) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.diagnosed.keys()
    }

    /// How many errors and warnings, by the user's settings, a configuration has.
    pub(crate) fn count(&self, id: ConfigurationId, levels: &RuleLevels) -> (usize, usize) {
        let found =
            self.found.get(&Source::Configuration(id)).into_iter().flat_map(|(_, found)| found.values());
        let mut counts = (0, 0);
        let mut told = BTreeSet::new();
        for diagnostic in found.flat_map(|found| &found.diagnostics) {
            if diagnostic.once && !told.insert(&diagnostic.message) {
                continue;
            }
            match levels.level(diagnostic.rule) {
                Some(Severity::Error) => counts.0 += 1,
                Some(Severity::Warning) => counts.1 += 1,
                _ => {}
            }
        }
        counts
    }

    /// The diagnostics in a file as it is now, each fault once: those of its own, and all sources' that speak of that
    /// very text. Whether an anchor is unused is known only where `complete`.
    pub(crate) fn of_file(
        &self,
        file: &Arc<LoadedFile>,
        own: Option<&Findings>,
        complete: bool,
    ) -> Vec<Diagnostic> {
        let at = |sources: Option<&BTreeSet<Source>>| -> Vec<&Findings> {
            let found = sources.into_iter().flatten().filter_map(|source| self.found.get(source));
            let mut found: Vec<_> =
                found.filter_map(|(order, found)| Some((order, found.get(&file.path)?))).collect();
            found.sort_by_key(|(order, _)| *order);
            found.into_iter().map(|(_, found)| found).collect()
        };
        let mut findings = at(self.diagnosed.get(&file.path));
        let unused = findings
            .iter()
            .flat_map(|found| &found.diagnostics)
            .any(|diagnostic| diagnostic.rule == Rule::UnusedAnchor);
        if unused && complete {
            findings = at(self.anchored.get(&file.path)).into_iter().chain(findings).collect();
        }
        let mut merged = merge(own.into_iter().chain(findings));
        merged.retain(|diagnostic| {
            same_text(&diagnostic.location.file, file) && (complete || diagnostic.rule != Rule::UnusedAnchor)
        });
        merged
    }
}

fn forget(index: &mut HashMap<PathBuf, BTreeSet<Source>>, path: &Path, source: Source) {
    if let Some(sources) = index.get_mut(path) {
        sources.remove(&source);
        if sources.is_empty() {
            index.remove(path);
        }
    }
}

/// Whether two readings of a file are of the same text.
pub(crate) fn same_text(a: &Arc<LoadedFile>, b: &Arc<LoadedFile>) -> bool {
    Arc::ptr_eq(a, b) || a.source.text == b.source.text
}

/// What files say by themselves, each text looked at once, whichever thread comes by it first.
#[derive(Debug, Default)]
pub(crate) struct CheckedFiles {
    checked: Mutex<HashMap<PathBuf, Checked>>,
}

/// A text that was looked at, and what it says.
type Checked = (Arc<LoadedFile>, Arc<Findings>);

impl CheckedFiles {
    /// What a text says by itself, if it was looked at.
    pub(crate) fn get(&self, file: &Arc<LoadedFile>) -> Option<Arc<Findings>> {
        let checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, findings) = checked.get(&file.path)?;
        same_text(known, file).then(|| Arc::clone(findings))
    }

    /// Looks at a text, unless that was done.
    pub(crate) fn check(&self, file: &Arc<LoadedFile>, dialect: Dialect) {
        if self.get(file).is_some() {
            return;
        }
        let findings = Arc::new(Findings::from(of_file(file, dialect)));
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        checked.insert(file.path.clone(), (Arc::clone(file), findings));
    }

    /// Takes it that nothing can be said of a text, because looking at it fails.
    pub(crate) fn give_up(&self, file: &Arc<LoadedFile>) {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        checked.insert(file.path.clone(), (Arc::clone(file), Arc::default()));
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
