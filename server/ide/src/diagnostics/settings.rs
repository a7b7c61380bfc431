//! What is wrong with a workspace's settings file.

use std::sync::Arc;

use forgather_workspace::SettingsFile;

use super::Diagnostic;
use crate::location::Location;
use crate::rule::{Rule, RuleLevels};

/// The diagnostics of a settings file.
pub fn of_settings(file: &SettingsFile) -> Vec<Diagnostic> {
    let unknown = RuleLevels::of_settings(&file.settings).1;
    let unknown = unknown.into_iter().map(|(code, message)| (file.place(&code), message));
    let problems = file.problems.iter().cloned().chain(unknown);
    problems
        .map(|(place, message)| {
            let location = Location { file: Arc::clone(&place.file), span: place.span };
            Diagnostic::new(Rule::SettingsError, location, message)
        })
        .collect()
}
