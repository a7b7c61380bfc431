//! Settings in force: the client's, then the command line's, then the workspace's file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_ide::RuleLevels;
use forgather_ide::diagnostics::{Diagnostic, Findings, of_settings};
use forgather_workspace::{
    Database, Exclude, InlayHints, SETTINGS_FILE, Settings, SettingsFile, UserSettings, workspace_of,
};
use ls_types::MessageType;
use serde_json::{Value, json};

use super::findings::{FindingsStore, Order, Source, by_file};
use super::refreshing::Shown;
use super::state::{Asked, Server};

/// Where settings come from, and what they come to.
#[derive(Debug, Default)]
pub(crate) struct ServerSettings {
    arguments: UserSettings,
    client: UserSettings,
    /// What the client said when it started: holds where it has nothing to say later.
    initial: Value,
    file: Option<SettingsFile>,
    /// Whether the client said that the workspace is not trusted. Its own settings file has no say in that.
    untrusted: bool,
    levels: RuleLevels,
}

impl ServerSettings {
    pub(crate) fn new(arguments: UserSettings) -> Self {
        Self { arguments, ..Self::default() }
    }

    fn effective(&self) -> UserSettings {
        let file = self.file.as_ref().map(|file| file.settings.clone()).unwrap_or_default();
        self.client.clone().or(&self.arguments.clone().or(&file))
    }

    /// The interpreter that is set for a workspace, or the folder of its environment.
    pub(crate) fn python(&self, workspace: &Path) -> Option<PathBuf> {
        self.effective().python.map(|python| forgather_python::setting_in(&python, workspace))
    }

    /// How many seconds a construction may take.
    pub(crate) fn session_timeout(&self) -> Option<f64> {
        self.effective().session_timeout
    }

    /// Whether code of the workspace may be run when the user asks for it.
    pub(crate) fn is_trusted(&self) -> bool {
        !self.untrusted
    }

    pub(crate) fn levels(&self) -> &RuleLevels {
        &self.levels
    }

    /// Which inlay hints are shown.
    pub(crate) fn inlay_hints(&self) -> InlayHints {
        self.effective().inlay_hints.effective()
    }

    /// Whether a path is that of the settings file in force.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.file.as_ref().is_some_and(|file| file.place("").file.path == path)
    }

    /// What is wrong with the settings file.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        self.file.as_ref().map(of_settings).unwrap_or_default()
    }

    /// An empty database for these settings and folders.
    pub(crate) fn database(&self, facts: &Arc<Facts>, roots: &[PathBuf]) -> Database {
        let effective = self.effective();
        let roots_of_settings: Vec<PathBuf> = roots.iter().map(|root| settings_folder(root)).collect();
        let root = roots_of_settings.first().cloned().unwrap_or_default();
        let settings = Settings {
            dialect: effective.dialect.unwrap_or_default(),
            python: effective.python.as_deref().map(|python| forgather_python::setting_in(python, &root)),
        };
        let excluded: Vec<_> = roots_of_settings.iter().map(|root| effective.excluded(root)).collect();
        let exclude: Exclude = Arc::new(move |path| excluded.iter().any(|excluded| excluded.contains(path)));
        let mut database = Database::new(Arc::clone(facts), settings, exclude);
        database.set_roots(roots.to_vec());
        database
    }
}

/// The folder whose settings hold for a folder of the editor's: the root of the workspace around it, or itself.
fn settings_folder(root: &Path) -> PathBuf {
    workspace_of(root).unwrap_or_else(|| root.to_owned())
}

impl Server {
    /// Reads the workspace's settings file again.
    pub(crate) fn reload_settings_file(&mut self) {
        let read = |root: &PathBuf| {
            let folder = settings_folder(root);
            let path = folder.join(SETTINGS_FILE);
            match self.documents.get(&path) {
                Some(document) => Some(SettingsFile::read(&path, &document.text())),
                None => SettingsFile::of_workspace(&folder),
            }
        };
        let file = self.roots.iter().find_map(read);
        let before = self.settings.effective();
        self.settings.file = file;
        let found = by_file(Findings::from(self.settings.diagnostics()));
        for path in self.found.replace(Source::Settings, Order::default(), found) {
            self.publisher.touch(path);
        }
        for root in &self.roots {
            self.publisher.touch(settings_folder(root).join(SETTINGS_FILE));
        }
        self.apply_settings(&before);
    }

    /// Whether a path is where a settings file counts.
    pub(crate) fn is_settings_file(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == SETTINGS_FILE)
            && path
                .parent()
                .is_some_and(|folder| self.roots.iter().any(|root| settings_folder(root) == folder))
    }

    /// Asks the client for its settings, if it has any.
    pub(crate) fn request_settings(&mut self) {
        if self.client.has_settings {
            let params = json!({"items": [{"section": "forgather"}]});
            self.ask(Asked::Settings, "workspace/configuration", params);
        }
    }

    /// Takes the client's answer: a list of one.
    pub(crate) fn client_settings(&mut self, value: Value) {
        let value = match value {
            Value::Array(mut items) if !items.is_empty() => items.swap_remove(0),
            other => other,
        };
        let value = if value.is_null() { self.settings.initial.clone() } else { value };
        self.set_client_settings(&value);
    }

    /// Takes settings that the client sends by itself: all of them, or only ours.
    pub(crate) fn pushed_settings(&mut self, settings: &Value) {
        if self.client.has_settings {
            // What is sent along is of no use where settings differ by folder; the client is asked.
            self.request_settings();
            return;
        }
        let ours = settings.get("forgather").unwrap_or(settings);
        if ours.is_object() {
            self.set_client_settings(ours);
        }
    }

    /// Takes the settings that the client starts the server with.
    pub(crate) fn initial_settings(&mut self, value: &Value) {
        self.settings.initial = value.clone();
        self.set_client_settings(value);
    }

    fn set_client_settings(&mut self, value: &Value) {
        match &value["trusted"] {
            Value::Bool(trusted) => {
                self.settings.untrusted = !trusted;
                if !trusted {
                    self.sessions.restart(None);
                }
            }
            Value::Null => {}
            other => {
                let message = format!("the setting `forgather.trusted` is true or false, not `{other}`");
                self.out.log(MessageType::WARNING, &message);
            }
        }
        // JSON is YAML.
        let mut value = match yaml_serde::to_value(value) {
            Ok(value) => value,
            Err(error) => {
                self.out.log(MessageType::WARNING, &format!("the settings cannot be read: {error}"));
                return;
            }
        };
        // An editor's settings hold what concerns the editor alone, such as which program to start; and null where
        // nothing is set.
        if let Some(entries) = value.as_mapping_mut() {
            entries.retain(|key, value| {
                !value.is_null()
                    && key.as_str().is_some_and(|key| UserSettings::keys().any(|known| known == key))
            });
        }
        let before = self.settings.effective();
        let (settings, problems) = UserSettings::from_value(&value);
        for problem in problems {
            let message = format!("the setting `forgather.{}`: {}", problem.key, problem.message);
            self.out.log(MessageType::WARNING, &message);
        }
        self.settings.client = settings;
        self.apply_settings(&before);
    }

    /// Does what follows from a change of settings.
    fn apply_settings(&mut self, before: &UserSettings) {
        let now = self.settings.effective();
        self.settings.levels = RuleLevels::of_settings(&now).0;
        if now == *before {
            return;
        }
        if now.inlay_hints != before.inlay_hints {
            self.refresh_of(Shown::Hints);
        }
        let rereads =
            (now.dialect, &now.python, &now.exclude) != (before.dialect, &before.python, &before.exclude);
        if now.python != before.python {
            self.sessions.restart(None);
        }
        if rereads {
            self.reset_database();
        }
        self.publisher.touch_all();
        for path in self.found.files().cloned().collect::<Vec<_>>() {
            self.publisher.touch(path);
        }
    }

    /// Starts over with an empty database and the documents that are open.
    pub(crate) fn reset_database(&mut self) {
        self.database = self.settings.database(&self.facts, &self.roots).in_place_of(&self.database);
        self.found = FindingsStore::default();
        let found = by_file(Findings::from(self.settings.diagnostics()));
        self.found.replace(Source::Settings, Order::default(), found);
        self.checked.clear();
        self.index.clear();
        self.active.reset();
        self.last_good.clear();
        self.publisher.touch_all();
        for (path, document) in self.documents.iter_mut() {
            document.touch();
            self.publisher.touch(path.clone());
        }
    }
}
