//! `textDocument/definition`, `declaration`, `implementation`, `typeDefinition`.

use forgather_ide::Snapshot;
use forgather_ide::definition::{self, Found};
use forgather_ide::python_definition::type_definition;
use forgather_workspace::Cancelled;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_active("textDocument/definition", |request| {
        go(request, "definition", definition::definition)
    }),
    Feature::of_active("textDocument/declaration", |request| {
        go(request, "declaration", definition::declaration)
    }),
    Feature::of_users("textDocument/implementation", |request| {
        go(request, "implementation", definition::implementation)
    }),
    Feature::of_active("textDocument/typeDefinition", |request| {
        go(request, "typeDefinition", |snapshot, path, offset| Ok(type_definition(snapshot, path, offset)))
    }),
];

type Find = fn(&Snapshot, &std::path::Path, usize) -> Result<Option<Found>, Cancelled>;

fn go(request: &Request<'_>, name: &'static str, find: Find) -> Result<Value, Fault> {
    let file = request.document()?;
    let Some(found) = find(request.snapshot, &file.path, request.offset()?)? else { return Ok(Value::Null) };
    let convert = request.convert();
    let origin = request.encoding.range(&file.source, found.origin.range());
    let links = found.definitions.iter().map(|definition| {
        let location = &definition.location;
        if !request.client.takes_links.contains(&name) {
            return convert.location(location);
        }
        let source = &location.file.source;
        // The protocol wants the name to be within all that belongs to it.
        let extent = definition.extent.to(location.span);
        json!({
            "originSelectionRange": origin,
            "targetUri": convert.uri(&location.file.path),
            "targetRange": request.encoding.range(source, extent.range()),
            "targetSelectionRange": request.encoding.range(source, location.span.range()),
        })
    });
    Ok(links.collect())
}
