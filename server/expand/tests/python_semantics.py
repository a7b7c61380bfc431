#!/usr/bin/env python3
"""Writes python_semantics.jsonl: what CPython 3.11, Jinja2 3.1.6 and PyYAML 6 say of many small operations.

    python3 python_semantics.py > python_semantics.jsonl

Each line is `{"op": …, "args": […], "kwargs": {…}, "expected": …}`; values are tagged where JSON has no such type:
`{"t": [items]}` a tuple, `{"d": [[key, value], …]}` a dict, `{"f": "repr"}` a float, `{"i": "digits"}` an int,
`{"u": "message"}` an undefined value, `{"m": "text"}` markup, `{"g": [items]}` an iterator's items. An error is
`{"error": "TypeError", "message": "…"}`.
"""

import copy
import json
import sys
import types
import zlib
from collections import abc

import jinja2
import yaml
from jinja2.runtime import StrictUndefined, Undefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

ENV = SandboxedEnvironment(undefined=StrictUndefined)
CASES = []
SEEN = set()
THINNED = ("method:", "filter:", "test:", "percent", *"add sub mul div floordiv rem pow eq lt le gt ge".split())


def enc(v):
    if isinstance(v, Undefined):
        return {"u": v._undefined_message}
    if isinstance(v, Markup):
        return {"m": str(v)}
    if v is None or isinstance(v, (bool, str)):
        return v
    if isinstance(v, int):
        return v if abs(v) < 2**53 else {"i": str(v)}
    if isinstance(v, float):
        return {"f": repr(v)}
    if isinstance(v, tuple):
        return {"t": [enc(x) for x in v]}
    if isinstance(v, list):
        return [enc(x) for x in v]
    if isinstance(v, dict):
        return {"d": [[enc(k), enc(x)] for k, x in v.items()]}
    if isinstance(v, (abc.KeysView, abc.ValuesView, abc.ItemsView)):
        return {"g": [enc(x) for x in v]}
    if isinstance(v, (types.GeneratorType, abc.Iterator)):
        return {"g": [enc(x) for x in v]}
    raise ValueError(f"cannot encode {type(v)}")


def case(op, args, kwargs, call):
    """Records what call() gives. The arguments are recorded first, since the call may change them."""
    try:
        a = [enc(x) for x in args]
        k = {n: enc(x) for n, x in kwargs.items()}
    except ValueError:
        return
    try:
        expected = enc(call())
    except ValueError as error:
        if str(error).startswith("cannot encode"):
            return
        expected = failure(error)
    except Exception as error:  # noqa: BLE001
        expected = failure(error)
    try:
        line = json.dumps({"op": op, "args": a, "kwargs": k, "expected": expected}, ensure_ascii=False)
        line.encode()
    except UnicodeEncodeError:
        return
    if line not in SEEN:
        SEEN.add(line)
        # Of the many combinations of arguments every third is enough; those of one value are all kept.
        if len(args) < 2 or not op.startswith(THINNED) or zlib.crc32(line.encode()) % 3 == 0:
            CASES.append(line)


def failure(error):
    return {"error": type(error).__name__, "message": str(error)}


def undefined(name="x"):
    return StrictUndefined(name=name)


FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1e-5, 4e-6, 1e-4, 123456789.123, 1e15, 1e16, 1e17, 1.5e300, 5e-324,
          2.0**-44, 9007199254740993.0, 0.30000000000000004, 2.675, 1e22, 1e23, 123456.0, 99999.95, 0.5, 1.5, 2.5,
          float("inf"), float("-inf"), float("nan"), 1.7976931348623157e308, 3.0e-5, 100.0, 1234567.0]
INTS = [0, 1, -1, 7, -7, 42, 255, 1000, -1234567, 10**6, 2**31, 2**53 + 1, 2**64, 10**20, -(2**70)]
STRINGS = ["", "a", "abc", "Hello World", "it's", 'say "hi"', "both ' and \"", "back\\slash", "tab\tnl\ncr\r",
           "nul\0bell\x07esc\x1b", "é", "日本語", "\u200b", "\ufeffbom", "\U0001f600", "\xa0nbsp", "\x85nel",
           "\u2028ls", "\xad soft", "ß", "ﬁsh", "ŉ", "ǆ", "ΑΣ", "ΌΣΟΣ x", "İ", "ı", "  pad  ", "a,b,,c", "x=1",
           "\x7f", "\u0378", "\ue000", "²", "½", "٣", "一", "_id1", "1id", "\x1c", "Ⅷ", "DŽ", "\U0010ffff"]
CONTAINERS = [[], [1], [1, "a", None, True, 2.5], (), (1,), (1, 2), {}, {"a": 1}, {1: 2, "b": [1, (2,)]},
              [[1, 2], [3]], {"k": {"n": None}}, [1.0, "it's"], ("x", ("y",)), {(1, 2): "t"}, {True: 1}, {None: 0}]
SCALARS = [None, True, False]


def printing():
    for v in FLOATS + INTS + STRINGS + CONTAINERS + SCALARS:
        case("repr", [v], {}, lambda: repr(v))
        case("str", [v], {}, lambda: str(v))
        case("truth", [v], {}, lambda: bool(v))
        case("len", [v], {}, lambda: len(v))
        case("iter", [v], {}, lambda: list(v))
        case("neg", [v], {}, lambda: -v)
        case("pos", [v], {}, lambda: +v)
    case("repr", [Markup("<b>")], {}, lambda: repr(Markup("<b>")))
    for code in list(range(0, 0x250, 3)) + [0x300, 0x61c, 0x6dd, 0x1680, 0x180e, 0x2000, 0x2009, 0x202f, 0x205f,
                                            0x3000, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x1d173, 0xe0001]:
        case("repr", [chr(code)], {}, lambda: repr(chr(code)))
    for op in ("truth", "len", "iter", "neg", "pos", "str"):
        u = undefined()
        case(op, [u], {}, {"truth": lambda: bool(u), "len": lambda: len(u), "iter": lambda: list(u),
                           "neg": lambda: -u, "pos": lambda: +u, "str": lambda: str(u)}[op])


BINARY = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b, "rem": lambda a, b: a % b, "pow": lambda a, b: a**b,
    "eq": lambda a, b: a == b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b, "contains": lambda a, b: b in a,
}


def operators():
    numbers = [0, 1, -1, 7, -7, 3, -3, 2, 0.0, -0.0, 0.5, -2.5, 3.0, 1e300, True, False, 2**60, 2**53 + 1, float("inf")]
    for a in numbers:
        for b in numbers:
            for name, op in BINARY.items():
                if name == "contains" or (name == "pow" and (abs(a) > 10 or abs(b) > 10)):
                    continue
                try:
                    result = op(a, b)
                    if isinstance(result, complex) or (isinstance(result, int) and abs(result) >= 2**127):
                        continue
                except Exception:  # noqa: BLE001
                    pass
                case(name, [a, b], {}, lambda: op(a, b))
    mixed = [None, 1, 2.5, True, "ab", "b", [1, 2], [1], (1, 2), ("a",), {"a": 1, 1: 2}, [], (), ""]
    for a in mixed:
        for b in mixed:
            for name, op in BINARY.items():
                if isinstance(a, str) and name == "rem":
                    continue
                case(name, [a, b], {}, lambda: op(a, b))
    for name, op in BINARY.items():
        for a, b in [(undefined(), 1), (1, undefined()), ("s", undefined()), (undefined(), undefined()),
                     ([1], undefined()), ({"a": 1}, undefined())]:
            case(name, [a, b], {}, lambda: op(a, b))
    case("add", [Markup("<b>"), "<"], {}, lambda: Markup("<b>") + "<")
    case("add", ["<", Markup("<b>")], {}, lambda: "<" + Markup("<b>"))
    case("mul", [Markup("<b>"), 2], {}, lambda: Markup("<b>") * 2)
    for a, b in [(10**20, 3), (2**100, 2**90 + 1), (1, 3), (2**120, 7), (-(10**30), 10**29 + 1), (1, 2**120)]:
        for name in ("div", "floordiv", "rem", "add", "lt"):
            case(name, [a, b], {}, lambda: BINARY[name](a, b))
    for o in ["abcdef", [1, 2, 3, 4], (1, 2, 3), "日本語", None, 5, {"a": 1}]:
        for s in [(None, None, None), (1, None, None), (None, -1, None), (None, None, -1), (5, 0, -2), (-100, 100, 2),
                  (2, 1, None), (None, None, 0), ("a", None, None), (1.5, None, None), (True, None, None)]:
            case("slice", [o, *s], {}, lambda: o[slice(*s)])
    missing = "\x00missing"
    for o in ["abc", [1, 2], (1, 2), {"a": 1, 1: "one", None: 0, (1, 2): 3}, "", []]:
        for k in [0, 1, -1, -3, 5, True, "a", None, 1.0, (1, 2), [1], {}]:
            def get():
                try:
                    return o[k]
                except (LookupError, TypeError):
                    return missing
            case("get_item", [o, k], {}, get)
        case("get_item", [o, undefined()], {}, lambda: o[undefined()] if isinstance(o, dict) else missing)
    case("get_item", [undefined(), 1], {}, lambda: undefined()[1])


INT_SPECS = ["", "d", "5", "05", "<5", ">8", "^9", "=+8", "*^12", "+", " ", "-", ",", "_", "x", "X", "#x", "#010x", "b",
             "#b", "o", "#o", "c", "e", "E", ".3e", "f", ".2f", ".0f", "#.0f", "g", "G", ".3g", "n", "%", ".1%", "012,",
             "08,d", "015_x", "_b", ",x", "_c", ".3d", "+c", "#c", "z", "zd", "s", "y", "5.5.5", "dd", "<<5", "0<5", "x<08",
             "+,.2f", "z.1f", "08.2f", "1000001", "٣", ",,", ",_", "_,", "__", "'5", "é", ".f", "99999999999999999999", "^#10b",
             "<010", "^010,"]
FLOAT_SPECS = ["", "f", ".2f", ".0f", "#.0f", "e", ".0e", "#.0e", ".3E", "g", ".3g", "#g", "#.3g", ".0g", "G", "n", "%", ".0%",
               "10", "010", "<10", "^+12.3f", "*>12", "=+10.1f", ",", ",.2f", "_.1f", "020,.2f", ".1", ".3", ".17", ".20f", ".30g", "z",
               "z.1f", "z.0f", "+z.0f", "d", "x", "s", "#", " .2f", "F", ".400f", "05", "-", "0", "015,", "c", ".10", "6.1"]
STR_SPECS = ["", "s", "10", "<10", ">10", "^10", "*^11", ".2", "5.2", "010", "=5", "+", " ", "-", "#", ",", "_", "z", "d", "x<5.1s", "é>4",
             ".", "5s5", "{", "}<5", ".0", "^5.3", "0>5", "0", "<05", "ss", "\x07"]


def formats():
    for v in [0, 1, -1, 42, 255, -255, 1234567, -1234567, 65, True, False, 10**20]:
        for spec in INT_SPECS:
            if spec == "1000001":
                continue
            case("format", [v, spec], {}, lambda: format(v, spec))
    for v in [0.0, -0.0, 1.0, -1.5, 1234567.891, 1e-5, 1e16, 0.1, 2.5, 123.456, 1e100, 5e-324, -0.04, 99.995,
              float("inf"), float("-inf"), float("nan")]:
        for spec in FLOAT_SPECS:
            case("format", [v, spec], {}, lambda: format(v, spec))
    for v in ["", "abc", "日本語", "it's", Markup("<b>")]:
        for spec in STR_SPECS:
            if not isinstance(v, Markup):
                case("format", [v, spec], {}, lambda: format(v, spec))
    for v in [None, [1], (1,), {"a": 1}, undefined()]:
        for spec in ["", "5", "d"]:
            case("format", [v, spec], {}, lambda: format(v, spec))
    template = ENV.from_string("{% set out = t.format(*args, **kwargs) %}{% set _ = sink.append(out) %}")

    def sandboxed(t, args, kwargs):
        sink = []
        template.render(t=t, args=args, kwargs=kwargs, sink=sink)
        return sink[0]

    nested = {"a": {"b": [10, 20]}, "n": 5, "s": "str"}
    cases = ["", "plain", "{}", "{}{}", "{0}{1}", "{1}{0}", "{0}{}", "{}{0}", "{a}", "{a.b}", "{a[b]}", "{a[b][0]}", "{a[b][1]:>5}",
             "{{}}", "{{{}}}", "{", "}", "{}}", "{{}", "{!r}", "{!s}", "{!a}", "{!x}", "{!}", "{!r:>10}", "{!rr}", "{0!r", "{:", "{:>5",
             "{:{}}", "{:{}.{}}", "{0:{1}}", "{0:{1}.{2}f}", "{:{{}}}", "{:{:{}}}", "{n:05d}", "{n:{w}}", "{zz}", "{5}", "{a.}", "{a[}", "{a[]}",
             "{a[b]c}", "{.x}", "{[0]}", "{0.x}", "{0[0]}", "{0[-1]}", "{0[9]}", "{0._x}", "{0.__class__}", "{n.real}", "{n.imag}", "{0.real}", "{ }", "{ 0}",
             "{00}", "{-1}", "{0 }", "{a b}", "{s!r:*^10}", "{s:.2}", "{s.missing}", "{a[x]}", "{s[0]}", "{s[9]}", "{:%Y}", "{0:>{n}}", "{é}",
             "{:d}", "{:#^40}", "{:,}", "x{}y{}z", "{0}{0}{0}", "{n!s:>4}|", "{a!r}", "{:{n}d}", "{0:}", "{:!r}", "{a[b", "{{a}", "}}{{", "{}{a}{}",
             "{a:{b}", "{0!r:}", "{![}", "{a{b}}", "{99999999999999999999}", "{:}}", "{0[a]}", "{0[a b]}"]
    argsets = [([], {}), ([1], {}), (["x"], {}), ([1, 2], {}), ([3.14159, 10, 2], {}), ([42, 6], {"n": 7, "w": 4}), ([[1, 2], None], nested),
               ([], nested), ([{"a": 1, "_x": 2}], {}), (["é", "日"], {"é": 1}), ([undefined()], {})]
    for t in cases:
        for args, kwargs in argsets:
            case("str_format", [t, *args], kwargs, lambda: sandboxed(t, args, kwargs))


PERCENTS = ["", "plain", "%s", "%s %s", "%d", "%i", "%u", "%5d|", "%-5d|", "%05d|", "%+d", "% d", "%+ d", "%x", "%X", "%#x", "%#X", "%o", "%#o", "%#06x",
            "%e", "%.2e", "%E", "%f", "%.1f", "%F", "%g", "%G", "%.3g", "%#g", "%c", "%r", "%a", "%%", "%5%", "%", "%5", "%.", "%y", "%é", "%(a)s",
            "%(a)d %(b)s", "%(zz)s", "%(a", "%(a)", "%*d", "%-*d|", "%.*f", "%.3s|", "%10.3s|", "%-10s|", "%05s|", "%.5d", "%+.3d", "%#.3x", "%ld", "%hd",
            "%Lf", "%s%%", "%(a)s%s", "%()s", "%(a(b)c)s", "%-05d|", "%010.3f|", "%+010d", "%.0f", "%.0e", "%#.0f", "%c%c", "%.2r", "%lls", "%05x", "%5c|",
            "%-5c|", "%(a)5.1f|", "%.-1f", "%99999999999999999999d", "%-+8.2f|", "%s %d %s"]


def percents():
    argsets = [(), (1,), (1, 2), (1.5,), ("a",), ("ab", "b"), 1, -42, 2.5, "a", "é", None, True, [1, 2], {"a": 1, "b": "x"}, {"a": 2.5, "a(b)c": 3, "": "e"},
               (5, 42), (3, 2.71828), (255, "q", None), {}, [], (None,), (float("nan"),), (float("inf"),), undefined(), (undefined(),), ((1, 2),),
               (1, 2, 3), (10**20,), 1e100, -0.0]
    for t in PERCENTS:
        for a in argsets:
            case("percent", [t, a], {}, lambda: t % a)


STR_CALLS = [
    *[(n, (), {}) for n in ("capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric "
                            "isprintable isspace istitle isupper lower lstrip rsplit rstrip split splitlines strip swapcase title upper "
                            "expandtabs join center nosuchmethod").split()],
    ("center", (9,), {}), ("center", (10, "*"), {}), ("center", (3,), {}), ("center", (9, "ab"), {}), ("center", (9, 1), {}), ("ljust", (9, "."), {}), ("rjust", (9,), {}),
    ("zfill", (8,), {}), ("zfill", ("a",), {}), ("count", ("a",), {}), ("count", ("",), {}), ("count", ("l", 3), {}), ("count", ("a", 0, 2), {}), ("count", (1,), {}),
    ("find", ("o",), {}), ("find", ("o", 5), {}), ("find", ("", 99), {}), ("find", ("o", -4, -1), {}), ("rfind", ("o",), {}), ("rfind", ("",), {}), ("index", ("zz",), {}), ("index", ("a",), {}),
    ("rindex", ("zz",), {}), ("rindex", ("l", 0, 5), {}), ("find", ("o", None, None), {}), ("find", ("o", "x"), {}),
    ("startswith", ("a",), {}), ("startswith", (("H", "a"),), {}), ("startswith", (1,), {}), ("startswith", ((1,),), {}), ("startswith", ("", 99), {}), ("startswith", ("l", 2), {}),
    ("endswith", ("c",), {}), ("endswith", (("d", "c"),), {}), ("endswith", ([],), {}), ("endswith", ("l", 0, 4), {}),
    ("strip", ("a H",), {}), ("lstrip", ("a",), {}), ("rstrip", ("cd",), {}), ("strip", (None,), {}), ("strip", (1,), {}), ("strip", ("",), {}),
    ("split", (",",), {}), ("split", (",", 1), {}), ("split", (None, 1), {}), ("split", ("",), {}), ("split", (1,), {}), ("split", (), {"maxsplit": 1}), ("split", (), {"sep": "l"}), ("split", (",", 0), {}), ("split", (None, 0), {}),
    ("rsplit", (",", 1), {}), ("rsplit", (None, 1), {}), ("rsplit", ("l", 2), {}), ("splitlines", (True,), {}), ("splitlines", (), {"keepends": True}),
    ("partition", (",",), {}), ("partition", ("",), {}), ("partition", ("zz",), {}), ("rpartition", (",",), {}), ("rpartition", ("zz",), {}), ("rpartition", (1,), {}),
    ("replace", ("a", "b"), {}), ("replace", ("", "-"), {}), ("replace", ("l", "L", 1), {}), ("replace", ("l", "", -1), {}), ("replace", ("a", 1), {}), ("replace", ("", "-", 2), {}),
    ("removeprefix", ("a",), {}), ("removesuffix", ("c",), {}), ("removeprefix", (1,), {}), ("expandtabs", (4,), {}), ("expandtabs", (0,), {}), ("expandtabs", (), {"tabsize": 2}),
    ("join", (["x", "y"],), {}), ("join", ("xyz",), {}), ("join", (["x", 1],), {}), ("join", (1,), {}), ("join", ({"k": 1, "l": 2},), {}), ("join", ((),), {}), ("lower", (1,), {}),
    ("isalpha", (1,), {}),
]


def methods():
    for s in STRINGS + ["a\r\nb\nc\x0bd\u2028e", "+12", "-7", "A B c", "They're Bill's", "a\tb\tcc\t", "  a  b  c ", "ALL CAPS", "x1y2"]:
        for name, args, kwargs in STR_CALLS:
            if name == "nosuchmethod":
                continue
            if len(s) != 1 and args and ord(s[0] if s else "a") > 127 and name in ("find", "index", "startswith"):
                continue
            case("method:" + name, [s, *args], kwargs, lambda: getattr(s, name)(*args, **kwargs))
    makers = [lambda: [], lambda: [3, 1, 2], lambda: ["b", "a", "B"], lambda: [1, "a"], lambda: [1, 1.0, True, 2], lambda: [[2], [1, 5]], lambda: [(1, "b"), (1, "a")], lambda: [2.5, float("nan"), 1]]
    calls = [("append", (9,), {}), ("append", (), {}), ("extend", ([7, 8],), {}), ("extend", ("xy",), {}), ("extend", (5,), {}), ("insert", (0, "z"), {}), ("insert", (-1, "z"), {}), ("insert", (99, "z"), {}), ("insert", ("a", 1), {}),
             ("pop", (), {}), ("pop", (0,), {}), ("pop", (-2,), {}), ("pop", (99,), {}), ("pop", ("a",), {}), ("remove", (1,), {}), ("remove", ("zz",), {}), ("index", (1,), {}), ("index", ("a",), {}), ("index", (1, 1), {}), ("index", (1, -2, 99), {}),
             ("count", (1,), {}), ("count", ("a",), {}), ("sort", (), {}), ("sort", (), {"reverse": True}), ("sort", (1,), {}), ("reverse", (), {}), ("clear", (), {}), ("copy", (), {}), ("count", (undefined(),), {})]
    for make in makers:
        for name, args, kwargs in calls:
            def run():
                target = make()
                return [getattr(target, name)(*args, **kwargs), target]
            case("change:" + name, [make(), *args], kwargs, run)
    makers = [lambda: {}, lambda: {"a": 1, "b": 2}, lambda: {1: "x", None: [1], (1, 2): "t"}]
    calls = [("get", ("a",), {}), ("get", ("zz",), {}), ("get", ("zz", 5), {}), ("get", ([],), {}), ("get", (), {}), ("items", (), {}), ("keys", (), {}), ("values", (), {}), ("pop", ("a",), {}), ("pop", ("zz",), {}), ("pop", ("zz", 1), {}), ("popitem", (), {}),
             ("setdefault", ("a", 9), {}), ("setdefault", ("n",), {}), ("update", ({"a": 5, "c": 6},), {}), ("update", (), {"k": 1}), ("update", ([("p", 1)],), {}), ("update", ([1],), {}), ("update", (["abc"],), {}), ("update", (5,), {}), ("copy", (), {}), ("clear", (), {}),
             ("get", (undefined(),), {}), ("update", (1, 2), {}), ("get", (), {"key": 1})]
    for make in makers:
        for name, args, kwargs in calls:
            def run():
                target = make()
                return [getattr(target, name)(*args, **kwargs), target]
            case("change:" + name, [make(), *args], kwargs, run)
    for d in [{}, {"a": 1}, {"x": [1, "y"]}]:
        for name in ("items", "keys", "values"):
            case("method_str:" + name, [d], {}, lambda: str(getattr(d, name)()))
    for t in [(), (1, 2, 1), ("a",)]:
        for args in [(1,), ("a",), (1, 1), (1, 5)]:
            case("method:index", [t, *args], {}, lambda: t.index(*args))
            case("method:count", [t, *args[:1]], {}, lambda: t.count(*args[:1]))
    for n in [0, 1, -1, 255, 256, -1000, 2**64, True]:
        for name in ("bit_length", "bit_count", "conjugate", "as_integer_ratio"):
            case("method:" + name, [n], {}, lambda: getattr(n, name)())
    for f in [0.0, -0.5, 1.0, 2.75, 1e10, float("inf"), float("nan"), 5e-324, 0.1]:
        for name in ("is_integer", "hex", "conjugate", "as_integer_ratio"):
            if name == "as_integer_ratio" and abs(f) < 1e-100 and f:
                continue
            case("method:" + name, [f], {}, lambda: getattr(f, name)())


def with_filter(name, value, args, kwargs):
    # `indent` appends to a list that it is given.
    value = copy.deepcopy(value)
    sink = []
    ENV.from_string("{% set _ = sink.append(v | " + name + "(*a, **k)) %}").render(sink=sink, v=value, a=args, k=kwargs)
    return sink[0]


USERS = [{"name": "bob", "age": 3, "tags": ["x", "y"]}, {"name": "Alice", "age": 1, "tags": ["z"]}, {"name": "alice", "age": 3, "tags": []}]
TEXTS = ["", "hello world", "Hello World Foo-bar (baz) [qux] {a} <b>", "The quick brown fox jumps over the lazy dog, again and again.\nSecond line", "a\n\nb\n", "<p>x &amp; <b>y</b></p>", "it's \"q\" & <t>",
         "ÉCOLE ß ﬁ", "  spaced  ", "word-with-hyphens and em--dash-- x", "12", " 12 ", "0x1A", "1_000", "1e3", "inf", "nan", "-5.7", "١٢", "superlongwordthatneverends" * 3, "foo,bar.baz's", "line1\r\nline2\x0bline3"]
LISTS = [[], [1, 2, 3, 4, 5, 6, 7], ["b", "A", "a", "B"], [3, 1, 2], [1, "a"], [1.5, 2, True], [[1], [1], [2]], (5, 4), ["x", None, 0], USERS, {"b": 1, "A": 2, "a": 3}, [(1, "x"), (2, "y")], "caBA", [1, 1.0, True, "1"], ["", "a", []]]


def filters():
    def f(name, value, *args, **kwargs):
        case("filter:" + name, [value, *args], kwargs, lambda: with_filter(name, value, args, kwargs))

    values = TEXTS + LISTS + [None, True, 0, -3, 3.7, -2.5, 1e20, undefined(), Markup("<i>m</i>")]
    for v in values:
        for name in ("abs capitalize center count d default e escape filesizeformat first float forceescape format indent int items join last length list lower "
                     "max min pprint reverse round safe string striptags sum title tojson trim truncate unique upper urlencode wordcount wordwrap xmlattr sort dictsort").split():
            f(name, v)
    for v in TEXTS[:12] + [None, 5, undefined()]:
        f("indent", v, 2), f("indent", v, ">>", True), f("indent", v, width=3, blank=True), f("indent", v, 2, first=True)
        f("truncate", v, 10), f("truncate", v, 10, True), f("truncate", v, 9, end="…", leeway=0), f("truncate", v, 2), f("truncate", v, length=20, leeway=-1)
        f("wordwrap", v, 10), f("wordwrap", v, 10, False), f("wordwrap", v, 8, wrapstring="|"), f("wordwrap", v, 7, break_on_hyphens=False), f("wordwrap", v, 0)
        f("replace", v, "o", "0"), f("replace", v, "l", "L", 1), f("replace", v, "", "-"), f("replace", v, 1, 2), f("replace", v), f("replace", v, old="a", new="b", count=None)
        f("trim", v, "h "), f("trim", v, chars="d"), f("center", v, 20), f("center", v, width=5), f("default", v, "D"), f("default", v, "D", True), f("d", v, default_value=1, boolean=True)
        f("urlencode", v), f("format", v, 1), f("wordcount", v), f("title", v)
    for fmt, a, k in [("%s-%s", (1, 2), {}), ("%(a)s", (), {"a": 1}), ("%d", ("x",), {}), ("%s", (1,), {"a": 1}), ("%s", (), {})]:
        f("format", fmt, *a, **k)
    for v in [0, 1, 42, -7, 1234, 15, 25, 2.5, 3.5, -2.5, 42.55, 2.675, 1e16, 1234.5678, "x", None, True, float("inf"), 1e-7, 0.15, 12345.0]:
        for p in [0, 1, 2, -1, -2, 5]:
            f("round", v, p), f("round", v, p, "ceil"), f("round", v, p, "floor")
        f("round", v, method="bogus"), f("round", v, precision=1, method="common"), f("round", v, None)
        f("int", v), f("float", v), f("abs", v), f("filesizeformat", v), f("filesizeformat", v, True)
    for v in [999, 1000, 1023, 1024, 10**6, 123456789, 10**12, 10**24, 10**27, 1.0, 1.5, "1500", "x"]:
        f("filesizeformat", v), f("filesizeformat", v, binary=True)
    for v in ["12", "0x1A", "1A", "101", "z", "", "1.9", "1e3", " 7 ", "1__0", "inf", "nan", "0b11", "0o17", "-0x1f", "+5", "٣", "010"]:
        for b in [10, 16, 2, 8, 0, 36, 1, 37]:
            f("int", v, 0, b), f("int", v, -1, base=b)
        f("float", v), f("float", v, 1.5), f("int", v, default=None), f("float", v, default="d")
    for v in LISTS + ["abc", None, 5, undefined(), "", {}]:
        f("batch", v, 2), f("batch", v, 3, "-"), f("batch", v, 0), f("slice", v, 2), f("slice", v, 3, "-"), f("slice", v, 0), f("batch", v)
        f("join", v, ", "), f("join", v, d="|"), f("join", v, 1), f("join", v, ",", "name"), f("join", v, attribute="age")
        f("sort", v, True), f("sort", v, case_sensitive=True), f("sort", v, attribute="name"), f("sort", v, attribute="age,name"), f("sort", v, attribute=0), f("sort", v, False, True, "name")
        f("unique", v, True), f("unique", v, attribute="age"), f("unique", v, case_sensitive=False, attribute="name"), f("min", v, attribute="age"), f("max", v, True), f("max", v, attribute="name"), f("min", v, case_sensitive=True)
        f("sum", v, "age"), f("sum", v, start=10), f("sum", v, attribute="age", start=1), f("sum", v, start=[]), f("sum", v, start="")
        f("groupby", v, "age"), f("groupby", v, "name"), f("groupby", v, "name", case_sensitive=True), f("groupby", v, "zz", "dflt"), f("groupby", v, 0), f("groupby", v)
        f("map", v), f("map", v, "upper"), f("map", v, attribute="name"), f("map", v, attribute="zz", default="D"), f("map", v, "nope"), f("map", v, attribute="tags.0", default=None), f("map", v, attribute="name", x=1), f("map", v, "default", "q"), f("map", v, "string"), f("map", v, attribute=0)
        f("select", v), f("reject", v), f("select", v, "odd"), f("select", v, "string"), f("reject", v, "none"), f("select", v, "gt", 2), f("select", v, "nope"), f("selectattr", v, "age"), f("selectattr", v, "age", "eq", 3), f("rejectattr", v, "tags"), f("selectattr", v), f("selectattr", v, "name", "lower"), f("rejectattr", v, "zz", "defined"), f("select", v, "divisibleby", num=2)
        f("first", v), f("last", v), f("reverse", v), f("list", v), f("items", v), f("dictsort", v, True), f("dictsort", v, False, "value"), f("dictsort", v, by="key", reverse=True), f("dictsort", v, by="x")
        f("tojson", v), f("tojson", v, 2), f("tojson", v, indent=0), f("pprint", v), f("urlencode", v), f("attr", v, "zz"), f("xmlattr", v), f("length", v)
    for v in [{"b": 1, "a": [1, {"c": None}]}, {1: 2, "a": 3}, {1: "x", 2.5: "y"}, {True: 1}, {None: 1}, {(1,): 1}, "é\u2028\x7f\"\\", "<a href='x'>&", float("nan"), float("inf"), 1e22, (1, (2,)), undefined(), "\U0001f600", {"b": {"z": []}, "a": {}}]:
        f("tojson", v), f("tojson", v, 2), f("tojson", v, indent="--"), f("pprint", v)
    for v in [{"k": "v", "n": None, "x": 1}, {"a b": 1}, {1: 2}, {"a": "<\"'>"}, {"a": Markup("<b>")}, {"a>": 1}, {"d": undefined()}, {}]:
        f("xmlattr", v), f("xmlattr", v, False), f("urlencode", v)
    long = {"key%02d" % i: list(range(i, i + 12)) for i in range(6)}
    for v in [long, list(range(60)), [long], tuple("x" * i for i in range(20)), "words and more words " * 8, ["lorem ipsum dolor sit amet " * 5], {"a": "b" * 100}, {"deep": {"deeper": {"deepest": list(range(30)), "s": "t " * 40}}}, ("y" * 90,), ["a\nb" * 40]]:
        f("pprint", v), f("tojson", v), f("tojson", v, 1)
    for v in ["a/b c?d=é&x", [("a", 1), ("b c", "d/e")], {"q": "x y", "r": "é/"}, [1], [("a",)], 5, None, "~-_."]:
        f("urlencode", v)
    case("filter:nosuchfilter", ["x"], {}, lambda: None)


def tests():
    values = [None, True, False, 0, 1, 2, -3, 4.0, 2.5, "", "abc", "ABC", "Abc", "upper", "odd", [], [1], (), (1,), {}, {"a": 1}, undefined(), Markup("x"), "1"]
    for name in ("boolean callable defined escaped even false filter float integer iterable lower mapping none number odd sequence string test true undefined upper").split():
        for v in values:
            case("test:" + name, [v], {}, lambda: ENV.call_test(name, v))
        case("test:" + name, [1, 2], {}, lambda: ENV.call_test(name, 1, [2]))
    operands = [0, 1, 2, "abc", None, [1], 1.0, "a", {"a": 1}, undefined(), True, ()]
    for name in ("divisibleby eq == equalto ge >= greaterthan gt > in le <= lessthan lt < ne !=").split():
        for v in operands:
            for o in operands:
                case("test:" + name, [v, o], {}, lambda: ENV.call_test(name, v, [o]))
        case("test:" + name, [1], {}, lambda: ENV.call_test(name, 1))
    for a, b in [(None, None), (True, True), (1, True), (1, 1), (1, 1.0), (None, False), ("a", "b"), (1, 2)]:
        case("test:sameas", [a, b], {}, lambda: ENV.call_test("sameas", a, [b]))


def dump(v):
    text = yaml.safe_dump(v, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")


YAML_STRINGS = STRINGS + ["yes", "Yes", "yEs", "no", "y", "n", "on", "Off", "true", "TRUE", "null", "Null", "~", "NULL", "nul", "1", "-1", "+1", "1_000", "0x1F", "0xG", "0o17", "017", "08", "0b11", "0b12", "1.5", "1.", ".5", "-.5", "+.5", "1e5", "1.0e5", "1.0e+5", "1e+5", ".e5",
                          "._1", ".inf", "-.inf", "+.Inf", ".nan", "-.nan", "1:30", "1:60", "1:30:45", "1:30.5", "01:30", "190:20:30.15", "1:", ":1", "2001-01-01", "2001-1-1", "2001-01-01 10:00:00", "2001-1-1T1:02:03Z", "2001-01-01t10:00:00.5 +01:00", "2001-01-01T10:00:00-5", "2001-01-01 10:00", "20010101",
                          "<<", "=", "<", "==", "!", "&", "*", "!tag", "&a", "*a", "a: b", "a:b", "a:", "a :b", ": a", ":a", "- a", "-a", "-", "--", "---", "--- a", "...", "... a", "..", "? a", "?a", "a?", "?", "a #b", "a#b", "#a", "# a", "a, b", "a,b", ",", "[", "]", "a[b", "{a", "}", "a}", "'a", "a'b", '"a', 'a"b', "%a", "@a", "`a", "|", ">", "a|b",
                          " a", "a ", " ", "  ", "a\nb", "a\n\nb", "\na", "a\n", "a \nb", "a\n b", "'\n'", "a\tb", "\ta", "a\t", "a\rb", "é: x", "日本: 語", "x\u2028y", "x\u2029y", "x\x85y", "a\xa0b", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\U0001f600 x", "{x}", "[x]", "-1a", "1a", "0_", "0", "00", "-0", "+0x1", "-0b1", "_1", "1_", "a\\b", "a\\\nb", "C:\\x", "http://a/b", "${x}", "a" * 130, "a b " * 40, "key: " + "v" * 100, "!call:x", "%s", "a & b", "a * b", "\"", "'", "''", "a''b", "null ", "=x", "<<x", "1e3.5", "0.1_", "12e03", "+", "+.", ".", "-.", "1.2.3", "v1.2", "0x", "0b", "0b_", "0_7"]


def dumps():
    def d(v):
        case("dump", [v], {}, lambda: dump(v))

    for s in YAML_STRINGS:
        d(s), d([s]), d({s: 1}), d({"k": s})
    for v in FLOATS + INTS + CONTAINERS + SCALARS:
        d(v), d([v]), d({"k": v})
    for v in [{"b": 1, "a": 2}, {1: "a", "b": 2}, {2: 1, 1.5: 2}, {True: 1, "a": 2}, {None: 1}, {None: 1, "a": 2}, {(1, 2): 3}, {(): 1}, {"": 1}, {"a\nb": 1}, {"x" * 122: 1}, {"x" * 123: 1}, {1.5: 1}, {"b": [], "a": {}}, [[], {}, ()], {"é": "ü"}, [undefined()],
              undefined(), {"a": undefined()}, Markup("x"), [Markup("x")], [None, True, 1, 1.0, "x"], ["a\nb", {"c": "d\ne"}], [["a\n\nb"]], {"a": [1, {"b": "x\ny"}]}, {(1, 2): {"a": 1}, (1, 1): 2}, {"z": 1, "a": {"y": 1, "b": 2}}]:
        d(v)
    shared = [1, 2]
    both = {"x": shared, "y": shared}
    for name, v in [("list", [shared, shared]), ("dict", both), ("nested", [both, both, shared]), ("empty", None), ("tuple", None)]:
        if v is not None:
            case("dump_shared:" + name, [], {}, lambda: dump(v))
    t = (1, 2)
    case("dump_shared:tuple", [], {}, lambda: dump([t, t]))
    e = []
    case("dump_shared:empty", [], {}, lambda: dump([e, e, {"k": e}]))
    loop = [1]
    loop.append(loop)
    case("dump_shared:loop", [], {}, lambda: dump(loop))
    case("dump_shared:key", [], {}, lambda: dump({t: t, "z": [t]}))


for part in (printing, operators, formats, percents, methods, filters, tests, dumps):
    part()
assert jinja2.__version__.startswith("3.1") and sys.version_info[:2] == (3, 11)
print("\n".join(CASES))
