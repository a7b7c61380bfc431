//! What stands above the lines of a template.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::lens::{LensKind, lenses, places};

use crate::fixture::Fixture;

/// The lenses of the files that have a mark: where, what, and which places.
fn shown(fixture: &Fixture) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, _) = fixture.at(number);
        let file = snapshot.file(&path).expect("the file");
        for lens in lenses(&snapshot, &path).expect("not cancelled") {
            let place = file.source.line_column(lens.span.start);
            let what = match &lens.what {
                LensKind::Places(of, count) => {
                    let places = places(&snapshot, &path, of).expect("not cancelled");
                    assert_eq!(places.len(), *count, "what is counted is shown");
                    let places: Vec<String> = places.iter().map(|place| fixture.show(place)).collect();
                    format!("{of:?}: {}", places.join(", "))
                }
                what => format!("{what:?}"),
            };
            out += &format!("{number}: {}:{} {what}\n", place.line, place.column);
        }
    }
    out
}

fn check(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture)));
}

#[test]
fn configurations_blocks_and_templates() {
    check(
        "\
//- configs/main.yaml
$0-- extends 'base.yaml'
[one]
é: 1
main: 2
-- include 'main.part'

#--- main.part ---
other: 3
//- configs/other.yaml
-- extends 'configs/main.yaml'
//- base.yaml
$1base: 0
[one]
[two]
//- alone.yaml
$2[one]
x: {{ half
",
        &expect![[r#"
            0: 1:1 Preview
            0: 1:1 Materialize("main")
            0: 1:1 GenerateCode
            0: 1:1 UsedBy(0): configs/other.yaml:1:1 
            0: 2:2 Overrides(0, "one"): base.yaml:2:2 one
            0: 3:1 Materialize("é")
            0: 4:1 Materialize("main")
            0: 7:6 UsedBy(1): configs/other.yaml:1:1 
            0: 8:1 Materialize("other")
            1: 1:1 UsedBy(0): configs/main.yaml:1:1 , configs/other.yaml:1:1 
            1: 2:2 OverriddenBy(0, "one"): configs/main.yaml:2:2 one
            2: 1:1 UsedBy(0): 
        "#]],
    );
}

#[test]
fn a_configuration_without_main() {
    check(
        "//- configs/main.yaml\n$0-- if\na: 1\n",
        &expect![[r"
        0: 1:1 Preview
        0: 1:1 GenerateCode
    "]],
    );
}

#[test]
fn blocks_of_the_older_dialect() {
    let fixture = Fixture::in_dialect(
        "//- configs/main.yaml\n$0-- extends 'base.yaml'\n-- block a\nx: 1\n-- endblock\n[b]\n//- base.yaml\n-- block a\n-- endblock\n",
        Dialect::June2025,
    );
    expect![[r#"
        0: 1:1 Preview
        0: 1:1 GenerateCode
        0: 2:10 Overrides(0, "a"): base.yaml:1:10 a
        0: 3:1 Materialize("x")
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn of_equal_targets_the_last_counts() {
    check(
        "//- configs/main.yaml\n$0-- extends 'base.yaml'\n[body]\na: 1\na: 2\n//- base.yaml\na: 0\n[body]\n",
        &expect![[r#"
            0: 1:1 Preview
            0: 1:1 GenerateCode
            0: 2:2 Overrides(0, "body"): base.yaml:2:2 body
            0: 4:1 Materialize("a")
        "#]],
    );
}

#[test]
fn blocks_with_broken_text_nearby_and_behind_text_that_is_not_ascii() {
    let mut fixture = Fixture::new(
        "//- configs/main.yaml\na: 1\n//- configs/other.yaml\n-- extends 'base.yaml'\n//- base.yaml\n[one]\n",
    );
    fixture.edit(
        "configs/main.yaml",
        "-- extends 'base.yaml'\nü: {{ x.\n{# 😀 #}{% block one %}\n{{ super( }}\n{% endblock %}\n-- if\n$0",
    );
    expect![[r#"
        0: 1:1 Preview
        0: 1:1 GenerateCode
        0: 3:17 Overrides(0, "one"): base.yaml:1:2 one
    "#]]
    .assert_eq(&shown(&fixture));
    fixture.edit("base.yaml", "é: 1\n{# 😀 #}{% block one %}{% endblock %}$0\n");
    expect![[r#"
        0: 1:1 UsedBy(0): configs/other.yaml:1:1 
        0: 2:17 OverriddenBy(0, "one"): configs/main.yaml:3:17 one
    "#]]
    .assert_eq(&shown(&fixture));
}
