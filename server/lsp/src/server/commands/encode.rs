//! A configuration as Python, and its graph in several formats.

use std::sync::Arc;

use forgather_graph::encode::{self, CodeForm, CodeOptions, EncodeError, NamePolicy};
use forgather_graph::{Graph, NodeId};
use forgather_workspace::Analysis;
use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::graph;
use crate::server::convert::Convert;
use crate::server::requests::{Fault, Handler, Outdated, Step, Work};
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeArgument {
    uri: Uri,
    config: Option<String>,
    target: Option<String>,
    name_policy: Option<String>,
    factory_name: Option<String>,
    #[serde(default)]
    relaxed_kwargs: bool,
    #[serde(default)]
    runnable: bool,
}

/// `forgather.generateCode`
pub(super) fn code(value: Value) -> Result<Handler, RpcError> {
    let argument: CodeArgument = argument("forgather.generateCode", value)?;
    let name_policy = match &argument.name_policy {
        None => NamePolicy::default(),
        Some(name) => NamePolicy::from_name(name).ok_or_else(|| {
            RpcError::params(format!("`namePolicy` is `required`, `named` or `all`, not `{name}`"))
        })?,
    };
    let defaults = CodeOptions::default();
    let factory_name = argument.factory_name.unwrap_or_else(|| defaults.factory_name.clone());
    let is_identifier = factory_name.chars().all(|c| c == '_' || c.is_alphanumeric())
        && !factory_name.starts_with(|c: char| c.is_numeric())
        && !factory_name.is_empty();
    if !is_identifier {
        return Err(RpcError::params(format!(
            "`factoryName` is the name of a function, not `{factory_name}`"
        )));
    }
    let options = CodeOptions {
        name_policy,
        form: if argument.runnable { CodeForm::Runnable } else { CodeForm::Forgathers },
        factory_name,
        relaxed_kwargs: argument.relaxed_kwargs,
    };
    let target = argument.target;
    Ok(encoded(About::new(&argument.uri, argument.config)?, move |analysis, _| {
        let root = root(&analysis.graph, target.as_deref())?;
        let code =
            encode::code(&analysis.graph, root, &options).map_err(|error| unencodable(analysis, &error))?;
        Ok(json!({"text": format!("{}\n", code.text(&options))}))
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Repr,
    Json,
    Yaml,
    Tree,
    Dot,
    Svg,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GraphArgument {
    uri: Uri,
    config: Option<String>,
    format: Format,
}

/// `forgather.showGraph`
pub(super) fn graph(value: Value) -> Result<Handler, RpcError> {
    let GraphArgument { uri, config, format } = argument("forgather.showGraph", value)?;
    Ok(encoded(About::new(&uri, config)?, move |analysis, convert| {
        let graph = &analysis.graph;
        let failed = |error: EncodeError| unencodable(analysis, &error);
        let text = match format {
            Format::Tree => {
                let lines = encode::tree(graph).map_err(failed)?;
                let locations: Vec<_> =
                    lines.iter().map(|line| convert.origin(analysis, line.span)).collect();
                let text: String = lines.into_iter().map(|line| line.text + "\n").collect();
                return Ok(json!({"text": text, "locations": locations}));
            }
            Format::Repr => encode::repr(graph).map_err(failed),
            Format::Yaml => encode::yaml(graph, NamePolicy::Named).map_err(failed),
            Format::Json => {
                let text = encode::json(graph).map_err(failed)?;
                crate::graph::with_origins(&analysis.expansion, &text)
                    .map_err(|error| RpcError::new(RpcError::INTERNAL, error.to_string()))
            }
            Format::Dot => encode::dot(graph).map_err(failed),
            Format::Svg => {
                let dot = encode::dot(graph).map_err(failed)?;
                crate::graph::svg(&dot).map_err(RpcError::failed)
            }
        };
        Ok(json!({"text": text?}))
    }))
}

/// A handler whose answer is made of a whole configuration.
fn encoded(
    about: About,
    encode: impl Fn(&Analysis, &Convert<'_>) -> Result<Value, RpcError> + Send + Sync + 'static,
) -> Handler {
    let encode = Arc::new(encode);
    Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let encode = Arc::clone(&encode);
        let (encoding, documents) = (server.encoding, server.documents.uris());
        Step::Work(Work {
            of: Some(id),
            outdated: Outdated::Again,
            run: Box::new(move |cancel| {
                let analysis = view.analysis(cancel)?;
                whole(&analysis)?;
                cancel.check()?;
                Ok(encode(&analysis, &Convert { encoding, documents: &documents })?)
            }),
        })
    })
}

/// An error where a configuration has a fault: half a graph makes no sense.
pub(super) fn whole(analysis: &Analysis) -> Result<(), Fault> {
    let name = &analysis.configuration.name;
    let fault = |message: &str| {
        let message = message.split('\n').next().unwrap_or_default();
        Fault::Error(RpcError::failed(format!("`{name}` has errors: {message}")))
    };
    if let Some(problem) = analysis.expansion.problems.first() {
        return Err(fault(&problem.message));
    }
    match analysis.graph_problems.first() {
        Some(problem) => Err(fault(&problem.message)),
        None => Ok(()),
    }
}

fn unencodable(analysis: &Analysis, error: &EncodeError) -> RpcError {
    let name = &analysis.configuration.name;
    RpcError::failed(format!("`{name}` cannot be written so: {}", error.message))
}

/// The node of a target; `main` where none is named, or all of a configuration that is no mapping.
pub(super) fn root(graph: &Graph, target: Option<&str>) -> Result<NodeId, RpcError> {
    graph::target(graph, target).map_err(|message| RpcError::failed(message.replace('\n', "; ")))
}
