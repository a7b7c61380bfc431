//! When a client has to ask for lenses again: they say of one document what others have to do with it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

use forgather_expand::LoadedFile;
use forgather_ide::FileIndex;
use serde_json::Value;

use super::state::{Asked, Server};

/// What the lenses that the client has follow from.
#[derive(Debug, Default)]
pub(crate) struct Lenses {
    /// Whether it ever asked for any.
    is_asked: bool,
    /// Whether files changed on disk.
    is_stale: bool,
    /// Which configurations there are, and which files they use.
    usage: u64,
    /// What open documents say of blocks and of each other, each text looked at once.
    documents: HashMap<PathBuf, (Arc<LoadedFile>, u64)>,
}

impl Lenses {
    /// Takes notice that the client asks for lenses.
    pub(crate) fn asked(&mut self) {
        self.is_asked = true;
    }

    /// Takes notice that files changed on disk.
    pub(crate) fn disk_changed(&mut self) {
        self.is_stale = true;
    }
}

impl Server {
    /// Tells the client to ask again, where lenses may be others than those it has.
    pub(crate) fn refresh_lenses(&mut self) {
        if !self.client.refreshes_lenses || !self.database.is_settled() {
            return;
        }
        let mut is_changed = std::mem::take(&mut self.lenses.is_stale);
        let usage = self.database.usage();
        is_changed |= std::mem::replace(&mut self.lenses.usage, usage) != usage;
        let open: Vec<PathBuf> = self.documents.iter().map(|(path, _)| path.clone()).collect();
        let mut documents = HashMap::new();
        for path in open {
            let Some(file) = self.serve(&path) else { continue };
            let known = self.lenses.documents.remove(&path);
            let entry = match known {
                Some((of, hash)) if Arc::ptr_eq(&of, &file) => (of, hash),
                known => {
                    let hash = hash(&self.index.of(&file));
                    // What is opened changes nothing: it is as it was on disk, or an edit follows.
                    is_changed |= known.is_some_and(|(_, before)| before != hash);
                    (file, hash)
                }
            };
            documents.insert(path, entry);
        }
        self.lenses.documents = documents;
        if is_changed && self.lenses.is_asked {
            self.ask(Asked::Other, "workspace/codeLens/refresh", Value::Null);
        }
    }
}

/// What tells the lenses of other documents: blocks and the templates that are used.
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
