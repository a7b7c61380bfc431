//! A sub-template moves to a file of its own.

use std::path::{Path, PathBuf};

use forgather_dialect::FileSpan;
use forgather_workspace::Cancelled;

use super::{ActionKind, Candidate, Keeps, Place};
use crate::edit::Edits;
use crate::index::What;
use crate::occurrence::occurrences;
use crate::snapshot::Snapshot;
use crate::symbol::{At, Symbol};

/// The endings by which a file is known as a template.
const ENDINGS: [&str; 5] = ["yaml", "yml", "jinja", "jinja2", "j2"];

/// Moves the sub-template whose marker the cursor is on.
pub(super) fn candidate(snapshot: &Snapshot, place: &Place) -> Result<Option<Candidate>, Cancelled> {
    let template = &place.template;
    let source = &template.file.source;
    let Some(part) = template.part() else { return Ok(None) };
    let Some((name, marker)) = &part.name else { return Ok(None) };
    if source.lines.line(place.range.start) != source.lines.line(marker.start.index()) {
        return Ok(None);
    }
    let Some(project) = &snapshot.project else { return Ok(None) };
    let folders = project.search_path().folders().to_vec();
    let Some(folder) = folders.iter().find(|folder| template.file.path.starts_with(folder)) else {
        return Ok(None);
    };
    let symbol = Symbol::Jinja(What::SubTemplate(name.as_str().into()));
    let mut uses = occurrences(snapshot, &At::new(template, *marker, symbol))?;
    uses.retain(|found| found.location.span != *marker);
    // What another file says may mean the sub-templates of others, too: there the name stays.
    let may_rename = uses.iter().all(|found| found.is_written && found.location.path() == template.file.path);
    let has_ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending));
    let new_name = if has_ending || !may_rename { name.clone() } else { format!("{name}.yaml") };
    let path: PathBuf = folder.join(&new_name);
    let prefix = project.meta.as_ref().map(|meta| meta.config_prefix.clone()).unwrap_or_default();
    let becomes_configuration = new_name.starts_with(&format!("{prefix}/"))
        && path.extension().is_some_and(|ending| ending == "yaml");
    let is_inside = path.components().all(|part| part != std::path::Component::ParentDir);
    if snapshot.files.exists(&path) || becomes_configuration || !is_inside || name.starts_with('/') {
        return Ok(None);
    }
    let text = &*source.text;
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut moved = text[part.body.range()].to_owned();
    // The marker behind it took its last line break.
    if !moved.ends_with(['\n', '\r']) {
        moved.push_str(line_break);
    }
    let Some(before) = template.part.checked_sub(1).and_then(|before| source.parts.get(before)) else {
        return Ok(None);
    };
    let is_last = template.part + 1 == source.parts.len();
    let needs_end = is_last && !text[..before.body.end.index()].ends_with(['\n', '\r']);
    let mut edits = Edits::default();
    edits.replace(
        &template.file,
        FileSpan::new(before.body.end, part.body.end),
        if needs_end { line_break } else { "" },
    );
    if new_name != *name {
        for found in uses {
            let span = found.location.span;
            let inner =
                FileSpan::new(span.start.index() + 1, span.end.index().max(span.start.index() + 2) - 1);
            // What moves takes its own uses along.
            if part.body.touches(inner.start) {
                let at = inner.start.index() - part.body.start.index();
                moved.replace_range(at..at + inner.range().len(), &new_name);
                continue;
            }
            edits.replace(&template.file, inner, new_name.as_str());
        }
    }
    edits.created.push((path, moved));
    let title = format!("move `{name}` to the file `{new_name}`");
    Ok(Some(Candidate::new(title, ActionKind::Move, Keeps::Text, edits)))
}
