//! `pyvenv.cfg`, by which a virtual environment says what it was made from.

use crate::{read, version};
use std::path::{Path, PathBuf};

/// What a `pyvenv.cfg` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PyVenv {
    /// The folder of the interpreter that the environment was made from.
    pub(crate) home: Option<PathBuf>,
    /// Its version at that time.
    pub(crate) version: Option<String>,
    /// Whether the environment also sees what is installed there.
    pub(crate) system_site_packages: bool,
}

impl PyVenv {
    /// Reads the `pyvenv.cfg` in a folder; `None` if there is none.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        Some(Self::parse(&read::text(&folder.join("pyvenv.cfg"))?))
    }

    /// As `site.py` reads it: `key = value` lines, keys in any case, everything else is ignored.
    fn parse(text: &str) -> Self {
        let mut config = Self::default();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let Some((key, value)) = line.split_once('=') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "home" if !value.is_empty() => config.home = Some(PathBuf::from(value)),
                // `venv` writes `version`, virtualenv and uv write `version_info`.
                "version" | "version_info" => config.version = version::leading(value).or(config.version),
                "include-system-site-packages" => {
                    config.system_site_packages = value.eq_ignore_ascii_case("true");
                }
                _ => {}
            }
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_by_venv() {
        let config = PyVenv::parse(
            "home = /opt/python/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n\
             executable = /opt/python/bin/python3.11\n",
        );
        assert_eq!(
            config,
            PyVenv {
                home: Some("/opt/python/bin".into()),
                version: Some("3.11.7".into()),
                system_site_packages: false
            }
        );
    }

    #[test]
    fn written_by_virtualenv() {
        let config = PyVenv::parse(
            "HOME=/opt/b\r\nversion_info = 3.13.0.final.0\r\nInclude-System-Site-Packages = True\r\n",
        );
        assert_eq!(
            config,
            PyVenv {
                home: Some("/opt/b".into()),
                version: Some("3.13.0".into()),
                system_site_packages: true
            }
        );
    }

    #[test]
    fn nonsense() {
        assert_eq!(PyVenv::parse("\u{fffd}\n=\nhome =\nversion = soon\n"), PyVenv::default());
    }
}
