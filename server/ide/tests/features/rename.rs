//! Other names, everywhere at once.

use std::path::PathBuf;

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::rename::{RenameError, prepare, rename, will_rename_files};
use forgather_ide::{Edits, Snapshot};

use crate::fixture::Fixture;

/// The lines that change when the mark `$0` is renamed, or why nothing is.
fn check(text: &str, new_name: &str, expected: &Expect) {
    expected.assert_eq(&renamed(&Fixture::new(text), 0, new_name));
}

fn renamed(fixture: &Fixture, mark: u8, new_name: &str) -> String {
    let (snapshot, path, offset) = fixture.at(mark);
    let prepared = match prepare(&snapshot, &path, offset) {
        Ok((_, placeholder)) => format!("{placeholder} -> {new_name}\n"),
        Err(RenameError::Refused(reason)) => format!("not prepared: {}\n", fixture.relative(&reason)),
        Err(RenameError::Cancelled) => panic!("cancelled"),
    };
    let shown = match rename(&snapshot, &path, offset, new_name) {
        Ok(edits) => changed_lines(fixture, &edits),
        Err(RenameError::Refused(reason)) => format!("refused: {}\n", fixture.relative(&reason)),
        Err(RenameError::Cancelled) => panic!("cancelled"),
    };
    prepared + &shown
}

fn changed_lines(fixture: &Fixture, edits: &Edits) -> String {
    let mut out = String::new();
    for (path, (file, _)) in &edits.files {
        let after = edits.applied(path).expect("an edited file");
        for (number, (old, new)) in file.source.text.lines().zip(after.lines()).enumerate() {
            if old != new {
                out += &format!("{}:{}: {new}\n", fixture.shown(path), number + 1);
            }
        }
    }
    out
}

#[test]
fn an_anchor_with_all_aliases() {
    let text = "\
//- configs/main.yaml
-- extends 'base.yaml'
[main]
é: *pa$0rt
//- configs/other.yaml
-- extends 'base.yaml'
[main]
a: [*part, *other]
//- base.yaml
.define: &part 1
.define: &other 1
[main]
";
    check(
        text,
        "piece",
        &expect![[r#"
            part -> piece
            base.yaml:1: .define: &piece 1
            configs/main.yaml:3: é: *piece
            configs/other.yaml:3: a: [*piece, *other]
        "#]],
    );
    check(
        text,
        "other",
        &expect![[r#"
            part -> other
            refused: `main.yaml` has a `other` already
        "#]],
    );
    check(
        text,
        "a b",
        &expect![[r#"
            part -> a b
            refused: `a b` is no anchor's name: use ASCII letters, digits, `-` and `_`
        "#]],
    );
}

#[test]
fn an_anchor_that_is_made_by_an_expression_is_refused() {
    check(
        "\
//- configs/main.yaml
.define: &part_1 1
-- for i in [1]
a: *pa$0rt_{{ i }}
-- endfor
",
        "x",
        &expect![[r#"
            not prepared: `part_1` is made by an expression: rename it where its parts are set
            refused: `part_1` is made by an expression: rename it where its parts are set
        "#]],
    );
    check(
        "\
//- configs/main.yaml
.define: &part$0_1 1
-- for i in [1]
a: *part_{{ i }}
-- endfor
",
        "x",
        &expect![[r#"
            not prepared: templates/configs/main.yaml:3:5 uses it by a name that is computed: `part_{{ i }}`
            refused: templates/configs/main.yaml:3:5 uses it by a name that is computed: `part_{{ i }}`
        "#]],
    );
}

#[test]
fn a_block_with_all_overrides_and_their_ends() {
    let text = "\
//- configs/main.yaml
-- extends 'base.yaml'
[on$0e!]
== super()
//- configs/other.yaml
-- extends 'base.yaml'
-- block one
-- endblock one
//- base.yaml
[one]
[two]
== self.one()
";
    check(
        text,
        "first",
        &expect![[r#"
            one -> first
            base.yaml:1: [first]
            base.yaml:3: == self.first()
            configs/main.yaml:2: [first!]
            configs/other.yaml:2: -- block first
            configs/other.yaml:3: -- endblock first
        "#]],
    );
    check(
        text,
        "two",
        &expect![[r#"
            one -> two
            refused: `two` is taken: see `base.yaml`
        "#]],
    );
}

#[test]
fn a_sub_template_in_all_configurations_that_fill_the_same_place() {
    let text = "\
//- configs/main.yaml
-- extends 'base.yaml'
#--- config.mod$0el ---
m: 1
//- configs/other.yaml
-- extends 'base.yaml'
#--- config.model ---
m: 2
//- base.yaml
-- include \"config.model\"
";
    check(
        text,
        "config.net",
        &expect![[r#"
            config.model -> config.net
            base.yaml:1: -- include "config.net"
            configs/main.yaml:2: #--- config.net ---
            configs/other.yaml:2: #--- config.net ---
        "#]],
    );
    check(
        &text.replace("\"config.model\"", "'config.' ~ 'model'"),
        "config.net",
        &expect![[r#"
            not prepared: templates/base.yaml:1:12 uses it by a name that is computed: `'config.' ~ 'model'`
            refused: templates/base.yaml:1:12 uses it by a name that is computed: `'config.' ~ 'model'`
        "#]],
    );
}

#[test]
fn attributes_variables_and_macros() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.l$0r = 1
-- extends 'base.yaml'
//- configs/other.yaml
-- set ns = namespace()
-- set ns.lr = 2
-- extends 'base.yaml'
//- base.yaml
x: {{ ns.lr }}
",
        "rate",
        &expect![[r#"
            lr -> rate
            base.yaml:1: x: {{ ns.rate }}
            configs/main.yaml:2: -- set ns.rate = 1
            configs/other.yaml:2: -- set ns.rate = 2
        "#]],
    );
    check(
        "\
//- configs/main.yaml
-- from 'fmt.jinja' import h1 as head, h2
a: {{ head('x') }} {{ h2('x') }}
-- for h1 in 'a'
{{ h1 }}: 1
-- endfor
//- fmt.jinja
-- macro h$01(x)
-- endmacro
-- macro h2(x)
{{ h1(x) }}
-- endmacro
",
        "title",
        &expect![[r#"
            h1 -> title
            configs/main.yaml:1: -- from 'fmt.jinja' import title as head, h2
            fmt.jinja:1: -- macro title(x)
            fmt.jinja:4: {{ title(x) }}
        "#]],
    );
}

#[test]
fn names_of_jinja2_stay() {
    for (text, expected) in [
        ("a: {{ 1|de$0fault(2) }}", expect!["`default` is a filter of Jinja2 or of Forgather"]),
        (
            "a: {{ pro$0ject_dir }}",
            expect!["`project_dir` is set by no template: it is a name of Jinja2 or of Forgather"],
        ),
        ("a: $0", expect!["there is no name here"]),
    ] {
        let fixture = Fixture::new(&format!("//- configs/main.yaml\n{text}\n"));
        let (snapshot, path, offset) = fixture.at(0);
        match prepare(&snapshot, &path, offset) {
            Err(RenameError::Refused(reason)) => expected.assert_eq(&reason),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn files_that_move_take_their_names_along() {
    let fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'base/one.yaml'
-- include ['nowhere.yaml', 'base/two.yaml']
[x]
//- base/one.yaml
[x]
-- include 'base/two.yaml'
//- base/two.yaml
a: 1
//- lonely.yaml
-- extends './base/one.yaml'
",
    );
    let snapshot: Snapshot = fixture.snapshot(&fixture.path("configs/main.yaml"));
    let moves = |pairs: &[(&str, &str)]| -> String {
        let moved: Vec<(PathBuf, PathBuf)> =
            pairs.iter().map(|(old, new)| (fixture.path(old), fixture.path(new))).collect();
        let edits = will_rename_files(&snapshot, &moved).expect("edits");
        changed_lines(&fixture, &edits)
    };
    expect![[r#"
        configs/main.yaml:1: -- extends 'base/1.yaml'
        lonely.yaml:1: -- extends 'base/1.yaml'
    "#]]
    .assert_eq(&moves(&[("base/one.yaml", "base/1.yaml")]));
    expect![[r#"
        base/one.yaml:2: -- include 'parts/two.yaml'
        configs/main.yaml:1: -- extends 'parts/one.yaml'
        configs/main.yaml:2: -- include ['nowhere.yaml', 'parts/two.yaml']
        lonely.yaml:1: -- extends 'parts/one.yaml'
    "#]]
    .assert_eq(&moves(&[("base", "parts")]));
}

#[test]
fn the_name_of_a_node_in_all_configurations() {
    let text = "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
é: !singleton:dict@un$0it []
//- configs/other.yaml
-- extends 'base.yaml'
//- base.yaml
-- block body
é: !singleton:dict@unit []
-- endblock
x: !call:dict@other []
";
    check(
        text,
        "node",
        &expect![[r#"
            unit -> node
            configs/main.yaml:3: é: !singleton:dict@node []
        "#]],
    );
    check(
        text,
        "other",
        &expect![[r#"
            unit -> other
            refused: `main.yaml` has a `other` already
        "#]],
    );
}

#[test]
fn a_variable_of_the_configuration() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
é: !var { name: si$0ze, default: 1 }
//- base.yaml
x: [ !var size, !var 'size' ]
[body]
",
        "width",
        &expect![[r#"
            size -> width
            base.yaml:1: x: [ !var width, !var 'width' ]
            configs/main.yaml:3: é: !var { name: width, default: 1 }
        "#]],
    );
}

#[test]
fn a_target_in_all_templates_that_give_it_a_value() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[body]
ma$0in: 1
//- base.yaml
main: 0
[body]
",
        "start",
        &expect![[r#"
            main -> start
            base.yaml:1: start: 0
            configs/main.yaml:3: start: 1
        "#]],
    );
}

#[test]
fn an_attribute_that_a_namespace_is_made_with() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(lr=1, dim=2)
-- extends 'base.yaml'
//- base.yaml
é: {{ ns.l$0r }} {{ ns.dim }}
",
        "rate",
        &expect![[r#"
            lr -> rate
            base.yaml:1: é: {{ ns.rate }} {{ ns.dim }}
            configs/main.yaml:1: -- set ns = namespace(rate=1, dim=2)
        "#]],
    );
}

#[test]
fn an_attribute_that_is_also_taken_by_a_text() {
    check(
        "//- configs/main.yaml\n-- set ns = namespace()\n-- set ns.l$0r = 1\né: {{ ns['lr'] + ns|attr(\"lr\") }}\n",
        "rate",
        &expect![[r#"
            lr -> rate
            configs/main.yaml:2: -- set ns.rate = 1
            configs/main.yaml:3: é: {{ ns['rate'] + ns|attr("rate") }}
        "#]],
    );
}

#[test]
fn an_attribute_that_may_be_taken_by_a_computed_name_is_refused() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.l$0r = 1
-- extends 'base.yaml'
//- base.yaml
-- for key in ['lr']
é: {{ ns[key] }}
-- endfor
",
        "rate",
        &expect![[r#"
            not prepared: templates/base.yaml:2:10 takes attributes of `ns` by a name that is computed: `key`
            refused: templates/base.yaml:2:10 takes attributes of `ns` by a name that is computed: `key`
        "#]],
    );
}

#[test]
fn a_variable_in_all_templates() {
    let text = "\
//- configs/main.yaml
-- set wi$0dth = 1
-- extends 'base.yaml'
//- base.yaml
é: {{ width * 2 }}
-- for width in [1]
- {{ width }}
-- endfor
-- set other = 1
";
    check(
        text,
        "size",
        &expect![[r#"
            width -> size
            base.yaml:1: é: {{ size * 2 }}
            configs/main.yaml:1: -- set size = 1
        "#]],
    );
    check(
        text,
        "other",
        &expect![[r#"
            width -> other
            refused: `other` is taken: see `base.yaml`
        "#]],
    );
    check(
        text,
        "for",
        &expect![[r#"
            width -> for
            refused: `for` is a word of Jinja2
        "#]],
    );
}

const WORLD: &str = "\
//- configs/main.yaml
a: 1
//- base.yaml
-- set ns = namespace()
-- set ns.lr = 1
é: &part !call:f@part []
[one]
//- fmt.jinja
-- macro h1(x)
-- endmacro
";

#[test]
fn each_kind_with_broken_text_nearby() {
    let mut fixture = Fixture::new(WORLD);
    fixture.edit(
        "configs/main.yaml",
        "\
-- extends 'base.yaml'
-- from 'fmt.jinja' import h1,
ü: {{ ns.
[on$0e]
== super(
a: [ *pa$1rt, {{ ns.l$2r + }}, {{ h$31( }}
-- include 'main.pa$4rt' ignor
-- if

#--- main.part ---
x: 1
",
    );
    for (mark, expected) in [
        (
            0,
            expect![[r#"
                one -> new
                base.yaml:4: [new]
                configs/main.yaml:4: [new]
            "#]],
        ),
        (
            1,
            expect![[r#"
                part -> new
                base.yaml:3: é: &new !call:f@part []
                configs/main.yaml:6: a: [ *new, {{ ns.lr + }}, {{ h1( }}
            "#]],
        ),
        (
            2,
            expect![[r#"
                lr -> new
                base.yaml:2: -- set ns.new = 1
                configs/main.yaml:6: a: [ *part, {{ ns.new + }}, {{ h1( }}
            "#]],
        ),
        (
            3,
            expect![[r#"
                h1 -> new
                configs/main.yaml:2: -- from 'fmt.jinja' import new,
                configs/main.yaml:6: a: [ *part, {{ ns.lr + }}, {{ new( }}
                fmt.jinja:1: -- macro new(x)
            "#]],
        ),
        (
            4,
            expect![[r#"
                main.part -> new
                configs/main.yaml:7: -- include 'new' ignor
                configs/main.yaml:10: #--- new ---
            "#]],
        ),
    ] {
        expected.assert_eq(&renamed(&fixture, mark, "new"));
    }
}

#[test]
fn each_kind_behind_text_that_is_not_ascii() {
    let mut fixture = Fixture::new(WORLD);
    fixture.edit(
        "configs/main.yaml",
        "\
{# 😀 #}{% extends 'base.yaml' %}
{# é #}{% from 'fmt.jinja' import h1 %}
{# 漢 #}{% block on$0e %}
'😀': { é: *pa$1rt, ü: {{ 'é' ~ ns.l$2r }}, ä: {{ 'ö' ~ h$31('é') }}, v: !var 'gr$4öße' }
{% endblock one %}
",
    );
    for (mark, expected) in [
        (
            0,
            expect![[r#"
                one -> new
                base.yaml:4: [new]
                configs/main.yaml:3: {# 漢 #}{% block new %}
                configs/main.yaml:5: {% endblock new %}
            "#]],
        ),
        (
            1,
            expect![[r#"
                part -> new
                base.yaml:3: é: &new !call:f@part []
                configs/main.yaml:4: '😀': { é: *new, ü: {{ 'é' ~ ns.lr }}, ä: {{ 'ö' ~ h1('é') }}, v: !var 'größe' }
            "#]],
        ),
        (
            2,
            expect![[r#"
                lr -> new
                base.yaml:2: -- set ns.new = 1
                configs/main.yaml:4: '😀': { é: *part, ü: {{ 'é' ~ ns.new }}, ä: {{ 'ö' ~ h1('é') }}, v: !var 'größe' }
            "#]],
        ),
        (
            3,
            expect![[r#"
                h1 -> new
                configs/main.yaml:2: {# é #}{% from 'fmt.jinja' import new %}
                configs/main.yaml:4: '😀': { é: *part, ü: {{ 'é' ~ ns.lr }}, ä: {{ 'ö' ~ new('é') }}, v: !var 'größe' }
                fmt.jinja:1: -- macro new(x)
            "#]],
        ),
        (
            4,
            expect![[r#"
                größe -> new
                configs/main.yaml:4: '😀': { é: *part, ü: {{ 'é' ~ ns.lr }}, ä: {{ 'ö' ~ h1('é') }}, v: !var 'new' }
            "#]],
        ),
    ] {
        expected.assert_eq(&renamed(&fixture, mark, "new"));
    }
}

#[test]
fn in_the_notebooks_dialect() {
    let fixture = Fixture::in_dialect(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
-- block on$0e
=> super()
[one]
a: *pa$1rt
-- endblock one
//- base.yaml
b: &part 1
-- block one
-- endblock one
",
        Dialect::June2025,
    );
    expect![[r#"
        one -> new
        base.yaml:2: -- block new
        base.yaml:3: -- endblock new
        configs/main.yaml:2: -- block new
        configs/main.yaml:6: -- endblock new
    "#]]
    .assert_eq(&renamed(&fixture, 0, "new"));
    expect![[r#"
        part -> new
        base.yaml:1: b: &new 1
        configs/main.yaml:5: a: *new
    "#]]
    .assert_eq(&renamed(&fixture, 1, "new"));
}

#[test]
fn a_file_that_moves_with_broken_text_where_it_is_named() {
    let mut fixture = Fixture::new("//- configs/main.yaml\na: 1\n//- bäse.yaml\na: 1\n");
    fixture.edit(
        "configs/main.yaml",
        "{# é #}{% extends 'bäse.yaml' ignor %}\nü: {{ x.\n-- include 'bäse.yaml'\n-- if\n",
    );
    let snapshot = fixture.snapshot(&fixture.path("configs/main.yaml"));
    let moved = [(fixture.path("bäse.yaml"), fixture.path("new.yaml"))];
    let edits = will_rename_files(&snapshot, &moved).expect("edits");
    expect![[r#"
        configs/main.yaml:1: {# é #}{% extends 'new.yaml' ignor %}
        configs/main.yaml:3: -- include 'new.yaml'
    "#]]
    .assert_eq(&changed_lines(&fixture, &edits));
}

#[test]
fn what_would_break_a_configuration_is_refused() {
    // A parameter that a caller gives by its name.
    check(
        "\
//- configs/main.yaml
-- macro m(é, v$0al)
{{ é }}{{ val }}
-- endmacro
a: {{ m(1, val=2) }}
",
        "new",
        &expect![[r#"
            val -> new
            refused: `main.yaml` would break: templates/configs/main.yaml:4:7: macro `m` has no parameter `val`
        "#]],
    );
    // A variable that another template imports.
    check(
        "\
//- configs/main.yaml
-- import 'lib.yaml' as lib
a: {{ lib.lr|default(2) }}
//- lib.yaml
-- set l$0r = 1
",
        "rate",
        &expect![[r#"
            lr -> rate
            refused: `main.yaml` would break: templates/configs/main.yaml:2:7: it would give another text there
        "#]],
    );
    // A loop's variable that an included template reads.
    check(
        "\
//- configs/main.yaml
-- for i$0 in [1, 2]
-- include 'item.yaml'
-- endfor
//- item.yaml
a{{ i }}: 1
",
        "number",
        &expect![[r#"
            i -> number
            refused: `main.yaml` would break: templates/item.yaml:1:5: `i` is undefined
        "#]],
    );
    // A namespace that goes by another name.
    check(
        "\
//- configs/main.yaml
-- set ns = namespace()
-- set ns.l$0r = 1
-- set other = ns
a: {{ other.lr }}
",
        "rate",
        &expect![[r#"
            lr -> rate
            refused: `main.yaml` would break: templates/configs/main.yaml:4:7: `other.lr` is undefined: namespace `other` has no `lr`
        "#]],
    );
    // What is broken already is so afterwards.
    check(
        "\
//- configs/main.yaml
-- set l$0r = 1
a: {{ lr }}
b: *nowhere
c: {{ nope }}
",
        "rate",
        &expect![[r#"
            lr -> rate
            configs/main.yaml:1: -- set rate = 1
            configs/main.yaml:2: a: {{ rate }}
        "#]],
    );
}

#[test]
fn a_block_of_several_roots() {
    check(
        "\
//- configs/main.yaml
-- extends 'mid.yaml'
//- configs/other.yaml
-- set root = 'b.yaml'
-- extends 'mid.yaml'
//- mid.yaml
-- extends root|default('a.yaml')
[ti$0tle]
é: 1
//- a.yaml
[title]
//- b.yaml
[title]
-- set x = self.title()
",
        "head",
        &expect![[r#"
            title -> head
            a.yaml:1: [head]
            b.yaml:1: [head]
            b.yaml:2: -- set x = self.head()
            mid.yaml:2: [head]
        "#]],
    );
}

#[test]
fn a_block_that_is_only_called() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[first]
é: {{ self.ti$0tle() }}
//- base.yaml
[first]
[title]
",
        "head",
        &expect![[r#"
            title -> head
            base.yaml:2: [head]
            configs/main.yaml:3: é: {{ self.head() }}
        "#]],
    );
}

#[test]
fn names_that_would_mean_something_else() {
    let refusal = |text: &str, name: &str, expected: &str| {
        let shown = renamed(&Fixture::new(text), 0, name);
        assert!(shown.ends_with(&format!("refused: `{name}` {expected}\n")), "{shown}");
    };
    let target = "//- configs/main.yaml\nma$0in: 1\n";
    let variable = "//- configs/main.yaml\na: !var na$0me\n";
    let no_text = "would be no text for YAML, but a constant or a number";
    for (text, name) in
        [(target, "yes"), (target, "null"), (target, "12"), (variable, "null"), (variable, "on")]
    {
        refusal(text, name, no_text);
    }
    refusal(target, ".hidden", "would be dropped: a target does not begin with a dot");
    check(
        "//- configs/main.yaml\na: !call:dict@un$0it []\n",
        "é",
        &expect![[r#"
        unit -> é
        refused: `é` is no node's name: use ASCII letters, digits and `_`, and begin with no digit
    "#]],
    );
    for word in ["varargs", "kwargs", "caller"] {
        let fixture = Fixture::new("//- configs/main.yaml\n-- set na$0me = 1\na: {{ name }}\n");
        let expected = format!("name -> {word}\nrefused: `{word}` is a word of Jinja2\n");
        assert_eq!(renamed(&fixture, 0, word), expected);
    }
}

#[test]
fn a_macro_within_a_block() {
    let text = "\
//- configs/main.yaml
-- block b
-- macro m$0k(a)
é: {{ a }}
-- endmacro
== m$1k(1)
-- endblock
";
    let expected = expect![[r#"
        mk -> new
        configs/main.yaml:2: -- macro new(a)
        configs/main.yaml:5: == new(1)
    "#]];
    let fixture = Fixture::new(text);
    for mark in [0, 1] {
        expected.assert_eq(&renamed(&fixture, mark, "new"));
    }
}
