//! Each problem: one text that has it, with its place to the byte, and a near miss that has none.

use forgather_graph::{Dialect, load};

/// `⟦…⟧` marks the place of the problem in the text, `⟪…⟫` that of what is related to it.
#[track_caller]
fn fires(code: &str, marked: &str) {
    fires_in(Dialect::Current, code, marked);
}

#[track_caller]
fn fires_in(dialect: Dialect, code: &str, marked: &str) {
    let mut text = String::new();
    let mut marks = [None; 4];
    for ch in marked.chars() {
        match "⟦⟧⟪⟫".chars().position(|mark| mark == ch) {
            Some(at) => marks[at] = Some(text.len()),
            None => text.push(ch),
        }
    }
    let (_, problems) = load(&text, dialect);
    let [problem] = &problems[..] else { panic!("one problem expected in {text:?}, found {problems:#?}") };
    assert_eq!(problem.code.as_str(), code, "{problem:?}");
    let span = (Some(problem.span.start.to_usize()), Some(problem.span.end.to_usize()));
    assert_eq!(span, (marks[0], marks[1]), "{problem:?}");
    if marks[2].is_some() {
        let related = problem.related.first().map(|related| related.span);
        let found = (related.map(|span| span.start.to_usize()), related.map(|span| span.end.to_usize()));
        assert_eq!(found, (marks[2], marks[3]), "{problem:?}");
    }
    let lower = problem.message.starts_with(|ch: char| ch.is_lowercase() || ch == '`');
    assert!(lower && !problem.message.ends_with('.'), "{}", problem.message);
}

#[track_caller]
fn silent(text: &str) {
    let (_, problems) = load(text, Dialect::Current);
    assert_eq!(problems, [], "{text:?}");
}

#[test]
fn yaml_syntax() {
    fires("yaml-syntax", "a: b⟦:⟧ c\n");
    silent("a: 'b: c'\n");
    fires("yaml-syntax", "a: ⟪[⟫1, 2\nb⟦:⟧ 3\n");
    silent("a: [1, 2]\nb: 3\n");
    fires("yaml-syntax", "a:\n⟦\t⟧- 1\n");
    silent("a: 'x\ty'\n");
    fires("yaml-syntax", "a: &x⟦.⟧y 1\n");
    silent("a: &x-y_1 1\n");
    fires("yaml-syntax", "a: 1\n⟦---⟧\nb: 2\n");
    silent("---\na: 1\n...\n");
    fires("yaml-syntax", "a: x⟦\u{1}⟧y\n");
    silent("a: \"x\\x01y\"\n");
    fires("yaml-syntax", "a: ⟪\"⟫x⟦⟧");
    silent("a: \"x\"");
}

/// What people get wrong while they type: one problem each, at the right place, with words for it.
#[test]
fn faults_of_typing() {
    for (marked, words) in [
        ("a: 1\n⟪f⟫oo\n⟦b⟧: 2\n", "`foo` before this is no key without a `:`"),
        ("a: 1\n⟪b⟫:2\n⟦c⟧: 3\n", "write `b: 2`"),
        ("x:\n  ⟪a⟫:1\n  b⟦:⟧ 2\n", "write `a: 1`"),
        ("a:\n  b: 1\n ⟦c⟧: 2\nd: 3\n", "indented like none of the keys"),
        ("a: ⟪1⟫\n  b⟦:⟧ 2\nc: 3\n", "the text `1` above it goes on"),
        ("a:\n  ⟪-⟫ x: 1\n   ⟦y⟧: 2\nb: 1\n", "indented like none of the list items"),
        ("⟪a⟫: 1\n⟦-⟧ 2\nb: 1\n", "a list item cannot stand beside keys"),
        ("⟪-⟫ 1\n⟦a⟧: 2\n", "a key cannot stand beside list items"),
        ("a: ⟦-⟧ 1\nb: 2\n", "begin it on the next line"),
        ("a: ⟪[⟫1, 2\nb⟦:⟧ 3\nc: 4\n", "close the `[`"),
        ("a: ⟪{⟫x: 1\nb⟦:⟧ 2\nc: 3\n", "close the `{`"),
        ("a: ⟪[⟫1, 2\n⟦⟧", "`[` is still open"),
        ("a: ⟪'⟫x\nb: 1\nc: 2\n⟦⟧", "`'` is still open"),
        ("a: ⟪'⟫x\nb: 1\nc: '⟦y⟧'\nd: 2\n", "check where the quotes close"),
        ("a: ⟪'⟫x' ⟦y⟧\nb: 1\n", "text cannot follow what is in quotes"),
        ("a:\n⟦\t⟧b: 1\nc: 2\n", "a tab cannot indent a line"),
        ("a:⟦\t⟧ \tb\nc: 2\n", "a tab cannot stand between values"),
        ("a: ⟦@⟧b\nc: 2\n", "`@` cannot begin a value; put the value in quotes"),
        ("a: ⟦`⟧b`\nc: 2\n", "a backquote cannot begin a value"),
        ("a: ⟦%⟧b\nc: 2\n", "`%` cannot begin a value"),
        ("key: ⟪v⟫alue⟦:⟧ more\nb: 1\n", "quote the value if the `:` is part of it"),
        ("a: 1\n...\n⟦b⟧: 2\n", "remove the `...`"),
        ("!call:f []\n⟦b⟧: 2\n", "make one mapping or list of all"),
    ] {
        fires("yaml-syntax", marked);
        let text: String = marked.chars().filter(|ch| !"⟦⟧⟪⟫".contains(*ch)).collect();
        let message = &load(&text, Dialect::Current).1[0].message;
        assert!(message.contains(words), "{text:?}: {message}");
    }
}

#[test]
fn undefined_alias() {
    fires("undefined-alias", "a: ⟦*x⟧\nb: &x 1\n");
    silent("b: &x 1\na: *x\n");
    fires("undefined-alias", "a: ⟦&x⟧ [ ⟪*x⟫ ]\n");
    silent("a: &x [ 1 ]\nb: [ *x ]\n");
}

#[test]
fn duplicate_anchor() {
    fires("duplicate-anchor", "a: ⟪&x⟫ 1\nb: ⟦&x⟧ 2\n");
    fires("duplicate-anchor", "a: ⟪&x⟫ 1\nb: ⟦!!str &x⟧ 2\n");
    silent("a: &x 1\nb: &X 2\n");
}

#[test]
fn unknown_tag() {
    fires("unknown-tag", "a: ⟦!foo:bar⟧ [1]\n");
    fires("unknown-tag", "a: ⟦&x !foo⟧ [1]\n");
    fires("unknown-tag", "a: ⟦!!python/tuple⟧ [1]\n");
    fires("unknown-tag", "a: ⟦!variable⟧ x\n");
    fires("unknown-tag", "a: ⟦<<⟧\n");
    fires_in(Dialect::June2025, "unknown-tag", "a: ⟦!dlist⟧ {x: 1}\n");
    silent("a: !callable:x []\nb: !dlist {x: 1}\nc: '<<'\n");
}

#[test]
fn invalid_tag_value() {
    fires("invalid-tag-value", "a: ⟦!var [x]⟧\n");
    fires("invalid-tag-value", "a: ⟦!var {default: 1}⟧\n");
    fires("invalid-tag-value", "a: !var {name: x, ⟦other⟧: 1}\n");
    fires("invalid-tag-value", "a: !var {name: ⟦12⟧}\n");
    silent("a: !var {name: x, default: null}\nb: !var 12\n");
    fires("invalid-tag-value", "a: ⟦!list {x: 1}⟧\n");
    fires("invalid-tag-value", "a: ⟦!tuple x⟧\n");
    fires("invalid-tag-value", "a: ⟦!dlist [1]⟧\n");
    fires("invalid-tag-value", "a: ⟦!dict [1]⟧\n");
    fires_in(Dialect::June2025, "invalid-tag-value", "a: ⟦!tuple ''⟧\n");
    silent("a: !list ''\nb: !tuple\nc: !dict ''\nd: !dlist ''\n");
    fires("invalid-tag-value", "a: !call:f { kwargs: ⟦[1]⟧ }\n");
    fires("invalid-tag-value", "a: !call:f { args: ⟦5⟧ }\n");
    silent("a: !call:f { args: [1], kwargs: {x: 1} }\nb: !call:f { args: 5, x: 1 }\n");
    fires("invalid-tag-value", "a: !call:f { ⟦constructor⟧: 1 }\n");
    fires("invalid-tag-value", "a: !call:f { ⟦1⟧: 2 }\n");
    fires("invalid-tag-value", "a: !dict { ⟦yes⟧: 2 }\n");
    silent("a: !call:f { 'yes': 1, name: 2 }\n");
    fires("invalid-tag-value", "a: !call:f { arg1: 1, ⟦arg01⟧: x }\n");
    silent("a: !call:f { arg1: 1, arg01: 2, arg: 3 }\n");
    fires("invalid-tag-value", "a: ⟦!!int abc⟧\n");
    fires("invalid-tag-value", "a: ⟦!!seq x⟧\n");
    silent("a: !!int 0o17\nb: !!float 1\n");
    fires("invalid-tag-value", "x: &x [⟦1⟧]\ny: ⟪{<<: *x}⟫\n");
    silent("x: &x [{a: 1}]\ny: {<<: *x}\n");
}

#[test]
fn unsupported_type() {
    fires("unsupported-type", "a: ⟦2001-12-14⟧\n");
    fires("unsupported-type", "a: ⟦!!set {x, y}⟧\n");
    fires("unsupported-type", "a: ⟦!!binary aGk=⟧\n");
    // A key may be a date, and `.define` replaces what an equal key held before.
    silent("a: '2001-12-14'\nb: {2001-12-14: 1}\n.define: 2001-12-14\n.define: 1\n");
    fires("unsupported-type", "⟦yes⟧: 1\n");
    fires("unsupported-type", "a: {⟦[1]⟧: 2}\n");
    silent("'yes': 1\nb: {yes: 1}\n");
}

#[test]
fn duplicate_name() {
    fires("duplicate-name", "a: !call:f⟪@n⟫ []\nb: !call:g⟦@n⟧ []\n");
    silent("a: &a !call:f@n []\nb: *a\nc: !call:g@m []\n");
}

#[test]
fn invalid_import_spec() {
    fires("invalid-import-spec", "a: ⟦!call⟧ []\n");
    fires("invalid-import-spec", "a: ⟦&x !partial⟧\n");
    silent("a: !call: []\nb: !callf []\n");
}

#[test]
fn render_limit() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let (_, problems) = load(&deep(500), Dialect::Current);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code.as_str(), "render-limit");
    assert_eq!(problems[0].span.start.to_usize(), 399);
    silent(&deep(300));
}

#[test]
fn independent_faults_are_all_reported() {
    let text = "a: !foo 1\nb: *x\nc: 2001-12-14\nd: !call []\ne: !!int x\n";
    let (_, problems) = load(text, Dialect::Current);
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(
        codes,
        ["undefined-alias", "unknown-tag", "invalid-import-spec", "invalid-tag-value", "unsupported-type"]
    );
}
