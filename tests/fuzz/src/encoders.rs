//! Encoders: YAML that is loaded again is the same graph, and Python is made or refused.

use forgather_graph::encode::{self, CodeOptions, NamePolicy};
use forgather_graph::load;

use crate::graph::dialect_of;

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = crate::text(bytes);
    let dialect = dialect_of(dialect);
    let (graph, problems) = load(&text, dialect);
    if !problems.is_empty() {
        return;
    }
    let Ok(repr) = encode::repr(&graph) else { return };
    for policy in [NamePolicy::Named, NamePolicy::All] {
        let Ok(yaml) = encode::yaml(&graph, policy) else { continue };
        let (again, problems) = load(&yaml, dialect);
        assert!(problems.is_empty(), "what is written is accepted: {problems:?}\n{yaml}");
        let again = encode::repr(&again).expect("what is written is no larger");
        assert_eq!(again, repr, "the graph is the same\n{yaml}");
    }
    let targets: Vec<_> = graph.targets().into_iter().flatten().map(|(_, entry)| entry.value).collect();
    for id in targets {
        let _ = encode::code(&graph, id, &CodeOptions::default());
    }
}
