//! The problems of an expansion.

use std::path::Path;
use std::sync::Arc;

use forgather_dialect::outline::outline;
use forgather_dialect::{Dialect, FileSpan, JinjaSpan, SourceFile};
use forgather_expand::{Expansion, FrameId, LoadedFile, Problem, Rule as ExpansionRule};
use forgather_workspace::Analysis;

use super::{Diagnostic, Fix, Related, chain};
use crate::location::Location;
use crate::rule::Rule;

pub(super) fn rule(rule: ExpansionRule) -> Rule {
    match rule {
        ExpansionRule::JinjaSyntax => Rule::JinjaSyntax,
        ExpansionRule::TemplateNotFound => Rule::TemplateNotFound,
        ExpansionRule::UndefinedVariable => Rule::UndefinedVariable,
        ExpansionRule::UnknownFilter => Rule::UnknownFilter,
        ExpansionRule::UnknownTest => Rule::UnknownTest,
        ExpansionRule::TemplateError => Rule::TemplateError,
        ExpansionRule::RenderLimit => Rule::RenderLimit,
    }
}

/// The diagnostics of what went wrong while a configuration was expanded.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for problem in &analysis.expansion.problems {
        let mut diagnostic = diagnostic(&analysis.expansion, problem, &analysis.configuration.path);
        if problem.rule == ExpansionRule::UndefinedVariable && problem.suggestion.is_none() {
            diagnostic.related.extend(who_sets(analysis, diagnostic.location.text()));
        }
        found.push(diagnostic);
    }
    found
}

/// A problem of the expansion of a file.
pub(super) fn diagnostic(expansion: &Expansion, problem: &Problem, path: &Path) -> Diagnostic {
    let location = place(expansion, problem.frame, problem.span).unwrap_or_else(|| unread(path));
    let mut found = Diagnostic::new(rule(problem.rule), location, problem.message.clone());
    found.note.clone_from(&problem.note);
    found.related = problem
        .related
        .iter()
        .filter_map(|(frame, span, message)| {
            Some(Related { location: place(expansion, *frame, *span)?, message: message.clone() })
        })
        .collect();
    found.chain = chain(expansion, problem.frame);
    // What never ends is wrong where it comes back to itself, which is where the chain begins.
    if problem.rule == ExpansionRule::RenderLimit
        && found.chain.len() < expansion.chain(problem.frame).len()
        && !found.chain.is_empty()
    {
        found.location = found.chain.remove(0).location;
    }
    if let Some(near) = &problem.suggestion {
        found.fixes.extend(replacement(&found.location, near));
    }
    found
}

fn place(expansion: &Expansion, frame: FrameId, span: JinjaSpan) -> Option<Location> {
    let template = expansion.template_of(frame)?;
    Some(Location { file: Arc::clone(template.file()), span: template.file_span(span) })
}

/// The start of a file whose text could not be had.
fn unread(path: &Path) -> Location {
    let path = path.to_owned();
    let source = Arc::new(SourceFile::from_string("", Dialect::Current));
    Location { file: Arc::new(LoadedFile { path, source }), span: FileSpan::default() }
}

/// The change to the name that was likely meant. In a string its quotes stay; any other expression that is no plain
/// name gives the name only at run time.
pub(super) fn replacement(location: &Location, near: &str) -> Option<Fix> {
    let written = location.text();
    let quote = written.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let new = match quote {
        Some(quote) if written.len() > 1 && written.ends_with(quote) => format!("{quote}{near}{quote}"),
        Some(_) => return None,
        None if written.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '.')) => near.to_owned(),
        None => return None,
    };
    Some(Fix::new(format!("change to `{near}`"), vec![(location.clone(), new)]))
}

/// Where other templates set a variable or a namespace's attribute that is undefined here: those that the configuration
/// uses first, then those that it could use.
fn who_sets(analysis: &Analysis, name: &str) -> Vec<Related> {
    /// More would bury the message.
    const MAX: usize = 3;
    let mut found: Vec<Related> = Vec::new();
    let mut seen: Vec<std::path::PathBuf> = Vec::new();
    let mut look = |file: &Arc<LoadedFile>, used: bool| {
        if found.len() >= MAX || seen.contains(&file.path) {
            return;
        }
        seen.push(file.path.clone());
        for part in &file.source.parts {
            if !part.translation.jinja.contains(name) {
                continue;
            }
            for set in outline(part, &file.source.text).sets {
                if set.name == name && found.len() < MAX {
                    let location = Location { file: Arc::clone(file), span: set.span };
                    let message = if used {
                        format!("`{name}` is set here, but not before it is used")
                    } else {
                        format!("`{name}` is set here, in a template that this configuration does not use")
                    };
                    found.push(Related { location, message });
                }
            }
        }
    };
    for template in &analysis.expansion.templates {
        look(template.file(), true);
    }
    if name.contains('.') {
        for file in analysis.project.template_files() {
            look(&file, false);
        }
    }
    found
}
