//! Scalars and directives: where they end, and what cannot be in them.

use super::Fault;
use super::scanner::{Scanner, is_blank_or_end, is_break};
use super::token::TokenKind;

impl Scanner<'_> {
    /// A plain scalar. A tab ends it, to `PyYAML`.
    pub(super) fn plain_scalar(&mut self) {
        let indent = self.indent + 1;
        let flow = self.flow_level != 0;
        loop {
            if self.peek() == Some('#') {
                return;
            }
            let start = self.at;
            while let Some(ch) = self.peek() {
                let after = self.peek_at(1);
                let ends = is_blank_or_end(Some(ch))
                    || (ch == ':'
                        && (is_blank_or_end(after)
                            || (flow && after.is_some_and(|ch| ",[]{}".contains(ch)))))
                    || (flow && ",?[]{}".contains(ch));
                if ends {
                    break;
                }
                self.forward();
            }
            if self.at == start {
                return;
            }
            self.allow_simple_key = false;
            if !self.plain_spaces() || self.peek() == Some('#') || (!flow && self.column < indent) {
                return;
            }
        }
    }

    /// Blanks and line breaks inside a plain scalar; false if there are none, or a document ends.
    fn plain_spaces(&mut self) -> bool {
        let start = self.at;
        self.skip_while(|ch| ch == ' ');
        if !self.peek().is_some_and(is_break) {
            return self.at > start;
        }
        self.line_break();
        self.allow_simple_key = true;
        loop {
            if self.at_document_marker("---") || self.at_document_marker("...") {
                return false;
            }
            self.skip_while(|ch| ch == ' ');
            if !self.line_break() {
                return true;
            }
        }
    }

    pub(super) fn quoted_scalar(&mut self, quote: char) -> Result<(), Fault> {
        let start = self.at;
        let what = if quote == '"' { "the text in double quotes" } else { "the text in single quotes" };
        self.forward();
        self.quoted_text(quote).map_err(|fault| fault.within(what, start))?;
        while self.peek() != Some(quote) {
            self.skip_while(|ch| matches!(ch, ' ' | '\t'));
            match self.peek() {
                None => {
                    return Err(Fault::new(self.at, format!("the text ends without a closing `{quote}`"))
                        .within(what, start));
                }
                Some(ch) if is_break(ch) => {
                    self.line_break();
                    self.quoted_breaks().map_err(|fault| fault.within(what, start))?;
                }
                Some(_) => {}
            }
            self.quoted_text(quote).map_err(|fault| fault.within(what, start))?;
        }
        self.forward();
        Ok(())
    }

    fn quoted_text(&mut self, quote: char) -> Result<(), Fault> {
        let double = quote == '"';
        loop {
            self.skip_while(|ch| !matches!(ch, '\'' | '"' | '\\' | ' ' | '\t') && !is_break(ch));
            match self.peek() {
                Some('\'') if !double && self.peek_at(1) == Some('\'') => {
                    self.forward();
                    self.forward();
                }
                Some('\'') if double => self.forward(),
                Some('"' | '\\') if !double => self.forward(),
                Some('\\') => self.escape()?,
                _ => return Ok(()),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        self.forward();
        let digits = match self.peek() {
            Some(ch) if "0abt\tnvfre \"\\/N_LP".contains(ch) => 0,
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(ch) if is_break(ch) => {
                self.line_break();
                return self.quoted_breaks();
            }
            Some(ch) => {
                let message =
                    format!("`\\{ch}` is no escape; write `\\\\` for a backslash, or use single quotes");
                return Err(Fault::new(self.at, message));
            }
            None => return Err(Fault::new(self.at, "the text ends inside an escape")),
        };
        self.forward();
        let value: String = self.rest().chars().take(digits).take_while(char::is_ascii_hexdigit).collect();
        if value.len() < digits {
            return Err(Fault::new(self.at, format!("this escape needs {digits} hexadecimal digits")));
        }
        if u32::from_str_radix(&value, 16).is_ok_and(|code| code > 0x0010_ffff) {
            return Err(Fault::new(self.at, "there is no such character"));
        }
        for _ in 0..digits {
            self.forward();
        }
        Ok(())
    }

    /// Line breaks and blanks inside quotes.
    fn quoted_breaks(&mut self) -> Result<(), Fault> {
        loop {
            let rest = self.rest();
            if (rest.starts_with("---") || rest.starts_with("...")) && is_blank_or_end(self.peek_at(3)) {
                return Err(Fault::new(
                    self.at,
                    "a document marker inside quotes; indent it, or close the quotes before it",
                ));
            }
            self.skip_while(|ch| matches!(ch, ' ' | '\t'));
            if !self.line_break() {
                return Ok(());
            }
        }
    }

    pub(super) fn block_scalar(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.forward();
        let increment =
            self.block_scalar_header().map_err(|fault| fault.within("the block of text", start))?;
        let least = (self.indent + 1).max(1);
        let indent = if let Some(increment) = increment {
            let indent = least + increment - 1;
            self.block_scalar_breaks(indent);
            indent
        } else {
            least.max(self.block_scalar_indentation())
        };
        while self.column == indent && self.peek().is_some() {
            self.skip_while(|ch| !is_break(ch));
            self.line_break();
            self.block_scalar_breaks(indent);
        }
        Ok(())
    }

    /// Skips to the first line that is not blank: the deepest indentation on the way.
    fn block_scalar_indentation(&mut self) -> isize {
        let mut deepest = 0;
        loop {
            if self.peek() == Some(' ') {
                self.forward();
                deepest = deepest.max(self.column);
            } else if !self.line_break() {
                return deepest;
            }
        }
    }

    /// The indicators after `|` or `>`: the indentation, if given. The rest of the line is blank or a comment.
    fn block_scalar_header(&mut self) -> Result<Option<isize>, Fault> {
        let mut increment = None;
        let mut chomping = false;
        for _ in 0..2 {
            match self.peek() {
                Some('+' | '-') if !chomping => chomping = true,
                Some(ch @ '0'..='9') if increment.is_none() => {
                    if ch == '0' {
                        return Err(Fault::new(self.at, "the indentation is a digit from 1 to 9"));
                    }
                    increment = ch.to_digit(10).map(|digit| digit as isize);
                }
                _ => break,
            }
            self.forward();
        }
        if self.peek().is_some_and(|ch| ch != ' ' && !is_break(ch)) {
            return Err(Fault::new(
                self.at,
                "only `+`, `-` and a digit can follow `|` or `>`; begin the text on the next line",
            ));
        }
        self.ignored_rest_of_line()?;
        Ok(increment)
    }

    fn block_scalar_breaks(&mut self, indent: isize) {
        loop {
            while self.column < indent && self.peek() == Some(' ') {
                self.forward();
            }
            if !self.line_break() {
                return;
            }
        }
    }

    fn ignored_rest_of_line(&mut self) -> Result<(), Fault> {
        self.skip_while(|ch| ch == ' ');
        if self.peek() == Some('#') {
            self.skip_while(|ch| !is_break(ch));
        }
        if self.peek().is_some_and(|ch| !is_break(ch)) {
            return Err(Fault::new(self.at, "expected a comment or the end of the line"));
        }
        self.line_break();
        Ok(())
    }

    pub(super) fn directive(&mut self) -> Result<TokenKind, Fault> {
        let start = self.at;
        self.directive_parts().map_err(|fault| fault.within("the directive", start))
    }

    fn directive_parts(&mut self) -> Result<TokenKind, Fault> {
        self.forward();
        let from = self.at;
        self.skip_while(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'));
        let name = &self.text[from..self.at];
        if name.is_empty() || self.peek().is_some_and(|ch| ch != ' ' && !is_break(ch)) {
            let message = "a line that begins with `%` is a directive, and its name has letters, digits, `-` and `_` only; quote the text";
            return Err(Fault::new(self.at, message));
        }
        let kind = match name {
            "YAML" => {
                self.skip_while(|ch| ch == ' ');
                let major = self.number()?;
                if self.peek() != Some('.') {
                    return Err(Fault::new(self.at, "expected a digit or `.`"));
                }
                self.forward();
                self.number()?;
                if self.peek().is_some_and(|ch| ch != ' ' && !is_break(ch)) {
                    return Err(Fault::new(self.at, "expected a digit or the end of the line"));
                }
                TokenKind::Version(major)
            }
            "TAG" => {
                self.skip_while(|ch| ch == ' ');
                TokenKind::TagDirective(self.tag_directive()?)
            }
            _ => {
                self.skip_while(|ch| !is_break(ch));
                TokenKind::OtherDirective
            }
        };
        self.ignored_rest_of_line()?;
        Ok(kind)
    }

    fn number(&mut self) -> Result<u64, Fault> {
        let from = self.at;
        self.skip_while(|ch| ch.is_ascii_digit());
        if self.at == from {
            return Err(Fault::new(self.at, "expected a digit"));
        }
        Ok(self.text[from..self.at].parse().unwrap_or(u64::MAX))
    }

    /// The handle of a `%TAG` directive; its prefix follows.
    fn tag_directive(&mut self) -> Result<String, Fault> {
        let from = self.at;
        if self.peek() != Some('!') {
            return Err(Fault::new(self.at, "expected `!`"));
        }
        self.forward();
        if self.peek() != Some(' ') {
            self.skip_while(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'));
            if self.peek() != Some('!') {
                return Err(Fault::new(self.at, "expected `!`"));
            }
            self.forward();
        }
        let handle = self.text[from..self.at].to_owned();
        if self.peek() != Some(' ') {
            return Err(Fault::new(self.at, "expected a space"));
        }
        self.skip_while(|ch| ch == ' ');
        let from = self.at;
        self.skip_while(|ch| ch.is_ascii_alphanumeric() || "-;/?:@&=+$,_.!~*'()[]%".contains(ch));
        if self.at == from || self.peek().is_some_and(|ch| ch != ' ' && !is_break(ch)) {
            return Err(Fault::new(self.at, "expected the prefix of the tags"));
        }
        Ok(handle)
    }
}
