//! What is wrong with a workspace's settings file.

use std::sync::Arc;

use forgather_dialect::nearest;
use forgather_workspace::{Place, SettingsFile};

use super::{Diagnostic, Fix};
use crate::location::Location;
use crate::rule::{Rule, RuleLevels};

/// The diagnostics of a settings file.
pub fn of_settings(file: &SettingsFile) -> Vec<Diagnostic> {
    let error = |place: &Place, message: String| {
        let location = Location { file: Arc::clone(&place.file), span: place.span };
        Diagnostic::new(Rule::SettingsError, location, message)
    };
    let mut found: Vec<Diagnostic> =
        file.problems.iter().map(|(place, message)| error(place, message.clone())).collect();
    for (code, message) in RuleLevels::of_settings(&file.settings).1 {
        let mut diagnostic = error(&file.place(&code), message);
        if let Some(near) = nearest(&code, Rule::ALL.iter().map(|rule| rule.code())) {
            diagnostic.fixes.extend(change(&diagnostic.location, &code, near));
        }
        found.push(diagnostic);
    }
    found.sort_by_key(|diagnostic| diagnostic.location.span.start);
    found
}

/// The change of a word to another, where the word is what stands at the place.
fn change(location: &Location, written: &str, new: &str) -> Option<Fix> {
    (location.text() == written)
        .then(|| Fix::new(format!("change to `{new}`"), vec![(location.clone(), new.to_owned())]))
}
