//! Open documents: their text as the client has it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ls_types::{TextDocumentContentChangeEvent, Uri};
use ropey::Rope;

use super::positions::Encoding;

/// A document that is open in the client.
#[derive(Debug)]
pub(crate) struct Document {
    /// The client's own spelling of its uri.
    pub(crate) uri: Uri,
    /// The client's number of this text.
    pub(crate) version: i32,
    /// What the client calls its language.
    pub(crate) language: String,
    rope: Rope,
    /// Whether the text has changed since it was last handed on.
    edited: bool,
}

impl Document {
    pub(crate) fn new(uri: Uri, language: String, version: i32, text: &str) -> Self {
        Self { uri, version, language, rope: Rope::from_str(text), edited: true }
    }

    /// Applies changes in order, each to the text that the one before it left.
    pub(crate) fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.version = version;
        self.edited = true;
        for change in changes {
            let Some(range) = change.range else {
                self.rope = Rope::from_str(&change.text);
                continue;
            };
            let start = encoding.offset_in_rope(&self.rope, range.start);
            let end = encoding.offset_in_rope(&self.rope, range.end);
            // A range that is the wrong way round means the text between its ends.
            let (start, end) = (start.min(end), start.max(end));
            let characters = self.rope.byte_to_char(start)..self.rope.byte_to_char(end);
            let at = characters.start;
            self.rope.remove(characters);
            self.rope.insert(at, &change.text);
        }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.rope.to_string()
    }

    /// Whether it is no template, but what templates call.
    pub(crate) fn is_python(&self) -> bool {
        self.language == "python"
    }

    /// Has the text handed on again.
    pub(crate) fn touch(&mut self) {
        self.edited = true;
    }

    /// The text, if it has changed since this was last asked.
    pub(crate) fn take_edited(&mut self) -> Option<String> {
        std::mem::take(&mut self.edited).then(|| self.rope.to_string())
    }
}

/// How the client spells uris.
pub(crate) trait Spelling {
    /// Its spelling of the uri of a document, if that is open.
    fn uri(&self, path: &Path) -> Option<&Uri>;
}

/// How the client spelled the uris of its documents at one moment.
#[derive(Debug, Default)]
pub(crate) struct Spelled(HashMap<PathBuf, Uri>);

impl Spelling for Spelled {
    fn uri(&self, path: &Path) -> Option<&Uri> {
        self.0.get(path)
    }
}

impl Spelling for Documents {
    fn uri(&self, path: &Path) -> Option<&Uri> {
        self.open.get(path).map(|document| &document.uri)
    }
}

/// All open documents, by their paths.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    open: HashMap<PathBuf, Document>,
}

impl Documents {
    pub(crate) fn insert(&mut self, path: PathBuf, document: Document) {
        self.open.insert(path, document);
    }

    pub(crate) fn remove(&mut self, path: &Path) -> Option<Document> {
        self.open.remove(path)
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    pub(crate) fn get_mut(&mut self, path: &Path) -> Option<&mut Document> {
        self.open.get_mut(path)
    }

    /// How the client spells the uris of all documents.
    pub(crate) fn uris(&self) -> Spelled {
        Spelled(self.open.iter().map(|(path, document)| (path.clone(), document.uri.clone())).collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.open.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&PathBuf, &mut Document)> {
        self.open.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use ls_types::{Position, Range};

    use super::*;

    /// Text after changes of `(start line, start column, end line, end column, text)`.
    fn edited(text: &str, encoding: Encoding, changes: &[(u32, u32, u32, u32, &str)]) -> String {
        let uri = "file:///a.yaml".parse().expect("a uri");
        let mut document = Document::new(uri, "forgather".to_owned(), 1, text);
        let changes = changes.iter().map(|(line, column, end_line, end_column, text)| {
            let range = Range::new(Position::new(*line, *column), Position::new(*end_line, *end_column));
            TextDocumentContentChangeEvent {
                range: Some(range),
                range_length: None,
                text: (*text).to_owned(),
            }
        });
        document.change(2, changes.collect(), encoding);
        assert_eq!(document.version, 2);
        document.take_edited().expect("it was edited")
    }

    #[test]
    fn several_ranges_each_on_the_text_before() {
        let changes = [(0, 0, 0, 1, "xy"), (0, 2, 0, 2, "\n"), (1, 0, 1, 1, "")];
        assert_eq!(edited("abc\n", Encoding::Utf16, &changes), "xy\nc\n");
    }

    #[test]
    fn astral_characters_in_every_encoding() {
        for (encoding, column) in [(Encoding::Utf8, 4), (Encoding::Utf16, 2), (Encoding::Utf32, 1)] {
            assert_eq!(edited("𝄞a", encoding, &[(0, column, 0, column + 1, "b")]), "𝄞b");
        }
    }

    #[test]
    fn line_ends_of_windows_stay_whole() {
        assert_eq!(edited("a\r\nb\r\n", Encoding::Utf16, &[(0, 1, 1, 0, "-")]), "a-b\r\n");
        assert_eq!(edited("a\r\nb", Encoding::Utf16, &[(0, 9, 0, 9, "!")]), "a!\r\nb");
        assert_eq!(edited("a\r\nb", Encoding::Utf16, &[(1, 0, 1, 1, "c\r\nd")]), "a\r\nc\r\nd");
    }

    #[test]
    fn what_is_out_of_range_is_the_nearest() {
        assert_eq!(edited("ab", Encoding::Utf16, &[(5, 5, 9, 9, "c")]), "abc");
        assert_eq!(edited("ab", Encoding::Utf16, &[(0, 2, 0, 1, "c")]), "ac");
        assert_eq!(edited("𝄞", Encoding::Utf16, &[(0, 1, 0, 1, "c")]), "c𝄞");
        assert_eq!(edited("", Encoding::Utf8, &[(0, 0, 0, 0, "c")]), "c");
    }
}
