//! What is shown within the text without being written there: values, templates that are meant, and who overrides.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_dialect::ast::{Expr, ExprKind, Node, NodeKind};
use forgather_expand::Evaluated;
use forgather_workspace::{Cancelled, InlayHints};

use crate::hover::values_of;
use crate::index::What;
use crate::markup::{Markup, quoted};
use crate::shown;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// Something that is shown behind a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// The place, in bytes of the file.
    pub at: usize,
    /// What is shown.
    pub label: String,
    /// What is told of it to those who look closer.
    pub tooltip: Markup,
}

/// A value that is longer is not shown.
const LONGEST: usize = 40;

/// The hints in a range of a file's bytes.
pub fn inlay_hints(
    snapshot: &Snapshot,
    path: &Path,
    range: &Range<usize>,
    wanted: InlayHints,
) -> Result<Vec<InlayHint>, Cancelled> {
    let Some(file) = snapshot.file(path) else { return Ok(Vec::new()) };
    let index = snapshot.index(&file);
    let mut hints = Vec::new();
    for part in 0..file.source.parts.len() {
        snapshot.cancel.check()?;
        let template = TemplateRef { file: Arc::clone(&file), part };
        let body = template.part().map_or(0..0, |part| part.body.range());
        if body.end < range.start || range.end < body.start {
            continue;
        }
        if wanted.values {
            values(snapshot, &template, range, &mut hints);
        }
        let Some(names) = template.names(&index) else { continue };
        if wanted.templates {
            for mention in &names.mentions {
                if let What::Template { name: None, .. } = mention.what
                    && is_within(mention.span, range)
                {
                    hints.extend(meant(snapshot, &template, mention.span));
                }
            }
        }
        if wanted.overridden && names.outline.blocks.iter().any(|block| is_within(block.name.span, range)) {
            let below = snapshot.lineage(&template)?.below;
            for block in names.outline.blocks.iter().filter(|block| is_within(block.name.span, range)) {
                let overriding = snapshot.blocks_in(&below, &block.name.name);
                if overriding.is_empty() {
                    continue;
                }
                let mut tooltip = Markup::of(format!("{} is overridden by", quoted(&block.name.name)));
                for definition in overriding.iter().take(12) {
                    tooltip.item(snapshot.place_shown(&definition.location()));
                }
                let at = header_end(&file.source.text, block.name.span);
                hints.push(InlayHint { at, label: format!("overridden by {}", overriding.len()), tooltip });
            }
        }
    }
    hints.sort_by_key(|hint| hint.at);
    Ok(hints)
}

fn is_within(span: FileSpan, range: &Range<usize>) -> bool {
    range.start <= span.end.index() && span.start.index() <= range.end
}

/// Behind the name of a block, and behind the bracket of a header.
fn header_end(text: &str, name: FileSpan) -> usize {
    let rest = text[name.end.index()..].split(['\n', '\r']).next().unwrap_or_default();
    let closed = rest.trim_start_matches('!').starts_with(']');
    name.end.index() + if closed { rest.find(']').map_or(0, |at| at + 1) } else { 0 }
}

/// The template that an expression means.
fn meant(snapshot: &Snapshot, template: &TemplateRef, span: FileSpan) -> Option<InlayHint> {
    let found = snapshot.named_by(template, span, None);
    let first = found.first()?;
    let more = found.len() - 1;
    let shown = if first.part > 0 {
        first.label()
    } else {
        let project = snapshot.project.as_ref();
        let folders = project.map(|project| project.search_path().folders().to_vec()).unwrap_or_default();
        let below = folders.iter().filter_map(|folder| first.file.path.strip_prefix(folder).ok());
        below.min_by_key(|path| path.as_os_str().len()).unwrap_or(&first.file.path).display().to_string()
    };
    let label = if more == 0 { format!("→ {shown}") } else { format!("→ {shown} and {more} more") };
    Some(InlayHint { at: span.end.index(), label, tooltip: crate::hover::described(snapshot, first) })
}

/// The values of what is printed and assigned, where the text does not show them itself.
fn values(snapshot: &Snapshot, template: &TemplateRef, range: &Range<usize>, hints: &mut Vec<InlayHint>) {
    let Some(part) = template.part() else { return };
    let Some(mut known) = values_of(snapshot, template) else { return };
    known.retain(|(span, _)| is_within(*span, range));
    if known.is_empty() {
        return;
    }
    let mut show = |expr: &Expr| {
        let span = part.file_span(expr.span);
        if !is_worth(expr) || !is_within(span, range) {
            return;
        }
        let value = known.iter().find(|(known, _)| *known == span).map(|(_, value)| *value);
        if let Some(label) = value.and_then(label) {
            let name =
                snapshot.active_name().map(|name| format!("in {}: ", quoted(name))).unwrap_or_default();
            let text = value.map(shown::evaluated).unwrap_or_default();
            hints.push(InlayHint {
                at: span.end.index(),
                label,
                tooltip: Markup::of(format!("{name}{text}")),
            });
        }
    };
    let mut visit = |node: &Node| match &node.kind {
        NodeKind::Print(expr) => show(inner(expr)),
        NodeKind::Set { value, .. } => show(value),
        NodeKind::If { branches, .. } => branches.iter().for_each(|(test, _)| show(test)),
        _ => {}
    };
    for node in &part.template.body {
        node.walk(&mut visit);
    }
}

/// What is printed, without the filter that `=>` adds.
fn inner(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Filter { input: Some(input), name, .. } if name.span.start >= name.span.end => input,
        _ => expr,
    }
}

/// Whether a text does not show its own value: a literal does, and what is made of literals alone.
fn is_worth(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Error => false,
        ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Dict(_) => false,
        ExprKind::Unary(_, operand) => is_worth(operand),
        _ => true,
    }
}

/// A value that fits behind its expression: short, on one line, and the same each time.
fn label(value: &Evaluated) -> Option<String> {
    let text = value.value.text.as_deref()?;
    let repr = &value.value.repr;
    let is_short = repr.chars().count() <= LONGEST && !text.contains(['\n', '\r']) && !text.is_empty();
    let is_single = value.times == 1 || value.same;
    (is_short && is_single).then(|| format!("= {repr}"))
}
