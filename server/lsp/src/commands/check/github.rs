//! Diagnostics as annotations of GitHub's workflows: `::error file=…,line=…::message`.

use std::fmt::Write as _;
use std::path::Path;

use forgather_ide::Severity;
use forgather_ide::diagnostics::Diagnostic;

pub(super) fn print(diagnostics: &[Diagnostic]) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let (start, end) = (diagnostic.location.start(), diagnostic.location.end());
        let file = property(&path(diagnostic.location.path(), &here));
        let _ = write!(out, "::{command} file={file},line={},endLine={}", start.line, end.line);
        // Columns are only for places on one line.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
        let _ = writeln!(out, ",title={}::{}", property(diagnostic.rule.code()), data(&diagnostic.message));
    }
    out
}

/// Relative to the working directory, which is the repository in a workflow.
fn path(path: &Path, here: &Path) -> String {
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// Text after `::`, escaped as the workflow commands ask.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value: `:` and `,` are escaped too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
