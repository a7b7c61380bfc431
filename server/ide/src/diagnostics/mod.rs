//! What is wrong, at the template text that caused it.

use std::path::PathBuf;

use crate::location::Location;
use crate::rule::{Rule, Severity};

/// Something wrong at a place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that it breaks.
    pub rule: Rule,
    /// How much it matters, by the rule and the user's settings.
    pub severity: Severity,
    /// Where.
    pub location: Location,
    /// What is wrong, where it came from and what to do, in plain words.
    pub message: String,
    /// Other places that take part in it: where something was opened, or first defined.
    pub related: Vec<Related>,
    /// How the text came into the configuration: the steps from the place up to the configuration's own template.
    pub chain: Vec<Related>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// The files of the configurations that have it, sorted; none for what a file has by itself.
    pub configurations: Vec<PathBuf>,
}

/// A place that takes part in a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What it has to do with it.
    pub message: String,
}

/// A change that mends a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu.
    pub title: String,
    /// Texts and what they become.
    pub edits: Vec<(Location, String)>,
}
