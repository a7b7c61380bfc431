//! A new configuration that extends one.

use std::path::Path;
use std::sync::Arc;

use forgather_workspace::{Analysis, Configuration};

use super::overriding::Style;
use super::{ActionKind, Candidate, Keeps, Place, keeping};
use crate::edit::Edits;
use crate::index::{Role, What};
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// Makes a configuration beside the one at hand, which extends it, and says its own name where that is said in a block.
pub(super) fn candidate(snapshot: &Snapshot, place: &Place) -> Option<Candidate> {
    let template = &place.template;
    let configuration = snapshot.active.as_ref()?.configuration();
    if configuration.path != template.file.path || template.part > 0 {
        return None;
    }
    let new = free(snapshot, configuration)?;
    let own = snapshot.analysis()?;
    let text = &*template.file.source.text;
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let extends = format!("-- extends '{}'{line_break}", configuration.template);
    let named =
        naming(snapshot, template, &new, line_break).map(|block| format!("{extends}{line_break}{block}"));
    // A name that does not take is no loss; a configuration with a fault is no start.
    for text in named.into_iter().chain([extends]) {
        let mut edits = Edits::default();
        edits.created.push((new.path.clone(), text));
        let files = keeping::changed(snapshot, &edits);
        let analysis = Analysis::new(&Arc::new(own.project.with_files(&files)), &new);
        if analysis.expansion.is_complete() && analysis.graph_problems.is_empty() {
            let title = format!("new experiment `{}` that extends this configuration", new.name);
            return Some(Candidate::new(title, ActionKind::Generate, Keeps::All, edits));
        }
    }
    None
}

/// A configuration beside another that is not there yet.
fn free(snapshot: &Snapshot, configuration: &Configuration) -> Option<Configuration> {
    let stem = configuration.path.file_stem()?.to_str()?;
    let beside = |of: &str, file: &str| match of.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{file}"),
        None => file.to_owned(),
    };
    let names = std::iter::once(format!("{stem}_experiment.yaml"))
        .chain((2_u32..100).map(|number| format!("{stem}_experiment_{number}.yaml")));
    let path = |file: &String| configuration.path.with_file_name(file);
    let file = names.into_iter().find(|file| !snapshot.files.exists(&path(file)))?;
    Some(Configuration {
        name: beside(&configuration.name, &file),
        template: beside(&configuration.template, &file),
        path: path(&file),
    })
}

/// The block that sets what the configuration is called, overridden.
fn naming(
    snapshot: &Snapshot,
    template: &TemplateRef,
    new: &Configuration,
    line_break: &str,
) -> Option<String> {
    let above = snapshot.lineage(template).ok()?.above;
    for known in std::iter::once(template).chain(&above) {
        let index = snapshot.index(&known.file);
        let Some(names) = known.names(&index) else { continue };
        for mention in &names.mentions {
            let What::Attribute { object, name, role: Role::Set, .. } = &mention.what else { continue };
            if &**name != "config_name" {
                continue;
            }
            let blocks = names.outline.blocks.iter();
            let around = blocks.filter(|block| block.name.extent.touches(mention.span.start));
            let block = around.min_by_key(|block| block.name.extent.end.0 - block.name.extent.start.0)?;
            let style = Style::of(snapshot, template, &above);
            let statement = format!("set {object}.config_name = \"{}\"", title(&new.path));
            return Some(style.block_with(&block.name.name, &[statement], line_break));
        }
    }
    None
}

/// `small_lm_experiment.yaml` as people write it: `Small Lm Experiment`.
fn title(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let words = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first + letters.as_str()
    });
    words.collect::<Vec<_>>().join(" ").replace(['"', '\\'], "")
}
