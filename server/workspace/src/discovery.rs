//! Where there are projects: every folder with a `meta.yaml` below some folders.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::cancel::{Cancel, Cancelled};
use crate::meta;
use crate::project::{project_of, workspace_of};

/// How deep folders are looked into.
const MAX_DEPTH: usize = 24;

/// Folders that never hold projects and often very many files.
const SKIPPED: [&str; 3] = ["node_modules", "__pycache__", "site-packages"];

/// A project's folder, and its workspace's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) dir: PathBuf,
    pub(crate) workspace_root: PathBuf,
}

/// The projects below `roots`, and those that the documents at `open` belong to, sorted. Hidden folders and those for
/// which `excluded` holds are passed over.
pub(crate) fn discover(
    roots: &[PathBuf],
    open: &[PathBuf],
    excluded: &dyn Fn(&Path) -> bool,
    cancel: &Cancel,
) -> Result<Vec<Found>, Cancelled> {
    let mut dirs: Vec<PathBuf> = Vec::new();
    for root in roots {
        let entries = WalkDir::new(root)
            .follow_links(true)
            .max_depth(MAX_DEPTH)
            .into_iter()
            .filter_entry(|entry| {
                entry.depth() == 0 || !(is_skipped(entry.file_name()) || excluded(entry.path()))
            })
            .filter_map(Result::ok);
        for (count, entry) in entries.enumerate() {
            if count % 256 == 0 {
                cancel.check()?;
            }
            if entry.file_name() == meta::FILE_NAME && entry.file_type().is_file() {
                dirs.extend(entry.path().parent().map(Path::to_owned));
            }
        }
    }
    dirs.extend(open.iter().filter_map(|path| project_of(path)).filter(|dir| !excluded(dir)));
    dirs.sort();
    dirs.dedup();
    let with_root = |dir: PathBuf| Some(Found { workspace_root: workspace_of(&dir)?, dir });
    Ok(dirs.into_iter().filter_map(with_root).collect())
}

fn is_skipped(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with('.') || SKIPPED.contains(&name))
}
