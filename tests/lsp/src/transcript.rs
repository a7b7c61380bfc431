//! Sessions written down: what the client does, and what the server must say to it.
//!
//! A transcript is YAML: `files` of the workspace, and `steps`, each with one of these keys.
//!
//! - `request`, `params`, and `result` or `error`: a pattern that the answer must fit
//! - `notify`, `params`
//! - `receive`, `params`: a notification that must come
//! - `answer`, `params`, `result`: a request of the server's that must come, and what to answer
//! - `ignore`: notifications of a method from now on, where how many there are depends on how fast things go
//! - `write` (`path`, `text`), `rename` (`from`, `to`), `delete`: a change on disk, told to nobody
//! - `exit`: the code with which the server ends
//!
//! `$ROOT` is the uri of the workspace's folder.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::client::Client;
use crate::pattern::mismatch;
use crate::tree::uri;

/// Runs a transcript.
///
/// # Panics
/// If the server says anything else than what is written.
pub fn run(path: &Path) {
    let text = fs::read_to_string(path).expect("a transcript");
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    let text = text.replace("$ROOT", &uri(&root));
    let transcript: Value = yaml_serde::from_str(&text).expect("a transcript is YAML");
    for (name, text) in transcript["files"].as_object().expect("`files` is a mapping") {
        write(&root.join(name), text.as_str().unwrap_or_default());
    }
    let mut client = Client::start(&[]);
    for (number, step) in transcript["steps"].as_array().expect("`steps` is a list").iter().enumerate() {
        println!("{}: step {}: {step}", path.display(), number + 1);
        take(&mut client, &root, step);
    }
    client.nothing_is_left();
}

fn take(client: &mut Client, root: &Path, step: &Value) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let params = step["params"].clone();
    let any = Value::from("?");
    let pattern = step.get("params").unwrap_or(&any);
    let (key, value) = step.as_object().and_then(|step| step.iter().next()).expect("a step has a key");
    match key.as_str() {
        "request" => {
            let id = client.ask(&text(value), params);
            let (what, pattern, answer) = match (step.get("error"), client.answer(id)) {
                (Some(pattern), Err(answer)) => ("error", pattern, answer),
                (None, Ok(answer)) => ("result", step.get("result").unwrap_or(&Value::Null), answer),
                (_, answer) => panic!("the answer is {answer:?}"),
            };
            if let Some(why) = mismatch(pattern, &answer) {
                panic!("{what}{why}\nin {answer}");
            }
        }
        "notify" => client.notify(&text(value), params),
        "receive" => {
            client.notification(&text(value), pattern);
        }
        "ignore" => client.ignore(&text(value)),
        "answer" => {
            client.answer_request(&text(value), pattern, &step["result"]);
        }
        "write" => write(&root.join(text(&value["path"])), &text(&value["text"])),
        "rename" => {
            let (from, to) = (root.join(text(&value["from"])), root.join(text(&value["to"])));
            fs::rename(from, to).expect("the file can be renamed");
        }
        "delete" => fs::remove_file(root.join(text(value))).expect("the file can be deleted"),
        "exit" => {
            client.notify("exit", Value::Null);
            assert_eq!(client.end().code().map(i64::from), value.as_i64());
        }
        other => panic!("there is no step `{other}`"),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders");
    fs::write(path, text).expect("a file");
}
