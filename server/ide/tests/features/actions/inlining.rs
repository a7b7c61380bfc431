//! A node that is used once, put where it is used.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

#[test]
fn inlining_stands_where_the_alias_was() {
    check(
        ActionKind::Inline,
        "\
//- configs/main.yaml
.define: &flow { a: 1 }
.define: &opt !partial:dict ## why
    lr: {{ 1 }}

    betas: [1, 2]

.define: &mapping
  a: é
  b: 2
.define: &block !call:dict
    a: 1
trainer:
    optimizer: *o$0pt
    list: [ *fl$1ow, 2 ]
    items:
        - *map$2ping
    flow: { x: *bl$3ock }
.define: &twice [1]
m: *tw$4ice
n: *twice
target: &target 1
t: *tar$5get
",
        &expect![[r"
            --- 0: inline `*opt`, which is used once
            //- configs/main.yaml
            .define: &flow { a: 1 }

            .define: &mapping
              a: é
              b: 2
            .define: &block !call:dict
                a: 1
            trainer:
                optimizer: !partial:dict ## why
                    lr: {{ 1 }}

                    betas: [1, 2]
                list: [ *flow, 2 ]
                items:
                    - *mapping
                flow: { x: *block }
            .define: &twice [1]
            m: *twice
            n: *twice
            target: &target 1
            t: *target
            --- 1: inline `*flow`, which is used once
            //- configs/main.yaml
            .define: &opt !partial:dict ## why
                lr: {{ 1 }}

                betas: [1, 2]

            .define: &mapping
              a: é
              b: 2
            .define: &block !call:dict
                a: 1
            trainer:
                optimizer: *opt
                list: [ { a: 1 }, 2 ]
                items:
                    - *mapping
                flow: { x: *block }
            .define: &twice [1]
            m: *twice
            n: *twice
            target: &target 1
            t: *target
            --- 2: inline `*mapping`, which is used once
            //- configs/main.yaml
            .define: &flow { a: 1 }
            .define: &opt !partial:dict ## why
                lr: {{ 1 }}

                betas: [1, 2]

            .define: &block !call:dict
                a: 1
            trainer:
                optimizer: *opt
                list: [ *flow, 2 ]
                items:
                    -
                      a: é
                      b: 2
                flow: { x: *block }
            .define: &twice [1]
            m: *twice
            n: *twice
            target: &target 1
            t: *target
        "]],
    );
}

#[test]
fn an_anchor_that_another_configuration_uses_is_not_inlined() {
    check(
        ActionKind::Inline,
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- configs/other.yaml
-- extends 'base.yaml'
[more]
more: *x
//- base.yaml
.define: &x [1]
a: *$0x
[more]
",
        &expect![[r"
            --- 0: inline `*x`, which is used once
            refused: this would change what `other.yaml` means
        "]],
    );
}

#[test]
fn a_node_is_inlined_where_the_text_has_a_fault_elsewhere_and_behind_text_that_is_not_ascii() {
    check(
        ActionKind::Inline,
        "//- configs/main.yaml\n'é': 1\n.define: &x { ü: '漢' }\n'😀': [ 'é', *x$0 ]\nb: *nowhere\n",
        &expect![[r"
            --- 0: inline `*x`, which is used once
            //- configs/main.yaml
            'é': 1
            '😀': [ 'é', { ü: '漢' } ]
            b: *nowhere
        "]],
    );
}

#[test]
fn a_node_of_another_template_is_inlined() {
    check(
        ActionKind::Inline,
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
a: *x$0
//- base.yaml
.define: &x !call:dict []
[body]
",
        &expect![[r"
            --- 0: inline `*x`, which is used once
            //- base.yaml
            [body]
            //- configs/main.yaml
            -- extends 'base.yaml'
            [body]
            a: !call:dict []
        "]],
    );
}

#[test]
fn a_node_that_another_configuration_names_is_not_inlined_into_one() {
    check(
        ActionKind::Inline,
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
a: *x$0
//- configs/other.yaml
-- extends 'base.yaml'
[body]
b: *x
//- base.yaml
.define: &x !call:dict []
[body]
",
        &expect![[r"
            --- 0: inline `*x`, which is used once
            refused: this would change what `other.yaml` means
        "]],
    );
}

#[test]
fn a_node_is_inlined_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "//- configs/main.yaml\n.define: &x [ 1 ]\n=> 'a: 1\\n'\nb: *x$0\n",
        Dialect::June2025,
    );
    expect![[r"
        --- 0: inline `*x`, which is used once
        //- configs/main.yaml
        => 'a: 1\n'
        b: [ 1 ]
    "]]
    .assert_eq(&shown(&fixture, ActionKind::Inline));
}
