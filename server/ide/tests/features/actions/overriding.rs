//! A parent's block, overridden here.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

const OVERRIDE: &str = "\
//- middle.yaml
-- extends 'base.yaml'
[three]
c: 3
//- base.yaml
é: 0
[one]
a: 1
[two]
b: 2
[three]
c: 0
";

#[test]
fn inherited_blocks_are_overridden() {
    check(
        ActionKind::Rewrite,
        &format!("//- configs/main.yaml\n-- extends 'middle.yaml'\n\n[one]\na: 5$0\n$1\n{OVERRIDE}"),
        &expect![[r"
            --- 1: override the block `three` here
            //- configs/main.yaml
            -- extends 'middle.yaml'

            [one]
            a: 5

            [three]
                == super()
            --- 1: override the block `two` here
            //- configs/main.yaml
            -- extends 'middle.yaml'

            [one]
            a: 5

            [two]
                == super()
        "]],
    );
}

#[test]
fn a_block_is_overridden_where_its_name_stands() {
    check(
        ActionKind::Rewrite,
        &format!("//- configs/main.yaml\n-- extends 'middle.yaml'\none$0\n{OVERRIDE}"),
        &expect![[r"
            --- 0: override the block `one` here
            //- configs/main.yaml
            -- extends 'middle.yaml'
            [one]
                == super()
        "]],
    );
    check(
        ActionKind::Rewrite,
        &format!("//- configs/main.yaml\n-- extends 'middle.yaml'\n[one$0]\n{OVERRIDE}"),
        &expect![[r"
            --- 0: override the block `one` here
            //- configs/main.yaml
            -- extends 'middle.yaml'
            [one]
                == super()
        "]],
    );
    // It is overridden already.
    check(
        ActionKind::Rewrite,
        &format!("//- configs/main.yaml\n-- extends 'middle.yaml'\n[one$0]\na: 2\n{OVERRIDE}"),
        &expect![[""]],
    );
}

#[test]
fn blocks_are_written_as_the_template_writes_them() {
    let base = "//- base.yaml\n-- block one\na: 1\n-- endblock one\n-- block two\nb: 1\n-- endblock two\n";
    check(
        ActionKind::Rewrite,
        &format!("//- configs/main.yaml\n-- extends 'base.yaml'$0\n{base}"),
        &expect![[r"
            --- 0: write as statements in braces
            //- configs/main.yaml
            {% extends 'base.yaml' %}
            --- 0: override the block `one` here
            //- configs/main.yaml
            -- extends 'base.yaml'

            -- block one
            == super()
            -- endblock one
            --- 0: override the block `two` here
            //- configs/main.yaml
            -- extends 'base.yaml'

            -- block two
            == super()
            -- endblock two
        "]],
    );
    check(
        ActionKind::Rewrite,
        &format!(
            "//- configs/main.yaml\n{{% extends 'base.yaml' %}}\n{{% block two %}}\nb: 2\n{{% endblock %}}$0\n{base}"
        ),
        &expect![[r"
            --- 0: write as line statements
            //- configs/main.yaml
            {% extends 'base.yaml' %}
            -- block two
            b: 2
            -- endblock
        "]],
    );
    check(ActionKind::Rewrite, &format!("//- configs/main.yaml\n$0a: 1\n{base}"), &expect![[""]]);
}

#[test]
fn a_block_is_overridden_behind_text_that_is_not_ascii() {
    check(
        ActionKind::Rewrite,
        &format!(
            "//- configs/main.yaml\n-- extends 'middle.yaml'\n## é 😀\n[one]\né: 'ü'\ntwo$0\n{OVERRIDE}"
        )
        .replace("é: 'ü'\ntwo", "é: 'ü'\n[two]"),
        &expect![[r"
            --- 0: override the block `two` here
            //- configs/main.yaml
            -- extends 'middle.yaml'
            ## é 😀
            [one]
            é: 'ü'
            [two]
                == super()
        "]],
    );
}

#[test]
fn a_block_is_overridden_where_the_text_has_a_fault_elsewhere() {
    check(
        ActionKind::Rewrite,
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[one]\na: *nowhere\n\n$0//- base.yaml\n[one]\n[two]\nb: 1\n",
        &expect![[r"
            --- 0: override the block `two` here
            //- configs/main.yaml
            -- extends 'base.yaml'
            [one]
            a: *nowhere

            [two]
                == super()
        "]],
    );
}

#[test]
fn a_block_is_overridden_by_statements_in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n$0//- base.yaml\n-- block one\na: 1\n-- endblock\n",
        Dialect::June2025,
    );
    expect![[r"
        --- 0: override the block `one` here
        //- configs/main.yaml
        -- extends 'base.yaml'

        -- block one
        == super()
        -- endblock one
    "]]
    .assert_eq(&shown(&fixture, ActionKind::Rewrite));
}
