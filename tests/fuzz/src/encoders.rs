//! Encoders: YAML that is loaded again is the same graph, and Python is made or refused.

use forgather_graph::encode::{self, CodeOptions, NamePolicy};
use forgather_graph::{Kind, load};

use crate::graph::dialect_of;

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = crate::text(bytes);
    let dialect = dialect_of(dialect);
    let (graph, problems) = load(&text, dialect);
    // Forgather's YAML is that of a mapping that has entries.
    if !problems.is_empty() || graph.targets().into_iter().flatten().next().is_none() {
        return;
    }
    let Ok(repr) = encode::repr(&graph) else { return };
    // Forgather writes text as Python's `repr`, nothing for what is empty, a tuple as a call that makes one, `inf` and
    // `nan` as YAML has no numbers, a variable anew wherever it is used, a name of a list or mapping as one of its
    // entries, any name as an anchor, a key that is no text as its `repr`, and leaves out where submodules are looked for.
    let is_text = |id| matches!(graph.node(id).kind, Kind::Str(_));
    let is_other = graph.nodes().iter().any(|node| match &node.kind {
        Kind::Dict(entries) => entries.is_empty() || entries.iter().any(|entry| !is_text(entry.key)),
        Kind::Tuple(_) => true,
        Kind::Str(text) => {
            text.contains(['\'', '\\']) || text.contains(|c: char| c != ' ' && !c.is_ascii_graphic())
        }
        Kind::List(items) => items.is_empty(),
        Kind::Call(call) => {
            call.submodule_searchpath.is_some()
                || call.constructor.starts_with("named_")
                || call.name.as_ref().is_some_and(|name| !is_anchor(name))
        }
        Kind::Float(number) => !number.is_finite(),
        _ => false,
    });
    if is_other {
        return;
    }
    let has_variables = graph.nodes().iter().any(|node| matches!(node.kind, Kind::Var(_)));
    let known = |repr: &str| if has_variables { without_identities(repr) } else { repr.to_owned() };
    for policy in [NamePolicy::Named, NamePolicy::All] {
        let Ok(yaml) = encode::yaml(&graph, policy) else { continue };
        let (again, problems) = load(&yaml, dialect);
        assert!(problems.is_empty(), "what is written is accepted: {problems:?}\n{yaml}");
        let again = encode::repr(&again).expect("what is written is no larger");
        assert!(known(&again) == known(&repr), "the graph is the same:\n{repr}\n{again}\n{yaml}");
    }
    let targets: Vec<_> = graph.targets().into_iter().flatten().map(|(_, entry)| entry.value).collect();
    for id in targets {
        let _ = encode::code(&graph, id, &CodeOptions::default());
    }
}

/// Whether PyYAML would read a name as one of an anchor.
fn is_anchor(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A `repr` without the numbers that tell which nodes are shared.
fn without_identities(repr: &str) -> String {
    let mut parts = repr.split("identity=#");
    let mut rest: String = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    rest
}
