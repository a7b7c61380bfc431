//! What gives a call the arguments that it needs.

use forgather_graph::{Graph, Kind, Span};
use forgather_python::{ParameterKind, Signature};
use forgather_workspace::Analysis;

use crate::callable::Callable;
use crate::diagnostics::Fix;
use crate::diagnostics::mending::{Edit, tried};

/// Variables as arguments, to be given when the configuration is constructed; or a call that is made later.
pub(super) fn fixes(
    analysis: &Analysis,
    call: &Callable,
    signature: &Signature,
    needed: &[&String],
) -> Vec<Fix> {
    let title = match needed {
        [only] => format!("add `{only}` as a variable"),
        several => format!("add the {} arguments as variables", several.len()),
    };
    let given = edit(analysis, call, signature, needed).and_then(|edit| {
        let wanted = call.positional.len() + call.named.len() + needed.len();
        tried(analysis, title, vec![edit], |graph, _| arguments_at(graph, call.tag) == Some(wanted))
    });
    let later = partial(analysis, call);
    given.into_iter().chain(later).map(|fix| Fix { is_likely: false, ..fix }).collect()
}

/// How many arguments the call has whose tag begins where that of another does.
fn arguments_at(graph: &Graph, tag: Span) -> Option<usize> {
    graph.nodes().iter().find_map(|node| {
        let Kind::Call(call) = &node.kind else { return None };
        let is_it = node.head.as_deref()?.tag?.start == tag.start;
        is_it.then_some(call.args.len() + call.kwargs.len())
    })
}

fn partial(analysis: &Analysis, call: &Callable) -> Option<Fix> {
    let written = call.tag.of(&analysis.expansion.text);
    let name = ["!call", "!singleton", "!factory"].into_iter().find(|name| written.starts_with(name))?;
    let place = Span::new(call.tag.start.0, call.tag.start.0 + name.len() as u32);
    tried(analysis, "change to `!partial`", vec![(place, "!partial".to_owned())], |_, _| true)
}

/// Where the arguments are written, in the style of those that there are.
fn edit(analysis: &Analysis, call: &Callable, signature: &Signature, needed: &[&String]) -> Option<Edit> {
    let text = &*analysis.expansion.text;
    let node = analysis.graph.node(call.node);
    let anchor = node.head.as_deref().and_then(|head| head.anchor);
    let head_end = anchor.map_or(call.tag.end, |anchor| anchor.end.max(call.tag.end));
    let named: Vec<String> = needed.iter().map(|name| format!("{name}: !var {name}")).collect();
    let at = |at: usize| Span::new(at as u32, at as u32);
    let (head, end) = (head_end.to_usize(), node.span.end.to_usize().max(head_end.to_usize()));
    let value = text.get(head..end)?;
    let inner = value.trim_start();
    let start = end - inner.len();
    let is_by_position = |name: &&&String| {
        let mut parameters = signature.parameters.iter();
        parameters.any(|known| known.kind == ParameterKind::PositionalOnly && known.name == ***name)
    };
    let by_position_only = needed.iter().filter(is_by_position).count();
    let variables: Vec<String> = needed.iter().map(|name| format!("!var {name}")).collect();
    let flow = match by_position_only {
        0 => format!("{{ {} }}", named.join(", ")),
        all if all == needed.len() => format!("[ {} ]", variables.join(", ")),
        _ => return None,
    };
    let has_named = !matches!(inner.chars().next(), None | Some('['));
    if by_position_only > 0 && has_named && inner != "{}" {
        return None;
    }
    match inner.chars().next() {
        None => Some((at(head), format!(" {flow}"))),
        Some('{' | '[') if inner[1..].trim_start().len() == 1 => {
            Some((Span::new(start as u32, end as u32), flow))
        }
        Some('{') => {
            let blank = if inner[1..].starts_with(char::is_whitespace) { "" } else { " " };
            Some((at(start + 1), format!(" {},{blank}", named.join(", "))))
        }
        Some('[') => {
            let by_position = signature.parameters.iter().filter(|parameter| {
                matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Ordinary)
            });
            let next: Vec<&String> = by_position
                .skip(call.positional.len())
                .take(needed.len())
                .map(|parameter| &parameter.name)
                .collect();
            let last = start + inner.strip_suffix(']')?.trim_end().len();
            (next == needed && !text[..last].ends_with(','))
                .then(|| (at(last), format!(", {}", variables.join(", "))))
        }
        Some(_) => {
            // Before the first argument that begins a line.
            let keys = call.named.iter().map(|argument| argument.key.start.to_usize());
            let first = keys.filter(|key| head < *key && *key < end).min()?;
            let line = text[..first].rfind('\n').map_or(0, |at| at + 1);
            let indentation = &text[line..first];
            let is_own_line = line > head && indentation.chars().all(|c| c == ' ');
            let lines: String = named.iter().map(|entry| format!("{entry}\n{indentation}")).collect();
            is_own_line.then(|| (at(first), lines))
        }
    }
}
