//! Constructing what a configuration describes, in the user's Python.

use std::path::PathBuf;
use std::sync::Arc;

use forgather_expand::Expansion;
use forgather_ide::diagnostics;
use forgather_python::Env;
use forgather_workspace::{Analysis, Cancel, workspace_of};
use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::encode::{root, whole};
use super::{About, MATERIALIZE, argument};
use crate::materialize::{self, Answer, Cause, End, Frame, Given, Job, Progress, Surface, Told, Want};
use crate::server::convert::Convert;
use crate::server::documents::Spelled;
use crate::server::positions::Encoding;
use crate::server::requests::{Fault, Handler, Reply, Step};
use crate::server::state::{Event, Server};
use crate::server::transport::RpcError;
use crate::server::uris;

/// How many characters of an object's `repr` are sent.
const REPR_LIMIT: usize = 100_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MaterializeArgument {
    uri: Uri,
    config: Option<String>,
    target: Option<String>,
    #[serde(default)]
    vars: Vars,
    call: Option<Call>,
    #[serde(default)]
    times: bool,
    work_done_token: Option<Value>,
}

/// Values of variables: by name, or a list of `NAME=VALUE` as on the command line.
#[derive(Deserialize)]
#[serde(untagged)]
enum Vars {
    Named(Map<String, Value>),
    Written(Vec<String>),
}

impl Default for Vars {
    fn default() -> Self {
        Self::Written(Vec::new())
    }
}

/// Arguments of a call: a list, or both kinds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Call {
    Positional(Vec<Value>),
    Both(BothArguments),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BothArguments {
    #[serde(default)]
    args: Vec<Value>,
    #[serde(default)]
    kwargs: Map<String, Value>,
}

/// What was asked for, without the configuration.
#[derive(Clone)]
struct Asked {
    target: Option<String>,
    vars: Vec<(String, Given)>,
    args: Vec<Given>,
    kwargs: Vec<(String, Given)>,
    times: bool,
    token: Option<Value>,
}

/// `forgather.materialize`
pub(super) fn materialize(value: Value) -> Result<Handler, RpcError> {
    let argument: MaterializeArgument = argument(MATERIALIZE, value)?;
    let about = About::new(&argument.uri, argument.config)?;
    let (args, kwargs) = match argument.call {
        None => (Vec::new(), Map::new()),
        Some(Call::Positional(args)) => (args, Map::new()),
        Some(Call::Both(both)) => (both.args, both.kwargs),
    };
    let named =
        |map: Map<String, Value>| map.into_iter().map(|(name, value)| (name, given(&value))).collect();
    let asked = Asked {
        target: argument.target,
        vars: match argument.vars {
            Vars::Named(vars) => named(vars),
            Vars::Written(texts) => {
                let read = texts.iter().map(|text| Given::variable(text));
                read.collect::<Result<_, _>>().map_err(RpcError::params)?
            }
        },
        args: args.iter().map(given).collect(),
        kwargs: named(kwargs),
        times: argument.times,
        token: argument.work_done_token,
    };
    Ok(Box::new(move |server| {
        if !server.settings.is_trusted() {
            let message = "the workspace is not trusted, and constructing runs code of it; trust it in your editor first";
            return Step::Answer(Err(RpcError::failed(message)));
        }
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some(view) = server.database.view(id) else { return Step::Wait };
        let surroundings = Surroundings::new(server, &view.project().workspace_root);
        let asked = asked.clone();
        Step::Elsewhere(Box::new(move |cancel, reply| {
            let analysis = view.analysis(&cancel).map_err(Fault::from);
            let begun = analysis.and_then(|analysis| {
                whole(&analysis)?;
                Ok((want(&analysis, &asked)?, analysis))
            });
            match begun {
                Ok((want, analysis)) => surroundings.begin(want, analysis, asked, cancel, reply),
                Err(fault) => reply.send(Err(fault)),
            }
        }))
    }))
}

fn given(value: &Value) -> Given {
    Given::Json(value.to_string())
}

/// What a construction needs of the server.
struct Surroundings {
    python: Option<PathBuf>,
    timeout: Option<f64>,
    sessions: Arc<materialize::Sessions>,
    queue: std::sync::mpsc::Sender<Event>,
    encoding: Encoding,
    documents: Spelled,
}

impl Surroundings {
    fn new(server: &Server, workspace: &std::path::Path) -> Self {
        Self {
            python: server.settings.python(workspace),
            timeout: server.settings.session_timeout(),
            sessions: Arc::clone(&server.sessions),
            queue: server.queue.clone(),
            encoding: server.encoding,
            documents: server.documents.uris(),
        }
    }

    fn begin(self, want: Want, analysis: Arc<Analysis>, asked: Asked, cancel: Cancel, reply: Reply) {
        let project = &analysis.project;
        let Some(interpreter) =
            forgather_python::find(self.python.as_deref(), &project.dir, &Env::from_process())
        else {
            let message = "no Python was found to construct in; name an interpreter, or a virtual environment, by `forgather.python`";
            return reply.send(Err(RpcError::failed(message).into()));
        };
        let Some(timeout) = materialize::timeout(self.timeout) else {
            let message = "`session.timeout` is a number of seconds that is larger than 0";
            return reply.send(Err(RpcError::failed(message).into()));
        };
        let (key, queue, token) = (reply.key(), self.queue.clone(), asked.token);
        let progress = move |progress| {
            let _ = queue.send(Event::Constructing { key, token: token.clone(), progress });
        };
        // Starting Python takes its time, too.
        progress(Progress { done: 0, total: 0, importing: None });
        let names: Vec<String> = asked.vars.into_iter().map(|(name, _)| name).collect();
        let (sessions, workspace) = (Arc::clone(&self.sessions), project.workspace_root.clone());
        let job = Job {
            want,
            timeout,
            cancel,
            progress: Box::new(progress),
            reply: Box::new(move |answer| {
                let convert = Convert { encoding: self.encoding, documents: &self.documents };
                reply.send(result(&convert, &analysis.expansion, &answer, &names));
            }),
        };
        sessions.begin(&workspace, &interpreter.executable, job);
    }
}

/// What the session is asked for.
fn want(analysis: &Analysis, asked: &Asked) -> Result<Want, RpcError> {
    let graph = &analysis.graph;
    let node = root(graph, asked.target.as_deref())?;
    if !(asked.args.is_empty() && asked.kwargs.is_empty()) {
        materialize::takes_arguments(graph, node).map_err(RpcError::failed)?;
    }
    let target = graph.targets().is_some().then(|| asked.target.clone().unwrap_or_else(|| "main".to_owned()));
    let system_path = analysis.project.meta.as_ref().map(|meta| meta.system_path.clone());
    Ok(Want {
        text: analysis.expansion.text.clone(),
        dialect: graph.dialect(),
        target,
        vars: asked.vars.clone(),
        args: asked.args.clone(),
        kwargs: asked.kwargs.clone(),
        folder: analysis.project.dir.to_string_lossy().into_owned(),
        system_path: system_path
            .unwrap_or_default()
            .iter()
            .map(|folder| folder.to_string_lossy().into_owned())
            .collect(),
        times: asked.times,
        repr_limit: REPR_LIMIT,
    })
}

/// An answer, as clients are told of it.
fn result(
    convert: &Convert<'_>,
    expansion: &Expansion,
    answer: &Answer,
    names: &[String],
) -> Result<Value, Fault> {
    let mut value = match (&answer.end, materialize::told(answer, expansion, names, Surface::Protocol)) {
        (End::Cancelled, _) => return Err(Fault::Cancelled),
        (End::Object(object), _) => {
            let times = object.times.iter().map(|time| {
                let place = materialize::locate(expansion, materialize::span(time.span));
                json!({
                    "constructor": time.constructor,
                    "location": place.map(|(location, _)| convert.location(&location)),
                    "calls": time.calls,
                    "seconds": time.seconds,
                })
            });
            let times: Vec<Value> = times.collect();
            let mut value = json!({
                "ok": true,
                "type": object.r#type,
                "repr": object.repr,
                "truncated": object.truncated,
            });
            if !times.is_empty() {
                value["times"] = times.into();
            }
            value
        }
        (_, Some(told)) => json!({"ok": false, "error": error(convert, expansion, &told)}),
        (_, None) => return Err(RpcError::new(RpcError::INTERNAL, "the session said nothing").into()),
    };
    value["stdout"] = answer.stdout.as_str().into();
    value["stderr"] = answer.stderr.as_str().into();
    value["seconds"] = answer.seconds.into();
    value["stale"] = answer.stale.iter().map(|file| convert.uri(file.as_ref())).collect::<Vec<_>>().into();
    value["notes"] = materialize::notes(answer).into();
    value["python"] = answer.python.as_str().into();
    Ok(value)
}

fn error(convert: &Convert<'_>, expansion: &Expansion, told: &Told) -> Value {
    let needed = told.needed_by.iter().map(|(location, message)| (location.clone(), message.clone()));
    let steps = told.at.iter().flat_map(|(_, frame)| diagnostics::chain(expansion, *frame));
    let steps = steps.map(|step| (step.location, step.message));
    let related: Vec<Value> = needed
        .chain(steps)
        .map(|(location, message)| json!({"location": convert.location(&location), "message": message}))
        .collect();
    let causes: Vec<Value> = told.causes.iter().map(|cause| self::cause(convert, cause)).collect();
    json!({
        "type": told.kind,
        "message": told.message,
        "note": told.note,
        "location": told.at.as_ref().map(|(location, _)| convert.location(location)),
        "relatedInformation": related,
        "traceback": traceback(convert, &told.traceback),
        "causes": causes,
    })
}

fn cause(convert: &Convert<'_>, cause: &Cause) -> Value {
    json!({
        "type": cause.r#type,
        "message": cause.message,
        "traceback": traceback(convert, &cause.traceback),
    })
}

/// Frames, with the uris of those whose files are files.
fn traceback(convert: &Convert<'_>, frames: &[Frame]) -> Value {
    let frames = frames.iter().map(|frame| {
        let path = std::path::Path::new(&frame.file);
        json!({
            "file": frame.file,
            "uri": path.is_absolute().then(|| convert.uri(path)),
            "line": frame.line,
            "function": frame.function,
            "text": frame.text,
        })
    });
    frames.collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestartArgument {
    uri: Option<Uri>,
}

/// `forgather.restartSession`
pub(super) fn restart(value: Value) -> Result<Handler, RpcError> {
    let RestartArgument { uri } = argument("forgather.restartSession", value)?;
    let path = match &uri {
        None => None,
        Some(uri) => Some(
            uris::to_path(uri)
                .ok_or_else(|| RpcError::params(format!("`{}` is not a file's uri", uri.as_str())))?,
        ),
    };
    Ok(Box::new(move |server| {
        let workspace = path.as_ref().map(|path| workspace_of(path).unwrap_or_else(|| path.clone()));
        Step::Answer(Ok(json!({"restarted": server.sessions.restart(workspace.as_deref())})))
    }))
}
