//! Expands every configuration of the corpora and prints how many times faster that is than Jinja2 in a warm Python
//! process that does the same work in the same run. `cargo run --release -p bench`.
//!
//! Ours starts from nothing: once with nothing kept from one configuration to the next, so that every file is read,
//! split and parsed anew and every project opened anew; and once for a whole corpus, where a file that several
//! configurations use is parsed once. Python has its modules imported and has done the same work before.

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
    println!("Expansion with origins; times are the best of {ROUNDS} rounds.");
    println!(
        "{:<17} {:>5} {:>12} {:>18} {:>7} {:>18} {:>7}",
        "corpus", "count", "Jinja2, warm", "each from nothing", "ratio", "all from nothing", "ratio"
    );
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
            eprintln!(
                "{}: {} configurations there, {} here",
                measured.corpus,
                measured.configurations,
                expected.len()
            );
            return ExitCode::from(2);
        }
        let each = (0..ROUNDS).map(|_| each_from_nothing(name, dialect, &expected)).min().unwrap_or_default();
        let all = (0..ROUNDS).map(|_| all_from_nothing(name, dialect, &expected)).min().unwrap_or_default();
        let jinja = Duration::from_secs_f64(measured.seconds_with_meta);
        let ratio = |ours: Duration| jinja.as_secs_f64() / ours.as_secs_f64();
        println!(
            "{name:<17} {:>5} {:>9.1} ms {:>15.1} ms {:>6.0}× {:>15.1} ms {:>6.0}×",
            expected.len(),
            jinja.as_secs_f64() * 1e3,
            each.as_secs_f64() * 1e3,
            ratio(each),
            all.as_secs_f64() * 1e3,
            ratio(all),
        );
    }
    ExitCode::SUCCESS
}

/// The time that all configurations of a corpus take when nothing is kept from one to the next.
fn each_from_nothing(name: &str, dialect: &str, expected: &[Expected]) -> Duration {
    let start = Instant::now();
    for row in expected {
        if let Some(open) = OpenCorpus::open(name, dialect) {
            expand(&open, name, row);
        }
    }
    start.elapsed()
}

/// The time that all configurations of a corpus take when files are read and parsed once.
fn all_from_nothing(name: &str, dialect: &str, expected: &[Expected]) -> Duration {
    let start = Instant::now();
    if let Some(open) = OpenCorpus::open(name, dialect) {
        for row in expected {
            expand(&open, name, row);
        }
    }
    start.elapsed()
}

fn expand(open: &OpenCorpus, name: &str, row: &Expected) {
    let expansion = open.expand(row);
    assert!(expansion.is_complete(), "{name}: {:?}", expansion.problems);
    assert!(
        expansion.text.is_empty() || expansion.runs().count() > 0,
        "{name}: an expansion without origins"
    );
}
