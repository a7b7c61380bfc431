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

/// What `construct` of runnable code returns as Python prints it, called with keyword arguments; none without Python.
fn printed(graph: &Graph, policy: NamePolicy, arguments: &str) -> Option<String> {
    let options = CodeOptions { name_policy: policy, form: CodeForm::Runnable, ..CodeOptions::default() };
    let root = graph.target("a").expect("a target `a`");
    let code = encode::code(graph, root, &options).expect("code").text(&options);
    let script = format!("{code}\n\nprint(construct({arguments}))\n");
    let output = Command::new(python()).args(["-c", &script]).output().ok()?;
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}\n{code}");
    Some(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

#[test]
fn runnable_code_runs() {
    let cases = [
        ("a: !var { name: x, default: .inf }\n", "", "inf"),
        ("a: !var { name: x, default: [ .nan, { -.inf: 1 } ] }\n", "", "[nan, {-inf: 1}]"),
        ("a: { .inf: 1, .nan: !var float }\n", "float=2", "{inf: 1, nan: 2}"),
        ("a: !call:getattr [ 5, real ]\n", "", "5"),
        ("a: !call:getattr [ -1.5, real ]\n", "", "-1.5"),
        (
            "a: !call:dict { x²: 5, __debug__: 1, ﬁ: 2, é: 3 }\n",
            "",
            "{'é': 3, 'x²': 5, '__debug__': 1, 'ﬁ': 2}",
        ),
        ("a: !call:dict { dict: !var dict }\n", "dict=1", "{'dict': 1}"),
        ("a: !call:dict.fromkeys [ [ !var dict ] ]\n", "dict=1", "{1: None}"),
        ("a: [ !tuple [], !var tuple ]\n", "tuple=1", "[(), 1]"),
        ("a: [ !call:named_tuple [ !call:range [ 2 ] ], !var tuple ]\n", "tuple=1", "[(0, 1), 1]"),
        ("a: !call:call [ !partial:int { base: 2 }, !var partial ]\n", "partial='11'", "3"),
        ("a: !call:call [ &p !partial:int@p { base: 2 }, !var partial ]\n", "partial='11'", "3"),
    ];
    for (text, arguments, expected) in cases {
        let (graph, _) = load(text, Dialect::Current);
        for policy in [NamePolicy::Required, NamePolicy::Named, NamePolicy::All] {
            let Some(found) = printed(&graph, policy, arguments) else {
                assert!(std::env::var("CI").as_deref() != Ok("true"), "no Python");
                println!("skipped: runnable_code_runs");
                return;
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}

#[test]
fn a_named_factory_makes_its_arguments_anew() {
    let pair = ".define: &pair !factory:types:SimpleNamespace@pair { inner: !factory:list [], lst: [ 1 ], one: !call:list [], part: !partial:dict { x: 1 } }\n";
    let (graph, problems) = load(&format!("{pair}a: [ *pair, *pair ]\n"), Dialect::Current);
    assert_eq!(problems, []);
    for policy in [NamePolicy::Required, NamePolicy::Named, NamePolicy::All] {
        let options = CodeOptions { name_policy: policy, form: CodeForm::Runnable, ..CodeOptions::default() };
        let code = encode::code(&graph, graph.target("a").expect("a target"), &options).expect("code");
        let script = format!(
            "{}\n\na, b = construct()\nprint(a == b, *(getattr(a, name) is getattr(b, name) for name in vars(a)))\n",
            code.text(&options)
        );
        let Ok(output) = Command::new(python()).args(["-c", &script]).output() else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "no Python");
            println!("skipped: a_named_factory_makes_its_arguments_anew");
            return;
        };
        let error = String::from_utf8_lossy(&output.stderr);
        // `one` is a singleton, and a partial becomes one function.
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed.trim_end(), "True False False True True", "{error}\n{script}");
    }
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
