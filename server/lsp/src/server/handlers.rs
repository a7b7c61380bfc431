//! Which method does what.

use std::time::Instant;

use ls_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::documents::Document;
use super::outgoing::note;
use super::requests::{Handler, Step};
use super::state::{Phase, Server};
use super::transport::{Id, RpcError};
use super::{commands, features, uris};

impl Server {
    /// Answers a request, or begins to.
    pub(crate) fn request(&mut self, id: Id, method: &str, params: Value) {
        let refused = match (self.phase, method) {
            (Phase::Uninitialized, "initialize") | (Phase::Running, _) => None,
            (Phase::Uninitialized, _) => {
                Some(RpcError::new(RpcError::NOT_INITIALIZED, "the first request must be `initialize`"))
            }
            // Nothing is known before `initialized`, but there is no harm in asking.
            (Phase::Initializing, _) => None,
            (Phase::ShutDown, _) => Some(RpcError::new(
                RpcError::INVALID_REQUEST,
                "the server was shut down; only `exit` is left",
            )),
        };
        if let Some(error) = refused {
            self.out.respond(&id, Err(error));
            return;
        }
        // A request is about the documents as they were when it was sent.
        self.sync();
        let handler: Handler = match method {
            "initialize" => {
                let result = self.initialize(params);
                return self.out.respond(&id, result);
            }
            "shutdown" => {
                self.phase = Phase::ShutDown;
                self.cancel_all();
                return self.out.respond(&id, Ok(Value::Null));
            }
            "textDocument/diagnostic" => Self::pull(params),
            "workspace/diagnostic" => Self::pull_workspace(&params),
            "workspace/executeCommand" => commands::execute(params),
            "workspace/textDocumentContent" => commands::preview::content(params),
            _ => match features::of_method(method) {
                Some(feature) => features::handler(feature, params),
                None => {
                    let message = format!("`{method}` is not served");
                    return self.out.respond(&id, Err(RpcError::new(RpcError::METHOD_NOT_FOUND, message)));
                }
            },
        };
        self.start(id, method, handler);
    }

    /// Takes a notification.
    pub(crate) fn notification(&mut self, method: &str, params: Value, at: Instant) {
        match (self.phase, method) {
            (_, "$/cancelRequest") => return self.cancel(&params["id"]),
            (_, "window/workDoneProgress/cancel") => return self.cancel_construction(&params["token"]),
            (_, "$/setTrace") => {
                self.status.traces = params["value"] == "verbose";
                return;
            }
            (Phase::Initializing, "initialized") => return self.initialized(),
            (Phase::Running, _) => {}
            // Documents that are opened too early are documents still.
            (Phase::Initializing, _) => {}
            _ => {
                note(format_args!("`{method}` is ignored: the server is not running"));
                return;
            }
        }
        let did_change = |server: &mut Self, params| server.did_change(params, at);
        match method {
            "textDocument/didOpen" => self.with(method, params, Self::did_open),
            "textDocument/didChange" => self.with(method, params, did_change),
            "textDocument/didClose" => self.with(method, params, |server, params| server.did_close(&params)),
            "textDocument/didSave" => self.with(method, params, |server, params| server.did_save(&params)),
            "workspace/didChangeWatchedFiles" => self.with(method, params, Self::watched),
            "workspace/didChangeWorkspaceFolders" => {
                self.with(method, params, |server, params| server.folders_changed(&params));
            }
            "workspace/didChangeConfiguration" => self.pushed_settings(&params["settings"]),
            _ => {}
        }
    }

    fn with<T: DeserializeOwned>(&mut self, method: &str, params: Value, run: impl FnOnce(&mut Self, T)) {
        match Self::parse(params) {
            Ok(params) => run(self, params),
            Err(error) => note(format_args!("`{method}` is ignored: {}", error.message)),
        }
    }

    fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let Some(path) = uris::to_path(&item.uri) else { return };
        // Opened twice: the text that came last is the text.
        let document = Document::new(item.uri, item.language_id, item.version, &item.text);
        if !document.is_python() {
            self.active.look_at(&path);
        }
        self.documents.insert(path.clone(), document);
        if self.is_settings_file(&path) {
            self.reload_settings_file();
        }
    }

    fn did_change(&mut self, params: DidChangeTextDocumentParams, at: Instant) {
        let Some(path) = uris::to_path(&params.text_document.uri) else { return };
        let encoding = self.encoding;
        let Some(document) = self.documents.get_mut(&path) else {
            note(format_args!("a change to `{}`, which is not open, is ignored", path.display()));
            return;
        };
        document.change(params.text_document.version, params.content_changes, encoding);
        if !document.is_python() {
            self.active.look_at(&path);
        }
        if self.is_settings_file(&path) {
            self.reload_settings_file();
        }
        self.edited_at.entry(path).or_insert(at);
    }

    fn did_close(&mut self, params: &DidCloseTextDocumentParams) {
        let Some(path) = uris::to_path(&params.text_document.uri) else { return };
        if self.documents.remove(&path).is_none() {
            return;
        }
        self.database.close(&path);
        self.active.forget(&path);
        self.tokens.forget(&path);
        self.edited_at.remove(&path);
        self.publisher.closed(&path);
        if self.is_settings_file(&path) {
            self.reload_settings_file();
        }
    }

    fn did_save(&mut self, params: &DidSaveTextDocumentParams) {
        let Some(path) = uris::to_path(&params.text_document.uri) else { return };
        if self.is_settings_file(&path) {
            self.reload_settings_file();
        }
        self.database.saved(&path);
    }

    /// A handler that knows its answer.
    pub(crate) fn known(answer: Result<Value, RpcError>) -> Handler {
        Box::new(move |_| Step::Answer(answer.clone()))
    }
}
