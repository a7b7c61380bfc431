//! What of a process decides which Python is meant.

use std::{ffi::OsString, path::PathBuf};

/// The environment variables that decide which Python is meant, and where the program is, as a value: a test, or a client
/// that knows better, says what they are. A variable that is unset or empty is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Env {
    /// `VIRTUAL_ENV`: the folder of an activated virtual environment.
    pub virtual_env: Option<PathBuf>,
    /// `CONDA_PREFIX`: the folder of an activated conda environment.
    pub conda_prefix: Option<PathBuf>,
    /// `PATH`, unsplit.
    pub path: Option<OsString>,
    /// `HOME`, or `USERPROFILE` on Windows.
    pub home: Option<PathBuf>,
    /// `PYENV_ROOT`.
    pub pyenv_root: Option<PathBuf>,
    /// `PYENV_VERSION`: one or more version names, separated by colons.
    pub pyenv_version: Option<OsString>,
    /// `PYTHONUSERBASE`: where `pip install --user` puts things, if not in `~/.local`.
    pub python_user_base: Option<PathBuf>,
    /// `PYTHONPATH`, unsplit.
    pub python_path: Option<OsString>,
    /// The file of this program, which may have been installed into a virtual environment.
    pub program: Option<PathBuf>,
    /// Whether `PYTHONNOUSERSITE` is set: the user's own site-packages are then ignored.
    pub no_user_site: bool,
}

impl Env {
    /// Those of this process.
    pub fn from_process() -> Self {
        let get = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let path = |name| get(name).map(PathBuf::from);
        Self {
            virtual_env: path("VIRTUAL_ENV"),
            conda_prefix: path("CONDA_PREFIX"),
            path: get("PATH"),
            home: path(if cfg!(windows) { "USERPROFILE" } else { "HOME" }),
            pyenv_root: path("PYENV_ROOT"),
            pyenv_version: get("PYENV_VERSION"),
            python_user_base: path("PYTHONUSERBASE"),
            python_path: get("PYTHONPATH"),
            program: std::env::current_exe().ok(),
            no_user_site: get("PYTHONNOUSERSITE").is_some(),
        }
    }
}
