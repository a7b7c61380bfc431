//! `check`: everything that is wrong, at the template text that caused it.

mod github;
mod json;
mod sarif;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use forgather_ide::diagnostics::{Diagnostic, finish, of_settings};
use forgather_ide::{Report, RuleLevels, Scope, Severity, check};
use forgather_workspace::{
    Configuration, FindError, Project, SettingsFile, UserSettings, normal, project_folders, project_of,
    workspace_of,
};

use crate::args::{CheckArgs, CheckFormat, Deny, GlobalArgs};
use crate::report;
use crate::session::{Failure, Outcome, Session, user_settings, write};

pub(crate) fn run(global: &GlobalArgs, args: &CheckArgs) -> Outcome {
    let mut whole = Whole::default();
    if args.project_dir.is_some() || args.config_template.is_some() {
        check_project(global, args, &mut whole)?;
    } else {
        check_paths(global, args, &mut whole)?;
    }
    let Whole { mut diagnostics, configurations, files } = whole;
    diagnostics.sort_by(|a, b| a.location.path().cmp(b.location.path()));
    let all = diagnostics.len();
    let fatal = match args.deny {
        Some(Deny::Warnings) => Severity::Warning,
        None => Severity::Error,
    };
    let least = match (args.format, global.quiet, global.verbose) {
        // Never fail without a word.
        (_, true, _) => fatal,
        // What is worth knowing, but not wrong, is for editors and programs.
        (CheckFormat::Text, _, false) => Severity::Warning,
        _ => Severity::Hint,
    };
    diagnostics.retain(|found| found.severity <= least);
    let out = match args.format {
        CheckFormat::Text => text::print(&diagnostics, args.output.output.is_none()),
        CheckFormat::Json => json::print(&diagnostics),
        CheckFormat::Sarif => sarif::print(&diagnostics),
        CheckFormat::Github => github::print(&diagnostics),
    };
    write(args.output.output.as_ref(), &out)?;
    if !global.quiet {
        anstream::eprintln!(
            "{}",
            text::summary(&diagnostics, all - diagnostics.len(), configurations, files)
        );
    }
    let fails = diagnostics.iter().any(|found| found.severity <= fatal);
    if fails { Err(Failure::Problems) } else { Ok(()) }
}

/// What all checked workspaces have together.
#[derive(Default)]
struct Whole {
    diagnostics: Vec<Diagnostic>,
    configurations: usize,
    files: usize,
}

impl Whole {
    fn add(&mut self, report: Report, levels: &RuleLevels) {
        self.configurations += report.configurations;
        self.files += report.files;
        for diagnostic in finish(report.diagnostics, levels) {
            // Two workspaces may share templates.
            if !self.diagnostics.iter().any(|known| same_fault(known, &diagnostic)) {
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

fn same_fault(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.rule == b.rule && a.location == b.location && a.message == b.message
}

/// The project of `-p`, or the configuration of `-t` in it.
fn check_project(global: &GlobalArgs, args: &CheckArgs, whole: &mut Whole) -> Outcome {
    let folder = args.project_dir.clone().unwrap_or_else(|| PathBuf::from("."));
    let session = Session::new(global, &folder)?;
    let name = args.config_template.as_deref();
    let (project, only) = match session.try_project(&folder) {
        Ok(project) => {
            let only = match name.filter(|_| project.meta.is_ok()) {
                Some(name) => Some(project.configuration(Some(name)).map_err(not_run)?),
                None => None,
            };
            (project, only)
        }
        Err(error) => match name.and_then(|name| session.folder_project(&folder, name)) {
            Some((project, configuration)) => (project, Some(configuration)),
            None => return Err(not_run(error)),
        },
    };
    let root = project.workspace_root.clone();
    let dir = project.dir.clone();
    check_workspace(global, &session, &root, vec![Arc::new(project)], &[dir], only, whole);
    Ok(())
}

/// The projects at or below folders, and those that files belong to.
fn check_paths(global: &GlobalArgs, args: &CheckArgs, whole: &mut Whole) -> Outcome {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut by_workspace: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    let mut roots = Vec::new();
    let mut whole_projects = BTreeSet::new();
    let mut wanted_files = Vec::new();
    for path in paths {
        let shown = path.display();
        let path = normal(&std::path::absolute(path).map_err(not_run)?);
        if !path.exists() {
            return Err(not_run(format!("there is no `{shown}`")));
        }
        let folders = if path.is_dir() {
            let excluded = excluded_near(global, &path);
            let below = project_folders(&path, |folder| excluded.contains(folder));
            roots.push(path.clone());
            if below.is_empty() { project_of(&path).into_iter().collect() } else { below }
        } else {
            wanted_files.push(path.clone());
            project_of(&path).into_iter().collect()
        };
        if folders.is_empty() {
            return Err(not_run(format!(
                "no project: neither `{shown}` nor a folder above or below it has a `meta.yaml`"
            )));
        }
        // Others call a file of theirs `meta.yaml`, too.
        let without_workspace: Vec<&PathBuf> =
            folders.iter().filter(|folder| workspace_of(folder).is_none()).collect();
        if without_workspace.len() == folders.len() {
            return Err(not_run(FindError::NoWorkspace(folders[0].clone())));
        }
        for folder in folders {
            let Some(root) = workspace_of(&folder) else { continue };
            if path.is_dir() {
                whole_projects.insert(folder.clone());
            }
            by_workspace.entry(root).or_default().insert(folder);
        }
    }
    for (root, folders) in by_workspace {
        let session = Session::new(global, &root)?;
        let projects = folders.iter().filter_map(|folder| match session.try_project(folder) {
            Ok(project) => Some(Arc::new(project)),
            Err(error) => {
                report::error(&error.to_string());
                None
            }
        });
        let projects: Vec<Arc<Project>> = projects.collect();
        check_workspace(global, &session, &root, projects, &roots, None, whole);
    }
    if !wanted_files.is_empty() {
        whole.diagnostics.retain(|found| {
            let path = found.location.path();
            let of_folder =
                |path: &Path| roots.iter().chain(&whole_projects).any(|folder| path.starts_with(folder));
            of_folder(path)
                || found.configurations.iter().any(|known| of_folder(&known.path))
                || wanted_files
                    .iter()
                    .any(|file| path == file || found.configurations.iter().any(|known| known.path == *file))
        });
    }
    Ok(())
}

fn excluded_near(global: &GlobalArgs, path: &Path) -> forgather_workspace::Excluded {
    let root = workspace_of(path).unwrap_or_else(|| path.to_owned());
    user_settings(global, path).excluded(&root)
}

fn check_workspace(
    global: &GlobalArgs,
    session: &Session,
    root: &Path,
    projects: Vec<Arc<Project>>,
    roots: &[PathBuf],
    only: Option<Configuration>,
    whole: &mut Whole,
) {
    let file = SettingsFile::of_workspace(root);
    let settings = file.as_ref().map_or_else(UserSettings::default, |file| file.settings.clone());
    let (levels, _) = RuleLevels::of_settings(&settings);
    let scope = Scope {
        projects,
        files: &session.files,
        roots: roots.to_vec(),
        excluded: settings.excluded(root),
        only,
    };
    let progress = Progress::new(global);
    let mut report = check(&scope, &|done, all| progress.show(done, all));
    progress.clear();
    report.diagnostics.extend(file.iter().flat_map(of_settings));
    report.files += usize::from(file.is_some());
    whole.add(report, &levels);
}

fn not_run(error: impl std::fmt::Display) -> Failure {
    report::error(&error.to_string());
    Failure::NotRun
}

/// A line on standard error that counts, where that is a terminal and the work is long.
struct Progress {
    started: Instant,
    shown: AtomicU64,
    wanted: bool,
}

impl Progress {
    fn new(global: &GlobalArgs) -> Self {
        let wanted = !global.quiet && std::io::stderr().is_terminal();
        Self { started: Instant::now(), shown: AtomicU64::new(0), wanted }
    }

    fn show(&self, done: usize, all: usize) {
        /// Milliseconds before the first, and between two.
        const PAUSE: u64 = 200;
        let now = self.started.elapsed().as_millis() as u64;
        let last = self.shown.load(Ordering::Relaxed);
        if self.wanted
            && now >= last + PAUSE
            && self.shown.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            eprint!("\r\x1b[Kchecked {done} of {all} configurations");
        }
    }

    fn clear(&self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            eprint!("\r\x1b[K");
        }
    }
}
