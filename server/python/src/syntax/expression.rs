//! The few expressions that definitions are told by.

use crate::facts::{Argument, Call};
use ruff_python_ast::{Arguments, Expr};
use ruff_text_size::{Ranged, TextRange};

/// `a.b.c` as text; `None` for anything but names with dots between them.
pub(super) fn path(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", path(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}

/// The value of a string literal.
pub(super) fn string(expression: &Expr) -> Option<String> {
    expression.as_string_literal_expr().map(|literal| literal.value.to_str().to_owned())
}

/// The text of anything that has a place.
pub(super) fn text_of(text: &str, at: &impl Ranged) -> String {
    text.get(at.start().to_usize()..at.end().to_usize()).unwrap_or_default().to_owned()
}

/// A decorator or a value: `a.b` or `a.b(…)`.
pub(super) fn call(text: &str, expression: &Expr) -> Call {
    match expression.as_call_expr() {
        Some(call) => Call { path: path(&call.func), arguments: Some(arguments(text, &call.arguments)) },
        None => Call { path: path(expression), arguments: None },
    }
}

fn arguments(text: &str, arguments: &Arguments) -> Vec<Argument> {
    let by_position = arguments.args.iter().map(|value| Argument { name: None, text: text_of(text, value) });
    let by_name = arguments.keywords.iter().map(|keyword| Argument {
        name: keyword.arg.as_ref().map(ToString::to_string),
        text: text_of(text, &keyword.value),
    });
    by_position.chain(by_name).collect()
}

/// A range as ours.
pub(super) fn range(range: TextRange) -> crate::facts::ByteRange {
    range.start().into()..range.end().into()
}
