//! `check` of the corpora: nothing wrong where Forgather finds nothing wrong, and what it refuses, at its place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use conformance::corpus::{self, CORPORA, Expected, Source, Stage};
use conformance::expand::{OpenCorpus, first_problem_place};
use forgather_ide::diagnostics::{ConfigurationId, Diagnostic, of_analysis};
use forgather_ide::{Report, Rule, Scope, Severity, check};
use forgather_workspace::{Analysis, UserSettings};

/// Every configuration of every corpus with its own diagnostics.
fn each(mut look: impl FnMut(&str, &Expected, &Analysis, &[Diagnostic])) {
    if corpus::corpus_root().is_none() {
        corpus::skip("the check of the corpora: there is no corpus");
        return;
    }
    for (name, dialect, _) in CORPORA {
        let open = OpenCorpus::open(name, dialect).expect("the corpus is there");
        for row in corpus::read(name) {
            // The notebook's rows belong to no project.
            let Some((project, configuration)) = open.project(&row) else { continue };
            let analysis = Analysis::new(&project, &configuration);
            look(name, &row, &analysis, &of_analysis(&analysis).diagnostics);
        }
    }
}

fn label(corpus: &str, row: &Expected) -> String {
    match &row.source {
        Source::Project { project, config, .. } => format!("{corpus}: {project} {config}"),
        Source::Notebook { template, .. } => format!("{corpus}: {template}"),
    }
}

#[test]
fn what_forgather_takes_has_no_error_and_what_it_refuses_has_one() {
    let (mut taken, mut refused) = (0, 0);
    each(|corpus, row, _, found| {
        let errors: Vec<&Diagnostic> =
            found.iter().filter(|found| found.severity == Severity::Error).collect();
        let label = label(corpus, row);
        if matches!(row.stage, Stage::Pp | Stage::Graph) {
            refused += 1;
            assert!(!errors.is_empty(), "{label} has no error");
        } else {
            taken += 1;
            assert!(errors.is_empty(), "{label}: {errors:?}");
        }
    });
    println!("{taken} configurations without an error, {refused} with one");
}

#[test]
fn each_published_break_is_one_error_at_its_place_with_its_chain() {
    let mut broken = 0;
    each(|corpus, row, analysis, found| {
        if corpus != "2025-06" || row.stage == Stage::Done {
            return;
        }
        broken += 1;
        let label = label(corpus, row);
        let [error] = found else { panic!("{label}: {found:?}") };
        assert_eq!(error.severity, Severity::Error, "{label}");
        // The expansion's first problem is held against Forgather's trace in `expansion.rs`.
        let (_, line) = first_problem_place(&analysis.expansion).expect("a place");
        assert_eq!(error.location.start().line, line, "{label}");
        assert!(!error.chain.is_empty(), "{label} has no chain");
    });
    assert!(broken >= 10 || corpus::corpus_root().is_none(), "{broken} are broken");
}

/// What the whole workspace has, as the command finds it.
fn whole(name: &str, dialect: &str) -> Report {
    let open = OpenCorpus::open(name, dialect).expect("the corpus is there");
    let projects = open.projects();
    let roots = vec![open.tree.clone()];
    let excluded = UserSettings::default().excluded(&open.tree);
    check(&Scope { projects, files: &open.files, roots, excluded, only: None }, &|_, _| {})
}

#[test]
fn shared_faults_merge() {
    if corpus::corpus_root().is_none() {
        corpus::skip("shared faults of the corpus: there is no corpus");
        return;
    }
    let report = whole("2025-06", "2025-06");
    let errors: Vec<&Diagnostic> =
        report.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    let mut codes: Vec<(Rule, usize)> =
        errors.iter().map(|error| (error.rule, error.configurations.len())).collect();
    codes.sort_unstable();
    // A template's name with a slip, a template that two projects lack, a variable that a base template lacks.
    let expected = [(Rule::TemplateNotFound, 1), (Rule::TemplateNotFound, 4), (Rule::UndefinedVariable, 5)];
    assert_eq!(codes, expected);
    let broken: BTreeSet<&ConfigurationId> = errors.iter().flat_map(|error| &error.configurations).collect();
    assert_eq!(broken.len(), 10);
}

/// What a warning says is so, as far as the text shows it without our reading of it.
fn is_so(found: &Diagnostic) -> bool {
    let file = &found.location.file.source;
    let shown = found.location.text();
    let line = |number: u32| file.text.lines().nth(number as usize - 1).unwrap_or_default();
    let start = found.location.start();
    match found.rule {
        Rule::DeprecatedTag => shown == "!lambda" && line(start.line)[..].contains("!lambda:"),
        // A second key of the name stands below the first, as deep as that.
        Rule::OverriddenKey => {
            let indentation = line(start.line).len() - line(start.line).trim_start().len();
            file.text.lines().skip(start.line as usize).any(|later| {
                later.len() - later.trim_start().len() == indentation
                    && later.trim_start().starts_with(&format!("{shown}:"))
            })
        }
        // The template that the message names, wherever one of that name is, writes no block of that name.
        Rule::BlockNotInParent => {
            let Some(parent) = found.message.split('`').nth(3) else { return false };
            let workspaces = found.location.path().ancestors();
            let tree = workspaces.filter(|folder| folder.join("forgather_workspace").is_dir()).last();
            let files = tree.into_iter().flat_map(files_below).filter(|path| path.ends_with(parent));
            let texts: Vec<String> = files.filter_map(|path| std::fs::read_to_string(path).ok()).collect();
            let has = |text: &String| {
                [
                    format!("[{shown}]"),
                    format!("[{shown}!]"),
                    format!("block {shown} "),
                    format!("block {shown}\n"),
                ]
                .iter()
                .any(|written| text.contains(written))
            };
            !texts.is_empty() && !texts.iter().any(has)
        }
        // It is none of the tags that Forgather documents, each with a colon and a plain name behind `@`.
        Rule::TagByPrefix => {
            let tag = shown.split_whitespace().next().unwrap_or_default();
            let word = tag.trim_start_matches('!').split(':').next().unwrap_or_default();
            let known = [
                "call",
                "singleton",
                "factory",
                "partial",
                "lambda",
                "meta",
                "var",
                "tuple",
                "list",
                "dict",
                "dlist",
            ];
            let name = tag.rsplit_once('@').map(|(_, name)| name);
            !known.contains(&word)
                || name.is_some_and(|name| !name.chars().all(|c| c.is_alphanumeric() || c == '_'))
                || shown.starts_with('@')
        }
        _ => false,
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { left.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Every warning on real configurations is one of a few kinds, and what it says is so: no reader of the file would call
/// it wrong. How many there are depends on which configurations there are, so they are printed.
#[test]
fn warnings_on_real_configurations_say_what_is_so() {
    if corpus::corpus_root().is_none() {
        corpus::skip("warnings on the corpus: there is no corpus");
        return;
    }
    for (name, dialect) in [("current", "current"), ("2025-06", "2025-06")] {
        let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
        let report = whole(name, dialect);
        for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Warning) {
            *counts.entry(found.rule).or_default() += 1;
            let place = (found.location.path(), found.location.start(), found.location.text());
            assert!(is_so(found), "{name}: {place:?}: {}", found.message);
        }
        println!("{name}: {counts:?}");
        // Where a tag is deprecated, each template that is used says so.
        let used: BTreeSet<&ConfigurationId> =
            report.diagnostics.iter().flat_map(|found| &found.configurations).collect();
        assert!(
            counts.contains_key(&Rule::DeprecatedTag) && !used.is_empty(),
            "{name}: the test looks at nothing"
        );
    }
}

#[test]
fn what_is_odd_at_the_edges_is_said() {
    let mut found_at: BTreeMap<(String, String), Vec<Rule>> = BTreeMap::new();
    each(|corpus, row, _, found| {
        if let Source::Project { config, .. } = &row.source {
            let rules =
                found.iter().filter(|found| found.severity == Severity::Warning).map(|found| found.rule);
            found_at.insert((corpus.to_owned(), config.clone()), rules.collect());
        }
    });
    if found_at.is_empty() {
        return;
    }
    for (corpus, config, expected) in [
        ("edges-current", "g000.yaml", vec![Rule::OverriddenKey]),
        ("edges-current", "g030.yaml", vec![Rule::SpreadScalar]),
        ("edges-current", "g034.yaml", vec![Rule::TagByPrefix]),
        ("edges-current", "g042.yaml", vec![Rule::ArgsBesideKeywords]),
        ("edges-current", "g064.yaml", vec![Rule::EmptyTuple]),
        ("edges-current", "g056.yaml", vec![]),
    ] {
        let found = &found_at[&(corpus.to_owned(), config.to_owned())];
        assert_eq!(*found, expected, "{corpus} {config}");
    }
}
