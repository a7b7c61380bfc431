use expect_test::{Expect, expect};
use forgather_dialect::SourceFile;
use forgather_ide::folding::{FoldKind, folding_ranges};

use crate::{current, older};

/// Each fold as its first and last line, with the first's text.
fn check(source: &SourceFile, expected: &Expect) {
    let line = |offset: forgather_dialect::FileOffset| source.lines.line(offset.index());
    let found: Vec<String> = folding_ranges(source)
        .iter()
        .map(|fold| {
            let (first, last) = (line(fold.span.start), line(fold.span.end));
            let kind = match fold.kind {
                FoldKind::Code => "",
                FoldKind::Comment => " comment",
                FoldKind::Template => " template",
            };
            let text = source.text.lines().nth(first).unwrap_or_default();
            format!("{first}-{last}{kind} {text}\n")
        })
        .collect();
    expected.assert_eq(&found.concat());
}

#[test]
fn statements_fold_to_the_line_before_their_next() {
    check(
        &current(
            "-- if a\nx: 1\ny: 1\n-- elif b\nx: 2\n-- else:\nx: 3\n\n-- endif\n-- set n = 1\n{% for i in a %}\n- b\n{% endfor %}\n",
        ),
        &expect![[r"
            0-2 -- if a
            3-4 -- elif b
            5-6 -- else:
            10-11 {% for i in a %}
        "]],
    );
}

#[test]
fn macros_blocks_and_block_sets_fold() {
    check(
        &current(
            "-- macro m(a)\nx\n-- endmacro\n-- set a\nx\n-- endset\n-- block b\nx\n-- endblock b\n-- filter trim\nx\n-- endfilter\n",
        ),
        &expect![[r"
            0-1 -- macro m(a)
            3-4 -- set a
            6-7 -- block b
            9-10 -- filter trim
        "]],
    );
}

#[test]
fn on_one_line_there_is_nothing_to_fold() {
    check(
        &current("a: {% if x %}1{% else %}2{% endif %}\nb: [1, 2]\n## c\n-- if x\n-- endif\n"),
        &expect![[""]],
    );
}

#[test]
fn headers_fold_to_the_end_of_their_block_only_where_they_are_headers() {
    let text = "[é]\na:\n    [b!]\n    c: 1\n    d: 1\n[e]\nf: 1\n";
    check(
        &current(text),
        &expect![[r"
            0-4 [é]
            1-4 a:
            2-4     [b!]
            5-6 [e]
        "]],
    );
    check(
        &older(text),
        &expect![[r"
            1-4 a:
        "]],
    );
}

#[test]
fn mappings_sequences_and_scalars_fold() {
    check(
        &current(
            "a: &é !call:f\n    b:\n        - 1\n        - c: 1\n          d: 2\n\n    e: |\n        x: y\n\n        z\nf: [\n    1,\n    { g: 1,\n      h: 2 }\n]\ni: 'x\n  y'\nj:\n- 1\n- 2\nk: 1\n",
        ),
        &expect![[r"
            0-9 a: &é !call:f
            1-4     b:
            3-4         - c: 1
            6-9     e: |
            10-14 f: [
            12-13     { g: 1,
            15-16 i: 'x
            17-19 j:
        "]],
    );
}

#[test]
fn a_mapping_goes_through_the_statements_in_it() {
    check(
        &current(
            "a:\n    -- for x in y\n    b{{ x }}: 1\n    -- endfor\nc:\n-- block d\n    e: 1\nf: 2\n-- endblock d\ng: 1\n",
        ),
        &expect![[r"
            0-3 a:
            1-2     -- for x in y
            5-7 -- block d
        "]],
    );
}

#[test]
fn expressions_of_several_lines_fold() {
    check(
        &current("{% set a = [\n    1,\n] %}\nb: {{ {\n    'x': 1\n} | f }}\nc: 1\n"),
        &expect![[r"
        0-2 {% set a = [
        3-5 b: {{ {
    "]],
    );
}

#[test]
fn comments_fold_together() {
    check(
        &current("## a\n  ## b\n# c\nx: 1\n## d\ny: |\n    # no\n    # no\n{# e\n f #}\n## g\n"),
        &expect![[r"
            0-2 comment ## a
            5-7 y: |
            8-9 comment {# e
        "]],
    );
}

#[test]
fn sub_templates_fold() {
    check(
        &current("a:\n  b: 1\n#---- é.yaml ----\nc:\n  d: 1\n\n#---- e ----\nf: 1\n"),
        &expect![[r"
        0-1 a:
        2-4 template #---- é.yaml ----
        3-4 c:
        6-7 template #---- e ----
    "]],
    );
}

#[test]
fn half_typed_text_folds_as_far_as_it_can_be_read() {
    check(
        &current("-- block a\nx: {{ n.\ny:\n    z: [1,\nw: 1\n-- if\n-- endblock a\nv:\n    u: 1\n"),
        &expect![[r"
            0-5 -- block a
            2-3 y:
            7-8 v:
        "]],
    );
    check(
        &current("-- block a\r\nx:\r\n    y: 1\r\n\r\n"),
        &expect![[r"
        0-2 -- block a
        1-2 x:
    "]],
    );
}
