//! `forgather-ls`: the command line and the language server.
//!
//! This crate alone knows how results are shown, and the protocol; what they are comes from the crates below it. None
//! of them may depend on it: the program, and the tests of what it does with bytes from outside, are all that use it.
//!
//! Invariant: output goes to standard output only when it is whole; what is wrong goes to standard error. Of a server,
//! standard output carries messages only, and every request is answered once.

mod args;
mod commands;
#[doc(hidden)]
pub mod fuzzing;
mod graph;
mod materialize;
mod report;
mod rules;
mod server;
mod session;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Arguments, Command};

/// The command line's commands and options, from which completions, manual pages and documentation are made.
pub fn command_line() -> clap::Command {
    Arguments::command()
}

/// Does what the process's arguments say.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse_from(with_command(std::env::args_os()));
    arguments.global.color.write_global();
    let outcome = match &arguments.command {
        Command::Lsp(command) => return commands::lsp::run(&arguments.global, command),
        Command::Check(command) => commands::check::run(&arguments.global, command),
        Command::Explain(command) => commands::explain::run(command),
        Command::Pp(command) => commands::pp::run(&arguments.global, command),
        Command::Ls(command) => commands::ls::run(&arguments.global, command),
        Command::Targets(command) => commands::targets::run(&arguments.global, command),
        Command::Graph(command) => commands::graph::run(&arguments.global, command),
        Command::Code(command) => commands::code::run(&arguments.global, command),
        Command::Materialize(command) => commands::materialize::run(&arguments.global, command),
        Command::Tlist(command) => commands::tlist::run(&arguments.global, command),
        Command::Trefs(command) => commands::trefs::run(&arguments.global, command),
        Command::Meta(command) => commands::meta::run(&arguments.global, command),
        Command::Completions(command) => commands::completions::run(command),
        Command::Man(command) => commands::man::run(command),
        Command::Translate(command) => commands::translate::run(&arguments.global, command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.exit(),
    }
}

/// The arguments, with the command that editors leave out: `forgather-ls --stdio`.
fn with_command(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == "--stdio") {
        arguments.insert(1, "lsp".into());
    }
    arguments
}
