//! What follows from a fault is no fault.

use expect_test::expect;

use crate::workspace::wrong;

#[test]
fn a_missing_include() {
    wrong(
        "\
//- configs/main.yaml
-- include 'definitions.yaml'
model: *model
other: {{ size }}
list:
-- include 'items.yaml'
    - *item
",
        &expect![[r#"
            configs/main.yaml:1:12-30: error[template-not-found]: there is no template `definitions.yaml` on the search path
            configs/main.yaml:5:12-24: error[template-not-found]: there is no template `items.yaml` on the search path
        "#]],
    );
}

#[test]
fn a_set_that_fails() {
    wrong(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set size = nope + 1
-- set ns.twice = size * 2
size: {{ size }}
twice: {{ ns.twice }}
-- if size > 3
large: True
-- endif
-- for i in range(size)
n{{ i }}: {{ i / size }}
-- endfor
",
        &expect![[r#"
            configs/main.yaml:2:15-19: error[undefined-variable]: `nope` is undefined
        "#]],
    );
}

#[test]
fn an_if_that_fails() {
    wrong(
        "\
//- configs/main.yaml
-- if nope > 3
-- set size = 1
.define: &model !call:f []
-- else
-- set size = 2
.define: &model !call:g []
-- endif
model: *model
size: {{ size }}
",
        &expect![[r#"
            configs/main.yaml:1:7-11: error[undefined-variable]: `nope` is undefined
        "#]],
    );
}

#[test]
fn an_extends_that_fails() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'bsae.yaml'
[model]
model: *model
size: {{ ns.size }}
[nowhere]
x: 1
//- base.yaml
-- set ns = namespace(size=1)
.define: &model {}
[model]
",
        &expect![[r#"
            configs/main.yaml:1:12-23: error[template-not-found]: there is no template `bsae.yaml` on the search path; did you mean `base.yaml`?
              fix: change to `base.yaml`
        "#]],
    );
}

#[test]
fn an_import_that_fails() {
    wrong(
        "\
//- configs/main.yaml
-- from 'macros.jinja' import layer, head
-- import 'mcros.jinja' as m
a: {{ layer(1) }}
b: {{ head(2) }}
c: {{ m.layer(1) }}
//- macros.jinja
-- macro layer(n)
{{ n }}
-- endmacro
",
        &expect![[r#"
            configs/main.yaml:2:11-24: error[template-not-found]: there is no template `mcros.jinja` on the search path; did you mean `macros.jinja`?
              fix: change to `macros.jinja`
            configs/main.yaml:4:7-11: error[undefined-variable]: `head` is undefined: template `macros.jinja`, which it is imported from, does not export it
        "#]],
    );
}

#[test]
fn a_syntax_error_in_a_parent() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[model]
model: *model
-- set ns.x = 1
//- base.yaml
-- set ns = namespace(
.define: &model {}
[model]
",
        &expect![[r#"
            base.yaml:1:22-23: error[jinja-syntax]: `(` is not closed
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
        "#]],
    );
}

#[test]
fn a_broken_anchor_is_not_undefined() {
    wrong(
        "\
//- configs/main.yaml
.define: &model !cal:f []
.define: &when 2025-06-07
a: *model
b: *when
c: *model
",
        &expect![[r#"
            configs/main.yaml:1:10-23: error[unknown-tag]: unknown tag `!cal`; did you mean `!call`?
              fix: change to `!call:f`
            configs/main.yaml:2:10-26: error[unsupported-type]: a date cannot be in a graph; quote it to make it a string
        "#]],
    );
}

#[test]
fn a_fault_hides_what_is_only_odd() {
    wrong(
        "//- configs/main.yaml\na: 1\na: 2\nb: *nope\n",
        &expect![[r#"
        configs/main.yaml:3:4-9: error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
    "#]],
    );
}

#[test]
fn templates_that_use_each_other() {
    wrong(
        "\
//- configs/main.yaml
-- include 'a.yaml'
//- a.yaml
-- include 'b.yaml'
//- b.yaml
-- include 'c.yaml'
//- c.yaml
-- include 'a.yaml'
",
        &expect![[r#"
            c.yaml:1:12-20: error[render-limit]: this never ends: `a.yaml` → `b.yaml` → `c.yaml` → `a.yaml`
              from b.yaml:1:12-20: included here
              from a.yaml:1:12-20: included here
              from configs/main.yaml:1:12-20: included here
              in templates/configs/main.yaml
        "#]],
    );
}
