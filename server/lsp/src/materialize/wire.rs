//! What goes over the pipe, as `server/session` has it: JSON in frames that begin with their length.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::job::{Given, Want};

/// The version of these messages.
pub(super) const PROTOCOL: u32 = 1;

/// The largest message that is read: what is longer is no message.
const MAX_MESSAGE: u32 = 256 << 20;

/// What is asked of a session.
#[derive(Debug, Serialize)]
pub(super) struct Request<'a> {
    pub(super) id: u32,
    text: &'a str,
    dialect: &'a str,
    target: Option<&'a str>,
    vars: &'a [(String, Given)],
    call: Arguments<'a>,
    folder: &'a str,
    system_path: &'a [String],
    times: bool,
    repr_limit: usize,
}

#[derive(Debug, Serialize)]
struct Arguments<'a> {
    args: &'a [Given],
    kwargs: &'a [(String, Given)],
}

impl<'a> Request<'a> {
    pub(super) fn new(id: u32, want: &'a Want) -> Self {
        Self {
            id,
            text: &want.text,
            dialect: want.dialect.name(),
            target: want.target.as_deref(),
            vars: &want.vars,
            call: Arguments { args: &want.args, kwargs: &want.kwargs },
            folder: &want.folder,
            system_path: &want.system_path,
            times: want.times,
            repr_limit: want.repr_limit,
        }
    }
}

/// What a session says.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Message {
    Ready { protocol: u32, python: String },
    Progress { id: u32, done: usize, total: usize, importing: Option<String> },
    Done(Done),
}

/// A construction is at its end.
#[derive(Debug, Deserialize)]
pub(super) struct Done {
    pub(super) id: u32,
    pub(super) outcome: Outcome,
    pub(super) stale: Vec<String>,
    pub(super) threads: Vec<String>,
    pub(super) children: bool,
    pub(super) seconds: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Object(Object),
    Failure(Box<Failure>),
}

/// What an object is.
#[derive(Debug, Deserialize)]
pub(crate) struct Object {
    pub(crate) r#type: String,
    pub(crate) repr: String,
    pub(crate) truncated: bool,
    pub(crate) times: Vec<Time>,
}

/// The time that a node's calls took.
#[derive(Debug, Deserialize)]
pub(crate) struct Time {
    pub(crate) constructor: String,
    pub(crate) span: (u32, u32),
    pub(crate) calls: u32,
    pub(crate) seconds: f64,
}

/// Why there is no object.
#[derive(Debug, Deserialize)]
pub(crate) struct Failure {
    pub(crate) r#type: String,
    pub(crate) message: String,
    pub(crate) node: Option<Node>,
    pub(crate) chain: Vec<Node>,
    pub(crate) traceback: Vec<Frame>,
    pub(crate) causes: Vec<Cause>,
    pub(crate) variable: Option<String>,
    pub(crate) root_arguments: bool,
}

/// A node, by its span in the expanded text.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Node {
    pub(crate) constructor: String,
    pub(crate) span: (u32, u32),
}

/// A frame of a traceback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) function: String,
    pub(crate) text: String,
}

/// An exception that led to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cause {
    pub(crate) r#type: String,
    pub(crate) message: String,
    pub(crate) traceback: Vec<Frame>,
}

/// Writes a message.
pub(super) fn write(mut pipe: impl Write, message: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    let mut frame = (body.len() as u32).to_le_bytes().to_vec();
    frame.extend(body);
    pipe.write_all(&frame)
}

/// Reads the next message.
pub(super) fn read(mut pipe: impl Read) -> io::Result<Message> {
    let mut length = [0; 4];
    pipe.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > MAX_MESSAGE {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    let mut body = Vec::new();
    pipe.by_ref().take(u64::from(length)).read_to_end(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}
