//! Which filters and tests there are, and names near to others.

use forgather_dialect::ast::{Expr, ExprKind, Ident, Node, NodeKind, Template};
use forgather_dialect::{Dialect, nearest};

use crate::origin::FrameId;
use crate::problem::{Problem, Rule};
use crate::python::{filters, tests};

/// Forgather's own filter, which the older dialect does not have.
const TOYAML: &str = "toyaml";

pub(crate) fn filter_exists(name: &str, dialect: Dialect) -> bool {
    filters::filter_names().contains(&name) && (name != TOYAML || dialect == Dialect::Current)
}

pub(crate) fn test_exists(name: &str) -> bool {
    tests::test_names().contains(&name)
}

pub(crate) fn unknown_filter(name: &Ident, dialect: Dialect, frame: FrameId) -> Problem {
    let known = filters::filter_names().iter().copied().filter(|name| filter_exists(name, dialect));
    let message = format!("there is no filter `{}`", name.name);
    Problem::new(Rule::UnknownFilter, message, frame, name.span).meant(nearest(&name.name, known))
}

pub(crate) fn unknown_test(name: &Ident, frame: FrameId) -> Problem {
    let known = tests::test_names().iter().copied();
    let message = format!("there is no test `{}`", name.name);
    Problem::new(Rule::UnknownTest, message, frame, name.span).meant(nearest(&name.name, known))
}

/// The filters and tests of a template that do not exist, as Jinja2's compiler refuses them: not within the branches
/// of an `if`, statement or expression, where it waits until one is needed, and not in what is never output since the
/// template has extended another.
pub fn unknown_names(template: &Template, dialect: Dialect, frame: FrameId) -> Vec<Problem> {
    let mut check = Check { dialect, frame, extends: false, problems: Vec::new() };
    check.nodes(&template.body, Place { root: true, conditional: false, dropped_once_extended: true });
    for block in &template.blocks {
        check.nodes(&block.body, Place { root: false, conditional: false, dropped_once_extended: false });
    }
    check.problems.sort_by_key(|problem| problem.span.start);
    check.problems
}

struct Check {
    dialect: Dialect,
    frame: FrameId,
    /// Whether the template has certainly extended another.
    extends: bool,
    problems: Vec<Problem>,
}

/// Where nodes stand.
#[derive(Clone, Copy)]
struct Place {
    /// In the template's body itself.
    root: bool,
    /// In a branch of an `if`.
    conditional: bool,
    /// Where output is dropped once the template has extended another.
    dropped_once_extended: bool,
}

impl Check {
    fn nodes(&mut self, nodes: &[Node], place: Place) {
        for node in nodes {
            match &node.kind {
                NodeKind::If { branches, otherwise } => {
                    // The first test is always evaluated; what follows is within the condition.
                    let inside = Place { root: false, conditional: true, ..place };
                    for (index, (test, body)) in branches.iter().enumerate() {
                        self.expr(test, place.conditional || index > 0);
                        self.nodes(body, inside);
                    }
                    self.nodes(otherwise, inside);
                    continue;
                }
                NodeKind::Print(_) if self.extends && place.dropped_once_extended => continue,
                NodeKind::Extends(_) if place.root => self.extends = true,
                _ => {}
            }
            node.expressions(&mut |expr| self.expr(expr, place.conditional));
            let own_output = matches!(
                node.kind,
                NodeKind::Macro(_) | NodeKind::CallBlock { .. } | NodeKind::SetBlock { .. }
            );
            let inside = Place {
                root: false,
                conditional: false,
                dropped_once_extended: place.dropped_once_extended && !own_output,
            };
            if !matches!(node.kind, NodeKind::Block(_)) {
                for body in node.bodies() {
                    self.nodes(body, inside);
                }
            }
        }
    }

    fn expr(&mut self, expr: &Expr, conditional: bool) {
        if !conditional {
            match &expr.kind {
                ExprKind::Filter { name, .. } if !filter_exists(&name.name, self.dialect) => {
                    self.problems.push(unknown_filter(name, self.dialect, self.frame));
                }
                ExprKind::Test { name, .. } if !test_exists(&name.name) => {
                    self.problems.push(unknown_test(name, self.frame));
                }
                _ => {}
            }
        }
        let conditional = conditional || matches!(expr.kind, ExprKind::Conditional { .. });
        expr.children(&mut |child| self.expr(child, conditional));
    }
}
