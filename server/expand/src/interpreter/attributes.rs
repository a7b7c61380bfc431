//! Attributes and items: Jinja2 tries one, then the other, and gives an undefined value where neither is there.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use forgather_dialect::ast::{Expr, Ident};
use minijinja::Value;
use minijinja::value::Tuple;

use super::objects::{
    BlockReference, BoundMethod, Cycler, LoopObject, MacroObject, Module, Namespace, TemplateReference,
};
use super::{Env, Interpreter, Run};
use crate::clock::DateTimeObject;
use crate::globals::UnameObject;
use crate::python::value::{Dict, List, Undefined};
use crate::python::{methods, ops, repr};
use crate::text;

impl Interpreter<'_> {
    /// `object.name`: an attribute, else an item.
    pub(crate) fn attribute(
        &mut self,
        expr: &Expr,
        object: &Expr,
        value: &Value,
        name: &Ident,
        env: &Env,
    ) -> Run<Value> {
        self.refuse_undefined(object, value, env)?;
        let found = python_attribute(value, &name.name)
            .or_else(|| ops::get_item(value, &Value::from(&*name.name)).ok().flatten());
        Ok(found
            .unwrap_or_else(|| missing(env.source(expr.span), env.source(object.span), value, &name.name)))
    }

    /// `object[key]`: an item, else an attribute.
    pub(crate) fn element(
        &mut self,
        expr: &Expr,
        object: &Expr,
        value: &Value,
        index: &Expr,
        key: &Value,
        env: &Env,
    ) -> Run<Value> {
        self.refuse_undefined(object, value, env)?;
        if let Some(item) = direct_item(value, key) {
            return Ok(item);
        }
        self.spend_value(env, expr.span, value)?;
        let item = match ops::get_item(value, key) {
            Ok(item) => item,
            Err(error) => {
                return Err(self.exception(env, error, expr.span, &[(object, value), (index, key)]));
            }
        };
        let found = item.or_else(|| key.as_str().and_then(|name| python_attribute(value, name)));
        let key = match key.as_str() {
            Some(name) => name.to_owned(),
            None => repr::repr(key),
        };
        Ok(found.unwrap_or_else(|| missing(env.source(expr.span), env.source(object.span), value, &key)))
    }

    fn refuse_undefined(&mut self, object: &Expr, value: &Value, env: &Env) -> Run<()> {
        match Undefined::of(value) {
            Some(undefined) => Err(self.undefined(env, object, &undefined.message)),
            None => Ok(()),
        }
    }
}

/// An item of a list, tuple or dict that is certainly there, without a look at the others.
fn direct_item(value: &Value, key: &Value) -> Option<Value> {
    if let Some(dict) = value.downcast_object_ref::<Dict>() {
        // Only strings: numbers and bools of one value are one key in Python.
        key.as_str()?;
        return dict.change(|entries| entries.get(key).cloned());
    }
    let index = key.as_usize().filter(|_| key.is_integer())?;
    if let Some(list) = value.downcast_object_ref::<List>() {
        return list.change(|items| items.get(index).cloned());
    }
    value.downcast_object_ref::<Tuple>()?.get(index).cloned()
}

/// The undefined value of an attribute or item that is not there.
fn missing(whole: &str, object: &str, value: &Value, name: &str) -> Value {
    let (whole, object) = (text::shorten(whole, 60), text::shorten(object, 40));
    let is_index = name.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    let reason = match (value.downcast_object_ref::<Module>(), repr::type_name(value)) {
        (Some(module), _) => format!("template `{}` does not export `{name}`", module.name),
        (_, "NoneType") if object.eq_ignore_ascii_case("none") => "`none` has no attributes".to_owned(),
        (_, "NoneType") => format!("`{object}` is none, which has no attributes"),
        (_, "list" | "tuple" | "str" | "range") if is_index => {
            let count = ops::len(value).unwrap_or(0);
            let items = if count == 1 { "item" } else { "items" };
            format!("`{object}` has {count} {items}")
        }
        _ => format!("{} `{object}` has no `{name}`", kind_of(value)),
    };
    Undefined::value(format!("`{whole}` is undefined: {reason}"))
}

/// What a value is, in a user's words.
fn kind_of(value: &Value) -> &'static str {
    if value.downcast_object_ref::<Namespace>().is_some() {
        return "namespace";
    }
    match repr::type_name(value) {
        "dict" => "the dict",
        "list" => "the list",
        "tuple" => "the tuple",
        "str" => "the string",
        "int" | "float" => "the number",
        _ => "the value of",
    }
}

/// What Python's `getattr` finds. Private attributes, which the sandbox refuses, are undefined values that say so.
fn python_attribute(value: &Value, name: &str) -> Option<Value> {
    if name.starts_with("__") && name.ends_with("__") && name.len() > 4 {
        return Some(Undefined::value(format!(
            "`{name}` is private: the sandbox that templates run in gives no access to it"
        )));
    }
    let method = || {
        let receiver = value.clone();
        Some(Value::from_object(BoundMethod { receiver, name: name.to_owned() }))
    };
    if let Some(namespace) = value.downcast_object_ref::<Namespace>() {
        return namespace.get(name);
    }
    if let Some(module) = value.downcast_object_ref::<Module>() {
        return module.names.iter().find(|(known, _)| **known == *name).map(|(_, value)| value.clone());
    }
    if let Some(object) = value.downcast_object_ref::<LoopObject>() {
        return match name {
            "cycle" | "changed" => method(),
            "previtem" | "nextitem" => Some(object.attribute(name).unwrap_or_else(|| {
                Undefined::value(format!("`loop.{name}` is undefined: there is no such item"))
            })),
            _ => object.attribute(name),
        };
    }
    if let Some(itself) = value.downcast_object_ref::<TemplateReference>() {
        let block: Arc<str> = name.into();
        let defined = itself.context.definitions(&block) > 0;
        let context = Arc::clone(&itself.context);
        return defined.then(|| Value::from_object(BlockReference { context, block, depth: 0 }));
    }
    if let Some(block) = value.downcast_object_ref::<BlockReference>() {
        let deeper = block.depth + 1;
        return (name == "super").then(|| {
            if deeper >= block.context.definitions(&block.block) {
                return Undefined::value(format!(
                    "`super` is undefined: no further parent template has a block `{}`",
                    block.block
                ));
            }
            let (context, block) = (Arc::clone(&block.context), Arc::clone(&block.block));
            Value::from_object(BlockReference { context, block, depth: deeper })
        });
    }
    if let Some(object) = value.downcast_object_ref::<MacroObject>() {
        let definition = &object.definition;
        return Some(match name {
            "name" => Value::from(&*definition.name.name),
            "arguments" => {
                let names = definition.parameters.iter().map(|(parameter, _)| Value::from(&*parameter.name));
                Value::from(Tuple::new(names.collect()))
            }
            "catch_kwargs" => Value::from(definition.uses_kwargs),
            "catch_varargs" => Value::from(definition.uses_varargs),
            "caller" => Value::from(definition.uses_caller),
            _ => return None,
        });
    }
    if let Some(moment) = value.downcast_object_ref::<DateTimeObject>() {
        if DateTimeObject::METHODS.contains(&name) {
            return method();
        }
        return moment.attribute(name);
    }
    if let Some(uname) = value.downcast_object_ref::<UnameObject>() {
        return uname.attribute(name);
    }
    if let Some(cycler) = value.downcast_object_ref::<Cycler>() {
        return match name {
            "next" | "reset" => method(),
            "current" => {
                let position = cycler.position.load(Ordering::Relaxed);
                cycler.items.get(position % cycler.items.len().max(1)).cloned()
            }
            _ => None,
        };
    }
    if methods::has_method(value, name) { method() } else { None }
}
