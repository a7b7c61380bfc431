//! How a file's blocks stand among those of the templates that extend each other.

use std::collections::{HashMap, HashSet};

use forgather_expand::LoadedFile;
use forgather_workspace::{Usage, UseKind};

use super::BlockState;
use crate::snapshot::Snapshot;

/// The states of a file's blocks, by the sub-template that they are in and their names.
pub type BlockStates = HashMap<(Option<String>, String), BlockState>;

/// The states of a file's blocks in the active configuration; none where there is no such configuration, or it does not
/// use the file as it is.
pub fn block_states(snapshot: &Snapshot, file: &LoadedFile) -> BlockStates {
    let mut states = BlockStates::new();
    let Some(usage) = snapshot.active_usage() else { return states };
    for index in usage.templates_in(&file.path) {
        let template = &usage.templates[index as usize];
        if template.file().source.text != file.source.text {
            continue;
        }
        let above = blocks(usage, index, true);
        let below = blocks(usage, index, false);
        let part = template.part();
        for block in &part.template.blocks {
            let name = &*block.name.name;
            let key = (part.name.as_ref().map(|(name, _)| name.clone()), name.to_owned());
            let state = BlockState { overridden: below.contains(name), inherited: above.contains(name) };
            states.insert(key, state);
        }
    }
    states
}

/// The names of the blocks of all templates that one extends, or that extend it.
fn blocks(usage: &Usage, from: u32, above: bool) -> HashSet<&str> {
    let mut seen = HashSet::from([from]);
    let mut left = vec![from];
    let mut names = HashSet::new();
    while let Some(current) = left.pop() {
        for used in usage.uses.iter().filter(|used| used.kind == UseKind::Extends) {
            let (here, next) = if above { (used.by, used.of) } else { (used.of, used.by) };
            if here == current && seen.insert(next) {
                left.push(next);
                let blocks = &usage.templates[next as usize].part().template.blocks;
                names.extend(blocks.iter().map(|block| &*block.name.name));
            }
        }
    }
    names
}
