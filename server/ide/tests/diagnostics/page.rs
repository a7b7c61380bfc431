//! The examples of a rule's page.
//!
//! A file is a line with its path in backquotes, then its text as a fenced block; `console` blocks are a command and what
//! it prints. An example is the files up to a `console` block, to the next file of the same name, or to the next heading.

/// Files by path, and what a command prints for them.
#[derive(Debug, Default, Clone)]
pub(crate) struct Example {
    /// Path and text.
    pub(crate) files: Vec<(String, String)>,
    /// The `console` block: command and output.
    pub(crate) console: Option<Console>,
}

/// A `console` block.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    /// What stands behind `$ forgather-ls`.
    pub(crate) arguments: Vec<String>,
    /// What stands below it.
    pub(crate) output: String,
    /// The lines of the page that the output takes, from 0.
    pub(crate) lines: std::ops::Range<usize>,
}

/// The examples of the section with that heading.
pub(crate) fn examples(page: &str, heading: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut current = Example::default();
    let mut within = false;
    let mut path = None;
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            within = title == heading;
        } else if let Some(info) = line.strip_prefix("```") {
            let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, line)| *line != "```").collect();
            if !within {
                continue;
            }
            if info == "console" {
                let (command_line, command) = *block.first().expect("a command");
                let arguments = command.strip_prefix("$ forgather-ls ").expect("a command of forgather-ls");
                let output: Vec<&str> = block[1..].iter().map(|(_, line)| *line).collect();
                current.console = Some(Console {
                    arguments: arguments.split(' ').map(str::to_owned).collect(),
                    output: output.join("\n"),
                    lines: command_line + 1..command_line + block.len(),
                });
                found.push(std::mem::take(&mut current));
            } else if let Some(path) = path.take() {
                let text: String = block.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
                if current.files.iter().any(|(known, _)| *known == path) {
                    found.push(std::mem::take(&mut current));
                }
                current.files.push((path, text));
            }
        } else if let Some(named) = line.strip_prefix('`').and_then(|line| line.strip_suffix('`')) {
            path = Some(named.to_owned()).filter(|named| !named.contains(['`', ' ']));
        }
        if !within && !current.files.is_empty() {
            found.push(std::mem::take(&mut current));
        }
    }
    if !current.files.is_empty() {
        found.push(current);
    }
    found
}
