//! The folders in which templates are looked up by name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::{LoadError, LoadedFile, Loader};
use walkdir::WalkDir;

use crate::files::{Files, ReadError};

/// An ordered list of folders.
#[derive(Debug, Clone)]
pub struct SearchPath {
    files: Arc<Files>,
    folders: Vec<PathBuf>,
}

/// How many files of a search path are looked at for names.
const MAX_NAMES: usize = 20_000;
/// How deep folders of a search path are looked into.
const MAX_DEPTH: usize = 32;

impl SearchPath {
    /// Those folders, in that order.
    pub fn new(files: Arc<Files>, folders: Vec<PathBuf>) -> Self {
        Self { files, folders }
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The places in which a file of that name is looked for, in order; none for a name that never resolves.
    pub(crate) fn candidates(&self, name: &str) -> Vec<PathBuf> {
        let Some(relative) = relative_path(name) else { return Vec::new() };
        self.folders.iter().map(|folder| folder.join(&relative)).collect()
    }

    /// The file that a template name means.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let relative = relative_path(name)?;
        self.folders.iter().map(|folder| folder.join(&relative)).find(|path| self.files.exists(path))
    }

    /// All template files, whatever their names; those of a folder that is in another one twice.
    pub fn all_files(&self) -> impl Iterator<Item = PathBuf> {
        self.folders.iter().flat_map(|folder| files_below(folder))
    }

    /// All template files with their names, a name that several folders have but once, sorted.
    pub fn templates(&self) -> Vec<(String, PathBuf)> {
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        for folder in &self.folders {
            for path in files_below(folder) {
                if let Some(name) = template_name(folder, &path) {
                    found.push((name, path));
                }
            }
        }
        // Folders are in order, and the sort keeps it: the first of a name is the one that counts.
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.dedup_by(|later, first| later.0 == first.0);
        found
    }
}

/// The name of a file as a template of that folder.
pub(crate) fn template_name(folder: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(folder).ok()?;
    let segments: Option<Vec<&str>> = relative.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/"))
}

/// The files below a folder that can be templates, sorted by name, hidden ones and folders left out.
pub(crate) fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let hidden = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
    WalkDir::new(folder)
        .follow_links(true)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || !hidden(entry.file_name()))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| is_template_file(path))
        .take(MAX_NAMES)
}

/// Whether a file can be a template, by its name.
pub(crate) fn is_template_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        matches!(extension, "yaml" | "yml" | "jinja" | "jinja2" | "j2" | "txt" | "py" | "md" | "json")
    })
}

/// A template's name as a path: `.` and empty segments say nothing. None for a `..` segment, which never resolves.
fn relative_path(name: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for segment in name.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            _ if segment.contains(std::path::MAIN_SEPARATOR) => return None,
            _ => path.push(segment),
        }
    }
    Some(path)
}

impl Loader for SearchPath {
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError> {
        let Some(relative) = relative_path(name) else { return Err(LoadError::ParentSegment) };
        for folder in &self.folders {
            let path = folder.join(&relative);
            match self.files.read(&path) {
                Ok(file) => return Ok(file),
                Err(ReadError::Missing) => {}
                Err(error) => return Err(LoadError::Unreadable { path, reason: error.to_string() }),
            }
        }
        Err(LoadError::NotFound)
    }

    fn search_path(&self) -> Vec<PathBuf> {
        self.folders.clone()
    }

    fn names(&self) -> Vec<String> {
        self.templates().into_iter().map(|(name, _)| name).collect()
    }
}
