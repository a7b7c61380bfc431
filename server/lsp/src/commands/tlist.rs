//! `tlist`: the templates that a project can use.

use crate::args::{GlobalArgs, TlistArgs};
use crate::report;
use crate::session::{Failure, Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &TlistArgs) -> Outcome {
    let session = Session::new(global, &args.project.project_dir)?;
    let project = session.project(&args.project)?;
    if let Err(problem) = &project.meta {
        report::meta_problem(problem);
        return Err(Failure::Problems);
    }
    let mut out = String::new();
    for (name, path) in project.search_path().templates() {
        if global.verbose {
            out.push_str(&format!("{name} : {}\n", path.display()));
        } else {
            out.push_str(&name);
            out.push('\n');
        }
    }
    write(None, &out)
}
