//! The tokens of a template with their places, for what looks at its text: colours, folding, formatting.

use super::lexer::{Piece, TagKind, TokenKind, Unclosed};
use super::parser::Parser;
use crate::position::{JinjaOffset, JinjaSpan};

/// A token of Jinja2 source, a run of data or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Where.
    pub span: JinjaSpan,
}

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexemeKind {
    /// Text that is output.
    Data,
    /// `{# … #}`
    Comment,
    /// `{%`, with its sign.
    OpenStatement,
    /// `{{`, with its sign.
    OpenExpression,
    /// `%}` or `}}`, with its sign.
    Close,
    /// A name or a keyword.
    Name,
    /// A number.
    Number,
    /// A string with its quotes.
    String,
    /// An operator or a bracket.
    Operator,
    /// What is no token.
    Unreadable,
}

/// The lexemes of Jinja2 source, in order; blanks between them are left out. Where a tag is broken they go on where the
/// parser does.
///
/// Two sources whose lexemes other than comments are equal in kind and text have the same tree.
pub fn lexemes(source: &str) -> Vec<Lexeme> {
    let mut parser = Parser::new(source);
    parser.record = Some(Vec::new());
    parser.body();
    parser.record.unwrap_or_default()
}

impl Parser<'_> {
    /// Notes what the lexer gave for the text between two places.
    pub(crate) fn note(&mut self, from: usize, piece: &Piece, to: usize) {
        let source = self.source;
        let Some(found) = &mut self.record else { return };
        let at = JinjaOffset::from(from);
        // After a fault the parser goes back to the end of a line.
        while found.last().is_some_and(|last| last.span.start >= at) {
            found.pop();
        }
        if let Some(last) = found.last_mut().filter(|last| last.span.end > at) {
            *last = Lexeme { kind: LexemeKind::Unreadable, span: JinjaSpan { end: at, ..last.span } };
        }
        let mut push = |kind, start: usize, end: usize| {
            if start < end {
                found.push(Lexeme { kind, span: JinjaSpan::new(start, end) });
            }
        };
        match piece {
            Piece::Data(span) if source[from..].starts_with("{#") && span.start == span.end => {
                let end = source[from..].find("#}").map_or(to, |close| from + close + 2);
                push(LexemeKind::Comment, from, end);
            }
            Piece::Data(span) if source[from..].starts_with("{%") => {
                raw_tag(source, from, span.start.index(), &mut push);
                push(LexemeKind::Data, span.start.index(), span.end.index());
                raw_tag(source, span.end.index(), to, &mut push);
            }
            Piece::Data(span) => push(LexemeKind::Data, span.start.index(), span.end.index()),
            Piece::Unclosed { what: Unclosed::Comment, open } => {
                push(LexemeKind::Comment, open.start.index(), to);
            }
            Piece::Unclosed { what: Unclosed::Raw, open } => {
                let start = open.start.index();
                let body = source[start..].find("%}").map_or(to, |close| start + close + 2);
                raw_tag(source, start, body, &mut push);
                push(LexemeKind::Data, body, to);
            }
            Piece::Tag { kind, open, tokens } => {
                let kind = match kind {
                    TagKind::Block => LexemeKind::OpenStatement,
                    TagKind::Variable => LexemeKind::OpenExpression,
                };
                push(kind, open.start.index(), open.end.index());
                for token in tokens {
                    push(kind_of(&token.kind), token.span.start.index(), token.span.end.index());
                }
            }
        }
    }
}

fn kind_of(token: &TokenKind) -> LexemeKind {
    match token {
        TokenKind::Name(_) => LexemeKind::Name,
        TokenKind::Int(_) | TokenKind::Float(_) => LexemeKind::Number,
        TokenKind::Str(_) => LexemeKind::String,
        TokenKind::Op(_) => LexemeKind::Operator,
        TokenKind::End { .. } => LexemeKind::Close,
        TokenKind::Unexpected(_)
        | TokenKind::UnclosedString
        | TokenKind::Unbalanced { .. }
        | TokenKind::BadName(_) => LexemeKind::Unreadable,
    }
}

/// The first tag from `start` on, which is `raw` or `endraw`, before `end`. Blanks that it takes away may stand before it.
fn raw_tag(source: &str, start: usize, end: usize, push: &mut impl FnMut(LexemeKind, usize, usize)) {
    let text = &source[start..end];
    let (Some(open), Some(name), Some(close)) = (text.find("{%"), text.find("raw"), text.find("%}")) else {
        return;
    };
    let name_start = if text[..name].ends_with("end") { name - 3 } else { name };
    let signed = |at: usize| text[at..].starts_with(['-', '+']);
    push(LexemeKind::OpenStatement, start + open, start + open + 2 + usize::from(signed(open + 2)));
    push(LexemeKind::Name, start + name_start, start + name + 3);
    push(LexemeKind::Close, start + close - usize::from(signed(close - 1)), start + close + 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let found: Vec<String> = lexemes(source)
            .iter()
            .map(|lexeme| format!("{:?} {}", lexeme.kind, &source[lexeme.span.range()]).replace('\n', "⏎"))
            .collect();
        assert_eq!(found.join("|"), expected, "{source:?}");
    }

    #[test]
    fn every_kind() {
        check(
            "a {# é #}{%- set x = [1, 'é'] -%} {{ x|f }}",
            "Data a |Comment {# é #}|OpenStatement {%-|Name set|Name x|Operator =|Operator [|Number 1|Operator ,|String 'é'|Operator ]|Close -%}|OpenExpression {{|Name x|Operator ||Name f|Close }}",
        );
    }

    #[test]
    fn raw_text_is_data() {
        check(
            "{% raw -%} {{ x }} {%- endraw %}y",
            "OpenStatement {%|Name raw|Close -%}|Data {{ x }}|OpenStatement {%-|Name endraw|Close %}|Data y",
        );
        check("{% raw %}{{ x", "OpenStatement {%|Name raw|Close %}|Data {{ x");
    }

    #[test]
    fn a_broken_tag_ends_with_its_line() {
        check(
            "{{ a 'b\nc: 'd'\n{{ e }}",
            "OpenExpression {{|Name a|Unreadable 'b|Data ⏎c: 'd'⏎|OpenExpression {{|Name e|Close }}",
        );
        check("{{ a\nb: {{ c }}", "OpenExpression {{|Name a|Data ⏎b: |OpenExpression {{|Name c|Close }}");
        check("x {# y", "Data x |Comment {# y");
    }
}
