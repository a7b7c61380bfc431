//! The same documents through `PyYAML` and through this crate: equal values, or a problem on the same line.

mod shared;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use forgather_graph::{Dialect, encode, load};
use serde_json::Value;
use shared::{position, python};

/// How many generated documents there are.
const GENERATED: &str = "500";

/// The least share of documents that must agree, of each kind, in tenths of a percent.
const LEAST: [(&str, usize); 3] = [("picked", 997), ("generated", 1000), ("mutated", 996)];

fn cases(test: &str) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pyyaml_cases.py");
    let output = Command::new(python()).arg(script).arg(GENERATED).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no Python with PyYAML");
        println!("skipped: {test}");
        return None;
    };
    let text = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("the script writes JSON")).collect())
}

#[test]
fn documents_load_as_in_pyyaml() {
    let Some(cases) = cases("documents_load_as_in_pyyaml") else { return };
    let mut agreed: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut differing = String::new();
    for case in &cases {
        let text = case["text"].as_str().unwrap_or_default();
        let counts = agreed.entry(case["kind"].as_str().unwrap_or_default()).or_default();
        counts.1 += 1;
        match compare(text, case) {
            Ok(exact) => {
                counts.0 += 1;
                counts.2 += usize::from(exact);
            }
            Err(difference) => {
                let _ = writeln!(differing, "--- {}\n{text:?}\n{difference}", case["kind"]);
            }
        }
    }
    if let Some(path) = std::env::var_os("PYYAML_DIFFERENCES") {
        std::fs::write(path, &differing).expect("the differences can be written");
    }
    for (kind, (same, all, exact)) in &agreed {
        println!("{kind}: {same} of {all} documents agree with PyYAML, {exact} to the column");
    }
    for (kind, least) in LEAST {
        let (same, all, _) = agreed[kind];
        assert!(same * 1000 >= all * least, "{same} of {all} {kind} documents agree:\n{differing}");
    }
}

/// Whether the error, if any, is at the same column too.
fn compare(text: &str, case: &Value) -> Result<bool, String> {
    let (graph, problems) = load(text, Dialect::Current);
    let first = problems.first().map(|problem| (position(text, problem.span.start.to_usize()), problem));
    match (case["value"].as_str(), first) {
        (Some(value), None) => {
            let found = encode::repr(&graph).map_err(|error| error.to_string())?;
            let found = without_numbers(&found);
            if found == value { Ok(true) } else { Err(format!("python {value}\nrust   {found}")) }
        }
        (None, Some((found, problem))) => {
            let error = &case["error"];
            let Some(line) = error["line"].as_u64() else { return Ok(true) };
            let expected = (line as usize, error["column"].as_u64().unwrap_or_default() as usize);
            if expected.0 == found.0 {
                if expected.1 != found.1 && std::env::var_os("PYYAML_COLUMNS").is_some() {
                    return Err(format!("python {error}\nrust   {found:?} {problem:?}"));
                }
                Ok(expected.1 == found.1)
            } else {
                Err(format!("python {error}\nrust   {found:?} {problem:?}"))
            }
        }
        (Some(value), Some((found, problem))) => Err(format!("python {value}\nrust   {found:?} {problem:?}")),
        (None, None) => Err(format!("python {}\nrust   {:?}", case["error"], encode::repr(&graph))),
    }
}

/// The `repr` without the numbers of anonymous nodes.
fn without_numbers(repr: &str) -> String {
    let mut parts = repr.split("identity=#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += "identity=#";
        out += part.trim_start_matches(|ch: char| ch.is_ascii_digit());
    }
    out
}
