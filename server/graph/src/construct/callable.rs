//! `!call`, `!singleton`, `!factory`, `!partial`, `!lambda` and `!meta`.

use super::Constructor;
use super::arguments::positional;
use super::tagged::suffix;
use crate::dialect::Dialect;
use crate::graph::{Call, CallKind, Entry, Kind, NodeId};
use crate::problem::{Code, Problem};
use crate::span::Span;
use crate::yaml::{Content, YamlId};

impl Constructor<'_, '_> {
    pub(super) fn callable(&mut self, id: YamlId, kind: CallKind, rest: &str, prefix: &str) -> NodeId {
        let parts = suffix(rest);
        let Some(spec) = parts.spec else {
            let message = format!("`{prefix}` does not say what to call; write `{prefix}:module:symbol`");
            let problem = Problem::new(Code::InvalidImportSpec, self.tag_place(id), message);
            return self.refuse(id, problem);
        };
        let mut call = Call {
            kind,
            constructor: spec.into(),
            name: parts.name.map(Into::into),
            args: Vec::new(),
            kwargs: Vec::new(),
            spread: false,
            submodule_searchpath: None,
            latent_args: None,
        };
        let span = self.span(id);
        match &self.tree.nodes[id.index()].content {
            Content::Mapping(_) => {
                let entries = self.entries(id).unwrap_or_default();
                self.arguments(entries, &mut call);
            }
            Content::Sequence(_) => call.args = self.items(id).unwrap_or_default(),
            // Forgather spreads a string into its characters.
            Content::Scalar(text) => {
                let text = text.clone();
                call.args = self.spread(&text, span);
                call.spread = !text.is_empty();
            }
            Content::Recursive(_) | Content::Invalid => {}
        }
        let head = self.named_head(id, prefix, rest);
        self.add(Kind::Call(Box::new(call)), span, head)
    }

    /// A node for each character of the text.
    fn spread(&mut self, text: &str, span: Span) -> Vec<NodeId> {
        text.chars()
            .map(|ch| self.add(Kind::Str(ch.encode_utf8(&mut [0; 4]).to_owned().into()), span, None))
            .collect()
    }

    /// One of `args` and `kwargs` alone or exactly both mean just that; anything else is keyword arguments.
    fn arguments(&mut self, entries: Vec<Entry>, call: &mut Call) {
        let get = |name: &str| {
            let entry = entries.iter().find(
                |entry| matches!(&self.nodes[entry.key.index()].kind, Kind::Str(key) if **key == *name),
            )?;
            (!matches!(self.nodes[entry.value.index()].kind, Kind::Null)).then_some(entry.value)
        };
        match (entries.len(), get("args"), get("kwargs")) {
            (1, Some(args), _) => self.positional_arguments(args, call),
            (1, None, Some(kwargs)) => self.keyword_arguments(kwargs, call),
            (2, Some(args), Some(kwargs)) => {
                self.keyword_arguments(kwargs, call);
                self.positional_arguments(args, call);
            }
            _ if self.dialect == Dialect::Current => match positional(&self.nodes, entries) {
                Ok((args, kwargs)) => {
                    call.args = args;
                    self.keywords(kwargs, call);
                }
                Err(problem) => self.problems.push(problem),
            },
            _ => self.keywords(entries, call),
        }
    }

    /// The value of `args`: anything that Python can iterate over.
    fn positional_arguments(&mut self, args: NodeId, call: &mut Call) {
        let node = &self.nodes[args.index()];
        let span = node.span;
        match &node.kind {
            Kind::List(items) | Kind::Tuple(items) => call.args.clone_from(items),
            Kind::Dict(entries) => call.args = entries.iter().map(|entry| entry.key).collect(),
            Kind::Str(text) => {
                let text = text.clone();
                call.args = self.spread(&text, span);
                call.spread = !text.is_empty();
            }
            Kind::Invalid => {}
            kind => {
                let message =
                    format!("`args` is the list of positional arguments, but this is {}", kind.describe());
                self.problems.push(Problem::new(Code::InvalidTagValue, span, message));
            }
        }
    }

    /// The value of `kwargs`: a mapping.
    fn keyword_arguments(&mut self, kwargs: NodeId, call: &mut Call) {
        let node = &self.nodes[kwargs.index()];
        match &node.kind {
            Kind::Dict(entries) => {
                let entries = entries.clone();
                self.keywords(entries, call);
            }
            Kind::Invalid => {}
            kind => {
                let message =
                    format!("`kwargs` is the mapping of keyword arguments, but this is {}", kind.describe());
                self.problems.push(Problem::new(Code::InvalidTagValue, node.span, message));
            }
        }
    }

    /// Keyword arguments, without the two that configure the node.
    pub(super) fn keywords(&mut self, mut entries: Vec<Entry>, call: &mut Call) {
        let latent = self.dialect == Dialect::Current;
        entries.retain(|entry| {
            let node = &self.nodes[entry.key.index()];
            let Kind::Str(name) = &node.kind else {
                if !matches!(node.kind, Kind::Invalid) {
                    let message = format!(
                        "the name of an argument is a string, but this is {}; quote it",
                        node.kind.describe()
                    );
                    self.problems.push(Problem::new(Code::InvalidTagValue, node.span, message));
                }
                return false;
            };
            let value = (!matches!(self.nodes[entry.value.index()].kind, Kind::Null)).then_some(entry.value);
            match &**name {
                "submodule_searchpath" => call.submodule_searchpath = value,
                "latent_args" if latent => call.latent_args = value,
                // Forgather's node has parameters of these names.
                "constructor" | "_identity" | "self" => {
                    let message = format!(
                        "an argument cannot be named `{name}`, because Forgather's own node takes one of that name"
                    );
                    self.problems.push(Problem::new(Code::InvalidTagValue, node.span, message));
                }
                _ => return true,
            }
            false
        });
        if call.kwargs.is_empty() {
            call.kwargs = entries;
        } else {
            call.kwargs.extend(entries);
        }
    }
}
