//! The name that was meant, where one is undefined.

use forgather_dialect::ast::{Expr, ExprKind};
use forgather_dialect::nearest;

use super::objects::{LoopObject, Module, Namespace};
use super::{Env, Interpreter};
use crate::origin::plain;
use crate::python::repr;
use crate::python::value::Dict;

impl Interpreter<'_> {
    /// The nearest name to the one that an expression asks for in vain, among those that are there.
    pub(crate) fn suggestion(&mut self, env: &Env, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => {
                let mut known: Vec<String> =
                    env.scope.visible().into_iter().map(|known| known.name.to_string()).collect();
                known.extend(env.scope.context.names());
                nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
            }
            ExprKind::Attribute { object, name } if is_path(object) => {
                let value = self.eval(object, env).ok().map(plain)?;
                let known: Vec<String> = if let Some(namespace) = value.downcast_object_ref::<Namespace>() {
                    namespace.names()
                } else if let Some(module) = value.downcast_object_ref::<Module>() {
                    module.names.iter().map(|(name, _)| name.to_string()).collect()
                } else if let Some(dict) = value.downcast_object_ref::<Dict>() {
                    dict.entries().keys().map(repr::to_str).collect()
                } else if value.downcast_object_ref::<LoopObject>().is_some() {
                    let names = [
                        "index",
                        "index0",
                        "revindex",
                        "revindex0",
                        "first",
                        "last",
                        "length",
                        "cycle",
                        "depth",
                        "depth0",
                        "previtem",
                        "nextitem",
                        "changed",
                    ];
                    names.map(str::to_owned).to_vec()
                } else {
                    Vec::new()
                };
                let near = nearest(&name.name, known.iter().map(String::as_str))?;
                Some(format!("{}.{near}", env.source(object.span)))
            }
            _ => None,
        }
    }
}

/// Whether an expression is names and dots only, so that evaluating it again changes nothing.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Attribute { object, .. } => is_path(object),
        _ => false,
    }
}
