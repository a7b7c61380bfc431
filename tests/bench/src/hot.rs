//! Fixed work on the example project, for counting instructions: `bench hot NAME`. It prints nothing of its own; what the
//! counts may be is in `tests/bench/instructions`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_expand::Facts;
use forgather_ide::{IndexCache, Snapshot, completion, definition, hover};
use forgather_workspace::{Analysis, Database, Settings};

/// The parts that are counted.
const PARTS: [&str; 5] = ["nothing", "expand", "load", "keystroke", "ask"];

pub(crate) fn work(name: Option<&str>) -> Result<(), String> {
    let name =
        name.filter(|name| PARTS.contains(name)).ok_or_else(|| format!("there are {}", PARTS.join(", ")))?;
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../projects"));
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let facts =
        Facts::from_json(include_str!("../instructions/facts.json")).map_err(|error| error.to_string())?;
    let mut database = Database::new(
        Arc::new(facts),
        Settings { dialect: forgather_dialect::Dialect::Current, python: None },
        Arc::new(|_: &Path| false),
    );
    database.set_roots(vec![root.join("tiny_lm")]);
    settle(&mut database);
    let usages = database.usages();
    let file = root.join("tiny_lm/templates/configs/evaluate.yaml");
    match name {
        "expand" => {
            for usage in usages.iter().cycle().take(usages.len() * 40) {
                let project = database.projects().find(|(_, project)| project.dir == usage.project);
                let project = project.ok_or("the project is open")?.1;
                assert!(!project.expand(&usage.configuration.template).text.is_empty());
            }
        }
        "load" => {
            let project = database.projects().next().ok_or("the project is open")?.1;
            let texts: Vec<String> =
                usages.iter().map(|usage| project.expand(&usage.configuration.template).text).collect();
            for text in texts.iter().cycle().take(texts.len() * 60) {
                let (graph, _) = forgather_graph::load(text, forgather_graph::Dialect::Current);
                assert!(!graph.nodes().is_empty());
            }
        }
        "keystroke" => {
            let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
            for number in 0..120 {
                database.open(&file, format!("{text}# {number}\n"));
                settle(&mut database);
            }
        }
        "ask" => ask(&database, &file)?,
        _ => {}
    }
    Ok(())
}

fn ask(database: &Database, file: &PathBuf) -> Result<(), String> {
    let index = Arc::<IndexCache>::default();
    let active = database.users_of(file).first().copied();
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    for offset in (0..text.len()).step_by(17) {
        let snapshot = Snapshot::new(database, file, active, &index);
        let _: Option<&Arc<Analysis>> = snapshot.analysis();
        drop(hover::hover(&snapshot, file, offset));
        drop(completion::completion(&snapshot, file, offset));
        drop(definition::definition(&snapshot, file, offset));
    }
    Ok(())
}

fn settle(database: &mut Database) {
    while let Some(task) = database.next_task(true) {
        let outcome = task.run();
        database.finish(outcome);
    }
}
