//! Files and folders that change outside of the editor.

use std::path::PathBuf;

use forgather_workspace::{Change, Project};
use ls_types::{DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, FileChangeType};
use serde_json::{Value, json};

use super::state::{Asked, Server};
use super::uris;

impl Server {
    /// Asks the client to watch the workspace, and to say when settings change.
    pub(crate) fn register(&mut self) {
        let mut registrations = Vec::new();
        if self.client.watches_files {
            // All files: a folder that is renamed is told of by its own name alone.
            registrations.push(json!({
                "id": "forgather-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": [{"globPattern": "**/*"}]},
            }));
        }
        if self.client.registers_settings {
            registrations.push(json!({
                "id": "forgather-settings",
                "method": "workspace/didChangeConfiguration",
                "registerOptions": {"section": "forgather"},
            }));
        }
        if !registrations.is_empty() {
            self.ask(Asked::Other, "client/registerCapability", json!({"registrations": registrations}));
        }
    }

    /// Asks the client to watch folders outside of the workspace in which projects look for templates or for Python.
    pub(crate) fn register_outside(&mut self) {
        if !(self.client.watches_files && self.client.watches_folders) {
            return;
        }
        let mut folders: Vec<(PathBuf, &str)> = self
            .database
            .projects()
            .flat_map(|(_, project)| folders_of(project))
            .filter(|(folder, _)| !self.roots.iter().any(|root| folder.starts_with(root)))
            .collect();
        folders.sort();
        folders.dedup();
        let new: Vec<(PathBuf, &str)> =
            folders.into_iter().filter(|(folder, _)| self.watched_outside.insert(folder.clone())).collect();
        if new.is_empty() {
            return;
        }
        let watchers: Vec<Value> = new
            .iter()
            .filter_map(|(folder, pattern)| {
                let uri = uris::from_path(folder)?;
                Some(json!({"globPattern": {"baseUri": uri.as_str(), "pattern": pattern}}))
            })
            .collect();
        let registration = json!({
            "id": format!("forgather-folders-{}", self.watched_outside.len()),
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.ask(Asked::Other, "client/registerCapability", json!({"registrations": [registration]}));
    }

    /// Takes notice of changes on disk.
    pub(crate) fn watched(&mut self, params: DidChangeWatchedFilesParams) {
        self.refreshing.disk_changed();
        for event in params.changes {
            let Some(path) = uris::to_path(&event.uri) else { continue };
            if self.is_settings_file(&path) {
                self.reload_settings_file();
                continue;
            }
            let change = match event.typ {
                FileChangeType::CREATED => Change::Created,
                FileChangeType::DELETED => Change::Deleted,
                _ => Change::Edited,
            };
            self.database.changed(&path, change);
            self.publisher.touch(path);
        }
    }

    /// Adds and removes folders of the workspace.
    pub(crate) fn folders_changed(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let removed: Vec<PathBuf> =
            params.event.removed.iter().filter_map(|folder| uris::to_path(&folder.uri)).collect();
        self.roots.retain(|root| !removed.contains(root));
        for folder in &params.event.added {
            if let Some(path) = uris::to_path(&folder.uri)
                && !self.roots.contains(&path)
            {
                self.roots.push(path);
            }
        }
        self.reload_settings_file();
        // Patterns of what is excluded are relative to the folders.
        self.reset_database();
    }
}

/// The folders that a project looks into, and which paths in them matter: of what is installed, only that it is.
fn folders_of(project: &Project) -> Vec<(PathBuf, &'static str)> {
    let templates = project.meta.as_ref().map(|meta| meta.search_path.clone()).unwrap_or_default();
    let own = templates.into_iter().chain([project.workspace_root.join("forgather_workspace")]);
    let python = project.python();
    let installed = python.python.interpreter().into_iter().flat_map(|known| known.site_packages.clone());
    let own = own.chain(python.roots.clone()).map(|folder| (folder, "**/*"));
    own.chain(installed.map(|folder| (folder, "*"))).collect()
}
