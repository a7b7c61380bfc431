//! Where the session's module is.
//!
//! A release holds it, so that one file is an installation, and puts it into the user's cache folder, because an
//! interpreter loads modules from files only. Builds for development find it beside the program.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Names another module, for whoever packages or tests it.
const VARIABLE: &str = "FORGATHER_SESSION_MODULE";

/// The module's file, or what to say where there is none.
pub(super) fn find() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        let absent = || format!("`{}`, which {VARIABLE} names, is not there", path.display());
        return if path.is_file() { Ok(path) } else { Err(absent()) };
    }
    if let Some((hash, bytes)) = EMBEDDED {
        return unpacked(&cache_folder()?, hash, bytes);
    }
    let name = format!("{}forgather_session{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let program = std::env::current_exe().and_then(|program| program.canonicalize());
    let folder = program.ok().and_then(|program| program.parent().map(Path::to_owned)).unwrap_or_default();
    let places = [folder.join(&name), folder.join("../lib/forgather-ls").join(&name)];
    places.iter().find(|place| place.is_file()).cloned().ok_or_else(|| {
        let places = places.map(|place| format!("`{}`", place.display()));
        format!("the session's module is neither {}; build it with `cargo build`", places.join(" nor "))
    })
}

/// Where the user's programs keep what they can make again.
fn cache_folder() -> Result<PathBuf, String> {
    let get = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || {
        get("HOME").map(|home| home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    };
    let folder = get("XDG_CACHE_HOME").or_else(home);
    folder.map(|folder| folder.join("forgather-ls")).ok_or_else(|| {
        format!("there is no folder for the session's module: neither HOME nor {VARIABLE} is set")
    })
}

/// The module as a file of its own name for each content, written if it is not there.
fn unpacked(folder: &Path, hash: &str, bytes: &[u8]) -> Result<PathBuf, String> {
    let path = folder.join(format!("session-{hash}{}", std::env::consts::DLL_SUFFIX));
    // Whatever put something else there, it is not what is to be run.
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(path);
    }
    write(folder, &path, bytes).map_err(|error| {
        format!("the session's module cannot be written to `{}`: {error}", path.display())
    })?;
    Ok(path)
}

/// Writes a file so that another process sees all of it or nothing.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let part = path.with_extension(format!("part-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o700).open(&part)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_module_is_unpacked_once_and_again_where_it_is_damaged() {
        let folder = tempfile::TempDir::new().unwrap();
        let cache = folder.path().join("cache/forgather-ls");
        let path = unpacked(&cache, "ab", b"module").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"module");
        assert_eq!(fs::metadata(&cache).unwrap().permissions().mode() & 0o777, 0o700);
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(unpacked(&cache, "ab", b"module").unwrap(), path);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
        fs::write(&path, b"modu").unwrap();
        unpacked(&cache, "ab", b"module").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"module");
        assert_ne!(unpacked(&cache, "cd", b"other").unwrap(), path);
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 2, "nothing is left of the writing");
    }
}
