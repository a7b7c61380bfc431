//! The one owner of all state: it takes events from one queue, in order, and never waits for anything else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use forgather_expand::Facts;
use forgather_ide::IndexCache;
use forgather_workspace::{Database, Outcome};
use ls_types::MessageType;
use serde_json::Value;

use super::active::Active;
use super::client::Client;
use super::constructing::{self, Constructing};
use super::documents::Documents;
use super::features::TokenResults;
use super::findings::{ByFile, CheckedFiles, FindingsStore};
use super::outgoing::{Outgoing, note};
use super::pool::{Pool, panic_message};
use super::positions::Encoding;
use super::preview::LastGood;
use super::progress::Progress;
use super::publish::Publisher;
use super::refreshing::Refreshing;
use super::requests::{Fault, Pending};
use super::settings::ServerSettings;
use super::status::Status;
use super::transport::{Incoming, RpcError};
use crate::materialize::{self as construct, Sessions};

/// Something that happened.
pub(crate) enum Event {
    /// A message came in, at that moment.
    Message(Incoming, Instant),
    /// A task of the database is done.
    Done { outcome: Outcome, found: Option<ByFile> },
    /// A task of the database came to nothing.
    Failed { serial: u64, message: String },
    /// A file was looked at by itself.
    FileChecked(PathBuf),
    /// The work of a request is done.
    Worked { key: u64, result: Result<Value, Fault> },
    /// A construction is under way, and has got so far.
    Constructing { key: u64, token: Option<Value>, progress: construct::Progress },
    /// The session of a workspace does something else now.
    Session(PathBuf, construct::State),
    /// The process that started the server is gone.
    ClientDied,
}

/// How far the client has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Before `initialize`.
    Uninitialized,
    /// Between the answer to `initialize` and `initialized`.
    Initializing,
    /// Requests are served.
    Running,
    /// After `shutdown`.
    ShutDown,
}

/// See the module. Each file beside this one adds what it is about.
pub(crate) struct Server {
    pub(crate) queue: Sender<Event>,
    pub(crate) out: Outgoing,
    pub(crate) pool: Pool,
    pub(crate) phase: Phase,
    pub(crate) client: Client,
    pub(crate) encoding: Encoding,
    pub(crate) facts: Arc<Facts>,
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) settings: ServerSettings,
    pub(crate) documents: Documents,
    pub(crate) database: Database,
    pub(crate) found: FindingsStore,
    /// The names of files, as language features ask for them.
    pub(crate) index: Arc<IndexCache>,
    /// The semantic tokens that were answered last.
    pub(crate) tokens: Arc<TokenResults>,
    pub(crate) checked: Arc<CheckedFiles>,
    pub(crate) publisher: Publisher,
    pub(crate) pending: BTreeMap<u64, Pending>,
    /// Requests of ours that the client has not answered, by their ids.
    pub(crate) asked: HashMap<u64, Asked>,
    pub(crate) active: Active,
    pub(crate) refreshing: Refreshing,
    pub(crate) last_good: LastGood,
    pub(crate) progress: Progress,
    pub(crate) status: Status,
    /// The Python sessions.
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) constructing: Constructing,
    /// When the oldest edit came in whose diagnostics are not out yet, by document.
    pub(crate) edited_at: HashMap<PathBuf, Instant>,
    /// Files that are being looked at by themselves.
    pub(crate) checking: BTreeSet<PathBuf>,
    /// Folders outside of the workspace that the client watches.
    pub(crate) watched_outside: BTreeSet<PathBuf>,
    /// Whether the first work was announced.
    pub(crate) started: bool,
    tasks: usize,
    tickets: u64,
}

/// What a request of ours was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Settings,
    Progress,
    /// For the construction that answers the request of that key.
    Construction(u64),
    Other,
}

/// How the server ends.
pub(crate) enum End {
    /// As it should: `shutdown`, then `exit`.
    Orderly,
    /// `exit` without `shutdown`, a closed stream, or a client that died.
    Abrupt,
}

/// How many events are taken before what follows from them is done.
const BATCH: usize = 4096;

impl Server {
    pub(crate) fn new(
        queue: Sender<Event>,
        out: Outgoing,
        facts: Arc<Facts>,
        settings: ServerSettings,
    ) -> Self {
        let database = settings.database(&facts, &[]);
        let sessions = Sessions::new(constructing::tell(&queue));
        Self {
            queue,
            out,
            pool: Pool::new(),
            phase: Phase::Uninitialized,
            client: Client::default(),
            encoding: Encoding::default(),
            facts,
            roots: Vec::new(),
            settings,
            documents: Documents::default(),
            database,
            found: FindingsStore::default(),
            index: Arc::default(),
            tokens: Arc::default(),
            checked: Arc::default(),
            publisher: Publisher::default(),
            pending: BTreeMap::new(),
            asked: HashMap::new(),
            active: Active::default(),
            refreshing: Refreshing::default(),
            last_good: LastGood::default(),
            progress: Progress::default(),
            status: Status::default(),
            sessions: Arc::new(sessions),
            constructing: Constructing::default(),
            edited_at: HashMap::new(),
            checking: BTreeSet::new(),
            watched_outside: BTreeSet::new(),
            started: false,
            tasks: 0,
            tickets: 0,
        }
    }

    /// Serves until the client is done.
    pub(crate) fn run(mut self, events: &Receiver<Event>) -> End {
        loop {
            let first = match self.wake_at() {
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => events.recv_timeout(at.saturating_duration_since(Instant::now())),
            };
            let first = match first {
                Ok(event) => Some(event),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return End::Abrupt,
            };
            let rest = std::iter::from_fn(|| events.try_recv().ok());
            for event in first.into_iter().chain(rest.take(BATCH)) {
                if let Some(end) = self.isolated(|server| server.take(event)).flatten() {
                    self.cancel_all();
                    self.sessions.end();
                    return end;
                }
            }
            self.isolated(Self::settle);
        }
    }

    /// Runs something whose panic must cost no more than what it was about.
    fn isolated<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        match catch_unwind(AssertUnwindSafe(|| run(self))) {
            Ok(value) => Some(value),
            Err(panic) => {
                self.out.log(MessageType::ERROR, &format!("panic: {}", panic_message(&*panic)));
                None
            }
        }
    }

    fn take(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Message(Incoming::Closed, _) | Event::ClientDied => return Some(End::Abrupt),
            Event::Message(message, at) => return self.message(message, at),
            Event::Done { outcome, found } => {
                self.tasks -= 1;
                self.done(outcome, found);
            }
            Event::Failed { serial, message } => {
                self.tasks -= 1;
                self.database.failed(serial);
                self.out.log(MessageType::ERROR, &format!("an analysis failed: panic: {message}"));
            }
            Event::FileChecked(path) => {
                self.checking.remove(&path);
                self.publisher.touch(path);
            }
            Event::Worked { key, result } => self.worked(key, result),
            Event::Constructing { key, token, progress } => self.constructing.note(key, token, progress),
            Event::Session(workspace, state) => self.constructing.set_state(workspace, state),
        }
        None
    }

    fn message(&mut self, message: Incoming, at: Instant) -> Option<End> {
        match message {
            Incoming::Request { id, method, params } => self.request(id, &method, params),
            Incoming::Notification { method, .. } if method == "exit" => {
                let orderly = self.phase == Phase::ShutDown;
                return Some(if orderly { End::Orderly } else { End::Abrupt });
            }
            Incoming::Notification { method, params } => self.notification(&method, params, at),
            Incoming::Response { id, result } => self.response(&id, result),
            Incoming::Malformed { id, error } => {
                note(format_args!("a malformed message: {}", error.message));
                self.out.respond(&id, Err(error));
            }
            Incoming::Closed => return Some(End::Abrupt),
        }
        None
    }

    /// Does what follows from the events that were taken: work is begun, results go out.
    fn settle(&mut self) {
        if self.phase != Phase::Running {
            return;
        }
        self.sync();
        self.update_visible();
        self.begin_tasks();
        self.publish();
        self.step_waiting();
        self.report_progress();
        self.report_constructing();
        self.report_status();
    }

    /// Whether everything that followed from what came in is done and told.
    pub(crate) fn is_idle(&self) -> bool {
        self.database.is_settled() && self.checking.is_empty() && self.publisher.is_idle()
    }

    /// Hands the text of edited documents on.
    pub(crate) fn sync(&mut self) {
        for (path, document) in self.documents.iter_mut() {
            let Some(text) = document.take_edited() else { continue };
            self.database.open(path, text);
            self.publisher.touch(path.clone());
        }
    }

    fn begin_tasks(&mut self) {
        // What is looked at never waits for a place.
        while let Some(task) = self.database.next_task(self.tasks < 2 * self.pool.size()) {
            self.tasks += 1;
            let urgent = task.configuration().is_none_or(|id| self.active.is_visible(id));
            let queue = self.queue.clone();
            let checked = Arc::clone(&self.checked);
            let serial = task.serial();
            let job = Box::new(move || {
                let event = catch_unwind(AssertUnwindSafe(|| {
                    let outcome = task.run();
                    let found =
                        outcome.analysis().map(|analysis| super::check::configuration(analysis, &checked));
                    Event::Done { outcome, found }
                }));
                let event =
                    event.unwrap_or_else(|panic| Event::Failed { serial, message: panic_message(&*panic) });
                let _ = queue.send(event);
            });
            if urgent {
                self.pool.request(job);
            } else {
                self.pool.background(job);
            }
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        let wakes = [self.publisher.wake_at(), self.progress.wake_at(), self.constructing.wake_at()];
        wakes.into_iter().flatten().min()
    }

    pub(crate) fn next_ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Asks the client something.
    pub(crate) fn ask(&mut self, what: Asked, method: &str, params: impl serde::Serialize) -> u64 {
        let id = self.next_ticket();
        self.asked.insert(id, what);
        self.out.request(id, method, params);
        id
    }

    fn response(&mut self, id: &Value, result: Result<Value, Value>) {
        let Some(what) = id.as_u64().and_then(|id| self.asked.remove(&id)) else {
            note(format_args!("an answer to no request: {id}"));
            return;
        };
        match (what, result) {
            (Asked::Settings, Ok(value)) => self.client_settings(value),
            (Asked::Progress, Ok(_)) => self.progress_created(),
            (Asked::Progress, Err(_)) => self.progress_refused(),
            (Asked::Construction(key), Ok(_)) => self.show_construction(key),
            (Asked::Other, Ok(_)) => {}
            (_, Err(error)) => {
                let message = error["message"].as_str().unwrap_or("no message").to_owned();
                note(format_args!("the client refuses a request: {message}"));
            }
        }
    }

    /// The parameters of a method, or what is wrong with them.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(mut params: Value) -> Result<T, RpcError> {
        super::uris::escape_all(&mut params);
        serde_json::from_value(params).map_err(|error| RpcError::params(error.to_string()))
    }
}
