//! The Python that results are compared with: a virtual environment of the repository's own, with the packages that the
//! tests name.

use crate::program;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What expansions are compared with, and packages whose signatures are read.
const REQUIREMENTS: [&str; 2] =
    ["tests/conformance/oracle/requirements.txt", "server/python/tests/oracle/requirements.txt"];

/// The interpreter of `.venv`, which is made if it is not there and filled if the requirements changed. An error says
/// what is absent, and what for.
pub(crate) fn prepare(root: &Path) -> Result<PathBuf, String> {
    let mut requirements = String::new();
    for file in REQUIREMENTS {
        requirements += &fs::read_to_string(root.join(file))
            .map_err(|error| format!("`{file}` cannot be read: {error}"))?;
    }
    let folder = root.join(".venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // An environment outlives the interpreter that it was made from, and is then of no use.
    if !runs(&python) {
        create(&folder).map_err(|error| for_what(&requirements, &error))?;
    }
    // What was installed is written down, so that a run without a network needs none.
    let stamp = folder.join("forgather-requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(python);
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    for file in REQUIREMENTS {
        pip.arg("-r").arg(root.join(file));
    }
    program::succeed(&mut pip).map_err(|error| for_what(&requirements, &error))?;
    fs::write(&stamp, requirements)
        .map_err(|error| format!("`{}` cannot be written: {error}", stamp.display()))?;
    Ok(python)
}

fn create(folder: &Path) -> Result<(), String> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    let mut venv = Command::new(system);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    program::succeed(&mut venv)
}

fn runs(python: &Path) -> bool {
    program::output(Command::new(python).args(["-c", ""])).is_ok_and(|output| output.status.success())
}

fn for_what(requirements: &str, error: &str) -> String {
    let names: Vec<&str> = requirements.lines().map(str::trim).filter(|line| is_requirement(line)).collect();
    format!("comparison with {}: {error}", names.join(" and "))
}

fn is_requirement(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}
