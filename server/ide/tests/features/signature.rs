//! What a call takes that is being written.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::signature::signature_help;

use crate::fixture::Fixture;

fn check(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture)));
}

fn shown(fixture: &Fixture) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let shown = signature_help(&snapshot, &path, offset).map_or_else(
            || "nothing".to_owned(),
            |found| {
                let active = found.active.map(|active| &found.label[found.parameters[active].place.clone()]);
                format!("{}, at {}", found.label, active.unwrap_or("none"))
            },
        );
        out += &format!("{number}: {shown}\n");
    }
    out
}

#[test]
fn macros_functions_filters_and_tests() {
    check(
        "\
//- configs/main.yaml
-- from 'inc.jinja' import head as heading
-- import 'inc.jinja' as inc
== heading($0'ü', $1
== inc.head(ch=$2'x')
== joinpath('a', 'b', $3)
== x|default($4)
== 3 is divisibleby($5)
== relpath(start=$6
== (1, $7)
== 'a'.replace('b', $8)
{{ heading(joinpath('é'), $9 }}
//- inc.jinja
-- macro head(text, level=1, ch='#')
-- endmacro
",
        &expect![[r#"
            0: head(text, level=1, ch='#'), at text
            1: head(text, level=1, ch='#'), at level=1
            2: head(text, level=1, ch='#'), at ch='#'
            3: joinpath(a, *p), at *p
            4: default(default_value='', boolean=False), at default_value=''
            5: divisibleby(num), at num
            6: relpath(path, start=None), at start=None
            7: nothing
            8: replace(old, new, count=-1), at new
            9: head(text, level=1, ch='#'), at level=1
        "#]],
    );
}

#[test]
fn what_tags_call() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
    == super()
    b: $0
one: !call:lib.py:make [ 1, $1 ]
two: !call:lib.py:make { a: 1, c: $2 }
three: !partial:lib.py:make
    - é
    - $3
four: !partial:lib.py:make
    nothing: $4
five: $5
//- base.yaml
-- block body
zero: !partial:lib.py:make
    a: 1
-- endblock
//- lib.py
def make(a, b: int, c=3) -> str: ...
",
        &expect![[r#"
            0: make(a, b: int, c=3) -> str, at b: int
            1: make(a, b: int, c=3) -> str, at b: int
            2: make(a, b: int, c=3) -> str, at c=3
            3: make(a, b: int, c=3) -> str, at b: int
            4: make(a, b: int, c=3) -> str, at none
            5: nothing
        "#]],
    );
}

const LIBRARIES: &str = "\
//- inc.jinja
-- macro head(text, level=1)
-- endmacro
//- lib.py
def make(a, größe: int, c=3): ...
";

#[test]
fn with_broken_text_nearby() {
    let mut fixture = Fixture::new(&format!("//- configs/main.yaml\na: 1\n{LIBRARIES}"));
    fixture.edit(
        "configs/main.yaml",
        "\
-- from 'inc.jinja' import head,
ü: {{ x.
== head('é', $0
a: {{ head($1) + }}
b: !call:lib.py:make { a: 1, c: $2
-- if
c: {{ 'x'|replace('a', $3
",
    );
    expect![[r#"
        0: head(text, level=1), at level=1
        1: head(text, level=1), at text
        2: make(a, größe: int, c=3), at c=3
        3: replace(old, new, count=None), at new
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn behind_text_that_is_not_ascii() {
    check(
        &format!(
            "\
//- configs/main.yaml
-- from 'inc.jinja' import head as kopf
'😀': {{ é: '{{{{ kopf('ü', $0) }}}}', 漢: !call:lib.py:make {{ größe: $1 }}, ä: !call:lib.py:make [ 'é', $2 ] }}
{LIBRARIES}"
        ),
        &expect![[r#"
            0: head(text, level=1), at level=1
            1: make(a, größe: int, c=3), at größe: int
            2: make(a, größe: int, c=3), at größe: int
        "#]],
    );
}

#[test]
fn in_the_notebooks_dialect() {
    let text = format!(
        "\
//- configs/main.yaml
-- from 'inc.jinja' import head
=> head('ü', $0)
== x|toyaml($1)
a: !call:lib.py:make {{ c: $2 }}
{LIBRARIES}"
    );
    expect![[r#"
        0: head(text, level=1), at level=1
        1: nothing
        2: make(a, größe: int, c=3), at c=3
    "#]]
    .assert_eq(&shown(&Fixture::in_dialect(&text, Dialect::June2025)));
}
