//! Everywhere something is used, and the same within one file.

use std::path::Path;

use forgather_workspace::Cancelled;

pub use crate::occurrence::Occurrence;

use crate::location::Location;
use crate::occurrence::occurrences;
use crate::snapshot::Snapshot;
use crate::symbol::symbol_at;

/// Everywhere what is at an offset of a file is used; with `definitions`, where it is made or changed, too.
pub fn references(
    snapshot: &Snapshot,
    path: &Path,
    offset: usize,
    definitions: bool,
) -> Result<Vec<Location>, Cancelled> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return Ok(Vec::new()) };
    let found = occurrences(snapshot, &at)?;
    let wanted = found.into_iter().filter(|occurrence| definitions || !occurrence.is_definition);
    Ok(wanted.map(|occurrence| occurrence.location).collect())
}

/// The places in the file itself.
pub fn highlights(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Vec<Occurrence>, Cancelled> {
    let Some(at) = symbol_at(snapshot, path, offset) else { return Ok(Vec::new()) };
    let mut found = occurrences(snapshot, &at)?;
    found.retain(|occurrence| occurrence.location.path() == path);
    Ok(found)
}
