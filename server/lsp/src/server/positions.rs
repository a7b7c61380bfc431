//! Positions as the client counts them, and as bytes of a text: converted here and nowhere else.

use forgather_dialect::{LineIndex, SourceFile};
use ls_types::{Position, PositionEncodingKind, Range};
use ropey::Rope;

/// What a client counts columns in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every client can.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The encoding that costs least among those that a client can.
    pub(crate) fn negotiate(offered: &[PositionEncodingKind]) -> Self {
        let offers = |kind: &PositionEncodingKind| offered.contains(kind);
        if offers(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(&PositionEncodingKind::UTF16) || offered.is_empty() {
            Self::Utf16
        } else if offers(&PositionEncodingKind::UTF32) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// Its name in the protocol.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The position of the byte at `offset` of a file's text. One within a character is at its start.
    pub(crate) fn position(self, file: &SourceFile, offset: usize) -> Position {
        self.position_in(&file.text, &file.lines, offset)
    }

    /// The position of the byte at `offset` of a text with those lines.
    pub(crate) fn position_in(self, text: &str, lines: &LineIndex, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = lines.line(offset);
        let before = &text[lines.start(line).unwrap_or(0)..offset];
        let column = match self {
            Self::Utf8 => before.len(),
            _ => before.chars().map(|c| self.width(c)).sum(),
        };
        Position::new(line as u32, column as u32)
    }

    /// The range between two bytes of a file's text.
    pub(crate) fn range(self, file: &SourceFile, bytes: std::ops::Range<usize>) -> Range {
        Range::new(self.position(file, bytes.start), self.position(file, bytes.end))
    }

    /// The byte of a text that a position is at. A column past the end of its line is the line's end, a line past the
    /// last one the end of the text, and a column within a character the character's start.
    pub(crate) fn offset_in(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = lines.start(line) else { return text.len() };
        let end = lines.start(line + 1).unwrap_or(text.len());
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        start + self.column_to_bytes(content.chars(), position.character)
    }

    /// The byte of a file's text that a position is at, as [`Encoding::offset_in`].
    pub(crate) fn offset(self, file: &SourceFile, position: Position) -> usize {
        self.offset_in(&file.text, &file.lines, position)
    }

    /// The byte of a rope that a position is at, as [`Encoding::offset_in`].
    pub(crate) fn offset_in_rope(self, rope: &Rope, position: Position) -> usize {
        let line = position.line as usize;
        if line >= rope.len_lines() {
            return rope.len_bytes();
        }
        let content = rope.line(line);
        let visible = content.chars().take_while(|c| !matches!(c, '\n' | '\r'));
        rope.line_to_byte(line) + self.column_to_bytes(visible, position.character)
    }

    fn column_to_bytes(self, characters: impl Iterator<Item = char>, column: u32) -> usize {
        let (mut bytes, mut columns) = (0, 0);
        for c in characters {
            columns += self.width(c);
            if columns > column as usize {
                break;
            }
            bytes += c.len_utf8();
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use forgather_dialect::Dialect;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn every_byte_has_a_position_and_comes_back() {
        let text = "é𝄞a\r\n\r\nb\rc\n\u{2028}x\n";
        let file = SourceFile::new(text, Dialect::Current);
        let rope = Rope::from_str(text);
        for encoding in ALL {
            for (offset, c) in text.char_indices() {
                if matches!(c, '\r' | '\n') {
                    continue;
                }
                let position = encoding.position(&file, offset);
                assert_eq!(encoding.offset(&file, position), offset, "{encoding:?} {position:?}");
                assert_eq!(encoding.offset_in_rope(&rope, position), offset, "{encoding:?} {position:?}");
            }
        }
        assert_eq!(Encoding::Utf8.position(&file, 6), Position::new(0, 6));
        assert_eq!(Encoding::Utf16.position(&file, 6), Position::new(0, 3));
        assert_eq!(Encoding::Utf32.position(&file, 6), Position::new(0, 2));
    }

    #[test]
    fn a_position_that_is_nowhere_is_the_nearest() {
        let text = "𝄞b\r\nc";
        let file = SourceFile::new(text, Dialect::Current);
        let rope = Rope::from_str(text);
        for (encoding, line, column, expected) in [
            (Encoding::Utf16, 0, 1, 0),
            (Encoding::Utf16, 0, 99, 5),
            (Encoding::Utf8, 0, 3, 0),
            (Encoding::Utf32, 1, 7, 8),
            (Encoding::Utf16, 9, 0, 8),
            (Encoding::Utf16, u32::MAX, u32::MAX, 8),
        ] {
            let position = Position::new(line, column);
            assert_eq!(encoding.offset(&file, position), expected, "{encoding:?} {position:?}");
            assert_eq!(encoding.offset_in_rope(&rope, position), expected, "{encoding:?} {position:?}");
        }
    }

    #[test]
    fn utf8_where_the_client_can() {
        let kinds = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::negotiate(&kinds), Encoding::Utf8);
        assert_eq!(Encoding::negotiate(&[]), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(&[PositionEncodingKind::UTF32]), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(&[PositionEncodingKind::new("utf-7")]), Encoding::Utf16);
    }
}
