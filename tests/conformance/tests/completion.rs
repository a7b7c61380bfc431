//! Completion on real configurations: a name is taken away, and must be among the first that are offered in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use conformance::corpus;
use conformance::stopwatch::{Measured, Stopwatch};
use conformance::workspace::OpenWorkspace;
use forgather_ide::completion::completion;
use forgather_ide::{Role, Snapshot, What};
use forgather_workspace::ConfigurationId;

/// A name of a file that is taken away.
struct Case {
    kind: &'static str,
    /// The name, in bytes of its file.
    start: usize,
    end: usize,
}

/// How often a name was found, and what it took.
#[derive(Default)]
struct Figures {
    cases: usize,
    found: usize,
    missed: Vec<String>,
    answers: Vec<Measured>,
    /// The one that took most work, and where that was.
    hardest: (Measured, String),
}

/// A corpus, in which documents are opened that nobody has looked at yet.
struct World(OpenWorkspace);

impl World {
    /// The files that configurations use, each once.
    fn files(&self) -> BTreeSet<PathBuf> {
        let usages = self.0.database.usages();
        let templates = usages.iter().flat_map(|usage| &usage.templates);
        templates.map(|template| template.file().path.clone()).collect()
    }

    /// The configuration through which a file is seen: its own, else the first that uses it.
    fn active(&self, path: &Path) -> Option<ConfigurationId> {
        let users = self.0.database.users_of(path);
        let own = |id: &&ConfigurationId| {
            self.0.database.configuration(**id).is_some_and(|(_, known)| known.path == path)
        };
        users.iter().find(own).or(users.first()).copied()
    }

    /// What is known where a file is looked at.
    fn snapshot(&self, path: &Path, active: ConfigurationId) -> Snapshot {
        let mut snapshot = self.0.snapshot(path, Some(active));
        let view = snapshot.active.as_ref().expect("the configuration is there");
        let (configuration, dir) = (view.configuration().clone(), view.project().dir.clone());
        // What the configuration said of itself before the edit is gone.
        snapshot.usages.retain(|usage| usage.configuration != configuration || usage.project != dir);
        snapshot
    }

    /// The names in a file that can be taken away.
    fn cases(&self, path: &Path) -> Vec<Case> {
        let Some(active) = self.active(path) else { return Vec::new() };
        let snapshot = self.snapshot(path, active);
        let file = snapshot.file(path).expect("the file");
        let index = snapshot.index(&file);
        let mut cases = Vec::new();
        for part in &index.parts {
            for mention in &part.mentions {
                let (start, end) = (mention.span.start.index(), mention.span.end.index());
                let case = |kind, inner: usize| Case { kind, start: start + inner, end: end - inner };
                match &mention.what {
                    What::Template { name: Some(name), .. } if !name.is_empty() => {
                        cases.push(case("template", 1));
                    }
                    What::Block(_) => cases.push(case("block", 0)),
                    What::BlockEnd(_) => cases.push(case("endblock", 0)),
                    What::Attribute { object, role, .. } if **object == *"ns" => {
                        cases.push(case(
                            if *role == Role::Set { "attribute, set" } else { "attribute, read" },
                            0,
                        ));
                    }
                    _ => {}
                }
            }
            for alias in &part.outline.aliases {
                let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                if alias.name.chars().all(is_name) {
                    let (start, end) = (alias.span.start.index(), alias.span.end.index());
                    cases.push(Case { kind: "alias", start, end });
                }
            }
        }
        cases
    }

    /// Takes a name away but for its first characters, and asks.
    fn ask(&mut self, path: &Path, text: &str, case: &Case, kept: usize, figures: &mut Figures) {
        let name = &text[case.start..case.end];
        let prefix: String = name.chars().take(kept).collect();
        let edited = format!("{}{prefix}{}", &text[..case.start], &text[case.end..]);
        let Some(active) = self.active(path) else { return };
        self.0.database.open(path, edited);
        let snapshot = self.snapshot(path, active);
        let stopwatch = Stopwatch::start();
        let found = completion(&snapshot, path, case.start + prefix.len()).expect("not cancelled");
        let measured = stopwatch.stop();
        self.0.database.close(path);
        figures.cases += 1;
        figures.answers.push(measured);
        let line = text[..case.start].matches('\n').count() + 1;
        if measured.worked >= figures.hardest.0.worked {
            figures.hardest = (measured, format!("{}:{line} `{name}`", path.display()));
        }
        let items = found.map(|found| found.items).unwrap_or_default();
        let fits = |label: &str| label.to_lowercase().starts_with(&prefix.to_lowercase());
        let mut shown = items.iter().filter(|item| fits(&item.label)).take(5);
        if shown.any(|item| item.label == name) {
            figures.found += 1;
            return;
        }
        let rank = items.iter().filter(|item| fits(&item.label)).position(|item| item.label == name);
        let first: Vec<&str> =
            items.iter().filter(|item| fits(&item.label)).take(5).map(|item| item.label.as_str()).collect();
        let rank = rank.map_or("nowhere".to_owned(), |rank| format!("{}", rank + 1));
        figures.missed.push(format!("{}:{line} {} `{name}` is {rank}: {first:?}", path.display(), case.kind));
    }
}

#[test]
fn names_that_are_taken_away_are_among_the_first() {
    let every: usize =
        std::env::var("COMPLETION_EVERY").ok().and_then(|every| every.parse().ok()).unwrap_or(23);
    let mut figures: BTreeMap<(&str, usize), Figures> = BTreeMap::new();
    for name in ["current", "2025-06"] {
        let Some(open) = OpenWorkspace::open(name, name) else {
            corpus::skip("completion: there is no ../shared/corpus and no $FORGATHER_CORPUS");
            return;
        };
        let mut world = World(open);
        let mut number = 0;
        for path in world.files() {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for case in world.cases(&path) {
                number += 1;
                if number % every != 0 {
                    continue;
                }
                for kept in [0, 1] {
                    world.ask(&path, &text, &case, kept, figures.entry((case.kind, kept)).or_default());
                }
            }
        }
    }
    let (mut slowest, mut most_work) = (Duration::ZERO, Duration::ZERO);
    for ((kind, kept), figures) in &mut figures {
        figures.answers.sort_unstable();
        let at = |share: usize| figures.answers[(figures.answers.len() - 1) * share / 100].took;
        let share = 100.0 * figures.found as f64 / figures.cases as f64;
        let (hardest, place) = &figures.hardest;
        println!(
            "{kind}, {kept} typed: {share:.1} % of {} among the first 5; median {:.2?}, 99 % within {:.2?}, all within \
             {:.2?}; most work: {:.2?} at {place}",
            figures.cases,
            at(50),
            at(99),
            at(100),
            hardest.worked
        );
        slowest = slowest.max(at(100));
        most_work = most_work.max(hardest.worked);
        if std::env::var_os("COMPLETION_MISSED").is_some() {
            for missed in &figures.missed {
                println!("    {kept} {missed}");
            }
        }
    }
    println!("slowest: {slowest:.2?}, and {most_work:.2?} of the processor's time at the most");
    for kept in [0, 1] {
        let of = || figures.iter().filter(|((_, known), _)| *known == kept).map(|(_, figures)| figures);
        let (cases, found): (usize, usize) =
            (of().map(|figures| figures.cases).sum(), of().map(|figures| figures.found).sum());
        println!("{kept} typed: {found} of {cases}");
        assert!(cases > 50, "{cases}");
        assert!(found * 100 >= cases * 95, "{found} of {cases} with {kept} typed");
    }
}
