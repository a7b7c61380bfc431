//! Classes: bases, metaclass, what their bodies define, and their fields.

use super::{
    body::Body,
    expression::{call, path, text_of},
    function::{decorators, docstring},
};
use crate::facts::{Base, Class, Facts, Field, FieldValue, Metaclass};
use ruff_python_ast::{self as ast, Arguments, Expr};

/// `facts` are the module's, to which a class's body may do things, too.
pub(super) fn class(text: &str, definition: &ast::StmtClassDef, is_stub: bool, facts: &mut Facts) -> Class {
    let arguments = definition.arguments.as_deref();
    let mut body = Body::of_class(text, is_stub, facts);
    body.statements(&definition.body);
    let Body { scope, fields, .. } = body;
    Class {
        decorators: decorators(text, &definition.decorator_list),
        bases: arguments.map(|arguments| arguments.args.iter().map(base).collect()).unwrap_or_default(),
        metaclass: arguments.map_or(Metaclass::None, metaclass),
        scope,
        fields,
        docstring: docstring(&definition.body),
    }
}

fn base(expression: &Expr) -> Base {
    match expression.as_subscript_expr() {
        Some(subscript) => Base { path: path(&subscript.value), subscripted: true },
        None => Base { path: path(expression), subscripted: false },
    }
}

fn metaclass(arguments: &Arguments) -> Metaclass {
    match &arguments.keywords[..] {
        [] => Metaclass::None,
        [keyword] if keyword.arg.as_ref().is_some_and(|name| name == "metaclass") => {
            path(&keyword.value).map_or(Metaclass::Unknown, Metaclass::Named)
        }
        _ => Metaclass::Unknown,
    }
}

/// `x: T = value`
pub(super) fn field(text: &str, name: &str, assignment: &ast::StmtAnnAssign) -> Field {
    let value = assignment.value.as_deref().map(|value| {
        let written = text_of(text, value);
        if value.is_call_expr() {
            FieldValue::Call(call(text, value), written)
        } else {
            FieldValue::Plain(written)
        }
    });
    let annotation = text_of(text, &*assignment.annotation);
    Field { name: name.to_owned(), annotation, value, declared: Vec::new() }
}
