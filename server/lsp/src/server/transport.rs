//! JSON-RPC messages in frames with a `Content-Length`, over a pair of streams.
//!
//! A thread reads and sends each message into the owner's queue before it reads the next: that queue is unbounded and
//! is the only order that there is. Another thread writes from an unbounded queue, so that nothing ever waits for a
//! client that does not read.

use std::io::{self, BufRead, Write};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use serde_json::{Value, json};

/// A message's id, as the client chose it: a number or a string.
pub(crate) type Id = Value;

/// What came in.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A request, which must be answered once.
    Request { id: Id, method: String, params: Value },
    /// A notification, which must not be answered.
    Notification { method: String, params: Value },
    /// The answer to a request of ours: a result, or an error.
    Response { id: Id, result: Result<Value, Value> },
    /// Something that is no message, with the id and the error to answer it with.
    Malformed { id: Id, error: RpcError },
    /// The stream is at its end.
    Closed,
}

/// An error as JSON-RPC has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RpcError {
    pub(crate) code: i32,
    pub(crate) message: String,
}

impl RpcError {
    pub(crate) const PARSE: i32 = -32700;
    pub(crate) const INVALID_REQUEST: i32 = -32600;
    pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
    pub(crate) const INVALID_PARAMS: i32 = -32602;
    pub(crate) const INTERNAL: i32 = -32603;
    pub(crate) const NOT_INITIALIZED: i32 = -32002;
    pub(crate) const FAILED: i32 = -32803;
    pub(crate) const CONTENT_MODIFIED: i32 = -32801;
    pub(crate) const CANCELLED: i32 = -32800;

    pub(crate) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The parameters are not what they should be.
    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    /// What was asked for cannot be done, by no fault of the request's form.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Self::FAILED, message)
    }
}

/// The largest message that is read: a frame that claims more is no frame.
const MAX_MESSAGE: usize = 256 << 20;

/// Reads messages until the stream ends.
pub(crate) fn read_all<E>(
    mut input: impl BufRead,
    queue: &Sender<E>,
    mut event: impl FnMut(Incoming, Instant) -> E,
) {
    loop {
        let incoming = match read_frame(&mut input) {
            Ok(Some(body)) => decode(&body),
            Ok(None) | Err(_) => Incoming::Closed,
        };
        let closed = matches!(incoming, Incoming::Closed);
        if queue.send(event(incoming, Instant::now())).is_err() || closed {
            return;
        }
    }
}

/// The body of the next frame; none at the end of the stream. What is before a `Content-Length` is passed over, so that
/// the stream finds itself again after a frame that was none.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length: Option<usize> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line without an end may be endless.
        let mut limited = io::Read::take(&mut *input, 1 << 16);
        if limited.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        // Garbage before a header is on the header's line where it has no line end of its own.
        if let Some(at) = text.to_ascii_lowercase().rfind("content-length:") {
            let value = text.get(at + "content-length:".len()..).unwrap_or_default();
            length = value.trim().parse().ok().filter(|length| *length <= MAX_MESSAGE);
        } else if text.trim().is_empty()
            && let Some(length) = length.take()
        {
            let mut body = vec![0; length];
            io::Read::read_exact(input, &mut body)?;
            return Ok(Some(body));
        }
    }
}

/// What a frame's body says.
fn decode(body: &[u8]) -> Incoming {
    let malformed = |id: Id, code: i32, message: String| {
        let error = RpcError::new(code, message);
        Incoming::Malformed { id, error }
    };
    let mut message: Value = match serde_json::from_slice(body) {
        Ok(message) => message,
        Err(error) => return malformed(Value::Null, RpcError::PARSE, format!("this is no JSON: {error}")),
    };
    let Some(fields) = message.as_object_mut() else {
        let what =
            if message.is_array() { "batches of messages are not served" } else { "a message is an object" };
        return malformed(Value::Null, RpcError::INVALID_REQUEST, what.to_owned());
    };
    let id = fields.remove("id");
    let answer_to = id.clone().filter(|id| id.is_number() || id.is_string()).unwrap_or_default();
    if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return malformed(answer_to, RpcError::INVALID_REQUEST, "`jsonrpc` must be \"2.0\"".to_owned());
    }
    let params = fields.remove("params").unwrap_or_default();
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), None) => Incoming::Notification { method, params },
        (Some(Value::String(method)), Some(id)) if id.is_number() || id.is_string() => {
            Incoming::Request { id, method, params }
        }
        (None, Some(id)) if fields.contains_key("result") || fields.contains_key("error") => {
            let result = match fields.remove("error") {
                Some(error) if !error.is_null() => Err(error),
                _ => Ok(fields.remove("result").unwrap_or_default()),
            };
            Incoming::Response { id, result }
        }
        (Some(Value::String(_)), Some(_)) => {
            malformed(Value::Null, RpcError::INVALID_REQUEST, "`id` must be a number or a string".to_owned())
        }
        _ => malformed(answer_to, RpcError::INVALID_REQUEST, "`method` must be a string".to_owned()),
    }
}

/// Writes messages until the queue's last sender is gone or the stream is closed.
pub(crate) fn write_all(mut output: impl Write, queue: &Receiver<Value>) {
    let mut frames = Vec::new();
    while let Ok(message) = queue.recv() {
        frames.clear();
        frame(&mut frames, &message);
        // What has gathered meanwhile goes in one write.
        while frames.len() < 1 << 16
            && let Ok(message) = queue.try_recv()
        {
            frame(&mut frames, &message);
        }
        if output.write_all(&frames).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

pub(crate) fn frame(out: &mut Vec<u8>, message: &Value) {
    let body = message.to_string();
    out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    out.extend_from_slice(body.as_bytes());
}

/// A response, as it is sent.
pub(crate) fn response(id: &Id, result: Result<Value, RpcError>) -> Value {
    match result {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(RpcError { code, message }) => {
            json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
        }
    }
}

/// A notification, as it is sent.
pub(crate) fn notification(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A request, as it is sent.
pub(crate) fn request(id: u64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(text: &str) -> Vec<String> {
        let mut input = text.as_bytes();
        std::iter::from_fn(|| read_frame(&mut input).ok().flatten())
            .map(|body| String::from_utf8(body).expect("text"))
            .collect()
    }

    #[test]
    fn frames_with_any_headers() {
        let text = "Content-Type: x\r\ncontent-length: 2\r\n\r\n{}Content-Length: 1\n\n5";
        assert_eq!(frames(text), ["{}", "5"]);
    }

    #[test]
    fn the_stream_finds_itself_again() {
        assert_eq!(frames("garbage\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(frames("Content-Length: -4\r\n\r\nxContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(frames("Content-Length: 99999999999999\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(frames("Content-Length: 9\r\n\r\nshort"), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_message_says_why() {
        for (body, id, code) in [
            ("{", Value::Null, RpcError::PARSE),
            ("[]", Value::Null, RpcError::INVALID_REQUEST),
            (r#"{"jsonrpc": "1.0", "id": 4, "method": "x"}"#, json!(4), RpcError::INVALID_REQUEST),
            (r#"{"jsonrpc": "2.0", "id": "a", "method": 5}"#, json!("a"), RpcError::INVALID_REQUEST),
            (r#"{"jsonrpc": "2.0", "id": [1], "method": "x"}"#, Value::Null, RpcError::INVALID_REQUEST),
            (r#"{"jsonrpc": "2.0"}"#, Value::Null, RpcError::INVALID_REQUEST),
        ] {
            let Incoming::Malformed { id: found, error } = decode(body.as_bytes()) else { panic!("{body}") };
            assert_eq!((found, error.code), (id, code), "{body}");
        }
    }
}
