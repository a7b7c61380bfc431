//! Installed distributions, by the metadata that pip leaves beside them.

use crate::{interpreter::Interpreter, read};
use std::path::{Path, PathBuf};

/// The versions that templates can ask for as `versions`. What is not installed is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// Of Python itself.
    pub python: Option<String>,
    /// Of `torch`.
    pub torch: Option<String>,
    /// Of `transformers`.
    pub transformers: Option<String>,
    /// Of `accelerate`.
    pub accelerate: Option<String>,
}

/// The versions that templates can ask for, of one interpreter.
pub fn versions(interpreter: &Interpreter) -> Versions {
    let version = |name| distribution_version(interpreter, name);
    Versions {
        python: interpreter.version.clone(),
        torch: version("torch"),
        transformers: version("transformers"),
        accelerate: version("accelerate"),
    }
}

/// The version of a distribution that is installed for an interpreter, as `importlib.metadata.version` has it. The
/// name may be written in any way that PEP 503 takes for the same: `Foo.Bar` and `foo-bar`.
pub fn distribution_version(interpreter: &Interpreter, name: &str) -> Option<String> {
    let name = normalized(name);
    interpreter.site_packages.iter().find_map(|folder| version_in(folder, &name))
}

/// `-`, `_` and `.` in any number are the same, and so are upper and lower case (PEP 503).
fn normalized(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn version_in(site_packages: &Path, name: &str) -> Option<String> {
    let entries = read::names(site_packages);
    let of_this_name = |entry: &&String| {
        let stem = entry.rsplit_once('.').map_or("", |(stem, _)| stem);
        // A name's own hyphens are underscores here, so the first hyphen ends it.
        normalized(stem.split('-').next().unwrap_or_default()) == name
    };
    let with_extension = |extension: &'static str| {
        entries.iter().filter(move |entry| entry.ends_with(extension)).filter(of_this_name)
    };
    with_extension(".dist-info")
        .find_map(|entry| version_header(&site_packages.join(entry).join("METADATA")))
        .or_else(|| {
            with_extension(".egg-info").find_map(|entry| egg_info_version(&site_packages.join(entry)))
        })
        .or_else(|| {
            // Of an `.egg-link`, the whole stem is the name.
            let stem_is_name = |entry: &&String| {
                entry.strip_suffix(".egg-link").is_some_and(|stem| normalized(stem) == name)
            };
            let mut links = entries.iter().filter(stem_is_name);
            links.find_map(|entry| linked_version(&site_packages.join(entry), name))
        })
}

/// An `.egg-info` is a folder, or the metadata file itself if `distutils` wrote it.
fn egg_info_version(egg_info: &Path) -> Option<String> {
    version_header(&egg_info.join("PKG-INFO")).or_else(|| version_header(egg_info))
}

/// `setup.py develop` leaves a link whose first line is the folder of the sources; their `.egg-info` lies there.
fn linked_version(egg_link: &Path, name: &str) -> Option<String> {
    let text = read::text(egg_link)?;
    let sources = PathBuf::from(text.lines().next()?.trim());
    let is_own =
        |entry: &String| entry.strip_suffix(".egg-info").is_some_and(|stem| normalized(stem) == name);
    let entries = read::names(&sources);
    entries.iter().filter(|entry| is_own(entry)).find_map(|entry| egg_info_version(&sources.join(entry)))
}

/// The `Version` of a metadata file. Its headers end at the first blank line; a description may follow.
fn version_header(metadata: &Path) -> Option<String> {
    let text = read::text(metadata)?;
    let headers = text.trim_start_matches('\u{feff}').lines().take_while(|line| !line.trim().is_empty());
    let value = headers
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case("Version"))?
        .1;
    Some(value.trim().to_owned()).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The version of `name` in a site-packages folder that holds these files.
    fn version(files: &[(&str, &str)], name: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content.replace("$FOLDER", folder.path().to_str().unwrap())).unwrap();
        }
        let site_packages = vec![folder.path().join("absent"), folder.path().to_path_buf()];
        let interpreter = Interpreter { site_packages, ..Interpreter::default() };
        distribution_version(&interpreter, name)
    }

    #[test]
    fn from_a_wheel() {
        let files = [(
            "torch-2.9.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: torch\nVersion: 2.9.0+cu128\n\nText",
        )];
        assert_eq!(version(&files, "torch").as_deref(), Some("2.9.0+cu128"));
        assert_eq!(version(&files, "torchvision"), None);
        assert_eq!(version(&files, "tor"), None);
    }

    #[test]
    fn names_are_normalized() {
        let files = [("Foo_Bar.baz-1.0.dist-info/METADATA", "Version: 1.0\n")];
        for name in ["foo-bar-baz", "FOO.bar_baz", "foo__bar--baz"] {
            assert_eq!(version(&files, name).as_deref(), Some("1.0"), "{name}");
        }
    }

    #[test]
    fn from_an_egg_info_folder_or_file() {
        let folder = [("PyJWT-2.6.0.egg-info/PKG-INFO", "Name: PyJWT\nVersion: 2.6.0\n")];
        assert_eq!(version(&folder, "pyjwt").as_deref(), Some("2.6.0"));
        let file = [("chardet-5.1.0-py3.11.egg-info", "Name: chardet\r\nVersion: 5.1.0\r\n")];
        assert_eq!(version(&file, "chardet").as_deref(), Some("5.1.0"));
    }

    #[test]
    fn from_a_development_install() {
        let files = [
            ("my-tool.egg-link", "$FOLDER/src\n../\n"),
            ("src/my_tool.egg-info/PKG-INFO", "Name: my-tool\nVersion: 0.3.dev1\n"),
            ("src/other.egg-info/PKG-INFO", "Name: other\nVersion: 9\n"),
        ];
        assert_eq!(version(&files, "my_tool").as_deref(), Some("0.3.dev1"));
    }

    #[test]
    fn a_leftover_without_metadata_does_not_count() {
        let files = [("torch-1.0.dist-info/RECORD", ""), ("torch-2.0.dist-info/METADATA", "Version: 2.0\n")];
        assert_eq!(version(&files, "torch").as_deref(), Some("2.0"));
    }

    #[test]
    fn a_version_in_the_description_does_not_count() {
        assert_eq!(version(&[("a-1.dist-info/METADATA", "Name: a\n\nVersion: 7\n")], "a"), None);
    }
}
