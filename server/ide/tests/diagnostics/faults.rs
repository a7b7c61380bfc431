//! Each fault is found once, at its place, with what brought it there.

use expect_test::expect;

use crate::workspace::wrong;

#[test]
fn three_independent_faults_are_three() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[one]
one: [1, 2
[two]
two: *modle
[three]
three: !call:f@name []
//- base.yaml
.define: &model !call:f@name [1]
[one]
[two]
[three]
end: 1
",
        &expect![[r#"
            configs/main.yaml:3:6-7: error[yaml-syntax]: this `[` is not closed
              see configs/main.yaml:5:4-5: noticed only here: expected `,` or `]`; close the `[` before this, or quote the text
              from base.yaml:2:2-5: block `one` is placed here
              from configs/main.yaml:1:12-23: extended here
              fix: add the closing `]`
            configs/main.yaml:5:6-12: error[undefined-alias]: there is no anchor `modle`; did you mean `*model`?
              from base.yaml:3:2-5: block `two` is placed here
              from configs/main.yaml:1:12-23: extended here
              fix: change to `*model`
            configs/main.yaml:7:15-20: error[duplicate-name]: another node is already named `name`; give one of them another name
              see base.yaml:1:24-29: the name is first given here
              from base.yaml:4:2-7: block `three` is placed here
              from configs/main.yaml:1:12-23: extended here
              fix: remove `@name`
        "#]],
    );
}

#[test]
fn a_name_that_is_undefined_in_many_places_is_one_fault() {
    wrong(
        "\
//- configs/main.yaml
a: {{ width }}
b: {{ width + 1 }}
c: {{ height }}
-- if width > 2
d: {{ width }}
-- endif
",
        &expect![[r#"
            configs/main.yaml:1:7-12: error[undefined-variable]: `width` is undefined
              see configs/main.yaml:2:7-12: and used here
              see configs/main.yaml:4:7-12: and used here
            configs/main.yaml:3:7-13: error[undefined-variable]: `height` is undefined
        "#]],
    );
}

#[test]
fn undefined_attributes_say_who_sets_them() {
    wrong(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- include 'use.yaml'
//- configs/other.yaml
-- set ns = namespace()
-- include 'set.yaml'
-- include 'use.yaml'
//- set.yaml
-- set ns.learning_rate = 0.1
//- use.yaml
lr: {{ ns.learning_rate }}
",
        &expect![[r#"
            use.yaml:1:8-24: error[undefined-variable]: `ns.learning_rate` is undefined: namespace `ns` has no `learning_rate`
              see set.yaml:1:8-24: `ns.learning_rate` is set here, in a template that this configuration does not use
              from configs/main.yaml:2:12-22: included here
              in templates/configs/main.yaml
        "#]],
    );
}

#[test]
fn what_an_expression_gave_is_quoted() {
    wrong(
        "\
//- configs/main.yaml
-- set title = 'a: b: c'
-- set when = '2025-06-07'
-- set items = ['x', '*nope']
title: {{ title }}
when: {{ when }}
-- for item in items
{{ item }}: {{ item }}
-- endfor
",
        &expect![[r#"
            configs/main.yaml:4:11-16: error[yaml-syntax]: a second `:` cannot follow on this line; quote the value if the `:` is part of it; it comes from `title`, whose value is `a: b: c`
              fix: put the value in quotes
            configs/main.yaml:5:10-14: error[unsupported-type]: a date cannot be in a graph; quote it to make it a string; it comes from `when`, whose value is `2025-06-07`
            configs/main.yaml:7:4-8: error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`; it comes from `item`, whose value is `*nope`
              see configs/main.yaml:7:16-20: and used here
        "#]],
    );
}

#[test]
fn a_parent_that_fails_for_what_its_child_set() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
-- set ns.layers = 'two'
//- configs/fine.yaml
-- extends 'base.yaml'
//- base.yaml
-- set ns = namespace(layers=2)
[model]
layers: {{ ns.layers * 2 + 1 }}
",
        &expect![[r#"
            configs/main.yaml:2:8-10: error[template-error]: `ns` is undefined; set `ns` to `namespace()` before its attributes are set
        "#]],
    );
}

#[test]
fn a_parent_that_fails_for_what_its_childs_block_set() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[settings]
    -- set ns.layers = 'two'
//- configs/fine.yaml
-- extends 'base.yaml'
//- base.yaml
-- set ns = namespace(layers=2)
[settings]
[model]
layers: {{ ns.layers + 1 }}
",
        &expect![[r#"
            base.yaml:4:12-25: error[template-error]: can only concatenate str (not "int") to str (TypeError) in `ns.layers + 1`
              see configs/main.yaml:3:15-21: `ns.layers` is set here
              from base.yaml:3:2-7: block `model` is placed here
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
        "#]],
    );
}

#[test]
fn a_fault_of_a_shared_template_is_reported_once() {
    wrong(
        "\
//- configs/a.yaml
-- include 'part.yaml'
//- configs/b.yaml
x: 1
-- include 'part.yaml'
//- configs/c.yaml
-- include 'other.yaml'
//- other.yaml
-- include 'part.yaml'
//- part.yaml
part: *nope
twice: 1
twice: 2
",
        &expect![[r#"
            part.yaml:1:7-12: error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
              from configs/a.yaml:1:12-23: included here
              in templates/configs/a.yaml, templates/configs/b.yaml, templates/configs/c.yaml
        "#]],
    );
}

#[test]
fn duplicates_of_two_templates() {
    wrong(
        "\
//- configs/main.yaml
.define: &model !call:f@model []
-- include 'part.yaml'
//- part.yaml
.define: &model !call:g@model []
",
        &expect![[r#"
            part.yaml:1:10-16: error[duplicate-anchor]: anchor `model` is already defined; give this one another name
              see configs/main.yaml:1:10-16: it is first defined here
              from configs/main.yaml:2:12-23: included here
              in templates/configs/main.yaml
              fix: rename it to `model_2`
              fix: remove `&model`
        "#]],
    );
}

#[test]
fn the_chain_goes_through_macros_super_and_blocks() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[part]
== super()
//- base.yaml
-- from 'macros.jinja' import layer
[part]
-- include 'inner.yaml'
//- inner.yaml
== layer('x')
//- macros.jinja
-- macro layer(name)
name: *{{ name }}
-- endmacro
",
        &expect![[r#"
            macros.jinja:2:7-18: error[undefined-alias]: there is no anchor `x`; define it before this with `&x`
              from inner.yaml:1:4-14: macro `layer` is called here
              from base.yaml:3:12-24: included here
              from configs/main.yaml:3:4-11: block `part` of the parent is called here
              from base.yaml:2:2-6: block `part` is placed here
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
        "#]],
    );
}

#[test]
fn aliases_to_what_contains_them() {
    wrong(
        "//- configs/main.yaml\na: &a [ 1, *a ]\n",
        &expect![[r#"
        configs/main.yaml:1:4-6: error[undefined-alias]: anchor `a` is on a node that contains its own alias; nothing can be constructed from itself
          see configs/main.yaml:1:12-14: the alias is here
    "#]],
    );
}

#[test]
fn arguments_that_forgather_keeps_for_itself() {
    wrong(
        "//- configs/main.yaml\na: !call:f { constructor: 1, b: 2 }\nb: !call:f { args: 1 }\nc: !call:f { 1: 2 }\n",
        &expect![[r#"
            configs/main.yaml:1:14-25: error[invalid-tag-value]: an argument cannot be named `constructor`, because Forgather's own node takes one of that name
            configs/main.yaml:2:20-21: error[invalid-tag-value]: `args` is the list of positional arguments, but this is an integer
              fix: write brackets around it
            configs/main.yaml:3:14-15: error[invalid-tag-value]: the name of an argument is a string, but this is an integer; quote it
              fix: put it in quotes
        "#]],
    );
}

#[test]
fn tags_that_are_mistyped() {
    wrong(
        "//- configs/main.yaml\na: !cal:f []\nb: &x !partail:g@n []\nc: !wholly:other 1\nd: !!python/object:x {}\ne: !lisst []\n",
        &expect![[r#"
            configs/main.yaml:1:4-10: error[unknown-tag]: unknown tag `!cal`; did you mean `!call`?
              fix: change to `!call:f`
            configs/main.yaml:2:4-19: error[unknown-tag]: unknown tag `!partail`; did you mean `!partial`?
              fix: change to `!partial:g@n`
            configs/main.yaml:3:4-17: error[unknown-tag]: unknown tag `!wholly`; use one of `!call`, `!singleton`, `!factory`, `!partial`, `!var`, `!list`, `!dict`, `!tuple`
            configs/main.yaml:4:4-21: error[unknown-tag]: unknown tag `tag:yaml.org,2002:python/object:x`; Python's own tags are refused; write what is to be called as `!call:module:symbol`
            configs/main.yaml:5:4-10: error[unknown-tag]: unknown tag `!lisst`; did you mean `!list`?
              fix: change to `!list`
        "#]],
    );
}

#[test]
fn spread_scalars_that_brackets_do_not_mend() {
    wrong(
        "//- configs/main.yaml\na: !call:f x, y\nb: !call:f \"x, y\"\nc: !call:f |\n    text\nd: !call:f\n    cuda\n",
        &expect![[r#"
            configs/main.yaml:1:12-16: warning[spread-scalar]: each character of this string becomes an argument of its own; write `[ … ]` around it for one argument
            configs/main.yaml:2:12-18: warning[spread-scalar]: each character of this string becomes an argument of its own; write `[ … ]` around it for one argument
              fix: write brackets around it
            configs/main.yaml:3:12-13: warning[spread-scalar]: each character of this string becomes an argument of its own; write `[ … ]` around it for one argument
            configs/main.yaml:5:4-11: warning[spread-scalar]: each character of this string becomes an argument of its own; write `[ … ]` around it for one argument
        "#]],
    );
}

#[test]
fn a_block_is_not_called_by_a_longer_name() {
    wrong(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[on]
é: 1
//- base.yaml
a: {{ self.one() }}
[one]
",
        &expect![[r#"
            configs/main.yaml:2:2-4: warning[block-not-in-parent]: block `on` is output nowhere: neither `base.yaml` nor a template that it extends has a block of that name; did you mean `one`?
              fix: change to `one`
        "#]],
    );
}
