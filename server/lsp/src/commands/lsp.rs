//! `lsp`: the language server.

use std::process::ExitCode;

use forgather_workspace::UserSettings;

use crate::args::{GlobalArgs, LspArgs};
use crate::{report, server, session};

pub(crate) fn run(global: &GlobalArgs, args: &LspArgs) -> ExitCode {
    let facts = match session::facts(global) {
        Ok(facts) => facts,
        Err(failure) => return failure.exit(),
    };
    let arguments =
        UserSettings { dialect: global.dialect, python: global.python.clone(), ..UserSettings::default() };
    let Some(port) = args.socket else { return server::serve_stdio(facts, arguments) };
    server::serve_socket(port, facts, arguments).unwrap_or_else(|error| {
        report::error(&format!("cannot serve on port {port}: {error}"));
        session::Failure::NotRun.exit()
    })
}
