//! Where templates come from: asked by name, answered with a file.

use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::SourceFile;

/// A file of a search path.
#[derive(Debug)]
pub struct LoadedFile {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its text, split, translated and parsed.
    pub source: Arc<SourceFile>,
}

/// Why there is no template of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// No folder of the search path has it.
    NotFound,
    /// The name has a `..` segment, which never resolves.
    ParentSegment,
    /// The file is there and cannot be read, with the reason.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Finds template files by name.
pub trait Loader {
    /// The file of the first folder that has one of that name.
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError>;

    /// The folders in which names are looked up, in order.
    fn search_path(&self) -> Vec<PathBuf>;

    /// All names that can be loaded, for suggestions.
    fn names(&self) -> Vec<String>;
}
