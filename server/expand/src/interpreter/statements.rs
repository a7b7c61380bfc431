//! Statements: what each does to the output and to variables.

use std::sync::Arc;

use forgather_dialect::ast::{Block, Expr, ExprKind, For, Ident, Node, NodeKind, Target};
use forgather_dialect::{JinjaSpan, ScopeKey};
use minijinja::Value;

use super::objects::{LoopBody, LoopObject, MacroObject, Namespace};
use super::scope::{Context, Scope};
use super::{Env, Interpreter, Run};
use crate::expansion::FrameKind;
use crate::origin::{OriginKind, TracedText, plain};
use crate::problem::Rule;
use crate::python::value::Undefined;
use crate::python::{ops, repr};
use crate::trace::SetSite;

impl Interpreter<'_> {
    pub(crate) fn nodes(&mut self, nodes: &[Node], env: &Env, output: &mut TracedText) -> Run<()> {
        for node in nodes {
            if let Err(problem) = self.node(node, env, output) {
                self.recover(problem, node, env, output)?;
            }
        }
        Ok(())
    }

    fn node(&mut self, node: &Node, env: &Env, output: &mut TracedText) -> Run<()> {
        self.spend(env, node.span, 1)?;
        match &node.kind {
            // A template that has one is refused before.
            NodeKind::Broken(_) => Ok(()),
            NodeKind::Data => {
                if !env.drops_output() {
                    let text = env.source(node.span);
                    self.spend_output(env, node.span, text.len())?;
                    output.push(text, env.frame, node.span, OriginKind::Text);
                }
                Ok(())
            }
            NodeKind::Print(expr) => {
                if env.drops_output() {
                    return Ok(());
                }
                let value = self.eval(expr, env)?;
                self.print(expr, &value, env, output)
            }
            NodeKind::Block(block) => {
                if env.toplevel && env.drops_output() {
                    return Ok(());
                }
                self.placed_block(block, env, output)
            }
            NodeKind::Extends(expr) => self.extends(expr, env),
            NodeKind::Include(include) => self.include(include, env, output),
            NodeKind::Import(import) => self.import(import, env),
            NodeKind::FromImport(import) => self.import_names(import, env),
            NodeKind::Set { target, value } => {
                self.refuse_other_than_namespaces(target, env)?;
                let new = self.eval(value, env)?;
                self.note_given(value, &new, env);
                self.assign(target, new, value.span, env)
            }
            NodeKind::SetBlock { target, filter, body } => {
                // A block that is captured for a variable is output of its own, also where a template extends another.
                let inner = Env { root: None, ..env.capturing() }.hiding(ScopeKey::body(node.span.start));
                let mut captured = TracedText::default();
                self.nodes(body, &inner, &mut captured)?;
                self.pass_by(env, output);
                let mut value = captured.into_value();
                if let Some(filter) = filter {
                    value = self.filtered(filter, value, &inner)?;
                }
                self.assign(target, value, node.span, env)
            }
            NodeKind::For(node_for) => {
                let iterable = self.eval(&node_for.iterable, env)?;
                self.for_loop(node_for, &iterable, node.span, 0, env, output)
            }
            NodeKind::If { branches, otherwise } => {
                for (test, body) in branches {
                    if self.holds(test, env)? {
                        return self.nodes(body, env, output);
                    }
                }
                self.nodes(otherwise, env, output)
            }
            NodeKind::With { targets, body } => {
                // All values are those of the scope around it.
                let mut values = Vec::with_capacity(targets.len());
                for (_, value) in targets {
                    values.push(self.eval(value, env)?);
                }
                let inner = env.inner().hiding(ScopeKey::body(node.span.start));
                for ((target, expr), value) in targets.iter().zip(values) {
                    self.assign(target, value, expr.span, &inner)?;
                }
                self.nodes(body, &inner, output)
            }
            NodeKind::Macro(definition) => {
                self.remember(&env.scope);
                let object = Value::from_object(MacroObject {
                    definition: Arc::clone(definition),
                    template: Arc::clone(&env.template),
                    scope: Arc::clone(&env.scope),
                    frame: env.frame,
                    is_caller: false,
                });
                self.assign_name(&definition.name, object, env, true);
                Ok(())
            }
            NodeKind::CallBlock { call, caller } => {
                self.remember(&env.scope);
                let caller = Value::from_object(MacroObject {
                    definition: Arc::clone(caller),
                    template: Arc::clone(&env.template),
                    scope: Arc::clone(&env.scope),
                    frame: env.frame,
                    is_caller: true,
                });
                let ExprKind::Call { callee, arguments } = &call.kind else { return Ok(()) };
                let value = self.call(call, callee, arguments, Some(caller), env)?;
                self.print(call, &value, env, output)
            }
            NodeKind::FilterBlock { filter, body } => {
                let inner = env.capturing().hiding(ScopeKey::body(node.span.start));
                let mut captured = TracedText::default();
                self.nodes(body, &inner, &mut captured)?;
                self.pass_by(env, output);
                let value = self.filtered(filter, captured.into_value(), &inner)?;
                self.print(filter, &value, env, output)
            }
            NodeKind::Autoescape { enabled, body } => {
                if self.holds(enabled, env)? {
                    let message = "autoescaping is not supported: Forgather's configurations are no HTML";
                    return Err(self.problem(env, enabled.span, Rule::TemplateError, message));
                }
                self.nodes(body, &env.inner(), output)
            }
        }
    }

    /// Outputs what passed a capture by, once no capture is left.
    fn pass_by(&mut self, env: &Env, output: &mut TracedText) {
        if !env.captured && !self.bypass.text.is_empty() {
            output.append(&std::mem::take(&mut self.bypass));
        }
    }

    /// Outputs a value as Python's `str` has it.
    pub(crate) fn print(
        &mut self,
        expr: &Expr,
        value: &Value,
        env: &Env,
        output: &mut TracedText,
    ) -> Run<()> {
        if let Some(traced) = TracedText::of(value) {
            self.spend_output(env, expr.span, traced.text.len())?;
            output.append(traced);
            return Ok(());
        }
        if let Some(undefined) = Undefined::of(value) {
            if undefined.lenient {
                return Ok(());
            }
            return Err(self.undefined(env, expr, &undefined.message));
        }
        if let Some(text) = value.as_str() {
            self.spend_output(env, expr.span, text.len())?;
            output.push(text, env.frame, expr.span, OriginKind::Expression);
            return Ok(());
        }
        let text = repr::to_str(value);
        self.spend_output(env, expr.span, text.len())?;
        output.push(&text, env.frame, expr.span, OriginKind::Expression);
        Ok(())
    }

    /// Whether a test holds.
    pub(crate) fn holds(&mut self, test: &Expr, env: &Env) -> Run<bool> {
        let value = plain(self.eval(test, env)?);
        self.spend_value(env, test.span, &value)?;
        match ops::truth(&value) {
            Ok(truth) => Ok(truth),
            Err(error) => Err(self.exception(env, error, test.span, &[(test, &value)])),
        }
    }

    /// A block where a template places it: the definition that wins is output.
    fn placed_block(&mut self, block: &Arc<Block>, env: &Env, output: &mut TracedText) -> Run<()> {
        let context = &env.scope.context;
        let name = &block.name.name;
        if block.required && context.definitions(name) <= 1 {
            let message = format!("block `{name}` is required and no template overrides it");
            return Err(self.problem(env, block.name.span, Rule::TemplateError, message));
        }
        let context = if block.scoped { Context::scoped(&env.scope) } else { Arc::clone(context) };
        self.run_block(&context, name, 0, FrameKind::Block(Arc::clone(name)), env, block.name.span, output)
    }

    /// Runs a block's definition at `depth`, 0 being the one that wins.
    #[allow(clippy::too_many_arguments, reason = "each says something else of the same call")]
    pub(crate) fn run_block(
        &mut self,
        context: &Arc<Context>,
        name: &Arc<str>,
        depth: usize,
        kind: FrameKind,
        env: &Env,
        span: JinjaSpan,
        output: &mut TracedText,
    ) -> Run<()> {
        let Some(definition) = context.block(name, depth) else { return Ok(()) };
        let frame = self.new_frame(&definition.template, kind, Some((env.frame, span)));
        let inner = Env {
            frame,
            template: Arc::clone(&definition.template),
            scope: Scope::outermost(context, Some((Arc::clone(name), depth))),
            toplevel: false,
            root: None,
            captured: false,
        }
        .hiding(ScopeKey::body(definition.block.span.start));
        self.deeper(&inner, definition.block.name.span, |this| {
            this.nodes(&definition.block.body, &inner, output)
        })
    }

    pub(crate) fn for_loop(
        &mut self,
        node: &Arc<For>,
        iterable: &Value,
        span: JinjaSpan,
        depth0: usize,
        env: &Env,
        output: &mut TracedText,
    ) -> Run<()> {
        let iterable = plain(iterable.clone());
        let mut items = match ops::iter(&iterable) {
            Ok(items) => items,
            Err(error) => {
                return Err(self.exception(env, error, node.iterable.span, &[(&node.iterable, &iterable)]));
            }
        };
        if let Some(condition) = &node.condition {
            let mut kept = Vec::new();
            for item in items {
                self.spend(env, condition.span, 1)?;
                let inner = env.inner();
                self.assign(&node.target, item.clone(), node.iterable.span, &inner)?;
                if self.holds(condition, &inner)? {
                    kept.push(item);
                }
            }
            items = kept;
        }
        if items.is_empty() {
            let inner = env.inner().hiding(ScopeKey::otherwise(span.start));
            return self.nodes(&node.otherwise, &inner, output);
        }
        let body = node.recursive.then(|| LoopBody {
            node: Arc::clone(node),
            span,
            scope: Arc::clone(&env.scope),
            template: Arc::clone(&env.template),
            frame: env.frame,
        });
        let len = items.len();
        let object = Arc::new(LoopObject {
            items,
            index0: std::sync::atomic::AtomicUsize::new(0),
            depth0,
            changed: std::sync::Mutex::default(),
            body,
        });
        let loop_name: Arc<str> = "loop".into();
        for index in 0..len {
            self.spend(env, span, 1)?;
            object.index0.store(index, std::sync::atomic::Ordering::Relaxed);
            let inner = env.inner().hiding(ScopeKey::body(span.start));
            if node.has_loop {
                inner.scope.set(&loop_name, Value::from_dyn_object(Arc::clone(&object)));
            }
            self.assign(&node.target, object.items[index].clone(), node.iterable.span, &inner)?;
            self.nodes(&node.body, &inner, output)?;
        }
        Ok(())
    }

    /// Sets a name in this scope and, at the top level, in the context.
    pub(crate) fn assign_name(&mut self, name: &Ident, value: Value, env: &Env, exported: bool) {
        self.trace_set(name, &value, env);
        env.scope.set(&name.name, value.clone());
        if env.toplevel {
            env.scope.context.set(&name.name, value, exported);
        }
    }

    /// Refuses to set attributes of what is no namespace, as Jinja2 does before it looks at the value.
    fn refuse_other_than_namespaces(&mut self, target: &Target, env: &Env) -> Run<()> {
        let namespace = match target {
            Target::Name(_) => return Ok(()),
            Target::Attribute { namespace, .. } => namespace,
            Target::Tuple(targets, _) => {
                return targets.iter().try_for_each(|target| self.refuse_other_than_namespaces(target, env));
            }
        };
        let object = self.lookup(&namespace.name, env);
        if object.downcast_object_ref::<Namespace>().is_some() {
            return Ok(());
        }
        if let Some(undefined) = Undefined::of(&object) {
            let expr = Expr { kind: ExprKind::Name(Arc::clone(&namespace.name)), span: namespace.span };
            let name = &namespace.name;
            let message =
                format!("{}; set `{name}` to `namespace()` before its attributes are set", undefined.message);
            let mut problem = self.undefined(env, &expr, &message);
            // Jinja2 raises a runtime error, not one of undefined values.
            problem.rule = Rule::TemplateError;
            return Err(problem);
        }
        let message = format!(
            "`{}` is no namespace but {}: only a namespace's attributes can be set",
            namespace.name,
            repr::type_name(&plain(object))
        );
        Err(self.problem(env, namespace.span, Rule::TemplateError, message))
    }

    /// Notes where the attributes are written that a namespace is made with: `set ns = namespace(lr=1)`.
    fn note_given(&mut self, expr: &Expr, value: &Value, env: &Env) {
        let ExprKind::Call { arguments, .. } = &expr.kind else { return };
        let Some(namespace) = value.downcast_object_ref::<Namespace>() else { return };
        for (name, _) in &arguments.named {
            namespace.given(&name.name, (env.frame, name.span));
            if let (Some(trace), Some(value)) = (&mut self.trace, namespace.get(&name.name)) {
                let site = SetSite { frame: env.frame, span: name.span };
                trace.assigned(site, &name.name, true, &value);
            }
        }
    }

    /// Assigns to a name, an attribute of a namespace, or several of them.
    pub(crate) fn assign(&mut self, target: &Target, value: Value, from: JinjaSpan, env: &Env) -> Run<()> {
        match target {
            Target::Name(name) => {
                self.assign_name(name, value, env, true);
                Ok(())
            }
            Target::Attribute { namespace, attribute } => {
                // A loop or a block that is set may have a target that was not looked at yet.
                self.refuse_other_than_namespaces(target, env)?;
                let object = self.lookup(&namespace.name, env);
                if let Some(namespace) = object.downcast_object_ref::<Namespace>() {
                    if let Some(trace) = &mut self.trace {
                        let site = SetSite { frame: env.frame, span: attribute.span };
                        trace.assigned(site, &attribute.name, true, &value);
                    }
                    namespace.set(&attribute.name, value, (env.frame, attribute.span));
                }
                Ok(())
            }
            Target::Tuple(targets, _) => {
                let value = plain(value);
                let items = match ops::iter(&value) {
                    Ok(items) => items,
                    Err(error) => {
                        let whole = Expr { kind: ExprKind::Error, span: from };
                        return Err(self.exception(env, error, from, &[(&whole, &value)]));
                    }
                };
                if items.len() != targets.len() {
                    let message =
                        format!("cannot unpack {} values into {} variables", items.len(), targets.len());
                    return Err(self.problem(env, from, Rule::TemplateError, message));
                }
                for (target, item) in targets.iter().zip(items) {
                    self.assign(target, item, from, env)?;
                }
                Ok(())
            }
        }
    }
}
