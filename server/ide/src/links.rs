//! Names of files in a template, and the files that they mean.

use std::path::{Path, PathBuf};

use forgather_dialect::outline::{Reference, outline};
use forgather_dialect::{FileSpan, Part};
use forgather_expand::{FrameKind, LoadedFile};
use forgather_graph::Kind;
use forgather_workspace::{Analysis, Project};

use crate::locate;
use crate::syntax::{Layers, YamlTokenKind};

/// A name that stands for a file which is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The name, without quotes.
    pub span: FileSpan,
    /// The file.
    pub target: PathBuf,
    /// The line of it, from 0, where what is meant does not begin at its start: a sub-template's marker.
    pub line: Option<usize>,
    /// The configuration that the name has its value from, where it is not written out.
    pub configuration: Option<String>,
}

/// The links of a file: templates that it extends, includes and imports, and Python files that its tags name. What is not
/// written out is as the analysis of one configuration has it.
pub fn document_links(
    file: &LoadedFile,
    project: Option<&Project>,
    analysis: Option<&Analysis>,
) -> Vec<Link> {
    // An analysis of another text knows other places.
    let analysis = analysis.filter(|analysis| {
        let same = |template: &forgather_expand::Template| is_of(template.file(), file);
        analysis.expansion.templates.iter().any(same)
    });
    let mut found = Vec::new();
    for part in &file.source.parts {
        for reference in outline(part, &file.source.text).references {
            let target = match &reference.name {
                Some(name) => by_name(name, file, project, analysis),
                None => analysis.and_then(|analysis| by_expansion(&reference, file, analysis)),
            };
            let span = unquoted(&file.source.text, reference.span);
            found.extend(target.map(|target| Link { span, ..target }));
        }
        if let Some(project) = project {
            imports(file, part, project, &mut found);
        }
    }
    if let Some(analysis) = analysis {
        expanded_imports(file, analysis, &mut found);
    }
    found.sort_by_key(|link| link.span.start);
    found
}

fn is_of(known: &LoadedFile, file: &LoadedFile) -> bool {
    known.path == file.path && known.source.text == file.source.text
}

/// A string without its quotes.
fn unquoted(text: &str, span: FileSpan) -> FileSpan {
    let written = &text[span.range()];
    let is_string = written.len() > 1
        && written.starts_with(['"', '\''])
        && written.chars().next() == written.chars().next_back();
    if is_string { FileSpan::new(span.start.index() + 1, span.end.index() - 1) } else { span }
}

fn to_file(target: PathBuf) -> Link {
    Link { span: FileSpan::default(), target, line: None, configuration: None }
}

fn to_marker(file: &LoadedFile, marker: FileSpan) -> Link {
    Link { line: Some(file.source.lines.line(marker.start.index())), ..to_file(file.path.clone()) }
}

/// The template of a name: sub-templates come before files, and those that are loaded last before others.
fn by_name(
    name: &str,
    file: &LoadedFile,
    project: Option<&Project>,
    analysis: Option<&Analysis>,
) -> Option<Link> {
    if let Some(marker) = marker_of(file, name) {
        return Some(to_marker(file, marker));
    }
    let project = project?;
    let templates = analysis.map(|analysis| analysis.expansion.templates.as_slice()).unwrap_or_default();
    let mut loaded = templates.iter().rev().map(|template| &**template.file());
    if let Some((other, marker)) = loaded.find_map(|other| Some((other, marker_of(other, name)?))) {
        return Some(to_marker(other, marker)).filter(|link| project.files().exists(&link.target));
    }
    project.search_path().find(name).map(to_file)
}

/// The marker of a sub-template in a file.
fn marker_of(file: &LoadedFile, name: &str) -> Option<FileSpan> {
    file.source.parts.iter().rev().find_map(|part| {
        let (found, span) = part.name.as_ref()?;
        (found == name).then_some(*span)
    })
}

/// The template that a name which is computed stood for when a configuration was expanded.
fn by_expansion(reference: &Reference, file: &LoadedFile, analysis: &Analysis) -> Option<Link> {
    let expansion = &analysis.expansion;
    let template = expansion.frames().find_map(|(id, frame)| {
        if !matches!(frame.kind, FrameKind::Extends | FrameKind::Include | FrameKind::Import) {
            return None;
        }
        let (caller, span) = frame.caller?;
        let caller = expansion.template_of(caller)?;
        let is_here = is_of(caller.file(), file) && caller.file_span(span) == reference.span;
        expansion.template_of(id).filter(|_| is_here)
    })?;
    let link = match &template.part().name {
        Some((_, marker)) => to_marker(template.file(), *marker),
        None => to_file(template.file().path.clone()),
    };
    let configuration = Some(analysis.configuration.name.clone());
    Some(Link { configuration, ..link }).filter(|link| analysis.project.files().exists(&link.target))
}

/// The Python files that tags name, where they are written out.
fn imports(file: &LoadedFile, part: &Part, project: &Project, found: &mut Vec<Link>) {
    let layers = Layers::new(&file.source, part);
    for token in layers.yaml.tokens.iter().filter(|token| token.kind == YamlTokenKind::Tag) {
        let text = layers.text(token.span);
        let is_written_out = layers.yaml.masked(token.span) == text.as_bytes();
        let Some((start, end)) = spec_of(text).filter(|_| is_written_out) else { continue };
        let Some((path, _)) = python_file(&text[start..end]) else { continue };
        let Some(target) = existing(path, project) else { continue };
        let at = token.span.start.index() + start;
        found.push(Link { span: FileSpan::new(at, at + path.len()), ..to_file(target) });
    }
}

/// The same, where a configuration's expansion has the name.
fn expanded_imports(file: &LoadedFile, analysis: &Analysis, found: &mut Vec<Link>) {
    let files: Vec<(PathBuf, FileSpan)> = analysis
        .graph
        .nodes()
        .iter()
        .filter_map(|node| {
            let Kind::Call(call) = &node.kind else { return None };
            let (path, _) = python_file(&call.constructor)?;
            let source = locate::source(analysis, node.head.as_ref()?.tag?)?;
            if !is_of(&source.location.file, file) {
                return None;
            }
            Some((existing(path, &analysis.project)?, source.location.span))
        })
        .collect();
    if files.is_empty() {
        return;
    }
    for layers in Layers::of_file(&file.source) {
        for token in layers.yaml.tokens.iter().filter(|token| token.kind == YamlTokenKind::Tag) {
            let text = layers.text(token.span);
            let Some((start, end)) = spec_of(text) else { continue };
            let at = token.span.start.index();
            // The symbol is no part of the file's name; a colon within an expression is none of the tag's.
            let masked = &layers.yaml.masked(token.span)[start..end];
            let end = masked.iter().rposition(|byte| *byte == b':').map_or(end, |colon| start + colon);
            let span = FileSpan::new(at + start, at + end);
            let is_known = found.iter().any(|link| link.span.start == span.start);
            let target = files.iter().find(|(_, place)| place.start == token.span.start);
            if let Some((target, _)) = target.filter(|_| !is_known) {
                let configuration = Some(analysis.configuration.name.clone());
                found.push(Link { span, configuration, ..to_file(target.clone()) });
            }
        }
    }
}

/// The import spec of a tag: from its first colon to the node's name.
fn spec_of(tag: &str) -> Option<(usize, usize)> {
    let start = tag.find(':')? + 1;
    let end = tag.rfind('@').unwrap_or(tag.len());
    (start < end).then_some((start, end))
}

/// The file and the symbol of an import spec that names a file.
fn python_file(spec: &str) -> Option<(&str, &str)> {
    let (path, symbol) = spec.rsplit_once(':')?;
    let is_python = Path::new(path).extension().is_some_and(|extension| extension == "py");
    is_python.then_some((path, symbol))
}

/// A file that is there; a relative path is taken from the project's folder, as when Forgather runs in it.
fn existing(path: &str, project: &Project) -> Option<PathBuf> {
    let path = forgather_workspace::normal(&project.dir.join(path));
    path.is_file().then_some(path)
}
