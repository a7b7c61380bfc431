//! Line statements and statements in braces.

use expect_test::expect;
use forgather_dialect::Dialect;
use forgather_ide::actions::ActionKind;

use super::{check, shown};
use crate::fixture::Fixture;

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

#[test]
fn statements_are_converted_where_the_text_has_a_fault_elsewhere() {
    check(
        ActionKind::Rewrite,
        "//- configs/main.yaml\n{% set é = '漢' %}$0\na: {{ nowhere }}\nb: [ *nowhere\n",
        &expect![[r"
            --- 0: write as line statements
            //- configs/main.yaml
            -- set é = '漢'
            a: {{ nowhere }}
            b: [ *nowhere
        "]],
    );
    check(
        ActionKind::Rewrite,
        "//- configs/main.yaml\n{% set é = 1 %}$0\na: {{ x.\n",
        &expect![[r"
            --- 0: write as line statements
            //- configs/main.yaml
            -- set é = 1
            a: {{ x.
        "]],
    );
}
