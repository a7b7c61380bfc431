//! What an import spec names.
//!
//! Forgather constructs in a process that has imported nothing. This one lasts: before each request Python's search path
//! and working directory become the project's, and modules that another project's would hide are forgotten.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::{PyImportError, PyNameError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::message::Request;

/// Finds what import specs name.
#[derive(Debug)]
pub(crate) struct Importer {
    /// Python's search path as it starts.
    base: Vec<String>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    request: u32,
    /// The folders that the last request had before those of Python's own search path.
    folders: Vec<PathBuf>,
    /// Modules that were loaded from files, by name.
    from_files: HashMap<String, FromFile>,
}

#[derive(Debug, PartialEq, Eq)]
struct FromFile {
    path: PathBuf,
    searchpath: String,
    request: u32,
}

impl Importer {
    pub(crate) fn new(py: Python<'_>) -> PyResult<Self> {
        let base = py.import("sys")?.getattr("path")?.extract()?;
        Ok(Self { base, state: Mutex::default() })
    }

    /// Makes the process what Forgather's would be for a request.
    pub(crate) fn enter(&self, py: Python<'_>, request: &Request) -> PyResult<()> {
        py.import("os")?.call_method1("chdir", (&request.folder,))?;
        let own = std::iter::once(&request.folder).chain(&request.system_path);
        let folders: Vec<PathBuf> = own.clone().map(PathBuf::from).collect();
        let before = {
            let mut state = self.state();
            state.request = request.id;
            std::mem::replace(&mut state.folders, folders.clone())
        };
        let gone: Vec<PathBuf> = before.into_iter().filter(|folder| !folders.contains(folder)).collect();
        // A namespace package finds its folders anew once the search path is another.
        if !gone.is_empty() {
            forget(py, |_, places| places.iter().any(|place| self.is_within(place, &gone)))?;
        }
        let path: Vec<&String> = own.chain(&self.base).collect();
        py.import("sys")?.setattr("path", PyList::new(py, path)?)?;
        py.import("importlib")?.call_method0("invalidate_caches")?;
        Ok(())
    }

    /// Whether a module's place is in one of the folders, and not of Python's own search path. That may lead into the
    /// folder, as with a virtual environment in a workspace: compiled packages cannot be loaded twice.
    fn is_within(&self, place: &Path, folders: &[PathBuf]) -> bool {
        folders.iter().filter(|folder| place.starts_with(folder)).any(|folder| {
            !self.base.iter().map(Path::new).any(|own| own.starts_with(folder) && place.starts_with(own))
        })
    }

    /// What a constructor names: a symbol of a module or of a file, or a builtin.
    pub(crate) fn resolve<'py>(
        &self,
        py: Python<'py>,
        constructor: &str,
        searchpath: Option<&Bound<'py, PyAny>>,
        importing: &dyn Fn(&str),
    ) -> PyResult<Bound<'py, PyAny>> {
        let found = match constructor.split_once(':') {
            None => builtin(py, constructor)?,
            Some((module, symbol)) => {
                let module = if module.as_bytes().ends_with(b".py") {
                    self.file(py, module, searchpath, importing)?
                } else {
                    named(py, module, importing)?
                };
                symbol.split('.').try_fold(module, |found, name| found.getattr(name))?
            }
        };
        if found.is_callable() {
            return Ok(found);
        }
        let kind = found.get_type().name()?;
        Err(PyTypeError::new_err(format!("`{constructor}` cannot be called: it is of type `{kind}`")))
    }

    /// The module that a file becomes: that of its base name, once.
    fn file<'py>(
        &self,
        py: Python<'py>,
        path: &str,
        searchpath: Option<&Bound<'py, PyAny>>,
        importing: &dyn Fn(&str),
    ) -> PyResult<Bound<'py, PyAny>> {
        let name =
            Path::new(path).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let name = name.split('.').next().unwrap_or_default();
        let absolute: String = py.import("os.path")?.call_method1("abspath", (path,))?.extract()?;
        let searchpath = match searchpath {
            Some(searchpath) => searchpath.clone(),
            None => PyList::empty(py).into_any(),
        };
        let written = searchpath.repr()?.to_string();
        if self.is_another(name, Path::new(&absolute), &written) {
            let inner = format!("{name}.");
            forget(py, |module, _| module == name || module.starts_with(&inner))?;
        }
        let modules = modules(py)?;
        if let Some(module) = modules.get_item(name)? {
            return Ok(module);
        }
        importing(path);
        let util = py.import("importlib.util")?;
        let arguments = PyDict::new(py);
        arguments.set_item("submodule_search_locations", searchpath)?;
        let spec = util.call_method("spec_from_file_location", (name, path), Some(&arguments))?;
        if spec.is_none() {
            return Err(PyImportError::new_err(format!("`{path}` is not a file that can be imported")));
        }
        let module = util.call_method1("module_from_spec", (&spec,))?;
        modules.set_item(name, &module)?;
        if let Err(error) = spec.getattr("loader")?.call_method1("exec_module", (&module,)) {
            // Half a module would be found by the next request.
            let _ = modules.del_item(name);
            return Err(error);
        }
        let mut state = self.state();
        let request = state.request;
        let from = FromFile { path: absolute.into(), searchpath: written, request };
        state.from_files.insert(name.to_owned(), from);
        Ok(module)
    }

    /// Whether the module of that name was loaded from elsewhere by an earlier request.
    fn is_another(&self, name: &str, path: &Path, searchpath: &str) -> bool {
        let state = self.state();
        state.from_files.get(name).is_some_and(|known| {
            known.request != state.request && (known.path != path || known.searchpath != searchpath)
        })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn modules(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    Ok(py.import("sys")?.getattr("modules")?.cast_into()?)
}

/// A module by its name.
fn named<'py>(py: Python<'py>, name: &str, importing: &dyn Fn(&str)) -> PyResult<Bound<'py, PyAny>> {
    if let Some(module) = modules(py)?.get_item(name)?.filter(|module| !module.is_none()) {
        return Ok(module);
    }
    importing(name);
    let importlib = py.import("importlib")?;
    // A file that this construction has written can be imported.
    importlib.call_method0("invalidate_caches")?;
    importlib.call_method1("import_module", (name,))
}

/// One of Python's builtins, else one of Forgather's.
fn builtin<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let builtins = py.import("builtins")?.into_any();
    let mut found = Some(builtins.clone());
    for part in name.split('.') {
        found = found.and_then(|found| found.getattr(part).ok()).filter(|found| !found.is_none());
    }
    if let Some(found) = found {
        return Ok(found);
    }
    match name {
        "named_list" => builtins.getattr("list"),
        "named_tuple" => builtins.getattr("tuple"),
        "named_dict" => builtins.getattr("dict"),
        "getitem" => py.import("operator")?.getattr("getitem"),
        "items" | "keys" | "values" => py.import("operator")?.call_method1("methodcaller", (name,)),
        "call" => crate::call::function(py),
        _ => Err(PyNameError::new_err(format!(
            "there is no builtin `{name}`; write `module:{name}` for a symbol of a module"
        ))),
    }
}

/// Forgets the modules that are chosen by their names and places.
fn forget(py: Python<'_>, chosen: impl Fn(&str, &[PathBuf]) -> bool) -> PyResult<()> {
    let modules = modules(py)?;
    for (name, module) in modules.copy()?.iter() {
        let Ok(name) = name.extract::<String>() else { continue };
        if chosen(&name, &places(&module)) {
            modules.del_item(&name)?;
        }
    }
    Ok(())
}

/// The file of a module. A namespace package has none, but folders.
fn places(module: &Bound<'_, PyAny>) -> Vec<PathBuf> {
    if let Ok(file) = module.getattr("__file__").and_then(|file| file.extract()) {
        return vec![file];
    }
    let folders = module.getattr("__path__").and_then(|folders| folders.try_iter());
    let Ok(folders) = folders else { return Vec::new() };
    folders.map_while(|folder| folder.ok()?.extract().ok()).collect()
}
