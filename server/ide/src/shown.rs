//! How places, values and pieces of text are shown to people.

use forgather_dialect::FileSpan;
use forgather_expand::{Evaluated, Shown};
use forgather_workspace::Analysis;

use crate::location::Location;
use crate::markup::quoted;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

impl Snapshot {
    /// A path as people see it: below the workspace's or the project's folder.
    pub(crate) fn path_shown(&self, path: &std::path::Path) -> String {
        let project = self.project.as_ref();
        let roots = project.into_iter().flat_map(|project| [&project.workspace_root, &project.dir]);
        let below = roots.filter_map(|root| path.strip_prefix(root).ok());
        let shortest = below.min_by_key(|path| path.as_os_str().len()).unwrap_or(path);
        shortest.display().to_string()
    }

    /// A place as people see it: its file and line.
    pub(crate) fn place_shown(&self, location: &Location) -> String {
        let line = location.start().line;
        quoted(&format!("{}:{line}", self.path_shown(location.path())))
    }

    /// A template as people see it: its name, and for a sub-template its file.
    pub(crate) fn template_shown(&self, template: &TemplateRef) -> String {
        let file = self.path_shown(&template.file.path);
        if template.part == 0 {
            quoted(&file)
        } else {
            format!("{} in {}", quoted(&template.label()), quoted(&file))
        }
    }

    /// The name of the active configuration.
    pub(crate) fn active_name(&self) -> Option<&str> {
        self.active.as_ref().map(|active| active.configuration().name.as_str())
    }
}

/// A value with its type: `` `0.5` (float) ``.
pub(crate) fn value(shown: &Shown) -> String {
    match shown.type_name {
        "Undefined" => shown.repr.clone(),
        "NoneType" => quoted(&shown.repr),
        name => format!("{} ({name})", quoted(&cut(&shown.repr, 300))),
    }
}

/// What an expression gave, also where it gave several.
pub(crate) fn evaluated(evaluated: &Evaluated) -> String {
    let last = value(&evaluated.value);
    if evaluated.times > 1 && !evaluated.same {
        return format!("{} values, the last {last}", evaluated.times);
    }
    last
}

/// The text, no longer than some characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The text without the indentation that its lines have in common, no longer than some lines.
pub(crate) fn block(text: &str, most: usize) -> String {
    /// A line that is longer tells nobody more.
    const WIDEST: usize = 160;
    let lines: Vec<&str> = text.trim_end().lines().skip_while(|line| line.trim().is_empty()).collect();
    let indentation = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let common = filled.map(indentation).min().unwrap_or(0);
    let mut out: Vec<String> =
        lines.iter().take(most).map(|line| cut(line.get(common..).unwrap_or_default(), WIDEST)).collect();
    if lines.len() > most {
        out.push(format!("# … {} more lines", lines.len() - most));
    }
    out.join("\n")
}

/// A node of the expanded text, as YAML with its first line's indentation.
pub(crate) fn node_text(analysis: &Analysis, span: forgather_graph::Span, most: usize) -> String {
    let text = &analysis.expansion.text;
    let (start, end) = (span.start.to_usize().min(text.len()), span.end.to_usize().min(text.len()));
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    // What stands before the node on its line counts as white space.
    let before: String = text[line..start].chars().map(|_| ' ').collect();
    let rest = text.get(start..end).unwrap_or_default();
    let Some((first, below)) = rest.split_once('\n') else { return block(rest, most) };
    let indented = block(below, most.saturating_sub(1));
    if indented.is_empty() {
        return block(&format!("{before}{first}"), most);
    }
    let deeper = if first.trim_start().starts_with(['-', '{', '[']) { "" } else { "  " };
    if deeper.is_empty() {
        return block(&format!("{before}{rest}"), most);
    }
    let lines: Vec<String> = indented.lines().map(|line| format!("{deeper}{line}")).collect();
    format!("{}\n{}", cut(first.trim_end(), 160), lines.join("\n"))
}

/// The comment lines directly above a place: `##` lines, or a comment of Jinja2's on lines of its own.
pub(crate) fn comment_above(text: &str, span: FileSpan) -> Option<String> {
    let line = text[..span.start.index().min(text.len())].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut found = Vec::new();
    for line in text[..line].lines().rev() {
        match comment_of(line) {
            Some(comment) => found.push(comment),
            None => break,
        }
    }
    found.reverse();
    joined(&found)
}

/// The comment at the start of a template.
pub(crate) fn first_comment(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().skip_while(|line| line.trim().is_empty());
    let found: Vec<&str> = lines.map_while(comment_of).collect();
    joined(&found)
}

/// What a line says that is a comment and nothing else.
fn comment_of(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("##") {
        return Some(rest.trim_start_matches('#').trim());
    }
    line.strip_prefix("{#").and_then(|rest| rest.strip_suffix("#}")).map(|text| text.trim_matches('-').trim())
}

fn joined(lines: &[&str]) -> Option<String> {
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}
