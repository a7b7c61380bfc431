//! Nodes of the graph: anchors, aliases, targets, variables, tags and arguments.

use forgather_dialect::FileSpan;
use forgather_graph::{Entry, Graph, Kind, NodeId, Span};
use forgather_python::{Resolution, Symbol};
use forgather_workspace::{Analysis, MentionKind};

use super::Hover;
use crate::callable::{Callable, callable_of};
use crate::language::tag_of;
use crate::locate::source;
use crate::markup::{Markup, quoted};
use crate::nodes;
use crate::shown;
use crate::snapshot::Snapshot;
use crate::symbol::At;
use crate::template::TemplateRef;
use crate::unexpanded::{Tag, anchor, node_text};

/// As much of a node as is seen at a glance.
const MOST_LINES: usize = 16;

/// A name of the graph.
pub(super) fn name(snapshot: &Snapshot, at: &At, kind: MentionKind, name: &str) -> Option<Markup> {
    let analysis = snapshot.analysis()?;
    let graph = &*analysis.graph;
    match kind {
        MentionKind::Anchor => {
            let index = graph
                .anchors
                .iter()
                .rposition(|anchor| *anchor.name == *name && is_at(analysis, anchor.span, at));
            let index = index.or_else(|| graph.anchors.iter().rposition(|anchor| *anchor.name == *name))?;
            let aliases = graph.aliases.iter().filter(|alias| alias.anchor == Some(index as u32)).count();
            let mut markup = anchored(snapshot, analysis, "anchor", index)?;
            markup.text(match aliases {
                0 => "no alias uses it".to_owned(),
                1 => "1 alias uses it".to_owned(),
                more => format!("{more} aliases use it"),
            });
            Some(markup)
        }
        MentionKind::Alias => {
            let alias =
                graph.aliases.iter().find(|alias| *alias.name == *name && is_at(analysis, alias.span, at));
            let alias = alias.or_else(|| graph.aliases.iter().find(|alias| *alias.name == *name));
            Some(match alias.map(|alias| alias.anchor) {
                Some(Some(index)) => anchored(snapshot, analysis, "alias", index as usize)?,
                Some(None) => nowhere(name),
                None => written_alias(snapshot, at, name),
            })
        }
        MentionKind::NodeName => {
            let id = graph.ids().find(|id| {
                let node = graph.node(*id);
                let place = node.head.as_deref().and_then(|head| head.name);
                place.is_some_and(|place| is_at(analysis, place, at))
            })?;
            let mut markup =
                Markup::of(format!("the node {}: {}", quoted(name), nodes::described(graph.node(id))));
            markup.code("yaml", shown::node_text(analysis, graph.node(id).span, MOST_LINES));
            Some(markup)
        }
        MentionKind::Variable => {
            let var = graph.nodes().iter().find_map(|node| match &node.kind {
                Kind::Var(var) if *var.name == *name && var.default.is_some() => Some(var),
                _ => None,
            });
            let mut markup = Markup::of(format!(
                "variable {} of the configuration, given when it is constructed",
                quoted(name)
            ));
            match var.and_then(|var| var.default) {
                Some(default) => {
                    let node = graph.node(default);
                    markup.text(format!("default: {}", nodes::described(node)));
                    markup.code("yaml", shown::node_text(analysis, node.span, MOST_LINES));
                }
                None => {
                    markup.text("it has no default: without a value constructing fails");
                }
            }
            Some(markup)
        }
        MentionKind::Target => {
            let mut targets = graph.targets().into_iter().flatten();
            let entry = targets.find(|(known, _)| *known == name).map(|(_, entry)| *entry);
            let value = entry.map(|entry| entry.value)?;
            let (size, calls) = nodes::size(graph, value);
            let node = graph.node(value);
            let mut markup = Markup::of(format!("target {}: {}", quoted(name), nodes::described(node)));
            let counted = |count: usize, one: &str| {
                if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
            };
            markup.text(format!("{}, {} among them", counted(size, "node"), counted(calls, "call")));
            markup.code("yaml", shown::node_text(analysis, node.span, MOST_LINES));
            Some(markup)
        }
    }
}

fn nowhere(name: &str) -> Markup {
    Markup::of(format!("alias {}: no anchor of that name comes before it", quoted(name)))
}

/// An alias that no expansion came by.
fn written_alias(snapshot: &Snapshot, at: &At, name: &str) -> Markup {
    let Ok(Some(anchor)) = anchor(snapshot, &at.template, name, at.location.span) else {
        return nowhere(name);
    };
    let mut markup = Markup::of(format!("alias {}", quoted(name)));
    markup.text(format!("from {}", snapshot.place_shown(&anchor)));
    if let Some(text) = node_text(&anchor) {
        markup.code("yaml", shown::block(&text, MOST_LINES));
    }
    markup
}

/// Whether a range of the expanded text comes from where the cursor is.
fn is_at(analysis: &Analysis, span: Span, at: &At) -> bool {
    source(analysis, span).is_some_and(|source| {
        let place = source.location;
        place.path() == at.location.path()
            && place.span.start <= at.location.span.start
            && at.location.span.end <= place.span.end
    })
}

/// An anchor's node: what it is, where it comes from, and its text.
pub(crate) fn anchored(snapshot: &Snapshot, analysis: &Analysis, kind: &str, index: usize) -> Option<Markup> {
    let graph = &*analysis.graph;
    let anchor = graph.anchors.get(index)?;
    let node = graph.anchored.get(index).copied().flatten().map(|id| graph.node(id));
    let what = node.map_or_else(String::new, |node| format!(": {}", nodes::described(node)));
    let mut markup = Markup::of(format!("{kind} {}{what}", quoted(&anchor.name)));
    if let Some(source) = source(analysis, anchor.span) {
        markup.text(format!("from {}", snapshot.place_shown(&source.location)));
    }
    markup.code("yaml", shown::node_text(analysis, anchor.node_span, MOST_LINES));
    Some(markup)
}

/// The tag at an offset: what it does, and what it calls.
pub(super) fn tag(snapshot: &Snapshot, template: &TemplateRef, offset: usize) -> Option<Hover> {
    let index = snapshot.index(&template.file);
    let tags = &template.names(&index)?.outline.tags;
    let found =
        tags.iter().find(|tag| tag.span.start.index() <= offset + 1 && offset <= tag.span.end.index())?;
    let span = FileSpan { start: (found.span.start.index() - 1).into(), end: found.span.end };
    let written = format!("!{}", found.name);
    let mut markup = match tag_of(&written, snapshot.files.dialect()) {
        Some(tag) => Markup::of(format!("{}: {}", quoted(tag.name), tag.says)),
        None => Markup::of(format!("there is no tag {}", quoted(&written))),
    };
    if let Some(analysis) = snapshot.analysis() {
        let node = node_of_tag(analysis, template, span);
        let callable = node.and_then(|node| callable_of(analysis.project.python(), analysis, node));
        if let Some(callable) = callable {
            markup.extend(called(&callable.written, &callable.resolution));
            return Some(Hover { span, text: markup });
        }
    }
    if let Some(tag) = Tag::at(snapshot, template, span.start.index())
        && let Some(resolution) = tag.resolution(snapshot)
    {
        markup.extend(called(&tag.written, &resolution));
    }
    Some(Hover { span, text: markup })
}

/// The node whose tag is written at a place of a template.
pub(crate) fn node_of_tag(analysis: &Analysis, template: &TemplateRef, place: FileSpan) -> Option<NodeId> {
    let graph = &*analysis.graph;
    graph.ids().find(|id| {
        let tag = graph.node(*id).head.as_deref().and_then(|head| head.tag);
        tag.and_then(|tag| source(analysis, tag)).is_some_and(|source| {
            let location = &source.location;
            location.path() == template.file.path
                && location.span.start == place.start
                && location.file.source.text == template.file.source.text
        })
    })
}

/// What an import spec stands for: its signature and documentation.
pub(crate) fn called(written: &str, resolution: &Resolution) -> Markup {
    let mut markup = Markup::new();
    match resolution {
        Resolution::Found(symbol) => {
            let name = written.rsplit([':', '.']).next().unwrap_or(written);
            markup.code("python", head(name, symbol));
            if let Some(docstring) = symbol.docstring.as_deref().filter(|text| !text.trim().is_empty()) {
                /// Docstrings can be books.
                const MOST_DOCSTRING: usize = 30;
                markup.code("text", shown::block(docstring, MOST_DOCSTRING));
            }
        }
        Resolution::NoFile { nearest } => {
            markup.text(format!("{}: there is no such file; there is {}", quoted(written), quoted(nearest)));
        }
        Resolution::NoModule { name, .. } => {
            markup.text(format!("there is no module {}", quoted(name)));
        }
        Resolution::NoSymbol { name, .. } => {
            markup.text(format!("the module has no {}", quoted(name)));
        }
        Resolution::Unknown => {
            markup.text(format!("calls {}, of which nothing is known", quoted(written)));
        }
    }
    markup
}

/// A symbol's first line in Python.
pub(crate) fn head(name: &str, symbol: &Symbol) -> String {
    use forgather_python::SymbolKind;
    let kind = match symbol.kind {
        SymbolKind::Function => "def ",
        SymbolKind::Class => "class ",
        SymbolKind::Module => return format!("module {name}"),
        SymbolKind::Builtin | SymbolKind::Value => "",
    };
    let signature = symbol.signature.as_ref().map_or_else(String::new, ToString::to_string);
    format!("{kind}{name}{signature}")
}

/// The argument whose key is at an offset.
pub(super) fn argument(snapshot: &Snapshot, template: &TemplateRef, offset: usize) -> Option<Hover> {
    let analysis = snapshot.analysis()?;
    let graph = &*analysis.graph;
    let (id, entry, span) = entry_at(analysis, template, offset)?;
    let Kind::Str(name) = &graph.node(entry.key).kind else { return None };
    let mut markup = Markup::new();
    let callable = callable_of(analysis.project.python(), analysis, id);
    match &callable {
        Some(callable) => {
            markup.extend(parameter(callable, name));
        }
        None => {
            markup.text(format!("key {}", quoted(name)));
        }
    }
    let value = graph.node(entry.value);
    let mut keys = keys_of(graph, entry);
    if let Some(key) = keys.pop() {
        markup.text(effective(snapshot, analysis, key));
    }
    markup.code("yaml", shown::node_text(analysis, value.span, MOST_LINES));
    for overridden in keys.iter().rev() {
        if let Some(source) = source(analysis, *overridden) {
            markup.text(format!("replaces the one at {}", snapshot.place_shown(&source.location)));
        }
    }
    Some(Hover { span, text: markup })
}

/// What a callable says of a parameter.
pub(crate) fn parameter(callable: &Callable, name: &str) -> Markup {
    let called = quoted(&callable.written);
    let known = callable
        .signature()
        .and_then(|signature| signature.parameters.iter().find(|parameter| parameter.name == name));
    match known {
        Some(parameter) => {
            let mut markup = Markup::new();
            markup.code("python", parameter.to_string());
            markup.text(format!("parameter of {called}"));
            markup
        }
        None => Markup::of(format!("argument {} of {called}", quoted(name))),
    }
}

/// Which template set the value that counts.
fn effective(snapshot: &Snapshot, analysis: &Analysis, key: Span) -> String {
    let place = source(analysis, key).map(|source| snapshot.place_shown(&source.location));
    let name = snapshot.active_name().map(|name| format!("in {} ", quoted(name))).unwrap_or_default();
    match place {
        Some(place) => format!("{name}set at {place}"),
        None => format!("{name}set"),
    }
}

/// The places of an entry's key: where it was first written, and those of equal keys that replaced it, the one that
/// counts last.
fn keys_of(graph: &Graph, entry: Entry) -> Vec<Span> {
    let mut keys = vec![graph.node(entry.key).span];
    while let Some(last) = keys.last()
        && let Some(next) = graph.overridden.iter().find(|overridden| overridden.key == *last)
        && !keys.contains(&next.by)
    {
        keys.push(next.by);
    }
    keys
}

/// The entry of a mapping or a call of which a key is written at an offset, and that key's place.
fn entry_at(analysis: &Analysis, template: &TemplateRef, offset: usize) -> Option<(NodeId, Entry, FileSpan)> {
    let graph = &*analysis.graph;
    let place = |key: &Span| {
        let source = source(analysis, *key)?;
        let location = source.location;
        let is_here = location.path() == template.file.path
            && location.span.touches(offset.into())
            && location.file.source.text == template.file.source.text
            && source.value.is_none();
        is_here.then_some(location.span)
    };
    graph.ids().find_map(|id| {
        let entries = match &graph.node(id).kind {
            Kind::Call(call) => &call.kwargs,
            Kind::Dict(entries) => entries,
            _ => return None,
        };
        entries.iter().find_map(|entry| {
            let span = keys_of(graph, *entry).iter().find_map(place)?;
            Some((id, *entry, span))
        })
    })
}
