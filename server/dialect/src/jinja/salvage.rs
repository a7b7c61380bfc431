//! The names in a statement or an expression that cannot be read as a whole: what a cursor can be on while the rest of
//! the line is still to be typed.

use std::sync::Arc;

use super::ast::{Arguments, Expr, ExprKind, Ident};
use super::lexer::{Token, TokenKind};
use super::tag::MAX_LINKS;

/// Words that are no variables.
const WORDS: [&str; 17] = [
    "and", "as", "else", "False", "false", "if", "ignore", "import", "in", "is", "missing", "None", "none",
    "not", "or", "True", "true",
];

/// Variables with their attributes, filters, tests and arguments by name among tokens, in their order.
pub(crate) fn salvage(tokens: &[Token]) -> Vec<Expr> {
    let mut found: Vec<Expr> = Vec::new();
    // For each bracket that is open, where the expression before it was put that is called.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at].kind {
            // What follows is text, as far as one can tell.
            TokenKind::UnclosedString => break,
            TokenKind::Op("|") => {
                if let Some(name) = ident(tokens, at + 1) {
                    at += 1;
                    let span = name.span;
                    let kind = ExprKind::Filter { input: None, name, arguments: Arguments::default() };
                    found.push(Expr { kind, span });
                }
            }
            TokenKind::Op("(") => {
                let called =
                    found.iter().rposition(|expr| at > 0 && expr.span.end == tokens[at - 1].span.end);
                open.push(called);
            }
            TokenKind::Op("[" | "{") => open.push(None),
            TokenKind::Op(")" | "]" | "}") => _ = open.pop(),
            TokenKind::Name(word) if &**word == "is" => {
                let negated = ident(tokens, at + 1).is_some_and(|word| &*word.name == "not");
                if let Some(name) = ident(tokens, at + 1 + usize::from(negated)) {
                    at += 1 + usize::from(negated);
                    let span = name.span;
                    let input = Box::new(Expr { kind: ExprKind::Error, span: tokens[at - 1].span });
                    let kind = ExprKind::Test { input, name, arguments: Arguments::default() };
                    found.push(Expr { kind, span });
                }
            }
            TokenKind::Name(word) if WORDS.contains(&&**word) => {}
            TokenKind::Name(_) => {
                let is_attribute = at > 0 && tokens[at - 1].kind == TokenKind::Op(".");
                let is_argument = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Op("="));
                if is_argument {
                    if let Some(Some(called)) = open.last() {
                        argument(&mut found[*called], &tokens[at]);
                    }
                } else if !is_attribute {
                    let (expr, last) = chain(tokens, at);
                    found.push(expr);
                    at = last;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn ident(tokens: &[Token], at: usize) -> Option<Ident> {
    let Token { kind: TokenKind::Name(name), span } = tokens.get(at)? else { return None };
    Some(Ident { name: Arc::clone(name), span: *span })
}

/// A variable with the attributes behind it, and its last token.
fn chain(tokens: &[Token], mut at: usize) -> (Expr, usize) {
    let TokenKind::Name(name) = &tokens[at].kind else {
        return (Expr { kind: ExprKind::Error, span: tokens[at].span }, at);
    };
    let mut expr = Expr { kind: ExprKind::Name(Arc::clone(name)), span: tokens[at].span };
    for _ in 0..MAX_LINKS {
        if tokens.get(at + 1).is_none_or(|next| next.kind != TokenKind::Op(".")) {
            break;
        }
        let Some(name) = ident(tokens, at + 2) else { break };
        let span = expr.span.to(name.span);
        expr = Expr { kind: ExprKind::Attribute { object: Box::new(expr), name }, span };
        at += 2;
    }
    (expr, at)
}

/// Notes that an expression is called with an argument by that name.
fn argument(called: &mut Expr, name: &Token) {
    let Token { kind: TokenKind::Name(word), span } = name else { return };
    let argument =
        (Ident { name: Arc::clone(word), span: *span }, Expr { kind: ExprKind::Error, span: *span });
    match &mut called.kind {
        ExprKind::Call { arguments, .. }
        | ExprKind::Filter { arguments, .. }
        | ExprKind::Test { arguments, .. } => {
            arguments.named.push(argument);
        }
        _ => {
            let span = called.span;
            let callee = Box::new(std::mem::replace(called, Expr { kind: ExprKind::Error, span }));
            let arguments = Arguments { named: vec![argument], ..Arguments::default() };
            *called = Expr { kind: ExprKind::Call { callee, arguments }, span };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::{Expr, ExprKind, NodeKind};
    use crate::parse;

    /// The names in an expression, each with what it is.
    fn names(expr: &Expr, found: &mut Vec<String>) {
        match &expr.kind {
            ExprKind::Name(name) => found.push(name.to_string()),
            ExprKind::Attribute { name, .. } => found.push(format!(".{}", name.name)),
            ExprKind::Filter { name, .. } => found.push(format!("|{}", name.name)),
            ExprKind::Test { name, .. } => found.push(format!("is {}", name.name)),
            ExprKind::Call { arguments, .. } => {
                found.extend(arguments.named.iter().map(|(name, _)| format!("{}=", name.name)));
            }
            _ => {}
        }
        expr.children(&mut |child| names(child, found));
    }

    fn check(source: &str, expected: &str) {
        let (template, problems) = parse(source);
        assert_eq!(problems.len(), 1, "{source:?}: {problems:?}");
        let mut found = Vec::new();
        for node in &template.body {
            node.walk(&mut |node| {
                if let NodeKind::Broken(named) = &node.kind {
                    named.iter().for_each(|expr| names(expr, &mut found));
                }
            });
        }
        assert_eq!(found.join(" "), expected, "{source:?}");
    }

    #[test]
    fn names_before_and_behind_a_fault() {
        check("{{ super( }}", "super");
        check("{{ a.b.c + }}", ".c .b a");
        check("{{ a. }} x", "a");
        check("{{ a b|c is not d }}", "a b |c is d");
        check("{{ f(x, y=z.w, }}", "y= f x .w z");
        check("{{ [a, 'b', True if c }}", "a c");
        check("{% if a and %}{{ 1 }}{% endif %}", "a");
        check("{% include 'a' ignor %}", "ignor");
    }

    #[test]
    fn names_on_the_next_line_are_not_the_tags() {
        check("{{ ns.\nfoo: 1\nbar: 2", "ns");
        check("{{ ns.\nfoo", "ns");
        check("{{ f(a,\nfoo: 1\n", "f a");
        check("{{ f(a,\n  foo: 1 }}\n", "f a");
        check("{{ a.\nfoo: {{ b }}\n", "a");
        check("{{ a + 'b\nfoo: 1\n", "a");
    }

    #[test]
    fn statements_are_read_as_far_as_they_can_be() {
        for (source, expected) in [
            ("{% set a.b = c. %}", "Set"),
            ("{% include 'a' x %}", "Include"),
            ("{% import 'a' as %}", "FromImport"),
            ("{% from 'a' import b, c d %}", "FromImport"),
            ("{% extends 'a' x %}", "Extends"),
            ("{% for a in %}{{ a }}{% endfor %}", "For"),
            ("{% macro m(a, %}{{ a }}{% endmacro %}", "Macro"),
            ("{% block b x %}{% endblock b %}", "Block"),
        ] {
            let (template, problems) = parse(source);
            assert_eq!(problems.len(), 1, "{source:?}: {problems:?}");
            let kinds: Vec<String> = template.body.iter().map(|node| format!("{:?}", node.kind)).collect();
            assert!(kinds.iter().any(|kind| kind.starts_with(expected)), "{source:?}: {kinds:?}");
        }
    }
}
