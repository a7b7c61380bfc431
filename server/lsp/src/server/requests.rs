//! Requests under way: each is answered once, whatever happens meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use forgather_workspace::{Cancel, Cancelled, ConfigurationId};
use ls_types::MessageType;
use serde_json::Value;

use super::pool::panic_message;
use super::state::{Event, Server};
use super::transport::{Id, RpcError};

/// What a request's handler says.
pub(crate) enum Step {
    /// The answer cannot be known yet; ask again when more is.
    Wait,
    /// The answer.
    Answer(Result<Value, RpcError>),
    /// Work that gives the answer, on a snapshot.
    Work(Work),
    /// Work that ends in having somebody else give the answer, who may take as long as it takes.
    Elsewhere(Begin),
}

/// Begins what is done elsewhere.
pub(crate) type Begin = Box<dyn FnOnce(Cancel, Reply) + Send>;

/// The way back for an answer from elsewhere. If it is lost, so is what the answer was to be: that is the answer then.
pub(crate) struct Reply {
    key: u64,
    queue: Option<Sender<Event>>,
}

impl Reply {
    /// Which request it is.
    pub(crate) fn key(&self) -> u64 {
        self.key
    }

    /// Gives the answer.
    pub(crate) fn send(mut self, result: Result<Value, Fault>) {
        self.give(result);
    }

    fn give(&mut self, result: Result<Value, Fault>) {
        if let Some(queue) = self.queue.take() {
            let _ = queue.send(Event::Worked { key: self.key, result });
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.give(Err(Fault::Error(RpcError::new(RpcError::INTERNAL, "the work on this was lost"))));
    }
}

/// Work on a snapshot.
pub(crate) struct Work {
    /// What it looks at: where that has changed when the work is done, the answer is outdated.
    pub(crate) of: Option<ConfigurationId>,
    /// What is to be done then.
    pub(crate) outdated: Outdated,
    /// The work.
    pub(crate) run: Run,
}

type Run = Box<dyn FnOnce(&Cancel) -> Result<Value, Fault> + Send>;

/// What is to be done with an outdated answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outdated {
    /// The work is done again.
    Again,
    /// The positions in the request mean other places by now: the client is told to ask again.
    Modified,
}

/// Why work gave no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    Cancelled,
    Error(RpcError),
}

impl From<Cancelled> for Fault {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<RpcError> for Fault {
    fn from(error: RpcError) -> Self {
        Self::Error(error)
    }
}

/// Asked for the next step whenever there may be one.
pub(crate) type Handler = Box<dyn FnMut(&mut Server) -> Step>;

/// A request that is not answered yet.
pub(crate) struct Pending {
    id: Id,
    method: String,
    handler: Option<Handler>,
    state: State,
    /// How often the work was begun.
    tries: u32,
}

enum State {
    Waiting,
    Working { cancel: Cancel, of: Option<ConfigurationId>, outdated: Outdated, revision: u64 },
}

/// How often outdated work is done again before the client is told to ask again.
const MAX_TRIES: u32 = 5;

impl Server {
    /// Starts to answer a request.
    pub(crate) fn start(&mut self, id: Id, method: &str, handler: Handler) {
        let key = self.next_ticket();
        let pending = Pending {
            id,
            method: method.to_owned(),
            handler: Some(handler),
            state: State::Waiting,
            tries: 0,
        };
        self.pending.insert(key, pending);
        self.step(key);
    }

    /// Asks the handlers that wait.
    pub(crate) fn step_waiting(&mut self) {
        let waiting: Vec<u64> = self
            .pending
            .iter()
            .filter(|(_, pending)| matches!(pending.state, State::Waiting))
            .map(|(key, _)| *key)
            .collect();
        for key in waiting {
            self.step(key);
        }
    }

    fn step(&mut self, key: u64) {
        let Some(mut handler) = self.pending.get_mut(&key).and_then(|pending| pending.handler.take()) else {
            return;
        };
        let step = match catch_unwind(AssertUnwindSafe(|| handler(self))) {
            Ok(step) => step,
            Err(panic) => Step::Answer(Err(self.panicked(key, &*panic))),
        };
        let Some(pending) = self.pending.get_mut(&key) else { return };
        pending.handler = Some(handler);
        match step {
            Step::Wait => pending.state = State::Waiting,
            Step::Answer(result) => self.answer(key, result),
            Step::Elsewhere(begin) => {
                let cancel = Cancel::new();
                let (outdated, revision) = (Outdated::Again, self.database.revision());
                pending.state = State::Working { cancel: cancel.clone(), of: None, outdated, revision };
                let reply = Reply { key, queue: Some(self.queue.clone()) };
                self.pool.request(Box::new(move || begin(cancel, reply)));
            }
            Step::Work(Work { of, outdated, run }) => {
                let cancel = Cancel::new();
                let revision = self.database.revision();
                pending.state = State::Working { cancel: cancel.clone(), of, outdated, revision };
                pending.tries += 1;
                let queue = self.queue.clone();
                self.pool.request(Box::new(move || {
                    let result = if cancel.is_cancelled() {
                        Err(Fault::Cancelled)
                    } else {
                        catch_unwind(AssertUnwindSafe(|| run(&cancel))).unwrap_or_else(|panic| {
                            let message = format!("panic: {}", panic_message(&*panic));
                            Err(Fault::Error(RpcError::new(RpcError::INTERNAL, message)))
                        })
                    };
                    let _ = queue.send(Event::Worked { key, result });
                }));
            }
        }
    }

    /// Takes the result of a request's work.
    pub(crate) fn worked(&mut self, key: u64, result: Result<Value, Fault>) {
        let Some(pending) = self.pending.get(&key) else { return };
        let State::Working { of, outdated, revision, .. } = pending.state else { return };
        let changed = of.is_some_and(|of| !self.database.is_unchanged_since(of, revision));
        let may_retry = outdated == Outdated::Again && pending.tries < MAX_TRIES;
        match result {
            Err(Fault::Error(error)) => {
                if error.code == RpcError::INTERNAL {
                    let message = format!("`{}` failed: {}", pending.method, error.message);
                    self.out.log(MessageType::ERROR, &message);
                }
                self.answer(key, Err(error));
            }
            _ if changed && may_retry => self.step(key),
            Ok(_) if changed && outdated == Outdated::Modified => self.modified(key),
            // After many tries the client has what was right a moment ago.
            Ok(value) => self.answer(key, Ok(value)),
            Err(Fault::Cancelled) => self.modified(key),
        }
    }

    fn modified(&mut self, key: u64) {
        let message = "the templates were edited meanwhile; ask again";
        self.answer(key, Err(RpcError::new(RpcError::CONTENT_MODIFIED, message)));
    }

    fn panicked(&self, key: u64, panic: &(dyn std::any::Any + Send)) -> RpcError {
        let method = self.pending.get(&key).map_or("", |pending| pending.method.as_str());
        let message = format!("panic: {}", panic_message(panic));
        self.out.log(MessageType::ERROR, &format!("`{method}` failed: {message}"));
        RpcError::new(RpcError::INTERNAL, message)
    }

    fn answer(&mut self, key: u64, result: Result<Value, RpcError>) {
        if let Some(pending) = self.pending.remove(&key) {
            self.out.respond(&pending.id, result);
        }
    }

    /// Stops work on a request, which is answered at once.
    pub(crate) fn cancel(&mut self, id: &Id) {
        let Some(key) = self.pending.iter().find(|(_, pending)| pending.id == *id).map(|(key, _)| *key)
        else {
            return;
        };
        self.cancel_key(key);
    }

    /// Stops work on all requests.
    pub(crate) fn cancel_all(&mut self) {
        for key in self.pending.keys().copied().collect::<Vec<_>>() {
            self.cancel_key(key);
        }
    }

    /// Stops work on a request, which is answered at once.
    pub(crate) fn cancel_key(&mut self, key: u64) {
        if let Some(Pending { state: State::Working { cancel, .. }, .. }) = self.pending.get(&key) {
            cancel.cancel();
        }
        self.answer(key, Err(RpcError::new(RpcError::CANCELLED, "cancelled")));
    }
}
