//! Splitting, translating and parsing: positions in bounds, and the way there and back.

use forgather_dialect::{FileOffset, JinjaOffset, JinjaSpan, SourceFile};

use crate::text;

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = text(bytes);
    let file = SourceFile::new(text.as_str(), dialect);
    let mut end = 0;
    for part in &file.parts {
        let body = part.body.range();
        assert!(
            end <= body.start && body.end <= text.len(),
            "a part is behind the one before, and in the file"
        );
        assert!(text.get(body.clone()).is_some(), "a part holds whole characters");
        end = body.end;
        let jinja = &part.translation.jinja;
        for (offset, _) in jinja.char_indices() {
            let place = part.translation.file_offset(JinjaOffset(offset as u32));
            assert!(body.start <= place.index() && place.index() <= body.end, "a place is in its part");
        }
        // What is copied is the same on both sides, and its places lead to each other.
        let all = JinjaSpan::new(0, jinja.len());
        for span in part.translation.copied(all) {
            let there = part.translation.jinja_offset(span.start);
            let back = part.translation.file_offset(there);
            assert_eq!(back, span.start, "a copied place leads back to itself");
            assert!(text.get(span.range()).is_some(), "what is copied is whole characters");
        }
        for problem in &part.problems {
            let place = part.file_span(problem.span);
            assert!(place.start <= place.end && place.end.index() <= text.len(), "a problem is in the file");
            assert!(!problem.message.is_empty(), "a problem says what is wrong");
        }
    }
    for offset in 0..=text.len() {
        let at = file.line_column(FileOffset(offset as u32));
        assert!(at.line >= 1 && at.column >= 1, "lines and columns begin with 1");
    }
}
