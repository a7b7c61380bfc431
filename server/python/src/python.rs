//! The facts about one interpreter's Python: what a client holds on to.

use crate::{
    facts::Facts,
    interpreter::Interpreter,
    listing::Listings,
    modules::{self, Module, Search},
    resolve::Resolver,
    source::Sources,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Modules, symbols and signatures as they are on disk and in open documents. Files are read and parsed when they are
/// asked for, once for each revision, and remembered up to a bound. All methods may be called from any thread.
#[derive(Debug)]
pub struct Python {
    interpreter: Interpreter,
    listings: Listings,
    sources: Sources,
}

impl Python {
    /// Without an interpreter, what is not found in the project is unknown.
    pub fn new(interpreter: Option<Interpreter>) -> Self {
        let unknown = || Interpreter { import_hooks: true, ..Interpreter::default() };
        Self {
            interpreter: interpreter.unwrap_or_else(unknown),
            listings: Listings::default(),
            sources: Sources::default(),
        }
    }

    /// The interpreter, if it is known.
    pub fn interpreter(&self) -> Option<&Interpreter> {
        (!self.interpreter.executable.as_os_str().is_empty()).then_some(&self.interpreter)
    }

    /// Makes an open document's text count instead of the file's, or with `None` the file's again.
    pub fn set_open_document(&self, file: &Path, text: Option<Arc<str>>) {
        self.sources.set_open(file, text);
    }

    /// What `import NAME` finds. A name with a leading dot is looked for in `submodule_searchpath`.
    pub fn resolve_module(&self, search: &Search, name: &str) -> Module {
        let Some(relative) = name.strip_prefix('.') else {
            return Resolver::new(self, search, None).module(name);
        };
        if relative.is_empty() || relative.starts_with('.') || search.submodules.is_empty() {
            return Module::Unknown;
        }
        match self.file_resolver(search).module(&format!("{FILE_MODULE}.{relative}")) {
            // Such modules are often written while others are constructed.
            Module::Missing { .. } => Module::Unknown,
            module => module,
        }
    }

    /// How many texts were parsed so far.
    pub fn parsed_texts(&self) -> u64 {
        self.sources.parsed()
    }

    /// A resolver for which a module loaded from a file is a package, with `submodule_searchpath` as its folders.
    pub(crate) fn file_resolver<'p>(&'p self, search: &'p Search) -> Resolver<'p> {
        Resolver::new(self, search, Some(FILE_MODULE.to_owned()))
    }

    pub(crate) fn top_level(&self, search: &Search, name: &str) -> Module {
        modules::top_level(&self.listings, search, &self.interpreter, name)
    }

    /// The folders in which the interpreter looks for modules.
    pub(crate) fn search_path(&self) -> &[PathBuf] {
        &self.interpreter.search_path
    }

    pub(crate) fn listings(&self) -> &Listings {
        &self.listings
    }

    pub(crate) fn facts(&self, file: &Path) -> Option<Arc<Facts>> {
        self.sources.facts(file)
    }
}

/// The name of a module that is loaded from a file. Python gives it the file's own, which imports of that name do not
/// mean.
pub(crate) const FILE_MODULE: &str = "<file>";
