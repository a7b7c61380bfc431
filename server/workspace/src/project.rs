//! Workspaces, projects and their configurations.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::{Dialect, FileSpan, did_you_mean, nearest};
use forgather_expand::{
    Expansion, Facts, Globals, Limits, LoadedFile, Loader, ProjectFolders, Request, Trace, expand,
    expand_file, expand_traced,
};
use forgather_python::{Env, Interpreter, Versions};

use crate::dependencies::{Dependencies, Recorder};
use crate::files::Files;
use crate::meta::{self, Meta, MetaProblem, Place, normal};
use crate::python::PythonAccess;
use crate::search_path::{SearchPath, files_below, template_name};

/// The folder that makes a folder a workspace.
const WORKSPACE_FOLDER: &str = "forgather_workspace";

/// What a user may set about a workspace.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The dialect of all templates.
    pub dialect: Dialect,
    /// The Python interpreter, or the folder of its virtual environment; it is looked for where this is not set.
    pub python: Option<PathBuf>,
}

/// Why there is no project or configuration where one was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindError {
    /// No folder upwards has a `forgather_workspace` folder.
    NoWorkspace(PathBuf),
    /// No folder upwards has a `meta.yaml`.
    NoProject(PathBuf),
}

impl std::fmt::Display for FindError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoWorkspace(from) => write!(
                f,
                "no workspace: neither `{}` nor a folder above it has a `{WORKSPACE_FOLDER}` folder; \
                 make one at the root of your workspace",
                from.display()
            ),
            Self::NoProject(from) => write!(
                f,
                "no project: neither `{}` nor a folder above it has a `meta.yaml`; name a project with `-p`",
                from.display()
            ),
        }
    }
}

/// The root of the workspace that a folder or file belongs to.
pub fn workspace_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(WORKSPACE_FOLDER).is_dir()).map(Path::to_owned)
}

/// The folder of the project that a folder or file belongs to.
pub fn project_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|folder| folder.join(meta::FILE_NAME).is_file()).map(Path::to_owned)
}

/// The folders at or below one that are projects, sorted, without hidden ones and those that `skip` names.
pub fn project_folders(folder: &Path, skip: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    /// Projects are not nested deeper.
    const MAX_DEPTH: usize = 16;
    let hidden = |entry: &walkdir::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    walkdir::WalkDir::new(folder)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !hidden(entry) && !skip(entry.path()))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.file_name() == meta::FILE_NAME)
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect()
}

/// A configuration of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Its name, as `-t` takes it: the path below the configurations' folder.
    pub name: String,
    /// Its template's name, which starts with the prefix.
    pub template: String,
    /// Its file.
    pub path: PathBuf,
}

/// A project: its folder, what its `meta.yaml` says, and how its templates are found.
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub dir: PathBuf,
    /// The workspace's root.
    pub workspace_root: PathBuf,
    /// What `meta.yaml` says, or what is wrong with it.
    pub meta: Result<Meta, MetaProblem>,
    /// The expanded `meta.yaml`.
    pub meta_expansion: Arc<Expansion>,
    files: Arc<Files>,
    globals: Arc<Globals>,
    python: PythonAccess,
}

impl Project {
    /// Opens the project whose folder, or a folder within, is `start`.
    pub fn open(
        start: &Path,
        files: &Arc<Files>,
        facts: &Arc<Facts>,
        settings: &Settings,
    ) -> Result<Self, FindError> {
        let start = normal(&facts_independent_absolute(start));
        let dir = project_of(&start).ok_or_else(|| FindError::NoProject(start.clone()))?;
        let workspace_root = workspace_of(&dir).ok_or_else(|| FindError::NoWorkspace(dir.clone()))?;
        let world = World::of(facts, settings, &dir);
        Ok(Self::at(dir, workspace_root, files, world).0)
    }

    /// The project of a folder that is known to be one, and the places that were looked at for its `meta.yaml`.
    pub(crate) fn at(
        dir: PathBuf,
        workspace_root: PathBuf,
        files: &Arc<Files>,
        world: World,
    ) -> (Self, Dependencies) {
        let World { facts, interpreter } = world;
        let folders = ProjectFolders { project_dir: dir.clone(), workspace_root: workspace_root.clone() };
        let user_templates =
            Some(facts.user_config_dir("forgather").join("templates")).filter(|folder| folder.is_dir());
        let globals = Arc::new(Globals::new(facts, Some(&folders)));
        let loaded = meta::load(files, &dir, &workspace_root, user_templates, Arc::clone(&globals));
        let meta_expansion = loaded.expansion;
        let system_path = loaded.meta.as_ref().map(|meta| &*meta.system_path).unwrap_or_default();
        let python = PythonAccess::new(files.pythons().of(interpreter), &dir, system_path);
        let files = Arc::clone(files);
        let meta = loaded.meta;
        let project = Self { dir, workspace_root, meta, meta_expansion, files, globals, python };
        (project, loaded.dependencies)
    }

    /// The same project with other files, such as those of another moment.
    #[must_use]
    pub fn with_files(&self, files: &Arc<Files>) -> Self {
        Self {
            dir: self.dir.clone(),
            workspace_root: self.workspace_root.clone(),
            meta: self.meta.clone(),
            meta_expansion: Arc::clone(&self.meta_expansion),
            files: Arc::clone(files),
            globals: Arc::clone(&self.globals),
            python: self.python.clone(),
        }
    }

    /// What its configurations can ask about Python.
    pub fn python(&self) -> &PythonAccess {
        &self.python
    }

    /// Its files.
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Shares what another project of the same folders knows about Python.
    pub(crate) fn set_python(&mut self, python: PythonAccess) {
        self.python = python;
    }

    /// A folder that belongs to no project as one: it is its own search path, as in the syntax notebook.
    pub fn of_folder(folder: &Path, files: &Arc<Files>, facts: &Arc<Facts>) -> Self {
        let dir = normal(&facts_independent_absolute(folder));
        let meta = Meta { search_path: vec![dir.clone()], ..Meta::default() };
        Self {
            workspace_root: dir.clone(),
            python: PythonAccess::new(files.pythons().of(None), &dir, &[]),
            dir,
            meta: Ok(meta),
            meta_expansion: Arc::default(),
            files: Arc::clone(files),
            globals: Arc::new(Globals::new(Arc::clone(facts), None)),
        }
    }

    /// The dialect of its templates.
    pub fn dialect(&self) -> Dialect {
        self.files.dialect()
    }

    /// Where the project's templates are looked up; nowhere while `meta.yaml` is broken.
    pub fn search_path(&self) -> SearchPath {
        let folders = self.meta.as_ref().map(|meta| meta.search_path.clone()).unwrap_or_default();
        SearchPath::new(Arc::clone(&self.files), folders)
    }

    /// The project's configurations, sorted by name: every `*.yaml` below the prefix in any folder of the search
    /// path, the first folder's where several have one of a name.
    pub fn configurations(&self) -> Vec<Configuration> {
        let Ok(meta) = &self.meta else { return Vec::new() };
        let mut found: Vec<Configuration> = Vec::new();
        for folder in &meta.search_path {
            let root = folder.join(&meta.config_prefix);
            // A document can be open before it is ever saved.
            let mut unsaved = self.files.open_paths();
            unsaved.retain(|path| path.starts_with(&root));
            unsaved.sort();
            for path in files_below(&root).chain(unsaved) {
                if path.extension().is_none_or(|extension| extension != "yaml") {
                    continue;
                }
                let Some(name) = template_name(&root, &path) else { continue };
                if !found.iter().any(|known| known.name == name) {
                    found.push(Configuration { template: meta.template_name(&name), name, path });
                }
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    /// The configuration of a name, or the default one; what to say where there is none.
    pub fn configuration(&self, name: Option<&str>) -> Result<Configuration, String> {
        let Ok(meta) = &self.meta else { return Err("the project's `meta.yaml` is broken".to_owned()) };
        // The usual case needs no look at all the others.
        if let Some(name) = name.or(meta.default_config.as_deref()) {
            let template = meta.template_name(name);
            let path = self.search_path().find(&template);
            if let Some(path) =
                path.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            {
                return Ok(Configuration { name: name.to_owned(), template, path });
            }
        }
        let configurations = self.configurations();
        let list = || {
            let names: Vec<String> =
                configurations.iter().take(20).map(|known| format!("`{}`", known.name)).collect();
            match names.len() {
                0 => format!(
                    "the project has no configuration: no `*.yaml` is below `{}` in {}",
                    meta.config_prefix,
                    folders(&meta.search_path)
                ),
                _ => format!("the project has {}", names.join(", ")),
            }
        };
        let Some(name) = name.or(meta.default_config.as_deref()) else {
            return match configurations.first() {
                Some(first) => Ok(first.clone()),
                None => Err(list()),
            };
        };
        if let Some(found) = configurations.iter().find(|known| known.name == name) {
            return Ok(found.clone());
        }
        let near = did_you_mean(name, configurations.iter().map(|known| known.name.as_str()));
        Err(format!("unknown configuration `{name}`{near}\n{}", list()))
    }

    /// What is wrong with the default configuration that `meta.yaml` names, and where it does; the name that was likely
    /// meant.
    pub fn wrong_default(&self) -> Option<(Place, String, Option<String>)> {
        let name = self.meta.as_ref().ok()?.default_config.as_deref()?;
        let message = self.configuration(Some(name)).err()?;
        let mut place = meta::place_of_key(&self.meta_expansion, "default_config", &self.dir);
        let line = place.file.source.text.get(place.span.range()).unwrap_or_default();
        if let Some(at) = line.rfind(name) {
            let start = place.span.start.index() + at;
            place.span = FileSpan::new(start, start + name.len());
        }
        let known = self.configurations();
        let near = nearest(name, known.iter().map(|known| known.name.as_str())).map(str::to_owned);
        Some((place, message.lines().next().unwrap_or_default().to_owned(), near))
    }

    /// The files of the search path as far as they can be read; none where there are very many.
    pub fn template_files(&self) -> Vec<Arc<LoadedFile>> {
        /// Reading more takes longer than a user waits for a hint.
        const MOST: usize = 1000;
        let names = self.search_path().templates();
        if names.len() > MOST {
            return Vec::new();
        }
        names.iter().filter_map(|(_, path)| self.files.read(path).ok()).collect()
    }

    /// Expands a template of the project.
    pub fn expand(&self, template: &str) -> Expansion {
        let loader = self.search_path();
        expand(&self.request(&loader), template)
    }

    /// Expands a template of the project with a text that need not be in a file.
    pub fn expand_file(&self, template: &str, file: Arc<LoadedFile>) -> Expansion {
        let loader = self.search_path();
        expand_file(&self.request(&loader), template, file)
    }

    /// Expands a template of the project, and says which places were looked at for it.
    pub(crate) fn expand_recorded(&self, template: &str) -> (Expansion, Dependencies) {
        let loader = self.search_path();
        let recorder = Recorder::new(&loader);
        let expansion = expand(&self.request(&recorder), template);
        (expansion, recorder.finish())
    }

    /// Expands a template of the project, and says what happened.
    pub fn expand_traced(&self, template: &str) -> (Expansion, Trace) {
        let loader = self.search_path();
        expand_traced(&self.request(&loader), template)
    }

    fn request<'a>(&self, loader: &'a dyn Loader) -> Request<'a> {
        Request {
            loader,
            dialect: self.files.dialect(),
            globals: Arc::clone(&self.globals),
            limits: Limits::default(),
        }
    }
}

fn folders(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| format!("`{}`", folder.display())).collect::<Vec<_>>().join(", ")
}

/// `path` made absolute by this process's working directory: facts may be pinned, files are where they are.
fn facts_independent_absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The facts and the interpreter of a project.
pub(crate) struct World {
    /// With the versions of what is installed for the interpreter.
    facts: Arc<Facts>,
    interpreter: Option<Interpreter>,
}

impl World {
    /// The interpreter that the settings name, or the one that is found from a folder. Where the versions are pinned,
    /// they are those of another world, of whose interpreter nothing is known unless the settings name it.
    pub(crate) fn of(facts: &Arc<Facts>, settings: &Settings, start: &Path) -> Self {
        let is_pinned = facts.versions.is_some();
        if is_pinned && settings.python.is_none() {
            return Self { facts: Arc::clone(facts), interpreter: None };
        }
        let interpreter = forgather_python::find(settings.python.as_deref(), start, &Env::from_process());
        if is_pinned {
            return Self { facts: Arc::clone(facts), interpreter };
        }
        let versions = interpreter.as_ref().map(forgather_python::versions).unwrap_or_default();
        let Versions { python, torch, transformers, accelerate } = versions;
        let known = [
            ("python", python),
            ("torch", torch),
            ("transformers", transformers),
            ("accelerate", accelerate),
        ];
        let known = known.into_iter().filter_map(|(name, version)| Some((name.to_owned(), version?)));
        let facts = Arc::new(Facts { versions: Some(known.collect()), ..(**facts).clone() });
        Self { facts, interpreter }
    }
}
