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
                self.recover(&mut tag, fault, 0);
                return;
            }
        };
        let keyword_span = tag.current().span;
        tag.advance();
        let parsed = match &*keyword {
            "extends" => self.extends(&mut tag),
            "include" => self.include(&mut tag),
            "import" => self.import(&mut tag),
            "from" => self.import_names(&mut tag),
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
            Err(fault) => self.recover(&mut tag, fault, 0),
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
        self.readable(tag, |tag| {
            let value = parse(tag)?;
            tag.skip_op(":");
            tag.finish().map(|()| value)
        })
    }

    /// What can be read from here on; of what cannot be, a fault is reported, and what it names is kept.
    fn readable<T>(&mut self, tag: &mut Tag, parse: impl FnOnce(&mut Tag) -> Parsed<T>) -> Option<T> {
        let from = tag.at;
        parse(tag).map_err(|fault| self.recover(tag, fault, from)).ok()
    }

    /// Ends a statement of which all is read that it needs.
    fn ends(&mut self, tag: &mut Tag) {
        self.readable(tag, Tag::finish);
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
            self.ends(&mut end);
            extend(tag, &end);
        }
        body
    }

    fn extends(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let template = tag.expression()?;
        self.ends(tag);
        if self.is_within_scope() {
            self.problem(tag.span(), "`extends` must stand at the top level of the template");
        }
        Ok(vec![NodeKind::Extends(template)])
    }

    fn set(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let target = tag.target(None, true)?;
        if tag.skip_op("=") {
            let value = self.readable(tag, |tag| {
                let value = tag.tuple(TupleOptions::default())?;
                tag.finish().map(|()| value)
            });
            let value = value.unwrap_or_else(|| unread(tag));
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
        let named = self.readable(tag, |tag| {
            let name = tag.ident("the block's name")?;
            if tag.is_op("-") {
                return Err(tag.fault("a block's name is an identifier: use `_` instead of `-`"));
            }
            Ok(name)
        });
        let head = named.map(|name| {
            let scoped = tag.skip_name("scoped");
            let required = tag.skip_name("required");
            self.head(tag, |_| Ok(()));
            (name, scoped, required)
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
        let target = self.readable(tag, |tag| tag.target(Some("in"), false));
        let head = target.as_ref().and_then(|_| {
            self.head(tag, |tag| {
                tag.expect_name("in")?;
                let options =
                    TupleOptions { no_conditional: true, stop: Some("recursive"), ..TupleOptions::default() };
                let iterable = tag.tuple(options)?;
                let condition = if tag.skip_name("if") { Some(tag.expression()?) } else { None };
                let recursive = tag.skip_name("recursive");
                Ok((iterable, condition, recursive))
            })
        });
        let unread = unread(tag);
        let blocks_before = self.blocks.len();
        let (body, end) = self.body_until("for", &["endfor", "else"], tag.span());
        let mut otherwise = Vec::new();
        if let Some(mut end) = end {
            let is_else = end.is_name("else");
            end.advance();
            if is_else {
                end.skip_op(":");
            }
            self.ends(&mut end);
            if is_else {
                otherwise = self.single_body(&mut end, "for", &["endfor"], |_| {});
            }
            extend(tag, &end);
        }
        let Some(target) = target else { return Ok(orphans(body)) };
        let (iterable, condition, recursive) = head.unwrap_or((unread, None, false));
        let has_loop = recursive
            || resolve::uses_name(&body, "loop")
            || self.blocks[blocks_before..].iter().any(|block| block.scoped);
        let node = For { target, iterable, condition, recursive, has_loop, body, otherwise };
        Ok(vec![NodeKind::For(Arc::new(node))])
    }

    fn if_else(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let mut branches = Vec::new();
        let mut otherwise = Vec::new();
        let options = TupleOptions { no_conditional: true, ..TupleOptions::default() };
        let mut test = self.head(tag, |tag| tag.tuple(options));
        loop {
            let (body, end) = self.body_until("if", &["elif", "else", "endif"], tag.span());
            branches.push((test.take().unwrap_or_else(|| unread(tag)), body));
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
            self.ends(&mut end);
            if is_else {
                otherwise = self.single_body(&mut end, "if", &["endif"], |_| {});
            }
            extend(tag, &end);
            break;
        }
        Ok(vec![NodeKind::If { branches, otherwise }])
    }

    fn with(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let mut targets = Vec::new();
        self.head(tag, |tag| {
            while !tag.is_end() {
                if !targets.is_empty() {
                    tag.expect_op(",")?;
                }
                let target = tag.target(None, false)?;
                tag.expect_op("=")?;
                targets.push((target, tag.expression()?));
            }
            Ok(())
        });
        let body = self.single_body(tag, "with", &["endwith"], |_| {});
        Ok(vec![NodeKind::With { targets, body }])
    }

    fn macro_definition(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let start = tag.open;
        let name = self.readable(tag, |tag| tag.assignable("the macro's name"));
        let mut parameters = Vec::new();
        if name.is_some() {
            self.head(tag, |tag| signature(tag, &mut parameters));
        }
        let body = self.single_body(tag, "macro", &["endmacro"], |_| {});
        let Some(name) = name else { return Ok(orphans(body)) };
        let span = start.to(tag.span());
        Ok(vec![NodeKind::Macro(Arc::new(new_macro(name, parameters, body, span)))])
    }

    fn call_block(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let start = tag.open;
        let keyword = tag.tokens[tag.at.saturating_sub(1)].span;
        let head = self.head(tag, |tag| {
            let mut parameters = Vec::new();
            if tag.is_op("(") {
                signature(tag, &mut parameters)?;
            }
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

    fn include(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let template = tag.expression()?;
        let ignore_missing = tag.is_name("ignore") && tag.next_is_name("missing");
        if ignore_missing {
            tag.advance();
            tag.advance();
        }
        let with_context = context_marker(tag, true);
        self.ends(tag);
        Ok(vec![NodeKind::Include(Include { template, ignore_missing, with_context })])
    }

    fn import(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let template = tag.expression()?;
        let target = self.readable(tag, |tag| {
            tag.expect_name("as")?;
            tag.assignable("a name")
        });
        let Some(target) = target else {
            // The template is imported all the same, but by no name.
            let (names, with_context) = (Vec::new(), false);
            return Ok(vec![NodeKind::FromImport(FromImport { template, names, with_context })]);
        };
        let with_context = context_marker(tag, false);
        self.ends(tag);
        Ok(vec![NodeKind::Import(Import { template, target, with_context })])
    }

    fn import_names(&mut self, tag: &mut Tag) -> Parsed<Vec<NodeKind>> {
        let template = tag.expression()?;
        let mut names = Vec::new();
        let with_context = self.readable(tag, |tag| {
            let with_context = imported_names(tag, &mut names)?;
            tag.finish().map(|()| with_context)
        });
        let with_context = with_context.unwrap_or(false);
        Ok(vec![NodeKind::FromImport(FromImport { template, names, with_context })])
    }
}

/// What stands for an expression that cannot be read.
fn unread(tag: &Tag) -> Expr {
    Expr { kind: ExprKind::Error, span: tag.span() }
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

/// The names behind `import`, and whether they see the variables around; those before a fault are there, too.
fn imported_names(tag: &mut Tag, names: &mut Vec<(Ident, Option<Ident>)>) -> Parsed<bool> {
    tag.expect_name("import")?;
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
            return Ok(false);
        }
        if has_marker(tag) {
            return Ok(context_marker(tag, false));
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
            return Ok(context_marker(tag, false));
        }
        if !tag.is_op(",") {
            return Ok(false);
        }
    }
}

/// Reads parameters; those before a fault are there, too.
fn signature(tag: &mut Tag, parameters: &mut Vec<(Ident, Option<Expr>)>) -> Parsed<()> {
    tag.expect_op("(")?;
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
    Ok(())
}

fn new_macro(name: Ident, parameters: Vec<(Ident, Option<Expr>)>, body: Vec<Node>, span: JinjaSpan) -> Macro {
    let declared = |wanted: &str| parameters.iter().any(|(name, _)| &*name.name == wanted);
    let uses = |wanted: &str| !declared(wanted) && resolve::uses_name(&body, wanted);
    let (uses_varargs, uses_kwargs, uses_caller) = (uses("varargs"), uses("kwargs"), uses("caller"));
    Macro { name, parameters, body, uses_varargs, uses_kwargs, uses_caller, span }
}
