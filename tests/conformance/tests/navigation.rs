//! Names in real configurations lead to the right places, and can be renamed: what is expected is found in the text and in
//! the expansion by means of its own.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use conformance::corpus::{self, Expected, Source, Stage};
use conformance::workspace::OpenWorkspace;
use forgather_expand::ExpandedOffset;
use forgather_graph::encode;
use forgather_ide::definition::{declaration, definition, implementation};
use forgather_ide::references::{highlights, references};
use forgather_ide::rename::{RenameError, rename};
use forgather_ide::{Location, Snapshot};
use forgather_workspace::{Analysis, ConfigurationId};

const REAL: [(&str, &str); 2] = [("current", "current"), ("2025-06", "2025-06")];

/// Every configuration that Forgather takes, with what is known where it is looked at.
fn each(mut look: impl FnMut(&str, &mut OpenWorkspace, &Expected, ConfigurationId)) {
    for (name, dialect) in REAL {
        let Some(mut open) = OpenWorkspace::open(name, dialect) else {
            corpus::skip("navigation in the corpus: there is no corpus");
            return;
        };
        for row in corpus::read(name).into_iter().filter(|row| row.stage == Stage::Done) {
            let Source::Project { project, config, .. } = &row.source else { continue };
            let id = open.configuration(project, config).expect("the configuration");
            look(name, &mut open, &row, id);
        }
    }
}

/// The templates of a configuration, as Forgather loaded them: name and file.
fn templates(open: &OpenWorkspace, row: &Expected) -> BTreeMap<String, PathBuf> {
    let listed = row.templates.iter().flatten();
    listed
        .filter_map(|(name, file)| {
            let file = file.as_str()?;
            let file = file.strip_prefix("/forgather/").unwrap_or(file);
            Some((name.clone(), open.tree.join(file)))
        })
        .collect()
}

/// The first place that a name leads to.
fn leads_to(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Location> {
    let found = definition(snapshot, path, offset).expect("not cancelled")?;
    found.definitions.into_iter().next().map(|definition| definition.location)
}

/// Statements of a line-statement style that name a template by a string: the offset within the string, and the string.
fn named_templates(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let statement = line.trim_start();
        let is_statement =
            ["-- extends ", "-- include ", "-- from ", "-- import ", "<< include ", ">> include "]
                .iter()
                .any(|keyword| statement.starts_with(keyword));
        if is_statement && let Some(open) = line.find(['\'', '"']) {
            let quote = &line[open..=open];
            if let Some(length) = line[open + 1..].find(quote) {
                found.push((start + open + 1 + length / 2, line[open + 1..open + 1 + length].to_owned()));
            }
        }
        start += line.len();
    }
    found
}

#[test]
fn names_of_templates_lead_to_the_files_that_forgather_loaded() {
    let mut count = 0;
    each(|corpus, open, row, id| {
        let expected = templates(open, row);
        let files: HashSet<PathBuf> = expected.values().cloned().collect();
        for path in files {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let snapshot = open.snapshot(&path, Some(id));
            for (offset, name) in named_templates(&text) {
                // What no expansion comes by is in no list.
                let Some(file) = expected.get(&name) else { continue };
                let place = leads_to(&snapshot, &path, offset);
                let place =
                    place.unwrap_or_else(|| panic!("{corpus}: {}: `{name}` leads nowhere", path.display()));
                assert_eq!(place.path(), file, "{corpus}: {}: `{name}`", path.display());
                // A sub-template's marker has its name; a file begins where it does.
                assert!(
                    place.text() == name || place.span.start.0 == 0,
                    "{corpus}: {}: {place:?}",
                    path.display()
                );
                count += 1;
            }
        }
    });
    println!("{count} names of templates");
    assert!(count > 1500 || corpus::corpus_root().is_none(), "{count}");
}

/// The names of blocks that a text defines, with the offset of each name.
fn written_blocks(text: &str, with_headers: bool) -> Vec<(usize, String)> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let indentation = line.len() - line.trim_start().len();
        let header = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) =
            header.map(|name| name.trim_end_matches('!')).filter(|name| name.chars().all(is_word))
        {
            if with_headers && !name.is_empty() {
                found.push((start + indentation + 1, name.to_owned()));
            }
        } else if let Some(rest) = trimmed.strip_prefix("-- block ") {
            let name: String = rest.trim_start().chars().take_while(|c| is_word(*c)).collect();
            let at = line.find(&format!("block {name}")).unwrap_or(0) + "block ".len();
            found.push((start + at, name));
        }
        start += line.len();
    }
    found
}

#[test]
fn a_block_leads_to_the_next_one_up_the_line() {
    let mut count = 0;
    each(|corpus, open, row, id| {
        let expected = templates(open, row);
        // Files with one template each, so that lines of `extends` can be followed by name.
        let alone = |path: &Path| {
            std::fs::read_to_string(path)
                .is_ok_and(|text| !text.contains("\n#---") && !text.contains("\n# ---"))
        };
        for path in expected.values().filter(|path| alone(path)) {
            let text = std::fs::read_to_string(path).expect("a file");
            let mut parents = Vec::new();
            let mut current = text.clone();
            while let Some(name) = current.lines().find_map(|line| {
                let name = line.trim().strip_prefix("-- extends ")?.trim();
                Some(name.trim_matches(['\'', '"']).to_owned())
            }) {
                let Some(file) = expected.get(&name).filter(|file| alone(file)) else { break };
                current = std::fs::read_to_string(file).expect("a file");
                parents.push((file.clone(), current.clone()));
            }
            let snapshot = open.snapshot(path, Some(id));
            for (offset, name) in written_blocks(&text, corpus == "current") {
                let above = parents.iter().find_map(|(file, text)| {
                    let blocks = written_blocks(text, corpus == "current");
                    let (at, _) = blocks.into_iter().find(|(_, known)| *known == name)?;
                    Some((file.clone(), at))
                });
                let Some((file, at)) = above else { continue };
                let place = leads_to(&snapshot, path, offset).expect("a place");
                assert_eq!(
                    (place.path(), place.span.start.index()),
                    (file.as_path(), at),
                    "{}: {name}",
                    path.display()
                );
                count += 1;
            }
            // `super()` leads to the same.
            for (at, _) in text.match_indices("super()") {
                let before = written_blocks(&text[..at], corpus == "current").pop();
                let Some((offset, name)) = before else { continue };
                let (of_block, of_super) =
                    (leads_to(&snapshot, path, offset), leads_to(&snapshot, path, at + 2));
                if let (Some(of_block), Some(of_super)) = (of_block, of_super)
                    && of_block.path() != path
                    && of_super.text() == name
                {
                    assert_eq!(of_block, of_super, "{}: super() in {name}", path.display());
                    count += 1;
                }
            }
        }
    });
    println!("{count} blocks and calls of super");
    assert!(count > 1000 || corpus::corpus_root().is_none(), "{count}");
}

#[test]
fn aliases_lead_to_where_the_expansion_has_the_anchor() {
    let (mut count, mut made) = (0, 0);
    each(|corpus, open, _, id| {
        let view = open.database.view(id).expect("a view");
        let analysis = view.analysis(&forgather_workspace::Cancel::new()).expect("not cancelled");
        let expansion = &analysis.expansion;
        for alias in &analysis.graph.aliases {
            let name = format!("&{}", alias.name);
            let is_it = |at: &usize| {
                let after = expansion.text[at + name.len()..].chars().next();
                let line = expansion.text[..*at].rfind('\n').map_or(0, |line| line + 1);
                let is_comment = expansion.text[line..*at].contains('#');
                !is_comment && after.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            };
            let upto = alias.span.start.to_usize();
            let anchor = expansion.text[..upto].match_indices(&name).map(|(at, _)| at).filter(is_it).last();
            let anchor = anchor.unwrap_or_else(|| panic!("{corpus}: no {name}"));
            let (Some(expected), Some(from)) = (
                expansion.origin(ExpandedOffset(anchor as u32 + 1)),
                expansion.origin(ExpandedOffset(alias.span.start.0 + 1)),
            ) else {
                panic!("{corpus}: no origin");
            };
            let file = expansion.template_of(from.frame).expect("a template").file();
            let snapshot = open.snapshot(&file.path, Some(id));
            let Some(place) = leads_to(&snapshot, &file.path, from.span.start.index()) else {
                made += 1;
                continue;
            };
            let expected_file = expansion.template_of(expected.frame).expect("a template").file();
            // An alias in an expression's value leads to what is in the expression.
            if from.kind == forgather_expand::OriginKind::Expression {
                made += 1;
                continue;
            }
            assert_eq!(place.path(), expected_file.path, "{corpus}: *{}", alias.name);
            assert_eq!(place.span.start, expected.span.start, "{corpus}: *{}", alias.name);
            count += 1;
        }
    });
    println!("{count} aliases; {made} are made by expressions");
    assert!(count > 3000 && made * 20 < count || corpus::corpus_root().is_none(), "{count} {made}");
}

/// A graph's `repr` with the given names of nodes as they are; anchors show in no `repr`.
fn drawn(analysis: &Analysis) -> String {
    encode::repr(&analysis.graph).expect("a graph")
}

#[test]
fn renaming_each_anchor_of_ten_configurations_leaves_the_graphs_as_they_are() {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut renamed = 0;
    let mut refused = 0;
    each(|corpus, open, _, id| {
        let corpus = REAL.iter().find(|(name, _)| *name == corpus).expect("a corpus").0;
        let count = seen.entry(corpus).or_default();
        *count += 1;
        // Ten of each corpus, not all from one project.
        if *count % 5 != 1 || *count > 50 {
            return;
        }
        let view = open.database.view(id).expect("a view");
        let cancel = forgather_workspace::Cancel::new();
        let analysis = view.analysis(&cancel).expect("not cancelled");
        for anchor in &analysis.graph.anchors {
            let Some((frame, span)) =
                analysis.expansion.written(anchor.span.start.to_usize() + 1..anchor.span.end.to_usize())
            else {
                continue;
            };
            let path = analysis.expansion.template_of(frame).expect("a template").file().path.clone();
            let snapshot = open.snapshot(&path, Some(id));
            let new = format!("{}-renamed", anchor.name);
            let edits = match rename(&snapshot, &path, span.start.index(), &new) {
                Ok(edits) => edits,
                Err(RenameError::Refused(reason)) => {
                    assert!(reason.contains("computed"), "{reason}");
                    refused += 1;
                    continue;
                }
                Err(RenameError::Cancelled) => unreachable!(),
            };
            let touched: Vec<ConfigurationId> = edits
                .files
                .keys()
                .flat_map(|path| open.database.users_of(path))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect();
            // All configurations that use one of the files, a few of them where they are many.
            let step = touched.len().div_ceil(3);
            let chosen: Vec<ConfigurationId> = touched.iter().copied().step_by(step.max(1)).collect();
            let graph_of = |open: &OpenWorkspace, id| {
                let view = open.database.view(id).expect("a view");
                drawn(&view.analysis(&forgather_workspace::Cancel::new()).expect("not cancelled"))
            };
            let before: Vec<String> = chosen.iter().map(|id| graph_of(open, *id)).collect();
            for path in edits.files.keys() {
                open.database.open(path, Arc::<str>::from(edits.applied(path).expect("edits")));
            }
            let after: Vec<String> = chosen.iter().map(|id| graph_of(open, *id)).collect();
            assert_eq!(before, after, "{corpus}: &{}", anchor.name);
            let view = open.database.view(id).expect("a view");
            let now = view.analysis(&cancel).expect("not cancelled");
            assert!(now.graph.anchors.iter().any(|known| *known.name == *new), "{corpus}: &{new}");
            assert!(
                !now.graph.anchors.iter().any(|known| known.name == anchor.name),
                "{corpus}: &{}",
                anchor.name
            );
            for path in edits.files.keys() {
                open.database.close(path);
            }
            renamed += 1;
        }
    });
    println!("{renamed} anchors renamed, {refused} refused");
    assert!(
        renamed > 200 && refused * 10 < renamed || corpus::corpus_root().is_none(),
        "{renamed} {refused}"
    );
}

/// Asks everything at places all over the files: nothing panics. How long it takes is the benchmark's to say.
#[test]
fn nothing_panics_anywhere() {
    let mut asked = 0_usize;
    for (name, dialect) in REAL {
        let Some(open) = OpenWorkspace::open(name, dialect) else {
            corpus::skip("questions all over the corpus: there is no corpus");
            return;
        };
        let paths = open.templates();
        for (number, path) in paths.iter().enumerate() {
            let Ok(text) = std::fs::read_to_string(path) else { continue };
            let snapshot = open.snapshot(path, None);
            // Other places of each file, the last one among them.
            for offset in [text.len() * (number % 10) / 10, text.len() * ((number + 5) % 11) / 11, text.len()]
            {
                let _ = definition(&snapshot, path, offset);
                let _ = declaration(&snapshot, path, offset);
                let _ = implementation(&snapshot, path, offset);
                let _ = highlights(&snapshot, path, offset);
                let _ = references(&snapshot, path, offset, true);
                let _ = rename(&snapshot, path, offset, "another_name");
                asked += 1;
            }
        }
    }
    println!("{asked} places, six questions each");
    assert!(asked > 800, "{asked}");
}
