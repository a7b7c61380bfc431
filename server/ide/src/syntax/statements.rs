//! Statements, and which of them belong together: `if` with its `elif`, `else` and `endif`.

use std::ops::Range;

use forgather_dialect::lines::{Line, LineKind};
use forgather_dialect::{FileOffset, FileSpan, Lexeme, LexemeKind, Part, SourceFile};

use super::{line_at, trimmed};

/// A statement: one tag.
#[derive(Debug, Clone)]
pub(crate) struct Statement<'a> {
    /// `block`, `endblock`, `else`, `set` …; empty where there is none.
    pub(crate) keyword: &'a str,
    pub(crate) form: Form,
    /// From its operator or brace to its end. A header's is the header, and what closes it has the empty place where its
    /// block ends.
    pub(crate) span: FileSpan,
    /// Its lexemes.
    pub(crate) lexemes: Range<usize>,
    /// Whether it is `set` without `=`, which has a body.
    has_body: bool,
}

/// How a statement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `-- …`
    Line,
    /// `{% … %}`
    Braces,
    /// `[name]`, or what follows from it.
    Header,
}

/// Statements that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Construct {
    /// The first one's place among the statements.
    pub(crate) open: usize,
    /// `elif` and `else`.
    pub(crate) middles: Vec<usize>,
    /// The last one's, unless it is missing.
    pub(crate) close: Option<usize>,
    /// All of it, up to the end of what it is in where the last one is missing.
    pub(crate) span: FileSpan,
}

impl Construct {
    /// What is between its statements.
    pub(crate) fn bodies<'a>(
        &'a self,
        statements: &'a [Statement<'_>],
    ) -> impl Iterator<Item = FileSpan> + 'a {
        let tags = std::iter::once(self.open).chain(self.middles.iter().copied()).chain(self.close);
        let ends = self.middles.iter().copied().chain(self.close).map(|next| statements[next].span.start);
        let missing = self.close.is_none().then_some(self.span.end);
        tags.zip(ends.chain(missing)).map(|(tag, end)| {
            let start = statements[tag].span.end;
            FileSpan { start, end: end.max(start) }
        })
    }
}

/// What closes a statement, for those that have a body.
pub(crate) fn end_of(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "block" => "endblock",
        "for" => "endfor",
        "if" => "endif",
        "macro" => "endmacro",
        "call" => "endcall",
        "filter" => "endfilter",
        "with" => "endwith",
        "set" => "endset",
        "autoescape" => "endautoescape",
        "raw" => "endraw",
        _ => return None,
    })
}

/// Whether a statement goes on another: `else`, `elif`.
fn is_middle_of(keyword: &str, open: &str) -> bool {
    matches!((keyword, open), ("else", "if" | "for") | ("elif", "if"))
}

pub(super) fn statements<'a>(
    source: &SourceFile,
    part: &'a Part,
    lines: &[Line],
    lexemes: &[Lexeme],
) -> Vec<Statement<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lexemes.len() {
        if lexemes[at].kind != LexemeKind::OpenStatement {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < lexemes.len() {
            match lexemes[end].kind {
                LexemeKind::Data
                | LexemeKind::Comment
                | LexemeKind::OpenStatement
                | LexemeKind::OpenExpression => break,
                _ => end += 1,
            }
            if lexemes[end - 1].kind == LexemeKind::Close {
                break;
            }
        }
        let mut found_here = statement(part, lexemes, at..end);
        let header = line_at(lines, found_here.span.start).map(|line| line.kind);
        if let (Form::Header, Some(LineKind::Header { header, name })) = (found_here.form, header)
            && name.start == found_here.span.start
        {
            found_here.span = header;
        }
        found_here.span = trimmed(&source.text, found_here.span);
        found.push(found_here);
        at = end;
    }
    found
}

fn statement<'a>(part: &'a Part, lexemes: &[Lexeme], range: Range<usize>) -> Statement<'a> {
    let jinja = part.translation.jinja.as_str();
    let copied = |index: usize| part.translation.copied(lexemes[index].span).next().is_some();
    let name = lexemes
        .get(range.start + 1)
        .filter(|lexeme| lexeme.kind == LexemeKind::Name && range.contains(&(range.start + 1)));
    let keyword = name.map_or("", |lexeme| &jinja[lexeme.span.range()]);
    let form = if copied(range.start) {
        Form::Braces
    } else if name.is_some() && !copied(range.start + 1) {
        Form::Header
    } else {
        Form::Line
    };
    let span = part.file_span(lexemes[range.start].span).to(part.file_span(lexemes[range.end - 1].span));
    // `set x|replace(old="a")` has a body all the same.
    let mut depth = 0;
    let is_assignment = lexemes[range.clone()].iter().any(|lexeme| {
        let operator = if lexeme.kind == LexemeKind::Operator { &jinja[lexeme.span.range()] } else { "" };
        match operator {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        operator == "=" && depth == 0
    });
    let has_body = keyword != "set" || !is_assignment;
    Statement { keyword, form, span, lexemes: range, has_body }
}

pub(super) fn constructs(part: &Part, statements: &[Statement<'_>]) -> Vec<Construct> {
    let mut found: Vec<Construct> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        if end_of(statement.keyword).is_some() {
            if statement.has_body {
                open.push(found.len());
                found.push(Construct { open: index, middles: Vec::new(), close: None, span: statement.span });
            }
            continue;
        }
        let keyword_of = |construct: &usize| statements[found[*construct].open].keyword;
        let closes = |construct: &usize| end_of(keyword_of(construct)) == Some(statement.keyword);
        let continues = |construct: &usize| is_middle_of(statement.keyword, keyword_of(construct));
        let Some(depth) = open.iter().rposition(|construct| closes(construct) || continues(construct)) else {
            continue;
        };
        let closed = closes(&open[depth]);
        for unclosed in open.drain(depth + 1..) {
            end_at(&mut found[unclosed], statement.span.start);
        }
        let construct = &mut found[open[depth]];
        if closed {
            construct.close = Some(index);
            end_at(construct, statement.span.end);
            open.pop();
        } else {
            construct.middles.push(index);
        }
    }
    for unclosed in open {
        end_at(&mut found[unclosed], part.body.end);
    }
    found
}

fn end_at(construct: &mut Construct, end: FileOffset) {
    construct.span.end = construct.span.end.max(end);
}
