//! Single faults put into real configurations, their base templates and sub-templates: each is found, at its line.

mod fault;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use conformance::corpus::{self, Expected, Stage};
use conformance::expand::OpenCorpus;
use conformance::numbers::Numbers;
use conformance::oracle::{Oracle, OracleAnswer};
use fault::{Fault, Kind, Known};
use forgather_ide::Severity;
use forgather_ide::diagnostics::{Diagnostic, Findings, merge, of_analysis, of_file};
use forgather_workspace::Analysis;

/// How many faults of each kind are put in, in each corpus; `FORGATHER_FAULTS` asks for more.
fn rounds() -> usize {
    std::env::var("FORGATHER_FAULTS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// What became of the faults of one kind.
#[derive(Default)]
struct Tally {
    /// Those that make Forgather refuse the configuration.
    faults: usize,
    detected: usize,
    at_line: usize,
    alone: usize,
    /// Those after which the configuration still is one.
    valid: usize,
}

/// The errors of a configuration as it is now.
fn errors(open: &OpenCorpus, expected: &Expected) -> (Vec<Diagnostic>, Analysis) {
    let (project, configuration) = open.project(expected).expect("it is a project's");
    let analysis = Analysis::new(&project, &configuration);
    let mut findings = vec![of_analysis(&analysis)];
    let mut seen = HashSet::new();
    for template in &analysis.expansion.templates {
        if seen.insert(template.file().path.clone()) {
            findings.push(Findings::from(of_file(template.file(), open.files.dialect())));
        }
    }
    let mut found = merge(&findings);
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    (found, analysis)
}

#[test]
fn faults_are_found_at_their_line() {
    if corpus::corpus_root().is_none() {
        corpus::skip("single faults in real configurations: there is no corpus");
        return;
    }
    let mut tallies: BTreeMap<Kind, Tally> = BTreeMap::new();
    let mut listed: Vec<String> = Vec::new();
    let mut oracle = Oracle::start();
    for (name, dialect) in [("current", "current"), ("2025-06", "2025-06")] {
        let open = OpenCorpus::open(name, dialect).expect("the corpus is there");
        let rows: Vec<Expected> = corpus::read(name)
            .into_iter()
            .filter(|row| row.stage == Stage::Done && row.error.is_none())
            .collect();
        let mut numbers = Numbers::new(20_261_125);
        let known: Vec<Known> = rows.iter().map(|row| known(&open, row)).collect();
        for kind in Kind::ALL {
            let mut done = 0;
            let mut tries = 0;
            while done < rounds() && tries < rounds() * 40 {
                tries += 1;
                let index = numbers.below(rows.len());
                let row = &rows[index];
                let Some(fault) = Fault::put(kind, &known[index], &mut numbers) else { continue };
                done += 1;
                open.files.open(&fault.path, fault.text.as_str());
                let (found, analysis) = errors(&open, row);
                let tally = tallies.entry(kind).or_default();
                let at_line = found.iter().any(|error| {
                    error.location.path() == fault.path && error.location.start().line as usize == fault.line
                });
                let label = || {
                    format!(
                        "{kind:?} {}:{}: {:?} → {:?}",
                        fault.path.strip_prefix(&open.tree).unwrap_or(&fault.path).display(),
                        fault.line,
                        fault.before,
                        fault.after
                    )
                };
                if found.is_empty() {
                    let refused = oracle.as_mut().is_some_and(|oracle| refuses(oracle, dialect, &analysis));
                    if refused {
                        tally.faults += 1;
                        listed.push(format!("not detected: {}", label()));
                    } else {
                        tally.valid += 1;
                    }
                } else {
                    tally.faults += 1;
                    tally.detected += 1;
                    tally.at_line += usize::from(at_line);
                    tally.alone += usize::from(found.len() == 1);
                    let places: Vec<String> = found
                        .iter()
                        .map(|error| {
                            let path = error
                                .location
                                .path()
                                .strip_prefix(&open.tree)
                                .unwrap_or(error.location.path());
                            format!(
                                "    {}:{}: [{}] {}",
                                path.display(),
                                error.location.start().line,
                                error.rule,
                                error.message
                            )
                        })
                        .collect();
                    if !at_line {
                        listed.push(format!("elsewhere: {}\n{}", label(), places.join("\n")));
                    } else if found.len() > 1 {
                        listed.push(format!("several: {}\n{}", label(), places.join("\n")));
                    }
                }
                open.files.close(&fault.path);
            }
        }
    }
    if let Some(path) = std::env::var_os("FAULTS_LIST") {
        std::fs::write(path, listed.join("\n")).expect("the list can be written");
    }
    let mut sum = Tally::default();
    println!(
        "{:<18} {:>7} {:>9} {:>8} {:>7} {:>6}",
        "kind", "faults", "detected", "at line", "alone", "valid"
    );
    for (kind, tally) in &tallies {
        println!(
            "{:<18} {:>7} {:>9} {:>8} {:>7} {:>6}",
            format!("{kind:?}"),
            tally.faults,
            tally.detected,
            tally.at_line,
            tally.alone,
            tally.valid
        );
        sum.faults += tally.faults;
        sum.detected += tally.detected;
        sum.at_line += tally.at_line;
        sum.alone += tally.alone;
        sum.valid += tally.valid;
    }
    println!(
        "{:<18} {:>7} {:>9} {:>8} {:>7} {:>6}",
        "all", sum.faults, sum.detected, sum.at_line, sum.alone, sum.valid
    );
    assert!(
        sum.faults >= 500 && tallies.len() >= 12,
        "only {} faults of {} kinds",
        sum.faults,
        tallies.len()
    );
    assert!(sum.detected * 100 >= sum.faults * 98, "{} of {} are detected", sum.detected, sum.faults);
    assert!(sum.at_line * 100 >= sum.faults * 95, "{} of {} are at their line", sum.at_line, sum.faults);
    assert!(sum.alone * 100 >= sum.faults * 95, "{} of {} give one diagnostic", sum.alone, sum.faults);
}

/// What is known of a configuration before a fault is put in.
fn known(open: &OpenCorpus, row: &Expected) -> Known {
    let (found, analysis) = errors(open, row);
    assert!(found.is_empty(), "{found:?}");
    let expansion = &analysis.expansion;
    let mut files: Vec<(PathBuf, Arc<str>)> = Vec::new();
    for template in &expansion.templates {
        let file = template.file();
        if !files.iter().any(|(path, _)| *path == file.path) {
            files.push((file.path.clone(), Arc::clone(&file.source.text)));
        }
    }
    let mut lines: Vec<fault::Line> = Vec::new();
    let offsets: Vec<usize> =
        std::iter::once(0).chain(expansion.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    for (number, origin) in expansion.line_origins() {
        let Some((path, at)) = expansion.location(origin.frame, origin.span) else { continue };
        let Some(file) = files.iter().position(|(known, _)| known == path) else { continue };
        lines.push(fault::Line { file, number: at.line as usize, expanded: offsets[number] });
    }
    let anchors =
        analysis.graph.anchors.iter().map(|anchor| (anchor.span.start.to_usize(), anchor.name.to_string()));
    Known { files, lines, anchors: anchors.collect(), text: expansion.text.clone() }
}

/// Whether Jinja2 refuses the templates of a configuration that we take: then we missed a fault.
fn refuses(oracle: &mut Oracle, dialect: &'static str, analysis: &Analysis) -> bool {
    let mut templates: Vec<(String, String)> = Vec::new();
    for template in &analysis.expansion.templates {
        if !template.is_sub_template() {
            templates.push((template.name().to_owned(), template.file().source.text.to_string()));
        }
    }
    let Some((main, _)) = templates.first().cloned() else { return false };
    let set = conformance::generate::TemplateSet { dialect, templates, main };
    matches!(oracle.expand(&set), OracleAnswer::Error(error) if error.code() != "undefined-variable")
}
