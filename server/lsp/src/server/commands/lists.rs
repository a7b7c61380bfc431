//! What there is to choose from.

use std::path::Path;

use forgather_graph::{Graph, Kind, NodeId};
use forgather_ide::variables::variables;
use forgather_workspace::Analysis;
use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::server::convert::Convert;
use crate::server::requests::{Handler, Outdated, Step, Work};
use crate::server::transport::RpcError;
use crate::server::uris;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListArgument {
    uri: Option<Uri>,
    config: Option<String>,
}

/// `forgather.listConfigurations`: of the projects that a document can belong to, or of all.
pub(super) fn configurations(value: Value) -> Result<Handler, RpcError> {
    let ListArgument { uri, .. } = argument("forgather.listConfigurations", value)?;
    let about = uri.map(|uri| About::new(&uri, None)).transpose()?;
    Ok(Box::new(move |server| {
        if !server.database.knows_projects() {
            return Step::Wait;
        }
        let projects = match &about {
            Some(about) => server.database.projects_of(&about.path),
            None => server.database.projects().map(|(id, _)| id).collect(),
        };
        let active =
            about.as_ref().and_then(|about| server.active.configuration_of(&about.path, &server.database));
        let mut list = Vec::new();
        for id in projects.iter().flat_map(|id| server.database.configurations_of(*id)) {
            let Some(mut entry) = server.describe(id) else { continue };
            entry["active"] = (Some(id) == active).into();
            if let Some(about) = &about {
                let is_own =
                    server.database.configuration(id).is_some_and(|(_, known)| known.path == about.path);
                let uses = is_own || server.database.uses(id, &about.path);
                // Before all were looked at, nobody can say no.
                entry["uses"] = (uses || server.database.knows_users()).then_some(uses).into();
            }
            list.push(entry);
        }
        Step::Answer(Ok(list.into()))
    }))
}

/// `forgather.listTargets`
pub(super) fn targets(value: Value) -> Result<Handler, RpcError> {
    let ListArgument { uri, config } = argument("forgather.listTargets", value)?;
    let uri = uri.ok_or_else(|| RpcError::params("`forgather.listTargets` needs a `uri`"))?;
    let about = About::new(&uri, config)?;
    Ok(Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let (encoding, documents) = (server.encoding, server.documents.uris());
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Again,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                let convert = Convert { encoding, documents: &documents };
                Ok(targets_of(&analysis, &convert).into())
            }),
        })
    }))
}

fn targets_of(analysis: &Analysis, convert: &Convert<'_>) -> Vec<Value> {
    let graph = &analysis.graph;
    let targets = graph.targets().into_iter().flatten();
    targets
        .map(|(name, entry)| {
            let variables = variables(analysis, entry.value).into_iter().map(|variable| {
                json!({
                    "name": variable.name,
                    "default": variable.default,
                    "location": convert.origin(analysis, variable.span),
                })
            });
            json!({
                "name": name,
                "description": described(graph, entry.value),
                "location": convert.origin(analysis, graph.node(entry.key).span),
                "variables": variables.collect::<Value>(),
            })
        })
        .collect()
}

/// What a target is, as its tag says it.
fn described(graph: &Graph, id: NodeId) -> String {
    match &graph.node(id).kind {
        Kind::Call(call) => format!("{}:{}", call.kind.tag(), call.constructor),
        Kind::Var(variable) => format!("!var {}", variable.name),
        kind => kind.describe().to_owned(),
    }
}

/// `forgather.listTemplates`: all that the document's project can use; with a configuration, those that it uses.
pub(super) fn templates(value: Value) -> Result<Handler, RpcError> {
    let ListArgument { uri, config } = argument("forgather.listTemplates", value)?;
    let uri = uri.ok_or_else(|| RpcError::params("`forgather.listTemplates` needs a `uri`"))?;
    let of_configuration = config.is_some();
    let about = About::new(&uri, config)?;
    Ok(Box::new(move |server| {
        if of_configuration {
            let id = match about.configuration(server) {
                Ok(id) => id,
                Err(step) => return step,
            };
            if !server.database.is_current(id) {
                return Step::Wait;
            }
            let convert = Convert { encoding: server.encoding, documents: &server.documents.uris() };
            let (project, _) = server.database.configuration(id).unzip();
            let project = project.and_then(|id| server.database.project(id));
            let folders = project.map(|project| project.search_path().folders().to_vec()).unwrap_or_default();
            let templates = server.database.templates_of(id).iter().map(|path| {
                // By the names that a project's templates call them by.
                let below = folders.iter().find_map(|folder| path.strip_prefix(folder).ok());
                let name = below.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()));
                json!({"name": name.to_string_lossy(), "uri": convert.uri(path)})
            });
            return Step::Answer(Ok(templates.collect()));
        }
        if !server.database.knows_projects() {
            return Step::Wait;
        }
        let project =
            server.database.projects_of(&about.path).first().and_then(|id| server.database.project(*id));
        let Some(project) = project.cloned() else {
            let message = format!("`{}` belongs to no project", about.path.display());
            return Step::Answer(Err(RpcError::failed(message)));
        };
        Step::Work(Work {
            of: None,
            outdated: Outdated::Again,
            run: Box::new(move |_| {
                let templates = project.search_path().templates().into_iter().map(|(name, path)| {
                    let uri = uris::from_path(&path).map(|uri| uri.as_str().to_owned());
                    json!({"name": name, "uri": uri})
                });
                Ok(templates.collect())
            }),
        })
    }))
}
