//! What may follow where a SPEC is being typed.

use crate::{
    builtins,
    class::Ancestor,
    facts::All,
    modules::{self, Module, Search},
    python::{FILE_MODULE, Python},
    resolve::{Found, Loaded, Lookup, Resolver, Thing, folders_of},
    symbol::{SymbolKind, existing, kind},
};
use std::{path::Path, path::PathBuf, sync::Arc};

/// More than anyone looks through.
const LIMIT: usize = 2_000;

/// One continuation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Completion {
    /// What stands after the last `.` or `:`.
    pub name: String,
    /// What it stands for.
    pub kind: SymbolKind,
}

impl Python {
    /// The names that may stand at the end of what is typed of a SPEC: `torch.op`, `torch.optim:Ad`, `a.py:Model.`.
    /// Sorted. Names that begin with an underscore are given once one is typed.
    pub fn complete(&self, search: &Search, typed: &str) -> Vec<Completion> {
        let mut found = match typed.rsplit_once(':') {
            None => self.complete_module(search, typed),
            Some((module, symbol)) => self.complete_symbol(search, module, symbol),
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(LIMIT);
        found
    }

    fn complete_module(&self, search: &Search, typed: &str) -> Vec<Completion> {
        let Some((package, start)) = typed.rsplit_once('.') else {
            let folders: Vec<PathBuf> = search.roots.iter().chain(self.search_path()).cloned().collect();
            let mut names = modules::names_in(self.listings(), &folders);
            names.extend(builtins::MODULES.map(str::to_owned));
            let builtin = builtins::NAMES.into_iter().chain(builtins::FORGATHER).map(str::to_owned);
            let mut found = completions(names, typed, SymbolKind::Module);
            found.extend(completions(builtin, typed, SymbolKind::Builtin));
            return found;
        };
        let folders = if package.is_empty() {
            search.submodules.clone()
        } else {
            let module = self.resolve_module(search, package);
            folders_of(&module).unwrap_or_default()
        };
        completions(modules::names_in(self.listings(), &folders), start, SymbolKind::Module)
    }

    fn complete_symbol(&self, search: &Search, module: &str, typed: &str) -> Vec<Completion> {
        let (path, start) = typed.rsplit_once('.').map_or((None, typed), |(path, start)| (Some(path), start));
        let is_file = Path::new(module).extension().is_some_and(|extension| extension == "py");
        let (resolver, loaded) = if is_file {
            let resolver = self.file_resolver(search);
            let loaded =
                existing(Path::new(module), search).and_then(|file| resolver.load_file(FILE_MODULE, &file));
            (resolver, loaded)
        } else if let Some(relative) = module.strip_prefix('.') {
            let full = format!("{FILE_MODULE}.{relative}");
            let resolver = self.file_resolver(search);
            let loaded = resolver.load(&full, &self.resolve_module(search, module));
            (resolver, loaded)
        } else {
            let resolver = Resolver::new(self, search, None);
            let loaded = resolver.load(module, &resolver.module(module));
            (resolver, loaded)
        };
        let Some(loaded) = loaded else { return Vec::new() };
        let of = match path {
            None => Lookup::Found(vec![]),
            Some(path) => resolver.path(&loaded, path),
        };
        let Lookup::Found(of) = of else { return Vec::new() };
        let names = match path {
            None => resolver.names_of_module(&loaded),
            Some(_) => of.iter().flat_map(|found| resolver.names_of(&found.thing)).collect(),
        };
        let names = names.into_iter().filter(|name| is_wanted(name, start)).take(LIMIT);
        let with_kind = names.map(|name| {
            let lookup = match path {
                None => resolver.member(&loaded, &name),
                Some(_) => resolver.attribute(&of, &name),
            };
            let thing = lookup.or_value().into_iter().next().unwrap_or_else(Found::value).thing;
            Completion { name, kind: kind(&thing) }
        });
        with_kind.collect()
    }
}

fn completions(names: impl IntoIterator<Item = String>, start: &str, kind: SymbolKind) -> Vec<Completion> {
    let wanted = names.into_iter().filter(|name| is_wanted(name, start));
    wanted.map(|name| Completion { name, kind }).collect()
}

fn is_wanted(name: &str, start: &str) -> bool {
    name.starts_with(start) && (start.starts_with('_') || !name.starts_with('_'))
}

impl Resolver<'_> {
    /// The names that a module or a class is known to have.
    pub(crate) fn names_of(&self, thing: &Thing) -> Vec<String> {
        match thing {
            Thing::Module(name) => {
                let place = self.module(name);
                self.load(name, &place)
                    .map_or_else(|| self.submodules(&place), |module| self.names_of_module(&module))
            }
            Thing::Class(at) => {
                let own = || vec![Ancestor::Class(at.clone())];
                let names =
                    self.ancestors(at).unwrap_or_else(own).into_iter().flat_map(|ancestor| match ancestor {
                        Ancestor::Class(at) => at.class.scope.bindings.keys().cloned().collect(),
                        Ancestor::BuiltIn(_) | Ancestor::Special(_) => Vec::new(),
                    });
                names.collect()
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn names_of_module(&self, module: &Arc<Loaded>) -> Vec<String> {
        let mut names: Vec<String> = module.facts.scope.bindings.keys().cloned().collect();
        for star in &module.facts.stars {
            names.extend(self.step(|| self.names_of_star(module, &star.from)).unwrap_or_default());
        }
        names.extend(self.submodules(&self.module(&module.name)));
        names.sort_unstable();
        names.dedup();
        names
    }

    fn names_of_star(&self, importer: &Loaded, from: &crate::facts::ModuleName) -> Vec<String> {
        let Some(full) = self.absolute(importer, from) else { return Vec::new() };
        let Some(module) = self.load(&full, &self.module(&full)) else { return Vec::new() };
        match &module.facts.all {
            All::Known(names) => names.clone(),
            All::Absent | All::Unknown => self.names_of_module(&module),
        }
    }

    fn submodules(&self, module: &Module) -> Vec<String> {
        modules::names_in(self.python().listings(), &folders_of(module).unwrap_or_default())
    }
}
