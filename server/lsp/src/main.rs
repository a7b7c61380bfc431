//! `forgather-ls`: the command line of the Forgather language server.
//!
//! This crate alone knows how results are shown; what they are comes from the crates below it. Output goes to
//! standard output only when it is whole; what is wrong goes to standard error.

mod args;
mod commands;
mod graph;
mod materialize;
#[cfg(test)]
mod reference;
mod report;
mod rules;
mod server;
mod session;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};

/// Graphs and trees are many small allocations: a check of a workspace takes a quarter less time with this one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
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
