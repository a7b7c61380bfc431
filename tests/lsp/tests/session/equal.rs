//! A graph and its generated Python construct equal objects: the same calls with the same arguments, and the same objects
//! where the same are shared.
//!
//! For the corpora, whose Python is not there, anything can be imported: see `stubs/sitecustomize.py`.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_tests::{Client, copy_corpus, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

fn stubs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/session/stubs")
}

/// The Python that runs generated code, with the stubs.
struct Runner {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Runner {
    fn new(python: &Path, search_path: Option<&Path>) -> Self {
        let mut command = Command::new(python);
        // The script's folder has the stubs.
        command.args(["-c", "import sys; exec(open(sys.argv[1]).read())"]).arg(stubs().join("run_code.py"));
        if let Some(search_path) = search_path {
            command.env("PYTHONPATH", search_path);
        }
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
        let input = process.stdin.take().expect("input");
        let output = BufReader::new(process.stdout.take().expect("output"));
        Self { process, input, output }
    }

    fn run(&mut self, code: &str, partial: bool) -> Value {
        writeln!(self.input, "{}", json!({"code": code, "partial": partial})).expect("Python reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("Python writes");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: `{line}` for\n{code}"))
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The numbers of objects counted from the first, so that texts of different processes can be compared.
fn renumbered(text: &str) -> String {
    let mut numbers = HashMap::new();
    let mut out = String::new();
    let mut parts = text.split('#');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|ch: char| ch.is_ascii_digit()).len();
        if digits == 0 {
            out.push('#');
        } else {
            let next = numbers.len();
            let number = numbers.entry(part[..digits].to_owned()).or_insert(next);
            out.push_str(&format!("#{number}"));
        }
        out.push_str(&part[digits..]);
    }
    out
}

#[derive(Debug, Default)]
struct Count {
    same: usize,
    failed_alike: usize,
    /// Generated code has no form for them.
    without_code: usize,
    /// They name modules relative to a package that their code is written for: there is none.
    relative: usize,
    different: Vec<String>,
}

impl Count {
    fn summary(&self) -> String {
        let Self { same, failed_alike, without_code, relative, different } = self;
        let differ = different.len();
        format!(
            "{same} targets make the same, {failed_alike} fail alike, {without_code} have no code, {relative} import relatively, {differ} differ"
        )
    }
}

/// The interpreter that both sides use; none, with a word about it, where there is none.
fn python(test: &str) -> Option<PathBuf> {
    let python = lsp_tests::pythons().into_iter().next().map(|(python, _)| python);
    if python.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no CPython from 3.10 on");
        println!("skipped: {test}: no CPython from 3.10 on");
    }
    python
}

/// Holds the targets of a corpus's configurations, or of each so many, against their generated code.
fn check_corpus(test: &str, corpus: &str, dialect: &str, step: usize) {
    let folder = TempDir::new().expect("a temporary folder");
    let Some(tree) = copy_corpus(corpus, folder.path()) else { return };
    let Some(python) = python(test) else { return };
    let facts = folder.path().join("facts.json").to_string_lossy().into_owned();
    let executable = python.to_string_lossy().into_owned();
    let arguments = ["--facts", &facts, "--dialect", dialect, "--python", &executable];
    let client = Client::start_with(&arguments, &[("PYTHONPATH", stubs().as_os_str())]);
    let mut runner = Runner::new(&python, Some(&stubs()));
    // All of them take minutes.
    let step = if std::env::var_os("FORGATHER_MUTATIONS").is_some() { 1 } else { step };
    let count = check(client, &mut runner, &tree, step);
    println!("{corpus}: {}", count.summary());
    assert!(count.same > 20 && count.failed_alike * 4 < count.same, "{count:?}");
}

/// Holds the targets of each so many configurations of a folder against their generated code.
fn check(mut client: Client, runner: &mut Runner, folder: &Path, step: usize) -> Count {
    let folder = folder.canonicalize().expect("the folder is there");
    client.initialize(&uri(&folder), &json!({}));
    client.ignore("forgather/status");
    client.ignore("textDocument/publishDiagnostics");
    client.settle();
    let mut count = Count::default();
    let configurations = client.command("forgather.listConfigurations", json!({}));
    for configuration in configurations.as_array().expect("a list").iter().step_by(step) {
        let (uri, name) = (&configuration["uri"], &configuration["name"]);
        let argument = json!({"uri": uri, "config": name, "format": "json"});
        let id = client.ask(
            "workspace/executeCommand",
            json!({"command": "forgather.showGraph", "arguments": [argument]}),
        );
        // Some are broken as published.
        let Ok(graph) = client.answer(id) else { continue };
        let graph: Value = serde_json::from_str(graph["text"].as_str().expect("text")).expect("JSON");
        for target in graph["targets"].as_array().into_iter().flatten() {
            let id = target["node"].as_u64().expect("an id");
            let node = graph["nodes"].as_array().expect("a list").iter().find(|node| node["id"] == id);
            let partial = node.is_some_and(|node| node["type"] == "partial");
            check_target(&mut client, runner, (uri, name, &target["name"]), partial, &mut count);
        }
    }
    client.finish();
    let shown = &count.different[..count.different.len().min(5)];
    assert!(count.different.is_empty(), "{}\n{}", count.summary(), shown.join("\n\n"));
    count
}

fn check_target(
    client: &mut Client,
    runner: &mut Runner,
    (uri, config, target): (&Value, &Value, &Value),
    partial: bool,
    count: &mut Count,
) {
    let mut ask = |command: &str, more: Value| {
        let mut argument = json!({"uri": uri, "config": config, "target": target});
        for (key, value) in more.as_object().expect("an object") {
            argument[key] = value.clone();
        }
        let id = client.ask("workspace/executeCommand", json!({"command": command, "arguments": [argument]}));
        client.answer(id)
    };
    let Ok(code) = ask("forgather.generateCode", json!({"runnable": true})) else {
        count.without_code += 1;
        return;
    };
    let code = code["text"].as_str().expect("text");
    if code.contains("\nfrom .") {
        count.relative += 1;
        return;
    }
    let expected = runner.run(code, partial);
    let vars: serde_json::Map<String, Value> = expected["vars"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|name| {
            (name.as_str().expect("a name").to_owned(), format!("${}", name.as_str().expect("a name")).into())
        })
        .collect();
    let answer = ask("forgather.materialize", json!({"vars": vars})).expect("an answer");
    let (found, wanted) = (answer["repr"].as_str(), expected["repr"].as_str());
    match (found, wanted) {
        (Some(found), Some(wanted)) => {
            let found = renumbered(found);
            let wanted = renumbered(wanted);
            // Numbers become shorter, and so does what is left of a text that was cut.
            let cut = |text: &str| text.chars().take(50_000).collect::<String>();
            let same =
                if answer["truncated"] == true { cut(&found) == cut(&wanted) } else { found == wanted };
            if same {
                count.same += 1;
            } else {
                count.different.push(format!("{config} {target}\n{found}\n{wanted}\n{code}"));
            }
        }
        (None, None) if answer["error"]["type"].as_str() == expected["error"].as_str() => {
            count.failed_alike += 1;
        }
        _ => count.different.push(format!("{config} {target}\n{answer}\n{expected}\n{code}")),
    }
}

#[test]
fn the_corpus_of_today() {
    check_corpus("the_corpus_of_today", "current", "current", 6);
}

#[test]
fn the_corpus_of_june_2025() {
    check_corpus("the_corpus_of_june_2025", "2025-06", "2025-06", 3);
}

#[test]
fn the_edges_of_the_language() {
    check_corpus("the_edges_of_the_language", "edges-current", "current", 1);
    check_corpus("the_edges_of_the_language", "edges-2025-06", "2025-06", 1);
}

/// Nothing is a stub here: the objects themselves are equal, as far as they print.
#[test]
fn the_example_project() {
    let Some(python) = python("the_example_project") else { return };
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../projects");
    let executable = python.to_string_lossy().into_owned();
    let client = Client::start(&["--python", &executable]);
    let count = check(client, &mut Runner::new(&python, None), &projects, 1);
    println!("{}", count.summary());
    assert!(count.same > 15 && count.failed_alike == 0 && count.relative == 0, "{count:?}");
}
