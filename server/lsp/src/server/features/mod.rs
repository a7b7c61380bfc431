//! Language features: for each a file that takes parameters apart, asks `forgather-ide`, and converts what it says.

mod code_action;
mod code_lens;
mod completion;
mod folding;
mod formatting;
mod goto;
mod hover;
mod inlay;
mod kinship;
mod links;
mod references;
mod rename;
mod request;
mod selection;
mod semantic_tokens;
mod signature;
mod symbols;

use forgather_ide::typing;
use forgather_workspace::Cancelled;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::requests::Fault;

pub(crate) use request::{Request, handler};
pub(crate) use semantic_tokens::TokenResults;

/// How much must be known before a feature can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// The document's text.
    Text,
    /// Which projects there are.
    Projects,
    /// The configuration that the document is seen through, if there is one.
    Active,
    /// All configurations that use the document.
    Users,
}

/// A request that a feature answers.
pub(crate) struct Feature {
    /// The protocol's name of the request.
    pub(crate) method: &'static str,
    /// How much must be known.
    pub(crate) needs: Needs,
    /// Whether the request is about a document; else it is about the workspace.
    pub(crate) about_document: bool,
    /// Whether it looks at what is wrong with the document.
    pub(crate) with_diagnostics: bool,
    /// The answer.
    pub(crate) answer: fn(&Request<'_>) -> Result<Value, Fault>,
}

impl Feature {
    /// A feature that looks at a document's text alone.
    pub(crate) const fn of_text(
        method: &'static str,
        answer: fn(&Request<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { method, needs: Needs::Text, about_document: true, with_diagnostics: false, answer }
    }

    /// A feature that looks at a document through its active configuration.
    pub(crate) const fn of_active(
        method: &'static str,
        answer: fn(&Request<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { method, needs: Needs::Active, about_document: true, with_diagnostics: false, answer }
    }

    /// A feature that looks at a document through all configurations that use it.
    pub(crate) const fn of_users(
        method: &'static str,
        answer: fn(&Request<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { method, needs: Needs::Users, about_document: true, with_diagnostics: false, answer }
    }

    /// The same feature, which looks at what is wrong with the document, too.
    pub(crate) const fn with_diagnostics(self) -> Self {
        Self { with_diagnostics: true, ..self }
    }

    /// A feature that looks at the templates of all projects, whatever uses them.
    pub(crate) const fn of_projects(
        method: &'static str,
        answer: fn(&Request<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { method, needs: Needs::Projects, about_document: false, with_diagnostics: false, answer }
    }

    /// A feature that looks at the whole workspace.
    pub(crate) const fn of_workspace(
        method: &'static str,
        answer: fn(&Request<'_>) -> Result<Value, Fault>,
    ) -> Self {
        Self { method, needs: Needs::Users, about_document: false, with_diagnostics: false, answer }
    }
}

/// What each file beside this one serves.
const FEATURES: &[&[Feature]] = &[
    code_action::FEATURES,
    code_lens::FEATURES,
    completion::FEATURES,
    folding::FEATURES,
    formatting::FEATURES,
    goto::FEATURES,
    hover::FEATURES,
    inlay::FEATURES,
    kinship::FEATURES,
    links::FEATURES,
    references::FEATURES,
    rename::FEATURES,
    signature::FEATURES,
    selection::FEATURES,
    semantic_tokens::FEATURES,
    symbols::FEATURES,
];

/// The feature that answers a request.
pub(crate) fn of_method(method: &str) -> Option<&'static Feature> {
    FEATURES.iter().copied().flatten().find(|feature| feature.method == method)
}

/// What clients are told of.
pub(crate) fn capabilities(client: &Client) -> Map<String, Value> {
    let mut capabilities = Map::new();
    let mut add = |name: &str, value: Value| capabilities.insert(name.to_owned(), value);
    add("codeActionProvider", code_action::capability(client));
    add("codeLensProvider", json!({"resolveProvider": true}));
    add("callHierarchyProvider", json!(true));
    add("typeHierarchyProvider", json!(true));
    add("typeDefinitionProvider", json!(true));
    add("definitionProvider", json!(true));
    add("declarationProvider", json!(true));
    add("implementationProvider", json!(true));
    add("hoverProvider", json!(true));
    add("completionProvider", json!({"triggerCharacters": completion::TRIGGERS, "resolveProvider": true}));
    add(
        "signatureHelpProvider",
        json!({"triggerCharacters": ["(", ",", "=", ":", " "], "retriggerCharacters": [","]}),
    );
    add("inlayHintProvider", json!(true));
    add("referencesProvider", json!(true));
    add("documentHighlightProvider", json!(true));
    add(
        "renameProvider",
        if client.prepares_rename { json!({"prepareProvider": true}) } else { json!(true) },
    );
    for name in [
        "documentSymbolProvider",
        "workspaceSymbolProvider",
        "foldingRangeProvider",
        "selectionRangeProvider",
        "documentFormattingProvider",
        "documentRangeFormattingProvider",
    ] {
        add(name, json!(true));
    }
    add("documentLinkProvider", json!({"resolveProvider": false}));
    let (first, more) = typing::AFTER.split_first().unwrap_or((&"\n", &[]));
    let on_type = json!({"firstTriggerCharacter": first, "moreTriggerCharacter": more});
    add("documentOnTypeFormattingProvider", on_type);
    let tokens = json!({"legend": semantic_tokens::legend(), "full": {"delta": true}, "range": true});
    add("semanticTokensProvider", tokens);
    capabilities
}

/// What clients are told of within `workspace`.
pub(crate) fn workspace_capabilities() -> Map<String, Value> {
    let any = json!({"pattern": {"glob": "**/*"}});
    let mut capabilities = Map::new();
    capabilities.insert("fileOperations".to_owned(), json!({"willRename": {"filters": [any]}}));
    capabilities
}

impl From<forgather_ide::rename::RenameError> for Fault {
    fn from(error: forgather_ide::rename::RenameError) -> Self {
        use super::transport::RpcError;
        use forgather_ide::rename::RenameError;
        match error {
            RenameError::Cancelled => Self::from(Cancelled),
            RenameError::Refused(reason) => Self::Error(RpcError::failed(reason)),
        }
    }
}
