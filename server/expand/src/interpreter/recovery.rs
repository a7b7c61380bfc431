//! Going on after a problem, so that all independent faults of a configuration are found at once.
//!
//! Jinja2 stops at the first. Here the statement that met it is left out, what it would have set is lost, and where it
//! would have output a value stands [`GAP`]. What goes wrong only because of that is no fault of its own.

use forgather_dialect::JinjaSpan;
use forgather_dialect::ast::{Expr, ExprKind, Ident, Node, NodeKind, Target};
use minijinja::Value;

use super::objects::Namespace;
use super::{Env, Interpreter, Run};
use crate::origin::{OriginKind, TracedText, plain};
use crate::problem::{Problem, Reach, Rule};
use crate::python::value::Undefined;

/// What stands in the output for a value that could not be computed.
pub(crate) const GAP: &str = "__undefined__";

/// After so many problems the rest is not worth the time.
const MAX_PROBLEMS: usize = 200;

/// How many further places of one problem are told.
const MAX_PLACES: usize = 5;

/// Whether an exception follows from a value that was lost before.
pub(super) fn follows(message: &str, operands: &[(&Expr, &Value)]) -> bool {
    let holds_gap = |value: &Value| {
        let text = TracedText::of(value).map(|traced| traced.text.as_str());
        text.or_else(|| value.as_str()).is_some_and(|text| text.contains(GAP))
    };
    message == Undefined::LOST || operands.iter().any(|(_, value)| holds_gap(value))
}

/// Outputs a gap. At the beginning of a line it may stand for any number of lines, so there it is a comment.
fn push_gap(expr: &Expr, env: &Env, output: &mut TracedText) {
    let line = output.text.rsplit('\n').next().unwrap_or_default();
    let gap = if line.trim().is_empty() { format!("# {GAP}") } else { GAP.to_owned() };
    output.push(&gap, env.frame, expr.span, OriginKind::Expression);
}

impl Interpreter<'_> {
    /// A problem that follows from one that is reported already.
    #[allow(clippy::unnecessary_box_returns, reason = "problems travel boxed, in `Run`")]
    #[allow(clippy::unused_self, reason = "reads as its peers do")]
    pub(super) fn echo(&self, env: &Env, span: JinjaSpan) -> Box<Problem> {
        let problem = Problem::new(Rule::UndefinedVariable, Undefined::LOST, env.frame, span);
        Box::new(Problem { reach: Reach::Echo, ..problem })
    }

    /// Notes a problem, once for each place.
    pub(super) fn report(&mut self, problem: Problem) -> Run<()> {
        let template = self.frames.get(problem.frame.0 as usize).map_or(0, |frame| frame.template);
        if !self.reported.insert((template, problem.span)) {
            return Ok(());
        }
        // A name that is missing in several places is missing once.
        let same = |known: &&mut Problem| {
            known.rule == Rule::UndefinedVariable
                && problem.rule == Rule::UndefinedVariable
                && known.message == problem.message
        };
        if let Some(first) = self.problems.iter_mut().find(same) {
            if first.related.len() < MAX_PLACES {
                first.related.push((problem.frame, problem.span, "and used here".to_owned()));
            }
            return Ok(());
        }
        if self.problems.len() >= MAX_PROBLEMS {
            return Err(Box::new(Problem { reach: Reach::Expansion, ..problem }));
        }
        self.problems.push(problem);
        Ok(())
    }

    /// Leaves a statement out after a problem, if anything after it makes sense.
    pub(super) fn recover(
        &mut self,
        problem: Box<Problem>,
        node: &Node,
        env: &Env,
        output: &mut TracedText,
    ) -> Run<()> {
        match problem.reach {
            Reach::Expansion | Reach::End => return Err(problem),
            Reach::Echo => {}
            Reach::Statement => self.report(*problem)?,
        }
        match &node.kind {
            NodeKind::Print(expr) | NodeKind::CallBlock { call: expr, .. } => {
                push_gap(expr, env, output);
            }
            NodeKind::FilterBlock { filter, .. } => {
                self.left_out = true;
                push_gap(filter, env, output);
            }
            NodeKind::Set { target, .. } | NodeKind::SetBlock { target, .. } => self.lose(target, env),
            NodeKind::Import(import) => self.lose_name(&import.target, env),
            NodeKind::FromImport(import) => {
                for (name, alias) in &import.names {
                    self.lose_name(alias.as_ref().unwrap_or(name), env);
                }
            }
            _ => self.left_out = true,
        }
        Ok(())
    }

    fn lose_name(&mut self, name: &Ident, env: &Env) {
        self.assign_name(name, Undefined::lost(), env, true);
    }

    /// Gives what an assignment failed to set a value that tells so.
    fn lose(&mut self, target: &Target, env: &Env) {
        match target {
            Target::Name(name) => self.lose_name(name, env),
            Target::Attribute { namespace, attribute } => {
                let object = self.lookup(&namespace.name, env);
                match object.downcast_object_ref::<Namespace>() {
                    Some(namespace) => {
                        namespace.set(&attribute.name, Undefined::lost(), (env.frame, attribute.span));
                    }
                    // Its other attributes would be reported one by one.
                    None => self.lose_name(namespace, env),
                }
            }
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.lose(target, env)),
        }
    }

    /// Points to where the attributes of namespaces that an operation failed on were set: most often the fault is there,
    /// in a template that overrides a value of its parent.
    pub(super) fn tell_where_set(&mut self, env: &Env, operands: &[(&Expr, &Value)], problem: &mut Problem) {
        for (expr, _) in operands {
            let ExprKind::Attribute { object, name } = &expr.kind else { continue };
            let ExprKind::Name(variable) = &object.kind else { continue };
            let namespace = plain(self.lookup(variable, env));
            let Some(namespace) = namespace.downcast_object_ref::<Namespace>() else { continue };
            if let Some((frame, span)) = namespace.set_at(&name.name) {
                problem.related.push((frame, span, format!("`{variable}.{}` is set here", name.name)));
            }
        }
    }
}
