//! Jinja2's lexer: data outside of tags, tokens inside, whitespace control.
//!
//! As Jinja2 3.1 with `trim_blocks`, without `lstrip_blocks`. Where a tag never ends, or ends lines later because its
//! end is missing, the parser decides where to go on: tokens of one tag are read at once, and positions stay the
//! parser's own.

use std::sync::Arc;

use crate::position::{JinjaSpan, is_space};

/// A token inside a tag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: JinjaSpan,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Name(Arc<str>),
    Int(Option<i128>),
    Float(f64),
    Str(Arc<str>),
    /// An operator, as written.
    Op(&'static str),
    /// A character that starts no token.
    Unexpected(char),
    /// A string that is never closed.
    UnclosedString,
    /// A bracket that closes none or another one.
    Unbalanced {
        found: &'static str,
        expected: Option<&'static str>,
    },
    /// A name with a character that no Python identifier has.
    BadName(Arc<str>),
    /// The end of the tag; missing where the text ends first.
    End {
        missing: bool,
    },
}

/// What a piece of the text outside of tags is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagKind {
    Variable,
    Block,
}

/// What comes next outside of tags.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Data to output, perhaps empty.
    Data(JinjaSpan),
    /// A tag opens; its tokens follow, the last is an end.
    Tag { kind: TagKind, open: JinjaSpan, tokens: Vec<Token> },
    /// A comment or raw block that never ends.
    Unclosed { what: Unclosed, open: JinjaSpan },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unclosed {
    Comment,
    Raw,
}

pub(crate) struct Lexer<'a> {
    source: &'a str,
    /// Where the source ends: a last newline does not count, as Jinja2 drops it.
    end: usize,
    pub(crate) at: usize,
}

const OPERATORS: [&str; 25] = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
    "=", ".", ":", "|", ",",
];

impl<'a> Lexer<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        let end = source.strip_suffix('\n').unwrap_or(source).len();
        Self { source, end, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at.min(self.end)..self.end]
    }

    /// The next piece of the text; none at its end.
    pub(crate) fn next(&mut self) -> Option<Piece> {
        let rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        let Some((offset, delimiter)) = find_delimiter(rest) else {
            self.at = self.end;
            return Some(Piece::Data(JinjaSpan::new(start, self.end)));
        };
        let open = start + offset;
        let after_delimiter = open + 2;
        let sign = self.source[after_delimiter..self.end].chars().next().filter(|c| matches!(c, '-' | '+'));
        let data_end = match sign {
            Some('-') => start + rest[..offset].trim_end_matches(is_space).len(),
            _ => open,
        };
        if data_end > start {
            // The delimiter is found again, now without data before it.
            self.at = open;
            return Some(Piece::Data(JinjaSpan::new(start, data_end)));
        }
        let inside = after_delimiter + usize::from(sign.is_some());
        let open_span = JinjaSpan::new(open, inside);
        match delimiter {
            b'#' => Some(self.comment(open_span, inside)),
            b'%' => {
                if let Some(body) = self.raw_begin(inside) {
                    return Some(self.raw(open_span, body));
                }
                let tokens = self.tag(TagKind::Block, inside);
                Some(Piece::Tag { kind: TagKind::Block, open: open_span, tokens })
            }
            _ => {
                let tokens = self.tag(TagKind::Variable, inside);
                Some(Piece::Tag { kind: TagKind::Variable, open: open_span, tokens })
            }
        }
    }

    fn comment(&mut self, open: JinjaSpan, inside: usize) -> Piece {
        let text = &self.source[inside..self.end];
        let Some(close) = text.find("#}") else {
            self.at = self.end;
            return Piece::Unclosed { what: Unclosed::Comment, open };
        };
        let sign = text[..close].chars().next_back();
        self.at = self.after_end(inside + close + 2, sign);
        self.nothing()
    }

    /// What something that outputs nothing is.
    fn nothing(&self) -> Piece {
        Piece::Data(JinjaSpan::new(self.at, self.at))
    }

    /// Where text goes on behind a tag's end whose inner side is `sign`: `-` takes all whitespace, `+` none, else
    /// `trim_blocks` takes one newline.
    fn after_end(&self, end: usize, sign: Option<char>) -> usize {
        let rest = &self.source[end.min(self.end)..self.end];
        match sign {
            Some('-') => end + (rest.len() - rest.trim_start_matches(is_space).len()),
            Some('+') => end,
            _ => end + usize::from(rest.starts_with('\n')),
        }
    }

    /// Behind `raw %}`, if the tag is that.
    fn raw_begin(&self, inside: usize) -> Option<usize> {
        let text = &self.source[inside..self.end];
        let rest = text.trim_start_matches(is_space).strip_prefix("raw")?.trim_start_matches(is_space);
        // Jinja2 trims no newline behind `{% raw %}`, other than behind every other block tag.
        if let Some(rest) = rest.strip_prefix("%}") {
            return Some(self.end - rest.len());
        }
        let rest = rest.strip_prefix("-%}")?.trim_start_matches(is_space);
        Some(self.end - rest.len())
    }

    fn raw(&mut self, open: JinjaSpan, body: usize) -> Piece {
        let mut from = body;
        while let Some(found) = self.source[from..self.end].find("{%") {
            let at = from + found;
            let text = &self.source[at + 2..self.end];
            let (sign, text) = match text.chars().next() {
                Some(sign @ ('-' | '+')) => (Some(sign), &text[1..]),
                _ => (None, text),
            };
            let closing = text
                .trim_start_matches(is_space)
                .strip_prefix("endraw")
                .map(|text| text.trim_start_matches(is_space))
                .and_then(|text| {
                    let (end_sign, text) = match text.chars().next() {
                        Some(end_sign @ ('-' | '+')) => (Some(end_sign), &text[1..]),
                        _ => (None, text),
                    };
                    text.strip_prefix("%}").map(|rest| (end_sign, self.end - rest.len()))
                });
            if let Some((end_sign, end)) = closing {
                let data = &self.source[body..at];
                let data = if sign == Some('-') { data.trim_end_matches(is_space) } else { data };
                self.at = self.after_end(end, end_sign);
                return Piece::Data(JinjaSpan::new(body, body + data.len()));
            }
            from = at + 2;
        }
        self.at = self.end;
        if body == self.end {
            // Nothing is left to be raw: Jinja2 does not complain.
            return self.nothing();
        }
        Piece::Unclosed { what: Unclosed::Raw, open }
    }

    /// The tokens from `inside` to the end of the tag; the lexer then stands behind it.
    fn tag(&mut self, kind: TagKind, inside: usize) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut brackets: Vec<&'static str> = Vec::new();
        let mut at = inside;
        loop {
            let rest = &self.source[at..self.end];
            let trimmed = rest.trim_start_matches(is_space);
            at += rest.len() - trimmed.len();
            let Some(first) = trimmed.chars().next() else {
                tokens.push(Token { kind: TokenKind::End { missing: true }, span: JinjaSpan::new(at, at) });
                self.at = self.end;
                return tokens;
            };
            if brackets.is_empty()
                && let Some((len, sign)) = tag_end(trimmed, kind)
            {
                let span = JinjaSpan::new(at, at + len);
                tokens.push(Token { kind: TokenKind::End { missing: false }, span });
                self.at = match kind {
                    TagKind::Block => self.after_end(at + len, sign),
                    // No newline is trimmed behind a print.
                    TagKind::Variable if sign == Some('-') => self.after_end(at + len, sign),
                    TagKind::Variable => at + len,
                };
                return tokens;
            }
            let after_dot = self.source[..at].ends_with('.');
            let (kind, len) = token(trimmed, first, after_dot);
            let kind = balance(kind, &mut brackets);
            tokens.push(Token { kind, span: JinjaSpan::new(at, at + len) });
            at += len;
        }
    }
}

/// The first `{{`, `{%` or `{#`, and its second character.
fn find_delimiter(text: &str) -> Option<(usize, u8)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| *byte == b'{') {
        let at = from + found;
        match bytes.get(at + 1) {
            Some(second @ (b'{' | b'%' | b'#')) => return Some((at, *second)),
            _ => from = at + 1,
        }
    }
    None
}

/// The length of the tag's end at the start of `text`, with its whitespace sign.
fn tag_end(text: &str, kind: TagKind) -> Option<(usize, Option<char>)> {
    let close = match kind {
        TagKind::Variable => "}}",
        TagKind::Block => "%}",
    };
    if text.starts_with(close) {
        return Some((2, None));
    }
    let sign = text.chars().next().filter(|c| *c == '-' || (*c == '+' && kind == TagKind::Block))?;
    text[1..].starts_with(close).then_some((3, Some(sign)))
}

fn balance(kind: TokenKind, brackets: &mut Vec<&'static str>) -> TokenKind {
    let TokenKind::Op(op) = kind else { return kind };
    match op {
        "(" => brackets.push(")"),
        "[" => brackets.push("]"),
        "{" => brackets.push("}"),
        ")" | "]" | "}" => match brackets.pop() {
            Some(expected) if expected == op => {}
            expected => return TokenKind::Unbalanced { found: op, expected },
        },
        _ => {}
    }
    kind
}

/// The token at the start of `text`, which starts with `first` and not with whitespace, and its length.
fn token(text: &str, first: char, after_dot: bool) -> (TokenKind, usize) {
    if first.is_ascii_digit()
        && let Some(found) = number(text, after_dot)
    {
        return found;
    }
    if first == '_' || first.is_alphanumeric() {
        let len = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
        let name: Arc<str> = text[..len].into();
        // A digit that is no ASCII digit may not start an identifier either.
        let valid = first == '_' || first.is_alphabetic();
        return (if valid { TokenKind::Name(name) } else { TokenKind::BadName(name) }, len);
    }
    if matches!(first, '"' | '\'') {
        return string(text, first);
    }
    match OPERATORS.iter().find(|op| text.starts_with(**op)) {
        Some(op) => (TokenKind::Op(op), op.len()),
        None => (TokenKind::Unexpected(first), first.len_utf8()),
    }
}

/// Digits with single underscores between them: `(\d+_)*\d+` or, in Jinja2's words for integers, `\d(_?\d)*`.
fn digits(text: &str, is_digit: fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut len = 0;
    while len < bytes.len() {
        if is_digit(bytes[len])
            || (len > 0 && bytes[len] == b'_' && bytes.get(len + 1).copied().is_some_and(is_digit))
        {
            len += 1;
        } else {
            break;
        }
    }
    len
}

fn decimal(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn number(text: &str, after_dot: bool) -> Option<(TokenKind, usize)> {
    let whole = digits(text, decimal);
    if !after_dot && whole > 0 {
        let fraction = match text[whole..].strip_prefix('.') {
            Some(rest) => match digits(rest, decimal) {
                0 => 0,
                len => len + 1,
            },
            None => 0,
        };
        let exponent = match text[whole + fraction..].strip_prefix(['e', 'E']) {
            Some(rest) => {
                let sign = usize::from(rest.starts_with(['+', '-']));
                match digits(&rest[sign..], decimal) {
                    0 => 0,
                    len => 1 + sign + len,
                }
            }
            None => 0,
        };
        if fraction + exponent > 0 {
            let len = whole + fraction + exponent;
            let value = text[..len].replace('_', "").parse().unwrap_or(f64::INFINITY);
            return Some((TokenKind::Float(value), len));
        }
    }
    for (prefix, radix, is_digit) in [
        ("0b", 2, (|b| matches!(b, b'0' | b'1')) as fn(u8) -> bool),
        ("0o", 8, |b| matches!(b, b'0'..=b'7')),
        ("0x", 16, |b| b.is_ascii_hexdigit()),
    ] {
        let Some(head) = text.get(..2) else { continue };
        if head.eq_ignore_ascii_case(prefix) {
            // `0x_1f` is allowed: an underscore may follow the prefix.
            let rest = &text[2..];
            let skip = usize::from(rest.starts_with('_'));
            let len = digits(&rest[skip..], is_digit);
            if len > 0 {
                let value = i128::from_str_radix(&rest[skip..skip + len].replace('_', ""), radix).ok();
                return Some((TokenKind::Int(value), 2 + skip + len));
            }
        }
    }
    // `[1-9](_?\d)*|0(_?0)*`: a zero is followed by zeros only, so `09` is two tokens.
    let len = if text.starts_with('0') { digits(text, |b| b == b'0') } else { whole };
    (len > 0).then(|| (TokenKind::Int(text[..len].replace('_', "").parse().ok()), len))
}

fn string(text: &str, quote: char) -> (TokenKind, usize) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return match unescape(&text[1..at]) {
                Some(value) => (TokenKind::Str(value.into()), at + 1),
                None => (TokenKind::UnclosedString, at + 1),
            };
        }
    }
    (TokenKind::UnclosedString, 1)
}

/// Python's `unicode-escape` codec: unknown escapes stay, a backslash at the end of a line joins lines. None for an
/// escape that Python refuses.
fn unescape(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        rest = &rest[escape.len_utf8()..];
        match escape {
            '\n' => {}
            '\\' | '\'' | '"' => out.push(escape),
            'a' => out.push('\x07'),
            'b' => out.push('\x08'),
            'f' => out.push('\x0c'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'v' => out.push('\x0b'),
            '0'..='7' => {
                let more = rest.bytes().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let digits = format!("{escape}{}", &rest[..more]);
                rest = &rest[more..];
                out.push(char::from_u32(u32::from_str_radix(&digits, 8).ok()?)?);
            }
            'x' | 'u' | 'U' => {
                let width = match escape {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits =
                    rest.get(..width).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
                rest = &rest[width..];
                out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            }
            other => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(source: &str) -> String {
        let mut lexer = Lexer::new(source);
        let mut out = String::new();
        while let Some(piece) = lexer.next() {
            match piece {
                Piece::Data(span) => out.push_str(&source[span.range()]),
                Piece::Tag { .. } => out.push('·'),
                Piece::Unclosed { .. } => out.push('!'),
            }
        }
        out
    }

    /// Expected values as Jinja2 with `trim_blocks` gives them.
    #[test]
    fn whitespace_control() {
        assert_eq!(data("a\n{% x %}\nb\n"), "a\n·b");
        assert_eq!(data("a\n{%- x %}\n\nb"), "a·\nb");
        assert_eq!(data("a\n{% x -%}\n\n  b"), "a\n·b");
        assert_eq!(data("a {% x +%}\nb"), "a ·\nb");
        assert_eq!(data("a {{ x }}\nb"), "a ·\nb");
        assert_eq!(data("a {{- x -}} \n b"), "a·b");
        assert_eq!(data("a {# c #}\nb{#- d -#}\n e"), "a be");
        assert_eq!(data("a\n\n"), "a\n");
        assert_eq!(data("{% raw %}\n{{ x }}{% endraw %}\ny"), "\n{{ x }}y");
        assert_eq!(data("{% raw -%}\n {{ x }} {%- endraw +%}\ny"), "{{ x }}\ny");
        assert_eq!(data("{% raw %}x"), "!");
        assert_eq!(data("{# x"), "!");
        assert_eq!(data("{ {x} }"), "{ {x} }");
    }

    fn kinds(source: &str) -> Vec<TokenKind> {
        let source = format!("{{{{{source}}}}}");
        match Lexer::new(&source).next() {
            Some(Piece::Tag { mut tokens, .. }) => {
                assert!(matches!(tokens.pop(), Some(Token { kind: TokenKind::End { .. }, .. })));
                tokens.into_iter().map(|token| token.kind).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers() {
        let int = |n| TokenKind::Int(Some(n));
        assert_eq!(kinds("1_000 0x1F 0b11 0o17 0"), [int(1000), int(31), int(3), int(15), int(0)]);
        assert_eq!(kinds("1.5 1e5 1.0e-3"), [1.5, 1e5, 1e-3].map(TokenKind::Float));
        assert_eq!(kinds("09"), [int(0), int(9)]);
        assert_eq!(kinds("1."), [int(1), TokenKind::Op(".")]);
        assert_eq!(kinds("a.0.1")[2..], [int(0), TokenKind::Op("."), int(1)]);
    }

    #[test]
    fn strings() {
        let str = |s: &str| TokenKind::Str(s.into());
        assert_eq!(kinds(r#"'a\n\x41\u00e9\q' "it's""#), [str("a\nAé\\q"), str("it's")]);
        assert_eq!(kinds(r"'a\'b'"), [str("a'b")]);
        assert_eq!(kinds("'é'"), [str("é")]);
    }

    #[test]
    fn ends_within_brackets_do_not_end_the_tag() {
        assert_eq!(kinds("{'a': {}}").len(), 6);
    }
}
