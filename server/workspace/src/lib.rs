//! Files, projects and configurations: from a folder on disk to everything that expansion needs.
//!
//! Must never depend on an editor's protocol or on how results are shown. Reads stay within a project's search path
//! and its workspace.
//!
//! Invariant: a file's text is what is open in the editor, else what is on disk; a project is what its `meta.yaml`
//! says, expanded as Forgather expands it. What is missing or broken is a value that says so.

mod analysis;
mod cancel;
mod database;
mod dependencies;
mod dependents;
mod discovery;
mod files;
mod meta;
mod project;
mod python;
mod search_path;
mod setting;
mod settings;
mod task;
mod usage;

pub use analysis::{Analysis, graph_dialect};
pub use cancel::{Cancel, Cancelled};
pub use database::{Change, ConfigurationId, ConfigurationView, Database, Event, ProjectId};
pub use dependencies::Dependencies;
pub use files::{Files, ReadError, Revision};
pub use meta::{Meta, MetaProblem, Place, normal};
pub use project::{Configuration, FindError, Project, Settings, project_folders, project_of, workspace_of};
pub use python::PythonAccess;
pub use search_path::SearchPath;
pub use setting::{SETTINGS, Setting, SettingPlace};
pub use settings::{
    Excluded, InlayHintSettings, InlayHints, Level, SETTINGS_FILE, SettingsFile, SettingsProblem,
    UserSettings,
};
pub use task::{Exclude, Outcome, Task};
pub use usage::{Mention, MentionKind, Usage, Use, UseKind, uses};
