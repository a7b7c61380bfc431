//! Constructions under way: what their sessions do, and `$/progress` for those that take a while.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use forgather_workspace::ConfigurationId;
use serde_json::{Value, json};

use super::state::{Asked, Event, Server};
use crate::materialize::{Progress, State};

/// What is being constructed, and what the sessions do.
#[derive(Debug, Default)]
pub(crate) struct Constructing {
    under_way: BTreeMap<u64, Construction>,
    states: HashMap<PathBuf, State>,
}

#[derive(Debug)]
struct Construction {
    since: Instant,
    progress: Progress,
    shown: Shown,
    /// The client's token, or ours.
    token: Value,
    /// What was told last, and when.
    reported: Option<(Progress, Instant)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    No,
    Asked,
    Yes,
}

/// What is done within this time is not worth a word.
const PATIENCE: Duration = Duration::from_millis(300);
const INTERVAL: Duration = Duration::from_millis(100);

/// Hears what the session of a workspace does.
type Listener = Arc<dyn Fn(&Path, State) + Send + Sync>;

/// Tells the server what its sessions do.
pub(crate) fn tell(queue: &Sender<Event>) -> Listener {
    let queue = std::sync::Mutex::new(queue.clone());
    Arc::new(move |workspace: &Path, state| {
        if let Ok(queue) = queue.lock() {
            let _ = queue.send(Event::Session(workspace.to_owned(), state));
        }
    })
}

impl Constructing {
    /// Notes how far a request's construction has got.
    pub(crate) fn note(&mut self, key: u64, token: Option<Value>, progress: Progress) {
        let construction = self.under_way.entry(key).or_insert_with(|| Construction {
            since: Instant::now(),
            progress: progress.clone(),
            shown: if token.is_some() { Shown::Asked } else { Shown::No },
            token: token.unwrap_or_else(|| format!("forgather/constructing/{key}").into()),
            reported: None,
        });
        construction.progress = progress;
    }

    /// Notes what the session of a workspace does.
    pub(crate) fn set_state(&mut self, workspace: PathBuf, state: State) {
        self.states.insert(workspace, state);
    }

    pub(crate) fn wake_at(&self) -> Option<Instant> {
        self.under_way.values().filter_map(Construction::wake_at).min()
    }
}

impl Construction {
    fn wake_at(&self) -> Option<Instant> {
        match (self.shown, &self.reported) {
            (Shown::No, _) => Some(self.since + PATIENCE),
            (Shown::Yes, Some((told, at))) if *told != self.progress => Some(*at + INTERVAL),
            _ => None,
        }
    }

    /// What there is to tell by now.
    fn report(&mut self) -> Option<Value> {
        let due = self
            .reported
            .as_ref()
            .is_none_or(|(told, at)| *told != self.progress && at.elapsed() >= INTERVAL);
        if self.shown != Shown::Yes || !due {
            return None;
        }
        self.reported = Some((self.progress.clone(), Instant::now()));
        let Progress { done, total, importing } = &self.progress;
        let message = match importing {
            Some(module) => format!("importing {module}"),
            None if *total == 0 => "starting Python".to_owned(),
            // What factories need is called more than once.
            None if done > total => format!("{done} calls"),
            None => format!("{done} of {total} calls"),
        };
        let percentage = (done * 100 / total.max(&1)).min(100);
        Some(json!({"kind": "report", "message": message, "percentage": percentage, "cancellable": true}))
    }
}

impl Server {
    /// What the session of a configuration's workspace does.
    pub(crate) fn session_of(&self, id: ConfigurationId) -> State {
        let project = self.database.configuration(id).and_then(|(project, _)| self.database.project(project));
        let state = project.and_then(|project| self.constructing.states.get(&project.workspace_root));
        state.copied().unwrap_or(State::None)
    }

    /// Tells the client how far constructions have got.
    pub(crate) fn report_constructing(&mut self) {
        let over: Vec<u64> = self
            .constructing
            .under_way
            .keys()
            .filter(|key| !self.pending.contains_key(key))
            .copied()
            .collect();
        for key in over {
            let Some(construction) = self.constructing.under_way.remove(&key) else { continue };
            if construction.shown == Shown::Yes {
                self.tell_progress(&construction.token, &json!({"kind": "end"}));
            }
        }
        let mut asked = Vec::new();
        let mut given = Vec::new();
        let mut reports = Vec::new();
        for (key, construction) in &mut self.constructing.under_way {
            match construction.shown {
                Shown::No if self.client.shows_progress && construction.since.elapsed() >= PATIENCE => {
                    construction.shown = Shown::Asked;
                    asked.push((*key, construction.token.clone()));
                }
                Shown::Asked if !is_ours(&construction.token) => given.push(*key),
                _ => reports.extend(construction.report().map(|report| (construction.token.clone(), report))),
            }
        }
        for (key, token) in asked {
            self.ask(Asked::Construction(key), "window/workDoneProgress/create", json!({"token": token}));
        }
        for key in given {
            self.show_construction(key);
        }
        for (token, report) in reports {
            self.tell_progress(&token, &report);
        }
    }

    /// The client shows a construction's progress from now on.
    pub(crate) fn show_construction(&mut self, key: u64) {
        let Some(construction) = self.constructing.under_way.get_mut(&key) else { return };
        construction.shown = Shown::Yes;
        let token = construction.token.clone();
        let value = json!({
            "kind": "begin", "title": "Forgather: constructing", "percentage": 0, "cancellable": true,
        });
        self.tell_progress(&token, &value);
    }

    /// The user calls off what a token shows.
    pub(crate) fn cancel_construction(&mut self, token: &Value) {
        let mut under_way = self.constructing.under_way.iter();
        let key = under_way.find(|(_, construction)| construction.token == *token).map(|(key, _)| *key);
        if let Some(key) = key {
            self.cancel_key(key);
        }
    }

    fn tell_progress(&self, token: &Value, value: &Value) {
        self.out.notify("$/progress", json!({"token": token, "value": value}));
    }
}

fn is_ours(token: &Value) -> bool {
    token.as_str().is_some_and(|token| token.starts_with("forgather/constructing/"))
}
