//! Which calls get a name in encoded text, and which name.

use std::collections::HashMap;

use crate::graph::{CallKind, Graph, Kind, NodeId};

/// Which calls get a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum NamePolicy {
    /// Those that are used more than once.
    Required,
    /// Those, and those that the configuration names.
    #[default]
    Named,
    /// All.
    All,
}

impl NamePolicy {
    /// The policy of that name: `required`, `named` or `all`.
    pub fn from_name(name: &str) -> Option<NamePolicy> {
        match name {
            "required" => Some(NamePolicy::Required),
            "named" => Some(NamePolicy::Named),
            "all" => Some(NamePolicy::All),
            _ => None,
        }
    }
}

/// The Greek letters that Forgather names anonymous nodes by.
const LETTERS: [&str; 24] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
];

/// `alpha_`, …, `omega_`, `beta_alpha_`, `beta_beta_`, …
fn letter_name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        let letter = LETTERS[number % LETTERS.len()];
        name = if name.is_empty() { letter.to_owned() } else { format!("{letter}_{name}") };
        number /= LETTERS.len();
        if number == 0 {
            return name + "_";
        }
    }
}

/// The names of the calls below `root`.
///
/// With `without_meta`, meta nodes below the root are passed over with all they hold, as Forgather's Python encoder
/// does: it runs them instead.
pub(super) fn names(
    graph: &Graph,
    root: NodeId,
    policy: NamePolicy,
    without_meta: bool,
) -> HashMap<NodeId, String> {
    let mut order = Vec::new();
    let mut counts: HashMap<NodeId, usize> = HashMap::new();
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        let first_child = stack.len();
        let node = graph.node(id);
        match &node.kind {
            Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
            Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| entry.value)),
            Kind::Call(call) => {
                let count = counts.entry(id).or_insert(0);
                *count += 1;
                if *count > 1 {
                    continue;
                }
                order.push(id);
                stack.extend(&call.args);
                stack.extend(call.kwargs.iter().map(|entry| entry.value));
            }
            _ => {}
        }
        if without_meta {
            let children = stack.split_off(first_child);
            stack.extend(children.into_iter().filter(|child| !is_meta(graph, *child)));
        }
        stack[first_child..].reverse();
    }
    let mut anonymous = 0;
    let mut names = HashMap::new();
    for id in order {
        let Kind::Call(call) = &graph.node(id).kind else { continue };
        let wanted = match policy {
            NamePolicy::Required => counts[&id] > 1,
            NamePolicy::Named => call.name.is_some() || counts[&id] > 1,
            NamePolicy::All => true,
        };
        if !wanted {
            continue;
        }
        let name = call.name.as_deref().map_or_else(
            || {
                anonymous += 1;
                letter_name(anonymous - 1)
            },
            str::to_owned,
        );
        names.insert(id, name);
    }
    names
}

fn is_meta(graph: &Graph, id: NodeId) -> bool {
    matches!(&graph.node(id).kind, Kind::Call(call) if call.kind == CallKind::Meta)
}

/// The calls below `root` that have a name, in the order in which they are defined: what a node uses before the node.
pub(super) fn definitions(graph: &Graph, root: NodeId, names: &HashMap<NodeId, String>) -> Vec<NodeId> {
    let mut visited = vec![false; graph.nodes().len()];
    let mut order = Vec::new();
    let mut stack = vec![(root, false)];
    while let Some((id, left)) = stack.pop() {
        if left {
            if names.contains_key(&id) {
                order.push(id);
            }
            continue;
        }
        // Whatever is below a node that was visited is already defined.
        if std::mem::replace(&mut visited[id.index()], true) {
            continue;
        }
        stack.push((id, true));
        let first_child = stack.len();
        match &graph.node(id).kind {
            Kind::List(items) | Kind::Tuple(items) => stack.extend(items.iter().map(|item| (*item, false))),
            Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| (entry.value, false))),
            Kind::Call(call) => {
                stack.extend(call.args.iter().map(|arg| (*arg, false)));
                stack.extend(call.kwargs.iter().map(|entry| (entry.value, false)));
            }
            _ => {}
        }
        stack[first_child..].reverse();
    }
    order
}

#[cfg(test)]
mod tests {
    use super::letter_name;

    #[test]
    fn letters_repeat() {
        let names: Vec<_> = [0, 1, 23, 24, 25, 576].map(letter_name).into();
        assert_eq!(names, ["alpha_", "beta_", "omega_", "beta_alpha_", "beta_beta_", "beta_alpha_alpha_"]);
    }
}
