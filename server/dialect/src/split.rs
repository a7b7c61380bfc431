//! Split markers: one file, several templates.

use std::sync::LazyLock;

use regex::Regex;

use crate::position::FileSpan;

/// One template of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitPart {
    /// The name in its marker; the file's own template has none.
    pub name: Option<(String, FileSpan)>,
    /// Its text within the file.
    pub body: FileSpan,
}

/// Python's `\s` in a `str` pattern; Rust's lacks the four information separators.
const SPACE: &str = r"[\s\x1c-\x1f]";
/// Python's `\w` in a `str` pattern; Rust's has combining marks, which Python's lacks.
const WORD: &str = r"[\p{L}\p{N}_]";

/// Forgather's pattern is `\n#\s*-{3,}\s*([\w./]+)\s*-{3,}\n`, over a text whose line ends Python has made `\n`.
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        format!(r"(?:\r\n|\r|\n)(#{SPACE}*-{{3,}}{SPACE}*((?:{WORD}|[./])+){SPACE}*-{{3,}})(?:\r\n|\r|\n)");
    Regex::new(&pattern).expect("the pattern is a constant")
});

/// What looks like a marker and is none: two or more `#`, or something other than a line break around it.
static NEAR_MARKER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"(?m)^[ \t]*(#+)[ \t]*-{{3,}}[ \t]*((?:{WORD}|[./])+)[ \t]*-{{3,}}[ \t]*\r?$");
    Regex::new(&pattern).expect("the pattern is a constant")
});

/// The templates of a file: its own first, then those that its markers name, in order.
pub fn split(text: &str) -> Vec<SplitPart> {
    // Most files have no marker, and the pattern's Unicode classes take a moment to compile.
    if !text.contains("---") {
        return vec![SplitPart { name: None, body: FileSpan::new(0, text.len()) }];
    }
    let mut parts = Vec::new();
    let mut name = None;
    let mut start = 0;
    for found in MARKER.captures_iter(text) {
        let (Some(whole), Some(marked)) = (found.get(0), found.get(2)) else { continue };
        parts.push(SplitPart { name: name.take(), body: FileSpan::new(start, whole.start()) });
        name = Some((marked.as_str().to_owned(), FileSpan::new(marked.start(), marked.end())));
        start = whole.end();
    }
    parts.push(SplitPart { name, body: FileSpan::new(start, text.len()) });
    parts
}

/// Lines that look like split markers and split nothing, such as the `##--- x ---` of the syntax notebook.
pub fn malformed_markers(text: &str) -> Vec<FileSpan> {
    let names: Vec<FileSpan> = split(text).into_iter().filter_map(|part| Some(part.name?.1)).collect();
    NEAR_MARKER
        .captures_iter(text)
        .filter_map(|found| {
            let (whole, name) = (found.get(0)?, found.get(2)?);
            let is_marker = names.iter().any(|span| span.start.index() == name.start());
            // A rule of dashes with a word in it is a heading as often as a marker; only `##` and a name that
            // holds a dot, as a template's does, is worth a word.
            (!is_marker && name.as_str().contains(['.', '/']))
                .then(|| FileSpan::new(whole.start(), whole.end()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(Option<String>, &str)> {
        split(text)
            .into_iter()
            .map(|part| (part.name.map(|(name, _)| name), &text[part.body.range()]))
            .collect()
    }

    #[test]
    fn markers_split_a_file() {
        assert_eq!(
            names("a: 1\n#---- sub.one ----\nb: 2\n#---sub/two---\n"),
            [(None, "a: 1"), (Some("sub.one".into()), "b: 2"), (Some("sub/two".into()), "")]
        );
    }

    #[test]
    fn a_marker_needs_a_line_of_its_own() {
        for text in
            ["#--- a ---\nx", "x\n ##--- a.b ---\ny", "x\n#--- a ---", "x\n#-- a --\ny", "x\n#--- a b ---\ny"]
        {
            assert_eq!(names(text).len(), 1, "{text:?}");
        }
    }

    #[test]
    fn line_ends_of_every_kind() {
        assert_eq!(names("x\r\n#--- a ---\r\ny"), [(None, "x"), (Some("a".into()), "y")]);
        assert_eq!(names("x\r#--- a ---\ry"), [(None, "x"), (Some("a".into()), "y")]);
    }

    #[test]
    fn two_markers_need_a_line_between() {
        // The first marker's line break is spent, so the second line is text, as Python's `re.split` has it.
        assert_eq!(names("x\n#--- a ---\n#--- b ---\ny").len(), 2);
        assert_eq!(names("x\n#--- a ---\n\n#--- b ---\ny").len(), 3);
    }

    #[test]
    fn a_comment_that_looks_like_a_marker_is_reported() {
        let text = "x\n##------ foo.bar ------\ny\n## --- heading ---\n";
        let found = malformed_markers(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].range()], "##------ foo.bar ------");
    }
}
