//! What is known of what a cursor is on.

mod block;
mod graph;
mod template;
mod value;
mod word;

use std::path::Path;

use forgather_dialect::FileSpan;
use forgather_workspace::Cancelled;

use crate::index::What;
use crate::markup::Markup;
use crate::snapshot::Snapshot;
use crate::symbol::{At, Symbol, symbol_at};
use crate::template::TemplateRef;

pub(crate) use block::body as block_body;
pub(crate) use graph::{anchored, called};
pub(crate) use template::described;
pub(crate) use value::values_of;
pub(crate) use word::word;

/// What is known of what a cursor is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the cursor is on.
    pub span: FileSpan,
    /// What is known of it.
    pub text: Markup,
}

/// How many places of a kind are listed.
const MOST_LISTED: usize = 8;

/// What is known of what is at an offset of a file.
pub fn hover(snapshot: &Snapshot, path: &Path, offset: usize) -> Result<Option<Hover>, Cancelled> {
    let Some(file) = snapshot.file(path) else { return Ok(None) };
    if let Some(hover) = word::operator(&file, offset, snapshot.files.dialect()) {
        return Ok(Some(hover));
    }
    if let Some(at) = symbol_at(snapshot, path, offset)
        && let Some(mut text) = of_symbol(snapshot, &at, offset)?
    {
        if let Some(named) = template::computed(snapshot, &at) {
            text.extend(named);
        }
        return Ok(Some(Hover { span: at.location.span, text }));
    }
    let Some(part) = crate::index::part_at(&file.source, offset) else { return Ok(None) };
    let template = TemplateRef { file, part };
    Ok(graph::tag(snapshot, &template, offset)
        .or_else(|| graph::argument(snapshot, &template, offset))
        .or_else(|| value::expression(snapshot, &template, offset)))
}

fn of_symbol(snapshot: &Snapshot, at: &At, offset: usize) -> Result<Option<Markup>, Cancelled> {
    let what = match &at.symbol {
        Symbol::Jinja(what) => what,
        Symbol::Graph { kind, name, .. } => {
            // A cursor before a name may be on a tag or a key that is better known.
            let is_before = at.location.span.start.index() > offset + 1;
            return Ok(if is_before { None } else { graph::name(snapshot, at, *kind, name) });
        }
    };
    Ok(match what {
        What::Template { name, .. } => template::named(snapshot, at, name.as_ref()),
        What::SubTemplate(_) => Some(template::described(snapshot, &at.template)),
        What::Block(name) | What::BlockEnd(name) | What::SelfBlock(name) => {
            Some(block::block(snapshot, &at.template, name)?)
        }
        What::Super(Some(name)) => block::parent(snapshot, &at.template, name)?,
        What::Super(None) => {
            Some(Markup::of("`super()` gives the parent's version of a block; here is no block"))
        }
        What::Filter(name) => word::filter(name, snapshot.files.dialect()),
        What::Test(name) => word::test(name),
        What::Macro(_) | What::Imported { .. } | What::Module { .. } | What::Variable { .. } => {
            Some(value::variable(snapshot, at, what)?)
        }
        What::Attribute { object, name, .. } => Some(value::attribute(snapshot, at, what, object, name)?),
        What::Argument { callee, name } => Some(value::argument(snapshot, at, callee.as_ref(), name)?),
    })
}
