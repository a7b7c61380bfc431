//! `textDocument/completion` and `completionItem/resolve`.

use std::collections::HashSet;

use forgather_ide::completion::{self, Completion, CompletionKind, Completions};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_active("textDocument/completion", complete),
    Feature::of_active("completionItem/resolve", resolve),
];

/// Kinds of items, as the protocol numbers them, with the names that they have in an item's data.
const KINDS: [(CompletionKind, u32, &str); 20] = [
    (CompletionKind::Template, 17, "template"),
    (CompletionKind::Block, 22, "block"),
    (CompletionKind::Variable, 6, "variable"),
    (CompletionKind::Attribute, 10, "attribute"),
    (CompletionKind::Macro, 3, "macro"),
    (CompletionKind::Argument, 5, "argument"),
    (CompletionKind::Global, 3, "global"),
    (CompletionKind::Method, 2, "method"),
    (CompletionKind::Filter, 3, "filter"),
    (CompletionKind::Test, 24, "test"),
    (CompletionKind::Statement, 14, "statement"),
    (CompletionKind::Tag, 4, "tag"),
    (CompletionKind::Anchor, 18, "anchor"),
    (CompletionKind::Module, 9, "module"),
    (CompletionKind::File, 17, "file"),
    (CompletionKind::Class, 7, "class"),
    (CompletionKind::Function, 3, "function"),
    (CompletionKind::Value, 12, "value"),
    (CompletionKind::Key, 5, "key"),
    (CompletionKind::Target, 5, "target"),
];

/// What opens a list by itself: quotes of template names, brackets of headers, and what stands before names.
pub(super) const TRIGGERS: [&str; 13] = ["'", "\"", "/", ".", ":", "*", "&", "!", "|", "[", "%", "(", " "];

fn complete(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let offset = request.offset()?;
    let typed = request.params["context"]["triggerCharacter"].as_str();
    let found = completion::completion(request.snapshot, &file.path, offset)?;
    let Some(found) = found.filter(|_| is_welcome(typed, &file.source.text, offset)) else {
        return Ok(Value::Null);
    };
    let uri = &request.params["textDocument"]["uri"];
    // Who can write snippets needs nothing of the same name that is none.
    let snippets: HashSet<&str> =
        found.items.iter().filter(|item| item.is_snippet).map(|item| item.label.as_str()).collect();
    let can = request.client.completes_snippets;
    let items: Vec<Value> = found
        .items
        .iter()
        .enumerate()
        .filter(
            |(_, item)| {
                if can { item.is_snippet || !snippets.contains(&*item.label) } else { !item.is_snippet }
            },
        )
        .map(|(rank, item)| converted(request, &found, rank, item, uri, offset))
        .collect();
    Ok(json!({"isIncomplete": found.is_incomplete, "items": items}))
}

/// A space opens a list only where a statement or a node begins: behind an operator, `block`, `is`, a key.
fn is_welcome(typed: Option<&str>, text: &str, offset: usize) -> bool {
    if typed != Some(" ") {
        return true;
    }
    let before = text.get(..offset).unwrap_or_default();
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default().trim();
    matches!(line, "--" | "<<" | ">>" | "==" | "=>")
        || ["{%", "{%-", "{{", "block", "is", "is not", "import", "|"].iter().any(|end| line.ends_with(end))
}

fn converted(
    request: &Request<'_>,
    found: &Completions,
    rank: usize,
    item: &Completion,
    uri: &Value,
    offset: usize,
) -> Value {
    let client = request.client;
    let (kind, name) = kind_of(item.kind);
    let text = item.text.as_deref().unwrap_or(&item.label);
    let Ok(file) = request.document() else { return Value::Null };
    let range = |span: forgather_dialect::FileSpan| request.encoding.range(&file.source, span.range());
    let edit = if client.inserts_and_replaces && found.insert != found.replace {
        json!({"newText": text, "insert": range(found.insert), "replace": range(found.replace)})
    } else {
        json!({"newText": text, "range": range(found.replace)})
    };
    let mut converted = json!({
        "label": item.label,
        "kind": kind,
        "sortText": format!("{rank:04}"),
        "filterText": item.label,
        "textEdit": edit,
        "data": {"uri": uri, "kind": name, "offset": offset},
    });
    if let Some(detail) = &item.detail {
        converted["detail"] = detail.as_str().into();
    }
    if item.is_snippet {
        converted["insertTextFormat"] = 2.into();
    }
    if item.is_deprecated {
        converted["deprecated"] = true.into();
    }
    converted
}

fn kind_of(kind: CompletionKind) -> (u32, &'static str) {
    KINDS.iter().find(|(known, ..)| *known == kind).map_or((1, ""), |(_, number, name)| (*number, *name))
}

fn resolve(request: &Request<'_>) -> Result<Value, Fault> {
    let mut item = request.params.clone();
    let data = &item["data"];
    let kind = data["kind"].as_str().and_then(|name| KINDS.iter().find(|(.., known)| *known == name));
    let offset = data["offset"].as_u64().unwrap_or(0) as usize;
    let label = item["label"].as_str().unwrap_or_default();
    if let Some((kind, ..)) = kind {
        let path = &request.document()?.path;
        let found = completion::document(request.snapshot, path, offset, *kind, label);
        if let Some(text) = found.filter(|text| !text.is_empty()) {
            item["documentation"] = request.client.reads.completion.content(&text);
        }
    }
    Ok(item)
}
