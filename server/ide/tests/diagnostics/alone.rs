//! Templates that no configuration uses, and comments that silence.

use expect_test::expect;

use crate::workspace::wrong;

#[test]
fn what_can_be_known_of_a_template_alone() {
    wrong(
        "\
//- configs/main.yaml
a: 1
//- syntax.yaml
-- if x
//- names.yaml
a: {{ x|uper }}
-- if x is defind
-- endif
//- tags.yaml
a: !singelton:f []
b: !lambda:f []
c: !call []
d: !call:{{ spec }} []
e: !{{ tag }} []
f: !!str x
g: '!cal:x'
//- markers.yaml
a: 1
##--- part.yaml ---
//- variables.yaml
a: {{ what_the_configuration_sets }}
b: *what_a_parent_defines
",
        &expect![[r#"
            markers.yaml:2:1-20: warning[malformed-split-marker]: this splits nothing: a split marker begins with one `#`; write `#--- part.yaml ---`
              fix: make it a split marker
            names.yaml:1:9-13: error[unknown-filter]: there is no filter `uper`; did you mean `upper`?
              fix: change to `upper`
            names.yaml:2:12-18: error[unknown-test]: there is no test `defind`; did you mean `defined`?
              fix: change to `defined`
            syntax.yaml:1:8-8: error[jinja-syntax]: the template ends and `if` on line 1 is still open: expected `elif`, `else` or `endif`
              see syntax.yaml:1:1-8: `if` is opened here
              fix: close the `if`
            tags.yaml:1:4-16: error[unknown-tag]: unknown tag `!singelton`; did you mean `!singleton`?
              fix: change to `!singleton`
            tags.yaml:2:4-11: warning[deprecated-tag]: `!lambda` is now `!partial`
              fix: change to `!partial`
            tags.yaml:3:4-9: error[invalid-import-spec]: `!call` does not say what to call; write `!call:module:symbol`
        "#]],
    );
}

#[test]
fn cycles_among_templates_that_no_one_uses() {
    wrong(
        "\
//- configs/main.yaml
a: 1
//- self.yaml
-- extends 'self.yaml'
//- a.yaml
-- include 'b.yaml'
//- b.yaml
-- from 'c.yaml' import x
//- c.yaml
-- extends 'a.yaml'
//- may_end.yaml
-- if depth > 1
-- include 'may_end.yaml'
-- endif
",
        &expect![[r#"
            a.yaml:1:12-20: warning[include-cycle]: these templates use each other without end: `a.yaml` → `b.yaml` → `c.yaml` → `a.yaml`
              see b.yaml:1:9-17: and goes on here
              see c.yaml:1:12-20: and goes on here
            self.yaml:1:12-23: warning[include-cycle]: these templates use each other without end: `self.yaml` → `self.yaml`
        "#]],
    );
}

#[test]
fn comments_silence_their_line_or_the_next() {
    wrong(
        "\
//- configs/main.yaml
a: 1        ## forgather-ls: ignore overridden-key
a: 2
## forgather-ls: ignore overridden-key, deprecated-tag
b: 1
b: !lambda:f []
## forgather-ls: ignore spread-scalar deprecated-tag
c: !lambda:f text
d: 1

## forgather-ls: ignore overridden-key
e: 1
d: 2
e: 3
",
        &expect![[r#"
            configs/main.yaml:5:4-11: warning[deprecated-tag]: `!lambda` is now `!partial`
              fix: change to `!partial`
            configs/main.yaml:8:1-2: warning[overridden-key]: `d` is replaced by the `d` on line 12, and has no effect; remove one of them
              see configs/main.yaml:12:1-2: this `d` is the one that counts
              fix: remove this `d`
        "#]],
    );
}

#[test]
fn comments_in_the_template_that_has_the_fault() {
    wrong(
        "\
//- configs/main.yaml
## forgather-ls: ignore undefined-alias
-- include 'part.yaml'
//- part.yaml
a: *b
## forgather-ls: ignore undefined-alias
c: *d
",
        &expect![[r#"
            part.yaml:1:4-6: error[undefined-alias]: there is no anchor `b`; define it before this with `&b`
              from configs/main.yaml:2:12-23: included here
              in templates/configs/main.yaml
        "#]],
    );
}

#[test]
fn unknown_codes() {
    wrong(
        "\
//- configs/main.yaml
a: 1  ## forgather-ls: ignore undefined-alais, nonsense, yaml-syntax
b: 2  ## forgather-ls: ignore
c: '## forgather-ls: ignore x'
",
        &expect![[r#"
            configs/main.yaml:1:31-46: info[unknown-suppression]: there is no rule `undefined-alais` to ignore; did you mean `undefined-alias`?
              fix: change to `undefined-alias`
            configs/main.yaml:1:48-56: info[unknown-suppression]: there is no rule `nonsense` to ignore
        "#]],
    );
}
