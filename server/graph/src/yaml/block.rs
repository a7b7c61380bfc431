//! Block scalars: text after `|`, which keeps its lines, or `>`, which folds them.

use super::fault::{Fault, Scan};
use super::reader::run;
use super::scanner::{Rewritten, Scanner};

/// What is done with the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// One is kept.
    Clip,
    /// `-`: none is kept.
    Strip,
    /// `+`: all are kept.
    Keep,
}

impl Scanner<'_> {
    /// A block scalar: where it ends, which is behind its last line break.
    pub(super) fn block_scalar(&mut self) -> Scan<usize> {
        let start = self.reader.at;
        let folded = self.reader.byte() == b'>';
        let (chomping, increment) =
            self.block_header().map_err(|fault| fault.within("the block of text", start))?;
        let least = (self.indent + 1).max(1) as usize;
        // Line breaks of blank lines, which mean something only once the next line is known.
        let mut breaks = String::new();
        let mut end = self.reader.at;
        let indent = if let Some(increment) = increment {
            let indent = least + increment - 1;
            self.block_breaks(indent, &mut breaks, &mut end);
            indent
        } else {
            least.max(self.block_indentation(&mut breaks, &mut end))
        };
        let content = self.reader.at;
        let mut value = String::new();
        let mut line_break = "";
        while self.is_block_line(indent) {
            value.push_str(&breaks);
            let line = self.reader.at;
            self.reader.at = self.reader.end_of(run::LINE, line);
            value.push_str(&self.reader.text[line..self.reader.at]);
            line_break = self.reader.skip_break();
            breaks.clear();
            end = self.reader.at;
            self.block_breaks(indent, &mut breaks, &mut end);
            if !self.is_block_line(indent) {
                break;
            }
            let blank = |at: usize| matches!(self.reader.byte_at(at), b' ' | b'\t');
            if folded && line_break == "\n" && !blank(line) && !blank(self.reader.at) {
                if breaks.is_empty() {
                    value.push(' ');
                }
            } else {
                value.push_str(line_break);
            }
        }
        if chomping != Chomping::Strip {
            value.push_str(line_break);
        }
        if chomping == Chomping::Keep {
            value.push_str(&breaks);
        }
        self.rewritten.push_back(Rewritten { value, start: content.min(end) as u32 });
        Ok(end)
    }

    /// Whether a line of the text begins here.
    fn is_block_line(&self, indent: usize) -> bool {
        self.block_column() == indent && self.reader.byte() != 0
    }

    /// The column; there are but spaces before it on its line.
    fn block_column(&self) -> usize {
        self.reader.at - self.reader.line_start
    }

    /// The indicators after `|` or `>`, a digit and a sign in any order. The rest of the line is blank or a comment.
    fn block_header(&mut self) -> Scan<(Chomping, Option<usize>)> {
        self.reader.at += 1;
        let mut chomping = None;
        let mut increment = None;
        for _ in 0..2 {
            match self.reader.byte() {
                b'+' if chomping.is_none() => chomping = Some(Chomping::Keep),
                b'-' if chomping.is_none() => chomping = Some(Chomping::Strip),
                b'0' if increment.is_none() => {
                    return Err(Fault::new(self.reader.at, "the indentation is a digit from 1 to 9"));
                }
                digit @ b'1'..=b'9' if increment.is_none() => increment = Some(usize::from(digit - b'0')),
                _ => break,
            }
            self.reader.at += 1;
        }
        if self.reader.byte() != b' ' && !self.reader.is_line_end(self.reader.at) {
            let message = "only `+`, `-` and a digit can follow `|` or `>`; begin the text on the next line";
            return Err(Fault::new(self.reader.at, message));
        }
        self.skip_rest_of_line()?;
        Ok((chomping.unwrap_or(Chomping::Clip), increment))
    }

    /// Skips to the first line that is not blank: the deepest indentation on the way, that line's included.
    fn block_indentation(&mut self, breaks: &mut String, end: &mut usize) -> usize {
        let mut deepest = 0;
        loop {
            let before = self.reader.at;
            self.reader.skip_spaces();
            if self.reader.at > before {
                deepest = deepest.max(self.block_column());
            }
            match self.reader.skip_break() {
                "" => return deepest,
                meaning => breaks.push_str(meaning),
            }
            *end = self.reader.at;
        }
    }

    /// Skips blank lines, and the indentation of the next one.
    fn block_breaks(&mut self, indent: usize, breaks: &mut String, end: &mut usize) {
        loop {
            while self.block_column() < indent && self.reader.byte() == b' ' {
                self.reader.at += 1;
            }
            match self.reader.skip_break() {
                "" => return,
                meaning => breaks.push_str(meaning),
            }
            *end = self.reader.at;
        }
    }

    /// Skips blanks and a comment to the next line.
    pub(super) fn skip_rest_of_line(&mut self) -> Scan<()> {
        self.reader.skip_spaces();
        if self.reader.byte() == b'#' {
            self.reader.at = self.reader.end_of(run::LINE, self.reader.at);
        }
        if !self.reader.is_line_end(self.reader.at) {
            return Err(Fault::new(self.reader.at, "expected a comment or the end of the line"));
        }
        self.reader.skip_break();
        Ok(())
    }
}
