//! A small workspace with marks: `$0` to `$9` in the text of its files are places to ask at.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::Dialect;
use forgather_expand::Facts;
use forgather_ide::{IndexCache, Location, Snapshot};
use forgather_workspace::{ConfigurationId, Database, Settings};

use crate::workspace::Workspace;

/// The files of a fixture are below `templates/`, as `//- PATH` names them; `meta.yaml` and what has `templates/` in its
/// path are where they say. A configuration is below `configs/`.
pub(crate) struct Fixture {
    workspace: Workspace,
    pub(crate) database: Database,
    marks: Vec<(u8, PathBuf, usize)>,
    index: Arc<IndexCache>,
}

impl Fixture {
    /// The workspace of a fixture in the dialect `current`, with everything known of it.
    pub(crate) fn new(text: &str) -> Self {
        Self::in_dialect(text, Dialect::Current)
    }

    pub(crate) fn in_dialect(text: &str, dialect: Dialect) -> Self {
        let (clean, found) = take_marks(text);
        let workspace = Workspace::of_fixture(&clean);
        let facts = Arc::new(Facts { versions: Some(Default::default()), ..Facts::from_system() });
        let settings = Settings { dialect, python: None };
        let mut database = Database::new(facts, settings, Arc::new(|_: &Path| false));
        database.set_roots(vec![workspace.root().to_owned()]);
        let marks = found
            .into_iter()
            .map(|(number, path, offset)| (number, workspace.root().join(path), offset))
            .collect();
        let mut fixture = Self { workspace, database, marks, index: Arc::default() };
        fixture.settle();
        fixture
    }

    /// Does all the work that there is.
    fn settle(&mut self) {
        while let Some(task) = self.database.next_task(true) {
            let outcome = task.run();
            self.database.finish(outcome);
        }
        assert!(self.database.is_settled(), "nothing is left to do");
    }

    /// Opens a file with another text, whose marks replace those that there were.
    #[allow(dead_code, reason = "not every feature is tried on unsaved text")]
    pub(crate) fn edit(&mut self, path: &str, text: &str) {
        let full = self.path(path);
        let (clean, found) = take_marks(&format!("//- {path}\n{text}"));
        let clean = clean.split_once('\n').expect("a line with a path").1.to_owned();
        self.marks = found.into_iter().map(|(number, _, offset)| (number, full.clone(), offset)).collect();
        self.database.open(&full, clean);
        self.settle();
    }

    /// The absolute path of a file of the fixture.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.workspace.root().join(full_path(path))
    }

    /// The numbers of the marks, in the order of the text.
    pub(crate) fn marks(&self) -> Vec<u8> {
        self.marks.iter().map(|(number, ..)| *number).collect()
    }

    /// What is known at a mark, where the file that has it is looked at: the snapshot, the file and the offset.
    pub(crate) fn at(&self, number: u8) -> (Snapshot, PathBuf, usize) {
        let mark = self.marks.iter().find(|(known, ..)| *known == number).expect("the mark");
        (self.snapshot(&mark.1), mark.1.clone(), mark.2)
    }

    /// What is known where a file is looked at. Its active configuration is its own, else that named `main.yaml`, else
    /// the first that uses it.
    pub(crate) fn snapshot(&self, path: &Path) -> Snapshot {
        let database = &self.database;
        let own =
            |id: &ConfigurationId| database.configuration(*id).is_some_and(|(_, known)| known.path == path);
        let main = |id: &ConfigurationId| {
            database.configuration(*id).is_some_and(|(_, known)| known.name == "main.yaml")
        };
        let users = database.users_of(path);
        let active = users.iter().copied().find(own).or(users.iter().copied().find(main));
        Snapshot::new(database, path, active.or(users.first().copied()), &self.index)
    }

    /// A place as `FILE:LINE:COLUMN` with the text that is there.
    pub(crate) fn show(&self, location: &Location) -> String {
        let start = location.start();
        let path = self.shown(location.path());
        format!(
            "{path}:{}:{} {}",
            start.line,
            start.column,
            location.text().lines().next().unwrap_or_default()
        )
    }

    /// A text without the workspace's folder.
    pub(crate) fn relative(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.workspace.root().display()), "")
    }

    /// A path as the fixture writes it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let shown = self.workspace.shown(path).to_string();
        shown.strip_prefix("templates/").unwrap_or(&shown).to_owned()
    }
}

fn full_path(path: &str) -> String {
    let outside = path.ends_with("meta.yaml") || path.starts_with('.') || path.contains("templates/");
    if outside { path.to_owned() } else { format!("templates/{path}") }
}

/// The text without its marks; the marks with the file and the offset in it.
fn take_marks(text: &str) -> (String, Vec<(u8, String, usize)>) {
    let mut clean = String::new();
    let mut marks = Vec::new();
    for part in text.split("//- ").skip(1) {
        let (path, body) = part.split_once('\n').expect("a line with a path");
        let mut plain = String::new();
        let mut rest = body;
        while let Some(at) = rest.find('$') {
            let digit = rest[at + 1..].chars().next().and_then(|c| c.to_digit(10));
            let Some(number) = digit else {
                plain.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
                continue;
            };
            plain.push_str(&rest[..at]);
            marks.push((number as u8, full_path(path), plain.len()));
            rest = &rest[at + 2..];
        }
        plain.push_str(rest);
        clean += &format!("//- {path}\n{plain}");
    }
    (clean, marks)
}
