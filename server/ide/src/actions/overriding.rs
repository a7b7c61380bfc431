//! A block of a parent, overridden in a child.

use std::collections::BTreeSet;

use forgather_dialect::outline::Block;
use forgather_dialect::{Dialect, FileSpan};
use forgather_workspace::Cancelled;

use super::{ActionKind, Candidate, Keeps, Place};
use crate::edit::Edits;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// How many blocks are offered where none is named.
const MOST: usize = 30;

/// The blocks that can be overridden at the cursor: of a line that names one that, else all that are not yet.
pub(super) fn candidates(snapshot: &Snapshot, place: &Place) -> Result<Vec<Candidate>, Cancelled> {
    let template = &place.template;
    let Some(part) = template.part() else { return Ok(Vec::new()) };
    let index = snapshot.index(&template.file);
    let Some(names) = template.names(&index) else { return Ok(Vec::new()) };
    let extends = |reference: &&forgather_dialect::outline::Reference| {
        reference.kind == forgather_dialect::outline::ReferenceKind::Extends
    };
    let Some(extends) = names.outline.references.iter().find(extends) else { return Ok(Vec::new()) };
    let text = &*template.file.source.text;
    let lines = Lines { text, body: part.body };
    let cursor = place.range.start;
    let within = |block: &&Block| block.name.extent.touches(cursor.into());
    let (line, line_end) = (lines.start(cursor), lines.end(cursor));
    let content = text[line..line_end].trim();
    let named = content.trim_start_matches("-- block").trim_matches(['[', ']', '!', ' ']);
    let is_name = !named.is_empty() && named.chars().all(|c| c == '_' || c.is_alphanumeric());
    if !content.is_empty() && !is_name && names.outline.blocks.iter().any(|block| within(&block)) {
        return Ok(Vec::new());
    }
    let above = snapshot.lineage(template)?.above;
    let style = Style::of(snapshot, template, &above);
    let own: BTreeSet<&str> = names.outline.blocks.iter().map(|block| &*block.name.name).collect();
    let mut inherited: Vec<String> = Vec::new();
    for parent in &above {
        let index = snapshot.index(&parent.file);
        for block in parent.names(&index).into_iter().flat_map(|names| &names.outline.blocks) {
            if !inherited.contains(&block.name.name) {
                inherited.push(block.name.name.clone());
            }
        }
    }
    let is_meant = |name: &str| is_name && name == named;
    // The line is there for the block that it names, and may read as that block already.
    if let Some(name) = inherited.iter().find(|name| is_meant(name)) {
        let replaced = FileSpan::new(line, lines.next(line_end));
        let known: Vec<&Block> =
            names.outline.blocks.iter().filter(|block| block.name.name == *name).collect();
        let is_elsewhere = known.iter().any(|block| !replaced.touches(block.name.span.start));
        if is_elsewhere || known.iter().any(|block| has_content(block, text)) {
            return Ok(Vec::new());
        }
        let edits = written(template, replaced, &style.block(name, lines.line_break()));
        let title = format!("override the block `{name}` here");
        // An empty block hides the parent's: there nothing is to be kept.
        let keeps = if known.is_empty() { Keeps::Graph } else { Keeps::All };
        return Ok(vec![Candidate::new(title, ActionKind::Rewrite, keeps, edits)]);
    }
    let behind = |at: usize| lines.next(lines.end(at));
    // Within a block there is no place for another: it comes behind.
    let outermost = names
        .outline
        .blocks
        .iter()
        .filter(within)
        .max_by_key(|block| block.name.extent.end.0 - block.name.extent.start.0);
    let here = match outermost {
        Some(block) => behind(block.name.extent.end.index().saturating_sub(1)),
        None if content.is_empty() => line,
        None => behind(cursor),
    };
    let here = here.max(behind(extends.span.end.index())).min(part.body.end.index());
    let mut found = Vec::new();
    for name in inherited.iter().filter(|name| !own.contains(name.as_str())).take(MOST) {
        let block = lines.with_blanks(here, &style.block(name, lines.line_break()));
        let edits = written(template, FileSpan::new(here, here), &block);
        let title = format!("override the block `{name}` here");
        found.push(Candidate {
            is_tried_late: true,
            ..Candidate::new(title, ActionKind::Rewrite, Keeps::Graph, edits)
        });
    }
    Ok(found)
}

/// Whether a block has something in it.
fn has_content(block: &Block, text: &str) -> bool {
    let (start, end) = (block.name.span.end.index(), block.name.extent.end.index());
    let inside = text.get(start..end).unwrap_or_default();
    !inside.trim_start_matches(['!', ']']).trim().is_empty()
}

fn written(template: &TemplateRef, at: FileSpan, text: &str) -> Edits {
    let mut edits = Edits::default();
    edits.replace(&template.file, at, text);
    edits
}

/// How blocks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `[name]`
    Header,
    /// `-- block name`
    Line,
    /// `{% block name %}`
    Tag,
}

impl Style {
    /// How a template writes its blocks; else those above it, else what the dialect has for it.
    pub(super) fn of(snapshot: &Snapshot, template: &TemplateRef, above: &[TemplateRef]) -> Self {
        let written = |template: &TemplateRef| {
            let index = snapshot.index(&template.file);
            let block = template.names(&index)?.outline.blocks.first()?;
            let text = &template.file.source.text[..];
            let start = block.name.extent.start.index();
            Some(if text[..block.name.span.start.index()].ends_with('[') {
                Self::Header
            } else if text[start..].starts_with("{%") {
                Self::Tag
            } else {
                Self::Line
            })
        };
        let default = match snapshot.files.dialect() {
            Dialect::Current => Self::Header,
            Dialect::June2025 => Self::Line,
        };
        written(template).or_else(|| above.iter().find_map(written)).unwrap_or(default)
    }

    /// A block that outputs the parent's.
    fn block(self, name: &str, line_break: &str) -> String {
        self.block_with(name, &[], line_break)
    }

    /// A block that outputs the parent's, and then runs statements.
    pub(super) fn block_with(self, name: &str, statements: &[String], line_break: &str) -> String {
        let mut lines = Vec::new();
        match self {
            Self::Header => {
                lines.push(format!("[{name}]"));
                lines.push("    == super()".to_owned());
                lines.extend(statements.iter().map(|statement| format!("    -- {statement}")));
            }
            Self::Line => {
                lines.push(format!("-- block {name}"));
                lines.push("== super()".to_owned());
                lines.extend(statements.iter().map(|statement| format!("-- {statement}")));
                lines.push(format!("-- endblock {name}"));
            }
            Self::Tag => {
                lines.push(format!("{{% block {name} %}}"));
                lines.push("{{ super() }}".to_owned());
                lines.extend(statements.iter().map(|statement| format!("{{% {statement} %}}")));
                lines.push(format!("{{% endblock {name} %}}"));
            }
        }
        lines.push(String::new());
        lines.join(line_break)
    }
}

/// The lines of a template.
struct Lines<'t> {
    text: &'t str,
    body: FileSpan,
}

impl Lines<'_> {
    fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    fn start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1).max(self.body.start.index().min(at))
    }

    fn end(&self, at: usize) -> usize {
        self.text[at..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |length| at + length)
            .min(self.body.end.index().max(at))
    }

    /// Where the next line begins behind the end of one.
    fn next(&self, end: usize) -> usize {
        let rest = &self.text[end..self.body.end.index().max(end)];
        let width = ["\r\n", "\n", "\r"].iter().find(|line_break| rest.starts_with(**line_break));
        end + width.map_or(0, |line_break| line_break.len())
    }

    /// Lines to be inserted at the start of a line, with empty lines to what is around.
    fn with_blanks(&self, at: usize, lines: &str) -> String {
        let (before, after) =
            (&self.text[self.body.start.index()..at], &self.text[at..self.body.end.index()]);
        let line_break = self.line_break();
        let mut out = String::new();
        if !before.is_empty() && !before.ends_with(['\n', '\r']) {
            out.push_str(line_break);
        }
        if before.lines().next_back().is_some_and(|line| !line.trim().is_empty()) {
            out.push_str(line_break);
        }
        out.push_str(lines);
        if after.lines().next().is_some_and(|line| !line.trim().is_empty()) {
            out.push_str(line_break);
        }
        out
    }
}
