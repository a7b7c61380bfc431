//! Arguments that a callable does not take, and those that it needs.

use forgather_graph::{CallKind, Span};
use forgather_python::{Mismatch, ParameterKind, Signature, check_call};
use forgather_workspace::Analysis;

use super::{at, change, hint, missing};
use crate::callable::Callable;
use crate::diagnostics::{Diagnostic, entry};
use crate::rule::Rule;

pub(super) fn diagnostics(analysis: &Analysis, call: &Callable, out: &mut Vec<Diagnostic>) {
    let Some(signature) = call.signature() else { return };
    // A `!meta` is called with nodes, and how a string is spread is told by a rule of its own.
    if call.kind == CallKind::Meta || call.spread {
        return;
    }
    let names: Vec<&str> = call.named.iter().map(|argument| &*argument.name).collect();
    let mismatches = check_call(signature, call.positional.len(), &names);
    let callable = called_as(call.spec.symbol(), signature);
    for mismatch in &mismatches {
        out.extend(match mismatch {
            Mismatch::UnknownArgument { name, .. } if is_by_position_only(signature, name) => {
                let message = format!("`{callable}` takes `{name}` by position only");
                at(analysis, Rule::UnknownArgument, key(call, name), &message)
            }
            Mismatch::UnknownArgument { name, nearest } => {
                let message = format!("`{callable}` takes no argument `{name}`{}", hint(nearest.as_deref()));
                let mut found = at(analysis, Rule::UnknownArgument, key(call, name), &message);
                match (&mut found, nearest) {
                    (Some(found), Some(meant)) => change(found, name, meant),
                    (Some(found), None) => found.fixes.extend(entry::removal(&found.location, name)),
                    (None, _) => {}
                }
                found
            }
            Mismatch::DuplicateArgument { name } => {
                let message = format!("`{callable}` gets `{name}` twice: by position and by name");
                let mut found = at(analysis, Rule::UnknownArgument, key(call, name), &message);
                if let Some(found) = &mut found {
                    found.fixes.extend(entry::removal(&found.location, name));
                }
                found
            }
            Mismatch::TooManyPositional { taken, given } => {
                let place = call.positional.get(*taken).and_then(|argument| argument.place);
                let message = format!("`{callable}` takes {}", by_position(*taken, *given));
                at(analysis, Rule::UnknownArgument, place.unwrap_or(call.place), &message)
            }
            Mismatch::MissingArguments { names } => {
                let needed: Vec<&String> = names.iter().filter(|name| !is_meant(name, &mismatches)).collect();
                // What is called later, or with more arguments, may get what is missing then.
                let is_complete = call.kind != CallKind::Partial && !call.has_latent_arguments;
                let message = format!("`{callable}` needs {}", list(&needed));
                let is_told = is_complete && !needed.is_empty();
                let mut found =
                    is_told.then(|| at(analysis, Rule::MissingArgument, call.place, &message)).flatten();
                if let Some(found) = &mut found {
                    found.fixes = missing::fixes(analysis, call, signature, &needed);
                }
                found
            }
        });
    }
}

fn is_by_position_only(signature: &Signature, name: &str) -> bool {
    signature.parameters.iter().any(|known| known.kind == ParameterKind::PositionalOnly && known.name == name)
}

/// Whether an argument that is told of already was likely meant for a parameter.
fn is_meant(parameter: &str, mismatches: &[Mismatch]) -> bool {
    mismatches.iter().any(|mismatch| match mismatch {
        Mismatch::UnknownArgument { name, nearest } => {
            name == parameter || nearest.as_deref() == Some(parameter)
        }
        _ => false,
    })
}

/// Where the last argument of a name has it.
fn key(call: &Callable, name: &str) -> Span {
    call.named
        .iter()
        .rev()
        .find(|argument| &*argument.name == name)
        .map_or(call.place, |argument| argument.key)
}

fn by_position(taken: usize, given: usize) -> String {
    let taken = match taken {
        0 => "no argument by position".to_owned(),
        1 => "one argument by position".to_owned(),
        _ => format!("{taken} arguments by position"),
    };
    let verb = if given == 1 { "is" } else { "are" };
    format!("{taken}, but {given} {verb} given")
}

fn list(names: &[&String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// A callable as one would write it, with as much of its signature as a line takes.
fn called_as(symbol: &str, signature: &Signature) -> String {
    /// Characters of a signature.
    const MOST: usize = 160;
    let mut shown = Signature { returns: None, ..signature.clone() };
    if shown.to_string().chars().count() > MOST / 2 {
        for parameter in &mut shown.parameters {
            parameter.annotation = None;
        }
    }
    let mut text = shown.to_string();
    if let Some((cut, _)) = text.char_indices().nth(MOST) {
        let whole = text[..cut].rfind(", ").unwrap_or(cut);
        text.replace_range(whole.., ", …)");
    }
    format!("{symbol}{}", text.replace('\n', " "))
}
