//! What each fix makes of a text.

use expect_test::{Expect, expect};

use crate::workspace::Workspace;

/// The fixes of a fixture's diagnostics, each with the text of the file after it.
fn check(fixture: &str, expected: &Expect) {
    let workspace = Workspace::of_fixture(fixture);
    let mut out = String::new();
    for fix in workspace.check().iter().flat_map(|diagnostic| &diagnostic.fixes) {
        let likely = if fix.is_likely { "" } else { " (possible)" };
        out += &format!("--- {}{likely}\n", fix.title);
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|(location, _)| std::cmp::Reverse(location.span.start));
        let mut text = edits[0].0.file.source.text.to_string();
        for (location, new) in edits {
            text.replace_range(location.span.range(), new);
        }
        out += &text;
    }
    expected.assert_eq(&out.replace('\r', "\\r"));
}

#[test]
fn a_statement_is_closed_in_the_style_in_which_it_is_opened() {
    check(
        "//- configs/main.yaml\né: 1\n    -- if True\nb: 2\n\n#--- a.part ---\nc: 3\n",
        &expect![[r"
        --- close the `if`
        é: 1
            -- if True
        b: 2
            -- endif

        #--- a.part ---
        c: 3
    "]],
    );
    check(
        "//- configs/main.yaml\na: {% if True %}1\nb: 2\n",
        &expect![[r"
        --- close the `if`
        a: {% if True %}1
        b: 2
        {% endif %}
    "]],
    );
    check(
        "//- configs/main.yaml\n-- for x in [1]\n-- if x\na: 1\n-- endfor\n",
        &expect![[r"
        --- close the `if`
        -- for x in [1]
        -- if x
        a: 1
        -- endif
        -- endfor
    "]],
    );
    check(
        "//- configs/main.yaml\na: {% for x in [1] %}{% if x %}1{% endfor %}\n",
        &expect![[r"
        --- close the `if`
        a: {% for x in [1] %}{% if x %}1{% endif %}{% endfor %}
    "]],
    );
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[one]\n-- if True\na: 1\n[two]\nb: 1\n//- base.yaml\n[one]\n[two]\n",
        &expect![[r"
        --- close the `if`
        -- extends 'base.yaml'
        [one]
        -- if True
        a: 1
        -- endif
        [two]
        b: 1
    "]],
    );
}

#[test]
fn a_statement_that_is_closed_by_a_broken_end_is_not_closed_again() {
    check("//- configs/main.yaml\n-- if True\na: 1\n-- endif x\n", &expect![[""]]);
}

#[test]
fn a_misspelt_statement() {
    check(
        "//- configs/main.yaml\n-- inclde 'a.yaml'\na: 1\n//- a.yaml\nb: 1\n",
        &expect![[r"
        --- change to `include`
        -- include 'a.yaml'
        a: 1
    "]],
    );
}

#[test]
fn a_value_is_put_in_quotes() {
    check(
        "//- configs/main.yaml\ntitle: Tiny: the ‘smallest’  # why\nb: 1\n",
        &expect![[r#"
        --- put the value in quotes
        title: "Tiny: the ‘smallest’"  # why
        b: 1
    "#]],
    );
    check(
        "//- configs/main.yaml\n-- set title = 'Tiny: model'\n  a:\n    title: {{ title }}\n    items:\n        - `x\n",
        &expect![[r#"
            --- put the value in quotes
            -- set title = 'Tiny: model'
              a:
                title: "{{ title }}"
                items:
                    - `x
        "#]],
    );
    // What is text in part, or has quotes in it, is left alone.
    check("//- configs/main.yaml\n-- set title = 'Tiny: model'\ntitle: the {{ title }}\n", &expect![[""]]);
    check("//- configs/main.yaml\ntitle: it's: 'x'\n", &expect![[""]]);
}

#[test]
fn a_key_that_is_replaced_is_removed() {
    check(
        "//- configs/main.yaml\nm:\n    a:\n        b: 1\n\n        c: 2\n    # of b\n    b: 1\n    a: 2\n",
        &expect![[r"
        --- remove this `a` (possible)
        m:
            # of b
            b: 1
            a: 2
    "]],
    );
    check(
        "//- configs/main.yaml\na:\n- 1\n- 2\na: 2\n",
        &expect![[r"
        --- remove this `a` (possible)
        a: 2
    "]],
    );
    // What is in it may be used elsewhere, or do something else.
    check("//- configs/main.yaml\na:\n    b: &x 1\na: [*x]\n", &expect![[""]]);
    check("//- configs/main.yaml\na:\n    -- set x = 1\n    b: 1\na: {{ x }}\n", &expect![[""]]);
}

#[test]
fn a_block_is_renamed_with_its_end() {
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n-- block moedl\na: 1\n-- endblock moedl\n//- base.yaml\n[model]\n",
        &expect![[r"
        --- change to `model`
        -- extends 'base.yaml'
        -- block model
        a: 1
        -- endblock model
    "]],
    );
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[moedl]\na: 1\n//- base.yaml\n[model]\n",
        &expect![[r"
        --- change to `model`
        -- extends 'base.yaml'
        [model]
        a: 1
    "]],
    );
}

#[test]
fn markers_get_what_they_need_around_them() {
    check(
        "//- configs/main.yaml\n#--- a.yaml ---\na: 1\n",
        &expect![[r"
        --- remove it
        a: 1
    "]],
    );
    check(
        "//- configs/main.yaml\na: 1\n#--- a.yaml ---",
        &expect![[r"
        --- end it with a line break
        a: 1
        #--- a.yaml ---
    "]],
    );
    check(
        "//- configs/main.yaml\na: 1\n#--- a.yaml ---\n#--- b.yaml ---\nb: 1\n",
        &expect![[r"
        --- make it a split marker
        a: 1
        #--- a.yaml ---

        #--- b.yaml ---
        b: 1
    "]],
    );
    check(
        "//- configs/main.yaml\na: 1\r\n#--- a.yaml --- \r\nb: 1\r\n",
        &expect![[r"
            --- make it a split marker
            a: 1\r
            #--- a.yaml ---\r
            b: 1\r
        "]],
    );
}

#[test]
fn ways_among_others() {
    check(
        "//- configs/main.yaml\na: !var é\nb: !var { name: x }\n",
        &expect![[r"
        --- make `null` its default (possible)
        a: !var { name: é, default: null }
        b: !var { name: x }
    "]],
    );
    check(
        "//- configs/main.yaml\na: !call:dict@n []\nb: !call:list@n []\n",
        &expect![[r"
        --- remove `@n` (possible)
        a: !call:dict@n []
        b: !call:list []
    "]],
    );
}

#[test]
fn an_argument_that_is_not_taken_is_removed() {
    let python = "//- m.py\ndef f(width, *, bias=True): ...\n";
    check(
        &format!("{python}//- configs/main.yaml\na: !call:m:f\n    height:\n        - 1\n    width: 2\n"),
        &expect![[r"
            --- remove this `height` (possible)
            a: !call:m:f
                width: 2
        "]],
    );
    check(
        &format!("{python}//- configs/main.yaml\na: !call:m:f {{ height: 1, width: 2 }}\n"),
        &expect![[""]],
    );
    check(
        &format!("{python}//- configs/main.yaml\na: !call:m:f\n    arg0: 1\n    width: 2\n"),
        &expect![[r"
            --- remove this `width` (possible)
            a: !call:m:f
                arg0: 1
        "]],
    );
}
