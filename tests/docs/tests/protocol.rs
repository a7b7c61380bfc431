//! docs/protocol.md says all that the server offers, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use docs_tests::root;
use lsp_tests::Client;
use serde_json::{Value, json};

fn page() -> String {
    std::fs::read_to_string(root().join("docs/protocol.md")).expect("the page")
}

/// What the server says that it can do.
fn capabilities() -> Value {
    let mut client = Client::start(&[]);
    let answer =
        client.request("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    answer["capabilities"].clone()
}

#[test]
fn the_commands_of_the_server_are_those_of_the_page() {
    let capabilities = capabilities();
    let served: BTreeSet<String> = capabilities["executeCommandProvider"]["commands"]
        .as_array()
        .expect("commands")
        .iter()
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect();
    let page = page();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `forgather."));
    let told: BTreeSet<String> =
        rows.map(|row| format!("forgather.{}", row.split('`').next().unwrap_or_default())).collect();
    assert_eq!(served, told);
}

#[test]
fn what_the_page_names_is_there() {
    let names = |text: &str| -> BTreeSet<String> {
        ["forgather.", "forgather/"]
            .into_iter()
            .flat_map(|prefix| text.match_indices(prefix).map(move |(at, _)| (at, prefix)))
            .filter(|(at, _)| text[..*at].ends_with(['`', '"']))
            .filter_map(|(at, prefix)| {
                let rest = &text[at + prefix.len()..];
                let end = rest.find(|ch: char| !ch.is_ascii_alphanumeric())?;
                // A token of progress has one part more than a method.
                (!rest[end..].starts_with('/')).then(|| format!("{prefix}{}", &rest[..end]))
            })
            .collect()
    };
    let mut sources = String::new();
    read(&root().join("server/lsp/src"), &mut sources);
    let mut known = names(&sources);
    // Settings are named by their section.
    known.extend(forgather_workspace::SETTINGS.iter().map(|setting| format!("forgather.{}", setting.key)));
    let unknown: Vec<String> = names(&page()).difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "the server has none of {unknown:?}");
    // Notifications and requests of our own.
    let untold: Vec<String> = names(&sources)
        .into_iter()
        .filter(|name| name.contains('/'))
        .filter(|name| !page().contains(name))
        .collect();
    assert!(untold.is_empty(), "the page tells none of {untold:?}");
}

#[test]
fn every_capability_is_told_of() {
    // `workspaceSymbolProvider` is `workspace/symbol`, `documentFormattingProvider` is `textDocument/formatting`.
    let page = page().replace('/', "").to_lowercase();
    let capabilities = capabilities();
    let all = capabilities.as_object().expect("capabilities");
    let names = all.keys().filter_map(|key| key.strip_suffix("Provider"));
    let untold: Vec<&str> =
        names.filter(|name| !page.contains(&name.trim_start_matches("document").to_lowercase())).collect();
    assert!(untold.is_empty(), "{untold:?}");
    assert!(all.len() > 20, "{}", all.len());
}

fn read(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            read(&entry.path(), text);
        } else {
            text.push_str(&std::fs::read_to_string(entry.path()).expect("a file"));
        }
    }
}
