//! The interpreters of this machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every CPython from 3.10 on that is on `PATH` or that pyenv has, with its version; each once.
pub fn pythons() -> Vec<(PathBuf, String)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut candidates: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| {
            let numbered = (10..20).map(|minor| format!("python3.{minor}"));
            std::iter::once("python3".to_owned()).chain(numbered).map(|name| folder.join(name))
        })
        .collect();
    for root in folders.iter().filter(|folder| folder.ends_with("shims")).filter_map(|folder| folder.parent())
    {
        let versions = std::fs::read_dir(root.join("versions")).into_iter().flatten().filter_map(Result::ok);
        candidates.extend(versions.map(|version| version.path().join("bin/python3")));
    }
    let mut found = BTreeMap::new();
    for candidate in candidates {
        // A shim is a script that starts one of the others.
        if candidate.parent().is_some_and(|folder| folder.ends_with("shims")) {
            continue;
        }
        if let (Ok(real), Some(version)) = (candidate.canonicalize(), version(&candidate)) {
            found.entry(real).or_insert((candidate, version));
        }
    }
    found.into_values().collect()
}

/// The version of a CPython that is new enough.
fn version(python: &Path) -> Option<String> {
    let script = "import sys\nif sys.version_info >= (3, 10) and sys.implementation.name == 'cpython': print(sys.version.split()[0])";
    let output = Command::new(python).args(["-c", script]).output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!version.is_empty()).then_some(version)
}
