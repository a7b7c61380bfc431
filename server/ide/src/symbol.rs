//! What a cursor is on.

use std::path::Path;

use forgather_dialect::FileSpan;
use forgather_dialect::ast::Name;
use forgather_dialect::outline::{Named, Outline};
use forgather_workspace::{MentionKind, Usage};

use crate::index::{Role, What, part_at};
use crate::location::Location;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// What a name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// A name within statements and expressions.
    Jinja(What),
    /// A name of the graph: an anchor, an alias, a node's name, a variable, a target.
    Graph {
        /// What it names.
        kind: MentionKind,
        /// The name.
        name: Name,
        /// Whether it is written there, and not made by an expression.
        is_written: bool,
    },
}

/// A name in a template, with what it names.
#[derive(Debug, Clone)]
pub struct At {
    /// The template that has it.
    pub template: TemplateRef,
    /// The name.
    pub location: Location,
    /// What it names.
    pub symbol: Symbol,
}

impl At {
    pub(crate) fn new(template: &TemplateRef, span: FileSpan, symbol: Symbol) -> Self {
        let location = Location { file: template.file.clone(), span };
        Self { template: template.clone(), location, symbol }
    }
}

/// The name that is at an offset of a file, in bytes: of one that ends there, too.
pub fn symbol_at(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<At> {
    let file = snapshot.file(path)?;
    let index = snapshot.index(&file);
    if let Some((part, mention)) = index.at(&file.source, offset) {
        let template = TemplateRef { file: file.clone(), part };
        return Some(At::new(&template, mention.span, Symbol::Jinja(mention.what.clone())));
    }
    let template = TemplateRef { part: part_at(&file.source, offset)?, file };
    let usages = snapshot.all_usages_of(path);
    usages
        .iter()
        .find_map(|usage| in_graph(usage, &template, offset))
        .or_else(|| in_text(&template, &template.names(&index)?.outline, offset))
}

/// Whether a cursor at an offset is on a name, or on the `&`, `*` or `@` before it.
fn is_on(span: FileSpan, offset: usize) -> bool {
    span.start.index() <= offset + 1 && offset <= span.end.index()
}

fn in_graph(usage: &Usage, template: &TemplateRef, offset: usize) -> Option<At> {
    let found = usage.mentions.iter().filter(|mention| {
        is_on(mention.span, offset)
            && TemplateRef::in_usage(usage, mention.template).is_some_and(|known| known == *template)
    });
    // A name that begins behind the cursor counts less than one that the cursor touches.
    let found = found.min_by_key(|mention| {
        (mention.span.start.index() > offset, mention.span.end.0 - mention.span.start.0)
    })?;
    let symbol =
        Symbol::Graph { kind: found.kind, name: (&*found.name).into(), is_written: found.is_written };
    Some(At::new(template, found.span, symbol))
}

/// What the text itself shows, where no configuration tells more.
fn in_text(template: &TemplateRef, outline: &Outline, offset: usize) -> Option<At> {
    let find = |named: &[Named], kind| {
        let found = named.iter().find(|named| is_on(named.span, offset))?;
        let is_written = !found.name.contains("{{");
        let symbol = Symbol::Graph { kind, name: found.name.as_str().into(), is_written };
        Some(At::new(template, found.span, symbol))
    };
    find(&outline.anchors, MentionKind::Anchor)
        .or_else(|| find(&outline.aliases, MentionKind::Alias))
        .or_else(|| find(&outline.targets, MentionKind::Target))
}

impl What {
    /// The name of a variable, macro or import that templates share, or that is local.
    pub(crate) fn variable(&self) -> Option<(&Name, Option<FileSpan>)> {
        match self {
            Self::Variable { name, local, .. } => Some((name, *local)),
            Self::Macro(name) | Self::Module { name, .. } | Self::Imported { alias: name, .. } => {
                Some((name, None))
            }
            _ => None,
        }
    }

    /// Whether it makes or changes what it names.
    pub(crate) fn is_definition(&self) -> bool {
        match self {
            Self::SubTemplate(_) | Self::Block(_) | Self::Macro(_) | Self::Module { .. } => true,
            Self::Variable { role, .. } | Self::Attribute { role, .. } => *role == Role::Set,
            _ => false,
        }
    }
}
