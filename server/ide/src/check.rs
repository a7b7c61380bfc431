//! All that is wrong in the projects of a workspace: every configuration, and the templates that none of them uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use forgather_expand::LoadedFile;
use forgather_workspace::{Analysis, Configuration, Excluded, Files, Project};

use crate::cycles;
use crate::diagnostics::{
    Diagnostic, Findings, merge_workspace, of_analysis, of_file, of_project, of_unreached_file,
};

/// What is to be checked. All projects belong to one workspace and read the same files.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The projects.
    pub projects: Vec<Arc<Project>>,
    /// The files that their templates are read from.
    pub files: &'a Arc<Files>,
    /// The paths that templates which no configuration uses are looked for in.
    pub roots: Vec<PathBuf>,
    /// What is not looked at.
    pub excluded: Excluded,
    /// The one configuration to check; all, and the templates that none uses, where there is none.
    pub only: Option<Configuration>,
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// The diagnostics, each fault once, by file and place. Neither levels nor comments are applied.
    pub diagnostics: Vec<Diagnostic>,
    /// How many configurations were checked.
    pub configurations: usize,
    /// How many files were.
    pub files: usize,
}

/// What is known of one configuration after it was checked.
struct Checked {
    findings: Findings,
    used: Vec<Arc<LoadedFile>>,
}

/// Checks a workspace, on all processors. `progress` hears how many configurations are done, and of how many.
pub fn check(scope: &Scope<'_>, progress: &(dyn Fn(usize, usize) + Sync)) -> Report {
    let tasks = tasks(scope);
    let checked = in_parallel(&tasks, progress, |(project, configuration)| {
        let analysis = Analysis::new(project, configuration);
        let used = analysis.expansion.templates.iter().map(|template| Arc::clone(template.file())).collect();
        Checked { findings: of_analysis(&analysis), used }
    });
    let mut used: BTreeMap<&Path, &Arc<LoadedFile>> = BTreeMap::new();
    for file in checked.iter().flat_map(|checked| &checked.used) {
        used.insert(&file.path, file);
    }
    for template in scope.projects.iter().flat_map(|project| &project.meta_expansion.templates) {
        used.insert(&template.file().path, template.file());
    }
    let mut by_file = Vec::new();
    for file in used.values() {
        by_file.extend(of_file(file, scope.files.dialect()));
    }
    for project in &scope.projects {
        by_file.extend(of_project(project));
    }
    let mut files = used.len();
    if scope.only.is_none() {
        let reached: BTreeSet<&Path> = used.keys().copied().collect();
        let unreached = unreached(scope, &reached);
        files += unreached.len();
        by_file.extend(cycles::among(&unreached));
        for (file, _) in &unreached {
            by_file.extend(of_file(file, scope.files.dialect()));
            by_file.extend(of_unreached_file(file, scope.files.dialect()));
        }
    }
    let by_file = Findings::from(by_file);
    let diagnostics = merge_workspace(checked.iter().map(|checked| &checked.findings).chain([&by_file]));
    Report { diagnostics, configurations: tasks.len(), files }
}

/// The configurations to check.
fn tasks(scope: &Scope<'_>) -> Vec<(Arc<Project>, Configuration)> {
    let mut tasks = Vec::new();
    for project in &scope.projects {
        let configurations = match &scope.only {
            Some(only) => vec![only.clone()],
            None => project.configurations(),
        };
        let kept = configurations.into_iter().filter(|known| !scope.excluded.contains(&known.path));
        tasks.extend(kept.map(|configuration| (Arc::clone(project), configuration)));
    }
    tasks
}

/// The results of `work` for all tasks, in their order, done by as many threads as there are processors.
fn in_parallel<T: Sync, R: Send>(
    tasks: &[T],
    progress: &(dyn Fn(usize, usize) + Sync),
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(tasks.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(tasks.len()));
    let run = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(index) else { return };
            let result = work(task);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, tasks.len());
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // What one thread cannot start, the others do.
            let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        }
        run();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Bytes of stack of a thread; deep expansions take more as they need it.
const STACK: usize = 8 << 20;

/// The templates below the scope's roots that no configuration uses, each with its name and project.
fn unreached(scope: &Scope<'_>, reached: &BTreeSet<&Path>) -> Vec<(Arc<LoadedFile>, Arc<Project>)> {
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    let mut found = Vec::new();
    for project in &scope.projects {
        for (_, path) in project.search_path().templates() {
            let is_template = path
                .extension()
                .and_then(|extension| extension.to_str())
                .is_some_and(|extension| matches!(extension, "yaml" | "yml" | "jinja" | "jinja2" | "j2"));
            let wanted = is_template
                && !reached.contains(path.as_path())
                && scope.roots.iter().any(|root| path.starts_with(root))
                && !scope.excluded.contains(&path);
            if wanted
                && seen.insert(path.clone())
                && let Ok(file) = scope.files.read(&path)
            {
                found.push((file, Arc::clone(project)));
            }
        }
    }
    found
}
