//! What an editor asks of templates, asked at places all over every file of the corpora: how long each question takes.
//! `cargo run --release -p bench questions`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use conformance::workspace::OpenWorkspace;
use forgather_expand::LoadedFile;
use forgather_ide::definition::{declaration, definition, implementation};
use forgather_ide::python_definition::{python_definition, type_definition};
use forgather_ide::references::{highlights, references};
use forgather_ide::rename::rename;
use forgather_ide::{
    Snapshot, actions, call_hierarchy, completion, document_symbols, folding, formatting, hover, inlay, lens,
    links, selection, semantic_tokens, signature, type_hierarchy, workspace_symbols,
};
use forgather_workspace::InlayHints;

/// Bytes between the places that are asked about.
const STEP: usize = 29;

/// A question: its name, how many of the places it is asked at (one of so many), and asking it.
type Question = (&'static str, usize, fn(&Snapshot, &Path, usize));

const QUESTIONS: &[Question] = &[
    ("definition", 1, |snapshot, path, offset| {
        drop(definition(snapshot, path, offset));
        drop(python_definition(snapshot, path, offset));
    }),
    ("declaration", 1, |snapshot, path, offset| drop(declaration(snapshot, path, offset))),
    ("implementation", 1, |snapshot, path, offset| drop(implementation(snapshot, path, offset))),
    ("typeDefinition", 1, |snapshot, path, offset| drop(type_definition(snapshot, path, offset))),
    ("documentHighlight", 1, |snapshot, path, offset| drop(highlights(snapshot, path, offset))),
    ("references", 1, |snapshot, path, offset| drop(references(snapshot, path, offset, true))),
    ("rename", 1, |snapshot, path, offset| drop(rename(snapshot, path, offset, "another_name"))),
    ("hover", 1, |snapshot, path, offset| drop(hover::hover(snapshot, path, offset))),
    ("completion", 1, |snapshot, path, offset| drop(completion::completion(snapshot, path, offset))),
    ("signatureHelp", 1, |snapshot, path, offset| drop(signature::signature_help(snapshot, path, offset))),
    ("codeAction", 3, |snapshot, path, offset| drop(actions::actions(snapshot, path, offset..offset))),
    ("callHierarchy", 1, |snapshot, path, offset| drop(call_hierarchy::prepare(snapshot, path, offset))),
    ("typeHierarchy", 1, |snapshot, path, offset| drop(type_hierarchy::prepare(snapshot, path, offset))),
    ("selectionRange", 3, |snapshot, path, offset| {
        of_file(snapshot, path, |file| drop(selection::selection_ranges(&file.source, &[offset.into()])));
    }),
    ("documentSymbol", 50, |snapshot, path, _| {
        of_file(snapshot, path, |file| drop(document_symbols::document_symbols(&file.source)));
    }),
    ("foldingRange", 50, |snapshot, path, _| {
        of_file(snapshot, path, |file| drop(folding::folding_ranges(&file.source)));
    }),
    ("semanticTokens", 50, |snapshot, path, _| {
        of_file(snapshot, path, |file| {
            drop(semantic_tokens::semantic_tokens(&file.source, &|_| semantic_tokens::BlockState::default()));
        });
    }),
    ("formatting", 50, |snapshot, path, _| {
        of_file(snapshot, path, |file| drop(formatting::format(&file.source, None)));
    }),
    ("documentLink", 50, |snapshot, path, _| {
        of_file(snapshot, path, |file| {
            let analysis = snapshot.analysis().map(|analysis| &**analysis);
            drop(links::document_links(&file, snapshot.project.as_deref(), analysis));
        });
    }),
    ("inlayHint", 50, |snapshot, path, _| {
        drop(inlay::inlay_hints(
            snapshot,
            path,
            &(0..usize::MAX),
            InlayHints { values: true, templates: true, overridden: true },
        ));
    }),
    ("codeLens", 50, |snapshot, path, _| drop(lens::lenses(snapshot, path))),
    ("workspaceSymbol", 200, |snapshot, _, _| drop(workspace_symbols::workspace_symbols(snapshot, "model"))),
];

fn of_file(snapshot: &Snapshot, path: &Path, ask: impl FnOnce(Arc<LoadedFile>)) {
    if let Some(file) = snapshot.file(path) {
        ask(file);
    }
}

/// Asks everything everywhere, and prints how long it took.
pub(crate) fn measure() -> Result<(), String> {
    measure_only("")
}

/// Asks one question everywhere; all, where it has no name.
pub(crate) fn measure_only(only: &str) -> Result<(), String> {
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
        let wanted = QUESTIONS.iter().filter(|(name, ..)| only.is_empty() || *name == only);
        for (question, one_of, ask) in wanted {
            let mut times: Vec<(Duration, &Path, usize)> = Vec::new();
            for (number, path) in paths.iter().enumerate() {
                let Ok(text) = std::fs::read_to_string(path) else { continue };
                for offset in (number % STEP..=text.len()).step_by(STEP * one_of) {
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
