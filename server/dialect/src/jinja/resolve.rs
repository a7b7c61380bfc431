//! What Jinja2's compiler refuses although its parser reads it, and which names a body uses.

use std::collections::HashMap;

use super::ast::{Expr, ExprKind, Ident, Macro, Node, NodeKind, Target, Template};
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
    names(&template.body, false, problems);
}

/// Checks the names that statements and calls give.
fn names(nodes: &[Node], in_loop: bool, problems: &mut Vec<Problem>) {
    for node in nodes {
        let is_loop = matches!(node.kind, NodeKind::For(_));
        match &node.kind {
            NodeKind::For(node) => no_loop_variable(&node.target, problems),
            NodeKind::Set { target, .. } | NodeKind::SetBlock { target, .. } if in_loop => {
                no_loop_variable(target, problems);
            }
            NodeKind::Macro(definition) | NodeKind::CallBlock { caller: definition, .. } => {
                parameters(definition, problems);
            }
            _ => {}
        }
        node.expressions(&mut |expr| calls(expr, problems));
        for body in node.bodies() {
            names(body, in_loop || is_loop, problems);
        }
    }
}

/// Refuses `loop` as a target, which would hide what a loop calls by that name.
fn no_loop_variable(target: &Target, problems: &mut Vec<Problem>) {
    match target {
        Target::Name(name) if &*name.name == "loop" => {
            problems.push(at(name, "`loop` cannot be assigned to in a loop: it is the loop itself"));
        }
        Target::Tuple(targets, _) => targets.iter().for_each(|target| no_loop_variable(target, problems)),
        _ => {}
    }
}

fn parameters(definition: &Macro, problems: &mut Vec<Problem>) {
    let mut seen = HashMap::new();
    for (name, default) in &definition.parameters {
        if let Some(first) = seen.insert(&*name.name, name.span) {
            let message = format!("parameter `{}` is there twice", name.name);
            let related = Some((first, format!("`{}` is there first", name.name)));
            problems.push(Problem { related, ..at(name, message) });
        }
        if &*name.name == "caller" && default.is_none() && uses_name(&definition.body, "caller") {
            let message =
                "the parameter `caller` needs a default, such as `none`, for calls without a `call` block";
            problems.push(at(name, message));
        }
    }
}

/// Refuses arguments that are named twice in one call.
fn calls(expr: &Expr, problems: &mut Vec<Problem>) {
    if let ExprKind::Call { arguments, .. } = &expr.kind {
        let mut seen = HashMap::new();
        for (name, _) in &arguments.named {
            if let Some(first) = seen.insert(&*name.name, name.span) {
                let message = format!("argument `{}` is given twice", name.name);
                let related = Some((first, format!("`{}` is given first", name.name)));
                problems.push(Problem { related, ..at(name, message) });
            }
        }
    }
    expr.children(&mut |child| calls(child, problems));
}

fn at(name: &Ident, message: impl Into<String>) -> Problem {
    Problem {
        rule: SyntaxRule::JinjaSyntax,
        span: name.span,
        message: message.into(),
        related: None,
        remedy: None,
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
