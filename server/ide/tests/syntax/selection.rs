use std::fmt::Write as _;

use expect_test::{Expect, expect};
use forgather_dialect::{FileOffset, SourceFile};
use forgather_ide::selection::selection_ranges;

use crate::{current, marked, older};

/// The steps from each marker, one a line, shortened in the middle.
fn check(read: fn(&str) -> SourceFile, text: &str, expected: &Expect) {
    let (text, places) = marked(text);
    let source = read(&text);
    let mut found = String::new();
    let offsets: Vec<FileOffset> = places.into_iter().map(FileOffset::from).collect();
    for steps in selection_ranges(&source, &offsets) {
        for span in steps {
            let step = &text[span.range()];
            let letters: Vec<char> = step.chars().collect();
            let shown = if letters.len() > 60 {
                let (start, end) = (&letters[..28], &letters[letters.len() - 28..]);
                format!("{}…{}", start.iter().collect::<String>(), end.iter().collect::<String>())
            } else {
                step.to_owned()
            };
            let _ = writeln!(found, "{shown:?}");
        }
        found.push('\n');
    }
    expected.assert_eq(&found);
}

#[test]
fn from_a_word_in_an_expression_to_the_file() {
    check(
        current,
        "## é\n-- block a\n-- set x = f(ns.va$0lue, 'some te$0xt') | default(3)  ## why$0\n-- endblock a\nb: 1\n",
        &expect![[r###"
            "value"
            "ns.value"
            "f(ns.value, 'some text')"
            "f(ns.value, 'some text') | default(3)"
            "set x = f(ns.value, 'some text') | default(3)"
            "-- set x = f(ns.value, 'some text') | default(3)"
            "-- set x = f(ns.value, 'some text') | default(3)  ## why"
            "-- block a\n-- set x = f(ns.v…ult(3)  ## why\n-- endblock a"
            "## é\n-- block a\n-- set x = f…)  ## why\n-- endblock a\nb: 1"
            "## é\n-- block a\n-- set x = f…  ## why\n-- endblock a\nb: 1\n"

            "text"
            "some text"
            "'some text'"
            "f(ns.value, 'some text')"
            "f(ns.value, 'some text') | default(3)"
            "set x = f(ns.value, 'some text') | default(3)"
            "-- set x = f(ns.value, 'some text') | default(3)"
            "-- set x = f(ns.value, 'some text') | default(3)  ## why"
            "-- block a\n-- set x = f(ns.v…ult(3)  ## why\n-- endblock a"
            "## é\n-- block a\n-- set x = f…)  ## why\n-- endblock a\nb: 1"
            "## é\n-- block a\n-- set x = f…  ## why\n-- endblock a\nb: 1\n"

            "why"
            "## why"
            "-- set x = f(ns.value, 'some text') | default(3)  ## why"
            "-- block a\n-- set x = f(ns.v…ult(3)  ## why\n-- endblock a"
            "## é\n-- block a\n-- set x = f…)  ## why\n-- endblock a\nb: 1"
            "## é\n-- block a\n-- set x = f…  ## why\n-- endblock a\nb: 1\n"

        "###]],
    );
}

#[test]
fn from_a_scalar_to_the_mapping_around() {
    check(
        current,
        "a:\n    b: !call:mod.sub:Cl$0ass@name\n        lr: 1\n        opt: [ 'é', { k: v$0al } ]\n    c: 2\nd: 1\n",
        &expect![[r#"
            "Class"
            "mod.sub:Class"
            "!call:mod.sub:Class@name"
            "!call:mod.sub:Class@name\n   …    opt: [ 'é', { k: val } ]"
            "b: !call:mod.sub:Class@name\n…    opt: [ 'é', { k: val } ]"
            "b: !call:mod.sub:Class@name\n…[ 'é', { k: val } ]\n    c: 2"
            "a:\n    b: !call:mod.sub:Clas…[ 'é', { k: val } ]\n    c: 2"
            "a:\n    b: !call:mod.sub:Clas…, { k: val } ]\n    c: 2\nd: 1"
            "a:\n    b: !call:mod.sub:Clas… { k: val } ]\n    c: 2\nd: 1\n"

            "val"
            "k: val"
            " k: val "
            "{ k: val }"
            " 'é', { k: val } "
            "[ 'é', { k: val } ]"
            "opt: [ 'é', { k: val } ]"
            "lr: 1\n        opt: [ 'é', { k: val } ]"
            "!call:mod.sub:Class@name\n   …    opt: [ 'é', { k: val } ]"
            "b: !call:mod.sub:Class@name\n…    opt: [ 'é', { k: val } ]"
            "b: !call:mod.sub:Class@name\n…[ 'é', { k: val } ]\n    c: 2"
            "a:\n    b: !call:mod.sub:Clas…[ 'é', { k: val } ]\n    c: 2"
            "a:\n    b: !call:mod.sub:Clas…, { k: val } ]\n    c: 2\nd: 1"
            "a:\n    b: !call:mod.sub:Clas… { k: val } ]\n    c: 2\nd: 1\n"

        "#]],
    );
}

#[test]
fn a_value_with_an_expression_in_it() {
    check(
        current,
        "a: \"x {{ n$0s.y }} z\"\nb: 1\n",
        &expect![[r#"
        "ns"
        "ns.y"
        "{{ ns.y }}"
        "x {{ ns.y }} z"
        "\"x {{ ns.y }} z\""
        "a: \"x {{ ns.y }} z\""
        "a: \"x {{ ns.y }} z\"\nb: 1"
        "a: \"x {{ ns.y }} z\"\nb: 1\n"

    "#]],
    );
}

#[test]
fn blocks_by_header_are_steps_where_they_are_headers() {
    check(
        current,
        "[a]\nb: 1$0\n[c]\nd: 2\n",
        &expect![[r#"
            "1"
            "b: 1"
            "[a]\nb: 1"
            "[a]\nb: 1\n[c]\nd: 2"
            "[a]\nb: 1\n[c]\nd: 2\n"

        "#]],
    );
    check(
        older,
        "[a]\nb: 1$0\n[c]\nd: 2\n",
        &expect![[r#"
        "1"
        "b: 1"
        "b: 1\n[c]\nd: 2"
        "[a]\nb: 1\n[c]\nd: 2"
        "[a]\nb: 1\n[c]\nd: 2\n"

    "#]],
    );
}

#[test]
fn a_sub_template_is_a_step() {
    check(
        current,
        "x: 1\n#---- sub$0.yaml ----\ny: 1$0\n#---- other ----\nz: 1\n",
        &expect![[r##"
        "sub"
        "sub.yaml"
        "#---- sub.yaml ----\ny: 1"
        "x: 1\n#---- sub.yaml ----\ny: 1\n#---- other ----\nz: 1\n"

        "1"
        "y: 1"
        "#---- sub.yaml ----\ny: 1"
        "x: 1\n#---- sub.yaml ----\ny: 1\n#---- other ----\nz: 1\n"

    "##]],
    );
}

#[test]
fn branches_and_items() {
    check(
        current,
        "-- if a:\n- x: 1\n  y: 2$0\n- z\n-- else:\n- w\n-- endif\n",
        &expect![[r#"
            "2"
            "y: 2"
            "x: 1\n  y: 2"
            "- x: 1\n  y: 2"
            "- x: 1\n  y: 2\n- z"
            "- x: 1\n  y: 2\n- z\n-- else:\n- w"
            "-- if a:\n- x: 1\n  y: 2\n- z\n-- else:\n- w\n-- endif"
            "-- if a:\n- x: 1\n  y: 2\n- z\n-- else:\n- w\n-- endif\n"

        "#]],
    );
}

#[test]
fn broken_text_around() {
    check(
        current,
        "-- block\na: {{ x\nb:\n  c: [1, t$0wo\nd: }}\r\n",
        &expect![[r#"
            "two"
            "[1, two"
            "c: [1, two"
            "b:\n  c: [1, two"
            "a: {{ x\nb:\n  c: [1, two\nd: }}"
            "-- block\na: {{ x\nb:\n  c: [1, two\nd: }}"
            "-- block\na: {{ x\nb:\n  c: [1, two\nd: }}\r\n"

        "#]],
    );
}

#[test]
fn nothing_but_the_file() {
    check(
        current,
        "$0",
        &expect![[r#"
        ""

    "#]],
    );
    check(
        current,
        "\n$0\n",
        &expect![[r#"
        "\n\n"

    "#]],
    );
}
