//! The language server, measured through its streams: what a keystroke costs, how long a start takes, what is kept in
//! memory, and whether any of it depends on how large the workspace is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use conformance::corpus::{self, Expected, Source};
use lsp_tests::{Client, copy_corpus, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sizes;

const KEYSTROKES: usize = 400;
const STARTS: usize = 15;
const EDITS: usize = 100_000;

pub(crate) fn measure() -> Result<(), String> {
    let corpus = Corpus::new()?;
    println!("The language server, through its streams; times in milliseconds.\n");
    println!("{:<58} {:>9} {:>9} {:>9}", "", "median", "p99", "at most");

    let largest = corpus.largest().ok_or("the corpus has no configuration")?;
    let mut client = corpus.client();
    let small = keystrokes(&mut client, &largest.0, &largest.1)?;
    let name = format!("keystroke, {} templates and {} lines", largest.2, largest.3);
    row(&format!("{name}: in the server"), &small.inside, (Some(2.0), Some(5.0)));
    row(&format!("{name}: at the client"), &small.outside, (None, Some(10.0)));
    client.finish();

    let (base, users) = corpus.base().ok_or("the corpus has no base template")?;
    let mut client = corpus.client();
    let edits = base_edits(&mut client, &base);
    row(&format!("edit of a template of {users} configurations: what is seen"), &edits.0, (Some(10.0), None));
    row(&format!("edit of a template of {users} configurations: all of it"), &edits.1, (Some(100.0), None));
    client.finish();

    let starts: Vec<f64> = (0..STARTS).map(|_| corpus.start(&largest.0)).collect();
    row("cold start to the first diagnostics of a document", &starts, (Some(150.0), None));

    memory(&corpus, &largest.0)?;
    sizes::measure(&small, None)
}

/// What the size of a workspace costs, drawn into a file where there is one.
pub(crate) fn sizes(plot: Option<&Path>) -> Result<(), String> {
    let corpus = Corpus::new()?;
    let largest = corpus.largest().ok_or("the corpus has no configuration")?;
    let mut client = corpus.client();
    let typed = keystrokes(&mut client, &largest.0, &largest.1)?;
    client.finish();
    sizes::measure(&typed, plot)
}

struct Corpus {
    tree: PathBuf,
    facts: String,
    rows: Vec<Expected>,
    /// Where the copy is, as long as it is needed.
    _folder: TempDir,
}

impl Corpus {
    /// A copy of the corpus `current`.
    fn new() -> Result<Self, String> {
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let tree = copy_corpus("current", folder.path()).ok_or("there is no corpus")?;
        let tree = tree.canonicalize().map_err(|error| error.to_string())?;
        let facts = folder.path().join("facts.json").to_string_lossy().into_owned();
        let rows = corpus::read("current").into_iter().filter(|row| row.pp.is_some()).collect();
        Ok(Self { tree, facts, rows, _folder: folder })
    }

    fn client(&self) -> Client {
        client(&self.tree, &["--facts", &self.facts])
    }

    /// The configuration with the most templates and lines: its file, its text's name, and how many of both.
    fn largest(&self) -> Option<(PathBuf, String, usize, usize)> {
        let size = |row: &Expected| {
            let templates = row.templates.as_ref().map_or(0, serde_json::Map::len);
            (templates, row.pp.as_deref().unwrap_or_default().lines().count())
        };
        let row = self.rows.iter().max_by_key(|row| size(row).0 * size(row).1)?;
        let Source::Project { file, config, .. } = &row.source else { return None };
        let (templates, lines) = size(row);
        Some((self.tree.join(file), config.clone(), templates, lines))
    }

    /// The template that most configurations use, and how many do.
    fn base(&self) -> Option<(PathBuf, usize)> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for templates in self.rows.iter().filter_map(|row| row.templates.as_ref()) {
            // A file is loaded under several names where it has sub-templates.
            let files: BTreeSet<&str> = templates.values().filter_map(Value::as_str).collect();
            for file in files {
                *counts.entry(file).or_default() += 1;
            }
        }
        let (file, users) = counts.into_iter().max_by_key(|(_, users)| *users)?;
        Some((self.tree.join(file), users))
    }

    /// The time from the start of the process to the first diagnostics of a document.
    fn start(&self, file: &Path) -> f64 {
        let begun = Instant::now();
        let mut client = Client::initialized(&["--facts", &self.facts], &uri(&self.tree), &json!({}));
        client.ignore("forgather/status");
        open(&mut client, file);
        let (_, at) = client.notification_at("textDocument/publishDiagnostics", &json!({"uri": uri(file)}));
        client.settle();
        client.drain("textDocument/publishDiagnostics");
        client.finish();
        (at - begun).as_secs_f64() * 1e3
    }
}

pub(crate) fn client(tree: &Path, arguments: &[&str]) -> Client {
    let mut client = Client::initialized(arguments, &uri(tree), &json!({}));
    client.ignore("forgather/status");
    client.notify("$/setTrace", json!({"value": "verbose"}));
    client
}

pub(crate) fn open(client: &mut Client, file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let item = json!({"uri": uri(file), "languageId": "forgather", "version": 0, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
    text
}

pub(crate) fn settle(client: &mut Client) {
    client.settle();
    client.drain("textDocument/publishDiagnostics");
    client.drain("$/logTrace");
}

/// What the median and the 99th percentile may be at most.
type Goal = (Option<f64>, Option<f64>);

/// Times in milliseconds.
pub(crate) struct Keystrokes {
    pub(crate) inside: Vec<f64>,
    pub(crate) outside: Vec<f64>,
}

/// Types a value that the expansion shows, and waits for the diagnostics each time.
pub(crate) fn keystrokes(client: &mut Client, file: &Path, config: &str) -> Result<Keystrokes, String> {
    let text = open(client, file);
    settle(client);
    let (line, column) =
        visible_place(&text).ok_or_else(|| format!("`{config}` shows no value of its own"))?;
    let uri = uri(file);
    let mut times = Keystrokes { inside: Vec::new(), outside: Vec::new() };
    for version in 1..=KEYSTROKES {
        let typed = ["a", "b", "c", "d"][(version - 1) % 4];
        let at = column + (version - 1) % 4;
        // Four letters are typed, then all are taken back at once with the first of the next four.
        let end = if at == column && version > 1 { column + 4 } else { at };
        let sent = Instant::now();
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{
                    "range": {"start": {"line": line, "character": at}, "end": {"line": line, "character": end}},
                    "text": typed,
                }],
            }),
        );
        let wanted = json!({"uri": uri, "version": version});
        let (_, at) = client.notification_at("textDocument/publishDiagnostics", &wanted);
        times.outside.push((at - sent).as_secs_f64() * 1e3);
        times.inside.push(traced(client, version).ok_or("the server does not trace")?);
    }
    settle(client);
    Ok(times)
}

/// How long the server says that it took for a version.
fn traced(client: &mut Client, version: usize) -> Option<f64> {
    loop {
        let trace = client.notification("$/logTrace", &Value::from("?"));
        let trace: Value = serde_json::from_str(trace["verbose"].as_str()?).ok()?;
        if trace["version"] == version {
            return trace["microseconds"].as_f64().map(|micros| micros / 1e3);
        }
    }
}

/// Where typing changes a value that the expansion shows: at the end of a plain value, or of a string that is set.
fn visible_place(text: &str) -> Option<(usize, usize)> {
    text.lines().enumerate().find_map(|(line, content)| {
        let content = content.trim_end();
        let plain = content.contains(": ") && !content.contains(['{', '#', '|', '\'', '"', '%', '-']);
        let set = content.trim_start().starts_with("-- set") && content.ends_with('"');
        (plain || set).then(|| (line, content.encode_utf16().count() - usize::from(set)))
    })
}

/// Edits a template that many use: until what is seen is out, and until all is.
fn base_edits(client: &mut Client, file: &Path) -> (Vec<f64>, Vec<f64>) {
    let text = open(client, file);
    settle(client);
    let uri = uri(file);
    let line = text.lines().count();
    let (mut seen, mut all) = (Vec::new(), Vec::new());
    for version in 1..=40 {
        let sent = Instant::now();
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{
                    "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}},
                    "text": "\n# a line\n",
                }],
            }),
        );
        let wanted = json!({"uri": uri, "version": version});
        let (_, at) = client.notification_at("textDocument/publishDiagnostics", &wanted);
        seen.push((at - sent).as_secs_f64() * 1e3);
        client.settle();
        all.push(sent.elapsed().as_secs_f64() * 1e3);
        client.drain("textDocument/publishDiagnostics");
        client.drain("$/logTrace");
    }
    (seen, all)
}

/// What is kept in memory after the corpus is checked, and after very many edits.
fn memory(corpus: &Corpus, file: &Path) -> Result<(), String> {
    let mut client = corpus.client();
    let text = open(&mut client, file);
    settle(&mut client);
    let checked = resident(&client)?;
    println!("\n{:<58} {:>6.1} MB (at most 60)", "memory after the corpus is checked", checked);
    let uri = uri(file);
    let mut after_some = 0.0;
    let begun = Instant::now();
    for version in 1..=EDITS {
        let line = version * 7 % text.lines().count().max(1);
        let (typed, end) = if version % 2 == 1 { ("x", 0) } else { ("", 1) };
        let line = if version % 2 == 1 { line } else { (version - 1) * 7 % text.lines().count().max(1) };
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{
                    "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": end}},
                    "text": typed,
                }],
            }),
        );
        if version % 20 == 0 {
            client.command("forgather.debug.text", json!({"uri": uri}));
            client.drain("textDocument/publishDiagnostics");
            client.drain("$/logTrace");
        }
        if version == EDITS / 20 {
            settle(&mut client);
            after_some = resident(&client)?;
        }
    }
    settle(&mut client);
    let after = resident(&client)?;
    let growth = (after / after_some - 1.0) * 100.0;
    println!("{:<58} {after_some:>6.1} MB", format!("memory after {} edits", EDITS / 20));
    println!(
        "{:<58} {after:>6.1} MB, {growth:+.1} % (at most +5 %), in {:.0} s",
        format!("memory after {EDITS} edits"),
        begun.elapsed().as_secs_f64()
    );
    client.finish();
    Ok(())
}

pub(crate) fn resident(client: &Client) -> Result<f64, String> {
    let status = fs::read_to_string(format!("/proc/{}/status", client.process()))
        .map_err(|error| format!("memory can be measured on Linux only: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
    Ok(kilobytes / 1024.0)
}

pub(crate) fn median(times: &[f64]) -> f64 {
    quantile(times, 0.5)
}

fn quantile(times: &[f64], which: f64) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(((times.len() as f64 - 1.0) * which).round() as usize).copied().unwrap_or_default()
}

pub(crate) fn row(what: &str, times: &[f64], goal: Goal) {
    let (middle, late) = (median(times), quantile(times, 0.99));
    let shown = |goal: Option<f64>| goal.map_or_else(|| "any".to_owned(), |goal| goal.to_string());
    let missed = goal.0.is_some_and(|most| middle > most) || goal.1.is_some_and(|latest| late > latest);
    let goal = match goal {
        (None, None) => String::new(),
        (most, latest) => {
            format!("{} / {}{}", shown(most), shown(latest), if missed { "  MISSED" } else { "" })
        }
    };
    println!("{what:<58} {middle:>9.2} {late:>9.2} {goal:>9}");
}
