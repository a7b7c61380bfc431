//! Everything in the order in which it was sent, however much of it there is.

use std::fs;

use lsp_tests::{Client, Random};
use serde_json::json;
use tempfile::TempDir;

const EDITS: usize = 5_000;

#[test]
fn five_thousand_changes_among_requests() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("the folder is there");
    let file = root.join("project/templates/configs/main.yaml");
    fs::create_dir_all(root.join("forgather_workspace")).expect("a folder");
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(root.join("project/meta.yaml"), "name: Made up\n").expect("a file");
    let mut text = "a: 1\n".to_owned();
    fs::write(&file, &text).expect("a file");
    let uri = lsp_tests::uri(&file);
    let mut client = Client::initialized(&[], &lsp_tests::uri(&root), &json!({}));
    client.ignore("forgather/status");
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri, "languageId": "forgather", "version": 0, "text": text}}),
    );
    let mut random = Random::new(1);
    let mut asked = Vec::new();
    for version in 1..=EDITS {
        // All on one line, so that an edit out of order lands elsewhere.
        let at = random.below(text.len() - 4) + 3;
        let end = if text.len() > 200 { (at + random.below(3)).min(text.len() - 1) } else { at };
        let letter = random.one_of(&["1", "2", "#", "*", "{{", "}}", "&", " ", "%"]);
        text.replace_range(at..end, letter);
        let range = json!({"start": {"line": 0, "character": at}, "end": {"line": 0, "character": end}});
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": range, "text": letter}],
            }),
        );
        let argument = json!({"uri": uri});
        let position = json!({"line": 0, "character": 3});
        match version % 10 {
            1 => asked.push((client.ask("workspace/executeCommand",
                json!({"command": "forgather.previewExpandedConfig", "arguments": [argument]})), None)),
            4 => asked.push((client.ask("workspace/executeCommand",
                json!({"command": "forgather.sourceAt", "arguments": [{"uri": uri, "position": position}]})), None)),
            7 => {
                let command = json!({"command": "forgather.debug.text", "arguments": [argument]});
                asked.push((client.ask("workspace/executeCommand", command), Some(text.clone())));
            }
            9 => {
                let id = client.ask("workspace/executeCommand",
                    json!({"command": "forgather.listTargets", "arguments": [argument]}));
                client.notify("$/cancelRequest", json!({"id": id}));
                asked.push((id, None));
            }
            _ => {}
        }
    }
    let answer = client.command("forgather.debug.text", json!({"uri": uri}));
    assert_eq!(answer["text"], text.as_str());
    let mut failed = Vec::new();
    for (id, expected) in asked {
        match (client.answer(id), expected) {
            // A request sees what was sent before it, and nothing of what came after.
            (answer, Some(expected)) => assert_eq!(answer.expect("a text")["text"], expected.as_str()),
            (Ok(_), None) => {}
            (Err(error), None) => failed.push(error["code"].as_i64().unwrap_or_default()),
        }
    }
    // Cancelled, or told to ask again: no other error.
    assert!(failed.iter().all(|code| [-32800, -32801].contains(code)), "{failed:?}");
    client.settle();
    let published = client.drain("textDocument/publishDiagnostics");
    let versions: Vec<u64> = published.iter().filter_map(|params| params["version"].as_u64()).collect();
    assert!(versions.is_sorted(), "diagnostics come in order: {versions:?}");
    assert_eq!(versions.last(), Some(&(EDITS as u64)));
    client.finish();
}
