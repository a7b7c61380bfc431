//! `check` of the corpora: nothing wrong where Forgather finds nothing wrong, and what it refuses, at its place.

use std::collections::{BTreeMap, BTreeSet};

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
    assert!(broken == 10 || corpus::corpus_root().is_none(), "{broken} are broken");
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

/// Each of these was looked at: what the message says is so, and a reader of the file would want to know.
#[test]
fn warnings_on_real_configurations_are_those_that_were_looked_at() {
    if corpus::corpus_root().is_none() {
        corpus::skip("warnings on the corpus: there is no corpus");
        return;
    }
    for (name, dialect, expected) in [
        (
            "current",
            "current",
            vec![
                (Rule::OverriddenKey, 2),
                (Rule::DeprecatedTag, 7),
                (Rule::BlockNotInParent, 3),
                (Rule::TagByPrefix, 2),
            ],
        ),
        (
            "2025-06",
            "2025-06",
            vec![(Rule::DeprecatedTag, 98), (Rule::BlockNotInParent, 4), (Rule::TagByPrefix, 1)],
        ),
    ] {
        let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
        for found in whole(name, dialect).diagnostics {
            if found.severity == Severity::Warning {
                *counts.entry(found.rule).or_default() += 1;
            }
        }
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected, "{name}");
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
