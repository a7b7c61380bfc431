//! Anchors, aliases and tags.
//!
//! YAML 1.2 ends a tag at `,`, `[` or `]`; `PyYAML` takes them into it: `[!call:f, 1]` begins with the tag `!call:f,`.

use std::borrow::Cow;

use super::fault::{Fault, Scan};
use super::scanner::Scanner;
use super::token::{TagShape, TokenKind};

/// The bytes that names of anchors, directives and tag handles are made of.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

impl Scanner<'_> {
    /// Skips `&name` or `*name`.
    pub(super) fn anchor(&mut self, kind: TokenKind) -> Scan<()> {
        let start = self.reader.at;
        self.reader.at += 1;
        self.reader.skip_while(is_word);
        let at = self.reader.at;
        let ends = self.reader.is_blank_or_end(at)
            || matches!(self.reader.byte(), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if at > start + 1 && ends {
            return Ok(());
        }
        let (what, sign) = if kind == TokenKind::Alias { ("an alias", '*') } else { ("an anchor", '&') };
        let message = match self.reader.char() {
            Some(ch) if !self.reader.is_blank_or_end(at) => {
                format!("the name of {what} cannot hold `{ch}`: use letters, digits, `-` and `_`")
            }
            _ => format!("{what} has no name; write one right behind the `{sign}`"),
        };
        Err(Fault::new(at, message).within(what, start))
    }

    /// Skips a tag.
    pub(super) fn tag(&mut self) -> Scan<TagShape> {
        let start = self.reader.at;
        let tag = |fault: Fault| fault.within("the tag", start);
        let shape = if self.reader.byte_at(start + 1) == b'<' {
            self.reader.at += 2;
            self.tag_uri().map_err(tag)?;
            if self.reader.byte() != b'>' {
                return Err(tag(expected("`>`", self.reader.at)));
            }
            self.reader.at += 1;
            TagShape::Verbatim
        } else if self.reader.is_blank_or_end(start + 1) {
            self.reader.at += 1;
            TagShape::NonSpecific
        } else {
            if self.has_another_mark(start + 1) {
                self.tag_handle().map_err(tag)?;
            } else {
                self.reader.at += 1;
            }
            let handle = self.reader.at - start;
            self.tag_uri().map_err(tag)?;
            TagShape::Handle(handle as u32)
        };
        if self.reader.byte() != b' ' && !self.reader.is_line_end(self.reader.at) {
            return Err(tag(expected("a space after the tag", self.reader.at)));
        }
        Ok(shape)
    }

    /// Whether the tag has another `!`, which makes its beginning a handle. A tab does not end a tag here.
    fn has_another_mark(&self, mut at: usize) -> bool {
        while self.reader.byte_at(at) != b' ' && !self.reader.is_line_end(at) {
            if self.reader.byte_at(at) == b'!' {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Skips `!`, `!!` or `!name!`.
    pub(super) fn tag_handle(&mut self) -> Scan<()> {
        if self.reader.byte() != b'!' {
            return Err(expected("`!`", self.reader.at));
        }
        self.reader.at += 1;
        if self.reader.byte() == b' ' {
            return Ok(());
        }
        self.reader.skip_while(is_word);
        if self.reader.byte() != b'!' {
            return Err(expected("`!`, because the tag holds another `!`", self.reader.at));
        }
        self.reader.at += 1;
        Ok(())
    }

    /// Skips the rest of a tag, or a prefix of tags. There is at least one character of it.
    pub(super) fn tag_uri(&mut self) -> Scan<()> {
        let start = self.reader.at;
        loop {
            self.reader.skip_while(is_uri);
            if self.reader.byte() != b'%' {
                break;
            }
            self.uri_escapes()?;
        }
        if self.reader.at == start {
            return Err(expected("the rest of the tag", start));
        }
        Ok(())
    }

    /// Skips escapes that stand together. They are one text in UTF-8.
    fn uri_escapes(&mut self) -> Scan<()> {
        let start = self.reader.at;
        while self.reader.byte() == b'%' {
            self.reader.at += 1;
            let at = self.reader.at;
            if !(self.reader.byte().is_ascii_hexdigit() && self.reader.byte_at(at + 1).is_ascii_hexdigit()) {
                return Err(expected("a character as `%` and two hexadecimal digits", at));
            }
            self.reader.at += 2;
        }
        if unescape(&self.reader.text[start..self.reader.at]).is_none() {
            let message =
                "these escapes are no text in UTF-8; write each byte of a character as `%` and two digits";
            return Err(Fault::new(start, message));
        }
        Ok(())
    }
}

fn expected(what: &str, at: usize) -> Fault {
    Fault::new(at, format!("this tag cannot be read: expected {what} here"))
}

/// What a tag is made of, apart from `%`.
fn is_uri(byte: u8) -> bool {
    is_word(byte)
        || matches!(
            byte,
            b';' | b'/'
                | b'?'
                | b':'
                | b'@'
                | b'&'
                | b'='
                | b'+'
                | b'$'
                | b','
                | b'.'
                | b'!'
                | b'~'
                | b'*'
                | b'\''
                | b'('
                | b')'
                | b'['
                | b']'
        )
}

/// `%41` as `A`; none where that is not UTF-8.
pub(super) fn unescape(uri: &str) -> Option<Cow<'_, str>> {
    if !uri.contains('%') {
        return Some(Cow::Borrowed(uri));
    }
    let mut parts = uri.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::super::reader::Reader;
    use super::super::scanner::Scanner;
    use super::super::token::TagShape;
    use super::unescape;

    /// The tag's length and shape, or the place of the error.
    #[track_caller]
    fn check(text: &str, expected: Result<(usize, TagShape), usize>) {
        let mut scanner = Scanner::new(Reader::new(text, 0, text.is_ascii()));
        let found = scanner.tag().map(|shape| (scanner.reader.at, shape)).map_err(|fault| fault.at());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_tag_ends_at_a_space() {
        check("!call:f@n [1]", Ok((9, TagShape::Handle(1))));
        check("!call:f, 1]", Ok((8, TagShape::Handle(1))));
        check("!!str x", Ok((5, TagShape::Handle(2))));
        check("!e!x", Ok((4, TagShape::Handle(3))));
        check("! x", Ok((1, TagShape::NonSpecific)));
        check("!<tag:yaml.org,2002:str> x", Ok((24, TagShape::Verbatim)));
        check("!a%41 x", Ok((5, TagShape::Handle(1))));
        check("!a\u{2028}!", Ok((2, TagShape::Handle(1))));
    }

    #[test]
    fn what_pyyaml_refuses() {
        check("!a} x", Err(2));
        check("!a\tx", Err(2));
        check("!call:f!x y", Err(5));
        check("!<a x", Err(3));
        check("!a%4", Err(3));
        check("!a%ff%41", Err(2));
        check("!! x", Err(2));
        check("!\tx", Err(1));
    }

    #[test]
    fn escapes() {
        assert_eq!(unescape("a%41%c3%a9b").as_deref(), Some("aAéb"));
        assert_eq!(unescape("%ff"), None);
    }
}
