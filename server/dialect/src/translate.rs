//! Line statements and block headers, rewritten to Jinja2 line by line.
//!
//! Line counts stay the same, and nearly every byte of the Jinja2 source is a byte of the file, so positions are kept
//! as a sorted list of [`Piece`]s: what was copied, from where, and what was made up.

use std::borrow::Cow;

use crate::Dialect;
use crate::position::{FileOffset, FileSpan, JinjaOffset, JinjaSpan, is_space};

/// A template's Jinja2 source, and where each byte of it comes from.
#[derive(Debug, Clone, Default)]
pub struct Translation {
    /// The Jinja2 source.
    pub jinja: String,
    pieces: Vec<Piece>,
}

/// A run of the Jinja2 source, from `jinja` to the next piece's.
#[derive(Debug, Clone, Copy)]
struct Piece {
    jinja: u32,
    file: u32,
    /// Bytes of the file that it stands for: all of them where copied, else what it replaces or belongs to.
    file_len: u32,
    copied: bool,
}

impl Translation {
    /// Where a byte of the Jinja2 source comes from. For what was made up, the start of what it belongs to.
    pub fn file_offset(&self, offset: JinjaOffset) -> FileOffset {
        let index = self.pieces.partition_point(|piece| piece.jinja <= offset.0);
        let Some(piece) = index.checked_sub(1).map(|index| self.pieces[index]) else {
            return FileOffset(self.pieces.first().map_or(0, |piece| piece.file));
        };
        let within = if piece.copied { (offset.0 - piece.jinja).min(piece.file_len) } else { 0 };
        FileOffset(piece.file + within)
    }

    /// The part of the file that a span of the Jinja2 source comes from.
    pub fn file_span(&self, span: JinjaSpan) -> FileSpan {
        let start = self.file_offset(span.start);
        if span.end <= span.start {
            return FileSpan { start, end: start };
        }
        // The last byte decides: the one after it may belong to something made up.
        let last = JinjaOffset(span.end.0 - 1);
        let index = self.pieces.partition_point(|piece| piece.jinja <= last.0).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return FileSpan { start, end: start } };
        let end =
            if piece.copied { piece.file + (last.0 - piece.jinja) + 1 } else { piece.file + piece.file_len };
        FileSpan { start, end: FileOffset(end).max(start) }
    }

    /// The parts of the file that a span of the Jinja2 source was copied from, in order: none where it was made up. No
    /// part crosses a line.
    pub fn copied(&self, span: JinjaSpan) -> impl Iterator<Item = FileSpan> {
        let first = self.pieces.partition_point(|piece| piece.jinja <= span.start.0).saturating_sub(1);
        self.pieces[first..].iter().take_while(move |piece| piece.jinja < span.end.0).filter_map(
            move |piece| {
                let start = span.start.0.max(piece.jinja) - piece.jinja;
                let end = (span.end.0 - piece.jinja).min(piece.file_len);
                let part =
                    FileSpan { start: FileOffset(piece.file + start), end: FileOffset(piece.file + end) };
                (piece.copied && part.start < part.end).then_some(part)
            },
        )
    }

    /// Where a byte of the file went. For what was dropped (indentation, operators, comments), what comes after it.
    pub fn jinja_offset(&self, offset: FileOffset) -> JinjaOffset {
        // The pieces are in the order of the file, too.
        let after = self.pieces.partition_point(|piece| piece.file <= offset.0);
        let copied = self.pieces[..after].iter().rev().find(|piece| piece.copied);
        if let Some(piece) = copied.filter(|piece| offset.0 <= piece.file + piece.file_len) {
            return JinjaOffset(piece.jinja + (offset.0 - piece.file));
        }
        JinjaOffset(self.pieces.get(after).map_or(self.jinja.len() as u32, |piece| piece.jinja))
    }
}

/// A header whose block is still open.
pub(crate) struct OpenHeader {
    indentation: usize,
    name: String,
    pub(crate) name_span: FileSpan,
    trimmed: bool,
}

/// One line of Jinja2 source under construction.
#[derive(Default)]
struct Line {
    runs: Vec<Run>,
    /// Where its text ends in the file.
    end: FileOffset,
    /// The line break that follows, in the file.
    terminator: Option<FileSpan>,
}

enum Run {
    Copied(FileSpan),
    Made(Cow<'static, str>, FileSpan),
}

impl Line {
    fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| match run {
            Run::Copied(span) => span.start == span.end,
            Run::Made(text, _) => text.is_empty(),
        })
    }
}

/// Rewrites `text[body]`, one template's part of a file, to Jinja2.
pub fn translate(text: &str, body: FileSpan, dialect: Dialect) -> Translation {
    let mut lines = Vec::new();
    let mut open: Vec<OpenHeader> = Vec::new();
    for (content, terminator) in lines_of(text, body) {
        let mut line = translate_line(text, content, dialect);
        line.terminator = terminator;
        line.end = content.end;
        // A header must be a whole line as it is after line statements, none of which can look like one; a trailing
        // comment behind it is already gone.
        if dialect == Dialect::Current
            && let Some(header) = header_of(text, &line)
        {
            close_headers(&mut open, &mut lines, header.indentation);
            let (before, after) =
                if header.trimmed { ("{% filter trim %}{% block ", " %}") } else { ("{% block ", " %}") };
            line.runs = vec![
                Run::Made(Cow::Borrowed(before), header.name_span),
                Run::Copied(header.name_span),
                Run::Made(
                    Cow::Borrowed(after),
                    FileSpan { start: header.name_span.end, end: header.name_span.end },
                ),
            ];
            open.push(header);
        }
        lines.push(line);
    }
    close_headers(&mut open, &mut lines, 0);
    assemble(text, &lines)
}

/// The lines of a part of the text: content without its line break, and the break.
pub(crate) fn lines_of(text: &str, body: FileSpan) -> Vec<(FileSpan, Option<FileSpan>)> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = body.start.index();
    let mut at = start;
    let end = body.end.index();
    while at < end {
        let width = match bytes[at] {
            b'\r' if at + 1 < end && bytes[at + 1] == b'\n' => 2,
            b'\n' | b'\r' => 1,
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push((FileSpan::new(start, at), Some(FileSpan::new(at, at + width))));
        at += width;
        start = at;
    }
    lines.push((FileSpan::new(start, end), None));
    lines
}

/// Forgather matches whole lines against patterns, in this order: `\s*##(.*)`, a comment; `(.*)\s+#{2,}.*`, a comment
/// behind something, of which the last counts; `\s*(--|<<|>>|==|=>)\s(.*)`, a statement.
fn translate_line(text: &str, content: FileSpan, dialect: Dialect) -> Line {
    let line = &text[content.range()];
    let base = content.start.index();
    let at = |from: usize, to: usize| FileSpan::new(base + from, base + to);
    let made = |text: &'static str, span: FileSpan| Run::Made(Cow::Borrowed(text), span);
    let indentation = line.len() - line.trim_start_matches(is_space).len();
    if line[indentation..].starts_with("##") {
        let runs = match dialect {
            Dialect::Current => {
                vec![
                    made("{#", content),
                    Run::Copied(at(indentation + 2, line.len())),
                    made("#}", at(line.len(), line.len())),
                ]
            }
            Dialect::June2025 => vec![made("{##}", content)],
        };
        return Line { runs, ..Line::default() };
    }
    let kept = trailing_comment(line).unwrap_or(line.len());
    let statement = &line[indentation.min(kept)..kept];
    let Some((operator, inner)) = operator(statement) else {
        return Line { runs: vec![Run::Copied(at(0, kept))], ..Line::default() };
    };
    let (before, after) = match (operator, dialect) {
        ("--", _) => ("{% ", " %}"),
        ("<<", _) => ("{%- ", " %}"),
        (">>", _) => ("{% ", " -%}"),
        ("==", _) => ("{{ ", " }}"),
        (_, Dialect::Current) => ("{{ ", "|trim('\\n')}}"),
        (_, Dialect::June2025) => ("{{ ", " -}}"),
    };
    let operator = at(indentation, indentation + operator.len());
    let runs =
        vec![made(before, operator), Run::Copied(at(kept - inner.len(), kept)), made(after, at(kept, kept))];
    Line { runs, ..Line::default() }
}

/// Where the white space before the last comment of a line starts, the last character of it only.
pub(crate) fn trailing_comment(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (1..bytes.len().saturating_sub(1))
        .rev()
        .filter(|at| bytes[*at] == b'#' && bytes[at + 1] == b'#')
        .find_map(|at| line[..at].chars().next_back().filter(|c| is_space(*c)).map(|c| at - c.len_utf8()))
}

/// The operator that a statement starts with, and what follows the one white space behind it.
pub(crate) fn operator(statement: &str) -> Option<(&str, &str)> {
    let operator = statement.get(..2).filter(|start| matches!(*start, "--" | "<<" | ">>" | "==" | "=>"))?;
    Some((operator, statement[2..].strip_prefix(is_space)?))
}

/// A line that is a block header.
fn header_of(text: &str, line: &Line) -> Option<OpenHeader> {
    let [Run::Copied(span)] = line.runs.as_slice() else { return None };
    header(text, *span)
}

/// A line's text without its comment, if that is a block header: `^(\s*)\[(\w+)([!])*\]\s*$`.
pub(crate) fn header(text: &str, span: FileSpan) -> Option<OpenHeader> {
    let content = &text[span.range()];
    let inner = content.trim_start_matches(is_space);
    let indentation = content.len() - inner.len();
    let inside = inner.strip_prefix('[')?.trim_end_matches(is_space).strip_suffix(']')?;
    let name = inside.trim_end_matches('!');
    if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_alphanumeric()) {
        return None;
    }
    let start = span.start.index() + indentation + 1;
    Some(OpenHeader {
        indentation: content[..indentation].chars().count(),
        name: name.to_owned(),
        name_span: FileSpan::new(start, start + name.len()),
        trimmed: name.len() < inside.len(),
    })
}

/// Closes the open headers that are indented as deep as `indentation` or deeper, behind the last line.
fn close_headers(open: &mut Vec<OpenHeader>, lines: &mut [Line], indentation: usize) {
    while open.last().is_some_and(|header| header.indentation >= indentation) {
        let (Some(header), Some(line)) = (open.pop(), lines.last_mut()) else { return };
        let newline = if line.is_empty() { "" } else { "{{'\\n'}}" };
        let end_filter = if header.trimmed { "{% endfilter %}" } else { "" };
        let closing = format!("{newline}{{% endblock {} +%}}{end_filter}", header.name);
        // The block ends here, so this is the place of what closes it.
        line.runs.push(Run::Made(Cow::Owned(closing), FileSpan { start: line.end, end: line.end }));
    }
}

fn assemble(text: &str, lines: &[Line]) -> Translation {
    let mut out = Translation::default();
    let push = |out: &mut Translation, text: &str, file: FileSpan, copied: bool| {
        if text.is_empty() {
            return;
        }
        out.pieces.push(Piece {
            jinja: out.jinja.len() as u32,
            file: file.start.0,
            file_len: file.end.0 - file.start.0,
            copied,
        });
        out.jinja.push_str(text);
    };
    for line in lines {
        for run in &line.runs {
            match run {
                Run::Copied(span) => push(&mut out, &text[span.range()], *span, true),
                Run::Made(text, span) => push(&mut out, text, *span, false),
            }
        }
        if let Some(terminator) = line.terminator {
            let first = FileSpan::new(terminator.start, FileOffset(terminator.start.0 + 1));
            push(&mut out, "\n", first, true);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jinja(text: &str, dialect: Dialect) -> String {
        translate(text, FileSpan::new(0, text.len()), dialect).jinja
    }

    /// The notebook's own example.
    #[test]
    fn the_notebooks_example() {
        let text = "## If 'do_loop' is True\n-- if do_loop:\n    -- for i in range(how_many): ## Loop 'how_many' times.\n        == '- ' + i|string\n    -- endfor\n<< endif\n";
        let expected = "{# If 'do_loop' is True#}\n{% if do_loop: %}\n{% for i in range(how_many): %}\n{{ '- ' + i|string }}\n{% endfor %}\n{%- endif %}\n";
        assert_eq!(jinja(text, Dialect::Current), expected);
        assert_eq!(jinja(text, Dialect::June2025), expected.replace("{# If 'do_loop' is True#}", "{##}"));
    }

    #[test]
    fn each_operator() {
        let text = "-- a\n<< b\n>> c\n== d\n=> e\n--f\n - -- g";
        assert_eq!(
            jinja(text, Dialect::Current),
            "{% a %}\n{%- b %}\n{% c -%}\n{{ d }}\n{{ e|trim('\\n')}}\n--f\n - -- g"
        );
        assert_eq!(
            jinja(text, Dialect::June2025),
            "{% a %}\n{%- b %}\n{% c -%}\n{{ d }}\n{{ e -}}\n--f\n - -- g"
        );
    }

    #[test]
    fn the_last_trailing_comment_counts_even_in_a_string() {
        assert_eq!(jinja("a: 1 ## x ### y", Dialect::Current), "a: 1 ## x");
        assert_eq!(jinja("-- set a = 'x ## y'", Dialect::Current), "{% set a = 'x %}");
        assert_eq!(jinja("a: x##y", Dialect::Current), "a: x##y");
        assert_eq!(jinja("a: 1   ## c", Dialect::Current), "a: 1  ");
    }

    #[test]
    fn headers_open_and_close() {
        assert_eq!(
            jinja("[one]\na: 1\n    [two!]\n    b: 2\n[three]\nc: 3\n", Dialect::Current),
            "{% block one %}\na: 1\n{% filter trim %}{% block two %}\n    b: 2{{'\\n'}}{% endblock two +%}{% endfilter %}{{'\\n'}}{% endblock one +%}\n{% block three %}\nc: 3\n{% endblock three +%}"
        );
        assert_eq!(jinja("[a]", Dialect::Current), "{% block a %}{{'\\n'}}{% endblock a +%}");
        assert_eq!(jinja("[a] ## why\n", Dialect::Current), "{% block a %}\n{% endblock a +%}");
        assert_eq!(jinja("[a]\n", Dialect::June2025), "[a]\n");
        assert_eq!(jinja("[a b]\n[ a ]\n- [a]\n", Dialect::Current), "[a b]\n[ a ]\n- [a]\n");
    }

    #[test]
    fn line_breaks_become_newlines_and_keep_their_places() {
        let text = "a: 1\r\n-- set x = é\rb: 2\n";
        let out = translate(text, FileSpan::new(0, text.len()), Dialect::Current);
        assert_eq!(out.jinja, "a: 1\n{% set x = é %}\nb: 2\n");
        for needle in ["a: 1", "set x = é", "b: 2"] {
            let (in_jinja, in_file) = (out.jinja.find(needle).unwrap(), text.find(needle).unwrap());
            let span = JinjaSpan::new(in_jinja, in_jinja + needle.len());
            assert_eq!(out.file_span(span), FileSpan::new(in_file, in_file + needle.len()), "{needle}");
            assert_eq!(out.jinja_offset(in_file.into()), in_jinja.into(), "{needle}");
        }
    }

    #[test]
    fn pieces_are_in_the_order_of_the_file() {
        let text = "## c\n  [a!] ## d\nx: 1\n-- set y = 2 ## e\n[b]\n=> y\n\n";
        let out = translate(text, FileSpan::new(0, text.len()), Dialect::Current);
        assert!(out.pieces.is_sorted_by_key(|piece| piece.file), "{:?}", out.pieces);
        for (at, _) in text.char_indices() {
            let there = out.jinja_offset(at.into());
            // What was dropped goes to what is next to it; all else comes back.
            let back = out.file_offset(there).index();
            assert!(
                back >= at || text[back..at].chars().all(|c| "!] ".contains(c)),
                "{at} comes back as {back}"
            );
        }
    }

    #[test]
    fn what_was_made_up_belongs_to_what_made_it() {
        let text = "  == x\n[b]\n";
        let out = translate(text, FileSpan::new(0, text.len()), Dialect::Current);
        assert_eq!(out.file_offset(JinjaOffset(0)), FileOffset(2));
        let end = out.jinja.find("{% endblock").unwrap();
        assert_eq!(out.file_offset(end.into()), FileOffset(11));
    }
}
