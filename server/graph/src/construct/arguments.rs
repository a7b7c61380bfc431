//! `arg0`, `arg12`, …: positional arguments given as keys, so that a child template can replace one.

use std::cmp::Ordering;

use crate::graph::{Entry, Kind, Node, NodeId};
use crate::problem::{Code, Problem};
use crate::python::Int;

/// Splits the positional arguments off, sorted by number.
///
/// Forgather sorts pairs of number and value by `bisect.insort`: values of equal numbers (`arg1`, `arg01`) are
/// compared, and it is an error where Python cannot.
pub(super) fn positional(nodes: &[Node], entries: Vec<Entry>) -> Result<(Vec<NodeId>, Vec<Entry>), Problem> {
    if entries.iter().all(|entry| number(&nodes[entry.key.index()]).is_none()) {
        return Ok((Vec::new(), entries));
    }
    let mut args: Vec<(u64, NodeId)> = Vec::new();
    let mut kwargs = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = &nodes[entry.key.index()];
        let Some(number) = number(key) else {
            kwargs.push(entry);
            continue;
        };
        let (mut low, mut high) = (0, args.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let (other, value) = args[middle];
            let before = if number == other {
                less(nodes, entry.value, value).ok_or_else(|| {
                    let message = "this argument has the number of another one, and their values have no order; renumber it";
                    Problem::new(Code::InvalidTagValue, key.span, message)
                })?
            } else {
                number < other
            };
            if before {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        args.insert(low, (number, entry.value));
    }
    Ok((args.into_iter().map(|(_, value)| value).collect(), kwargs))
}

fn number(key: &Node) -> Option<u64> {
    let Kind::Str(text) = &key.kind else { return None };
    let digits = text.strip_prefix("arg")?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// Python's `a < b`; none where it raises.
fn less(nodes: &[Node], a: NodeId, b: NodeId) -> Option<bool> {
    compare(nodes, a, b).map(|order| order == Ordering::Less)
}

/// The order of two values; none where Python has none.
fn compare(nodes: &[Node], a: NodeId, b: NodeId) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    let (a, b) = (&nodes[a.index()].kind, &nodes[b.index()].kind);
    if let (Some(a), Some(b)) = (numeric(a), numeric(b)) {
        return a.partial_cmp(&b);
    }
    match (a, b) {
        (Kind::Null, Kind::Null) => Some(Ordering::Equal),
        (Kind::Str(a), Kind::Str(b)) => Some(a.cmp(b)),
        (Kind::List(a), Kind::List(b)) | (Kind::Tuple(a), Kind::Tuple(b)) => {
            for (a, b) in a.iter().zip(b) {
                match compare(nodes, *a, *b)? {
                    Ordering::Equal => {}
                    order => return Some(order),
                }
            }
            Some(a.len().cmp(&b.len()))
        }
        (Kind::Dict(a), Kind::Dict(b)) if a.is_empty() && b.is_empty() => Some(Ordering::Equal),
        _ => None,
    }
}

fn numeric(kind: &Kind) -> Option<f64> {
    match kind {
        Kind::Bool(value) => Some(f64::from(u8::from(*value))),
        Kind::Int(Int::Small(value)) => Some(*value as f64),
        Kind::Int(Int::Big(digits)) => digits.parse().ok(),
        Kind::Float(value) => Some(*value),
        _ => None,
    }
}
