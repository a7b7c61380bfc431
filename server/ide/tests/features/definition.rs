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
