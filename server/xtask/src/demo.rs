//! `cargo xtask demo`: what forgather-ls does, shown on the example project by its own command line.

use crate::program;
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const PROJECT: &str = "tests/projects/tiny_lm";
const EXPERIMENT: &str = "no_bias.yaml";
/// How many characters of an expanded line the table shows.
const SHOWN_WIDTH: usize = 56;
/// How many lines the table shows before and after the experiment's own.
const SHOWN_AROUND: usize = 4;

/// Builds the program, runs it, and prints each command before its output. An error if the program does not do what is
/// to be shown.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let demo = Demo { root, binary: program::release(root)? };
    title("The configurations of a project");
    demo.show(&["ls", "-p", PROJECT], Expect::Success)?;

    title("An experiment, expanded: all that its file says is a name and `bias: False`");
    let expanded = demo.show(&["pp", "-p", PROJECT, "-t", EXPERIMENT], Expect::Success)?;

    title("Where each line came from");
    let map = demo.run(&["pp", "--map", "-p", PROJECT, "-t", EXPERIMENT], Expect::Success)?;
    print!("{}", table(&expanded, &map, root)?);

    title("The templates that it is made of");
    demo.show(&["trefs", "-p", PROJECT, "-t", EXPERIMENT], Expect::Success)?;

    title("What can be constructed");
    demo.show(&["targets", "-p", PROJECT, "-t", "every_tag.yaml"], Expect::Success)?;

    title("The same experiment as Python");
    demo.show(&["code", "-p", PROJECT, "-t", EXPERIMENT], Expect::Success)?;

    title("The object itself, constructed in Python");
    let baseline = demo.show(&["materialize", "-p", PROJECT], Expect::Success)?;

    title("The experiment's object: what its one argument changes");
    let changed = demo.run(&["materialize", "-p", PROJECT, "-t", EXPERIMENT], Expect::Success)?;
    print!("{}", differences(&baseline, &changed)?);

    title("A variable that needs a value");
    let greeting = ["materialize", "greeting", "-p", PROJECT, "-t", "every_tag.yaml"];
    demo.show(&greeting, Expect::Failure)?;
    demo.show(&[&greeting[..], &["--var", "reader=Ada"]].concat(), Expect::Success)?;

    title("A typo, and what is said about it");
    demo.show(&["pp", "-p", "tests/projects/broken", "-t", "typo.yaml"], Expect::Failure)?;

    title("A fault in the expanded YAML, at the template text that it comes from");
    demo.show(&["targets", "-p", "tests/projects/broken", "-t", "undefined_alias.yaml"], Expect::Failure)?;
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Success,
    /// An exit code of 1, and something on standard error.
    Failure,
}

fn title(text: &str) {
    println!("\n## {text}\n");
}

struct Demo<'a> {
    root: &'a Path,
    binary: PathBuf,
}

impl Demo<'_> {
    /// Runs the program with these arguments and prints all its output.
    fn show(&self, arguments: &[&str], expect: Expect) -> Result<String, String> {
        let text = self.run(arguments, expect)?;
        println!("{}", text.trim_end());
        Ok(text)
    }

    /// Prints the command, runs it, and gives its output: standard error where a failure is expected.
    fn run(&self, arguments: &[&str], expect: Expect) -> Result<String, String> {
        let command = format!("forgather-ls {}", arguments.join(" "));
        println!("$ {command}\n");
        let output = program::output(Command::new(&self.binary).args(arguments).current_dir(self.root))?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let (expected_code, text) = match expect {
            Expect::Success => (0, String::from_utf8_lossy(&output.stdout).into_owned()),
            Expect::Failure => (1, stderr.clone()),
        };
        if output.status.code() != Some(expected_code) {
            return Err(format!("`{command}` ends with {}\n{stderr}", output.status));
        }
        if text.trim().is_empty() {
            return Err(format!("`{command}` prints nothing"));
        }
        Ok(text)
    }
}

/// The lines of a text that another has changed, and what they were. An error if there are none.
fn differences(before: &str, after: &str) -> Result<String, String> {
    let pairs = before.lines().zip(after.lines()).filter(|(before, after)| before != after);
    let lines: Vec<String> = pairs.map(|(before, after)| format!("- {before}\n+ {after}\n")).collect();
    if lines.is_empty() || before.lines().count() != after.lines().count() {
        return Err("the experiment does not change what its one argument is about".to_owned());
    }
    Ok(lines.concat())
}

/// The lines of an expansion around those that the experiment's own file gave, each with where it came from.
fn table(expanded: &str, map: &str, root: &Path) -> Result<String, String> {
    let map: Value =
        serde_json::from_str(map).map_err(|error| format!("`pp --map` prints no JSON: {error}"))?;
    let entries = map.as_array().ok_or("`pp --map` prints no array")?;
    let rows =
        entries.iter().map(|entry| row(entry, expanded, root).ok_or(format!("`pp --map` prints `{entry}`")));
    let rows = rows.collect::<Result<Vec<_>, String>>()?;
    let is_own = |(_, origin): &(String, String)| origin.contains(&format!("/{EXPERIMENT}:"));
    // The last one, because the first are the header's, whose values the experiment sets.
    let own = rows.iter().rposition(is_own).ok_or(format!("no line came from `{EXPERIMENT}`"))?;
    let shown = &rows[own.saturating_sub(SHOWN_AROUND)..rows.len().min(own + SHOWN_AROUND + 1)];
    let lines: Vec<String> =
        shown.iter().map(|(line, origin)| format!("{line:SHOWN_WIDTH$} ← {origin}\n")).collect();
    Ok(lines.concat())
}

/// An expanded line, cut to what the table shows, and `file:line:column`.
fn row(entry: &Value, expanded: &str, root: &Path) -> Option<(String, String)> {
    let number = |key: &str| usize::try_from(entry[key].as_u64()?).ok();
    let line = expanded.lines().nth(number("line")?.checked_sub(1)?)?;
    let mut text: String = line.chars().take(SHOWN_WIDTH).collect();
    if text.len() < line.len() {
        text.pop();
        text.push('…');
    }
    let file = Path::new(entry["file"].as_str()?);
    let file = file.strip_prefix(root).unwrap_or(file);
    Some((text, format!("{}:{}:{}", file.display(), number("sourceLine")?, number("sourceColumn")?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_what_the_experiment_changed() {
        let expanded = "# No Bias\n\n.define: &attention_factory !partial:/a/long/path/to/attention.py:SingleHeadAttention\n    bias: False\n";
        let map = r#"[
            {"line": 1, "file": "/repo/t/no_bias.yaml", "sourceLine": 6, "sourceColumn": 9, "kind": "expression"},
            {"line": 3, "file": "/repo/t/tiny_lm.yaml", "sourceLine": 85, "sourceColumn": 1, "kind": "text"},
            {"line": 4, "file": "/repo/t/no_bias.yaml", "sourceLine": 12, "sourceColumn": 5, "kind": "text"}
        ]"#;
        assert_eq!(
            table(expanded, map, Path::new("/repo")).unwrap(),
            "# No Bias                                                ← t/no_bias.yaml:6:9\n\
             .define: &attention_factory !partial:/a/long/path/to/at… ← t/tiny_lm.yaml:85:1\n\
             \u{20}   bias: False                                          ← t/no_bias.yaml:12:5\n"
        );
    }

    #[test]
    fn differences_of_an_object() {
        let shown = differences("A(\n  b=1\n  c=2\n)", "A(\n  b=1\n  c=3\n)");
        assert_eq!(shown, Ok("-   c=2\n+   c=3\n".to_owned()));
        assert!(differences("A(1)", "A(1)").is_err());
        assert!(differences("A(1)", "A(1)\nB").is_err());
    }

    #[test]
    fn a_map_that_is_not_one() {
        assert_eq!(table("", "[{}]", Path::new("/")), Err("`pp --map` prints `{}`".to_owned()));
        assert!(table("", "{}", Path::new("/")).is_err());
        assert!(table("", "", Path::new("/")).is_err());
    }
}
