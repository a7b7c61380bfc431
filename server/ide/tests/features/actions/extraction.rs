//! A node that becomes one of its own: `.define` with an anchor.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

#[test]
fn a_targets_node_is_extracted() {
    check(
        ActionKind::Extract,
        "\
//- configs/main.yaml
é: 1
## The model.
mo$0del: !call:dict@tiny
    layers: 2
    ## How wide.
    width: {{ 4 * 2 }}

other: 2
",
        &expect![[r"
            --- 0: extract into `.define: &tiny`
            //- configs/main.yaml
            é: 1
            .define: &tiny !call:dict@tiny
                layers: 2
                ## How wide.
                width: {{ 4 * 2 }}

            ## The model.
            model: *tiny

            other: 2
        "]],
    );
}

#[test]
fn a_node_within_is_extracted_by_itself_or_with_its_target() {
    check(
        ActionKind::Extract,
        "\
//- configs/main.yaml
trainer: !call:dict
    optimizer: &opt !partial:dict
        l$0r: 1
        betas: [1, 2]
    lists:
        - a: !call:li$1st []
          b: 2
    flow: { x: !call:dict { y: $2[ 1 ] }, z: 1 }
",
        &expect![[r"
            --- 0: extract into `.define: &opt`
            //- configs/main.yaml
            .define: &opt !partial:dict
                lr: 1
                betas: [1, 2]

            trainer: !call:dict
                optimizer: *opt
                lists:
                    - a: !call:list []
                      b: 2
                flow: { x: !call:dict { y: [ 1 ] }, z: 1 }
            --- 0: extract into `.define: &trainer`
            //- configs/main.yaml
            .define: &trainer !call:dict
                optimizer: &opt !partial:dict
                    lr: 1
                    betas: [1, 2]
                lists:
                    - a: !call:list []
                      b: 2
                flow: { x: !call:dict { y: [ 1 ] }, z: 1 }

            trainer: *trainer
            --- 1: extract into `.define: &a`
            //- configs/main.yaml
            .define: &a !call:list []

            trainer: !call:dict
                optimizer: &opt !partial:dict
                    lr: 1
                    betas: [1, 2]
                lists:
                    - a: *a
                      b: 2
                flow: { x: !call:dict { y: [ 1 ] }, z: 1 }
            --- 1: extract into `.define: &trainer`
            //- configs/main.yaml
            .define: &trainer !call:dict
                optimizer: &opt !partial:dict
                    lr: 1
                    betas: [1, 2]
                lists:
                    - a: !call:list []
                      b: 2
                flow: { x: !call:dict { y: [ 1 ] }, z: 1 }

            trainer: *trainer
            --- 2: extract into `.define: &y`
            //- configs/main.yaml
            .define: &y [ 1 ]

            trainer: !call:dict
                optimizer: &opt !partial:dict
                    lr: 1
                    betas: [1, 2]
                lists:
                    - a: !call:list []
                      b: 2
                flow: { x: !call:dict { y: *y }, z: 1 }
            --- 2: extract into `.define: &trainer`
            //- configs/main.yaml
            .define: &trainer !call:dict
                optimizer: &opt !partial:dict
                    lr: 1
                    betas: [1, 2]
                lists:
                    - a: !call:list []
                      b: 2
                flow: { x: !call:dict { y: [ 1 ] }, z: 1 }

            trainer: *trainer
        "]],
    );
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    check(
        ActionKind::Extract,
        "//- configs/main.yaml\n.define: &width [1]\na: { width: $0[ 2 ], x: *width }\n",
        &expect![[r"
            --- 0: extract into `.define: &width_2`
            //- configs/main.yaml
            .define: &width [1]
            .define: &width_2 [ 2 ]

            a: { width: *width_2, x: *width }
            --- 0: extract into `.define: &a`
            //- configs/main.yaml
            .define: &width [1]
            .define: &a { width: [ 2 ], x: *width }

            a: *a
        "]],
    );
}

#[test]
fn what_is_no_node_of_its_own_is_not_extracted() {
    check(
        ActionKind::Extract,
        "\
//- configs/main.yaml
.define: &x !call:di$0ct []
a: *$1x
b: $2text
-- set c$3 = 1
-- extends 'base.yaml'
[inner]
    y: !call:dict$4 []
//- base.yaml
z:
    [inner]
",
        &expect![[""]],
    );
}

#[test]
fn extraction_from_a_base_keeps_all_that_use_it() {
    check(
        ActionKind::Extract,
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- configs/other.yaml
-- extends 'base.yaml'
[model]
own: &model 1
used: *model
//- base.yaml
[model]
m: { model: !call:dict$0 [] }
",
        &expect![[r"
            --- 0: extract into `.define: &model_2`
            //- base.yaml
            [model]
            .define: &model_2 !call:dict []

            m: { model: *model_2 }
            --- 0: extract into `.define: &m`
            //- base.yaml
            [model]
            .define: &m { model: !call:dict [] }

            m: *m
        "]],
    );
}

#[test]
fn a_node_is_extracted_where_the_text_has_a_fault_elsewhere() {
    check(
        ActionKind::Extract,
        "//- configs/main.yaml\na: !call:dict$0 []\nb: *nowhere\n",
        &expect![[r"
            --- 0: extract into `.define: &a`
            //- configs/main.yaml
            .define: &a !call:dict []

            a: *a
            b: *nowhere
        "]],
    );
}

#[test]
fn a_node_behind_text_that_is_not_ascii_gets_a_name_that_is() {
    check(
        ActionKind::Extract,
        "//- configs/main.yaml\n'😀': { é: 'ü', ö: !call:dict$0 { ä: 1 } }\n",
        &expect![[r"
            --- 0: extract into `.define: &dict`
            //- configs/main.yaml
            .define: &dict !call:dict { ä: 1 }

            '😀': { é: 'ü', ö: *dict }
            --- 0: extract into `.define: &part`
            //- configs/main.yaml
            .define: &part { é: 'ü', ö: !call:dict { ä: 1 } }

            '😀': *part
        "]],
    );
}

#[test]
fn a_node_is_extracted_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
-- block body
[a]
-- endblock
-- block other
b: { x: !call:dict$0 [] }
-- endblock
//- base.yaml
-- block other
-- endblock
",
        Dialect::June2025,
    );
    expect![[r"
        --- 0: extract into `.define: &x`
        //- configs/main.yaml
        -- extends 'base.yaml'
        -- block body
        [a]
        -- endblock
        -- block other
        .define: &x !call:dict []

        b: { x: *x }
        -- endblock
        --- 0: extract into `.define: &b`
        //- configs/main.yaml
        -- extends 'base.yaml'
        -- block body
        [a]
        -- endblock
        -- block other
        .define: &b { x: !call:dict [] }

        b: *b
        -- endblock
    "]]
    .assert_eq(&shown(&fixture, ActionKind::Extract));
}
