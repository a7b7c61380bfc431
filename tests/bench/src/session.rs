//! Python sessions, measured through the server's streams: what asking costs beside the construction itself.

use std::fs;
use std::time::Instant;

use lsp_tests::{Client, uri};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How often a session is started.
const STARTS: usize = 15;
/// How often a session that is warm is asked.
const ASKED: usize = 300;

const CONFIGURATION: &str =
    "main: !call:dict { one: !call:operator:add [ 1, 2 ], two: [ !factory:list [] ] }\n";

pub(crate) fn measure() -> Result<(), String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let root = folder.path().canonicalize().map_err(|error| error.to_string())?;
    let configs = root.join("project/templates/configs");
    fs::create_dir_all(root.join("forgather_workspace")).map_err(|error| error.to_string())?;
    fs::create_dir_all(&configs).map_err(|error| error.to_string())?;
    let meta = "searchdir: [\"{{ joinpath(project_dir, 'templates') }}\"]\n";
    fs::write(root.join("project/meta.yaml"), meta).map_err(|error| error.to_string())?;
    let file = configs.join("main.yaml");
    fs::write(&file, CONFIGURATION).map_err(|error| error.to_string())?;

    println!("Asking for an object; milliseconds beside the construction, which holds what is imported.\n");
    println!("{:<58} {:>9} {:>9} {:>9}", "", "median", "p99", "at most");
    let argument = json!({"uri": uri(&file)});
    let mut first = Vec::new();
    let mut warm = Vec::new();
    for start in 0..STARTS {
        let mut client = Client::initialized(&[], &uri(&root), &json!({}));
        client.ignore("forgather/status");
        client.settle();
        first.push(ask(&mut client, &argument)?);
        for _ in 0..if start == 0 { ASKED } else { 0 } {
            warm.push(ask(&mut client, &argument)?);
        }
        client.finish();
    }
    super::server::row("the first request", &first, (Some(150.0), None));
    super::server::row("a request for a small target of a warm session", &warm, (Some(5.0), None));
    Ok(())
}

/// Milliseconds from a request to its answer, without those of the construction.
fn ask(client: &mut Client, argument: &Value) -> Result<f64, String> {
    let begun = Instant::now();
    let answer = client.command("forgather.materialize", argument.clone());
    let all = begun.elapsed().as_secs_f64();
    if answer["repr"] != "{'one': 3, 'two': [[]]}" {
        return Err(format!("the object is not what it should be: {answer}"));
    }
    Ok((all - answer["seconds"].as_f64().unwrap_or_default()) * 1e3)
}
