use std::fmt::Write as _;

use expect_test::{Expect, expect};
use forgather_dialect::SourceFile;
use forgather_ide::semantic_tokens::{BlockRef, BlockState, Token, semantic_tokens};

use crate::{current, older};

fn show(source: &SourceFile, tokens: &[Token]) -> String {
    let mut found = String::new();
    let mut line = 0;
    for token in tokens {
        let here = source.lines.line(token.span.start.index());
        if here != line && !found.is_empty() {
            found.push('\n');
        } else if !found.is_empty() {
            found.push_str("  ");
        }
        line = here;
        let _ = write!(found, "{}:{}", &source.text[token.span.range()], token.kind.name());
        for modifier in token.modifiers.names() {
            let _ = write!(found, "+{modifier}");
        }
    }
    found.push('\n');
    found
}

fn check(source: &SourceFile, expected: &Expect) {
    expected.assert_eq(&show(source, &semantic_tokens(source, &|_| BlockState::default())));
}

#[test]
fn statements() {
    check(
        &current(
            "-- extends 'é.yaml'\n<< set ns.a = x ## why\n>> set b, c = 1.5, \"two\"\n-- for k, v in d.items() if k is not none recursive:\n== loop.index ~ v|default('x', true)\n=> k\n-- endfor\n",
        ),
        &expect![[r#"
            --:delimiter  extends:keyword  'é.yaml':string
            <<:delimiter  set:keyword  ns:variable  a:property+definition  =:operator  x:variable  ## why:comment
            >>:delimiter  set:keyword  b:variable+definition  c:variable+definition  =:operator  1.5:number  "two":string
            --:delimiter  for:keyword  k:variable+definition  v:variable+definition  in:keyword  d:variable  items:function  if:keyword  k:variable  is:keyword  not:keyword  none:function  recursive:keyword
            ==:delimiter  loop:variable  index:property  ~:operator  v:variable  |:operator  default:function  'x':string  true:keyword
            =>:delimiter  k:variable
            --:delimiter  endfor:keyword
        "#]],
    );
}

#[test]
fn statements_in_braces() {
    check(
        &current(
            "{%- include ['a', b] ignore missing without context -%}\n{% from 'm' import f, g as h with context %}{% import 'm' as m %}\n{% macro f(a, b=2) %}{{ f(a, b=a) }}{{ h(1) + range(2) }}{% endmacro %}\n{% call(x) f(y) %}{% endcall %}{% filter trim %}{% endfilter %}\n{% raw %}{{ x }}{% endraw %}{% with a = b %}{% endwith %}\n",
        ),
        &expect![[r"
            {%-:delimiter  include:keyword  'a':string  b:variable  ignore:keyword  missing:keyword  without:keyword  context:keyword  -%}:delimiter
            {%:delimiter  from:keyword  'm':string  import:keyword  f:macro+definition  g:macro  as:keyword  h:macro+definition  with:keyword  context:keyword  %}:delimiter  {%:delimiter  import:keyword  'm':string  as:keyword  m:namespace+definition  %}:delimiter
            {%:delimiter  macro:keyword  f:macro+definition  a:parameter+definition  b:parameter+definition  =:operator  2:number  %}:delimiter  {{:delimiter  f:macro  a:variable  b:parameter  =:operator  a:variable  }}:delimiter  {{:delimiter  h:macro  1:number  +:operator  range:function  2:number  }}:delimiter  {%:delimiter  endmacro:keyword  %}:delimiter
            {%:delimiter  call:keyword  x:parameter+definition  f:macro  y:parameter+definition  %}:delimiter  {%:delimiter  endcall:keyword  %}:delimiter  {%:delimiter  filter:keyword  trim:function  %}:delimiter  {%:delimiter  endfilter:keyword  %}:delimiter
            {%:delimiter  raw:keyword  %}:delimiter  {%:delimiter  endraw:keyword  %}:delimiter  {%:delimiter  with:keyword  a:variable+definition  =:operator  b:variable  %}:delimiter  {%:delimiter  endwith:keyword  %}:delimiter
        "]],
    );
}

#[test]
fn words_that_are_keywords_only_in_their_places() {
    check(
        &current(
            "-- set scoped = recursive\n-- block scoped scoped\n-- endblock scoped\n== context if ignore else x.if\n",
        ),
        &expect![[r"
            --:delimiter  set:keyword  scoped:variable+definition  =:operator  recursive:variable
            --:delimiter  block:keyword  scoped:block+definition  scoped:keyword
            --:delimiter  endblock:keyword  scoped:block
            ==:delimiter  context:variable  if:keyword  ignore:variable  else:keyword  x:variable  if:property
        "]],
    );
}

#[test]
fn blocks_say_how_they_stand_among_others() {
    let source = current("[a] ## é\nx: 1\n  [b!]\n#---- s ----\n-- block a\n-- endblock a\n");
    let state = |block: &BlockRef<'_>| BlockState {
        overridden: block.template.is_none() && block.name == "a",
        inherited: block.template == Some("s"),
    };
    expect![[r"
        [:delimiter  a:block+definition+overridden  ]:delimiter  ## é:comment
        x:target+definition  1:number
        [:delimiter  b:block+definition  !]:delimiter
        #----:splitMarker  s:namespace+definition  ----:splitMarker
        --:delimiter  block:keyword  a:block+definition+inherited
        --:delimiter  endblock:keyword  a:block+inherited
    "]]
    .assert_eq(&show(&source, &semantic_tokens(&source, &state)));
}

#[test]
fn headers_are_data_in_the_older_dialect() {
    check(
        &older("[a]\n[b!] ## c\n"),
        &expect![[r"
        ## c:comment
    "]],
    );
}

#[test]
fn yaml() {
    check(
        &current(
            "# é\nmain: &m !call:torch.optim:Adam@opt # why\n    lr: 1e-3\n    n: 1.0e-3\n    on: yes\n    p: { q: 'é', r: *m }\n    s: |\n        text\n.define: !var \"x\"\nd:\n    - !lambda:a.py:f [ !singleton:dict { k: ~ } ]\n    - plain # no\n    - pl#ain\n",
        ),
        &expect![[r#"
            # é:comment
            main:target+definition  &m:anchor+definition  !call:tag  torch.optim:namespace  Adam:class  @opt:nodeName+definition  # why:comment
            lr:parameter
            n:parameter  1.0e-3:number
            on:parameter  yes:keyword
            p:parameter  q:property  'é':string  r:property  *m:alias
            s:parameter
            text:string
            .define:dotName+definition  !var:tag  "x":variable
            d:target+definition
            !lambda:tag+deprecated  a.py:namespace  f:function  !singleton:tag  dict:function  k:parameter  ~:keyword
            # no:comment
        "#]],
    );
}

#[test]
fn expressions_within_tags_and_strings() {
    check(
        &current("a: !call:{{ ns.p }}x.py:{{ c }}Y@n{{ i }}\nb: \"x {{ y }} z\"\n{{ k }}: 1\n"),
        &expect![[r#"
            a:target+definition  !call:tag  {{:delimiter  ns:variable  p:property  }}:delimiter  x.py:namespace  {{:delimiter  c:variable  }}:delimiter  Y:function  @n:nodeName+definition  {{:delimiter  i:variable  }}:delimiter
            b:target+definition  "x:string  {{:delimiter  y:variable  }}:delimiter  z":string
            {{:delimiter  k:variable  }}:delimiter  1:number
        "#]],
    );
}

#[test]
fn split_markers() {
    check(
        &current("a: 1\n#---- é.yaml ----\nb: 1\n##---- c.yaml ----\n"),
        &expect![[r"
            a:target+definition  1:number
            #----:splitMarker  é.yaml:namespace+definition  ----:splitMarker
            b:target+definition  1:number
            ##---- c.yaml ----:comment
        "]],
    );
}

#[test]
fn over_several_lines() {
    check(
        &current("{# é\r\n  b #}\r\n{{ {'a':\r\n  'x\r\ny'} }}\r\n'a\r\n  b': 1\r\n"),
        &expect![[r"
        {# é:comment
        b #}:comment
        {{:delimiter  'a':string
        'x:string
        y':string  }}:delimiter
        'a:string
        b':string
    "]],
    );
}

#[test]
fn broken_text() {
    check(
        &current("-- block\n-- set x = 'é\na: {{ b.\n-- macro (\nc: [ &d, 'e\nf: !\n"),
        &expect![[r"
        --:delimiter  block:keyword
        --:delimiter  set:keyword  x:variable+definition  =:operator
        a:target+definition  {{:delimiter  b:variable
        --:delimiter  macro:keyword
        c:target+definition  &d:anchor+definition  'e:string
        f:target+definition  !:tag
    "]],
    );
}

/// As PyYAML reads them: an exponent needs a dot and a sign, an octal number octal digits, a leading dot no sign.
#[test]
fn numbers_and_what_looks_like_them() {
    check(
        &current(
            "a: 09\nb: 1.0e5\nc: -.5\nd: 0b101\ne: 1.5e+3\nf: 0x1F\ng: 1_000\nh: 190:20:30\ni: -.inf\nj: 017\nk: yEs\nl: Yes\n",
        ),
        &expect![[r#"
            a:target+definition
            b:target+definition
            c:target+definition
            d:target+definition  0b101:number
            e:target+definition  1.5e+3:number
            f:target+definition  0x1F:number
            g:target+definition  1_000:number
            h:target+definition  190:20:30:number
            i:target+definition  -.inf:number
            j:target+definition  017:number
            k:target+definition
            l:target+definition  Yes:keyword
        "#]],
    );
}
