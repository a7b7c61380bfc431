//! The state after any edits equals a fresh start on the same text.

use std::collections::BTreeMap;
use std::fs;

use lsp_tests::editing::{chosen, compare, edit, start};
use lsp_tests::{Random, copy_corpus, uri};
use serde_json::json;
use tempfile::TempDir;

const EDITS: usize = 2_000;
/// How many edits there are between two comparisons.
const INTERVAL: usize = 400;
/// How many documents are edited.
const DOCUMENTS: usize = 14;

#[test]
fn edits_equal_a_fresh_start() {
    let folder = TempDir::new().expect("a temporary folder");
    let Some(tree) = copy_corpus("current", folder.path()) else { return };
    let tree = tree.canonicalize().expect("the tree is there");
    let facts = folder.path().join("facts.json").to_string_lossy().into_owned();
    let mut random = Random::new(7);
    let mut documents = chosen(&tree, DOCUMENTS, &mut random);
    let mut edited = start(&tree, &facts, &documents);
    let mut known = BTreeMap::new();
    for number in 1..=EDITS {
        let at = random.below(documents.len());
        let document = &mut documents[at];
        let change = edit(document, &mut random);
        edited.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri(&document.path), "version": document.version},
                "contentChanges": change,
            }),
        );
        // Now and then the client waits, as people do.
        if random.below(8) == 0 {
            edited.command("forgather.debug.text", json!({"uri": uri(&document.path)}));
        }
        if number % INTERVAL == 0 {
            compare(&mut edited, &mut known, &tree, &facts, &documents, number);
        }
    }
    // All is as it was: so is what is said about it.
    for document in &mut documents {
        document.version += 1;
        document.text = fs::read_to_string(&document.path).expect("a file");
        edited.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri(&document.path), "version": document.version},
                "contentChanges": [{"text": document.text}],
            }),
        );
    }
    compare(&mut edited, &mut known, &tree, &facts, &documents, EDITS + 1);
    edited.finish();
}
