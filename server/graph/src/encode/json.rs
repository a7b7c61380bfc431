//! The graph as JSON: what a Python session constructs from, and what graph views draw. `docs/graph-json.md` describes it.

use std::fmt::Write as _;

use super::{EncodeError, check_output};
use crate::graph::{CallKind, Entry, Graph, Kind, NodeId};
use crate::python::write_float;
use crate::span::Span;

/// The version of the format. It changes when a reader of the old one could misread the new one.
pub const JSON_VERSION: u32 = 1;

/// The graph as one JSON object. Every place is a pair of byte offsets into the expanded text.
pub fn json(graph: &Graph) -> Result<String, EncodeError> {
    let reachable = reachable(graph);
    let mut out = String::new();
    let _ = write!(
        out,
        "{{\"version\":{JSON_VERSION},\"dialect\":\"{}\",\"root\":{}",
        graph.dialect().name(),
        graph.root().0
    );
    out.push_str(",\"targets\":");
    match graph.targets() {
        None => out.push_str("null"),
        Some(targets) => list(&mut out, targets, |out, (name, entry)| named_entry(graph, out, name, *entry)),
    }
    out.push_str(",\"hidden\":");
    list(&mut out, graph.hidden.iter(), |out, entry| {
        named_entry(graph, out, graph.text_of(entry.key).unwrap_or_default(), *entry);
    });
    out.push_str(",\"anchors\":");
    list(&mut out, graph.anchors.iter().zip(&graph.anchored), |out, (anchor, node)| {
        out.push_str("{\"name\":");
        string(out, &anchor.name);
        place(out, "span", anchor.span);
        match node {
            Some(node) => {
                let _ = write!(out, ",\"node\":{}}}", node.0);
            }
            None => out.push_str(",\"node\":null}"),
        }
    });
    out.push_str(",\"nodes\":[\n");
    let mut first = true;
    for id in graph.ids().filter(|id| reachable[id.index()]) {
        check_output(graph, id, out.len())?;
        if !std::mem::take(&mut first) {
            out.push_str(",\n");
        }
        node(graph, &mut out, id);
    }
    out.push_str("\n]}");
    Ok(out)
}

/// Which nodes the root and the hidden entries lead to.
fn reachable(graph: &Graph) -> Vec<bool> {
    let mut reachable = vec![false; graph.nodes().len()];
    let mut stack = vec![graph.root()];
    stack.extend(graph.hidden.iter().flat_map(|entry| [entry.key, entry.value]));
    while let Some(id) = stack.pop() {
        if std::mem::replace(&mut reachable[id.index()], true) {
            continue;
        }
        match &graph.node(id).kind {
            Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
            Kind::Dict(entries) => stack.extend(entries.iter().flat_map(|entry| [entry.key, entry.value])),
            Kind::Var(var) => stack.extend(var.default.iter().chain(&var.identity)),
            Kind::Call(call) => {
                stack.extend(&call.args);
                stack.extend(call.kwargs.iter().flat_map(|entry| [entry.key, entry.value]));
                stack.extend(call.submodule_searchpath.iter().chain(&call.latent_args));
            }
            _ => {}
        }
    }
    reachable
}

fn node(graph: &Graph, out: &mut String, id: NodeId) {
    let node = graph.node(id);
    let _ = write!(out, "{{\"id\":{},\"type\":\"{}\"", id.0, type_name(&node.kind));
    match &node.kind {
        Kind::Null | Kind::Invalid => {}
        Kind::Bool(value) => {
            let _ = write!(out, ",\"value\":{value}");
        }
        // As text: JSON's numbers are neither as long nor infinite.
        Kind::Int(value) => {
            let _ = write!(out, ",\"value\":\"{value}\"");
        }
        Kind::Float(value) => {
            out.push_str(",\"value\":\"");
            write_float(out, *value);
            out.push('"');
        }
        Kind::Str(text) => {
            out.push_str(",\"value\":");
            string(out, text);
        }
        Kind::List(items) | Kind::Tuple(items) => ids(out, "items", items),
        Kind::Dict(entries) => edges(out, "entries", entries),
        Kind::Var(var) => {
            out.push_str(",\"name\":");
            string(out, &var.name);
            reference(out, "default", var.default);
            reference(out, "identity", var.identity);
        }
        Kind::Call(call) => {
            out.push_str(",\"constructor\":");
            string(out, &call.constructor);
            if let Some(name) = &call.name {
                out.push_str(",\"name\":");
                string(out, name);
            }
            ids(out, "args", &call.args);
            edges(out, "kwargs", &call.kwargs);
            reference(out, "submodule_searchpath", call.submodule_searchpath);
            reference(out, "latent_args", call.latent_args);
        }
        Kind::Unsupported(value) => {
            out.push_str(",\"python_type\":");
            string(out, value.type_name);
            out.push_str(",\"repr\":");
            string(out, &value.repr);
        }
    }
    place(out, "span", node.span);
    if let Some(head) = &node.head {
        let parts = [
            ("tag_span", head.tag),
            ("spec_span", head.spec),
            ("name_span", head.name),
            ("anchor_span", head.anchor),
        ];
        for (name, span) in parts {
            if let Some(span) = span {
                place(out, name, span);
            }
        }
    }
    out.push('}');
}

fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool(_) => "bool",
        Kind::Int(_) => "int",
        Kind::Float(_) => "float",
        Kind::Str(_) => "str",
        Kind::List(_) => "list",
        Kind::Dict(_) => "dict",
        Kind::Tuple(_) => "tuple",
        Kind::Var(_) => "var",
        Kind::Call(call) => match call.kind {
            CallKind::Singleton => "singleton",
            CallKind::Factory => "factory",
            CallKind::Partial => "partial",
            CallKind::Meta => "meta",
        },
        Kind::Unsupported(_) => "unsupported",
        Kind::Invalid => "invalid",
    }
}

fn named_entry(graph: &Graph, out: &mut String, name: &str, entry: Entry) {
    out.push_str("{\"name\":");
    string(out, name);
    let _ = write!(out, ",\"node\":{}", entry.value.0);
    place(out, "key_span", graph.node(entry.key).span);
    out.push('}');
}

fn list<T>(out: &mut String, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

fn ids(out: &mut String, name: &str, items: &[NodeId]) {
    let _ = write!(out, ",\"{name}\":");
    list(out, items.iter(), |out, item| {
        let _ = write!(out, "{}", item.0);
    });
}

/// Pairs of the key's node and the value's node.
fn edges(out: &mut String, name: &str, entries: &[Entry]) {
    let _ = write!(out, ",\"{name}\":");
    list(out, entries.iter(), |out, entry| {
        let _ = write!(out, "[{},{}]", entry.key.0, entry.value.0);
    });
}

fn reference(out: &mut String, name: &str, id: Option<NodeId>) {
    if let Some(id) = id {
        let _ = write!(out, ",\"{name}\":{}", id.0);
    }
}

fn place(out: &mut String, name: &str, span: Span) {
    let _ = write!(out, ",\"{name}\":[{},{}]", span.start.0, span.end.0);
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for ch in text.chars() {
        match ch {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\0'..='\x1f' => {
                let _ = write!(out, "\\u{:04x}", ch as u32);
            }
            _ => out.push(ch),
        }
    }
    out.push('"');
}
