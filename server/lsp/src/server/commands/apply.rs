//! Commands that ask the client to do something, for clients that cannot do it by themselves.

use ls_types::{Position, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::argument;
use crate::server::client::SHOW_REFERENCES;
use crate::server::requests::{Handler, Step};
use crate::server::state::Asked;
use crate::server::transport::RpcError;

/// The command that makes the changes of an action, for clients that take actions as commands.
pub(crate) const APPLY_EDIT: &str = "forgather.applyEdit";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplyArgument {
    label: String,
    edit: Value,
}

/// `forgather.applyEdit`
pub(super) fn apply_edit(value: Value) -> Result<Handler, RpcError> {
    let ApplyArgument { label, edit } = argument(APPLY_EDIT, value)?;
    Ok(Box::new(move |server| {
        if !server.client.applies_edits {
            return Step::Answer(Err(RpcError::failed("the client makes no changes that it is asked for")));
        }
        server.ask(Asked::Other, "workspace/applyEdit", json!({"label": label, "edit": edit}));
        Step::Answer(Ok(Value::Null))
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferencesArgument {
    #[allow(dead_code, reason = "clients that show a list need it")]
    uri: Uri,
    #[allow(dead_code, reason = "clients that show a list need it")]
    position: Position,
    locations: Vec<Value>,
}

/// `forgather.showReferences`: of a client without a list of places it shows the first.
pub(super) fn show_references(value: Value) -> Result<Handler, RpcError> {
    let ReferencesArgument { locations, .. } = argument(SHOW_REFERENCES, value)?;
    Ok(Box::new(move |server| {
        if let Some(first) = locations.first().filter(|_| server.client.shows_documents) {
            let shown = json!({"uri": first["uri"], "selection": first["range"], "takeFocus": true});
            server.ask(Asked::Other, "window/showDocument", shown);
        }
        Step::Answer(Ok(Value::from(locations.clone())))
    }))
}
