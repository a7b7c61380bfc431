//! Diagnostics as SARIF 2.1.0, for tools that collect the results of static analysis.

use std::path::Path;

use forgather_ide::diagnostics::{Diagnostic, Related};
use forgather_ide::{Location, Rule, Severity};
use serde_json::{Value, json};

use crate::rules::page;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What addresses of files count from, as tools know it.
const ROOT: &str = "%SRCROOT%";

/// A log, in which files count from the repository that the command runs in, else from where it runs: so it says the same
/// wherever the repository lies.
pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    let rules: Vec<Value> = Rule::ALL.iter().map(|rule| describe(*rule)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, root)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "forgather-ls",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                },
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: { "uri": format!("file://{}/", escaped(root).trim_end_matches('/')) },
            },
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn describe(rule: Rule) -> Value {
    json!({
        "id": rule.code(),
        "shortDescription": { "text": rule.summary() },
        "helpUri": page(rule),
        "defaultConfiguration": { "level": level(rule.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn result(diagnostic: &Diagnostic, root: &Path) -> Value {
    let index = Rule::ALL.iter().position(|rule| *rule == diagnostic.rule);
    let mut result = json!({
        "ruleId": diagnostic.rule.code(),
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.message },
        "locations": [{ "physicalLocation": place(&diagnostic.location, root) }],
    });
    if !diagnostic.related.is_empty() {
        result["relatedLocations"] = diagnostic.related.iter().map(|place| related(place, root)).collect();
    }
    if !diagnostic.chain.is_empty() {
        // A stack's first frame is the innermost.
        let frames: Vec<Value> =
            diagnostic.chain.iter().map(|step| json!({ "location": related(step, root) })).collect();
        result["stacks"] =
            json!([{ "message": { "text": "how the configuration comes to this place" }, "frames": frames }]);
    }
    if !diagnostic.configurations.is_empty() {
        let configs: Vec<String> = diagnostic.configurations.iter().map(ToString::to_string).collect();
        result["properties"] = json!({ "configs": configs });
    }
    result
}

fn related(related: &Related, root: &Path) -> Value {
    json!({
        "physicalLocation": place(&related.location, root),
        "message": { "text": related.message },
    })
}

fn place(location: &Location, root: &Path) -> Value {
    let path = location.path();
    let file = match path.strip_prefix(root) {
        Ok(below) => json!({ "uri": escaped(below), "uriBaseId": ROOT }),
        Err(_) => json!({ "uri": format!("file://{}", escaped(path)) }),
    };
    let (start, end) = (location.start(), location.end());
    json!({
        "artifactLocation": file,
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    })
}

/// A path, with what an address may not hold escaped.
fn escaped(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char);
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
