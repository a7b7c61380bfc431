//! Runs templates as Jinja2 runs them, and notes where every byte of the output comes from.
//!
//! Statements and scopes are ours, since origins, the chain of activations and the place of an error are; values,
//! and what they are made of, are minijinja's.

mod attributes;
mod calls;
mod expressions;
pub(crate) mod objects;
pub(crate) mod recovery;
pub(crate) mod scope;
mod statements;
mod suggest;
pub(crate) mod template;
mod templates;
mod traced;
mod tracing;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, Weak};

use forgather_dialect::ast::Expr;
use forgather_dialect::{Dialect, JinjaSpan, ScopeKey};
use minijinja::Value;

use crate::expansion::{Frame, FrameKind, Request};
use crate::globals::Globals;
use crate::limits::Limits;
use crate::loader::{LoadedFile, Loader};
use crate::origin::{FrameId, TracedText};
use crate::problem::{Problem, Rule};
use crate::python::error::{PyError, PyErrorKind};
use crate::python::value::Undefined;
use crate::trace::Trace;
use scope::Scope;
use template::TemplateHandle;

/// The result of a step. A problem ends the statement that met it, or more: [`Problem`]'s reach says how much.
pub(crate) type Run<T> = Result<T, Box<Problem>>;

/// Where code runs: the activation, its template and its variables.
#[derive(Clone)]
pub(crate) struct Env {
    pub(crate) frame: FrameId,
    pub(crate) template: Arc<TemplateHandle>,
    pub(crate) scope: Arc<Scope>,
    /// At a template's top level, where variables get into the context.
    pub(crate) toplevel: bool,
    /// The template whose top level this belongs to, if it does: once it extends another, what it outputs itself
    /// is dropped.
    pub(crate) root: Option<Rc<Root>>,
    /// Within a filter block or a block that is set to a variable, whose text is captured.
    pub(crate) captured: bool,
}

/// The top level of a template under way.
#[derive(Default)]
pub(crate) struct Root {
    /// The template that it extends, its activation, and where it says so.
    pub(crate) parent: RefCell<Option<(Arc<TemplateHandle>, FrameId, JinjaSpan)>>,
}

impl Env {
    /// The same, in a scope of its own.
    pub(crate) fn inner(&self) -> Self {
        Self { scope: self.scope.inner(), toplevel: false, ..self.clone() }
    }

    /// Hides the names that a scope of this template's sets later.
    pub(crate) fn hiding(self, scope: ScopeKey) -> Self {
        if let Some(names) = self.template.part().template.shadowed.get(&scope) {
            self.scope.hide(names);
        }
        self
    }

    /// The same, in a scope of its own whose text is captured.
    pub(crate) fn capturing(&self) -> Self {
        Self { captured: true, ..self.inner() }
    }

    /// Whether output is dropped, since the template extends another.
    pub(crate) fn drops_output(&self) -> bool {
        self.root.as_ref().is_some_and(|root| root.parent.borrow().is_some())
    }

    pub(crate) fn source(&self, span: JinjaSpan) -> &str {
        &self.template.source()[span.range()]
    }
}

pub(crate) struct Interpreter<'a> {
    pub(crate) loader: &'a dyn Loader,
    pub(crate) dialect: Dialect,
    pub(crate) globals: Arc<Globals>,
    pub(crate) limits: Limits,
    pub(crate) frames: Vec<Frame>,
    pub(crate) templates: Vec<Arc<TemplateHandle>>,
    pub(crate) by_name: HashMap<Arc<str>, Arc<TemplateHandle>>,
    /// What split markers name, in the files that were loaded so far.
    pub(crate) sub_templates: HashMap<String, (Arc<LoadedFile>, usize)>,
    /// The names that were asked for and not found.
    pub(crate) missing: Vec<String>,
    /// Templates that were imported without context: each is run once.
    pub(crate) modules: HashMap<Arc<str>, Value>,
    /// What went wrong so far, in the order in which it was met.
    pub(crate) problems: Vec<Problem>,
    /// The places that problems were reported at: a loop meets the same one again and again.
    reported: HashSet<(u32, JinjaSpan)>,
    /// Whether a part of the text was left out that nothing stands for.
    pub(crate) left_out: bool,
    /// A problem on its way through a filter that called back.
    pub(crate) passing: Option<Box<Problem>>,
    /// What an `include … without context` within a capture outputs: Jinja2 lets it pass the capture by.
    pub(crate) bypass: TracedText,
    /// The scopes that macros remember. A macro is a variable of such a scope: each holds the other.
    remembered: Vec<Weak<Scope>>,
    /// What happens, where someone asks.
    pub(crate) trace: Option<Box<Trace>>,
    fuel: u64,
    output: u64,
    depth: usize,
}

impl<'a> Interpreter<'a> {
    pub(crate) fn new(request: &Request<'a>) -> Self {
        Self {
            loader: request.loader,
            dialect: request.dialect,
            globals: Arc::clone(&request.globals),
            limits: request.limits,
            frames: Vec::new(),
            templates: Vec::new(),
            by_name: HashMap::new(),
            sub_templates: HashMap::new(),
            missing: Vec::new(),
            modules: HashMap::new(),
            problems: Vec::new(),
            reported: HashSet::new(),
            left_out: false,
            passing: None,
            bypass: TracedText::default(),
            remembered: Vec::new(),
            trace: None,
            fuel: request.limits.steps,
            output: 0,
            depth: 0,
        }
    }

    /// Takes notice that a value remembers a scope.
    pub(crate) fn remember(&mut self, scope: &Arc<Scope>) {
        let known =
            self.remembered.last().is_some_and(|last| std::ptr::eq(last.as_ptr(), Arc::as_ptr(scope)));
        if !known {
            self.remembered.push(Arc::downgrade(scope));
        }
    }

    /// Takes scopes and macros apart, which would keep each other, and all templates, for ever. Nothing can run after.
    pub(crate) fn take_apart(&mut self) {
        self.modules.clear();
        for scope in self.remembered.drain(..).filter_map(|scope| scope.upgrade()) {
            scope.clear();
        }
    }

    pub(crate) fn new_frame(
        &mut self,
        template: &Arc<TemplateHandle>,
        kind: FrameKind,
        caller: Option<(FrameId, JinjaSpan)>,
    ) -> FrameId {
        self.frames.push(Frame { template: template.index, kind, caller });
        FrameId(self.frames.len() as u32 - 1)
    }

    /// Accounts for a piece of work.
    pub(crate) fn spend(&mut self, env: &Env, span: JinjaSpan, cost: usize) -> Run<()> {
        match self.fuel.checked_sub(cost as u64) {
            Some(left) => {
                self.fuel = left;
                Ok(())
            }
            None => {
                let message = format!(
                    "expanding takes more than {} steps; is a loop here longer than it should be?",
                    self.limits.steps
                );
                Err(self.problem(env, span, Rule::RenderLimit, message))
            }
        }
    }

    /// Accounts for text that was output or captured.
    pub(crate) fn spend_output(&mut self, env: &Env, span: JinjaSpan, bytes: usize) -> Run<()> {
        self.output += bytes as u64;
        if self.output <= self.limits.output {
            return Ok(());
        }
        let message = format!("the expansion makes more than {} bytes of text", self.limits.output);
        Err(self.problem(env, span, Rule::RenderLimit, message))
    }

    /// Runs something a level deeper, with stack enough for it.
    pub(crate) fn deeper<T>(
        &mut self,
        env: &Env,
        span: JinjaSpan,
        run: impl FnOnce(&mut Self) -> Run<T>,
    ) -> Run<T> {
        if self.depth >= self.limits.depth {
            let cycle = self.cycle(env.frame);
            let message = match cycle {
                Some(cycle) => format!("this never ends: {cycle}"),
                None => format!("templates, blocks and macros nest deeper than {}", self.limits.depth),
            };
            return Err(self.problem(env, span, Rule::RenderLimit, message));
        }
        self.depth += 1;
        let result = stacker::maybe_grow(1 << 20, 8 << 20, || run(self));
        self.depth -= 1;
        result
    }

    /// The activations that repeat themselves at the end of a chain, in words.
    fn cycle(&self, frame: FrameId) -> Option<String> {
        let name = |frame: &Frame| {
            let template = &self.templates[frame.template as usize].name;
            match &frame.kind {
                FrameKind::Macro(name) => format!("macro `{name}`"),
                FrameKind::Block(name) | FrameKind::Super(name) => format!("block `{name}` of `{template}`"),
                _ => format!("`{template}`"),
            }
        };
        let mut names = Vec::new();
        let mut current = Some(frame);
        while let Some(id) = current {
            let frame = &self.frames[id.0 as usize];
            let this = name(frame);
            let seen = names.first() == Some(&this);
            names.push(this);
            if seen {
                names.reverse();
                return Some(names.join(" → "));
            }
            current = frame.caller.map(|(caller, _)| caller);
        }
        None
    }

    #[allow(clippy::unused_self, reason = "reads as what it is: the interpreter's verdict")]
    #[allow(clippy::unnecessary_box_returns, reason = "problems travel boxed, in `Run`")]
    pub(crate) fn problem(
        &self,
        env: &Env,
        span: JinjaSpan,
        rule: Rule,
        message: impl Into<String>,
    ) -> Box<Problem> {
        Box::new(Problem::new(rule, message, env.frame, span))
    }

    #[allow(clippy::unnecessary_box_returns, reason = "problems travel boxed, in `Run`")]
    /// What an exception in an operation of `whole` means to the user. `operands` are the values involved, with
    /// their expressions: where one is undefined, it is the one to point at.
    pub(crate) fn exception(
        &mut self,
        env: &Env,
        error: PyError,
        whole: JinjaSpan,
        operands: &[(&Expr, &Value)],
    ) -> Box<Problem> {
        if let Some(passing) = self.passing.take() {
            return passing;
        }
        if recovery::follows(&error.message, operands) {
            return self.echo(env, whole);
        }
        let mut problem = self.raised(env, error, whole, operands);
        self.tell_where_set(env, operands, &mut problem);
        problem
    }

    #[allow(clippy::unnecessary_box_returns, reason = "problems travel boxed, in `Run`")]
    fn raised(
        &mut self,
        env: &Env,
        error: PyError,
        whole: JinjaSpan,
        operands: &[(&Expr, &Value)],
    ) -> Box<Problem> {
        match error.kind {
            PyErrorKind::Undefined => {
                let culprit = operands
                    .iter()
                    .find(|(_, value)| Undefined::of(value).is_some_and(|undefined| !undefined.lenient));
                match culprit {
                    Some((expr, _)) => self.undefined(env, expr, &error.message),
                    None => self.problem(env, whole, Rule::UndefinedVariable, error.message),
                }
            }
            PyErrorKind::Limit => self.problem(env, whole, Rule::RenderLimit, error.message),
            kind => {
                let shown = crate::text::shorten(env.source(whole), 60);
                let message = format!("{} ({}) in `{shown}`", error.message, kind.python_name());
                self.problem(env, whole, Rule::TemplateError, message)
            }
        }
    }

    #[allow(clippy::unnecessary_box_returns, reason = "problems travel boxed, in `Run`")]
    /// The problem of using an undefined value, at the expression that gave it.
    pub(crate) fn undefined(&mut self, env: &Env, expr: &Expr, message: &str) -> Box<Problem> {
        // What was left out may have set it.
        if message == Undefined::LOST || self.left_out {
            return self.echo(env, expr.span);
        }
        let near = self.suggestion(env, expr);
        Box::new(self.problem(env, expr.span, Rule::UndefinedVariable, message).meant(near.as_deref()))
    }

    /// Runs the main template, as far as that goes.
    pub(crate) fn main(
        &mut self,
        name: &str,
        source: Option<Arc<LoadedFile>>,
        output: &mut TracedText,
    ) -> Run<()> {
        let template = match source {
            Some(file) => self.adopt(name, file, 0),
            None => self.main_template(name)?,
        };
        let frame = self.new_frame(&template, FrameKind::Main, None);
        self.refuse_faulty(&template, frame)?;
        let context = scope::Context::new(&self.globals);
        context.add_blocks(&template);
        self.run_template(&template, &context, frame, output)
    }
}
