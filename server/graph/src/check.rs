//! What Forgather checks of the finished graph: types and names. The keys that begin with `.` are still in it.

use std::collections::HashMap;

use crate::graph::{Entry, Graph, Kind, NodeId};
use crate::problem::{Code, Problem};
use crate::span::Span;

/// Checks the graph, then takes the keys that begin with `.` out of the root.
pub(crate) fn check(graph: &mut Graph, text: &str) -> Vec<Problem> {
    let mut problems = check_nodes(graph, text);
    hide(graph, text, &mut problems);
    problems
}

fn check_nodes(graph: &Graph, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names: HashMap<&str, NodeId> = HashMap::new();
    let mut visited = vec![false; graph.nodes.len()];
    let mut stack = vec![graph.root];
    while let Some(id) = stack.pop() {
        if std::mem::replace(&mut visited[id.index()], true) {
            continue;
        }
        let node = graph.node(id);
        let first_child = stack.len();
        let mut name = None;
        match &node.kind {
            Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
            Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| entry.value)),
            Kind::Call(call) => {
                stack.extend(&call.args);
                stack.extend(call.kwargs.iter().map(|entry| entry.value));
                name = call.name.as_deref();
            }
            Kind::Var(var) => name = var.identity.and_then(|identity| graph.text_of(identity)),
            Kind::Unsupported(value) => {
                let message = unsupported(value.type_name);
                let problem = Problem::new(Code::UnsupportedType, node.span, message);
                problems.push(quoted(problem, text));
            }
            _ => {}
        }
        stack[first_child..].reverse();
        if let Some(name) = name
            && let Some(first) = names.insert(name, id)
        {
            let message = format!("another node is already named `{name}`; give one of them another name");
            let problem = Problem::new(Code::DuplicateName, name_place(graph, id), message);
            problems.push(problem.related(name_place(graph, first), "the name is first given here"));
            names.insert(name, first);
        }
    }
    problems
}

/// The problem with a fix that makes a string of the scalar at its place.
fn quoted(problem: Problem, text: &str) -> Problem {
    let scalar = problem.span.of(text);
    let plain =
        !scalar.is_empty() && scalar.chars().all(|ch| ch.is_ascii_alphanumeric() || "-:+. _".contains(ch));
    let quoted = format!("\"{scalar}\"");
    if plain { problem.instead(quoted) } else { problem }
}

fn unsupported(type_name: &str) -> String {
    match type_name {
        "datetime.date" | "datetime.datetime" => {
            "a date cannot be in a graph; quote it to make it a string".to_owned()
        }
        _ => format!(
            "a value of Python's type `{type_name}` cannot be in a graph; use a list, a mapping or a string"
        ),
    }
}

/// The name of a node with its `@`, or as much of the node as there is.
fn name_place(graph: &Graph, id: NodeId) -> Span {
    let node = graph.node(id);
    let head = node.head.as_deref().copied().unwrap_or_default();
    head.name.or(head.tag).unwrap_or(node.span)
}

fn hide(graph: &mut Graph, text: &str, problems: &mut Vec<Problem>) {
    let Kind::Dict(entries) = &graph.node(graph.root).kind else { return };
    let mut shown: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut hidden = Vec::new();
    for entry in entries {
        let key = graph.node(entry.key);
        match &key.kind {
            Kind::Str(name) if name.starts_with('.') => hidden.push(*entry),
            Kind::Str(_) => shown.push(*entry),
            Kind::Invalid => {}
            kind => {
                let message =
                    format!("the name of a target is a string, but this is {}; quote it", kind.describe());
                problems.push(quoted(Problem::new(Code::UnsupportedType, key.span, message), text));
            }
        }
    }
    graph.hidden = hidden;
    graph.nodes[graph.root.index()].kind = Kind::Dict(shown);
}
