//! What may be written at a cursor.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::completion::{completion, document};

use crate::fixture::Fixture;

/// The first items at the mark of each text of `configs/main.yaml`, under what is replaced; with what they write where
/// that is something else.
fn shown(files: &str, texts: &[&str], dialect: Dialect) -> String {
    const MOST: usize = 6;
    let mut fixture = Fixture::in_dialect(files, dialect);
    let mut out = String::new();
    for text in texts {
        fixture.edit("configs/main.yaml", text);
        let (snapshot, path, offset) = fixture.at(0);
        let file = snapshot.file(&path).expect("the file");
        let line = text.lines().find(|line| line.contains("$0")).unwrap_or_default();
        let found = completion(&snapshot, &path, offset).expect("not cancelled");
        let Some(found) = found.filter(|found| !found.items.is_empty()) else {
            out += &format!("{line}\n    nothing\n");
            continue;
        };
        let replaced = &file.source.text[found.replace.range()];
        let plain = found.items.iter().filter(|item| !item.is_snippet).take(MOST);
        let items = plain.map(|item| match &item.text {
            Some(text) if *text != item.label => format!("{} ({text:?})", item.label),
            _ => item.label.clone(),
        });
        out += &format!("{line}\n    {replaced:?}: {}\n", items.collect::<Vec<_>>().join(", "));
    }
    out
}

fn check(files: &str, texts: &[&str], expected: &Expect) {
    expected.assert_eq(&shown(files, texts, Dialect::Current));
}

#[test]
fn names_of_templates() {
    let files = "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- block body
-- endblock
//- other.yaml
-- block other
-- endblock
//- inc.jinja
-- macro head(text)
-- endmacro
//- configs/second.yaml
-- extends 'base.yaml'
//- configs/third.yaml
-- extends 'other.yaml'
-- from 'inc.jinja' import head
//- dynamic.yaml
-- include ns.part
";
    check(
        files,
        &[
            "-- extends '$0'\n[body]\nx: 1\n",
            "-- extends '$0'\n[other]\nx: 1\n",
            "-- extends \"ba$0\n[body]\n",
            "-- from '$0' import head\n",
            "-- import '$0' as inc\n== inc.head(1)\n",
            "-- include '$0.one'\n\n#----- part.one -----\né: 1\n",
            "é: {% include ['x.yaml', '$0'] %}\n",
            "-- include 'dynamic.yaml'\n-- set ns.part = '$0'\n",
            "-- set x = '$0'\n",
            "-- extends $0\n",
        ],
        &expect![[r#"
            -- extends '$0'
                "": base.yaml, configs/second.yaml, other.yaml, inc.jinja, dynamic.yaml, configs/third.yaml
            -- extends '$0'
                "": other.yaml, configs/third.yaml, base.yaml, inc.jinja, dynamic.yaml, configs/second.yaml
            -- extends "ba$0
                "ba": base.yaml, configs/second.yaml, other.yaml, inc.jinja, dynamic.yaml, configs/third.yaml
            -- from '$0' import head
                "": inc.jinja, dynamic.yaml, base.yaml, other.yaml, configs/second.yaml, configs/third.yaml
            -- import '$0' as inc
                "": inc.jinja, dynamic.yaml, base.yaml, other.yaml, configs/second.yaml, configs/third.yaml
            -- include '$0.one'
                ".one": part.one, base.yaml, inc.jinja, other.yaml, dynamic.yaml, configs/second.yaml
            é: {% include ['x.yaml', '$0'] %}
                "": base.yaml, inc.jinja, other.yaml, dynamic.yaml, configs/second.yaml, configs/third.yaml
            -- set ns.part = '$0'
                "": base.yaml, inc.jinja, other.yaml, configs/second.yaml, configs/third.yaml, dynamic.yaml
            -- set x = '$0'
                nothing
            -- extends $0
                "": abspath, basename, cycler, dict, dirname, filetime ("filetime()")
        "#]],
    );
}

#[test]
fn names_of_blocks() {
    let files = "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- block data
d: 1
-- endblock
-- block model
m: 2
-- block inner
-- endblock
-- endblock
-- block optimizer
optimizer: &optimizer 2
-- endblock
-- block scheduler
s: 1
-- endblock
";
    check(
        files,
        &[
            "-- extends 'base.yaml'\n[$0]\n",
            "-- extends 'base.yaml'\n[$0\noptimizer: &optimizer 1\n",
            "-- extends 'base.yaml'\n[data]\né: 1\n[$0]\n[optimizer]\n",
            "-- extends 'base.yaml'\n-- block $0\nm: 1\n-- endblock\n",
            "-- extends 'base.yaml'\n-- block $0\nx: 1\n-- endblock fresh\n",
            "-- extends 'base.yaml'\n[model]\n    [$0]\n",
            "-- block a\n-- block b\n-- endblock $0\n-- endblock a\n",
            "{% block a %}é{% endblock $0 %}\n",
            "-- extends 'base.yaml'\n-- block own\n== self.$0\n-- endblock\n",
            "list: [$0]\n",
        ],
        &expect![[r#"
            [$0]
                "": data, model, inner, optimizer, scheduler
            [$0
                "": optimizer, data, model, inner, scheduler
            [$0]
                "": model, inner, scheduler
            -- block $0
                "": model, data, inner, optimizer, scheduler
            -- block $0
                "": fresh, data, model, inner, optimizer, scheduler
                [$0]
                "": inner, optimizer, scheduler, data
            -- endblock $0
                "": b, a
            {% block a %}é{% endblock $0 %}
                "": a
            == self.$0
                "": own ("own()"), data ("data()"), model ("model()"), inner ("inner()"), optimizer ("optimizer()"), scheduler ("scheduler()")
            list: [$0]
                nothing
        "#]],
    );
    let june = shown(files, &["-- extends 'base.yaml'\n[$0]\n"], Dialect::June2025);
    expect![[r#"
        [$0]
            nothing
    "#]]
    .assert_eq(&june);
}

#[test]
fn attributes_and_variables() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- set ns = namespace(title='t')
-- set plain = 3
-- block vars
    -- set ns.name = 'plain'
    -- set ns.sizes = [1, 2]
    -- set ns.depth = 4
-- endblock
-- block body
name: {{ ns.name }}
want: {{ ns.wanted }}
-- endblock
//- inc.jinja
-- macro head(text, level=1)
-- endmacro
",
        &[
            "-- extends 'base.yaml'\n[vars]\n    == super()\n    -- set ns.$0 = 'ü'\n",
            "-- extends 'base.yaml'\n[vars]\n    -- set ns.name = 'ü'\n    -- set ns.$0\n",
            "-- extends 'base.yaml'\n[body]\nname: {{ ns.$0 }}\n",
            "-- extends 'base.yaml'\n[body]\nsizes: {{ ns.na$0\nb: 1\n",
            "-- extends 'base.yaml'\n[vars]\n-- set $0\n",
            "-- extends 'base.yaml'\n[body]\n-- for item, é in ns.sizes\n- {{ $0 }}\n-- endfor\n",
            "-- for item in [1]\n- {{ loop.$0 }}\n-- endfor\n",
            "-- import 'inc.jinja' as inc\n== inc.$0\n",
            "-- macro m(text)\n== $0\n-- endmacro\n",
            "-- set x = {'key': 1}\n-- set y = x\n== x.$0\n",
        ],
        &expect![[r#"
                -- set ns.$0 = 'ü'
                "": name, wanted, sizes, depth, title
                -- set ns.$0
                "": sizes, wanted, depth, title, name
            name: {{ ns.$0 }}
                "": name, wanted, sizes, depth, title
            sizes: {{ ns.na$0
                "na": name, sizes, wanted, depth, title
            -- set $0
                "": ns, plain
            - {{ $0 }}
                "": item, é, loop, super ("super()"), ns, plain
            - {{ loop.$0 }}
                "": index, index0, first, last, length, revindex
            == inc.$0
                "": head
            == $0
                "": text, caller, varargs, kwargs, m, abspath
            == x.$0
                nothing
        "#]],
    );
}

#[test]
fn filters_tests_macros_and_arguments() {
    check(
        "\
//- configs/main.yaml
x: 1
//- inc.jinja
-- macro head(text, level=1, ch='#')
-- endmacro
",
        &[
            "== 'a'|upper|$0\n",
            "-- filter $0\n-- endfilter\n",
            "== 'é' is $0\n",
            "== 1 is not $0\n",
            "-- from 'inc.jinja' import $0\n",
            "-- from 'inc.jinja' import head\n== head($0)\n",
            "-- from 'inc.jinja' import head\n== head('ü', $0\n",
            "-- from 'inc.jinja' import head\n== head(level=2, ch$0)\n",
            "== relpath('a', $0)\n",
            "== 'a'.re$0\n",
        ],
        &expect![[r#"
            == 'a'|upper|$0
                "": abs, attr, batch, capitalize, center, count
            -- filter $0
                "": abs, attr, batch, capitalize, center, count
            == 'é' is $0
                "": not, boolean, callable, defined, divisibleby, eq
            == 1 is not $0
                "": boolean, callable, defined, divisibleby, eq, equalto
            -- from 'inc.jinja' import $0
                "": head
            == head($0)
                "": text=, level=, ch=, head, abspath, basename
            == head('ü', $0
                "": level=, ch=, head, abspath, basename, cycler
            == head(level=2, ch$0)
                "ch": ch=, head, abspath, basename, cycler, dict
            == relpath('a', $0)
                "": start=, abspath, basename, cycler, dict, dirname
            == 'a'.re$0
                "re": split, join, replace, format, strip, lstrip
        "#]],
    );
}

#[test]
fn aliases_anchors_and_tags() {
    let files = "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
.define: &model !partial:dict
    é: 1
.define: &optimizer 1
.define: &data []
-- block body
-- endblock
after: &later 1
";
    check(
        files,
        &[
            "-- extends 'base.yaml'\n[body]\noptimizer: *$0\n",
            "-- extends 'base.yaml'\n[body]\nx: { data: *$0 }\ny: 1\n",
            "-- extends 'base.yaml'\n[body]\nx: [ *model, *da$0 ]\n",
            "-- extends 'base.yaml'\n[body]\nü: &own 1\nx:\n    <<: *$0\n",
            "-- extends 'base.yaml'\n[body]\nfresh: &$0 1\nuse: *asked\n",
            "-- extends 'base.yaml'\n[body]\nt: !$0\n",
            "-- extends 'base.yaml'\n[body]\nv: $0\n",
            "-- extends 'base.yaml'\n[body]\ns: \"*$0\"\n",
            "-- extends 'base.yaml'\n[body]\n# a: *$0\n",
        ],
        &expect![[r#"
            optimizer: *$0
                "": optimizer, model, data
            x: { data: *$0 }
                "": data, model, optimizer
            x: [ *model, *da$0 ]
                "da": model, optimizer, data
                <<: *$0
                "": model, optimizer, data, own
            fresh: &$0 1
                "": fresh, asked
            t: !$0
                "!": !singleton ("!singleton:"), !partial ("!partial:"), !factory ("!factory:"), !call ("!call:"), !var, !list
            v: $0
                "": *model, *optimizer, *data, !singleton ("!singleton:"), !partial ("!partial:"), !factory ("!factory:")
            s: "*$0"
                nothing
            # a: *$0
                nothing
        "#]],
    );
    let june = shown(files, &["a: !dl$0\n"], Dialect::June2025);
    expect![[r#"
        a: !dl$0
            "!dl": !singleton ("!singleton:"), !partial ("!partial:"), !factory ("!factory:"), !call ("!call:"), !var, !list
    "#]].assert_eq(&june);
}

#[test]
fn specs_and_arguments_of_what_is_called() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- block body
opt: !singleton:lib.py:Model
    size: 1
-- endblock
//- lib.py
class Model:
    def __init__(self, size: int = 8, *, name: str) -> None: ...

def make(a, b: int, c=3): ...
",
        &[
            "-- extends 'base.yaml'\n[body]\n    == super()\n    $0\n",
            "one: !call:lib.py:M$0\n",
            "one: !call:lib.py:$0@name []\n",
            "two: !partial:lib.py:make\n    ä: 1\n    a: 2\n    $0\n",
            "three: !call:lib.py:make { a: 1, $0 }\n",
            "five: !partial:lib.py:make\n    b$0: 1\nsix: 1\n",
            "-- extends 'base.yaml'\n[body]\nfour: !call:$0\n",
        ],
        &expect![[r#"
                $0
                "": name ("name: "), size ("size: ")
            one: !call:lib.py:M$0
                "M": Model
            one: !call:lib.py:$0@name []
                "": Model, make
                $0
                "": b ("b: "), c ("c: ")
            three: !call:lib.py:make { a: 1, $0 }
                "": b ("b: "), c ("c: ")
                b$0: 1
                "b": a, b, c
            four: !call:$0
                "": lib.py:Model, lib.py, ArithmeticError, AssertionError, AttributeError, BaseException
        "#]],
    );
}

#[test]
fn statements_with_their_endings() {
    check(
        "//- configs/main.yaml\nx: 1\n",
        &[
            "-- $0\n",
            "-- block é\n-- if x\n-- $0\n",
            "-- block é\n-- if x\n-- endif\n<< end$0\n",
            "x: {% in$0 %}\n",
            "-- block a $0\n",
        ],
        &expect![[r#"
            -- $0
                "": set ("set "), include ("include "), block ("block "), if ("if "), for ("for "), filter ("filter ")
            -- $0
                "": endif, endblock é, set ("set "), include ("include "), block ("block "), if ("if ")
            << end$0
                "end": endblock é, set ("set "), include ("include "), block ("block "), if ("if "), for ("for ")
            x: {% in$0 %}
                "in": set ("set "), include ("include "), block ("block "), if ("if "), for ("for "), filter ("filter ")
            -- block a $0
                "": scoped, required
        "#]],
    );
}

#[test]
fn nothing_in_comments_and_values() {
    check(
        "//- configs/main.yaml\nx: 1\n",
        &["## *$0\n", "# a: *$0\n", "{# {{ $0 #}\n", "a: word$0\n", "-- set x = 1 ## $0\n", "a: 2 * $0 3\n"],
        &expect![[r#"
            ## *$0
                nothing
            # a: *$0
                nothing
            {# {{ $0 #}
                nothing
            a: word$0
                nothing
            -- set x = 1 ## $0
                nothing
            a: 2 * $0 3
                nothing
        "#]],
    );
}

#[test]
fn text_broken_nearby_costs_little() {
    let before = "-- extends 'base.yaml'\n-- if\n{{ 'é\nb: [\n";
    let after = "\n-- set\nc: }\n== x.\n";
    let texts: Vec<String> =
        ["[bo$0", "a: *$0", "-- set ns.$0", "== ns.$0", "-- include '$0", "x: !$0", "== 1|$0"]
            .iter()
            .map(|line| format!("{before}{line}{after}"))
            .collect();
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- set ns = namespace()
-- set ns.alpha = 1
.define: &anchor 1
-- block body
-- endblock
",
        &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        &expect![[r#"
            [bo$0
                "bo": body
            a: *$0
                "": anchor
            -- set ns.$0
                "": alpha
            == ns.$0
                "": alpha
            -- include '$0
                "": base.yaml
            x: !$0
                "!": !singleton ("!singleton:"), !partial ("!partial:"), !factory ("!factory:"), !call ("!call:"), !var, !list
            == 1|$0
                "": abs, attr, batch, capitalize, center, count
        "#]],
    );
}

#[test]
fn documentation_is_made_when_it_is_asked_for() {
    let fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[$0]
x: *$1
//- base.yaml
## All of it.
.define: &part !partial:dict {}
-- block body
b: 1
-- endblock
",
    );
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = completion(&snapshot, &path, offset).expect("not cancelled").expect("items");
        let item = found.items.first().expect("an item");
        let text = document(&snapshot, &path, offset, item.kind, &item.label).expect("a text");
        out += &format!("{number}: {}\n{}\n", item.label, text.plain());
    }
    expect![[r#"
        0: body
        as it is at `templates/base.yaml:3`

        b: 1
        1: part
        anchor `part`: a partial of `dict`

        from `templates/base.yaml:2`

        &part !partial:dict {}
    "#]]
    .assert_eq(&out);
}

#[test]
fn odd_texts_are_asked_everywhere() {
    use forgather_ide::{hover::hover, signature::signature_help};
    let mut fixture = Fixture::new("//- configs/main.yaml\nx: 1\n");
    for text in [
        "--\u{3000}set é = '漢\u{1F600}' ##\n==\u{a0}é.x|\n",
        "[é]\n*é: &ü !é:é@é\n- !call:é.é [ *é, { é: *",
        "{{ 'é\n{% é(é=é, *\n{# é\n#---- é ----\n<<: *é\n",
        "\r\n[\r\n{{-é.é}}\r\n-- block é\r\n-- endblock \r\n\"*é\r\n",
        "",
    ] {
        fixture.edit("configs/main.yaml", text);
        let path = fixture.path("configs/main.yaml");
        let snapshot = fixture.snapshot(&path);
        for offset in 0..=text.len() + 1 {
            let found = completion(&snapshot, &path, offset).expect("not cancelled");
            for span in found.into_iter().flat_map(|found| [found.insert, found.replace]) {
                assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
            }
            hover(&snapshot, &path, offset).expect("not cancelled");
            signature_help(&snapshot, &path, offset);
        }
    }
}
