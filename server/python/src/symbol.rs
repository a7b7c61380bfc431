//! What a SPEC stands for: where it is defined, what it takes, what its documentation says.

use crate::{
    builtins,
    facts::ByteRange,
    modules::{Module, Search},
    python::{FILE_MODULE, Python},
    resolve::{Found, Lookup, Resolver, Thing},
    signature::Signature,
    slip,
    spec::Spec,
};
use forgather_dialect::nearest;
use std::path::{Path, PathBuf};

/// What kind of thing a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A function or a method.
    Function,
    /// A class.
    Class,
    /// A module.
    Module,
    /// A name of Python's builtins, or of those that Forgather adds.
    Builtin,
    /// Anything else that has a name.
    Value,
}

/// A name that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it stands for.
    pub kind: SymbolKind,
    /// The file that defines it, and the place of the name in it, in bytes. A module begins where its file does.
    pub definition: Option<(PathBuf, ByteRange)>,
    /// What calling it takes. `None` is unknown.
    pub signature: Option<Signature>,
    /// Without the indentation of its lines.
    pub docstring: Option<String>,
}

/// The answer to what a SPEC stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It is there.
    Found(Symbol),
    /// There is no such file, and in its folder is one whose name differs by a slip of the hand. Any other file may be
    /// written while others are constructed.
    NoFile {
        /// The name of that file, without its folder.
        nearest: String,
    },
    /// There is no such module.
    NoModule {
        /// As far as it is missing: `a.b` of `a.b.c`, if there is an `a`.
        name: String,
        /// What may have been meant instead of its last part.
        nearest: Option<String>,
    },
    /// The module is there, and has no such name.
    NoSymbol {
        /// As far as it is missing: `A.b` of `A.b.c`, if there is an `A`.
        name: String,
        /// What may have been meant instead of its last part.
        nearest: Option<String>,
    },
    /// It may be there or not.
    Unknown,
}

impl Python {
    /// What a SPEC stands for.
    pub fn resolve_symbol(&self, search: &Search, spec: &Spec) -> Resolution {
        match spec {
            Spec::Builtin { symbol } => builtin(symbol),
            Spec::Module { module, symbol } => match self.resolve_module(search, module) {
                Module::Missing { name, nearest } => Resolution::NoModule { name, nearest },
                Module::Unknown => Resolution::Unknown,
                _ => match module.strip_prefix('.') {
                    Some(relative) => {
                        let full = format!("{FILE_MODULE}.{relative}");
                        resolution(&self.file_resolver(search), Thing::Module(full), symbol)
                    }
                    None => {
                        resolution(&Resolver::new(self, search, None), Thing::Module(module.clone()), symbol)
                    }
                },
            },
            Spec::File { file, symbol } => match existing(file, search) {
                Some(file) => self.in_file(search, &file, symbol),
                None => slip::meant(file, search)
                    .map_or(Resolution::Unknown, |nearest| Resolution::NoFile { nearest }),
            },
        }
    }

    fn in_file(&self, search: &Search, file: &Path, symbol: &str) -> Resolution {
        let resolver = self.file_resolver(search);
        let (first, rest) =
            symbol.split_once('.').map_or((symbol, None), |(first, rest)| (first, Some(rest)));
        let Some(module) = resolver.load_file(FILE_MODULE, file) else { return Resolution::Unknown };
        match resolver.member(&module, first) {
            Lookup::Found(found) => attributes(&resolver, found, first, rest),
            Lookup::Absent => {
                let known = module.facts.scope.bindings.keys();
                let nearest = nearest(first, known.map(String::as_str)).map(str::to_owned);
                Resolution::NoSymbol { name: first.to_owned(), nearest }
            }
            Lookup::Unknown => Resolution::Unknown,
        }
    }
}

/// A relative path is taken from the folders of the project.
pub(crate) fn existing(file: &Path, search: &Search) -> Option<PathBuf> {
    if file.is_absolute() {
        return file.is_file().then(|| file.to_path_buf());
    }
    search.roots.iter().map(|root| root.join(file)).find(|file| file.is_file())
}

fn builtin(symbol: &str) -> Resolution {
    let (name, attributes) = symbol.split_once('.').map_or((symbol, None), |(name, rest)| (name, Some(rest)));
    let is_known = builtins::has(&builtins::NAMES, name) || builtins::has(&builtins::FORGATHER, name);
    match (is_known, attributes) {
        (true, None) => Resolution::Found(Symbol {
            kind: SymbolKind::Builtin,
            definition: None,
            signature: None,
            docstring: None,
        }),
        (true, Some(_)) => Resolution::Unknown,
        (false, _) => {
            let known = builtins::NAMES.into_iter().chain(builtins::FORGATHER);
            Resolution::NoSymbol { name: name.to_owned(), nearest: nearest(name, known).map(str::to_owned) }
        }
    }
}

fn resolution(resolver: &Resolver<'_>, of: Thing, symbol: &str) -> Resolution {
    attributes(resolver, vec![Found { thing: of, ..Found::value() }], "", Some(symbol))
}

/// Attributes of what is found, one after the other.
fn attributes(resolver: &Resolver<'_>, found: Vec<Found>, path: &str, rest: Option<&str>) -> Resolution {
    let mut found = found;
    let mut path = path.to_owned();
    for part in rest.into_iter().flat_map(|rest| rest.split('.')) {
        let separator = if path.is_empty() { "" } else { "." };
        path = format!("{path}{separator}{part}");
        found = match resolver.attribute(&found, part) {
            Lookup::Found(found) => found,
            Lookup::Unknown => return Resolution::Unknown,
            Lookup::Absent => {
                let known: Vec<String> =
                    found.iter().flat_map(|found| resolver.names_of(&found.thing)).collect();
                let nearest = nearest(part, known.iter().map(String::as_str)).map(str::to_owned);
                return Resolution::NoSymbol { name: path, nearest };
            }
        };
    }
    Resolution::Found(symbol(resolver, &found))
}

fn symbol(resolver: &Resolver<'_>, found: &[Found]) -> Symbol {
    let signature = resolver.signature(found);
    // Where a condition decides, the first that says something is shown.
    let says_something = |found: &&Found| !matches!(found.thing, Thing::Value);
    let shown = found.iter().find(says_something).or(found.first()).cloned().unwrap_or_else(Found::value);
    if let Thing::Module(name) = &shown.thing
        && let Some(module) = resolver.load(name, &resolver.module(name))
    {
        let (definition, docstring) = (Some((module.file.clone(), 0..0)), module.facts.docstring.clone());
        return Symbol { kind: SymbolKind::Module, definition, signature, docstring };
    }
    Symbol { kind: kind(&shown.thing), definition: shown.at, signature, docstring: shown.docstring }
}

/// The kind that is shown for a thing.
pub(crate) fn kind(thing: &Thing) -> SymbolKind {
    match thing {
        Thing::Function(..) => SymbolKind::Function,
        Thing::Class(_) | Thing::Special(_) => SymbolKind::Class,
        Thing::Module(_) => SymbolKind::Module,
        Thing::BuiltIn(_) => SymbolKind::Builtin,
        Thing::Value => SymbolKind::Value,
    }
}

#[cfg(test)]
mod tests;
