//! What the integration tests share: where the corpus and Python are, and positions as `PyYAML` counts them.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The rows of a folder of the corpus; none, with a word about it, where there is no corpus.
pub(crate) fn rows(test: &str, folder: &str) -> Option<Vec<Value>> {
    let path = corpus().join(folder).join("expected.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no corpus at {}", path.display());
        println!("skipped: {test}");
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row of the corpus is JSON")).collect())
}

fn corpus() -> PathBuf {
    std::env::var_os("FORGATHER_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from)
}

/// Line and column, both from 1, the column in characters, with `PyYAML`'s line breaks.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let is_break = |ch: char| matches!(ch, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let breaks = before.replace("\r\n", "\n").chars().filter(|&ch| is_break(ch)).count();
    let line_start =
        before.rfind(is_break).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    // `PyYAML` does not count a byte order mark as a column.
    let column = before[line_start..].chars().filter(|&ch| ch != '\u{feff}').count();
    (breaks + 1, column + 1)
}

/// The place that the last of the marks in an error's message names.
pub(crate) fn last_mark(message: &str) -> Option<(usize, usize)> {
    let (_, mark) = message.rsplit_once("\", line ")?;
    let (line, rest) = mark.split_once(", column ")?;
    let column: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// The Python that tests run: `FORGATHER_TEST_PYTHON`, else the checkout's virtual environment, else the system's.
pub(crate) fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    std::env::var_os("FORGATHER_TEST_PYTHON")
        .map_or_else(|| if venv.exists() { venv } else { "python3".into() }, PathBuf::from)
}
