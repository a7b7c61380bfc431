use super::*;
use crate::facts::{All, What};

/// The names a module defines, one a line: `name: what what`, and what else is known of it.
fn facts_of(text: &str) -> String {
    let facts = facts(text, false).expect("not deep");
    let mut lines: Vec<String> = Vec::new();
    for (name, definitions) in &facts.scope.bindings {
        let words: Vec<String> = definitions
            .iter()
            .map(|definition| match &definition.what {
                What::Function(function) => function.signature.to_string(),
                What::Class(class) => format!("class of {}", class.bases.len()),
                What::Module(module) => format!("module {}", module.name),
                What::Member(module, name) => {
                    format!("{name} of {}{}", ".".repeat(module.level as usize), module.name)
                }
                What::Alias(path) => format!("= {path}"),
                What::Partial(path) => format!("partial {path}"),
                What::Value => "value".to_owned(),
            })
            .collect();
        lines.push(format!("{name}: {}", words.join(" | ")));
    }
    lines.extend(
        facts
            .stars
            .iter()
            .map(|star| format!("* of {}{}", ".".repeat(star.from.level as usize), star.from.name)),
    );
    match &facts.all {
        All::Known(names) => lines.push(format!("all {}", names.join(" "))),
        All::Unknown => lines.push("all ?".to_owned()),
        All::Absent => {}
    }
    let flags = [
        (facts.scope.open, "open"),
        (facts.replaced, "replaced"),
        (facts.distrusted, "distrusted"),
        (facts.makes_modules, "makes modules"),
    ];
    lines.extend(flags.iter().filter(|flag| flag.0).map(|flag| flag.1.to_owned()));
    lines.join("\n")
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(facts_of(text).lines().collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn definitions() {
    check("def f(a, /, b: int = 1, *c, d, **e) -> str: ...", &["f: (a, /, b: int = 1, *c, d, **e) -> str"]);
    check("async def f(*, a=(1, 2)): ...", &["f: (*, a=(1, 2))"]);
    check("class A(B, C[T], metaclass=M): ...", &["A: class of 2"]);
    check("import a.b, c.d as e", &["a: module a", "e: module c.d"]);
    check("from ..a import b as c, d", &["c: b of ..a", "d: d of ..a"]);
    check(
        "a = b.c\nd = partial(a, 1)\ne, *f = 1, 2\n(g := 3)",
        &["a: = b.c", "d: partial a", "e: value", "f: value", "g: value"],
    );
    check("for a in b: c = 1\nwith d as e: pass", &["a: value", "c: value", "e: value"]);
}

#[test]
fn the_last_definition_counts_unless_there_is_a_condition() {
    check("def f(a): ...\ndef f(b): ...", &["f: (b)"]);
    check("try:\n from a import f\nexcept ImportError:\n f = None", &["f: f of a | value"]);
    check("def f(a): ...\nif x:\n  def f(b): ...", &["f: (a) | (b)"]);
    check("@overload\ndef f(a): ...\n@typing.overload\ndef f(b): ...\ndef f(*a): ...", &["f: (*a)"]);
    check("@overload\ndef f(a): ...\n@overload\ndef f(b): ...", &["f: (a) | (b)"]);
}

#[test]
fn exported_names() {
    check(
        "__all__ = ['a']\n__all__ += ('b',)\n__all__.extend(['c'])\n__all__.append('d')",
        &["__all__: value", "all a b c d"],
    );
    check("__all__ = ['a'] + x.__all__", &["__all__: value", "all ?"]);
    check("__all__ = []\n__all__ += x.__all__", &["__all__: value", "all ?"]);
    check("from .a import *", &["* of .a"]);
}

#[test]
fn what_may_define_more() {
    check("globals().update(x)", &["open"]);
    check("def f():\n  globals()['a'] = 1", &["f: ()", "open"]);
    check("exec(x)", &["open"]);
    check("def f(): exec(x)", &["f: ()"]);
    check("def __getattr__(name): ...", &["__getattr__: (name)", "open"]);
    check("def f():\n  global a\n  a = 1", &["a: value", "f: ()"]);
    check("sys.modules[__name__] = X()", &["open", "replaced", "makes modules"]);
    check("setattr(sys.modules[__name__], 'a', 1)", &["open", "distrusted", "makes modules"]);
    check("@enum.global_enum\nclass A: ...", &["A: class of 0", "open"]);
    check("IntEnum._convert_('A', __name__, f)", &["open"]);
    check("def f(): sys._getframe(1).f_globals.update(a)", &["f: ()", "open"]);
    check("__path__ = []", &["__path__: value", "makes modules"]);
}

#[test]
fn what_changes_what_is_defined() {
    check("class A: ...\nA.__doc__ = ''\nA.x = 1\nA.__init__ = f", &["A: class of 0"]);
    check("for c in (A, B): c.__init__ = f", &["c: value", "distrusted"]);
    check("def f(a\nclass B: ...", &["B: class of 0", "f: (a)", "open", "distrusted"]);
}

#[test]
fn docstrings_lose_their_indentation() {
    let facts = facts("\"\"\"One.\n\n    Two\n      three\n    \"\"\"\n", false).unwrap();
    assert_eq!(facts.docstring.as_deref(), Some("One.\n\nTwo\n  three"));
}

#[test]
fn deep_texts_give_no_facts_and_long_ones_do() {
    let many = 200_000;
    for unit in [
        "(",
        "-",
        "a.",
        "f()(",
        "not ",
        "lambda: ",
        "a if b else ",
        "a**",
        "[",
        "{",
        "f'{",
        "a+",
        "x[",
        "await ",
    ] {
        assert!(facts(&unit.repeat(many), false).is_none(), "{unit}");
    }
    let ladder = (0..3_000).map(|depth| " ".repeat(depth) + "if a:\n").collect::<String>();
    assert!(facts(&ladder, false).is_none());
    assert!(facts(&format!("a = {}b", "c.".repeat(900)), false).is_some());
    assert!(facts(&format!("a = {}", "-".repeat(1_900)), false).is_some());
    assert!(facts(&format!("a = [{}]", "{'b': 1},\n".repeat(20_000)), false).is_some());
    assert!(facts(&format!("a = ({})", "'b'\n".repeat(20_000)), false).is_some());
}

#[test]
fn no_text_makes_it_panic() {
    let seed = "@a.b(c)\nclass A(B[T], metaclass=M):\n  x: int = field(default=1)\n  def f(self, /, *, a='é'): \"\"\"d\"\"\"\n\
                from ..x import (a as b, *)\n__all__ += ['a']\nmatch x:\n  case {**y}: pass\nf'{a!r:>{b}}'\n";
    for end in 0..=seed.len() {
        for start in [0, end / 2] {
            if let Some(part) = seed.get(start..end) {
                _ = facts(part, end % 2 == 0);
            }
        }
    }
    for text in ["\0", "\u{feff}x = 1", "\\", "'''", "\r\r\n\t", "def", "class", "from . import", "\u{e000}"]
    {
        _ = facts(text, false);
    }
}
