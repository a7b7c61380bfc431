//! Which configuration templates are seen through.

use ls_types::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{About, argument};
use crate::server::requests::{Handler, Step};
use crate::server::transport::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SelectArgument {
    uri: Uri,
    config: String,
}

/// `forgather.selectConfiguration`
pub(super) fn select(value: Value) -> Result<Handler, RpcError> {
    let SelectArgument { uri, config } = argument("forgather.selectConfiguration", value)?;
    let about = About::new(&uri, Some(config))?;
    Ok(Box::new(move |server| {
        let id = match about.configuration(server) {
            Ok(id) => id,
            Err(step) => return step,
        };
        let Some((project, configuration)) = server.database.configuration(id) else { return Step::Wait };
        let name = configuration.name.clone();
        let Some(dir) = server.database.project(project).map(|project| project.dir.clone()) else {
            return Step::Wait;
        };
        server.active.choose(dir, name);
        server.refreshing.configuration_chosen();
        let uses = server.database.uses(id, &about.path);
        let configuration = server.describe(id);
        Step::Answer(Ok(json!({"configuration": configuration, "uses": uses})))
    }))
}
