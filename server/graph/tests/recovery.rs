//! What is still in the graph of a broken text.

use forgather_graph::{Dialect, Kind, encode, load};

/// The targets of a broken text, and the codes of its problems.
fn recovered(text: &str) -> (Vec<String>, Vec<&'static str>) {
    let (graph, problems) = load(text, Dialect::Current);
    let targets =
        graph.targets().map(|targets| targets.map(|(name, _)| name.to_owned()).collect()).unwrap_or_default();
    (targets, problems.iter().map(|problem| problem.code.as_str()).collect())
}

#[track_caller]
fn check(text: &str, targets: &[&str], codes: &[&str]) {
    let (found, problems) = recovered(text);
    assert_eq!(found, targets, "{text:?}");
    assert_eq!(problems, codes, "{text:?}");
}

#[test]
fn entries_around_a_syntax_error_stay() {
    check("a: 1\nb: x: y\nc: 3\n", &["a", "b", "c"], &["yaml-syntax"]);
    check("a: 1\nb: [1, 2\nc: 3\nd: 4\n", &["a", "b", "c", "d"], &["yaml-syntax"]);
    check("a: 1\nb: 'x\nc: 3\nd: 4\n", &["a", "b", "c", "d"], &["yaml-syntax"]);
    check("a:\n  x: 1\n y: 2\nc: 3\n", &["a", "c"], &["yaml-syntax"]);
    check("a: 1\nb: {x: ]}\nc: `3`\nd: 4\n", &["a", "b", "c", "d"], &["yaml-syntax", "yaml-syntax"]);
}

#[test]
fn what_is_broken_stands_as_invalid() {
    let (graph, _) = load("a: 1\nb: x: y\nc: 3\n", Dialect::Current);
    assert_eq!(encode::repr(&graph).unwrap(), "{'a': 1, 'b': ..., 'c': 3}");
}

#[test]
fn a_broken_entry_keeps_what_was_read_of_it() {
    for (text, expected) in [
        ("a: {x: 1, y: [2, 3\nb: 1\n", "{'a': {'x': 1, 'y': [2, 3]}, 'b': 1}"),
        ("a:\n  x: 1\n  y: z: 1\n  w: 1\nb: 1\n", "{'a': {'x': 1, 'y': ...}, 'b': 1}"),
        ("a:\n- 1\n- {x: `}\n- 3\nb: 1\n", "{'a': [1], 'b': 1}"),
        ("- 1\n- x: [\n- 3\n", "[1, {'x': []}, 3]"),
        ("  a: 1\n  b: x: y\n  c: 3\n", "{'a': 1, 'b': ..., 'c': 3}"),
        ("a: 'x\nb: 1\nc: 'y'\nd: 2\n", "{'a': ..., 'b': 1, 'c': 'y', 'd': 2}"),
        (
            "!call:f@n\na: 1\nb: x: y\nc: 3\n",
            "SingletonNode('f', *(), identity='n', **{'a': 1, 'b': ..., 'c': 3})",
        ),
    ] {
        let (graph, problems) = load(text, Dialect::Current);
        assert_eq!(problems.len(), 1, "{text:?}: {problems:?}");
        assert_eq!(encode::repr(&graph).unwrap(), expected, "{text:?}");
    }
}

#[test]
fn independent_errors_are_all_reported() {
    check(
        "a: b: c\nd: [\n1,\n2,\n]\ne: @x\nf: 1\ng: [1, 2\nh: 3\ni: {x: ]}\n",
        &["a", "d", "e", "f", "g", "h", "i"],
        &["yaml-syntax"; 4],
    );
    check("a: [*x , 1\nb: 1\nc: 1\n", &["a", "b", "c"], &["undefined-alias", "yaml-syntax"]);
    check("%TAG !e! !call:\n---\na: b: c\nd: !e!f []\n", &["a", "d"], &["yaml-syntax"]);
}

#[test]
fn a_root_that_is_complete_stays() {
    check("a: 1\nb: 2\n...\nc: 3\n", &["a", "b", "c"], &["yaml-syntax"]);
    // What its anchor names is the complete one.
    check("&r\na: {b: *r}\n...\nc: 'x'\nd: *r\n", &["a", "c", "d"], &["yaml-syntax", "undefined-alias"]);
}

#[test]
fn anchors_reach_over_the_break() {
    check(
        "x: &x 1\nb: : :\nc: *x\nd: &y [\ne: *y\n",
        &["x", "b", "c", "d", "e"],
        &["yaml-syntax", "yaml-syntax"],
    );
}

#[test]
fn bad_values_leave_the_rest() {
    let (graph, problems) = load("a: [1, *x, 2]\nb: {x: !foo 1, y: 2}\n", Dialect::Current);
    assert_eq!(problems.len(), 2);
    assert_eq!(encode::repr(&graph).unwrap(), "{'a': [1, ..., 2], 'b': {'x': ..., 'y': 2}}");
}

#[test]
fn a_bad_argument_leaves_the_call() {
    let (graph, problems) = load("a: !call:f@n {self: 1, x: 2}\n", Dialect::Current);
    assert_eq!(problems.len(), 1);
    assert_eq!(encode::repr(&graph).unwrap(), "{'a': SingletonNode('f', *(), identity='n', **{'x': 2})}");
}

#[test]
fn any_prefix_of_a_text_loads() {
    let text = ".define: &x !call:m:f@n { a: [1, 'é'], b: \"\\u00e9\" }\nmain: !partial:p.py:C\n    args: [ *x ]\n    kwargs:\n        text: |\n            é 😀\n        v: !var { name: v, default: 1.5 }\n? !tuple [ ]\n: <<\n";
    for (at, _) in text.char_indices() {
        for piece in [&text[..at], &text[at..]] {
            let (graph, problems) = load(piece, Dialect::Current);
            for problem in &problems {
                assert!(
                    problem.span.end.to_usize() <= piece.len()
                        && piece.is_char_boundary(problem.span.start.to_usize()),
                    "{problem:?}"
                );
            }
            assert!(graph.nodes().iter().all(|node| node.span.end.to_usize() <= piece.len()));
            let _ = (encode::repr(&graph), encode::json(&graph), encode::dot(&graph));
        }
    }
}

#[test]
fn every_part_has_its_place() {
    let text = "main: &m !call:torch.nn:Linear@linear\n    bias: true\n";
    let (graph, problems) = load(text, Dialect::Current);
    assert_eq!(problems, []);
    let node = graph.node(graph.target("main").unwrap());
    let head = node.head.as_deref().unwrap();
    let written = |span: Option<forgather_graph::Span>| span.unwrap().of(text);
    assert_eq!(written(head.tag), "!call:torch.nn:Linear@linear");
    assert_eq!(written(head.spec), "torch.nn:Linear");
    assert_eq!(written(head.name), "@linear");
    assert_eq!(written(head.anchor), "&m");
    assert_eq!(node.span.of(text), "&m !call:torch.nn:Linear@linear\n    bias: true");
    let Kind::Call(call) = &node.kind else { panic!() };
    assert_eq!(graph.node(call.kwargs[0].key).span.of(text), "bias");
    assert_eq!(graph.anchors[0].name.as_ref(), "m");
}

#[test]
fn replaced_keys_are_known() {
    let text = "a: 1\nb: &b {x: 1}\nc: {<<: *b , x: 2}\na: 3\n";
    let (graph, _) = load(text, Dialect::Current);
    let found: Vec<(&str, u32, bool)> =
        graph.overridden.iter().map(|lost| (lost.key.of(text), lost.by.start.0, lost.merged)).collect();
    assert_eq!(found, [("x", 31, true), ("a", 37, false)]);
}
