//! The text, and where in it the scanner is.
//!
//! All positions are bytes. `PyYAML` counts lines and characters; here a line is told by where it begins, and a column
//! is counted only where something depends on it. In ASCII it is the distance from the line's beginning.

use memchr::memchr2;

/// A text with a place in it.
pub(super) struct Reader<'t> {
    /// The text up to where reading ends.
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Where the line begins.
    pub(super) line_start: usize,
    /// Whether the text is ASCII, so that a byte is a column.
    ascii: bool,
    /// A place of the line and its column, to count on from.
    counted: (usize, usize),
}

/// Runs of bytes, by what ends them: a set of these is a bit mask.
pub(super) mod run {
    /// To the end of the line.
    pub(in crate::yaml) const LINE: u8 = 1;
    /// A word of a plain scalar.
    pub(in crate::yaml) const PLAIN: u8 = 2;
    /// A word of a plain scalar within brackets.
    pub(in crate::yaml) const FLOW_PLAIN: u8 = 4;
    /// What stands for itself in single quotes, and has no line break.
    pub(in crate::yaml) const SINGLE_QUOTED: u8 = 8;
    /// The same in double quotes.
    pub(in crate::yaml) const DOUBLE_QUOTED: u8 = 16;
    /// A word in quotes of either kind.
    pub(in crate::yaml) const QUOTED_WORD: u8 = 32;
}

/// For each byte the runs that it may end. The lead bytes of U+0085, U+2028 and U+2029 end a run if the rest follows.
static ENDS: [u8; 256] = {
    let mut ends = [0; 256];
    mark(&mut ends, b"\0\n\r\xc2\xe2", u8::MAX);
    mark(&mut ends, b" \t:", run::PLAIN);
    mark(&mut ends, b" \t:,?[]{}", run::FLOW_PLAIN);
    mark(&mut ends, b"'", run::SINGLE_QUOTED);
    mark(&mut ends, b"\"\\", run::DOUBLE_QUOTED);
    mark(&mut ends, b"'\"\\ \t", run::QUOTED_WORD);
    ends
};

const fn mark(ends: &mut [u8; 256], bytes: &[u8], run: u8) {
    let mut at = 0;
    while at < bytes.len() {
        ends[bytes[at] as usize] |= run;
        at += 1;
    }
}

impl<'t> Reader<'t> {
    /// Reads `text` from `at`, the beginning of a line.
    pub(super) fn new(text: &'t str, at: usize, ascii: bool) -> Reader<'t> {
        Reader { text, at, line_start: at, ascii, counted: (at, 0) }
    }

    /// The byte at `at`; 0 at the end, which no text holds.
    pub(super) fn byte_at(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The next byte; 0 at the end.
    pub(super) fn byte(&self) -> u8 {
        self.byte_at(self.at)
    }

    /// The character at the place.
    pub(super) fn char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The bytes of the line break at `at`, 0 where there is none. YAML 1.1 has some that YAML 1.2 has not.
    pub(super) fn break_at(&self, at: usize) -> usize {
        match self.byte_at(at) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.byte_at(at + 1) == b'\n'),
            0xc2 if self.byte_at(at + 1) == 0x85 => 2,
            0xe2 if self.byte_at(at + 1) == 0x80 && matches!(self.byte_at(at + 2), 0xa8 | 0xa9) => 3,
            _ => 0,
        }
    }

    /// Whether a line break or the text's end is at `at`.
    pub(super) fn is_line_end(&self, at: usize) -> bool {
        self.byte_at(at) == 0 || self.break_at(at) > 0
    }

    /// Whether a blank, a line break or the text's end is at `at`.
    pub(super) fn is_blank_or_end(&self, at: usize) -> bool {
        matches!(self.byte_at(at), b' ' | b'\t') || self.is_line_end(at)
    }

    /// Where the run from `at` ends.
    pub(super) fn end_of(&self, run: u8, mut at: usize) -> usize {
        if run == run::LINE && self.ascii {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            return memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |found| at + found);
        }
        loop {
            let byte = self.byte_at(at);
            if ENDS[usize::from(byte)] & run != 0 && (byte < 0x80 || self.break_at(at) > 0) {
                return at;
            }
            at += 1;
        }
    }

    /// Skips spaces.
    pub(super) fn skip_spaces(&mut self) {
        while self.byte() == b' ' {
            self.at += 1;
        }
    }

    /// Skips bytes.
    pub(super) fn skip_while(&mut self, accept: impl Fn(u8) -> bool) {
        while accept(self.byte()) {
            self.at += 1;
        }
    }

    /// Skips a line break: what it stands for in a scalar, nothing where there is none. `PyYAML` keeps U+2028 and U+2029
    /// and makes a line feed of all others.
    pub(super) fn skip_break(&mut self) -> &'static str {
        let length = self.break_at(self.at);
        if length == 0 {
            return "";
        }
        let meaning = match self.byte_at(self.at + 2) {
            0xa8 if length == 3 => "\u{2028}",
            _ if length == 3 => "\u{2029}",
            _ => "\n",
        };
        self.at += length;
        self.line_start = self.at;
        meaning
    }

    /// The column, in characters from 0. A byte order mark takes no column, to `PyYAML`.
    pub(super) fn column(&mut self) -> u32 {
        if self.ascii {
            return (self.at - self.line_start) as u32;
        }
        let (from, column) =
            if self.counted.0 < self.line_start { (self.line_start, 0) } else { self.counted };
        let passed = &self.text[from..self.at];
        let column = column + passed.chars().filter(|ch| *ch != '\u{feff}').count();
        self.counted = (self.at, column);
        column as u32
    }

    /// The characters between two places.
    pub(super) fn distance(&self, from: usize, to: usize) -> usize {
        if self.ascii { to - from } else { self.text[from..to].chars().count() }
    }

    /// Whether `---` or `...` stands at `at`, with nothing right behind it.
    pub(super) fn is_marker_at(&self, marker: &str, at: usize) -> bool {
        self.text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(marker.as_bytes()))
            && self.is_blank_or_end(at + marker.len())
    }

    /// Whether a document's marker stands here.
    pub(super) fn is_at_marker(&self) -> bool {
        matches!(self.byte(), b'-' | b'.')
            && (self.is_marker_at("---", self.at) || self.is_marker_at("...", self.at))
    }
}
