//! `textDocument/codeAction`, `codeAction/resolve`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use forgather_ide::Edits;
use forgather_ide::actions::{ActionKind, Repair, actions, repairs, resolve as resolved};
use ls_types::Range;
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::client::Client;
use crate::server::requests::Fault;
use crate::server::transport::RpcError;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_active("textDocument/codeAction", list).with_diagnostics(),
    Feature::of_users("codeAction/resolve", resolve),
];

const QUICK_FIX: &str = "quickfix";
const FIX_ALL: &str = "source.fixAll.forgather";

fn kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Extract => "refactor.extract",
        ActionKind::Inline => "refactor.inline",
        ActionKind::Rewrite => "refactor.rewrite",
        ActionKind::Move => "refactor.move",
        ActionKind::Generate => "generate",
    }
}

/// What clients are told of.
pub(super) fn capability(client: &Client) -> Value {
    if !client.takes_actions {
        return json!(true);
    }
    let all = [
        ActionKind::Extract,
        ActionKind::Inline,
        ActionKind::Rewrite,
        ActionKind::Move,
        ActionKind::Generate,
    ];
    let kinds: Vec<&str> = [QUICK_FIX, FIX_ALL].into_iter().chain(all.map(kind)).collect();
    json!({"codeActionKinds": kinds, "resolveProvider": client.resolves_actions})
}

/// The kinds that are asked for: none means all but what is for the whole file.
struct Wanted(Vec<String>);

impl Wanted {
    fn has(&self, kind: &str) -> bool {
        let is_of_file = kind.starts_with("source.");
        let within = |wanted: &String| {
            wanted.is_empty()
                || kind
                    .strip_prefix(wanted.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if self.0.is_empty() { !is_of_file } else { self.0.iter().any(within) }
    }
}

fn list(request: &Request<'_>) -> Result<Value, Fault> {
    let range: Range = request.param("range")?;
    let bytes = request.bytes(range)?;
    let path = request.document()?.path.clone();
    let only = request.params["context"]["only"].as_array().into_iter().flatten();
    let wanted = Wanted(only.filter_map(|kind| kind.as_str().map(str::to_owned)).collect());
    let mut found = Vec::new();
    for repair in repairs(request.snapshot, &path, &bytes, request.diagnostics) {
        let kind = if repair.of.is_some() { QUICK_FIX } else { FIX_ALL };
        if wanted.has(kind) && can_make(request, &repair.edits) {
            found.push(quick_fix(request, kind, &repair));
        }
    }
    let is_wanted = |of: ActionKind| wanted.has(kind(of));
    let any = [
        ActionKind::Extract,
        ActionKind::Inline,
        ActionKind::Rewrite,
        ActionKind::Move,
        ActionKind::Generate,
    ];
    if any.into_iter().any(is_wanted) {
        for action in actions(request.snapshot, &path, bytes.clone())? {
            if !is_wanted(action.kind) || !can_make(request, &action.edits) {
                continue;
            }
            let mut shown = json!({"title": action.title, "kind": kind(action.kind)});
            if request.client.takes_actions && request.client.resolves_actions {
                let uri = request.convert().uri(&path);
                let text = text_id(&request.document()?.source.text);
                shown["data"] = json!({"uri": uri, "start": bytes.start, "end": bytes.end, "text": text});
            } else {
                match resolved(request.snapshot, &path, bytes.clone(), &action.title)? {
                    Ok(action) => shown["edit"] = request.workspace_edit(&action.edits),
                    Err(_) => continue,
                }
            }
            found.push(shown);
        }
    }
    if !request.client.takes_actions {
        found = found.iter().map(as_command).collect();
    }
    Ok(found.into())
}

/// Whether the client can make the changes.
fn can_make(request: &Request<'_>, edits: &Edits) -> bool {
    edits.created.is_empty() || request.client.creates_files
}

fn quick_fix(request: &Request<'_>, kind: &str, repair: &Repair) -> Value {
    let mut shown = json!({
        "title": repair.title,
        "kind": kind,
        "edit": request.workspace_edit(&repair.edits),
    });
    if let Some(diagnostic) = repair.of.and_then(|of| request.diagnostics.get(of)) {
        let ours = request.convert().diagnostic(diagnostic);
        let theirs = request.params["context"]["diagnostics"].as_array().into_iter().flatten();
        // The client knows a fault by what it was sent of it.
        let same = |known: &&Value| ["range", "code", "message"].iter().all(|key| known[*key] == ours[*key]);
        let sent = theirs.clone().find(same).cloned();
        shown["diagnostics"] = json!([sent.unwrap_or(ours)]);
    }
    if repair.is_likely && request.client.prefers_actions {
        shown["isPreferred"] = true.into();
    }
    shown
}

/// An action as clients take it that know commands only.
fn as_command(action: &Value) -> Value {
    let argument = json!({"label": action["title"], "edit": action["edit"]});
    json!({
        "title": action["title"],
        "command": crate::server::commands::APPLY_EDIT,
        "arguments": [argument],
    })
}

/// What tells a text from another.
fn text_id(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn resolve(request: &Request<'_>) -> Result<Value, Fault> {
    let file = request.document()?;
    let data = &request.params["data"];
    let number = |name: &str| data[name].as_u64().map(|number| (number as usize).min(file.source.text.len()));
    let (Some(start), Some(end), Some(title)) =
        (number("start"), number("end"), request.params["title"].as_str())
    else {
        return Err(RpcError::params("`data` is not that of an action of this server").into());
    };
    if data["text"] != text_id(&file.source.text) {
        let message = "the text was edited meanwhile; ask again";
        return Err(RpcError::new(RpcError::CONTENT_MODIFIED, message).into());
    }
    let action =
        resolved(request.snapshot, &file.path, start..end.max(start), title)?.map_err(RpcError::failed)?;
    let mut shown = request.params.clone();
    shown["edit"] = request.workspace_edit(&action.edits);
    Ok(shown)
}
