//! A request to a feature: a snapshot, the document, and the client's way of counting.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::LoadedFile;
use forgather_ide::diagnostics::Diagnostic;
use forgather_ide::{Edits, Snapshot};
use forgather_workspace::InlayHints;
use ls_types::{Position, Range, Uri};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Feature, Needs, TokenResults};
use crate::server::client::Client;
use crate::server::convert::Convert;
use crate::server::documents::Spelled;
use crate::server::positions::Encoding;
use crate::server::refreshing::Shown;
use crate::server::requests::{Fault, Handler, Outdated, Step, Work};
use crate::server::state::Server;
use crate::server::transport::RpcError;
use crate::server::uris;

/// See the module.
pub(crate) struct Request<'a> {
    /// All that is known.
    pub(crate) snapshot: &'a Snapshot,
    /// The document; of a request about the workspace there is none.
    document: Option<&'a Arc<LoadedFile>>,
    /// What is wrong with the document, where the feature looks at it.
    pub(crate) diagnostics: &'a [Diagnostic],
    /// What the client sent.
    pub(crate) params: &'a Value,
    /// How the client counts.
    pub(crate) encoding: Encoding,
    /// How the client spells the uris of its documents.
    documents: &'a Spelled,
    /// What the client can.
    pub(crate) client: &'a Client,
    /// Which inlay hints the user wants.
    pub(crate) inlay_hints: InlayHints,
    /// The semantic tokens that were answered last.
    pub(crate) tokens: &'a TokenResults,
}

impl Request<'_> {
    /// The document.
    pub(crate) fn document(&self) -> Result<&Arc<LoadedFile>, Fault> {
        self.document.ok_or_else(|| Fault::Error(RpcError::params("a document is missing")))
    }

    /// The byte that the position in the parameters is at.
    pub(crate) fn offset(&self) -> Result<usize, Fault> {
        let position: Position = self.param("position")?;
        Ok(self.encoding.offset(&self.document()?.source, position))
    }

    /// A parameter.
    pub(crate) fn param<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        serde_json::from_value(self.params[name].clone())
            .map_err(|error| Fault::Error(RpcError::params(format!("`{name}`: {error}"))))
    }

    /// The bytes of the document in a range of the protocol.
    pub(crate) fn bytes(&self, range: Range) -> Result<std::ops::Range<usize>, Fault> {
        let source = &self.document()?.source;
        let (start, end) =
            (self.encoding.offset(source, range.start), self.encoding.offset(source, range.end));
        Ok(start.min(end)..start.max(end))
    }

    /// How to say things in the protocol's words.
    pub(crate) fn convert(&self) -> Convert<'_> {
        Convert { encoding: self.encoding, documents: self.documents }
    }

    /// Changes as a `WorkspaceEdit`.
    pub(crate) fn workspace_edit(&self, edits: &Edits) -> Value {
        let convert = self.convert();
        let changes = |file: &Arc<LoadedFile>, edits: &[forgather_ide::Edit]| -> Vec<Value> {
            edits
                .iter()
                .map(|edit| {
                    let range = self.encoding.range(&file.source, edit.span.range());
                    json!({"range": range, "newText": edit.text})
                })
                .collect()
        };
        if !edits.created.is_empty() && self.client.creates_files {
            let mut operations = Vec::new();
            for (path, text) in &edits.created {
                let uri = convert.uri(path);
                operations.push(json!({"kind": "create", "uri": uri, "options": {"ignoreIfExists": false}}));
                let start = json!({"line": 0, "character": 0});
                operations.push(json!({
                    "textDocument": {"uri": uri, "version": null},
                    "edits": [{"range": {"start": start, "end": start}, "newText": text}],
                }));
            }
            for (path, (file, edits)) in &edits.files {
                operations.push(json!({
                    "textDocument": {"uri": convert.uri(path), "version": null},
                    "edits": changes(file, edits),
                }));
            }
            return json!({"documentChanges": operations});
        }
        let all = edits
            .files
            .iter()
            .map(|(path, (file, edits))| (convert.uri(path), Value::from(changes(file, edits))));
        json!({"changes": all.collect::<Map<String, Value>>()})
    }
}

/// The document that a request is about.
fn document_of(params: &Value) -> Result<PathBuf, RpcError> {
    let places = ["/textDocument/uri", "/data/uri", "/item/data/uri", "/item/uri"];
    let uri = places.iter().find_map(|place| params.pointer(place)?.as_str());
    let uri = uri.ok_or_else(|| RpcError::params("the request names no document"))?;
    let uri: Uri = uri.parse().map_err(|_| RpcError::params(format!("`{uri}` is no uri")))?;
    uris::to_path(&uri).ok_or_else(|| RpcError::params("only `file` uris are served"))
}

/// A template that is not open, and that no configuration uses so far as is known: trees of templates show those, too.
fn closed_template(server: &Server, path: &Path) -> Option<Arc<LoadedFile>> {
    let is_closed = server.documents.get(path).is_none() && server.database.is_template(path);
    is_closed.then(|| server.database.files().read(path).ok()).flatten()
}

/// The handler of a feature's request.
pub(crate) fn handler(feature: &'static Feature, mut params: Value) -> Handler {
    uris::escape_all(&mut params);
    let path = if feature.about_document { document_of(&params).map(Some) } else { Ok(None) };
    let params = Arc::new(params);
    Box::new(move |server| {
        let path = match &path {
            Ok(path) => path.as_ref(),
            Err(error) => return Step::Answer(Err(error.clone())),
        };
        let mut document = None;
        let mut active = None;
        if let Some(path) = path {
            if server.documents.get(path).is_some() {
                server.active.look_at(path);
            }
            document = server.serve(path).or_else(|| closed_template(server, path));
            // Of a settings file there is nothing but what is wrong with it.
            if document.is_none() || (server.settings.is_file(path) && !feature.with_diagnostics) {
                // It may turn out to be a template once the projects are known.
                let known = server.database.knows_projects();
                return if known { Step::Answer(Ok(Value::Null)) } else { Step::Wait };
            }
            if feature.needs != Needs::Text {
                active = server.active.configuration_of(path, &server.database);
                if active.is_none() && !server.database.knows_users() {
                    return Step::Wait;
                }
            }
            if feature.needs == Needs::Users && !server.database.is_settled_for(path) {
                return Step::Wait;
            }
        } else {
            let database = &server.database;
            let is_known = match feature.needs {
                Needs::Text | Needs::Projects => database.knows_projects(),
                Needs::Active | Needs::Users => database.is_settled(),
            };
            if !is_known {
                return Step::Wait;
            }
        }
        let snapshot = server.snapshot(path, active, feature.needs);
        if let Some(shown) = Shown::by(feature.method) {
            server.refreshing.asked(shown);
        }
        let diagnosed = path.filter(|_| feature.with_diagnostics);
        let diagnostics = diagnosed.map(|path| {
            let complete = server.database.is_settled_for(path);
            server.diagnostics_of(path, complete)
        });
        let work = Prepared {
            feature,
            document,
            diagnostics: diagnostics.unwrap_or_default(),
            params: Arc::clone(&params),
            encoding: server.encoding,
            documents: server.documents.uris(),
            client: server.client.clone(),
            inlay_hints: server.settings.inlay_hints(),
            tokens: Arc::clone(&server.tokens),
        };
        Step::Work(Work {
            of: active,
            outdated: Outdated::Modified,
            run: Box::new(move |cancel| {
                let snapshot = Snapshot { cancel: cancel.clone(), ..snapshot };
                work.run(&snapshot)
            }),
        })
    })
}

/// A request with all that it takes to answer it elsewhere.
struct Prepared {
    feature: &'static Feature,
    document: Option<Arc<LoadedFile>>,
    diagnostics: Vec<Diagnostic>,
    params: Arc<Value>,
    encoding: Encoding,
    documents: Spelled,
    client: Client,
    inlay_hints: InlayHints,
    tokens: Arc<TokenResults>,
}

impl Prepared {
    fn run(&self, snapshot: &Snapshot) -> Result<Value, Fault> {
        let request = Request {
            snapshot,
            document: self.document.as_ref(),
            diagnostics: &self.diagnostics,
            params: &self.params,
            encoding: self.encoding,
            documents: &self.documents,
            client: &self.client,
            inlay_hints: self.inlay_hints,
            tokens: &self.tokens,
        };
        (self.feature.answer)(&request)
    }
}

impl Server {
    /// All that is known at this moment, as far as it is needed.
    fn snapshot(
        &self,
        path: Option<&PathBuf>,
        active: Option<forgather_workspace::ConfigurationId>,
        needs: Needs,
    ) -> Snapshot {
        let view = active.and_then(|id| self.database.view(id));
        let files = match &view {
            Some(view) => Arc::clone(view.files()),
            None => Arc::new(self.database.files().fork()),
        };
        let of_text = needs == Needs::Text;
        let own = view.as_ref().map(|view| Arc::clone(view.project())).or_else(|| {
            let id = *self.database.projects_of(path?).first()?;
            self.database.project(id).cloned()
        });
        let project = own.map(|project| Arc::new(project.with_files(&files)));
        let all = self.database.projects().filter(|_| !of_text);
        Snapshot {
            projects: all.map(|(_, project)| Arc::new(project.with_files(&files))).collect(),
            usages: match needs {
                Needs::Text | Needs::Projects => Vec::new(),
                Needs::Active | Needs::Users => self.database.usages(),
            },
            active: view,
            project,
            index: Arc::clone(&self.index),
            templates: self.database.templates_revision(),
            cancel: forgather_workspace::Cancel::new(),
            made: forgather_ide::Made::default(),
            files,
        }
    }
}
