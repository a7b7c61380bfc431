//! Documents of a corpus that somebody edits, and what a fresh start says of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Client, Random, uri};

/// What people type, and half of what they type.
const SNIPPETS: [&str; 22] = [
    "{{ ",
    " }}",
    "{% if x %}",
    "-- endblock\n",
    "-- block body\n",
    "-- include 'nothing.yaml'\n",
    "\n",
    "    ",
    "é𝄞",
    "&a ",
    "*a ",
    "!call:os:getcwd ",
    "!var x",
    "# comment\n",
    "## comment\n",
    "name: value\n",
    "- item\n",
    "'",
    "\"",
    "{",
    "\r\n",
    "\n#---- sub.template ----\n",
];

/// An open document as its client has it.
#[derive(Debug)]
pub struct Document {
    /// Its file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The number of that text.
    pub version: i32,
    /// The texts before, for undo.
    before: Vec<String>,
}

/// Some configurations, and some of the templates that most of them use.
///
/// # Panics
/// If a file cannot be read.
pub fn chosen(tree: &Path, count: usize, random: &mut Random) -> Vec<Document> {
    let mut paths = Vec::new();
    find(tree, &mut paths);
    paths.sort();
    let (configurations, others): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| path.to_string_lossy().contains("/configs/"));
    let base: Vec<PathBuf> =
        others.into_iter().filter(|path| path.to_string_lossy().contains("templatelib/")).collect();
    let mut documents: Vec<Document> = Vec::new();
    while documents.len() < count {
        let path =
            random.one_of(if documents.len().is_multiple_of(2) { &configurations } else { &base }).clone();
        if documents.iter().any(|known| known.path == path) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file");
        documents.push(Document { path, text, version: 1, before: Vec::new() });
    }
    documents
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

/// Edits a document, and says how, as the protocol has it.
pub fn edit(document: &mut Document, random: &mut Random) -> Value {
    document.version += 1;
    if random.below(4) == 0
        && let Some(before) = document.before.pop()
    {
        document.text = before;
        return json!([{"text": document.text}]);
    }
    document.before.push(document.text.clone());
    let boundary = |text: &str, at: usize| text.floor_char_boundary(at.min(text.len()));
    let start = boundary(&document.text, random.below(document.text.len() + 1));
    let length = [0, 0, 1, 3, 20][random.below(5)];
    let end = boundary(&document.text, start + length);
    let text = if random.below(5) == 0 { "" } else { random.one_of(&SNIPPETS) };
    // A position cannot be within a line's end.
    let within = |at: usize| document.text[..at].ends_with('\r') && document.text[at..].starts_with('\n');
    if within(start) || within(end) {
        return json!([]);
    }
    let range = json!({"start": position(&document.text, start), "end": position(&document.text, end)});
    document.text.replace_range(start..end, text);
    json!([{"range": range, "text": text}])
}

/// A place in a text, in units of UTF-16.
pub fn position(text: &str, offset: usize) -> Value {
    let mut line = 0;
    let mut start = 0;
    for (at, c) in text[..offset].char_indices() {
        if c == '\n' || (c == '\r' && !text[at + 1..].starts_with('\n')) {
            line += 1;
            start = at + 1;
        }
    }
    json!({"line": line, "character": text[start..offset].encode_utf16().count()})
}

/// A server that has opened the documents.
pub fn start(tree: &Path, facts: &str, documents: &[Document]) -> Client {
    let mut client = Client::initialized(&["--facts", facts], &uri(tree), &json!({}));
    client.ignore("forgather/status");
    for document in documents {
        let item = json!({
            "uri": uri(&document.path), "languageId": "forgather", "version": document.version, "text": document.text,
        });
        client.notify("textDocument/didOpen", json!({"textDocument": item}));
    }
    client
}

/// What is said last about each file, where that is anything.
fn diagnostics(client: &mut Client, known: &mut BTreeMap<String, Value>) {
    client.settle();
    for mut params in client.drain("textDocument/publishDiagnostics") {
        let file = params["uri"].as_str().expect("a uri").to_owned();
        known.insert(file, params["diagnostics"].take());
    }
    known.retain(|_, diagnostics| *diagnostics != json!([]));
}

/// Fails unless the server says of the workspace and the documents what a fresh one says.
///
/// # Panics
/// If it does not.
pub fn compare(
    edited: &mut Client,
    known: &mut BTreeMap<String, Value>,
    tree: &Path,
    facts: &str,
    documents: &[Document],
    number: usize,
) {
    for document in documents {
        let text = edited.command("forgather.debug.text", json!({"uri": uri(&document.path)}));
        assert_eq!(text["text"], document.text.as_str(), "after {number} edits");
    }
    let mut fresh = start(tree, facts, documents);
    let mut expected = BTreeMap::new();
    diagnostics(&mut fresh, &mut expected);
    diagnostics(edited, known);
    for file in known.keys().chain(expected.keys()) {
        assert_eq!(known.get(file), expected.get(file), "{file} after {number} edits");
    }
    for document in documents {
        let ask = |client: &mut Client| {
            let argument = json!({"uri": uri(&document.path)});
            let params = json!({"command": "forgather.previewExpandedConfig", "arguments": [argument]});
            let id = client.ask("workspace/executeCommand", params);
            client.answer(id)
        };
        let (one, other) = (ask(&mut fresh), ask(edited));
        // What is broken may be shown as it last was.
        let stale = other.as_ref().is_ok_and(|preview| preview["stale"] == true);
        if stale {
            assert_eq!(
                one.map(|preview| preview["complete"] == false),
                Ok(true),
                "{}",
                document.path.display()
            );
        } else {
            assert_eq!(one, other, "{} after {number} edits", document.path.display());
        }
    }
    fresh.finish();
}
