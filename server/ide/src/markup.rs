//! Text for people, in Markdown or plain.

use std::fmt::Write;

/// Paragraphs and code, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A paragraph, with names in backquotes, which read well as they are.
    Text(String),
    /// An item of a list.
    Item(String),
    /// Text of a language, which is shown as it is.
    Code { language: &'static str, text: String },
}

impl Markup {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A single paragraph.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        let mut markup = Self::new();
        markup.text(text);
        markup
    }

    /// Adds a paragraph.
    pub(crate) fn text(&mut self, text: impl Into<String>) -> &mut Self {
        self.pieces.push(Piece::Text(text.into()));
        self
    }

    /// Adds an item of a list.
    pub(crate) fn item(&mut self, text: impl Into<String>) -> &mut Self {
        self.pieces.push(Piece::Item(text.into()));
        self
    }

    /// Adds code of a language; without a language it is text that has a layout.
    pub(crate) fn code(&mut self, language: &'static str, text: impl Into<String>) -> &mut Self {
        self.pieces.push(Piece::Code { language, text: text.into() });
        self
    }

    /// Adds all of another.
    pub(crate) fn extend(&mut self, other: Self) -> &mut Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        self.shown(|piece, out| match piece {
            Piece::Text(text) => out.push_str(&escaped(text)),
            Piece::Item(text) => {
                let _ = write!(out, "- {}", escaped(text));
            }
            Piece::Code { language, text } => {
                let fence = "`".repeat(longest_run(text).max(2) + 1);
                let _ = write!(out, "{fence}{language}\n{}\n{fence}", text.trim_end());
            }
        })
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        self.shown(|piece, out| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Item(text) => {
                let _ = write!(out, "- {text}");
            }
            Piece::Code { text, .. } => out.push_str(text.trim_end()),
        })
    }

    fn shown(&self, show: impl Fn(&Piece, &mut String)) -> String {
        let mut out = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| self.pieces.get(before));
            match (before, piece) {
                (None, _) => {}
                (Some(Piece::Item(_)), Piece::Item(_)) => out.push('\n'),
                _ => out.push_str("\n\n"),
            }
            show(piece, &mut out);
        }
        out
    }
}

/// A name or a value within a paragraph, in as many backquotes as it takes.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    match longest_run(&text) {
        0 => format!("`{text}`"),
        run => {
            let fence = "`".repeat(run + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// The most backquotes in a row.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The text with what Markdown would take for its own made harmless, outside of backquotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let fence = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        plain_into(&mut out, &rest[..at]);
        let inner = &rest[at + fence..];
        let end = inner.find(&"`".repeat(fence)).map_or(inner.len(), |end| end + fence);
        out.push_str(&rest[at..at + fence + end]);
        rest = &inner[end..];
    }
    plain_into(&mut out, rest);
    out
}

fn plain_into(out: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '>' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_and_plain() {
        let mut markup = Markup::of("block `a_b` of a_b*");
        markup.item("one").item("two").code("python", "f(`x`, ```y```)\n");
        let expected = "block `a_b` of a\\_b\\*\n\n- one\n- two\n\n````python\nf(`x`, ```y```)\n````";
        assert_eq!(markup.markdown(), expected);
        assert_eq!(markup.plain(), "block `a_b` of a_b*\n\n- one\n- two\n\nf(`x`, ```y```)");
    }

    #[test]
    fn names_with_backquotes_are_quoted() {
        assert_eq!(quoted("a"), "`a`");
        assert_eq!(quoted("a`b\nc"), "`` a`b c ``");
        assert_eq!(Markup::of(quoted("*`*")).markdown(), "`` *`* ``");
        assert_eq!(Markup::of("`unclosed *").markdown(), "`unclosed *");
    }
}
