//! Hours of editing in minutes: edits, files that come and go, requests, requests called off, Python sessions killed.
//!
//! Every request is answered, nothing grows, no process stays, and in the end the server says what a fresh one says.
//! `FORGATHER_SOAK` sets how many things happen; a person does some five in a second while typing, 18,000 in an hour.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lsp_tests::editing::{Document, chosen, compare, edit, position, start};
use lsp_tests::{Client, Random, copy_corpus, session_processes, uri, wait_for_none};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How many things happen where nobody says.
const STEPS: usize = 1_500;
/// How many documents are open.
const DOCUMENTS: usize = 12;
/// How many requests may be without an answer before the client waits for one.
const PENDING: usize = 24;

/// Requests about a place in a document.
const AT_A_PLACE: [&str; 15] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/implementation",
    "textDocument/typeDefinition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/prepareCallHierarchy",
    "textDocument/prepareTypeHierarchy",
    "textDocument/onTypeFormatting",
    "textDocument/selectionRange",
];

/// Requests about all of a document.
const OF_A_DOCUMENT: [&str; 9] = [
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "textDocument/semanticTokens/full",
    "textDocument/formatting",
    "textDocument/inlayHint",
    "textDocument/codeAction",
    "workspace/symbol",
];

/// Commands that look.
const COMMANDS: [&str; 7] = [
    "forgather.previewExpandedConfig",
    "forgather.generateCode",
    "forgather.listConfigurations",
    "forgather.listTargets",
    "forgather.listTemplates",
    "forgather.templateHierarchy",
    "forgather.documentKind",
];

/// Somebody at work.
struct Desk {
    client: Client,
    random: Random,
    documents: Vec<Document>,
    tree: PathBuf,
    /// Requests that are not answered yet.
    pending: Vec<i64>,
    answered: usize,
    /// Files that are there for a while.
    made: Vec<PathBuf>,
    known: BTreeMap<String, Value>,
    constructs: bool,
}

#[test]
fn hours_of_editing() {
    let steps = std::env::var("FORGATHER_SOAK").ok().and_then(|steps| steps.parse().ok()).unwrap_or(STEPS);
    let folder = TempDir::new().expect("a temporary folder");
    let Some(tree) = copy_corpus("current", folder.path()) else { return };
    let tree = tree.canonicalize().expect("the tree is there");
    let facts = folder.path().join("facts.json").to_string_lossy().into_owned();
    let mut random = Random::new(11);
    let documents = chosen(&tree, DOCUMENTS, &mut random);
    let mut client = start(&tree, &facts, &documents);
    client.answer_all();
    let constructs = Command::new("python3").arg("-c").arg("").status().is_ok_and(|status| status.success());
    let mut desk = Desk {
        client,
        random,
        documents,
        tree: tree.clone(),
        pending: Vec::new(),
        answered: 0,
        made: Vec::new(),
        known: BTreeMap::new(),
        constructs,
    };
    let mut early = None;
    for step in 0..steps {
        desk.step();
        // What is kept for later questions has been made by then.
        if step == steps / 3 {
            early = Some(desk.sizes());
        }
    }
    let late = desk.sizes();
    println!("{steps} steps, {} answers; before and after: {early:?} {late:?}", desk.answered);
    if let Some(early) = early {
        assert!(late.kilobytes < early.kilobytes * 5 / 4 + (24 << 10), "memory grows: {early:?} {late:?}");
        assert!(late.threads <= early.threads + 2, "threads grow: {early:?} {late:?}");
        assert!(late.files <= early.files + 4, "open files grow: {early:?} {late:?}");
    }
    desk.put_away();
    compare(&mut desk.client, &mut desk.known, &tree, &facts, &desk.documents, steps);
    let server = desk.client.process();
    desk.client.finish();
    wait_for_none(server);
}

/// How much the server has of what must not grow.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    kilobytes: u64,
    threads: usize,
    files: usize,
}

impl Desk {
    fn step(&mut self) {
        match self.random.below(100) {
            0..50 => self.edit(),
            50..72 => self.ask(),
            72..80 => self.command(),
            80..86 => self.call_off(),
            86..90 => self.reopen(),
            90..96 => self.change_disk(),
            96..98 => self.settings(),
            _ => self.construct(),
        }
        while self.pending.len() > PENDING {
            let at = self.random.below(self.pending.len());
            let id = self.pending.swap_remove(at);
            self.take(id);
        }
        if self.random.below(10) == 0 {
            for mut params in self.client.drain("textDocument/publishDiagnostics") {
                let file = params["uri"].as_str().expect("a uri").to_owned();
                self.known.insert(file, params["diagnostics"].take());
            }
        }
    }

    /// Takes an answer: any, but none that says that the server is at fault.
    fn take(&mut self, id: i64) {
        const INTERNAL: i64 = -32603;
        if let Err(error) = self.client.answer(id) {
            assert_ne!(error["code"], INTERNAL, "{error}");
        }
        self.answered += 1;
    }

    fn any(&mut self) -> usize {
        self.random.below(self.documents.len())
    }

    fn edit(&mut self) {
        let at = self.any();
        let document = &mut self.documents[at];
        let change = edit(document, &mut self.random);
        let document = json!({"uri": uri(&document.path), "version": document.version});
        self.client
            .notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": change}));
    }

    fn ask(&mut self) {
        let at = self.any();
        let text = &self.documents[at].text;
        let place = text.floor_char_boundary(self.random.below(text.len() + 1));
        let place = position(text, place);
        let end = position(text, text.len());
        let document = json!({"uri": uri(&self.documents[at].path)});
        let range = json!({"start": {"line": 0, "character": 0}, "end": end});
        let options = json!({"tabSize": 4, "insertSpaces": true});
        let (method, params) = if self.random.below(3) < 2 {
            let method = *self.random.one_of(&AT_A_PLACE);
            let mut params = json!({"textDocument": document, "position": place});
            match method {
                "textDocument/references" => params["context"] = json!({"includeDeclaration": true}),
                "textDocument/rename" => params["newName"] = "renamed".into(),
                "textDocument/onTypeFormatting" => {
                    params["ch"] = "\n".into();
                    params["options"] = options;
                }
                "textDocument/selectionRange" => {
                    params = json!({"textDocument": document, "positions": [place]});
                }
                _ => {}
            }
            (method, params)
        } else {
            let method = *self.random.one_of(&OF_A_DOCUMENT);
            let params = match method {
                "textDocument/formatting" => json!({"textDocument": document, "options": options}),
                "textDocument/inlayHint" => json!({"textDocument": document, "range": range}),
                "textDocument/codeAction" => {
                    let range = json!({"start": place, "end": place});
                    json!({"textDocument": document, "range": range, "context": {"diagnostics": []}})
                }
                "workspace/symbol" => json!({"query": "mo"}),
                _ => json!({"textDocument": document}),
            };
            (method, params)
        };
        let id = self.client.ask(method, params);
        self.pending.push(id);
    }

    fn command(&mut self) {
        let at = self.any();
        let command = *self.random.one_of(&COMMANDS);
        let argument = json!({"uri": uri(&self.documents[at].path)});
        let params = json!({"command": command, "arguments": [argument]});
        let id = self.client.ask("workspace/executeCommand", params);
        self.pending.push(id);
    }

    /// Calls off a request, right after it or some time later.
    fn call_off(&mut self) {
        if self.random.below(2) == 0 {
            self.ask();
        }
        if let Some(id) = self.pending.last() {
            self.client.notify("$/cancelRequest", json!({"id": id}));
        }
    }

    fn reopen(&mut self) {
        let at = self.any();
        let document = &mut self.documents[at];
        let name = uri(&document.path);
        self.client.notify("textDocument/didClose", json!({"textDocument": {"uri": name}}));
        document.version += 1;
        let item = json!({
            "uri": name, "languageId": "forgather", "version": document.version, "text": document.text,
        });
        self.client.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// A template comes, changes or goes beside the documents; or one of theirs is saved or taken away on disk.
    fn change_disk(&mut self) {
        let at = self.any();
        let folder = self.documents[at].path.parent().expect("a folder").to_owned();
        let (path, kind) = match self.random.below(3) {
            0 => {
                let path = folder.join(format!("made_{}.yaml", self.random.below(20)));
                let kind = if path.exists() { 2 } else { 1 };
                fs::write(&path, format!("-- set made = {}\nmade: {{{{ made }}}}\n", self.random.below(99)))
                    .expect("a file");
                if kind == 1 {
                    self.made.push(path.clone());
                }
                (path, kind)
            }
            1 if !self.made.is_empty() => {
                let which = self.random.below(self.made.len());
                let path = self.made.swap_remove(which);
                fs::remove_file(&path).expect("the file is there");
                (path, 3)
            }
            _ => {
                let document = &self.documents[at];
                fs::write(&document.path, &document.text).expect("a file");
                (document.path.clone(), 2)
            }
        };
        let changes = json!({"changes": [{"uri": uri(&path), "type": kind}]});
        self.client.notify("workspace/didChangeWatchedFiles", changes);
    }

    fn settings(&mut self) {
        let level = *self.random.one_of(&["warning", "info", "off"]);
        let settings = json!({"settings": {"forgather": {"rules": {"deprecated-tag": level}}}});
        self.client.notify("workspace/didChangeConfiguration", settings);
    }

    /// Constructs something, and sometimes ends the session meanwhile in one way or the other.
    fn construct(&mut self) {
        if !self.constructs {
            return;
        }
        let at = self.any();
        let argument = json!({"uri": uri(&self.documents[at].path), "vars": ["x=1"]});
        let params = json!({"command": "forgather.materialize", "arguments": [argument]});
        let id = self.client.ask("workspace/executeCommand", params);
        match self.random.below(4) {
            0 => {
                for process in session_processes(self.client.process()) {
                    let _ = Command::new("kill").args(["-9", &process.to_string()]).status();
                }
            }
            1 => self.client.notify("$/cancelRequest", json!({"id": id})),
            2 => {
                self.client.command("forgather.restartSession", json!({}));
            }
            _ => {}
        }
        self.pending.push(id);
    }

    fn sizes(&mut self) -> Sizes {
        for id in std::mem::take(&mut self.pending) {
            self.take(id);
        }
        self.client.settle();
        // Sessions have pipes and threads of their own.
        self.client.command("forgather.restartSession", json!({}));
        wait_for_none(self.client.process());
        let process = Path::new("/proc").join(self.client.process().to_string());
        let status = fs::read_to_string(process.join("status")).unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let count = |name: &str| fs::read_dir(process.join(name)).map_or(0, Iterator::count);
        Sizes {
            kilobytes: resident.trim().trim_end_matches(" kB").parse().unwrap_or(0),
            threads: count("task"),
            files: count("fd"),
        }
    }

    /// Everything as a fresh server finds it: settings as they were, and each open text as a new one.
    fn put_away(&mut self) {
        self.client
            .notify("workspace/didChangeConfiguration", json!({"settings": {"forgather": {"rules": {}}}}));
        let files: Vec<Value> =
            self.documents.iter().map(|document| json!({"uri": uri(&document.path), "type": 2})).collect();
        self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": files}));
        assert!(self.tree.is_dir());
    }
}
