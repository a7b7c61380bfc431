//! Problems on standard error: `file:line:column: error[code]: message`, and below it the steps that lead there.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use forgather_dialect::FileSpan;
use forgather_expand::{Expansion, FrameId, FrameKind, Problem, Step};
use forgather_graph::Span;
use forgather_graph::encode::EncodeError;
use forgather_ide::Location;
use forgather_workspace::MetaProblem;

use crate::graph;
use crate::materialize::{self, Frame, Told};

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

/// All problems of an expansion's graph, at the template text that they come from.
pub(crate) fn graph_problems(expansion: &Expansion, problems: &[forgather_graph::Problem]) {
    for problem in problems {
        anstream::eprint!("{}", describe_in_graph(expansion, problem));
    }
}

/// Why a node cannot be written in some form.
pub(crate) fn unencodable(expansion: &Expansion, problem: &EncodeError) {
    let message = &problem.message;
    match graph::origin(expansion, problem.span) {
        Some(origin) => {
            let at = place(expansion, origin.frame, origin.span);
            anstream::eprintln!("{BOLD}{at}{BOLD:#}: {ERROR}error{ERROR:#}: {message}");
        }
        None => error(message),
    }
}

/// What is wrong with a `meta.yaml`.
pub(crate) fn meta_problem(problem: &MetaProblem) {
    match problem {
        MetaProblem::Expansion(expansion) => problems(expansion),
        MetaProblem::Content { place, message } => {
            let (line, column) = (place.position().line, place.position().column);
            let path = place.file.path.display();
            anstream::eprintln!(
                "{BOLD}{path}:{line}:{column}{BOLD:#}: {ERROR}error[meta-error]{ERROR:#}: {message}"
            );
        }
    }
}

/// The first problem of an expansion in a few words, for lists.
pub(crate) fn brief(expansion: &Expansion, problem: &Problem) -> String {
    let span = expansion.template_of(problem.frame).map(|template| template.file_span(problem.span));
    let place = span.map_or_else(String::new, |span| place(expansion, problem.frame, span));
    format!("{ERROR}error[{}]{ERROR:#}: {} {DIM}({place}){DIM:#}", problem.rule.code(), problem.message)
}

/// The first problem of a graph in a few words, for lists.
pub(crate) fn brief_in_graph(expansion: &Expansion, problem: &forgather_graph::Problem) -> String {
    let place = graph::origin(expansion, problem.span)
        .map_or_else(String::new, |origin| place(expansion, origin.frame, origin.span));
    format!("{ERROR}error[{}]{ERROR:#}: {} {DIM}({place}){DIM:#}", problem.code, problem.message)
}

fn place(expansion: &Expansion, frame: FrameId, span: FileSpan) -> String {
    match expansion.location(frame, span) {
        Some((path, at)) => format!("{}:{}:{}", path.display(), at.line, at.column),
        None => String::new(),
    }
}

fn describe(expansion: &Expansion, problem: &Problem) -> String {
    let mut out = String::new();
    let code = problem.rule.code();
    let message = &problem.message;
    let Some(template) = expansion.template_of(problem.frame) else {
        let _ = writeln!(out, "{ERROR}error[{code}]{ERROR:#}: {message}");
        if let Some(note) = &problem.note {
            let _ = writeln!(out, "    {note}");
        }
        return out;
    };
    let at = place(expansion, problem.frame, template.file_span(problem.span));
    let _ = writeln!(out, "{BOLD}{at}{BOLD:#}: {ERROR}error[{code}]{ERROR:#}: {message}");
    for (frame, related, note) in &problem.related {
        let Some(template) = expansion.template_of(*frame) else { continue };
        let at = place(expansion, *frame, template.file_span(*related));
        let _ = writeln!(out, "    {at}: {note}");
    }
    if let Some(note) = &problem.note {
        let _ = writeln!(out, "    {note}");
    }
    chain(expansion, problem.frame, &mut out);
    out
}

fn describe_in_graph(expansion: &Expansion, problem: &forgather_graph::Problem) -> String {
    let mut out = String::new();
    let (code, message) = (problem.code, &problem.message);
    let Some(origin) = graph::origin(expansion, problem.span) else {
        let _ = writeln!(out, "{ERROR}error[{code}]{ERROR:#}: {message}");
        return out;
    };
    let at = place(expansion, origin.frame, origin.span);
    let _ = writeln!(out, "{BOLD}{at}{BOLD:#}: {ERROR}error[{code}]{ERROR:#}: {message}");
    for related in &problem.related {
        if let Some(origin) = graph::origin(expansion, related.span) {
            let _ = writeln!(out, "    {}: {}", place(expansion, origin.frame, origin.span), related.message);
        }
    }
    chain(expansion, origin.frame, &mut out);
    out
}

/// Why there is no object: at the node whose call failed, with what it was needed for, and where the user's Python was.
pub(crate) fn failure(expansion: &Expansion, told: &Told) {
    let mut out = String::new();
    let at = told
        .at
        .as_ref()
        .map_or_else(String::new, |(location, _)| format!("{BOLD}{}{BOLD:#}: ", location_place(location)));
    let (kind, message) = (&told.kind, told.message.trim_end());
    let _ = writeln!(out, "{at}{ERROR}error[{kind}]{ERROR:#}: {message}");
    if let Some(note) = &told.note {
        let _ = writeln!(out, "    {note}");
    }
    traceback(&told.traceback, &mut out);
    for cause in &told.causes {
        let _ = writeln!(out, "    {DIM}because of{DIM:#} {}: {}", cause.r#type, cause.message.trim_end());
        traceback(&cause.traceback, &mut out);
    }
    for (location, message) in &told.needed_by {
        let _ = writeln!(out, "    {DIM}{message} at{DIM:#} {}", location_place(location));
    }
    if let Some((_, frame)) = told.at {
        chain(expansion, frame, &mut out);
    }
    anstream::eprint!("{out}");
}

/// The place in a template that a range of the expanded text comes from.
pub(crate) fn place_of(expansion: &Expansion, span: Span) -> String {
    materialize::locate(expansion, span).map_or_else(String::new, |(location, _)| location_place(&location))
}

fn location_place(location: &Location) -> String {
    let at = location.start();
    format!("{}:{}:{}", location.path().display(), at.line, at.column)
}

/// The user's frames, the outermost first, as Python writes them.
fn traceback(frames: &[Frame], out: &mut String) {
    for frame in frames {
        let function =
            if frame.function.is_empty() { String::new() } else { format!(", in {}", frame.function) };
        let _ = writeln!(out, "    File \"{}\", line {}{function}", frame.file, frame.line);
        if !frame.text.is_empty() {
            let _ = writeln!(out, "      {}", frame.text);
        }
    }
}

fn chain(expansion: &Expansion, frame: FrameId, out: &mut String) {
    /// An endless chain is no help; its two ends are.
    const SHOWN: usize = 12;
    let steps = expansion.chain(frame);
    for (index, step) in steps.iter().enumerate() {
        let left_out = steps.len().saturating_sub(2 * SHOWN);
        if left_out > 0 && index == SHOWN {
            let _ = writeln!(out, "    {DIM}… {left_out} more steps …{DIM:#}");
        }
        if left_out == 0 || index < SHOWN || index >= SHOWN + left_out {
            let _ = writeln!(out, "    {DIM}{}{DIM:#} {}", action(step.kind), step_place(step));
        }
    }
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
