//! Real configurations, small ones at the language's edges, and what Forgather makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

/// The corpora, by their folder under [`corpus_root`], with the dialect and the number of configurations.
pub const CORPORA: [(&str, &str, usize); 5] = [
    ("current", "current", 106),
    ("2025-06", "2025-06", 51),
    ("2025-06/notebook", "2025-06", 3),
    ("edges-current", "current", 107),
    ("edges-2025-06", "2025-06", 100),
];

/// One configuration's line in `expected.jsonl`.
#[derive(Clone, Debug, Deserialize)]
pub struct Expected {
    /// Where the configuration is.
    #[serde(flatten)]
    pub source: Source,
    /// How far Forgather got. The notebook's rows do not say: all are done.
    #[serde(default)]
    pub stage: Stage,
    /// The expansion; none if it failed.
    pub pp: Option<String>,
    /// The constructable targets in order; none where the root is not a mapping.
    pub targets: Option<Vec<String>>,
    /// The node graph's `repr`, anonymous identities numbered.
    pub repr: Option<String>,
    /// The graph encoded as YAML.
    pub yaml: Option<String>,
    /// Generated Python.
    pub code: Option<Map<String, Value>>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// Each loaded template and its file in the tree, in the order of loading.
    pub templates: Option<Map<String, Value>>,
}

/// Where a configuration is: in a project, or in the notebook, which has none.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// A project's configuration.
    Project {
        /// The project's folder in the tree.
        project: String,
        /// The configuration's name, without the prefix.
        config: String,
        /// The configuration's file in the tree.
        file: String,
    },
    /// A template of the notebook.
    Notebook {
        /// The template's name.
        template: String,
        /// The search path, relative to the notebook's folder.
        searchpath: Vec<String>,
        /// The working directory that templates see.
        cwd: String,
    },
}

/// The stage that Forgather got to: the one that failed, or `Done`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Expanding the templates failed.
    Pp,
    /// Loading the expansion as a graph failed.
    Graph,
    /// Encoding the graph failed.
    Encode,
    /// Nothing failed.
    #[default]
    Done,
}

/// A Python exception.
#[derive(Clone, Debug, Deserialize)]
pub struct Failure {
    /// The exception's class name.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text.
    pub message: String,
    /// Files in the tree and lines of their templates, outermost first; a syntax error's place comes twice.
    pub template_trace: Vec<(String, u32)>,
}

/// The world a corpus was expanded in.
#[derive(Clone, Debug, Deserialize)]
pub struct Facts {
    /// Local time, `%Y-%m-%dT%H:%M:%S`.
    pub now: String,
    /// The same moment in UTC.
    pub utcnow: String,
    /// The host's name.
    pub hostname: String,
    /// The user's name.
    pub user: String,
    /// The user's home directory.
    pub home: String,
    /// The working directory.
    pub cwd: String,
    /// What `uname` says, by field.
    pub uname: Map<String, Value>,
    /// Versions of installed packages.
    pub versions: Map<String, Value>,
}

/// The folder that holds the corpora: `$FORGATHER_CORPUS`, or `../shared/corpus` beside the repository.
pub fn corpus_root() -> Option<PathBuf> {
    let root = match std::env::var_os("FORGATHER_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => repository().join("../shared/corpus"),
    };
    root.is_dir().then_some(root)
}

/// A corpus's rows, in order; none where the corpus is absent.
///
/// # Panics
/// If the corpus is there and cannot be read as one.
pub fn read(name: &str) -> Vec<Expected> {
    let Some(folder) = corpus_root().map(|root| root.join(name)).filter(|folder| folder.is_dir()) else {
        return Vec::new();
    };
    let text = text(&folder.join("expected.jsonl"));
    text.lines()
        .enumerate()
        .map(|(row, line)| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}, row {}: {error}", row + 1))
        })
        .collect()
}

/// A corpus's facts; the notebook's are those of the corpus it lies in.
///
/// # Panics
/// If the corpus is absent or its facts cannot be read.
pub fn facts(name: &str) -> Facts {
    let root = corpus_root().expect("the caller has read a corpus");
    let name = name.strip_suffix("/notebook").unwrap_or(name);
    serde_json::from_str(&text(&root.join(name).join("facts.json"))).expect("facts are JSON")
}

/// Says that a test cannot run here, and why.
///
/// # Panics
/// Where `CI` is `true`: nothing may be skipped there.
pub fn skip(reason: &str) {
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "cannot be skipped here: {reason}");
    println!("skipped: {reason}");
}

pub(crate) fn repository() -> &'static Path {
    // tests/conformance
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
