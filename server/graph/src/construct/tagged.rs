//! Tags other than YAML's scalar types: Forgather's own, and the collections of YAML 1.1.

use super::Constructor;
use crate::dialect::Dialect;
use crate::graph::{Call, CallKind, Entry, Head, Kind, NodeId, Unsupported, Var};
use crate::problem::{Code, Problem};
use crate::span::Span;
use crate::yaml::{Content, YamlId};

/// The callable tags, in the order in which Forgather registers them.
const CALLABLES: [(&str, CallKind); 6] = [
    ("!factory", CallKind::Factory),
    ("!singleton", CallKind::Singleton),
    ("!call", CallKind::Singleton),
    ("!lambda", CallKind::Partial),
    ("!partial", CallKind::Partial),
    ("!meta", CallKind::Meta),
];

const CORE: &str = "tag:yaml.org,2002:";

/// The rest of a Forgather tag: `:SPEC@NAME`.
pub(super) struct Suffix<'a> {
    /// None where there is nothing after the tag's own name.
    pub(super) spec: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

/// Forgather drops the first character, whatever it is, and cuts at the first `@`.
pub(super) fn suffix(rest: &str) -> Suffix<'_> {
    let mut characters = rest.chars();
    if characters.next().is_none() {
        return Suffix { spec: None, name: None };
    }
    let rest = characters.as_str();
    match rest.split_once('@') {
        Some((spec, name)) => Suffix { spec: Some(spec), name: Some(name) },
        None => Suffix { spec: Some(rest), name: None },
    }
}

impl Constructor<'_, '_> {
    pub(super) fn tagged(&mut self, id: YamlId, tag: &str) -> NodeId {
        if tag == "!var" {
            return self.variable(id);
        }
        if let Some(core) = tag.strip_prefix(CORE) {
            match core {
                "set" => return self.set(id),
                "omap" => return self.pairs(id, "an ordered map"),
                "pairs" => return self.pairs(id, "pairs"),
                "binary" => return self.binary(id),
                _ => {}
            }
        }
        for (prefix, kind) in CALLABLES {
            if let Some(rest) = tag.strip_prefix(prefix) {
                return self.callable(id, kind, rest, prefix);
            }
        }
        for prefix in ["!tuple", "!list", "!dlist", "!dict"] {
            if let Some(rest) = tag.strip_prefix(prefix)
                && (prefix != "!dlist" || self.dialect == Dialect::Current)
            {
                return self.collection(id, prefix, rest);
            }
        }
        let message = if tag.starts_with("!dlist") {
            "`!dlist` is not in this dialect; write a list".to_owned()
        } else if tag.starts_with("!var") {
            format!("`{tag}` is not a tag; a variable is written `!var NAME`")
        } else {
            format!(
                "unknown tag `{tag}`; use one of `!call`, `!singleton`, `!factory`, `!partial`, `!var`, `!list`, `!dict`, `!tuple`"
            )
        };
        let problem = Problem::new(Code::UnknownTag, self.tag_place(id), message);
        self.refuse(id, problem)
    }

    /// The head of a node with a Forgather tag, with the places of its import spec and name.
    pub(super) fn named_head(&self, id: YamlId, prefix: &str, rest: &str) -> Option<Box<Head>> {
        let mut head = self.head(id)?;
        let Some(tag) = head.tag else { return Some(head) };
        // A tag with escapes, or a verbatim one, has no places of its own for its parts.
        if (tag.end.0 - tag.start.0) as usize != prefix.len() + rest.len() {
            return Some(head);
        }
        let parts = suffix(rest);
        let skipped = rest.chars().next().map_or(0, char::len_utf8);
        let start = tag.start.0 + (prefix.len() + skipped) as u32;
        let end = start + parts.spec.map_or(0, str::len) as u32;
        head.spec = parts.spec.filter(|spec| !spec.is_empty()).map(|_| Span::new(start, end));
        head.name = parts.name.map(|_| Span::new(end, tag.end.0));
        Some(head)
    }

    /// `!tuple`, `!list`, `!dlist` and `!dict`: a call of `named_tuple`, `named_list` or `named_dict`.
    fn collection(&mut self, id: YamlId, prefix: &'static str, rest: &str) -> NodeId {
        let empty_allowed = self.dialect == Dialect::Current;
        let content = &self.tree.nodes[id.index()].content;
        let empty = empty_allowed && matches!(content, Content::Scalar(text) if text.is_empty());
        let name = suffix(rest).name.map(Into::into);
        let head = self.named_head(id, prefix, rest);
        let span = self.span(id);
        let call = |constructor: &str, args, kwargs| Call {
            kind: CallKind::Singleton,
            constructor: constructor.into(),
            name,
            args,
            kwargs,
            spread: false,
            submodule_searchpath: None,
            latent_args: None,
        };
        let call = match prefix {
            "!dict" if empty => call("named_dict", Vec::new(), Vec::new()),
            "!list" if empty => {
                let list = self.add(Kind::List(Vec::new()), span, None);
                call("named_list", vec![list], Vec::new())
            }
            // Forgather's `!tuple ''` is an empty list too, though made without an argument.
            _ if empty => call("named_list", Vec::new(), Vec::new()),
            "!dict" => {
                let Some(entries) = self.entries(id) else {
                    return self.wrong_collection(id, prefix, "a mapping");
                };
                let mut call = call("named_dict", Vec::new(), Vec::new());
                self.keywords(entries, &mut call);
                call
            }
            "!dlist" => {
                let Some(entries) = self.entries(id) else {
                    return self.wrong_collection(id, prefix, "a mapping");
                };
                let values = entries.iter().map(|entry| entry.value);
                let values =
                    values.filter(|value| !matches!(self.nodes[value.index()].kind, Kind::Null)).collect();
                let list = self.add(Kind::List(values), span, None);
                call("named_list", vec![list], Vec::new())
            }
            _ => {
                let Some(items) = self.items(id) else {
                    return self.wrong_collection(id, prefix, "a sequence");
                };
                let list = self.add(Kind::List(items), span, None);
                call(if prefix == "!tuple" { "named_tuple" } else { "named_list" }, vec![list], Vec::new())
            }
        };
        self.add(Kind::Call(Box::new(call)), span, head)
    }

    fn wrong_collection(&mut self, id: YamlId, prefix: &str, wanted: &str) -> NodeId {
        let kind = self.tree.nodes[id.index()].content.kind();
        let or_empty = if self.dialect == Dialect::Current { " or nothing" } else { "" };
        let message = format!("`{prefix}` needs {wanted}{or_empty}, but has a {kind}");
        let problem = Problem::new(Code::InvalidTagValue, self.span(id), message);
        self.refuse(id, problem)
    }

    fn variable(&mut self, id: YamlId) -> NodeId {
        let mut var = Var { name: "".into(), default: None, identity: None };
        match &self.tree.nodes[id.index()].content {
            Content::Scalar(name) => var.name = (&**name).into(),
            Content::Sequence(_) => {
                let message =
                    "`!var` needs a name or a mapping with `name` and `default`, but has a sequence";
                let problem = Problem::new(Code::InvalidTagValue, self.span(id), message);
                return self.refuse(id, problem);
            }
            _ => {
                let entries = self.entries(id).unwrap_or_default();
                match self.variable_name(id, &entries, &mut var) {
                    Ok(name) => var.name = name,
                    Err(problem) => {
                        self.problems.push(problem);
                        return self.invalid(id);
                    }
                }
            }
        }
        self.plain(Kind::Var(Box::new(var)), id)
    }

    /// The name of a variable given by a mapping. Its default and identity go into `var`.
    fn variable_name(&mut self, id: YamlId, entries: &[Entry], var: &mut Var) -> Result<Box<str>, Problem> {
        let mut name = None;
        for entry in entries {
            let key = &self.nodes[entry.key.index()];
            match &key.kind {
                Kind::Str(text) if &**text == "name" => name = Some(entry.value),
                Kind::Str(text) if &**text == "default" => var.default = Some(entry.value),
                Kind::Str(text) if &**text == "_identity" => {
                    let null = matches!(self.nodes[entry.value.index()].kind, Kind::Null);
                    var.identity = (!null).then_some(entry.value);
                }
                Kind::Invalid => {}
                _ => {
                    let message = "a variable has only `name` and `default`; remove this key";
                    return Err(Problem::new(Code::InvalidTagValue, key.span, message));
                }
            }
        }
        let Some(name) = name else {
            let message = "a variable needs a `name`";
            return Err(Problem::new(Code::InvalidTagValue, self.span(id), message));
        };
        let node = &self.nodes[name.index()];
        match &node.kind {
            Kind::Str(text) => Ok(text.clone()),
            Kind::Invalid => Ok("".into()),
            kind => {
                let message =
                    format!("the name of a variable is a string, but this is {}; quote it", kind.describe());
                Err(Problem::new(Code::InvalidTagValue, node.span, message))
            }
        }
    }

    fn set(&mut self, id: YamlId) -> NodeId {
        if self.entries(id).is_none() {
            return self.wrong_kind(id, "a mapping");
        }
        let value = Unsupported { type_name: "set", repr: "set()".into() };
        self.plain(Kind::Unsupported(Box::new(value)), id)
    }

    fn binary(&mut self, id: YamlId) -> NodeId {
        let Some(text) = self.scalar_text(id) else { return self.wrong_kind(id, "a scalar") };
        let value = Unsupported { type_name: "bytes", repr: format!("b64({text:?})").into() };
        self.plain(Kind::Unsupported(Box::new(value)), id)
    }

    /// `!!omap` and `!!pairs`: a list of tuples of two.
    fn pairs(&mut self, id: YamlId, what: &str) -> NodeId {
        let Content::Sequence(items) = self.tree.node(id).content else {
            return self.wrong_kind(id, "a sequence");
        };
        let mut pairs = Vec::with_capacity(items.len());
        for place in items.places() {
            let item = self.tree.child(place);
            let yaml = self.tree.node(item);
            let pair = match yaml.content {
                Content::Mapping(children) if children.len() == 2 => self.tree.pairs(children).next(),
                _ => None,
            };
            let Some((key, value)) = pair else {
                let message = format!("{what} is a sequence of mappings with one key each");
                let problem = Problem::new(Code::InvalidTagValue, yaml.span, message);
                pairs.push(self.refuse(item, problem));
                continue;
            };
            let span = yaml.span;
            let pair = vec![self.object(key), self.object(value)];
            pairs.push(self.add(Kind::Tuple(pair), span, None));
        }
        self.plain(Kind::List(pairs), id)
    }
}
