//! Keys: arguments of what a tag calls, keys that a parent's version has, and targets.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use forgather_dialect::FileSpan;
use forgather_graph::Kind;
use forgather_python::{ParameterKind, Resolution, Spec};
use forgather_workspace::{Analysis, MentionKind};

use super::cursor::Cursor;
use super::enclosing::{Enclosing, enclosing, in_flow};
use super::{Completion, CompletionKind, Ranked};
use crate::expanded::expanded_before;
use crate::snapshot::Snapshot;

/// What a place of a template is in, in the expanded text where there is one; and the keys of it that the template
/// itself writes.
pub(crate) fn around(snapshot: &Snapshot, cursor: &Cursor) -> (Enclosing, HashSet<String>) {
    let text = cursor.text();
    let before = cursor.before();
    if let Some(flow) = in_flow(before) {
        let own = flow.keys.iter().map(|(key, _)| key.clone()).collect();
        return (flow, own);
    }
    let content = before.trim_start_matches(' ');
    let mut indentation = before.len() - content.len();
    if content.starts_with("- ") && cursor.before().trim_start().len() > 2 {
        indentation += 2;
    }
    let written = enclosing(&text[cursor.body.clone()], cursor.line.start - cursor.body.start, indentation);
    let own: HashSet<String> = written.keys.iter().map(|(key, _)| key.clone()).collect();
    if let Some(analysis) = snapshot.analysis()
        && let Some(at) = expanded_before(analysis, &cursor.template, cursor.line.start)
    {
        // The line at the cursor is not part of what is around it.
        let expanded = enclosing(&analysis.expansion.text, at, indentation);
        if expanded.tag.is_some() || !expanded.keys.is_empty() && written.tag.is_none() {
            return (expanded, own);
        }
    }
    (written, own)
}

/// What an import spec stands for, with the folders that the configuration's node of that spec names.
pub(crate) fn resolved(snapshot: &Snapshot, written: &str) -> Option<Arc<Resolution>> {
    let project = snapshot.project.as_ref()?;
    let spec = Spec::parse(written)?;
    let python = project.python();
    let submodules = snapshot.analysis().map(|analysis| submodules(analysis, written)).unwrap_or_default();
    Some(python.resolve(&spec, &submodules))
}

fn submodules(analysis: &Analysis, written: &str) -> Vec<PathBuf> {
    let calls = analysis.graph.nodes().iter().filter_map(|node| match &node.kind {
        Kind::Call(call) if *call.constructor == *written => Some(call),
        _ => None,
    });
    let python = analysis.project.python();
    calls
        .map(|call| python.submodules_of(&analysis.graph, call))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// The keys that a mapping at the cursor can have.
pub(super) fn keys(snapshot: &Snapshot, cursor: &Cursor, span: FileSpan, ranked: &mut Ranked) {
    let (around, own) = around(snapshot, cursor);
    let behind = cursor.text().get(span.end.index()..cursor.line.end).unwrap_or_default();
    let text =
        |name: &str| if behind.trim_start().starts_with(':') { name.to_owned() } else { format!("{name}: ") };
    let resolution = around.spec().and_then(|spec| resolved(snapshot, spec));
    if let Some(Resolution::Found(symbol)) = resolution.as_deref()
        && let Some(signature) = &symbol.signature
    {
        let named = signature.parameters.iter().filter(|parameter| {
            matches!(parameter.kind, ParameterKind::Ordinary | ParameterKind::KeywordOnly)
        });
        for (rank, parameter) in named.enumerate() {
            if own.contains(&parameter.name) {
                continue;
            }
            let is_given = around.keys.iter().any(|(key, _)| *key == parameter.name);
            let is_required = parameter.default.is_none();
            let score = 10.0 + if is_required { 5.0 } else { 0.0 }
                - if is_given { 8.0 } else { 0.0 }
                - rank as f64 * 0.01;
            let item = Completion::new(CompletionKind::Key, &*parameter.name, Some(parameter.to_string()));
            ranked.add(score, item.writes(text(&parameter.name)));
        }
    }
    for (key, _) in around.keys.iter().filter(|(key, _)| !own.contains(key)) {
        let detail = Some("is set by a template above".to_owned());
        ranked.add(1.0, Completion::new(CompletionKind::Key, key, detail).writes(text(key)));
    }
    let is_root = around.key.is_none()
        && !around.is_sequence
        && cursor.before().trim_start().len() == cursor.before().len();
    if is_root {
        targets(snapshot, &own, &text, ranked);
    }
}

/// The targets that other configurations of the project have, and this one lacks.
fn targets(snapshot: &Snapshot, own: &HashSet<String>, text: &dyn Fn(&str) -> String, ranked: &mut Ranked) {
    let graph = snapshot.analysis().map(|analysis| &analysis.graph);
    let is_there = |name: &str| graph.is_some_and(|graph| graph.target(name).is_some());
    let project = snapshot.project.as_ref().map(|project| project.dir.as_path());
    let mut seen = HashSet::new();
    for usage in snapshot.usages.iter().filter(|usage| Some(usage.project.as_path()) == project) {
        for mention in usage.mentions.iter().filter(|mention| mention.kind == MentionKind::Target) {
            let name = &*mention.name;
            if !own.contains(name) && !is_there(name) && seen.insert(name) {
                let detail = Some(format!("target of `{}`", usage.configuration.name));
                ranked.add(0.0, Completion::new(CompletionKind::Target, name, detail).writes(text(name)));
            }
        }
    }
}
