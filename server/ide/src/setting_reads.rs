//! Where what a line sets is read: the way from a `set` to the text that it decides.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use forgather_expand::{Expansion, SetSite, Template, Trace};

/// Longer ways than this lead everywhere.
const MOST_SITES: usize = 200;

/// The expressions that read what the line at an offset of a file set in that expansion, each as its file and offset; also
/// through further settings, whose values were made of it.
pub fn reads_of_settings(
    expansion: &Expansion,
    trace: &Trace,
    path: &Path,
    offset: usize,
) -> Vec<(PathBuf, usize)> {
    // A setting is known by its line, as a statement stands on one.
    let line_of = |site: SetSite| {
        let template = expansion.template_of(site.frame)?;
        let file = template.file();
        Some((file.path.as_path(), file.source.lines.line(template.file_span(site.span).start.index())))
    };
    let mut sites: Vec<SetSite> = Vec::new();
    let add = |sites: &mut Vec<SetSite>, path: &Path, line: usize| {
        for assignment in &trace.assignments {
            if sites.len() < MOST_SITES
                && line_of(assignment.site) == Some((path, line))
                && !sites.contains(&assignment.site)
            {
                sites.push(assignment.site);
            }
        }
    };
    let file = expansion.templates.iter().map(Template::file).find(|file| file.path == path);
    let Some(file) = file else { return Vec::new() };
    add(&mut sites, path, file.source.lines.line(offset));
    let mut found: Vec<(PathBuf, usize)> = Vec::new();
    let mut seen: HashSet<(u32, u32)> = HashSet::new();
    let mut next = 0;
    while let Some(site) = sites.get(next).copied() {
        next += 1;
        for (number, template) in expansion.templates.iter().enumerate() {
            let file = template.file();
            for (span, _) in trace.values_of(number as u32).filter(|(_, value)| value.set == Some(site)) {
                let at = template.file_span(span).start;
                if seen.insert((number as u32, at.0)) {
                    found.push((file.path.clone(), at.index()));
                    add(&mut sites, &file.path, file.source.lines.line(at.index()));
                }
            }
        }
    }
    found.sort();
    found
}
