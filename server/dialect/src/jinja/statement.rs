//! Jinja2's statements.

#![allow(clippy::unnecessary_wraps, reason = "all statements are read by functions of one kind")]

use std::sync::Arc;

use super::ast::{Block, Expr, ExprKind, For, FromImport, Ident, Import, Include, Macro, Node, NodeKind};
use super::expression::TupleOptions;
use super::lexer::TokenKind;
use super::parser::Parser;
use super::resolve;
use super::tag::{Fault, Parsed, Tag};
use crate::position::JinjaSpan;
use crate::{Remedy, nearest};

/// The tags that open or are a statement.
const KEYWORDS: [&str; 15] = [
    "autoescape",
    "block",
    "call",
    "extends",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "include",
    "macro",
    "print",
    "raw",
    "set",
    "with",
];

/// What Jinja2 has as extensions, which Forgather does not enable.
const EXTENSIONS: [&str; 5] = ["break", "continue", "debug", "do", "trans"];

impl Parser<'_> {
    /// The statement that `tag` is or opens.
    pub(crate) fn statement(&mut self, mut tag: Tag, nodes: &mut Vec<Node>) {
        let keyword = match &tag.current().kind {
            TokenKind::Name(name) => Arc::clone(name),
            TokenKind::End { missing: false } => {
                self.problem(tag.span(), "this tag is empty: expected a statement such as `block` or `set`");
                return;
            }
            _ => {
                let fault = tag.expected("a statement such as `block` or `set`");
                self.recover(&tag, fault);
                return;
            }
        };
        let keyword_span = tag.current().span;
        tag.advance();
        let parsed = match &*keyword {
            "extends" => self.extends(&mut tag),
            "include" => include(&mut tag),
            "import" => import(&mut tag),
            "from" => from_import(&mut tag),
            "print" => print(&mut tag),
            "set" => self.set(&mut tag),
            "block" => self.block(&mut tag),
            "for" => self.for_loop(&mut tag),
            "if" => self.if_else(&mut tag),
            "with" => self.with(&mut tag),
            "macro" => self.macro_definition(&mut tag),
            "call" => self.call_block(&mut tag),
            "filter" => self.filter_block(&mut tag),
            "autoescape" => self.autoescape(&mut tag),
            _ => {
                self.unknown(&keyword, keyword_span);
                if !matches!(tag.tokens[tag.tokens.len() - 1].kind, TokenKind::End { missing: true }) {
                    return;
                }
                tag.at = tag.tokens.len() - 1;
                Err(tag.expected("the end of the tag"))
            }
        };
        match parsed {
            Ok(kinds) => {
                let span = tag.span();
                nodes.extend(kinds.into_iter().map(|kind| Node { kind, span }));
            }
            Err(fault) => self.recover(&tag, fault),
        }
    }

    fn unknown(&mut self, keyword: &str, span: JinjaSpan) {
        let known = KEYWORDS.iter().copied();
        let near = nearest(keyword, known);
        let message = if let Some(opener) = keyword.strip_prefix("end").filter(|name| KEYWORDS.contains(name))
        {
            format!("`{keyword}` closes nothing: there is no open `{opener}`")
        } else if matches!(keyword, "else" | "elif") {
            format!("`{keyword}` belongs to nothing: there is no open `if` or `for`")
        } else if EXTENSIONS.contains(&keyword) {
            format!("`{keyword}` is a Jinja2 extension that Forgather does not enable")
        } else {
            match near {
                Some(near) => {
                    let message = format!("unknown statement `{keyword}`; did you mean `{near}`?");
                    self.problem(span, message);
                    if let Some(problem) = self.problems.last_mut() {
                        problem.remedy =
                            KEYWORDS.iter().find(|known| **known == near).map(|near| Remedy::Replace(near));
                    }
                    return;
                }
                None => format!("unknown statement `{keyword}`"),
            }
        };
        self.problem(span, message);
    }

    /// Ends the head of a statement that has a body: a colon may stand before the end of the tag. A fault is
    /// reported, and the body is read all the same.
    fn head<T>(&mut self, tag: &mut Tag, parse: impl FnOnce(&mut Tag) -> Parsed<T>) -> Option<T> {
        let parsed = parse(tag).and_then(|value| {
            tag.skip_op(":");
            tag.finish().map(|()| value)
        });
        parsed.map_err(|fault| self.recover(tag, fault)).ok()
    }

    /// A body up to the single tag `end`, which may be followed by what `after` takes.
    fn single_body(
        &mut self,
        tag: &mut Tag,
        keyword: &'static str,
        ends: &'static [&'static str],
        after: impl FnOnce(&mut Tag),
    ) -> Vec<Node> {
        let (body, end) = self.body_until(keyword, ends, tag.span());
        if let Some(mut end) = end {
            end.advance();
            after(&mut end);
            if let Err(fault) = end.finish() {
                self.recover(&end, fault);
            }
            extend(tag, &end);
        }
        body
    }

    fn extends(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let template = tag.expression()?;
        tag.finish()?;
        if self.is_within_scope() {
            self.problem(tag.span(), "`extends` must stand at the top level of the template");
        }
        Ok(vec![NodeKind::Extends(template)])
    }

    fn set(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let target = tag.target(None, true)?;
        if tag.skip_op("=") {
            let value = tag.tuple(TupleOptions::default())?;
            tag.finish()?;
            return Ok(vec![NodeKind::Set { target, value }]);
        }
        let filter = self.head(tag, |tag| {
            if tag.is_op("|") {
                tag.advance();
                return tag.filter_chain().map(Some);
            }
            if tag.is_end() || tag.is_op(":") { Ok(None) } else { Err(tag.expected("`=`")) }
        });
        let body = self.single_body(tag, "set", &["endset"], |_| {});
        let Some(filter) = filter else { return Ok(orphans(body)) };
        Ok(vec![NodeKind::SetBlock { target, filter, body }])
    }

    fn block(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let start = tag.open;
        let head = self.head(tag, |tag| {
            let name = tag.ident("the block's name")?;
            if tag.is_op("-") {
                return Err(tag.fault("a block's name is an identifier: use `_` instead of `-`"));
            }
            let scoped = tag.skip_name("scoped");
            let required = tag.skip_name("required");
            Ok((name, scoped, required))
        });
        let mut end_name = None;
        let name = head.as_ref().map(|(name, _, _)| Arc::clone(&name.name));
        let body = self.single_body(tag, "block", &["endblock"], |end| {
            let Some(name) = name else {
                // The block's own name could not be read; whatever stands here is not wrong too.
                if matches!(end.current().kind, TokenKind::Name(_)) {
                    end.advance();
                }
                return;
            };
            if end.is_name(&name) {
                end_name = Some(end.current().span);
                end.advance();
            }
        });
        let Some((name, scoped, required)) = head else { return Ok(orphans(body)) };
        let span = start.to(tag.span());
        let block = Arc::new(Block { name, end_name, scoped, required, body, span });
        if required && let Some(node) = block.body.iter().find(|node| !self.is_blank(node)) {
            self.problem(node.span, "a required block may hold only whitespace and comments");
        }
        self.blocks.push(Arc::clone(&block));
        Ok(vec![NodeKind::Block(block)])
    }

    fn is_blank(&self, node: &Node) -> bool {
        matches!(node.kind, NodeKind::Data) && self.source[node.span.range()].trim().is_empty()
    }

    fn for_loop(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let head = self.head(tag, |tag| {
            let target = tag.target(Some("in"), false)?;
            tag.expect_name("in")?;
            let options =
                TupleOptions { no_conditional: true, stop: Some("recursive"), ..TupleOptions::default() };
            let iterable = tag.tuple(options)?;
            let condition = if tag.skip_name("if") { Some(tag.expression()?) } else { None };
            let recursive = tag.skip_name("recursive");
            Ok((target, iterable, condition, recursive))
        });
        let (body, end) = self.body_until("for", &["endfor", "else"], tag.span());
        let mut otherwise = Vec::new();
        if let Some(mut end) = end {
            let is_else = end.is_name("else");
            end.advance();
            if is_else {
                end.skip_op(":");
            }
            if let Err(fault) = end.finish() {
                self.recover(&end, fault);
            }
            if is_else {
                otherwise = self.single_body(&mut end, "for", &["endfor"], |_| {});
            }
            extend(tag, &end);
        }
        let Some((target, iterable, condition, recursive)) = head else { return Ok(orphans(body)) };
        Ok(vec![NodeKind::For(Arc::new(For { target, iterable, condition, recursive, body, otherwise }))])
    }

    fn if_else(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let mut branches = Vec::new();
        let mut otherwise = Vec::new();
        let options = TupleOptions { no_conditional: true, ..TupleOptions::default() };
        let mut test = self.head(tag, |tag| tag.tuple(options));
        loop {
            let (body, end) = self.body_until("if", &["elif", "else", "endif"], tag.span());
            let error = Expr { kind: ExprKind::Error, span: tag.span() };
            branches.push((test.take().unwrap_or(error), body));
            let Some(mut end) = end else { break };
            let keyword = end.current().kind.clone();
            end.advance();
            if matches!(&keyword, TokenKind::Name(name) if &**name == "elif") {
                test = self.head(&mut end, |end| end.tuple(options));
                extend(tag, &end);
                continue;
            }
            let is_else = matches!(&keyword, TokenKind::Name(name) if &**name == "else");
            if is_else {
                end.skip_op(":");
            }
            if let Err(fault) = end.finish() {
                self.recover(&end, fault);
            }
            if is_else {
                otherwise = self.single_body(&mut end, "if", &["endif"], |_| {});
            }
            extend(tag, &end);
            break;
        }
        Ok(vec![NodeKind::If { branches, otherwise }])
    }

    fn with(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let targets = self.head(tag, |tag| {
            let mut targets = Vec::new();
            while !tag.is_end() {
                if !targets.is_empty() {
                    tag.expect_op(",")?;
                }
                let target = tag.target(None, false)?;
                tag.expect_op("=")?;
                targets.push((target, tag.expression()?));
            }
            Ok(targets)
        });
        let body = self.single_body(tag, "with", &["endwith"], |_| {});
        Ok(vec![NodeKind::With { targets: targets.unwrap_or_default(), body }])
    }

    fn macro_definition(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let start = tag.open;
        let head = self.head(tag, |tag| {
            let name = tag.assignable("the macro's name")?;
            Ok((name, signature(tag)?))
        });
        let body = self.single_body(tag, "macro", &["endmacro"], |_| {});
        let Some((name, parameters)) = head else { return Ok(orphans(body)) };
        let span = start.to(tag.span());
        Ok(vec![NodeKind::Macro(Arc::new(new_macro(name, parameters, body, span)))])
    }

    fn call_block(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let start = tag.open;
        let keyword = tag.tokens[tag.at.saturating_sub(1)].span;
        let head = self.head(tag, |tag| {
            let parameters = if tag.is_op("(") { signature(tag)? } else { Vec::new() };
            let from = tag.at;
            let call = tag.expression()?;
            if !matches!(call.kind, ExprKind::Call { .. }) {
                return Err(Fault {
                    token: from,
                    message: "expected the call of a macro".to_owned(),
                    span: Some(call.span),
                });
            }
            Ok((parameters, call))
        });
        let body = self.single_body(tag, "call", &["endcall"], |_| {});
        let Some((parameters, call)) = head else { return Ok(orphans(body)) };
        let name = Ident { name: "caller".into(), span: keyword };
        let caller = Arc::new(new_macro(name, parameters, body, start.to(tag.span())));
        Ok(vec![NodeKind::CallBlock { call, caller }])
    }

    fn filter_block(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let filter = self.head(tag, Tag::filter_chain);
        let body = self.single_body(tag, "filter", &["endfilter"], |_| {});
        let filter = filter.unwrap_or(Expr { kind: ExprKind::Error, span: tag.open });
        Ok(vec![NodeKind::FilterBlock { filter, body }])
    }

    fn autoescape(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let enabled = self.head(tag, Tag::expression);
        let body = self.single_body(tag, "autoescape", &["endautoescape"], |_| {});
        let enabled = enabled.unwrap_or(Expr { kind: ExprKind::Error, span: tag.open });
        Ok(vec![NodeKind::Autoescape { enabled, body }])
    }
}

/// A body whose statement could not be read, so that what it holds is still there.
fn orphans(body: Vec<Node>) -> Vec<NodeKind> {
    vec![NodeKind::With { targets: Vec::new(), body }]
}

/// Makes `tag` reach to the end of `end`, the tag that closes its statement.
fn extend(tag: &mut Tag, end: &Tag) {
    let last = tag.tokens.len() - 1;
    tag.tokens[last].span = JinjaSpan { end: end.span().end, ..tag.tokens[last].span };
}

fn print(tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
    let mut prints = Vec::new();
    while !tag.is_end() {
        if !prints.is_empty() {
            tag.expect_op(",")?;
        }
        prints.push(NodeKind::Print(tag.expression()?));
    }
    tag.finish()?;
    Ok(prints)
}

/// `with context` or `without context`, if it is there.
fn context_marker(tag: &mut Tag, default: bool) -> bool {
    if (tag.is_name("with") || tag.is_name("without")) && tag.next_is_name("context") {
        let with = tag.is_name("with");
        tag.advance();
        tag.advance();
        return with;
    }
    default
}

fn include(tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
    let template = tag.expression()?;
    let ignore_missing = tag.is_name("ignore") && tag.next_is_name("missing");
    if ignore_missing {
        tag.advance();
        tag.advance();
    }
    let with_context = context_marker(tag, true);
    tag.finish()?;
    Ok(vec![NodeKind::Include(Include { template, ignore_missing, with_context })])
}

fn import(tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
    let template = tag.expression()?;
    tag.expect_name("as")?;
    let target = tag.assignable("a name")?;
    let with_context = context_marker(tag, false);
    tag.finish()?;
    Ok(vec![NodeKind::Import(Import { template, target, with_context })])
}

fn from_import(tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
    let template = tag.expression()?;
    tag.expect_name("import")?;
    let mut names: Vec<(Ident, Option<Ident>)> = Vec::new();
    let mut with_context = false;
    let has_marker =
        |tag: &Tag| (tag.is_name("with") || tag.is_name("without")) && tag.next_is_name("context");
    loop {
        if !names.is_empty() {
            tag.expect_op(",")?;
        }
        if !matches!(tag.current().kind, TokenKind::Name(_)) {
            // Jinja2 allows a comma behind the last name, but wants one name at least.
            if names.is_empty() {
                return Err(tag.expected("the name of a macro or variable"));
            }
            break;
        }
        if has_marker(tag) {
            with_context = context_marker(tag, false);
            break;
        }
        let name = tag.assignable("the name of a macro or variable")?;
        if name.name.starts_with('_') {
            let message =
                format!("`{}` cannot be imported: names that start with `_` are private", name.name);
            return Err(Fault { span: Some(name.span), ..tag.fault(message) });
        }
        let alias = if tag.skip_name("as") { Some(tag.assignable("a name")?) } else { None };
        names.push((name, alias));
        if has_marker(tag) {
            with_context = context_marker(tag, false);
            break;
        }
        if !tag.is_op(",") {
            break;
        }
    }
    tag.finish()?;
    Ok(vec![NodeKind::FromImport(FromImport { template, names, with_context })])
}

fn signature(tag: &mut Tag) -> Parsed<Vec<(Ident, Option<Expr>)>> {
    tag.expect_op("(")?;
    let mut parameters: Vec<(Ident, Option<Expr>)> = Vec::new();
    while !tag.is_op(")") {
        if !parameters.is_empty() && !tag.skip_op(",") {
            return Err(tag.expected("`,` or `)`"));
        }
        let name = tag.assignable("the name of a parameter")?;
        let default = if tag.skip_op("=") {
            Some(tag.expression()?)
        } else {
            if parameters.iter().any(|(_, default)| default.is_some()) {
                let message = format!("`{}` needs a default, as a parameter before it has one", name.name);
                return Err(Fault { span: Some(name.span), ..tag.fault(message) });
            }
            None
        };
        parameters.push((name, default));
    }
    tag.expect_op(")")?;
    Ok(parameters)
}

fn new_macro(name: Ident, parameters: Vec<(Ident, Option<Expr>)>, body: Vec<Node>, span: JinjaSpan) -> Macro {
    let declared = |wanted: &str| parameters.iter().any(|(name, _)| &*name.name == wanted);
    let uses = |wanted: &str| !declared(wanted) && resolve::uses_name(&body, wanted);
    let (uses_varargs, uses_kwargs, uses_caller) = (uses("varargs"), uses("kwargs"), uses("caller"));
    Macro { name, parameters, body, uses_varargs, uses_kwargs, uses_caller, span }
}
