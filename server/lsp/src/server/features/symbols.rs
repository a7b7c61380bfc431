//! `textDocument/documentSymbol`, `workspace/symbol`.

use forgather_ide::document_symbols::{Symbol, SymbolKind, document_symbols};
use forgather_ide::workspace_symbols::workspace_symbols;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_text("textDocument/documentSymbol", of_document),
    Feature::of_projects("workspace/symbol", of_workspace),
];

fn of_document(request: &Request<'_>) -> Result<Value, Fault> {
    let symbols = document_symbols(&request.document()?.source);
    if request.client.nests_symbols {
        return symbols.iter().map(|symbol| nested(request, symbol)).collect();
    }
    let mut flat = Vec::new();
    for symbol in &symbols {
        flatten(request, symbol, None, &mut flat)?;
    }
    Ok(flat.into())
}

fn nested(request: &Request<'_>, symbol: &Symbol) -> Result<Value, Fault> {
    let source = &request.document()?.source;
    let children: Result<Value, Fault> = symbol.children.iter().map(|child| nested(request, child)).collect();
    let mut converted = json!({
        "name": symbol.name,
        "kind": kind(symbol.kind),
        "range": request.encoding.range(source, symbol.span.range()),
        "selectionRange": request.encoding.range(source, symbol.selection.range()),
        "children": children?,
    });
    if let Some(detail) = &symbol.detail {
        converted["detail"] = detail.as_str().into();
    }
    Ok(converted)
}

/// For clients that know no hierarchy.
fn flatten(
    request: &Request<'_>,
    symbol: &Symbol,
    container: Option<&str>,
    flat: &mut Vec<Value>,
) -> Result<(), Fault> {
    let location = request.convert().location_in(request.document()?, symbol.span.range());
    let mut converted = json!({"name": symbol.name, "kind": kind(symbol.kind), "location": location});
    if let Some(container) = container {
        converted["containerName"] = container.into();
    }
    flat.push(converted);
    symbol.children.iter().try_for_each(|child| flatten(request, child, Some(&symbol.name), flat))
}

fn of_workspace(request: &Request<'_>) -> Result<Value, Fault> {
    let query: String = request.param("query")?;
    let convert = request.convert();
    let found = workspace_symbols(request.snapshot, &query)?;
    let found = found.iter().map(|symbol| {
        json!({
            "name": symbol.name,
            "kind": kind(symbol.kind),
            "location": convert.location(&symbol.location),
            "containerName": symbol.container,
        })
    });
    Ok(found.collect())
}

/// The protocol's number for a kind of symbol.
fn kind(kind: SymbolKind) -> u32 {
    match kind {
        SymbolKind::Template => 2,
        SymbolKind::Block => 5,
        SymbolKind::Attribute => 7,
        SymbolKind::Macro => 12,
        SymbolKind::Variable => 13,
        SymbolKind::Definition => 14,
        SymbolKind::Target => 19,
        SymbolKind::Anchor => 20,
        SymbolKind::Node => 8,
    }
}
