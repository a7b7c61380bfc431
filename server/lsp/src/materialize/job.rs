//! What a session is asked to do.

use std::time::Duration;

use forgather_graph::{CallKind, Dialect, Graph, Kind, NodeId};
use forgather_workspace::Cancel;
use serde::Serialize;

use super::answer::Answer;

/// What is to be constructed.
#[derive(Debug, Clone)]
pub(crate) struct Want {
    /// The expanded configuration.
    pub(crate) text: String,
    /// Its dialect.
    pub(crate) dialect: Dialect,
    /// The target; without one, the root.
    pub(crate) target: Option<String>,
    /// The values of variables.
    pub(crate) vars: Vec<(String, Given)>,
    /// Positional arguments for a partial at the root.
    pub(crate) args: Vec<Given>,
    /// Keyword arguments for it.
    pub(crate) kwargs: Vec<(String, Given)>,
    /// The folder in which Forgather would run: the project's.
    pub(crate) folder: String,
    /// Further folders for Python's search path.
    pub(crate) system_path: Vec<String>,
    /// Whether each node's time is of interest.
    pub(crate) times: bool,
    /// How many characters of the object's `repr` are of interest.
    pub(crate) repr_limit: usize,
}

/// A value that the user gives.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Given {
    /// Written as in a configuration.
    Yaml(String),
    /// A text of JSON.
    Json(String),
}

impl Given {
    /// A value as in a configuration, or what is wrong with it.
    pub(crate) fn written(text: &str) -> Result<Self, String> {
        let (_, problems) = forgather_graph::load(text, forgather_graph::Dialect::Current);
        match problems.first() {
            None => Ok(Self::Yaml(text.to_owned())),
            Some(problem) => Err(problem.message.split('\n').next().unwrap_or_default().to_owned()),
        }
    }

    /// `NAME=VALUE`: the value of a variable, or what is wrong with that.
    pub(crate) fn variable(text: &str) -> Result<(String, Self), String> {
        let (name, value) =
            text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`: write `NAME=VALUE`"))?;
        match Self::written(value) {
            Ok(value) => Ok((name.to_owned(), value)),
            Err(problem) => Err(format!("the value of `{name}` cannot be read: {problem}")),
        }
    }
}

/// How far a construction has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Calls that are done.
    pub(crate) done: usize,
    /// Calls that there are, at least.
    pub(crate) total: usize,
    /// The module that is being imported.
    pub(crate) importing: Option<String>,
}

/// Something to construct, and whom to tell.
pub(crate) struct Job {
    pub(crate) want: Want,
    /// How long it may take, the start of a session included.
    pub(crate) timeout: Duration,
    /// Calls it off.
    pub(crate) cancel: Cancel,
    /// Is told how far it is.
    pub(crate) progress: Box<dyn Fn(Progress) + Send>,
    /// Is told what came of it, once.
    pub(crate) reply: Box<dyn FnOnce(Answer) + Send>,
}

/// How many seconds a job may take where nobody says: importing a large library takes its time.
const TIMEOUT: f64 = 120.0;

/// The time that so many seconds are, or those that are usual; none where that is no time.
pub(crate) fn timeout(seconds: Option<f64>) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds.unwrap_or(TIMEOUT)).ok().filter(|timeout| !timeout.is_zero())
}

/// Says why a node cannot be called with arguments, where that is so.
pub(crate) fn takes_arguments(graph: &Graph, root: NodeId) -> Result<(), String> {
    match &graph.node(root).kind {
        Kind::Call(call) if call.kind == CallKind::Partial => Ok(()),
        kind => Err(format!(
            "only a `!partial` is called with arguments; what is asked for is {}, which is constructed without any",
            kind.describe()
        )),
    }
}
