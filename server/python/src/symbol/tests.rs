//! Small trees of files, and what is said of SPECs.

use super::*;
use crate::{Interpreter, Mismatch, check_call};
use std::{fs, sync::Arc};
use tempfile::TempDir;

/// A project in `project`, a standard library in `lib` with what definitions refer to, and `site` for packages.
struct Tree {
    root: TempDir,
    python: Python,
    search: Search,
}

const LIBRARY: [(&str, &str); 6] = [
    (
        "lib/abc.py",
        "class ABCMeta(type): ...\nclass ABC(metaclass=ABCMeta): ...\ndef abstractmethod(f): ...\n",
    ),
    (
        "lib/dataclasses.py",
        "def dataclass(cls=None, /, *, init=True): ...\ndef field(*, default=1): ...\nclass InitVar: ...\nclass KW_ONLY: ...\n",
    ),
    ("lib/functools.py", "def lru_cache(maxsize=128): ...\ndef wraps(f): ...\nclass partial: ...\n"),
    (
        "lib/typing.py",
        "class Generic: ...\ndef overload(f): ...\ndef NamedTuple(name): ...\ndef ClassVar(self, parameters): ...\n",
    ),
    ("lib/enum.py", "class EnumType(type): ...\nclass Enum(metaclass=EnumType): ...\n"),
    ("lib/contextlib.py", "def contextmanager(f): ...\n"),
];

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in LIBRARY.iter().chain(files) {
            let file = root.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        for folder in ["lib", "site", "project", "shared"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let search_path = ["lib", "site"].map(|folder| root.path().join(folder)).to_vec();
        let interpreter = Interpreter { search_path, ..Interpreter::default() };
        let search =
            Search { roots: vec![root.path().join("project")], submodules: vec![root.path().join("shared")] };
        Self { python: Python::new(Some(interpreter)), search, root }
    }

    fn resolve(&self, spec: &str) -> Resolution {
        self.python.resolve_symbol(&self.search, &Spec::parse(spec).expect("a SPEC"))
    }

    /// `KIND SIGNATURE`, `no module X (near?)`, `no X (near?)` or `unknown`.
    fn said(&self, spec: &str) -> String {
        let near = |nearest: Option<String>| nearest.map_or_else(String::new, |near| format!(" ({near}?)"));
        match self.resolve(spec) {
            Resolution::NoFile { nearest } => format!("no file ({nearest}?)"),
            Resolution::Found(symbol) => {
                let signature =
                    symbol.signature.map_or_else(|| "?".to_owned(), |signature| signature.to_string());
                format!("{:?} {signature}", symbol.kind).to_lowercase()
            }
            Resolution::NoModule { name, nearest } => format!("no module {name}{}", near(nearest)),
            Resolution::NoSymbol { name, nearest } => format!("no {name}{}", near(nearest)),
            Resolution::Unknown => "unknown".to_owned(),
        }
    }

    fn completions(&self, typed: &str) -> String {
        let found = self.python.complete(&self.search, typed);
        found.into_iter().map(|found| found.name).collect::<Vec<_>>().join(" ")
    }
}

/// What is said of names of `m.py`.
fn check(text: &str, expected: &[(&str, &str)]) {
    check_all(&[("site/m.py", text)], expected);
}

fn check_all(files: &[(&str, &str)], expected: &[(&str, &str)]) {
    let tree = Tree::new(files);
    for (name, expected) in expected {
        let spec = if name.contains(':') { (*name).to_owned() } else { format!("m:{name}") };
        assert_eq!(tree.said(&spec), *expected, "{name} of {files:?}");
    }
}

#[test]
fn functions() {
    check(
        "def f(a, *, b: int = 1): ...\nasync def g(): ...\nh = f\nv = 1\nl = lambda x: x\n",
        &[
            ("f", "function (a, *, b: int = 1)"),
            ("g", "function ()"),
            ("h", "function (a, *, b: int = 1)"),
            ("v", "value ?"),
            ("l", "value ?"),
            ("ff", "no ff (f?)"),
            ("v.x", "unknown"),
            ("__file__", "unknown"),
        ],
    );
}

#[test]
fn decorators() {
    check(
        "import functools, contextlib\nfrom functools import lru_cache as c\nimport other\n\
         @functools.lru_cache\ndef a(x): ...\n@c(maxsize=None)\ndef b(x): ...\n@other.thing\ndef d(x): ...\n\
         @contextlib.contextmanager\ndef e(x): ...\ndef w(f):\n  @functools.wraps(f)\n  def g(*args): ...\n  return g\n\
         @w\ndef h(x): ...\n@staticmethod\ndef s(x): ...\n",
        &[
            ("a", "function (x)"),
            ("b", "function (x)"),
            ("d", "function ?"),
            ("e", "function (x)"),
            ("h", "function ?"),
            ("s", "function ?"),
        ],
    );
    // A name of the class hides the builtin.
    check(
        "class A:\n  def classmethod(f): ...\n  @classmethod\n  def g(x): ...\n",
        &[("A.g", "function ?"), ("A.classmethod", "function (f)")],
    );
}

#[test]
fn conditions() {
    check(
        "try:\n  from fast import f, g\nexcept ImportError:\n  def f(a): ...\n  g = None\n\
         if x:\n  def h(a): ...\nelse:\n  def h(b): ...\nif x:\n  def i(a): ...\nelse:\n  def i(a): ...\n",
        &[("f", "function ?"), ("g", "value ?"), ("h", "function ?"), ("i", "function (a)")],
    );
}

#[test]
fn constructors() {
    check(
        "class A: ...\nclass B(A):\n  def __init__(self, a): ...\nclass C(B): ...\nclass D(C, object):\n  pass\n\
         class E:\n  def __new__(cls, x): ...\nclass F(E):\n  def __init__(self, x): ...\nclass G(Unknown):\n  \
         def __init__(self, a): ...\nclass H(dict): ...\nclass I(dict):\n  def __init__(self, a): ...\nclass J(ValueError):\n  \
         def __init__(self, a): ...\nclass K(int):\n  def __init__(self, a): ...\nclass L:\n  __init__ = f\n",
        &[
            ("A", "class ()"),
            ("B", "class (a)"),
            ("C", "class (a)"),
            ("D", "class (a)"),
            ("E", "class (x)"),
            ("F", "class ?"),
            ("G", "class ?"),
            ("H", "class ?"),
            ("I", "class (a)"),
            ("J", "class (a)"),
            ("K", "class ?"),
            ("L", "class ?"),
        ],
    );
}

#[test]
fn what_may_change_a_class() {
    check(
        "import abc, enum, typing\nclass M(type): ...\nclass A(metaclass=M): ...\nclass B(metaclass=abc.ABCMeta): ...\n\
         class C(abc.ABC): ...\nclass D(enum.Enum):\n  x = 1\nclass E(typing.Generic[T]):\n  def __init__(self, a): ...\n\
         class F:\n  def __init_subclass__(cls): ...\nclass G(F): ...\nclass H(F, option=1): ...\n@unknown\nclass I:\n  def f(self): ...\n\
           class J(I): ...\nclass K: ...\nK.__init__ = 1\nclass L(K): ...\nclass N[T]: ...\nclass O(E[int]): ...\n",
        &[
            ("A", "class ?"),
            ("B", "class ()"),
            ("C", "class ()"),
            ("D", "class ?"),
            ("D.x", "value ?"),
            ("E", "class (a)"),
            ("F", "class ()"),
            ("G", "class ?"),
            ("H", "class ?"),
            ("I", "class ?"),
            ("I.f", "value ?"),
            ("J", "class ?"),
            ("K", "class ?"),
            ("L", "class ?"),
            ("N", "class ()"),
            ("O", "class (a)"),
        ],
    );
}

#[test]
fn the_order_of_bases_is_pythons() {
    check(
        "class A:\n  def __init__(self, a): ...\nclass B(A): ...\nclass C(A):\n  def __init__(self, c): ...\n\
         class D(B, C): ...\nclass E(A, B): ...\nclass F(F): ...\n",
        &[("D", "class (c)"), ("E", "class ?"), ("F", "class ?")],
    );
}

#[test]
fn methods() {
    check(
        "class A:\n  x = 1\n  def f(self, a): ...\n  @staticmethod\n  def s(a): ...\n  @classmethod\n  def c(cls, a): ...\n  \
         @property\n  def p(self): ...\n  class B:\n    def __init__(self, b): ...\nclass C(A): ...\nclass D(Unknown): ...\n",
        &[
            ("A.f", "function (self, a)"),
            ("A.s", "function (a)"),
            ("A.c", "function (a)"),
            ("A.p", "function ?"),
            ("A.x", "value ?"),
            ("A.B", "class (b)"),
            ("C.c", "function (a)"),
            ("C.d", "no C.d (B?)"),
            ("C.__doc__", "unknown"),
            ("C.mro", "unknown"),
            ("D.c", "unknown"),
        ],
    );
}

#[test]
fn dataclasses() {
    check(
        "from dataclasses import dataclass, field, InitVar, KW_ONLY\nfrom typing import ClassVar, NamedTuple\n\
         @dataclass\nclass A:\n  a: int\n  b: list = field(default_factory=list)\n  c: int = field(init=False)\n  \
         d: ClassVar[int] = 1\n  e: 'ClassVar[int]' = 1\n  f: InitVar[int] = 1\n  g = 1\n\
         @dataclass(kw_only=True)\nclass B(A):\n  h: int\n  a: str = ''\nclass C(B): ...\n\
         @dataclass\nclass D:\n  a: int\n  _: KW_ONLY\n  b: int\n  c: int = field(default=1, kw_only=False)\n\
         @dataclass(init=False)\nclass E:\n  a: int\n@dataclass\nclass F:\n  a: int\n  def __init__(self, z): ...\n\
         @dataclass\nclass G:\n  a: int = unknown()\n@dataclass(**options)\nclass H:\n  a: int\n\
         class P(NamedTuple):\n  x: int\n  y: int = 0\nclass Q(P): ...\n",
        &[
            ("A", "class (a: int, b: list = list(), f: initvar[int] = 1)"),
            ("B", "class (b: list = list(), f: initvar[int] = 1, *, a: str = '', h: int)"),
            ("C", "class (b: list = list(), f: initvar[int] = 1, *, a: str = '', h: int)"),
            ("D", "class (a: int, c: int = 1, *, b: int)"),
            ("E", "class ()"),
            ("F", "class (z)"),
            ("G", "class ?"),
            ("H", "class ?"),
            ("P", "class (x: int, y: int = 0)"),
            ("Q", "class (x: int, y: int = 0)"),
        ],
    );
}

#[test]
fn what_a_dataclass_finds_by_a_fields_name_is_its_default() {
    check(
        "from dataclasses import dataclass, field\nfrom typing import ClassVar as CV\n\
         @dataclass\nclass A:\n  y: list = field(default_factory=list)\n  x: int = 5\n  z: int = field(default=7)\n\
         @dataclass\nclass Inherited(A):\n  y: list\n  x: float\n  z: int\n\
         class P:\n  y = 3\n@dataclass\nclass FromPlain(P):\n  y: int\n\
         @dataclass\nclass Later:\n  z: int\n  z = 4\n\
         @dataclass\nclass Property:\n  w: int\n  @property\n  def w(self): return 1\n\
         @dataclass\nclass Before:\n  @property\n  def w(self): return 1\n  w: int\n\
         @dataclass\nclass Shared:\n  a: int\n  c: CV[int]\n  d: 'CV' = 1\n\
         @dataclass(slots=True)\nclass Slots:\n  x: int = 5\n@dataclass\nclass FromSlots(Slots):\n  x: int\n\
         @dataclass\nclass Condition:\n  x: int\n  if A:\n    x = 4\n\
         @dataclass\nclass Failure(ValueError):\n  message: str\n\
         @dataclass\nclass Keys(dict):\n  keys: list\n\
         @dataclass\nclass Twice:\n  x: int\n  x: float\n",
        &[
            ("Inherited", "class (y: list, x: float = 5, z: int = 7)"),
            ("FromPlain", "class (y: int = ...)"),
            ("Later", "class (z: int = ...)"),
            ("Property", "class (w: int = ...)"),
            ("Before", "class (w: int = ...)"),
            ("Shared", "class (a: int)"),
            ("Slots", "class (x: int = 5)"),
            ("FromSlots", "class (x: int)"),
            ("Condition", "class ?"),
            ("Failure", "class (message: str)"),
            ("Keys", "class ?"),
            ("Twice", "class (x: int)"),
        ],
    );
}

#[test]
fn imports_and_exports() {
    check_all(
        &[
            (
                "site/p/__init__.py",
                "from .a import f as g, A\nfrom . import b\nfrom .c import *\nimport p.a as z\nfrom .loop import x\n",
            ),
            ("site/p/a.py", "from .base import Base\ndef f(a): ...\nclass A(Base): ...\n"),
            ("site/p/base.py", "class Base:\n  def __init__(self, deep): ...\n"),
            ("site/p/b.py", "from .a import f\n"),
            ("site/p/c.py", "__all__ = ['_s', 't']\ndef _s(): ...\nt = 1\ndef u(): ...\n"),
            ("site/p/loop.py", "from . import x\n"),
            ("site/p/lazy.py", "def __getattr__(name): ...\n"),
            (
                "site/p/curse.py",
                "from fast import *\ntry:\n  f\nexcept NameError:\n  def f(a): ...\ndef g(a): ...\n",
            ),
            ("site/p/broken.py", "def f(a): ...\ndef g(\n"),
        ],
        &[
            ("p:g", "function (a)"),
            ("p:A", "class (deep)"),
            ("p:b", "module ?"),
            ("p:b.f", "function (a)"),
            ("p:z.f", "function (a)"),
            ("p:_s", "function ()"),
            ("p:u", "no u (A?)"),
            ("p:x", "value ?"),
            ("p:lazy", "module ?"),
            ("p.lazy:anything", "unknown"),
            ("p.curse:f", "function ?"),
            ("p.curse:g", "function (a)"),
            ("p.broken:f", "function ?"),
            ("p.broken:h", "unknown"),
            ("p.bb:f", "no module p.bb (b?)"),
            ("p.a.c:f", "no module p.a.c"),
            ("pp:f", "no module pp (p?)"),
        ],
    );
}

#[test]
fn modules_of_all_kinds() {
    check_all(
        &[
            ("project/n/one.py", "a = 1"),
            ("site/n/two.py", "a = 1"),
            ("site/fast.cpython-311-x86_64-linux-gnu.so", ""),
            ("site/typed.abi3.so", ""),
            ("site/typed.pyi", "def f(a, *, b: int) -> int: ...\nclass C: ...\n"),
            ("project/both.py", "a = 1"),
            ("site/both.py", "b = 1"),
            ("site/data.py", "x = 1"),
            ("project/data/x.txt", ""),
        ],
        &[
            ("n.one:a", "value ?"),
            ("n.two:a", "value ?"),
            ("n.three:a", "unknown"),
            ("fast:anything", "unknown"),
            ("typed:f", "function (a, *, b: int) -> int"),
            ("typed:not_in_the_stub", "unknown"),
            ("sys:path", "unknown"),
            // Which one is imported depends on the order of `sys.path`.
            ("both:a", "unknown"),
            // A folder without Python is no rival of a module.
            ("data:x", "value ?"),
        ],
    );
}

#[test]
fn a_call_of_what_a_stub_says_is_not_held_against_it() {
    let tree = Tree::new(&[("site/typed.so", ""), ("site/typed.pyi", "def f(a): ...")]);
    let Resolution::Found(Symbol { signature: Some(signature), .. }) = tree.resolve("typed:f") else {
        panic!()
    };
    assert_eq!(check_call(&signature, 0, &["b"]), []);
    // What the compiled base does with its arguments, its stub does not say.
    let derived = "from typed import C\nclass D(C):\n  def __init__(self, a): ...\n";
    let tree =
        Tree::new(&[("site/typed.so", ""), ("site/typed.pyi", "class C: ..."), ("site/d.py", derived)]);
    let Resolution::Found(Symbol { signature: Some(signature), .. }) = tree.resolve("d:D") else { panic!() };
    assert_eq!((signature.to_string().as_str(), signature.from_stub), ("(a)", true));
    let tree = Tree::new(&[("site/m.py", "def f(a): ...")]);
    let Resolution::Found(Symbol { signature: Some(signature), .. }) = tree.resolve("m:f") else { panic!() };
    let missing = Mismatch::MissingArguments { names: vec!["a".into()] };
    assert_eq!(check_call(&signature, 0, &[]), [missing]);
}

#[test]
fn files_and_their_submodules() {
    let tree = Tree::new(&[
        ("project/models/m.py", "from .layers import Layer\nfrom . import norm\nclass Model(Layer): ...\n"),
        ("shared/layers.py", "from .base import Base\nclass Layer(Base): ...\n"),
        ("shared/base.py", "class Base:\n  def __init__(self, size): ...\n"),
        ("shared/norm.py", ""),
    ]);
    assert_eq!(tree.said("models/m.py:Model"), "class (size)");
    assert_eq!(tree.said("models/m.py:Modell"), "no Modell (Model?)");
    assert_eq!(tree.said("models/m.py:norm"), "module ?");
    assert_eq!(tree.said(".layers:Layer"), "class (size)");
    // Both are often written only when something else is constructed.
    assert_eq!(tree.said("models/later.py:Model"), "unknown");
    assert_eq!(tree.said(".later:Layer"), "unknown");
    assert_eq!(tree.completions(".la"), "layers");
    assert_eq!(tree.completions(".layers:"), "Base Layer");
    assert_eq!(tree.completions("models/m.py:L"), "Layer");
}

#[test]
fn builtins_and_forgathers_own() {
    check_all(&[], &[("builtins:x", "unknown")]);
    let tree = Tree::new(&[]);
    assert_eq!(tree.said("dict"), "builtin ?");
    assert_eq!(tree.said("named_tuple"), "builtin ?");
    assert_eq!(tree.said("str.join"), "unknown");
    assert_eq!(tree.said("dictt"), "no dictt (dict?)");
    assert_eq!(tree.said("builtins:anything"), "unknown");
}

#[test]
fn without_an_interpreter_only_the_project_is_known() {
    let tree = Tree::new(&[("project/m.py", "def f(a): ...")]);
    let python = Python::new(None);
    let resolve = |spec| python.resolve_symbol(&tree.search, &Spec::parse(spec).unwrap());
    assert!(matches!(resolve("m:f"), Resolution::Found(_)));
    assert!(matches!(resolve("m:g"), Resolution::NoSymbol { .. }));
    assert_eq!(resolve("torch.optim:AdamW"), Resolution::Unknown);
}

#[test]
fn where_it_is_defined_and_documented() {
    let text = "\"\"\"About m.\"\"\"\n\nclass A:\n    \"\"\"One.\n\n    Two.\n    \"\"\"\n";
    let tree = Tree::new(&[("site/p/__init__.py", "from .m import A"), ("site/p/m.py", text)]);
    let Resolution::Found(symbol) = tree.resolve("p:A") else { panic!() };
    let (file, range) = symbol.definition.unwrap();
    assert!(file.ends_with("site/p/m.py"));
    assert_eq!(&text[range.start as usize..range.end as usize], "A");
    assert_eq!(symbol.docstring.as_deref(), Some("One.\n\nTwo."));
    let Resolution::Found(module) = tree.resolve("p:m") else { panic!() };
    assert_eq!((module.kind, module.docstring.as_deref()), (SymbolKind::Module, Some("About m.")));
}

#[test]
fn an_open_document_counts() {
    let tree = Tree::new(&[("project/m.py", "def f(a): ...")]);
    let file = tree.root.path().join("project/m.py");
    tree.python.set_open_document(&file, Some(Arc::from("def f(b): ...")));
    assert_eq!(tree.said("m:f"), "function (b)");
    tree.python.set_open_document(&file, None);
    assert_eq!(tree.said("m:f"), "function (a)");
    let parsed = tree.python.parsed_texts();
    assert_eq!(tree.said("m:f"), "function (a)");
    assert_eq!(tree.python.parsed_texts(), parsed);
}

#[test]
fn completions() {
    let tree = Tree::new(&[
        ("site/pack/__init__.py", "from .inner import *\n_hidden = 1\ndef shown(): ...\n"),
        ("site/pack/inner.py", "class Inner:\n  def method(self): ...\n"),
        ("site/unrelated.txt", ""),
    ]);
    assert_eq!(tree.completions("pa"), "pack");
    assert_eq!(tree.completions("named_"), "named_dict named_list named_tuple");
    assert_eq!(tree.completions("pack."), "inner");
    assert_eq!(tree.completions("pack:"), "Inner inner shown");
    assert_eq!(tree.completions("pack:_"), "_hidden");
    assert_eq!(tree.completions("pack:Inner.m"), "method");
    assert_eq!(tree.completions("absent:"), "");
    let kinds: Vec<_> =
        tree.python.complete(&tree.search, "pack:").into_iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [SymbolKind::Class, SymbolKind::Module, SymbolKind::Function]);
}

#[test]
fn towers_and_cycles_end() {
    let (mut tower, mut classes, mut wide) = (String::new(), String::new(), String::new());
    for index in 1..5_000 {
        tower += &format!("a{index} = a{}\n", index - 1);
        classes += &format!("class C{index}(C{}): ...\n", index - 1);
    }
    for index in 0..30 {
        let next = index + 1;
        wide += &format!("if x:\n  w{index} = w{next}\nelse:\n  w{index} = w{next}\n");
    }
    let text = format!("a0 = 1\n{tower}class C0: ...\n{classes}{wide}w30 = 1\nfrom n import *\n");
    check_all(
        &[("site/m.py", &text), ("site/n.py", "from m import *\nimport m, n\n")],
        &[
            ("a4999", "value ?"),
            ("C4999", "class ?"),
            ("w0", "value ?"),
            ("n.m.n.m.a0", "value ?"),
            ("n:n.m.n.zz", "unknown"),
        ],
    );
}

#[test]
fn a_module_that_sets_its_own_names() {
    check_all(
        &[
            ("site/p/__init__.py", ""),
            ("site/p/types.py", "def add(t):\n  from p import types\n  setattr(types, t.name, t)\n"),
        ],
        &[("p.types:Anything", "unknown"), ("p.types:add", "function (t)")],
    );
}
