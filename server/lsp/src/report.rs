//! Problems on standard error: `file:line:column: error[code]: message`, and below it the steps that lead there.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use forgather_expand::{Expansion, FrameKind, Problem, Step};
use forgather_workspace::MetaProblem;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Something that is no text's fault.
pub(crate) fn error(message: &str) {
    anstream::eprintln!("{ERROR}error{ERROR:#}: {message}");
}

/// All problems of an expansion.
pub(crate) fn problems(expansion: &Expansion) {
    for problem in &expansion.problems {
        anstream::eprint!("{}", describe(expansion, problem));
    }
}

/// What is wrong with a `meta.yaml`.
pub(crate) fn meta_problem(problem: &MetaProblem) {
    match problem {
        MetaProblem::Expansion(expansion) => problems(expansion),
        MetaProblem::Content { place, message } => {
            let (line, column) = (place.position.line, place.position.column);
            let path = place.path.display();
            anstream::eprintln!("{BOLD}{path}:{line}:{column}{BOLD:#}: {ERROR}error[meta-error]{ERROR:#}: {message}");
        }
    }
}

fn describe(expansion: &Expansion, problem: &Problem) -> String {
    let mut out = String::new();
    let code = problem.rule.code();
    let message = &problem.message;
    let Some(template) = expansion.template_of(problem.frame) else {
        let _ = writeln!(out, "{ERROR}error[{code}]{ERROR:#}: {message}");
        return out;
    };
    let span = template.file_span(problem.span);
    let place = |span| match expansion.location(problem.frame, span) {
        Some((path, at)) => format!("{}:{}:{}", path.display(), at.line, at.column),
        None => String::new(),
    };
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}: {ERROR}error[{code}]{ERROR:#}: {message}", place(span));
    for (related, note) in &problem.related {
        let _ = writeln!(out, "    {}: {note}", place(template.file_span(*related)));
    }
    for step in expansion.chain(problem.frame) {
        let _ = writeln!(out, "    {DIM}{}{DIM:#} {}", action(step.kind), step_place(&step));
    }
    out
}

/// A step, as seen from what it leads to.
fn action(kind: &FrameKind) -> String {
    match kind {
        FrameKind::Main => "expanded".to_owned(),
        FrameKind::Extends => "extended at".to_owned(),
        FrameKind::Include => "included at".to_owned(),
        FrameKind::Import => "imported at".to_owned(),
        FrameKind::Block(name) => format!("block `{name}` placed at"),
        FrameKind::Super(name) => format!("parent block `{name}` called at"),
        FrameKind::Macro(name) => format!("macro `{name}` called at"),
    }
}

fn step_place(step: &Step<'_>) -> String {
    let file = step.template.file();
    let at = file.source.line_column(step.span.start);
    format!("{}:{}:{}", file.path.display(), at.line, at.column)
}
