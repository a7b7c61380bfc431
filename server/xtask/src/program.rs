//! Running other programs.

use std::{
    env,
    path::Path,
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

fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
