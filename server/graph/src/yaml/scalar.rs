//! Plain and quoted scalars.

use super::fault::{Fault, Scan};
use super::reader::run;
use super::scanner::{Rewritten, Scanner};
use super::token::ScalarShape;

impl Scanner<'_> {
    /// A plain scalar, and where its last word ends. A tab ends it, to `PyYAML`, and so does a `#` behind a space or a
    /// line break.
    pub(super) fn plain_scalar(&mut self) -> (ScalarShape, usize) {
        let flow = self.flow_level != 0;
        let run = if flow { run::FLOW_PLAIN } else { run::PLAIN };
        let start = self.reader.at;
        let mut value = None;
        let mut end = start;
        loop {
            let word = self.reader.at;
            let word_end = self.end_of_word(run, word);
            if word_end == word {
                break;
            }
            self.reader.at = word_end;
            self.allow_simple_key = false;
            if word > end {
                match &mut value {
                    Some(value) => self.fold(value, end, word),
                    None if self.reader.line_start > end => {
                        let mut folded = self.reader.text[start..end].to_owned();
                        self.fold(&mut folded, end, word);
                        value = Some(folded);
                    }
                    None => {}
                }
            }
            if let Some(value) = &mut value {
                value.push_str(&self.reader.text[word..word_end]);
            }
            end = word_end;
            if !self.skip_plain_spaces() || self.reader.byte() == b'#' {
                break;
            }
            if !flow && (self.reader.column() as i32) <= self.indent {
                break;
            }
        }
        let shape = match value {
            Some(value) => {
                self.rewritten.push_back(Rewritten { value, start: start as u32 });
                ScalarShape::Rewritten { plain: true }
            }
            None => ScalarShape::Plain,
        };
        (shape, end)
    }

    /// A `:` ends a word if a blank follows it, or within brackets what cannot be in a word either.
    fn end_of_word(&self, run: u8, from: usize) -> usize {
        let mut at = from;
        loop {
            at = self.reader.end_of(run, at);
            let goes_on = self.reader.byte_at(at) == b':'
                && !self.reader.is_blank_or_end(at + 1)
                && !(run == run::FLOW_PLAIN
                    && matches!(self.reader.byte_at(at + 1), b',' | b'[' | b']' | b'{' | b'}'));
            if !goes_on {
                return at;
            }
            at += 1;
        }
    }

    /// Skips spaces and line breaks inside a plain scalar; false if there are none, or a document ends.
    fn skip_plain_spaces(&mut self) -> bool {
        let start = self.reader.at;
        self.reader.skip_spaces();
        if self.reader.skip_break().is_empty() {
            return self.reader.at > start;
        }
        self.allow_simple_key = true;
        loop {
            if self.reader.is_at_marker() {
                return false;
            }
            self.reader.skip_spaces();
            if self.reader.skip_break().is_empty() {
                return true;
            }
        }
    }

    /// Adds what blanks and line breaks between two words mean: a single line break is a space, of several the first is
    /// nothing, and blanks on one line are themselves.
    fn fold(&self, value: &mut String, from: usize, to: usize) {
        let mut at = from;
        let mut breaks = 0;
        let mut first_kept = false;
        while at < to {
            let length = self.reader.break_at(at);
            if length == 0 {
                at += 1;
                continue;
            }
            let kept = length == 3;
            first_kept |= kept && breaks == 0;
            if kept {
                value.push_str(&self.reader.text[at..at + length]);
            } else if breaks > 0 {
                value.push('\n');
            }
            breaks += 1;
            at += length;
        }
        match breaks {
            0 => value.push_str(&self.reader.text[from..to]),
            1 if !first_kept => value.push(' '),
            _ => {}
        }
    }

    /// A scalar in quotes.
    pub(super) fn quoted_scalar(&mut self, quote: u8) -> Scan<ScalarShape> {
        let start = self.reader.at;
        let run = if quote == b'"' { run::DOUBLE_QUOTED } else { run::SINGLE_QUOTED };
        let end = self.reader.end_of(run, start + 1);
        // Nearly all are closed on their line and have no escape.
        if self.reader.byte_at(end) == quote && (quote == b'"' || self.reader.byte_at(end + 1) != quote) {
            self.reader.at = end + 1;
            return Ok(ScalarShape::Quoted);
        }
        let value = self.rewritten_quoted(quote).map_err(|fault| {
            let what =
                if quote == b'"' { "the double quotes open here" } else { "the single quotes open here" };
            fault.with(start, what)
        })?;
        self.rewritten.push_back(Rewritten { value, start: start as u32 });
        Ok(ScalarShape::Rewritten { plain: false })
    }

    /// Quoted text with escapes or line breaks, word by word.
    fn rewritten_quoted(&mut self, quote: u8) -> Scan<String> {
        self.reader.at += 1;
        let mut value = String::new();
        loop {
            self.quoted_word(quote, &mut value)?;
            if self.reader.byte() == quote {
                self.reader.at += 1;
                return Ok(value);
            }
            let blanks = self.reader.at;
            self.reader.skip_while(|byte| matches!(byte, b' ' | b'\t'));
            if self.reader.byte() == 0 {
                let quote = char::from(quote);
                return Err(Fault::new(
                    self.reader.at,
                    format!("the text ends, but `{quote}` is still open; close it with another `{quote}`"),
                ));
            }
            match self.reader.skip_break() {
                "" => value.push_str(&self.reader.text[blanks..self.reader.at]),
                "\n" => {
                    let before = value.len();
                    self.quoted_breaks(&mut value)?;
                    if value.len() == before {
                        value.push(' ');
                    }
                }
                kept => {
                    value.push_str(kept);
                    self.quoted_breaks(&mut value)?;
                }
            }
        }
    }

    /// Text up to a blank, a line break or the closing quote.
    fn quoted_word(&mut self, quote: u8, value: &mut String) -> Scan<()> {
        loop {
            let end = self.reader.end_of(run::QUOTED_WORD, self.reader.at);
            value.push_str(&self.reader.text[self.reader.at..end]);
            self.reader.at = end;
            match self.reader.byte() {
                b'\'' if quote == b'\'' && self.reader.byte_at(end + 1) == b'\'' => {
                    value.push('\'');
                    self.reader.at += 2;
                }
                b'\\' if quote == b'"' => self.escape(value)?,
                other @ (b'\'' | b'"' | b'\\') if other != quote => {
                    value.push(char::from(other));
                    self.reader.at += 1;
                }
                _ => return Ok(()),
            }
        }
    }

    fn escape(&mut self, value: &mut String) -> Scan<()> {
        self.reader.at += 1;
        let meaning = match self.reader.byte() {
            b'0' => '\0',
            b'a' => '\x07',
            b'b' => '\x08',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\x0b',
            b'f' => '\x0c',
            b'r' => '\r',
            b'e' => '\x1b',
            plain @ (b' ' | b'"' | b'\\' | b'/') => char::from(plain),
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.code_escape(2, value),
            b'u' => return self.code_escape(4, value),
            b'U' => return self.code_escape(8, value),
            0 => return Err(Fault::new(self.reader.at, "the text ends inside an escape")),
            _ if !self.reader.skip_break().is_empty() => return self.quoted_breaks(value),
            _ => {
                let ch = self.reader.char().unwrap_or_default();
                let message =
                    format!("`\\{ch}` is no escape; write `\\\\` for a backslash, or use single quotes");
                return Err(Fault::new(self.reader.at, message));
            }
        };
        value.push(meaning);
        self.reader.at += 1;
        Ok(())
    }

    /// The character of that many hexadecimal digits. `PyYAML` takes the halves of surrogate pairs, too, which are no
    /// characters: no text that Python could write out has one.
    fn code_escape(&mut self, digits: usize, value: &mut String) -> Scan<()> {
        self.reader.at += 1;
        let at = self.reader.at;
        let written = self
            .reader
            .text
            .get(at..at + digits)
            .filter(|written| written.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(written) = written else {
            return Err(Fault::new(at, format!("this escape needs {digits} hexadecimal digits")));
        };
        let Some(ch) = u32::from_str_radix(written, 16).ok().and_then(char::from_u32) else {
            return Err(Fault::new(at, "there is no such character"));
        };
        value.push(ch);
        self.reader.at += digits;
        Ok(())
    }

    /// Line breaks and blanks inside quotes: each further line break stands for itself.
    fn quoted_breaks(&mut self, value: &mut String) -> Scan<()> {
        loop {
            if self.reader.is_at_marker() {
                let message = "a document marker inside quotes; indent it, or close the quotes before it";
                return Err(Fault::new(self.reader.at, message));
            }
            self.reader.skip_while(|byte| matches!(byte, b' ' | b'\t'));
            match self.reader.skip_break() {
                "" => return Ok(()),
                meaning => value.push_str(meaning),
            }
        }
    }
}
