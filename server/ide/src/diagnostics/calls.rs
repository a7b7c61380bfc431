//! Calls that Python would refuse: what is called is not there, or does not take these arguments.
//!
//! Only what the files of the user's Python show for certain is told.

mod arguments;
mod imports;
mod missing;

use forgather_graph::{CallKind, Kind, Span};
use forgather_workspace::Analysis;

use super::loading::from_expression;
use super::odd::reachable_through;
use super::{Diagnostic, Fix, chain};
use crate::callable::callable_of;
use crate::locate::source;
use crate::rule::Rule;

/// The diagnostics of what a graph calls.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // What is within a `!meta` is handed over as it is: it may never be called, or only once it is completed.
    let is_constructed = |kind: &Kind| !matches!(kind, Kind::Call(call) if call.kind == CallKind::Meta);
    for id in reachable_through(&analysis.graph, is_constructed) {
        if let Some(call) = callable_of(analysis.project.python(), analysis, id) {
            found.extend(imports::diagnostic(analysis, &call));
            arguments::diagnostics(analysis, &call, &mut found);
        }
    }
    found
}

/// A diagnostic at the template text of a place in the expanded text, where that comes from any. Where an expression gave
/// the text, the message says so.
fn at(analysis: &Analysis, rule: Rule, span: Span, message: &str) -> Option<Diagnostic> {
    let place = source(analysis, span)?;
    let message = match &place.value {
        Some(value) => from_expression(message, place.location.text(), value),
        None => message.to_owned(),
    };
    let mut found = Diagnostic::new(rule, place.location, message);
    found.chain = chain(&analysis.expansion, place.frame);
    Some(found)
}

/// Adds the fix that puts `new` where the template itself says `written`.
fn change(found: &mut Diagnostic, written: &str, new: &str) {
    if found.location.text() == written {
        let edits = vec![(found.location.clone(), new.to_owned())];
        found.fixes.push(Fix::new(format!("change to `{new}`"), edits));
    }
}

/// `; did you mean …?`, where anything is near.
fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
