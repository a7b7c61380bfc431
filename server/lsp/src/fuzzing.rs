//! What the server does with bytes from outside, for tests that throw any at it.

use ls_types::{Position, Range, TextDocumentContentChangeEvent};

use crate::server::documents::Document;
use crate::server::positions::Encoding;
use crate::server::transport::{Incoming, frame, read_all};

/// Reads a stream of messages to its end, as the server does, and counts those that are messages and those that are not.
pub fn read_messages(stream: &[u8]) -> (usize, usize) {
    let (queue, events) = std::sync::mpsc::channel();
    read_all(stream, &queue, |incoming, _| incoming);
    let (mut good, mut bad) = (0, 0);
    for incoming in events.try_iter() {
        match incoming {
            Incoming::Request { .. } | Incoming::Notification { .. } | Incoming::Response { .. } => good += 1,
            Incoming::Malformed { .. } => bad += 1,
            Incoming::Closed => {}
        }
    }
    (good, bad)
}

/// A message in its frame.
pub fn framed(message: &serde_json::Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame(&mut bytes, message);
    bytes
}

/// What a client counts columns in: bytes, units of UTF-16, or characters.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Columns {
    Utf8,
    Utf16,
    Utf32,
}

/// A change of a document: what is replaced, from line and column to line and column, and by what.
pub type Change = ((u32, u32), (u32, u32), String);

/// A document's text after changes.
pub fn edited(text: &str, columns: Columns, changes: &[Change]) -> String {
    let encoding = match columns {
        Columns::Utf8 => Encoding::Utf8,
        Columns::Utf16 => Encoding::Utf16,
        Columns::Utf32 => Encoding::Utf32,
    };
    let Ok(uri) = "file:///a.yaml".parse() else { return String::new() };
    let mut document = Document::new(uri, "forgather".to_owned(), 1, text);
    let changes = changes.iter().map(|((line, column), (end_line, end_column), text)| {
        let range = Range::new(Position::new(*line, *column), Position::new(*end_line, *end_column));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.clone() }
    });
    document.change(2, changes.collect(), encoding);
    document.text()
}
