//! A sub-template that gets a file of its own.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

#[test]
fn a_sub_template_moves_to_a_file() {
    check(
        ActionKind::Move,
        "\
//- configs/main.yaml
a:
-- include 'main.first'
b:
-- include \"main.last\"
#--- main.$0first ---
    é: 1
#--- main.l$1ast ---
    x: 2
",
        &expect![[r#"
            --- 0: move `main.first` to the file `main.first.yaml`
            //- configs/main.yaml
            a:
            -- include 'main.first.yaml'
            b:
            -- include "main.last"
            #--- main.last ---
                x: 2
            //+ main.first.yaml
                é: 1
            --- 1: move `main.last` to the file `main.last.yaml`
            //- configs/main.yaml
            a:
            -- include 'main.first'
            b:
            -- include "main.last.yaml"
            #--- main.first ---
                é: 1
            //+ main.last.yaml
                x: 2
        "#]],
    );
}

#[test]
fn a_sub_template_that_a_base_names_keeps_its_name() {
    check(
        ActionKind::Move,
        "\
//- configs/main.yaml
-- extends 'base.yaml'
a$1

#--- config.$0model ---
m: 1

//- configs/other.yaml
-- extends 'base.yaml'

#--- config.model ---
m: 2
//- base.yaml
-- include 'config.model'
",
        &expect![[r"
            --- 0: move `config.model` to the file `config.model`
            //- configs/main.yaml
            -- extends 'base.yaml'
            a
            //+ config.model
            m: 1

        "]],
    );
}

#[test]
fn a_sub_template_does_not_take_the_place_of_a_file() {
    check(
        ActionKind::Move,
        "//- configs/main.yaml\n-- include 'part.yaml'\n\n#--- part.y$0aml ---\nm: 1\n//- part.yaml\nm: 2\n",
        &expect![[""]],
    );
}

#[test]
fn a_sub_template_behind_text_that_is_not_ascii_moves_where_the_text_has_a_fault_elsewhere() {
    check(
        ActionKind::Move,
        "//- configs/main.yaml\né: '😀'\n-- include 'täil'\nb: *nowhere\n\n#--- tä$0il ---\nü: '漢'\n",
        &expect![[r"
            --- 0: move `täil` to the file `täil.yaml`
            //- configs/main.yaml
            é: '😀'
            -- include 'täil.yaml'
            b: *nowhere
            //+ täil.yaml
            ü: '漢'
        "]],
    );
}

#[test]
fn a_sub_template_moves_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "//- configs/main.yaml\n-- include 'tail'\n\n#--- ta$0il ---\n[a]\n",
        Dialect::June2025,
    );
    expect![[r"
        --- 0: move `tail` to the file `tail.yaml`
        //- configs/main.yaml
        -- include 'tail.yaml'
        //+ tail.yaml
        [a]
    "]]
    .assert_eq(&shown(&fixture, ActionKind::Move));
}
