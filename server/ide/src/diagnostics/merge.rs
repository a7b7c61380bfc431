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
/// sorted by file and place.
pub fn merge<'f>(findings: impl IntoIterator<Item = &'f Findings>) -> Vec<Diagnostic> {
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
    told_once(merged)
}

/// The diagnostics, sorted by place, with one for all places of a file where it is to be told once.
fn told_once(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    /// How many further places are told.
    const MAX_PLACES: usize = 5;
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    for diagnostic in sorted {
        if !diagnostic.once {
            kept.push(diagnostic);
            continue;
        }
        let path = diagnostic.location.path();
        let mut of_file = kept.iter_mut().rev().take_while(|known| known.location.path() == path);
        let same = |known: &&mut Diagnostic| {
            let (before, now) = (&known.location.file, &diagnostic.location.file);
            known.once
                && (known.rule, &known.message) == (diagnostic.rule, &diagnostic.message)
                // While someone types, there are findings of two texts.
                && (Arc::ptr_eq(before, now) || before.source.text == now.source.text)
        };
        let Some(first) = of_file.find(same) else {
            kept.push(diagnostic);
            continue;
        };
        if first.related.len() < MAX_PLACES {
            let message = "and named here".to_owned();
            first.related.push(Related { location: diagnostic.location, message });
        }
        first.configurations.extend(diagnostic.configurations);
        first.configurations.sort();
        first.configurations.dedup();
    }
    kept
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
