//! What mends a second anchor of the same name.

use forgather_graph::{Problem, Span};
use forgather_workspace::Analysis;

use super::Fix;
use super::mending::{Edit, place, tried};

/// Another name for the anchor, and for the aliases behind it in the same template; or no anchor there.
pub(super) fn fixes(analysis: &Analysis, problem: &Problem) -> Vec<Fix> {
    let text = &*analysis.expansion.text;
    let written = problem.span.of(text);
    let Some(sigil) = written.rfind('&') else { return Vec::new() };
    let anchor = Span::new(problem.span.start.0 + sigil as u32, problem.span.end.0);
    let name = &anchor.of(text)[1..];
    // A loop or a macro gives both by the same text.
    let first = problem.related.first().and_then(|first| place(analysis, first.span));
    if first == place(analysis, anchor) {
        return Vec::new();
    }
    [renamed(analysis, problem, anchor, name), removed(analysis, problem, anchor)]
        .into_iter()
        .flatten()
        .collect()
}

fn is_gone(problem: &Problem) -> impl FnOnce(&forgather_graph::Graph, &[Problem]) -> bool {
    let (code, start) = (problem.code, problem.span.start);
    move |_, left| left.iter().all(|known| known.code != code || known.span.start != start)
}

fn renamed(analysis: &Analysis, problem: &Problem, anchor: Span, name: &str) -> Option<Fix> {
    let text = &*analysis.expansion.text;
    let own = place(analysis, anchor)?;
    let behind = |span: Span| Span::new(span.start.0 + 1, span.end.0);
    let mut edits: Vec<Edit> = Vec::new();
    let is_taken = |new: &str| {
        analysis.graph.anchors.iter().any(|known| *known.name == *new)
            || text.contains(&format!("&{new}"))
            || own.file.source.text.contains(&format!("&{new}"))
    };
    let new = (2..1000).map(|number| format!("{name}_{number}")).find(|new| !is_taken(new))?;
    edits.push((behind(anchor), new.clone()));
    let later =
        analysis.graph.aliases.iter().filter(|alias| *alias.name == *name && alias.span.start > anchor.start);
    for alias in later {
        // Which one an alias of another template means, that template alone does not tell.
        place(analysis, alias.span).filter(|alias| alias.path() == own.path())?;
        edits.push((behind(alias.span), new.clone()));
    }
    let title = match edits.len() {
        1 => format!("rename it to `{new}`"),
        2 => format!("rename it to `{new}`, with the alias behind it"),
        count => format!("rename it to `{new}`, with the {} aliases behind it", count - 1),
    };
    let fix = tried(analysis, title, edits, is_gone(problem))?;
    Some(Fix { is_likely: false, ..fix })
}

fn removed(analysis: &Analysis, problem: &Problem, anchor: Span) -> Option<Fix> {
    let text = &*analysis.expansion.text;
    let blank = u32::from(text[anchor.end.to_usize()..].starts_with(' '));
    let whole = Span::new(anchor.start.0, anchor.end.0 + blank);
    let title = format!("remove `{}`", anchor.of(text));
    let fix = tried(analysis, title, vec![(whole, String::new())], is_gone(problem))?;
    Some(Fix { is_likely: false, ..fix })
}
