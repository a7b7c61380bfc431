//! `forgather/status`: what a status bar can show.

use std::path::Path;
use std::time::Instant;

use forgather_workspace::{ConfigurationId, ProjectId};
use serde_json::{Value, json};

use super::convert::Convert;
use super::state::Server;
use crate::materialize as construct;

/// What was told last.
#[derive(Debug, Default)]
pub(crate) struct Status {
    sent: Option<Value>,
    /// Whether the client wants to know how long things take.
    pub(crate) traces: bool,
}

impl Server {
    /// Tells the client what it can show, where that has changed.
    pub(crate) fn report_status(&mut self) {
        let Some(path) = self.active.latest().map(Path::to_owned) else { return };
        let active = self.active.configuration_of(&path, &self.database);
        // What is in between two states is no news.
        let is_own = active
            .and_then(|id| self.database.configuration(id))
            .is_some_and(|(_, configuration)| configuration.path == path);
        let known = if is_own { self.database.knows_projects() } else { self.database.knows_users() };
        if !known || active.is_some_and(|id| !self.database.is_current(id)) {
            return;
        }
        let served = self.serve(&path).is_some();
        if !served && self.status.sent.is_none() {
            return;
        }
        let convert = Convert { encoding: self.encoding, documents: &self.documents };
        let (errors, warnings) = active.map_or((0, 0), |id| self.count(id));
        let status = json!({
            "uri": convert.uri(&path),
            "configuration": active.and_then(|id| self.describe(id)),
            "errors": errors,
            "warnings": warnings,
            "session": active.map_or(construct::State::None, |id| self.session_of(id)).name(),
        });
        if self.status.sent.as_ref() != Some(&status) {
            self.out.notify("forgather/status", &status);
            self.status.sent = Some(status);
        }
    }

    /// How many errors and warnings a configuration has.
    fn count(&self, id: ConfigurationId) -> (usize, usize) {
        self.found.count(id, self.settings.levels())
    }

    /// A configuration, as clients are told of it.
    pub(crate) fn describe(&self, id: ConfigurationId) -> Option<Value> {
        let (project, configuration) = self.database.configuration(id)?;
        let meta = self.database.project(project)?.meta.as_ref().ok()?;
        let convert = Convert { encoding: self.encoding, documents: &self.documents };
        Some(json!({
            "name": configuration.name,
            "uri": convert.uri(&configuration.path),
            "project": self.describe_project(project)?,
            "default": meta.default_config.as_ref() == Some(&configuration.name),
        }))
    }

    /// A project, as clients are told of it: by its own name, or its folder's where it has none.
    pub(crate) fn describe_project(&self, id: ProjectId) -> Option<Value> {
        let project = self.database.project(id)?;
        let meta = project.meta.as_ref().ok();
        let name = meta
            .and_then(|meta| meta.name.clone())
            .unwrap_or_else(|| project.dir.file_name().unwrap_or_default().to_string_lossy().into_owned());
        let convert = Convert { encoding: self.encoding, documents: &self.documents };
        Some(json!({"name": name, "uri": convert.uri(&project.dir)}))
    }

    /// Tells a client that traces how long an edit took to become diagnostics.
    pub(crate) fn trace_published(&mut self, path: &Path, version: Option<i32>, complete: bool) {
        let edited = if complete { self.edited_at.remove(path) } else { self.edited_at.get(path).copied() };
        if !self.status.traces {
            return;
        }
        let convert = Convert { encoding: self.encoding, documents: &self.documents };
        let micros = edited.map(|at: Instant| at.elapsed().as_micros() as u64);
        let verbose = json!({
            "uri": convert.uri(path), "version": version, "complete": complete, "microseconds": micros,
        });
        let params = json!({"message": "published", "verbose": verbose.to_string()});
        self.out.notify("$/logTrace", params);
    }
}
