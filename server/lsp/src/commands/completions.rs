//! `completions`: what completes the command line in a shell.

use crate::args::CompletionsArgs;
use crate::command_line;
use crate::session::{Outcome, write};

pub(crate) fn run(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command_line(), "forgather-ls", &mut script);
    write(None, &String::from_utf8_lossy(&script))
}
