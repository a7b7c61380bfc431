//! Expansion: the same text whoever watches, and an origin for every byte.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use forgather_dialect::SourceFile;
use forgather_expand::{
    ExpandedOffset, Expansion, Facts, Globals, Limits, LoadError, LoadedFile, Loader, OriginKind, Request,
    expand, expand_traced,
};

use crate::text;

/// A search path of one file, of which all other names are.
struct One(Arc<LoadedFile>);

impl Loader for One {
    fn load(&self, name: &str) -> Result<Arc<LoadedFile>, LoadError> {
        if name == "main.yaml" { Ok(Arc::clone(&self.0)) } else { Err(LoadError::NotFound) }
    }

    fn search_path(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn names(&self) -> Vec<String> {
        vec!["main.yaml".to_owned()]
    }
}

/// One moment on one machine.
static FACTS: LazyLock<Arc<Facts>> = LazyLock::new(|| Arc::new(Facts::from_system()));

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = text(bytes);
    let source = Arc::new(SourceFile::new(text.as_str(), dialect));
    let loader = One(Arc::new(LoadedFile { path: PathBuf::from("/main.yaml"), source }));
    let request = || Request {
        loader: &loader,
        dialect,
        globals: Arc::new(Globals::new(Arc::clone(&FACTS), None)),
        limits: Limits { steps: 20_000, output: 1 << 20, depth: 40 },
    };
    let plain = expand(&request(), "main.yaml");
    let (traced, _) = expand_traced(&request(), "main.yaml");
    assert_eq!(plain.text, traced.text, "watching changes nothing");
    assert_eq!(plain.problems.len(), traced.problems.len(), "watching finds the same");
    if is_repeatable(&text) {
        assert_eq!(plain.text, expand(&request(), "main.yaml").text, "the same templates give the same text");
    }
    origins(&plain, &text);
    for problem in &plain.problems {
        assert!(!problem.message.is_empty(), "a problem says what is wrong");
        assert!(!plain.chain(problem.frame).is_empty() || problem.frame.0 == 0, "a problem has a chain");
    }
}

/// Random functions are what they say.
fn is_repeatable(text: &str) -> bool {
    !["random", "lipsum", "shuffle"].iter().any(|word| text.contains(word))
}

fn origins(expansion: &Expansion, text: &str) {
    for (offset, byte) in expansion.text.bytes().enumerate() {
        let origin = expansion.origin(ExpandedOffset(offset as u32)).expect("every byte has an origin");
        let place = origin.span.range();
        assert!(
            text.get(place.clone()).is_some() || origin.kind == OriginKind::Text,
            "an origin is in the file"
        );
        if origin.kind == OriginKind::Text && !expansion.text[..].contains(Expansion::GAP) {
            // Jinja2 reads every line end as a newline.
            let is_line_end = byte == b'\n' && text.as_bytes().get(place.start) == Some(&b'\r');
            // A line statement within a text that is broken in two leaves the `%}` that was put there as data.
            let is_made_up = b"{%} ".contains(&byte);
            let is_same = text.as_bytes().get(place.start) == Some(&byte);
            assert!(
                is_same || is_line_end || is_made_up,
                "a byte of text is that of its origin, at {offset}"
            );
        }
    }
}
