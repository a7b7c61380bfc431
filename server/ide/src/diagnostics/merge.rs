//! One diagnostic for one fault, however many configurations have it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::FileSpan;

use super::{Diagnostic, Related, suppress};
use crate::location::Location;
use crate::rule::{Rule, RuleLevels};

/// What is found in one configuration, and what the merge needs to know of it beside.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Its diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// The places of the anchors that an alias uses.
    pub used_anchors: Vec<Location>,
}

impl From<Vec<Diagnostic>> for Findings {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, used_anchors: Vec::new() }
    }
}

/// The diagnostics of several configurations and files: each fault once, with all configurations that have it. They are
/// sorted by file and place. What is the same wherever it is named is told once in each file.
pub fn merge<'f>(findings: impl IntoIterator<Item = &'f Findings>) -> Vec<Diagnostic> {
    one_for_all(merge_places(findings), |one, other| {
        let (one, other) = (&one.location.file, &other.location.file);
        // While someone types, there are findings of two texts.
        one.path == other.path && (Arc::ptr_eq(one, other) || one.source.text == other.source.text)
    })
}

/// As [`merge`], where what is the same wherever it is named is told once in all files.
pub fn merge_workspace<'f>(findings: impl IntoIterator<Item = &'f Findings>) -> Vec<Diagnostic> {
    one_for_all(merge_places(findings), |_, _| true)
}

fn merge_places<'f>(findings: impl IntoIterator<Item = &'f Findings>) -> Vec<Diagnostic> {
    let findings: Vec<&Findings> = findings.into_iter().collect();
    let place = |location: &Location| (location.file.path.clone(), location.span);
    let used: HashSet<(PathBuf, FileSpan)> =
        findings.iter().flat_map(|found| &found.used_anchors).map(place).collect();
    let mut known: HashMap<(PathBuf, FileSpan, Rule, &str), usize> = HashMap::new();
    let mut merged: Vec<Diagnostic> = Vec::new();
    for diagnostic in findings.iter().flat_map(|found| &found.diagnostics) {
        let (path, span) = place(&diagnostic.location);
        if diagnostic.rule == Rule::UnusedAnchor && used.contains(&(path.clone(), span)) {
            continue;
        }
        match known.get(&(path.clone(), span, diagnostic.rule, diagnostic.message.as_str())) {
            Some(index) => {
                let first = &mut merged[*index];
                // A file by itself knows no configuration, and no chain.
                if first.chain.is_empty() {
                    first.chain.clone_from(&diagnostic.chain);
                }
                // Of a file's text alone more may be known than of an expansion.
                if first.fixes.is_empty() {
                    first.fixes.clone_from(&diagnostic.fixes);
                }
                first.configurations.extend(diagnostic.configurations.iter().cloned());
            }
            None => {
                known.insert((path, span, diagnostic.rule, &diagnostic.message), merged.len());
                merged.push(diagnostic.clone());
            }
        }
    }
    for diagnostic in &mut merged {
        diagnostic.configurations.sort();
        diagnostic.configurations.dedup();
    }
    merged.sort_by(|a, b| {
        let key = |found: &'_ Diagnostic| (found.location.span.start, found.rule);
        a.location.file.path.cmp(&b.location.file.path).then_with(|| key(a).cmp(&key(b)))
    });
    merged
}

/// The diagnostics with one for all that are to be told once, as far as they are together.
fn one_for_all(
    sorted: Vec<Diagnostic>,
    are_together: impl Fn(&Diagnostic, &Diagnostic) -> bool,
) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    // The diagnostics that stand for others, and the places of those.
    let mut firsts: Vec<(usize, Vec<Location>)> = Vec::new();
    for diagnostic in sorted {
        // A comment silences its own line, not all places.
        let is_shared = diagnostic.once && !suppress::is_silenced(&diagnostic);
        let same = |(index, _): &&mut (usize, Vec<Location>)| {
            let first = &kept[*index];
            (first.rule, &first.message) == (diagnostic.rule, &diagnostic.message)
                && are_together(first, &diagnostic)
        };
        match firsts.iter_mut().filter(|_| is_shared).find(same) {
            Some((index, places)) => {
                let configurations = &mut kept[*index].configurations;
                configurations.extend(diagnostic.configurations);
                configurations.sort();
                configurations.dedup();
                places.push(diagnostic.location);
            }
            None => {
                firsts.extend(is_shared.then(|| (kept.len(), Vec::new())));
                kept.push(diagnostic);
            }
        }
    }
    for (index, places) in firsts {
        tell_places(&mut kept[index], places);
    }
    kept
}

fn tell_places(first: &mut Diagnostic, places: Vec<Location>) {
    /// How many further places are told.
    const MAX_PLACES: usize = 5;
    let untold = places.len().saturating_sub(MAX_PLACES);
    if untold > 0 {
        let places = if untold == 1 { "place" } else { "places" };
        first.note = Some(format!("it is named at {untold} more {places}"));
    }
    let told = places.into_iter().take(MAX_PLACES);
    first.related.extend(told.map(|location| Related { location, message: "and named here".to_owned() }));
}

/// The diagnostics as the user wants them: with the levels of the settings, without what comments silence.
pub fn finish(diagnostics: Vec<Diagnostic>, levels: &RuleLevels) -> Vec<Diagnostic> {
    diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = levels.level(diagnostic.rule)?;
            (!suppress::is_silenced(&diagnostic)).then_some(diagnostic)
        })
        .collect()
}
