//! Templates by name: the file that is meant, and what it says about itself.

use forgather_dialect::ast::Name;

use super::MOST_LISTED;
use crate::index::What;
use crate::markup::Markup;
use crate::shown::first_comment;
use crate::snapshot::Snapshot;
use crate::symbol::At;
use crate::template::TemplateRef;

/// What the name of a template means.
pub(super) fn named(snapshot: &Snapshot, at: &At, name: Option<&Name>) -> Option<Markup> {
    let found = snapshot.named_by(&at.template, at.location.span, name);
    match found.as_slice() {
        [] => {
            let name = name?;
            Some(Markup::of(format!("no template {} is found", crate::markup::quoted(name))))
        }
        [single] => Some(described(snapshot, single)),
        several => {
            let mut markup = Markup::of(format!("one of {} templates:", several.len()));
            for template in several.iter().take(MOST_LISTED) {
                markup.item(snapshot.template_shown(template));
            }
            Some(markup)
        }
    }
}

/// The template that an expression means which a name is a part of.
pub(super) fn computed(snapshot: &Snapshot, at: &At) -> Option<Markup> {
    let index = snapshot.index(&at.template.file);
    let name = at.location.span;
    let around = at.template.names(&index)?.mentions.iter().find(|mention| {
        matches!(mention.what, What::Template { name: None, .. })
            && mention.span.start <= name.start
            && name.end <= mention.span.end
            && mention.span != name
    })?;
    let found = snapshot.named_by(&at.template, around.span, None);
    found.first().map(|template| described(snapshot, template))
}

/// The file of a template, and its description.
pub(crate) fn described(snapshot: &Snapshot, template: &TemplateRef) -> Markup {
    let mut markup = Markup::of(format!("template {}", snapshot.template_shown(template)));
    if let Some(comment) = description(template) {
        markup.text(comment);
    }
    markup
}

/// What a template says about itself: the comment that it begins with; of a sub-template also the one before its
/// marker.
pub(crate) fn description(template: &TemplateRef) -> Option<String> {
    let part = template.part()?;
    first_comment(template.file.source.text.get(part.body.range())?)
}
