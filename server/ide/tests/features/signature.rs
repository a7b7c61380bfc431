//! What a call takes that is being written.

use expect_test::{Expect, expect};
use forgather_ide::signature::signature_help;

use crate::fixture::Fixture;

fn check(fixture: &str, expected: &Expect) {
    let fixture = Fixture::new(fixture);
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
    expected.assert_eq(&out);
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
