//! The session's loop: one request after the other, on Python's main thread.

use std::sync::Arc;
use std::time::Instant;

use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

use crate::construct::{Construction, run};
use crate::files::Files;
use crate::import::Importer;
use crate::link::Link;
use crate::message::{Message, Outcome, PROTOCOL};
use crate::output::Output;
use crate::position::Position;

/// What lasts as long as the session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) link: Link,
    pub(crate) position: Position,
    pub(crate) importer: Importer,
}

/// Serves the server at the other end of standard input. `state` is the file for positions, `mark` what ends output.
#[pyfunction]
pub(crate) fn serve(py: Python<'_>, state: &str, mark: &str) -> PyResult<()> {
    let position = Position::open(state)?;
    let output = Output::new(mark)?;
    let (link, requests) = Link::take()?;
    prepare(py, &link, &position)?;
    let python: String = py.import("sys")?.getattr("version")?.extract()?;
    let python = python.split(' ').next().unwrap_or_default().to_owned();
    let importer = Importer::new(py)?;
    let session = Arc::new(Session { link, position, importer });
    let mut files = Files::default();
    output.finish(py);
    session.link.send(&Message::Ready { protocol: PROTOCOL, python });
    let requests = std::sync::Mutex::new(requests);
    loop {
        // Threads that were left running go on meanwhile.
        let next = py.detach(|| requests.lock().ok()?.recv().ok());
        let Some(request) = next else { return Ok(()) };
        let id = request.id;
        let entered = output.restore(py).and_then(|()| session.importer.enter(py, &request));
        files.remember(py);
        let mut outdated = files.changed();
        let construction = entered.and_then(|()| Bound::new(py, Construction::new(&session, &request)));
        let start = Instant::now();
        let outcome = match construction {
            Ok(construction) => run(&construction, &request),
            Err(error) => Outcome::Failure(Box::new(crate::failure::of_error(py, &error))),
        };
        let seconds = start.elapsed().as_secs_f64();
        if !session.link.is_own() {
            // The user's code forked, and this is the copy: the answer is not its to give.
            // SAFETY: the process ends here.
            unsafe { libc::_exit(0) };
        }
        session.position.set((0, 0));
        files.remember(py);
        outdated.retain(|path| files.has(path));
        let threads = threads(py).unwrap_or_default();
        output.finish(py);
        let children = has_children();
        session.link.send(&Message::Done { id, outcome, stale: outdated, threads, children, seconds });
        // Nobody waits now. What was constructed is let go of before more is.
        let _ = py.import("gc").and_then(|gc| gc.call_method0("collect"));
    }
}

/// Tracebacks of crashes, and on demand, go to the file of positions; what is forked gets no pipe.
fn prepare(py: Python<'_>, link: &Link, position: &Position) -> PyResult<()> {
    adopt();
    let handler = py.import("faulthandler")?;
    handler.call_method1("enable", (position.traces(), false))?;
    let arguments = PyDict::new(py);
    arguments.set_item("file", position.traces())?;
    arguments.set_item("all_threads", false)?;
    handler.call_method("register", (libc::SIGUSR1,), Some(&arguments))?;
    let pipe = link.descriptor();
    let close = move |_: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        // SAFETY: in the forked process nothing uses it any more.
        unsafe { libc::close(pipe) };
    };
    let close = PyCFunction::new_closure(py, None, None, close)?;
    let arguments = PyDict::new(py);
    arguments.set_item("after_in_child", close)?;
    py.import("os")?.call_method("register_at_fork", (), Some(&arguments))?;
    Ok(())
}

/// Processes that lose their parent become this one's children, so that none is overlooked.
fn adopt() {
    #[cfg(target_os = "linux")]
    // SAFETY: integers are passed. Where it is not possible, nothing is adopted.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }
}

/// Whether there are processes that were started from here.
fn has_children() -> bool {
    // SAFETY: the structure is filled in or left alone, and nothing is waited for.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        let options = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
        libc::waitid(libc::P_ALL, 0, &raw mut info, options) == 0
    }
}

/// The names of threads beside the main one.
fn threads(py: Python<'_>) -> PyResult<Vec<String>> {
    let threading = py.import("threading")?;
    let main = threading.call_method0("main_thread")?;
    let mut names = Vec::new();
    for thread in threading.call_method0("enumerate")?.try_iter()? {
        let thread = thread?;
        if !thread.is(&main) {
            names.push(thread.getattr("name")?.str()?.to_string());
        }
    }
    Ok(names)
}
