//! What `PyYAML`'s `safe_dump` writes on one line: `yaml.safe_dump(value, default_flow_style=True,
//! allow_unicode=True, width=inf)`, and Forgather's filter `toyaml` on top of it.

mod emit;
mod resolve;
mod scalar;

use std::collections::HashMap;

use minijinja::Value;

use super::error::{PyError, PyErrorKind, PyResult};
use super::kind::{Kind, MAX_DEPTH, identity, kind, limit, undefined_error};
use super::number::float_repr;
use super::ops::sort_with_keys;
use super::repr::repr;
use super::value::{List, Undefined};
use resolve::Tag;

/// A value as `PyYAML` represents it: what it is written as, with the shared containers shared.
#[derive(Debug)]
enum Node {
    Scalar { tag: Tag, text: String },
    Sequence(Vec<usize>),
    Mapping(Vec<(usize, usize)>),
}

/// Forgather's `toyaml`: an undefined value takes the default or is an error, ints and bools print as `str` does,
/// all else as [`safe_dump_flow`].
pub fn to_yaml(value: &Value, default: Option<&Value>) -> PyResult<String> {
    let value = match (Undefined::of(value), default) {
        (None, _) => value,
        (Some(_), Some(default)) if Undefined::of(default).is_none() => default,
        (Some(undefined), _) => return Err(undefined_error(undefined)),
    };
    match kind(value) {
        Kind::Bool(_) | Kind::Int(_) => Ok(repr(value)),
        _ => safe_dump_flow(value),
    }
}

/// `yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=inf)` without the line break and
/// the document's end marker after it.
pub fn safe_dump_flow(value: &Value) -> PyResult<String> {
    let mut graph = Graph { nodes: Vec::new(), seen: HashMap::new() };
    let root = graph.represent(value, 0)?;
    Ok(emit::emit(&graph.nodes, root))
}

struct Graph {
    nodes: Vec<Node>,
    /// The containers represented so far, by identity.
    seen: HashMap<usize, usize>,
}

impl Graph {
    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn represent(&mut self, value: &Value, depth: usize) -> PyResult<usize> {
        if depth > MAX_DEPTH || self.nodes.len() > super::kind::MAX_ITEMS {
            return Err(limit("value too large or nested too deeply"));
        }
        if value.is_safe() {
            return Err(not_representable(value));
        }
        let (tag, text) = match kind(value) {
            Kind::None => (Tag::Null, "null".to_owned()),
            Kind::Bool(flag) => (Tag::Bool, flag.to_string()),
            Kind::Int(int) => (Tag::Int, int.to_string()),
            Kind::Float(float) => (Tag::Float, yaml_float(float)),
            Kind::Str(text) => (Tag::Str, text.to_owned()),
            Kind::List(items) => return self.sequence(Some(value), &items, depth),
            Kind::Tuple(items) => {
                // The empty tuple is never an alias.
                let shared = if items.is_empty() { None } else { Some(value) };
                return self.sequence(shared, &items, depth);
            }
            Kind::Dict(entries) => return self.mapping(value, entries, depth),
            _ => return Err(not_representable(value)),
        };
        Ok(self.push(Node::Scalar { tag, text }))
    }

    /// The node that a container has already, or a new one and `true`.
    fn node_of(&mut self, value: Option<&Value>, empty: Node) -> (usize, bool) {
        let Some(id) = value.and_then(identity) else { return (self.push(empty), true) };
        if let Some(node) = self.seen.get(&id) {
            return (*node, false);
        }
        let node = self.push(empty);
        self.seen.insert(id, node);
        (node, true)
    }

    fn sequence(&mut self, value: Option<&Value>, items: &[Value], depth: usize) -> PyResult<usize> {
        let (node, new) = self.node_of(value, Node::Sequence(Vec::new()));
        if new {
            let mut children = Vec::with_capacity(items.len());
            for item in items {
                children.push(self.represent(item, depth + 1)?);
            }
            self.nodes[node] = Node::Sequence(children);
        }
        Ok(node)
    }

    fn mapping(&mut self, value: &Value, entries: Vec<(Value, Value)>, depth: usize) -> PyResult<usize> {
        let (node, new) = self.node_of(Some(value), Node::Mapping(Vec::new()));
        if new {
            let mut children = Vec::with_capacity(entries.len());
            for (key, item) in sorted(entries) {
                let key = self.represent(&key, depth + 1)?;
                children.push((key, self.represent(&item, depth + 1)?));
            }
            self.nodes[node] = Node::Mapping(children);
        }
        Ok(node)
    }
}

/// `PyYAML` sorts the entries by their keys, and leaves them as they are where keys cannot be compared.
fn sorted(entries: Vec<(Value, Value)>) -> Vec<(Value, Value)> {
    let keyed = entries
        .iter()
        .map(|(key, value)| (key.clone(), List::value(vec![key.clone(), value.clone()])))
        .collect();
    let Ok(sorted) = sort_with_keys(keyed, false) else { return entries };
    let pair = |value: &Value| match kind(value) {
        Kind::List(pair) => Some((pair.first()?.clone(), pair.get(1)?.clone())),
        _ => None,
    };
    sorted.iter().filter_map(pair).collect()
}

fn not_representable(value: &Value) -> PyError {
    PyError::new(PyErrorKind::Representer, format!("('cannot represent an object', {})", repr(value)))
}

fn yaml_float(float: f64) -> String {
    if float.is_nan() {
        return ".nan".to_owned();
    }
    if float.is_infinite() {
        return if float > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = float_repr(float);
    // YAML 1.1 has no floats without a point.
    if text.contains('.') { text } else { text.replacen('e', ".0e", 1) }
}
