//! Small workspaces on disk, checked by the library.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_ide::diagnostics::{Diagnostic, Related, finish, of_settings};
use forgather_ide::{Location, RuleLevels, Scope, Severity, check};
use forgather_workspace::{Files, Project, Settings, SettingsFile, UserSettings, project_folders};
use tempfile::TempDir;

/// A workspace in a folder that goes away with it. Its root is a project, too, unless the files say otherwise.
pub(crate) struct Workspace {
    folder: TempDir,
    root: PathBuf,
}

impl Workspace {
    /// A workspace with those files, by path.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        // The system's folder for temporary files may be a link.
        let root = folder.path().canonicalize().expect("a folder");
        let workspace = Self { folder, root };
        std::fs::create_dir(workspace.root.join("forgather_workspace")).expect("a folder");
        let files: Vec<(&str, &str)> = files.into_iter().collect();
        if !files.iter().any(|(path, _)| path.ends_with("meta.yaml")) {
            workspace.write("meta.yaml", b"name: example\n");
        }
        for (path, text) in files {
            workspace.write(path, text.as_bytes());
        }
        workspace
    }

    /// A workspace with the files of a fixture: `//- PATH` before the text of each. A path without `templates/` that is
    /// neither settings nor Python is below it.
    pub(crate) fn of_fixture(fixture: &str) -> Self {
        let files: Vec<(String, &str)> = fixture
            .split("//- ")
            .skip(1)
            .map(|part| {
                let (path, text) = part.split_once('\n').expect("a line with a path");
                let outside = path.ends_with("meta.yaml")
                    || path.starts_with('.')
                    || path.starts_with("python/")
                    || path.ends_with(".py")
                    || path.contains("templates/");
                (if outside { path.to_owned() } else { format!("templates/{path}") }, text)
            })
            .collect();
        Self::new(files.iter().map(|(path, text)| (path.as_str(), *text)))
    }

    /// Its folder.
    #[allow(dead_code, reason = "the tests of features ask for it")]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(&path, bytes).expect("a file");
        #[cfg(unix)]
        if path.parent().is_some_and(|folder| folder.ends_with("bin")) {
            let may_run = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(&path, may_run).expect("permissions");
        }
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).expect("a file")
    }

    /// A path as users see it: below the root.
    pub(crate) fn shown<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(self.folder.path())
            .or_else(|_| path.strip_prefix(&self.root))
            .unwrap_or(path)
            .display()
    }

    /// All that is wrong, by the workspace's settings.
    pub(crate) fn check(&self) -> Vec<Diagnostic> {
        let file = SettingsFile::of_workspace(&self.root);
        let settings = file.as_ref().map_or_else(UserSettings::default, |file| file.settings.clone());
        let (levels, _) = RuleLevels::of_settings(&settings);
        let files = Arc::new(Files::new(settings.dialect.unwrap_or_default()));
        let facts = Arc::new(Facts { versions: Some(Default::default()), ..Facts::from_system() });
        let excluded = settings.excluded(&self.root);
        let options = Settings {
            dialect: files.dialect(),
            python: settings.python.as_ref().map(|python| self.root.join(python)),
        };
        let projects = project_folders(&self.root, |folder| excluded.contains(folder))
            .iter()
            .map(|folder| Arc::new(Project::open(folder, &files, &facts, &options).expect("a project")))
            .collect();
        let scope = Scope { projects, files: &files, roots: vec![self.root.clone()], excluded, only: None };
        let mut found = check(&scope, &|_, _| {}).diagnostics;
        found.extend(file.iter().flat_map(of_settings));
        finish(found, &levels)
    }

    /// A diagnostic as lines: what, where, other places, the chain, configurations and fixes.
    pub(crate) fn show(&self, diagnostic: &Diagnostic) -> String {
        let text = diagnostic.message.replace(&format!("{}/", self.root.display()), "");
        let mut out = format!(
            "{}: {}[{}]: {text}\n",
            self.place(&diagnostic.location),
            diagnostic.severity,
            diagnostic.rule
        );
        let mut steps = |name: &str, steps: &[Related]| {
            for step in steps {
                out += &format!("  {name} {}: {}\n", self.place(&step.location), step.message);
            }
        };
        steps("see", &diagnostic.related);
        steps("from", &diagnostic.chain);
        let own = |path: &Path| path == diagnostic.location.path();
        if diagnostic.configurations.len() > 1
            || diagnostic.configurations.iter().any(|known| !own(&known.path))
        {
            let names: Vec<String> =
                diagnostic.configurations.iter().map(|known| self.shown(&known.path).to_string()).collect();
            out += &format!("  in {}\n", names.join(", "));
        }
        for fix in &diagnostic.fixes {
            out += &format!("  fix: {}\n", fix.title);
        }
        out
    }

    fn place(&self, location: &Location) -> String {
        let (start, end) = (location.start(), location.end());
        let path = self.shown(location.path()).to_string();
        let path = path.strip_prefix("templates/").unwrap_or(&path);
        let end = if start.line == end.line {
            end.column.to_string()
        } else {
            format!("{}:{}", end.line, end.column)
        };
        format!("{path}:{}:{}-{end}", start.line, start.column)
    }
}

/// Asserts what is wrong with a fixture, hints left out.
pub(crate) fn wrong(fixture: &str, expected: &expect_test::Expect) {
    let workspace = Workspace::of_fixture(fixture);
    let found = workspace.check();
    let shown = found.iter().filter(|found| found.severity != Severity::Hint);
    expected.assert_eq(&shown.map(|found| workspace.show(found)).collect::<String>());
}
