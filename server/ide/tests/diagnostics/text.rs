//! Texts of every kind: encodings, line ends, emptiness, characters of several bytes.

use expect_test::{Expect, expect};
use forgather_ide::{Rule, Severity};

use crate::workspace::Workspace;

/// Asserts what is wrong where `main.yaml` has those bytes, hints left out.
fn bytes(bytes: &[u8], expected: &Expect) {
    let workspace = Workspace::new([]);
    workspace.write("templates/configs/main.yaml", bytes);
    let found = workspace.check();
    let shown = found.iter().filter(|found| found.severity != Severity::Hint);
    expected.assert_eq(&shown.map(|found| workspace.show(found)).collect::<String>());
}

#[test]
fn empty() {
    bytes(b"", &expect![[""]]);
    bytes(b"\n", &expect![[""]]);
    bytes(
        b"   \n\t\n",
        &expect![[r#"
        configs/main.yaml:2:1-2: error[yaml-syntax]: a tab cannot indent a line; use spaces
    "#]],
    );
    bytes(b"## only a comment\n", &expect![[""]]);
}

#[test]
fn line_ends() {
    bytes(
        b"a: 1\r\nb: *x\r\nc: {{ nope }}\r\n",
        &expect![[r#"
        configs/main.yaml:2:4-6: error[undefined-alias]: there is no anchor `x`; define it before this with `&x`
        configs/main.yaml:3:7-11: error[undefined-variable]: `nope` is undefined
    "#]],
    );
    bytes(
        b"a: 1\rb: *x\rc: {{ nope }}\r",
        &expect![[r#"
        configs/main.yaml:2:4-6: error[undefined-alias]: there is no anchor `x`; define it before this with `&x`
        configs/main.yaml:3:7-11: error[undefined-variable]: `nope` is undefined
    "#]],
    );
    bytes(b"a: 1  ## forgather-ls: ignore overridden-key\r\na: 2\r\n", &expect![[""]]);
    bytes(b"## forgather-ls: ignore overridden-key\ra: 1\ra: 2\r", &expect![""]);
}

#[test]
fn a_byte_order_mark() {
    bytes(
        "\u{feff}a: *x\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:5-7: error[undefined-alias]: there is no anchor `x`; define it before this with `&x`
    "#]],
    );
    bytes(
        "\u{feff}a: {{ nope }}\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:8-12: error[undefined-variable]: `nope` is undefined
    "#]],
    );
}

#[test]
fn what_is_not_utf8() {
    bytes(
        b"a: 1\nb: \xff\n",
        &expect![[r#"
        configs/main.yaml:1:1-1: error[template-not-found]: template `configs/main.yaml` cannot be read: templates/configs/main.yaml: it is not UTF-8: byte 9 (on line 2) cannot be read; save the file as UTF-8
    "#]],
    );
    let workspace = Workspace::new([("templates/configs/main.yaml", "-- include 'latin.yaml'\nb: *x\n")]);
    workspace.write("templates/latin.yaml", b"gr\xfc\xdfe: 1\n");
    let shown: String = workspace.check().iter().map(|found| workspace.show(found)).collect();
    expect![[r#"
        configs/main.yaml:1:12-24: error[template-not-found]: template `latin.yaml` cannot be read: templates/latin.yaml: it is not UTF-8: byte 3 (on line 1) cannot be read; save the file as UTF-8
    "#]].assert_eq(&shown);
}

#[test]
fn columns_count_characters() {
    bytes(
        "'日本🦀é': *nope\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:9-14: error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
    "#]],
    );
    bytes(
        "x: 日本🦀é {{ nope }}\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:12-16: error[undefined-variable]: `nope` is undefined
    "#]],
    );
    bytes(
        "== '日本🦀é' ~ nope\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:13-17: error[undefined-variable]: `nope` is undefined
    "#]],
    );
    bytes(
        "-- set 日 = 1\nx: {{ 日 }}{{ 月 }}\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:2:14-15: error[undefined-variable]: `月` is undefined; did you mean `日`?
          fix: change to `日`
    "#]],
    );
    bytes(
        "x: &日 1\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:5-6: error[yaml-syntax]: the name of an anchor cannot hold `日`: use letters, digits, `-` and `_`
          see configs/main.yaml:1:4-5: an anchor begins here
    "#]],
    );
    bytes(
        "x: \"日本\u{1}\"\n".as_bytes(),
        &expect![[r#"
        configs/main.yaml:1:7-8: error[yaml-syntax]: the character U+0001 is not allowed in YAML; remove it, or write it as an escape in double quotes
    "#]],
    );
}

#[test]
fn the_end_of_a_text_without_a_line_break() {
    bytes(
        b"a: [1, 2",
        &expect![[r#"
        configs/main.yaml:1:8-9: error[yaml-syntax]: the text ends, but `[` is still open; close it with `]`
          see configs/main.yaml:1:4-5: the `[` is here
          fix: add the closing `]`
    "#]],
    );
    bytes(
        b"a: {{ 1",
        &expect![[r#"
        configs/main.yaml:1:4-8: error[jinja-syntax]: `{{` is never closed: `}}` is missing
    "#]],
    );
    bytes(
        b"a: 'x",
        &expect![[r#"
        configs/main.yaml:1:5-6: error[yaml-syntax]: the text ends, but `'` is still open; close it with another `'`
          see configs/main.yaml:1:4-5: the single quotes open here
          fix: add the closing `'`
    "#]],
    );
    bytes(
        b"a: {{ f(1 }}",
        &expect![[r#"
        configs/main.yaml:1:8-9: error[jinja-syntax]: `(` is not closed
    "#]],
    );
    bytes(
        b"-- set x = [1, {'a': 2]\na: {{ x[0 }}\nb: *c\n",
        &expect![[r#"
        configs/main.yaml:1:23-24: error[jinja-syntax]: expected `,` or `}`, found `]` where a bracket still needs `}`
        configs/main.yaml:2:8-9: error[jinja-syntax]: `[` is not closed
    "#]],
    );
    bytes(
        b"-- if",
        &expect![[r#"
            configs/main.yaml:1:6-6: error[jinja-syntax]: expected a value, found the end of the statement
        "#]],
    );
    bytes(
        b"a: *",
        &expect![[r#"
        configs/main.yaml:1:4-5: error[yaml-syntax]: an alias has no name; write one right behind the `*`
    "#]],
    );
    bytes(b"a: !", &expect![[""]]);
}

#[test]
fn a_quote_or_bracket_without_end_before_a_character_of_several_bytes() {
    for text in ["name: 'café\nb: 1\n", "a: [é", "a: \"ü", "'日本"] {
        let workspace = Workspace::new([]);
        workspace.write("templates/configs/main.yaml", text.as_bytes());
        let found = workspace.check();
        assert!(found.iter().any(|found| found.rule == Rule::YamlSyntax), "{text}");
    }
}
