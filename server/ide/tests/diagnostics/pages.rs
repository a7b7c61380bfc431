//! The pages of the rules are right: what they call wrong is, what they call right is not, and their advice helps.
//!
//! That the output they show is the command's is a test of the command line.

use std::collections::BTreeSet;
use std::path::Path;

use forgather_ide::diagnostics::{Diagnostic, Fix};
use forgather_ide::{Rule, Severity};

use crate::page::{Example, examples};
use crate::workspace::Workspace;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

fn workspace(example: &Example) -> Workspace {
    Workspace::new(example.files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

/// Runs a check on every example of a section. What it says is wrong is listed for all of them.
fn each(heading: &str, check: impl Fn(Rule, &Example) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for rule in Rule::ALL {
        let examples = examples(rule.page(), heading);
        if examples.is_empty() {
            wrong.push(format!("{rule}: there is no example of {heading}"));
        }
        for example in &examples {
            if let Err(message) = check(*rule, example) {
                wrong.push(format!("{rule}: {message}\n{:#?}", example.files));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What breaks the rule, and whatever else matters.
fn matters(found: &[Diagnostic], rule: Rule) -> Vec<&Diagnostic> {
    found.iter().filter(|found| found.rule == rule || found.severity <= Severity::Warning).collect()
}

fn show(workspace: &Workspace, found: &[&Diagnostic]) -> String {
    found.iter().map(|found| workspace.show(found)).collect()
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let entries = std::fs::read_dir(folder()).expect("the pages");
    let pages: BTreeSet<String> =
        entries.map(|entry| entry.expect("a page").file_name().to_string_lossy().into_owned()).collect();
    let expected = Rule::ALL.iter().map(|rule| format!("{rule}.md")).chain(["README.md".to_owned()]);
    assert_eq!(pages, expected.collect());
}

#[test]
fn pages_begin_with_what_the_code_says() {
    for rule in Rule::ALL {
        let expected = format!("# {rule}\n\n**{}**: {}\n\n", rule.severity(), rule.summary());
        assert!(rule.page().starts_with(&expected), "{rule}");
        for heading in ["Wrong", "Right", "What to do", "Silence"] {
            assert!(rule.page().contains(&format!("\n## {heading}\n")), "{rule}: {heading}");
        }
        assert!(rule.page().contains(&format!("`## forgather-ls: ignore {rule}`")), "{rule}");
    }
}

#[test]
fn the_list_is_complete() {
    let readme = std::fs::read_to_string(folder().join("README.md")).expect("the list");
    let listed: Vec<&str> = readme.lines().filter(|line| line.starts_with("| [")).collect();
    let expected: Vec<String> = Rule::ALL
        .iter()
        .map(|rule| format!("| [{rule}]({rule}.md) | {} | {} |", rule.severity(), rule.summary()))
        .collect();
    assert_eq!(listed, expected, "docs/rules/README.md lists the rules as the code does");
}

#[test]
fn what_is_wrong_breaks_this_rule_once_and_no_other() {
    each("Wrong", |rule, example| {
        let workspace = workspace(example);
        let found = workspace.check();
        match matters(&found, rule).as_slice() {
            [only] if only.rule == rule => Ok(()),
            other => Err(format!("found\n{}", show(&workspace, other))),
        }
    });
}

#[test]
fn what_is_wrong_comes_with_what_is_printed() {
    each("Wrong", |_, example| {
        let console = example.console.as_ref().ok_or("there is no `console` block")?;
        let shown = console.arguments[0] == "check" && console.lines.len() == console.output.lines().count();
        if shown && !console.output.is_empty() { Ok(()) } else { Err(format!("shown is {console:?}")) }
    });
}

#[test]
fn what_is_right_breaks_no_rule() {
    each("Right", |rule, example| {
        let workspace = workspace(example);
        let found = workspace.check();
        match matters(&found, rule).as_slice() {
            [] => Ok(()),
            other => Err(format!("found\n{}", show(&workspace, other))),
        }
    });
}

#[test]
fn fixes_mend_what_they_are_for() {
    each("Wrong", |rule, example| {
        let fixes =
            workspace(example).check().iter().find(|found| found.rule == rule).map(|found| found.fixes.len());
        for index in 0..fixes.unwrap_or_default() {
            let workspace = workspace(example);
            let found = workspace.check();
            let fix = &found.iter().find(|found| found.rule == rule).expect("as before").fixes[index];
            apply(&workspace, fix);
            let found = workspace.check();
            let left = matters(&found, rule);
            if !left.is_empty() {
                return Err(format!("`{}` leaves\n{}", fix.title, show(&workspace, &left)));
            }
        }
        Ok(())
    });
}

/// Makes the changes of a fix, the last of a file first.
fn apply(workspace: &Workspace, fix: &Fix) {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|(location, _)| std::cmp::Reverse(location.span.start));
    for (location, new) in edits {
        let path = workspace.shown(location.path()).to_string();
        let mut text = workspace.read(&path);
        text.replace_range(location.span.range(), new);
        workspace.write(&path, text.as_bytes());
    }
}

#[test]
fn a_comment_on_the_line_before_silences() {
    each("Wrong", |rule, example| {
        let workspace = workspace(example);
        let found = workspace.check();
        let Some(found) = found.iter().find(|found| found.rule == rule) else { return Ok(()) };
        let path = workspace.shown(found.location.path()).to_string();
        let text = workspace.read(&path);
        let line = found.location.start().line as usize - 1;
        let mut lines: Vec<&str> = text.lines().collect();
        let comment = format!("## forgather-ls: ignore {rule}");
        lines.insert(line, &comment);
        workspace.write(&path, (lines.join("\n") + "\n").as_bytes());
        let found = workspace.check();
        let left: Vec<&Diagnostic> = found.iter().filter(|found| found.severity <= Severity::Info).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("left\n{}", show(&workspace, &left))) }
    });
}

#[test]
fn a_level_silences_or_changes() {
    each("Wrong", |rule, example| {
        if rule == Rule::SettingsError {
            return Ok(());
        }
        for (level, expected) in [
            ("off", None),
            ("error", Some(Severity::Error)),
            ("warning", Some(Severity::Warning)),
            ("info", Some(Severity::Info)),
            ("hint", Some(Severity::Hint)),
        ] {
            let workspace = workspace(example);
            workspace.write(".forgather-ls.yaml", format!("rules:\n    {rule}: {level}\n").as_bytes());
            let found = workspace.check();
            let severity = found.iter().find(|found| found.rule == rule).map(|found| found.severity);
            if severity != expected {
                return Err(format!("`{level}` makes it {severity:?}"));
            }
        }
        Ok(())
    });
}
