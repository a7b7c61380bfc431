//! What a configuration says of the templates that it uses: who uses whom, and which names in them mean the same.
//!
//! It is kept of every configuration, so that questions about a template need no look at each configuration that uses it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use forgather_dialect::FileSpan;
use forgather_expand::{ExpandedOffset, Expansion, FrameKind, OriginKind, Template};
use forgather_graph::{Graph, Head, Kind, Span, Var};

use crate::analysis::Analysis;
use crate::project::Configuration;

/// See the module. Templates are numbered as in the expansion.
#[derive(Debug)]
pub struct Usage {
    /// The configuration.
    pub configuration: Configuration,
    /// The folder of its project.
    pub project: PathBuf,
    /// The templates that it uses, each with the text that it was expanded from.
    pub templates: Vec<Template>,
    /// Who uses whom, each once.
    pub uses: Vec<Use>,
    /// Names of its graph in the templates' text, in the order of the expanded text.
    pub mentions: Vec<Mention>,
}

/// How a template uses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UseKind {
    /// `extends`
    Extends,
    /// `include`
    Include,
    /// `import`, `from … import`
    Import,
}

/// A use of a template by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The template that uses.
    pub by: u32,
    /// The expression that names the other, in the file of the one that uses.
    pub span: FileSpan,
    /// How.
    pub kind: UseKind,
    /// The template that is used.
    pub of: u32,
}

/// What a name of the graph names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// `&name`: where an anchor is.
    Anchor,
    /// `*name`
    Alias,
    /// `@name`
    NodeName,
    /// The name of a `!var`.
    Variable,
    /// A key of the root mapping.
    Target,
}

/// A name of the graph in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it names.
    pub kind: MentionKind,
    /// The name, without `&`, `*` or `@`.
    pub name: Box<str>,
    /// The template that has it.
    pub template: u32,
    /// Where in its file: the name alone where it is written there; else the text and the expressions that make it, as far
    /// as they are in this template.
    pub span: FileSpan,
    /// Whether it is written there.
    pub is_written: bool,
}

impl Usage {
    /// What an analysis says.
    pub fn of(analysis: &Analysis) -> Self {
        let Analysis { project, configuration, expansion, graph, .. } = analysis;
        Self {
            configuration: configuration.clone(),
            project: project.dir.clone(),
            templates: expansion.templates.clone(),
            uses: uses(expansion),
            mentions: mentions(expansion, graph),
        }
    }

    /// The templates of a file, by their numbers.
    pub fn templates_in(&self, path: &Path) -> impl Iterator<Item = u32> {
        let templates = self.templates.iter().enumerate();
        let path = path.as_os_str();
        templates
            .filter(move |(_, template)| template.file().path.as_os_str() == path)
            .map(|(index, _)| index as u32)
    }

    /// Whether it uses a file.
    pub fn uses_file(&self, path: &Path) -> bool {
        self.templates_in(path).next().is_some()
    }
}

/// Who uses whom in an expansion, each once.
pub fn uses(expansion: &Expansion) -> Vec<Use> {
    let mut seen = BTreeSet::new();
    let mut uses = Vec::new();
    for (_, frame) in expansion.frames() {
        let kind = match frame.kind {
            FrameKind::Extends => UseKind::Extends,
            FrameKind::Include => UseKind::Include,
            FrameKind::Import => UseKind::Import,
            FrameKind::Main | FrameKind::Block(_) | FrameKind::Super(_) | FrameKind::Macro(_) => continue,
        };
        let Some((caller, span)) = frame.caller else { continue };
        let Some(by) = expansion.frame(caller).map(|frame| frame.template) else { continue };
        let Some(span) = expansion.template_of(caller).map(|template| template.file_span(span)) else {
            continue;
        };
        if seen.insert((by, span.start, kind, frame.template)) {
            uses.push(Use { by, span, kind, of: frame.template });
        }
    }
    uses
}

fn mentions(expansion: &Expansion, graph: &Graph) -> Vec<Mention> {
    let mut found: Vec<(Span, Mention)> = Vec::new();
    let mut mention = |kind, name: &str, span: Span| {
        if let Some((template, place, is_written)) = place(expansion, span) {
            found.push((span, Mention { kind, name: name.into(), template, span: place, is_written }));
        }
    };
    for anchor in &graph.anchors {
        mention(MentionKind::Anchor, &anchor.name, behind_sigil(anchor.span));
    }
    for alias in &graph.aliases {
        mention(MentionKind::Alias, &alias.name, behind_sigil(alias.span));
    }
    for node in graph.nodes() {
        match &node.kind {
            Kind::Call(call) => {
                if let (Some(name), Some(span)) =
                    (&call.name, node.head.as_deref().and_then(|head| head.name))
                {
                    mention(MentionKind::NodeName, name, behind_sigil(span));
                }
            }
            Kind::Var(var) => {
                let head = node.head.as_deref().copied().unwrap_or_default();
                if let Some(span) = name_of_variable(&expansion.text, node.span, head, var) {
                    mention(MentionKind::Variable, &var.name, span);
                }
            }
            _ => {}
        }
    }
    for (name, entry) in graph.targets().into_iter().flatten() {
        // Equal keys below it gave it other values.
        let mut keys = vec![graph.node(entry.key).span];
        while let Some(last) = keys.last()
            && let Some(next) = graph.overridden.iter().find(|overridden| overridden.key == *last)
            && !keys.contains(&next.by)
        {
            keys.push(next.by);
        }
        for key in keys {
            if let Some(span) = written_key(key, name, &expansion.text) {
                mention(MentionKind::Target, name, span);
            }
        }
    }
    found.sort_by_key(|(span, mention)| (span.start, mention.kind));
    found.into_iter().map(|(_, mention)| mention).collect()
}

fn behind_sigil(span: Span) -> Span {
    Span::new(span.start.0 + 1, span.end.0)
}

/// The template and the place in its file that a name of the expanded text comes from, and whether it is written there.
fn place(expansion: &Expansion, span: Span) -> Option<(u32, FileSpan, bool)> {
    let (start, end) = (span.start.0, span.end.0);
    if start >= end {
        return None;
    }
    let first = expansion.origin(ExpandedOffset(start))?;
    let template = expansion.frame(first.frame)?.template;
    if let Some((_, place)) = expansion.written(start as usize..end as usize) {
        return Some((template, place, true));
    }
    let last = expansion.origin(ExpandedOffset(end - 1)).filter(|last| last.frame == first.frame);
    let mut place = last.map_or(first.span, |last| first.span.to(last.span));
    // An expression at the end is seen with its braces.
    let text = &expansion.template_of(first.frame)?.file().source.text;
    let rest = text.get(place.end.index()..).unwrap_or_default();
    let braces = rest.trim_start_matches([' ', '-']);
    if braces.starts_with("}}") && last.is_some_and(|last| last.kind == OriginKind::Expression) {
        place.end = (text.len() - braces.len() + 2).into();
    }
    Some((template, place, false))
}

/// The name in a `!var NAME` or `!var {name: NAME}`.
fn name_of_variable(text: &str, node: Span, head: Head, var: &Var) -> Option<Span> {
    let after_tag = head.tag.map_or(node.start, |tag| tag.end).to_usize().max(node.start.to_usize());
    let value = text.get(after_tag..node.end.to_usize())?;
    let is_mapping = {
        let start = value.trim_start();
        start.starts_with('{') || value.trim_end().contains('\n') || start.contains("name:")
    };
    let from = if is_mapping { value.find("name:")? + "name:".len() } else { 0 };
    let at = after_tag + from + value[from..].find(&*var.name)?;
    Some(Span::new(at as u32, (at + var.name.len()) as u32))
}

/// A key's text, without quotes, where it is written as it is.
fn written_key(span: Span, name: &str, text: &str) -> Option<Span> {
    let written = text.get(span.start.to_usize()..span.end.to_usize())?;
    let at = span.start.to_usize() + written.find(name)?;
    Some(Span::new(at as u32, (at + name.len()) as u32))
}
