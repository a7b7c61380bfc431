//! What an editor asks of templates, asked at places all over every file of the corpora: how long each question takes.
//! `cargo run --release -p bench questions`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use conformance::workspace::OpenWorkspace;
use forgather_ide::Snapshot;
use forgather_ide::definition::{declaration, definition, implementation};
use forgather_ide::references::{highlights, references};
use forgather_ide::rename::rename;

/// Bytes between the places that are asked about.
const STEP: usize = 29;

/// A question: its name, and asking it.
type Question = (&'static str, fn(&Snapshot, &Path, usize));

const QUESTIONS: [Question; 6] = [
    ("definition", |snapshot, path, offset| drop(definition(snapshot, path, offset))),
    ("declaration", |snapshot, path, offset| drop(declaration(snapshot, path, offset))),
    ("implementation", |snapshot, path, offset| drop(implementation(snapshot, path, offset))),
    ("documentHighlight", |snapshot, path, offset| drop(highlights(snapshot, path, offset))),
    ("references", |snapshot, path, offset| drop(references(snapshot, path, offset, true))),
    ("rename", |snapshot, path, offset| drop(rename(snapshot, path, offset, "another_name"))),
];

/// Asks everything everywhere, and prints how long it took.
pub(crate) fn measure() -> Result<(), String> {
    for (name, dialect) in [("current", "current"), ("2025-06", "2025-06")] {
        let open = OpenWorkspace::open(name, dialect)
            .ok_or("there is no ../shared/corpus and no $FORGATHER_CORPUS")?;
        let mut paths: Vec<PathBuf> = open
            .database
            .projects()
            .flat_map(|(_, project)| project.search_path().templates())
            .map(|(_, path)| path)
            .collect();
        paths.sort();
        paths.dedup();
        println!(
            "{name}: {} files, a question every {STEP} bytes, each on a snapshot of its own",
            paths.len()
        );
        println!(
            "{:<20} {:>7} {:>10} {:>10} {:>10}  slowest at",
            "question", "asked", "median", "p99", "most"
        );
        for (question, ask) in QUESTIONS {
            let mut times: Vec<(Duration, &Path, usize)> = Vec::new();
            for (number, path) in paths.iter().enumerate() {
                let Ok(text) = std::fs::read_to_string(path) else { continue };
                for offset in (number % STEP..=text.len()).step_by(STEP) {
                    let snapshot = open.snapshot(path, None);
                    let begun = Instant::now();
                    ask(&snapshot, path, offset);
                    times.push((begun.elapsed(), path, offset));
                }
            }
            times.sort();
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1e3;
            let Some((_, path, offset)) = times.last() else { continue };
            let path = path.strip_prefix(&open.tree).unwrap_or(path);
            println!(
                "{question:<20} {:>7} {:>7.2} ms {:>7.2} ms {:>7.2} ms  {}:{offset}",
                times.len(),
                at(0.5),
                at(0.99),
                at(1.0),
                path.display()
            );
        }
    }
    Ok(())
}
