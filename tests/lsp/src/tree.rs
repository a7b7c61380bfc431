//! Files for the server to work on.

use std::fs;
use std::path::{Path, PathBuf};

/// A copy of a corpus's tree below a folder; none where there is no corpus.
///
/// # Panics
/// If the tree cannot be copied.
pub fn copy_corpus(name: &str, to: &Path) -> Option<PathBuf> {
    let root = match std::env::var_os("FORGATHER_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus")).to_owned(),
    };
    let from = root.join(name);
    if !from.is_dir() {
        let reason = "the corpus: neither ../shared/corpus nor $FORGATHER_CORPUS is there";
        assert!(
            std::env::var_os("CI").is_none_or(|value| value != "true"),
            "cannot be skipped here: {reason}"
        );
        println!("skipped: {reason}");
        return None;
    }
    copy(&from.join("tree"), &to.join("tree")).expect("the tree can be copied");
    fs::copy(from.join("facts.json"), to.join("facts.json")).expect("the facts can be copied");
    Some(to.join("tree"))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The uri of a path.
pub fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
