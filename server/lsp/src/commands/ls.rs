//! `ls`: a project's configurations.

use crate::args::{GlobalArgs, LsArgs};
use crate::session::{Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &LsArgs) -> Outcome {
    let session = Session::new(global)?;
    let project = session.project(&args.project)?;
    let out: String = project.configurations().into_iter().map(|known| known.name + "\n").collect();
    write(None, &out)
}
