//! Notes what happens, where an expansion is traced.

use forgather_dialect::ast::{Expr, ExprKind, Ident};
use minijinja::Value;

use super::objects::Namespace;
use super::{Env, Interpreter};
use crate::origin::plain;
use crate::trace::SetSite;

impl Interpreter<'_> {
    /// Notes that a name is set in a scope and, at the top level, in the context.
    pub(crate) fn trace_set(&mut self, name: &Ident, value: &Value, env: &Env) {
        let Some(trace) = &mut self.trace else { return };
        let site = SetSite { frame: env.frame, span: name.span };
        trace.assigned(site, &name.name, false, value);
        trace.set_in(env.scope.address(), &name.name, site);
        if env.toplevel {
            trace.set_in(env.scope.context.address(), &name.name, site);
        }
    }

    /// Notes what an expression gave, and where that was set.
    pub(crate) fn trace_value(&mut self, expr: &Expr, value: &Value, env: &Env) {
        let set = match &expr.kind {
            ExprKind::Literal(_) => return,
            ExprKind::Name(name) => {
                let site = env.scope.site(name);
                self.trace.as_ref().zip(site).and_then(|(trace, site)| trace.site(&site))
            }
            ExprKind::Attribute { object, name } => match &object.kind {
                ExprKind::Name(variable) => {
                    let object = plain(self.lookup(variable, env));
                    let namespace = object.downcast_object_ref::<Namespace>();
                    let site = namespace.and_then(|namespace| namespace.set_at(&name.name));
                    site.map(|(frame, span)| SetSite { frame, span })
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(trace) = &mut self.trace {
            trace.evaluated(env.template.index, expr.span, value, set);
        }
    }
}
