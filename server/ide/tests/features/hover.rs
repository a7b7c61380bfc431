//! What is shown of what a cursor is on.

use expect_test::{Expect, expect};
use forgather_dialect::Dialect;
use forgather_ide::hover::hover;

use crate::fixture::Fixture;

/// What is shown at each mark, under the text that the cursor is on.
fn shown(fixture: &Fixture) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = hover(&snapshot, &path, offset).expect("not cancelled");
        let Some(found) = found else {
            out += &format!("-- {number}: nothing\n");
            continue;
        };
        let file = snapshot.file(&path).expect("the file");
        let origin = &file.source.text[found.span.range()];
        let text = found.text.plain().replace("\n\n", "\n");
        out += &format!("-- {number}: {origin}\n{text}\n");
    }
    out
}

fn check(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture)));
}

fn check_june(fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::in_dialect(fixture, Dialect::June2025)));
}

#[test]
fn blocks_with_their_chain() {
    check(
        "\
//- configs/main.yaml
-- extends 'project.yaml'
[mo$0del]
    == su$1per()
m: 2
[only_$2here]
x: 1
//- project.yaml
-- extends 'base.yaml'
[model]
    == super()
n: 1
//- base.yaml
## Where the model is put together
-- block mod$3el
a: 1
-- endblock mo$4del
//- configs/other.yaml
-- extends 'project.yaml'
",
        &expect![[r#"
            -- 0: model
            block `model`
            Where the model is put together
            in `main.yaml` this definition wins, and calls by `super()` `templates/project.yaml:2`, `templates/base.yaml:2`
            overrides 2:
            - `templates/project.yaml:2`
            - `templates/base.yaml:2`
            -- 1: super
            what the block `model` gives at `templates/project.yaml:2`
                == super()
            n: 1
            -- 2: only_here
            block `only_here`
            `main.yaml` outputs no such block
            -- 3: model
            block `model`
            Where the model is put together
            in `main.yaml` the definition at `templates/configs/main.yaml:2` wins, and calls by `super()` `templates/project.yaml:2`, `templates/base.yaml:2`
            overridden by 2:
            - `templates/project.yaml:2`
            - `templates/configs/main.yaml:2`
            -- 4: model
            block `model`
            Where the model is put together
            in `main.yaml` the definition at `templates/configs/main.yaml:2` wins, and calls by `super()` `templates/project.yaml:2`, `templates/base.yaml:2`
            overridden by 2:
            - `templates/project.yaml:2`
            - `templates/configs/main.yaml:2`
        "#]],
    );
}

#[test]
fn values_and_where_they_were_set() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[vars]
    == super()
    -- set ns.na$0me = 'grün'
    -- set l$1r = 0.5
//- base.yaml
-- set ns = namespace()
-- block vars
    -- set ns.name = 'plain'
    -- set ns.size = 2
-- endblock
name: {{ ns.na$2me }}
size: {{ ns.si$3ze *$4 2 }}
-- for ite$5m in [1, 2, 3]
- {{ i$6tem }} {{ loop.ind$7ex }}
-- endfor
no: {{ ns.nothi$8ng|default(1) }}
",
        &expect![[r#"
            -- 0: name
            attribute `ns.name`
            in `main.yaml`: is set to `'grün'` (str)
            -- 1: lr
            local variable `lr`
            in `main.yaml`: is set to `0.5` (float)
            -- 2: name
            attribute `ns.name`
            in `main.yaml`: `'grün'` (str)
            set at `templates/configs/main.yaml:4`
            -- set ns.name = 'grün'
            -- 3: size
            attribute `ns.size`
            in `main.yaml`: `2` (int)
            set at `templates/base.yaml:4`
            -- set ns.size = 2
            -- 4: ns.size * 2
            ns.size * 2
            in `main.yaml`: `4` (int)
            -- 5: item
            local variable `item`
            in `main.yaml`: is set to 3 values, the last `3` (int)
            -- 6: item
            local variable `item`
            in `main.yaml`: 3 values, the last `3` (int)
            set at `templates/base.yaml:8`
            -- for item in [1, 2, 3]
            -- 7: index
            `loop.index`: which item it is, counted from 1
            in `main.yaml`: 3 values, the last `3` (int)
            -- 8: nothing
            attribute `ns.nothing`
            in `main.yaml`: `ns.nothing` is undefined: namespace `ns` has no `nothing`
        "#]],
    );
}

#[test]
fn macros_with_their_comment() {
    check(
        "\
//- configs/main.yaml
-- from 'inc.jinja' import hea$0d
-- import 'inc.jinja' as in$1c
== he$2ad('é', lev$3el=2)
== inc.he$4ad('b')
//- inc.jinja
## A heading.
## As wide as the text.
-- macro he$5ad(text, level=1, ch='#')
# {{ text }}
-- endmacro
",
        &expect![[r#"
            -- 0: head
            imported name `head`
            macro `head(text, level=1, ch='#')`
            A heading.
            As wide as the text.
            defined at `templates/inc.jinja:3`
            -- 1: inc
            `inc`: macros and variables of a template
            template `templates/inc.jinja`
            A heading.
            As wide as the text.
            -- 2: head
            macro `head(text, level=1, ch='#')`
            A heading.
            As wide as the text.
            defined at `templates/inc.jinja:3`
            -- 3: level
            argument `level`
            default `1`
            macro `head(text, level=1, ch='#')`
            A heading.
            As wide as the text.
            defined at `templates/inc.jinja:3`
            -- 4: head
            attribute `inc.head`
            macro `head(text, level=1, ch='#')`
            A heading.
            As wide as the text.
            defined at `templates/inc.jinja:3`
            -- 5: head
            macro `head(text, level=1, ch='#')`
            A heading.
            As wide as the text.
            defined at `templates/inc.jinja:3`
        "#]],
    );
}

#[test]
fn templates_with_their_description() {
    check(
        "\
//- configs/main.yaml
-- set ns = namespace(base='base.yaml')
-- extends ns.ba$0se
[body]
-- include 'par$1t.one'
-- include 'nowhe$2re.yaml'

#----- part.o$3ne -----
## A part of its own.
a: 1
//- base.yaml
## What all configurations
## have in common.

-- block body
-- endblock
",
        &expect![[r#"
            -- 0: base
            attribute `ns.base`
            in `main.yaml`: `'base.yaml'` (str)
            set at `templates/configs/main.yaml:1`
            -- set ns = namespace(base='base.yaml')
            template `templates/base.yaml`
            What all configurations
            have in common.
            -- 1: 'part.one'
            template `part.one` in `templates/configs/main.yaml`
            A part of its own.
            -- 2: 'nowhere.yaml'
            no template `nowhere.yaml` is found
            -- 3: part.one
            template `part.one` in `templates/configs/main.yaml`
            A part of its own.
        "#]],
    );
}

#[test]
fn nodes_behind_anchors_aliases_targets_and_variables() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[main]
mai$0n: !singleton:dict@to$1p
    part: *pa$2rt
    again: *part
    n: !var { name: 'dep$3th', default: 3 }
    m: !var wid$4th
//- base.yaml
.define: &pa$5rt !partial:dict
    a: [1, 2]
    b: x
unused: &unu$6sed 1
-- block main
-- endblock
",
        &expect![[r#"
            -- 0: main
            target `main`: a singleton of `dict`
            9 nodes, 2 calls among them
            !singleton:dict@top
              part: *part
              again: *part
              n: !var { name: 'depth', default: 3 }
              m: !var width
            -- 1: top
            the node `top`: a singleton of `dict`
            !singleton:dict@top
              part: *part
              again: *part
              n: !var { name: 'depth', default: 3 }
              m: !var width
            -- 2: part
            alias `part`: a partial of `dict`
            from `templates/base.yaml:1`
            &part !partial:dict
              a: [1, 2]
              b: x
            -- 3: depth
            variable `depth` of the configuration, given when it is constructed
            default: an integer
            3
            -- 4: width
            variable `width` of the configuration, given when it is constructed
            it has no default: without a value constructing fails
            -- 5: part
            anchor `part`: a partial of `dict`
            from `templates/base.yaml:1`
            &part !partial:dict
              a: [1, 2]
              b: x
            2 aliases use it
            -- 6: unused
            anchor `unused`: an integer
            from `templates/base.yaml:4`
            &unused 1
            no alias uses it
        "#]],
    );
}

#[test]
fn tags_and_arguments() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
[args]
    == super()
    si$0ze: 3
    extra: 1
[list]
list: !dli$1st:@items { a: 1 }
//- base.yaml
-- block args
opt: !parti$2al:lib.py:Mod$3el
    size: 1
    na$4me: x
-- endblock
-- block list
-- endblock
odd: !ca$5ll:nowhere:f []
fun: !fun$6ny x
//- lib.py
class Model:
    \"\"\"A model.

    It has a size.
    \"\"\"

    def __init__(self, size: int = 8, *, name: str) -> None: ...
",
        &expect![[r#"
            -- 0: size
            size: int = 8
            parameter of `lib.py:Model`
            in `main.yaml` set at `templates/configs/main.yaml:4`
            3
            replaces the one at `templates/base.yaml:3`
            -- 1: !dlist:@items
            `!dlist`: the list of a mapping's values, null values left out: a child template replaces or removes an item by its key
            -- 2: !partial:lib.py:Model
            `!partial`: gives a function that calls what the import spec names, with these arguments and those of its caller
            class Model(size: int = 8, *, name: str)
            A model.
            It has a size.
            -- 3: !partial:lib.py:Model
            `!partial`: gives a function that calls what the import spec names, with these arguments and those of its caller
            class Model(size: int = 8, *, name: str)
            A model.
            It has a size.
            -- 4: name
            name: str
            parameter of `lib.py:Model`
            in `main.yaml` set at `templates/base.yaml:4`
            x
            -- 5: !call:nowhere:f
            `!call`: calls what the import spec names, once, as `!singleton` does
            calls `nowhere:f`, of which nothing is known
            -- 6: !funny
            there is no tag `!funny`
        "#]],
    );
}

#[test]
fn words_of_the_language() {
    check(
        "\
//- configs/main.yaml
-$0- set x = joinp$1ath('a', 'b')|upp$2er
<$3< if x is defi$4ned
=> user_home_d$5ir()
=$6= 'ü'
>> endif
  $7
a: -- b$8
",
        &expect![[r#"
            -- 0: --
            `--` becomes `{% … %}`: a statement on a line of its own
            {% set x = joinpath('a', 'b')|upper %}
            -- 1: joinpath
            global `joinpath(a, *p)`
            the parts joined to a path, as `os.path.join`; an undefined part is an error
            -- 2: upper
            filter `upper()`
            the text in upper case
            -- 3: <<
            `<<` becomes `{%- … %}`: a statement that takes away the white space and line breaks before it
            {%- if x is defined %}
            -- 4: defined
            test `defined`
            whether there is such a variable, attribute or item
            -- 5: user_home_dir
            global `user_home_dir()`
            the user's home folder
            -- 6: ==
            `==` becomes `{{ … }}`: outputs the value of an expression
            {{ 'ü' }}
            -- 7: nothing
            -- 8: nothing
        "#]],
    );
    check_june(
        "//- configs/main.yaml\n-- set x = 1\n=$0> x\n== x|toya$1ml\nl: !dli$2st {}\n",
        &expect![[r#"
        -- 0: =>
        `=>` becomes `{{ … -}}`: outputs the value of an expression without the line breaks around it
        {{ x -}}
        -- 1: nothing
        -- 2: !dlist
        there is no tag `!dlist`
    "#]],
    );
}

#[test]
fn broken_text_still_tells_what_is_known() {
    let mut fixture = Fixture::new(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
-- set x = 1
a: &a {{ x }}
b: *a
-- block body
-- endblock
",
    );
    fixture.edit(
        "configs/main.yaml",
        "-- extends 'ba$0se.yaml'\n[bo$1dy]\nç: {{ x$2 }}\nd: *a$3\ne: {{ x. }}\nf: [*a\n-- if\n{{ 'open\n",
    );
    expect![[r#"
        -- 0: 'base.yaml'
        template `templates/base.yaml`
        -- 1: body
        block `body`
        overrides `templates/base.yaml:4`
        -- 2: x
        variable `x`
        set at `templates/base.yaml:1`
        -- set x = 1
        -- 3: a
        alias `a`
        from `templates/base.yaml:2`
        &a {{ x }}
    "#]]
    .assert_eq(&shown(&fixture));
}

const BASE: &str = "\
//- base.yaml
-- set ns = namespace(lr=1)
.define: &part !partial:dict { x: 1 }
-- block body
b: 1
-- endblock
//- lib.py
def make(größe: int = 1): ...
";

#[test]
fn each_clause_with_broken_text_nearby() {
    let mut fixture = Fixture::new(&format!("//- configs/main.yaml\na: 1\n{BASE}"));
    fixture.edit(
        "configs/main.yaml",
        "\
-- extends 'ba$0se.yaml' ignor
ü: {{ x.
[bo$1dy]
== su$2per(
a: *pa$3rt
b: {{ ns.l$4r | }}
c: !call:lib.py:ma$5ke [
d: {{ 1|upp$6er + }}
-- if
",
    );
    expect![[r#"
        -- 0: 'base.yaml'
        template `templates/base.yaml`
        -- 1: body
        block `body`
        overrides `templates/base.yaml:3`
        -- 2: super
        what the block `body` gives at `templates/base.yaml:3`
        b: 1
        -- 3: part
        alias `part`
        from `templates/base.yaml:2`
        &part !partial:dict { x: 1 }
        -- 4: lr
        attribute `ns.lr`
        set at `templates/base.yaml:1`
        -- set ns = namespace(lr=1)
        -- 5: !call:lib.py:make
        `!call`: calls what the import spec names, once, as `!singleton` does
        def make(größe: int = 1)
        -- 6: upper
        filter `upper()`
        the text in upper case
    "#]]
    .assert_eq(&shown(&fixture));
}

#[test]
fn each_clause_behind_text_that_is_not_ascii() {
    check(
        &format!(
            "\
//- configs/main.yaml
-- extends 'base.yaml'
{{# 😀 #}}{{% block bo$0dy %}}
'😀': {{ é: *pa$1rt, ü: {{{{ 'é' ~ ns.l$2r }}}}, 漢: !call:lib.py:ma$3ke {{ größ$4e: 'é' }}, v: !var 'brei$5te' }}
ä$6rger: 1
{{% endblock %}}
{BASE}"
        ),
        &expect![[r#"
            -- 0: body
            block `body`
            in `main.yaml` this definition wins
            overrides `templates/base.yaml:3`
            -- 1: part
            alias `part`: a partial of `dict`
            from `templates/base.yaml:2`
            &part !partial:dict { x: 1 }
            -- 2: lr
            attribute `ns.lr`
            in `main.yaml`: `1` (int)
            set at `templates/base.yaml:1`
            -- set ns = namespace(lr=1)
            -- 3: !call:lib.py:make
            `!call`: calls what the import spec names, once, as `!singleton` does
            def make(größe: int = 1)
            -- 4: größe
            größe: int = 1
            parameter of `lib.py:make`
            in `main.yaml` set at `templates/configs/main.yaml:3`
            'é'
            -- 5: breite
            variable `breite` of the configuration, given when it is constructed
            it has no default: without a value constructing fails
            -- 6: ärger
            target `ärger`: an integer
            1 node, 0 calls among them
            1
        "#]],
    );
}

#[test]
fn each_clause_in_the_notebooks_dialect() {
    check_june(
        &format!(
            "\
//- configs/main.yaml
-- extends 'base.yaml'
-- block bo$0dy
=> su$1per()
mai$2n: *pa$3rt
n: {{{{ ns.l$4r }}}}
o: !call:lib.py:ma$5ke {{ größ$6e: 1 }}
-- endblock
{BASE}"
        ),
        &expect![[r#"
            -- 0: body
            block `body`
            in `main.yaml` this definition wins, and calls by `super()` `templates/base.yaml:3`
            overrides `templates/base.yaml:3`
            -- 1: super
            what the block `body` gives at `templates/base.yaml:3`
            b: 1
            -- 2: main
            target `main`: a partial of `dict`
            2 nodes, 1 call among them
            &part !partial:dict { x: 1 }
            -- 3: part
            alias `part`: a partial of `dict`
            from `templates/base.yaml:2`
            &part !partial:dict { x: 1 }
            -- 4: lr
            attribute `ns.lr`
            in `main.yaml`: `1` (int)
            set at `templates/base.yaml:1`
            -- set ns = namespace(lr=1)
            -- 5: !call:lib.py:make
            `!call`: calls what the import spec names, once, as `!singleton` does
            def make(größe: int = 1)
            -- 6: größe
            größe: int = 1
            parameter of `lib.py:make`
            in `main.yaml` set at `templates/configs/main.yaml:6`
            1
        "#]],
    );
}
