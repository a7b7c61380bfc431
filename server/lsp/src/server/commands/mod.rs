//! `workspace/executeCommand`: each command takes one object.

mod apply;
mod debug;
mod encode;
mod kin;
mod kind;
mod lists;
mod materialize;
pub(crate) mod preview;
mod select;

pub(crate) use apply::APPLY_EDIT;

use std::path::{Path, PathBuf};

use forgather_dialect::did_you_mean;
use forgather_workspace::ConfigurationId;
use ls_types::Uri;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::{Client, SHOW_REFERENCES};
use super::requests::{Handler, Step};
use super::state::Server;
use super::transport::RpcError;
use super::{preview as previews, uris};

type Make = fn(Value) -> Result<Handler, RpcError>;

/// The commands, as clients are told of them.
const COMMANDS: [(&str, Make); 15] = [
    (APPLY_EDIT, apply::apply_edit),
    (SHOW_REFERENCES, apply::show_references),
    ("forgather.previewExpandedConfig", preview::preview),
    ("forgather.sourceAt", preview::source_at),
    ("forgather.previewAt", preview::preview_at),
    ("forgather.generateCode", encode::code),
    ("forgather.showGraph", encode::graph),
    ("forgather.documentKind", kind::document_kind),
    ("forgather.listConfigurations", lists::configurations),
    ("forgather.listTargets", lists::targets),
    ("forgather.listTemplates", lists::templates),
    ("forgather.templateHierarchy", kin::template_hierarchy),
    ("forgather.selectConfiguration", select::select),
    (MATERIALIZE, materialize::materialize),
    ("forgather.restartSession", materialize::restart),
];

/// The one command whose progress is shown.
const MATERIALIZE: &str = "forgather.materialize";

/// The commands' names, without those that the client has itself.
pub(crate) fn names(client: &Client) -> Vec<&'static str> {
    let is_ours = |name: &&str| *name != SHOW_REFERENCES || !client.shows_references;
    COMMANDS.iter().map(|(name, _)| *name).filter(is_ours).collect()
}

/// `workspace/executeCommand`
pub(crate) fn execute(mut params: Value) -> Handler {
    if !params.is_object() {
        return Server::known(Err(RpcError::params("the parameters of a command are an object")));
    }
    let name = params["command"].as_str().unwrap_or_default().to_owned();
    let token = params["workDoneToken"].take();
    let mut arguments = match params["arguments"].take() {
        Value::Array(mut arguments) if arguments.len() == 1 => arguments.swap_remove(0),
        Value::Array(arguments) if arguments.is_empty() => Value::Object(serde_json::Map::new()),
        Value::Null => Value::Object(serde_json::Map::new()),
        other => {
            let given = other.as_array().map_or_else(|| "no list".to_owned(), |list| list.len().to_string());
            let message = format!("`{name}` takes one object as its argument, not {given}");
            return Server::known(Err(RpcError::params(message)));
        }
    };
    if let Some(argument) = arguments.as_object_mut().filter(|_| name == MATERIALIZE && !token.is_null()) {
        argument.insert("workDoneToken".to_owned(), token);
    }
    let made = match COMMANDS.iter().find(|(known, _)| *known == name) {
        Some((_, make)) => make(arguments),
        None => debug::command(&name, arguments).unwrap_or_else(|| {
            let near = did_you_mean(&name, COMMANDS.iter().map(|(known, _)| *known));
            Err(RpcError::params(format!("there is no command `{name}`{near}")))
        }),
    };
    made.unwrap_or_else(|error| Server::known(Err(error)))
}

/// A command's argument, or what is wrong with it.
fn argument<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, RpcError> {
    if !value.is_object() {
        return Err(RpcError::params(format!("`{name}` takes an object as its argument")));
    }
    Server::parse(value)
        .map_err(|error| RpcError::params(format!("the argument of `{name}`: {}", error.message)))
}

/// What a command is about: a document, and perhaps a configuration's name.
#[derive(Debug, Clone)]
struct About {
    path: PathBuf,
    /// The project that a preview's uri names.
    project: Option<PathBuf>,
    config: Option<String>,
}

impl About {
    fn new(uri: &Uri, config: Option<String>) -> Result<Self, RpcError> {
        if let Some((path, project)) = previews::parse_uri(uri) {
            return Ok(Self { path, project, config });
        }
        match uris::to_path(uri) {
            Some(path) => Ok(Self { path, project: None, config }),
            None => {
                Err(RpcError::params(format!("`{}` is neither a file's uri nor a preview's", uri.as_str())))
            }
        }
    }

    /// The configuration that is meant; a step to take where there is none, or none yet.
    fn configuration(&self, server: &mut Server) -> Result<ConfigurationId, Step> {
        self.is_looked_at(server);
        self.resolve(server)
    }

    /// Takes notice that the document is worked on.
    fn is_looked_at(&self, server: &mut Server) {
        if server.documents.get(&self.path).is_some() {
            server.active.look_at(&self.path);
        }
    }

    /// The same without taking notice of it.
    fn resolve(&self, server: &Server) -> Result<ConfigurationId, Step> {
        let database = &server.database;
        let no = |message: String| Step::Answer(Err(RpcError::failed(message)));
        let mut projects = database.projects_of(&self.path);
        if let Some(dir) = &self.project {
            projects.retain(|id| database.project(*id).is_some_and(|project| project.dir == *dir));
        }
        if let Some(name) = &self.config {
            if let Some(id) = projects.iter().find_map(|id| database.configuration_named(*id, name)) {
                return Ok(id);
            }
            if !database.knows_projects() {
                return Err(Step::Wait);
            }
            let names: Vec<String> = projects
                .iter()
                .flat_map(|id| database.configurations_of(*id))
                .filter_map(|id| Some(database.configuration(id)?.1.name.clone()))
                .collect();
            let near = did_you_mean(name, names.iter().map(String::as_str));
            return Err(no(format!("there is no configuration `{name}`{near}")));
        }
        let in_project = self.project.as_ref().and_then(|_| {
            let mut all = projects.iter().flat_map(|id| database.configurations_of(*id));
            all.find(|id| database.configuration(*id).is_some_and(|(_, known)| known.path == self.path))
        });
        if let Some(id) = in_project.or_else(|| server.active.configuration_of(&self.path, database)) {
            return Ok(id);
        }
        if !database.knows_users() {
            return Err(Step::Wait);
        }
        if self.is_project(server) {
            return self.default_configuration(server).map_err(no);
        }
        Err(no(format!("no configuration uses `{}`", self.path.display())))
    }

    /// Whether a project's folder or its `meta.yaml` is meant, and not one template.
    fn is_project(&self, server: &Server) -> bool {
        let is_dir = |dir: &Path| server.database.projects().any(|(_, project)| project.dir == dir);
        is_dir(&self.path) || (self.path.ends_with("meta.yaml") && self.path.parent().is_some_and(is_dir))
    }

    fn default_configuration(&self, server: &Server) -> Result<ConfigurationId, String> {
        let database = &server.database;
        let id = database.project_of(&self.path).ok_or("there is no project here")?;
        let project = database.project(id).ok_or("the project is not open yet")?;
        let configuration = project.configuration(None)?;
        database
            .configuration_named(id, &configuration.name)
            .ok_or_else(|| format!("the configuration `{}` is not known yet", configuration.name))
    }
}
