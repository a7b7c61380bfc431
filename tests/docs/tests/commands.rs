//! Commands that pages show are run, and print what pages show.
//!
//! A block `console` has commands behind `$ ` and below each what it prints; a block `sh` has commands alone. A page's blocks are
//! run one after the other in one folder, which has the example projects and the files that the page shows. What stands in
//! a comment before a block:
//!
//! - `exit: 1`: the last command ends with this code.
//! - `not run here: WHY; run by PATH`: the file at PATH runs these commands.
//! - `not run here: WHY; run by hand`: nothing does.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use docs_tests::{Block, Page, Terminal, markdown_files, matches, root};

/// Pages whose commands another test runs: `pages_show_what_is_printed` in server/lsp/tests/check.rs.
const RULES: &str = "docs/rules";

/// The pages that are tried.
fn pages() -> Vec<PathBuf> {
    let mut pages = markdown_files();
    pages.retain(|path| {
        path.starts_with("docs") && !path.starts_with(RULES)
            || path.components().count() == 1
            || path == Path::new("tests/projects/README.md")
    });
    pages
}

#[test]
fn commands_print_what_pages_show() {
    let (mut wrong, mut run, mut left) = (String::new(), 0, String::new());
    for path in pages() {
        let page = Page::read(&path);
        let mut terminal = Terminal::new();
        for block in &page.blocks {
            let place = format!("{}:{}", path.display(), block.line);
            let tried = try_block(&mut terminal, block);
            match tried {
                Ok(Tried::Ran(count)) => run += count,
                Ok(Tried::Left(reason)) => _ = writeln!(left, "{place}: {reason}"),
                Err(message) => _ = writeln!(wrong, "{place}: {message}\n"),
            }
        }
    }
    println!("{run} commands ran; not run here:\n{left}");
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(run > 20, "{run} commands ran");
}

enum Tried {
    Ran(usize),
    Left(String),
}

fn try_block(terminal: &mut Terminal, block: &Block) -> Result<Tried, String> {
    if let Some(path) = &block.file {
        terminal.write(path, &block.text);
        return Ok(Tried::Ran(0));
    }
    let commands = match block.info.as_str() {
        "console" => commands(&block.text)?,
        "sh" => vec![Shown { command: block.text.trim().to_owned(), output: String::new() }],
        "" | "bash" | "shell" | "zsh" => {
            return Err("a fence says what it holds: `console`, `sh`, `text`, …".to_owned());
        }
        _ => return Ok(Tried::Ran(0)),
    };
    let comment = block.comment.as_deref().unwrap_or_default();
    if let Some(reason) = comment.strip_prefix("not run here:") {
        return left(reason.trim(), &commands).map(Tried::Left);
    }
    let code = match comment.strip_prefix("exit:") {
        Some(code) => code.trim().parse().map_err(|_| format!("`{comment}` names no exit code"))?,
        None => 0,
    };
    let last = commands.len() - 1;
    for (index, shown) in commands.iter().enumerate() {
        let expected = if index == last { code } else { 0 };
        let run = terminal.run(&shown.command);
        if run.code != Some(expected) {
            return Err(format!("`{}` ends with {:?}\n{}", shown.command, run.code, run.printed));
        }
        if !shown.output.is_empty() && !matches(&shown.output, &run.printed) {
            return Err(format!(
                "`{}` prints\n{}\nand shown is\n{}",
                shown.command, run.printed, shown.output
            ));
        }
    }
    Ok(Tried::Ran(commands.len()))
}

/// Why commands are not run, once what runs them instead is seen to do so.
fn left(reason: &str, commands: &[Shown]) -> Result<String, String> {
    let Some((why, by)) = reason.rsplit_once("; run by ") else {
        return Err(format!("`{reason}` does not end with `; run by …`"));
    };
    if why.trim().is_empty() {
        return Err("it does not say why".to_owned());
    }
    if by == "hand" {
        return Ok(reason.to_owned());
    }
    let text = std::fs::read_to_string(root().join(by)).map_err(|error| format!("`{by}`: {error}"))?;
    for line in commands.iter().flat_map(|shown| shown.command.lines()) {
        let command = line.split(" #").next().unwrap_or_default().trim();
        if !text.contains(command) {
            return Err(format!("`{by}` does not run `{command}`"));
        }
    }
    Ok(reason.to_owned())
}

/// A command, and what is shown below it.
struct Shown {
    command: String,
    output: String,
}

fn commands(text: &str) -> Result<Vec<Shown>, String> {
    let mut found: Vec<Shown> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (_, Some(last)) if is_open => {
                last.command.push('\n');
                last.command.push_str(line);
                is_open = line.ends_with('\\');
            }
            (Some(command), _) => {
                is_open = command.ends_with('\\');
                found.push(Shown { command: command.to_owned(), output: String::new() });
            }
            (None, Some(last)) => {
                last.output.push_str(line);
                last.output.push('\n');
            }
            (None, None) => return Err("it does not begin with a command".to_owned()),
        }
    }
    // A blank line between commands is no output.
    for shown in &mut found {
        if shown.output.trim().is_empty() {
            shown.output.clear();
        }
    }
    if found.is_empty() { Err("there is no command".to_owned()) } else { Ok(found) }
}

#[test]
fn a_block_is_tried_as_it_is_meant() {
    let block = |info: &str, text: &str, comment: Option<&str>| Block {
        line: 1,
        info: info.to_owned(),
        text: text.to_owned(),
        comment: comment.map(str::to_owned),
        file: None,
    };
    let mut terminal = Terminal::new();
    let mut is_right = |info, text, comment| try_block(&mut terminal, &block(info, text, comment)).is_ok();
    assert!(is_right("console", "$ echo a\na\n\n$ printf 'b\\nc'\nb\n…\n", None));
    assert!(!is_right("console", "$ echo a\nb\n", None));
    assert!(!is_right("console", "$ false\n", None));
    assert!(is_right("console", "$ true\n$ false\n", Some("exit: 1")));
    assert!(!is_right("console", "$ false\n$ false\n", Some("exit: 1")));
    assert!(!is_right("console", "$ true\n", Some("exit: 1")));
    assert!(!is_right("console", "echo a\n", None));
    assert!(is_right("sh", "cd tests/projects\nls tiny_lm/meta.yaml\n", None));
    assert!(is_right("console", "$ ls -d tiny_lm\ntiny_lm\n", None));
    assert!(!is_right("bash", "true\n", None));
    assert!(is_right("text", "anything\n", None));
    assert!(!is_right("sh", "false\n", Some("not run here: it fails")));
    assert!(is_right("sh", "false\n", Some("not run here: it fails; run by hand")));
    assert!(is_right("sh", "cargo xtask test\n", Some("not run here: it is itself; run by .ci/run")));
    assert!(!is_right("sh", "cargo xtask rest\n", Some("not run here: it is itself; run by .ci/run")));
}
