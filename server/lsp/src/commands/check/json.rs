//! Diagnostics as JSON, one object a line. Lines and columns count from 1, columns in characters; the end is exclusive.

use forgather_ide::Location;
use forgather_ide::diagnostics::{Diagnostic, Related};
use serde_json::{Value, json};

pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().flat_map(|diagnostic| [object(diagnostic).to_string(), "\n".to_owned()]).collect()
}

fn object(diagnostic: &Diagnostic) -> Value {
    let mut object = place(&diagnostic.location);
    let configs: Vec<String> = diagnostic.configurations.iter().map(ToString::to_string).collect();
    let related: Vec<Value> = diagnostic.related.iter().chain(&diagnostic.chain).map(related).collect();
    if let Value::Object(entries) = &mut object {
        entries.insert("severity".to_owned(), diagnostic.severity.name().into());
        entries.insert("code".to_owned(), diagnostic.rule.code().into());
        entries.insert("message".to_owned(), diagnostic.message.as_str().into());
        entries.insert("configs".to_owned(), configs.into());
        entries.insert("related".to_owned(), related.into());
    }
    object
}

fn related(related: &Related) -> Value {
    let mut object = place(&related.location);
    object["message"] = related.message.as_str().into();
    object
}

fn place(location: &Location) -> Value {
    let (start, end) = (location.start(), location.end());
    json!({
        "file": location.path().display().to_string(),
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}
