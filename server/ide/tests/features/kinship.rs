//! Who is above and below: templates by `extends`, nodes by their use.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::call_hierarchy::{self, Item, Use};
use forgather_ide::type_hierarchy::{prepare, subtypes, supertypes};

use crate::fixture::Fixture;

fn check_types(fixture: &Fixture, expected: &Expect) {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        for template in prepare(&snapshot, &path, offset) {
            let show = |templates: Vec<forgather_ide::TemplateRef>| -> String {
                let shown: Vec<String> =
                    templates.iter().map(|template| fixture.show(&template.location())).collect();
                shown.join(", ")
            };
            let above = show(supertypes(&snapshot, &template).expect("not cancelled"));
            let below = show(subtypes(&snapshot, &template).expect("not cancelled"));
            out += &format!("{number}: {}\n  above: {above}\n  below: {below}\n", template.label());
        }
    }
    expected.assert_eq(&out);
}

const TEMPLATES: &str = "\
//- configs/main.yaml
$0-- set ns = namespace(base='middle.yaml')
-- extends ns.b$1ase
[a]
-- include 'main.part'

#--- main.part$2 ---
-- extends 'base.yaml'
//- configs/other.yaml
-- extends 'mid$3dle.yaml'
//- middle.yaml
é$4: 1
-- extends 'base.yaml'
//- base.yaml
$5-- block a
-- endblock
//- unreached.yaml
$6-- extends 'base.yaml'
x: {{ half
";

#[test]
fn templates_across_configurations_and_unreached_ones() {
    check_types(
        &Fixture::new(TEMPLATES),
        &expect![[r"
        0: main.yaml
          above: middle.yaml:1:1 
          below: 
        1: main.yaml
          above: middle.yaml:1:1 
          below: 
        2: main.part
          above: base.yaml:1:1 
          below: 
        3: middle.yaml
          above: base.yaml:1:1 
          below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
        4: middle.yaml
          above: base.yaml:1:1 
          below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
        5: base.yaml
          above: 
          below: configs/main.yaml:6:6 main.part, middle.yaml:1:1 , unreached.yaml:1:1 
        6: unreached.yaml
          above: base.yaml:1:1 
          below: 
    "]],
    );
}

#[test]
fn a_sub_template_that_is_used_nowhere_belongs_to_its_family() {
    check_types(
        &Fixture::new(
            "//- configs/main.yaml\n-- extends 'base.yaml'\n\n#--- un$0used ---\n-- extends 'base.yaml'\n//- base.yaml\n$1a: 1\n",
        ),
        &expect![[r"
            0: unused
              above: base.yaml:1:1 
              below: 
            1: base.yaml
              above: 
              below: configs/main.yaml:1:1 , configs/main.yaml:3:6 unused
        "]],
    );
}

#[test]
fn templates_of_the_older_dialect() {
    check_types(
        &Fixture::in_dialect(TEMPLATES, Dialect::June2025),
        &expect![[r"
        0: main.yaml
          above: middle.yaml:1:1 
          below: 
        1: main.yaml
          above: middle.yaml:1:1 
          below: 
        2: main.part
          above: base.yaml:1:1 
          below: 
        3: middle.yaml
          above: base.yaml:1:1 
          below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
        4: middle.yaml
          above: base.yaml:1:1 
          below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
        5: base.yaml
          above: 
          below: configs/main.yaml:6:6 main.part, middle.yaml:1:1 , unreached.yaml:1:1 
        6: unreached.yaml
          above: base.yaml:1:1 
          below: 
    "]],
    );
}

#[test]
fn a_template_that_is_not_there_has_no_kin() {
    check_types(
        &Fixture::new("//- configs/main.yaml\n-- extends 'no$0pe.yaml'\n$1\n"),
        &expect![[r"
        1: main.yaml
          above: 
          below: 
    "]],
    );
}

fn check_calls(fixture: &str, expected: &Expect) {
    let fixture = Fixture::new(fixture);
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let Some(item) = call_hierarchy::prepare(&snapshot, &path, offset) else {
            out += &format!("{number}: nothing\n");
            continue;
        };
        let show = |item: &Item| {
            format!("{} ({:?} {}) {}", item.name, item.kind, item.detail, fixture.show(&item.location))
        };
        out += &format!("{number}: {}\n", show(&item));
        let mut uses = |what: &str, uses: Option<Vec<Use>>, incoming: bool| {
            for of in uses.expect("it is there") {
                let by = if incoming { &of.item.location.file } else { &item.location.file };
                let places: Vec<&str> =
                    of.places.iter().map(|place| &by.source.text[place.range()]).collect();
                out += &format!("  {what} {} [{}]\n", show(&of.item), places.join(", "));
            }
        };
        uses("used by", call_hierarchy::incoming(&snapshot, item.id), true);
        uses("uses", call_hierarchy::outgoing(&snapshot, item.id), false);
    }
    expected.assert_eq(&out);
}

#[test]
fn nodes_through_aliases_nesting_and_templates() {
    check_calls(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[model]
.define: &mo$0del !singleton:a.b:Model@model
    é: !var { name: width, default: 8 }
    parts: [ !fa$1ctory:list [], *shape ]
//- base.yaml
.define: &sh$2ape !tuple [ 1, 2 ]
[model]
[rest]
.define: &trainer !partial:Trainer
    model: *model
    others: { again: *model, x: &x 1 }
main: *train$3er
list: [ *mo$4del ]
plain: 1$5
",
        &expect![[r"
            0: model (Singleton a.b:Model) configs/main.yaml:3:17 !singleton:a.b:Model@model
              used by trainer (Partial Trainer) base.yaml:4:19 !partial:Trainer [*model, *model]
              used by list (Target a list) base.yaml:8:1 list [*model]
              uses width (Variable !var) configs/main.yaml:4:8 !var [!var]
              uses list (Factory list) configs/main.yaml:5:14 !factory:list [!factory:list]
              uses shape (Singleton named_tuple) base.yaml:1:17 !tuple [*shape]
            1: list (Factory list) configs/main.yaml:5:14 !factory:list
              used by model (Singleton a.b:Model) configs/main.yaml:3:17 !singleton:a.b:Model@model [!factory:list]
            2: shape (Singleton named_tuple) base.yaml:1:17 !tuple
              used by model (Singleton a.b:Model) configs/main.yaml:3:17 !singleton:a.b:Model@model [*shape]
            3: trainer (Partial Trainer) base.yaml:4:19 !partial:Trainer
              uses model (Singleton a.b:Model) configs/main.yaml:3:17 !singleton:a.b:Model@model [*model, *model]
            4: model (Singleton a.b:Model) configs/main.yaml:3:17 !singleton:a.b:Model@model
              used by trainer (Partial Trainer) base.yaml:4:19 !partial:Trainer [*model, *model]
              used by list (Target a list) base.yaml:8:1 list [*model]
              uses width (Variable !var) configs/main.yaml:4:8 !var [!var]
              uses list (Factory list) configs/main.yaml:5:14 !factory:list [!factory:list]
              uses shape (Singleton named_tuple) base.yaml:1:17 !tuple [*shape]
            5: plain (Target an integer) base.yaml:9:1 plain
        "]],
    );
}

#[test]
fn nodes_of_a_broken_configuration_are_those_that_can_be_read() {
    check_calls(
        "//- configs/main.yaml\na: [ {{ nope }}\nb: !call:f [ !call:g$0 [] ]\n-- set x$1 = 1\nc: {\n",
        &expect![[r"
            0: g (Singleton g) configs/main.yaml:2:14 !call:g
              used by b (Singleton f) configs/main.yaml:2:1 b [!call:g]
            1: nothing
        "]],
    );
}

#[test]
fn templates_with_broken_text_and_names_that_are_not_ascii() {
    let mut fixture = Fixture::new(
        "//- configs/main.yaml\na: 1\n//- configs/other.yaml\n-- extends 'bäse.yaml'\n//- bäse.yaml\n[a]\n",
    );
    fixture.edit("configs/main.yaml", "{# 😀 #}{% extends 'bä$0se.yaml' %}\nü: {{ x.\n-- if\n$1");
    check_types(
        &fixture,
        &expect![[r"
            0: bäse.yaml
              above: 
              below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
            1: main.yaml
              above: bäse.yaml:1:1 
              below: 
        "]],
    );
    fixture.edit("bäse.yaml", "é: 1\n$0[a]\n");
    check_types(
        &fixture,
        &expect![[r"
            0: bäse.yaml
              above: 
              below: configs/main.yaml:1:1 , configs/other.yaml:1:1 
        "]],
    );
}

#[test]
fn nodes_behind_text_that_is_not_ascii() {
    check_calls(
        "//- configs/main.yaml\n.define: &x !call:f [ 'é' ]\n'😀': { é: *$0x, ü: !factory:g$1 [ '漢', *x ] }\n",
        &expect![[r"
            0: x (Singleton f) configs/main.yaml:1:13 !call:f
              used by g (Factory g) configs/main.yaml:2:18 !factory:g [*x]
              used by 😀 (Target a mapping) configs/main.yaml:2:1 '😀' [*x]
            1: g (Factory g) configs/main.yaml:2:18 !factory:g
              used by 😀 (Target a mapping) configs/main.yaml:2:1 '😀' [!factory:g]
              uses x (Singleton f) configs/main.yaml:1:13 !call:f [*x]
        "]],
    );
}

#[test]
fn nodes_of_the_older_dialect() {
    let fixture = Fixture::in_dialect(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n-- block a\nmain: !call:g$0 [ *x ]\n-- endblock\n//- base.yaml\n.define: &x !call:f []\n-- block a\n-- endblock\n",
        Dialect::June2025,
    );
    let (snapshot, path, offset) = fixture.at(0);
    let item = call_hierarchy::prepare(&snapshot, &path, offset).expect("a node");
    let uses = call_hierarchy::outgoing(&snapshot, item.id).expect("it is there");
    let used: Vec<String> = uses.iter().map(|of| fixture.show(&of.item.location)).collect();
    assert_eq!(used, ["base.yaml:1:13 !call:f"]);
}
