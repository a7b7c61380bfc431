//! Where what a configuration calls is defined in Python.

use std::path::{Path, PathBuf};

use forgather_dialect::FileSpan;
use forgather_graph::Span;
use forgather_python::{Module, Resolution, Spec, SymbolKind};
use forgather_workspace::{Analysis, PythonAccess};

use crate::callable::{Callable, callable_of};
use crate::definition::{Definition, Found};
use crate::index::part_at;
use crate::locate::source;
use crate::location::Location;
use crate::node::{Nodes, expanded};
use crate::parameter::{field, in_brackets};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// The Python class or function of the node at an offset, or of the one that an alias there stands for.
pub fn type_definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
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

/// Where what is at an offset is defined in Python: a part of an import spec, or the parameter of an argument's name.
pub fn python_definition(snapshot: &Snapshot, path: &Path, offset: usize) -> Option<Found> {
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

/// A place in a Python file.
type Place = (PathBuf, std::ops::Range<u32>);

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
        let template = self.snapshot.file(path).and_then(|file| {
            let part = part_at(&file.source, offset)?;
            Some(TemplateRef { file, part })
        });
        template.map(|template| expanded(&self.analysis.expansion, &template, offset)).unwrap_or_default()
    }

    fn found(&self, origin: Span, (path, range): Place) -> Option<Found> {
        let origin = source(self.analysis, origin)?.location.span;
        let file = self.snapshot.files.read_plain(&path).ok()?;
        let end = (range.end as usize).min(file.source.text.len());
        let span = FileSpan::new((range.start as usize).min(end), end);
        Some(Found { origin, definitions: vec![Definition::at(Location { file, span })] })
    }

    /// Of a spec the module up to the part that a byte of it is in, or the symbol up to it.
    fn of_spec(&self, call: &Callable, at: usize) -> Option<Found> {
        let written = &*call.written;
        let start = written.len() - call.spec.symbol().len();
        // Where escapes leave its parts no places, all of it is meant.
        let has_parts = call.place.of(&self.analysis.expansion.text) == written;
        let at = if has_parts { at } else { written.len() };
        let part = |from: usize, to: usize| {
            let base = call.place.start.0;
            if has_parts { Span::new(base + from as u32, base + to as u32) } else { call.place }
        };
        let rest = written.get(at..)?;
        let end = rest.find(['.', ':']).map_or(written.len(), |length| at + length);
        if at >= start {
            let spec = Spec::parse(&written[..end])?;
            let resolution = self.python.resolve(&spec, &call.submodules);
            return self.found(part(start, end), place_of(&resolution)?);
        }
        match &call.spec {
            Spec::Module { module, .. } => {
                let end = end.min(module.len());
                let search = call.search(self.python);
                match self.python.python.resolve_module(&search, &module[..end]) {
                    Module::Source(file) | Module::Compiled { stub: Some(file), .. } => {
                        self.found(part(0, end), (file, 0..0))
                    }
                    _ => None,
                }
            }
            Spec::File { file, .. } => {
                let mut files = self.python.roots.iter().map(|root| root.join(file));
                let file = files.find(|file| self.snapshot.files.exists(file))?;
                self.found(part(0, start - 1), (file, 0..0))
            }
            Spec::Builtin { .. } => None,
        }
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
