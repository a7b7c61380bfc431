//! All sessions: one for each workspace and interpreter.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::answer::{Answer, End};
use super::job::Job;
use super::session::{Handle, State};

/// Whom to tell what sessions do: the workspace, and what its session does.
pub(crate) type Tell = Arc<dyn Fn(&Path, State) + Send + Sync>;

/// The sessions. When they are dropped, so are their processes.
pub(crate) struct Sessions {
    tell: Tell,
    handles: Mutex<HashMap<Key, Handle>>,
}

/// The workspace, and the interpreter.
type Key = (PathBuf, PathBuf);

impl Sessions {
    pub(crate) fn new(tell: Tell) -> Self {
        Self { tell, handles: Mutex::default() }
    }

    /// Has a job done in a workspace's session, which is made if it is not there.
    pub(crate) fn begin(&self, workspace: &Path, executable: &Path, job: Job) {
        let key = (workspace.to_owned(), executable.to_owned());
        let mut handles = self.lock();
        if !handles.contains_key(&key) {
            let (tell, workspace) = (Arc::clone(&self.tell), workspace.to_owned());
            match Handle::new(executable.to_owned(), move |state| tell(&workspace, state)) {
                Ok(handle) => _ = handles.insert(key.clone(), handle),
                Err(error) => {
                    drop(handles);
                    let end = End::NotStarted(format!("there is no thread for a session: {error}"));
                    return (job.reply)(Answer::nothing(end));
                }
            }
        }
        if let Some(handle) = handles.get(&key) {
            handle.begin(job);
        }
    }

    /// Ends the processes of a workspace's sessions, or of all; the next job starts others. Gives how many there are.
    pub(crate) fn restart(&self, workspace: Option<&Path>) -> usize {
        let handles = self.lock();
        let chosen = handles.iter().filter(|((known, _), _)| workspace.is_none_or(|wanted| wanted == known));
        chosen.map(|(_, handle)| handle.restart()).count()
    }

    /// Ends all sessions, and waits until they have ended.
    pub(crate) fn end(&self) {
        let handles = std::mem::take(&mut *self.lock());
        drop(handles);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Handle>> {
        self.handles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
