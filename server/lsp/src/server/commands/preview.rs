//! Previews, and the ways between them and the templates.

use forgather_ide::setting_reads::reads_of_settings;
use ls_types::{Position, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::server::convert::Convert;
use crate::server::preview::{LineOrigin, Preview, uri};
use crate::server::requests::{Handler, Outdated, Step, Work};
use crate::server::state::Server;
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewArgument {
    uri: Uri,
    config: Option<String>,
    #[serde(default)]
    origins: bool,
}

/// `forgather.previewExpandedConfig`
pub(super) fn preview(value: Value) -> Result<Handler, RpcError> {
    let PreviewArgument { uri, config, origins } = argument("forgather.previewExpandedConfig", value)?;
    Ok(shown(About::new(&uri, config)?, move |preview, uri, config, convert| {
        let mut shown = json!({
            "uri": uri,
            "languageId": "yaml",
            "text": preview.text,
            "config": config,
            "stale": preview.stale,
            "complete": preview.complete,
        });
        if origins {
            shown["origins"] = preview.origins().iter().map(|origin| line_origin(origin, convert)).collect();
        }
        shown
    }))
}

/// What a line of a preview begins with.
fn line_origin(origin: &LineOrigin<'_>, convert: &Convert<'_>) -> Value {
    let mut shown = convert.location(&origin.location);
    shown["line"] = origin.line.into();
    shown["kind"] = origin.kind.name().into();
    shown["template"] = origin.template.into();
    shown["block"] = origin.block.into();
    shown["inherited"] = origin.inherited.into();
    shown
}

#[derive(Deserialize)]
struct ContentParams {
    uri: Uri,
}

/// `workspace/textDocumentContent`
pub(crate) fn content(params: Value) -> Handler {
    let about = Server::parse::<ContentParams>(params).and_then(|params| About::new(&params.uri, None));
    match about {
        Ok(about) => shown(about, |preview, _, _, _| json!({"text": preview.text})),
        Err(error) => Server::known(Err(error)),
    }
}

/// Makes a preview, which the client is told of when it changes.
fn shown<R>(about: About, result: R) -> Handler
where
    R: Fn(&Preview, &str, &str, &Convert<'_>) -> Value + Clone + Send + 'static,
{
    Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let uri = preview_uri(server, id).unwrap_or_default();
        server.last_good.show(id, uri.clone());
        let last_good = server.last_good.get(id);
        let (encoding, documents, result) = (server.encoding, server.documents.uris(), result.clone());
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Again,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                cancel.check()?;
                let preview = Preview::new(&analysis, last_good);
                let convert = Convert { encoding, documents: &documents };
                Ok(result(&preview, &uri, &view.configuration().name, &convert))
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateArgument {
    uri: Uri,
    position: Position,
    config: Option<String>,
    /// The preview's uri. A name can be that of several projects' configurations.
    preview: Option<Uri>,
}

/// `forgather.previewAt`
pub(super) fn preview_at(value: Value) -> Result<Handler, RpcError> {
    let TemplateArgument { uri, position, config, preview } = argument("forgather.previewAt", value)?;
    let template = About::new(&uri, config)?;
    let preview = preview.map(|preview| About::new(&preview, None)).transpose()?;
    Ok(Box::new(move |server| {
        // It is the template that is worked on, and not what its preview is of.
        template.is_looked_at(server);
        let id = match preview.as_ref().unwrap_or(&template).resolve(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let uri = preview_uri(server, id).unwrap_or_default();
        let last_good = server.last_good.get(id);
        let encoding = server.encoding;
        let path = template.path.clone();
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
                let mut places = preview.places(&path, offset);
                if places.is_empty() && !preview.stale {
                    // What sets a value outputs nothing; what reads it may.
                    let (expansion, trace) = view.trace();
                    let reads = reads_of_settings(&expansion, &trace, &path, offset);
                    places.extend(reads.iter().flat_map(|(path, offset)| preview.places_of(path, *offset)));
                    places.sort_by_key(|place| (place.start, place.end));
                    places.dedup();
                }
                let places = places
                    .into_iter()
                    .map(|bytes| json!({"uri": uri, "range": preview.range(bytes, encoding)}));
                Ok(places.collect())
            }),
        })
    }))
}
