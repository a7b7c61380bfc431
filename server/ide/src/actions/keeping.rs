//! Whether configurations mean the same after a change: they are expanded and loaded again, on files that only this sees.

use std::sync::Arc;

use forgather_graph::Span;
use forgather_graph::encode::repr;
use forgather_workspace::{Analysis, Cancelled, Configuration, Files, Project, Usage};

use super::Keeps;
use crate::diagnostics::of_analysis;
use crate::edit::Edits;
use crate::locate::source;
use crate::location::Location;
use crate::rule::Severity;
use crate::snapshot::Snapshot;

/// Whether the active configuration means the same after the changes.
pub(super) fn in_active(snapshot: &Snapshot, edits: &Edits, keeps: Keeps) -> Result<bool, Cancelled> {
    snapshot.cancel.check()?;
    let Some(before) = snapshot.analysis() else { return Ok(true) };
    let files = changed(snapshot, edits);
    let project = Arc::new(before.project.with_files(&files));
    Ok(is_kept(before, &Analysis::new(&project, &before.configuration), keeps))
}

/// The name of a configuration that means something else after the changes.
pub(super) fn broken(snapshot: &Snapshot, edits: &Edits, keeps: Keeps) -> Result<Option<String>, Cancelled> {
    let files = changed(snapshot, edits);
    let mut seen = Vec::new();
    // A file that is made may be found by all.
    let all = snapshot.usages.iter().map(|usage| &**usage);
    let users =
        all.filter(|usage| !edits.created.is_empty() || edits.files.keys().any(|path| usage.uses_file(path)));
    for usage in users.chain(snapshot.active_usage()) {
        snapshot.cancel.check()?;
        let key = (&usage.project, &usage.configuration.path);
        let project = snapshot.projects.iter().find(|project| project.dir == usage.project);
        let Some(project) = project.filter(|_| !seen.contains(&key)) else { continue };
        seen.push(key);
        let before = analysis(project, &usage.configuration, &snapshot.files);
        if !is_kept(&before, &analysis(project, &usage.configuration, &files), keeps) {
            return Ok(Some(usage.configuration.name.clone()));
        }
    }
    Ok(None)
}

/// Why the changes would break a configuration: it would have a fault more, or, where its text has to stay, another text.
/// The active one is tried, and a few that use one of the files.
pub(crate) fn fault(
    snapshot: &Snapshot,
    edits: &Edits,
    keeps_text: bool,
) -> Result<Option<String>, Cancelled> {
    /// Each is expanded twice, while someone waits.
    const MOST: usize = 8;
    let files = changed(snapshot, edits);
    let active = snapshot.active_usage();
    let is_active = |usage: &Usage| {
        active.is_some_and(|active| {
            active.configuration.path == usage.configuration.path && active.project == usage.project
        })
    };
    let others = snapshot.usages.iter().map(|usage| &**usage).filter(|usage| !is_active(usage));
    let users = active.into_iter().chain(others);
    for usage in users.filter(|usage| edits.files.keys().any(|path| usage.uses_file(path))).take(MOST) {
        snapshot.cancel.check()?;
        let project = snapshot.projects.iter().find(|project| project.dir == usage.project);
        let Some(project) = project else { continue };
        let before = analysis(project, &usage.configuration, &snapshot.files);
        let after = analysis(project, &usage.configuration, &files);
        if let Some(what) = new_fault(&before, &after, keeps_text) {
            return Ok(Some(format!("`{}` would break: {what}", usage.configuration.name)));
        }
    }
    Ok(None)
}

fn new_fault(before: &Analysis, after: &Analysis, keeps_text: bool) -> Option<String> {
    let count = |of: &Analysis| of.expansion.problems.len() + of.graph_problems.len();
    let shown = |location: &Location, what: &str| {
        let start = location.start();
        format!("{}:{}:{}: {what}", location.path().display(), start.line, start.column)
    };
    if count(after) > count(before) {
        let errors = |of: &Analysis| {
            let all = of_analysis(of).diagnostics.into_iter();
            all.filter(|found| found.severity == Severity::Error).collect::<Vec<_>>()
        };
        let known = errors(before);
        let found = errors(after);
        let is_new = |message: &str| !known.iter().any(|known| known.message == message);
        let new = found.iter().find(|found| is_new(&found.message)).or(found.first());
        return Some(new.map_or_else(
            || "it would have a fault more".to_owned(),
            |new| shown(&new.location, &new.message),
        ));
    }
    let (old, new) = (&before.expansion.text, &after.expansion.text);
    if !keeps_text || count(before) > 0 || old == new {
        return None;
    }
    let at = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count() as u32;
    let place = source(after, Span::new(at, at + 1)).or_else(|| source(before, Span::new(at, at + 1)));
    let what = "it would give another text there";
    Some(place.map_or_else(|| what.to_owned(), |place| shown(&place.location, what)))
}

/// The files as they are after the changes.
pub(super) fn changed(snapshot: &Snapshot, edits: &Edits) -> Arc<Files> {
    let files = snapshot.files.fork();
    for path in edits.files.keys() {
        files.open(path, edits.applied(path).unwrap_or_default());
    }
    for (path, text) in &edits.created {
        files.open(path, text.as_str());
    }
    Arc::new(files)
}

fn analysis(project: &Arc<Project>, configuration: &Configuration, files: &Arc<Files>) -> Analysis {
    Analysis::new(&Arc::new(project.with_files(files)), configuration)
}

fn is_kept(before: &Analysis, after: &Analysis, keeps: Keeps) -> bool {
    let same_text = || before.expansion.text == after.expansion.text;
    let faults = |of: &Analysis| (of.expansion.problems.len(), of.graph_problems.len());
    match keeps {
        Keeps::All => true,
        _ if faults(before) != faults(after) => false,
        Keeps::Text => same_text(),
        // `repr` numbers the nodes, so that it tells whether the same ones are shared.
        Keeps::Graph => {
            same_text() || matches!((repr(&before.graph), repr(&after.graph)), (Ok(a), Ok(b)) if a == b)
        }
    }
}
