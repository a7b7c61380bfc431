//! Expands every configuration of the corpora, cold, and prints how many times faster that is than Jinja2 in a warm
//! Python process that does the same work in the same run. `cargo run --release -p bench`.
//!
//! Cold means that nothing is kept from one configuration to the next: files are read, split and parsed anew, and the
//! project is opened anew. Python has its modules imported and has run the same work before.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use conformance::corpus::{self, CORPORA, Expected};
use conformance::expand::OpenCorpus;
use conformance::oracle;
use serde::Deserialize;

/// How often everything is done; the best of all counts, for both sides.
const ROUNDS: usize = 5;

/// What the oracle measured.
#[derive(Deserialize)]
struct Python {
    corpus: String,
    configurations: usize,
    seconds_with_meta: f64,
}

fn main() -> ExitCode {
    let Some(root) = corpus::corpus_root() else {
        eprintln!("there is no ../shared/corpus and no $FORGATHER_CORPUS");
        return ExitCode::from(2);
    };
    let Some(python) = oracle::python() else {
        eprintln!("there is no Python with Jinja2 and PyYAML; `cargo xtask test` makes one");
        return ExitCode::from(2);
    };
    println!("{:<20} {:>6} {:>12} {:>12} {:>10} {:>8}", "corpus", "count", "Jinja2", "cold", "each", "ratio");
    for (name, dialect, _) in CORPORA {
        let expected: Vec<Expected> = corpus::read(name).into_iter().filter(|row| row.pp.is_some()).collect();
        let output = Command::new(&python)
            .arg(oracle::script())
            .arg("bench")
            .arg(root.join(name))
            .args(["--repeat", &ROUNDS.to_string()])
            .output();
        let Some(measured) = output.ok().and_then(|output| {
            let line = String::from_utf8(output.stdout).ok()?;
            serde_json::from_str::<Python>(line.trim()).ok()
        }) else {
            eprintln!("the oracle measured nothing for {name}");
            return ExitCode::from(2);
        };
        if measured.configurations != expected.len() {
            eprintln!("{}: {} configurations there, {} here", measured.corpus, measured.configurations, expected.len());
            return ExitCode::from(2);
        }
        let best = (0..ROUNDS).map(|_| round(name, dialect, &expected)).min().unwrap_or_default();
        let jinja = Duration::from_secs_f64(measured.seconds_with_meta);
        println!(
            "{name:<20} {:>6} {:>9.1} ms {:>9.1} ms {:>7.0} µs {:>7.0}×",
            expected.len(),
            jinja.as_secs_f64() * 1e3,
            best.as_secs_f64() * 1e3,
            best.as_secs_f64() * 1e6 / expected.len() as f64,
            jinja.as_secs_f64() / best.as_secs_f64(),
        );
    }
    ExitCode::SUCCESS
}

/// The time that all configurations of a corpus take, with origins and all, each from nothing.
fn round(name: &str, dialect: &str, expected: &[Expected]) -> Duration {
    let start = Instant::now();
    let mut origins = 0;
    for row in expected {
        let Some(open) = OpenCorpus::open(name, dialect) else { continue };
        let expansion = open.expand(row);
        assert!(expansion.is_complete(), "{name}: {:?}", expansion.problems);
        origins += expansion.runs().count();
    }
    assert!(origins > 0);
    start.elapsed()
}
