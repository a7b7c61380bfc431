//! Whether configurations mean the same after a change: they are expanded and loaded again, on files that only this sees.

use std::sync::Arc;

use forgather_graph::encode::repr;
use forgather_workspace::{Analysis, Cancelled, Configuration, Files, Project};

use super::Keeps;
use crate::edit::Edits;
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
