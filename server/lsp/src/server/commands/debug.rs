//! Commands for the tests of the server itself; they are there only if the environment says so.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::server::documents::Document;
use crate::server::requests::{Handler, Outdated, Step, Work};
use crate::server::transport::RpcError;

/// The variable that makes them available.
const VARIABLE: &str = "FORGATHER_LS_DEBUG";

pub(super) fn command(name: &str, argument: Value) -> Option<Result<Handler, RpcError>> {
    let name = name.strip_prefix("forgather.debug.")?;
    std::env::var_os(VARIABLE)?;
    let handler: Handler = match name {
        "panic" => Box::new(|_| panic!("as it was asked to")),
        "panicInWork" => Box::new(|_| work(|| panic!("as it was asked to"))),
        // Works until it is told to stop, and says so in a file: then nobody hears its answer any more.
        "work" => Box::new(move |_| {
            let file = argument["file"].as_str().unwrap_or_default().to_owned();
            Step::Work(Work {
                of: None,
                outdated: Outdated::Again,
                run: Box::new(move |cancel| {
                    let start = Instant::now();
                    while !cancel.is_cancelled() && start.elapsed() < Duration::from_secs(20) {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    let _ = std::fs::write(file, if cancel.is_cancelled() { "stopped" } else { "done" });
                    Ok(Value::Null)
                }),
            })
        }),
        // The text of a document as the server has it.
        "text" => Box::new(move |server| {
            let uri = argument["uri"].as_str().and_then(|uri| uri.parse().ok());
            let path = uri.as_ref().and_then(crate::server::uris::to_path);
            let text = path.and_then(|path| server.documents.get(&path).map(Document::text));
            Step::Answer(Ok(json!({"text": text})))
        }),
        // Answers when nothing is left to do.
        "settled" => Box::new(|server| {
            if server.is_idle() {
                Step::Answer(Ok(json!({"configurations": server.database.configuration_count()})))
            } else {
                Step::Wait
            }
        }),
        _ => return None,
    };
    Some(Ok(handler))
}

fn work(run: impl FnOnce() -> Value + Send + 'static) -> Step {
    Step::Work(Work { of: None, outdated: Outdated::Again, run: Box::new(|_| Ok(run())) })
}
