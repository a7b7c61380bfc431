//! `textDocument/prepareTypeHierarchy`, `prepareCallHierarchy`, and what follows them.

use forgather_dialect::FileSpan;
use forgather_ide::call_hierarchy::{self, Item, ItemKind, Use};
use forgather_ide::type_hierarchy::{prepare, subtypes, supertypes, template};
use forgather_ide::{Location, TemplateRef};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;
use crate::server::transport::RpcError;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_active("textDocument/prepareTypeHierarchy", prepare_types),
    Feature::of_users("typeHierarchy/supertypes", above),
    Feature::of_users("typeHierarchy/subtypes", below),
    Feature::of_active("textDocument/prepareCallHierarchy", prepare_calls),
    Feature::of_active("callHierarchy/incomingCalls", incoming),
    Feature::of_active("callHierarchy/outgoingCalls", outgoing),
];

fn prepare_types(request: &Request<'_>) -> Result<Value, Fault> {
    let found = prepare(request.snapshot, &request.document()?.path, request.offset()?);
    Ok(types(request, &found))
}

fn above(request: &Request<'_>) -> Result<Value, Fault> {
    let Some(template) = asked(request)? else { return Ok(Value::Null) };
    Ok(types(request, &supertypes(request.snapshot, &template)?))
}

fn below(request: &Request<'_>) -> Result<Value, Fault> {
    let Some(template) = asked(request)? else { return Ok(Value::Null) };
    Ok(types(request, &subtypes(request.snapshot, &template)?))
}

/// The template of an item: where its name was, that is at the place by now.
fn asked(request: &Request<'_>) -> Result<Option<TemplateRef>, Fault> {
    let name = request.params["item"]["data"]["name"].as_str();
    let part = request.params["item"]["data"]["part"].as_u64();
    let (Some(name), Some(part)) = (name, part) else {
        return Err(RpcError::params("`data` is not that of an item of this server").into());
    };
    let file = request.document()?;
    let names = file
        .source
        .parts
        .iter()
        .position(|known| known.name.as_ref().is_some_and(|(known, _)| known == name));
    // A file's own template has no name that can move.
    let part = if part == 0 { Some(0) } else { names };
    let place = part.and_then(|part| file.source.parts.get(part)).map(|part| part.body.start.index());
    Ok(place.and_then(|place| template(request.snapshot, &file.path, place)))
}

fn types(request: &Request<'_>, templates: &[TemplateRef]) -> Value {
    /// A class.
    const CLASS: u32 = 5;
    let convert = request.convert();
    let items = templates.iter().map(|template| {
        let file = &template.file;
        let name = template.location();
        let body = file.source.parts.get(template.part).map_or(name.span, |part| name.span.to(part.body));
        let uri = convert.uri(&file.path);
        let folder = file.path.parent().map(|folder| folder.display().to_string());
        json!({
            "name": template.label(),
            "kind": CLASS,
            "detail": folder,
            "uri": uri,
            "range": request.encoding.range(&file.source, body.range()),
            "selectionRange": request.encoding.range(&file.source, name.span.range()),
            "data": {"uri": uri, "name": template.label(), "part": template.part},
        })
    });
    items.collect()
}

fn prepare_calls(request: &Request<'_>) -> Result<Value, Fault> {
    let path = &request.document()?.path;
    let item = call_hierarchy::prepare(request.snapshot, path, request.offset()?);
    let about = request.convert().uri(path);
    Ok(item.map_or(Value::Null, |item| json!([call(request, &item, &about)])))
}

fn incoming(request: &Request<'_>) -> Result<Value, Fault> {
    let (id, about) = node(request)?;
    let found = call_hierarchy::incoming(request.snapshot, id).unwrap_or_default();
    let uses = found.iter().map(|by| {
        let ranges = ranges(request, &by.item.location, &by.places);
        json!({"from": call(request, &by.item, &about), "fromRanges": ranges})
    });
    Ok(uses.collect())
}

fn outgoing(request: &Request<'_>) -> Result<Value, Fault> {
    let (id, about) = node(request)?;
    let Some(found) = call_hierarchy::outgoing(request.snapshot, id) else { return Ok(json!([])) };
    let own = call_hierarchy::item(request.snapshot, id);
    let ranges = |of: &Use| own.as_ref().map(|own| ranges(request, &own.location, &of.places));
    let uses = found.iter().map(
        |of| json!({"to": call(request, &of.item, &about), "fromRanges": ranges(of).unwrap_or_default()}),
    );
    Ok(uses.collect())
}

/// The node of an item, and the document through whose active configuration it is seen.
fn node(request: &Request<'_>) -> Result<((usize, u32), String), Fault> {
    let data = &request.params["item"]["data"];
    let number = |name: &str| data[name].as_u64();
    match (number("node"), number("start"), data["uri"].as_str()) {
        (Some(node), Some(start), Some(uri)) => Ok(((node as usize, start as u32), uri.to_owned())),
        _ => Err(RpcError::params("`data` is not that of an item of this server").into()),
    }
}

fn ranges(request: &Request<'_>, file: &Location, places: &[FileSpan]) -> Vec<Value> {
    let range = |place: &FileSpan| json!(request.encoding.range(&file.file.source, place.range()));
    places.iter().map(range).collect()
}

fn call(request: &Request<'_>, item: &Item, about: &str) -> Value {
    let kind = match item.kind {
        ItemKind::Target => 20,
        ItemKind::Singleton => 19,
        ItemKind::Factory => 9,
        ItemKind::Partial => 12,
        ItemKind::Meta => 11,
        ItemKind::Variable => 13,
    };
    let source = &item.location.file.source;
    json!({
        "name": item.name,
        "kind": kind,
        "detail": item.detail,
        "uri": request.convert().uri(item.location.path()),
        "range": request.encoding.range(source, item.extent.to(item.location.span).range()),
        "selectionRange": request.encoding.range(source, item.location.span.range()),
        "data": {"uri": about, "node": item.id.0, "start": item.id.1},
    })
}
