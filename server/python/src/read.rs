//! Reading that ends: only regular files, and only so much of them.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

/// More than any metadata header, `pyvenv.cfg` or `patchlevel.h` has.
const TEXT_LIMIT: u64 = 256 * 1024;
/// More entries than a site-packages folder has.
const ENTRY_LIMIT: usize = 100_000;

/// The beginning of a text file; bytes that are not UTF-8 become U+FFFD.
pub(crate) fn text(path: &Path) -> Option<String> {
    text_up_to(path, TEXT_LIMIT)
}

/// As [`text`], for a file that may be larger; `limit` is in bytes.
pub(crate) fn text_up_to(path: &Path, limit: u64) -> Option<String> {
    // Opening a named pipe would wait for someone to write to it.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The names in a folder, sorted, so that what is found first does not depend on the file system. A name that is not
/// UTF-8 is left out: nothing that is looked for has one.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .take(ENTRY_LIMIT)
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_no_more_than_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("long");
        fs::write(&file, "0123456789").unwrap();
        assert_eq!(text_up_to(&file, 4).as_deref(), Some("0123"));
    }

    #[test]
    fn tolerates_what_is_not_utf8() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("latin-1");
        fs::write(&file, b"caf\xe9").unwrap();
        assert_eq!(text(&file).as_deref(), Some("caf\u{fffd}"));
    }

    #[test]
    fn a_folder_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(text(folder.path()), None);
        assert_eq!(names(&folder.path().join("absent")), Vec::<String>::new());
    }
}
