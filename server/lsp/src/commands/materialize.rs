//! `materialize`: a target, constructed in the user's Python.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::mpsc::channel;

use forgather_expand::Expansion;
use forgather_workspace::{Cancel, workspace_of};

use crate::args::{GlobalArgs, MaterializeArgs};
use crate::materialize::{self, Answer, End, Given, Job, Sessions, Surface, Want};
use crate::session::{Failure, Outcome, Session, write};
use crate::{graph, report};

/// How many characters of an object's `repr` are printed.
const REPR_LIMIT: usize = 1 << 20;

pub(crate) fn run(global: &GlobalArgs, args: &MaterializeArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let timeout = args.timeout.or(session.session_timeout());
    let timeout =
        materialize::timeout(timeout).ok_or_else(|| not_run("`--timeout` is a number of seconds"))?;
    let (args_given, kwargs) = call(&args.call)?;
    let vars = args.vars.iter().map(|var| Given::variable(var)).collect::<Result<Vec<_>, _>>();
    let vars = vars.map_err(|problem| not_run(&format!("`--var`: {problem}")))?;
    let expansion = session.expand_whole(&args.configuration)?;
    let graph = graph::load_whole(&expansion, session.dialect())?;
    let root = super::code::target(&graph, args.target.as_deref())?;
    let target = graph.targets().is_some().then(|| args.target.clone().unwrap_or_else(|| "main".to_owned()));
    if !(args_given.is_empty() && kwargs.is_empty()) {
        materialize::takes_arguments(&graph, root).map_err(|message| not_run(&message))?;
    }
    let project = session.try_project(&args.configuration.project.project_dir).ok();
    let folder = match &project {
        Some(project) => project.dir.clone(),
        None => std::path::absolute(&args.configuration.project.project_dir).unwrap_or_default(),
    };
    let system_path =
        project.as_ref().and_then(|project| Some(project.meta.as_ref().ok()?.system_path.clone()));
    let interpreter = session.interpreter(&folder).ok_or_else(|| {
        not_run("no Python was found to construct in; name an interpreter, or a virtual environment, with `--python`")
    })?;
    let given: Vec<String> = vars.iter().map(|(name, _)| name.clone()).collect();
    let want = Want {
        text: expansion.text.clone(),
        dialect: graph.dialect(),
        target,
        vars,
        args: args_given,
        kwargs,
        folder: folder.to_string_lossy().into_owned(),
        system_path: system_path
            .unwrap_or_default()
            .iter()
            .map(|folder| folder.to_string_lossy().into_owned())
            .collect(),
        times: global.verbose,
        repr_limit: REPR_LIMIT,
    };
    let workspace = workspace_of(&folder).unwrap_or(folder);
    let sessions = Sessions::new(Arc::new(|_, _| ()));
    let (reply, answer) = channel();
    let job = Job {
        want,
        timeout,
        cancel: Cancel::new(),
        progress: Box::new(|_| ()),
        reply: Box::new(move |answer| _ = reply.send(answer)),
    };
    sessions.begin(&workspace, &interpreter.executable, job);
    let answer = answer.recv();
    sessions.end();
    let Ok(answer) = answer else { return Err(not_run("the session is lost")) };
    show(global, &expansion, &answer, &given)
}

fn not_run(message: &str) -> Failure {
    report::error(message);
    Failure::NotRun
}

type Call = (Vec<Given>, Vec<(String, Given)>);

/// Arguments by position and by name.
fn call(arguments: &[String]) -> Outcome<Call> {
    let (mut args, mut kwargs) = (Vec::new(), Vec::new());
    for argument in arguments {
        // A string with `=` in it is written in quotes, as in a configuration.
        match argument.split_once('=').filter(|(name, _)| is_name(name)) {
            Some((name, value)) => kwargs.push((name.to_owned(), yaml(&format!("--call {name}"), value)?)),
            None => args.push(yaml("--call", argument)?),
        }
    }
    Ok((args, kwargs))
}

fn is_name(text: &str) -> bool {
    let letters = text.chars().all(|ch| ch == '_' || ch.is_alphanumeric());
    letters && !text.is_empty() && !text.starts_with(|ch: char| ch.is_numeric())
}

/// A value as in a configuration.
fn yaml(option: &str, text: &str) -> Outcome<Given> {
    Given::written(text)
        .map_err(|problem| not_run(&format!("the value of `{option}` cannot be read: {problem}")))
}

fn show(global: &GlobalArgs, expansion: &Expansion, answer: &Answer, given: &[String]) -> Outcome {
    // What the user's code printed comes first, as it did.
    let _ = std::io::stderr().write_all(heard(&answer.stdout, &answer.stderr).as_bytes());
    if !global.quiet {
        for note in materialize::notes(answer) {
            anstream::eprintln!("{note}");
        }
    }
    if let Some(told) = materialize::told(answer, expansion, given, Surface::CommandLine) {
        report::failure(expansion, &told);
        let started = !matches!(answer.end, End::NotStarted(_));
        return Err(if started { Failure::Problems } else { Failure::NotRun });
    }
    let End::Object(object) = &answer.end else { return Err(Failure::NotRun) };
    if global.verbose {
        for time in &object.times {
            let at = report::place_of(expansion, materialize::span(time.span));
            let times = if time.calls == 1 { String::new() } else { format!(" in {} calls", time.calls) };
            let milliseconds = time.seconds * 1e3;
            anstream::eprintln!("{milliseconds:>10.3} ms{times}  {}  {at}", time.constructor);
        }
        anstream::eprintln!("{:>10.3} ms in all, in Python {}", answer.seconds * 1e3, answer.python);
    }
    let cut = if object.truncated { "\n… and more, which is not shown" } else { "" };
    write(None, &format!("{}\n{}{cut}\n", object.r#type, object.repr))
}

/// What the user's code printed, each stream's whole lines.
fn heard(stdout: &str, stderr: &str) -> String {
    [stdout, stderr]
        .iter()
        .filter(|text| !text.is_empty())
        .map(|text| if text.ends_with('\n') { (*text).to_owned() } else { format!("{text}\n") })
        .collect()
}
