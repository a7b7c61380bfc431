//! What went wrong, which node it belongs to, and what of a traceback is the user's.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use forgather_graph::{CallKind, Graph, Kind, NodeId};
use pyo3::exceptions::{PySyntaxError, PyTypeError};
use pyo3::prelude::*;

use crate::construct::{Construction, lock, span};
use crate::message::{Cause, Failure, Frame};
use crate::serve::Session;

/// Which node's call an exception came from.
#[derive(Debug, Default)]
pub(crate) struct Blame {
    failed: Mutex<Option<Failed>>,
    /// The node whose function was called last: what it needs and its function were there.
    called: Mutex<Option<NodeId>>,
}

#[derive(Debug)]
struct Failed {
    exception: Py<PyAny>,
    node: NodeId,
    /// The calls that it was needed for, the outermost first.
    stack: Vec<NodeId>,
    variable: Option<String>,
}

thread_local! {
    /// The nodes that this thread is calling, the outermost first.
    static STACK: RefCell<Vec<(NodeId, (u32, u32))>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, a node is being called.
pub(crate) struct Inside(Arc<Session>);

impl Drop for Inside {
    fn drop(&mut self) {
        let outer = STACK.with_borrow_mut(|stack| {
            stack.pop();
            stack.last().map_or((0, 0), |(_, span)| *span)
        });
        self.0.position.set(outer);
    }
}

impl Blame {
    /// A node is being called from now on.
    pub(crate) fn enter(session: &Arc<Session>, graph: &Graph, id: NodeId) -> Inside {
        let span = span(graph, id);
        STACK.with_borrow_mut(|stack| stack.push((id, span)));
        session.position.set(span);
        Inside(Arc::clone(session))
    }

    /// A node's function is called now.
    pub(crate) fn calling(&self, id: NodeId) {
        *lock(&self.called) = Some(id);
    }

    /// A node's call failed, by what it did or by what was needed for it: the innermost is to blame.
    pub(crate) fn failed(&self, py: Python<'_>, error: &PyErr, node: NodeId) {
        let mut stack: Vec<NodeId> = STACK.with_borrow(|stack| stack.iter().map(|(id, _)| *id).collect());
        stack.pop();
        self.record(py, error, node, stack, None);
    }

    /// A variable has no value.
    pub(crate) fn variable(&self, py: Python<'_>, error: &PyErr, node: NodeId, name: &str) {
        let stack = STACK.with_borrow(|stack| stack.iter().map(|(id, _)| *id).collect());
        self.record(py, error, node, stack, Some(name.to_owned()));
    }

    fn record(
        &self,
        py: Python<'_>,
        error: &PyErr,
        node: NodeId,
        stack: Vec<NodeId>,
        variable: Option<String>,
    ) {
        let exception = error.value(py).as_any();
        let mut failed = lock(&self.failed);
        if failed.as_ref().is_some_and(|known| known.exception.is(exception)) {
            return;
        }
        let before = failed.replace(Failed { exception: exception.clone().unbind(), node, stack, variable });
        // An exception may hold anything, and letting go of it run anything.
        drop(failed);
        drop(before);
    }
}

/// The failure of a construction.
pub(crate) fn of_construction(construction: &Bound<'_, Construction>, error: &PyErr) -> Failure {
    let (py, own) = (construction.py(), construction.get());
    let mut failure = of_error(py, error);
    let Some(failed) = lock(&own.blame.failed).take() else { return failure };
    if failed.exception.is(error.value(py)) {
        failure.node = Some(own.place(failed.node));
        failure.chain = failed.stack.iter().rev().map(|id| own.place(*id)).collect();
        failure.variable = failed.variable;
        // The call itself was refused where nothing of the called function ran.
        let is_partial =
            matches!(&own.graph.node(failed.node).kind, Kind::Call(call) if call.kind == CallKind::Partial);
        failure.root_arguments = failure.chain.is_empty()
            && is_partial
            && *lock(&own.blame.called) == Some(failed.node)
            && failure.traceback.is_empty()
            && error.is_instance_of::<PyTypeError>(py);
    }
    failure
}

/// What an exception says of itself.
pub(crate) fn of_error(py: Python<'_>, error: &PyErr) -> Failure {
    let mut causes = Vec::new();
    let mut seen = vec![error.value(py).clone().into_any()];
    let mut next = cause(error.value(py).as_any());
    while let Some(exception) =
        next.take().filter(|next| causes.len() < MAX_CAUSES && !seen.iter().any(|known| known.is(next)))
    {
        causes.push(Cause {
            r#type: type_name(&exception),
            message: message(&exception),
            traceback: traceback(&exception),
        });
        next = cause(&exception);
        seen.push(exception);
    }
    let exception = error.value(py).as_any();
    // Before 3.12 an exception that is on its way has its traceback beside it.
    if let Some(traceback) = error.traceback(py) {
        let _ = exception.setattr("__traceback__", traceback);
    }
    Failure {
        r#type: type_name(exception),
        message: message(exception),
        traceback: traceback(exception),
        causes,
        ..Failure::default()
    }
}

/// How many exceptions before the last are told.
const MAX_CAUSES: usize = 8;
/// How many frames of a traceback are told: of endless recursion its two ends are enough.
const MAX_FRAMES: usize = 100;
/// How many characters of a message are told.
const MAX_MESSAGE: usize = 10_000;

/// The exception that led to one.
fn cause<'py>(exception: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    let get = |name: &str| exception.getattr(name).ok().filter(|value| !value.is_none());
    let suppressed = get("__suppress_context__").is_some_and(|value| value.is_truthy().unwrap_or(false));
    get("__cause__").or_else(|| if suppressed { None } else { get("__context__") })
}

fn type_name(exception: &Bound<'_, PyAny>) -> String {
    let class = exception.get_type();
    let name = class.qualname().map(|name| name.to_string()).unwrap_or_default();
    match class.module() {
        Ok(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name,
    }
}

fn message(exception: &Bound<'_, PyAny>) -> String {
    // A `KeyError` prints its key alone.
    let text = exception.str().map(|text| text.to_string_lossy().into_owned());
    let mut text = text.unwrap_or_else(|_| "its message cannot be printed".to_owned());
    let notes = exception.getattr("__notes__").and_then(|notes| notes.extract::<Vec<String>>());
    for note in notes.unwrap_or_default() {
        text = format!("{text}\n{note}");
    }
    if let Some((end, _)) = text.char_indices().nth(MAX_MESSAGE) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn traceback(exception: &Bound<'_, PyAny>) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut next = exception.getattr("__traceback__").ok().filter(|traceback| !traceback.is_none());
    while let Some(traceback) = next {
        if let Ok(frame) = frame(&traceback)
            && is_users(&frame.file)
        {
            frames.push(frame);
        }
        next = traceback.getattr("tb_next").ok().filter(|traceback| !traceback.is_none());
    }
    if exception.is_instance_of::<PySyntaxError>()
        && let Ok(frame) = syntax_error(exception)
    {
        frames.push(frame);
    }
    if frames.len() > MAX_FRAMES {
        frames.drain(MAX_FRAMES / 2..frames.len() - MAX_FRAMES / 2);
    }
    frames
}

fn frame(traceback: &Bound<'_, PyAny>) -> PyResult<Frame> {
    let code = traceback.getattr("tb_frame")?.getattr("f_code")?;
    let file: String = code.getattr("co_filename")?.extract()?;
    let line: Option<u32> = traceback.getattr("tb_lineno")?.extract()?;
    let line = line.unwrap_or_default();
    let function = code.getattr("co_name")?.extract()?;
    let linecache = traceback.py().import("linecache")?;
    // A file that was edited since is read again, as Python does to print a traceback.
    linecache.call_method1("checkcache", (&file,))?;
    let text: String = linecache.call_method1("getline", (&file, line))?.extract()?;
    Ok(Frame { file, line, function, text: text.trim().to_owned() })
}

/// A text that is no Python has no frame, and yet a place.
fn syntax_error(exception: &Bound<'_, PyAny>) -> PyResult<Frame> {
    let text: Option<String> = exception.getattr("text")?.extract()?;
    Ok(Frame {
        file: exception.getattr("filename")?.extract()?,
        line: exception.getattr("lineno")?.extract()?,
        function: String::new(),
        text: text.unwrap_or_default().trim().to_owned(),
    })
}

/// Whether a frame is of the user's code or of a package's, and not of Python's machinery for imports.
fn is_users(file: &str) -> bool {
    !file.starts_with("<frozen ") && !file.ends_with("/importlib/__init__.py")
}
