//! The graph of an expansion, and its problems at the template text that they come from.

use std::io::Write as _;
use std::process::{Command, Stdio};

use forgather_dialect::{Dialect, did_you_mean};
use forgather_expand::{ExpandedOffset, Expansion, Origin};
use forgather_graph::encode::EncodeError;
use forgather_graph::{Graph, Kind, NodeId, Problem, Span};
use forgather_workspace::graph_dialect;
use serde_json::{Value, json};

use crate::report;
use crate::session::{Failure, Outcome};

/// Loads the graph of an expanded text.
pub(crate) fn load(text: &str, dialect: Dialect) -> (Graph, Vec<Problem>) {
    forgather_graph::load(text, graph_dialect(dialect))
}

/// The node of a target, `main` where none is named; or what is said where there is none of that name, in two lines.
pub(crate) fn target(graph: &Graph, name: Option<&str>) -> Result<NodeId, String> {
    let Some(targets) = graph.targets() else {
        return match name {
            None => Ok(graph.root()),
            Some(name) => Err(format!("there is no target `{name}`: the configuration is no mapping")),
        };
    };
    let wanted = name.unwrap_or("main");
    graph.target(wanted).ok_or_else(|| {
        let names: Vec<&str> = targets.map(|(name, _)| name).collect();
        let near = did_you_mean(wanted, names.iter().copied());
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        format!("there is no target `{wanted}`{near}\nthe configuration has {}", list.join(", "))
    })
}

/// Where a place in the expanded text comes from. The end of the text belongs to what is before it.
pub(crate) fn origin(expansion: &Expansion, span: Span) -> Option<Origin> {
    let last = (expansion.text.len() as u32).saturating_sub(1);
    expansion.origin(ExpandedOffset(span.start.0.min(last)))
}

/// The graph of an expansion without problems; problems are reported.
pub(crate) fn load_whole(expansion: &Expansion, dialect: Dialect) -> Outcome<Graph> {
    let (graph, problems) = load(&expansion.text, dialect);
    if problems.is_empty() {
        return Ok(graph);
    }
    report::graph_problems(expansion, &problems);
    Err(Failure::Problems)
}

/// An encoding, or a report of the node that has none.
pub(crate) fn encoded<T>(expansion: &Expansion, encoding: Result<T, EncodeError>) -> Outcome<T> {
    encoding.map_err(|error| {
        report::unencodable(expansion, &error);
        Failure::Problems
    })
}

/// The strings of a mapping under a target, such as `config_name` of `meta`.
pub(crate) fn strings<'a>(graph: &'a Graph, target: &str, keys: &[&str]) -> Vec<Option<&'a str>> {
    let entries = graph.target(target).map(|id| match &graph.node(id).kind {
        Kind::Dict(entries) => entries.as_slice(),
        Kind::Call(call) => call.kwargs.as_slice(),
        _ => &[],
    });
    let entries = entries.unwrap_or_default();
    let text = |id: NodeId| match &graph.node(id).kind {
        Kind::Str(text) => Some(&**text),
        _ => None,
    };
    let value = |wanted: &str| {
        entries.iter().find(|entry| text(entry.key) == Some(wanted)).and_then(|entry| text(entry.value))
    };
    keys.iter().map(|key| value(key)).collect()
}

/// A graph's JSON, each node, target and hidden entry with the place in a template that it comes from.
pub(crate) fn with_origins(expansion: &Expansion, json: &str) -> Result<String, serde_json::Error> {
    let mut value: Value = serde_json::from_str(json)?;
    for (list, span) in [("targets", "key_span"), ("hidden", "key_span"), ("nodes", "span")] {
        for entry in value.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let start = entry.get(span).and_then(|span| span.get(0)).and_then(Value::as_u64);
            let origin = start.and_then(|start| place(expansion, Span::at(start as u32)));
            if let (Some(origin), Some(entry)) = (origin, entry.as_object_mut()) {
                entry.insert("origin".to_owned(), origin);
            }
        }
    }
    serde_json::to_string_pretty(&value)
}

fn place(expansion: &Expansion, span: Span) -> Option<Value> {
    let origin = origin(expansion, span)?;
    let (file, at) = expansion.location(origin.frame, origin.span)?;
    let kind = origin.kind.name();
    Some(json!({ "file": file.to_string_lossy(), "line": at.line, "column": at.column, "kind": kind }))
}

/// A drawing by Graphviz, or why there is none.
pub(crate) fn svg(dot: &str) -> Result<String, String> {
    let failed = |reason: &str| {
        format!("an SVG is drawn by Graphviz' `dot`, {reason}; install Graphviz, or take the format `dot`")
    };
    let child = Command::new("dot").arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| failed(&format!("which does not start: {error}")))?;
    let input = child.stdin.take();
    let text = dot.to_owned();
    // `dot` may write before it has read all.
    let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(text.as_bytes())));
    let output = child.wait_with_output().map_err(|error| failed(&format!("which is lost: {error}")))?;
    let _ = writer.join();
    if !output.status.success() {
        return Err(failed("which failed"));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("which gave no text"))
}
