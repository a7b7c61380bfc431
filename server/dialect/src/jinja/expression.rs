//! Jinja2's expressions, as its `Parser` reads them: the same precedence, the same oddities.

use super::ast::{Arguments, BinaryOp, CompareOp, Expr, ExprKind, Ident, Literal, Target, UnaryOp};
use super::lexer::{Token, TokenKind};
use super::tag::{Fault, Parsed, Tag};
use crate::position::JinjaSpan;

/// What makes an expression of two operands.
type Build = fn(Box<Expr>, Box<Expr>) -> ExprKind;

impl Tag {
    pub(crate) fn expression(&mut self) -> Parsed<Expr> {
        self.deeper(|tag| tag.chain(Self::conditional))
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let mut then = self.or()?;
        while self.skip_name("if") {
            let test = self.or()?;
            let otherwise = if self.skip_name("else") { Some(Box::new(self.expression()?)) } else { None };
            self.link()?;
            let last = otherwise.as_ref().map_or(test.span, |expr| expr.span);
            let span = then.span.to(last);
            let kind = ExprKind::Conditional { test: Box::new(test), then: Box::new(then), otherwise };
            then = Expr { kind, span };
        }
        Ok(then)
    }

    fn binary_chain(
        &mut self,
        next: fn(&mut Self) -> Parsed<Expr>,
        operator: fn(&mut Self) -> Option<Build>,
    ) -> Parsed<Expr> {
        self.chain(|tag| {
            let mut left = next(tag)?;
            while let Some(build) = operator(tag) {
                let right = next(tag)?;
                tag.link()?;
                let span = left.span.to(right.span);
                left = Expr { kind: build(Box::new(left), Box::new(right)), span };
            }
            Ok(left)
        })
    }

    fn or(&mut self) -> Parsed<Expr> {
        self.binary_chain(Self::and, |tag| tag.skip_name("or").then_some(ExprKind::Or))
    }

    fn and(&mut self) -> Parsed<Expr> {
        self.binary_chain(Self::not, |tag| tag.skip_name("and").then_some(ExprKind::And))
    }

    fn not(&mut self) -> Parsed<Expr> {
        let start = self.current().span;
        if !self.skip_name("not") {
            return self.compare();
        }
        self.deeper(|tag| {
            let operand = tag.not()?;
            let span = start.to(operand.span);
            Ok(Expr { kind: ExprKind::Not(Box::new(operand)), span })
        })
    }

    fn compare(&mut self) -> Parsed<Expr> {
        let first = self.sum()?;
        let mut rest = Vec::new();
        loop {
            let op = match &self.current().kind {
                TokenKind::Op("==") => CompareOp::Eq,
                TokenKind::Op("!=") => CompareOp::Ne,
                TokenKind::Op("<") => CompareOp::Lt,
                TokenKind::Op("<=") => CompareOp::Le,
                TokenKind::Op(">") => CompareOp::Gt,
                TokenKind::Op(">=") => CompareOp::Ge,
                TokenKind::Name(name) if &**name == "in" => CompareOp::In,
                TokenKind::Name(name) if &**name == "not" && self.next_is_name("in") => {
                    self.advance();
                    CompareOp::NotIn
                }
                _ => break,
            };
            self.advance();
            rest.push((op, self.sum()?));
        }
        let Some((_, last)) = rest.last() else { return Ok(first) };
        let span = first.span.to(last.span);
        Ok(Expr { kind: ExprKind::Compare(Box::new(first), rest), span })
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.binary_chain(Self::concat, |tag| {
            if tag.skip_op("+") {
                Some(|a, b| ExprKind::Binary(BinaryOp::Add, a, b))
            } else if tag.skip_op("-") {
                Some(|a, b| ExprKind::Binary(BinaryOp::Sub, a, b))
            } else {
                None
            }
        })
    }

    fn concat(&mut self) -> Parsed<Expr> {
        let first = self.product()?;
        if !self.is_op("~") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.skip_op("~") {
            items.push(self.product()?);
        }
        let span = items[0].span.to(items[items.len() - 1].span);
        Ok(Expr { kind: ExprKind::Concat(items), span })
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.binary_chain(Self::power, |tag| {
            if tag.skip_op("*") {
                Some(|a, b| ExprKind::Binary(BinaryOp::Mul, a, b))
            } else if tag.skip_op("/") {
                Some(|a, b| ExprKind::Binary(BinaryOp::Div, a, b))
            } else if tag.skip_op("//") {
                Some(|a, b| ExprKind::Binary(BinaryOp::FloorDiv, a, b))
            } else if tag.skip_op("%") {
                Some(|a, b| ExprKind::Binary(BinaryOp::Rem, a, b))
            } else {
                None
            }
        })
    }

    /// Left-associative, other than Python's.
    fn power(&mut self) -> Parsed<Expr> {
        self.binary_chain(
            |tag| tag.unary(true),
            |tag| tag.skip_op("**").then_some(|a, b| ExprKind::Binary(BinaryOp::Pow, a, b)),
        )
    }

    /// A sign binds tighter than a filter: `-x|abs` is `(-x)|abs`.
    fn unary(&mut self, with_filters: bool) -> Parsed<Expr> {
        self.chain(|tag| tag.signed(with_filters))
    }

    fn signed(&mut self, with_filters: bool) -> Parsed<Expr> {
        let start = self.current().span;
        let op = if self.skip_op("-") {
            Some(UnaryOp::Negative)
        } else if self.skip_op("+") {
            Some(UnaryOp::Positive)
        } else {
            None
        };
        let expr = match op {
            Some(op) => self.deeper(|tag| {
                let operand = tag.unary(false)?;
                let span = start.to(operand.span);
                Ok(Expr { kind: ExprKind::Unary(op, Box::new(operand)), span })
            })?,
            None => self.primary()?,
        };
        let expr = self.postfix(expr)?;
        if with_filters { self.filters_and_tests(expr) } else { Ok(expr) }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let Token { kind, span } = self.current().clone();
        let literal = |value| Ok(Expr { kind: ExprKind::Literal(value), span });
        match kind {
            TokenKind::Name(name) => {
                self.advance();
                match &*name {
                    "true" | "True" => literal(Literal::Bool(true)),
                    "false" | "False" => literal(Literal::Bool(false)),
                    "none" | "None" => literal(Literal::None),
                    _ => Ok(Expr { kind: ExprKind::Name(name), span }),
                }
            }
            TokenKind::Str(value) => {
                self.advance();
                let TokenKind::Str(_) = self.current().kind else { return literal(Literal::Str(value)) };
                let (mut joined, mut span) = (value.to_string(), span);
                while let Token { kind: TokenKind::Str(more), span: next } = self.current() {
                    joined.push_str(more);
                    span = span.to(*next);
                    self.advance();
                }
                Ok(Expr { kind: ExprKind::Literal(Literal::Str(joined.into())), span })
            }
            TokenKind::Int(value) => {
                self.advance();
                literal(Literal::Int(value))
            }
            TokenKind::Float(value) => {
                self.advance();
                literal(Literal::Float(value))
            }
            TokenKind::Op("(") => {
                self.advance();
                let inner = self.tuple(TupleOptions { explicit: true, ..TupleOptions::default() })?;
                let end = self.expect_op(")")?;
                Ok(Expr { span: span.to(end), ..inner })
            }
            TokenKind::Op("[") => {
                self.advance();
                let items = self.items("]")?;
                let end = self.expect_op("]")?;
                Ok(Expr { kind: ExprKind::List(items), span: span.to(end) })
            }
            TokenKind::Op("{") => self.dict(span),
            TokenKind::End { missing: true } => Err(self.unclosed()),
            _ => Err(self.expected("a value")),
        }
    }

    fn items(&mut self, close: &str) -> Parsed<Vec<Expr>> {
        let mut items = Vec::new();
        while !self.is_op(close) {
            if !items.is_empty() {
                if !self.skip_op(",") {
                    return Err(self.expected(&format!("`,` or `{close}`")));
                }
                if self.is_op(close) {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    fn dict(&mut self, start: JinjaSpan) -> Parsed<Expr> {
        self.advance();
        let mut entries = Vec::new();
        while !self.is_op("}") {
            if !entries.is_empty() {
                if !self.skip_op(",") {
                    return Err(self.expected("`,` or `}`"));
                }
                if self.is_op("}") {
                    break;
                }
            }
            let key = self.expression()?;
            self.expect_op(":")?;
            entries.push((key, self.expression()?));
        }
        let end = self.expect_op("}")?;
        Ok(Expr { kind: ExprKind::Dict(entries), span: start.to(end) })
    }

    /// One expression, or several separated by commas, which are a tuple.
    pub(crate) fn tuple(&mut self, options: TupleOptions) -> Parsed<Expr> {
        let start = self.previous_end();
        let mut items = Vec::new();
        let mut is_tuple = false;
        loop {
            if !items.is_empty() {
                self.expect_op(",")?;
            }
            let ends =
                self.is_end() || self.is_op(")") || options.stop.is_some_and(|stop| self.is_name(stop));
            if ends && (options.explicit || !items.is_empty()) {
                break;
            }
            if ends {
                return Err(match self.current().kind {
                    TokenKind::End { missing: true } => self.unclosed(),
                    _ => self.expected("a value"),
                });
            }
            items.push(if options.no_conditional { self.deeper(Self::or)? } else { self.expression()? });
            if !self.is_op(",") {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple && items.len() == 1 {
            return Ok(items.remove(0));
        }
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => start,
        };
        Ok(Expr { kind: ExprKind::Tuple(items), span })
    }

    fn postfix(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            expr = match self.current().kind {
                TokenKind::Op(".") => self.attribute(expr)?,
                TokenKind::Op("[") => self.subscript(expr)?,
                TokenKind::Op("(") => self.call(expr)?,
                _ => return Ok(expr),
            };
            self.link()?;
        }
    }

    fn attribute(&mut self, object: Expr) -> Parsed<Expr> {
        self.advance();
        let Token { kind, span } = self.current().clone();
        let whole = object.span.to(span);
        match kind {
            TokenKind::Name(name) => {
                self.advance();
                let name = Ident { name, span };
                Ok(Expr { kind: ExprKind::Attribute { object: Box::new(object), name }, span: whole })
            }
            TokenKind::Int(value) => {
                self.advance();
                let index = Expr { kind: ExprKind::Literal(Literal::Int(value)), span };
                let kind = ExprKind::Item { object: Box::new(object), index: Box::new(index) };
                Ok(Expr { kind, span: whole })
            }
            _ => Err(self.expected("a name behind `.`")),
        }
    }

    fn subscript(&mut self, object: Expr) -> Parsed<Expr> {
        self.advance();
        let start = self.current().span;
        let mut indices = Vec::new();
        let mut is_tuple = false;
        while !self.is_op("]") {
            if !indices.is_empty() {
                if !self.skip_op(",") {
                    return Err(self.expected("`]`"));
                }
                is_tuple = true;
            }
            if self.is_op("]") {
                break;
            }
            indices.push(self.slice()?);
        }
        let end = self.expect_op("]")?;
        let index = match (indices.len(), is_tuple) {
            (0, _) => {
                return Err(Fault {
                    span: Some(end),
                    ..self.fault("an index is missing between the brackets")
                });
            }
            (1, false) => indices.remove(0),
            _ => Expr { kind: ExprKind::Tuple(indices), span: start.to(end) },
        };
        let span = object.span.to(end);
        Ok(Expr { kind: ExprKind::Item { object: Box::new(object), index: Box::new(index) }, span })
    }

    fn slice(&mut self) -> Parsed<Expr> {
        let from = self.current().span;
        let part = |tag: &mut Self| -> Parsed<Option<Box<Expr>>> {
            if tag.is_op(":") || tag.is_op("]") || tag.is_op(",") {
                return Ok(None);
            }
            tag.expression().map(|expr| Some(Box::new(expr)))
        };
        let start = part(self)?;
        if !self.skip_op(":") {
            return match start {
                Some(index) => Ok(*index),
                None => Err(self.expected("an index")),
            };
        }
        let stop = part(self)?;
        let step = if self.skip_op(":") { part(self)? } else { None };
        let span = JinjaSpan { start: from.start, end: self.previous_end().end.max(from.start) };
        Ok(Expr { kind: ExprKind::Slice { start, stop, step }, span })
    }

    fn call(&mut self, callee: Expr) -> Parsed<Expr> {
        let (arguments, end) = self.deeper(Self::arguments)?;
        let span = callee.span.to(end);
        Ok(Expr { kind: ExprKind::Call { callee: Box::new(callee), arguments }, span })
    }

    fn arguments(&mut self) -> Parsed<(Arguments, JinjaSpan)> {
        self.expect_op("(")?;
        let mut arguments = Arguments::default();
        let mut first = true;
        while !self.is_op(")") {
            if !first {
                if !self.skip_op(",") {
                    return Err(self.expected("`,` or `)`"));
                }
                if self.is_op(")") {
                    break;
                }
            }
            first = false;
            let stars = arguments.star.is_some() || arguments.double_star.is_some();
            if self.is_op("*") {
                if stars {
                    return Err(self.fault("only one `*` argument is allowed, before any `**` argument"));
                }
                self.advance();
                arguments.star = Some(Box::new(self.expression()?));
            } else if self.is_op("**") {
                if arguments.double_star.is_some() {
                    return Err(self.fault("only one `**` argument is allowed"));
                }
                self.advance();
                arguments.double_star = Some(Box::new(self.expression()?));
            } else if matches!(self.current().kind, TokenKind::Name(_)) && self.next_is_op("=") {
                if arguments.double_star.is_some() {
                    return Err(self.fault("an argument cannot follow a `**` argument"));
                }
                let name = self.ident("a name")?;
                self.advance();
                let value = self.expression()?;
                arguments.named.push((name, value));
            } else {
                if stars || !arguments.named.is_empty() {
                    return Err(self.fault("a positional argument cannot follow a named one"));
                }
                let value = self.expression()?;
                arguments.positional.push(value);
            }
        }
        let end = self.expect_op(")")?;
        Ok((arguments, end))
    }

    fn filters_and_tests(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            expr = if self.is_op("|") {
                self.advance();
                self.filter(Some(expr))?
            } else if self.is_name("is") {
                self.test(expr)?
            } else if self.is_op("(") {
                self.call(expr)?
            } else {
                return Ok(expr);
            };
            self.link()?;
        }
    }

    /// A filter's or test's name, which may have dots.
    fn dotted(&mut self, what: &str) -> Parsed<Ident> {
        let mut ident = self.ident(what)?;
        while self.skip_op(".") {
            let next = self.ident("a name behind `.`")?;
            ident = Ident {
                name: format!("{}.{}", ident.name, next.name).into(),
                span: ident.span.to(next.span),
            };
        }
        Ok(ident)
    }

    fn filter(&mut self, input: Option<Expr>) -> Parsed<Expr> {
        let name = self.dotted("the name of a filter")?;
        let mut end = name.span;
        let mut arguments = Arguments::default();
        if self.is_op("(") {
            (arguments, end) = self.deeper(Self::arguments)?;
        }
        let start = input.as_ref().map_or(name.span, |expr| expr.span);
        let kind = ExprKind::Filter { input: input.map(Box::new), name, arguments };
        Ok(Expr { kind, span: start.to(end) })
    }

    /// The filters of a `filter` or `set` block: `name(…)|name(…)`, the first without input.
    pub(crate) fn filter_chain(&mut self) -> Parsed<Expr> {
        self.chain(|tag| {
            let mut expr = tag.filter(None)?;
            while tag.skip_op("|") {
                expr = tag.filter(Some(expr))?;
                tag.link()?;
            }
            Ok(expr)
        })
    }

    fn test(&mut self, input: Expr) -> Parsed<Expr> {
        self.advance();
        let negated = self.skip_name("not");
        let name = self.dotted("the name of a test")?;
        let mut end = name.span;
        let mut arguments = Arguments::default();
        let starts_argument = match &self.current().kind {
            TokenKind::Name(name) => !matches!(&**name, "else" | "or" | "and"),
            TokenKind::Str(_) | TokenKind::Int(_) | TokenKind::Float(_) | TokenKind::Op("[" | "{") => true,
            _ => false,
        };
        if self.is_op("(") {
            (arguments, end) = self.deeper(Self::arguments)?;
        } else if starts_argument {
            if self.is_name("is") {
                return Err(self.fault("tests cannot be chained with `is`"));
            }
            let argument = self.chain(|tag| {
                let argument = tag.primary()?;
                tag.postfix(argument)
            })?;
            end = argument.span;
            arguments.positional.push(argument);
        }
        let span = input.span.to(end);
        let test = Expr { kind: ExprKind::Test { input: Box::new(input), name, arguments }, span };
        Ok(if negated { Expr { kind: ExprKind::Not(Box::new(test)), span } } else { test })
    }

    /// What `set`, `for` and `with` assign to. `stop` is a name that ends it.
    pub(crate) fn target(&mut self, stop: Option<&str>, with_namespace: bool) -> Parsed<Target> {
        let start = self.current().span;
        let mut items = Vec::new();
        let mut is_tuple = false;
        loop {
            if !items.is_empty() {
                self.expect_op(",")?;
            }
            let ends = self.is_end() || self.is_op(")") || stop.is_some_and(|stop| self.is_name(stop));
            if ends && !items.is_empty() {
                break;
            }
            items.push(self.single_target(with_namespace)?);
            if !self.is_op(",") {
                break;
            }
            is_tuple = true;
        }
        if !is_tuple {
            return Ok(items.remove(0));
        }
        let span = items.last().map_or(start, |item| start.to(item.span()));
        Ok(Target::Tuple(items, span))
    }

    fn single_target(&mut self, with_namespace: bool) -> Parsed<Target> {
        let start = self.current().span;
        for (open, close) in [("(", ")"), ("[", "]")] {
            if self.skip_op(open) {
                return self.deeper(|tag| {
                    let inner = tag.target(None, with_namespace)?;
                    let end = tag.expect_op(close)?;
                    Ok(match inner {
                        Target::Tuple(items, _) => Target::Tuple(items, start.to(end)),
                        // `[a]` unpacks a single item, `(a)` is `a`.
                        single if open == "[" => Target::Tuple(vec![single], start.to(end)),
                        single => single,
                    })
                });
            }
        }
        let name = self.assignable("a name to assign to")?;
        if !self.is_op(".") {
            return Ok(Target::Name(name));
        }
        if !with_namespace {
            return Err(self.fault("an attribute cannot be assigned to here"));
        }
        self.advance();
        let attribute = self.ident("the name of an attribute")?;
        Ok(Target::Attribute { namespace: name, attribute })
    }

    /// A name that may be assigned to.
    pub(crate) fn assignable(&mut self, what: &str) -> Parsed<Ident> {
        if let TokenKind::Name(name) = &self.current().kind
            && matches!(&**name, "true" | "True" | "false" | "False" | "none" | "None")
        {
            return Err(self.fault(format!("`{name}` cannot be assigned to")));
        }
        self.ident(what)
    }
}

/// What a comma-separated list of expressions may be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TupleOptions {
    /// In parentheses, where `()` is an empty tuple.
    pub(crate) explicit: bool,
    /// Whether `a if b` is not allowed, since `if` means something else here.
    pub(crate) no_conditional: bool,
    /// A name that ends the list.
    pub(crate) stop: Option<&'static str>,
}
