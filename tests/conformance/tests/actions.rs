//! What is offered at a place of real configurations keeps what they mean; it is made here, expanded and loaded again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use conformance::corpus::{self, Source, Stage};
use conformance::workspace::OpenWorkspace;
use forgather_graph::encode::repr;
use forgather_ide::actions::{Action, ActionKind, actions, resolve};
use forgather_ide::lens::{LensKind, lenses, places};
use forgather_ide::python_definition::type_definition;
use forgather_ide::{Snapshot, call_hierarchy, type_hierarchy};
use forgather_workspace::{Analysis, Configuration, MentionKind};

const REAL: [(&str, &str); 2] = [("current", "current"), ("2025-06", "2025-06")];

/// Every so many configurations and lines: all of them take minutes.
const STRIDE: (usize, usize) = (40, 11);

/// The templates of some configurations.
fn each_file(stride: usize, mut look: impl FnMut(&Snapshot, &PathBuf)) -> bool {
    for (name, dialect) in REAL {
        let Some(open) = OpenWorkspace::open(name, dialect) else {
            corpus::skip("actions in the corpus: there is no corpus");
            return false;
        };
        let rows = corpus::read(name).into_iter().filter(|row| row.stage == Stage::Done);
        for row in rows.step_by(stride) {
            let Source::Project { project, config, .. } = &row.source else { continue };
            let id = open.configuration(project, config).expect("the configuration");
            let files: BTreeSet<PathBuf> =
                open.database.templates_of(id).iter().map(|path| path.to_path_buf()).collect();
            for path in files {
                look(&open.snapshot(&path, Some(id)), &path);
            }
        }
    }
    true
}

/// Some lines of the templates of some configurations: where each begins to say something.
fn each(mut look: impl FnMut(&Snapshot, &PathBuf, usize)) -> bool {
    each_file(STRIDE.0, |snapshot, path| {
        let file = snapshot.file(path).expect("a template");
        let mut start = 0;
        for (number, line) in file.source.text.split_inclusive('\n').enumerate() {
            let inner = line.len() - line.trim_start().len();
            if number % STRIDE.1 == 1 {
                look(snapshot, path, start + inner.min(line.trim_end().len()));
            }
            start += line.len();
        }
    })
}

/// The active configuration after an action.
fn after(snapshot: &Snapshot, action: &Action) -> (Analysis, Option<Analysis>) {
    let before = snapshot.analysis().expect("an analysis");
    let files = snapshot.files.fork();
    for path in action.edits.files.keys() {
        files.open(path, action.edits.applied(path).expect("a file that changes"));
    }
    for (path, text) in &action.edits.created {
        files.open(path, text.as_str());
    }
    let project = Arc::new(before.project.with_files(&Arc::new(files)));
    let made = action.edits.created.first().filter(|_| action.kind == ActionKind::Generate);
    let made = made.map(|(path, _)| {
        let file = path.file_name().expect("a name").to_string_lossy();
        let template = match before.configuration.template.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{file}"),
            None => file.to_string(),
        };
        let configuration = Configuration { name: file.to_string(), template, path: path.clone() };
        Analysis::new(&project, &configuration)
    });
    (Analysis::new(&project, &before.configuration), made)
}

#[test]
fn what_is_offered_keeps_what_configurations_mean() {
    let mut counts: BTreeMap<ActionKind, (usize, usize)> = BTreeMap::new();
    let there = each(|snapshot, path, offset| {
        for action in actions(snapshot, path, offset..offset).expect("not cancelled") {
            let count = counts.entry(action.kind).or_default();
            count.0 += 1;
            // Of the many blocks that can be overridden, a few are enough.
            if action.kind == ActionKind::Rewrite && count.0 % 10 > 2 {
                continue;
            }
            let Ok(action) = resolve(snapshot, path, offset..offset, &action.title).expect("not cancelled")
            else {
                continue;
            };
            count.1 += 1;
            let before = snapshot.analysis().expect("an analysis");
            let (after, made) = after(snapshot, &action);
            let of = |analysis: &Analysis| repr(&analysis.graph).expect("a graph");
            assert_eq!(of(before), of(&after), "{}:{offset}: {}", path.display(), action.title);
            assert_eq!(before.graph_problems.len(), after.graph_problems.len(), "{}", action.title);
            if let Some(made) = made {
                assert!(made.expansion.is_complete() && made.graph_problems.is_empty(), "{}", action.title);
            }
        }
    });
    if !there {
        return;
    }
    println!("offered and made, by kind: {counts:?}");
    for kind in [ActionKind::Extract, ActionKind::Rewrite, ActionKind::Generate] {
        assert!(counts.get(&kind).is_some_and(|count| count.1 > 3), "{kind:?}: {counts:?}");
    }
}

/// The places of some kind in the templates of some configurations.
fn each_place(
    places: impl Fn(&Snapshot, &PathBuf) -> Vec<usize>,
    mut look: impl FnMut(&Snapshot, &PathBuf, usize),
) -> bool {
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    each_file(STRIDE.0 / 4, |snapshot, path| {
        if seen.insert(path.clone()) {
            for offset in places(snapshot, path) {
                look(snapshot, path, offset);
            }
        }
    })
}

/// Makes an action, and compares the active configuration before and after. Whether it could be made.
fn keeps_the_graph(snapshot: &Snapshot, path: &Path, offset: usize, action: &Action) -> bool {
    let Ok(action) = resolve(snapshot, path, offset..offset, &action.title).expect("not cancelled") else {
        return false;
    };
    let before = snapshot.analysis().expect("an analysis");
    let (after, _) = after(snapshot, &action);
    let of = |analysis: &Analysis| repr(&analysis.graph).expect("a graph");
    assert_eq!(of(before), of(&after), "{}:{offset}: {}", path.display(), action.title);
    assert_eq!(before.graph_problems.len(), after.graph_problems.len(), "{}", action.title);
    true
}

/// An anchor that a template writes and that has one alias, in the same expansion, can stand where that is.
#[test]
fn anchors_that_are_used_once_are_inlined() {
    let (mut offered, mut made, mut asked) = (0, 0, 0);
    let anchors = |snapshot: &Snapshot, path: &PathBuf| -> Vec<usize> {
        let Some(usage) = snapshot.active_usage() else { return Vec::new() };
        let of = |kind: MentionKind, name: &str| {
            usage.mentions.iter().filter(|known| known.kind == kind && *known.name == *name).count()
        };
        let written = usage.mentions.iter().filter(|known| {
            known.kind == MentionKind::Anchor
                && known.is_written
                && usage.templates[known.template as usize].file().path == *path
                && of(MentionKind::Anchor, &known.name) == 1
                && of(MentionKind::Alias, &known.name) == 1
        });
        written.map(|known| known.span.start.index()).collect()
    };
    let there = each_place(anchors, |snapshot, path, offset| {
        asked += 1;
        let all = actions(snapshot, path, offset..offset).expect("not cancelled");
        for action in all.iter().filter(|action| action.kind == ActionKind::Inline) {
            offered += 1;
            made += usize::from(keeps_the_graph(snapshot, path, offset, action));
        }
    });
    if there {
        println!(
            "of {asked} anchors with one alias {offered} can be inlined here, {made} for all configurations"
        );
        assert!(made >= 3, "{asked}, {offered}, {made}");
    }
}

#[test]
fn sub_templates_move_into_files() {
    let (mut offered, mut made, mut asked) = (0, 0, 0);
    let markers = |snapshot: &Snapshot, path: &PathBuf| -> Vec<usize> {
        let file = snapshot.file(path).expect("a template");
        file.source.parts.iter().filter_map(|part| Some(part.name.as_ref()?.1.start.index())).collect()
    };
    let there = each_place(markers, |snapshot, path, offset| {
        asked += 1;
        let all = actions(snapshot, path, offset..offset).expect("not cancelled");
        for action in all.iter().filter(|action| action.kind == ActionKind::Move) {
            offered += 1;
            made += usize::from(keeps_the_graph(snapshot, path, offset, action));
        }
    });
    if there {
        println!("of {asked} sub-templates {offered} can be moved here, {made} for all configurations");
        assert!(made >= 3, "{asked}, {offered}, {made}");
    }
}

#[test]
fn lenses_and_hierarchies_everywhere() {
    let mut slowest = (std::time::Duration::ZERO, String::new());
    let (mut nodes, mut types, mut lens_count) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    let there = each(|snapshot, path, offset| {
        let begun = Instant::now();
        if let Some(item) = call_hierarchy::prepare(snapshot, path, offset) {
            nodes += 1;
            let users = call_hierarchy::incoming(snapshot, item.id).expect("it is there");
            let used = call_hierarchy::outgoing(snapshot, item.id).expect("it is there");
            // Who uses it says that it does, and the other way round.
            for by in &users {
                let back = call_hierarchy::outgoing(snapshot, by.item.id).expect("it is there");
                assert!(back.iter().any(|of| of.item.id == item.id), "{}:{offset}", path.display());
            }
            for of in &used {
                let back = call_hierarchy::incoming(snapshot, of.item.id).expect("it is there");
                assert!(back.iter().any(|by| by.item.id == item.id), "{}:{offset}", path.display());
            }
        }
        types += usize::from(type_definition(snapshot, path, offset).is_some());
        for template in type_hierarchy::prepare(snapshot, path, offset) {
            for above in type_hierarchy::supertypes(snapshot, &template).expect("not cancelled") {
                let below = type_hierarchy::subtypes(snapshot, &above).expect("not cancelled");
                assert!(below.contains(&template), "{}:{offset}", path.display());
            }
        }
        if seen.insert(path.clone()) {
            for lens in lenses(snapshot, path).expect("not cancelled") {
                lens_count += 1;
                if let LensKind::Places(of, count) = &lens.what {
                    let places = places(snapshot, path, of).expect("not cancelled");
                    assert_eq!(places.len(), *count, "{}: {of:?}", path.display());
                }
            }
        }
        let took = begun.elapsed();
        if took > slowest.0 {
            slowest = (took, format!("{}:{offset}", path.display()));
        }
    });
    if there {
        println!("{nodes} nodes, {types} types, {lens_count} lenses; slowest {slowest:?}");
        assert!(nodes > 10 && lens_count > 100, "{nodes} nodes, {lens_count} lenses");
    }
}
