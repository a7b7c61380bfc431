//! Symbols of all templates of all projects, by a few letters of their names.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use forgather_dialect::{FileSpan, SourceFile};
use forgather_workspace::{Cancelled, Files, Revision, SearchPath};

use crate::document_symbols::{Symbol, SymbolKind, document_symbols};
use crate::fuzzy::score;
use crate::location::Location;
use crate::snapshot::Snapshot;

/// A symbol of some template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The symbol that it is in, else its file's name.
    pub container: String,
    /// Where its name stands.
    pub location: Location,
}

/// How many symbols are found at most: nobody reads more.
pub const MOST: usize = 200;

/// The symbols of every file that was looked at, kept as long as the file is as it was. No text and no tree is kept.
#[derive(Debug, Default)]
pub struct SymbolIndex {
    known: Mutex<HashMap<PathBuf, File>>,
}

/// A file's symbols, and which text they are of.
type File = (Revision, Arc<[Known]>);

#[derive(Debug)]
struct Known {
    name: Box<str>,
    kind: SymbolKind,
    container: Option<Box<str>>,
    span: FileSpan,
}

impl SymbolIndex {
    fn of(&self, files: &Files, path: &Path) -> Option<Arc<[Known]>> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = files.revision(path)?;
        if let Some((known, symbols)) = lock().get(path)
            && *known == revision
        {
            return Some(Arc::clone(symbols));
        }
        let text = files.text(path).ok()?;
        let mut symbols = Vec::new();
        flatten(document_symbols(&SourceFile::new(text, files.dialect())), None, &mut symbols);
        let symbols: Arc<[Known]> = symbols.into();
        lock().insert(path.to_owned(), (revision, Arc::clone(&symbols)));
        Some(symbols)
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn flatten(symbols: Vec<Symbol>, container: Option<&str>, found: &mut Vec<Known>) {
    for symbol in symbols {
        flatten(symbol.children, Some(&symbol.name), found);
        found.push(Known {
            name: symbol.name.into(),
            kind: symbol.kind,
            container: container.map(Into::into),
            span: symbol.selection,
        });
    }
}

/// The symbols whose names hold the letters of a query in that order, the best first; all, where it is empty.
pub fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Result<Vec<WorkspaceSymbol>, Cancelled> {
    let files = &snapshot.files;
    let query: Vec<char> =
        query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for path in template_files(snapshot) {
        snapshot.cancel.check()?;
        let Some(symbols) = snapshot.index.symbols.of(files, &path) else { continue };
        let path: Arc<Path> = path.into();
        for (index, symbol) in symbols.iter().enumerate() {
            if let Some(score) = score(&symbol.name, &query) {
                let (path, symbols) = (Arc::clone(&path), Arc::clone(&symbols));
                found.push(Candidate { score, path, symbols, index });
            }
        }
        // Many fit a letter or two; holding them all to the end would take too much.
        if found.len() > 20 * MOST {
            keep_best(&mut found);
        }
    }
    keep_best(&mut found);
    found.sort_by(Candidate::compare);
    let symbols = found.into_iter().filter_map(|Candidate { path, symbols, index, .. }| {
        let symbol = &symbols[index];
        let file = files.read(&path).ok()?;
        // The file may have changed since it was looked at.
        let written = file.source.text.get(symbol.span.range())?;
        if !written.contains(&*symbol.name) {
            return None;
        }
        let file_name = || path.file_name().map(|name| name.to_string_lossy().into_owned());
        let container = symbol.container.as_deref().map(str::to_owned).or_else(file_name);
        Some(WorkspaceSymbol {
            name: symbol.name.to_string(),
            kind: symbol.kind,
            container: container.unwrap_or_default(),
            location: Location { file, span: symbol.span },
        })
    });
    Ok(symbols.collect())
}

/// A symbol that fits.
struct Candidate {
    score: i64,
    path: Arc<Path>,
    /// All symbols of its file, and which of them it is.
    symbols: Arc<[Known]>,
    index: usize,
}

impl Candidate {
    /// The better one is less.
    fn compare(&self, other: &Self) -> Ordering {
        let (symbol, other_symbol) = (&self.symbols[self.index], &other.symbols[other.index]);
        (Reverse(self.score), &symbol.name, &self.path, symbol.span.start).cmp(&(
            Reverse(other.score),
            &other_symbol.name,
            &other.path,
            other_symbol.span.start,
        ))
    }
}

/// Leaves the best, in no particular order.
fn keep_best(found: &mut Vec<Candidate>) {
    if found.len() > MOST {
        found.select_nth_unstable_by(MOST, Candidate::compare);
        found.truncate(MOST);
    }
}

/// The files of all projects that can be templates, open ones that were never saved among them, in no particular order.
fn template_files(snapshot: &Snapshot) -> Vec<PathBuf> {
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for project in &snapshot.projects {
        folders.extend(project.search_path().folders().iter().cloned());
    }
    let outermost: Vec<PathBuf> = folders
        .iter()
        .filter(|folder| !folder.ancestors().skip(1).any(|above| folders.contains(above)))
        .cloned()
        .collect();
    let unsaved = snapshot.files.open_paths().into_iter();
    let unsaved = unsaved.filter(|path| folders.iter().any(|folder| path.starts_with(folder)));
    let mut paths: HashSet<PathBuf> =
        SearchPath::new(Arc::clone(&snapshot.files), outermost).all_files().collect();
    paths.extend(unsaved);
    let mut paths: Vec<PathBuf> = paths.into_iter().collect();
    paths.retain(|path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| matches!(extension, "yaml" | "yml" | "jinja" | "jinja2" | "j2"))
    });
    paths
}
