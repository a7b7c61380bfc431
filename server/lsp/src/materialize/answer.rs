//! What came of a job.

use forgather_graph::Span;

use super::wire::{Failure, Frame, Object};

/// What came of a job, and what was seen and heard meanwhile.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) end: End,
    /// Standard output, as far as it was kept.
    pub(crate) stdout: String,
    /// Standard error, as far as it was kept.
    pub(crate) stderr: String,
    /// How long the construction took, or what was had of it.
    pub(crate) seconds: f64,
    /// Python files that were edited since they were imported.
    pub(crate) stale: Vec<String>,
    /// Threads that are still running.
    pub(crate) threads: Vec<String>,
    /// How many processes were still running, and were ended with the session.
    pub(crate) processes: usize,
    /// The interpreter's version.
    pub(crate) python: String,
}

/// How a job ended.
#[derive(Debug)]
pub(crate) enum End {
    /// With an object.
    Object(Object),
    /// With an exception.
    Failure(Box<Failure>),
    /// With the session: it took too long, or it is no more.
    Lost(Lost),
    /// There is no session.
    NotStarted(String),
    /// It was called off.
    Cancelled,
}

/// Why a session is no more, and what it was doing.
#[derive(Debug)]
pub(crate) struct Lost {
    /// What happened.
    pub(crate) message: String,
    /// Which kind of thing happened: `timeout` or `crash`.
    pub(crate) kind: &'static str,
    /// The node that was being called, in the expanded text.
    pub(crate) node: Option<Span>,
    /// Where Python was, the outermost frame first.
    pub(crate) traceback: Vec<Frame>,
}

impl Answer {
    /// An answer with nothing heard.
    pub(super) fn nothing(end: End) -> Self {
        Self {
            end,
            stdout: String::new(),
            stderr: String::new(),
            seconds: 0.0,
            stale: Vec::new(),
            threads: Vec::new(),
            processes: 0,
            python: String::new(),
        }
    }
}

/// What else there is to know of an answer, for whoever asked.
pub(crate) fn notes(answer: &Answer) -> Vec<String> {
    let mut notes = Vec::new();
    let list = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if !answer.stale.is_empty() {
        let files = list(&answer.stale);
        notes.push(format!(
            "edited since Python imported them: {files}; restart the session to use them as they are"
        ));
    }
    if !answer.threads.is_empty() {
        notes.push(format!("threads are still running: {}", list(&answer.threads)));
    }
    if answer.processes > 0 {
        let count = answer.processes;
        let what = if count == 1 { "a process was".to_owned() } else { format!("{count} processes were") };
        notes.push(format!("{what} left running, and ended with the session"));
    }
    notes
}
