//! `code`: Python that constructs a target.

use std::path::Path;
use std::sync::Arc;

use forgather_dialect::SourceFile;
use forgather_expand::{Data, Globals, Limits, LoadedFile, Loader as _, Request, expand_file};
use forgather_graph::encode::{self, CodeForm, CodeOptions, NamePolicy, PythonCode};
use forgather_graph::{Graph, NodeId};

use crate::args::{CodeArgs, GlobalArgs, NamePolicyArg};
use crate::session::{Failure, Outcome, Session, write};
use crate::{graph, report};

pub(crate) fn run(global: &GlobalArgs, args: &CodeArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let graph = graph::load_whole(&expansion, session.dialect())?;
    let root = target(&graph, args.target.as_deref())?;
    let options = CodeOptions {
        name_policy: match args.name_policy {
            NamePolicyArg::Required => NamePolicy::Required,
            NamePolicyArg::Named => NamePolicy::Named,
            NamePolicyArg::All => NamePolicy::All,
        },
        form: if args.runnable { CodeForm::Runnable } else { CodeForm::Forgathers },
        factory_name: args.factory_name.clone(),
        relaxed_kwargs: args.relaxed_kwargs,
    };
    let code = graph::encoded(&expansion, encode::code(&graph, root, &options))?;
    let text = match &args.template {
        Some(template) => rendered(&session, args, template, &code)?,
        None => format!("{}\n", code.text(&options)),
    };
    write(args.output.output.as_ref(), &text)
}

/// The node of a target, or a report of what there is where there is none of that name.
pub(super) fn target(graph: &Graph, name: Option<&str>) -> Outcome<NodeId> {
    graph::target(graph, name).map_err(|message| {
        report::error(&message);
        Failure::NotRun
    })
}

/// A template of the user's own, given the parts of the generated Python.
fn rendered(session: &Session, args: &CodeArgs, template: &str, code: &PythonCode) -> Outcome<String> {
    let (search_path, folders) = session.search_path(&args.configuration);
    let file = match search_path.load(template) {
        Ok(file) => file,
        Err(_) => {
            let text = std::fs::read_to_string(template).map_err(|error| {
                report::error(&format!(
                    "template `{template}` is neither on the search path nor a file that can be read: {error}"
                ));
                Failure::NotRun
            })?;
            let path = std::path::absolute(template).unwrap_or_else(|_| Path::new(template).to_owned());
            let source = Arc::new(SourceFile::new(text, session.files.dialect()));
            Arc::new(LoadedFile { path, source })
        }
    };
    let mut globals = Globals::new(Arc::clone(&session.facts), folders.as_ref());
    for (name, value) in parts(code, args) {
        globals = globals.with(name, &value);
    }
    for setting in &args.set {
        let Some((name, value)) = setting.split_once('=') else {
            report::error(&format!("`--set {setting}` has no `=`: write `--set NAME=VALUE`"));
            return Err(Failure::NotRun);
        };
        let json = serde_json::from_str::<serde_json::Value>(value);
        let value = json.map_or_else(|_| Data::from(value), Data::from);
        globals = globals.with(name, &value);
    }
    let request = Request {
        loader: &search_path,
        dialect: session.files.dialect(),
        globals: Arc::new(globals),
        limits: Limits::default(),
    };
    let expansion = expand_file(&request, template, file);
    if !expansion.is_complete() {
        report::problems(&expansion);
        return Err(Failure::Problems);
    }
    Ok(expansion.text)
}

/// What a template sees: the parts of the Python, as tuples that can be unpacked in a loop.
fn parts(code: &PythonCode, args: &CodeArgs) -> Vec<(&'static str, Data)> {
    let text = |text: &str| Data::from(text);
    let imports =
        code.imports.iter().map(|import| Data::Tuple(vec![text(&import.module), text(&import.name)]));
    let dynamic_imports = code.dynamic_imports.iter().map(|import| {
        let folders = import.searchpath.iter().map(|folder| text(folder)).collect();
        Data::Tuple(vec![text(&import.module), text(&import.name), Data::Tuple(folders)])
    });
    let variables = code.variables.iter().map(|variable| {
        let default = variable.default.as_ref().map_or(Data::None, |default| text(default));
        Data::Tuple(vec![text(&variable.name), Data::Bool(variable.default.is_some()), default])
    });
    let mut parts = vec![
        ("imports", Data::List(imports.collect())),
        ("dynamic_imports", Data::List(dynamic_imports.collect())),
        ("variables", Data::List(variables.collect())),
        ("definitions", text(&code.definitions)),
        ("main_body", text(&code.main_body)),
        ("factory_name", text(&args.factory_name)),
    ];
    if args.relaxed_kwargs {
        parts.push(("relaxed_kwargs", Data::Bool(true)));
    }
    parts
}
