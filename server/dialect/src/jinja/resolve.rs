//! What Jinja2's compiler refuses although its parser reads it, and which names a body uses.

use std::collections::HashMap;

use super::ast::{Expr, ExprKind, Node, NodeKind, Template};
use crate::position::JinjaSpan;
use crate::{Problem, SyntaxRule};

/// Adds what the compiler refuses to what the parser found.
pub(crate) fn check(template: &Template, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<&str, JinjaSpan> = HashMap::new();
    for block in &template.blocks {
        if let Some(first) = seen.insert(&block.name.name, block.name.span) {
            problems.push(Problem {
                rule: SyntaxRule::JinjaSyntax,
                span: block.name.span,
                message: format!("block `{}` is defined twice in this template", block.name.name),
                related: Some((first, format!("block `{}` is first defined here", block.name.name))),
                remedy: None,
            });
        }
    }
}

/// Whether a variable of that name is read in the nodes, blocks excepted, which do not see it.
pub(crate) fn uses_name(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| {
        if matches!(node.kind, NodeKind::Block(_)) {
            return false;
        }
        let mut found = false;
        node.expressions(&mut |expr| found |= reads(expr, name));
        found || node.bodies().into_iter().any(|body| uses_name(body, name))
    })
}

fn reads(expr: &Expr, name: &str) -> bool {
    if matches!(&expr.kind, ExprKind::Name(found) if **found == *name) {
        return true;
    }
    let mut found = false;
    expr.children(&mut |child| found |= reads(child, name));
    found
}
