//! Faults of `meta.yaml` and of the settings file, and what settings do.

use expect_test::expect;

use crate::workspace::wrong;

#[test]
fn meta_that_is_no_yaml() {
    wrong(
        "//- meta.yaml\nname: [x\n//- configs/main.yaml\na: *b\n",
        &expect![[r#"
            meta.yaml:1:1-9: error[meta-error]: this is no YAML: this `[` is not closed
        "#]],
    );
}

#[test]
fn meta_that_does_not_expand() {
    wrong(
        "//- meta.yaml\nname: {{ nme }}\n-- include 'nope'\n//- configs/main.yaml\na: *b\n",
        &expect![[r#"
            meta.yaml:1:10-13: error[undefined-variable]: `nme` is undefined
            meta.yaml:2:12-18: error[template-not-found]: there is no template `nope` on the search path
        "#]],
    );
}

#[test]
fn meta_of_the_wrong_types() {
    wrong(
        "//- meta.yaml\n- name\n",
        &expect![[r#"
        meta.yaml:1:1-7: error[meta-error]: `meta.yaml` must be a mapping of settings such as `name: …`
    "#]],
    );
    wrong(
        "//- meta.yaml\nname: {a: 1}\n",
        &expect![[r#"
        meta.yaml:1:1-13: error[meta-error]: `name` must be a string
    "#]],
    );
    wrong(
        "//- meta.yaml\nname: x\nsearchdir: [1]\n",
        &expect![[r#"
        meta.yaml:2:1-15: error[meta-error]: `searchdir` must be a list of folders, such as `[templates]`
    "#]],
    );
    wrong(
        "//- meta.yaml\nname: x\nsystem_path: 1\n",
        &expect![[r#"
        meta.yaml:2:1-15: error[meta-error]: `system_path` must be a list of folders, such as `[templates]`
    "#]],
    );
}

#[test]
fn a_default_configuration_that_is_not_there() {
    wrong(
        "//- meta.yaml\ndefault_config: \"mian.yaml\"\n//- configs/main.yaml\na: 1\n",
        &expect![[r#"
        meta.yaml:1:18-27: error[meta-error]: `default_config` names an unknown configuration `mian.yaml`; did you mean `main.yaml`?
          fix: change to `main.yaml`
    "#]],
    );
    wrong(
        "//- meta.yaml\n-- set d = 'mian.yaml'\ndefault_config: {{ d }}\n//- configs/main.yaml\na: 1\n",
        &expect![[r#"
            meta.yaml:2:1-24: error[meta-error]: `default_config` names an unknown configuration `mian.yaml`; did you mean `main.yaml`?
        "#]],
    );
    wrong(
        "//- meta.yaml\ndefault_config: main.yaml\n",
        &expect![[r#"
        meta.yaml:1:17-26: error[meta-error]: `default_config` names an unknown configuration `main.yaml`
    "#]],
    );
}

#[test]
fn meta_from_a_parent_of_the_workspace() {
    wrong(
        "\
//- meta.yaml
-- extends 'base_meta.yaml'
-- block name
name: Child
-- endblock
//- forgather_workspace/templates/../base_meta.yaml
searchdir: { a: 1 }
[name]
",
        &expect![[r#"
            forgather_workspace/base_meta.yaml:1:1-20: error[meta-error]: `searchdir` must be a list of folders, such as `[templates]`
        "#]],
    );
}

#[test]
fn settings_that_mean_nothing() {
    wrong(
        "\
//- .forgather-ls.yaml
dialct: current
rules:
    unused-anker: off
    yaml-syntax: loud
exclude: 3
session: { timeout: soon }
",
        &expect![[r#"
            .forgather-ls.yaml:1:1-7: error[settings-error]: there is no setting `dialct`; did you mean `dialect`?
            .forgather-ls.yaml:3:5-17: error[settings-error]: there is no rule `unused-anker`; did you mean `unused-anchor`?
              fix: change to `unused-anchor`
            .forgather-ls.yaml:4:5-16: error[settings-error]: the level of `yaml-syntax` is `error`, `warning`, `info`, `hint` or `off`
            .forgather-ls.yaml:5:1-8: error[settings-error]: `exclude` is a list of patterns of paths
            .forgather-ls.yaml:6:12-19: error[settings-error]: `timeout` is a number of seconds
        "#]],
    );
    wrong(
        "//- .forgather-ls.yaml\nrules: [\n",
        &expect![[r#"
            .forgather-ls.yaml:1:8-9: error[settings-error]: this is no YAML: this `[` is not closed
        "#]],
    );
    wrong(
        "//- .forgather-ls.yaml\n- rules\n",
        &expect![[r#"
            .forgather-ls.yaml:1:1-8: error[settings-error]: settings are a mapping, such as `dialect: current`
        "#]],
    );
    wrong(
        "//- .forgather-ls.yaml\nrules: off\n",
        &expect![[r#"
        .forgather-ls.yaml:1:1-6: error[settings-error]: `rules` is a mapping from rules to `error`, `warning`, `info`, `hint` or `off`
    "#]],
    );
}

#[test]
fn levels() {
    wrong(
        "\
//- .forgather-ls.yaml
rules:
    overridden-key: error
    undefined-alias: info
    unused-anchor: warning
    unreachable-template: off
//- configs/alias.yaml
a: *b
//- configs/twice.yaml
a: 1
a: &x 2
//- nobody.yaml
a: 1
",
        &expect![[r#"
            configs/alias.yaml:1:4-6: info[undefined-alias]: there is no anchor `b`; define it before this with `&b`
            configs/twice.yaml:1:1-2: error[overridden-key]: `a` is replaced by the `a` on line 2, and has no effect; remove one of them
              see configs/twice.yaml:2:1-2: this `a` is the one that counts
              fix: remove this `a`
            configs/twice.yaml:2:4-6: warning[unused-anchor]: no alias `*x` uses this anchor
              fix: remove `&x`
        "#]],
    );
}

#[test]
fn excluded_files() {
    wrong(
        "\
//- .forgather-ls.yaml
exclude: [old, templates/configs/tried.yaml, 'b*.yaml']
//- configs/old/a.yaml
a: *x
//- configs/tried.yaml
a: *x
//- configs/bad.yaml
a: *x
//- old/part.yaml
-- if
//- configs/kept.yaml
-- include 'old/used.yaml'
//- old/used.yaml
a: *x
",
        &expect![[r#"
            old/used.yaml:1:4-6: error[undefined-alias]: there is no anchor `x`; define it before this with `&x`
              from configs/kept.yaml:1:12-27: included here
              in templates/configs/kept.yaml
        "#]],
    );
}

#[test]
fn the_older_dialect() {
    wrong(
        "\
//- .forgather-ls.yaml
dialect: 2025-06
//- configs/main.yaml
a: {{ 1|toyaml }}
//- configs/header.yaml
[block]
//- configs/list.yaml
a: !dlist { a: 1 }
",
        &expect![[r#"
            configs/list.yaml:1:4-10: error[unknown-tag]: `!dlist` is not in this dialect; write a list
            configs/main.yaml:1:9-15: error[unknown-filter]: there is no filter `toyaml`
        "#]],
    );
}
