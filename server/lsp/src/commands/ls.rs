//! `ls`: the configurations of a project, or of all projects below a folder.

use std::fmt::Write as _;

use forgather_workspace::{Configuration, Project, project_folders};

use crate::args::{GlobalArgs, LsArgs};
use crate::session::{Failure, Outcome, Session, write};
use crate::{graph, report};

pub(crate) fn run(global: &GlobalArgs, args: &LsArgs) -> Outcome {
    let session = Session::new(global, &args.project.project_dir)?;
    if !args.recursive {
        let project = session.project(&args.project)?;
        if let Err(problem) = &project.meta {
            report::meta_problem(problem);
            return Err(Failure::Problems);
        }
        return write(None, &anstream_text(&list(&project)));
    }
    let folders = project_folders(&args.project.project_dir, |_| false);
    if folders.is_empty() {
        let folder = args.project.project_dir.display();
        report::error(&format!("no project: no folder in `{folder}` has a `meta.yaml`"));
        return Err(Failure::NotRun);
    }
    let mut outcome = Ok(());
    for folder in folders {
        match session.try_project(&folder) {
            Ok(project) => {
                let mut out = format!("{}\n", project.dir.display());
                if let Err(problem) = &project.meta {
                    report::meta_problem(problem);
                    outcome = Err(Failure::Problems);
                } else {
                    out.push_str(&list(&project));
                }
                write(None, &anstream_text(&out))?;
            }
            Err(error) => {
                report::error(&error.to_string());
                outcome = Err(Failure::Problems);
            }
        }
    }
    outcome
}

fn list(project: &Project) -> String {
    let mut out = String::new();
    let Ok(meta) = &project.meta else { return out };
    let name = meta.name.clone().unwrap_or_else(|| {
        project.dir.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    });
    let _ = match &meta.description {
        Some(description) => writeln!(out, "{name} : {description}"),
        None => writeln!(out, "{name}"),
    };
    let configurations = project.configurations();
    let shown = |configuration: &Configuration| {
        if meta.default_config.as_ref() == Some(&configuration.name) {
            format!("[{}]", configuration.name)
        } else {
            configuration.name.clone()
        }
    };
    let width = configurations.iter().map(|known| shown(known).chars().count()).max().unwrap_or(0);
    for configuration in &configurations {
        let _ = writeln!(out, "    {:<width$}  {}", shown(configuration), about(project, configuration));
    }
    out
}

/// A configuration's own name and description, or what is wrong with it.
fn about(project: &Project, configuration: &Configuration) -> String {
    let expansion = project.expand(&configuration.template);
    if let Some(problem) = expansion.problems.first() {
        return report::brief(&expansion, problem);
    }
    let (graph, problems) = graph::load(&expansion.text, project.dialect());
    if let Some(problem) = problems.first() {
        return report::brief_in_graph(&expansion, problem);
    }
    match graph::strings(&graph, "meta", &["config_name", "config_description"]).as_slice() {
        [Some(name), Some(description)] => format!("{name} : {description}"),
        [Some(only), None] | [None, Some(only)] => (*only).to_owned(),
        _ => String::new(),
    }
}

/// Text for standard output, without colors where they are not wanted.
fn anstream_text(text: &str) -> String {
    let choice = anstream::AutoStream::choice(&std::io::stdout());
    let text = match choice {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
        _ => text.to_owned(),
    };
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}
