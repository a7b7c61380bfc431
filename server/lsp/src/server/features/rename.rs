//! `textDocument/rename`, `prepareRename`, and what follows when files are renamed.

use std::path::PathBuf;

use forgather_ide::rename;
use ls_types::Uri;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;
use crate::server::uris;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_users("textDocument/prepareRename", prepare),
    Feature::of_users("textDocument/rename", run),
    Feature::of_workspace("workspace/willRenameFiles", files),
];

fn prepare(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let (span, placeholder) = rename::prepare(request.snapshot, &file.path, request.offset()?)?;
    let range = request.encoding.range(&file.source, span.range());
    Ok(json!({"range": range, "placeholder": placeholder}))
}

fn run(request: &Request<'_>) -> Result<Value, Fault> {
    let new_name: String = request.param("newName")?;
    let path = &request.document()?.path;
    let edits = rename::rename(request.snapshot, path, request.offset()?, &new_name)?;
    Ok(request.workspace_edit(&edits))
}

fn files(request: &Request<'_>) -> Result<Value, Fault> {
    let path = |value: &Value| -> Option<PathBuf> {
        let uri: Uri = value.as_str()?.parse().ok()?;
        uris::to_path(&uri)
    };
    let renamed = request.params["files"].as_array().into_iter().flatten();
    let moved: Vec<(PathBuf, PathBuf)> =
        renamed.filter_map(|file| Some((path(&file["oldUri"])?, path(&file["newUri"])?))).collect();
    let edits = rename::will_rename_files(request.snapshot, &moved)?;
    Ok(if edits.is_empty() { Value::Null } else { request.workspace_edit(&edits) })
}
