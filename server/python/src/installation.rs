//! A Python installation: the folder that an interpreter was installed into, as opposed to a virtual environment.

use crate::{read, version};
use std::path::{Path, PathBuf};

/// Debian's list of installed packages is a few MiB long.
const DPKG_STATUS_LIMIT: u64 = 64 * 1024 * 1024;

/// A folder with `bin/python3` and `lib/python3.X` in it, or on Windows with `python.exe` and `Lib`.
#[derive(Debug)]
pub(crate) struct Installation {
    prefix: PathBuf,
    /// As much of the version as the files tell.
    pub(crate) version: Option<String>,
}

impl Installation {
    /// The installation that an executable belongs to. Symbolic links are followed, as Python does to find its library:
    /// `/usr/local/bin/python3` may lead to `/opt/python/bin/python3.11`.
    pub(crate) fn of(executable: &Path) -> Option<Self> {
        let executable = executable.canonicalize().unwrap_or_else(|_| executable.to_path_buf());
        let prefix = prefix_of(&executable)?.to_path_buf();
        let name = executable.file_name()?.to_string_lossy().into_owned();
        let version = installed_version(&prefix, &name);
        Some(Self { prefix, version })
    }

    /// The folders of the standard library, in the order of `sys.path`: its Python, then its extension modules.
    pub(crate) fn standard_library(&self) -> Vec<PathBuf> {
        let wanted = self.version.as_deref().and_then(version::minor);
        // Fedora keeps it in `lib64`, Windows in `Lib`.
        for library in ["lib", "lib64"] {
            let library = self.prefix.join(library);
            let folders = version_folders(&library).into_iter().filter(|(_, minor)| wanted == Some(*minor));
            let mut folders = folders.map(|(name, _)| library.join(name));
            if let Some(folder) = folders.find(|folder| folder.join("os.py").is_file()) {
                return existing([folder.clone(), folder.join("lib-dynload")]);
            }
        }
        let windows = self.prefix.join("Lib");
        if windows.join("os.py").is_file() {
            return existing([self.prefix.join("DLLs"), windows]);
        }
        Vec::new()
    }

    /// The folders with what is installed for everyone who uses this installation, in the order of `sys.path`.
    pub(crate) fn site_packages(&self) -> Vec<PathBuf> {
        let mut folders = site_packages_under(&self.prefix, self.version.as_deref());
        let Some((major, minor)) = self.version.as_deref().and_then(version::minor) else { return folders };
        // Debian keeps what pip installs away from what its own packages do.
        for debian in
            [format!("local/lib/python{major}.{minor}/dist-packages"), "lib/python3/dist-packages".into()]
        {
            folders.push(self.prefix.join(debian));
        }
        folders.retain(|folder| folder.is_dir());
        folders
    }
}

fn existing(folders: [PathBuf; 2]) -> Vec<PathBuf> {
    folders.into_iter().filter(|folder| folder.is_dir()).collect()
}

/// The folder that an executable in `PREFIX/bin`, `PREFIX/Scripts` or, on Windows, `PREFIX` itself was installed into.
pub(crate) fn prefix_of(executable: &Path) -> Option<&Path> {
    let folder = executable.parent()?;
    let is_binaries =
        folder.file_name().is_some_and(|name| name == "bin" || name.eq_ignore_ascii_case("Scripts"));
    if is_binaries { folder.parent() } else { Some(folder) }
}

/// The site-packages folders that a prefix has, whether of an installation or a virtual environment. Where the
/// version is known, those of other versions under the same prefix are left out.
pub(crate) fn site_packages_under(prefix: &Path, version: Option<&str>) -> Vec<PathBuf> {
    let wanted = version.and_then(version::minor);
    let mut folders = Vec::new();
    for library in ["lib", "lib64"] {
        let library = prefix.join(library);
        for (name, minor) in version_folders(&library) {
            if wanted.is_none_or(|wanted| wanted == minor) {
                folders.push(library.join(name).join("site-packages"));
            }
        }
    }
    folders.push(prefix.join("Lib/site-packages"));
    folders.retain(|folder| folder.is_dir());
    // `lib64` is often a link to `lib`, and `Lib` is `lib` where case does not count.
    let mut seen = Vec::new();
    folders.retain(|folder| {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let is_new = !seen.contains(&real);
        seen.push(real);
        is_new
    });
    folders
}

/// The folders named `python3.X` (or `python3.Xt`, of a free-threaded build) in one, with their version.
fn version_folders(folder: &Path) -> Vec<(String, (u32, u32))> {
    let minor_of = |name: &str| version::minor(name.strip_prefix("python")?);
    read::names(folder).into_iter().filter_map(|name| minor_of(&name).map(|minor| (name, minor))).collect()
}

fn installed_version(prefix: &Path, executable_name: &str) -> Option<String> {
    let minor =
        executable_name.strip_prefix("python").and_then(version::minor).or_else(|| library_version(prefix));
    let full = patchlevel(prefix, minor)
        .or_else(|| conda_version(prefix))
        .or_else(|| version_in_path(prefix))
        .or_else(|| dpkg_version(prefix, minor?));
    full.filter(|full| minor.is_none_or(|minor| version::minor(full) == Some(minor)))
        .or_else(|| minor.map(|(major, minor)| format!("{major}.{minor}")))
}

/// The newest Python whose library is under a prefix. `lib/python3.X` may be there for packages only; the library is
/// where `os.py` is, which Python itself looks for.
fn library_version(prefix: &Path) -> Option<(u32, u32)> {
    let library = prefix.join("lib");
    version_folders(&library)
        .into_iter()
        .filter(|(name, _)| library.join(name).join("os.py").is_file())
        .map(|(_, minor)| minor)
        .max()
}

/// `#define PY_VERSION "3.11.7"` in the C headers, where those are installed.
fn patchlevel(prefix: &Path, minor: Option<(u32, u32)>) -> Option<String> {
    // On Windows the headers are in `include` itself.
    let include = prefix.join("include");
    let mut folders: Vec<PathBuf> = version_folders(&include)
        .into_iter()
        .filter(|(_, found)| minor.is_none_or(|minor| minor == *found))
        .map(|(name, _)| include.join(name))
        .collect();
    folders.push(include);
    folders.iter().find_map(|folder| {
        let text = read::text(&folder.join("patchlevel.h"))?;
        let value = text.lines().find_map(|line| {
            let mut words = line.split_whitespace();
            (words.next() == Some("#define") && words.next() == Some("PY_VERSION")).then(|| words.next())?
        })?;
        version::leading(value.trim_matches('"'))
    })
}

/// `conda-meta/python-3.11.7-h955ad1f_0.json`, by which conda remembers what it installed.
fn conda_version(prefix: &Path) -> Option<String> {
    read::names(&prefix.join("conda-meta")).iter().find_map(|name| {
        let version = version::leading(name.strip_prefix("python-")?.strip_suffix(".json")?)?;
        version::is_full(&version).then_some(version)
    })
}

/// pyenv installs into `versions/3.11.7`, Homebrew into `Cellar/python@3.11/3.11.7/…`, uv into
/// `cpython-3.11.7-linux-x86_64-gnu`. The innermost folder that says a version counts.
fn version_in_path(prefix: &Path) -> Option<String> {
    prefix
        .ancestors()
        .filter_map(Path::file_name)
        .find_map(|name| version::full_within(&name.to_string_lossy()))
}

/// The version of Debian's package `python3.X-minimal`, which is where `/usr/bin/python3.X` comes from.
fn dpkg_version(prefix: &Path, (major, minor): (u32, u32)) -> Option<String> {
    if prefix.file_name()? != "usr" {
        return None;
    }
    let status = read::text_up_to(&prefix.parent()?.join("var/lib/dpkg/status"), DPKG_STATUS_LIMIT)?;
    let package = format!("Package: python{major}.{minor}-minimal\n");
    let start = status.find(&format!("\n{package}")).map(|newline| newline + 1);
    let start = start.or_else(|| status.starts_with(&package).then_some(0))?;
    let paragraph = status[start..].split("\n\n").next()?;
    let value = paragraph.lines().find_map(|line| line.strip_prefix("Version:"))?;
    version::leading(value.trim())
}
