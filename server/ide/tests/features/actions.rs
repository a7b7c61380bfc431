//! What can be done at a place, and what it makes of the files.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::Edits;
use forgather_ide::actions::{ActionKind, actions, resolve};

use crate::fixture::Fixture;

/// The files that changes touch, as they are then.
fn applied(fixture: &Fixture, edits: &Edits) -> String {
    let mut out = String::new();
    for path in edits.files.keys() {
        out += &format!("//- {}\n{}", fixture.shown(path), edits.applied(path).expect("a file that changes"));
    }
    for (path, text) in &edits.created {
        out += &format!("//+ {}\n{text}", fixture.shown(path));
    }
    out
}

/// What the actions of a kind at each mark do; of a mark without any, nothing.
fn shown(fixture: &Fixture, kind: ActionKind) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = actions(&snapshot, &path, offset..offset).expect("not cancelled");
        for action in found.iter().filter(|action| action.kind == kind) {
            out += &format!("--- {number}: {}\n", action.title);
            match resolve(&snapshot, &path, offset..offset, &action.title).expect("not cancelled") {
                Ok(action) => out += &applied(fixture, &action.edits),
                Err(reason) => out += &format!("refused: {reason}\n"),
            }
        }
    }
    out
}

fn check(kind: ActionKind, fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture), kind));
}

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
fn statements_are_converted_both_ways() {
    check(
        ActionKind::Rewrite,
        "\
//- configs/main.yaml
{% set é = 1 %}
{% if é == 1 $0%}
a: 1
{%- endif %} ## why
-- for x in [1, 2]$1:
{{ 'b: ' ~ x }}$2
<< endfor
=> 'c:$3 3'
    == 'd: 4'$4
",
        &expect![[r"
            --- 0: write as line statements
            //- configs/main.yaml
            {% set é = 1 %}
            -- if é == 1
            a: 1
            << endif ## why
            -- for x in [1, 2]:
            {{ 'b: ' ~ x }}
            << endfor
            => 'c: 3'
                == 'd: 4'
            --- 1: write as statements in braces
            //- configs/main.yaml
            {% set é = 1 %}
            {% if é == 1 %}
            a: 1
            {%- endif %} ## why
            {% for x in [1, 2]: %}
            {{ 'b: ' ~ x }}
            {%- endfor %}
            => 'c: 3'
                == 'd: 4'
            --- 2: write as line statements
            //- configs/main.yaml
            {% set é = 1 %}
            {% if é == 1 %}
            a: 1
            {%- endif %} ## why
            -- for x in [1, 2]:
            == 'b: ' ~ x
            << endfor
            => 'c: 3'
                == 'd: 4'
            --- 3: write as statements in braces
            //- configs/main.yaml
            {% set é = 1 %}
            {% if é == 1 %}
            a: 1
            {%- endif %} ## why
            -- for x in [1, 2]:
            {{ 'b: ' ~ x }}
            << endfor
            {{ 'c: 3'|trim('\n')}}
                == 'd: 4'
            --- 4: write as statements in braces
            //- configs/main.yaml
            {% set é = 1 %}
            {% if é == 1 %}
            a: 1
            {%- endif %} ## why
            -- for x in [1, 2]:
            {{ 'b: ' ~ x }}
            << endfor
            => 'c: 3'
            {{ 'd: 4' }}
        "]],
    );
}

#[test]
fn statements_whose_indentation_is_output_are_not_converted() {
    check(
        ActionKind::Rewrite,
        "//- configs/main.yaml\na:\n    {{ 'b: 1' }}$0\n    {% set x = 1 %}$1\nc: {{ 1 }}$2\n{% set y = '##' %} {# $3 #}\n",
        &expect![[""]],
    );
}

#[test]
fn statements_in_the_older_dialect() {
    let fixture = Fixture::in_dialect("//- configs/main.yaml\n=> 'a:$0 1'\n== 'b: 2'\n", Dialect::June2025);
    expect![[r"
        --- 0: write as statements in braces
        //- configs/main.yaml
        {{ 'a: 1' -}}
        == 'b: 2'
    "]]
    .assert_eq(&shown(&fixture, ActionKind::Rewrite));
}

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
fn nothing_is_offered_where_the_text_is_broken() {
    for kind in [ActionKind::Extract, ActionKind::Inline, ActionKind::Move, ActionKind::Generate] {
        check(
            kind,
            "//- configs/main.yaml\n.define: &x [\na: $0*x\nb: !call:dict$1 { \n-- if\n#--- $2a\n",
            &expect![[""]],
        );
    }
}

#[test]
fn line_breaks_of_two_characters_stay() {
    for (kind, text) in [
        (ActionKind::Extract, "é: 1\r\na: !call:dic$0t\r\n    x: 1\r\n\r\n    y: 2\r\n"),
        (ActionKind::Inline, ".define: &x !call:dict\r\n    y: 1\r\n\r\na:\r\n    b: *$0x\r\n"),
        (ActionKind::Rewrite, "-- set x = 1$0\r\na: 1\r\n"),
        (ActionKind::Move, "-- include 'p'\r\n\r\n#--- p$0 ---\r\nb: 1\r\n"),
    ] {
        let fixture = Fixture::new(&format!("//- configs/main.yaml\n{text}"));
        let (snapshot, path, offset) = fixture.at(0);
        let found = actions(&snapshot, &path, offset..offset).expect("not cancelled");
        let action = found.into_iter().find(|action| action.kind == kind).expect("an action");
        let changed = action.edits.applied(&path).expect("the file changes");
        let made = action.edits.created.iter().map(|(_, text)| text.clone());
        for text in made.chain([changed]) {
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{kind:?}: {text:?}");
        }
    }
}
