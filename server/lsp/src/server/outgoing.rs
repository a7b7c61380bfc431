//! What the server says: answers, notifications, requests of its own, and its log.

use std::io::Write as _;
use std::sync::mpsc::Sender;

use ls_types::MessageType;
use serde::Serialize;
use serde_json::{Value, json};

use super::transport::{self, Id, RpcError};

/// The way to the client. Sending never waits.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    queue: Sender<Value>,
}

impl Outgoing {
    pub(crate) fn new(queue: Sender<Value>) -> Self {
        Self { queue }
    }

    pub(crate) fn respond(&self, id: &Id, result: Result<Value, RpcError>) {
        // A client that is gone needs no answer.
        let _ = self.queue.send(transport::response(id, result));
    }

    pub(crate) fn notify(&self, method: &str, params: impl Serialize) {
        let _ = self.queue.send(transport::notification(method, &to_value(params)));
    }

    pub(crate) fn request(&self, id: u64, method: &str, params: impl Serialize) {
        let _ = self.queue.send(transport::request(id, method, &to_value(params)));
    }

    /// Says something to whoever reads the log: on standard error, and in the client's.
    pub(crate) fn log(&self, kind: MessageType, message: &str) {
        note(format_args!("{message}"));
        self.notify("window/logMessage", json!({"type": kind, "message": message}));
    }
}

/// Says something on standard error, which may be read by nobody any more.
pub(crate) fn note(message: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "forgather-ls: {message}");
}

/// Our own messages are made of strings, numbers, lists and maps with strings as keys: they are all JSON.
pub(crate) fn to_value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
