//! Calls: functions, macros, methods, blocks and loops.

use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use forgather_dialect::ScopeKey;
use forgather_dialect::ast::{Arguments, Expr, ExprKind};
use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::Tuple;

use super::objects::{BlockReference, BoundMethod, Cycler, Joiner, LoopObject, MacroObject};
use super::{Env, Interpreter, Run};
use crate::clock::DateTimeObject;
use crate::expansion::FrameKind;
use crate::globals::{Function, strict};
use crate::origin::{TracedText, plain};
use crate::problem::Rule;
use crate::python::error::{PyError, PyErrorKind, PyResult};
use crate::python::value::{Dict, Undefined};
use crate::python::{methods, ops, repr};

/// Arguments: by position, and by name.
pub(crate) type Given = (Vec<Value>, Vec<(String, Value)>);

/// Whether Python could call a value.
pub(crate) fn is_callable(value: &Value) -> bool {
    value.downcast_object_ref::<Function>().is_some()
        || value.downcast_object_ref::<MacroObject>().is_some()
        || value.downcast_object_ref::<BoundMethod>().is_some()
        || value.downcast_object_ref::<BlockReference>().is_some()
        || value.downcast_object_ref::<LoopObject>().is_some()
        || value.downcast_object_ref::<Joiner>().is_some()
}

impl Interpreter<'_> {
    /// The values of arguments: by position and by name.
    pub(crate) fn arguments(&mut self, arguments: &Arguments, env: &Env) -> Run<Given> {
        let mut positional = Vec::with_capacity(arguments.positional.len());
        for argument in &arguments.positional {
            positional.push(self.eval(argument, env)?);
        }
        let mut named = Vec::with_capacity(arguments.named.len());
        for (name, value) in &arguments.named {
            named.push((name.name.to_string(), self.eval(value, env)?));
        }
        if let Some(star) = &arguments.star {
            let value = self.eval_plain(star, env)?;
            match ops::iter(&value) {
                Ok(items) => positional.extend(items),
                Err(error) => return Err(self.exception(env, error, star.span, &[(&**star, &value)])),
            }
        }
        if let Some(stars) = &arguments.double_star {
            let value = self.eval_plain(stars, env)?;
            if let Some(undefined) = strict(&value) {
                return Err(self.undefined(env, stars, &undefined.message));
            }
            if value.kind() != minijinja::value::ValueKind::Map {
                let message = format!("argument after ** must be a mapping, not {}", repr::type_name(&value));
                return Err(self.problem(env, stars.span, Rule::TemplateError, message));
            }
            for key in ops::iter(&value).unwrap_or_default() {
                let item = ops::get_item(&value, &key).ok().flatten().unwrap_or_default();
                named.push((repr::to_str(&key), item));
            }
        }
        Ok((positional, named))
    }

    /// Calls what `callee` is; `caller` is the body of a `call` block.
    pub(crate) fn call(
        &mut self,
        expr: &Expr,
        callee: &Expr,
        arguments: &Arguments,
        caller: Option<Value>,
        env: &Env,
    ) -> Run<Value> {
        // A method of captured text that only takes from its ends keeps the origins.
        let mut receiver = None;
        let function = match &callee.kind {
            ExprKind::Attribute { object, name } => {
                let value = self.eval(object, env)?;
                let function = self.attribute(callee, object, &plain(value.clone()), name, env)?;
                receiver = Some((name, value));
                function
            }
            _ => self.eval(callee, env)?,
        };
        let (args, mut named) = self.arguments(arguments, env)?;
        if let Some(caller) = caller {
            named.push(("caller".to_owned(), caller));
        }
        if let Some((name, value)) = &receiver
            && let Some(traced) = TracedText::of(value)
            && let Some(kept) = super::traced::method(&name.name, traced, &args)
        {
            return Ok(kept);
        }
        self.call_value(expr, callee, &function, args, named, &arguments.positional, env)
    }

    /// Calls a value. `sources` are the expressions of the first arguments.
    #[allow(clippy::too_many_arguments, reason = "each says something else of the same call")]
    pub(crate) fn call_value(
        &mut self,
        expr: &Expr,
        callee: &Expr,
        function: &Value,
        args: Vec<Value>,
        named: Vec<(String, Value)>,
        sources: &[Expr],
        env: &Env,
    ) -> Run<Value> {
        self.spend(env, expr.span, 1)?;
        if let Some(object) = function.downcast_object::<MacroObject>() {
            return self.call_macro(expr, &object, args, named, env);
        }
        if let Some(block) = function.downcast_object_ref::<BlockReference>() {
            return self.call_block(expr, block, env);
        }
        if let Some(object) = function.downcast_object::<LoopObject>() {
            return self.recurse(expr, &object, &args, env);
        }
        if let Some(undefined) = Undefined::of(function) {
            return Err(self.undefined(env, callee, &undefined.message));
        }
        let args: Vec<Value> = args.into_iter().map(plain).collect();
        let named: Vec<(String, Value)> =
            named.into_iter().map(|(name, value)| (name, plain(value))).collect();
        let result = if let Some(function) = function.downcast_object_ref::<Function>() {
            let facts = Arc::clone(&self.globals.facts);
            function.call(&args, &named, &facts)
        } else if let Some(method) = function.downcast_object_ref::<BoundMethod>() {
            bound_method(method, &args, &named)
        } else if let Some(joiner) = function.downcast_object_ref::<Joiner>() {
            let first = joiner.used.swap(1, Ordering::Relaxed) == 0;
            Ok(if first { Value::from("") } else { joiner.separator.clone() })
        } else {
            let message = format!("'{}' object is not callable", repr::type_name(&plain(function.clone())));
            Err(PyError::type_error(message))
        };
        match result {
            Ok(value) => {
                self.spend_value(env, expr.span, &value)?;
                Ok(value)
            }
            Err(error) => {
                let mut operands: Vec<(&Expr, &Value)> = sources.iter().zip(&args).collect();
                if let Some(method) = function.downcast_object_ref::<BoundMethod>() {
                    operands.push((callee, &method.receiver));
                }
                Err(self.exception(env, error, expr.span, &operands))
            }
        }
    }

    fn call_macro(
        &mut self,
        expr: &Expr,
        object: &Arc<MacroObject>,
        mut args: Vec<Value>,
        mut named: Vec<(String, Value)>,
        env: &Env,
    ) -> Run<Value> {
        let definition = &object.definition;
        let name = &definition.name.name;
        let count = definition.parameters.len();
        let rest = args.split_off(count.min(args.len()));
        if !rest.is_empty() && !definition.uses_varargs {
            let message =
                format!("macro `{name}` takes at most {count} arguments, {} are given", count + rest.len());
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        }
        let frame = self.new_frame(
            &object.template,
            FrameKind::Macro(Arc::clone(name)),
            Some((env.frame, expr.span)),
        );
        let inner = Env {
            frame,
            template: Arc::clone(&object.template),
            scope: object.scope.inner(),
            toplevel: false,
            root: None,
            captured: false,
        }
        .hiding(ScopeKey::body(definition.span.start));
        let mut given = args.into_iter();
        let mut missing = Vec::new();
        for (parameter, default) in &definition.parameters {
            let by_name = named.iter().position(|(key, _)| **key == *parameter.name);
            let value = match (given.next(), by_name) {
                (Some(value), _) => Some(value),
                (None, Some(index)) => Some(named.remove(index).1),
                (None, None) => None,
            };
            match value {
                Some(value) => {
                    self.trace_set(parameter, &value, &inner);
                    inner.scope.set(&parameter.name, value);
                }
                None => {
                    // Its own default and those before it do not see a variable of that name outside.
                    inner.scope.hide(std::slice::from_ref(&parameter.name));
                    missing.push((parameter, default));
                }
            }
        }
        let caller = named.iter().position(|(key, _)| key == "caller");
        if definition.uses_caller {
            let caller = match caller {
                Some(index) => named.remove(index).1,
                None => Undefined::value(format!(
                    "`caller` is undefined: macro `{name}` is not called by a `call` block"
                )),
            };
            inner.scope.set(&"caller".into(), caller);
        } else if caller.is_some() && !definition.uses_kwargs {
            let message = format!("macro `{name}` makes no use of `caller`, so no `call` block can call it");
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        }
        if definition.uses_kwargs {
            let entries: IndexMap<Value, Value> =
                named.into_iter().map(|(key, value)| (Value::from(key), plain(value))).collect();
            inner.scope.set(&"kwargs".into(), Dict::value(entries));
        } else if let Some((key, _)) = named.first() {
            let repeated = definition.parameters.iter().any(|(parameter, _)| *parameter.name == **key);
            let message = if repeated {
                format!("macro `{name}` gets two values for `{key}`")
            } else {
                format!("macro `{name}` has no parameter `{key}`")
            };
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        }
        if definition.uses_varargs {
            let rest = rest.into_iter().map(plain).collect();
            inner.scope.set(&"varargs".into(), Value::from(Tuple::new(rest)));
        }
        // Defaults see the parameters.
        for (parameter, default) in missing {
            let value = match default {
                Some(default) => self.eval(default, &inner)?,
                None => Undefined::value(format!(
                    "`{}` is undefined: macro `{name}` is called without it",
                    parameter.name
                )),
            };
            self.trace_set(parameter, &value, &inner);
            inner.scope.set(&parameter.name, value);
        }
        let mut output = TracedText::default();
        self.deeper(env, expr.span, |this| this.nodes(&definition.body, &inner, &mut output))?;
        Ok(output.into_value())
    }

    fn call_block(&mut self, expr: &Expr, block: &BlockReference, env: &Env) -> Run<Value> {
        let mut output = TracedText::default();
        let name = Arc::clone(&block.block);
        let kind = if block.depth == 0 {
            FrameKind::Block(Arc::clone(&name))
        } else {
            FrameKind::Super(Arc::clone(&name))
        };
        self.run_block(&block.context, &name, block.depth, kind, env, expr.span, &mut output)?;
        Ok(output.into_value())
    }

    fn recurse(&mut self, expr: &Expr, object: &Arc<LoopObject>, args: &[Value], env: &Env) -> Run<Value> {
        let Some(body) = &object.body else {
            let message = "this loop cannot be called: it is not marked `recursive`";
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        };
        let [iterable] = args else {
            let message = "`loop(…)` takes one argument, the items of the next level";
            return Err(self.problem(env, expr.span, Rule::TemplateError, message));
        };
        let inner = Env {
            frame: body.frame,
            template: Arc::clone(&body.template),
            scope: Arc::clone(&body.scope),
            toplevel: false,
            root: None,
            captured: false,
        };
        let mut output = TracedText::default();
        self.deeper(&inner, body.span, |this| {
            this.for_loop(&body.node, iterable, body.span, object.depth0 + 1, &inner, &mut output)
        })?;
        Ok(output.into_value())
    }
}

fn bound_method(method: &BoundMethod, args: &[Value], named: &[(String, Value)]) -> PyResult<Value> {
    let receiver = &method.receiver;
    if let Some(object) = receiver.downcast_object_ref::<LoopObject>() {
        let index = object.index0.load(Ordering::Relaxed);
        if method.name == "cycle" {
            return match args.len() {
                0 => Err(PyError::type_error("no items for cycling given")),
                len => Ok(args[index % len].clone()),
            };
        }
        let mut last = object.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut same = last.as_ref().is_some_and(|last| last.len() == args.len());
        for (a, b) in last.iter().flatten().zip(args) {
            same = same && ops::eq(a, b)?;
        }
        *last = Some(args.to_vec());
        return Ok(Value::from(!same));
    }
    if let Some(moment) = receiver.downcast_object_ref::<DateTimeObject>() {
        return moment.call(&method.name, args, named);
    }
    if let Some(cycler) = receiver.downcast_object_ref::<Cycler>() {
        if method.name == "reset" {
            cycler.position.store(0, Ordering::Relaxed);
            return Ok(Value::from(()));
        }
        let position = cycler.position.fetch_add(1, Ordering::Relaxed);
        return Ok(cycler.items[position % cycler.items.len().max(1)].clone());
    }
    methods::call_method(receiver, &method.name, args, named).unwrap_or_else(|| {
        let message = format!("'{}' object has no attribute '{}'", repr::type_name(receiver), method.name);
        Err(PyError::new(PyErrorKind::Attribute, message))
    })
}
