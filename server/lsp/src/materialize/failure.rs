//! What came of a job, in the words and at the places of the templates.

use std::sync::Arc;

use forgather_dialect::{FileSpan, nearest};
use forgather_expand::{ExpandedOffset, Expansion, FrameId, OriginKind};
use forgather_graph::Span;
use forgather_ide::Location;

use super::answer::{Answer, End};
use super::wire::{Cause, Failure, Frame, Node};

/// A failure, told.
#[derive(Debug)]
pub(crate) struct Told {
    /// The exception's type; else `timeout`, `crash`, `restart` or `start`.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) message: String,
    /// What to do.
    pub(crate) note: Option<String>,
    /// The node whose call failed, and the activation that wrote it.
    pub(crate) at: Option<(Location, FrameId)>,
    /// The nodes that it was needed for.
    pub(crate) needed_by: Vec<(Location, String)>,
    /// The user's frames, the outermost first.
    pub(crate) traceback: Vec<Frame>,
    /// The exceptions that led to it.
    pub(crate) causes: Vec<Cause>,
}

/// How values are given, for the advice to give one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    CommandLine,
    Protocol,
}

/// Tells why there is no object; none where there is one, or nobody waits for it.
pub(crate) fn told(
    answer: &Answer,
    expansion: &Expansion,
    given: &[String],
    surface: Surface,
) -> Option<Told> {
    let told = |kind: &str, message: String, node: Option<Span>| Told {
        kind: kind.to_owned(),
        message,
        note: None,
        at: node.and_then(|span| locate(expansion, span)),
        needed_by: Vec::new(),
        traceback: Vec::new(),
        causes: Vec::new(),
    };
    match &answer.end {
        End::Object(_) | End::Cancelled => None,
        End::NotStarted(message) => Some(told("start", message.clone(), None)),
        End::Lost(lost) => {
            let traceback = lost.traceback.clone();
            Some(Told { traceback, ..told(lost.kind, lost.message.clone(), lost.node) })
        }
        End::Failure(failure) => {
            let at = failure.node.as_ref().map(|node| span(node.span));
            let needed_by = failure.chain.iter().filter_map(|node| needed_by(expansion, node));
            Some(Told {
                note: note(failure, given, surface),
                needed_by: needed_by.collect(),
                traceback: failure.traceback.clone(),
                causes: failure.causes.clone(),
                ..told(&failure.r#type, failure.message.clone(), at)
            })
        }
    }
}

fn needed_by(expansion: &Expansion, node: &Node) -> Option<(Location, String)> {
    let (location, _) = locate(expansion, span(node.span))?;
    Some((location, format!("needed by `{}`", without_folders(&node.constructor))))
}

/// A constructor without the folders of its file: they are long, and the place says which file it is.
fn without_folders(constructor: &str) -> &str {
    constructor.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or(constructor)
}

/// What to do about a failure, where that can be said.
fn note(failure: &Failure, given: &[String], surface: Surface) -> Option<String> {
    if let Some(name) = &failure.variable {
        let give = match surface {
            Surface::CommandLine => format!("give it one with `--var {name}=VALUE`"),
            Surface::Protocol => format!("give it one in `vars`: `{{\"{name}\": …}}`"),
        };
        let near = nearest(name, given.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; what was given is called `{near}`"));
        return Some(format!("{give}, or write a default: `!var {{ name: {name}, default: … }}`{near}"));
    }
    if failure.root_arguments {
        let how = match surface {
            Surface::CommandLine => "`--call ARG` or `--call NAME=ARG`",
            Surface::Protocol => "`call`",
        };
        return Some(format!(
            "what is asked for is called itself; its further arguments are given with {how}"
        ));
    }
    None
}

/// A span as messages over the pipe have it.
pub(crate) fn span((start, end): (u32, u32)) -> Span {
    Span::new(start, end)
}

/// Where a range of the expanded text was written, as far as that is on one line of one template; and by which
/// activation.
pub(crate) fn locate(expansion: &Expansion, span: Span) -> Option<(Location, FrameId)> {
    let text = expansion.text.as_str();
    let start = span.start.to_usize().min(text.len().saturating_sub(1));
    let origin = expansion.origin(ExpandedOffset(start as u32))?;
    let file = Arc::clone(expansion.template_of(origin.frame)?.file());
    let place = match origin.kind {
        OriginKind::Expression => origin.span,
        OriginKind::Text => {
            let run = expansion.run_at(ExpandedOffset(start as u32)).unwrap_or(start..start);
            let line = text.get(start..).and_then(|rest| rest.find(['\n', '\r']));
            let line = line.map_or(text.len(), |length| start + length);
            let end = run.end.min(line).min(span.end.to_usize()).max(start);
            let first = origin.span.start.index();
            FileSpan::new(first, first + (end - start))
        }
    };
    Some((Location { file, span: place }, origin.frame))
}
