//! Everywhere something is used.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
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

#[test]
fn of_a_template_that_is_imported() {
    check(
        "\
//- configs/main.yaml
-- from 'fmt.jinja' import h1
-- import 'fm$0t.jinja' as fmt
-- extends 'base.yaml'
//- base.yaml
-- import 'fmt.jinja' as other
//- fmt.jinja
-- macro h1()
-- endmacro
",
        &expect![[r#"
            0:
               base.yaml:1:11 'fmt.jinja'
               configs/main.yaml:1:9 'fmt.jinja'
               configs/main.yaml:2:11 'fmt.jinja'
        "#]],
    );
}

#[test]
fn of_a_target_in_all_templates_that_write_it() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
é: 1
ma$0in: 1
//- configs/alone.yaml
main: 2
//- base.yaml
main: 0
[body]
",
        &expect![[r#"
            0:
              *base.yaml:1:1 main
              *configs/main.yaml:4:1 main
        "#]],
    );
}

#[test]
fn of_an_attribute_that_a_namespace_is_made_with() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(l$0r=1, dim=2)
-- set other = namespace(lr=2)
a: {{ ns.lr + other.lr }}
",
        &expect![[r#"
            0:
              *configs/main.yaml:1:23 lr
               configs/main.yaml:3:10 lr
        "#]],
    );
}

const WORLD: &str = "\
//- configs/main.yaml
a: 1
//- configs/other.yaml
-- extends 'base.yaml'
-- from 'fmt.jinja' import h1
[one]
é: { ü: *part, n: {{ ns.lr }}, h: {{ h1('é') }} }
//- base.yaml
-- set ns = namespace()
-- set ns.lr = 1
é: &part !call:f@part []
[one]
//- fmt.jinja
-- macro h1(x)
-- endmacro
";

#[test]
fn of_each_kind_with_broken_text_nearby() {
    let mut fixture = Fixture::new(WORLD);
    fixture.edit(
        "configs/main.yaml",
        "\
-- extends 'ba$0se.yaml'
-- from 'fmt.jinja' import h1,
ü: {{ ns.
[on$1e]
== super(
a: [ *pa$2rt, {{ ns.l$3r + }}, {{ h$41( }}
-- if
",
    );
    expect![[r#"
        0:
           configs/main.yaml:1:12 'base.yaml'
           configs/other.yaml:1:12 'base.yaml'
        1:
          *base.yaml:4:2 one
          *configs/main.yaml:4:2 one
          *configs/other.yaml:3:2 one
        2:
          *base.yaml:3:5 part
           configs/main.yaml:6:7 part
           configs/other.yaml:4:10 part
        3:
          *base.yaml:2:11 lr
           configs/main.yaml:6:19 lr
           configs/other.yaml:4:25 lr
        4:
           configs/main.yaml:2:28 h1
           configs/main.yaml:6:31 h1
           configs/other.yaml:2:28 h1
           configs/other.yaml:4:38 h1
          *fmt.jinja:1:10 h1
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn of_each_kind_behind_text_that_is_not_ascii() {
    let mut fixture = Fixture::new(WORLD);
    fixture.edit(
        "configs/other.yaml",
        "\
{# 😀 #}{% extends 'ba$0se.yaml' %}
{# é #}{% from 'fmt.jinja' import h1 %}
{# 漢 #}{% block on$1e %}
'😀': { é: *pa$2rt, ü: {{ 'é' ~ ns.l$3r }}, ä: {{ 'ö' ~ h$41('é') }}, v: !var 'gr$5öße' }
{% endblock %}
",
    );
    expect![[r#"
        0:
           configs/other.yaml:1:19 'base.yaml'
        1:
          *base.yaml:4:2 one
          *configs/other.yaml:3:17 one
        2:
          *base.yaml:3:5 part
           configs/other.yaml:4:12 part
        3:
          *base.yaml:2:11 lr
           configs/other.yaml:4:33 lr
        4:
           configs/other.yaml:2:35 h1
           configs/other.yaml:4:52 h1
          *fmt.jinja:1:10 h1
        5:
           configs/other.yaml:4:73 größe
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn of_each_kind_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "\
//- configs/main.yaml
-- extends 'ba$0se.yaml'
-- from 'fmt.jinja' import h$11
-- block o$2ne
é: { ü: *pa$3rt, n: {{ ns.l$4r }} }
=> h1('é')
-- endblock one
//- base.yaml
-- set ns = namespace()
-- set ns.lr = 1
é: &part !call:f@part []
-- block one
[one]
-- endblock
//- fmt.jinja
-- macro h1(x)
-- endmacro
",
        Dialect::June2025,
    );
    expect![[r#"
        0:
           configs/main.yaml:1:12 'base.yaml'
        1:
           configs/main.yaml:2:28 h1
           configs/main.yaml:5:4 h1
          *fmt.jinja:1:10 h1
        2:
          *base.yaml:4:10 one
          *configs/main.yaml:3:10 one
           configs/main.yaml:6:13 one
        3:
          *base.yaml:3:5 part
           configs/main.yaml:4:10 part
        4:
          *base.yaml:2:11 lr
           configs/main.yaml:4:25 lr
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn from_a_base_into_a_child_with_broken_text() {
    let mut fixture = Fixture::new(WORLD);
    fixture.edit(
        "configs/main.yaml",
        "-- extends 'base.yaml'\nü: {{ ns.\n[one]\n== super(\na: [ *part, {{ ns.lr + }} ]\n-- if\n",
    );
    fixture.edit(
        "base.yaml",
        "-- set ns = namespace()\n-- set ns.l$0r = 1\né: &pa$1rt !call:f@part []\n[on$2e]\n",
    );
    expect![[r#"
        0:
          *base.yaml:2:11 lr
           configs/main.yaml:5:19 lr
           configs/other.yaml:4:25 lr
        1:
          *base.yaml:3:5 part
           configs/main.yaml:5:7 part
           configs/other.yaml:4:10 part
        2:
          *base.yaml:4:2 one
          *configs/main.yaml:3:2 one
          *configs/other.yaml:3:2 one
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn of_a_block_through_a_template_with_broken_text() {
    let mut fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'middle.yaml'
[one]
//- middle.yaml
-- extends 'base.yaml'
//- base.yaml
[one]
",
    );
    fixture.edit("middle.yaml", "-- extends 'base.yaml'\nü: {{ x.\n");
    fixture.edit("base.yaml", "[on$0e]\n");
    expect![[r#"
        0:
          *base.yaml:1:2 one
          *configs/main.yaml:2:2 one
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn highlights_of_each_kind() {
    let fixture = Fixture::new(
        "\
//- configs/main.yaml
-- set ns = namespace(l$0r=1)
-- macro h$11(x$2)
== x
-- endmacro
[on$3e]
é: &pa$4rt !var si$5ze
ü: [ *part, !var size, {{ h1(ns.lr) }} ]
-- include 'main.pa$6rt'
== self.one()

#--- main.part ---
o: 1
",
    );
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = highlights(&snapshot, &path, offset).expect("not cancelled");
        let shown: Vec<String> = found
            .iter()
            .map(|place| {
                let start = place.location.start();
                let star = if place.is_definition { "*" } else { "" };
                format!("{star}{}:{}", start.line, start.column)
            })
            .collect();
        out += &format!("{number}: {}\n", shown.join(" "));
    }
    expect![[r#"
        0: *1:23 7:33
        1: *2:10 7:27
        2: *2:13 3:4
        3: *5:2 9:9
        4: *6:5 7:7
        5: 6:15 7:18
        6: 8:12 *11:6
    "#]]
    .assert_eq(&out);
}
