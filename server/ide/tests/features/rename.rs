//! Other names, everywhere at once.

use std::path::PathBuf;

use expect_test::{Expect, expect};
use forgather_ide::rename::{RenameError, prepare, rename, will_rename_files};
use forgather_ide::{Edits, Snapshot};

use crate::fixture::Fixture;

/// The lines that change when the mark `$0` is renamed, or why nothing is.
fn check(text: &str, new_name: &str, expected: &Expect) {
    let fixture = Fixture::new(text);
    let (snapshot, path, offset) = fixture.at(0);
    let prepared = match prepare(&snapshot, &path, offset) {
        Ok((_, placeholder)) => format!("{placeholder} -> {new_name}\n"),
        Err(RenameError::Refused(reason)) => format!("not prepared: {}\n", fixture.relative(&reason)),
        Err(RenameError::Cancelled) => panic!("cancelled"),
    };
    let shown = match rename(&snapshot, &path, offset, new_name) {
        Ok(edits) => changed_lines(&fixture, &edits),
        Err(RenameError::Refused(reason)) => format!("refused: {}\n", fixture.relative(&reason)),
        Err(RenameError::Cancelled) => panic!("cancelled"),
    };
    expected.assert_eq(&(prepared + &shown));
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
