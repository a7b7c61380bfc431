//! Edits of open documents: what a client means, and what the server makes of it.

use forgather_ls::fuzzing::{Change, Columns, edited};

pub(crate) fn check(bytes: &[u8]) {
    let mut bytes = bytes.iter().copied();
    let mut next = || bytes.next().unwrap_or(0);
    let columns = match next() % 3 {
        0 => Columns::Utf8,
        1 => Columns::Utf16,
        _ => Columns::Utf32,
    };
    let mut text = String::new();
    for _ in 0..next() % 24 {
        text.push_str(PIECES[usize::from(next()) % PIECES.len()]);
    }
    let mut changes: Vec<Change> = Vec::new();
    let mut expected = text.clone();
    for _ in 0..next() % 8 {
        let place = |line: u8, column: u8| (u32::from(line % 8), u32::from(column % 12));
        let (start, end) = (place(next(), next()), place(next(), next()));
        let new = PIECES[usize::from(next()) % PIECES.len()].to_owned();
        let (from, to) = (offset(&expected, start, columns), offset(&expected, end, columns));
        expected.replace_range(from.min(to)..from.max(to), &new);
        changes.push((start, end, new));
    }
    assert_eq!(edited(&text, columns, &changes), expected, "{columns:?}: {changes:?} in {text:?}");
}

/// What texts are made of: characters of every width, and every line end.
const PIECES: [&str; 12] = ["a", "é", "€", "𝄞", "\n", "\r\n", "\r", "", "bc", "\u{2028}", "\u{85}", "x\ny"];

/// Where a place is, found the slow way: line by line and character by character, as the protocol defines it.
fn offset(text: &str, (line, column): (u32, u32), columns: Columns) -> usize {
    let mut starts = vec![0];
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let is_pair = c == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n');
        if (c == '\n' || c == '\r') && !is_pair {
            starts.push(at + 1);
        }
    }
    let Some(start) = starts.get(line as usize) else { return text.len() };
    let (mut at, mut counted) = (*start, 0);
    for c in text[*start..].chars().take_while(|c| !matches!(c, '\n' | '\r')) {
        counted += match columns {
            Columns::Utf8 => c.len_utf8(),
            Columns::Utf16 => c.len_utf16(),
            Columns::Utf32 => 1,
        };
        if counted > column as usize {
            break;
        }
        at += c.len_utf8();
    }
    at
}
