//! The statements of a module or of a class, and the names that they define.

use super::{
    class,
    dynamic::{Dynamic, Place},
    expression::{path, range, string},
    function,
};
use crate::facts::{All, Definition, Facts, Field, ModuleName, Scope, Star, What};
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt, visitor::Visitor};
use ruff_text_size::{Ranged, TextRange};
use std::sync::Arc;

/// The facts of a module's statements.
pub(super) fn module(text: &str, statements: &[Stmt], is_stub: bool) -> Facts {
    let mut facts = Facts { docstring: function::docstring(statements), ..Facts::default() };
    let mut body = Body { is_class: false, ..Body::of_class(text, is_stub, &mut facts) };
    body.statements(statements);
    let Body { scope, stars, all, .. } = body;
    // Functions were walked over, too: what they declare `global` may define the name or replace it.
    for (name, definitions) in scope.bindings {
        facts.scope.bindings.entry(name).or_default().splice(0..0, definitions);
    }
    facts.scope.open |= scope.open || facts.scope.bindings.contains_key("__getattr__");
    facts.makes_modules |= facts.scope.bindings.contains_key("__path__");
    facts.stars = stars;
    facts.all = all;
    facts.distrusted |= facts.patches.iter().any(|patch| patch.is_of_unknown(&facts.scope));
    facts
}

/// A body on the way.
pub(super) struct Body<'t, 'f> {
    text: &'t str,
    is_stub: bool,
    facts: &'f mut Facts,
    is_class: bool,
    /// How many conditions are around.
    conditions: u32,
    typing_only: bool,
    pub(super) scope: Scope,
    pub(super) fields: Vec<Field>,
    stars: Vec<Star>,
    all: All,
}

impl<'t, 'f> Body<'t, 'f> {
    pub(super) fn of_class(text: &'t str, is_stub: bool, facts: &'f mut Facts) -> Self {
        Self {
            text,
            is_stub,
            facts,
            is_class: true,
            conditions: 0,
            typing_only: false,
            scope: Scope::default(),
            fields: Vec::new(),
            stars: Vec::new(),
            all: All::Absent,
        }
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(definition) => self.function(definition),
            Stmt::ClassDef(definition) => {
                definition.decorator_list.iter().for_each(|decorator| self.expression(&decorator.expression));
                let class = class::class(self.text, definition, self.is_stub, self.facts);
                self.define(&definition.name, definition.name.range(), What::Class(Arc::new(class)));
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Assign(assignment) => self.assignment(statement, assignment),
            Stmt::AnnAssign(assignment) => self.annotated(statement, assignment),
            Stmt::AugAssign(assignment) => {
                self.walk(statement);
                if path(&assignment.target).as_deref() == Some("__all__") {
                    self.extend_all(&assignment.value);
                } else {
                    self.unknown(&assignment.target);
                }
            }
            Stmt::Delete(delete) => {
                self.walk(statement);
                delete.targets.iter().for_each(|target| self.unknown(target));
            }
            Stmt::TypeAlias(alias) => self.unknown(&alias.name),
            Stmt::For(statement) => {
                self.expression(&statement.iter);
                self.unknown(&statement.target);
                self.conditional(&statement.body);
                self.conditional(&statement.orelse);
            }
            Stmt::While(statement) => {
                self.expression(&statement.test);
                self.conditional(&statement.body);
                self.conditional(&statement.orelse);
            }
            Stmt::If(statement) => self.branches(statement),
            Stmt::With(statement) => {
                for item in &statement.items {
                    self.expression(&item.context_expr);
                    item.optional_vars.iter().for_each(|target| self.unknown(target));
                }
                // `with suppress(ImportError):` ends anywhere.
                self.conditional(&statement.body);
            }
            Stmt::Try(statement) => self.attempt(statement),
            // What patterns define is rarely of a module.
            Stmt::Match(_) => {
                self.walk(statement);
                self.scope.open = true;
            }
            Stmt::Expr(expression) => {
                self.walk(statement);
                self.change_of_all(&expression.value);
            }
            _ => self.walk(statement),
        }
    }

    fn conditional(&mut self, statements: &[Stmt]) {
        self.conditions += 1;
        self.statements(statements);
        self.conditions -= 1;
    }

    fn branches(&mut self, statement: &ast::StmtIf) {
        let is_typing = |test: &Expr| {
            path(test).is_some_and(|path| path == "TYPE_CHECKING" || path.ends_with(".TYPE_CHECKING"))
        };
        self.expression(&statement.test);
        let before = self.typing_only;
        self.typing_only |= is_typing(&statement.test);
        self.conditional(&statement.body);
        self.typing_only = before;
        for clause in &statement.elif_else_clauses {
            clause.test.iter().for_each(|test| self.expression(test));
            self.conditional(&clause.body);
        }
    }

    fn attempt(&mut self, statement: &ast::StmtTry) {
        self.conditional(&statement.body);
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            if let Some(name) = &handler.name {
                self.conditions += 1;
                self.define(name, name.range(), What::Value);
                self.conditions -= 1;
            }
            self.conditional(&handler.body);
        }
        self.conditional(&statement.orelse);
        // This runs in any case.
        self.statements(&statement.finalbody);
    }

    fn function(&mut self, definition: &ast::StmtFunctionDef) {
        definition.decorator_list.iter().for_each(|decorator| self.expression(&decorator.expression));
        let mut dynamic = Dynamic::new(self.facts, Place::Function);
        definition.body.iter().for_each(|statement| dynamic.visit_stmt(statement));
        dynamic.visit_parameters(&definition.parameters);
        let function = function::function(self.text, definition, self.is_stub);
        let is_overload = function.decorators.iter().any(|decorator| {
            decorator.path.as_deref().is_some_and(|path| path == "overload" || path.ends_with(".overload"))
        });
        let what = What::Function(Arc::new(function));
        // In a stub, overloads stand beside each other; elsewhere the last definition has none and replaces them.
        self.conditions += u32::from(is_overload);
        self.define(&definition.name, definition.name.range(), what);
        self.conditions -= u32::from(is_overload);
    }

    fn import(&mut self, alias: &ast::Alias) {
        let module = |name: &str| What::Module(ModuleName { level: 0, name: name.to_owned() });
        match &alias.asname {
            Some(name) => self.define(name, name.range(), module(&alias.name)),
            None => {
                let top = alias.name.split('.').next().unwrap_or_default();
                self.define(top, alias.name.range(), module(top));
            }
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        let from = ModuleName {
            level: import.level,
            name: import.module.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        for alias in &import.names {
            if &*alias.name == "*" {
                self.stars.push(Star { from: from.clone(), position: import.range.start().into() });
                self.scope.open |= self.is_class;
                continue;
            }
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.define(name, name.range(), What::Member(from.clone(), alias.name.to_string()));
        }
    }

    fn assignment(&mut self, statement: &Stmt, assignment: &ast::StmtAssign) {
        self.walk(statement);
        for target in &assignment.targets {
            match path(target).as_deref() {
                Some("__all__") if !self.is_class => {
                    self.all = if self.conditions == 0 { all_of(&assignment.value) } else { All::Unknown };
                    self.define("__all__", target.range(), What::Value);
                }
                Some(name) if target.is_name_expr() => {
                    self.define(name, target.range(), meaning(&assignment.value));
                }
                _ => self.unknown(target),
            }
        }
    }

    fn annotated(&mut self, statement: &Stmt, assignment: &ast::StmtAnnAssign) {
        self.walk(statement);
        let Expr::Name(name) = &*assignment.target else { return };
        if &*name.id == "__all__" {
            self.all = assignment.value.as_deref().map_or(All::Unknown, all_of);
        }
        if self.is_class {
            // A field that depends on a condition is none that could be told.
            self.scope.open |= self.conditions > 0;
            self.fields.retain(|field| field.name != *name.id || assignment.value.is_none());
            if self.fields.iter().all(|field| field.name != *name.id) {
                self.fields.push(class::field(self.text, &name.id, assignment));
            }
            if assignment.value.is_none() {
                let field = self.fields.iter_mut().find(|field| field.name == *name.id);
                field.into_iter().for_each(|field| field.declared.push(range(name.range())));
            }
        }
        let what = assignment.value.as_deref().map_or(What::Value, meaning);
        // `x: int` alone defines nothing that could replace something.
        self.conditions += u32::from(assignment.value.is_none());
        self.define(&name.id, name.range(), what);
        self.conditions -= u32::from(assignment.value.is_none());
    }

    /// Whatever is assigned to gets a value of which nothing is known.
    fn unknown(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.define(&name.id, name.range(), What::Value),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.unknown(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.unknown(target)),
            Expr::Starred(starred) => self.unknown(&starred.value),
            _ => {}
        }
    }

    fn define(&mut self, name: &str, at: TextRange, what: What) {
        let conditional = self.conditions > 0;
        let definition = Definition { range: range(at), what, conditional, typing_only: self.typing_only };
        let definitions = self.scope.bindings.entry(name.to_owned()).or_default();
        if self.conditions == 0 {
            definitions.clear();
        }
        definitions.push(definition);
    }

    /// `__all__.extend([…])`, `__all__.append("x")`
    fn change_of_all(&mut self, expression: &Expr) {
        let Some(call) = expression.as_call_expr() else { return };
        match (path(&call.func).as_deref(), &*call.arguments.args) {
            (Some("__all__.extend"), [names]) => self.extend_all(names),
            (Some("__all__.append"), [name]) => self.add_to_all(string(name).map(|name| vec![name])),
            (Some(function), _) if function.starts_with("__all__.") => self.all = All::Unknown,
            _ => {}
        }
    }

    fn extend_all(&mut self, value: &Expr) {
        let more = match all_of(value) {
            All::Known(names) => Some(names),
            _ => None,
        };
        self.add_to_all(more);
    }

    fn add_to_all(&mut self, more: Option<Vec<String>>) {
        match (&mut self.all, more) {
            (All::Known(names), Some(more)) if self.conditions == 0 => names.extend(more),
            (all, _) => *all = All::Unknown,
        }
    }

    fn walk(&mut self, statement: &Stmt) {
        let mut dynamic = Dynamic::new(self.facts, Place::Body);
        dynamic.visit_stmt(statement);
        let (opens_body, named) = dynamic.found();
        self.take(opens_body, named);
    }

    fn expression(&mut self, expression: &Expr) {
        let mut dynamic = Dynamic::new(self.facts, Place::Body);
        dynamic.visit_expr(expression);
        let (opens_body, named) = dynamic.found();
        self.take(opens_body, named);
    }

    fn take(&mut self, opens_body: bool, named: Vec<String>) {
        self.scope.open |= opens_body;
        for name in named {
            self.define(&name, TextRange::default(), What::Value);
        }
    }
}

/// What a name means that this is assigned to.
fn meaning(value: &Expr) -> What {
    if let Some(path) = path(value) {
        return What::Alias(path);
    }
    let partial = value.as_call_expr().and_then(|call| {
        let function = path(&call.func)?;
        let is_partial = function == "partial" || function == "functools.partial";
        path(call.arguments.args.first().filter(|_| is_partial)?)
    });
    partial.map_or(What::Value, What::Partial)
}

/// The names of a literal list or tuple.
fn all_of(value: &Expr) -> All {
    let elements = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return All::Unknown,
    };
    elements.iter().map(string).collect::<Option<Vec<_>>>().map_or(All::Unknown, All::Known)
}
