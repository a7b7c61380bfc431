//! Everywhere something is used.

use expect_test::{Expect, expect};
use forgather_ide::references::{highlights, references};

use crate::fixture::Fixture;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(text)));
}

/// All places that belong to each mark, definitions with a star.
fn shown(fixture: &Fixture) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let all = references(&snapshot, &path, offset, true).expect("not cancelled");
        let uses = references(&snapshot, &path, offset, false).expect("not cancelled");
        out += &format!("{number}:\n");
        for place in all {
            let star = if uses.contains(&place) { " " } else { "*" };
            out += &format!("  {star}{}\n", fixture.show(&place));
        }
    }
    out
}

#[test]
fn of_a_template() {
    check(
        "\
//- configs/main.yaml
-- extends 'base$0.yaml'
#--- config.mod$1el ---
m: 1
//- configs/other.yaml
-- extends 'base.yaml' if 'ü' else 'x.yaml'
#--- config.model ---
m: 2
//- base.yaml
-- include 'config.model'
//- lonely.yaml
-- include 'base.yaml'
-- include ['x.yaml', 'base.yaml']
-- include 'config.model'
",
        &expect![[r#"
            0:
               configs/main.yaml:1:12 'base.yaml'
               configs/other.yaml:1:12 'base.yaml'
               lonely.yaml:1:12 'base.yaml'
               lonely.yaml:2:23 'base.yaml'
            1:
               base.yaml:1:12 'config.model'
              *configs/main.yaml:2:6 config.model
        "#]],
    );
}

#[test]
fn of_a_block() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[on$0e]
== super()
[two]
//- configs/other.yaml
-- extends 'base.yaml'
-- block one
-- endblock one
//- base.yaml
[one]
[three]
== self.one()
//- unrelated.yaml
[one]
//- lonely.yaml
-- extends 'base.yaml'
[one]
",
        &expect![[r#"
            0:
              *base.yaml:1:2 one
               base.yaml:3:9 one
              *configs/main.yaml:2:2 one
              *configs/other.yaml:2:10 one
               configs/other.yaml:3:13 one
              *lonely.yaml:2:2 one
        "#]],
    );
}

#[test]
fn of_anchors_through_all_configurations() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[main]
é: *pa$0rt
//- configs/other.yaml
-- extends 'base.yaml'
[main]
a: [*part, *own]
b: *part
//- configs/alone.yaml
.define: &part 1
main: *part
//- base.yaml
.define: &part !call:f@pa$1rt [!var 'si$2ze', !var {name: size, default: 1}]
.define: &own 1
[main]
",
        &expect![[r#"
            0:
              *base.yaml:1:11 part
               configs/main.yaml:3:5 part
               configs/other.yaml:3:6 part
               configs/other.yaml:4:5 part
            1:
               base.yaml:1:24 part
            2:
               base.yaml:1:36 size
               base.yaml:1:55 size
        "#]],
    );
}

#[test]
fn of_variables_and_attributes() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.l$0r = 1
-- extends 'base.yaml'
//- configs/other.yaml
-- set ns = namespace()
-- set ns.lr = 2
-- extends 'base.yaml'
//- configs/alone.yaml
-- set ns = namespace()
-- set ns.lr = 3
//- base.yaml
-- for i$1tem in [1]
x{{ item }}: {{ ns.lr }}
-- endfor
y: {{ ns.other if item is def$2ined else 1 }}
",
        &expect![[r#"
            0:
               base.yaml:2:20 lr
              *configs/main.yaml:2:11 lr
              *configs/other.yaml:2:11 lr
            1:
              *base.yaml:1:8 item
               base.yaml:2:5 item
            2:
               base.yaml:4:27 defined
        "#]],
    );
}

#[test]
fn of_macros_by_every_way_to_them() {
    check(
        "\
//- configs/main.yaml
-- from 'fmt.jinja' import h$01
-- import 'fmt.jinja' as fmt
a: {{ h1('x') }} {{ fmt.h1('y') }}
//- configs/other.yaml
-- from 'fmt.jinja' import h1 as head
a: {{ head('x') }}
//- configs/own.yaml
-- macro h1(x)
-- endmacro
a: {{ h1('x') }}
-- from 'fmt.jinja' import h2
//- fmt.jinja
-- macro h1(x)
{{ x }}
-- endmacro
-- macro h2(x)
{{ h1(x) }}
-- endmacro
",
        &expect![[r#"
            0:
               configs/main.yaml:1:28 h1
               configs/main.yaml:3:7 h1
               configs/main.yaml:3:25 h1
               configs/other.yaml:1:28 h1
              *fmt.jinja:1:10 h1
               fmt.jinja:5:4 h1
        "#]],
    );
}

#[test]
fn highlights_are_those_of_the_file() {
    let fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[main]
a: *par$0t
b: *part
//- base.yaml
.define: &part 1
[main]
",
    );
    let (snapshot, path, offset) = fixture.at(0);
    let found = highlights(&snapshot, &path, offset).expect("not cancelled");
    let lines: Vec<u32> = found.iter().map(|place| place.location.start().line).collect();
    assert_eq!(lines, [3, 4]);
}
