//! Expands and loads every configuration of the corpora and prints how many times faster that is than Jinja2 and PyYAML
//! in a warm Python process that does the same work in the same run. `cargo run --release -p bench`; with `all` behind it, all
//! other benchmarks, too.
//!
//! Ours starts from nothing: once with nothing kept from one configuration to the next, so that every file is read,
//! split and parsed anew and every project opened anew; and once for a whole corpus, where a file that several
//! configurations use is parsed once. Python has its modules imported and has done the same work before.

mod hot;
mod questions;
mod server;
mod session;
mod sizes;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use conformance::corpus::{self, CORPORA, Expected, Stage};
use conformance::expand::OpenCorpus;
use conformance::oracle;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How often everything is done; the best of all counts, for both sides.
const ROUNDS: usize = 5;

/// What the oracle measured.
#[derive(Deserialize)]
struct Python {
    corpus: String,
    configurations: usize,
    seconds_with_meta: f64,
}

/// What PyYAML takes to load expanded configurations.
#[derive(Deserialize)]
struct Loading {
    configurations: usize,
    seconds: f64,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [] => measure(),
        ["all"] => [measure, server::measure, session::measure, questions::measure].iter().try_for_each(|measure| {
            measure()?;
            println!();
            Ok(())
        }),
        ["server"] => server::measure(),
        ["sizes"] => server::sizes(None),
        ["sizes", file] => server::sizes(Some(Path::new(file))),
        ["questions"] => questions::measure(),
        ["questions", name] => questions::measure_only(name, questions::STEP),
        ["questions", name, step] => step
            .parse()
            .map_err(|_| format!("`{step}` is no number of bytes"))
            .and_then(|step| questions::measure_only(name, step)),
        ["session"] => session::measure(),
        ["hot", name] => hot::work(Some(name)),
        _ => Err("usage: bench [all | server | sizes [FILE.svg] | questions [NAME [BYTES]] | session | hot NAME]; without a word, what Jinja2 and PyYAML are compared with".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Result<(), String> {
    let root = corpus::corpus_root().ok_or("there is no ../shared/corpus and no $FORGATHER_CORPUS")?;
    let python =
        oracle::python().ok_or("there is no Python with Jinja2 and PyYAML; `cargo xtask test` makes one")?;
    println!("Expansion with origins; times are the best of {ROUNDS} rounds.");
    println!(
        "{:<17} {:>5} {:>12} {:>18} {:>7} {:>18} {:>7}",
        "corpus", "count", "Jinja2, warm", "each from nothing", "ratio", "all from nothing", "ratio"
    );
    for (name, dialect, _) in CORPORA {
        let expected: Vec<Expected> = corpus::read(name).into_iter().filter(|row| row.pp.is_some()).collect();
        let measured: Python = ask(&python, &oracle::script(), &["bench"], &root.join(name))?;
        if measured.configurations != expected.len() {
            return Err(format!("{}: Jinja2 expands {}", measured.corpus, measured.configurations));
        }
        let each = best(|| each_from_nothing(name, dialect, &expected));
        let all = best(|| all_from_nothing(name, dialect, &expected));
        let jinja = Duration::from_secs_f64(measured.seconds_with_meta);
        println!(
            "{name:<17} {:>5} {:>9.1} ms {:>15.1} ms {:>6.0}× {:>15.1} ms {:>6.0}×",
            expected.len(),
            jinja.as_secs_f64() * 1e3,
            each.as_secs_f64() * 1e3,
            ratio(jinja, each),
            all.as_secs_f64() * 1e3,
            ratio(jinja, all),
        );
    }
    println!("\nLoading with checks.");
    let mut pipelines: Vec<(&str, &str, Duration)> = Vec::new();
    println!("{:<17} {:>5} {:>12} {:>12} {:>7}", "corpus", "count", "PyYAML, warm", "ours", "ratio");
    let loading = oracle::script().with_file_name("load_bench.py");
    for (name, dialect, _) in CORPORA {
        let texts: Vec<String> = corpus::read(name)
            .into_iter()
            .filter(|row| row.stage == Stage::Done)
            .filter_map(|row| row.pp)
            .collect();
        let measured: Loading = ask(&python, &loading, &[], &root.join(name))?;
        if measured.configurations != texts.len() {
            return Err(format!("{name}: PyYAML loads {}", measured.configurations));
        }
        let ours = best(|| load(dialect, &texts));
        let pyyaml = Duration::from_secs_f64(measured.seconds);
        println!(
            "{name:<17} {:>5} {:>9.1} ms {:>9.2} ms {:>6.0}×",
            texts.len(),
            pyyaml.as_secs_f64() * 1e3,
            ours.as_secs_f64() * 1e3,
            ratio(pyyaml, ours),
        );
        pipelines.push((name, dialect, pyyaml));
    }
    println!(
        "\n`check` of a whole workspace: one process from its start to its exit, against Jinja2 and PyYAML, warm."
    );
    println!("{:<17} {:>12} {:>12} {:>12} {:>7}", "corpus", "Jinja2", "PyYAML", "check", "ratio");
    let binary = built_binary()?;
    for (name, dialect, pyyaml) in pipelines.into_iter().filter(|(name, ..)| !name.contains("notebook")) {
        let measured: Python = ask(&python, &oracle::script(), &["bench"], &root.join(name))?;
        let jinja = Duration::from_secs_f64(measured.seconds_with_meta);
        let folder = root.join(name);
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            times.push(check(&binary, &folder, dialect)?);
        }
        let ours = times.into_iter().min().unwrap_or_default();
        println!(
            "{name:<17} {:>9.1} ms {:>9.1} ms {:>9.1} ms {:>6.0}×",
            jinja.as_secs_f64() * 1e3,
            pyyaml.as_secs_f64() * 1e3,
            ours.as_secs_f64() * 1e3,
            ratio(jinja + pyyaml, ours),
        );
    }
    Ok(())
}

/// The server's binary, built as it is released.
fn built_binary() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--release", "-p", "forgather-ls"];
    let status = Command::new(cargo).args(arguments).status().map_err(|error| error.to_string())?;
    if !status.success() {
        return Err("the server cannot be built".to_owned());
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.with_file_name("forgather-ls"))
}

/// The time that `check` of a corpus's tree takes. It checks what Python does not read, too: templates that no configuration
/// uses.
fn check(binary: &Path, folder: &Path, dialect: &str) -> Result<Duration, String> {
    let mut command = Command::new(binary);
    command.arg("check").arg(folder.join("tree")).args(["--dialect", dialect, "--format", "json", "--facts"]);
    command.arg(folder.join("facts.json"));
    let start = Instant::now();
    let output = command.output().map_err(|error| error.to_string())?;
    let time = start.elapsed();
    match output.status.code() {
        Some(0 | 1) if !output.stdout.is_empty() => Ok(time),
        _ => Err(format!("check fails: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// What a Python script measures for a corpus's folder.
fn ask<T: DeserializeOwned>(python: &Path, script: &Path, args: &[&str], folder: &Path) -> Result<T, String> {
    let mut command = Command::new(python);
    command.arg(script).args(args).arg(folder).args(["--repeat", &ROUNDS.to_string()]);
    let output = command.output().map_err(|error| error.to_string())?;
    let line = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(line.trim()).map_err(|error| format!("{}: {error}", script.display()))
}

fn best(mut measure: impl FnMut() -> Duration) -> Duration {
    (0..ROUNDS).map(|_| measure()).min().unwrap_or_default()
}

fn ratio(theirs: Duration, ours: Duration) -> f64 {
    theirs.as_secs_f64() / ours.as_secs_f64()
}

/// The time that loading and checking the graphs of a corpus's expansions takes.
fn load(dialect: &str, texts: &[String]) -> Duration {
    let dialect = forgather_graph::Dialect::from_name(dialect).unwrap_or(forgather_graph::Dialect::Current);
    let start = Instant::now();
    for text in texts {
        let (graph, problems) = forgather_graph::load(text, dialect);
        assert!(problems.is_empty() && !graph.nodes().is_empty(), "{problems:?}");
    }
    start.elapsed()
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
