use expect_test::{Expect, expect};
use forgather_dialect::{Dialect, FileSpan, SourceFile};
use forgather_ide::apply;
use forgather_ide::formatting::format;

use crate::marked;

fn formatted(text: &str, dialect: Dialect) -> String {
    let source = SourceFile::new(text, dialect);
    let once = apply(text, &format(&source, None));
    let again = SourceFile::new(once.as_str(), dialect);
    assert_eq!(format(&again, None), [], "formatting once more changes\n{once}");
    once
}

/// The text formatted, the same in both dialects; blanks at ends of lines are shown as `·`.
fn check(text: &str, expected: &Expect) {
    let current = formatted(text, Dialect::Current);
    assert_eq!(current, formatted(text, Dialect::June2025));
    show(&current, expected);
}

fn show(text: &str, expected: &Expect) {
    let shown: Vec<String> = text
        .split('\n')
        .map(|line| {
            let kept = line.trim_end_matches([' ', '\r']);
            kept.to_owned() + &line[kept.len()..].replace(' ', "·").replace('\r', "␍")
        })
        .collect();
    expected.assert_eq(&shown.join("\n"));
}

/// Nothing of the text is changed.
fn untouched(text: &str) {
    for dialect in [Dialect::Current, Dialect::June2025] {
        assert_eq!(formatted(text, dialect), text);
    }
}

#[test]
fn line_statements() {
    check(
        "--   set x = 1  \n--\tset y=2\n==  x \n  =>   x|upper  ## é  \n<< include 'a'\n>> if x : \n>> endif\n",
        &expect![[r"
            -- set x = 1
            -- set y = 2
            == x
              => x|upper  ## é
            << include 'a'
            >> if x :
            >> endif
        "]],
    );
}

#[test]
fn braces() {
    check(
        "a: {{x}} {{  y|f  }}{{- z -}}\n{%if x%}{%-  set y=1-%}{%endif  %}\nb: {{ {'k':v}['k'] }} {{f(1,2)}} {{ (1,) }}\n",
        &expect![[r"
            a: {{ x }} {{ y|f }}{{- z -}}
            {% if x %}{%- set y = 1 -%}{% endif %}
            b: {{ {'k':v}['k'] }} {{ f(1, 2) }} {{ (1,) }}
        "]],
    );
}

#[test]
fn tags_of_several_lines_keep_them() {
    check(
        "{%set x = [\n    1,\n    2,3  \n]%}\nb: {{\n    x\n}}\n",
        &expect![[r"
            {% set x = [
                1,
                2, 3
            ] %}
            b: {{
                x
            }}
        "]],
    );
}

#[test]
fn ends_stand_below_what_they_end() {
    check(
        "  -- if a:\nx: 1\n    -- elif b\n-- for c in d:\n- c\n      -- else\n  -- endfor\n-- else:\n      -- endif\n{% if e %}\n  -- endif\n",
        &expect![[r"
              -- if a:
            x: 1
              -- elif b
            -- for c in d:
            - c
            -- else
            -- endfor
              -- else:
              -- endif
            {% if e %}
              -- endif
        "]],
    );
}

#[test]
fn comments() {
    check(
        "##é\n##  two  \n## -  \n##--- x\n### three \na: 1 ##why  \nb: x##y  \n{#c#}\n",
        &expect![[r"
        ## é
        ##  two
        ## -··
        ##--- x
        ### three
        a: 1 ## why
        b: x##y··
        {#c#}
    "]],
    );
}

#[test]
fn block_headers_are_trimmed_where_they_are_headers() {
    let text = "[a]  \nx: 1\n  [b!] \ny: 1\n";
    show(
        &formatted(text, Dialect::Current),
        &expect![[r"
        [a]
        x: 1
          [b!]
        y: 1
    "]],
    );
    assert_eq!(formatted(text, Dialect::June2025), text);
}

#[test]
fn data_stays_as_it_is() {
    untouched("a:   1   \n\n\n   b : {  c: 1 }  \n\t\n");
    untouched("a: \"--  set x\"\n  b: --  x\n- --  set x = 1\n--set y\n----  x\n");
    untouched("{% raw %}\n--  set x = 1  \n{{x}}\n##y\n{% endraw %}\n");
    untouched("a: '{{ 'x  y' }}  ,{{ \"##z\" }}'\n");
}

#[test]
fn line_ends_stay() {
    check(
        "--  set x = 1  \r\n##é\r\na: {{x}}\r\n",
        &expect![[r"
        -- set x = 1␍
        ## é␍
        a: {{ x }}␍
    "]],
    );
}

#[test]
fn sub_templates_are_formatted_and_their_markers_are_not() {
    check(
        "a: {{x}}\n#----   b   ----\nc: {{x}}\n##----  d ----\n",
        &expect![[r"
        a: {{ x }}
        #----   b   ----
        c: {{ x }}
        ##----  d ----
    "]],
    );
}

#[test]
fn a_template_with_a_syntax_error_is_left_alone_and_others_are_not() {
    check(
        "a: {{x}}\n-- if\n#---- é ----\na: {{x}}\n",
        &expect![[r"
        a: {{x}}
        -- if
        #---- é ----
        a: {{ x }}
    "]],
    );
}

#[test]
fn of_a_range_its_lines() {
    let (text, places) = marked("a: {{é}}\nb: $0{{é}}\nc: {{é}}\n$0d: {{é}}\n");
    let source = SourceFile::new(text.as_str(), Dialect::Current);
    let edits = format(&source, Some(FileSpan::new(places[0], places[1])));
    show(
        &apply(&text, &edits),
        &expect![[r"
        a: {{é}}
        b: {{ é }}
        c: {{ é }}
        d: {{é}}
    "]],
    );
    let edits = format(&source, Some(FileSpan::new(places[0], places[0])));
    show(
        &apply(&text, &edits),
        &expect![[r"
        a: {{é}}
        b: {{ é }}
        c: {{é}}
        d: {{é}}
    "]],
    );
}

#[test]
fn edits_are_small() {
    let source = SourceFile::new("--  set é = {{}\n", Dialect::Current);
    assert!(format(&source, None).is_empty());
    let source = SourceFile::new("a: 1\nb: {{ 'a long text'}}\n", Dialect::Current);
    let edits = format(&source, None);
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].span, edits[0].text.as_str()), (FileSpan::new(24, 24), " "));
}
