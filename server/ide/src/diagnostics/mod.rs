//! What is wrong, at the template text that caused it.

mod beside;
mod calls;
mod closing;
mod entry;
mod expanding;
mod file;
mod fitting;
mod loading;
mod mending;
mod merge;
mod odd;
mod project;
mod quoting;
mod second_anchor;
mod settings;
mod suppress;
mod templates;

pub use file::{of_file, of_unreached_file};
pub use merge::{Findings, finish, merge, merge_workspace};
pub use project::of_project;
pub use settings::of_settings;

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;

use forgather_expand::{Expansion, FrameId, FrameKind, Step};
use forgather_workspace::Analysis;

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
    /// What else helps, such as the folders that were looked in.
    pub note: Option<String>,
    /// Other places that take part in it: where something was opened, or first defined.
    pub related: Vec<Related>,
    /// How the text came into the configuration: the steps from the place up to the configuration's own template.
    pub chain: Vec<Related>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// The configurations that have it, sorted; none for what a file has by itself.
    pub configurations: Vec<ConfigurationId>,
    /// Whether it is the same wherever it is named, and told once for all places: what is not installed.
    pub once: bool,
}

/// Which configuration: a file may be one of several projects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigurationId {
    /// Its file.
    pub path: PathBuf,
    /// The folder of its project.
    pub project: PathBuf,
}

impl ConfigurationId {
    /// The configuration that an analysis is of.
    pub fn of(analysis: &Analysis) -> Self {
        Self { path: analysis.configuration.path.clone(), project: analysis.project.dir.clone() }
    }
}

/// Its file, and its project where the file does not tell.
impl fmt::Display for ConfigurationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.path.starts_with(&self.project) {
            return Ok(());
        }
        write!(f, " (project {})", self.project.display())
    }
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
    /// Whether this is most likely what is meant, so that it may be done without looking at each place.
    pub is_likely: bool,
}

impl Fix {
    /// A fix that is most likely what is meant.
    pub(crate) fn new(title: impl Into<String>, edits: Vec<(Location, String)>) -> Self {
        Self { title: title.into(), edits, is_likely: true }
    }

    /// A fix that is one way among others.
    pub(crate) fn possible(title: impl Into<String>, edits: Vec<(Location, String)>) -> Self {
        Self { is_likely: false, ..Self::new(title, edits) }
    }
}

impl Diagnostic {
    pub(crate) fn new(rule: Rule, location: Location, message: impl Into<String>) -> Self {
        let message = message.into();
        let severity = rule.severity();
        let (related, chain) = (Vec::new(), Vec::new());
        Self {
            rule,
            severity,
            location,
            message,
            note: None,
            related,
            chain,
            fixes: Vec::new(),
            configurations: Vec::new(),
            once: false,
        }
    }
}

/// All that is wrong with, and odd about, one configuration.
pub fn of_analysis(analysis: &Analysis) -> Findings {
    let mut found = expanding::diagnostics(analysis);
    found.extend(loading::diagnostics(analysis));
    // What is odd about half a configuration is no news.
    if found.is_empty() {
        found.extend(odd::diagnostics(analysis));
        found.extend(templates::diagnostics(analysis));
        found.extend(calls::diagnostics(analysis));
    }
    for diagnostic in &mut found {
        diagnostic.configurations.push(ConfigurationId::of(analysis));
    }
    Findings { diagnostics: found, used_anchors: odd::used_anchor_places(analysis) }
}

/// The steps that lead to an activation, from it up to the configuration. Of steps that go round
/// in a circle, those of the first round.
pub fn chain(expansion: &Expansion, frame: FrameId) -> Vec<Related> {
    let steps = expansion.chain(frame);
    let mut seen = HashSet::new();
    let mut first_round = |step: &&Step<'_>| seen.insert((step.template.file().path.clone(), step.span));
    let kept = steps.iter().rev().take_while(&mut first_round).count();
    let related = steps[steps.len() - kept..].iter().map(|step| {
        let message = match step.kind {
            FrameKind::Main => "expanded here".to_owned(),
            FrameKind::Extends => "extended here".to_owned(),
            FrameKind::Include => "included here".to_owned(),
            FrameKind::Import => "imported here".to_owned(),
            FrameKind::Block(name) => format!("block `{name}` is placed here"),
            FrameKind::Super(name) => format!("block `{name}` of the parent is called here"),
            FrameKind::Macro(name) => format!("macro `{name}` is called here"),
        };
        let location = Location { file: std::sync::Arc::clone(step.template.file()), span: step.span };
        Related { location, message }
    });
    related.collect()
}
