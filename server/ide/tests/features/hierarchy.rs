//! How templates and blocks stand to each other.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::TemplateRef;
use forgather_ide::hierarchy::block_states;

use crate::fixture::Fixture;

/// The blocks of the template that each mark is in, a line each.
fn states(fixture: &Fixture) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let file = snapshot.file(&path).expect("the file");
        let part = forgather_ide::part_at(&file.source, offset).expect("a part");
        let states = block_states(&snapshot, &TemplateRef { file, part }).expect("not cancelled");
        let mut lines: Vec<String> = states
            .iter()
            .map(|(name, state)| {
                format!("{name} overrides {}, {} below", state.overrides, state.overridden_by)
            })
            .collect();
        lines.sort();
        out += &format!("{number}: {}\n", lines.join("; "));
    }
    out
}

fn check_states(fixture: &str, expected: &Expect) {
    expected.assert_eq(&states(&Fixture::new(fixture)));
}

#[test]
fn blocks_are_counted_along_the_line() {
    check_states(
        "\
//- configs/main.yaml
-- extends 'middle.yaml'
$0[a]
x: é
-- include 'sub.part'
[own]
y: 1

#--- sub.part ---
-- extends 'base.yaml'
$1[b]
z: 1
//- configs/other.yaml
-- extends 'middle.yaml'
$2[a]
x: 3
//- middle.yaml
-- extends 'base.yaml'
$3[a]
x: 2
//- base.yaml
$4[a]
x: 1
[b]
z: 0
//- unreached.yaml
-- extends 'base.yaml'
$5[b]
z: {{ half
",
        &expect![[r"
            0: a overrides 2, 0 below; own overrides 0, 0 below
            1: b overrides 1, 0 below
            2: a overrides 2, 0 below
            3: a overrides 1, 2 below
            4: a overrides 0, 3 below; b overrides 0, 2 below
            5: b overrides 1, 0 below
        "]],
    );
}

#[test]
fn templates_without_blocks_or_parents_have_nothing_to_count() {
    check_states(
        "//- configs/main.yaml\n$0a: 1\n",
        &expect![[r"
        0: 
    "]],
    );
}

#[test]
fn the_older_dialect_has_no_headers() {
    let fixture = Fixture::in_dialect(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
$0-- block a
x: 1
-- endblock a
[b]
//- base.yaml
-- block a
-- endblock
-- block b
-- endblock
",
        Dialect::June2025,
    );
    expect![[r"
        0: a overrides 1, 0 below
    "]]
    .assert_eq(&states(&fixture));
}

#[test]
fn blocks_are_counted_through_broken_text() {
    let mut fixture = Fixture::new(
        "//- configs/main.yaml\na: 1\n//- configs/other.yaml\n-- extends 'middle.yaml'\n[a]\n//- middle.yaml\n-- extends 'base.yaml'\n//- base.yaml\n[a]\n",
    );
    fixture.edit("configs/main.yaml", "-- extends 'middle.yaml'\nü: {{ x.\n$0[a]\n-- if\n");
    expect![[r"
        0: a overrides 1, 0 below
    "]]
    .assert_eq(&states(&fixture));
    fixture.edit("middle.yaml", "-- extends 'base.yaml'\n$0-- if\n[a]\n");
    expect![[r"
        0: a overrides 1, 2 below
    "]]
    .assert_eq(&states(&fixture));
    fixture.edit("base.yaml", "é: 1\n$0[a]\n");
    expect![[r"
        0: a overrides 0, 3 below
    "]]
    .assert_eq(&states(&fixture));
}
