//! Which interpreter a project uses.

use crate::{
    env::Env,
    interpreter::{Interpreter, is_executable},
    pyenv,
};
use std::path::{Component, Path, PathBuf};

/// The interpreter for a project in the folder `start`, an absolute path: the one that the user's `setting` names (an
/// interpreter, or the folder of a virtual environment), else that of `VIRTUAL_ENV`, of `.venv` or `venv` in `start` or
/// above it, of `CONDA_PREFIX`, else that of the virtual environment that this program was installed into, else `python3` or
/// `python` on `PATH`.
///
/// A setting that names no interpreter gives `None` and not another interpreter than the one that was asked for.
pub fn find(setting: Option<&Path>, start: &Path, env: &Env) -> Option<Interpreter> {
    if let Some(setting) = setting {
        return from_setting(setting, start, env);
    }
    let activated = |folder: &Option<PathBuf>| Interpreter::in_folder(folder.as_deref()?, env);
    activated(&env.virtual_env)
        .or_else(|| beside_or_above(start, env))
        .or_else(|| activated(&env.conda_prefix))
        .or_else(|| around_program(env))
        .or_else(|| on_path(&["python3", "python"], start, env))
}

/// A setting as it means the same wherever a project lies: a path is of `folder`, in which the setting holds. A single name is a
/// command where nothing of that name lies there, and `~` stays the home folder.
pub fn setting_in(setting: &Path, folder: &Path) -> PathBuf {
    let path = folder.join(setting);
    let is_command = setting.components().count() == 1 && !path.exists();
    if is_command || setting.starts_with("~") { setting.to_owned() } else { path }
}

fn from_setting(setting: &Path, start: &Path, env: &Env) -> Option<Interpreter> {
    // `python3.12` is a command unless something of that name lies in the folder.
    let path = start.join(expand_home(setting, env));
    if path.is_dir() {
        return Interpreter::in_folder(&path, env);
    }
    if is_executable(&path) {
        return Some(executable_at(path, start, env));
    }
    let mut components = setting.components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(name)), None) => on_path(&[name.to_str()?], start, env),
        _ => None,
    }
}

fn expand_home(path: &Path, env: &Env) -> PathBuf {
    match (path.strip_prefix("~"), &env.home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_path_buf(),
    }
}

/// The interpreter at a path that the user gave, which may be a shim.
fn executable_at(path: PathBuf, start: &Path, env: &Env) -> Interpreter {
    let behind_shim = || {
        let root = pyenv::root_of_shims(path.parent()?, env)?;
        pyenv::resolve(&root, path.file_name()?.to_str()?, start, env)
    };
    let executable = behind_shim().unwrap_or(path);
    Interpreter::at(executable, env)
}

fn beside_or_above(start: &Path, env: &Env) -> Option<Interpreter> {
    let folders = start.ancestors().flat_map(|folder| [folder.join(".venv"), folder.join("venv")]);
    // Any folder may be called `venv`; one with a `pyvenv.cfg` or a `conda-meta` is an environment.
    folders
        .filter(|folder| folder.join("pyvenv.cfg").is_file() || folder.join("conda-meta").is_dir())
        .find_map(|folder| Interpreter::in_folder(&folder, env))
}

/// The virtual environment that holds this program beside the packages that its user works with. What pipx, `uv tool` and
/// `uvx` make holds the program alone.
fn around_program(env: &Env) -> Option<Interpreter> {
    let folder = env.program.as_deref()?.parent()?.parent()?;
    let of_tools = ["pipx_metadata.json", "uv-receipt.toml"].iter().any(|name| folder.join(name).is_file());
    // The caches of uv.
    let is_cached = folder.components().any(|part| {
        part.as_os_str()
            .to_str()
            .is_some_and(|name| name.starts_with("archive-v") || name.starts_with("environments-v"))
    });
    if of_tools || is_cached || !folder.join("pyvenv.cfg").is_file() {
        return None;
    }
    Interpreter::in_folder(folder, env)
}

/// The first of the commands that is anywhere on `PATH`, as a shell that tries them in this order would find it.
fn on_path(commands: &[&str], start: &Path, env: &Env) -> Option<Interpreter> {
    let folders: Vec<PathBuf> = env.path.iter().flat_map(std::env::split_paths).collect();
    // An empty or relative entry means the working directory, from which nothing should be run by accident.
    let folders: Vec<&PathBuf> = folders.iter().filter(|folder| folder.is_absolute()).collect();
    commands.iter().find_map(|command| {
        folders
            .iter()
            .find_map(|folder| command_in(folder, command, start, env))
            .map(|path| Interpreter::at(path, env))
    })
}

fn command_in(folder: &Path, command: &str, start: &Path, env: &Env) -> Option<PathBuf> {
    if let Some(root) = pyenv::root_of_shims(folder, env) {
        return pyenv::resolve(&root, command, start, env);
    }
    let mut names = vec![command.to_owned()];
    if cfg!(windows) {
        names.insert(0, format!("{command}.exe"));
    }
    names.iter().map(|name| folder.join(name)).find(|path| is_executable(path))
}

#[cfg(test)]
mod tests;
