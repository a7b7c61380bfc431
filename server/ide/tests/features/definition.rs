//! Where names lead.

use std::path::Path;

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::Snapshot;
use forgather_ide::definition::{Found, declaration, definition, implementation};
use forgather_workspace::Cancelled;

use crate::fixture::Fixture;

type Find = fn(&Snapshot, &Path, usize) -> Result<Option<Found>, Cancelled>;

/// Where each mark leads, a line each; what the cursor is on comes first.
fn shown(fixture: &Fixture, find: Find) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = find(&snapshot, &path, offset).expect("not cancelled");
        let Some(found) = found else {
            out += &format!("{number}: nothing\n");
            continue;
        };
        let file = snapshot.file(&path).expect("the file");
        let places: Vec<String> =
            found.definitions.iter().map(|place| fixture.show(&place.location)).collect();
        let origin = &file.source.text[found.origin.range()];
        out += &format!("{number}: {origin} -> {}\n", places.join(", "));
    }
    out
}

fn check(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture), definition));
}

#[test]
fn templates_lead_to_files_and_markers() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.base = 'base.yaml'
-- extends $0ns.base
[model]
-- include 'configs.mo$1del'
-- from 'inc/fmt.jinja$2' import h1
-- import '$3inc/fmt.jinja' as fmt
-- include ['nowhere.yaml', 'other$4.yaml']

#------ configs.model ------
m: 1
//- base.yaml
[model]
//- inc/fmt.jinja
-- macro h1(x)
== x
-- endmacro
//- other.yaml
o: 1
",
        &expect![[r#"
            0: ns -> base.yaml:1:1 , configs/main.yaml:1:8 ns
            1: 'configs.model' -> configs/main.yaml:10:9 configs.model
            2: 'inc/fmt.jinja' -> inc/fmt.jinja:1:1 
            3: 'inc/fmt.jinja' -> inc/fmt.jinja:1:1 
            4: 'other.yaml' -> other.yaml:1:1 
        "#]],
    );
}

#[test]
fn a_template_that_no_configuration_uses_leads_by_name() {
    check(
        "\
//- configs/main.yaml
a: 1
//- lonely.yaml
-- extends 'o$0ther.yaml'
-- include 'lonely.$1part'
-- include 'now$2here.yaml'
#--- lonely.part ---
b: 1
//- other.yaml
c: 1
",
        &expect![[r#"
            0: 'other.yaml' -> other.yaml:1:1 
            1: 'lonely.part' -> lonely.yaml:4:6 lonely.part
            2: 'nowhere.yaml' -> 
        "#]],
    );
}

const BLOCKS: &str = "\
//- configs/main.yaml
-- extends 'middle.yaml'
[one$0]
== su$1per()
a: 1
[two$2]
//- configs/other.yaml
-- extends 'middle.yaml'
-- block one
-- endblock one$3
//- middle.yaml
-- extends 'base.yaml'
-- block one$4
== sup$5er()
-- endblock one
//- base.yaml
[one$6]
b: 1
[two$7]
";

#[test]
fn a_block_leads_to_the_one_that_it_overrides() {
    check(
        BLOCKS,
        &expect![[r#"
            0: one -> middle.yaml:2:10 one
            1: super -> middle.yaml:2:10 one
            2: two -> base.yaml:3:2 two
            3: one -> middle.yaml:2:10 one
            4: one -> base.yaml:1:2 one
            5: super -> base.yaml:1:2 one
            6: one -> base.yaml:1:2 one
            7: two -> base.yaml:3:2 two
        "#]],
    );
}

#[test]
fn declaration_is_the_first_definition_and_implementations_are_all_overrides() {
    let fixture = Fixture::new(BLOCKS);
    expect![[r#"
        0: one -> base.yaml:1:2 one
        1: super -> middle.yaml:2:10 one
        2: two -> base.yaml:3:2 two
        3: one -> base.yaml:1:2 one
        4: one -> base.yaml:1:2 one
        5: super -> base.yaml:1:2 one
        6: one -> base.yaml:1:2 one
        7: two -> base.yaml:3:2 two
    "#]]
    .assert_eq(&shown(&fixture, declaration));
    expect![[r#"
        0: one -> 
        1: super -> middle.yaml:2:10 one
        2: two -> 
        3: one -> 
        4: one -> configs/main.yaml:2:2 one, configs/other.yaml:2:10 one
        5: super -> base.yaml:1:2 one
        6: one -> middle.yaml:2:10 one, configs/main.yaml:2:2 one, configs/other.yaml:2:10 one
        7: two -> configs/main.yaml:5:2 two
    "#]]
    .assert_eq(&shown(&fixture, implementation));
}

#[test]
fn variables_lead_to_the_assignment_that_is_in_force() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(lr=1)
-- set width = 3
-- extends 'base.yaml'
[settings]
== super()
-- set ns.lr = 3
//- base.yaml
[settings]
-- set ns.lr = 2
-- set ns.dim = wi$0dth * 2
[body]
é: {{ ns.l$1r }} {{ n$2s.dim }} {{ ns.d$3im }}
-- for wi$4dth in [1]
x: {{ wid$5th }}
-- endfor
",
        &expect![[r#"
            0: width -> configs/main.yaml:2:8 width
            1: lr -> configs/main.yaml:6:11 lr
            2: ns -> configs/main.yaml:1:8 ns
            3: dim -> base.yaml:3:11 dim
            4: width -> base.yaml:6:8 width
            5: width -> base.yaml:6:8 width
        "#]],
    );
}

#[test]
fn macros_lead_to_where_they_are_defined() {
    check(
        "\
//- configs/main.yaml
-- from 'fmt.jinja' import h1 as head, h$01
-- import 'fmt.jinja' as fmt
-- macro own(a, b=1)
== a ~ b
-- endmacro
a: {{ hea$1d('x') }} {{ fm$2t.h$31('y') }} {{ ow$4n(1, b$5=2) }}
//- fmt.jinja
-- macro h1(x)
# {{ x }}
-- endmacro
",
        &expect![[r#"
            0: h1 -> fmt.jinja:1:10 h1
            1: head -> fmt.jinja:1:10 h1
            2: fmt -> fmt.jinja:1:1 
            3: h1 -> fmt.jinja:1:10 h1
            4: own -> configs/main.yaml:3:10 own
            5: b -> configs/main.yaml:3:17 b
        "#]],
    );
}

#[test]
fn aliases_lead_to_anchors_in_other_templates() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[model]
é: \"ü\"
main: *$0part
-- set name = 'part'
also: *{{ na$1me }}
[late]
list: [ *pa$2rt, *nowhe$3re ]
//- base.yaml
.define: &pa$4rt !call:f [1]
[model]
[late]
",
        &expect![[r#"
            0: part -> base.yaml:1:11 part
            1: name -> configs/main.yaml:5:8 name
            2: part -> base.yaml:1:11 part
            3: nowhere -> 
            4: part -> base.yaml:1:11 part
        "#]],
    );
}

#[test]
fn each_clause_with_broken_text_nearby() {
    let mut fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- set ns = namespace()
.define: &part !call:dict []
[one]
//- fmt.jinja
-- macro head(x)
-- endmacro
//- lib.py
def make(a): ...
",
    );
    fixture.edit(
        "configs/main.yaml",
        "\
-- extends 'base.y$0aml' ignor
-- from 'fmt.jinja' import he$1ad, as
-- import 'fm$2t.jinja' as
ü: {{ ns.
[one$3]
== su$4per(
-- set ns.lr = [
a: {{ ns.l$5r | }}
b: {{ hea$6d('é', }}
c: [ *pa$7rt, {
d: &own [1, *
e: *ow$8n
f: !call:lib.py:ma$9ke [
-- include 'main.part' ignor

#--- main.part ---
x: 1
",
    );
    expect![[r#"
        0: 'base.yaml' -> base.yaml:1:1 
        1: head -> fmt.jinja:1:10 head
        2: 'fmt.jinja' -> fmt.jinja:1:1 
        3: one -> base.yaml:3:2 one
        4: super -> base.yaml:3:2 one
        5: lr -> configs/main.yaml:7:11 lr
        6: head -> fmt.jinja:1:10 head
        7: part -> base.yaml:2:11 part
        8: own -> configs/main.yaml:11:5 own
        9: make -> lib.py:1:5 make
    "#]]
    .assert_eq(&shown(&fixture, definition));
    fixture.edit(
        "configs/main.yaml",
        "-- include 'main.pa$0rt' ignor\n-- set ns.part = 'main.part'\n-- include ns.pa$1rt)\na: !call:li$2b.py:make [\n#--- main.part ---\nx: 1\n",
    );
    expect![[r#"
        0: 'main.part' -> configs/main.yaml:5:6 main.part
        1: part -> configs/main.yaml:2:11 part
        2: lib.py -> lib.py:1:1 
    "#]]
    .assert_eq(&shown(&fixture, definition));
}

#[test]
fn declaration_and_implementations_with_broken_text_nearby() {
    let mut fixture = Fixture::new(BLOCKS);
    fixture.edit("middle.yaml", "-- extends 'base.yaml'\nü: {{ x.\n[one$0]\n== super(\n[two$1]\n-- if\n");
    expect![[r#"
        0: one -> base.yaml:1:2 one
        1: two -> base.yaml:3:2 two
    "#]]
    .assert_eq(&shown(&fixture, declaration));
    expect![[r#"
        0: one -> configs/main.yaml:2:2 one, configs/other.yaml:2:10 one
        1: two -> configs/main.yaml:5:2 two
    "#]]
    .assert_eq(&shown(&fixture, implementation));
}

#[test]
fn each_clause_behind_text_that_is_not_ascii() {
    let fixture = Fixture::new(
        "\
//- configs/main.yaml
-- set é = '漢字'
{# é #}{% extends 'bäse.y$0aml' %}
{# 😀 #}{% from 'fmt.jinja' import he$1ad as kopf, ü %}
-- block one$2 ## ü
é: '😀 {{ su$3per() }}'
'漢': [ 'é', *pä$4rt, '{{ 'ü' ~ n$5s.lr }}', *pa$6rt ]
'😀': {{ 'é' ~ kop$7f('ü', größ$8e=2) }}
-- include 'täil.pa$9rt'
-- endblock one

#--- täil.part ---
é: 1
//- bäse.yaml
-- set ns = namespace(lr=1)
é: &part 1
-- block one
-- endblock
//- fmt.jinja
-- macro head(é, größe=1)
-- endmacro
-- set ü = 1
",
    );
    expect![[r#"
        0: 'bäse.yaml' -> bäse.yaml:1:1 
        1: head -> fmt.jinja:1:10 head
        2: one -> bäse.yaml:3:10 one
        3: super -> bäse.yaml:3:10 one
        4: pärt -> 
        5: ns -> bäse.yaml:1:8 ns
        6: part -> bäse.yaml:2:5 part
        7: kopf -> fmt.jinja:1:10 head
        8: größe -> fmt.jinja:1:18 größe
        9: 'täil.part' -> configs/main.yaml:11:6 täil.part
    "#]]
    .assert_eq(&shown(&fixture, definition));
}

#[test]
fn each_clause_in_the_notebooks_dialect() {
    let text = "\
//- configs/main.yaml
-- set ns = namespace(part='main.part')
-- extends 'base.y$0aml'
-- import 'fmt.jinja' as fm$1t
-- block one
=> su$2per()
=> fmt.he$3ad(ns.pa$4rt)
-- include ns.pa$5rt
b: *pa$6rt
-- endblock one

#--- main.part ---
x: 1
//- base.yaml
.define: &part 1
-- block one$7
-- endblock one
//- fmt.jinja
-- macro head(x)
=> x
-- endmacro
";
    expect![[r#"
        0: 'base.yaml' -> base.yaml:1:1 
        1: fmt -> fmt.jinja:1:1 
        2: super -> base.yaml:2:10 one
        3: head -> fmt.jinja:1:10 head
        4: part -> configs/main.yaml:1:23 part
        5: part -> configs/main.yaml:11:6 main.part, configs/main.yaml:1:23 part
        6: part -> base.yaml:1:11 part
        7: one -> base.yaml:2:10 one
    "#]]
    .assert_eq(&shown(&Fixture::in_dialect(text, Dialect::June2025), definition));
    let fixture = Fixture::in_dialect(text, Dialect::June2025);
    let (snapshot, path, offset) = fixture.at(7);
    let found = implementation(&snapshot, &path, offset).expect("not cancelled").expect("a block");
    let places: Vec<String> = found.definitions.iter().map(|place| fixture.show(&place.location)).collect();
    assert_eq!(places, ["configs/main.yaml:4:10 one"]);
}

#[test]
fn broken_text_nearby_hides_nothing() {
    let mut fixture = Fixture::new(BLOCKS);
    fixture.edit(
        "configs/main.yaml",
        "-- extends 'middle.y$0aml'\nü: {{ ns.\n[one$1]\nx: [1, *\n== su$2per(\n[two$3]\ny: {{ 1 + }}\n",
    );
    expect![[r#"
        0: 'middle.yaml' -> middle.yaml:1:1 
        1: one -> middle.yaml:2:10 one
        2: super -> middle.yaml:2:10 one
        3: two -> base.yaml:3:2 two
    "#]]
    .assert_eq(&shown(&fixture, definition));
}

#[test]
fn headers_are_text_in_the_notebooks_dialect() {
    let text = "\
//- configs/main.yaml
-- extends 'base.yaml'
-- block one$0
x: [one$1]
-- endblock one$2
//- base.yaml
-- block one
-- endblock one
";
    expect![[r#"
        0: one -> base.yaml:1:10 one
        1: nothing
        2: one -> base.yaml:1:10 one
    "#]]
    .assert_eq(&shown(&Fixture::in_dialect(text, Dialect::June2025), definition));
}
