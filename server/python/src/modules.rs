//! Where a module is, as Python's own finders would find it.

use crate::{builtins, interpreter::Interpreter, listing::Listings};
use forgather_dialect::nearest;
use std::path::{Path, PathBuf};

/// Where imports of one configuration look, before the interpreter's own search path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The project's folder, its `system_path`.
    pub roots: Vec<PathBuf>,
    /// `submodule_searchpath`: the folders that relative imports of a file, and `.module:name`, look into.
    pub submodules: Vec<PathBuf>,
}

/// What a module is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Module {
    /// A Python file.
    Source(PathBuf),
    /// A compiled module. Its stub, if there is one, says what is in it.
    Compiled {
        /// The `.so` or `.pyd`; `None` for one that is compiled into the interpreter.
        file: Option<PathBuf>,
        /// A `.pyi` file.
        stub: Option<PathBuf>,
    },
    /// A package without `__init__.py`, which may be spread over several folders.
    Namespace(Vec<PathBuf>),
    /// There is none.
    Missing {
        /// As far as it is missing: `a.b` of `a.b.c`, if there is an `a`.
        name: String,
        /// What may have been meant instead of its last part.
        nearest: Option<String>,
    },
    /// It may be there or not: the interpreter is unknown, or code may make it appear.
    Unknown,
}

/// What a folder has under a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Package(PathBuf),
    Compiled(PathBuf),
    Source(PathBuf),
    Folder(PathBuf),
}

impl Entry {
    /// The module, unless it is a folder only.
    pub(crate) fn module(self, stub: Option<PathBuf>) -> Module {
        match self {
            Self::Package(file) if !is_python(&file) => Module::Compiled { file: Some(file), stub },
            Self::Package(file) | Self::Source(file) => Module::Source(file),
            Self::Compiled(file) => Module::Compiled { file: Some(file), stub },
            Self::Folder(folder) => Module::Namespace(vec![folder]),
        }
    }
}

/// The module of this name in any of the folders: the first that is more than a folder, else all folders together.
pub(crate) fn in_folders(listings: &Listings, folders: &[PathBuf], name: &str) -> Option<Module> {
    let mut namespace = Vec::new();
    for folder in folders {
        match entry(listings, folder, name) {
            Some(Entry::Folder(folder)) => namespace.push(folder),
            Some(entry) => return Some(entry.module(stub(listings, folders, folder, name))),
            None => {}
        }
    }
    (!namespace.is_empty()).then_some(Module::Namespace(namespace))
}

/// As [`in_folders`] for a module that is not in a package, where the order of the roots and of the interpreter's own
/// folders is not known: one that both have is unknown.
pub(crate) fn top_level(listings: &Listings, search: &Search, python: &Interpreter, name: &str) -> Module {
    // Where setuptools is installed, it puts a copy of its own in the place of the standard library's.
    if name == "distutils" {
        return Module::Unknown;
    }
    let folders: Vec<PathBuf> = search.roots.iter().chain(&python.search_path).cloned().collect();
    let found = in_folders(listings, &folders, name);
    let is_built_in = builtins::has(&builtins::MODULES, name);
    match found {
        Some(Module::Namespace(_)) | None if is_built_in => Module::Compiled { file: None, stub: None },
        Some(Module::Namespace(_)) if python.import_hooks => Module::Unknown,
        Some(module) if is_contested(listings, search, python, name) => {
            if is_built_in || !matches!(module, Module::Namespace(_)) { Module::Unknown } else { module }
        }
        Some(module) => module,
        None if python.import_hooks => Module::Unknown,
        None => {
            let near = nearest_in(listings, &folders, name);
            let built_in = builtins::MODULES.into_iter();
            let nearest = nearest(name, near.as_deref().into_iter().chain(built_in)).map(str::to_owned);
            Module::Missing { name: name.to_owned(), nearest }
        }
    }
}

fn is_contested(listings: &Listings, search: &Search, python: &Interpreter, name: &str) -> bool {
    let files = |folders: &[PathBuf]| match in_folders(listings, folders, name) {
        Some(Module::Source(file) | Module::Compiled { file: Some(file), .. }) => file.canonicalize().ok(),
        _ => None,
    };
    let (ours, theirs) = (files(&search.roots), files(&python.search_path));
    ours.is_some() && theirs.is_some() && ours != theirs
}

/// What a folder has under a module's name, in the order in which Python's `FileFinder` looks.
fn entry(listings: &Listings, folder: &Path, name: &str) -> Option<Entry> {
    let names = listings.of(folder);
    let has = |name: &str| names.binary_search_by(|known| known.as_str().cmp(name)).is_ok();
    let inner = folder.join(name);
    let is_folder = has(name) && inner.is_dir();
    if is_folder {
        let inside = listings.of(&inner);
        if let Some(compiled) = compiled(&inside, "__init__") {
            return Some(Entry::Package(inner.join(compiled)));
        }
        for file in ["__init__.py", "__init__.pyc"] {
            if inside.iter().any(|name| name == file) {
                return Some(Entry::Package(inner.join(file)));
            }
        }
    }
    if let Some(compiled) = compiled(&names, name) {
        return Some(Entry::Compiled(folder.join(compiled)));
    }
    let (source, bytecode) = (format!("{name}.py"), format!("{name}.pyc"));
    if has(&source) {
        return Some(Entry::Source(folder.join(source)));
    }
    if has(&bytecode) {
        return Some(Entry::Compiled(folder.join(bytecode)));
    }
    is_folder.then_some(Entry::Folder(inner))
}

/// `name.cpython-311-x86_64-linux-gnu.so`, `name.abi3.so`, `name.so`, `name.pyd`. Which of them this interpreter loads
/// does not matter: none says what is in it.
fn compiled<'n>(names: &'n [String], name: &str) -> Option<&'n str> {
    let start = names.partition_point(|known| known.as_str() < name);
    names[start..].iter().map(String::as_str).take_while(|known| known.starts_with(name)).find(|known| {
        let rest = &known[name.len()..];
        rest.starts_with('.') && is_compiled(Path::new(known))
    })
}

fn is_compiled(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "so" || extension == "pyd")
}

fn is_python(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "py")
}

/// The stub of a compiled module: beside it, or in a package `NAME-stubs` of any folder.
fn stub(listings: &Listings, folders: &[PathBuf], folder: &Path, name: &str) -> Option<PathBuf> {
    let beside = folder.join(format!("{name}.pyi"));
    let inside = folder.join(name).join("__init__.pyi");
    if let Some(stub) = [beside, inside].into_iter().find(|file| file.is_file()) {
        return Some(stub);
    }
    let package = format!("{name}-stubs");
    let has = |folder: &&PathBuf| listings.of(folder).binary_search(&package).is_ok();
    folders
        .iter()
        .find(has)
        .map(|folder| folder.join(&package).join("__init__.pyi"))
        .filter(|file| file.is_file())
}

/// The name of a module in some folders that may have been meant.
pub(crate) fn nearest_in(listings: &Listings, folders: &[PathBuf], name: &str) -> Option<String> {
    // To see whether a folder is a package takes longer than to compare its name.
    let near = names_like(listings, folders, |known| nearest(name, [known].into_iter()).is_some());
    nearest(name, near.iter().map(String::as_str)).map(str::to_owned)
}

/// The names of the modules in some folders, sorted.
pub(crate) fn names_in(listings: &Listings, folders: &[PathBuf]) -> Vec<String> {
    names_like(listings, folders, |_| true)
}

fn names_like(listings: &Listings, folders: &[PathBuf], is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    for folder in folders {
        for entry in listings.of(folder).iter() {
            let (stem, extension) = entry.split_once('.').unwrap_or((entry, ""));
            if !is_wanted(stem) {
                continue;
            }
            let is_module = match extension {
                "" => is_package(listings, &folder.join(entry)),
                "py" => true,
                extension => extension.ends_with("so") || extension.ends_with("pyd"),
            };
            if is_module && is_identifier(stem) && stem != "__init__" {
                names.push(stem.to_owned());
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a folder has a Python file, or another folder that may.
fn is_package(listings: &Listings, folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name != "__pycache__" && name != "node_modules")
        && listings.of(folder).iter().any(|name| is_python(Path::new(name)) || is_compiled(Path::new(name)))
}

/// Whether a text could be a name. Python's names are wider than this only in letters that Unicode has no word for.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_')
}
