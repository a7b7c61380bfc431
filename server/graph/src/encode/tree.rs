//! The graph as a tree of lines, for people: each node below what uses it, a shared one only where it comes first.

use std::collections::HashMap;

use super::dot::{arguments, shortened};
use super::{EncodeError, check_output, repr_of};
use crate::graph::{Call, Graph, Kind, NodeId};
use crate::span::Span;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeLine {
    /// Its text, with the branches before it, without a line's end.
    pub text: String,
    /// What it shows: the key that names the node, else the node itself.
    pub span: Span,
}

/// The graph as a tree: a branch for each target, or one for the root where that is not a mapping.
///
/// ```text
/// main: !singleton:torch.nn:Linear @linear
/// ├─ 0: 4
/// └─ bias: True
/// ```
pub fn tree(graph: &Graph) -> Result<Vec<TreeLine>, EncodeError> {
    let mut tree = Tree { graph, lines: Vec::new(), shown: HashMap::new(), length: 0 };
    let roots: Vec<Branch> = match graph.targets() {
        Some(targets) => targets
            .map(|(name, entry)| Branch {
                label: name.to_owned(),
                span: graph.node(entry.key).span,
                id: entry.value,
            })
            .collect(),
        None => {
            let id = graph.root();
            vec![Branch { label: String::new(), span: graph.node(id).span, id }]
        }
    };
    for root in roots {
        tree.branch(root, "", "")?;
    }
    Ok(tree.lines)
}

/// A node with what it is called by what uses it.
struct Branch {
    label: String,
    span: Span,
    id: NodeId,
}

struct Tree<'g> {
    graph: &'g Graph,
    lines: Vec<TreeLine>,
    /// Nodes that have branches, and the line of each, from 1.
    shown: HashMap<NodeId, usize>,
    length: usize,
}

impl Tree<'_> {
    fn branch(&mut self, branch: Branch, before: &str, below: &str) -> Result<(), EncodeError> {
        let Branch { label, span, id } = branch;
        let children = self.children(id);
        let mut text = format!("{before}{label}");
        if !label.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&self.described(id)?);
        let seen = self.shown.get(&id).copied().filter(|_| !children.is_empty());
        if let Some(line) = seen {
            text.push_str(&format!("  (see line {line})"));
        }
        self.length += text.len();
        check_output(self.graph, id, self.length)?;
        self.lines.push(TreeLine { text, span });
        if seen.is_some() {
            return Ok(());
        }
        self.shown.insert(id, self.lines.len());
        let last = children.len().saturating_sub(1);
        for (at, child) in children.into_iter().enumerate() {
            let (mark, deeper) = if at == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.branch(child, &format!("{below}{mark}"), &format!("{below}{deeper}"))?;
        }
        Ok(())
    }

    fn described(&self, id: NodeId) -> Result<String, EncodeError> {
        Ok(match &self.graph.node(id).kind {
            Kind::Call(call) => described(call),
            Kind::Var(var) => format!("!var {}", var.name),
            Kind::List(items) | Kind::Tuple(items) if !items.is_empty() => format!("[{}]", items.len()),
            Kind::Dict(entries) if !entries.is_empty() => format!("{{{}}}", entries.len()),
            _ => shortened(&repr_of(self.graph, id)?),
        })
    }

    fn children(&self, id: NodeId) -> Vec<Branch> {
        let graph = self.graph;
        let unnamed = |label: String, id: NodeId| Branch { label, span: graph.node(id).span, id };
        match &graph.node(id).kind {
            Kind::Call(call) => {
                let mut children: Vec<Branch> =
                    arguments(graph, call).into_iter().map(|(label, id)| unnamed(label, id)).collect();
                // Arguments by name are found in the text by their keys.
                for (child, entry) in children.iter_mut().skip(call.args.len()).zip(&call.kwargs) {
                    child.span = graph.node(entry.key).span;
                }
                children
            }
            Kind::List(items) | Kind::Tuple(items) => {
                let items = items.iter().enumerate();
                items.map(|(at, item)| unnamed(at.to_string(), *item)).collect()
            }
            Kind::Dict(entries) => entries
                .iter()
                .map(|entry| Branch {
                    label: graph.text_of(entry.key).map_or_else(
                        || repr_of(graph, entry.key).unwrap_or_else(|_| "…".to_owned()),
                        ToOwned::to_owned,
                    ),
                    span: graph.node(entry.key).span,
                    id: entry.value,
                })
                .collect(),
            Kind::Var(var) => var.default.into_iter().map(|id| unnamed("default".to_owned(), id)).collect(),
            _ => Vec::new(),
        }
    }
}

fn described(call: &Call) -> String {
    let name = call.name.as_ref().map_or_else(String::new, |name| format!(" @{name}"));
    format!("{}:{}{name}", call.kind.tag(), call.constructor)
}
