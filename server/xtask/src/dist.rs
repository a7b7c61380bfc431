//! `cargo xtask dist`: everything that is handed out, with checksums and a list of what is in it.

use crate::{bill, program};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where shells look for completions, below a prefix.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/forgather-ls"),
    ("zsh", "share/zsh/site-functions/_forgather-ls"),
    ("fish", "share/fish/vendor_completions.d/forgather-ls.fish"),
];

/// Makes all artefacts, or those whose kind is among `kinds`: `program`, `wheel`, `vsix`, `neovim`, `grammars`. Checksums and
/// the list of contents are always made.
pub(crate) fn run(root: &Path, kinds: &[String]) -> Result<(), String> {
    let version = version(root)?;
    let out = program::target(root)?.join("dist");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(|error| format!("`{}` cannot be made: {error}", out.display()))?;
    let wants = |kind: &str| kinds.is_empty() || kinds.iter().any(|known| known == kind);
    if let Some(unknown) =
        kinds.iter().find(|kind| !["program", "wheel", "vsix", "neovim", "grammars"].contains(&kind.as_str()))
    {
        return Err(format!("`{unknown}` is nothing that is handed out"));
    }
    let binary = stripped(&program::release(root)?, &out.with_file_name("dist-program"))?;
    if wants("program") {
        archive_program(root, &binary, &version, &out)?;
    }
    if wants("wheel") {
        wheel(root, &out)?;
    }
    if wants("vsix") {
        vsix(root, &binary, &out)?;
    }
    if wants("neovim") {
        archive(root, "editors", "neovim", &out.join(format!("forgather.nvim-{version}.tar.gz")))?;
    }
    if wants("grammars") {
        archive(
            root,
            "grammars",
            "tree-sitter",
            &out.join(format!("tree-sitter-forgather-{version}.tar.gz")),
        )?;
        archive(root, "grammars", "textmate", &out.join(format!("textmate-forgather-{version}.tar.gz")))?;
    }
    fs::write(out.join("forgather-ls.cdx.json"), bill::of_materials(root, &version)?)
        .map_err(|error| format!("the list of contents cannot be written: {error}"))?;
    checksums(&out)?;
    for path in files(&out)? {
        let size = fs::metadata(&path).map_or(0, |known| known.len());
        println!("{:>8} kB  {}", size.div_ceil(1000), path.display());
    }
    Ok(())
}

/// The version of all that is in the repository: the workspace's.
pub(crate) fn version(root: &Path) -> Result<String, String> {
    let text = fs::read_to_string(root.join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned).ok_or_else(|| "no version".to_owned())
}

/// The program with its manual pages and completions, laid out as below a prefix such as `/usr/local`.
pub(crate) fn lay_out(binary: &Path, prefix: &Path) -> Result<(), String> {
    let written = |path: &Path, bytes: &[u8]| {
        let folder = path.parent().unwrap_or(prefix);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(path, bytes))
            .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
    };
    for (shell, path) in COMPLETIONS {
        let script = program::output(Command::new(binary).args(["completions", shell]))?;
        written(&prefix.join(path), &script.stdout)?;
    }
    let pages = prefix.join("share/man/man1");
    program::succeed(Command::new(binary).arg("man").arg(&pages))
}

/// The program as it is handed out. Names of functions are kept for traces; where each line is, is not.
fn stripped(binary: &Path, folder: &Path) -> Result<PathBuf, String> {
    let copy = folder.join(binary.file_name().unwrap_or_default());
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(binary, &copy))
        .map_err(|error| format!("`{}` cannot be copied: {error}", binary.display()))?;
    // Where there is no such tool, it is only larger.
    let _ = Command::new("strip").arg("--strip-debug").arg(&copy).status();
    Ok(copy)
}

fn archive_program(root: &Path, binary: &Path, version: &str, out: &Path) -> Result<(), String> {
    let name = format!("forgather-ls-{version}-{}", triple()?);
    let stage = out.join(&name);
    lay_out(binary, &stage)?;
    let bin = stage.join("bin");
    let copied = fs::create_dir_all(&bin)
        .and_then(|()| fs::copy(binary, bin.join(binary.file_name().unwrap_or_default())))
        .and_then(|_| {
            ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]
                .iter()
                .filter(|file| root.join(file).is_file())
                .try_for_each(|file| fs::copy(root.join(file), stage.join(file)).map(|_| ()))
        });
    copied.map_err(|error| format!("the program cannot be copied: {error}"))?;
    pack(out, &name, &out.join(format!("{name}.tar.gz")))?;
    fs::remove_dir_all(&stage).map_err(|error| format!("`{}` stays: {error}", stage.display()))
}

/// A wheel, built in an environment of pip's own that has maturin.
fn wheel(root: &Path, out: &Path) -> Result<(), String> {
    let python = crate::python::prepare(root)?;
    program::succeed(
        Command::new(python)
            .args([
                "-m",
                "pip",
                "wheel",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--wheel-dir",
            ])
            .arg(out)
            .arg(root.join("server/lsp")),
    )
}

fn vsix(root: &Path, binary: &Path, out: &Path) -> Result<(), String> {
    let folder = root.join("editors/vscode");
    // What packages extensions needs a newer Node than most systems have; `tests/editors/install vscode` gets one.
    let node = crate::suites::editors(root).join("vscode/node24/node_modules/node/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(node).chain(std::env::split_paths(&path)));
    let path = path.map_err(|error| format!("PATH: {error}"))?;
    let npm = |folder: &Path, arguments: &[&str]| {
        let mut npm = Command::new("npm");
        npm.current_dir(folder).args(arguments).env("FORGATHER_LS", binary).env("PATH", &path);
        program::succeed(&mut npm)
    };
    for with_packages in [&folder, &folder.join("webviews/graph")] {
        // What is installed is what the lock file says as long as that has not changed.
        let (lock, mark) =
            (with_packages.join("package-lock.json"), with_packages.join("node_modules/.installed-lock"));
        let bytes = |file: &Path| fs::read(file).ok();
        if bytes(&lock).is_none() || bytes(&lock) != bytes(&mark) {
            npm(with_packages, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"])?;
            fs::copy(&lock, &mark).map_err(|error| format!("`{}`: {error}", mark.display()))?;
        }
    }
    npm(&folder, &["run", "package", "--", "--out", &out.to_string_lossy()])?;
    let is_made = files(out)?.iter().any(|path| path.extension().is_some_and(|kind| kind == "vsix"));
    if is_made { Ok(()) } else { Err("`npm run package` made no VSIX".to_owned()) }
}

/// What git knows of a folder.
fn archive(root: &Path, parent: &str, folder: &str, file: &Path) -> Result<(), String> {
    let tree = format!("HEAD:{parent}");
    let mut git = Command::new("git");
    git.current_dir(root).args(["archive", "--format=tar.gz", "-o"]).arg(file).arg(tree).arg(folder);
    program::succeed(&mut git)
}

/// A folder as an archive that is the same whoever makes it.
fn pack(within: &Path, folder: &str, file: &Path) -> Result<(), String> {
    let mut tar = Command::new("tar");
    tar.current_dir(within)
        .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "-czf"])
        .arg(file)
        .arg(folder);
    program::succeed(&mut tar)
}

fn checksums(out: &Path) -> Result<(), String> {
    let names: Vec<String> = files(out)?
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let sums = program::output(Command::new("sha256sum").current_dir(out).args(&names))?;
    fs::write(out.join("SHA256SUMS"), sums.stdout)
        .map_err(|error| format!("the checksums cannot be written: {error}"))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

/// The kind of machine that is built for.
pub(crate) fn triple() -> Result<String, String> {
    let output = program::output(Command::new("rustc").arg("-vV"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` names no host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// One version, in every file that a registry, a manager of plugins or a person reads it from.
    #[test]
    fn versions_agree() {
        let root = crate::repository();
        let version = version(&root).expect("a version");
        let read = |file: &str| fs::read_to_string(root.join(file)).expect(file);
        for file in ["editors/vscode/package.json", "editors/vscode/package-lock.json"] {
            let json: Value = serde_json::from_str(&read(file)).expect("JSON");
            assert_eq!(json["version"], version.as_str(), "{file}");
        }
        let file = "grammars/tree-sitter/tree-sitter.json";
        let json: Value = serde_json::from_str(&read(file)).expect("JSON");
        assert_eq!(json["metadata"]["version"], version.as_str(), "{file}");
        for (file, line) in [
            ("editors/emacs/forgather-mode.el", format!(";; Version: {version}\n")),
            ("CHANGELOG.md", version.clone()),
        ] {
            assert!(read(file).contains(&line), "{file} has no {line}");
        }
    }
}
