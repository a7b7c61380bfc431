//! What an editor asks of templates, asked at places all over every file of the corpora: how long each question takes.
//! `cargo run --release -p bench questions`; `questions all 1` asks at every byte, which takes more than an hour.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use conformance::stopwatch::{Measured, Stopwatch};
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

/// Bytes between the places that are asked about, unless told.
pub(crate) const STEP: usize = 29;

/// Whoever waits longer for an answer notices.
const NOTICED: Duration = Duration::from_millis(50);

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
    measure_only("all", STEP)
}

/// What an answer took, and where it was asked for.
type Answer<'a> = (Measured, &'a Path, usize);

/// Asks one question, or `all`, at places `step` bytes apart.
pub(crate) fn measure_only(only: &str, step: usize) -> Result<(), String> {
    if only != "all" && !QUESTIONS.iter().any(|(name, ..)| *name == only) {
        let names: Vec<&str> = QUESTIONS.iter().map(|(name, ..)| *name).collect();
        return Err(format!("there is no question `{only}`, but: all, {}", names.join(", ")));
    }
    if step == 0 {
        return Err("places are at least one byte apart".to_owned());
    }
    for name in ["current", "2025-06"] {
        let open =
            OpenWorkspace::open(name, name).ok_or("there is no ../shared/corpus and no $FORGATHER_CORPUS")?;
        let paths = open.templates();
        println!(
            "{name}: {} files, a place every {step} bytes, each asked about on a snapshot of its own",
            paths.len()
        );
        println!(
            "{:<20} {:>7} {:>10} {:>10} {:>10} {:>7} {:>10}  slowest at",
            "question", "asked", "median", "p99", "most", "> 50 ms", "processor"
        );
        for (question, one_of, ask) in QUESTIONS.iter().filter(|(name, ..)| only == "all" || *name == only) {
            let mut answers: Vec<Answer<'_>> = Vec::new();
            for (number, path) in paths.iter().enumerate() {
                let Ok(text) = std::fs::read_to_string(path) else { continue };
                for offset in (number % step..=text.len()).step_by(step * one_of) {
                    let snapshot = open.snapshot(path, None);
                    let stopwatch = Stopwatch::start();
                    ask(&snapshot, path, offset);
                    answers.push((stopwatch.stop(), path, offset));
                }
            }
            answers.sort_unstable();
            let at = |share: f64| millis(answers[((answers.len() - 1) as f64 * share) as usize].0.took);
            let Some((_, path, offset)) = answers.last() else { continue };
            let path = path.strip_prefix(&open.tree).unwrap_or(path);
            let noticed = answers.iter().filter(|(measured, ..)| measured.took > NOTICED).count();
            let worked = answers.iter().map(|(measured, ..)| measured.worked).max().unwrap_or_default();
            println!(
                "{question:<20} {:>7} {:>7.2} ms {:>7.2} ms {:>7.2} ms {noticed:>7} {:>7.2} ms  {}:{offset}",
                answers.len(),
                at(0.5),
                at(0.99),
                at(1.0),
                millis(worked),
                path.display()
            );
        }
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
