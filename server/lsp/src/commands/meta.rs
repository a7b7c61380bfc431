//! `meta`: what a project's `meta.yaml` says.

use std::fmt::Write as _;

use crate::args::{GlobalArgs, MetaArgs};
use crate::report;
use crate::session::{Failure, Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &MetaArgs) -> Outcome {
    let session = Session::new(global, &args.project.project_dir)?;
    let project = session.project(&args.project)?;
    let meta = match &project.meta {
        Ok(meta) => meta,
        Err(problem) => {
            report::meta_problem(problem);
            return Err(Failure::Problems);
        }
    };
    let mut out = String::new();
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(out, "{name:<16} {value}");
    };
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
    row("name", &or_none(&meta.name));
    row("description", &or_none(&meta.description));
    row("project", &project.dir.display().to_string());
    row("workspace", &project.workspace_root.display().to_string());
    row("config prefix", &meta.config_prefix);
    row("default config", &or_none(&meta.default_config));
    for (index, folder) in meta.search_path.iter().enumerate() {
        let missing = if folder.is_dir() { "" } else { "  (missing)" };
        row(if index == 0 { "search path" } else { "" }, &format!("{}{missing}", folder.display()));
    }
    for (index, folder) in meta.system_path.iter().enumerate() {
        row(if index == 0 { "system path" } else { "" }, &folder.display().to_string());
    }
    if global.verbose {
        let _ = writeln!(out, "\n{}", project.meta_expansion.text.trim_end());
    }
    write(None, &out)
}
