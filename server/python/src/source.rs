//! The facts of files, each read and parsed once for each revision.

use crate::{facts::Facts, read, syntax};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::SystemTime,
};

/// A larger file is generated, and its contents are taken as unknown.
const SIZE_LIMIT: u64 = 4 * 1024 * 1024;
/// How many files are remembered, and how many bytes of text they had together: facts take about as much.
const FILE_LIMIT: usize = 2_000;
const TEXT_LIMIT: u64 = 64 * 1024 * 1024;

/// Which text of a file the facts are of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Revision {
    Disk {
        changed: SystemTime,
        size: u64,
    },
    /// An open document, which counts before the disk.
    Open(Arc<str>),
}

/// Facts that are there once the first who asked has parsed the text; others wait for them.
type Slot = Arc<OnceLock<Option<Arc<Facts>>>>;

#[derive(Debug)]
struct Remembered {
    revision: Revision,
    slot: Slot,
    used: u64,
    size: u64,
}

/// The facts of files.
#[derive(Debug, Default)]
pub(crate) struct Sources(Mutex<Store>);

#[derive(Debug, Default)]
struct Store {
    open: HashMap<PathBuf, Arc<str>>,
    files: HashMap<PathBuf, Remembered>,
    clock: u64,
    parsed: u64,
}

impl Sources {
    /// Makes a document's text count instead of its file's, or with `None` the file's again.
    pub(crate) fn set_open(&self, file: &Path, text: Option<Arc<str>>) {
        let mut store = self.store();
        match text {
            Some(text) => store.open.insert(file.to_path_buf(), text),
            None => store.open.remove(file),
        };
    }

    /// The facts of a file; `None` if it cannot be read, is too large or nested too deeply.
    pub(crate) fn facts(&self, file: &Path) -> Option<Arc<Facts>> {
        let (revision, slot) = self.slot(file)?;
        let facts = slot.get_or_init(|| {
            let is_stub = file.extension().is_some_and(|extension| extension == "pyi");
            self.store().parsed += 1;
            let parse = |text: &str| syntax::facts(text, is_stub).map(Arc::new);
            match &revision {
                Revision::Open(text) => parse(text),
                Revision::Disk { .. } => parse(&read::text_up_to(file, SIZE_LIMIT)?),
            }
        });
        facts.clone()
    }

    /// How many texts were parsed since the start.
    pub(crate) fn parsed(&self) -> u64 {
        self.store().parsed
    }

    /// The revision that counts, and where its facts are or will be.
    fn slot(&self, file: &Path) -> Option<(Revision, Slot)> {
        let open = self.store().open.get(file).cloned();
        let (revision, size) = match open {
            Some(text) => (Revision::Open(text.clone()), text.len() as u64),
            None => {
                let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
                let changed = metadata.modified().ok()?;
                (Revision::Disk { changed, size: metadata.len() }, metadata.len())
            }
        };
        if size > SIZE_LIMIT {
            return None;
        }
        let mut store = self.store();
        store.clock += 1;
        let used = store.clock;
        if let Some(remembered) = store.files.get_mut(file)
            && remembered.revision == revision
        {
            remembered.used = used;
            return Some((revision, remembered.slot.clone()));
        }
        let slot = Slot::default();
        let remembered = Remembered { revision: revision.clone(), slot: slot.clone(), used, size };
        store.files.insert(file.to_path_buf(), remembered);
        store.forget_the_oldest();
        Some((revision, slot))
    }

    fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Down to three quarters of the bounds, once they are passed: rarely, and then by one sort.
    fn forget_the_oldest(&mut self) {
        let total = |store: &Self| store.files.values().map(|file| file.size).sum::<u64>();
        if self.files.len() <= FILE_LIMIT && total(self) <= TEXT_LIMIT {
            return;
        }
        let mut by_use: Vec<(u64, u64)> = self.files.values().map(|file| (file.used, file.size)).collect();
        by_use.sort_unstable_by(|one, other| other.cmp(one));
        let (mut files, mut bytes) = (0, 0);
        let oldest_kept = by_use.iter().take_while(|(_, size)| {
            files += 1;
            bytes += size;
            files == 1 || (files <= FILE_LIMIT * 3 / 4 && bytes <= TEXT_LIMIT * 3 / 4)
        });
        let bound = oldest_kept.last().map_or(0, |(used, _)| *used);
        self.files.retain(|_, file| file.used >= bound);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sources: &Sources, file: &Path) -> String {
        let Some(facts) = sources.facts(file) else { return "nothing".to_owned() };
        facts.scope.bindings.keys().cloned().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_is_parsed_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.py");
        let sources = Sources::default();
        assert_eq!(names(&sources, &file), "nothing");
        fs::write(&file, "a = 1").unwrap();
        assert_eq!(names(&sources, &file), "a");
        assert_eq!((names(&sources, &file), sources.parsed()), ("a".to_owned(), 1));
        fs::write(&file, "a = b = 1").unwrap();
        assert_eq!((names(&sources, &file), sources.parsed()), ("a b".to_owned(), 2));
    }

    #[test]
    fn an_open_document_counts_before_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.py");
        fs::write(&file, "a = 1").unwrap();
        let sources = Sources::default();
        sources.set_open(&file, Some("b = 1".into()));
        assert_eq!(names(&sources, &file), "b");
        sources.set_open(&file, None);
        assert_eq!(names(&sources, &file), "a");
    }

    #[test]
    fn a_large_file_gives_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.py");
        fs::write(&file, "a = 1\n".repeat(800_000)).unwrap();
        assert_eq!(names(&Sources::default(), &file), "nothing");
    }

    #[test]
    fn many_threads_parse_a_text_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.py");
        fs::write(&file, "a = 1\n".repeat(1_000)).unwrap();
        let sources = Sources::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(names(&sources, &file), "a"));
            }
        });
        assert_eq!(sources.parsed(), 1);
    }

    #[test]
    fn only_so_many_files_are_remembered() {
        let sources = Sources::default();
        for index in 0..FILE_LIMIT + 10 {
            let file = PathBuf::from(format!("/nowhere/{index}.py"));
            sources.set_open(&file, Some("a = 1".into()));
            assert_eq!(names(&sources, &file), "a");
            sources.set_open(&file, None);
        }
        let kept = sources.store().files.len();
        assert!((FILE_LIMIT / 2..=FILE_LIMIT).contains(&kept), "{kept}");
    }
}
