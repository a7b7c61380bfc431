//! When a client has to ask again for what it shows of a document: lenses, semantic tokens and inlay hints say what other
//! documents, and the active configuration, have to do with it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

use forgather_expand::LoadedFile;
use forgather_ide::FileIndex;
use serde_json::Value;

use super::client::Client;
use super::state::{Asked, Server};

/// What a client shows in a document that follows from more than that document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Lenses,
    Tokens,
    Hints,
}

impl Shown {
    const ALL: [Self; 3] = [Self::Lenses, Self::Tokens, Self::Hints];

    /// What is shown by the answer to a request.
    pub(crate) fn by(method: &str) -> Option<Self> {
        match method {
            "textDocument/codeLens" => Some(Self::Lenses),
            "textDocument/inlayHint" => Some(Self::Hints),
            _ if method.starts_with("textDocument/semanticTokens/") => Some(Self::Tokens),
            _ => None,
        }
    }

    fn refresh(self) -> &'static str {
        match self {
            Self::Lenses => "workspace/codeLens/refresh",
            Self::Tokens => "workspace/semanticTokens/refresh",
            Self::Hints => "workspace/inlayHint/refresh",
        }
    }

    fn can_be_refreshed(self, client: &Client) -> bool {
        match self {
            Self::Lenses => client.refreshes_lenses,
            Self::Tokens => client.refreshes_tokens,
            Self::Hints => client.refreshes_hints,
        }
    }
}

/// What that which the client shows follows from.
#[derive(Debug, Default)]
pub(crate) struct Refreshing {
    /// What it ever asked for.
    asked: [bool; Shown::ALL.len()],
    /// Whether files changed on disk.
    is_stale: bool,
    /// Whether another configuration was chosen.
    is_chosen: bool,
    /// Which configurations there are, and which files they use.
    usage: u64,
    /// What open documents say of blocks and of each other, each text looked at once.
    documents: HashMap<PathBuf, (Arc<LoadedFile>, u64)>,
}

impl Refreshing {
    /// Takes notice that the client asks for something to show.
    pub(crate) fn asked(&mut self, shown: Shown) {
        self.asked[shown as usize] = true;
    }

    /// Takes notice that files changed on disk.
    pub(crate) fn disk_changed(&mut self) {
        self.is_stale = true;
    }

    /// Takes notice that another configuration was chosen.
    pub(crate) fn configuration_chosen(&mut self) {
        self.is_chosen = true;
    }
}

impl Server {
    /// Tells the client to ask again for what may be other than what it shows.
    pub(crate) fn refresh_shown(&mut self) {
        let can_be = Shown::ALL.into_iter().any(|shown| shown.can_be_refreshed(&self.client));
        if !can_be || !self.database.is_settled() {
            return;
        }
        let mut names_changed = std::mem::take(&mut self.refreshing.is_stale);
        let usage = self.database.usage();
        names_changed |= std::mem::replace(&mut self.refreshing.usage, usage) != usage;
        let mut edited = 0;
        let open: Vec<PathBuf> = self.documents.iter().map(|(path, _)| path.clone()).collect();
        let mut documents = HashMap::new();
        for path in open {
            let Some(file) = self.serve(&path) else { continue };
            let known = self.refreshing.documents.remove(&path);
            let entry = match known {
                Some((of, hash)) if Arc::ptr_eq(&of, &file) => (of, hash),
                known => {
                    let hash = hash(&self.index.of(&file));
                    // What is opened changes nothing: it is as it was on disk, or an edit follows.
                    if let Some((_, before)) = known {
                        names_changed |= before != hash;
                        edited += 1;
                    }
                    (file, hash)
                }
            };
            documents.insert(path, entry);
        }
        self.refreshing.documents = documents;
        let is_chosen = std::mem::take(&mut self.refreshing.is_chosen);
        // Of the document that it edits a client asks by itself.
        let values_changed = edited > 0 && self.refreshing.documents.len() > 1;
        for shown in Shown::ALL {
            let is_other = match shown {
                Shown::Lenses => names_changed,
                Shown::Tokens => names_changed || is_chosen,
                Shown::Hints => names_changed || is_chosen || values_changed,
            };
            if is_other && self.refreshing.asked[shown as usize] {
                self.refresh_of(shown);
            }
        }
    }

    /// Tells the client to ask again for something, if it can be told.
    pub(crate) fn refresh_of(&mut self, shown: Shown) {
        if shown.can_be_refreshed(&self.client) {
            self.ask(Asked::Other, shown.refresh(), Value::Null);
        }
    }
}

/// What of a document others show: blocks and the templates that are used.
fn hash(index: &FileIndex) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in &index.parts {
        part.outline.blocks.len().hash(&mut hasher);
        part.outline.blocks.iter().for_each(|block| block.name.name.hash(&mut hasher));
        for reference in &part.outline.references {
            (reference.kind, &reference.name).hash(&mut hasher);
        }
    }
    hasher.finish()
}
