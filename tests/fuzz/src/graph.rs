//! Loading YAML: a graph whatever the text, and every position in it.

use forgather_graph::{Dialect, Span, encode, load};

pub(crate) fn check(bytes: &[u8]) {
    let (text, dialect) = crate::text(bytes);
    let (graph, problems) = load(&text, dialect_of(dialect));
    let is_in = |span: Span| span.start <= span.end && span.end.to_usize() <= text.len();
    for node in graph.nodes() {
        assert!(is_in(node.span), "a node is in the text: {:?}", node.span);
    }
    for anchor in &graph.anchors {
        assert!(
            is_in(anchor.span) && text[anchor.span.start.to_usize()..].starts_with('&'),
            "an anchor is at its sigil"
        );
    }
    for alias in &graph.aliases {
        assert!(
            is_in(alias.span) && text[alias.span.start.to_usize()..].starts_with('*'),
            "an alias is at its sigil"
        );
    }
    for problem in &problems {
        assert!(is_in(problem.span), "a problem is in the text: {problem:?}");
        assert!(!problem.message.is_empty(), "a problem says what is wrong");
    }
    let json = encode::json(&graph);
    if let Ok(json) = json {
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON is JSON");
    }
    // Whatever the graph, an encoder answers.
    let _ = (encode::repr(&graph), encode::dot(&graph), encode::tree(&graph));
}

pub(crate) fn dialect_of(dialect: forgather_dialect::Dialect) -> Dialect {
    match dialect {
        forgather_dialect::Dialect::Current => Dialect::Current,
        forgather_dialect::Dialect::June2025 => Dialect::June2025,
    }
}
