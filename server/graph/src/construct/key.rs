//! When two keys of a mapping are the same key to Python.

use crate::graph::{Kind, Node, NodeId};
use crate::python::Int;

/// A key as Python hashes and compares it.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Null,
    /// `1`, `1.0` and `True` are one key.
    Int(i64),
    Big(&'a str),
    /// A float that is no 64-bit integer, by its bits. `PyYAML` has a single `nan` object, so it equals itself.
    Float(u64),
    Str(&'a str),
    Other(&'static str, &'a str),
    /// Nodes are equal if they are the same object.
    Node(NodeId),
}

/// The key that a node is; none where it cannot be one, as a list cannot.
pub(super) fn key(nodes: &[Node], id: NodeId) -> Option<Key<'_>> {
    Some(match &nodes[id.index()].kind {
        Kind::Null => Key::Null,
        Kind::Bool(value) => Key::Int(i64::from(*value)),
        Kind::Int(Int::Small(value)) => Key::Int(*value),
        Kind::Int(Int::Big(digits)) => Key::Big(digits),
        Kind::Float(value) => {
            let whole = value.fract() == 0.0 && value.abs() < 9e15;
            if whole { Key::Int(*value as i64) } else { Key::Float(value.to_bits()) }
        }
        Kind::Str(text) => Key::Str(text),
        Kind::Unsupported(value) if value.type_name == "set" => return None,
        Kind::Unsupported(value) => Key::Other(value.type_name, &value.repr),
        Kind::List(_) | Kind::Dict(_) | Kind::Tuple(_) => return None,
        Kind::Var(_) | Kind::Call(_) | Kind::Invalid => Key::Node(id),
    })
}
