//! Real configurations with one fault put in: what Jinja2 makes of them, we make of them. Most of what users see is
//! text that was right a moment ago.

use std::path::Path;

use conformance::corpus::{self, CORPORA, Expected, Source};
use conformance::expand::{expand_set, first_problem_place};
use conformance::generate::TemplateSet;
use conformance::numbers::Numbers;
use conformance::oracle::{Oracle, OracleAnswer};

/// The files that a configuration uses, under their names, as one folder.
fn template_set(tree: &Path, dialect: &'static str, expected: &Expected) -> Option<TemplateSet> {
    let Source::Project { .. } = &expected.source else { return None };
    let mut templates: Vec<(String, String)> = Vec::new();
    let mut main = None;
    for (name, file) in expected.templates.as_ref()? {
        let file = file.as_str()?;
        main.get_or_insert_with(|| name.clone());
        // A sub-template's name is not the end of its file's path.
        if file.ends_with(name.as_str()) {
            let text = std::fs::read_to_string(tree.join(file)).ok()?;
            templates.push((name.clone(), text));
        }
    }
    Some(TemplateSet { dialect, templates, main: main? })
}

/// The text with one fault. What it is depends on the numbers.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let interesting: Vec<usize> = (0..lines.len())
        .filter(|index| {
            lines[*index].contains("-- ") || lines[*index].contains("{{") || lines[*index].contains('[')
        })
        .collect();
    let at = match interesting.as_slice() {
        [] => numbers.below(lines.len()),
        lines => lines[numbers.below(lines.len())],
    };
    let characters: Vec<char> = lines[at].chars().collect();
    let place = numbers.below(characters.len());
    match numbers.below(10) {
        0 => {
            lines.remove(at);
        }
        1 => {
            let line = lines[at].clone();
            lines.insert(at, line);
        }
        2 => lines[at] = characters[..place].iter().collect(),
        3 | 4 => {
            let kept = |(index, c): (usize, &char)| (index != place).then_some(*c);
            lines[at] = characters.iter().enumerate().filter_map(kept).collect();
        }
        5 => lines[at] = lines[at].replacen("ns.", "ns.x", 1),
        6 => lines[at] = lines[at].replacen('\'', "", 1).replacen('"', "", 1),
        7 => lines[at] = lines[at].replacen("endblock ", "endblock x", 1).replacen(')', "", 1),
        8 => {
            let other = numbers.below(lines.len());
            lines.swap(at, other);
        }
        _ => {
            let mut characters = characters;
            characters.insert(place, ['{', '}', '|', '(', '%', '#', '\t', '-'][numbers.below(8)]);
            lines[at] = characters.into_iter().collect();
        }
    }
    lines.join("\n")
}

/// How many faults are put in; `FORGATHER_MUTATIONS` asks for more.
fn rounds() -> usize {
    std::env::var("FORGATHER_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(600)
}

#[test]
fn faults_are_met_as_jinja2_meets_them() {
    let (Some(mut oracle), Some(root)) = (Oracle::start(), corpus::corpus_root()) else {
        corpus::skip("faults in real configurations: there is no corpus, or no Python with Jinja2");
        return;
    };
    let mut sets = Vec::new();
    for (name, dialect, _) in CORPORA {
        let tree = root.join(name).join("tree");
        sets.extend(corpus::read(name).iter().filter_map(|expected| template_set(&tree, dialect, expected)));
    }
    let mut numbers = Numbers::new(20_250_607);
    let (mut rejected, mut other_lines, mut failures) = (0, Vec::new(), Vec::new());
    for _ in 0..rounds() {
        let mut set = sets[numbers.below(sets.len())].clone();
        let file = numbers.below(set.templates.len());
        let before = set.templates[file].1.clone();
        set.templates[file].1 = mutated(&before, &mut numbers);
        let changed = set.templates[file].0.clone();
        let expansion = expand_set(&set);
        let label = || {
            let after = &set.templates[file].1;
            let same = before.lines().zip(after.lines()).take_while(|(a, b)| a == b).count();
            let shown = |text: &str| text.lines().skip(same).take(3).collect::<Vec<_>>().join("\n    ");
            let (was, is) = (shown(&before), shown(after));
            format!("{} with a fault in {changed}, line {}:\n    {was}\n  is\n    {is}", set.main, same + 1)
        };
        match oracle.expand(&set) {
            OracleAnswer::Text(text) => {
                if let Some(problem) = expansion.problems.first() {
                    failures.push(format!("{}\n  ours: {}", label(), problem.message));
                } else if expansion.text != text {
                    failures.push(format!("{}\n  ours: {:?}\n  Jinja2: {text:?}", label(), expansion.text));
                }
            }
            OracleAnswer::Error(error) => {
                rejected += 1;
                let Some(problem) = expansion.problems.first() else {
                    failures.push(format!("{}\n  not rejected: {error:?}", label()));
                    continue;
                };
                if problem.rule.code() != error.code() {
                    failures.push(format!("{}\n  {}: {error:?}", label(), problem.message));
                } else if first_problem_place(&expansion) != error.template.clone().zip(error.line)
                    // Jinja2 keeps no line for these.
                    && !error.message.starts_with("cannot assign attribute on non-namespace")
                    && error.message != "extended multiple times"
                    // Ours is the line of what should not be there, Jinja2's that of the block's end.
                    && !error.message.starts_with("Required blocks")
                    // Ours is the line where an end is missing, not that where the next token stands.
                    && !(problem.message.contains("is missing here") || problem.message.contains("not closed on its line"))
                {
                    other_lines.push(format!(
                        "{:?} {}: {error:?}",
                        first_problem_place(&expansion),
                        problem.message
                    ));
                }
            }
        }
    }
    println!("{} faults, {rejected} rejected, {} at another line", rounds(), other_lines.len());
    for line in &other_lines {
        println!("  {line}");
    }
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        rounds(),
        failures[..failures.len().min(12)].join("\n\n")
    );
    assert!(other_lines.is_empty(), "{} of {rejected} at another line", other_lines.len());
}
