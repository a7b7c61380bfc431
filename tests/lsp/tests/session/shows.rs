//! What an editor shows meanwhile.

use std::time::{Duration, Instant};

use lsp_tests::Client;
use serde_json::{Value, json};

use crate::project::Project;

const CONFIGURATION: &str = "\
.define: &slow !factory:slow:wait []
main: [ *slow, *slow, *slow, *slow ]
";

/// What is said of a construction, up to its end.
fn progress_of(client: &mut Client, is_of: impl Fn(&Value) -> bool) -> Vec<Value> {
    let start = Instant::now();
    let mut said: Vec<Value> = Vec::new();
    while said.last().is_none_or(|params| params["value"]["kind"] != "end") {
        assert!(start.elapsed() < Duration::from_secs(20), "it does not end: {said:?}");
        client.settle();
        said.extend(client.drain("$/progress").into_iter().filter(|params| is_of(&params["token"])));
    }
    said
}

#[test]
fn progress() {
    let project = Project::new(CONFIGURATION, "");
    project.write("slow.py", "import time\ntime.sleep(0.6)\ndef wait():\n    time.sleep(0.2)\n");
    let capabilities = json!({"window": {"workDoneProgress": true}});
    let mut client = project.client_with(&[], &capabilities);
    // That of the first check of the workspace.
    client.answer_all();
    let argument = project.argument("main", json!({}));
    let answer = client.command("forgather.materialize", argument);
    assert_eq!(answer["repr"], "[None, None, None, None]", "{answer}");
    let said =
        progress_of(&mut client, |token| token.as_str().is_some_and(|token| token.contains("constructing")));
    assert_eq!(said[0]["value"]["kind"], "begin", "{said:?}");
    assert_eq!(said.last().expect("an end")["value"]["kind"], "end", "{said:?}");
    let messages: Vec<&str> = said.iter().filter_map(|params| params["value"]["message"].as_str()).collect();
    assert!(messages.contains(&"importing slow"), "{messages:?}");
    assert!(messages.iter().any(|message| message.ends_with("calls")), "{messages:?}");
    client.finish();
}

#[test]
fn a_token_of_the_clients_own() {
    let project = Project::new("main: !call:int []\nlong: !call:time:sleep [ 1000 ]\n", "");
    let mut client = project.client();
    let argument = project.argument("main", json!({}));
    let params =
        json!({"command": "forgather.materialize", "arguments": [argument], "workDoneToken": "mine"});
    let answer = client.request("workspace/executeCommand", params);
    assert_eq!(answer["repr"], "0", "{answer}");
    let said = progress_of(&mut client, |token| token == "mine");
    let kinds: Vec<&Value> = said.iter().map(|params| &params["value"]["kind"]).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&&json!("begin")), Some(&&json!("end"))), "{kinds:?}");
    // The user may call off what is shown.
    let argument = project.argument("long", json!({}));
    let params = json!({"command": "forgather.materialize", "arguments": [argument], "workDoneToken": 7});
    let id = client.ask("workspace/executeCommand", params);
    client.notification("$/progress", &json!({"token": 7, "value": {"kind": "begin"}}));
    client.notify("window/workDoneProgress/cancel", json!({"token": 7}));
    assert_eq!(client.answer(id).expect_err("an error")["code"], -32800);
    progress_of(&mut client, |token| token == 7);
    client.finish();
}

#[test]
fn the_time_of_each_node() {
    let project = Project::new(CONFIGURATION, "");
    project.write("slow.py", "import time\ndef wait():\n    time.sleep(0.01)\n");
    let mut client = project.client();
    let answer = project.materialize_with(&mut client, "main", json!({"times": true}));
    let time = &answer["times"][0];
    assert_eq!((&time["constructor"], &time["calls"]), (&json!("slow:wait"), &json!(4)), "{answer}");
    assert_eq!(time["location"]["range"]["start"], json!({"line": 0, "character": 15}));
    let (node, all) = (time["seconds"].as_f64(), answer["seconds"].as_f64());
    assert!(node >= Some(0.04) && all >= node, "{answer}");
    assert!(project.materialize(&mut client, "main").get("times").is_none());
    client.finish();
}

#[test]
fn the_status_says_what_the_session_does() {
    let project = Project::new("main: !call:int []\n", "");
    let mut client = lsp_tests::Client::initialized(&[], &lsp_tests::uri(&project.path("../")), &json!({}));
    client.ignore("textDocument/publishDiagnostics");
    let item = json!({"uri": project.uri(), "languageId": "forgather", "version": 1, "text": "main: !call:int []\n"});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
    client.notification("forgather/status", &json!({"session": "none"}));
    project.materialize(&mut client, "main");
    client.notification("forgather/status", &json!({"session": "starting"}));
    client.notification("forgather/status", &json!({"session": "ready"}));
    client.command("forgather.restartSession", json!({}));
    client.notification("forgather/status", &json!({"session": "none"}));
    client.settle();
    client.drain("forgather/status");
    client.finish();
}
