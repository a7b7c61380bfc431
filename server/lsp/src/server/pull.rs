//! Diagnostics for clients that ask for them.

use std::path::{Path, PathBuf};

use ls_types::TextDocumentIdentifier;
use serde::Deserialize;
use serde_json::{Value, json};

use super::convert::Convert;
use super::publish::hash;
use super::requests::{Handler, Step};
use super::state::Server;
use super::transport::RpcError;
use super::uris;

/// What is needed of the parameters of a request about a document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentParams {
    text_document: TextDocumentIdentifier,
}

impl Server {
    /// `textDocument/diagnostic`
    pub(crate) fn pull(params: Value) -> Handler {
        let previous = params["previousResultId"].as_str().map(str::to_owned);
        let path = Self::parse::<DocumentParams>(params).and_then(|params| {
            let path = uris::to_path(&params.text_document.uri);
            path.ok_or_else(|| RpcError::params("only `file` uris have diagnostics"))
        });
        Box::new(move |server| {
            let path = match &path {
                Ok(path) => path,
                Err(error) => return Step::Answer(Err(error.clone())),
            };
            if !server.is_ready_to_pull(path) {
                return Step::Wait;
            }
            Step::Answer(Ok(server.report(path, previous.as_deref())))
        })
    }

    /// `workspace/diagnostic`
    pub(crate) fn pull_workspace(params: &Value) -> Handler {
        let mut previous: Vec<(PathBuf, String)> = Vec::new();
        for known in params["previousResultIds"].as_array().into_iter().flatten() {
            let mut known = known.clone();
            uris::escape_all(&mut known);
            let path = known["uri"].as_str().and_then(|uri| uris::to_path(&uri.parse().ok()?));
            if let (Some(path), Some(id)) = (path, known["value"].as_str()) {
                previous.push((path, id.to_owned()));
            }
        }
        Box::new(move |server| {
            if !server.database.is_settled() || !server.checking.is_empty() {
                return Step::Wait;
            }
            let mut paths = server.diagnosed_files();
            paths.extend(previous.iter().map(|(path, _)| path.clone()));
            if let Some(unready) = paths.iter().find(|path| !server.is_ready_to_pull(path)) {
                let unready = unready.clone();
                server.publisher.touch(unready);
                return Step::Wait;
            }
            let items: Vec<Value> = paths
                .iter()
                .filter_map(|path| {
                    let known = previous.iter().find(|(known, _)| known == path).map(|(_, id)| id.as_str());
                    let mut report = server.report(path, known);
                    // Of a file without diagnostics of which the client knows nothing there is nothing to say.
                    if known.is_none() && report["items"] == json!([]) {
                        return None;
                    }
                    let convert = Convert { encoding: server.encoding, documents: &server.documents };
                    report["uri"] = convert.uri(path).into();
                    report["version"] =
                        server.documents.get(path).map_or(Value::Null, |document| document.version.into());
                    Some(report)
                })
                .collect();
            Step::Answer(Ok(json!({"items": items})))
        })
    }

    /// Whether all that can be said of a file is known; what is missing for that is begun.
    fn is_ready_to_pull(&mut self, path: &Path) -> bool {
        let Some(file) = self.serve(path) else { return self.database.knows_projects() };
        if self.checked.get(&file).is_none() {
            self.publisher.touch(path.to_owned());
            return false;
        }
        self.database.is_settled_for(path)
    }

    fn report(&self, path: &Path, previous: Option<&str>) -> Value {
        let items = self.items_of(path, true);
        let id = format!("{:016x}", hash(&items));
        if previous == Some(id.as_str()) {
            json!({"kind": "unchanged", "resultId": id})
        } else {
            json!({"kind": "full", "resultId": id, "items": items})
        }
    }
}
