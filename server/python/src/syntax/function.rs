//! Functions: parameters, decorators, docstrings.

use super::expression::{call, text_of};
use crate::{
    facts::{Call, Function},
    signature::{Parameter, ParameterKind, Signature},
};
use ruff_python_ast::{self as ast, Decorator, ParameterWithDefault, Parameters, Stmt};

pub(super) fn function(text: &str, definition: &ast::StmtFunctionDef, is_stub: bool) -> Function {
    let signature = Signature {
        parameters: parameters(text, &definition.parameters),
        returns: definition.returns.as_deref().map(|returns| text_of(text, returns)),
        from_stub: is_stub,
    };
    Function {
        signature,
        decorators: decorators(text, &definition.decorator_list),
        docstring: docstring(&definition.body),
    }
}

pub(super) fn decorators(text: &str, decorators: &[Decorator]) -> Vec<Call> {
    decorators.iter().map(|decorator| call(text, &decorator.expression)).collect()
}

fn parameters(text: &str, parameters: &Parameters) -> Vec<Parameter> {
    let named = |kind| {
        move |written: &ParameterWithDefault| Parameter {
            default: written.default.as_deref().map(|default| text_of(text, default)),
            ..parameter(text, &written.parameter, kind)
        }
    };
    let variadic = |written: &Option<Box<ast::Parameter>>, kind| {
        written.as_deref().map(|written| parameter(text, written, kind))
    };
    let mut all: Vec<Parameter> =
        parameters.posonlyargs.iter().map(named(ParameterKind::PositionalOnly)).collect();
    all.extend(parameters.args.iter().map(named(ParameterKind::Ordinary)));
    all.extend(variadic(&parameters.vararg, ParameterKind::Positionals));
    all.extend(parameters.kwonlyargs.iter().map(named(ParameterKind::KeywordOnly)));
    all.extend(variadic(&parameters.kwarg, ParameterKind::Keywords));
    all
}

fn parameter(text: &str, written: &ast::Parameter, kind: ParameterKind) -> Parameter {
    Parameter {
        name: written.name.to_string(),
        kind,
        default: None,
        annotation: written.annotation.as_deref().map(|annotation| text_of(text, annotation)),
    }
}

/// The string that a body begins with, without the indentation that its lines share.
pub(super) fn docstring(body: &[Stmt]) -> Option<String> {
    let literal = body.first()?.as_expr_stmt()?.value.as_string_literal_expr()?;
    Some(without_indentation(literal.value.to_str()))
}

/// As `inspect.cleandoc`: the first line stands for itself, as it follows the quotes.
fn without_indentation(text: &str) -> String {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let rest = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let shared = rest.map(indentation).min().unwrap_or(0);
    let mut lines = text.lines();
    let mut cleaned = lines.next().unwrap_or_default().trim_start().to_owned();
    for line in lines {
        cleaned.push('\n');
        cleaned.push_str(line.get(shared..).unwrap_or_default().trim_end());
    }
    cleaned.trim_matches('\n').trim_end().to_owned()
}
