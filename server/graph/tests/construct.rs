//! Generated Python, run with stubs for all it imports, makes what constructing the graph makes.

mod shared;

use std::io::Write as _;
use std::process::{Command, Stdio};

use forgather_graph::encode::{self, CodeForm, CodeOptions, NamePolicy};
use forgather_graph::{CallKind, Dialect, Graph, Kind, load};
use serde_json::{Value, json};
use shared::{python, rows};

/// The outcome for each of the rows, in order; none where there is no Python.
fn outcomes(rows: &[Value]) -> Option<Vec<String>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/construct.py");
    let mut child =
        Command::new(python()).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    assert!(output.status.success(), "the script fails");
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// The rows of every target of a graph whose code can be generated.
fn runs(graph: &Graph, form: CodeForm) -> Vec<Value> {
    let json_graph: Value =
        serde_json::from_str(&encode::json(graph).unwrap_or_default()).unwrap_or_default();
    let targets: Vec<Option<String>> = match graph.targets() {
        Some(targets) => targets.map(|(name, _)| Some(name.to_owned())).collect(),
        None => vec![None],
    };
    let mut runs = Vec::new();
    for target in targets {
        let root =
            target.as_ref().map_or(Some(graph.root()), |name| graph.target(name)).expect("a target is there");
        for policy in [NamePolicy::Required, NamePolicy::Named, NamePolicy::All] {
            let options = CodeOptions { name_policy: policy, form, ..CodeOptions::default() };
            if let Ok(code) = encode::code(graph, root, &options) {
                let text = code.text(&options);
                runs.push(json!({"code": text, "form": if form == CodeForm::Runnable { "runnable" } else { "forgathers" }, "target": target, "graph": json_graph}));
            }
        }
    }
    runs
}

#[test]
fn code_makes_what_the_graph_makes() {
    // Some of Forgather's own forms are not Python; they are as Forgather writes them all the same.
    check("code_makes_what_the_graph_makes", CodeForm::Forgathers);
}

#[test]
fn runnable_code_always_makes_what_the_graph_makes() {
    check("runnable_code_always_makes_what_the_graph_makes", CodeForm::Runnable);
}

fn check(test: &str, form: CodeForm) {
    let mut all = Vec::new();
    for (folder, dialect) in [
        ("edges-current", Dialect::Current),
        ("edges-2025-06", Dialect::June2025),
        ("current", Dialect::Current),
    ] {
        let Some(rows) = rows(test, folder) else { return };
        for row in rows.iter().filter(|row| row["stage"] == "done").take(40) {
            let (graph, _) = load(row["pp"].as_str().unwrap_or_default(), dialect);
            let meta = graph
                .nodes()
                .iter()
                .any(|node| matches!(&node.kind, Kind::Call(call) if call.kind == CallKind::Meta));
            if !meta {
                all.extend(runs(&graph, form));
            }
        }
    }
    let Some(outcomes) = outcomes(&all) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no Python");
        println!("skipped: {test}");
        return;
    };
    let same = outcomes.iter().filter(|outcome| *outcome == "same").count();
    let unrunnable = outcomes.iter().filter(|outcome| outcome.starts_with("unrunnable")).count();
    println!(
        "{same} of {} make the same; {unrunnable} have Forgather's own form that Python cannot run",
        outcomes.len()
    );
    let different: Vec<String> = all
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| {
            outcome.starts_with("different") || (form == CodeForm::Runnable && *outcome != "same")
        })
        .map(|(row, outcome)| format!("{outcome}\n{}", row["code"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(outcomes.len(), all.len());
    assert!(
        different.is_empty(),
        "{} differ\n{}",
        different.len(),
        different[..different.len().min(3)].join("\n")
    );
}
