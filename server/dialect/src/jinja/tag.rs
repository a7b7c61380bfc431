//! The tokens of one tag, read one by one.

use std::sync::Arc;

use super::ast::Ident;
use super::lexer::{TagKind, Token, TokenKind};
use crate::position::JinjaSpan;

/// Why a tag cannot be read, and at which of its tokens.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) token: usize,
    pub(crate) message: String,
    /// A span to report instead of the token's own.
    pub(crate) span: Option<JinjaSpan>,
}

pub(crate) type Parsed<T> = Result<T, Fault>;

/// The tokens of one tag, and how far they are read. The last is an end and is never passed.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) kind: TagKind,
    pub(crate) open: JinjaSpan,
    pub(crate) tokens: Vec<Token>,
    pub(crate) at: usize,
    depth: u32,
    /// How many links are on top of one another in what was read of the innermost chain.
    links: u32,
}

/// How deep expressions may nest. CPython's own recursion limit ends Jinja2's parser at about 75 brackets.
const MAX_DEPTH: u32 = 100;

/// How deep chains such as `1 + 1 + 1` or `a.b.c` may make the tree: each link holds what stands before it. Jinja2 ends
/// at 200 links, at 492 where it folds constants.
pub(crate) const MAX_LINKS: u32 = 500;

impl Tag {
    pub(crate) fn new(kind: TagKind, open: JinjaSpan, tokens: Vec<Token>) -> Self {
        Self { kind, open, tokens, at: 0, depth: 0, links: 0 }
    }

    pub(crate) fn current(&self) -> &Token {
        // The last token is an end, and `advance` stops there.
        &self.tokens[self.at]
    }

    fn peek(&self) -> &Token {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)]
    }

    pub(crate) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// From the tag's first to its last character.
    pub(crate) fn span(&self) -> JinjaSpan {
        self.open.to(self.tokens[self.tokens.len() - 1].span)
    }

    pub(crate) fn previous_end(&self) -> JinjaSpan {
        let end = if self.at == 0 { self.open.end } else { self.tokens[self.at - 1].span.end };
        JinjaSpan { start: end, end }
    }

    pub(crate) fn is_op(&self, op: &str) -> bool {
        matches!(&self.current().kind, TokenKind::Op(found) if *found == op)
    }

    pub(crate) fn is_name(&self, name: &str) -> bool {
        matches!(&self.current().kind, TokenKind::Name(found) if **found == *name)
    }

    pub(crate) fn is_end(&self) -> bool {
        matches!(self.current().kind, TokenKind::End { .. })
    }

    pub(crate) fn next_is_name(&self, name: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Name(found) if **found == *name)
    }

    pub(crate) fn next_is_op(&self, op: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Op(found) if *found == op)
    }

    pub(crate) fn skip_op(&mut self, op: &str) -> bool {
        let found = self.is_op(op);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn skip_name(&mut self, name: &str) -> bool {
        let found = self.is_name(name);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { token: self.at, message: message.into(), span: None }
    }

    pub(crate) fn expected(&self, what: &str) -> Fault {
        let found = match (&self.current().kind, self.kind) {
            (TokenKind::End { .. }, TagKind::Block) => "the end of the statement".to_owned(),
            (TokenKind::End { .. }, TagKind::Variable) => "the end of the expression".to_owned(),
            (kind, _) => describe(kind),
        };
        self.fault(format!("expected {what}, found {found}"))
    }

    pub(crate) fn expect_op(&mut self, op: &str) -> Parsed<JinjaSpan> {
        let span = self.current().span;
        if self.skip_op(op) { Ok(span) } else { Err(self.expected(&format!("`{op}`"))) }
    }

    pub(crate) fn expect_name(&mut self, name: &str) -> Parsed<()> {
        if self.skip_name(name) { Ok(()) } else { Err(self.expected(&format!("`{name}`"))) }
    }

    pub(crate) fn ident(&mut self, what: &str) -> Parsed<Ident> {
        let Token { kind: TokenKind::Name(name), span } = self.current() else {
            return Err(self.expected(what));
        };
        let ident = Ident { name: Arc::clone(name), span: *span };
        self.advance();
        Ok(ident)
    }

    /// The end of the tag, which must be there.
    pub(crate) fn finish(&mut self) -> Parsed<()> {
        match self.current().kind {
            TokenKind::End { missing: false } => Ok(()),
            TokenKind::End { missing: true } => Err(self.unclosed()),
            _ => Err(self.expected(match self.kind {
                TagKind::Block => "the end of the statement",
                TagKind::Variable => "the end of the expression, `}}`",
            })),
        }
    }

    pub(crate) fn unclosed(&self) -> Fault {
        let (open, close) = match self.kind {
            TagKind::Block => ("{%", "%}"),
            TagKind::Variable => ("{{", "}}"),
        };
        self.fault(format!("`{open}` is never closed: `{close}` is missing"))
    }

    /// Reads what may be a chain. Chains that stand side by side do not add up.
    pub(crate) fn chain<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let beside = std::mem::take(&mut self.links);
        let parsed = parse(self);
        self.links = self.links.max(beside);
        parsed
    }

    /// Notes that all that was read of the innermost chain becomes an operand.
    pub(crate) fn link(&mut self) -> Parsed<()> {
        if self.links >= MAX_LINKS {
            return Err(self.fault("this expression is nested too deeply"));
        }
        self.links += 1;
        Ok(())
    }

    pub(crate) fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault("this expression is nested too deeply"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}

/// A token in words.
pub(crate) fn describe(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Name(name) => format!("`{name}`"),
        TokenKind::Int(_) | TokenKind::Float(_) => "a number".to_owned(),
        TokenKind::Str(_) => "a string".to_owned(),
        TokenKind::Op(op) => format!("`{op}`"),
        TokenKind::Unexpected(c) => format!("the character `{c}`"),
        TokenKind::UnclosedString => "a string that is never closed".to_owned(),
        TokenKind::Unbalanced { found, expected: Some(expected) } => {
            format!("`{found}` where a bracket still needs `{expected}`")
        }
        TokenKind::Unbalanced { found, expected: None } => format!("`{found}`, which closes nothing"),
        TokenKind::BadName(name) => format!("`{name}`, which is no name"),
        TokenKind::End { .. } => "the end of the tag".to_owned(),
    }
}
