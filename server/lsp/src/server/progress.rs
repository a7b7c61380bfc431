//! `$/progress`: how far the workspace is checked.

use std::time::{Duration, Instant};

use serde_json::json;

use super::state::{Asked, Server};

/// The progress that is shown, if any.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    state: State,
    /// Since when there has been work.
    busy_since: Option<Instant>,
    reported_at: Option<Instant>,
    most: usize,
    count: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    /// The client was asked for a token.
    Asked,
    /// The client shows it.
    Shown,
}

/// Work that is done within this time is not worth a word.
const PATIENCE: Duration = Duration::from_millis(300);
const INTERVAL: Duration = Duration::from_millis(100);

impl Progress {
    pub(crate) fn wake_at(&self) -> Option<Instant> {
        (self.state == State::Idle).then_some(self.busy_since.map(|since| since + PATIENCE)).flatten()
    }

    fn token(&self) -> String {
        format!("forgather/checking/{}", self.count)
    }
}

impl Server {
    /// Tells the client how far the work has got.
    pub(crate) fn report_progress(&mut self) {
        if !self.client.shows_progress {
            return;
        }
        let left = self.database.left();
        let progress = &mut self.progress;
        if left == 0 {
            progress.busy_since = None;
            progress.most = 0;
            if progress.state == State::Shown {
                let params = json!({"token": progress.token(), "value": {"kind": "end"}});
                progress.state = State::Idle;
                self.out.notify("$/progress", params);
            }
            return;
        }
        progress.most = progress.most.max(left);
        let since = *progress.busy_since.get_or_insert_with(Instant::now);
        match progress.state {
            State::Idle if since.elapsed() >= PATIENCE || !self.started => {
                self.started = true;
                progress.state = State::Asked;
                progress.count += 1;
                let token = progress.token();
                self.ask(Asked::Progress, "window/workDoneProgress/create", json!({"token": token}));
            }
            State::Shown if progress.reported_at.is_none_or(|at| at.elapsed() >= INTERVAL) => {
                progress.reported_at = Some(Instant::now());
                let done = progress.most - left;
                let value = json!({
                    "kind": "report",
                    "message": format!("{left} left"),
                    "percentage": done * 100 / progress.most.max(1),
                });
                let params = json!({"token": progress.token(), "value": value});
                self.out.notify("$/progress", params);
            }
            _ => {}
        }
    }

    /// The client shows progress from now on.
    pub(crate) fn progress_created(&mut self) {
        self.progress.state = State::Shown;
        self.progress.reported_at = Some(Instant::now());
        let value = json!({"kind": "begin", "title": "Forgather: checking", "percentage": 0});
        self.out.notify("$/progress", json!({"token": self.progress.token(), "value": value}));
    }

    /// The client does not want to show progress.
    pub(crate) fn progress_refused(&mut self) {
        self.client.shows_progress = false;
        self.progress.state = State::Idle;
    }
}
