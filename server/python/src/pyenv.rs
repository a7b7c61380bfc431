//! pyenv's shims: scripts named `python3` that choose an interpreter when run. Which one is said by files, so there is
//! no need to run them.

use crate::{env::Env, interpreter::is_executable, read, version};
use std::path::{Path, PathBuf};

/// pyenv's root, if a folder on `PATH` is the one with its shims.
pub(crate) fn root_of_shims(folder: &Path, env: &Env) -> Option<PathBuf> {
    let root = folder.parent()?;
    let is_shims = folder.file_name()? == "shims";
    let is_root = root.join("versions").is_dir() || env.pyenv_root.as_deref() == Some(root);
    (is_shims && is_root).then(|| root.to_path_buf())
}

/// The interpreter that a shim named `command` would run for someone in `start`. `None` if that is the system's own,
/// which is whatever comes next on `PATH`.
pub(crate) fn resolve(root: &Path, command: &str, start: &Path, env: &Env) -> Option<PathBuf> {
    let names = chosen_versions(root, start, env);
    names.iter().take_while(|name| *name != "system").find_map(|name| {
        let executable = version_folder(root, name)?.join("bin").join(command);
        is_executable(&executable).then_some(executable)
    })
}

/// The version names that apply, as `pyenv version-name` finds them: `PYENV_VERSION`, the nearest `.python-version`,
/// the global `version` file.
fn chosen_versions(root: &Path, start: &Path, env: &Env) -> Vec<String> {
    if let Some(names) = &env.pyenv_version {
        return names.to_string_lossy().split(':').map(String::from).collect();
    }
    let local = start.ancestors().map(|folder| folder.join(".python-version"));
    let global = root.join("version");
    local
        .chain([global])
        .find_map(|file| read::text(&file))
        .map(|text| version_names(&text))
        .unwrap_or_default()
}

fn version_names(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).map(String::from).collect()
}

/// The folder of a version by its name; `3.11` and `python-3.11` mean the newest `3.11.X` that is installed.
fn version_folder(root: &Path, name: &str) -> Option<PathBuf> {
    // A name is one folder: a `.python-version` from elsewhere must not lead out of pyenv.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    let versions = root.join("versions");
    let short = name.strip_prefix("python-").unwrap_or(name);
    if let Some(folder) =
        [name, short].map(|name| versions.join(name)).into_iter().find(|folder| folder.is_dir())
    {
        return Some(folder);
    }
    let start = format!("{short}.");
    let newest = read::names(&versions).into_iter().filter(|name| name.starts_with(&start));
    newest.max_by_key(|name| version::sort_key(name)).map(|name| versions.join(name))
}
