//! Templates that use each other without end, where no configuration shows it by never ending.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::ast::{Expr, ExprKind, Literal, Node, NodeKind};
use forgather_dialect::{FileSpan, Part};
use forgather_expand::LoadedFile;
use forgather_workspace::Project;

use crate::diagnostics::{Diagnostic, Related};
use crate::location::Location;
use crate::rule::Rule;

/// The use of another template that is not left to a condition, a loop or a macro: its name and place.
fn uses(part: &Part) -> Vec<(String, FileSpan)> {
    let mut found = Vec::new();
    collect(&part.template.body, part, &mut found);
    found
}

fn collect(nodes: &[Node], part: &Part, found: &mut Vec<(String, FileSpan)>) {
    let mut name = |expr: &Expr| {
        if let ExprKind::Literal(Literal::Str(name)) = &expr.kind {
            found.push((name.to_string(), part.file_span(expr.span)));
        }
    };
    for node in nodes {
        match &node.kind {
            NodeKind::Extends(expr) => name(expr),
            NodeKind::Include(include) => name(&include.template),
            NodeKind::Import(import) => name(&import.template),
            NodeKind::FromImport(import) => name(&import.template),
            _ => {}
        }
    }
}

/// The cycles among templates that no configuration reaches, each reported once.
pub(crate) fn among(files: &[(Arc<LoadedFile>, Arc<Project>)]) -> Vec<Diagnostic> {
    let by_path: HashMap<&Path, usize> =
        files.iter().enumerate().map(|(index, (file, _))| (file.path.as_path(), index)).collect();
    // For each file the files that it certainly uses, with where it says so.
    let edges: Vec<Vec<(usize, FileSpan)>> = files
        .iter()
        .map(|(file, project)| {
            let Some(own) = file.source.parts.first() else { return Vec::new() };
            let targets = uses(own).into_iter().filter_map(|(name, span)| {
                let path: PathBuf = project.search_path().find(&name)?;
                Some((*by_path.get(path.as_path())?, span))
            });
            targets.collect()
        })
        .collect();
    let mut found = Vec::new();
    let mut state = vec![State::New; files.len()];
    for start in 0..files.len() {
        visit(start, &edges, &mut state, &mut Vec::new(), &mut |path| found.push(report(files, &path)));
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first, without recursion: `path` holds the files that are open, each with where it uses the next.
fn visit(
    start: usize,
    edges: &[Vec<(usize, FileSpan)>],
    state: &mut [State],
    path: &mut Vec<(usize, usize)>,
    cycle: &mut dyn FnMut(Vec<(usize, FileSpan)>),
) {
    if state[start] != State::New {
        return;
    }
    state[start] = State::Open;
    path.push((start, 0));
    while let Some((file, next)) = path.last_mut() {
        let Some((target, _)) = edges[*file].get(*next).copied() else {
            state[*file] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state[target] {
            State::New => {
                state[target] = State::Open;
                path.push((target, 0));
            }
            State::Open => {
                let from = path.iter().position(|(file, _)| *file == target).unwrap_or(0);
                cycle(path[from..].iter().map(|(file, next)| (*file, edges[*file][*next - 1].1)).collect());
            }
            State::Done => {}
        }
    }
}

fn report(files: &[(Arc<LoadedFile>, Arc<Project>)], cycle: &[(usize, FileSpan)]) -> Diagnostic {
    let place =
        |(file, span): &(usize, FileSpan)| Location { file: Arc::clone(&files[*file].0), span: *span };
    let names: Vec<String> = cycle
        .iter()
        .chain(cycle.first())
        .map(|(file, _)| {
            let path = &files[*file].0.path;
            format!(
                "`{}`",
                path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
            )
        })
        .collect();
    let message = format!("these templates use each other without end: {}", names.join(" → "));
    let mut diagnostic = Diagnostic::new(Rule::IncludeCycle, place(&cycle[0]), message);
    for step in &cycle[1..] {
        diagnostic.related.push(Related { location: place(step), message: "and goes on here".to_owned() });
    }
    diagnostic
}
