//! One session: a thread that does its jobs one after the other, in a process that it starts when there is one to do.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::answer::{Answer, End, Lost};
use super::child::{Child, Said};
use super::job::{Job, Progress};
use super::module;
use super::wire::{Done, Message, Outcome, PROTOCOL, Request};

/// What a session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// There is no process.
    None,
    /// Python is starting.
    Starting,
    /// It waits for something to do.
    Ready,
    /// It constructs.
    Busy,
}

impl State {
    /// As clients are told of it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Busy => "busy",
        }
    }
}

/// The way to a session.
#[derive(Debug)]
pub(super) struct Handle {
    inputs: Sender<Input>,
    thread: Option<JoinHandle<()>>,
}

enum Input {
    Job(Box<Job>),
    Restart,
    Stop,
    /// Of the process of that number.
    Child(u64, Said),
}

impl Handle {
    /// A session that has not started yet. `tell` is told what it does.
    pub(super) fn new(executable: PathBuf, tell: impl Fn(State) + Send + 'static) -> std::io::Result<Self> {
        let (inputs, received) = channel();
        let worker = Worker {
            executable,
            inputs: inputs.clone(),
            tell: Box::new(tell),
            queue: VecDeque::new(),
            child: None,
            number: 0,
            python: String::new(),
            greeted: None,
            ready: false,
            marks: 0,
            sent: 0,
            current: None,
            requests: 0,
            state: State::None,
        };
        let thread =
            std::thread::Builder::new().name("session".to_owned()).spawn(move || worker.run(&received))?;
        Ok(Self { inputs, thread: Some(thread) })
    }

    /// Has a job done after those that were given before.
    pub(super) fn begin(&self, job: Job) {
        let _ = self.inputs.send(Input::Job(Box::new(job)));
    }

    /// Ends the process. The next job starts another.
    pub(super) fn restart(&self) {
        let _ = self.inputs.send(Input::Restart);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let _ = self.inputs.send(Input::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    executable: PathBuf,
    inputs: Sender<Input>,
    tell: Box<dyn Fn(State) + Send>,
    queue: VecDeque<Box<Job>>,
    child: Option<Child>,
    /// Which process it is; what others say counts no more.
    number: u64,
    python: String,
    /// When the process said that it can be asked.
    greeted: Option<Instant>,
    /// Whether what it printed before is read, too.
    ready: bool,
    /// How often one of the streams was read to a mark, and how many requests were sent: there are marks in both behind
    /// what is printed at the start, and behind each request's.
    marks: usize,
    sent: usize,
    current: Option<Current>,
    requests: u32,
    state: State,
}

/// The job that is being done.
struct Current {
    job: Box<Job>,
    id: u32,
    since: Instant,
    /// Whether it was sent.
    sent: bool,
    done: Option<(Done, Instant)>,
}

/// How often it is looked whether a job was called off.
const POLL: Duration = Duration::from_millis(20);
/// How long the rest of the output is waited for once there is an answer.
const OUTPUT: Duration = Duration::from_millis(500);
/// The exit code of a session that found its pipe closed.
const NO_PIPE: i32 = 113;
/// How many streams there are.
const STREAMS: usize = 2;

impl Worker {
    fn run(mut self, inputs: &Receiver<Input>) {
        loop {
            let input = if self.current.is_some() {
                inputs.recv_timeout(POLL)
            } else {
                inputs.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match input {
                Ok(Input::Job(job)) => self.queue.push_back(job),
                Ok(Input::Restart) => self.give_up("the session was restarted"),
                Ok(Input::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    self.give_up("the session was ended");
                    return;
                }
                Ok(Input::Child(number, said)) if number == self.number => self.heard(said),
                Ok(Input::Child(..)) | Err(RecvTimeoutError::Timeout) => {}
            }
            self.check();
            self.next();
            self.tell_state();
        }
    }

    /// Takes what the process said.
    fn heard(&mut self, said: Said) {
        match said {
            Said::Message(Message::Ready { protocol, python }) => {
                self.python = python;
                self.greeted = Some(Instant::now());
                if protocol != PROTOCOL {
                    let message =
                        "the session's module is of another version of forgather-ls; install both anew";
                    self.not_started(message);
                }
            }
            Said::Message(Message::Progress { id, done, total, importing }) => {
                if let Some(current) = self.current.as_ref().filter(|current| current.id == id) {
                    (current.job.progress)(Progress { done, total, importing });
                }
            }
            Said::Message(Message::Done(done)) => {
                if let Some(current) = self.current.as_mut().filter(|current| current.id == done.id) {
                    current.done = Some((done, Instant::now()));
                }
            }
            Said::Marked => self.marks += 1,
            Said::Exited | Said::Closed => self.gone(),
        }
    }

    /// Looks whether the job that is being done is at its end.
    fn check(&mut self) {
        let Some(current) = &self.current else { return };
        if let Some((_, at)) = &current.done {
            if self.marks >= STREAMS * (1 + self.sent) || at.elapsed() > OUTPUT {
                self.finish();
            }
        } else if current.job.cancel.is_cancelled() {
            self.end_child();
            self.answer(End::Cancelled);
        } else if current.since.elapsed() > current.job.timeout {
            self.timed_out();
        }
    }

    /// Begins the next job, if there is one and nothing else to do.
    fn next(&mut self) {
        while self.current.is_none() {
            let Some(job) = self.queue.pop_front() else { return };
            self.requests += 1;
            let id = self.requests;
            let cancelled = job.cancel.is_cancelled();
            self.current = Some(Current { job, id, since: Instant::now(), sent: false, done: None });
            if cancelled {
                self.answer(End::Cancelled);
                continue;
            }
            if self.child.as_ref().is_some_and(|child| !child.is_current(&self.executable)) {
                self.end_child();
            }
            if self.child.is_none()
                && let Err(message) = self.start()
            {
                self.answer(End::NotStarted(message));
            }
        }
        self.ready = self.greeted.is_some_and(|at| self.marks >= STREAMS || at.elapsed() > OUTPUT);
        let (Some(child), Some(current)) = (&self.child, &mut self.current) else { return };
        if self.ready && !current.sent {
            // What was printed between two jobs is nobody's.
            let _ = (child.stdout.take(), child.stderr.take());
            current.sent = true;
            self.sent += 1;
            child.send(&Request::new(current.id, &current.job.want));
        }
    }

    fn start(&mut self) -> Result<(), String> {
        let module = module::find()?;
        self.number += 1;
        (self.greeted, self.ready, self.marks, self.sent) = (None, false, 0, 0);
        let (number, inputs) = (self.number, self.inputs.clone());
        let say = move |said| {
            let _ = inputs.send(Input::Child(number, said));
        };
        let child = Child::start(&self.executable, &module, say)
            .map_err(|error| format!("`{}` cannot be started: {error}", self.executable.display()))?;
        self.child = Some(child);
        Ok(())
    }

    /// The job that is being done has an answer, and all that it printed was read.
    fn finish(&mut self) {
        let Some((done, _)) = self.current.as_mut().and_then(|current| current.done.take()) else { return };
        let processes = match &self.child {
            Some(child) if done.children => child.left_running(),
            _ => 0,
        };
        let end = match done.outcome {
            Outcome::Object(object) => End::Object(object),
            Outcome::Failure(failure) => End::Failure(failure),
        };
        let mut answer = self.heard_answer(end);
        answer.seconds = done.seconds;
        (answer.stale, answer.threads, answer.processes) = (done.stale, done.threads, processes);
        if processes > 0 {
            self.end_child();
        }
        self.reply(answer);
    }

    fn timed_out(&mut self) {
        let Some(current) = &self.current else { return };
        let seconds = current.job.timeout.as_secs_f64();
        if !current.sent {
            let message = format!("Python did not start within {seconds} seconds");
            return self.not_started(&message);
        }
        if let Some(child) = &self.child {
            child.trace();
        }
        let message = format!("it took more than {seconds} seconds, and was ended");
        self.lost("timeout", message);
    }

    /// The process is gone, or the pipe to it.
    fn gone(&mut self) {
        // An answer that came before counts.
        self.finish();
        let Some(child) = &mut self.child else { return };
        let by_itself = child.has_ended();
        let status = child.end();
        let closed = !by_itself || status.and_then(|status| status.code()) == Some(NO_PIPE);
        let message =
            if closed { "the code closed what Python is connected by".to_owned() } else { died(status) };
        match &self.current {
            // The next job starts another.
            None => self.end_child(),
            Some(current) if current.sent => self.lost("crash", message),
            Some(_) => {
                let stderr = child.stderr.take();
                let said = stderr.lines().rfind(|line| !line.trim().is_empty()).map(str::trim);
                self.not_started(said.unwrap_or(&message));
            }
        }
    }

    fn lost(&mut self, kind: &'static str, message: String) {
        if let Some(child) = &mut self.child {
            child.end();
        }
        let (node, traceback) = match &self.child {
            Some(child) => (child.traces.node(), child.traces.frames()),
            None => (None, Vec::new()),
        };
        self.answer(End::Lost(Lost { message, kind, node, traceback }));
        self.end_child_silently();
    }

    fn not_started(&mut self, message: &str) {
        self.end_child();
        let executable = self.executable.display().to_string();
        self.answer(End::NotStarted(format!("`{executable}` does not start: {message}")));
    }

    /// Ends the process; the job that is being done comes to nothing.
    fn give_up(&mut self, message: &str) {
        if self.current.is_some() {
            self.lost("restart", message.to_owned());
        }
        self.end_child();
    }

    fn end_child(&mut self) {
        if let Some(child) = &mut self.child {
            child.end();
        }
        self.end_child_silently();
    }

    /// Forgets the process, which is ended.
    fn end_child_silently(&mut self) {
        // What it still has to say counts no more.
        self.number += 1;
        (self.greeted, self.ready) = (None, false);
        self.child = None;
    }

    fn answer(&mut self, end: End) {
        let answer = self.heard_answer(end);
        self.reply(answer);
    }

    /// An answer with what was printed.
    fn heard_answer(&self, end: End) -> Answer {
        let (stdout, stderr) =
            self.child.as_ref().map(|child| (child.stdout.take(), child.stderr.take())).unwrap_or_default();
        let seconds = self.current.as_ref().map_or(0.0, |current| current.since.elapsed().as_secs_f64());
        Answer {
            end,
            stdout,
            stderr,
            seconds,
            stale: Vec::new(),
            threads: Vec::new(),
            processes: 0,
            python: self.python.clone(),
        }
    }

    fn reply(&mut self, answer: Answer) {
        if let Some(current) = self.current.take() {
            (current.job.reply)(answer);
        }
    }

    fn tell_state(&mut self) {
        let state = match (&self.child, self.ready, &self.current) {
            (None, ..) => State::None,
            (Some(_), false, _) => State::Starting,
            (Some(_), true, None) => State::Ready,
            (Some(_), true, Some(_)) => State::Busy,
        };
        if state != self.state {
            self.state = state;
            (self.tell)(state);
        }
    }
}

/// How a process ended.
fn died(status: Option<ExitStatus>) -> String {
    use std::os::unix::process::ExitStatusExt;
    let Some(status) = status else { return "Python is gone".to_owned() };
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("Python was ended by {}", signal_name(signal)),
        (None, Some(code)) => format!("Python ended by itself, with the exit code {code}"),
        (None, None) => "Python is gone".to_owned(),
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        4 => "an illegal instruction",
        6 => "an abort",
        8 => "an arithmetic fault",
        9 => "the system (signal 9): memory may have run out",
        11 => "a segmentation fault",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}
