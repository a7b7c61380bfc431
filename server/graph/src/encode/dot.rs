//! The graph as Graphviz draws it: targets, shared nodes, factories, partials and variables told apart.
//!
//! Only targets, calls and variables are drawn. Lists and mappings between them become the labels of arrows, and plain
//! values become lines in the box of what they are arguments of.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::{EncodeError, check_output, check_weight, repr_of};
use crate::graph::{Call, CallKind, Graph, Kind, NodeId};

/// How many lines of plain arguments a box has.
const MAX_LINES: usize = 8;

/// How many values below one box are looked at: a drawing of more is of no use.
const MAX_PARTS: usize = 2_000;

/// How many characters a line has.
const MAX_LINE: usize = 48;

/// The graph as a Graphviz document.
pub fn dot(graph: &Graph) -> Result<String, EncodeError> {
    check_weight(graph, graph.root())?;
    let mut drawing = Drawing {
        graph,
        out: String::new(),
        uses: HashMap::new(),
        drawn: HashSet::new(),
        waiting: Vec::new(),
    };
    drawing.out.push_str(
        "digraph configuration {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n  edge [fontname=\"Helvetica\", fontsize=9];\n",
    );
    drawing.count_uses();
    match graph.targets() {
        Some(targets) => {
            for (at, (name, entry)) in targets.enumerate() {
                drawing.target(&format!("target{at}"), name, entry.value)?;
            }
        }
        None => drawing.target("target0", "(root)", graph.root())?,
    }
    while let Some(id) = drawing.waiting.pop() {
        drawing.node(id)?;
    }
    drawing.out.push_str("}\n");
    Ok(drawing.out)
}

struct Drawing<'g> {
    graph: &'g Graph,
    out: String,
    /// From how many places each call or variable is used.
    uses: HashMap<NodeId, usize>,
    drawn: HashSet<NodeId>,
    waiting: Vec<NodeId>,
}

/// A value below a box: a call or a variable, or a plain value.
struct Part {
    path: String,
    id: NodeId,
    drawn: bool,
}

impl Drawing<'_> {
    fn count_uses(&mut self) {
        let mut visited = HashSet::new();
        let mut stack = vec![self.graph.root()];
        while let Some(id) = stack.pop() {
            let node = self.graph.node(id);
            if matches!(node.kind, Kind::Call(_) | Kind::Var(_)) {
                *self.uses.entry(id).or_insert(0) += 1;
            }
            if !visited.insert(id) {
                continue;
            }
            match &node.kind {
                Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
                Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| entry.value)),
                Kind::Call(call) => stack.extend(arguments(self.graph, call).into_iter().map(|(_, id)| id)),
                _ => {}
            }
        }
    }

    fn target(&mut self, box_name: &str, name: &str, value: NodeId) -> Result<(), EncodeError> {
        let parts = self.parts(vec![(String::new(), value)]);
        let mut label = name.to_owned();
        self.lines(&mut label, &parts)?;
        let _ = writeln!(
            self.out,
            "  {box_name} [label={}, style=\"bold,rounded,filled\", fillcolor=\"#dbe9ff\"];",
            quoted(&label)
        );
        self.arrows(box_name, &parts);
        Ok(())
    }

    fn node(&mut self, id: NodeId) -> Result<(), EncodeError> {
        if !self.drawn.insert(id) {
            return Ok(());
        }
        check_output(self.graph, id, self.out.len())?;
        let box_name = format!("n{}", id.0);
        let shared = self.uses.get(&id).is_some_and(|uses| *uses > 1);
        let fill = if shared { ", fillcolor=\"#ffe9b3\"" } else { "" };
        match &self.graph.node(id).kind {
            Kind::Var(var) => {
                let mut label = var.name.to_string();
                if let Some(default) = var.default {
                    let _ = write!(label, " = {}", shortened(&repr_of(self.graph, default)?));
                }
                let style = if shared { ", style=filled" } else { "" };
                let _ = writeln!(
                    self.out,
                    "  {box_name} [label={}, shape=ellipse{style}{fill}];",
                    quoted(&label)
                );
            }
            Kind::Call(call) => {
                let (shape, style, word) = match call.kind {
                    CallKind::Singleton => ("box", "solid", ""),
                    CallKind::Factory => ("box", "dashed", "factory "),
                    CallKind::Partial => ("component", "solid", "partial "),
                    CallKind::Meta => ("octagon", "solid", "meta "),
                };
                let mut label = format!("{word}{}", call.constructor);
                if let Some(name) = &call.name {
                    label = format!("{name}\n{label}");
                }
                let parts = self.parts(arguments(self.graph, call));
                self.lines(&mut label, &parts)?;
                let style = if shared { format!("{style},filled") } else { style.to_owned() };
                let _ = writeln!(
                    self.out,
                    "  {box_name} [label={}, shape={shape}, style=\"{style}\"{fill}];",
                    quoted(&label)
                );
                self.arrows(&box_name, &parts);
            }
            _ => {}
        }
        Ok(())
    }

    /// The calls, variables and plain values among some values, looked for through lists and mappings.
    fn parts(&self, values: Vec<(String, NodeId)>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut stack: Vec<(String, NodeId)> = values;
        stack.reverse();
        while let Some((path, id)) = stack.pop() {
            if parts.len() >= MAX_PARTS {
                break;
            }
            let first = stack.len();
            match &self.graph.node(id).kind {
                Kind::List(items) | Kind::Tuple(items) => {
                    stack.extend(items.iter().enumerate().map(|(at, item)| (format!("{path}[{at}]"), *item)));
                }
                Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| {
                    let key = self.graph.text_of(entry.key).unwrap_or("…");
                    (if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }, entry.value)
                })),
                kind => parts.push(Part { path, id, drawn: matches!(kind, Kind::Call(_) | Kind::Var(_)) }),
            }
            stack[first..].reverse();
        }
        parts
    }

    fn lines(&self, label: &mut String, parts: &[Part]) -> Result<(), EncodeError> {
        let plain: Vec<&Part> = parts.iter().filter(|part| !part.drawn).collect();
        for part in plain.iter().take(MAX_LINES) {
            let value = repr_of(self.graph, part.id)?;
            let line = if part.path.is_empty() { value } else { format!("{} = {value}", part.path) };
            label.push('\n');
            label.push_str(&shortened(&line));
        }
        if plain.len() > MAX_LINES {
            let _ = write!(label, "\n… {} more", plain.len() - MAX_LINES);
        }
        Ok(())
    }

    fn arrows(&mut self, from: &str, parts: &[Part]) {
        for part in parts.iter().filter(|part| part.drawn) {
            let _ =
                writeln!(self.out, "  {from} -> n{} [label={}];", part.id.0, quoted(&shortened(&part.path)));
            self.waiting.push(part.id);
        }
    }
}

pub(super) fn arguments(graph: &Graph, call: &Call) -> Vec<(String, NodeId)> {
    let mut arguments: Vec<(String, NodeId)> =
        call.args.iter().enumerate().map(|(at, arg)| (at.to_string(), *arg)).collect();
    arguments.extend(
        call.kwargs
            .iter()
            .map(|entry| (graph.text_of(entry.key).unwrap_or_default().to_owned(), entry.value)),
    );
    arguments.extend(call.latent_args.map(|id| ("latent_args".to_owned(), id)));
    arguments
}

pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_LINE {
        return text.to_owned();
    }
    text.chars().take(MAX_LINE - 1).chain(['…']).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
