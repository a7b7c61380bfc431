//! What no client should do, and some do.

use std::fs;
use std::path::{Path, PathBuf};

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A workspace whose names are odd, and the configuration in it.
fn workspace() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    let file = root.join("a b/ü 100%/templates/configs/größe [1].yaml");
    fs::create_dir_all(root.join("forgather_workspace")).expect("a folder");
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(root.join("a b/ü 100%/meta.yaml"), "name: Odd\n").expect("a file");
    fs::write(&file, "a: 1\n").expect("a file");
    (folder, file)
}

fn client(folder: &TempDir) -> Client {
    let root = folder.path().canonicalize().expect("the folder is there");
    let mut client = Client::initialized(&[], &uri(&root), &json!({}));
    client.ignore("forgather/status");
    client
}

fn open(client: &mut Client, uri: &str, version: i32, text: &str) {
    let item = json!({"uri": uri, "languageId": "forgather", "version": version, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
}

fn text(client: &mut Client, uri: &str) -> Value {
    client.command("forgather.debug.text", json!({"uri": uri}))["text"].take()
}

fn published(client: &mut Client, uri: &str, version: i32) -> Value {
    client.notification("textDocument/publishDiagnostics", &json!({"uri": uri, "version": version}))["diagnostics"].take()
}

#[test]
fn uris_of_every_kind() {
    let (folder, file) = workspace();
    let mut client = client(&folder);
    let escaped = uri(&file);
    open(&mut client, &escaped, 1, "a: *b\n");
    assert_eq!(published(&mut client, &escaped, 1)[0]["code"], "undefined-alias");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": escaped}}));
    client.notification("textDocument/publishDiagnostics", &json!({"uri": escaped, "diagnostics": []}));
    // Blanks, percent signs and letters as they are: the same file.
    let bare = format!("file://{}", file.display());
    open(&mut client, &bare, 7, "a: *b\n");
    let spelled =
        client.notification("textDocument/publishDiagnostics", &json!({"version": 7}))["uri"].take();
    let preview = client.command("forgather.previewExpandedConfig", json!({"uri": bare}));
    assert_eq!(preview["text"], "a: *b");
    let again = client.command("forgather.previewExpandedConfig", json!({"uri": preview["uri"]}));
    assert_eq!(again["text"], preview["text"], "{spelled}");
    // None of a file.
    for odd in
        ["untitled:Untitled-1", "file:relative.yaml", "nonsense", "", "file:///%zz", "git:/a/b.yaml?x#y"]
    {
        open(&mut client, odd, 1, "a: *b\n");
        let error = client.command_error("forgather.previewExpandedConfig", json!({"uri": odd}));
        assert!(error["code"].as_i64().is_some_and(|code| code < 0), "{odd}: {error}");
    }
    client.settle();
    for params in client.drain("textDocument/publishDiagnostics") {
        assert_eq!(params["uri"], "file:///%25zz", "{params}");
    }
    client.finish();
}

#[test]
fn edits_out_of_range_and_documents_opened_twice() {
    let (folder, file) = workspace();
    let mut client = client(&folder);
    let uri = uri(&file);
    let change = |client: &mut Client, version: i32, changes: Value| {
        let document = json!({"uri": uri, "version": version});
        client.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    };
    let range = |a: u64, b: u64, c: u64, d: u64| json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
    // Before it is open.
    change(&mut client, 1, json!([{"text": "nowhere"}]));
    assert_eq!(text(&mut client, &uri), Value::Null);
    open(&mut client, &uri, 1, "a: 1\n");
    open(&mut client, &uri, 5, "b: 2\r\n");
    assert_eq!(text(&mut client, &uri), "b: 2\r\n");
    change(&mut client, 6, json!([{"range": range(90, 90, 91, 4_000_000_000), "text": "c: 𝄞\r\n"}]));
    change(
        &mut client,
        7,
        json!([{"range": range(0, 99, 0, 99), "text": "5"}, {"range": range(1, 4, 1, 4), "text": "!"}]),
    );
    assert_eq!(text(&mut client, &uri), "b: 25\r\nc: !𝄞\r\n");
    // Several ranges at once, and the wrong way round.
    change(
        &mut client,
        8,
        json!([{"range": range(1, 0, 0, 0), "text": ""}, {"range": range(0, 0, 0, 1), "text": "d"}]),
    );
    assert_eq!(text(&mut client, &uri), "d: !𝄞\r\n");
    // What cannot be read changes nothing.
    change(&mut client, 9, json!([{"range": {"start": 5}, "text": ""}]));
    change(&mut client, 9, json!("x"));
    assert_eq!(text(&mut client, &uri), "d: !𝄞\r\n");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(text(&mut client, &uri), Value::Null);
    client.settle();
    client.drain("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn what_is_no_message_is_answered_and_survived() {
    let (folder, _) = workspace();
    let mut client = client(&folder);
    for (body, code) in [
        ("{\"jsonrpc\": \"2.0\", \"method\": ", -32700),
        ("\u{1}\u{2}", -32700),
        ("[]", -32600),
        ("17", -32600),
        ("{}", -32600),
        ("{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"x\"}", -32600),
    ] {
        client.send_body(body);
        assert_eq!(client.stray_error()["code"], code, "{body}");
    }
    client.send_raw(b"Content-Length: 3\r\n\r\n\xff\xfe\xfd");
    assert_eq!(client.stray_error()["code"], -32700);
    client.send_raw(b"nonsense\r\n\r\nContent-Length: many\r\n\r\n");
    client.send_raw(
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\nX: y\r\n\r\n[]",
    );
    assert_eq!(client.stray_error()["code"], -32600);
    // Answers to nothing, and notifications that nobody knows.
    client.send_body("{\"jsonrpc\": \"2.0\", \"id\": 99, \"result\": null}");
    client.send_body("{\"jsonrpc\": \"2.0\", \"id\": null, \"error\": {\"code\": 1, \"message\": \"\"}}");
    client.notify("textDocument/didNothing", json!({}));
    client.notify("$/whatever", Value::Null);
    client.notify("$/cancelRequest", json!({"id": 4711}));
    for (method, params, code) in [
        ("textDocument/nothing", json!({}), -32601),
        ("initialize", json!({}), -32600),
        ("textDocument/diagnostic", json!({}), -32602),
        ("textDocument/diagnostic", json!([1, 2]), -32602),
        ("workspace/executeCommand", json!({}), -32602),
        ("workspace/executeCommand", json!({"command": "forgather.showGraph"}), -32602),
        ("workspace/executeCommand", json!({"command": "forgather.showGraph", "arguments": [1, 2]}), -32602),
        ("workspace/executeCommand", json!({"command": "forgather.showGraph", "arguments": ["x"]}), -32602),
        ("workspace/executeCommand", json!({"command": "forgather.materialize", "arguments": [{}]}), -32602),
        ("workspace/textDocumentContent", json!({}), -32602),
    ] {
        let id = client.ask(method, params.clone());
        let error = client.answer(id).expect_err("an error");
        assert_eq!(error["code"], code, "{method} {params}: {error}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    client.finish();
}

#[test]
fn nothing_is_served_before_initialize() {
    let mut client = Client::start(&[]);
    open(&mut client, "file:///a.yaml", 1, "a: *b\n");
    for method in ["shutdown", "textDocument/diagnostic", "workspace/executeCommand"] {
        let id = client.ask(method, json!({}));
        assert_eq!(client.answer(id).expect_err("an error")["code"], -32002, "{method}");
    }
    client.request("initialize", json!({"capabilities": {}}));
    client.notify("initialized", json!({}));
    client.finish();
}

#[test]
fn a_panic_costs_its_request_only() {
    let (folder, file) = workspace();
    let mut client = client(&folder);
    open(&mut client, &uri(&file), 1, "a: 1\n");
    for command in ["panic", "panicInWork"] {
        let error = client.command_error(&format!("forgather.debug.{command}"), json!({}));
        assert_eq!(error["code"], -32603);
        client.notification("window/logMessage", &json!({"type": 1}));
    }
    let preview = client.command("forgather.previewExpandedConfig", json!({"uri": uri(&file)}));
    assert_eq!(preview["text"], "a: 1");
    assert_eq!(published(&mut client, &uri(&file), 1), json!([]));
    client.finish();
}

#[test]
fn cancelled_work_stops() {
    let (folder, _) = workspace();
    let mut client = client(&folder);
    let file = folder.path().join("told");
    let argument = json!({"file": file});
    let id = client
        .ask("workspace/executeCommand", json!({"command": "forgather.debug.work", "arguments": [argument]}));
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer(id).expect_err("an error")["code"], -32800);
    // Work that had not begun leaves nothing behind.
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(1) && !file.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_ne!(fs::read_to_string(&file).unwrap_or_default(), "done");
    client.finish();
}

#[test]
fn the_server_never_outlives_its_client() {
    // `exit` without `shutdown`
    let (folder, _) = workspace();
    let mut first = client(&folder);
    first.notify("exit", Value::Null);
    assert_eq!(first.end().code(), Some(1));
    first.nothing_is_left();
    // A closed stream, while work is under way.
    let mut second = client(&folder);
    let argument = json!({"file": folder.path().join("told")});
    second
        .ask("workspace/executeCommand", json!({"command": "forgather.debug.work", "arguments": [argument]}));
    second.close_input();
    assert_eq!(second.end().code(), Some(1));
}

#[test]
#[cfg(unix)]
fn the_server_ends_when_the_process_that_started_it_does() {
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().expect("a process");
    let mut client = Client::start(&[]);
    client.request("initialize", json!({"processId": editor.id(), "capabilities": {}}));
    client.notify("initialized", json!({}));
    editor.kill().expect("it is ours");
    editor.wait().expect("it is ours");
    assert_eq!(client.end().code(), Some(1));
}

#[test]
fn nobody_need_read_what_is_said_on_standard_error() {
    let mut client = Client::start_unread();
    client.initialize("file:///nowhere/at/all", &json!({}));
    client.ignore("forgather/status");
    for version in 2..5 {
        let document = json!({"uri": "file:///nowhere/at/all.yaml", "version": version});
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [{"text": ""}]}),
        );
    }
    client.settle();
    client.finish();
}

#[test]
fn the_settings_of_a_workspace_hold_in_a_folder_of_it() {
    let (folder, file) = workspace();
    let root = Path::new(&folder.path().canonicalize().expect("a folder")).to_owned();
    fs::write(
        root.join(".forgather-ls.yaml"),
        "rules:\n  undefined-alias: off\n  undefined-variable: warning\n",
    )
    .expect("a file");
    fs::write(&file, "a: *b\nc: {{ d }}\n").expect("a file");
    let project = file.ancestors().nth(3).expect("the project").to_owned();
    let mut client = Client::initialized(&[], &uri(&project), &json!({}));
    client.ignore("forgather/status");
    let diagnostics = client.notification("textDocument/publishDiagnostics", &json!({"uri": uri(&file)}));
    let found = diagnostics["diagnostics"].as_array().expect("a list").iter();
    let found: Vec<String> = found.map(|found| format!("{} {}", found["code"], found["severity"])).collect();
    assert_eq!(found, ["\"undefined-variable\" 2"]);
    client.finish();
}

#[test]
fn python_below_a_search_folder_is_no_template() {
    let (folder, file) = workspace();
    let root = Path::new(&folder.path().canonicalize().expect("a folder")).to_owned();
    let project = file.ancestors().nth(3).expect("the project").to_owned();
    fs::write(project.join("meta.yaml"), "name: P\nsearchdir: [templates, .]\n").expect("a file");
    let mut client = Client::initialized(&[], &uri(&root), &json!({}));
    client.ignore("forgather/status");
    let python = uri(&project.join("model.py"));
    let item = json!({"uri": python, "languageId": "python", "version": 1, "text": "x = '{% if'\n"});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
    client.settle();
    let published = client.drain("textDocument/publishDiagnostics");
    let said = published.iter().filter(|said| said["uri"] == python.as_str());
    assert!(said.clone().all(|said| said["diagnostics"] == json!([])), "{published:#?}");
    client.finish();
}

#[test]
fn folders_come_and_go() {
    let (folder, file) = workspace();
    let mut client = Client::initialized(&[], "file:///nowhere/at/all", &json!({}));
    client.ignore("forgather/status");
    client.settle();
    let root = Path::new(&folder.path().canonicalize().expect("a folder")).to_owned();
    fs::write(&file, "a: *b\n").expect("a file");
    let entry = json!({"uri": uri(&root), "name": "w"});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [entry], "removed": []}}));
    let diagnostics = client.notification("textDocument/publishDiagnostics", &json!({"uri": uri(&file)}));
    assert_eq!(diagnostics["diagnostics"][0]["code"], "undefined-alias");
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [], "removed": [entry]}}));
    client.notification("textDocument/publishDiagnostics", &json!({"uri": uri(&file), "diagnostics": []}));
    client.finish();
}
