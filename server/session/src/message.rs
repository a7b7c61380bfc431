//! What goes over the pipe: JSON in frames that begin with their length, four bytes, little-endian.

use serde::{Deserialize, Serialize};

/// The version of these messages. The server refuses a module that says another.
pub(crate) const PROTOCOL: u32 = 1;

/// What the server asks for: the construction of a graph, or of one target of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    /// Which request it is; the answer says so.
    pub(crate) id: u32,
    /// The expanded configuration.
    pub(crate) text: String,
    /// Its dialect, by name.
    pub(crate) dialect: String,
    /// The target to construct; without one, the root.
    pub(crate) target: Option<String>,
    /// The values of variables, by name.
    pub(crate) vars: Vec<(String, Given)>,
    /// The arguments for the root, where it is to be called.
    pub(crate) call: Arguments,
    /// The folder in which Forgather would run.
    pub(crate) folder: String,
    /// Further folders for Python's search path.
    pub(crate) system_path: Vec<String>,
    /// Whether each node's time is of interest.
    pub(crate) times: bool,
    /// How many characters of the object's `repr` are of interest.
    pub(crate) repr_limit: usize,
}

/// A value that the user gives.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Given {
    /// Written as in a configuration.
    Yaml(String),
    /// A text of JSON.
    Json(String),
}

/// Arguments of a call.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arguments {
    pub(crate) args: Vec<Given>,
    pub(crate) kwargs: Vec<(String, Given)>,
}

/// What the session says.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Message {
    /// It can be asked now.
    Ready { protocol: u32, python: String },
    /// How far a construction has got.
    Progress { id: u32, done: usize, total: usize, importing: Option<String> },
    /// A construction is at its end.
    Done { id: u32, outcome: Outcome, stale: Vec<String>, threads: Vec<String>, children: bool, seconds: f64 },
}

/// How a construction ended.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// There is an object.
    Object { r#type: String, repr: String, truncated: bool, times: Vec<Time> },
    /// There is none.
    Failure(Box<Failure>),
}

/// The time that a node's calls took, all that they needed included.
#[derive(Debug, Serialize)]
pub(crate) struct Time {
    pub(crate) constructor: String,
    pub(crate) span: (u32, u32),
    pub(crate) calls: u32,
    pub(crate) seconds: f64,
}

/// Why there is no object.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Failure {
    /// The exception's type.
    pub(crate) r#type: String,
    /// What it says.
    pub(crate) message: String,
    /// The node whose call failed.
    pub(crate) node: Option<Place>,
    /// The nodes that it was needed for, the nearest first.
    pub(crate) chain: Vec<Place>,
    /// The user's frames, the outermost first.
    pub(crate) traceback: Vec<Frame>,
    /// The exceptions that led to it, the nearest first.
    pub(crate) causes: Vec<Cause>,
    /// The variable that has no value.
    pub(crate) variable: Option<String>,
    /// Whether the call that failed is the root's, with the arguments that were given, and never got to run.
    pub(crate) root_arguments: bool,
}

/// A node, as messages name it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) constructor: String,
    pub(crate) span: (u32, u32),
}

/// A frame of a traceback.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Frame {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) function: String,
    pub(crate) text: String,
}

/// An exception that led to another.
#[derive(Debug, Serialize)]
pub(crate) struct Cause {
    pub(crate) r#type: String,
    pub(crate) message: String,
    pub(crate) traceback: Vec<Frame>,
}
