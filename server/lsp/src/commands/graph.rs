//! `graph`: a configuration's node graph. Its JSON is described in `docs/graph-json.md`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use forgather_expand::Expansion;
use forgather_graph::encode::{self, NamePolicy};
use forgather_graph::{Graph, Span};
use serde_json::{Value, json};

use crate::args::{GlobalArgs, GraphArgs, GraphFormat};
use crate::session::{Failure, Outcome, Session, write};
use crate::{graph, report};

pub(crate) fn run(global: &GlobalArgs, args: &GraphArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let graph = graph::load_whole(&expansion, session.dialect())?;
    let mut text = match args.format {
        GraphFormat::Repr => graph::encoded(&expansion, encode::repr(&graph))?,
        GraphFormat::Yaml => graph::encoded(&expansion, encode::yaml(&graph, NamePolicy::Named))?,
        GraphFormat::Json => json_with_origins(&expansion, &graph)?,
        GraphFormat::Dot => graph::encoded(&expansion, encode::dot(&graph))?,
        GraphFormat::Svg => svg(&graph::encoded(&expansion, encode::dot(&graph))?)?,
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write(args.output.output.as_ref(), &text)
}

/// The graph as JSON, each node, target and hidden entry with the place in a template that it comes from.
fn json_with_origins(expansion: &Expansion, graph: &Graph) -> Outcome<String> {
    let text = graph::encoded(expansion, encode::json(graph))?;
    let unreadable = |error: serde_json::Error| {
        report::error(&format!("the graph's JSON cannot be read: {error}"));
        Failure::NotRun
    };
    let mut value: Value = serde_json::from_str(&text).map_err(unreadable)?;
    for (list, span) in [("targets", "key_span"), ("hidden", "key_span"), ("nodes", "span")] {
        for entry in value.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let start = entry.get(span).and_then(|span| span.get(0)).and_then(Value::as_u64);
            let origin = start.and_then(|start| place(expansion, Span::at(start as u32)));
            if let (Some(origin), Some(entry)) = (origin, entry.as_object_mut()) {
                entry.insert("origin".to_owned(), origin);
            }
        }
    }
    serde_json::to_string_pretty(&value).map_err(unreadable)
}

fn place(expansion: &Expansion, span: Span) -> Option<Value> {
    let origin = graph::origin(expansion, span)?;
    let (file, at) = expansion.location(origin.frame, origin.span)?;
    let kind = origin.kind.name();
    Some(json!({ "file": file.to_string_lossy(), "line": at.line, "column": at.column, "kind": kind }))
}

/// A drawing by Graphviz.
fn svg(dot: &str) -> Outcome<String> {
    let failed = |reason: &str| {
        report::error(&format!(
            "an SVG is drawn by Graphviz' `dot`, {reason}; install Graphviz, or take `--format dot`"
        ));
        Failure::NotRun
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
