//! Pictures of terminals in the documentation: what the suites of editors had on their screens, drawn.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anstyle_svg::Term;

/// Where the suites leave screens, as text with escape sequences; none where no pictures are wanted.
pub(crate) fn screens(root: &Path) -> Option<PathBuf> {
    (env::var_os("FORGATHER_SCREENSHOTS")? == "1").then(|| root.join("target/screens"))
}

/// Makes an empty folder for screens.
pub(crate) fn prepare(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

/// Draws all screens into `docs/images`.
pub(crate) fn draw(root: &Path, folder: &Path) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?.flatten() {
        let screen = entry.path();
        let text = fs::read_to_string(&screen).map_err(|error| format!("`{}`: {error}", screen.display()))?;
        let picture = root.join("docs/images").join(entry.file_name()).with_extension("svg");
        let drawn = Term::new().render_svg(text.trim_end());
        fs::write(&picture, drawn).map_err(|error| format!("`{}`: {error}", picture.display()))?;
    }
    Ok(())
}
