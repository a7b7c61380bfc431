//! The outline of a file: templates, blocks, macros, what is set, targets, nodes and anchors.

use forgather_dialect::lines::LineKind;
use forgather_dialect::outline::{Named, outline};
use forgather_dialect::{FileSpan, SourceFile};

use crate::nesting::nest;
use crate::syntax::{Entry, EntryKind, Layers, YamlTokenKind, extent, trimmed};

/// A thing with a name, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name; of a namespace's attribute, both: `ns.x`.
    pub name: String,
    /// What else is worth a glance: a macro's parameters, a node's tag, a value.
    pub detail: Option<String>,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: FileSpan,
    /// Its name, within the span.
    pub selection: FileSpan,
    /// What is in it, in the order of the text.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A template behind a split marker.
    Template,
    /// A block.
    Block,
    /// A macro.
    Macro,
    /// A variable that is set.
    Variable,
    /// An attribute of a namespace that is set.
    Attribute,
    /// A key at the left margin: what can be constructed.
    Target,
    /// A key at the left margin that begins with a dot: it defines without constructing.
    Definition,
    /// A value with a tag.
    Node,
    /// An anchor.
    Anchor,
}

/// The symbols of a file. Each symbol's children lie within it.
pub fn document_symbols(source: &SourceFile) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for layers in Layers::of_file(source) {
        let children = of_template(&layers);
        match &layers.part.name {
            None => symbols.extend(children),
            Some((name, selection)) => {
                let extent = trimmed(&source.text, extent(source, layers.part));
                let span = children.iter().fold(extent, |span, child| span.to(child.span));
                let kind = SymbolKind::Template;
                let (name, selection) = (name.clone(), *selection);
                symbols.push(Symbol { name, detail: None, kind, span, selection, children });
            }
        }
    }
    symbols
}

fn of_template(layers: &Layers<'_>) -> Vec<Symbol> {
    let mut found = Vec::new();
    let said = outline(layers.part, &layers.source.text);
    let plain = |named: &Named, kind, detail| Symbol {
        name: named.name.clone(),
        detail,
        kind,
        span: trimmed(&layers.source.text, named.extent).to(named.span),
        selection: named.span,
        children: Vec::new(),
    };
    for block in &said.blocks {
        let mut symbol = plain(&block.name, SymbolKind::Block, None);
        if let Some(header) = header_of(layers, symbol.selection) {
            symbol.span = symbol.span.to(header);
        }
        found.push(symbol);
    }
    for named in &said.macros {
        found.push(plain(named, SymbolKind::Macro, parameters(layers.text(named.extent))));
    }
    for named in &said.sets {
        let kind = if named.name.contains('.') { SymbolKind::Attribute } else { SymbolKind::Variable };
        let mut symbol = plain(named, kind, set_value(layers.text(named.extent)));
        // Of several names of one statement none holds another.
        if said.sets.iter().any(|other| other.extent == named.extent && other.span != named.span) {
            symbol.span = symbol.selection;
        }
        found.push(symbol);
    }
    found.extend(layers.yaml.entries.iter().filter_map(|entry| entry_symbol(layers, entry)));
    for token in layers.yaml.tokens.iter().filter(|token| token.kind == YamlTokenKind::Anchor) {
        let selection = FileSpan { start: (token.span.start.index() + 1).into(), end: token.span.end };
        found.push(Symbol {
            name: layers.text(selection).to_owned(),
            detail: None,
            kind: SymbolKind::Anchor,
            span: token.span,
            selection,
            children: Vec::new(),
        });
    }
    found.retain(|symbol| !symbol.name.trim().is_empty());
    as_tree(found)
}

/// The `[name]` that a name stands in.
fn header_of(layers: &Layers<'_>, name: FileSpan) -> Option<FileSpan> {
    match layers.line_at(name.start)?.kind {
        LineKind::Header { header, name: found } if found == name => Some(header),
        _ => None,
    }
}

fn entry_symbol(layers: &Layers<'_>, entry: &Entry) -> Option<Symbol> {
    let key = layers.text(entry.head).trim_matches(['"', '\'']);
    let is_key = entry.kind == EntryKind::Key;
    let (kind, name, selection) = if is_key && entry.column == 0 {
        let kind = if key.starts_with('.') { SymbolKind::Definition } else { SymbolKind::Target };
        (kind, key, entry.head)
    } else {
        let tag = entry.tag?;
        if is_key { (SymbolKind::Node, key, entry.head) } else { (SymbolKind::Node, layers.text(tag), tag) }
    };
    let on_line = |value: &FileSpan| layers.line_number(value.start) == layers.line_number(entry.head.start);
    let written = entry.value.filter(on_line).map(|value| layers.text(value)).unwrap_or_default();
    let detail = entry.tag.map_or(written, |tag| layers.text(tag));
    let detail = first_line(detail).filter(|_| is_key);
    let span = trimmed(&layers.source.text, entry.span).to(selection);
    Some(Symbol { name: name.to_owned(), detail, kind, span, selection, children: Vec::new() })
}

/// The first line of a text, if it is not empty, cut where it is long.
fn first_line(text: &str) -> Option<String> {
    /// More is not read at a glance.
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default().trim();
    let end = line.char_indices().nth(MOST).map(|(at, _)| at);
    match end {
        Some(end) => Some(format!("{}…", &line[..end])),
        None => Some(line.to_owned()).filter(|line| !line.is_empty()),
    }
}

/// What a macro takes, of the text from its first tag on.
fn parameters(text: &str) -> Option<String> {
    let head = &text[..text.find("%}").or_else(|| text.find(['\n', '\r'])).unwrap_or(text.len())];
    let (open, close) = (head.find('(')?, head.rfind(')')?);
    first_line(head.get(open..=close)?)
}

/// What is assigned, of the text of a `set`.
fn set_value(text: &str) -> Option<String> {
    let (_, value) = text.split_once('=')?;
    first_line(value.trim_end_matches("%}").trim_end_matches(['-', '+']).trim())
}

/// The symbols as a tree, by what holds what.
fn as_tree(mut symbols: Vec<Symbol>) -> Vec<Symbol> {
    symbols.sort_by_key(|symbol| (symbol.span.start, u32::MAX - symbol.span.end.0));
    let mut spans: Vec<FileSpan> = symbols.iter().map(|symbol| symbol.span).collect();
    let parents = nest(&mut spans);
    let mut inside: Vec<Vec<Symbol>> = symbols.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    // From the last to the first: what is in a symbol comes behind it, and is complete before it is put there.
    for (index, mut symbol) in symbols.into_iter().enumerate().rev() {
        symbol.span = spans[index];
        symbol.selection.start = symbol.selection.start.clamp(symbol.span.start, symbol.span.end);
        symbol.selection.end = symbol.selection.end.clamp(symbol.selection.start, symbol.span.end);
        symbol.children = std::mem::take(&mut inside[index]);
        symbol.children.reverse();
        parents[index].map_or(&mut roots, |parent| &mut inside[parent]).push(symbol);
    }
    roots.reverse();
    roots
}
