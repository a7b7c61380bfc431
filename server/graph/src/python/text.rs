//! Strings as Python writes them.

use std::fmt::Write as _;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Appends `repr(text)`.
pub(crate) fn write_str(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for ch in text.chars() {
        match ch {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if ch == quote => {
                out.push('\\');
                out.push(ch);
            }
            ' '..='~' => out.push(ch),
            _ if is_printable(ch) => out.push(ch),
            _ => {
                let _ = match ch as u32 {
                    code @ ..=0xff => write!(out, "\\x{code:02x}"),
                    code @ ..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
}

/// `str.isprintable` of a character that is not ASCII.
fn is_printable(ch: char) -> bool {
    use GeneralCategory as Category;
    !matches!(
        ch.general_category(),
        Category::Control
            | Category::Format
            | Category::Surrogate
            | Category::PrivateUse
            | Category::Unassigned
            | Category::LineSeparator
            | Category::ParagraphSeparator
            | Category::SpaceSeparator
    )
}

/// `str.strip()`.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(|ch: char| ch.is_whitespace() || ('\x1c'..='\x1f').contains(&ch))
}

#[cfg(test)]
mod tests {
    use super::write_str;

    #[test]
    fn as_python_writes_them() {
        let cases = [
            ("it's", "\"it's\""),
            ("it's \"both\"", "'it\\'s \"both\"'"),
            ("a\tb\\\n\r", "'a\\tb\\\\\\n\\r'"),
            ("é漢😀", "'é漢😀'"),
            ("\u{7f}\u{85}\u{a0}\u{2028}\u{feff}\u{e000}", "'\\x7f\\x85\\xa0\\u2028\\ufeff\\ue000'"),
            ("\u{f0000}", "'\\U000f0000'"),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            write_str(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
