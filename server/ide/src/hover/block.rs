//! Blocks: who defines one, which definition is output, what overrides it.

use forgather_expand::FrameKind;
use forgather_workspace::Cancelled;

use super::MOST_LISTED;
use crate::hierarchy::BlockDefinition;
use crate::markup::{Markup, quoted};
use crate::shown::{self, comment_above};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// All that is known of a block of a template.
pub(super) fn block(snapshot: &Snapshot, template: &TemplateRef, name: &str) -> Result<Markup, Cancelled> {
    let lineage = snapshot.lineage(template)?;
    let above = snapshot.blocks_in(&lineage.above, name);
    let below = snapshot.blocks_in(&lineage.below, name);
    let own = snapshot.block_in(template, name);
    let mut markup = Markup::of(format!("block {}", quoted(name)));
    if let Some(comment) = description(own.iter().chain(&above)) {
        markup.text(comment);
    }
    let family: Vec<&BlockDefinition> = above.iter().chain(&own).chain(&below).collect();
    if let Some(sentence) = in_active(snapshot, &family, name, template) {
        markup.text(sentence);
    }
    let place = |definition: &&BlockDefinition| snapshot.place_shown(&definition.location());
    list(&mut markup, "overrides", &above.iter().map(|definition| place(&definition)).collect::<Vec<_>>());
    list(
        &mut markup,
        "overridden by",
        &below.iter().map(|definition| place(&definition)).collect::<Vec<_>>(),
    );
    Ok(markup)
}

/// The parent's version of a block, which `super()` gives.
pub(super) fn parent(
    snapshot: &Snapshot,
    template: &TemplateRef,
    name: &str,
) -> Result<Option<Markup>, Cancelled> {
    let above = snapshot.blocks_in(&snapshot.lineage(template)?.above, name);
    let Some(definition) = above.first() else {
        let text = format!("no template above has a block {}: `super()` fails", quoted(name));
        return Ok(Some(Markup::of(text)));
    };
    let place = snapshot.place_shown(&definition.location());
    let mut markup = Markup::of(format!("what the block {} gives at {place}", quoted(name)));
    markup.code("jinja", body(definition));
    Ok(Some(markup))
}

/// The text of a block, without what opens and closes it.
pub(crate) fn body(definition: &BlockDefinition) -> String {
    /// As much as is seen at a glance.
    const MOST_LINES: usize = 20;
    let text = &definition.template.file.source.text;
    let extent = text.get(definition.extent().range()).unwrap_or_default();
    let inner = extent.split_once(['\n', '\r']).map_or("", |(_, rest)| rest.trim_start_matches('\n'));
    let closes = |line: &&str| {
        let line = line.trim_start().trim_start_matches(['-', '<', '>', '{', '%', ' ']);
        line.starts_with("endblock")
    };
    let inner = match inner.trim_end().lines().last().filter(closes) {
        Some(last) => inner.trim_end().strip_suffix(last).unwrap_or(inner),
        None => inner,
    };
    shown::block(inner, MOST_LINES)
}

fn description<'d>(definitions: impl Iterator<Item = &'d BlockDefinition>) -> Option<String> {
    let mut comments = definitions
        .map(|definition| comment_above(&definition.template.file.source.text, definition.location().span));
    comments.find_map(|comment| comment)
}

/// Which definition the active configuration outputs.
fn in_active(
    snapshot: &Snapshot,
    family: &[&BlockDefinition],
    name: &str,
    template: &TemplateRef,
) -> Option<String> {
    let expansion = &snapshot.analysis()?.expansion;
    let configuration = quoted(snapshot.active_name()?);
    let of_family = |found: &TemplateRef| family.iter().find(|known| known.template == *found);
    let run = |wanted: fn(&FrameKind) -> Option<&str>| {
        let frames = expansion.frames().filter(move |(_, frame)| wanted(&frame.kind) == Some(name));
        let templates = frames.filter_map(|(id, _)| expansion.template_of(id)).map(TemplateRef::of);
        templates.filter_map(|found| of_family(&found)).collect::<Vec<_>>()
    };
    let placed = run(|kind| match kind {
        FrameKind::Block(name) => Some(name),
        _ => None,
    });
    let Some(winner) = placed.first() else {
        return expansion.is_complete().then(|| format!("{configuration} outputs no such block"));
    };
    let by_super = run(|kind| match kind {
        FrameKind::Super(name) => Some(name),
        _ => None,
    });
    let place = snapshot.place_shown(&winner.location());
    let mut sentence = if winner.template == *template {
        format!("in {configuration} this definition wins")
    } else {
        format!("in {configuration} the definition at {place} wins")
    };
    let mut called: Vec<String> = Vec::new();
    for definition in by_super {
        let place = snapshot.place_shown(&definition.location());
        if !called.contains(&place) {
            called.push(place);
        }
    }
    if !called.is_empty() {
        sentence += &format!(", and calls by `super()` {}", called.join(", "));
    }
    Some(sentence)
}

fn list(markup: &mut Markup, what: &str, places: &[String]) {
    match places {
        [] => {}
        [single] => {
            markup.text(format!("{what} {single}"));
        }
        several => {
            markup.text(format!("{what} {}:", several.len()));
            for place in several.iter().take(MOST_LISTED) {
                markup.item(place);
            }
            if several.len() > MOST_LISTED {
                markup.item(format!("{} more", several.len() - MOST_LISTED));
            }
        }
    }
}
