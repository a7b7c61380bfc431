//! What is shown within the text.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::inlay::inlay_hints;
use forgather_workspace::InlayHints;

use crate::fixture::Fixture;

const ALL: InlayHints = InlayHints { values: true, templates: true, overridden: true };

/// The lines of a file that have hints, with these in their places.
fn shown(fixture: &Fixture, path: &str, wanted: InlayHints) -> String {
    let path = fixture.path(path);
    let snapshot = fixture.snapshot(&path);
    let text = snapshot.file(&path).expect("the file").source.text.to_string();
    let hints = inlay_hints(&snapshot, &path, &(0..text.len()), wanted).expect("not cancelled");
    let mut with = text.clone();
    for hint in hints.iter().rev() {
        with.insert_str(hint.at, &format!("‹{}›", hint.label));
    }
    with.lines().filter(|line| line.contains('‹')).map(|line| format!("{}\n", line.trim_start())).collect()
}

fn check(fixture: &str, path: &str, wanted: InlayHints, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture), path, wanted));
}

const TEXT: &str = "\
//- configs/main.yaml
-- extends 'base.yaml'
[vars]
    == super()
    -- set ns.size = 2 * ns.size
    -- set ns.name = 'ü'
//- configs/other.yaml
-- extends 'base.yaml'
[vars]
    == super()
//- base.yaml
-- set ns = namespace(size=4, part='part.one', name='x')
-- block vars
-- endblock
-- set text = 'a' ~ '\\n' ~ 'b'
name: {{ ns.name }} {{ 3 }} {{ 'é' }}
-- for item in [1, 2]
- {{ item }} {{ ns.size }}
-- endfor
-- if ns.size > 3
=> text
=> ns.name
-- endif
-- include ns.part
-- include 'part.one'

#----- part.one -----
p: {{ ns.size + 1 }}
";

#[test]
fn values_templates_and_overrides() {
    check(
        TEXT,
        "base.yaml",
        ALL,
        &expect![[r#"
        -- block vars‹overridden by 2›
        name: {{ ns.name‹= 'ü'› }} {{ 3 }} {{ 'é' }}
        - {{ item }} {{ ns.size‹= 8› }}
        -- if ns.size > 3‹= True›
        => ns.name‹= 'ü'›
        -- include ns.part‹→ part.one›
        p: {{ ns.size + 1‹= 9› }}
    "#]],
    );
    check(
        TEXT,
        "configs/main.yaml",
        ALL,
        &expect![[r#"
                -- set ns.size = 2 * ns.size‹= 8›
        "#]],
    );
}

#[test]
fn each_kind_can_be_turned_off() {
    let none = InlayHints { values: false, templates: false, overridden: false };
    check(TEXT, "base.yaml", none, &expect![[""]]);
    check(
        TEXT,
        "base.yaml",
        InlayHints { templates: true, ..none },
        &expect![[r#"
        -- include ns.part‹→ part.one›
    "#]],
    );
    check(
        TEXT,
        "base.yaml",
        InlayHints { overridden: true, ..none },
        &expect![[r#"
        -- block vars‹overridden by 2›
    "#]],
    );
}

#[test]
fn broken_text_and_the_other_dialect() {
    check(
        "//- configs/main.yaml\n-- set x = 1 + 1\n== x\n-- set y =\n== x + \nä: {{ x }}\n{{ 'open\n",
        "configs/main.yaml",
        ALL,
        &expect![[""]],
    );
    let june = Fixture::in_dialect("//- configs/main.yaml\n-- set x = 1 + 1\n=> x\n", Dialect::June2025);
    expect![[r#"
        -- set x = 1 + 1‹= 2›
        => x‹= 2›
    "#]]
    .assert_eq(&shown(&june, "configs/main.yaml", ALL));
}

#[test]
fn the_template_that_a_dynamic_extends_or_import_leads_to() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(base='bäse.yaml', fmt='fmt.jinja')
-- import ns.fmt as fmt
-- extends ns.base
//- bäse.yaml
a: 1
//- fmt.jinja
-- macro x()
-- endmacro
",
        "configs/main.yaml",
        ALL,
        &expect![[r#"
            -- import ns.fmt‹→ fmt.jinja› as fmt
            -- extends ns.base‹→ bäse.yaml›
        "#]],
    );
}

#[test]
fn behind_text_that_is_not_ascii() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(name='x', part='täil')
'😀': '{{ 'é' ~ ns.name }}' ## ü
{# 漢 #}{% block größe %}{% include ns.part %}{% endblock %}

#--- täil ---
x: 1
//- configs/child.yaml
-- extends 'configs/main.yaml'
[größe]
",
        "configs/main.yaml",
        ALL,
        &expect![[r#"
            '😀': '{{ 'é' ~ ns.name‹= 'éx'› }}' ## ü
            {# 漢 #}{% block größe‹overridden by 1› %}{% include ns.part‹→ täil› %}{% endblock %}
        "#]],
    );
}

#[test]
fn with_broken_text_in_a_child() {
    let mut fixture = Fixture::new(TEXT);
    fixture.edit("configs/main.yaml", "-- extends 'base.yaml'\nü: {{ ns.\n[vars]\n== super(\n-- if\n");
    expect![[r#"
        -- block vars‹overridden by 2›
        name: {{ ns.name‹= 'x'› }} {{ 3 }} {{ 'é' }}
        - {{ item }} {{ ns.size‹= 4› }}
        -- if ns.size > 3‹= True›
        => ns.name‹= 'x'›
        -- include ns.part‹→ part.one›
        p: {{ ns.size + 1‹= 5› }}
    "#]]
    .assert_eq(&shown(&fixture, "base.yaml", ALL));
}
