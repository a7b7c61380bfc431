//! Mappings: merge keys, duplicate keys, keys that cannot be keys.

use std::collections::{HashMap, HashSet};

use super::Constructor;
use super::key::{Key, key};
use crate::graph::{Entry, Kind, NodeId, Overridden};
use crate::limits::MAX_MERGED;
use crate::problem::{Code, Problem};
use crate::yaml::{Content, Tag, YamlId};

impl Constructor<'_, '_> {
    pub(super) fn mapping(&mut self, id: YamlId) -> NodeId {
        match self.entries(id) {
            Some(entries) => self.plain(Kind::Dict(entries), id),
            None => self.wrong_kind(id, "a mapping"),
        }
    }

    /// The constructed entries of a mapping, merged and without duplicates; none where it is not one.
    pub(super) fn entries(&mut self, id: YamlId) -> Option<Vec<Entry>> {
        self.flatten(id);
        let Content::Mapping(children) = self.tree.node(id).content else { return None };
        let mut entries = Vec::with_capacity(children.len() / 2);
        for place in children.keys() {
            let (key_id, value_id) = (self.tree.child(place), self.tree.child(place + 1));
            let node = self.object(key_id);
            if key(&self.nodes, node).is_none() {
                let kind = self.nodes[node.index()].kind.describe();
                let message = format!("{kind} cannot be a key; use a string");
                let problem = Problem::new(Code::UnsupportedType, self.span(key_id), message);
                self.problems.push(problem.related(self.span(id), "in this mapping"));
                self.object(value_id);
                continue;
            }
            entries.push(Entry { key: node, value: self.object(value_id) });
        }
        Some(self.unique(entries, self.span(id)))
    }

    /// Python's dict: an equal key keeps the first one's place and takes the last one's value.
    fn unique(&mut self, entries: Vec<Entry>, own: crate::Span) -> Vec<Entry> {
        if !self.has_equal_keys(&entries) {
            return entries;
        }
        let mut unique: Vec<Entry> = Vec::with_capacity(entries.len());
        // The key that gave each kept entry its value.
        let mut winners: Vec<NodeId> = Vec::with_capacity(entries.len());
        let mut overridden = Vec::new();
        let mut index: HashMap<Key<'_>, usize> = HashMap::new();
        let indexed = entries.len() > 8;
        for entry in entries {
            let Some(this) = key(&self.nodes, entry.key) else { continue };
            let found = if indexed {
                index.get(&this).copied()
            } else {
                unique.iter().position(|other| key(&self.nodes, other.key).as_ref() == Some(&this))
            };
            if let Some(at) = found {
                let place = |id: NodeId| self.nodes[id.index()].span;
                let (lost, by) = (place(winners[at]), place(entry.key));
                let merged = [lost, by].iter().any(|span| span.start < own.start || span.end > own.end)
                    || winners[at] == entry.key;
                overridden.push(Overridden { key: lost, by, merged });
                unique[at].value = entry.value;
                winners[at] = entry.key;
            } else {
                if indexed {
                    index.insert(this, unique.len());
                }
                unique.push(entry);
                winners.push(entry.key);
            }
        }
        drop(index);
        self.overridden.extend(overridden);
        unique
    }

    fn has_equal_keys(&self, entries: &[Entry]) -> bool {
        let keys = entries.iter().map(|entry| key(&self.nodes, entry.key));
        if entries.len() > 8 {
            let mut seen = HashSet::with_capacity(entries.len());
            return keys.into_iter().any(|key| !seen.insert(key));
        }
        entries.iter().enumerate().any(|(at, entry)| {
            let this = key(&self.nodes, entry.key);
            entries[..at].iter().any(|other| key(&self.nodes, other.key) == this)
        })
    }

    /// `PyYAML`'s `flatten_mapping`: merge keys are replaced, in the tree, by what they merge, before the mapping's own
    /// entries. Of a list of mappings the last one comes first, so that the first one wins.
    fn flatten(&mut self, id: YamlId) {
        if std::mem::replace(&mut self.flattened[id.index()], true) {
            return;
        }
        let Content::Mapping(children) = self.tree.node(id).content else { return };
        let special = |key: YamlId| matches!(self.tree.node(key).tag, Tag::Merge | Tag::Value);
        if !children.keys().any(|place| special(self.tree.child(place))) {
            return;
        }
        let mut merged = Vec::new();
        let mut own = Vec::new();
        for place in children.keys() {
            let (key, value) = (self.tree.child(place), self.tree.child(place + 1));
            let key_node = &mut self.tree.nodes[key.index()];
            match key_node.tag {
                Tag::Merge => self.merge(id, value, &mut merged),
                Tag::Value => {
                    key_node.tag = Tag::Str;
                    own.extend([key, value]);
                }
                _ => own.extend([key, value]),
            }
        }
        self.merged += merged.len() / 2;
        merged.extend(own);
        let children = self.tree.adopt(merged);
        self.tree.nodes[id.index()].content = Content::Mapping(children);
    }

    /// Adds the keys and values of what is merged.
    fn merge(&mut self, into: YamlId, value: YamlId, merged: &mut Vec<YamlId>) {
        let sources = match &self.tree.node(value).content {
            Content::Mapping(_) => vec![value],
            Content::Sequence(items) => self.tree.list(*items).iter().rev().copied().collect(),
            Content::Scalar(_) => {
                self.refuse_merge(into, value);
                return;
            }
            Content::Recursive(anchor) => {
                self.merge_outer(into, value, *anchor);
                return;
            }
            Content::Invalid => return,
        };
        let first_problem = self.problems.len();
        for source in sources {
            match &self.tree.node(source).content {
                Content::Mapping(_) => {}
                Content::Recursive(_) => {
                    self.object(source);
                    continue;
                }
                Content::Invalid => continue,
                _ => {
                    self.refuse_merge(into, source);
                    continue;
                }
            }
            self.flatten(source);
            let Content::Mapping(children) = self.tree.node(source).content else { continue };
            if 2 * self.merged + merged.len() + children.len() > 2 * MAX_MERGED {
                if !std::mem::replace(&mut self.limit_reported, true) {
                    let message = format!("merge keys copy more than {MAX_MERGED} entries; merge less");
                    self.problems.push(Problem::new(Code::RenderLimit, self.span(into), message));
                }
                return;
            }
            merged.extend_from_slice(self.tree.list(children));
        }
        // The sources were visited last to first.
        self.problems[first_problem..].reverse();
    }

    /// A mapping that merges one that it is in. `PyYAML` finds one that merges itself empty at that moment; of another one
    /// it copies the entries, and refuses that which the mapping is in.
    fn merge_outer(&mut self, into: YamlId, alias: YamlId, anchor: u32) {
        let outer = self.tree.anchored[anchor as usize];
        let Content::Mapping(children) = self.tree.node(outer).content else {
            self.object(alias);
            return;
        };
        let inner = self.span(into);
        let holds = |id: &&YamlId| {
            let span = self.span(**id);
            span.start <= inner.start && inner.end <= span.end
        };
        let entry = self.tree.list(children).iter().find(holds).copied();
        if let Some(entry) = entry.filter(|_| outer != into) {
            self.recursive_at(self.span(entry), alias, anchor);
        }
    }

    fn refuse_merge(&mut self, into: YamlId, value: YamlId) {
        let yaml = &self.tree.nodes[value.index()];
        let message = format!("only mappings can be merged with `<<`, but this is a {}", yaml.content.kind());
        let problem = Problem::new(Code::InvalidTagValue, yaml.span, message);
        let problem = problem.related(self.span(into), "it is merged into this mapping");
        self.problems.push(problem);
    }
}
