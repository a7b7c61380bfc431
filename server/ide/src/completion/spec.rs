//! Import specs: modules and symbols on disk, files of the project, and what other templates call.

use std::collections::HashMap;
use std::path::Path;

use forgather_dialect::FileSpan;
use forgather_python::SymbolKind;

use super::cursor::Cursor;
use super::world::World;
use super::{CompletionKind, Ranked};
use crate::snapshot::Snapshot;

/// How many files of a project are looked at.
const MOST_FILES: usize = 2_000;
/// How deep its folders are.
const DEEPEST: usize = 6;

/// What may follow in an import spec; what is replaced is its last part.
pub(super) fn specs(
    snapshot: &Snapshot,
    cursor: &Cursor,
    tag: FileSpan,
    spec: FileSpan,
    ranked: &mut Ranked,
) -> FileSpan {
    let text = cursor.text();
    let typed = &text[spec.start.index()..cursor.offset];
    let is_path = typed.contains('/') && !typed.contains(':');
    let part = if is_path { 0 } else { typed.rfind(['.', ':']).map_or(0, |at| at + 1) };
    let rest = &text[cursor.offset..spec.end.index()];
    let word_end = cursor.offset + rest.find(|c| !super::cursor::is_word(c)).unwrap_or(rest.len());
    let end = if is_path { spec.end.index() } else { word_end };
    let span = FileSpan::new(spec.start.index() + part, end);
    let Some(project) = &snapshot.project else { return span };
    let python = project.python();
    let folders = python.search(Vec::new());
    for (rank, found) in python.python.complete(&folders, typed).into_iter().enumerate() {
        let (kind, detail) = match found.kind {
            SymbolKind::Module => (CompletionKind::Module, "module"),
            SymbolKind::Class => (CompletionKind::Class, "class"),
            SymbolKind::Function => (CompletionKind::Function, "function"),
            SymbolKind::Builtin => (CompletionKind::Function, "builtin"),
            SymbolKind::Value => (CompletionKind::Value, "value"),
        };
        let callable = f64::from(u8::from(matches!(found.kind, SymbolKind::Class | SymbolKind::Function)));
        ranked.plain(callable - rank as f64 * 1e-4, kind, found.name, Some(detail.to_owned()));
    }
    if is_path || part == 0 {
        for root in &folders.roots {
            for file in python_files(root) {
                ranked.plain(2.0, CompletionKind::File, file, Some("file".to_owned()));
            }
        }
    }
    if part == 0 {
        let kind = &text[tag.range()];
        let world = World::new(snapshot, &cursor.template);
        for (written, count) in called(&world, spec, cursor) {
            let same = if written.0 == kind { 1.0 } else { 0.0 };
            let detail = Some("called by other templates".to_owned());
            ranked.plain(3.0 + same + (1.0 + count as f64).ln(), CompletionKind::Value, written.1, detail);
        }
    }
    span
}

/// What templates call, with the tag, and how often.
fn called(world: &World, own: FileSpan, cursor: &Cursor) -> Vec<((String, String), usize)> {
    let mut found: HashMap<(String, String), usize> = HashMap::new();
    for known in &world.templates {
        let is_own = known.template.file.path == cursor.template.file.path;
        for tag in known.outline().into_iter().flat_map(|outline| &outline.tags) {
            if is_own && tag.span.touches(own.start) {
                continue;
            }
            if let Some((kind, spec)) = tag.name.split_once(':') {
                let spec = spec.split('@').next().unwrap_or(spec);
                if !spec.is_empty() && !spec.contains("{{") {
                    *found.entry((format!("!{kind}"), spec.to_owned())).or_default() += 1;
                }
            }
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// The Python files of a folder as specs name them, hidden folders left out.
fn python_files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![(root.to_owned(), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = folders.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(&folder).into_iter().flatten().flatten().collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            seen += 1;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.') && *name != "__pycache__")
            else {
                continue;
            };
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file()
                && Path::new(name).extension().is_some_and(|extension| extension == "py")
                && let Ok(path) = entry.path().strip_prefix(root)
                && let Some(path) = path.to_str()
            {
                found.push(path.replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
        if seen > MOST_FILES {
            break;
        }
    }
    found.sort();
    found
}
