//! The outline of broken text: every name is where it says.

use forgather_dialect::outline::{Named, outline};
use forgather_dialect::{SourceFile, lexemes};

use crate::text;

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = text(bytes);
    let file = SourceFile::new(text.as_str(), dialect);
    for part in &file.parts {
        let outline = outline(part, &text);
        let lists = [
            &outline.sets,
            &outline.macros,
            &outline.targets,
            &outline.anchors,
            &outline.aliases,
            &outline.tags,
        ];
        for named in lists.into_iter().flatten().chain(outline.blocks.iter().map(|block| &block.name)) {
            in_file(named, &text);
        }
        for (anchors, sigil) in [(&outline.anchors, '&'), (&outline.aliases, '*')] {
            for named in anchors {
                let before = &text[..named.span.start.index()];
                assert!(before.ends_with(sigil), "{sigil} is before a name that it makes");
            }
        }
        for (index, block) in outline.blocks.iter().enumerate() {
            assert!(block.parent.is_none_or(|parent| parent < index), "a block is behind the one it is in");
        }
        for reference in &outline.references {
            assert!(text.get(reference.span.range()).is_some(), "a reference is in the file");
        }
        let mut end = 0;
        for lexeme in lexemes(&part.translation.jinja) {
            let range = lexeme.span.range();
            assert!(end <= range.start && range.start <= range.end, "lexemes are in order");
            end = range.end;
        }
    }
}

fn in_file(named: &Named, text: &str) {
    assert!(text.get(named.span.range()).is_some(), "a name is in the file: {named:?}");
    assert!(text.get(named.extent.range()).is_some(), "what belongs to it, too: {named:?}");
}
