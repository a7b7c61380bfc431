//! From Jinja2 source to a tree, whatever the source: faults become problems, and reading goes on behind them.

use super::ast::{Node, NodeKind, Template};
use super::expression::TupleOptions;
use super::lexemes::Lexeme;
use super::lexer::{Lexer, Piece, TagKind, Token, TokenKind, Unclosed};
use super::salvage::salvage;
use super::tag::{Fault, Tag, describe};
use super::{resolve, shadow};
use crate::position::JinjaSpan;
use crate::{Problem, Remedy, SyntaxRule};

/// Parses the Jinja2 source of a template.
///
/// The problems come in the order in which Jinja2 would meet them: it raises the first and stops.
pub fn parse(source: &str) -> (Template, Vec<Problem>) {
    let mut parser = Parser::new(source);
    let (body, _) = parser.body();
    let mut template = Template { body, blocks: parser.blocks, ..Template::default() };
    template.blocks.sort_by_key(|block| block.span.start);
    let mut problems = parser.problems;
    resolve::check(&template, &mut problems);
    template.shadowed = shadow::shadowed(&template);
    (template, problems)
}

pub(crate) struct Parser<'a> {
    pub(crate) source: &'a str,
    lexer: Lexer<'a>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) blocks: Vec<std::sync::Arc<super::ast::Block>>,
    /// The statements that are open, innermost last.
    open: Vec<Open>,
    /// A tag that an inner statement met and an outer one must take.
    returned: Option<Tag>,
    /// Whether the end of the text has already been complained about.
    end_reported: bool,
    /// The last run of data, or the end of the last tag.
    last: JinjaSpan,
    /// What can be read of tags with faults, where the next node will stand.
    broken: Vec<Node>,
    /// What was read, where somebody wants to know.
    pub(crate) record: Option<Vec<Lexeme>>,
}

struct Open {
    keyword: &'static str,
    ends: &'static [&'static str],
    tag: JinjaSpan,
}

/// How deep statements may nest.
const MAX_DEPTH: usize = 100;

impl<'a> Parser<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        Self {
            source,
            lexer: Lexer::new(source),
            problems: Vec::new(),
            blocks: Vec::new(),
            open: Vec::new(),
            returned: None,
            end_reported: false,
            last: JinjaSpan::default(),
            broken: Vec::new(),
            record: None,
        }
    }

    /// The next piece of the text.
    fn piece(&mut self) -> Option<Piece> {
        let from = self.lexer.at;
        let piece = self.lexer.next()?;
        self.note(from, &piece, self.lexer.at);
        Some(piece)
    }

    /// Nodes up to a tag that ends the innermost open statement, which is returned, or the end of the text.
    pub(crate) fn body(&mut self) -> (Vec<Node>, Option<Tag>) {
        let mut nodes = Vec::new();
        loop {
            nodes.append(&mut self.broken);
            let tag = match self.returned.take() {
                Some(tag) => tag,
                None => match self.piece() {
                    None => {
                        self.report_missing_end();
                        return (nodes, None);
                    }
                    Some(Piece::Data(span)) => {
                        if span.start < span.end {
                            self.last = span;
                            nodes.push(Node { kind: NodeKind::Data, span });
                        }
                        continue;
                    }
                    Some(Piece::Unclosed { what, open }) => {
                        self.problem(
                            open,
                            match what {
                                Unclosed::Comment => "this comment is never closed: `#}` is missing",
                                Unclosed::Raw => "`raw` is never closed: `endraw` is missing",
                            },
                        );
                        // What follows would be swallowed; complaining about open statements would not help.
                        self.end_reported = true;
                        continue;
                    }
                    Some(Piece::Tag { kind, open, tokens }) => {
                        self.last = tokens.last().map_or(open, |token| token.span);
                        Tag::new(kind, open, tokens)
                    }
                },
            };
            if tag.kind == TagKind::Variable {
                self.print(tag, &mut nodes);
                continue;
            }
            if let TokenKind::Name(keyword) = &tag.current().kind {
                let ends = |open: &Open| open.ends.contains(&&**keyword);
                if self.open.last().is_some_and(ends) {
                    return (nodes, Some(tag));
                }
                if self.open.iter().any(ends) {
                    self.report_nesting(&tag);
                    self.returned = Some(tag);
                    return (nodes, None);
                }
            }
            self.statement(tag, &mut nodes);
        }
    }

    /// The body of a statement that `tag` opened, up to and including one of `ends`.
    pub(crate) fn body_until(
        &mut self,
        keyword: &'static str,
        ends: &'static [&'static str],
        tag: JinjaSpan,
    ) -> (Vec<Node>, Option<Tag>) {
        if self.open.len() >= MAX_DEPTH {
            self.problem(tag, "statements are nested too deeply");
            return (Vec::new(), None);
        }
        self.open.push(Open { keyword, ends, tag });
        let body = self.body();
        self.open.pop();
        body
    }

    fn print(&mut self, mut tag: Tag, nodes: &mut Vec<Node>) {
        let result = tag.tuple(TupleOptions::default()).and_then(|expr| tag.finish().map(|()| expr));
        match result {
            Ok(expr) => nodes.push(Node { kind: NodeKind::Print(expr), span: tag.span() }),
            Err(fault) => self.recover(&mut tag, fault, 0),
        }
    }

    pub(crate) fn problem(&mut self, span: JinjaSpan, message: impl Into<String>) {
        self.problems.push(Problem {
            rule: SyntaxRule::JinjaSyntax,
            span,
            message: message.into(),
            related: None,
            remedy: None,
        });
    }

    /// Reports a fault in a tag and goes on behind it. What the tag names from one of its tokens on is kept.
    ///
    /// Where the tag runs on into another line because its end or a quote is missing, the fault lies where the end
    /// should have been, and the next line is text again.
    pub(crate) fn recover(&mut self, tag: &mut Tag, fault: Fault, from: usize) {
        self.report(tag, fault);
        let resumes = self.lexer.at;
        let last = tag.tokens.len() - 1;
        if tag.tokens[last].span.end.index() > resumes
            || matches!(tag.tokens[last].kind, TokenKind::End { missing: true })
        {
            tag.tokens.retain(|token| {
                token.span.end.index() <= resumes && !matches!(token.kind, TokenKind::End { .. })
            });
            let end = tag.tokens.last().map_or(tag.open.end, |token| token.span.end);
            let end = JinjaSpan { start: end, end };
            tag.tokens.push(Token { kind: TokenKind::End { missing: true }, span: end });
            tag.at = tag.at.min(tag.tokens.len() - 1);
        }
        // The name of the statement is no variable.
        let from = from.max(usize::from(tag.kind == TagKind::Block)).min(tag.tokens.len());
        let named = salvage(&tag.tokens[from..]);
        if !named.is_empty() {
            self.broken.push(Node { kind: NodeKind::Broken(named), span: tag.span() });
        }
    }

    /// Where a tag that has no end should have had it: behind the token before the first line that does not belong to
    /// it, as far as that can be told.
    fn lost_end(&self, tag: &Tag, fault: usize) -> Option<usize> {
        let missing = matches!(tag.tokens[tag.tokens.len() - 1].kind, TokenKind::End { missing: true });
        let mut depth = 0i32;
        for at in 1..=fault.min(tag.tokens.len() - 1) {
            match tag.tokens[at - 1].kind {
                TokenKind::Op("(" | "[" | "{") => depth += 1,
                TokenKind::Op(")" | "]" | "}") => depth -= 1,
                _ => {}
            }
            let gap = tag.tokens[at - 1].span.end.index()..tag.tokens[at].span.start.index();
            if !self.source.get(gap).is_some_and(|gap| gap.contains('\n')) {
                continue;
            }
            // A key of YAML is told by its colon, where no expression can have one.
            let is_key = at + 1 == fault
                && (missing || tag.kind == TagKind::Variable)
                && matches!(tag.tokens[at].kind, TokenKind::Name(_))
                && matches!(tag.tokens[fault].kind, TokenKind::Op(":"));
            if is_key || missing && depth == 0 {
                return Some(at);
            }
        }
        None
    }

    fn report(&mut self, tag: &Tag, fault: Fault) {
        let token = &tag.tokens[fault.token.min(tag.tokens.len() - 1)];
        let before = &tag.tokens[..fault.token.min(tag.tokens.len() - 1)];
        let previous_end = before.last().map_or(tag.open.end, |token| token.span.end);
        let missing_end = matches!(tag.tokens[tag.tokens.len() - 1].kind, TokenKind::End { missing: true });
        let newline_from = |from: usize| self.source[from..].find('\n').map(|at| from + at);
        let spans_lines = |span: JinjaSpan| self.source[span.range()].contains('\n');

        if let Some(string) =
            before.iter().find(|token| matches!(token.kind, TokenKind::Str(_)) && spans_lines(token.span))
        {
            let start = string.span.start.index();
            let end = newline_from(start).unwrap_or(self.source.len());
            self.problem(JinjaSpan::new(start, end), "this string is not closed on its line");
            self.lexer.at = end;
            return;
        }
        if let Some(next) = self.lost_end(tag, fault.token) {
            let before = &tag.tokens[..next];
            let at = before.last().map_or(tag.open.end, |token| token.span.end).index();
            let end = newline_from(at).unwrap_or(self.source.len());
            match innermost_open(before) {
                Some(open) => self.problem(open.span, format!("{} is not closed", describe(&open.kind))),
                None => self.report_lost_end(tag, at, &tag.tokens[next].kind, fault.message),
            }
            self.lexer.at = end;
            return;
        }
        let gap = JinjaSpan { start: previous_end, end: token.span.start.max(previous_end) };
        // Within brackets a line break means nothing.
        let depth = before.iter().fold(0i32, |depth, token| match token.kind {
            TokenKind::Op("(" | "[" | "{") => depth + 1,
            TokenKind::Op(")" | "]" | "}") => depth - 1,
            _ => depth,
        });
        let close = if tag.kind == TagKind::Block { "%}" } else { "}}" };
        let mut closes = token.span.start.index();
        closes += self.source[closes..].bytes().take_while(|byte| *byte == b'-').count();
        // Within brackets `%` is an operator, and only `}` is one too many.
        if tag.kind == TagKind::Block
            && before.last().is_some_and(|token| token.kind == TokenKind::Op("%"))
            && previous_end == token.span.start
        {
            closes -= 1;
        }
        let at_end = self.source[closes..].starts_with(close);
        if let Some(open) = innermost_open(before).filter(|_| at_end) {
            let bracket = JinjaSpan { start: open.span.start, end: token.span.start };
            let place = if spans_lines(bracket) { token.span } else { open.span };
            self.problem(place, format!("{} is not closed", describe(&open.kind)));
            // What follows was taken for more of the tag.
            self.lexer.at = self.lexer.at.min(newline_from(closes).unwrap_or(self.source.len()));
            return;
        }
        if depth == 0 && spans_lines(gap) {
            let at = previous_end.index();
            self.report_lost_end(tag, at, &token.kind, fault.message);
            self.lexer.at = newline_from(at).unwrap_or(self.source.len());
            return;
        }
        let span = fault.span.unwrap_or(match token.kind {
            TokenKind::End { missing: true } => {
                tag.open.to(JinjaSpan { start: previous_end, end: previous_end })
            }
            _ => token.span,
        });
        if missing_end {
            self.lexer.at = newline_from(span.start.index()).unwrap_or(self.source.len());
            // The line break belongs to the tag, as it would behind its end.
        }
        self.problem(span, fault.message);
    }

    /// Reports that a tag has no end at `at`, where it goes on to the token `next` on a later line.
    fn report_lost_end(&mut self, tag: &Tag, at: usize, next: &TokenKind, message: String) {
        let width = self.source[..at].chars().next_back().map_or(0, char::len_utf8);
        let (what, close) = match tag.kind {
            TagKind::Block => ("statement", "%}"),
            TagKind::Variable => ("expression", "}}"),
        };
        let message = match next {
            TokenKind::End { .. } => message,
            kind => {
                format!("`{close}` is missing here: the {what} goes on to {} on a later line", describe(kind))
            }
        };
        self.problem(JinjaSpan::new(at - width, at), message);
    }

    /// Whether the innermost scope is not the template's own: within anything but `if`.
    pub(crate) fn is_within_scope(&self) -> bool {
        self.open.iter().any(|open| open.keyword != "if")
    }

    /// Whether a fault since a tag was opened may have hidden the end that belongs to it.
    fn may_have_lost_an_end(&self, opened: JinjaSpan) -> bool {
        self.problems.iter().any(|problem| problem.span.start > opened.start)
    }

    fn line_of(&self, span: JinjaSpan) -> usize {
        self.source[..span.start.index()].matches('\n').count() + 1
    }

    fn report_missing_end(&mut self) {
        let Some(open) = self.open.last() else { return };
        if std::mem::replace(&mut self.end_reported, true) {
            return;
        }
        let (keyword, tag) = (open.keyword, open.tag);
        if self.may_have_lost_an_end(tag) {
            return;
        }
        let ends = alternatives(open.ends);
        let message = format!(
            "the template ends and `{keyword}` on line {} is still open: expected {ends}",
            self.line_of(tag)
        );
        // As Jinja2, at the last token: where the last run of data starts, or the last tag ends.
        let start = self.last.start.index();
        let end = start + self.source[self.last.range()].find('\n').unwrap_or(self.last.range().len());
        self.problems.push(Problem {
            rule: SyntaxRule::JinjaSyntax,
            span: JinjaSpan::new(start, end),
            message,
            related: Some((tag, format!("`{keyword}` is opened here"))),
            remedy: Some(Remedy::CloseAtEnd(keyword)),
        });
    }

    fn report_nesting(&mut self, tag: &Tag) {
        let Some(open) = self.open.last() else { return };
        let TokenKind::Name(found) = &tag.current().kind else { return };
        let (keyword, opened) = (open.keyword, open.tag);
        if self.may_have_lost_an_end(opened) {
            return;
        }
        let message = format!(
            "`{found}` does not belong here: `{keyword}` on line {} is still open, expected {}",
            self.line_of(opened),
            alternatives(open.ends)
        );
        let span = tag.current().span;
        self.problems.push(Problem {
            rule: SyntaxRule::JinjaSyntax,
            span,
            message,
            related: Some((opened, format!("`{keyword}` is opened here"))),
            remedy: Some(Remedy::CloseBefore(keyword)),
        });
    }
}

/// `a`, `b` or `c`.
fn alternatives(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The last bracket among tokens that is still open behind them.
fn innermost_open(tokens: &[Token]) -> Option<&Token> {
    let mut open = Vec::new();
    for token in tokens {
        match token.kind {
            TokenKind::Op("(" | "[" | "{") => open.push(token),
            TokenKind::Op(")" | "]" | "}") => _ = open.pop(),
            _ => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(source: &str) -> Vec<String> {
        parse(source).1.into_iter().map(|problem| problem.message).collect()
    }

    /// What is reported, and of which part of the source.
    fn reported(source: &str) -> Vec<(&str, String)> {
        let problems = parse(source).1.into_iter();
        problems.map(|problem| (&source[problem.span.range()], problem.message)).collect()
    }

    #[test]
    fn brackets_that_the_end_of_a_tag_finds_open() {
        for (source, open) in [
            ("{% set x = join('a', 'b' %}\nb: {{ c }}", "("),
            ("{% set x = join('a', 'b' -%}\nb: {{ c }}", "("),
            ("{% set x = join('a', %}\n{% set y = 1 %}", "("),
            ("{% set x = [1, 2 %}\n{% set y = 1 %}", "["),
            ("{% set x = {'a': 1 %}\nb: {{ c }}", "{"),
            ("{% set x = {'a': 1 %}\n{% set y = 1 %}", "{"),
            ("{% for x in f(a %}\n{% endfor %}", "("),
            ("{{ f(a, b }}\n{{ c }}", "("),
        ] {
            assert_eq!(reported(source), [(open, format!("`{open}` is not closed"))], "{source}");
        }
        // The modulus is written there.
        let found = reported("{% set x = f(a % %}");
        assert_eq!(found, [("(", "`(` is not closed".to_owned())]);
        let message = "expected a value, found `}` where a bracket still needs `)`".to_owned();
        assert_eq!(reported("{% set x = f(a % } %}"), [("}", message)]);
    }

    #[test]
    fn names_that_the_compiler_refuses() {
        for (source, name, message) in [
            ("{{ x is f([dict(a=1, b=2, a=3)]) }}", "a", "argument `a` is given twice"),
            ("{% if 0 %}{{ f(a=1, a=2) }}{% endif %}", "a", "argument `a` is given twice"),
            ("{% macro m(a, b, a=1) %}{% endmacro %}", "a", "parameter `a` is there twice"),
            ("{% call(a, a) m() %}{% endcall %}", "a", "parameter `a` is there twice"),
            (
                "{% macro m(caller) %}{{ caller() }}{% endmacro %}",
                "caller",
                "the parameter `caller` needs a default, such as `none`, for calls without a `call` block",
            ),
        ] {
            assert_eq!(reported(source), [(name, message.to_owned())], "{source}");
            let second = parse(source).1[0].span.start.index();
            assert!(name == "caller" || source[..second].contains(name), "{source}");
        }
        let message = "`loop` cannot be assigned to in a loop: it is the loop itself".to_owned();
        for source in [
            "{% for loop in [1] %}{% endfor %}",
            "{% for a, loop in x %}{% endfor %}",
            "{% for a in x %}{% if b %}{% set loop = 2 %}{% endif %}{% endfor %}",
            "{% for a in x %}{% set a, loop = 2 %}{% endfor %}",
            "{% for a in x %}{% set loop %}{% endset %}{% endfor %}",
            "{% for a in x %}{% else %}{% set loop = 2 %}{% endfor %}",
            "{% for a in x %}{% block b %}{% set loop = 2 %}{% endblock %}{% endfor %}",
            "{% for a in x %}{% macro m() %}{% set loop = 2 %}{% endmacro %}{% endfor %}",
        ] {
            assert_eq!(reported(source), [("loop", message.clone())], "{source}");
        }
        for source in [
            "{% set loop = 2 %}{{ dict(a=dict(a=1)) }}",
            "{% for a in x %}{% with loop = 2 %}{% endwith %}{% macro loop(loop) %}{% endmacro %}{% endfor %}",
            "{% for a in x %}{% import 'm' as loop %}{% from 'm' import n as loop %}{% endfor %}",
            "{% macro m(caller) %}{% endmacro %}{% macro n(caller=none) %}{{ caller() }}{% endmacro %}",
        ] {
            assert_eq!(reported(source), [], "{source}");
        }
    }

    /// A chain of each kind with that many links.
    fn chains(links: usize) -> Vec<String> {
        let chain = |head: &str, link: &str| format!("{{{{ {head}{} }}}}", link.repeat(links));
        let mut chains: Vec<String> =
            ["+1", "*1", "**1", " or 1", " and 1", ".a", "[0]", "()", "|int", "|f()", " if 1", " is t(1)"]
                .iter()
                .map(|link| chain("x", link))
                .collect();
        chains.push(format!("{{% filter f{} %}}{{% endfilter %}}", "|f".repeat(links)));
        // What stands on the left of a chain is part of it.
        chains.push(format!("{{{{ (x{0}){0} }}}}", ".a".repeat(links / 2)));
        chains.push(format!(
            "{{{{ x{} or 1 and f(x{})|f }}}}",
            "+1".repeat(links - 2),
            ".a".repeat(links - 4)
        ));
        chains
    }

    #[test]
    fn chains_are_bounded() {
        for source in chains(400) {
            assert_eq!(messages(&source), [""; 0], "{source}");
        }
        for source in chains(1_002).iter().chain(&chains(20_000)) {
            assert_eq!(messages(source), ["this expression is nested too deeply"]);
        }
    }

    #[test]
    fn chains_beside_one_another_do_not_add_up() {
        let many = vec!["a.b|f + 1 if x.y else 2"; 2_000].join(", ");
        assert_eq!(messages(&format!("{{{{ [{many}] }}}}{{{{ {many} }}}}{{{{ f({many}) }}}}")), [""; 0]);
        for flat in ["~ 1", "< 1"] {
            assert_eq!(messages(&format!("{{{{ 1 {} }}}}", flat.repeat(10_000))), [""; 0]);
        }
    }
}
