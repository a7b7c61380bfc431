//! Features that look at a template's own text, on every file of the corpora.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use conformance::corpus::{self, CORPORA, Source, Stage};
use conformance::expand::{OpenCorpus, dialect};
use forgather_dialect::{FileOffset, FileSpan, SourceFile};
use forgather_ide::document_symbols::{Symbol, document_symbols};
use forgather_ide::folding::folding_ranges;
use forgather_ide::formatting::format;
use forgather_ide::links::document_links;
use forgather_ide::selection::selection_ranges;
use forgather_ide::semantic_tokens::{BlockState, semantic_tokens};
use forgather_ide::{apply, typing};
use forgather_workspace::Analysis;

/// The template files of the corpora, each with the name of its dialect.
fn files() -> Vec<(PathBuf, &'static str)> {
    let Some(root) = corpus::corpus_root() else {
        corpus::skip("features on the corpora: there is no corpus");
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, dialect, _) in CORPORA {
        if !name.contains('/') {
            collect(&root.join(name), dialect, &mut found);
        }
    }
    assert!(found.len() > 500, "{} files", found.len());
    found
}

fn collect(folder: &Path, dialect: &'static str, found: &mut Vec<(PathBuf, &'static str)>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, dialect, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "jinja") {
            found.push((path, dialect));
        }
    }
}

/// Looks at every file, and at those files with a line lost, which breaks most of them.
fn each(mut look: impl FnMut(&str, &SourceFile)) {
    for (path, name) in files() {
        let text = std::fs::read_to_string(&path).expect("a template is UTF-8");
        let label = path.display().to_string();
        look(&label, &SourceFile::new(text.as_str(), dialect(name)));
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let lost = lines.len() / 2;
        let broken: String =
            lines.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| *line).collect();
        look(&format!("{label} without line {}", lost + 1), &SourceFile::new(broken, dialect(name)));
    }
}

#[test]
fn symbols_nest() {
    fn check(label: &str, symbols: &[Symbol], outer: FileSpan) -> usize {
        let mut count = 0;
        let mut last = outer.start;
        for symbol in symbols {
            let (span, selection) = (symbol.span, symbol.selection);
            assert!(outer.start <= span.start && span.end <= outer.end, "{label}: {symbol:?} in {outer:?}");
            assert!(span.start <= selection.start && selection.end <= span.end, "{label}: {symbol:?}");
            assert!(selection.start < selection.end, "{label}: {symbol:?} has no name");
            assert!(last <= span.start, "{label}: {symbol:?} is within the one before it");
            last = span.end;
            count += 1 + check(label, &symbol.children, span);
        }
        count
    }
    let mut count = 0;
    each(|label, source| {
        count += check(label, &document_symbols(source), FileSpan::new(0, source.text.len()));
    });
    println!("{count} symbols");
}

#[test]
fn folds_nest() {
    let mut count = 0;
    each(|label, source| {
        let line = |offset: FileOffset| source.lines.line(offset.index());
        let mut open: Vec<usize> = Vec::new();
        let mut before = None;
        for fold in folding_ranges(source) {
            let (first, last) = (line(fold.span.start), line(fold.span.end));
            assert!(first < last, "{label}: {fold:?}");
            assert!(before < Some(first), "{label}: two on line {first}");
            before = Some(first);
            while open.last().is_some_and(|outer| *outer < first) {
                open.pop();
            }
            assert!(open.last().is_none_or(|outer| last <= *outer), "{label}: {fold:?} crosses");
            open.push(last);
            count += 1;
        }
    });
    println!("{count} folds");
}

#[test]
fn selections_grow() {
    let mut count = 0;
    each(|label, source| {
        let offsets: Vec<FileOffset> = (0..=source.text.len()).step_by(7).map(FileOffset::from).collect();
        for (offset, steps) in offsets.iter().zip(selection_ranges(source, &offsets)) {
            assert_eq!(steps.last(), Some(&FileSpan::new(0, source.text.len())), "{label} at {offset:?}");
            for pair in steps.windows(2) {
                let grows =
                    pair[1].start <= pair[0].start && pair[0].end <= pair[1].end && pair[0] != pair[1];
                assert!(grows, "{label} at {offset:?}: {pair:?}");
            }
            count += steps.len();
        }
    });
    println!("{count} steps");
}

#[test]
fn tokens_are_in_order_and_on_one_line() {
    let mut count = 0;
    each(|label, source| {
        let mut last = 0;
        for token in semantic_tokens(source, &|_| BlockState::default()) {
            let range = token.span.range();
            assert!(last <= range.start && range.start < range.end, "{label}: {token:?}");
            let text = source.text.get(range.clone());
            assert!(text.is_some_and(|text| !text.contains(['\n', '\r'])), "{label}: {token:?}");
            last = range.end;
            count += 1;
        }
    });
    println!("{count} tokens");
}

#[test]
fn typing_breaks_nothing() {
    each(|_, source| {
        for (at, _) in source.text.char_indices().filter(|(at, _)| at % 499 == 0) {
            for typed in typing::AFTER {
                let edits = typing::on_type(source, at.into(), typed, 4);
                apply(&source.text, &edits);
            }
        }
    });
}

#[test]
fn formatting_once_more_changes_nothing() {
    let (mut changed, mut edits_made) = (0, 0);
    each(|label, source| {
        let edits = format(source, None);
        changed += usize::from(!edits.is_empty());
        edits_made += edits.len();
        let once = SourceFile::new(apply(&source.text, &edits), source.dialect);
        assert_eq!(format(&once, None), [], "{label}");
    });
    println!("{changed} files change, by {edits_made} edits");
    assert!(edits_made > 100 || corpus::corpus_root().is_none(), "the formatter does something");
}

#[test]
fn formatting_leaves_every_expansion_as_it_is() {
    let mut same = 0;
    for (name, dialect, _) in CORPORA {
        let Some(open) = OpenCorpus::open(name, dialect) else { return };
        // Every file is as the formatter leaves it, as if all were open in an editor.
        let mut paths = Vec::new();
        collect(&open.tree, dialect, &mut paths);
        for (path, _) in paths {
            let file = open.files.read(&path).expect("a file of the tree");
            let edits = format(&file.source, None);
            if !edits.is_empty() {
                open.files.open(&path, apply(&file.source.text, &edits));
            }
        }
        for row in corpus::read(name) {
            if row.stage == Stage::Pp {
                continue;
            }
            let expansion = open.expand(&row);
            assert_eq!(Some(&open.normalize(&expansion.text)), row.pp.as_ref(), "{name}: {:?}", row.source);
            same += usize::from(!name.starts_with("edges"));
        }
    }
    println!("{same} configurations expand to the same");
    assert!(same == 147 + 3 || corpus::corpus_root().is_none(), "{same} configurations");
}

#[test]
fn every_link_leads_to_a_file() {
    let (mut written, mut expanded) = (0, 0);
    for (name, dialect, _) in CORPORA {
        let Some(open) = OpenCorpus::open(name, dialect) else { return };
        let mut lines: HashMap<PathBuf, usize> = HashMap::new();
        for row in corpus::read(name) {
            if !matches!(row.source, Source::Project { .. }) {
                continue;
            }
            let (project, configuration) = open.project(&row).expect("it is a project's");
            let analysis = Analysis::new(&project, &configuration);
            let mut files: Vec<_> =
                analysis.expansion.templates.iter().map(|used| Arc::clone(used.file())).collect();
            files.dedup_by(|a, b| a.path == b.path);
            for file in files {
                for link in document_links(&file, Some(&project), Some(&analysis)) {
                    let count = *lines.entry(link.target.clone()).or_insert_with(|| {
                        std::fs::read_to_string(&link.target).expect("the target is a text").lines().count()
                    });
                    assert!(link.line.is_none_or(|line| line < count), "{link:?}");
                    assert!(!file.source.text[link.span.range()].is_empty(), "{link:?}");
                    written += usize::from(link.configuration.is_none());
                    expanded += usize::from(link.configuration.is_some());
                }
            }
        }
    }
    println!("{written} links by what is written, {expanded} by what it expands to");
    assert!(written > 1000 && expanded > 100 || corpus::corpus_root().is_none(), "{written} and {expanded}");
}
