//! What is wrong with a project's `meta.yaml`.

use forgather_workspace::{MetaProblem, Project};

use super::{Diagnostic, expanding};
use crate::location::Location;
use crate::rule::Rule;

/// The diagnostics of a project's `meta.yaml`.
pub fn of_project(project: &Project) -> Vec<Diagnostic> {
    let path = project.dir.join("meta.yaml");
    match &project.meta {
        Err(MetaProblem::Expansion(expansion)) => expansion
            .problems
            .iter()
            .map(|problem| expanding::diagnostic(expansion, problem, &path))
            .collect(),
        Err(MetaProblem::Content { place, message }) => {
            vec![meta_error(place, message.clone())]
        }
        Ok(_) => {
            project.wrong_default().map(|(place, message)| meta_error(&place, message)).into_iter().collect()
        }
    }
}

fn meta_error(place: &forgather_workspace::Place, message: String) -> Diagnostic {
    let location = Location { file: std::sync::Arc::clone(&place.file), span: place.span };
    Diagnostic::new(Rule::MetaError, location, message)
}
