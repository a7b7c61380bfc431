//! A new configuration that extends this one.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

#[test]
fn a_new_experiment() {
    check(
        ActionKind::Generate,
        "\
//- configs/small.yaml
-- extends 'base.yaml'
[config]
    == super()
    -- set ns.config_name = \"Sm$0all\"
//- configs/sub/main.yaml
-- set ns = namespace()
-- set ns.config_name = 1
a: $1é
//- configs/sub/main_experiment.yaml
x: 1
//- configs/broken.yaml
a: {{ $2nope }}
//- base.yaml
-- set ns = namespace()
-- block config
-- endblock
n$3ame: {{ ns.config_name }}
",
        &expect![[r#"
            --- 0: new experiment `small_experiment.yaml` that extends this configuration
            //+ configs/small_experiment.yaml
            -- extends 'configs/small.yaml'

            [config]
                == super()
                -- set ns.config_name = "Small Experiment"
            --- 1: new experiment `sub/main_experiment_2.yaml` that extends this configuration
            //+ configs/sub/main_experiment_2.yaml
            -- extends 'configs/sub/main.yaml'
        "#]],
    );
}

#[test]
fn a_new_experiment_of_a_name_that_is_not_ascii() {
    check(
        ActionKind::Generate,
        "//- configs/größe.yaml\né: '😀'$0\n",
        &expect![[r"
            --- 0: new experiment `größe_experiment.yaml` that extends this configuration
            //+ configs/größe_experiment.yaml
            -- extends 'configs/größe.yaml'
        "]],
    );
}

#[test]
fn a_new_experiment_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
-- block config
-- set ns.config_name = 'Main$0'
-- endblock config
//- base.yaml
-- set ns = namespace()
-- block config
-- endblock config
name: {{ ns.config_name }}
",
        Dialect::June2025,
    );
    expect![[r#"
        --- 0: new experiment `main_experiment.yaml` that extends this configuration
        //+ configs/main_experiment.yaml
        -- extends 'configs/main.yaml'

        -- block config
        == super()
        -- set ns.config_name = "Main Experiment"
        -- endblock config
    "#]]
    .assert_eq(&shown(&fixture, ActionKind::Generate));
}
