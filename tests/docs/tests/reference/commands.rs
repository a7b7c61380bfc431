//! Commands and options of the command line, as clap knows them.

use std::fmt::Write as _;

use clap::{Arg, Command};
use docs_tests::root;
use expect_test::expect_file;

#[test]
fn commands_are_made_of_the_code() {
    let page = page(&forgather_ls::command_line());
    expect_file![root().join("docs/reference/commands.md")].assert_eq(&page);
}

fn page(program: &Command) -> String {
    let mut out = format!(
        "<!-- Made of server/lsp/src/args.rs by `cargo xtask docs`. -->\n\n# Commands\n\n{}\n\n\
         Exit codes: 0; 1 if something is wrong with a configuration; 2 if the command could not run.\n\n",
        sentence(program.get_about()),
    );
    let commands: Vec<&Command> = shown(program).collect();
    out += "| command | does |\n|---|---|\n";
    for command in &commands {
        let name = command.get_name();
        let _ = writeln!(out, "| [`{name}`](#{name}) | {} |", cell(&sentence(command.get_about())));
    }
    out += "\n## Options of every command\n\n";
    out += &table(program.get_arguments());
    for command in commands {
        let _ = write!(out, "\n## {}\n\n{}\n\n", command.get_name(), sentence(command.get_about()));
        let _ = write!(out, "```text\n{}\n```\n", usage(command));
        let own: Vec<&Arg> = command.get_arguments().collect();
        if !own.is_empty() {
            let _ = write!(out, "\n{}", table(own.into_iter()));
        }
    }
    out
}

fn shown(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| !command.is_hide_set())
}

/// The line that clap prints behind `Usage:`.
fn usage(command: &Command) -> String {
    let mut command = command.clone().bin_name(format!("forgather-ls {}", command.get_name()));
    command.render_usage().to_string().trim_start_matches("Usage:").trim().to_owned()
}

fn table<'a>(arguments: impl Iterator<Item = &'a Arg>) -> String {
    let mut out = "| argument | what it is | without it |\n|---|---|---|\n".to_owned();
    for argument in arguments.filter(|argument| !argument.is_hide_set()) {
        let default: Vec<String> =
            argument.get_default_values().iter().map(|value| format!("`{}`", value.display())).collect();
        let mut what = sentence(argument.get_help());
        // A switch has the values `true` and `false`, which nobody writes.
        if argument.get_action().takes_values() {
            for value in argument.get_possible_values().iter().filter(|value| !value.is_hide_set()) {
                let _ = write!(what, "<br>`{}`", value.get_name());
                if value.get_help().is_some() {
                    let _ = write!(what, ": {}", sentence(value.get_help()).trim_end_matches('.'));
                }
            }
        }
        let _ = writeln!(out, "| {} | {} | {} |", cell(&name(argument)), cell(&what), default.join(", "));
    }
    out
}

/// How an argument is written: `-p`, `--project-dir DIR`.
fn name(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().join(" ");
    if argument.is_positional() {
        return format!("`{values}`{}", if is_repeated(argument) { "…" } else { "" });
    }
    let short = argument.get_short().map(|short| format!("`-{short}`"));
    let value = if argument.get_action().takes_values() { format!(" {values}") } else { String::new() };
    let long = argument.get_long().map(|long| format!("`--{long}{value}`"));
    short.into_iter().chain(long).collect::<Vec<_>>().join(", ")
        + if is_repeated(argument) { ", any number of times" } else { "" }
}

fn is_repeated(argument: &Arg) -> bool {
    matches!(argument.get_action(), clap::ArgAction::Append)
}

/// clap drops the period of a text in one paragraph.
fn sentence(text: Option<&clap::builder::StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    if text.ends_with(['.', '?', ')']) || text.is_empty() { text } else { format!("{text}.") }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
