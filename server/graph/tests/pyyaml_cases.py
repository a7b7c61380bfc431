"""YAML documents and what PyYAML's SafeLoader makes of them, one JSON object a line.

Each holds `text`, `kind` (`picked`, `generated` or `mutated`), and `value` (a `repr`) or `error` (`type`, `line`, `column`;
both from 1, null where PyYAML names no place). Forgather's tags are there as far as YAML itself is concerned.
"""

import json
import random
import re
import sys

import yaml


class Call:
    def __init__(self, kind, spec, args, kwargs):
        self.kind, self.spec, self.args, self.kwargs = kind, spec, args, dict(**kwargs)

    def __repr__(self):
        constructor, at, name = self.spec[1:].partition("@")
        identity = repr(name) if at else "#"
        return f"{self.kind}Node({constructor!r}, *{self.args}, identity={identity}, **{self.kwargs})"


class Loader(yaml.SafeLoader):
    pass


def callable_tag(kind):
    def construct(loader, rest, node):
        if not rest:
            raise ValueError("no spec")
        if isinstance(node, yaml.MappingNode):
            return Call(kind, rest, (), loader.construct_mapping(node, deep=True))
        if isinstance(node, yaml.SequenceNode):
            return Call(kind, rest, tuple(loader.construct_sequence(node, deep=True)), {})
        return Call(kind, rest, tuple(loader.construct_scalar(node)), {})

    return construct


for tag, kind in {"!call": "Singleton", "!factory": "Factory", "!partial": "Lambda"}.items():
    Loader.add_multi_constructor(tag, callable_tag(kind))

ALLOWED = (type(None), bool, int, float, str, list, dict, tuple, Call)


def check(value):
    if not isinstance(value, ALLOWED):
        raise TypeError("unsupported type")
    if isinstance(value, str):
        # Half of a surrogate pair is a character to Python until it is written out.
        value.encode("utf-8")
    children = value
    if isinstance(value, dict):
        children = value.values()
    elif isinstance(value, Call):
        children = [*value.args, *value.kwargs.values()]
    elif not isinstance(value, (list, tuple)):
        children = ()
    for child in children:
        check(child)


def load(text):
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        value = None if node is None else loader.construct_object(node, deep=True)
    finally:
        loader.dispose()
    check(value)
    if isinstance(value, dict):
        value = {key: item for key, item in value.items() if not key.startswith(".")}
    return value


def row(text, kind):
    try:
        return {"text": text, "kind": kind, "value": repr(load(text))}
    except yaml.reader.ReaderError as error:
        lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text[: error.position].replace("\ufeff", ""))
        place = len(lines), len(lines[-1]) + 1
        name, problem = "ReaderError", error.reason
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = mark.line + 1, mark.column + 1
        name, problem = type(error).__name__, error.problem
    except Exception as error:
        place = None, None
        name, problem = type(error).__name__, str(error)
    line, column = place
    return {"text": text, "kind": kind, "error": {"type": name, "line": line, "column": column, "problem": problem}}


SCALARS = """
~ null Null NULL nULL None yes Yes YES yEs no No true True TRUE false on ON oN off y n Y N
0 -0 +0 00 07 08 010 0b 0b0 0b1_0 0b2 0x 0x_ 0xfF -0xA 0o17 1_000 _1 1_ +12 --1 1- 1:30 1:60 1:5:09 -1:30 0:30 1:2:3:4 1:
123456789012345678901234567890 0xFFFFFFFFFFFFFFFFFFFFFFFF 99999999999999999999:30 9223372036854775807 9223372036854775808
1. 1.0 .5 -.5 +.5 1.5 1e5 1.0e5 1.0e+5 1.e+5 1.0E-5 .5e+3 1_0.5 1:30.5 1:60.5 0.1 1.0e+16 1.0e+15 123456.789e-10 5.0e-324
1.0e+999 -1.0e+999 .inf .Inf .INF .iNF +.inf -.inf .nan .NaN .NAN -.nan . .. ... -. 1.2.3 1.5_0 09.5 0_1.5
2001-12-14 2001-1-1 2001-13-01 2001-02-30 2001-12-14t21:59:43.10-05:00 2001-12-15T2:59:43.1Z 2001-12-14T 20011214
= << <<< == a=b !x & * ? : - -- --- ?x :x -x x: x- x? a:b a::b http://x.y/z a#b #a a,b [a {a a] a} % %a @a `a |a >a
a'b 'a "a a"b it's x y.z x_y -1x 1x $x ^x \\\\ \\\\n é 漢字 😀 \ufeffx
""".split()

PICKED = [
    "", " ", "\n\n", "# only", "---", "---\n...", "---\n---\n", "...", "--- a", "--- a: 1", "--- [a]", "--- |\n a\n", "a: 1\n---\nb: 2", "a: 1\n...\nb: 2",
    "a: 1\n...\n", "a: 1\n...\n# c\n", "%YAML 1.1\n---\na: 1", "%YAML 1.2\n---\na: 1", "%YAML 2.0\n---\na: 1", "%YAML 1\n---\n", "%YAML\n---\na", "%FOO bar\n---\na: 1",
    "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 12", "%TAG ! !call:\n---\na: !f []", "%YAML 1.1\na: 1", "%YAML 1.1\n%YAML 1.1\n---\na", "\ufeffa: 1", "a: \ufeffb", "\ufeff---\na: 1",
    "a:\n- 1\n- 2", "a:\n  - 1\n  -\n  - - 2\n    - 3", "- a: 1\n  b: 2\n- c", "-\n  a: 1", "- - - x", "a: - 1", "a: b: c", "a:\n  b: 1\n c: 2", "a:\n b: 1\n  c: 2", "a: 1\n b: 2",
    " a: 1\nb: 2", "a: 1\n  - 2", "a:\n  - 1\n b: 2", "- 1\na: 2", "a: 1\n- 2", "a\nb: 1", "a b: 1\nc d: 2", "a:1", "a :1", "a : 1", "a:  1", ": 1", "? a", "? a\n: b", "? a\n: b\n? c",
    "? [a]\n: 1", "? {a: 1}\n: 1", "? |\n  a\n: 1", "? - a\n: - b", "{? a : b}", "{?a : b}", "[? a : b]", "{a, b: }", "{a: 1, b}", "{a: 1,}", "{,a}", "{a,,b}", "[,]", "[a,,b]", "[a, b,]", "[a b]", "[a: 1, b]",
    "[a: 1, b: 2]", "[{a: 1}: 2]", "{[a]: 1}", "{a: [1, {b: 2}]}", "[[[]]]", "{{}: 1}", "{a:1}", "{a: 1, a: 2}", '{"a":1}', "{'a':1, \"b\":2}", "[a:b]", "[a :b]", "[:a]", "[::]", "{:a}", "{a::b}", "{a: :b}", "[-a]", "[- a]", "[-]",
    "[a, [b]", "[a\nb: 1", "{a: 1\nb: 2", "[a}", "{a]", "]", "}", ",", "a: ]", "a: }", "a: [}", "a: [1]]", "a: [1] b", "a: {b} c: 1", "a: 'x' y", 'a: "x" y', "a: [1]\n  b", "[a\n,b\n]", "{a\n: 1}", "[a\n: 1]", "a: [\nb\n]", "a: {\nb: 1\n}",
    "a: [b,\nc]\nd: 1", "a:\n  [b,\n c]", "[#c\na]", "[a #c\n, b]", "[a#c]", "[a, #c\nb]", "{a: 1 #c\n}", "a: 'x'#c", "a: \"x\"#c", "a: [x]#c", "a: x#c", "a: x #c", "a: #c", "a:#c", "a: # c\n  b: 1", "# c\na: 1 # d\n# e\n", "a: |#c\n  x", "a: | #c\n  x",
    "a: 'it''s'", "a: 'x\n  y'", "a: 'x\n\n  y'", "a: 'x \n y'", "a: \"x\n  y\"", "a: \"x\\\n  y\"", "a: \"x\\\n  \\ y\"", "a: \"\\t\\n\\x41\\u00e9\\U0001F600\\0\\a\\b\\e\\v\\f\\r\\N\\_\\L\\P\\/\\\"\\\\\\ \"", "a: \"\\q\"", "a: \"\\x4\"", "a: \"\\u12\"", "a: \"\\U00110000\"", "a: \"\\ud800\"",
    "a: 'x", "a: \"x", "a: 'x\n---\ny'", "a: \"x\n...\ny\"", "'a': 1", "\"a\": 1", "'a\n b': 1", "\"a\" : 1", "'a':1", "'a' b: 1", "a: ''", "a: \"\"", "a: ' '", "a: '''", "'': 1", "\"\": 1",
    "a: x\n  y", "a: x\n  y\n\n  z", "a: x\n y\nb: 1", "a: x\n  # c\n  y", "a: x # c\n  y", "a: x\n  y: z", "a: x:\n", "a: x: ", "a: -", "a: - ", "a: ?", "a: ? b", "a: ?b", "a: :b", "a: b:c", "a: |", "a: >", "a: |\n", "a: |\nb: 1",
    "a: `x`", "a: @x", "a: %x", "%x: 1", "a: !", "a: ! 12", "a: ! '12'", "a: !!str 12", "a: !!int '12'", "a: !!int abc", "a: !!float 1", "a: !!float x", "a: !!bool yes", "a: !!bool maybe", "a: !!null x", "a: !!str", "a: !!str [a]", "a: !!seq x", "a: !!map [a]", "a: !!seq {a: 1}",
    "a: !!set {x, y}", "a: !!omap [x: 1]", "a: !!omap {x: 1}", "a: !!omap [x]", "a: !!omap [{x: 1, y: 2}]", "a: !!pairs [x: 1, x: 2]", "a: !!binary aGk=", "a: !!timestamp 2001-12-14", "a: !!timestamp x", "a: !!python/tuple [1]", "a: !!foo x", "a: !<tag:yaml.org,2002:str> 1", "a: !<x> 1", "a: !<!call:f> []", "a: !<x 1",
    "a: !call:f []", "a: !call:f@n {x: 1}", "a: !call:f 12", "a: !call []", "a: !call", "a: !call:f\n  - 1", "a: !call:f\nb: 1", "a: !call:f,g []", "[!call:f , 1]", "[!call:f, 1]", "[!call:f]", "{a: !call:f}", "{a: !call:f }", "a: !call:f[0] x", "a: !call:%66 []", "a: !call:%zz []", "a: !call:f!g []", "a: !c\tx", "a: !call:f#x []", "a: !call:f{x} []", "a: !call:f:\n  x: 1", "!call:f []", "!call:f\n- 1", "!call:f\na: 1", "- !call:f\n  a: 1\n- !call:g [1]", "!x a", "a: !x\n  b: 1", "a: !é x", "a: !call:é []", "a: !call:~f [] ", "a: !!call []", "a: !call:f '' ",
    "a: &x 1\nb: *x", "a: *x", "a: &x [*x]", "a: &x {b: *x}", "a: &x 1\nb: &x 2", "a: &x\nb: *x", "a: &x &y 1", "a: &x !!str 1", "a: !!str &x 1\nb: *x", "a: &x !call:f []\nb: [*x, *x]", "&x a: 1\nb: *x", "&x a: &y 1\n*x : *y", "*x: 1", "a: &x b\n*x : c", "{&x a: 1, *x : 2}", "{a: &x b, *x: 2}", "[&x a, *x]", "[&x, *x]", "[&x , *x ]", "a: & 1", "a: * ", "a: &", "a: &a.b 1", "a: &é 1", "a: &a? 1", "a: &a: 1", "&a: 1", "a: &x]", "a: *x.y", "a: &1 1\nb: *1", "a: &-_ 1\nb: *-_", "a: &x *y", "a: &x 1\nb: &y *x", "a: &x[1]", "a: &x{b: 1}", "a: &x'b'", "a: &x|\n  b", "a: &x>\n b", "a: *x b", "a: &x\n  b: 1\nc: *x", "&x\na: 1", "--- &x\na: 1", "- &x a\n- *x", "- &x\n- *x", "a: !!str *x", "[*x]",
    "x: &x {a: 1}\ny: {<<: *x, b: 2}", "x: &x {a: 1}\ny: {b: 2, <<: *x}", "x: &x {a: 1}\ny: {a: 2, <<: *x}", "x: &x {a: 1}\ny: &y {a: 2, b: 3}\nz: {<<: [*x, *y], c: 4}", "x: &x {a: 1}\ny: &y {<<: *x, b: 1}\nz: {<<: *y, a: 5}", "a: {<<: {b: 1}}", "a: {<<: [{b: 1}, {b: 2, c: 3}]}", "a: {<<: x}", "a: {<<: [x]}", "a: {<<: }", "a: {<<: [[1]]}", "a: {'<<': {b: 1}}", "a: {!!merge x: {b: 1}}", "a: {!!str <<: {b: 1}}", "a: <<", "- <<", "a: =", "a: {=: 1}", "a: !!str {=: x}", "<<: {a: 1}\nb: 2", "<<: {a: 1}\n<<: {a: 2, b: 3}\n", "a: {<<: {x: 1}, <<: {x: 2}, x: 3}", "x: &x [1]\ny: {<<: *x}", "x: &x {<<: *x}", "x: &x {a: {<<: *x}}", "a: {<<: &m {k: 1}, b: *m}",
    "a: 1\nb: 2\na: 3", "{1: a, 1.0: b, true: c}", "a: {1: a, 1.0: b, true: c, '1': d}", "a: {null: 1, ~: 2}", "a: {.nan: 1, .nan: 2}", "a: {[1]: 2}", "a: {{b: 1}: 2}", "a: {!call:f []: 1}", "1: a", "yes: 1", "~: 1", "2001-12-14: 1", "a: {2001-12-14: 1}", "a: {1_000: x, 1000: y}",
    "a:\t1", "a: \t1", "a: 1\t", "a: 1\t# c", "a: b\tc", "\ta: 1", "a:\n\t- 1", "a:\n  \tb: 1", "-\t1", "- \t1", "a: '\tx\t'", "a: \"x\ty\"", "a: \"x\n\ty\"", "a: |\n  \tx\n", "a: |\n\tx\n", "a: |\t\n  x", "a: # c\td", "#\tc\na: 1", "a: [1,\t2]", "a: [\t1]", "[a,\n\tb]", "{a:\t1}", "\t", "\n\t\na: 1", "a: 1\n\t\nb: 2", "a: 1\n  \t\n", "a: x\n\ty", "a:\t|\n x", "a: &x\t1", "a: !!str\t1", "--- \ta", "---\ta", "a: 1 \t# c", "a: 1\n# c\t\n\t# d", "? \ta", "a: x\t\n  y", "a: x\n  \ty", "a: >\n  x\n  \ty\n  z\n", "a: 'x' \t", "a: [1]\t",
    "a: 1\r\nb: 2\r\n", "a: |\r\n  x\r\n  y\r\n", "a: x\r\n  y", "a: 'x\r\n  y'", "a: 1\rb: 2", "a: 1\r\n\r\nb: [\r\n1]\r\n",
    "a: x\x85b: y", "a: |\n  x\u2028  y\n", "a: 'x\u2029y'", "a: x\xa0y", "a: x\u2003", "\xa0a: 1", "a: \x00", "a: \x01", "a: x\x7fy", "a: \ufffe", "a: 'x\x0by'",
    "a" * 1025 + ": 1", "a" * 1023 + ": 1", "? " + "a" * 2000 + "\n: 1", "{" + "a" * 1025 + ": 1}", "[" + "a" * 1025 + ": 1]", "'" + "a" * 1022 + "': 1", "'" + "a" * 1023 + "': 1",
    "a: |\n  x\n y\n", "a: |\n  x\n\n\n", "a: |2\n  x\n", "a: |2\n x\n", "a: |1\n  x\n", "a: |0\n x", "a: |10\n x", "a: |-+\n x", "a: |x\n x", "a: |\n\n  x\n", "a: |\n    \n  x\n", "a: |\n  x", "a: |+\n  x", "a: |-\n  x", "a: >\n  x\n  y\n\n  z\n", "a: >\n  x\n    y\n  z\n", "a: >\n\n  x\n\n\n  y\n", "a: >+\n  x\n\n", "a: >-\n  x\n\n", "a: >2\n    x\n  y\n", "a: |+\n\nb: 1", "a: |+\n  x\n\nb: 1", "- |\n x\n- >\n y\n", "- |-\n x\n-\n - |\n  y", "|\n x", ">\n x\n y", "|\nx", "--- |\nx\ny", "a:\n  b: |\n   x\n  c: 1", "a: |\n x\n#c\nb: 1", "a: |\n x\n #c\n", "a: | \n x", "a: |  # c\n x", "a: |-2\n    x", "a: |2-\n    x", "a: >\n x\n\n\n\n y", "a: >\n x \n y ", "a: |\n  x\n  ---\n", "a: |\n x\n---\n", "a: !call:f |\n  x\n", "a: &x |\n  x\nb: *x",
]


def scalar_cases():
    for scalar in SCALARS:
        yield f"a: {scalar}"
        yield f"- {scalar}\n- b"
        yield f"[{scalar}, b]"
        yield f"{{a: {scalar}}}"
        yield f"{scalar}: 1"
        yield f"a: '{scalar}'" if "'" not in scalar else f'a: "{scalar}"'
        yield f"a: !!str {scalar}"
        yield f"a: !!int {scalar}"
        yield f"a: !!float {scalar}"


def block_cases():
    for style in "|>":
        for chomp in ["", "-", "+"]:
            for indent in ["", "1", "2", "4"]:
                for body in ["x", "x\n", "x\ny\n", "x\n\ny\n\n", "\nx\n", "x\n  y\nz\n", "  x\ny\n", "\n\n", ""]:
                    text = "".join(f"    {line}\n" if line else "\n" for line in body.split("\n")[:-1]) if "\n" in body else f"    {body}"
                    yield f"a: {style}{chomp}{indent}\n{text}"
                    yield f"a:\n  - {style}{indent}{chomp}\n{text}b: 1"


ODD = ["\t", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\ufeff", "\xa0", "\n\n", "\x85\n", "\n\u2028", "\u2029\u2029", " \t ", "\t\n", "é", "?", ":", "#", " #", "%", "@"]

# Templates of documents, with `@` for an odd character and `_` for a line break.
PLACES = r"""
@ ; a:@1 ; a@: ; a:1@ ; a: @1 ; a: 1@ ; a:@@1 ; a: b@c ; a: b@@c ; a: b @ c ; a: 'b@c' ; a: 'b @ c' ; a: 'b@@c' ; a: "b@c" ; a: "b @ c" ; a: "b\@c" ; a: "b\@ @c" ; '@': ; 'a@':
a: |@b ; a: |_@__b ; a: |_b@ ; a: |_b@c ; a: |_b@@__c ; a: |_b@_c ; a: >_b@ ; a: >_b@c ; a: >_b@_c ; a: >_b@__c ; a: >_b@@_c ; a: >_b_@_c ; a: >+_b@ ; a: |+_b@@ ; a: |-_b@ ; a: |2@_b ; a: >@__b@__c|
#@ ; #c@a: ; a: #@ ; a: 1 #@ ; a:@#c ; a: 1@#c ; @#c ; a: 1_@b: 2 ; a: 1@b: 2 ; a:@ b: 1_@ c: 2 ; a:_@- 1 ; a:_-@1 ; a:_- 1@ ; -@1 ; - @1 ; - 1@- 2 ; -@- 1
[@a] ; [a@] ; [a@,b] ; [a,@b] ; [a@b] ; [@] ; [a:@b] ; [a@:b] ; [a@: b] ; [a: b@] ; [?@a] ; [?a@: b] ; {@a: b} ; {a@: b} ; {a:@b} ; {a: b@} ; {a: b@,c: d} ; {a@} ; {@} ; {a: b}@ ; {?@a: b} ; {'a'@: b} ; {"a":@b} ; {"a"@:b} ; ['a'@] ; [a@]: {a: [b@c]}
!@ ; !x@ ; !x@y ; !@x ; !!str@ ; !!str@1 ; !x!y@ ; !<x@> ; !<!call:f>@[] ; !call:f@[] ; !call:f[@] ; !call:f,@x ; !call:%4@ ; !call:%e9@ ; !call:%c3%a9@[] ; a: !call:f@[] ; a: !call:f@ ; a: !call:f_@- 1
&x@ ; &x@1 ; &@x ; &x@[] ; a: &x@1 ; a: &x@_b: 1 ; [&x@] ; [&x@, *x] ; a: &x 1_b: *x@ ; a: &x 1_b: *x@c ; a: &x 1_*x@: 2 ; a: &x 1_@*x : 2 ; {&x@a: 1} ; {*x@: 1} ; a: &x 1_b: {*x@: 1} ; &x@a: 1 ; &x !!str@1 ; !!str@&x 1
---@ ; ---@a ; --- a@ ; @--- ; ...@ ; a_...@ ; a_@... ; a: 1_...@_b ; a: 1_---@b: 1 ; ---@---_a ; --- |@a ; --- "a_@---" ; --- 'a_...@' ; --- a_@--- ; a@---_b ; %YAML@1.1_---_a ; %YAML 1.1@_---_a ; %YAML 1.1_@---_a ; %X@_---_a ; %TAG@!e! x_---_!e!y 1 ; %TAG !e!@x_---_a ; %TAG !e! x@_---_!e!y@1 ; @%X_---_a
?@a ; ? a@: b ; ? a_@: b ; ? a_:@b ; ?@- a_: b ; ? a@_: b ; ? |_ a@_: b ; ?@:@ ; a:_? b@ ; [? a@: b, ?@: c] ; x@? a ; ? [a@]_: b ; a: ?@b
""".replace("\n", " ; ").split(" ; ")[1:-1]


def odd_cases():
    """Odd characters in every place, and keys about as long as they may be."""
    for template in PLACES:
        for odd in ODD:
            yield template.replace("_", "\n ").replace("@", odd)
            yield template.replace("_", "\n").replace("@", odd)
    for before in range(1019, 1027):
        for character in ["a", "é", "\ufeff"]:
            yield f"{character * before}: 1"
            yield f"{character * before} : 1"
            yield f"a:\n  {character * before}: 1\nb: 2"
            yield f'"{character * (before - 2)}": 1'
            yield f"{{{character * before}: 1}}"
            yield f"[{character * before}: 1, b: 2]"
            yield f"[a, [{character * (before - 6)}]]: 1"


class Generator:
    """Documents of random structure, all of them with something that YAML has and few people use."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = []

    def scalar(self):
        pick = self.random.random()
        word = self.random.choice(["a", "b c", "x-y", "12", "1.5", "yes", "null", "~", "010", "a:b", "http://x", "é", "0x1f", "1e5", "-", "=="][:15])
        if pick < 0.5:
            return word
        if pick < 0.7:
            return "'" + word.replace("'", "''") + "'"
        if pick < 0.9:
            return '"' + word + self.random.choice(["", "\\n", "\\t", "\\u00e9"]) + '"'
        return self.random.choice(["!!str ", "!call:f ", "! ", "!factory:m:f@n%d " % self.random.randrange(10**6)]) + word

    def properties(self):
        text = ""
        if self.random.random() < 0.15:
            name = f"n{len(self.anchors)}"
            self.anchors.append(name)
            text += f"&{name} "
        if self.random.random() < 0.15:
            text += self.random.choice(["!call:m:f ", "!partial:f ", "!factory:x.py:C "])
        return text

    def flow(self, depth):
        if self.anchors and self.random.random() < 0.15:
            return "*" + self.random.choice(self.anchors) + " "
        if depth == 0 or self.random.random() < 0.4:
            return self.scalar()
        items = [self.flow(depth - 1) for _ in range(self.random.randrange(4))]
        space = self.random.choice(["", " ", "\n      "])
        if self.random.random() < 0.5:
            return self.properties() + "[" + ", ".join(items) + space + "]"
        keys = [f"k{at}" for at in range(len(items))]
        return self.properties() + "{" + space + ", ".join(f"{key}: {item}" for key, item in zip(keys, items)) + "}"

    def block(self, depth, indent):
        pad = " " * indent
        pick = self.random.random()
        if depth == 0 or pick < 0.25:
            return " " + self.flow(2) + self.random.choice(["", " # c"]) + "\n"
        if pick < 0.35:
            lines = [self.random.choice(["x", "", "y z", "  w"]) for _ in range(3)]
            body = "".join(f"{pad}  {line}\n" if line else "\n" for line in ["f", *lines])
            return " " + self.random.choice(["|", ">", "|-", ">+"]) + "\n" + body
        text = " " + self.properties().rstrip() + "\n" if self.random.random() < 0.3 else "\n"
        for at in range(self.random.randrange(1, 4)):
            if self.random.random() < 0.1:
                text += self.random.choice(["\n", f"{pad}# c\n", "# c\n"])
            if pick < 0.7:
                key = self.random.choice([f"k{at}", f"'k{at}'", f"k {at}", "dup", "? x\n%s:" % pad if at == 0 else f"k{at}"])
                text += f"{pad}{key}" + ("" if key.endswith(":") else ":") + self.block(depth - 1, indent + 2)
            else:
                text += f"{pad}-" + self.block(depth - 1, indent + 2)
        return text

    def document(self):
        return self.block(3, 0).lstrip("\n").removeprefix(" ")


# What means something to YAML, and the characters that PyYAML has its own mind about.
PIECES = [
    *[":", " ", "\n", "-", "[", "]", "{", "}", ",", "'", '"', "#", "&", "*", "!", "|", ">", "%", "\t", "?", "a", "@", "`", "\\", "~"],
    *["  ", "\n  ", "\n\n", ": ", "- ", "? ", "x: ", " #", "\n#c\n", "--- ", "\n---\n", "\n...\n", "\n%X\n", "&x ", "*x ", "!x ", "!!str ", "|\n ", ">-\n  "],
    *["\r", "\r\n", "\x85", "\u2028", "\u2029", "\ufeff", "\xa0", "é", "😀"],
]


def mutated(text, rng):
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(text) + 1)
        if rng.random() < 0.4:
            text = text[:at] + text[at + rng.randrange(1, 3) :]
        else:
            text = text[:at] + rng.choice(PIECES) + text[at:]
    return text


def cases(count, first_seed):
    if first_seed == 0:
        for text in [*PICKED, *scalar_cases(), *block_cases(), *odd_cases()]:
            yield "picked", text
    # Half of a surrogate pair is an error of its own here, and a character to PyYAML.
    sources = [text for text in [*PICKED, *PICKED, *odd_cases()] if "\\ud8" not in text]
    rng = random.Random(7 + first_seed)
    for seed in range(first_seed, first_seed + count):
        text = Generator(seed).document()
        yield "generated", text
        for _ in range(3):
            yield "mutated", mutated(text, rng)
            yield "mutated", mutated(rng.choice(sources), rng)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.setrecursionlimit(10000)
    numbers = [int(argument) for argument in sys.argv[1:]]
    for kind, text in cases(*(numbers + [500, 0][len(numbers) :])):
        print(json.dumps(row(text, kind)))
