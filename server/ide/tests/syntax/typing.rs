use expect_test::{Expect, expect};
use forgather_dialect::{Dialect, SourceFile};
use forgather_ide::apply;
use forgather_ide::typing::on_type;

use crate::marked;

/// The text after what was typed at each marker's place is answered, one after the other.
fn check(typed: &str, text: &str, expected: &Expect) {
    check_in(Dialect::Current, typed, text, expected);
}

fn check_in(dialect: Dialect, typed: &str, text: &str, expected: &Expect) {
    let (text, places) = marked(text);
    let source = SourceFile::new(text.as_str(), dialect);
    let found: Vec<String> = places
        .iter()
        .map(|place| {
            let edits = on_type(&source, (*place).into(), typed, 4);
            let after = apply(&text, &edits).replace('\r', "␍");
            after.split('\n').flat_map(|line| ["|", line, "\n"]).collect::<String>()
        })
        .collect();
    expected.assert_eq(&found.join("=====\n"));
}

/// Nothing is added.
fn nothing(typed: &str, text: &str) {
    let (text, places) = marked(text);
    let source = SourceFile::new(text.as_str(), Dialect::Current);
    for place in places {
        assert_eq!(on_type(&source, place.into(), typed, 4), [], "{text}");
    }
}

#[test]
fn a_line_statement_is_closed() {
    check(
        "\n",
        "é: 1\n-- for x in y:  ## why\n$0\nz: 1\n",
        &expect![[r"
            |é: 1
            |-- for x in y:  ## why
            |
            |-- endfor
            |z: 1
            |
        "]],
    );
    check(
        "\n",
        "  -- if x\n$0\n",
        &expect![[r"
            |  -- if x
            |  
            |  -- endif
            |
        "]],
    );
    check(
        "\n",
        "-- macro m(a)\n$0",
        &expect![[r"
            |-- macro m(a)
            |
            |-- endmacro
        "]],
    );
    check(
        "\n",
        "-- set x\n$0\n",
        &expect![[r"
            |-- set x
            |
            |-- endset
            |
        "]],
    );
    check(
        "\n",
        "-- call m()\n$0\n",
        &expect![[r"
            |-- call m()
            |
            |-- endcall
            |
        "]],
    );
}

#[test]
fn braces_are_closed_by_braces() {
    check(
        "\n",
        "a: 1\n{%- if x -%}\n$0\n",
        &expect![[r"
            |a: 1
            |{%- if x -%}
            |
            |{% endif %}
            |
        "]],
    );
}

#[test]
fn a_block_is_closed_by_name_unless_the_file_does_not() {
    check(
        "\n",
        "-- block a\n$0\n",
        &expect![[r"
            |-- block a
            |
            |-- endblock a
            |
        "]],
    );
    check(
        "\n",
        "-- block b\n-- endblock b\n-- block a\n$0\n",
        &expect![[r"
            |-- block b
            |-- endblock b
            |-- block a
            |
            |-- endblock a
            |
        "]],
    );
    check(
        "\n",
        "-- block b\n-- endblock\n-- block a\n$0\n",
        &expect![[r"
            |-- block b
            |-- endblock
            |-- block a
            |
            |-- endblock
            |
        "]],
    );
}

#[test]
fn what_has_an_end_gets_none() {
    nothing("\n", "-- if x\n$0\n-- endif\n");
    nothing("\n", "-- block a\n$0\n-- endblock a\n");
    nothing("\n", "-- set x = 1\n$0\n");
    nothing("\n", "-- include 'a'\n$0\n");
    nothing("\n", "a: {% if x %}\n$0\n");
    nothing("\n", "## -- if x\n$0\n");
    nothing("\n", "-- macro m(\n$0\n");
    nothing("\n", "{% raw %}\n-- if x\n$0\n{% endraw %}\n");
}

#[test]
fn an_end_that_was_anothers_is_not_taken() {
    check(
        "\n",
        "-- if a\n-- if b\n$0\n-- endif\n",
        &expect![[r"
            |-- if a
            |-- if b
            |
            |-- endif
            |-- endif
            |
        "]],
    );
    check(
        "\n",
        "-- block a\n-- block b\n$0\n-- endblock a\n",
        &expect![[r"
            |-- block a
            |-- block b
            |
            |-- endblock b
            |-- endblock a
            |
        "]],
    );
}

#[test]
fn a_line_that_is_broken_in_its_middle_is_left_alone() {
    nothing("\n", "-- if a\n$0x: 1\n");
    nothing("\n", "{% set a = [\n$0\n] %}\n");
}

#[test]
fn below_a_key_it_is_indented() {
    check(
        "\n",
        "a:\n$0\nb: 1\n",
        &expect![[r"
            |a:
            |    
            |b: 1
            |
        "]],
    );
    check(
        "\n",
        "a:\n  b: 1\nc:\n  d: &é !call:f@x\n$0\n",
        &expect![[r"
            |a:
            |  b: 1
            |c:
            |  d: &é !call:f@x
            |    
            |
        "]],
    );
    check(
        "\n",
        "- a:\n$0\n",
        &expect![[r"
            |- a:
            |      
            |
        "]],
    );
    nothing("\n", "a: 1\n$0\n");
    nothing("\n", "a: [\n$0\n]\n");
    nothing("\n", "a: *b\n$0\n");
    nothing("\n", "- a\n$0\n");
}

#[test]
fn below_a_header_it_is_as_deep_as_that_where_it_is_a_header() {
    check(
        "\n",
        "  [é]\n    $0\n",
        &expect![[r"
            |  [é]
            |  
            |
        "]],
    );
    check_in(
        Dialect::June2025,
        "\n",
        "  [é]\n    $0\n",
        &expect![[r"
            |  [é]
            |    
            |
        "]],
    );
}

#[test]
fn ends_and_branches_go_below_what_they_belong_to() {
    check(
        "k",
        "  -- block a\n  x: 1\n      -- endblock$0\n",
        &expect![[r"
            |  -- block a
            |  x: 1
            |  -- endblock
            |
        "]],
    );
    check(
        "e",
        "-- if é\n    -- else$0\n-- endif\n",
        &expect![[r"
            |-- if é
            |-- else
            |-- endif
            |
        "]],
    );
    check(
        "f",
        "-- if é\n  {% if b %}\n -- endif$0\n",
        &expect![[r"
            |-- if é
            |  {% if b %}
            |  -- endif
            |
        "]],
    );
    check(
        "f",
        "{% if b %}\n  {% endif$0 %}\n",
        &expect![[r"
            |{% if b %}
            |{% endif %}
            |
        "]],
    );
    nothing("k", "-- block a\n-- endblock$0\n");
    nothing("e", "  -- else$0\n");
    nothing("f", "-- if a\n  -- endif $0\n");
    nothing("e", "-- if a\n  else$0\n");
    nothing("f", "a: {% if x %}\n  -- endif$0\n");
}

#[test]
fn in_sub_templates_and_with_line_ends_of_windows() {
    check(
        "\n",
        "a: 1\r\n#---- b ----\r\n-- if x\r\n$0\r\nc: 1\r\n",
        &expect![[r"
            |a: 1␍
            |#---- b ----␍
            |-- if x␍
            |␍
            |-- endif␍
            |c: 1␍
            |
        "]],
    );
    check(
        "\n",
        "x: {{ broken\n-- if x\n$0\n#---- b ----\nc: 1\n",
        &expect![[r"
            |x: {{ broken
            |-- if x
            |
            |-- endif
            |#---- b ----
            |c: 1
            |
        "]],
    );
}
