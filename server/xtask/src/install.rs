//! `cargo xtask install`: the program, built as it is released, where the user's other programs are.

use crate::program;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Builds the program and puts it into the `bin` folder of a prefix. It is one file: the module that Python loads is in it.
pub(crate) fn run(root: &Path, prefix: Option<&str>) -> Result<(), String> {
    let prefix = match prefix {
        Some(prefix) => PathBuf::from(prefix),
        None => Path::new(&env::var_os("HOME").ok_or("there is no HOME: name a prefix")?).join(".local"),
    };
    let binary = program::release(root)?;
    let name = binary.file_name().ok_or("the program has no name")?;
    let folder = prefix.join("bin");
    let installed = folder.join(name);
    // A program that runs cannot be written to, but another can take its name.
    let part = folder.join(format!(".{}.part", name.to_string_lossy()));
    let copied = fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(&binary, &part))
        .and_then(|_| fs::rename(&part, &installed));
    copied.map_err(|error| format!("`{}` cannot be written: {error}", installed.display()))?;
    crate::dist::lay_out(&installed, &prefix)?;
    println!(
        "installed {}, with manual pages and completions below {}",
        installed.display(),
        prefix.join("share").display()
    );
    let path = env::var_os("PATH").unwrap_or_default();
    if !env::split_paths(&path).any(|known| known == folder) {
        println!("`{}` is not on PATH: add it, or name the program by its path", folder.display());
    }
    Ok(())
}
