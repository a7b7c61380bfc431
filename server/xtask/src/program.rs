//! Running other programs.

use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The cargo that runs this task.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a command and captures what it prints; an error says that it could not be started.
pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| format!("`{}` does not start: {error}", name(command)))
}

/// Runs a command that must succeed; an error ends with what it complained about.
pub(crate) fn succeed(command: &mut Command) -> Result<(), String> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = [output.stdout, output.stderr].concat();
    let complaint = String::from_utf8_lossy(&complaint);
    // The last line of a traceback, and of what pip prints, is the one that says what is wrong.
    let last = complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("without a word");
    Err(format!("`{}` fails: {}", name(command), last.trim()))
}

/// Builds the program as it is released, and gives its file.
pub(crate) fn release(root: &Path) -> Result<PathBuf, String> {
    let status = cargo(root)
        .args(["build", "--release", "--quiet", "--package", "forgather-ls"])
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if !status.success() {
        return Err("forgather-ls does not build".to_owned());
    }
    Ok(target(root)?.join("release").join(format!("forgather-ls{}", std::env::consts::EXE_SUFFIX)))
}

/// The folder that builds go to.
pub(crate) fn target(root: &Path) -> Result<PathBuf, String> {
    let metadata = output(cargo(root).args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
    let metadata: Value = serde_json::from_slice(&metadata.stdout)
        .map_err(|error| format!("`cargo metadata` prints no JSON: {error}"))?;
    let target = metadata["target_directory"].as_str().ok_or("`cargo metadata` names no target directory")?;
    Ok(PathBuf::from(target))
}

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
