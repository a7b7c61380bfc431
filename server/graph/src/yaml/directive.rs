//! Directives: lines before `---` that begin with `%`.

use super::fault::{Fault, Scan};
use super::property::is_word;
use super::reader::run;
use super::scanner::Scanner;

/// What a directive says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive<'t> {
    /// `%YAML` and the major version.
    Version(u64),
    /// `%TAG`: a handle and the prefix, with its escapes, that it stands for.
    Tag(&'t str, &'t str),
    /// One that `PyYAML` does not know.
    Other,
}

impl<'t> Scanner<'t> {
    pub(super) fn directive(&mut self) -> Scan<Directive<'t>> {
        let start = self.reader.at;
        self.directive_line().map_err(|fault| fault.within("the directive", start))
    }

    fn directive_line(&mut self) -> Scan<Directive<'t>> {
        self.reader.at += 1;
        let name = self.skipped(|scanner| {
            scanner.reader.skip_while(is_word);
            Ok(())
        })?;
        let message = "a line that begins with `%` is a directive, and its name has letters, digits, `-` and `_` only; quote the text";
        if name.is_empty() {
            return Err(Fault::new(self.reader.at, message));
        }
        self.end_of_part(message)?;
        let directive = match name {
            "YAML" => {
                self.reader.skip_spaces();
                let major = self.number()?;
                if self.reader.byte() != b'.' {
                    return Err(Fault::new(self.reader.at, "expected a digit or `.`"));
                }
                self.reader.at += 1;
                self.number()?;
                self.end_of_part("expected a digit or the end of the line")?;
                Directive::Version(major)
            }
            "TAG" => {
                self.reader.skip_spaces();
                let handle = self.skipped(Scanner::tag_handle)?;
                if self.reader.byte() != b' ' {
                    return Err(Fault::new(self.reader.at, "expected a space"));
                }
                self.reader.skip_spaces();
                let prefix = self.skipped(Scanner::tag_uri)?;
                self.end_of_part("expected the prefix of the tags")?;
                Directive::Tag(handle, prefix)
            }
            _ => {
                self.reader.at = self.reader.end_of(run::LINE, self.reader.at);
                Directive::Other
            }
        };
        self.skip_rest_of_line()?;
        Ok(directive)
    }

    /// The text that `skip` skips.
    fn skipped(&mut self, skip: impl FnOnce(&mut Self) -> Scan<()>) -> Scan<&'t str> {
        let start = self.reader.at;
        skip(self)?;
        Ok(&self.reader.text[start..self.reader.at])
    }

    fn end_of_part(&self, expected: &str) -> Scan<()> {
        if self.reader.byte() == b' ' || self.reader.is_line_end(self.reader.at) {
            return Ok(());
        }
        Err(Fault::new(self.reader.at, expected))
    }

    fn number(&mut self) -> Scan<u64> {
        let digits = self.skipped(|scanner| {
            scanner.reader.skip_while(|byte| byte.is_ascii_digit());
            Ok(())
        })?;
        if digits.is_empty() {
            return Err(Fault::new(self.reader.at, "expected a digit"));
        }
        Ok(digits.parse().unwrap_or(u64::MAX))
    }
}
