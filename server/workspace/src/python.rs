//! The facts about Python that count in a project: of which interpreter, and where its imports look.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forgather_graph::{Call, Graph, Kind};
use forgather_python::{Interpreter, Python, Resolution, Search, Spec};

use crate::meta::normal;

/// What a project's configurations can ask about Python. Clones share what was found.
#[derive(Debug, Clone)]
pub struct PythonAccess {
    /// The facts, which all projects with the same interpreter share.
    pub python: Arc<Python>,
    /// The project's folder, then its `system_path`.
    pub roots: Vec<PathBuf>,
    answers: Arc<Mutex<Answers>>,
}

/// What specs stand for, as far as it was asked.
#[derive(Debug, Default)]
struct Answers {
    /// Counts the changes of Python files.
    changes: u64,
    /// By the folders of `submodule_searchpath`.
    known: HashMap<Vec<PathBuf>, HashMap<Spec, Arc<Resolution>>>,
}

impl PythonAccess {
    pub(crate) fn new(python: Arc<Python>, dir: &Path, system_path: &[PathBuf]) -> Self {
        let roots = [dir.to_owned()].into_iter().chain(system_path.iter().cloned()).collect();
        Self { python, roots, answers: Arc::default() }
    }

    /// Where imports look, with these folders as `submodule_searchpath`.
    pub fn search(&self, submodules: Vec<PathBuf>) -> Search {
        Search { roots: self.roots.clone(), submodules }
    }

    /// The folders of a call's `submodule_searchpath`. What is only known once it is constructed ends the list: a
    /// module may be there, before those in the folders behind it.
    pub fn submodules_of(&self, graph: &Graph, call: &Call) -> Vec<PathBuf> {
        let Some(value) = call.submodule_searchpath else { return Vec::new() };
        let dir = self.roots.first().map_or(Path::new(""), PathBuf::as_path);
        let folder = |id| match &graph.node(id).kind {
            Kind::Str(folder) => Some(normal(&dir.join(&**folder))),
            _ => None,
        };
        match &graph.node(value).kind {
            Kind::List(items) | Kind::Tuple(items) => items.iter().map_while(|item| folder(*item)).collect(),
            _ => folder(value).into_iter().collect(),
        }
    }

    /// What a spec stands for, with these folders as `submodule_searchpath`. An answer is remembered until
    /// [`PythonAccess::refresh`] finds another.
    pub fn resolve(&self, spec: &Spec, submodules: &[PathBuf]) -> Arc<Resolution> {
        loop {
            let changes = {
                let answers = self.answers();
                if let Some(known) = answers.known.get(submodules).and_then(|known| known.get(spec)) {
                    return Arc::clone(known);
                }
                answers.changes
            };
            let found = Arc::new(self.python.resolve_symbol(&self.search(submodules.to_vec()), spec));
            let mut answers = self.answers();
            // What was read while a file changed may be neither the old nor the new.
            if answers.changes == changes {
                let known = answers.known.entry(submodules.to_vec()).or_default();
                known.insert(spec.clone(), Arc::clone(&found));
                return found;
            }
        }
    }

    /// Whether another access looks in the same places for the same interpreter.
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.python, &other.python) && self.roots == other.roots
    }

    /// Whether a change of a file or folder may change an answer.
    pub(crate) fn may_look_at(&self, path: &Path) -> bool {
        let holds = |folder: &PathBuf| path.starts_with(folder) || folder.starts_with(path);
        let mut installed = self.python.interpreter().into_iter().flat_map(|known| &known.search_path);
        if self.roots.iter().any(holds) || installed.any(holds) {
            return true;
        }
        let answers = self.answers();
        let mut specs = answers.known.values().flat_map(HashMap::keys);
        answers.known.keys().flatten().any(holds) || specs.any(|spec| names_file(spec, path))
    }

    /// Takes notice that a Python file has changed: what is being read is read again.
    pub(crate) fn changed(&self) {
        self.answers().changes += 1;
    }

    /// Asks again all that was asked; whether anything that rules look at is another.
    pub(crate) fn refresh(&self) -> bool {
        let asked: Vec<(Vec<PathBuf>, Spec, Arc<Resolution>)> = self
            .answers()
            .known
            .iter()
            .flat_map(|(submodules, known)| {
                known.iter().map(|(spec, found)| (submodules.clone(), spec.clone(), Arc::clone(found)))
            })
            .collect();
        let mut is_changed = false;
        for (submodules, spec, before) in asked {
            let now = self.python.resolve_symbol(&self.search(submodules.clone()), &spec);
            if now == *before {
                continue;
            }
            is_changed |= !says_the_same(&now, &before);
            self.answers().known.entry(submodules).or_default().insert(spec, Arc::new(now));
        }
        is_changed
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a spec names that file by an absolute path: it may be anywhere.
fn names_file(spec: &Spec, path: &Path) -> bool {
    matches!(spec, Spec::File { file, .. } if file.is_absolute() && normal(file).starts_with(path))
}

/// Whether two answers differ at most in where something is defined and how it is documented.
fn says_the_same(one: &Resolution, other: &Resolution) -> bool {
    match (one, other) {
        (Resolution::Found(one), Resolution::Found(other)) => {
            (one.kind, &one.signature) == (other.kind, &other.signature)
        }
        _ => one == other,
    }
}

/// The facts of each interpreter, with the Python files that are open in an editor.
#[derive(Debug, Default)]
pub(crate) struct Pythons(Mutex<Shared>);

#[derive(Debug, Default)]
struct Shared {
    by_interpreter: Vec<(Option<Interpreter>, Arc<Python>)>,
    open: HashMap<PathBuf, Arc<str>>,
}

impl Pythons {
    /// The facts of an interpreter, or of none.
    pub(crate) fn of(&self, interpreter: Option<Interpreter>) -> Arc<Python> {
        let mut shared = self.shared();
        if let Some((_, python)) = shared.by_interpreter.iter().find(|(known, _)| *known == interpreter) {
            return Arc::clone(python);
        }
        let python = Arc::new(Python::new(interpreter.clone()));
        for (path, text) in &shared.open {
            python.set_open_document(path, Some(Arc::clone(text)));
        }
        // What an interpreter was before something was installed is of no use any more.
        let executable = |of: &Option<Interpreter>| of.as_ref().map(|known| known.executable.clone());
        shared.by_interpreter.retain(|(known, _)| executable(known) != executable(&interpreter));
        shared.by_interpreter.push((interpreter, Arc::clone(&python)));
        python
    }

    /// Makes the text of an open document count, or with `None` that on disk again.
    pub(crate) fn set_open(&self, path: &Path, text: Option<Arc<str>>) {
        let mut shared = self.shared();
        for (_, python) in &shared.by_interpreter {
            python.set_open_document(path, text.clone());
        }
        match text {
            Some(text) => shared.open.insert(path.to_owned(), text),
            None => shared.open.remove(path),
        };
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a file is one that Python imports.
pub(crate) fn is_python_file(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| matches!(extension, "py" | "pyi" | "pyc" | "so" | "pyd"))
}

/// Whether a file says where an interpreter looks, or that there is one.
pub(crate) fn decides_about_interpreter(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "pyvenv.cfg")
        || path.extension().is_some_and(|extension| extension == "pth")
}
