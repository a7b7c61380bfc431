//! The variables that constructing a node asks for.

use std::collections::HashSet;

use forgather_graph::{Kind, NodeId, Span};
use forgather_workspace::Analysis;

use crate::nodes::children;

/// A `!var` that a node needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its default as the expanded text has it; none where a value must be given.
    pub default: Option<&'a str>,
    /// Where it is in the expanded text.
    pub span: Span,
}

/// The variables below a node, each name once, in the order of the expanded text.
pub fn variables(analysis: &Analysis, root: NodeId) -> Vec<Variable<'_>> {
    let graph = &analysis.graph;
    let text = |span: Span| analysis.expansion.text.get(span.start.0 as usize..span.end.0 as usize);
    let mut found = Vec::new();
    let (mut seen, mut left) = (HashSet::from([root]), vec![root]);
    while let Some(id) = left.pop() {
        let node = graph.node(id);
        if let Kind::Var(var) = &node.kind {
            let default = var.default.and_then(|id| text(graph.node(id).span));
            found.push(Variable { name: &var.name, default, span: node.span });
        }
        left.extend(children(node).into_iter().filter(|child| seen.insert(*child)));
    }
    found.sort_by_key(|variable| variable.span.start);
    let mut names = HashSet::new();
    found.retain(|variable| names.insert(variable.name));
    found
}
