//! Expanded configurations as documents: what there is to see, also while a configuration is broken.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::LineIndex;
use forgather_expand::{ExpandedOffset, Expansion, FrameId, FrameKind, OriginKind};
use forgather_ide::Location;
use forgather_workspace::{Analysis, ConfigurationId};
use ls_types::{Position, Range as LspRange, Uri};
use serde_json::json;

use super::positions::Encoding;
use super::state::{Asked, Server};
use super::uris::{self, PREVIEW};

/// The last expansions that were whole, of configurations that someone looks at.
#[derive(Debug, Default)]
pub(crate) struct LastGood {
    expansions: HashMap<ConfigurationId, Arc<Expansion>>,
    /// What was shown of a configuration, by its uri.
    shown: BTreeMap<ConfigurationId, String>,
}

impl LastGood {
    /// Takes notice of an analysis.
    pub(crate) fn analysed(&mut self, id: ConfigurationId, analysis: &Analysis, visible: bool) {
        if !(visible || self.shown.contains_key(&id)) {
            self.expansions.remove(&id);
        } else if analysis.expansion.is_complete() {
            self.expansions.insert(id, Arc::clone(&analysis.expansion));
        }
    }

    pub(crate) fn remove(&mut self, id: ConfigurationId) {
        self.expansions.remove(&id);
        self.shown.remove(&id);
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn get(&self, id: ConfigurationId) -> Option<Arc<Expansion>> {
        self.expansions.get(&id).map(Arc::clone)
    }

    /// Takes notice that a client shows a preview.
    pub(crate) fn show(&mut self, id: ConfigurationId, uri: String) {
        self.shown.insert(id, uri);
    }
}

impl Server {
    /// Tells a client that shows a preview to ask for its text again.
    pub(crate) fn preview_changed(&mut self, id: ConfigurationId) {
        if !self.client.shows_content {
            return;
        }
        if let Some(uri) = self.last_good.shown.get(&id).cloned() {
            self.ask(Asked::Other, "workspace/textDocumentContent/refresh", json!({"uri": uri}));
        }
    }
}

/// A configuration's expansion as a document.
#[derive(Debug)]
pub(crate) struct Preview {
    /// Its text, with a line of our own before it where it is not what it should be.
    pub(crate) text: String,
    /// Whether it is the last good one of a configuration that is broken now.
    pub(crate) stale: bool,
    /// Whether it is all that there is to it.
    pub(crate) complete: bool,
    /// How many bytes of our own are before the expansion.
    header: usize,
    lines: LineIndex,
    expansion: Arc<Expansion>,
}

/// The template text that a line of a preview begins with.
#[derive(Debug)]
pub(crate) struct LineOrigin<'a> {
    /// The line, from 0.
    pub(crate) line: usize,
    /// The text.
    pub(crate) location: Location,
    /// Whether it is the line's own text, or an expression whose value it is.
    pub(crate) kind: OriginKind,
    /// The template's name.
    pub(crate) template: &'a str,
    /// The innermost block around it.
    pub(crate) block: Option<&'a str>,
    /// Whether it is in another file than the configuration's own.
    pub(crate) inherited: bool,
}

impl Preview {
    /// The preview of a configuration, given its last good expansion.
    pub(crate) fn new(analysis: &Analysis, last_good: Option<Arc<Expansion>>) -> Self {
        let expansion = Arc::clone(&analysis.expansion);
        let fault = expansion.problems.first().map(|problem| {
            let span = expansion.template_of(problem.frame).map(|template| template.file_span(problem.span));
            let place = span.and_then(|span| expansion.location(problem.frame, span)).map_or_else(
                String::new,
                |(path, at)| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    format!("{name}:{}:{}: ", at.line, at.column)
                },
            );
            format!("{place}{}", problem.message.split('\n').next().unwrap_or_default())
        });
        let (expansion, header, stale, complete) = match (fault, last_good) {
            (None, _) => (expansion, String::new(), false, true),
            (Some(fault), Some(last_good)) => (
                last_good,
                format!("# stale: this is the last expansion without errors ({fault})\n"),
                true,
                true,
            ),
            (Some(fault), None) => {
                let gap = Expansion::GAP;
                let header = format!("# incomplete: what is missing is `{gap}` or left out ({fault})\n");
                (expansion, header, false, false)
            }
        };
        let text = format!("{header}{}", expansion.text);
        Self { lines: LineIndex::new(&text), text, stale, complete, header: header.len(), expansion }
    }

    /// Where a position in it comes from.
    pub(crate) fn source(&self, position: Position, encoding: Encoding) -> Option<Location> {
        let offset = encoding.offset_in(&self.text, &self.lines, position);
        let offset = offset.checked_sub(self.header)?;
        let last = self.expansion.text.len().checked_sub(1)?;
        let origin = self.expansion.origin(ExpandedOffset(offset.min(last) as u32))?;
        let template = self.expansion.template_of(origin.frame)?;
        Some(Location { file: Arc::clone(template.file()), span: origin.span })
    }

    /// What each of its lines begins with that is not blank, and is not our own.
    pub(crate) fn origins(&self) -> Vec<LineOrigin<'_>> {
        let expansion = &self.expansion;
        let own = expansion.templates.first().map(|main| &main.file().path);
        let header = usize::from(self.header > 0);
        let origins = expansion.line_origins().into_iter();
        origins
            .filter_map(|(line, origin)| {
                let template = expansion.template_of(origin.frame)?;
                let file = template.file();
                Some(LineOrigin {
                    line: line + header,
                    location: Location { file: Arc::clone(file), span: origin.span },
                    kind: origin.kind,
                    template: template.name(),
                    block: self.block_around(origin.frame),
                    inherited: own != Some(&file.path),
                })
            })
            .collect()
    }

    /// The innermost block that an activation is in.
    fn block_around(&self, mut id: FrameId) -> Option<&str> {
        loop {
            let frame = self.expansion.frame(id)?;
            if let FrameKind::Block(name) | FrameKind::Super(name) = &frame.kind {
                return Some(name);
            }
            id = frame.caller?.0;
        }
    }

    /// Where in it a place of a file went: to the very byte where its text was output, else to what its line gave.
    pub(crate) fn places(&self, path: &Path, offset: usize) -> Vec<Range<usize>> {
        let (exact, near) = self.exact_and_near(path, offset);
        if exact.is_empty() { near } else { exact }
    }

    /// Where in it a place of a file went itself.
    pub(crate) fn places_of(&self, path: &Path, offset: usize) -> Vec<Range<usize>> {
        self.exact_and_near(path, offset).0
    }

    fn exact_and_near(&self, path: &Path, offset: usize) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let (mut exact, mut near) = (Vec::new(), Vec::new());
        for (bytes, origin) in self.expansion.runs() {
            let Some(template) = self.expansion.template_of(origin.frame) else { continue };
            let file = template.file();
            if file.path != path || bytes.is_empty() {
                continue;
            }
            let place = bytes.start + self.header..bytes.end + self.header;
            let span = match origin.kind {
                OriginKind::Expression => origin.span.range(),
                OriginKind::Text => {
                    let last = self.expansion.origin(ExpandedOffset(bytes.end as u32 - 1));
                    origin.span.start.index()..last.map_or(origin.span.end, |last| last.span.end).index()
                }
            };
            if span.contains(&offset) {
                match origin.kind {
                    OriginKind::Expression => exact.push(place),
                    OriginKind::Text => {
                        let at = place.start + (offset - span.start).min(bytes.len() - 1);
                        let at = self.text.floor_char_boundary(at);
                        exact.push(at..at);
                    }
                }
            } else {
                let lines = &file.source.lines;
                let (first, last) = (lines.line(span.start), lines.line(span.end.saturating_sub(1)));
                if (first..=last).contains(&lines.line(offset)) {
                    near.push(place);
                }
            }
            if exact.len() >= MOST_PLACES {
                break;
            }
        }
        near.truncate(MOST_PLACES);
        (exact, near)
    }

    /// A range of its bytes, as the client counts.
    pub(crate) fn range(&self, bytes: Range<usize>, encoding: Encoding) -> LspRange {
        let at = |offset| encoding.position_in(&self.text, &self.lines, offset);
        LspRange::new(at(bytes.start), at(bytes.end))
    }
}

/// A loop can output a line any number of times.
const MOST_PLACES: usize = 200;

/// The uri of a configuration's preview: that of its file in a scheme of its own, with the project where the file is
/// not in the project's folder.
pub(crate) fn uri(configuration: &Path, project: &Path, own_project: bool) -> String {
    let encoded = |path: &Path| uris::from_path(path).map_or_else(String::new, |uri| uri.as_str().to_owned());
    let file = encoded(configuration);
    let preview = format!("{PREVIEW}{}", file.strip_prefix("file").unwrap_or(&file));
    if own_project { preview } else { format!("{preview}?project={}", encoded(project)) }
}

/// The configuration's file and its project, if the uri names one, that a preview is of.
pub(crate) fn parse_uri(uri: &Uri) -> Option<(PathBuf, Option<PathBuf>)> {
    let rest = uri.as_str().strip_prefix(PREVIEW)?;
    let (file, query) = rest.split_once('?').map_or((rest, None), |(file, query)| (file, Some(query)));
    let path = |text: &str| uris::to_path(&text.parse().ok()?);
    let project = query.and_then(|query| query.strip_prefix("project=")).and_then(path);
    Some((path(&format!("file{file}"))?, project))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_previews_uri_names_its_configuration() {
        let (file, project) = (Path::new("/w/a b/configs/ü.yaml"), Path::new("/w/p?#"));
        for own in [true, false] {
            let text = uri(file, project, own);
            let parsed = parse_uri(&text.parse().expect("a uri")).expect("a preview's");
            assert_eq!(parsed, (file.to_owned(), (!own).then(|| project.to_owned())), "{text}");
        }
        assert_eq!(parse_uri(&"file:///a.yaml".parse().expect("a uri")), None);
    }
}
