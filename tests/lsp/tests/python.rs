//! An interpreter of its own: what is said of what is installed for it, and of what is not.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

const MAIN: &str = "-- include 'base.yaml'\n\nb: !call:torch:device [ 1 ]\nc: !call:torch:device [ 2 ]\n";
const BASE: &str = "a: !call:torch:device [ 0 ]\n";

fn write(root: &Path, path: &str, text: &str) -> PathBuf {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    fs::write(&path, text).expect("a file");
    path
}

/// A workspace with an interpreter beside it, for which nothing is installed.
fn workspace() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    let python = write(&root, "python/bin/python3.99", "");
    fs::set_permissions(python, fs::Permissions::from_mode(0o755)).expect("permissions");
    write(&root, "python/lib/python3.99/os.py", "");
    fs::create_dir_all(root.join("python/lib/python3.99/site-packages")).expect("folders");
    write(&root, "work/forgather_workspace/.keep", "");
    write(&root, "work/meta.yaml", "name: Made up\n");
    write(&root, "work/templates/base.yaml", BASE);
    write(&root, "work/templates/configs/main.yaml", MAIN);
    (folder, root)
}

fn client(root: &Path, capabilities: &Value) -> Client {
    let python = root.join("python/bin/python3.99");
    let python = python.to_str().expect("a path");
    let mut client = Client::initialized(&["--python", python], &uri(&root.join("work")), capabilities);
    client.ignore("forgather/status");
    client
}

fn open(client: &mut Client, file: &str, text: &str) {
    let item = json!({"uri": file, "languageId": "forgather", "version": 1, "text": text});
    client.notify("textDocument/didOpen", json!({"textDocument": item}));
}

/// What is published for a file: code and line of each.
fn published(client: &mut Client, file: &str) -> Vec<String> {
    client.settle();
    let published = client.drain("textDocument/publishDiagnostics");
    let params = published.iter().find(|params| params["uri"] == file).expect("it is published");
    let diagnostics = params["diagnostics"].as_array().expect("a list").iter();
    diagnostics
        .map(|found| {
            let code = found["code"].as_str().unwrap_or_default();
            let others = found["relatedInformation"].as_array().map_or(0, Vec::len);
            format!("{code} on line {}, {others} beside", found["range"]["start"]["line"])
        })
        .collect()
}

#[test]
fn what_is_not_installed_is_told_once_in_open_documents() {
    let (_folder, root) = workspace();
    let [main, base] =
        ["configs/main.yaml", "base.yaml"].map(|file| uri(&root.join("work/templates").join(file)));
    let mut client = client(&root, &json!({}));
    open(&mut client, &main, MAIN);
    assert_eq!(published(&mut client, &main), ["unresolved-import on line 2, 1 beside"]);
    open(&mut client, &base, BASE);
    assert_eq!(published(&mut client, &base), ["unresolved-import on line 0, 1 beside"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": base}}));
    assert_eq!(published(&mut client, &base), [""; 0]);
    client.finish();
}

#[test]
fn what_is_installed_meanwhile_is_seen() {
    let (_folder, root) = workspace();
    let main = uri(&root.join("work/templates/configs/main.yaml"));
    let site = root.join("python/lib/python3.99/site-packages");
    let watches = json!({"workspace": {"didChangeWatchedFiles": {
        "dynamicRegistration": true, "relativePatternSupport": true,
    }}});
    let mut client = client(&root, &watches);
    client.answer_request("client/registerCapability", &json!({}), &Value::Null);
    open(&mut client, &main, MAIN);
    let watcher = json!({"globPattern": {"baseUri": uri(&site), "pattern": "*"}});
    let registration = json!({"registerOptions": {"watchers": [watcher]}});
    client.answer_request(
        "client/registerCapability",
        &json!({"registrations": [registration]}),
        &Value::Null,
    );
    assert_eq!(published(&mut client, &main), ["unresolved-import on line 2, 1 beside"]);
    // Told by the client.
    write(&site, "torch/__init__.py", "def device(index, kind='cpu'): ...\n");
    let created = json!({"changes": [{"uri": uri(&site.join("torch")), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", created);
    assert_eq!(published(&mut client, &main), [""; 0]);
    // Told by nobody: seen when something is saved.
    write(&site, "torch/__init__.py", "def device(): ...\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": main}}));
    assert_eq!(
        published(&mut client, &main),
        ["unknown-argument on line 2, 0 beside", "unknown-argument on line 3, 0 beside"]
    );
    client.finish();
}
