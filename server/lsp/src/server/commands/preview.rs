//! Previews, and the ways between them and the templates.

use ls_types::{Position, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::server::convert::Convert;
use crate::server::preview::{Preview, uri};
use crate::server::requests::{Handler, Outdated, Step, Work};
use crate::server::state::Server;
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewArgument {
    uri: Uri,
    config: Option<String>,
}

/// `forgather.previewExpandedConfig`
pub(super) fn preview(value: Value) -> Result<Handler, RpcError> {
    let PreviewArgument { uri, config } = argument("forgather.previewExpandedConfig", value)?;
    Ok(shown(About::new(&uri, config)?, |preview, uri, config| {
        json!({
            "uri": uri,
            "languageId": "yaml",
            "text": preview.text,
            "config": config,
            "stale": preview.stale,
            "complete": preview.complete,
        })
    }))
}

#[derive(Deserialize)]
struct ContentParams {
    uri: Uri,
}

/// `workspace/textDocumentContent`
pub(crate) fn content(params: Value) -> Handler {
    let about = Server::parse::<ContentParams>(params).and_then(|params| About::new(&params.uri, None));
    match about {
        Ok(about) => shown(about, |preview, _, _| json!({"text": preview.text})),
        Err(error) => Server::known(Err(error)),
    }
}

/// Makes a preview, which the client is told of when it changes.
fn shown(about: About, result: fn(&Preview, &str, &str) -> Value) -> Handler {
    Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let uri = preview_uri(server, id).unwrap_or_default();
        server.last_good.show(id, uri.clone());
        let last_good = server.last_good.get(id);
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Again,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                cancel.check()?;
                let preview = Preview::new(&analysis, last_good);
                Ok(result(&preview, &uri, &view.configuration().name))
            }),
        })
    })
}

/// The uri of a configuration's preview.
fn preview_uri(server: &Server, id: forgather_workspace::ConfigurationId) -> Option<String> {
    let (project, configuration) = server.database.configuration(id)?;
    let own = server.database.project_of(&configuration.path) == Some(project);
    Some(uri(&configuration.path, &server.database.project(project)?.dir, own))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionArgument {
    uri: Uri,
    position: Position,
    config: Option<String>,
}

/// `forgather.sourceAt`
pub(super) fn source_at(value: Value) -> Result<Handler, RpcError> {
    let PositionArgument { uri, position, config } = argument("forgather.sourceAt", value)?;
    let about = About::new(&uri, config)?;
    Ok(Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let last_good = server.last_good.get(id);
        let encoding = server.encoding;
        let documents = server.documents.uris();
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Modified,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                let source = Preview::new(&analysis, last_good).source(position, encoding);
                let convert = Convert { encoding, documents: &documents };
                Ok(source.iter().map(|location| convert.location(location)).collect())
            }),
        })
    }))
}

/// `forgather.previewAt`
pub(super) fn preview_at(value: Value) -> Result<Handler, RpcError> {
    let PositionArgument { uri, position, config } = argument("forgather.previewAt", value)?;
    let about = About::new(&uri, config)?;
    Ok(Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let uri = preview_uri(server, id).unwrap_or_default();
        let last_good = server.last_good.get(id);
        let encoding = server.encoding;
        let path = about.path.clone();
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Modified,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                let file = view.files().read(&path).map_err(|error| {
                    RpcError::failed(format!("`{}` cannot be read: {error}", path.display()))
                })?;
                let offset = encoding.offset(&file.source, position);
                let preview = Preview::new(&analysis, last_good);
                let places = preview
                    .places(&path, offset)
                    .into_iter()
                    .map(|bytes| json!({"uri": uri, "range": preview.range(bytes, encoding)}));
                Ok(places.collect())
            }),
        })
    }))
}
