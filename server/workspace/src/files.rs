//! The text of files: open documents over what is on disk, each split and parsed once.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use forgather_dialect::{Dialect, LineIndex, SourceFile};
use forgather_expand::LoadedFile;

use crate::python::{Pythons, is_python_file};

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

/// All files that were read, in one dialect: open documents over what is on disk.
///
/// A [`fork`](Files::fork) sees the documents as they are now, whatever is opened and edited later. What is read from
/// disk, and that a file is not there, is remembered until [`changed`](Files::changed) says otherwise, for all forks.
/// So are the facts about Python files: of those, the open text counts at once in all forks.
#[derive(Debug)]
pub struct Files {
    dialect: Dialect,
    open: Mutex<Arc<HashMap<PathBuf, Arc<OpenDocument>>>>,
    disk: Arc<Disk>,
    pythons: Arc<Pythons>,
}

/// What tells a file's text at one moment from that at another, without reading it.
#[derive(Debug, Clone)]
pub enum Revision {
    /// It is open, or was read: this text.
    Known(Arc<str>),
    /// It is on disk, with that time of its last change and that size.
    OnDisk(Option<SystemTime>, u64),
}

impl PartialEq for Revision {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => Arc::ptr_eq(a, b),
            (Self::OnDisk(a, size), Self::OnDisk(b, other_size)) => {
                a.is_some() && (a, size) == (b, other_size)
            }
            _ => false,
        }
    }
}

/// The text of a document that is open in an editor, parsed when it is first asked for.
#[derive(Debug)]
struct OpenDocument {
    text: Arc<str>,
    file: OnceLock<Arc<LoadedFile>>,
}

/// What was read from disk.
#[derive(Debug, Default)]
struct Disk(Mutex<Read>);

#[derive(Debug, Default)]
struct Read {
    files: HashMap<PathBuf, Option<Arc<LoadedFile>>>,
    /// Counts what was forgotten: what was read before that and comes late is not remembered.
    forgotten: u64,
}

impl Files {
    /// No file read yet.
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, open: Mutex::default(), disk: Arc::default(), pythons: Arc::default() }
    }

    /// The same files, with the documents that are open now as they are now.
    #[must_use]
    pub fn fork(&self) -> Self {
        let open = Mutex::new(self.documents());
        let (disk, pythons) = (Arc::clone(&self.disk), Arc::clone(&self.pythons));
        Self { dialect: self.dialect, open, disk, pythons }
    }

    /// The dialect in which all files are read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What is known of each interpreter's Python.
    pub(crate) fn pythons(&self) -> &Pythons {
        &self.pythons
    }

    fn documents(&self) -> Arc<HashMap<PathBuf, Arc<OpenDocument>>> {
        Arc::clone(&lock(&self.open))
    }

    /// Sets the text of a document that is open in an editor, which hides the file on disk.
    pub fn open(&self, path: &Path, text: impl Into<Arc<str>>) {
        let text = text.into();
        if is_python_file(path) {
            self.pythons.set_open(path, Some(Arc::clone(&text)));
        }
        let document = Arc::new(OpenDocument { text, file: OnceLock::new() });
        Arc::make_mut(&mut lock(&self.open)).insert(path.to_owned(), document);
    }

    /// Forgets an open document; what is on disk counts again.
    pub fn close(&self, path: &Path) {
        if is_python_file(path) {
            self.pythons.set_open(path, None);
        }
        Arc::make_mut(&mut lock(&self.open)).remove(path);
        self.changed(path);
    }

    /// The paths of all open documents.
    pub fn open_paths(&self) -> Vec<PathBuf> {
        self.documents().keys().cloned().collect()
    }

    /// Whether a document is open in an editor.
    pub fn is_open(&self, path: &Path) -> bool {
        lock(&self.open).contains_key(path)
    }

    /// Forgets what was read of a file, or of all files in a folder, that has changed on disk.
    pub fn changed(&self, path: &Path) {
        let mut disk = lock(&self.disk.0);
        disk.forgotten += 1;
        if disk.files.remove(path).is_none() {
            // It may be a folder, or a file that was never looked at.
            disk.files.retain(|known, _| !known.starts_with(path));
        }
    }

    /// Whether there is a file, open or on disk.
    pub fn exists(&self, path: &Path) -> bool {
        if self.is_open(path) {
            return true;
        }
        let known = lock(&self.disk.0).files.get(path).map(Option::is_some);
        known.unwrap_or_else(|| path.is_file())
    }

    /// A file's text, split and parsed.
    pub fn read(&self, path: &Path) -> Result<Arc<LoadedFile>, ReadError> {
        let document = lock(&self.open).get(path).map(Arc::clone);
        if let Some(document) = document {
            return Ok(Arc::clone(
                document.file.get_or_init(|| self.parse(path, Arc::clone(&document.text))),
            ));
        }
        let forgotten = {
            let disk = lock(&self.disk.0);
            match disk.files.get(path) {
                Some(Some(file)) => return Ok(Arc::clone(file)),
                Some(None) => return Err(ReadError::Missing),
                None => disk.forgotten,
            }
        };
        let outcome = read_text(path).map(|text| self.parse(path, text.into()));
        let found = match &outcome {
            Ok(file) => Some(Arc::clone(file)),
            Err(ReadError::Missing) => None,
            Err(_) => return outcome,
        };
        let mut disk = lock(&self.disk.0);
        if disk.forgotten == forgotten {
            disk.files.insert(path.to_owned(), found);
        }
        outcome
    }

    /// A file that is no template, such as a Python file: its text alone.
    pub fn read_plain(&self, path: &Path) -> Result<Arc<LoadedFile>, ReadError> {
        let text = self.text(path)?;
        let source =
            SourceFile { dialect: self.dialect, lines: LineIndex::new(&text), text, parts: Vec::new() };
        Ok(Arc::new(LoadedFile { path: path.to_owned(), source: Arc::new(source) }))
    }

    /// Which text a file has; none where there is no such file.
    pub fn revision(&self, path: &Path) -> Option<Revision> {
        if let Some(text) = self.known_text(path) {
            return text.ok().map(Revision::Known);
        }
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(Revision::OnDisk(metadata.modified().ok(), metadata.len()))
    }

    /// A file's text. What is read from disk for it is not remembered, so that many files can be looked through.
    pub fn text(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        match self.known_text(path) {
            Some(text) => text,
            None => read_text(path).map(Arc::from),
        }
    }

    /// The text of a file that is open or was read, or that it is not there.
    fn known_text(&self, path: &Path) -> Option<Result<Arc<str>, ReadError>> {
        if let Some(document) = lock(&self.open).get(path) {
            return Some(Ok(Arc::clone(&document.text)));
        }
        let disk = lock(&self.disk.0);
        let file = disk.files.get(path)?;
        Some(file.as_ref().map(|file| Arc::clone(&file.source.text)).ok_or(ReadError::Missing))
    }

    fn parse(&self, path: &Path, text: Arc<str>) -> Arc<LoadedFile> {
        let source = Arc::new(SourceFile::new(text, self.dialect));
        Arc::new(LoadedFile { path: path.to_owned(), source })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
