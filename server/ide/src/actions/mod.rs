//! What can be done at a place: changes of templates that keep what configurations mean, and new files.

mod conversion;
mod experiment;
mod extraction;
mod inlining;
pub(crate) mod keeping;
mod moving;
mod overriding;
mod repair;

use std::ops::Range;
use std::path::Path;

use forgather_workspace::Cancelled;

use crate::edit::Edits;
use crate::index::part_at;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

pub use repair::{Repair, repairs};

/// What sort of action it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// Moves something to a place of its own.
    Extract,
    /// Puts something where it is used.
    Inline,
    /// Says the same in another way.
    Rewrite,
    /// Moves something to another file.
    Move,
    /// Makes a new file.
    Generate,
}

/// Something that can be done at a place.
#[derive(Debug)]
pub struct Action {
    /// What it does, for a menu.
    pub title: String,
    /// What sort of action it is.
    pub kind: ActionKind,
    /// The changes.
    pub edits: Edits,
}

/// What the changes of a candidate have to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// The expanded text of every configuration.
    Text,
    /// The graph of every configuration.
    Graph,
    /// Nothing: it only adds files.
    All,
}

/// An action that is not tried yet.
struct Candidate {
    action: Action,
    keeps: Keeps,
    /// Whether it is tried only when it is chosen, because it is one of many.
    is_tried_late: bool,
}

impl Candidate {
    fn new(title: impl Into<String>, kind: ActionKind, keeps: Keeps, edits: Edits) -> Self {
        Self { action: Action { title: title.into(), kind, edits }, keeps, is_tried_late: false }
    }
}

/// A place in a template that is asked about.
struct Place {
    template: TemplateRef,
    range: Range<usize>,
}

/// All that can be done at a range of a file, in bytes. What has to keep what configurations mean was tried on the active
/// configuration.
pub fn actions(snapshot: &Snapshot, path: &Path, range: Range<usize>) -> Result<Vec<Action>, Cancelled> {
    let mut kept = Vec::new();
    for candidate in candidates(snapshot, path, range)? {
        if candidate.is_tried_late || keeping::in_active(snapshot, &candidate.action.edits, candidate.keeps)?
        {
            kept.push(candidate.action);
        }
    }
    Ok(kept)
}

/// The action of that title, tried on all configurations that use one of the files; what is wrong where there is none.
pub fn resolve(
    snapshot: &Snapshot,
    path: &Path,
    range: Range<usize>,
    title: &str,
) -> Result<Result<Action, String>, Cancelled> {
    let found = candidates(snapshot, path, range)?;
    let Some(candidate) = found.into_iter().find(|candidate| candidate.action.title == title) else {
        return Ok(Err("the text has changed: this cannot be done here any more".to_owned()));
    };
    Ok(match keeping::broken(snapshot, &candidate.action.edits, candidate.keeps)? {
        None => Ok(candidate.action),
        Some(configuration) => Err(format!("this would change what `{configuration}` means")),
    })
}

fn candidates(snapshot: &Snapshot, path: &Path, range: Range<usize>) -> Result<Vec<Candidate>, Cancelled> {
    let Some(file) = snapshot.file(path) else { return Ok(Vec::new()) };
    let Some(part) = part_at(&file.source, range.start) else { return Ok(Vec::new()) };
    let place = Place { template: TemplateRef { file, part }, range };
    let mut found = Vec::new();
    found.extend(extraction::candidates(snapshot, &place));
    found.extend(inlining::candidate(snapshot, &place));
    found.extend(conversion::candidates(&place, snapshot.files.dialect()));
    found.extend(overriding::candidates(snapshot, &place)?);
    found.extend(moving::candidate(snapshot, &place)?);
    found.extend(experiment::candidate(snapshot, &place));
    Ok(found)
}
