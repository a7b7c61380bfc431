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

#[test]
fn an_argument_that_is_missing_is_given_as_a_variable() {
    let python = "//- m.py\ndef f(width, depth, *, bias): ...\ndef g(wide): ...\n";
    check(
        &format!(
            "{python}//- configs/main.yaml\né: !call:m:f\n    ## Why.\n    depth: 1\n    bias: True\nb: 1\n"
        ),
        &expect![[r"
            --- add `width` as a variable (possible)
            é: !call:m:f
                ## Why.
                width: !var width
                depth: 1
                bias: True
            b: 1
            --- change to `!partial` (possible)
            é: !partial:m:f
                ## Why.
                depth: 1
                bias: True
            b: 1
        "]],
    );
    check(
        &format!("{python}//- configs/main.yaml\na: !factory:m:f {{ depth: 1 }}\n"),
        &expect![[r"
            --- add the 2 arguments as variables (possible)
            a: !factory:m:f { width: !var width, bias: !var bias, depth: 1 }
            --- change to `!partial` (possible)
            a: !partial:m:f { depth: 1 }
        "]],
    );
    check(
        &format!("{python}//- configs/main.yaml\na: !call:m:g []\nb: !call:m:g\n"),
        &expect![[r"
            --- add `wide` as a variable (possible)
            a: !call:m:g { wide: !var wide }
            b: !call:m:g
            --- change to `!partial` (possible)
            a: !partial:m:g []
            b: !call:m:g
            --- add `wide` as a variable (possible)
            a: !call:m:g []
            b: !call:m:g { wide: !var wide }
            --- change to `!partial` (possible)
            a: !call:m:g []
            b: !partial:m:g
        "]],
    );
    check(
        "//- m.py\ndef f(a, b, /): ...\n//- configs/main.yaml\na: !call:m:f\nb: !call:m:f { a: 1 }\n",
        &expect![[r"
            --- add the 2 arguments as variables (possible)
            a: !call:m:f [ !var a, !var b ]
            b: !call:m:f { a: 1 }
            --- change to `!partial` (possible)
            a: !partial:m:f
            b: !call:m:f { a: 1 }
            --- change to `!partial` (possible)
            a: !call:m:f
            b: !partial:m:f { a: 1 }
        "]],
    );
    // By position what comes next is known, and what is taken by name only has no place.
    check(
        &format!("{python}//- configs/main.yaml\na: !call:m:f [ 1, 'é' ]\n"),
        &expect![[r"
            --- change to `!partial` (possible)
            a: !partial:m:f [ 1, 'é' ]
        "]],
    );
    check(
        "//- m.py\ndef f(width, depth): ...\n//- configs/main.yaml\na: !call:m:f [ 'é' ]\n",
        &expect![[r"
            --- add `depth` as a variable (possible)
            a: !call:m:f [ 'é', !var depth ]
            --- change to `!partial` (possible)
            a: !partial:m:f [ 'é' ]
        "]],
    );
}

#[test]
fn an_argument_that_is_missing_is_added_to_the_others() {
    check(
        "\
//- m.py
def f(width, depth): ...
//- configs/main.yaml
-- extends 'base.yaml'
[body]
    depth: 1
//- base.yaml
a: !call:m:f
[body]
",
        &expect![[r"
            --- add `width` as a variable (possible)
            -- extends 'base.yaml'
            [body]
                width: !var width
                depth: 1
            --- change to `!partial` (possible)
            a: !partial:m:f
            [body]
        "]],
    );
}

#[test]
fn args_beside_keywords_are_what_they_look_like() {
    check(
        "//- configs/main.yaml\na: !factory:dict\n    args: [ 8, é ]\n    ## Why.\n    bias: False\n    more:\n        x: 1\nb: 1\n",
        &expect![[r"
            --- put the others into `kwargs`
            a: !factory:dict
                args: [ 8, é ]
                ## Why.
                kwargs:
                    bias: False
                    more:
                        x: 1
            b: 1
        "]],
    );
    check(
        "//- configs/main.yaml\na: !factory:dict\n    bias: False\n    args:\n    - 8\n    kwargs:\n      x: 1\n",
        &expect![[r"
            --- put the others into `kwargs`
            a: !factory:dict
                args:
                - 8
                kwargs:
                    x: 1
                    bias: False
            --- put the others into `kwargs`
            a: !factory:dict
                args:
                - 8
                kwargs:
                    x: 1
                    bias: False
        "]],
    );
    check(
        "//- configs/main.yaml\na: !factory:dict\n    kwargs:\n        x: 1\n    bias: False\n",
        &expect![[r"
            --- write what is in `kwargs` beside the others
            a: !factory:dict
                x: 1
                bias: False
        "]],
    );
    check(
        "//- configs/main.yaml\na: !factory:dict { é: 1, args: [ 8, 8 ], bias: *x }\n"
            .replace("*x", "False")
            .as_str(),
        &expect![[r"
            --- put the others into `kwargs`
            a: !factory:dict { args: [ 8, 8 ], kwargs: { é: 1, bias: False } }
        "]],
    );
    check(
        "//- configs/main.yaml\n.define: &x 1\na: !factory:dict { kwargs: { y: *x, z: 'é' }, bias: *x }\n",
        &expect![[r"
            --- write what is in `kwargs` beside the others
            .define: &x 1
            a: !factory:dict { y: *x, z: 'é', bias: *x }
        "]],
    );
    // In parts of other templates it is not in one place.
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[body]\n    bias: False\n//- base.yaml\na: !factory:dict\n    args: [ 8 ]\n[body]\n",
        &expect![[""]],
    );
}

#[test]
fn a_second_anchor_gets_another_name() {
    check(
        "//- configs/main.yaml\n.define: &x 1\na: *x\n.define: &x 'é'\nb: [ *x, *x ]\n",
        &expect![[r"
            --- rename it to `x_2`, with the 2 aliases behind it (possible)
            .define: &x 1
            a: *x
            .define: &x_2 'é'
            b: [ *x_2, *x_2 ]
            --- remove `&x` (possible)
            .define: &x 1
            a: *x
            .define: 'é'
            b: [ *x, *x ]
        "]],
    );
    check(
        "//- configs/main.yaml\n.define: &x 1\n.define: &x_2 1\n.define: !call:dict &x []\na: [ *x, *x_2 ]\n",
        &expect![[r"
            --- rename it to `x_3`, with the alias behind it (possible)
            .define: &x 1
            .define: &x_2 1
            .define: !call:dict &x_3 []
            a: [ *x_3, *x_2 ]
            --- remove `&x` (possible)
            .define: &x 1
            .define: &x_2 1
            .define: !call:dict []
            a: [ *x, *x_2 ]
        "]],
    );
    // What the alias of a parent shall mean, the child alone does not tell.
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[body]\nb: &x 2\n//- base.yaml\na: &x 1\n[body]\nb: 1\n",
        &expect![[r"
            --- rename it to `x_2` (possible)
            -- extends 'base.yaml'
            [body]
            b: &x_2 2
            --- remove `&x` (possible)
            -- extends 'base.yaml'
            [body]
            b: 2
        "]],
    );
    check(
        "//- configs/main.yaml\n-- extends 'base.yaml'\n[body]\nb: &x 2\n//- base.yaml\na: &x 1\n-- block body\n-- endblock\nc: *x\n",
        &expect![[r"
            --- remove `&x` (possible)
            -- extends 'base.yaml'
            [body]
            b: 2
        "]],
    );
}

#[test]
fn a_value_is_made_to_fit_its_tag() {
    for (wrong, expected) in [
        (
            "!list:@n é",
            expect![[r"
            --- write brackets around it
            a: !list:@n [ é ] # why
        "]],
        ),
        (
            "!tuple 'é, ü'",
            expect![[r"
            --- write brackets around it
            a: !tuple [ 'é, ü' ] # why
        "]],
        ),
        (
            "!list { x: 1 }",
            expect![[r"
            --- change to `!dict`
            a: !dict { x: 1 } # why
        "]],
        ),
        (
            "!dict:@d [ 1 ]",
            expect![[r"
            --- change to `!list`
            a: !list:@d [ 1 ] # why
        "]],
        ),
        (
            "!var [ vocab_size, 1000 ]",
            expect![[r"
            --- change to `!var { name: vocab_size, default: 1000 }`
            a: !var { name: vocab_size, default: 1000 } # why
        "]],
        ),
        (
            "!var [ 'size' ]",
            expect![[r"
            --- change to `!var 'size'`
            a: !var 'size' # why
        "]],
        ),
        (
            "!call:dict { 1: x }",
            expect![[r#"
            --- put it in quotes
            a: !call:dict { "1": x } # why
        "#]],
        ),
        (
            "!var { name: 1 }",
            expect![[r#"
            --- put it in quotes
            a: !var { name: "1" } # why
        "#]],
        ),
        (
            "!call:list { args: 3 }",
            expect![[r"
            --- write brackets around it
            a: !call:list { args: [ 3 ] } # why
        "]],
        ),
        // What is meant is not known.
        ("!var [ a, b, c ]", expect![[""]]),
        ("!dict 3", expect![[""]]),
        ("!call:dict { constructor: 3 }", expect![[""]]),
    ] {
        check(&format!("//- configs/main.yaml\na: {wrong} # why\n"), &expected);
    }
}

#[test]
fn a_value_that_an_expression_gives_is_left_alone() {
    check("//- configs/main.yaml\n-- set x = 3\na: !list {{ x }}\n", &expect![[""]]);
    check("//- configs/main.yaml\n-- for i in [1, 2]\na{{ i }}: &x {{ i }}\n-- endfor\n", &expect![[""]]);
}

#[test]
fn the_nearest_name() {
    let files = "//- base.yaml\n-- set ns = namespace(hidden=1)\n.define: &model 1\n-- block body\n-- endblock\n//- m.py\ndef make(width): ...\n";
    for (wrong, expected) in [
        ("é: {{ ns.hiden }}", "é: {{ ns.hidden }}"),
        ("é: {{ 1|uper }}", "é: {{ 1|upper }}"),
        ("é: {{ 1 is defned }}", "é: {{ 1 is defined }}"),
        ("é: *modle", "é: *model"),
        ("é: !cal:dict []", "é: !call:dict []"),
        ("é: !call:m:mak [ 1 ]", "é: !call:m:make [ 1 ]"),
        ("é: !call:m:make { widht: 1 }", "é: !call:m:make { width: 1 }"),
        ("-- include 'bsae.yaml'", "-- include 'base.yaml'"),
    ] {
        let workspace = Workspace::of_fixture(&format!(
            "{files}//- configs/main.yaml\n-- extends 'base.yaml'\n[body]\n{wrong}\n"
        ));
        let fixes: Vec<_> = workspace.check().into_iter().flat_map(|found| found.fixes).collect();
        let fixed = fixes
            .iter()
            .filter(|fix| fix.is_likely && fix.edits[0].0.path().ends_with("main.yaml"))
            .map(|fix| {
                let mut text = fix.edits[0].0.file.source.text.to_string();
                for (location, new) in &fix.edits {
                    text.replace_range(location.span.range(), new);
                }
                text.lines().last().unwrap_or_default().to_owned()
            });
        assert_eq!(fixed.collect::<Vec<_>>(), [expected], "{wrong}");
    }
}

#[test]
fn a_comment_that_looks_like_a_marker_becomes_one() {
    check(
        "//- configs/main.yaml\né: 1\n##--- a.part ---\nb: 1\n",
        &expect![[r"
            --- make it a split marker
            é: 1
            #--- a.part ---
            b: 1
        "]],
    );
}

#[test]
fn a_default_is_offered_for_a_name_that_stays_text_in_braces() {
    check("//- configs/main.yaml\ny: !var a,b\n", &expect![""]);
}

#[test]
fn arguments_that_are_moved_keep_the_line_breaks_of_the_file() {
    check(
        "//- configs/main.yaml\na: !factory:dict\r\n    args: [ 8, é ]\r\n    bias: False\r\n",
        &expect![[r#"
            --- put the others into `kwargs`
            a: !factory:dict\r
                args: [ 8, é ]\r
                kwargs:\r
                    bias: False\r
        "#]],
    );
}
