//! What the client can do, as far as it matters here.

use serde_json::Value;

/// The client's capabilities.
#[allow(clippy::struct_excessive_bools, reason = "a capability is there or not")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    /// It asks for diagnostics itself.
    pub(crate) pulls_diagnostics: bool,
    /// It can be told to ask again.
    pub(crate) refreshes_diagnostics: bool,
    /// It can be asked to watch files.
    pub(crate) watches_files: bool,
    /// It can watch files below a folder that is not the workspace's.
    pub(crate) watches_folders: bool,
    /// It can be asked for settings.
    pub(crate) has_settings: bool,
    /// It can be asked to say when settings change.
    pub(crate) registers_settings: bool,
    /// It shows progress.
    pub(crate) shows_progress: bool,
    /// It shows texts that the server makes.
    pub(crate) shows_content: bool,
    /// It asks what would be renamed.
    pub(crate) prepares_rename: bool,
    /// It can make files as part of an edit.
    pub(crate) creates_files: bool,
    /// For which questions it takes links instead of locations: `definition` and the like.
    pub(crate) takes_links: Vec<&'static str>,
}

impl Client {
    /// Reads the capabilities of `initialize`.
    pub(crate) fn new(capabilities: &Value) -> Self {
        let has = |pointer: &str| {
            capabilities
                .pointer(pointer)
                .is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        Self {
            pulls_diagnostics: has("/textDocument/diagnostic"),
            refreshes_diagnostics: has("/workspace/diagnostics/refreshSupport"),
            watches_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            watches_folders: has("/workspace/didChangeWatchedFiles/relativePatternSupport"),
            has_settings: has("/workspace/configuration"),
            registers_settings: has("/workspace/didChangeConfiguration/dynamicRegistration"),
            shows_progress: has("/window/workDoneProgress"),
            shows_content: has("/workspace/textDocumentContent"),
            prepares_rename: has("/textDocument/rename/prepareSupport"),
            creates_files: capabilities
                .pointer("/workspace/workspaceEdit/resourceOperations")
                .and_then(Value::as_array)
                .is_some_and(|operations| operations.iter().any(|operation| operation == "create")),
            takes_links: ["definition", "declaration", "implementation", "typeDefinition"]
                .into_iter()
                .filter(|name| has(&format!("/textDocument/{name}/linkSupport")))
                .collect(),
        }
    }
}
