//! Diagnostics on their way to the client: when they go out, each text's once.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use forgather_expand::LoadedFile;
use forgather_ide::diagnostics::{Diagnostic, Findings, finish, of_unreached_file};
use forgather_workspace::{Event as DatabaseEvent, Outcome};
use serde_json::{Value, json};

use super::convert::Convert;
use super::findings::{ByFile, Source, by_file};
use super::state::{Asked, Event, Server};

/// What went out, and what may have to.
#[derive(Debug, Default)]
pub(crate) struct Publisher {
    touched: BTreeSet<PathBuf>,
    /// Files whose diagnostics went out before all was known.
    unfinished: BTreeSet<PathBuf>,
    sent: HashMap<PathBuf, Sent>,
    wake_at: Option<Instant>,
    /// When files that are not open were last published while work went on.
    last_sweep: Option<Instant>,
    /// When the client was last told to ask again.
    last_refresh: Option<Instant>,
    refresh_wanted: bool,
}

/// What went out last for a file.
#[derive(Debug, Clone, Copy)]
struct Sent {
    hash: u64,
    version: Option<i32>,
    empty: bool,
    at: Instant,
}

/// How often what is not complete yet is published.
const INTERVAL: Duration = Duration::from_millis(100);

/// Whether the diagnostics of a file can go out.
enum Ready {
    /// Something that they need is on its way.
    NotYet,
    /// They can, later.
    At(Instant),
    /// They can; `complete` once no more will be known of this text.
    Now { complete: bool },
}

impl Publisher {
    /// Takes notice that the diagnostics of a file may have changed.
    pub(crate) fn touch(&mut self, path: PathBuf) {
        self.touched.insert(path);
    }

    /// Takes notice that all diagnostics may have changed.
    pub(crate) fn touch_all(&mut self) {
        self.touched.extend(self.sent.keys().cloned());
    }

    /// Whether everything is out.
    pub(crate) fn is_idle(&self) -> bool {
        self.touched.is_empty() && self.unfinished.is_empty()
    }

    pub(crate) fn wake_at(&self) -> Option<Instant> {
        self.wake_at
    }

    /// Forgets that a file's diagnostics went out with a document's version.
    pub(crate) fn closed(&mut self, path: &Path) {
        if let Some(sent) = self.sent.get_mut(path) {
            sent.version = None;
        }
        self.touch(path.to_owned());
    }
}

impl Server {
    /// Takes what came of a task of the database.
    pub(crate) fn done(&mut self, outcome: Outcome, found: Option<ByFile>) {
        let mut found = found;
        for event in self.database.finish(outcome) {
            match event {
                DatabaseEvent::Analysed(id, analysis) => {
                    let Some(found) = found.take() else { continue };
                    let order = (analysis.configuration.path.clone(), analysis.project.dir.clone());
                    for path in self.found.replace(Source::Configuration(id), order, found) {
                        self.publisher.touch(path);
                    }
                    for template in &analysis.expansion.templates {
                        let own = self.checked.get(template.file());
                        if own.is_none_or(|own| !own.diagnostics.is_empty()) {
                            self.publisher.touch(template.file().path.clone());
                        }
                    }
                    self.last_good.analysed(id, &analysis, self.active.is_visible(id));
                    self.preview_changed(id);
                }
                DatabaseEvent::Removed(id) => {
                    self.forget_source(Source::Configuration(id));
                    self.last_good.remove(id);
                }
                DatabaseEvent::Project(id) => {
                    let Some(project) = self.database.project(id).map(Arc::clone) else { continue };
                    let found = by_file(Findings::from(forgather_ide::diagnostics::of_project(&project)));
                    let order = (project.dir.clone(), PathBuf::new());
                    for path in self.found.replace(Source::Project(id), order, found) {
                        self.publisher.touch(path);
                    }
                    for template in &project.meta_expansion.templates {
                        self.publisher.touch(template.file().path.clone());
                    }
                    self.register_outside();
                    // Whether a document belongs to a project may be known only now.
                    for (path, _) in self.documents.iter() {
                        self.publisher.touch(path.clone());
                    }
                }
                DatabaseEvent::ProjectRemoved(id, dir) => {
                    self.forget_source(Source::Project(id));
                    self.publisher.touch(dir.join("meta.yaml"));
                }
            }
        }
        if self.database.is_settled() {
            for (path, _) in self.documents.iter() {
                self.publisher.touch(path.clone());
            }
        }
    }

    fn forget_source(&mut self, source: Source) {
        for path in self.found.remove(source) {
            self.publisher.touch(path);
        }
    }

    /// Sends what can go out.
    pub(crate) fn publish(&mut self) {
        self.publisher.wake_at = None;
        let settled = self.database.is_settled();
        if settled {
            let unfinished = std::mem::take(&mut self.publisher.unfinished);
            self.publisher.touched.extend(unfinished);
        }
        let sweep = settled || self.publisher.last_sweep.is_none_or(|last| last.elapsed() > INTERVAL * 5);
        if sweep {
            self.publisher.last_sweep = Some(Instant::now());
        }
        for path in std::mem::take(&mut self.publisher.touched) {
            match self.ready(&path, sweep) {
                Ready::NotYet => self.publisher.touch(path),
                Ready::At(at) => {
                    self.publisher.wake_at = Some(self.publisher.wake_at.map_or(at, |known| known.min(at)));
                    self.publisher.touch(path);
                }
                Ready::Now { complete } => {
                    if !complete {
                        self.publisher.unfinished.insert(path.clone());
                    }
                    self.publish_file(path, complete);
                }
            }
        }
        self.refresh();
        self.refresh_shown();
    }

    fn ready(&mut self, path: &Path, sweep: bool) -> Ready {
        let complete = self.database.is_settled_for(path);
        let Some(file) = self.serve(path) else { return Ready::Now { complete } };
        if self.checked.get(&file).is_none() {
            self.check_file(&file);
            return Ready::NotYet;
        }
        let Some(document) = self.documents.get(path) else {
            return if sweep { Ready::Now { complete } } else { Ready::At(Instant::now() + INTERVAL) };
        };
        let active = self.active.configuration_of(path, &self.database);
        if active.is_some_and(|id| !self.database.is_current(id)) {
            return Ready::NotYet;
        }
        // As long as nobody knows who uses it, only what is wrong with it by itself is news.
        let own = self.checked.get(&file).is_some_and(|own| !own.diagnostics.is_empty());
        if active.is_none() && !complete && !own {
            return Ready::At(Instant::now() + INTERVAL);
        }
        // One version goes out when its active configuration is done, and when all are; not once for each.
        let before = self.publisher.sent.get(path).filter(|sent| sent.version == Some(document.version));
        match before {
            Some(before) if !complete && before.at.elapsed() < INTERVAL => Ready::At(before.at + INTERVAL),
            _ => Ready::Now { complete },
        }
    }

    /// A file as it is now, if anything is to be said about it.
    pub(crate) fn serve(&self, path: &Path) -> Option<Arc<LoadedFile>> {
        if self.database.is_excluded(path) {
            return None;
        }
        let document = self.documents.get(path);
        let served = self.database.is_used(path)
            || self.settings.is_file(path)
            || document.is_some_and(|document| {
                document.language == "forgather" || !document.is_python() && self.database.is_template(path)
            });
        served.then(|| self.database.files().read(path).ok()).flatten()
    }

    /// Looks at a file by itself.
    fn check_file(&mut self, file: &Arc<LoadedFile>) {
        if !self.checking.insert(file.path.clone()) {
            return;
        }
        let (file, checked, queue) = (Arc::clone(file), Arc::clone(&self.checked), self.queue.clone());
        let dialect = self.database.files().dialect();
        self.pool.request(Box::new(move || {
            let path = file.path.clone();
            let panicked =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| checked.check(&file, dialect)));
            if panicked.is_err() {
                checked.give_up(&file);
            }
            let _ = queue.send(Event::FileChecked(path));
        }));
    }

    /// The diagnostics of a file, as the user wants them.
    pub(crate) fn diagnostics_of(&self, path: &Path, complete: bool) -> Vec<Diagnostic> {
        let Some(file) = self.serve(path) else { return Vec::new() };
        if self.settings.is_file(path) {
            return finish(self.settings.diagnostics(), self.settings.levels());
        }
        let own = self.checked.get(&file);
        let mut diagnostics = self.found.of_file(&file, own.as_deref(), complete);
        // What is not installed may be named in every file; it is told in those that someone looks at.
        if self.documents.get(path).is_none() {
            diagnostics.retain(|diagnostic| !diagnostic.once);
        }
        let is_template = complete && self.documents.get(path).is_some() && self.database.is_template(path);
        if is_template && !self.database.is_used(path) {
            diagnostics.extend(of_unreached_file(&file, self.database.files().dialect()));
        }
        finish(diagnostics, self.settings.levels())
    }

    /// The diagnostics of a file, as they are sent.
    pub(crate) fn items_of(&self, path: &Path, complete: bool) -> Vec<Value> {
        let convert = Convert { encoding: self.encoding, documents: &self.documents };
        self.diagnostics_of(path, complete).iter().map(|diagnostic| convert.diagnostic(diagnostic)).collect()
    }

    fn publish_file(&mut self, path: PathBuf, complete: bool) {
        let items = self.items_of(&path, complete);
        // What nobody serves has no version that could have gone out.
        let served = self.serve(&path).is_some();
        let version = self.documents.get(&path).filter(|_| served).map(|document| document.version);
        let sent = Sent { hash: hash(&items), version, empty: items.is_empty(), at: Instant::now() };
        let before = self.publisher.sent.get(&path).copied();
        let never = before.is_none_or(|before| before.empty && before.version.is_none()) && sent.empty;
        let news = before.is_none_or(|before| before.hash != sent.hash);
        if self.client.pulls_diagnostics {
            // Of an edit that it made itself the client knows.
            let own_edit = version.is_some() && before.is_some_and(|before| before.version != version);
            self.publisher.refresh_wanted |= news && !never && !own_edit;
            self.publisher.sent.insert(path, sent);
            return;
        }
        let new_version = version.is_some() && before.is_none_or(|before| before.version != version);
        if (news && !never) || new_version {
            let convert = Convert { encoding: self.encoding, documents: &self.documents };
            let mut params = json!({"uri": convert.uri(&path), "diagnostics": items});
            if let Some(version) = version {
                params["version"] = version.into();
            }
            self.out.notify("textDocument/publishDiagnostics", params);
            self.trace_published(&path, version, complete);
        }
        if sent.empty && version.is_none() {
            self.publisher.sent.remove(&path);
        } else {
            self.publisher.sent.insert(path, sent);
        }
    }

    /// Tells the client to ask again, if it is to and can.
    fn refresh(&mut self) {
        if !self.publisher.refresh_wanted || !self.client.refreshes_diagnostics {
            return;
        }
        let due = self.publisher.last_refresh.map_or_else(Instant::now, |last| last + INTERVAL);
        if due > Instant::now() || !self.database.is_settled() {
            let due = due.max(Instant::now() + INTERVAL / 10);
            self.publisher.wake_at = Some(self.publisher.wake_at.map_or(due, |known| known.min(due)));
            return;
        }
        self.publisher.refresh_wanted = false;
        self.publisher.last_refresh = Some(Instant::now());
        self.ask(Asked::Other, "workspace/diagnostic/refresh", Value::Null);
    }

    /// All files that have, or had, diagnostics.
    pub(crate) fn diagnosed_files(&self) -> BTreeSet<PathBuf> {
        let files = self.found.files().chain(self.publisher.sent.keys());
        files.chain(self.documents.iter().map(|(path, _)| path)).cloned().collect()
    }
}

/// What tells a list of diagnostics from another.
pub(crate) fn hash(items: &[Value]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for item in items {
        item.to_string().hash(&mut hasher);
    }
    hasher.finish()
}
