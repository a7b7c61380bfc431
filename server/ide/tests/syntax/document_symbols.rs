use std::fmt::Write as _;

use expect_test::{Expect, expect};
use forgather_dialect::SourceFile;
use forgather_ide::document_symbols::{Symbol, document_symbols};

use crate::{current, older};

fn show(source: &SourceFile, symbols: &[Symbol], depth: usize, out: &mut String) {
    for symbol in symbols {
        let line = |offset: forgather_dialect::FileOffset| source.lines.line(offset.index());
        let (first, last) = (line(symbol.span.start), line(symbol.span.end));
        let selected = &source.text[symbol.selection.range()];
        let detail = symbol.detail.as_ref().map_or_else(String::new, |detail| format!(" ({detail})"));
        let name = if selected == symbol.name {
            symbol.name.clone()
        } else {
            format!("{} at {selected:?}", symbol.name)
        };
        let _ = writeln!(out, "{}{:?} {name}{detail} {first}-{last}", "  ".repeat(depth), symbol.kind);
        show(source, &symbol.children, depth + 1, out);
    }
}

fn check(source: &SourceFile, expected: &Expect) {
    let mut found = String::new();
    show(source, &document_symbols(source), 0, &mut found);
    expected.assert_eq(&found);
}

#[test]
fn everything_that_has_a_name() {
    check(
        &current(
            "-- extends 'base.yaml'\n-- set ns.lr = 1e-3 ## why\n-- from 'a.yaml' import x\n-- macro m(a, b='é')\nx: 1\n-- endmacro\n[outer]\n.define: &part !partial:a.b:C@part\n    n: 1\n    [inner!]\n    opt: &o !call:torch:Adam\n        lr: 1\nmain: [ *part, &in 3 ]\n",
        ),
        &expect![[r"
            Attribute ns.lr (1e-3) 1-1
            Macro m ((a, b='é')) 3-5
              Target x (1) 4-4
            Block outer 6-12
              Definition .define (!partial:a.b:C@part) 7-8
                Anchor part 7-7
              Block inner 9-12
                Node opt (!call:torch:Adam) 10-11
                  Anchor o 10-10
                Target main ([ *part, &in 3 ]) 12-12
                  Anchor in 12-12
        "]],
    );
}

#[test]
fn headers_are_blocks_in_the_newer_dialect_only() {
    check(
        &older("[outer]\na: 1\n"),
        &expect![[r"
        Target a (1) 1-1
    "]],
    );
}

#[test]
fn sub_templates_hold_what_is_theirs() {
    check(
        &current(
            "a: 1\n#---- é.yaml ----\n-- block b\nc: 2\n-- endblock b\n#---- d ----\n\ne: &f !singleton:g\n",
        ),
        &expect![[r"
            Target a (1) 0-0
            Template é.yaml 1-4
              Block b 2-4
                Target c (2) 3-3
            Template d 5-7
              Target e (!singleton:g) 7-7
                Anchor f 7-7
        "]],
    );
}

#[test]
fn items_with_tags_are_nodes_and_plain_settings_are_not() {
    check(
        &current("a:\n    b: 1\n    c: { d: 1 }\n    - !call:f\n        g: !factory:h []\n"),
        &expect![[r"
            Target a 0-4
              Node !call:f 3-4
                Node g (!factory:h) 4-4
        "]],
    );
}

#[test]
fn what_is_set_over_several_lines() {
    check(
        &current(
            "{% set a = [\n    1\n] -%}\n-- set b\nx\n-- endset\n-- set (c, d) = e\n{%- set f='a=b' -%}\n",
        ),
        &expect![[r"
            Variable a ([) 0-2
            Variable b 3-5
            Variable c (e) 6-6
            Variable d (e) 6-6
            Variable f ('a=b') 7-7
        "]],
    );
}

#[test]
fn half_typed_text_hides_nothing_else() {
    check(
        &current("é: &a {{ ns.\n-- block one\nx: &b !call:f [1,\ny: 1\n-- block\nz: 1\n-- macro m(\n"),
        &expect![[r"
            Target é (&a {{ ns.) 0-0
              Anchor a 0-0
            Block one 1-1
            Target x (!call:f) 2-2
              Anchor b 2-2
            Target y (1) 3-3
            Target z (1) 5-5
            Macro m 6-6
        "]],
    );
}

#[test]
fn keys_in_quotes_and_long_values() {
    check(
        &current(
            "\"a b\": 1\r\n'c': \"éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé\"\r\n{{ x }}: 1\r\n",
        ),
        &expect![[r#"
            Target a b at "\"a b\"" (1) 0-0
            Target c at "'c'" ("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé…) 1-1
            Target {{ x }} (1) 2-2
        "#]],
    );
}
