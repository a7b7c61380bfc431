//! `cargo xtask test`: every test, and an honest account of those that could not run.

use crate::{program, python, suites, tally::Tally};
use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Stdio,
};

/// How much of what is generated is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Hundreds, as in CI.
    Usual,
    /// Thousands.
    Nightly,
}

/// Runs all tests, or those of `cargo test`'s own arguments. With `CI=true` nothing may be skipped.
pub(crate) fn run(root: &Path, arguments: &[String], profile: Profile) -> Result<(), String> {
    let mut tally = Tally::default();
    let corpus = corpus(root);
    if !corpus.is_dir() {
        tally.skip(format!("the corpora of real configurations: there is no folder `{}`", corpus.display()));
    }
    let mut cargo = program::cargo(root);
    cargo.args(["test", "--no-fail-fast"]);
    if arguments.is_empty() {
        cargo.arg("--workspace");
    }
    if profile == Profile::Nightly {
        cargo.arg("--release").env("PROPTEST_CASES", "5000").env("FORGATHER_MUTATIONS", "5000");
        // An hour, in minutes.
        cargo.env("FORGATHER_SOAK", "18000");
    }
    cargo.args(arguments).args(["--", "--show-output"]);
    match python::prepare(root) {
        Ok(python) => _ = cargo.env("FORGATHER_TEST_PYTHON", python),
        Err(absent) => tally.skip(absent),
    }

    let mut child =
        cargo.stdout(Stdio::piped()).spawn().map_err(|error| format!("cargo does not start: {error}"))?;
    if let Some(stdout) = child.stdout.take() {
        // A test may print anything: bytes that are not UTF-8 are no reason to stop.
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            if tally.take(line.trim_end_matches('\r')) {
                println!("{line}");
            }
        }
    }
    let status = child.wait().map_err(|error| format!("cargo is lost: {error}"))?;
    if arguments.is_empty() {
        suites::run(root, &[], &mut tally)?;
    }
    finish(&tally, status.success())
}

/// Runs the suites beside cargo's tests, or those whose names contain one of some words.
pub(crate) fn run_suites(root: &Path, words: &[String]) -> Result<(), String> {
    let mut tally = Tally::default();
    suites::run(root, words, &mut tally)?;
    finish(&tally, true)
}

fn finish(tally: &Tally, cargo_succeeded: bool) -> Result<(), String> {
    println!();
    for reason in &tally.skipped {
        println!("skipped: {reason}");
    }
    println!("{}", tally.closing_line());
    verdict(tally, cargo_succeeded, env::var_os("CI").is_some_and(|value| value == "true"))
}

/// The folder of the corpora, which are not part of the repository: `$FORGATHER_CORPUS`, or `../shared/corpus`.
pub(crate) fn corpus(root: &Path) -> PathBuf {
    env::var_os("FORGATHER_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from)
}

fn verdict(tally: &Tally, cargo_succeeded: bool, may_not_skip: bool) -> Result<(), String> {
    let problem = if !cargo_succeeded || tally.failed > 0 {
        "the tests failed"
    } else if may_not_skip && !tally.skipped.is_empty() {
        "nothing may be skipped where CI=true"
    } else if tally.passed == 0 {
        "no test ran"
    } else {
        return Ok(());
    };
    Err(problem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_run_fail() {
        let check = |(passed, failed, skipped): (usize, usize, &[&str]), cargo_succeeded, may_not_skip| {
            let skipped = skipped.iter().map(ToString::to_string).collect();
            verdict(&Tally::of(passed, failed, skipped), cargo_succeeded, may_not_skip).is_ok()
        };
        assert!(check((1, 0, &[]), true, true));
        assert!(check((1, 0, &["a: absent"]), true, false));
        assert!(!check((1, 0, &["a: absent"]), true, true));
        assert!(!check((1, 1, &[]), false, false));
        // A crate that does not compile.
        assert!(!check((1, 0, &[]), false, false));
        assert!(!check((0, 0, &[]), true, false));
    }
}
