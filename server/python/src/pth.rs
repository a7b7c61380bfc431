//! `.pth` files, by which a site-packages folder adds others to the search path.

use crate::read;
use std::path::{Path, PathBuf};

/// More lines than any `.pth` file has.
const LINE_LIMIT: usize = 10_000;
/// What setuptools and virtualenv put into every environment: they change `distutils` and make no module appear.
const HARMLESS: [&str; 2] = ["distutils-precedence.pth", "_virtualenv.pth"];

/// What the `.pth` files of one folder add.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Additions {
    /// Folders that are searched after the one that holds the file: editable installs, mostly.
    pub(crate) folders: Vec<PathBuf>,
    /// Whether Python code, or an archive, may make modules appear that no folder holds.
    pub(crate) hooks: bool,
}

/// Reads the `.pth` files of a folder as `site.py` does: sorted by name, one folder a line, and a line that begins with
/// `import` is code. Code is not run, but remembered.
pub(crate) fn additions(site_packages: &Path) -> Additions {
    let mut found = Additions::default();
    for name in read::names(site_packages) {
        if Path::new(&name).extension().is_none_or(|extension| extension != "pth") || name.starts_with('.') {
            continue;
        }
        let Some(text) = read::text(&site_packages.join(&name)) else {
            found.hooks = true;
            continue;
        };
        for line in text.trim_start_matches('\u{feff}').lines().take(LINE_LIMIT) {
            add_line(line, site_packages, !HARMLESS.contains(&&*name), &mut found);
        }
    }
    found
}

fn add_line(line: &str, site_packages: &Path, code_counts: bool, found: &mut Additions) {
    if line.starts_with('#') || line.trim().is_empty() {
        return;
    }
    if line.starts_with("import ") || line.starts_with("import\t") {
        match editable_folders(line, site_packages) {
            Some(folders) => found.folders.extend(folders),
            None => found.hooks |= code_counts,
        }
        return;
    }
    let path = site_packages.join(line.trim_end());
    if path.is_dir() {
        found.folders.push(path);
    } else {
        // An egg is a zip file. What is not there at all is left out by `site.py`, too.
        found.hooks |= path.exists();
    }
}

/// The folders of an editable install by setuptools, whose line is `import __editable___NAME_finder; ….install()`. The
/// finder is a file with a literal `MAPPING = {'package': '/src/package'}`, and so need not be run. `None` if the line is
/// anything else, or more is to be known: it may map a package to a folder of another name, or namespaces.
fn editable_folders(line: &str, site_packages: &Path) -> Option<Vec<PathBuf>> {
    let module = line.strip_prefix("import ")?.split(';').next()?.trim();
    if !module.starts_with("__editable__") || module.contains(['/', '\\', '.']) {
        return None;
    }
    let text = read::text(&site_packages.join(format!("{module}.py")))?;
    let literal = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        let (_, value) = line.split_once("= {")?;
        value.trim_end().strip_suffix('}')
    };
    if !literal("NAMESPACES")?.is_empty() {
        return None;
    }
    let mapping = literal("MAPPING")?.split(", ").filter(|pair| !pair.is_empty());
    let folder = |pair: &str| {
        let (name, path) = pair.split_once(": ")?;
        let unquoted = |text: &'_ str| {
            let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
            (!inner.contains(['\\', '\''])).then(|| inner.to_owned())
        };
        let (name, path) = (unquoted(name)?, PathBuf::from(unquoted(path)?));
        (path.file_stem()?.to_str()? == name).then(|| path.parent().map(Path::to_path_buf))?
    };
    mapping.map(folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The additions of a folder with these files, relative to it.
    fn check(files: &[(&str, &str)], folders: &[&str], hooks: bool) {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("src/a")).unwrap();
        fs::write(site.path().join("old.egg"), "PK").unwrap();
        for (name, text) in files {
            fs::write(site.path().join(name), text).unwrap();
        }
        let folders = folders.iter().map(|folder| site.path().join(folder)).collect();
        assert_eq!(additions(site.path()), Additions { folders, hooks }, "{files:?}");
    }

    #[test]
    fn folders_in_the_order_of_the_files() {
        check(
            &[("z.pth", "src/a\n"), ("b.pth", "\u{feff}# ours\n\nsrc  \r\nabsent\n")],
            &["src", "src/a"],
            false,
        );
        check(&[("x.txt", "src"), (".hidden.pth", "src")], &[], false);
    }

    #[test]
    fn code_and_archives_may_make_modules_appear() {
        check(&[("__editable___x_finder.pth", "import __editable___x_finder; f()")], &[], true);
        check(&[("easy-install.pth", "./old.egg")], &[], true);
        check(&[("distutils-precedence.pth", "import os; f()")], &[], false);
    }

    #[test]
    fn an_editable_install_is_read_from_its_finder() {
        let line = ("e.pth", "import __editable___m_finder; __editable___m_finder.install()");
        let finder = |text| [line, ("__editable___m_finder.py", text)];
        let mapped = "MAPPING: dict[str, str] = {'m': '/src/m', 'n': '/other/n.py'}\nNAMESPACES: dict[str, list[str]] = {}\n";
        check(&finder(mapped), &["/src", "/other"], false);
        check(&finder("MAPPING = {'m': '/src/renamed'}\nNAMESPACES = {}\n"), &[], true);
        check(&finder("MAPPING = {'m': '/src/m'}\nNAMESPACES = {'x': ['/src/x']}\n"), &[], true);
        check(&finder("MAPPING = {'m': '/src/m', \nNAMESPACES = {}\n"), &[], true);
        check(&finder(""), &[], true);
    }

    #[test]
    fn nonsense() {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("bad.pth"), b"\xff\xfe\x00\n\0\nimportant\n").unwrap();
        assert_eq!(additions(site.path()), Additions::default());
        fs::create_dir(site.path().join("folder.pth")).unwrap();
        assert!(additions(site.path()).hooks, "what cannot be read may say anything");
    }
}
