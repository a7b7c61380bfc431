//! Where what a configuration calls is defined in Python.

use std::ops::Range;
use std::path::{Path, PathBuf};

use forgather_dialect::FileSpan;
use forgather_graph::Span;
use forgather_python::{Module, Resolution, Spec, SymbolKind};
use forgather_workspace::{Analysis, MentionKind, PythonAccess};

use crate::callable::{Callable, callable_of};
use crate::definition::{Definition, Found};
use crate::index::part_at;
use crate::locate::source;
use crate::location::Location;
use crate::node::{Nodes, expanded};
use crate::parameter::{field, in_brackets};
use crate::snapshot::Snapshot;
use crate::symbol::{Symbol, symbol_at};
use crate::template::TemplateRef;
use crate::unexpanded::{Tag, anchor};

/// The Python class or function of the node at an offset, or of the one that an alias there stands for.
pub fn type_definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
    expanded_type(snapshot, path, offset).or_else(|| written_type(snapshot, path, offset))
}

fn expanded_type(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
    let asked = Asked::new(snapshot)?;
    let graph = &*asked.analysis.graph;
    let nodes = Nodes::new(graph);
    asked.places(path, offset).into_iter().find_map(|at| {
        let call = callable_of(asked.python, asked.analysis, nodes.at(at)?)?;
        let touches = |span: &Span| span.start.to_usize() <= at && at <= span.end.to_usize();
        let alias = graph.aliases.iter().map(|alias| alias.span).find(touches);
        asked.found(alias.unwrap_or(call.tag), place_of(&call.resolution)?)
    })
}

/// The same, as the text alone shows it.
fn written_type(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
    let template = template_at(snapshot, path, offset)?;
    let (origin, tag) = match Tag::at(snapshot, &template, offset) {
        Some(tag) => (tag.span, tag),
        None => {
            let at = symbol_at(snapshot, path, offset)?;
            let Symbol::Graph { kind: MentionKind::Alias, name, is_written: true } = &at.symbol else {
                return None;
            };
            let span = at.location.span;
            let anchor = anchor(snapshot, &template, name, span).ok()??;
            (FileSpan::new(span.start.index().saturating_sub(1), span.end), Tag::behind(snapshot, &anchor)?)
        }
    };
    found(snapshot, origin, place_of(&*tag.resolution(snapshot)?)?)
}

/// Where what is at an offset is defined in Python: a part of an import spec, or the parameter of an argument's name.
pub fn python_definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
    expanded_definition(snapshot, path, offset).or_else(|| {
        let tag = Tag::at(snapshot, &template_at(snapshot, path, offset)?, offset)?;
        let at = offset.checked_sub(tag.place.start.index())?;
        let python = snapshot.project.as_ref()?.python();
        let (part, place) = part_of_spec(snapshot, python, &tag.spec, &tag.written, &[], at)?;
        let start = tag.place.start.index();
        found(snapshot, FileSpan::new(start + part.start, start + part.end), place)
    })
}

fn expanded_definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
    let asked = Asked::new(snapshot)?;
    let graph = &*asked.analysis.graph;
    for at in asked.places(path, offset) {
        let touches = |span: Span| span.start.to_usize() <= at && at <= span.end.to_usize();
        for id in graph.ids().filter(|id| touches(graph.node(*id).span)) {
            let Some(call) = callable_of(asked.python, asked.analysis, id) else { continue };
            if touches(call.place) {
                return asked.of_spec(&call, at - call.place.start.to_usize());
            }
            if let Some(argument) = call.named.iter().find(|argument| touches(argument.key)) {
                return asked.found(argument.key, asked.parameter(&call, &argument.name)?);
            }
        }
    }
    None
}

fn template_at(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<TemplateRef> {
    let file = snapshot.file(path)?;
    let part = part_at(&file.source, offset)?;
    Some(TemplateRef { file, part })
}

fn found(snapshot: &Snapshot, origin: FileSpan, (path, range): Place) -> Option<Found> {
    let file = snapshot.files.read_plain(&path).ok()?;
    let end = (range.end as usize).min(file.source.text.len());
    let span = FileSpan::new((range.start as usize).min(end), end);
    Some(Found { origin, definitions: vec![Definition::at(Location { file, span })] })
}

/// Of an import spec the part that a byte of it is in, and where that is: the module up to it, or the symbol.
fn part_of_spec(
    snapshot: &Snapshot,
    python: &PythonAccess,
    spec: &Spec,
    written: &str,
    submodules: &[PathBuf],
    at: usize,
) -> Option<(Range<usize>, Place)> {
    let start = written.len() - spec.symbol().len();
    let rest = written.get(at..)?;
    let end = rest.find(['.', ':']).map_or(written.len(), |length| at + length);
    if at >= start {
        let resolution = python.resolve(&Spec::parse(&written[..end])?, submodules);
        return Some((start..end, place_of(&resolution)?));
    }
    match spec {
        Spec::Module { module, .. } => {
            let end = end.min(module.len());
            let search = python.search(submodules.to_vec());
            match python.python.resolve_module(&search, &module[..end]) {
                Module::Source(file) | Module::Compiled { stub: Some(file), .. } => {
                    Some((0..end, (file, 0..0)))
                }
                _ => None,
            }
        }
        Spec::File { file, .. } => {
            let mut files = python.roots.iter().map(|root| root.join(file));
            let file = files.find(|file| snapshot.files.exists(file))?;
            Some((0..start - 1, (file, 0..0)))
        }
        Spec::Builtin { .. } => None,
    }
}

/// A place in a Python file.
type Place = (PathBuf, Range<u32>);

fn place_of(resolution: &Resolution) -> Option<Place> {
    match resolution {
        Resolution::Found(symbol) => symbol.definition.clone(),
        _ => None,
    }
}

/// What is known of the configuration that is asked about.
struct Asked<'s> {
    snapshot: &'s Snapshot,
    analysis: &'s Analysis,
    python: &'s PythonAccess,
}

impl<'s> Asked<'s> {
    fn new(snapshot: &'s Snapshot) -> Option<Self> {
        let analysis = &**snapshot.analysis()?;
        Some(Self { snapshot, analysis, python: analysis.project.python() })
    }

    /// Where an offset of a file went in the expanded text.
    fn places(&self, path: &Path, offset: usize) -> Vec<usize> {
        let template = template_at(self.snapshot, path, offset);
        template.map(|template| expanded(&self.analysis.expansion, &template, offset)).unwrap_or_default()
    }

    fn found(&self, origin: Span, place: Place) -> Option<Found> {
        found(self.snapshot, source(self.analysis, origin)?.location.span, place)
    }

    /// Of a spec the module up to the part that a byte of it is in, or the symbol up to it.
    fn of_spec(&self, call: &Callable, at: usize) -> Option<Found> {
        // Where escapes leave its parts no places, all of it is meant.
        let has_parts = call.place.of(&self.analysis.expansion.text) == &*call.written;
        let at = if has_parts { at } else { call.written.len() };
        let (part, place) =
            part_of_spec(self.snapshot, self.python, &call.spec, &call.written, &call.submodules, at)?;
        let base = call.place.start.0;
        let origin = Span::new(base + part.start as u32, base + part.end as u32);
        self.found(if has_parts { origin } else { call.place }, place)
    }

    /// The place of a parameter, where a text shows it; else of what is called.
    fn parameter(&self, call: &Callable, name: &str) -> Option<Place> {
        let own = place_of(&call.resolution)?;
        // Where it is not known what is taken, the text may show it all the same.
        if call.signature().is_some_and(|known| known.parameters.iter().all(|known| known.name != name)) {
            return Some(own);
        }
        let text = |path: &Path| {
            Some(Location { file: self.snapshot.files.read_plain(path).ok()?, span: FileSpan::default() })
        };
        let constructor = match &*call.resolution {
            Resolution::Found(symbol) if symbol.kind == SymbolKind::Class => {
                let spec = Spec::parse(&format!("{}.__init__", call.written));
                spec.and_then(|spec| place_of(&self.python.resolve(&spec, &call.submodules)))
            }
            _ => None,
        };
        let (path, range) = constructor.unwrap_or_else(|| own.clone());
        if let Some(text) = text(&path)
            && let Some(place) = in_brackets(&text.file.source.text, range.end as usize, name)
        {
            return Some((path, place));
        }
        // The fields of a dataclass are parameters.
        let (path, range) = own.clone();
        match text(&path).and_then(|text| field(&text.file.source.text, range.end as usize, name)) {
            Some(place) => Some((path, place)),
            None => Some(own),
        }
    }
}
