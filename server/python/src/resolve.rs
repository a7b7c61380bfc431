//! From names to what they stand for, across modules.
//!
//! Where anything may be dynamic, the answer is `Unknown`. Import cycles and towers of aliases end by a bound on depth
//! and on steps.

use crate::{
    builtins,
    facts::{All, ByteRange, Class, Definition, Facts, Function, ModuleName, What},
    modules::{self, Module, Search},
    python::Python,
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many names may stand for each other in a row, or classes derive from each other.
const DEPTH_LIMIT: u32 = 60;
/// How many names may be looked up for one question.
const STEP_LIMIT: u32 = 4_000;

/// A module whose text was read.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// As it is imported.
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) facts: Arc<Facts>,
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) thing: Thing,
    /// Where it is defined.
    pub(crate) at: Option<(PathBuf, ByteRange)>,
    pub(crate) docstring: Option<String>,
}

/// What there is in Python.
#[derive(Debug, Clone)]
pub(crate) enum Thing {
    Function(Arc<Function>, Owner),
    Class(ClassAt),
    /// By its full name.
    Module(String),
    /// Of `builtins`.
    BuiltIn(String),
    /// One of `typing` that is no ordinary class: `typing.Generic`.
    Special(&'static str),
    /// It is there, and nothing else is known.
    Value,
}

/// What a function belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) module: Arc<Loaded>,
    pub(crate) class: Option<ClassAt>,
    pub(crate) name: String,
}

/// A class, and where it is.
#[derive(Debug, Clone)]
pub(crate) struct ClassAt {
    pub(crate) class: Arc<Class>,
    pub(crate) module: Arc<Loaded>,
    /// With the classes around it.
    pub(crate) name: String,
}

/// What a lookup of a name gives.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// Several where a condition decides.
    Found(Vec<Found>),
    Absent,
    Unknown,
}

impl Found {
    /// Something that is there and of which no more is known.
    pub(crate) fn value() -> Self {
        Self { thing: Thing::Value, at: None, docstring: None }
    }

    fn of(thing: Thing) -> Self {
        Self { thing, ..Self::value() }
    }
}

impl Lookup {
    fn one(thing: Thing) -> Self {
        Self::Found(vec![Found::of(thing)])
    }

    /// The only thing that was found.
    pub(crate) fn single(self) -> Option<Thing> {
        match self {
            Self::Found(found) if found.len() == 1 => found.into_iter().next().map(|found| found.thing),
            _ => None,
        }
    }

    /// What is found, where what is not is unknown as well.
    pub(crate) fn or_value(self) -> Vec<Found> {
        match self {
            Self::Found(found) => found,
            Self::Absent | Self::Unknown => vec![Found::value()],
        }
    }
}

/// One question on its way.
#[derive(Debug)]
pub(crate) struct Resolver<'p> {
    python: &'p Python,
    search: &'p Search,
    /// The module that was loaded from a file, whose submodules are in `submodule_searchpath`.
    file_module: Option<String>,
    /// One question asks for the same few modules again and again.
    modules: RefCell<HashMap<String, Module>>,
    depth: Cell<u32>,
    steps: Cell<u32>,
}

impl<'p> Resolver<'p> {
    pub(crate) fn new(python: &'p Python, search: &'p Search, file_module: Option<String>) -> Self {
        Self {
            python,
            search,
            file_module,
            modules: RefCell::default(),
            depth: Cell::new(0),
            steps: Cell::new(0),
        }
    }

    pub(crate) fn python(&self) -> &'p Python {
        self.python
    }

    /// Where a module is, by its full name.
    pub(crate) fn module(&self, name: &str) -> Module {
        if let Some(known) = self.modules.borrow().get(name) {
            return known.clone();
        }
        let module = self.find_module(name);
        self.modules.borrow_mut().insert(name.to_owned(), module.clone());
        module
    }

    fn find_module(&self, name: &str) -> Module {
        let mut parts = name.split('.');
        let top = parts.next().unwrap_or_default();
        let mut known = top.to_owned();
        let mut module = if self.file_module.as_deref() == Some(top) {
            Module::Namespace(self.search.submodules.clone())
        } else {
            self.python.top_level(self.search, top)
        };
        for part in parts {
            let Some(folders) = folders_of(&module) else {
                return self.outside_of_packages(&module, &known, part);
            };
            let inner = modules::in_folders(self.python.listings(), &folders, part);
            module = match inner {
                Some(inner) => inner,
                None if self.makes_modules(&module) => return Module::Unknown,
                None => {
                    let nearest = modules::nearest_in(self.python.listings(), &folders, part);
                    return Module::Missing { name: format!("{known}.{part}"), nearest };
                }
            };
            known = format!("{known}.{part}");
        }
        module
    }

    /// What a module that is no package makes of a submodule: `os.path` is one all the same.
    fn outside_of_packages(&self, module: &Module, known: &str, part: &str) -> Module {
        match module {
            Module::Missing { .. } => module.clone(),
            Module::Source(_) if !self.makes_modules(module) => {
                Module::Missing { name: format!("{known}.{part}"), nearest: None }
            }
            _ => Module::Unknown,
        }
    }

    fn makes_modules(&self, module: &Module) -> bool {
        match module {
            Module::Source(file) => self
                .python
                .facts(file)
                .is_none_or(|facts| facts.makes_modules || facts.replaced || facts.scope.open),
            // A file's own submodules: those are all.
            Module::Namespace(folders) => *folders != self.search.submodules || self.file_module.is_none(),
            _ => true,
        }
    }

    /// Reads a module's text, or its stub's.
    pub(crate) fn load(&self, name: &str, module: &Module) -> Option<Arc<Loaded>> {
        let (Module::Source(file) | Module::Compiled { stub: Some(file), .. }) = module else { return None };
        self.load_file(name, file)
    }

    /// Reads a file as the module of that name.
    pub(crate) fn load_file(&self, name: &str, file: &Path) -> Option<Arc<Loaded>> {
        let facts = self.python.facts(file)?;
        Some(Arc::new(Loaded { name: name.to_owned(), file: file.to_path_buf(), facts }))
    }

    /// A name of a module that is given by its full name.
    pub(crate) fn member_of(&self, module: &str, name: &str) -> Lookup {
        if let Some(special) = special(module, name) {
            return Lookup::one(Thing::Special(special));
        }
        let place = self.module(module);
        match self.load(module, &place) {
            Some(loaded) => self.member(&loaded, name),
            None => self.submodule(module, name).map_or(Lookup::Unknown, Lookup::one),
        }
    }

    /// A name of a module.
    pub(crate) fn member(&self, module: &Arc<Loaded>, name: &str) -> Lookup {
        self.step(|| self.member_within(module, name)).unwrap_or(Lookup::Unknown)
    }

    fn member_within(&self, module: &Arc<Loaded>, name: &str) -> Lookup {
        let facts = &module.facts;
        let definitions = facts.scope.bindings.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        for definition in definitions {
            // What is replaced keeps what it says to type checkers.
            if facts.replaced && !definition.typing_only {
                found.push(Found::value());
            } else {
                found.extend(self.definition(module, name, definition));
            }
        }
        // The last definition outside of conditions comes first, and hides what was there before.
        let decided =
            definitions.first().filter(|first| !first.conditional).map_or(0, |first| first.range.start);
        for star in facts.stars.iter().filter(|star| star.position >= decided) {
            match self.given_by_star(module, &star.from, name) {
                Lookup::Found(more) => found.extend(more),
                Lookup::Absent => {}
                Lookup::Unknown if found.is_empty() => return Lookup::Unknown,
                Lookup::Unknown => found.push(Found::value()),
            }
        }
        if !found.is_empty() {
            return Lookup::Found(found);
        }
        if let Some(submodule) = self.submodule(&module.name, name) {
            return Lookup::one(submodule);
        }
        let is_given_by_python = name.starts_with("__") && name.ends_with("__");
        let is_open = facts.scope.open || facts.distrusted || is_given_by_python;
        // A stub leaves out what type checkers need not know.
        if is_open || is_stub(&module.file) || sets_its_own_names(module) {
            Lookup::Unknown
        } else {
            Lookup::Absent
        }
    }

    fn submodule(&self, package: &str, name: &str) -> Option<Thing> {
        let folders = folders_of(&self.module(package))?;
        modules::in_folders(self.python.listings(), &folders, name)?;
        Some(Thing::Module(format!("{package}.{name}")))
    }

    /// The name, if `from m import *` gives it.
    fn given_by_star(&self, importer: &Loaded, from: &ModuleName, name: &str) -> Lookup {
        let Some(full) = self.absolute(importer, from) else { return Lookup::Unknown };
        let Some(module) = self.load(&full, &self.module(&full)) else { return Lookup::Unknown };
        match &module.facts.all {
            All::Known(names) if names.iter().any(|known| known == name) => self.member(&module, name),
            All::Known(_) => Lookup::Absent,
            All::Absent if name.starts_with('_') => Lookup::Absent,
            All::Absent => self.member(&module, name),
            All::Unknown => match self.member(&module, name) {
                Lookup::Absent => Lookup::Absent,
                _ => Lookup::Unknown,
            },
        }
    }

    /// The full name of a module that another imports.
    pub(crate) fn absolute(&self, importer: &Loaded, module: &ModuleName) -> Option<String> {
        if module.level == 0 {
            return Some(module.name.clone());
        }
        let is_package = importer.file.file_stem().is_some_and(|stem| stem == "__init__")
            || self.file_module.as_ref() == Some(&importer.name);
        let mut parts: Vec<&str> = importer.name.split('.').collect();
        let up = module.level as usize - usize::from(is_package);
        if up >= parts.len() && up > 0 {
            return None;
        }
        parts.truncate(parts.len() - up);
        parts.extend(Some(&*module.name).filter(|name| !name.is_empty()));
        Some(parts.join("."))
    }

    fn definition(&self, module: &Arc<Loaded>, name: &str, definition: &Definition) -> Vec<Found> {
        let here = |thing| Found {
            thing,
            at: Some((module.file.clone(), definition.range.clone())),
            docstring: definition.docstring().map(str::to_owned),
        };
        match &definition.what {
            What::Function(function) => {
                let owner = Owner { module: module.clone(), class: None, name: name.to_owned() };
                vec![here(Thing::Function(function.clone(), owner))]
            }
            What::Class(class) => {
                let at = ClassAt { class: class.clone(), module: module.clone(), name: name.to_owned() };
                vec![here(Thing::Class(at))]
            }
            What::Module(imported) => vec![here(Thing::Module(imported.name.clone()))],
            What::Member(from, member) => {
                let Some(full) = self.absolute(module, from) else { return vec![here(Thing::Value)] };
                if full == module.name {
                    // `from . import b` in a package, which can only mean its module.
                    return vec![here(self.submodule(&full, member).unwrap_or(Thing::Value))];
                }
                let mut found = self.member_of(&full, member).or_value();
                for found in &mut found {
                    // The import is the nearest place that is known.
                    found.at =
                        found.at.take().or_else(|| Some((module.file.clone(), definition.range.clone())));
                }
                found
            }
            // `dict = dict`
            What::Alias(path) if path.split('.').next() == Some(name) => vec![here(Thing::Value)],
            What::Alias(path) => self.path(module, path).or_value(),
            What::Partial(_) | What::Value => vec![here(Thing::Value)],
        }
    }

    /// `a.b.c` as a module's text means it: a name of the module or of the builtins, and attributes.
    pub(crate) fn path(&self, module: &Arc<Loaded>, path: &str) -> Lookup {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        let mut found = match self.member(module, first) {
            Lookup::Absent if builtins::has(&builtins::NAMES, first) => {
                Lookup::one(Thing::BuiltIn(first.to_owned()))
            }
            found => found,
        };
        for part in parts {
            found = match found {
                Lookup::Found(found) => self.attribute(&found, part),
                nothing => return nothing,
            };
        }
        found
    }

    /// An attribute of what is found; if that is one of several, what any of them has.
    pub(crate) fn attribute(&self, of: &[Found], name: &str) -> Lookup {
        let mut all = Vec::new();
        let mut is_unknown = false;
        for found in of {
            let lookup = self.step(|| match &found.thing {
                Thing::Module(module) => self.member_of(module, name),
                Thing::Class(class) => self.class_attribute(class, name),
                _ => Lookup::Unknown,
            });
            match lookup.unwrap_or(Lookup::Unknown) {
                Lookup::Found(found) => all.extend(found),
                Lookup::Absent => {}
                Lookup::Unknown => is_unknown = true,
            }
        }
        match (all.is_empty(), is_unknown) {
            (true, true) => Lookup::Unknown,
            (true, false) => Lookup::Absent,
            (false, true) => {
                all.push(Found::value());
                Lookup::Found(all)
            }
            (false, false) => Lookup::Found(all),
        }
    }

    /// One step down; `None` once there were too many.
    pub(crate) fn step<T>(&self, down: impl FnOnce() -> T) -> Option<T> {
        if self.depth.get() >= DEPTH_LIMIT || self.steps.get() >= STEP_LIMIT {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        self.steps.set(self.steps.get() + 1);
        let result = down();
        self.depth.set(self.depth.get() - 1);
        Some(result)
    }
}

/// The folders of a package's submodules.
pub(crate) fn folders_of(module: &Module) -> Option<Vec<PathBuf>> {
    match module {
        Module::Source(file) | Module::Compiled { file: Some(file), .. } => {
            let is_package =
                file.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("__init__"));
            Some(vec![file.parent().filter(|_| is_package)?.to_path_buf()])
        }
        Module::Namespace(folders) => Some(folders.clone()),
        _ => None,
    }
}

/// Whether a file says what a compiled module has.
pub(crate) fn is_stub(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "pyi")
}

/// `from numpy import dtypes` and `setattr(dtypes, …)` in `numpy/dtypes.py`
fn sets_its_own_names(module: &Loaded) -> bool {
    let own = module.name.rsplit('.').next();
    let mut of = module.facts.patches.iter().filter_map(|patch| patch.of.as_deref());
    of.any(|path| path.rsplit('.').next() == own)
}

/// Names of `typing` whose definitions say less than everyone knows.
fn special(module: &str, name: &str) -> Option<&'static str> {
    match (module, name) {
        ("typing" | "typing_extensions", "Generic") => Some("typing.Generic"),
        ("typing" | "typing_extensions", "NamedTuple") => Some("typing.NamedTuple"),
        _ => None,
    }
}
