//! From arguments to a project and a configuration, or to what to say where there is none.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use forgather_dialect::Dialect;
use forgather_expand::{Expansion, Facts, ProjectFolders};
use forgather_python::{Env, Interpreter};
use forgather_workspace::{
    Configuration, Files, FindError, Project, SearchPath, Settings, SettingsFile, UserSettings, workspace_of,
};

use crate::args::{ConfigurationArgs, GlobalArgs, ProjectArgs};
use crate::report;

/// Why a command did not succeed. What is to be said has been said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Something is wrong with a configuration.
    Problems,
    /// The command could not run.
    NotRun,
}

impl Failure {
    pub(crate) fn exit(self) -> ExitCode {
        match self {
            Self::Problems => ExitCode::from(1),
            Self::NotRun => ExitCode::from(2),
        }
    }
}

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Files, facts and settings of one run.
pub(crate) struct Session {
    pub(crate) files: Arc<Files>,
    pub(crate) facts: Arc<Facts>,
    settings: Settings,
    /// Seconds that a construction may take.
    timeout: Option<f64>,
}

impl Session {
    /// For work near a path: its workspace's settings count where the arguments say nothing.
    pub(crate) fn new(global: &GlobalArgs, near: &Path) -> Outcome<Self> {
        let facts = facts(global)?;
        let near = std::path::absolute(near).unwrap_or_else(|_| near.to_owned());
        let user = user_settings(global, &near);
        let dialect = user.dialect.unwrap_or_default();
        let settings = Settings { dialect, python: user.python };
        let files = Arc::new(Files::new(dialect));
        Ok(Self { files, facts: Arc::new(facts), settings, timeout: user.session_timeout })
    }

    /// The dialect of all templates.
    pub(crate) fn dialect(&self) -> Dialect {
        self.files.dialect()
    }

    /// The interpreter that a folder's objects are constructed in.
    pub(crate) fn interpreter(&self, folder: &Path) -> Option<Interpreter> {
        forgather_python::find(self.settings.python.as_deref(), folder, &Env::from_process())
    }

    /// How many seconds a construction may take, where the workspace's settings say so.
    pub(crate) fn session_timeout(&self) -> Option<f64> {
        self.timeout
    }

    pub(crate) fn try_project(&self, dir: &Path) -> Result<Project, FindError> {
        Project::open(dir, &self.files, &self.facts, &self.settings)
    }

    /// The project, whose `meta.yaml` may be broken.
    pub(crate) fn project(&self, args: &ProjectArgs) -> Outcome<Project> {
        self.try_project(&args.project_dir).map_err(|error| {
            report::error(&error.to_string());
            Failure::NotRun
        })
    }

    /// An expanded configuration. Its problems are for the caller to report.
    pub(crate) fn expand(&self, args: &ConfigurationArgs) -> Outcome<Expansion> {
        let project = match self.try_project(&args.project.project_dir) {
            Ok(project) => project,
            Err(error) => {
                return match self.expand_without_project(args) {
                    Some(expansion) => Ok(expansion),
                    None => {
                        report::error(&error.to_string());
                        Err(Failure::NotRun)
                    }
                };
            }
        };
        if let Err(problem) = &project.meta {
            report::meta_problem(problem);
            return Err(Failure::Problems);
        }
        match project.configuration(args.config_template.as_deref()) {
            Ok(configuration) => Ok(project.expand(&configuration.template)),
            Err(message) => {
                report::error(&message);
                Err(Failure::NotRun)
            }
        }
    }

    /// A template of a folder that belongs to no project: the folder is its search path, as in the syntax notebook.
    fn expand_without_project(&self, args: &ConfigurationArgs) -> Option<Expansion> {
        let (project, configuration) =
            self.folder_project(&args.project.project_dir, args.config_template.as_deref()?)?;
        Some(project.expand(&configuration.template))
    }

    /// A folder that belongs to no project as one, and a template in it as its configuration.
    pub(crate) fn folder_project(&self, folder: &Path, name: &str) -> Option<(Project, Configuration)> {
        let project = Project::of_folder(folder, &self.files, &self.facts);
        let path = project.search_path().find(name)?;
        let configuration = Configuration { name: name.to_owned(), template: name.to_owned(), path };
        Some((project, configuration))
    }

    /// Where a configuration's templates are looked up, and the folders that they see.
    pub(crate) fn search_path(&self, args: &ConfigurationArgs) -> (SearchPath, Option<ProjectFolders>) {
        match self.try_project(&args.project.project_dir) {
            Ok(project) => {
                let folders = ProjectFolders {
                    project_dir: project.dir.clone(),
                    workspace_root: project.workspace_root.clone(),
                };
                (project.search_path(), Some(folders))
            }
            Err(_) => {
                let folder = std::path::absolute(&args.project.project_dir).unwrap_or_default();
                (SearchPath::new(Arc::clone(&self.files), vec![folder]), None)
            }
        }
    }

    /// An expanded configuration without problems; problems are reported.
    pub(crate) fn expand_whole(&self, args: &ConfigurationArgs) -> Outcome<Expansion> {
        let expansion = self.expand(args)?;
        if expansion.is_complete() {
            return Ok(expansion);
        }
        report::problems(&expansion);
        Err(Failure::Problems)
    }
}

/// What the user has set for a path: by arguments, else in its workspace's settings file.
pub(crate) fn user_settings(global: &GlobalArgs, near: &Path) -> UserSettings {
    let root = workspace_of(near);
    let file =
        root.as_deref().and_then(SettingsFile::of_workspace).map(|file| file.settings).unwrap_or_default();
    let python = file.python.as_ref().zip(root.as_ref());
    let python = python.map(|(python, root)| forgather_python::setting_in(python, root));
    let arguments =
        UserSettings { dialect: global.dialect, python: global.python.clone(), ..UserSettings::default() };
    arguments.or(&UserSettings { python, ..file })
}

/// The facts that the arguments pin, or those of this moment.
pub(crate) fn facts(global: &GlobalArgs) -> Outcome<Facts> {
    let Some(path) = &global.facts else { return Ok(Facts::from_system()) };
    let text = std::fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
    Facts::from_json(&text).map_err(|error| cannot("read facts from", path, &error))
}

fn cannot(verb: &str, path: &Path, error: &dyn std::fmt::Display) -> Failure {
    report::error(&format!("cannot {verb} `{}`: {error}", path.display()));
    Failure::NotRun
}

/// Writes output that is whole to a file or standard output. A closed pipe is no failure.
pub(crate) fn write(output: Option<&PathBuf>, text: &str) -> Outcome {
    use std::io::Write as _;
    let Some(path) = output else {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        return match written {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                report::error(&format!("cannot write: {error}"));
                Err(Failure::NotRun)
            }
            _ => Ok(()),
        };
    };
    std::fs::write(path, text).map_err(|error| cannot("write", path, &error))
}
