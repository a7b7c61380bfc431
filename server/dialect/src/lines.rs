//! The lines of a template as they are written, before they are rewritten to Jinja2.

use crate::Dialect;
use crate::position::{FileSpan, is_space};
use crate::translate::{header, lines_of, operator, trailing_comment};

/// A line of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The line, without its line break.
    pub span: FileSpan,
    /// What it is.
    pub kind: LineKind,
    /// The `## …` behind what it is, to the end of the line.
    pub comment: Option<FileSpan>,
}

/// What a line of a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Text, and Jinja2 in braces.
    Text,
    /// `## …`
    Comment {
        /// From its first `#` to the end of the line.
        comment: FileSpan,
    },
    /// `-- …` and the like.
    Statement {
        /// `--`, `<<`, `>>`, `==` or `=>`.
        operator: FileSpan,
        /// What follows the blank behind the operator, up to a comment.
        inner: FileSpan,
    },
    /// `[name]`, which opens a block.
    Header {
        /// From `[` to `]`.
        header: FileSpan,
        /// The name in it.
        name: FileSpan,
    },
}

impl Line {
    /// The blanks that it begins with.
    pub fn indentation(&self, text: &str) -> FileSpan {
        let line = &text[self.span.range()];
        let width = line.len() - line.trim_start_matches(is_space).len();
        FileSpan::new(self.span.start, self.span.start.index() + width)
    }
}

/// The lines of one template's part of a file.
pub fn lines(text: &str, body: FileSpan, dialect: Dialect) -> Vec<Line> {
    lines_of(text, body).into_iter().map(|(span, _)| line(text, span, dialect)).collect()
}

/// A line by itself.
pub fn line(text: &str, span: FileSpan, dialect: Dialect) -> Line {
    let content = &text[span.range()];
    let start = span.start.index();
    let at = |from: usize, to: usize| FileSpan::new(start + from, start + to);
    let indentation = content.len() - content.trim_start_matches(is_space).len();
    if content[indentation..].starts_with("##") {
        let kind = LineKind::Comment { comment: at(indentation, content.len()) };
        return Line { span, kind, comment: None };
    }
    let kept = trailing_comment(content);
    let comment = kept.map(|kept| {
        // The one blank before it goes with the comment.
        let blank = content[kept..].chars().next().map_or(0, char::len_utf8);
        at(kept + blank, content.len())
    });
    let kept = kept.unwrap_or(content.len());
    let statement = &content[indentation.min(kept)..kept];
    let kind = if let Some((operator, inner)) = operator(statement) {
        LineKind::Statement {
            operator: at(indentation, indentation + operator.len()),
            inner: at(kept - inner.len(), kept),
        }
    } else if let Some(header) = header(text, at(0, kept)).filter(|_| dialect == Dialect::Current) {
        let shown = content[..kept].trim_end_matches(is_space).len();
        LineKind::Header { header: at(indentation, shown), name: header.name_span }
    } else {
        LineKind::Text
    };
    Line { span, kind, comment }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str, dialect: Dialect) -> Vec<String> {
        lines(text, FileSpan::new(0, text.len()), dialect)
            .iter()
            .map(|line| {
                let of = |span: FileSpan| &text[span.range()];
                let kind = match line.kind {
                    LineKind::Text => "text".to_owned(),
                    LineKind::Comment { comment } => format!("comment {:?}", of(comment)),
                    LineKind::Statement { operator, inner } => {
                        format!("statement {:?} {:?}", of(operator), of(inner))
                    }
                    LineKind::Header { header, name } => format!("header {:?} {:?}", of(header), of(name)),
                };
                match line.comment {
                    Some(comment) => format!("{kind} behind it {:?}", of(comment)),
                    None => kind,
                }
            })
            .collect()
    }

    #[test]
    fn each_kind() {
        let text = "  ## é\r\n -- set x = 1  ## y ### z\n[a!] ## é\n [b] \na: 1 ##\n--x\n";
        let expected = [
            "comment \"## é\"",
            "statement \"--\" \"set x = 1  ## y\" behind it \"### z\"",
            "header \"[a!]\" \"a\" behind it \"## é\"",
            "header \"[b]\" \"b\"",
            "text behind it \"##\"",
            "text",
            "text",
        ];
        assert_eq!(shapes(text, Dialect::Current), expected);
        let older = shapes(text, Dialect::June2025);
        assert_eq!(older[2..4], ["text behind it \"## é\"", "text"]);
        assert_eq!(
            (&older[..2], &older[4..]),
            (&expected.map(String::from)[..2], &expected.map(String::from)[4..])
        );
    }
}
