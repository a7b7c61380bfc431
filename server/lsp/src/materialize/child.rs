//! The process of a session: the user's interpreter with our module, and what is connected to it.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child as Process, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use super::capture::Capture;
use super::leftover;
use super::traces::Traces;
use super::wire::{self, Message, Request};

/// What a session's process does, or what became of it.
#[derive(Debug)]
pub(super) enum Said {
    Message(Message),
    /// All output of a request was read, of one of the two streams.
    Marked,
    /// It has ended, and waits to be looked at.
    Exited,
    /// What came over the pipe was no message of ours, or the pipe is closed.
    Closed,
}

/// Loads our module by its path, under a name of its own: nothing of it is on Python's search path. It must be
/// readable to any Python, so that one that is too old can say so.
const START: &str = "\
import sys
if sys.version_info < (3, 10):
    sys.exit('Python 3.10 or newer is needed, and this is %d.%d.%d' % sys.version_info[:3])
import importlib.machinery, importlib.util
module, state, mark = sys.argv[1:4]
del sys.argv[1:]
if sys.path and sys.path[0] == '':
    del sys.path[0]
loader = importlib.machinery.ExtensionFileLoader('forgather_session', module)
module = importlib.util.module_from_spec(importlib.util.spec_from_loader('forgather_session', loader))
loader.exec_module(module)
module.serve(state, mark)
";

/// A session's process.
#[derive(Debug)]
pub(super) struct Child {
    process: Process,
    pid: Pid,
    pipe: UnixStream,
    mark: String,
    pub(super) traces: Traces,
    pub(super) stdout: Capture,
    pub(super) stderr: Capture,
    readers: Vec<thread::JoinHandle<()>>,
    /// What its interpreter was when it was started.
    interpreter: Fingerprint,
}

/// What changes when an interpreter is replaced.
pub(super) type Fingerprint = Vec<Option<(PathBuf, SystemTime)>>;

/// What an interpreter is now.
pub(super) fn fingerprint(executable: &Path) -> Fingerprint {
    let config = executable.parent().and_then(Path::parent).map(|folder| folder.join("pyvenv.cfg"));
    std::iter::once(executable.to_owned())
        .chain(config)
        .map(|path| {
            let path = path.canonicalize().ok()?;
            let modified = path.metadata().ok()?.modified().ok()?;
            Some((path, modified))
        })
        .collect()
}

impl Child {
    /// Starts an interpreter with the module; `say` is told what it does.
    pub(super) fn start(
        executable: &Path,
        module: &Path,
        say: impl Fn(Said) + Clone + Send + 'static,
    ) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("forgather-{}-{number}-{:x}", std::process::id(), random());
        let traces = Traces::new()?;
        let (pipe, theirs) = UnixStream::pair()?;
        let mut process = Command::new(executable)
            // Output that is held back is lost in a crash.
            .args(["-u".as_ref(), "-c".as_ref(), OsStr::new(START)])
            .args([module.as_os_str(), traces.path().as_os_str(), mark.as_ref()])
            .env(leftover::VARIABLE, &mark)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let pid = Pid::from_child(&process);
        let (stdout, stderr) = (Capture::default(), Capture::default());
        let mut child_streams: [Option<Box<dyn io::Read + Send>>; 2] = [None, None];
        child_streams[0] = process.stdout.take().map(|stream| Box::new(stream) as _);
        child_streams[1] = process.stderr.take().map(|stream| Box::new(stream) as _);
        let mut readers = Vec::new();
        for (stream, capture) in child_streams.into_iter().zip([&stdout, &stderr]) {
            let Some(stream) = stream else { continue };
            let (capture, say) = (capture.clone(), say.clone());
            let mark = format!("\0{mark}\0");
            readers.push(spawn("session output", move || {
                capture.read_all(stream, mark.as_bytes(), || say(Said::Marked));
            })?);
        }
        let input = pipe.try_clone()?;
        let messages = say.clone();
        spawn("session pipe", move || {
            while let Ok(message) = wire::read(&input) {
                messages(Said::Message(message));
            }
            messages(Said::Closed);
        })?;
        spawn("session end", move || {
            // It is not reaped: as long as it is not, its number is nobody else's.
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == rustix::io::Errno::INTR) {}
            say(Said::Exited);
        })?;
        let interpreter = fingerprint(executable);
        Ok(Self { process, pid, pipe, mark, traces, stdout, stderr, readers, interpreter })
    }

    /// Sends a request. A process that is gone says so by itself.
    pub(super) fn send(&self, request: &Request<'_>) {
        let _ = wire::write(&self.pipe, request);
    }

    /// Whether its interpreter is still the one that was started.
    pub(super) fn is_current(&self, executable: &Path) -> bool {
        self.interpreter == fingerprint(executable)
    }

    /// Whether it has ended, or does at this moment.
    pub(super) fn has_ended(&self) -> bool {
        /// How long the end may take once the pipe is closed.
        const PATIENCE: Duration = Duration::from_millis(200);
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        let start = Instant::now();
        loop {
            match waitid(WaitId::Pid(self.pid), options) {
                Ok(None) if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(1)),
                Ok(None) => return false,
                Ok(Some(_)) | Err(_) => return true,
            }
        }
    }

    /// How many processes the user's code left running.
    pub(super) fn left_running(&self) -> usize {
        leftover::left_running(self.pid, &self.mark).len()
    }

    /// Has Python write down where it is, if it still can.
    pub(super) fn trace(&self) {
        /// How long it may take.
        const PATIENCE: Duration = Duration::from_millis(100);
        let before = self.traces.length();
        if kill_process(self.pid, Signal::USR1).is_err() {
            return;
        }
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(2));
            if self.traces.length() > before {
                // It may still be writing.
                thread::sleep(Duration::from_millis(5));
                return;
            }
        }
    }

    /// Ends it with all that it started, and gives how it ended.
    pub(super) fn end(&mut self) -> Option<ExitStatus> {
        leftover::end_all(self.pid, &self.mark);
        let status = self.process.wait().ok();
        let _ = self.pipe.shutdown(std::net::Shutdown::Both);
        // All who could write are gone; what they wrote is read.
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(500)
            && self.readers.iter().any(|reader| !reader.is_finished())
        {
            thread::sleep(Duration::from_millis(1));
        }
        status
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).stack_size(1 << 18).spawn(run)
}

/// A number that the user's code does not happen to print.
fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}
