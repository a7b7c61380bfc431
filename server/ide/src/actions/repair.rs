//! What mends the faults of a file.

use std::ops::Range;
use std::path::Path;

use forgather_dialect::{FileSpan, Part};

use crate::diagnostics::{Diagnostic, Fix};
use crate::edit::Edits;
use crate::location::Location;
use crate::rule::{Rule, Severity};
use crate::snapshot::Snapshot;

/// A change that mends faults.
#[derive(Debug)]
pub struct Repair {
    /// What it does, for a menu.
    pub title: String,
    /// The changes.
    pub edits: Edits,
    /// The fault that it mends: an index into the diagnostics; none for one that mends all that can be.
    pub of: Option<usize>,
    /// Whether it most likely is what is meant.
    pub is_likely: bool,
}

/// What mends the faults of a file that touch a range of it, in bytes: each fix, all fixes of the same rule, a comment
/// that silences the rule; and what mends all of the file.
pub fn repairs(snapshot: &Snapshot, path: &Path, range: &Range<usize>, all: &[Diagnostic]) -> Vec<Repair> {
    let mut found = Vec::new();
    let here = |diagnostic: &Diagnostic| {
        let span = diagnostic.location.span;
        diagnostic.location.path() == path
            && span.start.index() <= range.end
            && range.start <= span.end.index()
    };
    let faults: Vec<(usize, &Diagnostic)> =
        all.iter().enumerate().filter(|(_, diagnostic)| here(diagnostic)).collect();
    for (of, diagnostic) in &faults {
        let is_only = diagnostic.fixes.iter().filter(|fix| fix.is_likely).count() == 1;
        for fix in &diagnostic.fixes {
            let Some(edits) = together([fix]) else { continue };
            let is_likely = fix.is_likely && is_only;
            found.push(Repair { title: fix.title.clone(), edits, of: Some(*of), is_likely });
        }
        found.extend(new_template(snapshot, diagnostic).map(|(title, edits)| Repair {
            title,
            edits,
            of: Some(*of),
            is_likely: false,
        }));
    }
    let mut rules: Vec<(usize, Rule)> =
        faults.iter().map(|(of, diagnostic)| (*of, diagnostic.rule)).collect();
    rules.sort_by_key(|(_, rule)| *rule);
    rules.dedup_by_key(|(_, rule)| *rule);
    for (of, rule) in rules {
        let of_rule = all.iter().filter(|diagnostic| diagnostic.rule == rule);
        let (edits, count) = all_likely(path, of_rule);
        if count > 1 {
            let title = format!("fix all {count} of `{rule}` in this file");
            found.push(Repair { title, edits, of: Some(of), is_likely: false });
        }
    }
    for (of, diagnostic) in &faults {
        found.extend(silence(diagnostic).map(|edits| Repair {
            title: format!("ignore `{}` on this line", diagnostic.rule),
            edits,
            of: Some(*of),
            is_likely: false,
        }));
    }
    // A hint is for a person to look at.
    let faults = all.iter().filter(|diagnostic| diagnostic.severity <= Severity::Warning);
    let (edits, count) = all_likely(path, faults);
    if count > 0 {
        let title = "fix all that can be fixed in this file".to_owned();
        found.push(Repair { title, edits, of: None, is_likely: false });
    }
    found
}

/// The first likely fix of each fault in a file, as far as they do not touch each other, and how many they are.
fn all_likely<'d>(path: &Path, faults: impl Iterator<Item = &'d Diagnostic>) -> (Edits, usize) {
    let mut taken: Vec<&Fix> = Vec::new();
    let of_file = faults.filter(|diagnostic| diagnostic.location.path() == path);
    for fix in of_file.filter_map(|diagnostic| diagnostic.fixes.iter().find(|fix| fix.is_likely)) {
        let is_free = |(location, text): &(Location, String)| {
            let edits = taken.iter().flat_map(|fix| &fix.edits);
            edits.clone().any(|known| known == &(location.clone(), text.clone()))
                || edits.clone().all(|(known, _)| {
                    known.path() != location.path()
                        || known.span.end < location.span.start
                        || location.span.end < known.span.start
                })
        };
        if fix.edits.iter().all(is_free) && !taken.contains(&fix) {
            taken.push(fix);
        }
    }
    let count = taken.len();
    (together(taken).unwrap_or_default(), count)
}

fn together<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Option<Edits> {
    let mut edits = Edits::default();
    for (location, text) in fixes.into_iter().flat_map(|fix| &fix.edits) {
        edits.replace(&location.file, location.span, text.as_str());
    }
    (!edits.is_empty()).then_some(edits)
}

/// The template that is not there, as an empty file in the first folder that is looked in.
fn new_template(snapshot: &Snapshot, diagnostic: &Diagnostic) -> Option<(String, Edits)> {
    if diagnostic.rule != Rule::TemplateNotFound {
        return None;
    }
    let written = diagnostic.location.text();
    let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let name = written.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = !name.is_empty()
        && !name.contains([quote, '\\'])
        && name.split('/').all(|part| !part.is_empty() && part != ".." && part != ".");
    let folder = snapshot.project.as_ref()?.search_path().folders().first()?.clone();
    let path = folder.join(name);
    if !is_plain || snapshot.files.exists(&path) {
        return None;
    }
    let mut edits = Edits::default();
    edits.created.push((path, String::new()));
    Some((format!("create the template `{name}`"), edits))
}

/// The comment that silences a rule on the line of a fault. It is dropped with the one blank before it, so that the line
/// stays what it is.
fn silence(diagnostic: &Diagnostic) -> Option<Edits> {
    let (location, rule) = (&diagnostic.location, diagnostic.rule);
    // What Forgather refuses, it refuses all the same.
    if rule.severity() == Severity::Error || rule == Rule::UnknownSuppression {
        return None;
    }
    let text = &*location.file.source.text;
    let start = location.span.start.index();
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
    let content = &text[line..end];
    let mut edits = Edits::default();
    if content.contains("forgather-ls: ignore") {
        edits.replace(&location.file, FileSpan::new(end, end), format!(", {rule}"));
        return Some(edits);
    }
    // A comment behind a marker would make it none, and a second one would make the first text.
    let on_marker =
        |part: &Part| part.name.as_ref().is_some_and(|(_, name)| (line..end).contains(&name.start.index()));
    if content.contains("##") || location.file.source.parts.iter().any(on_marker) {
        return None;
    }
    edits.replace(&location.file, FileSpan::new(end, end), format!(" ## forgather-ls: ignore {rule}"));
    Some(edits)
}
