//! `explain`: what a rule is about, or which rules there are.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use forgather_dialect::did_you_mean;
use forgather_ide::{Rule, Severity};

use crate::args::ExplainArgs;
use crate::report;
use crate::session::{Failure, Outcome, write};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

pub(crate) fn run(args: &ExplainArgs) -> Outcome {
    let Some(code) = &args.code else { return write(None, &shown(&list())) };
    // As it is printed by `check`, too.
    let code = code.rsplit('[').next().unwrap_or_default().trim_matches(['[', ']', '`', ':', ' ']);
    if let Ok(rule) = code.parse::<Rule>() {
        return write(None, &shown(&page(rule)));
    }
    let near = did_you_mean(code, Rule::ALL.iter().map(|rule| rule.code()));
    report::error(&format!("there is no rule `{code}`{near}\n`forgather-ls explain` lists all"));
    Err(Failure::NotRun)
}

fn list() -> String {
    let width = Rule::ALL.iter().map(|rule| rule.code().len()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in Rule::ALL {
        let style = style(rule.severity());
        let severity = format!("{:<7}", rule.severity().name());
        let _ = writeln!(
            out,
            "{BOLD}{:<width$}{BOLD:#}  {style}{severity}{style:#}  {}",
            rule.code(),
            rule.summary()
        );
    }
    out
}

/// The page as it is, with its headings and what frames its examples made to stand out or back.
fn page(rule: Rule) -> String {
    let mut out = String::new();
    let mut within_example = false;
    for line in rule.page().lines() {
        let frame = line.starts_with("```");
        within_example ^= frame;
        let _ = if line.starts_with('#') && !within_example {
            writeln!(out, "{BOLD}{line}{BOLD:#}")
        } else if frame {
            writeln!(out, "{DIM}{line}{DIM:#}")
        } else {
            writeln!(out, "{line}")
        };
    }
    out
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
        Severity::Hint => AnsiColor::Green,
    };
    color.on_default()
}

/// Without colors where they are not wanted.
fn shown(text: &str) -> String {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
        _ => text.to_owned(),
    }
}
