//! What is told of an item once someone looks at it.

use std::path::Path;

use forgather_dialect::ast::Name;

use super::cursor::Cursor;
use super::world::World;
use super::{CompletionKind, key};
use crate::hierarchy::BlockDefinition;
use crate::hover::{anchored, block_body, called, described, word};
use crate::language;
use crate::macros::MacroIn;
use crate::markup::{Markup, quoted};
use crate::snapshot::Snapshot;

/// What is known of an item that [`super::completion`] gave for an offset of a file.
pub fn document(
    snapshot: &Snapshot,
    path: &Path,
    offset: usize,
    kind: CompletionKind,
    label: &str,
) -> Option<Markup> {
    let cursor = Cursor::new(snapshot, path, offset)?;
    match kind {
        CompletionKind::Template => {
            let found = snapshot
                .active_templates()
                .iter()
                .find(|known| known.name() == label)
                .map(crate::template::TemplateRef::of)
                .filter(|known| known.part > 0);
            let name: Name = label.into();
            let found = found.or_else(|| {
                snapshot.find_template(&name, &cursor.template.file, snapshot.project.as_ref())
            })?;
            Some(described(snapshot, &found))
        }
        CompletionKind::Block => {
            let world = World::new(snapshot, &cursor.template);
            let own = world.find(&cursor.template)?;
            let definition: BlockDefinition = world
                .above(own)
                .into_iter()
                .chain(world.below(own))
                .find_map(|number| snapshot.block_in(&world.templates.get(number)?.template, label))?;
            let mut markup =
                Markup::of(format!("as it is at {}", snapshot.place_shown(&definition.location())));
            markup.code("jinja", block_body(&definition));
            Some(markup)
        }
        CompletionKind::Macro => {
            let world = World::new(snapshot, &cursor.template);
            let named = |known: &MacroIn| *known.definition.name.name == *label;
            let mut macros = world.templates.iter().flat_map(|known| MacroIn::all(&known.template));
            macros.find(named).map(|known| known.described(snapshot))
        }
        CompletionKind::Anchor => {
            let analysis = snapshot.analysis()?;
            let name = label.trim_start_matches('*');
            let index = analysis.graph.anchors.iter().rposition(|anchor| *anchor.name == *name)?;
            anchored(snapshot, analysis, "anchor", index)
        }
        CompletionKind::Filter => {
            language::find(language::filters(cursor.dialect), label).map(|found| word("filter", found))
        }
        CompletionKind::Test => language::find(language::tests(), label).map(|found| word("test", found)),
        CompletionKind::Global => {
            language::find(language::globals(), label).map(|found| word("global", found))
        }
        CompletionKind::Tag => {
            let tag = language::tag_of(label, cursor.dialect)?;
            Some(Markup::of(format!("{}: {}", quoted(tag.name), tag.says)))
        }
        CompletionKind::Key => {
            let (around, _) = key::around(snapshot, &cursor);
            let spec = around.spec()?;
            let resolution = key::resolved(snapshot, spec)?;
            Some(called(spec, &resolution))
        }
        CompletionKind::Module | CompletionKind::Class | CompletionKind::Function | CompletionKind::Value => {
            let super::Place::Spec { spec, .. } = cursor.place() else { return None };
            let typed = cursor.text().get(spec.start.index()..cursor.offset)?;
            let head = typed.rfind(['.', ':']).map_or("", |at| &typed[..=at]);
            let written = format!("{head}{label}");
            let resolution = key::resolved(snapshot, &written)?;
            Some(called(&written, &resolution)).filter(|markup| !markup.is_empty())
        }
        CompletionKind::Attribute | CompletionKind::Variable => {
            let (_, trace) = snapshot.trace()?;
            let is_attribute = kind == CompletionKind::Attribute;
            let last = trace
                .assignments
                .iter()
                .rfind(|assignment| assignment.is_attribute == is_attribute && *assignment.name == *label)?;
            let mut markup = Markup::of(crate::shown::value(&last.value));
            if let Some(place) = crate::definition::set_place(snapshot, last.site) {
                markup.text(format!("set at {}", snapshot.place_shown(&place)));
            }
            Some(markup)
        }
        CompletionKind::Argument
        | CompletionKind::Method
        | CompletionKind::Statement
        | CompletionKind::File
        | CompletionKind::Target => None,
    }
}
