//! Expressions: values by Python's rules, captured text with its origins.

use std::borrow::Cow;
use std::sync::Arc;

use forgather_dialect::JinjaSpan;
use forgather_dialect::ast::{Arguments, BinaryOp, CompareOp, Expr, ExprKind, Ident, Literal, UnaryOp};
use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::Tuple;

use super::calls::Given;
use super::objects::{BlockReference, TemplateReference};
use super::scope::Found;
use super::traced::Kept;
use super::{Env, Interpreter, Run};
use crate::origin::{OriginKind, TracedText, plain};
use crate::problem::Rule;
use crate::python::error::{PyError, PyErrorKind, PyResult};
use crate::python::value::{Dict, List, Undefined};
use crate::python::{filters, kind, ops, repr, tests};

impl Interpreter<'_> {
    /// The value of an expression; captured text comes with its origins.
    pub(crate) fn eval(&mut self, expr: &Expr, env: &Env) -> Run<Value> {
        // A chain of operators nests its operands by the hundreds.
        let value = stacker::maybe_grow(128 << 10, 2 << 20, || self.value_of(expr, env))?;
        if self.trace.is_some() {
            self.trace_value(expr, &value, env);
        }
        Ok(value)
    }

    fn value_of(&mut self, expr: &Expr, env: &Env) -> Run<Value> {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, expr.span, env),
            ExprKind::Name(name) => Ok(self.lookup(name, env)),
            ExprKind::Tuple(items) => {
                let items = self.plain_all(items, env)?;
                Ok(Value::from(Tuple::new(items)))
            }
            ExprKind::List(items) => Ok(List::value(self.plain_all(items, env)?)),
            ExprKind::Dict(entries) => {
                let mut dict = IndexMap::with_capacity(entries.len());
                for (key_expr, value) in entries {
                    let key = self.eval_plain(key_expr, env)?;
                    let value = self.eval_plain(value, env)?;
                    if let Err(error) = kind::hashable(&key) {
                        return Err(self.exception(env, error, key_expr.span, &[(key_expr, &key)]));
                    }
                    dict.insert(key, value);
                }
                Ok(Dict::value(dict))
            }
            ExprKind::Attribute { object, name } => {
                let value = self.eval_plain(object, env)?;
                self.attribute(expr, object, &value, name, env)
            }
            ExprKind::Item { object, index } => self.item(expr, object, index, env),
            ExprKind::Slice { .. } => Err(self.problem(
                env,
                expr.span,
                Rule::TemplateError,
                "a slice is only possible between brackets alone",
            )),
            ExprKind::Call { callee, arguments } => self.call(expr, callee, arguments, None, env),
            ExprKind::Filter { input, name, arguments } => {
                let Some(input) = input else {
                    return Err(self.problem(
                        env,
                        expr.span,
                        Rule::TemplateError,
                        "this filter has no input",
                    ));
                };
                let value = self.eval(input, env)?;
                self.filter(expr, Some(input), value, name, arguments, env)
            }
            ExprKind::Test { input, name, arguments } => self.test(expr, input, name, arguments, env),
            ExprKind::Unary(op, operand) => {
                let value = self.eval_plain(operand, env)?;
                let result = match op {
                    UnaryOp::Negative => ops::neg(&value),
                    UnaryOp::Positive => ops::pos(&value),
                };
                result.map_err(|error| self.exception(env, error, expr.span, &[(operand, &value)]))
            }
            ExprKind::Not(operand) => Ok(Value::from(!self.holds(operand, env)?)),
            ExprKind::Binary(op, left, right) => self.binary(expr, *op, left, right, env),
            ExprKind::And(left, right) => self.either(left, right, false, env),
            ExprKind::Or(left, right) => self.either(left, right, true, env),
            ExprKind::Concat(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.eval(item, env)?);
                }
                let parts: Vec<(&Expr, &Value)> = items.iter().zip(&values).collect();
                self.joined(expr, &parts, env)
            }
            ExprKind::Compare(first, rest) => self.compare(expr, first, rest, env),
            ExprKind::Conditional { test, then, otherwise } => {
                if self.holds(test, env)? {
                    return self.eval(then, env);
                }
                match otherwise {
                    Some(otherwise) => self.eval(otherwise, env),
                    None => Ok(Undefined::lenient_value(
                        "the condition of this inline `if` does not hold, and there is no `else`",
                    )),
                }
            }
            ExprKind::Error => {
                Err(self.problem(env, expr.span, Rule::JinjaSyntax, "this expression could not be read"))
            }
        }
    }

    /// The value of an expression, without origins.
    pub(crate) fn eval_plain(&mut self, expr: &Expr, env: &Env) -> Run<Value> {
        self.eval(expr, env).map(plain)
    }

    fn plain_all(&mut self, items: &[Expr], env: &Env) -> Run<Vec<Value>> {
        items.iter().map(|item| self.eval_plain(item, env)).collect()
    }

    fn literal(&mut self, literal: &Literal, span: JinjaSpan, env: &Env) -> Run<Value> {
        Ok(match literal {
            Literal::None => Value::from(()),
            Literal::Bool(value) => Value::from(*value),
            Literal::Int(Some(value)) => {
                i64::try_from(*value).map_or_else(|_| Value::from(*value), Value::from)
            }
            Literal::Int(None) => {
                let message = "this number is too large: integers beyond 128 bits are not supported";
                return Err(self.problem(env, span, Rule::TemplateError, message));
            }
            Literal::Float(value) => Value::from(*value),
            Literal::Str(value) => Value::from(Arc::clone(value)),
        })
    }

    /// The value of a variable; undefined where there is none.
    #[allow(clippy::unused_self, reason = "a lookup is the interpreter's, as every other step is")]
    pub(crate) fn lookup(&self, name: &str, env: &Env) -> Value {
        match env.scope.find(name) {
            Found::Value(value) => value,
            Found::Super { context, block, depth } => {
                if depth + 1 < context.definitions(&block) {
                    Value::from_object(BlockReference { context, block, depth: depth + 1 })
                } else {
                    Undefined::value(format!(
                        "`super` is undefined: no parent template has a block `{block}`"
                    ))
                }
            }
            Found::Itself(context) => Value::from_object(TemplateReference { context }),
            Found::Nothing => Undefined::value(format!("`{name}` is undefined")),
        }
    }

    fn item(&mut self, expr: &Expr, object: &Expr, index: &Expr, env: &Env) -> Run<Value> {
        let value = self.eval_plain(object, env)?;
        if let ExprKind::Slice { start, stop, step } = &index.kind {
            let mut bounds = Vec::new();
            for bound in [start, stop, step] {
                bounds.push(match bound {
                    Some(bound) => self.eval_plain(bound, env)?,
                    None => Value::from(()),
                });
            }
            return ops::slice(&value, &bounds[0], &bounds[1], &bounds[2])
                .map_err(|error| self.exception(env, error, expr.span, &[(object, &value)]));
        }
        let key = self.eval_plain(index, env)?;
        self.element(expr, object, &value, index, &key, env)
    }

    fn binary(&mut self, expr: &Expr, op: BinaryOp, left: &Expr, right: &Expr, env: &Env) -> Run<Value> {
        let a = self.eval(left, env)?;
        let b = self.eval(right, env)?;
        let is_text = |value: &Value| value.as_str().is_some() || TracedText::of(value).is_some();
        let traced = TracedText::of(&a).is_some() || TracedText::of(&b).is_some();
        if op == BinaryOp::Add && traced && is_text(&a) && is_text(&b) {
            return self.joined(expr, &[(left, &a), (right, &b)], env);
        }
        let (a, b) = (plain(a), plain(b));
        let result = match op {
            BinaryOp::Add => ops::add(&a, &b),
            BinaryOp::Sub => ops::sub(&a, &b),
            BinaryOp::Mul => ops::mul(&a, &b),
            BinaryOp::Div => ops::div(&a, &b),
            BinaryOp::FloorDiv => ops::floordiv(&a, &b),
            BinaryOp::Rem => ops::rem(&a, &b),
            BinaryOp::Pow => ops::pow(&a, &b),
        };
        match result {
            Ok(value) => {
                self.spend_value(env, expr.span, &value)?;
                Ok(value)
            }
            Err(error) => Err(self.exception(env, error, expr.span, &[(left, &a), (right, &b)])),
        }
    }

    /// Accounts for the size of a value that an operation made.
    pub(crate) fn spend_value(&mut self, env: &Env, span: JinjaSpan, value: &Value) -> Run<()> {
        let size = match value.as_str() {
            Some(text) => text.len() / 64,
            None if value.as_object().is_some() => value.len().unwrap_or(0) / 8,
            None => 0,
        };
        if size > 0 { self.spend(env, span, size) } else { Ok(()) }
    }

    /// Strings joined, with the origins of those that have some.
    fn joined(&mut self, expr: &Expr, parts: &[(&Expr, &Value)], env: &Env) -> Run<Value> {
        let traced = parts.iter().any(|(_, value)| TracedText::of(value).is_some());
        for (part, value) in parts {
            if let Some(undefined) = Undefined::of(value).filter(|undefined| !undefined.lenient) {
                return Err(self.undefined(env, part, &undefined.message));
            }
        }
        let mut joined = TracedText::default();
        for (part, value) in parts {
            match TracedText::of(value) {
                Some(traced) => joined.append(traced),
                None => {
                    let text = match value.as_str() {
                        Some(text) => Cow::Borrowed(text),
                        None if Undefined::of(value).is_some() => Cow::Borrowed(""),
                        None => Cow::Owned(repr::to_str(value)),
                    };
                    joined.push(&text, env.frame, part.span, OriginKind::Expression);
                }
            }
        }
        self.spend(env, expr.span, joined.text.len() / 64)?;
        if joined.text.len() as u64 > self.limits.output {
            let message = format!("this makes a string of {} bytes", joined.text.len());
            return Err(self.problem(env, expr.span, Rule::RenderLimit, message));
        }
        Ok(if traced { joined.into_value() } else { Value::from(joined.text) })
    }

    fn either(&mut self, left: &Expr, right: &Expr, stop: bool, env: &Env) -> Run<Value> {
        let value = self.eval(left, env)?;
        let tested = plain(value.clone());
        match ops::truth(&tested) {
            Ok(truth) if truth == stop => Ok(value),
            Ok(_) => self.eval(right, env),
            Err(error) => Err(self.exception(env, error, left.span, &[(left, &tested)])),
        }
    }

    fn compare(&mut self, expr: &Expr, first: &Expr, rest: &[(CompareOp, Expr)], env: &Env) -> Run<Value> {
        let mut left_expr = first;
        let mut left = self.eval_plain(first, env)?;
        for (op, right_expr) in rest {
            let right = self.eval_plain(right_expr, env)?;
            self.spend_value(env, right_expr.span, &right)?;
            let result = match op {
                CompareOp::Eq => ops::eq(&left, &right),
                CompareOp::Ne => ops::eq(&left, &right).map(|equal| !equal),
                CompareOp::Lt => ops::compare(ops::CompareOp::Lt, &left, &right),
                CompareOp::Le => ops::compare(ops::CompareOp::Le, &left, &right),
                CompareOp::Gt => ops::compare(ops::CompareOp::Gt, &left, &right),
                CompareOp::Ge => ops::compare(ops::CompareOp::Ge, &left, &right),
                CompareOp::In => ops::contains(&right, &left),
                CompareOp::NotIn => ops::contains(&right, &left).map(|found| !found),
            };
            match result {
                Ok(true) => {}
                Ok(false) => return Ok(Value::from(false)),
                Err(error) => {
                    let operands = [(left_expr, &left), (right_expr, &right)];
                    return Err(self.exception(env, error, expr.span, &operands));
                }
            }
            (left_expr, left) = (right_expr, right);
        }
        Ok(Value::from(true))
    }

    /// Passes a value through the filters of a block, whose first has no input of its own.
    pub(crate) fn filtered(&mut self, chain: &Expr, value: Value, env: &Env) -> Run<Value> {
        let ExprKind::Filter { input, name, arguments } = &chain.kind else { return self.eval(chain, env) };
        let value = match input {
            Some(input) => stacker::maybe_grow(128 << 10, 2 << 20, || self.filtered(input, value, env))?,
            None => value,
        };
        self.filter(chain, input.as_deref(), value, name, arguments, env)
    }

    /// The values of arguments, without origins.
    pub(crate) fn plain_arguments(&mut self, arguments: &Arguments, env: &Env) -> Run<Given> {
        let (positional, named) = self.arguments(arguments, env)?;
        let positional = positional.into_iter().map(plain).collect();
        let named = named.into_iter().map(|(name, value)| (name, plain(value))).collect();
        Ok((positional, named))
    }

    fn filter(
        &mut self,
        expr: &Expr,
        input: Option<&Expr>,
        value: Value,
        name: &Ident,
        arguments: &Arguments,
        env: &Env,
    ) -> Run<Value> {
        let (args, named) = self.plain_arguments(arguments, env)?;
        self.spend(env, expr.span, 1)?;
        if let Some(traced) = TracedText::of(&value)
            && let Some(kept) = super::traced::filter(&name.name, traced, &args, &named, env.frame, expr.span)
        {
            return Ok(match kept {
                Kept::Unchanged => value,
                Kept::Value(kept) => kept,
            });
        }
        let value = plain(value);
        self.spend_value(env, expr.span, &value)?;
        let result = if crate::names::filter_exists(&name.name, self.dialect) {
            let mut calls = Callback { interpreter: self, env, span: expr.span };
            filters::call_filter(&name.name, &value, &args, &named, &mut calls)
        } else {
            None
        };
        match result {
            Some(Ok(value)) => {
                self.spend_value(env, expr.span, &value)?;
                Ok(value)
            }
            Some(Err(error)) => {
                let mut operands: Vec<(&Expr, &Value)> = Vec::new();
                operands.extend(input.map(|input| (input, &value)));
                operands.extend(arguments.positional.iter().zip(&args));
                Err(self.exception(env, error, expr.span, &operands))
            }
            None => {
                let problem = crate::names::unknown_filter(name, self.dialect, env.frame);
                Err(Box::new(problem))
            }
        }
    }

    fn test(
        &mut self,
        expr: &Expr,
        input: &Expr,
        name: &Ident,
        arguments: &Arguments,
        env: &Env,
    ) -> Run<Value> {
        let value = self.eval_plain(input, env)?;
        let (args, named) = self.plain_arguments(arguments, env)?;
        if &*name.name == "callable" && args.is_empty() {
            return Ok(Value::from(super::calls::is_callable(&value)));
        }
        let dialect = self.dialect;
        if matches!(&*name.name, "filter" | "test")
            && let Some(asked) = value.as_str()
        {
            let exists = if &*name.name == "filter" {
                crate::names::filter_exists(asked, dialect)
            } else {
                crate::names::test_exists(asked)
            };
            return Ok(Value::from(exists));
        }
        let mut calls = Callback { interpreter: self, env, span: expr.span };
        match tests::call_test(&name.name, &value, &args, &named, &mut calls) {
            Some(Ok(result)) => Ok(Value::from(result)),
            Some(Err(error)) => {
                let mut operands = vec![(input, &value)];
                operands.extend(arguments.positional.iter().zip(&args));
                Err(self.exception(env, error, expr.span, &operands))
            }
            None => Err(Box::new(crate::names::unknown_test(name, env.frame))),
        }
    }
}

/// The way back from a filter such as `map` into the interpreter.
struct Callback<'i, 'l, 'e> {
    interpreter: &'i mut Interpreter<'l>,
    env: &'e Env,
    span: JinjaSpan,
}

impl Callback<'_, '_, '_> {
    /// Keeps a problem for when the filter has returned.
    fn pass<T>(&mut self, result: Run<T>) -> PyResult<T> {
        result.map_err(|problem| {
            let error = PyError::new(PyErrorKind::Runtime, problem.message.clone());
            self.interpreter.passing = Some(problem);
            error
        })
    }
}

impl filters::Callbacks for Callback<'_, '_, '_> {
    fn call(&mut self, callable: &Value, args: &[Value], named: &[(String, Value)]) -> PyResult<Value> {
        let here = Expr { kind: ExprKind::Error, span: self.span };
        let result =
            self.interpreter.call_value(&here, &here, callable, args.to_vec(), named.to_vec(), &[], self.env);
        self.pass(result).map(plain)
    }

    fn attribute(&mut self, object: &Value, name: &Value) -> PyResult<Value> {
        let here = Expr { kind: ExprKind::Error, span: self.span };
        let result = self.interpreter.element(&here, &here, object, &here, name, self.env);
        self.pass(result).map(plain)
    }
}
