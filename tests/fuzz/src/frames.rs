//! Messages: any stream is read to its end, and what is framed is read whatever was before it.

use forgather_ls::fuzzing::{framed, read_messages};
use serde_json::json;

pub(crate) fn check(bytes: &[u8]) {
    let (good, bad) = read_messages(bytes);
    assert!(good + bad <= bytes.len(), "there are no more messages than bytes");
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "é", "params": String::from_utf8_lossy(bytes)});
    let stream = [framed(&message), framed(&message)].concat();
    assert_eq!(read_messages(&stream), (2, 0), "what is written is read");
}
