//! The same documents through `PyYAML` and through this crate: equal values, or a problem at the same line and column.
//!
//! `PYYAML_CASES="20000 1000"` tries 20,000 generated documents of the seeds from 1,000 on instead of the usual ones;
//! `PYYAML_DIFFERENCES` names a file for what differs.

mod shared;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use forgather_graph::{Dialect, encode, load};
use serde_json::Value;
use shared::{position, python};

/// How many generated documents there are. Six are mutated for each of them.
const GENERATED: &str = "500 0";

fn cases(test: &str) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pyyaml_cases.py");
    let numbers = std::env::var("PYYAML_CASES").unwrap_or_else(|_| GENERATED.to_owned());
    let output = Command::new(python()).arg(script).args(numbers.split(' ')).output();
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
    let mut agreed: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut differing = String::new();
    for case in &cases {
        let text = case["text"].as_str().unwrap_or_default();
        let counts = agreed.entry(case["kind"].as_str().unwrap_or_default()).or_default();
        counts.1 += 1;
        match compare(text, case) {
            Ok(()) => counts.0 += 1,
            Err(difference) => {
                let _ = writeln!(differing, "--- {}\n{text:?}\n{difference}", case["kind"]);
            }
        }
    }
    if let Some(path) = std::env::var_os("PYYAML_DIFFERENCES") {
        std::fs::write(path, &differing).expect("the differences can be written");
    }
    for (kind, (same, all)) in &agreed {
        println!("{kind}: {same} of {all} documents agree with PyYAML");
    }
    assert!(differing.is_empty(), "documents differ:\n{differing}");
}

fn compare(text: &str, case: &Value) -> Result<(), String> {
    let (graph, problems) = load(text, Dialect::Current);
    let error = &case["error"];
    let first = problems.first().map(|problem| (position(text, problem.span.start.to_usize()), problem));
    match (case["value"].as_str(), first) {
        (Some(value), None) => {
            let found = encode::repr(&graph).map_err(|error| error.to_string())?;
            let found = without_numbers(&found);
            if found == value { Ok(()) } else { Err(format!("python {value}\nrust   {found}")) }
        }
        (None, Some((found, problem))) => {
            let place = |name: &str| error[name].as_u64().map(|number| number as usize);
            let expected = place("line").zip(place("column"));
            if expected.is_none_or(|expected| expected == found) {
                return Ok(());
            }
            Err(format!("python {error}\nrust   {found:?} {problem:?}"))
        }
        (Some(value), Some((found, problem))) => Err(format!("python {value}\nrust   {found:?} {problem:?}")),
        (None, None) => Err(format!("python {error}\nrust   {:?}", encode::repr(&graph))),
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
