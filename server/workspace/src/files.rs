//! The text of files: open documents over what is on disk, each split and parsed once.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forgather_dialect::{Dialect, SourceFile};
use forgather_expand::LoadedFile;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is none.
    Missing,
    /// It is not UTF-8, with the first byte that is not.
    NotUtf8 {
        /// Bytes before it.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// It is larger than a configuration ever is.
    TooLarge,
    /// The system says why.
    System(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::NotUtf8 { offset, line } => write!(
                f,
                "it is not UTF-8: byte {} (on line {line}) cannot be read; save the file as UTF-8",
                offset + 1
            ),
            Self::TooLarge => write!(f, "it is larger than {} MiB", MAX_SIZE >> 20),
            Self::System(reason) => f.write_str(reason),
        }
    }
}

/// The largest file that is read.
const MAX_SIZE: u64 = 64 << 20;

/// All files that were read, in one dialect.
#[derive(Debug)]
pub struct Files {
    dialect: Dialect,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<PathBuf, Arc<LoadedFile>>,
    read: HashMap<PathBuf, Arc<LoadedFile>>,
}

impl Files {
    /// No file read yet.
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, state: Mutex::default() }
    }

    /// The dialect in which all files are read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the text of a document that is open in an editor, which hides the file on disk.
    pub fn open(&self, path: &Path, text: &str) {
        let source = Arc::new(SourceFile::new(text, self.dialect));
        let file = Arc::new(LoadedFile { path: path.to_owned(), source });
        self.state().open.insert(path.to_owned(), file);
    }

    /// Forgets an open document; what is on disk counts again.
    pub fn close(&self, path: &Path) {
        let mut state = self.state();
        state.open.remove(path);
        state.read.remove(path);
    }

    /// Forgets what was read of a file that has changed on disk.
    pub fn changed(&self, path: &Path) {
        self.state().read.remove(path);
    }

    /// Whether there is a file, open or on disk.
    pub fn exists(&self, path: &Path) -> bool {
        let known = {
            let state = self.state();
            state.open.contains_key(path) || state.read.contains_key(path)
        };
        known || path.is_file()
    }

    /// A file's text, split and parsed.
    pub fn read(&self, path: &Path) -> Result<Arc<LoadedFile>, ReadError> {
        {
            let state = self.state();
            if let Some(file) = state.open.get(path).or_else(|| state.read.get(path)) {
                return Ok(Arc::clone(file));
            }
        }
        let text = read_text(path)?;
        let source = Arc::new(SourceFile::new(text, self.dialect));
        let file = Arc::new(LoadedFile { path: path.to_owned(), source });
        self.state().read.insert(path.to_owned(), Arc::clone(&file));
        Ok(file)
    }
}

fn read_text(path: &Path) -> Result<String, ReadError> {
    let system = |error: &std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadError::Missing,
        _ => ReadError::System(error.to_string()),
    };
    let file = File::open(path).map_err(|error| system(&error))?;
    let metadata = file.metadata().map_err(|error| system(&error))?;
    if !metadata.is_file() {
        return Err(ReadError::Missing);
    }
    if metadata.len() > MAX_SIZE {
        return Err(ReadError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.take(MAX_SIZE).read_to_end(&mut bytes).map_err(|error| system(&error))?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..offset].split(|byte| *byte == b'\n').count();
        ReadError::NotUtf8 { offset, line }
    })
}
