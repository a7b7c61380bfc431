//! `cargo xtask docs`: the parts of the documentation that are made of the code, and the book.

use crate::program;
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Writes the reference, and renders the book to target/book where mdBook is there.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let mut cargo = program::cargo(root);
    cargo.env("UPDATE_EXPECT", "1").args(["test", "--quiet", "--package", "docs-tests", "made_of_the_code"]);
    program::succeed(&mut cargo)?;
    println!("wrote docs/reference");
    let Some(mdbook) = mdbook(root) else {
        println!("there is no mdbook, so no book; `tests/editors/install mdbook` gets it");
        return Ok(());
    };
    program::succeed(Command::new(mdbook).arg("build").arg(root.join("docs")))?;
    println!("wrote {}", root.join("target/book/index.html").display());
    Ok(())
}

/// mdBook's program, where the editors are, or on `PATH`.
fn mdbook(root: &Path) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(crate::suites::editors(root).join("bin")).chain(env::split_paths(&path));
    folders.map(|folder| folder.join("mdbook")).find(|path| path.is_file())
}
