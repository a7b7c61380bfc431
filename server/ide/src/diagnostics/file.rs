//! What a file says by itself, whoever uses it.

use std::sync::Arc;

use forgather_dialect::outline::outline;
use forgather_dialect::{Dialect, FileSpan, malformed_markers};
use forgather_expand::{FrameId, LoadedFile, unknown_names};

use super::{Diagnostic, Fix, Related, suppress};
use crate::location::Location;
use crate::rule::Rule;

/// The diagnostics of a file's text alone: syntax, names of filters and tests, split markers, comments that silence.
pub fn of_file(file: &Arc<LoadedFile>, dialect: Dialect) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in &file.source.parts {
        let at = |span| Location { file: Arc::clone(file), span: part.file_span(span) };
        for problem in &part.problems {
            let mut diagnostic =
                Diagnostic::new(Rule::JinjaSyntax, at(problem.span), problem.message.clone());
            if let Some((span, message)) = &problem.related {
                diagnostic.related.push(Related { location: at(*span), message: message.clone() });
            }
            found.push(diagnostic);
        }
        if !part.problems.is_empty() {
            continue;
        }
        for problem in unknown_names(&part.template, dialect, FrameId(0)) {
            let rule = super::expanding::rule(problem.rule);
            let mut diagnostic = Diagnostic::new(rule, at(problem.span), problem.message.clone());
            if let Some(near) = &problem.suggestion {
                diagnostic.fixes.extend(super::expanding::replacement(&diagnostic.location, near));
            }
            found.push(diagnostic);
        }
    }
    found.extend(markers(file));
    found.extend(suppress::unknown_codes(file));
    found
}

/// Lines that look like split markers and split nothing.
fn markers(file: &Arc<LoadedFile>) -> Vec<Diagnostic> {
    let text = &*file.source.text;
    malformed_markers(text)
        .into_iter()
        .map(|span| {
            let location = Location { file: Arc::clone(file), span };
            let written = location.text();
            let hashes = written.len() - written.trim_start_matches([' ', '\t', '#']).len();
            let marker = format!("#{}", &written[hashes..]);
            let message = if written.starts_with("##") {
                format!("this splits nothing: a split marker begins with one `#`; write `{marker}`")
            } else {
                "this splits nothing: a split marker stands on a line of its own, without indentation, between other lines"
                    .to_owned()
            };
            let mut diagnostic = Diagnostic::new(Rule::MalformedSplitMarker, location.clone(), message);
            if written.starts_with("##") {
                diagnostic.fixes.push(Fix {
                    title: "make it a split marker".to_owned(),
                    edits: vec![(location, marker)],
                });
            }
            diagnostic
        })
        .collect()
}

/// The diagnostics of a file that no configuration uses, beside those of [`of_file`]: tags, as far as they are written
/// out, and that nobody uses it.
pub fn of_unreached_file(file: &Arc<LoadedFile>, dialect: Dialect) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for part in &file.source.parts {
        for tag in outline(part, &file.source.text).tags {
            let location = Location { file: Arc::clone(file), span: tag.span };
            found.extend(unreached_tag(&tag.name, location, dialect));
        }
    }
    found.push(nobody_uses(file));
    found
}

fn nobody_uses(file: &Arc<LoadedFile>) -> Diagnostic {
    let text = &file.source.text;
    let first_line = text.find(['\n', '\r']).unwrap_or(text.len());
    let location = Location { file: Arc::clone(file), span: FileSpan::new(0, first_line) };
    Diagnostic::new(Rule::UnreachableTemplate, location, "no configuration uses this template")
}

/// What is wrong with a tag, its name without `!`.
fn unreached_tag(name: &str, location: Location, dialect: Dialect) -> Option<Diagnostic> {
    const CALLABLE: [&str; 6] = ["call", "singleton", "factory", "partial", "lambda", "meta"];
    const OTHER: [&str; 4] = ["var", "tuple", "list", "dict"];
    if name.is_empty() || name.starts_with(['!', '<', '{']) {
        return None;
    }
    let word = name.split([':', '@']).next().unwrap_or_default();
    if word.contains(['{', '}', '%']) {
        return None;
    }
    if let Some(callable) = CALLABLE.iter().find(|known| name.starts_with(**known)) {
        if *callable == "lambda" {
            return Some(Diagnostic::new(Rule::DeprecatedTag, location, "`!lambda` is now `!partial`"));
        }
        let spec = name.split_once(':').map_or("", |(_, spec)| spec);
        if name.len() == callable.len() || spec.is_empty() {
            let message =
                format!("`!{callable}` does not say what to call; write `!{callable}:module:symbol`");
            return Some(Diagnostic::new(Rule::InvalidImportSpec, location, message));
        }
        return None;
    }
    let known = OTHER.iter().any(|known| name.starts_with(*known))
        || dialect == Dialect::Current && name.starts_with("dlist");
    if known {
        return None;
    }
    let all = CALLABLE.iter().chain(&OTHER).copied();
    let near = forgather_dialect::nearest(word, all);
    let near = near.map_or_else(String::new, |near| format!("; did you mean `!{near}`?"));
    Some(Diagnostic::new(Rule::UnknownTag, location, format!("unknown tag `!{word}`{near}")))
}
