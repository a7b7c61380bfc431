//! Where a tag ends and what it means, as `PyYAML`'s scanner reads it.
//!
//! YAML 1.2 ends a tag at `,`, `[` or `]`; `PyYAML` takes them into it: `[!call:f, 1]` is the tag `!call:f,`.

use std::borrow::Cow;

/// A tag token read from the text at its `!`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RawTag<'t> {
    /// Its length in bytes.
    pub(crate) length: usize,
    /// The tag's handle: `!`, `!!`, `!name!`, or empty for a verbatim tag.
    pub(crate) handle: &'t str,
    /// The rest, unescaped.
    pub(crate) suffix: Cow<'t, str>,
}

/// Why a tag cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TagError {
    /// Where, in bytes from the tag's `!`.
    pub(crate) at: usize,
    pub(crate) expected: &'static str,
}

/// Reads the tag that `text` begins with.
pub(crate) fn scan(text: &str) -> Result<RawTag<'_>, TagError> {
    let second = text[1..].chars().next();
    let (handle, from, verbatim) = match second {
        Some('<') => ("", 2, true),
        Some(ch) if !is_blank_or_break(ch) && ch != '\t' => {
            let word = text[1..].find(|ch| ch == '!' || is_blank_or_break(ch));
            if word.is_some_and(|end| text[1 + end..].starts_with('!')) {
                let handle = scan_handle(text)?;
                (handle, handle.len(), false)
            } else {
                ("!", 1, false)
            }
        }
        _ => return finish(text, RawTag { length: 1, handle: "", suffix: Cow::Borrowed("!") }),
    };
    let uri = text[from..].split(|ch| !is_uri(ch)).next().unwrap_or_default();
    let mut end = from + uri.len();
    let suffix = unescape(uri).map_err(|at| TagError {
        at: from + at,
        expected: "a character as `%` and two hexadecimal digits",
    })?;
    if uri.is_empty() {
        return Err(TagError { at: end, expected: "the rest of the tag" });
    }
    if verbatim {
        if !text[end..].starts_with('>') {
            return Err(TagError { at: end, expected: "`>`" });
        }
        end += 1;
    }
    finish(text, RawTag { length: end, handle, suffix })
}

fn finish<'t>(text: &str, tag: RawTag<'t>) -> Result<RawTag<'t>, TagError> {
    match text[tag.length..].chars().next() {
        Some(ch) if !is_blank_or_break(ch) => {
            Err(TagError { at: tag.length, expected: "a space after the tag" })
        }
        _ => Ok(tag),
    }
}

/// `!`, letters, digits, `-` and `_`, `!`.
fn scan_handle(text: &str) -> Result<&str, TagError> {
    let word = text[1..]
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .count();
    if text[1 + word..].starts_with('!') {
        Ok(&text[..word + 2])
    } else {
        Err(TagError { at: 1 + word, expected: "`!`, because the tag holds another `!`" })
    }
}

/// What ends a tag. A tab does not, to `PyYAML`.
fn is_blank_or_break(ch: char) -> bool {
    matches!(ch, ' ' | '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\0')
}

fn is_uri(ch: char) -> bool {
    ch.is_ascii_alphanumeric()
        || matches!(
            ch,
            '-' | ';'
                | '/'
                | '?'
                | ':'
                | '@'
                | '&'
                | '='
                | '+'
                | '$'
                | ','
                | '_'
                | '.'
                | '!'
                | '~'
                | '*'
                | '\''
                | '('
                | ')'
                | '['
                | ']'
                | '%'
        )
}

/// `%41` as `A`; an error is the offset of what is not two hexadecimal digits, or not UTF-8.
fn unescape(uri: &str) -> Result<Cow<'_, str>, usize> {
    if !uri.contains('%') {
        return Ok(Cow::Borrowed(uri));
    }
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let value = digits
                .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
                .and_then(|d| u8::from_str_radix(d, 16).ok());
            let Some(value) = value else {
                return Err(uri.len() - tail.len());
            };
            bytes.push(value);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| uri.find('%').unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{TagError, scan};

    #[track_caller]
    fn check(text: &str, expected: Result<(usize, &str, &str), usize>) {
        let found = scan(text);
        let found = found
            .as_ref()
            .map(|tag| (tag.length, tag.handle, &*tag.suffix))
            .map_err(|TagError { at, .. }| *at);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_tag_ends_at_a_space() {
        check("!call:f@n [1]", Ok((9, "!", "call:f@n")));
        check("!call:f, 1]", Ok((8, "!", "call:f,")));
        check("!!str x", Ok((5, "!!", "str")));
        check("!e!x", Ok((4, "!e!", "x")));
        check("! x", Ok((1, "", "!")));
        check("!<tag:yaml.org,2002:str> x", Ok((24, "", "tag:yaml.org,2002:str")));
        check("!a%41 x", Ok((5, "!", "aA")));
    }

    #[test]
    fn what_pyyaml_refuses() {
        check("!a} x", Err(2));
        check("!a\tx", Err(2));
        check("!call:f!x y", Err(5));
        check("!<a x", Err(3));
        check("!a%4", Err(3));
        check("!! x", Err(2));
    }
}
