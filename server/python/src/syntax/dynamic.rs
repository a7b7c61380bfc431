//! What code does to names that no definition shows: `globals()`, `exec`, `setattr`, `global`, `sys.modules`.

use super::expression::path;
use crate::facts::{Definition, Facts, Patch, What};
use ruff_python_ast::{
    self as ast, Expr, Stmt,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_text_size::Ranged;

/// Where the code stands that is walked over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It runs as the module or a class body runs.
    Body,
    /// It runs when a function is called, which may be while the module runs, or ever after.
    Function,
}

/// What was found, beside what goes into the module's facts at once.
#[derive(Debug)]
pub(super) struct Dynamic<'f> {
    facts: &'f mut Facts,
    place: Place,
    /// The body that runs defines names that are not seen.
    opens_body: bool,
    /// `(x := …)` in the body.
    named: Vec<String>,
}

impl<'f> Dynamic<'f> {
    pub(super) fn new(facts: &'f mut Facts, place: Place) -> Self {
        Self { facts, place, opens_body: false, named: Vec::new() }
    }

    /// Whether the body that runs defines names that are not seen, and the names that `:=` defines in it.
    pub(super) fn found(self) -> (bool, Vec<String>) {
        (self.opens_body, self.named)
    }

    fn call(&mut self, call: &ast::ExprCall) {
        let Some(function) = path(&call.func) else { return };
        match function.as_str() {
            "globals" => self.facts.scope.open = true,
            // Without arguments these are of the place that they are called in.
            "exec" | "eval" | "vars" | "locals" if self.place == Place::Body => self.opens_body = true,
            "setattr" | "delattr" | "type.__setattr__" => {
                self.set_attribute(call.arguments.args.first(), "*");
            }
            "extend_path" | "pkgutil.extend_path" => self.facts.makes_modules = true,
            _ => {}
        }
    }

    fn set_attribute(&mut self, of: Option<&Expr>, attribute: &str) {
        let of = of.and_then(path);
        self.facts.patches.push(Patch {
            of,
            attribute: attribute.to_owned(),
            runs_at_once: self.place == Place::Body,
        });
    }

    fn assigned(&mut self, target: &Expr) {
        match target {
            Expr::Attribute(attribute) => self.set_attribute(Some(&attribute.value), &attribute.attr),
            Expr::Subscript(subscript)
                if is_modules(&subscript.value) && path(&subscript.slice).as_deref() == Some("__name__") =>
            {
                self.facts.replaced = true;
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.assigned(target)),
            _ => {}
        }
    }
}

/// `sys.modules`
fn is_modules(expression: &Expr) -> bool {
    path(expression).is_some_and(|path| path == "sys.modules" || path == "modules")
}

impl<'a> Visitor<'a> for Dynamic<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) => {
                for name in &global.names {
                    let range = super::expression::range(name.range());
                    let definition =
                        Definition { range, what: What::Value, conditional: true, typing_only: false };
                    self.facts.scope.bindings.entry(name.to_string()).or_default().push(definition);
                }
            }
            Stmt::Assign(assignment) => assignment.targets.iter().for_each(|target| self.assigned(target)),
            Stmt::AnnAssign(assignment) => self.assigned(&assignment.target),
            Stmt::AugAssign(assignment) => self.assigned(&assignment.target),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.assigned(target)),
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => self.call(call),
            Expr::Named(named) if self.place == Place::Body => self.named.extend(path(&named.target)),
            Expr::Name(name) if matches!(&*name.id, "__path__" | "__dict__") => {
                self.facts.makes_modules = true;
            }
            Expr::Name(name) if &*name.id == "global_enum" => self.facts.scope.open = true,
            Expr::Attribute(attribute) => match &*attribute.attr {
                // These put an enumeration's members into the module: `re.A`, `ssl.CERT_NONE`.
                "global_enum" | "_convert_" | "_convert" => self.facts.scope.open = true,
                "f_globals" | "f_locals" => self.facts.scope.open = true,
                "modules" | "meta_path" | "path_hooks" => self.facts.makes_modules = true,
                _ => {}
            },
            Expr::Subscript(subscript)
                if is_modules(&subscript.value) && path(&subscript.slice).as_deref() == Some("__name__") =>
            {
                self.facts.scope.open = true;
            }
            // Its body runs when it is called.
            Expr::Lambda(_) => {
                let place = std::mem::replace(&mut self.place, Place::Function);
                walk_expr(self, expression);
                self.place = place;
                return;
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}
