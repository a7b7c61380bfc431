//! A node moves to a `.define` of its own, and an alias comes in its place.

use forgather_dialect::FileSpan;
use forgather_graph::{Graph, Kind, NodeId, Span};
use forgather_workspace::{Analysis, MentionKind};

use super::{ActionKind, Candidate, Keeps, Place};
use crate::edit::Edits;
use crate::location::Location;
use crate::node::{Nodes, expanded, extent};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// Extracts the node at the cursor, and the target that it belongs to.
pub(super) fn candidates(snapshot: &Snapshot, place: &Place) -> Vec<Candidate> {
    let Some(analysis) = snapshot.analysis().map(|analysis| &**analysis) else { return Vec::new() };
    let Some(at) = expanded(&analysis.expansion, &place.template, place.range.start).into_iter().next()
    else {
        return Vec::new();
    };
    let nodes = Nodes::new(&analysis.graph);
    let Some(node) = nodes.at(at) else { return Vec::new() };
    // An alias stands for a node that is somewhere else.
    let is_there = |id: &NodeId| {
        let span = analysis.graph.node(*id).span;
        span.start.to_usize() <= at && at <= span.end.to_usize()
            || key_span(&nodes, *id).is_some_and(|key| key.start.to_usize() <= at && at <= key.end.to_usize())
    };
    let worth = |id: &NodeId| {
        let kind = &analysis.graph.node(*id).kind;
        matches!(kind, Kind::Call(_) | Kind::Var(_) | Kind::Dict(_) | Kind::List(_))
    };
    let around: Vec<NodeId> =
        nodes.outwards(node).filter(|id| *id != analysis.graph.root() && worth(id) && is_there(id)).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for id in around.first().into_iter().chain(around.last().filter(|last| around.first() != Some(last))) {
        if let Some(candidate) = candidate(snapshot, analysis, &nodes, &place.template, *id) {
            found.push(candidate);
        }
    }
    found
}

fn key_span(nodes: &Nodes<'_>, id: NodeId) -> Option<Span> {
    Some(nodes.graph.node(nodes.holder(id)?.key?).span)
}

fn candidate(
    snapshot: &Snapshot,
    analysis: &Analysis,
    nodes: &Nodes<'_>,
    template: &TemplateRef,
    id: NodeId,
) -> Option<Candidate> {
    let graph = nodes.graph;
    let outermost = nodes.outwards(id).filter(|id| *id != graph.root()).last()?;
    let root_key = root_key(&analysis.expansion.text, graph.node(outermost).span)?;
    // It is defined by itself already.
    if outermost == id && root_key.of(&analysis.expansion.text).starts_with('.') {
        return None;
    }
    let node = extent(analysis, graph.node(id).span)?;
    let key = extent(analysis, root_key)?;
    let same = |location: &Location| {
        location.file.path == template.file.path
            && crate::part_at(&location.file.source, location.span.start.index()) == Some(template.part)
    };
    if !same(&node) || !same(&key) || key.span.start > node.span.start {
        return None;
    }
    let text = &*template.file.source.text;
    let line = line_start(text, key.span.start.index());
    if !text[line..key.span.start.index()].is_empty()
        && !text[line..key.span.start.index()].chars().all(|c| c == ' ')
    {
        return None;
    }
    let indentation = &text[line..key.span.start.index()];
    let written = node.text();
    let anchor = graph.node(id).head.as_deref().and_then(|head| head.anchor);
    let name = match anchor {
        Some(_) => written.strip_prefix('&')?.split(char::is_whitespace).next()?.to_owned(),
        None => free_name(snapshot, template, &meant_name(graph, nodes, id)),
    };
    let moved = Moved::of(text, &node, indentation);
    let head = if anchor.is_some() { String::new() } else { format!("&{name}") };
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let define = format!(
        "{indentation}.define: {head}{}{line_break}{line_break}",
        moved.text(anchor.is_none(), line_break)
    );
    let mut edits = Edits::default();
    let above = above_comments(text, line);
    edits.replace(&template.file, FileSpan::new(above, above), define);
    edits.replace(
        &template.file,
        FileSpan::new(moved.from, node.span.end.index()),
        format!("{}*{name}", moved.before),
    );
    Some(Candidate::new(format!("extract into `.define: &{name}`"), ActionKind::Extract, Keeps::Graph, edits))
}

/// The key at the root that a node which no other holds belongs to. The graph itself keeps one of several keys `.define`.
pub(super) fn root_key(text: &str, node: Span) -> Option<Span> {
    let mut line = line_start(text, node.start.to_usize().min(text.len()));
    loop {
        let content = &text[line..];
        if !content.starts_with([' ', '#', '\n', '-', '\t']) {
            let end = content.find('\n').unwrap_or(content.len());
            let content = &content[..end];
            let key = content.find(": ").or_else(|| content.trim_end().strip_suffix(':').map(str::len))?;
            return Some(Span::new(line as u32, (line + key) as u32));
        }
        line = line_start(text, line.checked_sub(1)?);
    }
}

/// A node's text as it stands in a `.define`.
struct Moved {
    /// Whether it begins on a line of its own.
    is_below: bool,
    /// Where what is replaced begins.
    from: usize,
    /// What stands before the alias.
    before: &'static str,
    lines: Vec<String>,
}

impl Moved {
    fn of(text: &str, node: &Location, indentation: &str) -> Self {
        let start = node.span.start.index();
        let line = line_start(text, start);
        let before = &text[line..start];
        let own_line = before.chars().all(|c| c == ' ');
        let is_collection = !node.text().starts_with(['{', '[', '!', '&', '"', '\'']);
        // A mapping behind `- ` goes on below its first key.
        let is_below =
            is_collection && (own_line || before.trim_start().chars().all(|c| matches!(c, '-' | ' ')));
        let depth = if is_below {
            before.chars().count()
        } else {
            before.len() - before.trim_start_matches(' ').len()
        };
        let mut lines: Vec<String> = Vec::new();
        for (number, content) in node.text().split('\n').enumerate() {
            let content = content.trim_end_matches('\r');
            let inner = content.trim_start_matches(' ');
            let blank = content.len() - inner.len();
            let kept = if number == 0 { content } else { &content[blank.min(depth)..] };
            let outer = if number == 0 && !is_below || kept.is_empty() { "" } else { indentation };
            let step = if is_below && !kept.is_empty() { "    " } else { "" };
            lines.push(format!("{outer}{step}{kept}"));
        }
        let above = text[..line].trim_end().len();
        let (from, before) = if is_below && own_line { (above, " ") } else { (start, "") };
        Self { is_below, from, before, lines }
    }

    fn text(&self, has_head: bool, line_break: &str) -> String {
        let text = self.lines.join(line_break);
        match (self.is_below, has_head) {
            (true, _) => format!("{line_break}{text}"),
            (false, true) => format!(" {text}"),
            (false, false) => text,
        }
    }
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// The start of the lines of comments right above a line, which belong to it.
fn above_comments(text: &str, line: usize) -> usize {
    let mut start = line;
    while start > 0 {
        let above = line_start(text, text[..start].trim_end_matches('\n').trim_end_matches('\r').len());
        let content = text[above..start].trim();
        // What looks like a marker ends the template above.
        if above == start || !content.starts_with('#') || content.contains("---") {
            break;
        }
        start = above;
    }
    start
}

/// What a node is called by what is around it: its own name, its key, or what it calls.
fn meant_name(graph: &Graph, nodes: &Nodes<'_>, id: NodeId) -> String {
    let key = nodes.holder(id).and_then(|holder| holder.key).and_then(|key| match &graph.node(key).kind {
        Kind::Str(name) if !name.starts_with('.') && name.contains(|c: char| c.is_ascii_alphanumeric()) => {
            Some(name.to_string())
        }
        _ => None,
    });
    let meant = match &graph.node(id).kind {
        Kind::Call(call) => call
            .name
            .as_deref()
            .map(str::to_owned)
            .or(key)
            .or_else(|| call.constructor.rsplit([':', '.']).next().map(str::to_lowercase)),
        Kind::Var(var) => Some(var.name.to_string()),
        _ => key,
    };
    let name: String = meant
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' })
        .collect();
    if name.is_empty() || name.chars().all(|c| c == '_') { "part".to_owned() } else { name }
}

/// The name, or the next with a number that no anchor has of a configuration that uses the template.
fn free_name(snapshot: &Snapshot, template: &TemplateRef, name: &str) -> String {
    let usages = snapshot.all_usages_of(&template.file.path);
    let is_taken = |name: &str| {
        usages
            .iter()
            .flat_map(|usage| &usage.mentions)
            .any(|known| known.kind == MentionKind::Anchor && *known.name == *name)
    };
    if !is_taken(name) {
        return name.to_owned();
    }
    let mut number = 2;
    while is_taken(&format!("{name}_{number}")) {
        number += 1;
    }
    format!("{name}_{number}")
}
