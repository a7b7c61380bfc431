//! `man`: manual pages, one for the program and one for each command.

use std::fs;

use crate::args::ManArgs;
use crate::session::{Failure, Outcome};
use crate::{command_line, report};

pub(crate) fn run(args: &ManArgs) -> Outcome {
    let made = fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(command_line(), &args.folder));
    made.map_err(|error| {
        report::error(&format!("`{}` cannot be written: {error}", args.folder.display()));
        Failure::NotRun
    })
}
