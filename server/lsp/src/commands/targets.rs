//! `targets`: what a configuration can construct.

use crate::args::{GlobalArgs, TargetsArgs};
use crate::session::{Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &TargetsArgs) -> Outcome {
    let session = Session::new(global)?;
    let expansion = session.expand_whole(&args.configuration)?;
    write(None, &expansion.text)
}
