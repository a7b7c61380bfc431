//! Variables, attributes, macros and expressions: their values in the active configuration, and where they were set.

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_expand::{Assignment, Evaluated};
use forgather_workspace::Cancelled;

use super::{Hover, MOST_LISTED, template, word};
use crate::definition::{definition, set_place, traced};
use crate::index::{Role, What};
use crate::language;
use crate::location::Location;
use crate::macros::MacroIn;
use crate::markup::{Markup, quoted};
use crate::occurrence::imported;
use crate::shown;
use crate::snapshot::Snapshot;
use crate::symbol::At;
use crate::template::TemplateRef;

/// A variable, a macro, or a name that is imported.
pub(super) fn variable(snapshot: &Snapshot, at: &At, what: &What) -> Result<Markup, Cancelled> {
    let name = at.location.text();
    if let What::Module { from, .. } = what {
        let index = snapshot.index(&at.template.file);
        let target =
            at.template.names(&index).and_then(|names| imported(snapshot, &at.template, names, *from));
        let mut markup = Markup::of(format!("{}: macros and variables of a template", quoted(name)));
        if let Some(target) = target {
            markup.extend(template::described(snapshot, &target));
        }
        return Ok(markup);
    }
    if let What::Macro(_) = what
        && let Some(found) = MacroIn::at(&at.location)
    {
        return Ok(found.described(snapshot));
    }
    let value = traced(snapshot, &at.template, |span| span == at.location.span);
    if let Some(found) = value.and_then(|value| macro_of(snapshot, value)) {
        return Ok(found.described(snapshot));
    }
    let is_set = value.is_some_and(|value| value.set.is_some());
    if let What::Variable { role: Role::Read, local: None, .. } = what
        && !is_set
    {
        if name == "loop" {
            return Ok(Markup::of(
                "`loop` tells where the loop around is: `loop.index`, `loop.first`, `loop.last`",
            ));
        }
        if let Some(mut markup) = word::global(name) {
            if let Some(value) = value.filter(|value| value.value.text.is_some()) {
                markup.text(in_configuration(snapshot, &shown::value(&value.value)));
            }
            return Ok(markup);
        }
    }
    let kind = match what {
        What::Variable { local: Some(_), .. } => "local variable",
        What::Imported { .. } => "imported name",
        _ => "variable",
    };
    let mut markup = Markup::of(format!("{kind} {}", quoted(name)));
    said(snapshot, at, what, value, &mut markup)?;
    Ok(markup)
}

/// An attribute of a namespace, a module or a loop.
pub(super) fn attribute(
    snapshot: &Snapshot,
    at: &At,
    what: &What,
    object: &str,
    name: &str,
) -> Result<Markup, Cancelled> {
    let place = at.location.span;
    let value = traced(snapshot, &at.template, |span| span.end == place.end && span.start <= place.start);
    if let Some(found) = value.and_then(|value| macro_of(snapshot, value)) {
        return Ok(found.described(snapshot));
    }
    let whole = quoted(&format!("{object}.{name}"));
    if object == "loop"
        && let Some(word) = language::find(language::loop_attributes(), name)
    {
        let mut markup = Markup::of(format!("{whole}: {}", word.says));
        if let Some(value) = value {
            markup.text(in_configuration(snapshot, &shown::evaluated(value)));
        }
        return Ok(markup);
    }
    let mut markup = Markup::of(format!("attribute {whole}"));
    said(snapshot, at, what, value, &mut markup)?;
    Ok(markup)
}

/// An argument by name of a macro or a global function.
pub(super) fn argument(
    snapshot: &Snapshot,
    at: &At,
    callee: Option<&(Name, Option<Name>)>,
    name: &str,
) -> Result<Markup, Cancelled> {
    let mut markup = Markup::of(format!("argument {}", quoted(name)));
    if let Some((callee, None)) = callee
        && let Some(word) = language::find(language::globals(), callee)
    {
        markup.text(format!("of {}", quoted(&format!("{}{}", word.name, word.parameters))));
        return Ok(markup);
    }
    let found = definition(snapshot, at.location.path(), at.location.span.start.index())?;
    let parameter = found.and_then(|found| found.definitions.into_iter().next());
    if let Some(parameter) = parameter {
        let part =
            crate::index::part_at(&parameter.location.file.source, parameter.location.span.start.index());
        let template = TemplateRef { file: parameter.location.file.clone(), part: part.unwrap_or(0) };
        let place = parameter.location.span;
        let is_around = |known: &MacroIn| {
            let extent = template.part().map(|part| part.file_span(known.definition.span));
            extent.is_some_and(|extent| extent.start <= place.start && place.end <= extent.end)
        };
        if let Some(known) = MacroIn::all(&template).into_iter().rev().find(is_around) {
            let default = known.parameters().into_iter().find(|parameter| parameter.name == name);
            if let Some(default) = default.and_then(|parameter| parameter.default) {
                markup.text(format!("default {}", quoted(&default)));
            }
            markup.extend(known.described(snapshot));
        }
    }
    Ok(markup)
}

/// The smallest expression at an offset that the active configuration evaluates.
pub(super) fn expression(snapshot: &Snapshot, template: &TemplateRef, offset: usize) -> Option<Hover> {
    let (span, value) = evaluated_at(snapshot, template, offset)?;
    let text = template.file.source.text.get(span.range())?;
    let mut markup = Markup::new();
    markup.code("jinja", shown::block(text, 4));
    markup.text(in_configuration(snapshot, &shown::evaluated(value)));
    Some(Hover { span, text: markup })
}

fn evaluated_at<'s>(
    snapshot: &'s Snapshot,
    template: &TemplateRef,
    offset: usize,
) -> Option<(FileSpan, &'s Evaluated)> {
    let values = values_of(snapshot, template)?;
    let touched = values.into_iter().filter(|(span, _)| span.touches(offset.into()));
    touched.min_by_key(|(span, _)| (span.end.0 - span.start.0, span.start))
}

/// The values of all expressions of a template in the active configuration; none where that has another text of it.
pub(crate) fn values_of<'s>(
    snapshot: &'s Snapshot,
    template: &TemplateRef,
) -> Option<Vec<(FileSpan, &'s Evaluated)>> {
    let (expansion, trace) = snapshot.trace()?;
    let same = |known: &forgather_expand::Template| {
        TemplateRef::of(known) == *template && known.file().source.text == template.file.source.text
    };
    let number = expansion.templates.iter().position(same)?;
    let part = template.part()?;
    Some(trace.values_of(number as u32).map(|(span, value)| (part.file_span(span), value)).collect())
}

/// The macro that a value is.
pub(crate) fn macro_of(snapshot: &Snapshot, value: &Evaluated) -> Option<MacroIn> {
    MacroIn::at(&set_place(snapshot, value.defined?)?)
}

/// What the active configuration says of a name, and where it is set.
fn said(
    snapshot: &Snapshot,
    at: &At,
    what: &What,
    value: Option<&Evaluated>,
    markup: &mut Markup,
) -> Result<(), Cancelled> {
    let assigned = assignments_at(snapshot, &at.location);
    if let (true, Some(last)) = (what.is_definition(), assigned.last()) {
        let same = assigned.iter().all(|assignment| assignment.value == last.value);
        let text = match assigned.len() {
            count if count > 1 && !same => {
                format!("is set to {count} values, the last {}", shown::value(&last.value))
            }
            _ => format!("is set to {}", shown::value(&last.value)),
        };
        markup.text(in_configuration(snapshot, &text));
        return Ok(());
    }
    if let Some(value) = value {
        markup.text(in_configuration(snapshot, &shown::evaluated(value)));
        if let Some(place) = value.set.and_then(|site| set_place(snapshot, site)) {
            markup.text(format!("set at {}", snapshot.place_shown(&place)));
            markup.code("jinja", line_of(&place));
        }
        return Ok(());
    }
    let found = definition(snapshot, at.location.path(), at.location.span.start.index())?;
    let places: Vec<Location> =
        found.into_iter().flat_map(|found| found.definitions).map(|definition| definition.location).collect();
    if let [single] = places.as_slice() {
        if let Some(found) = MacroIn::at(single) {
            markup.extend(found.described(snapshot));
            return Ok(());
        }
        if *single != at.location {
            markup.text(format!("set at {}", snapshot.place_shown(single)));
            markup.code("jinja", line_of(single));
        }
    } else if !places.is_empty() {
        markup.text("set at:");
        for place in places.iter().take(MOST_LISTED) {
            markup.item(format!("{}: {}", snapshot.place_shown(place), quoted(&line_of(place))));
        }
    }
    Ok(())
}

/// The assignments that the active configuration makes at a place.
fn assignments_at<'s>(snapshot: &'s Snapshot, place: &Location) -> Vec<&'s Assignment> {
    let Some((_, trace)) = snapshot.trace() else { return Vec::new() };
    let is_it = |assignment: &&Assignment| {
        set_place(snapshot, assignment.site)
            .is_some_and(|set| set == *place && set.file.source.text == place.file.source.text)
    };
    trace.assignments.iter().filter(is_it).collect()
}

fn in_configuration(snapshot: &Snapshot, text: &str) -> String {
    match snapshot.active_name() {
        Some(name) => format!("in {}: {text}", quoted(name)),
        None => text.to_owned(),
    }
}

/// The line of a place.
fn line_of(place: &Location) -> String {
    let text = &*place.file.source.text;
    let start = text[..place.span.start.index()].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    shown::cut(text[start..].split(['\n', '\r']).next().unwrap_or_default().trim(), 160)
}
