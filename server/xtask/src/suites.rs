//! Tests beside cargo's: of the editors' plugins and of the grammars, in the real editors. Each is a program that prints
//! what it did in the Test Anything Protocol, and says so where the editor that it needs is not there.

use crate::{pictures, program, tally::Tally, test};
use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The programs, below the repository's folder, the quickest first.
const SUITES: [&str; 11] = [
    "tests/install/run",
    "tests/bench/instructions/run",
    "grammars/textmate/test/run",
    "grammars/tree-sitter/test/run",
    "editors/vscode/test/run",
    "editors/vscode/webviews/graph/test/run",
    "tests/editors/vim-syntax/run",
    "tests/editors/neovim/run",
    "tests/editors/helix/run",
    "tests/editors/emacs/run",
    "tests/editors/vscode/run",
];

/// Runs all suites whose names contain one of some words, or all where there are none, and counts what they say.
pub(crate) fn run(root: &Path, words: &[String], tally: &mut Tally) -> Result<(), String> {
    let chosen: Vec<&str> = SUITES
        .into_iter()
        .filter(|suite| words.is_empty() || words.iter().any(|word| suite.contains(word.as_str())))
        .collect();
    if chosen.is_empty() {
        return Err(format!("no suite is called so; there are:\n{}", SUITES.join("\n")));
    }
    let server = program::release(root)?;
    let screens = pictures::screens(root);
    if let Some(folder) = &screens {
        pictures::prepare(folder)?;
    }
    for suite in chosen {
        println!("\n     Running {suite}");
        let mut command = Command::new(root.join(suite));
        command
            .current_dir(root)
            .env("FORGATHER_LS", &server)
            .env("FORGATHER_EDITORS", editors(root))
            .env("FORGATHER_CORPUS", test::corpus(root));
        if let Some(folder) = &screens {
            command.env("FORGATHER_SCREENS", folder);
        }
        // What cargo tells the program it runs is about this crate, and misleads others: Helix looks for its runtime there.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_") {
                command.env_remove(&*name);
            }
        }
        one(&mut command, suite, tally);
    }
    screens.map_or(Ok(()), |folder| pictures::draw(root, &folder))
}

/// Where the editors are that suites run in: `$FORGATHER_EDITORS`, or where `tests/editors/install` puts them.
pub(crate) fn editors(root: &Path) -> PathBuf {
    env::var_os("FORGATHER_EDITORS").map_or_else(|| root.join("target/editors"), PathBuf::from)
}

fn one(command: &mut Command, suite: &str, tally: &mut Tally) {
    let mut child = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return tally.fail(&format!("{suite} does not start: {error}")),
    };
    let before = (tally.passed, tally.failed, tally.skipped.len());
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).split(b'\n')).flatten() {
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        tally.take_point(line, suite);
        println!("{line}");
    }
    match child.wait() {
        Err(error) => tally.fail(&format!("{suite} is lost: {error}")),
        Ok(status) if !status.success() && tally.failed == before.1 => {
            tally.fail(&format!("{suite} ended with {status}, and named no test that failed"));
        }
        Ok(_) if before == (tally.passed, tally.failed, tally.skipped.len()) => {
            tally.fail(&format!("{suite} ran no test"));
        }
        Ok(_) => {}
    }
}
