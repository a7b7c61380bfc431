//! The configurations of the corpus, against what Forgather made of them.

mod shared;

use std::collections::BTreeSet;

use forgather_graph::encode::{CodeOptions, NamePolicy, code, repr, yaml};
use forgather_graph::{Dialect, Graph, load};
use serde_json::Value;
use shared::{position, rows};

/// Each folder of the corpus and its dialect.
const FOLDERS: [(&str, Dialect); 5] = [
    ("current", Dialect::Current),
    ("2025-06", Dialect::June2025),
    ("2025-06/notebook", Dialect::June2025),
    ("edges-current", Dialect::Current),
    ("edges-2025-06", Dialect::June2025),
];

/// Calls `check` for every row that Forgather expanded, and reports what it finds wrong.
fn for_each_row(test: &str, check: impl Fn(&Value, &str, Dialect) -> Vec<String>) {
    let mut failures = Vec::new();
    let mut passed = 0;
    for (folder, dialect) in FOLDERS {
        let Some(rows) = rows(test, folder) else { return };
        for row in rows {
            let Some(text) = row["pp"].as_str() else { continue };
            let name = row["config"].as_str().or(row["template"].as_str()).unwrap_or_default().to_owned();
            let found = check(&row, text, dialect);
            if found.is_empty() {
                passed += 1;
            }
            failures.extend(found.into_iter().map(|failure| format!("{folder} {name}: {failure}")));
        }
    }
    println!("{test}: {passed} rows as Forgather has them");
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
}

fn accepted(row: &Value) -> bool {
    row["stage"] != "graph"
}

#[test]
fn no_false_alarms() {
    for_each_row("no_false_alarms", |row, text, dialect| {
        if !accepted(row) {
            return Vec::new();
        }
        load(text, dialect)
            .1
            .iter()
            .map(|problem| format!("{} at {:?}: {}", problem.code, problem.span, problem.message))
            .collect()
    });
}

#[test]
fn repr_is_forgathers() {
    for_each_row("repr_is_forgathers", |row, text, dialect| {
        if !accepted(row) {
            return Vec::new();
        }
        compare("repr", row["repr"].as_str(), repr(&load(text, dialect).0).as_deref().ok())
    });
}

#[test]
fn yaml_is_forgathers() {
    for_each_row("yaml_is_forgathers", |row, text, dialect| {
        if !accepted(row) {
            return Vec::new();
        }
        compare("yaml", row["yaml"].as_str(), yaml(&load(text, dialect).0, NamePolicy::Named).as_deref().ok())
    });
}

#[test]
fn targets_are_forgathers() {
    for_each_row("targets_are_forgathers", |row, text, dialect| {
        if !accepted(row) {
            return Vec::new();
        }
        let (graph, _) = load(text, dialect);
        let found: Option<Vec<&str>> = graph.targets().map(|targets| targets.map(|(name, _)| name).collect());
        let expected: Option<Vec<&str>> =
            row["targets"].as_array().map(|targets| targets.iter().filter_map(Value::as_str).collect());
        if found == expected { Vec::new() } else { vec![format!("targets {found:?}, expected {expected:?}")] }
    });
}

#[test]
fn code_is_forgathers() {
    for_each_row("code_is_forgathers", |row, text, dialect| {
        if !accepted(row) {
            return Vec::new();
        }
        let (graph, _) = load(text, dialect);
        let notebook = row["template"].is_string();
        let mut failures = Vec::new();
        for (key, expected) in row["code"].as_object().into_iter().flatten() {
            let (target, policy) = if notebook {
                ("main", NamePolicy::from_name(key))
            } else {
                (&**key, Some(NamePolicy::Named))
            };
            let found = generate(&graph, target, policy.unwrap());
            // Where Forgather's own generator fails, any code or a clear error will do.
            let Some(expected) = expected.as_str() else { continue };
            match found {
                Ok(found) => failures.extend(compare_code(target, expected, &found)),
                Err(error) => failures.push(format!("code of `{target}`: {error}")),
            }
        }
        failures
    });
}

fn generate(graph: &Graph, target: &str, policy: NamePolicy) -> Result<String, String> {
    let root = if target.is_empty() { graph.root() } else { graph.target(target).ok_or("no such target")? };
    let options = CodeOptions { name_policy: policy, ..CodeOptions::default() };
    let code = code(graph, root, &options).map_err(|error| error.to_string())?;
    Ok(code.text(&options))
}

fn compare_code(target: &str, expected: &str, found: &str) -> Vec<String> {
    let body = |text: &str| text.rfind("\ndef construct(").map_or(text, |at| &text[at + 1..]).to_owned();
    let whole = |text: &str| if text.starts_with("def construct(") { text.to_owned() } else { body(text) };
    let lines = |text: &str, wanted: fn(&str) -> bool| -> BTreeSet<String> {
        text.split("\ndef construct(")
            .next()
            .unwrap_or_default()
            .lines()
            .filter(|line| wanted(line))
            .map(str::to_owned)
            .collect()
    };
    let import = |line: &str| line.starts_with("from ") || line.starts_with("import ");
    let file_import = |line: &str| line.contains(" = lambda: dynimport(");
    let mut failures = compare(target, Some(&whole(expected)), Some(&whole(found)));
    if lines(expected, import) != lines(found, import) {
        failures.push(format!("imports of `{target}` differ"));
    }
    if lines(expected, file_import) != lines(found, file_import) {
        failures.push(format!("file imports of `{target}` differ"));
    }
    failures
}

fn compare(what: &str, expected: Option<&str>, found: Option<&str>) -> Vec<String> {
    if expected == found {
        return Vec::new();
    }
    let (expected, found) = (expected.unwrap_or("nothing"), found.unwrap_or("nothing"));
    let at = expected.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        text.chars()
            .collect::<String>()
            .get(at.saturating_sub(60)..)
            .unwrap_or_default()
            .chars()
            .take(140)
            .collect::<String>()
    };
    vec![format!(
        "{what} differs at byte {at}:\n  expected {:?}\n  found    {:?}",
        around(expected),
        around(found)
    )]
}

/// The code for what Forgather raised.
fn expected_code(kind: &str, message: &str) -> &'static str {
    match kind {
        "ComposerError" if message.contains("undefined alias") => "undefined-alias",
        "ComposerError" if message.contains("duplicate anchor") => "duplicate-anchor",
        "ScannerError" | "ParserError" | "ReaderError" | "ComposerError" => "yaml-syntax",
        "ConstructorError" if message.contains("could not determine a constructor") => "unknown-tag",
        "ConstructorError" if message.contains("recursive") => "undefined-alias",
        "ConstructorError" if message.contains("unhashable") => "unsupported-type",
        "DuplicateNameError" => "duplicate-name",
        "AttributeError" => "unsupported-type",
        "TypeError" if message.contains("unsupported type") => "unsupported-type",
        "ValueError" if message.contains("Constructor must be") => "invalid-import-spec",
        _ => "invalid-tag-value",
    }
}

#[test]
fn rejections_are_forgathers() {
    for_each_row("rejections_are_forgathers", |row, text, dialect| {
        if accepted(row) {
            return Vec::new();
        }
        let problems = load(text, dialect).1;
        let Some(first) = problems.first() else { return vec!["is not rejected".to_owned()] };
        let message = row["error"]["message"].as_str().unwrap_or_default();
        let expected = expected_code(row["error"]["type"].as_str().unwrap_or_default(), message);
        let mut failures = Vec::new();
        if first.code.as_str() != expected {
            failures.push(format!("code {}, expected {expected}: {}", first.code, first.message));
        }
        let found = position(text, first.span.start.to_usize());
        if let Some(mark) = shared::last_mark(message)
            && mark != found
        {
            failures.push(format!("{} at {found:?}, expected {mark:?}: {message}", first.code));
        }
        // One fault, one problem: Forgather stops at the first, so another one is on another line.
        let lines: BTreeSet<usize> =
            problems.iter().map(|problem| position(text, problem.span.start.to_usize()).0).collect();
        if lines.len() < problems.len() {
            failures.push(format!("{} problems: {problems:?}", problems.len()));
        }
        failures
    });
}
