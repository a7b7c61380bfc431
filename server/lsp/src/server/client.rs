//! What the client can do, as far as it matters here.

use forgather_ide::Markup;
use serde_json::{Value, json};

/// The command that shows a list of places: the client's own, where it has one.
pub(crate) const SHOW_REFERENCES: &str = "forgather.showReferences";

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
    /// It takes actions as such; else as commands.
    pub(crate) takes_actions: bool,
    /// It asks for the changes of an action when that is chosen.
    pub(crate) resolves_actions: bool,
    /// It is told which action is most likely meant.
    pub(crate) prefers_actions: bool,
    /// It makes changes when it is asked to.
    pub(crate) applies_edits: bool,
    /// It can be told to ask for lenses again.
    pub(crate) refreshes_lenses: bool,
    /// It shows a document when it is asked to.
    pub(crate) shows_documents: bool,
    /// It has a command of its own that shows a list of places.
    pub(crate) shows_references: bool,
    /// It can make files as part of an edit.
    pub(crate) creates_files: bool,
    /// It shows symbols within symbols.
    pub(crate) nests_symbols: bool,
    /// How many folds it takes.
    pub(crate) most_folds: Option<usize>,
    /// For which questions it takes links instead of locations: `definition` and the like.
    pub(crate) takes_links: Vec<&'static str>,
    /// Where it reads Markdown.
    pub(crate) reads: Reads,
    /// It writes snippets.
    pub(crate) completes_snippets: bool,
    /// It lets its user choose whether the rest of a word is kept.
    pub(crate) inserts_and_replaces: bool,
    /// It takes a parameter as a place in the label of its signature.
    pub(crate) reads_label_places: bool,
    /// It can be told to ask for inlay hints again.
    pub(crate) refreshes_hints: bool,
    /// It can be told to ask for semantic tokens again.
    pub(crate) refreshes_tokens: bool,
}

/// In which form a client reads text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// As it is written.
    #[default]
    Plain,
    /// As Markdown.
    Markdown,
}

/// Which form a client reads where.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reads {
    /// What a hover shows.
    pub(crate) hover: Form,
    /// What is told of a completion.
    pub(crate) completion: Form,
    /// What is told of a signature.
    pub(crate) signature: Form,
}

impl Form {
    /// The first of the forms that a client prefers which there is.
    fn of(preferred: Option<&Value>) -> Self {
        let preferred = preferred.and_then(Value::as_array).into_iter().flatten();
        let known = preferred.filter_map(|form| match form.as_str() {
            Some("markdown") => Some(Self::Markdown),
            Some("plaintext") => Some(Self::Plain),
            _ => None,
        });
        known.into_iter().next().unwrap_or_default()
    }

    /// A `MarkupContent`.
    pub(crate) fn content(self, text: &Markup) -> Value {
        match self {
            Self::Plain => json!({"kind": "plaintext", "value": text.plain()}),
            Self::Markdown => json!({"kind": "markdown", "value": text.markdown()}),
        }
    }
}

impl Client {
    /// Reads the capabilities of `initialize`.
    pub(crate) fn new(capabilities: &Value) -> Self {
        let has = |pointer: &str| {
            capabilities
                .pointer(pointer)
                .is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        let lists = |pointer: &str, item: &str| {
            let list = capabilities.pointer(pointer).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|known| known == item))
        };
        let form = |pointer: &str| Form::of(capabilities.pointer(&format!("/textDocument{pointer}")));
        Self {
            pulls_diagnostics: has("/textDocument/diagnostic"),
            refreshes_diagnostics: has("/workspace/diagnostics/refreshSupport"),
            watches_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            watches_folders: has("/workspace/didChangeWatchedFiles/relativePatternSupport"),
            has_settings: has("/workspace/configuration"),
            registers_settings: has("/workspace/didChangeConfiguration/dynamicRegistration"),
            shows_progress: has("/window/workDoneProgress"),
            shows_content: has("/workspace/textDocumentContent"),
            takes_actions: has("/textDocument/codeAction/codeActionLiteralSupport"),
            resolves_actions: has("/textDocument/codeAction/dataSupport")
                && lists("/textDocument/codeAction/resolveSupport/properties", "edit"),
            prefers_actions: has("/textDocument/codeAction/isPreferredSupport"),
            applies_edits: has("/workspace/applyEdit"),
            refreshes_lenses: has("/workspace/codeLens/refreshSupport"),
            shows_documents: has("/window/showDocument/support"),
            shows_references: lists("/experimental/commands/commands", SHOW_REFERENCES),
            prepares_rename: has("/textDocument/rename/prepareSupport"),
            creates_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),
            nests_symbols: has("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            most_folds: capabilities
                .pointer("/textDocument/foldingRange/rangeLimit")
                .and_then(Value::as_u64)
                .and_then(|most| usize::try_from(most).ok()),
            takes_links: ["definition", "declaration", "implementation", "typeDefinition"]
                .into_iter()
                .filter(|name| has(&format!("/textDocument/{name}/linkSupport")))
                .collect(),
            reads: Reads {
                hover: form("/hover/contentFormat"),
                completion: form("/completion/completionItem/documentationFormat"),
                signature: form("/signatureHelp/signatureInformation/documentationFormat"),
            },
            completes_snippets: has("/textDocument/completion/completionItem/snippetSupport"),
            inserts_and_replaces: has("/textDocument/completion/completionItem/insertReplaceSupport"),
            reads_label_places: has(
                "/textDocument/signatureHelp/signatureInformation/parameterInformation/labelOffsetSupport",
            ),
            refreshes_hints: has("/workspace/inlayHint/refreshSupport"),
            refreshes_tokens: has("/workspace/semanticTokens/refreshSupport"),
        }
    }
}
