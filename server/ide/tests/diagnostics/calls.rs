//! Calls that Python would refuse, and what is like them and is none.
#![cfg(unix)]

use expect_test::{Expect, expect};

use crate::workspace::{Workspace, wrong};

/// A made-up interpreter with two packages, and a file in the project.
const PYTHON: &str = "\
//- .forgather-ls.yaml
python: python/bin/python3.99
//- python/bin/python3.99
//- python/lib/python3.99/os.py
//- python/lib/python3.99/site-packages/optim/__init__.py
from .adam import Adam
//- python/lib/python3.99/site-packages/optim/adam.py
class Adam:
    def __init__(self, params, lr=1e-3, *, fused=False): ...

    @classmethod
    def of(cls, model): ...
//- python/lib/python3.99/site-packages/layers.py
def linear(width, height, /, bias=True): ...
def any_of(first, **options): ...
def no_more(): ...
class Odd:
    def __new__(cls, *args): ...
    def __init__(self, a): ...
//- src/model.py
class Model:
    def __init__(self, layers, head=None): ...
";

/// Asserts what is wrong with `main.yaml`.
fn check(main: &str, expected: &Expect) {
    wrong(&format!("{PYTHON}//- configs/main.yaml\n{main}"), expected);
}

#[test]
fn modules_and_packages() {
    check(
        "a: !call:optim:Adam [ 1 ]\nb: !call:optim.adam:Adam [ 1 ]\nc: !call:src.model:Model [ 1 ]\n",
        &expect![[""]],
    );
    check(
        "a: !call:optin:Adam [ 1 ]\nb: !call:optim.adamm:Adam [ 1 ]\nc: !call:optim.xyzzy:Adam [ 1 ]\n",
        &expect![[r"
            configs/main.yaml:1:10-15: warning[unresolved-import]: `optin` is neither in the project nor installed for `python/bin/python3.99`; did you mean `optim`?
              fix: change to `optim`
            configs/main.yaml:2:16-21: warning[unresolved-import]: `optim` has no module `adamm`; did you mean `adam`?
              fix: change to `adam`
            configs/main.yaml:3:16-21: warning[unresolved-import]: `optim` has no module `xyzzy`
        "]],
    );
}

#[test]
fn what_is_not_installed_is_told_once_in_a_file() {
    wrong(
        &format!(
            "{PYTHON}//- configs/main.yaml\n-- include 'more.yaml'\na: !call:torch.nn:Linear [ 1 ]\nb: !partial:torch.optim:Adam [ 1 ]\n\
             //- more.yaml\nc: !call:torch:device [ 1 ]\nd: !call:torch:device [ 2 ]\n\n"
        ),
        &expect![[r"
            configs/main.yaml:2:10-15: warning[unresolved-import]: `torch` is neither in the project nor installed for `python/bin/python3.99`; install it there, or say with the setting `python` which interpreter has it
              see configs/main.yaml:3:13-18: and named here
              see more.yaml:1:10-15: and named here
              see more.yaml:2:10-15: and named here
        "]],
    );
}

#[test]
fn what_is_not_installed_is_told_once_for_all_configurations() {
    wrong(
        &format!(
            "{PYTHON}//- configs/a.yaml\n-- extends 'base.yaml'\n-- block first\na: !call:torch:device []\n-- endblock\n\
             //- configs/b.yaml\n-- extends 'base.yaml'\n-- block first\n-- endblock\n\
             //- base.yaml\n-- block first\nb: !call:torch:device []\n-- endblock\nc: !call:torch:device []\n\
             //- configs/c.yaml\n-- extends 'base.yaml'\n"
        ),
        &expect![[r"
            base.yaml:2:10-15: warning[unresolved-import]: `torch` is neither in the project nor installed for `python/bin/python3.99`; install it there, or say with the setting `python` which interpreter has it
              see base.yaml:4:10-15: and named here
              see configs/a.yaml:3:10-15: and named here
              from base.yaml:1:10-15: block `first` is placed here
              from configs/c.yaml:1:12-23: extended here
              in templates/configs/a.yaml, templates/configs/b.yaml, templates/configs/c.yaml
        "]],
    );
}

#[test]
fn silence_is_for_one_place_of_what_is_not_installed() {
    check(
        "a: !call:torch:device [ 1 ] ## forgather-ls: ignore unresolved-import\nb: !call:torch:device [ 2 ]\n\
         c: !call:torch:device [ 3 ]\n",
        &expect![[r"
            configs/main.yaml:2:10-15: warning[unresolved-import]: `torch` is neither in the project nor installed for `python/bin/python3.99`; install it there, or say with the setting `python` which interpreter has it
              see configs/main.yaml:3:10-15: and named here
        "]],
    );
}

#[test]
fn many_places_are_counted() {
    let main: String = (0..9).map(|index| format!("a{index}: !call:torch:device [ 1 ]\n")).collect();
    let workspace = Workspace::of_fixture(&format!("{PYTHON}//- configs/main.yaml\n{main}"));
    let [found] = &workspace.check()[..] else { panic!("one for all") };
    assert_eq!(found.related.len(), 5);
    assert_eq!(found.note.as_deref(), Some("it is named at 3 more places"));
}

#[test]
fn names() {
    check(
        "a: !call:optim:Adma [ 1 ]\nb: !call:optim:Adam.of [ 1 ]\nc: !call:optim:Adam.off [ 1 ]\nd: !call:optim:sgd []\n",
        &expect![[r"
            configs/main.yaml:1:16-20: warning[unresolved-import]: `optim` has no `Adma`; did you mean `Adam`?
              fix: change to `Adam`
            configs/main.yaml:3:21-24: warning[unresolved-import]: `Adam` of `optim` has no `off`; did you mean `of`?
              fix: change to `of`
            configs/main.yaml:4:16-19: warning[unresolved-import]: `optim` has no `sgd`
        "]],
    );
}

#[test]
fn files() {
    // A file that is not there may be written later, and so may one of a series.
    check(
        "a: !call:src/model.py:Model [ 1 ]\nb: !call:src/model2.py:Model []\nc: !call:out/model.py:Model []\n",
        &expect![[""]],
    );
    check(
        "a: !call:src/modle.py:Model []\nb: !call:src/model.py:Modle []\n",
        &expect![[r"
        configs/main.yaml:1:14-22: warning[unresolved-import]: there is no file `src/modle.py`; did you mean `model.py`?
          fix: change to `model.py`
        configs/main.yaml:2:23-28: warning[unresolved-import]: `src/model.py` has no `Modle`; did you mean `Model`?
          fix: change to `Model`
    "]],
    );
}

#[test]
fn builtins() {
    check(
        "a: !call:list [ [] ]\nb: !call:named_list [ [] ]\nc: !call:str.join [ '', [] ]\n\
         # What a template of generated code may import.\nd: !call:Model []\ne: !partial:optim.Adam []\n",
        &expect![[""]],
    );
    check(
        "a: !call:lisst []\nb: !factory:dct { x: 1 }\n",
        &expect![[r"
            configs/main.yaml:1:10-15: warning[unresolved-import]: Python has no builtin `lisst`; did you mean `list`?
              fix: change to `list`
            configs/main.yaml:2:13-16: warning[unresolved-import]: Python has no builtin `dct`; did you mean `dict`?
              fix: change to `dict`
        "]],
    );
}

#[test]
fn unknown_arguments() {
    check(
        "a: !call:optim:Adam { params: 1, lr: 2, fused: True }\nb: !call:layers:any_of { first: 1, lrr: 2 }\n",
        &expect![[""]],
    );
    check(
        "a: !call:optim:Adam { params: 1, lrr: 2 }\nb: !partial:optim:Adam\n    kwargs: { nothing: 1 }\n\
         c: !call:layers:linear { width: 1, height: 1 }\nd: !factory:optim:Adam.of { model: 1, cls: 2 }\n",
        &expect![[r"
            configs/main.yaml:1:34-37: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` takes no argument `lrr`; did you mean `lr`?
              fix: change to `lr`
            configs/main.yaml:3:15-22: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` takes no argument `nothing`
            configs/main.yaml:4:26-31: warning[unknown-argument]: `linear(width, height, /, bias=True)` takes `width` by position only
            configs/main.yaml:4:36-42: warning[unknown-argument]: `linear(width, height, /, bias=True)` takes `height` by position only
            configs/main.yaml:5:39-42: warning[unknown-argument]: `Adam.of(model)` takes no argument `cls`
        "]],
    );
}

#[test]
fn missing_arguments() {
    check(
        "a: !partial:optim:Adam { lr: 1 }\nb: !call:layers:no_more []\n\
         c: !call:optim:Adam { lr: 1, latent_args: { params: 1 } }\nd: !meta:optim:Adam []\n",
        &expect![[""]],
    );
    check(
        "a: !call:optim:Adam { lr: 1 }\nb: !factory:layers:linear []\n",
        &expect![[r"
        configs/main.yaml:1:10-20: warning[missing-argument]: `Adam(params, lr=1e-3, *, fused=False)` needs `params`
          fix: add `params` as a variable
          fix: change to `!partial`
        configs/main.yaml:2:13-26: warning[missing-argument]: `linear(width, height, /, bias=True)` needs `width` and `height`
          fix: add the 2 arguments as variables
          fix: change to `!partial`
    "]],
    );
}

#[test]
fn too_many_arguments() {
    check("a: !call:optim:Adam [ 1, 2 ]\nb: !call:layers:linear [ 1, 2, 3 ]\n", &expect![[""]]);
    check(
        "x: &x 3\na: !call:optim:Adam [ 1, 2, 33 ]\nb: !partial:layers:no_more [ *x ]\nc: !call:layers:no_more\n    - 1\n    - 2\n\
         d: !call:layers:linear { arg0: 1, arg1: 2, arg2: 3, arg3: 4 }\n",
        &expect![[r"
            configs/main.yaml:2:29-31: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` takes 2 arguments by position, but 3 are given
            configs/main.yaml:3:13-27: warning[unknown-argument]: `no_more()` takes no argument by position, but 1 is given
            configs/main.yaml:5:7-8: warning[unknown-argument]: `no_more()` takes no argument by position, but 2 are given
            configs/main.yaml:7:59-60: warning[unknown-argument]: `linear(width, height, /, bias=True)` takes 3 arguments by position, but 4 are given
        "]],
    );
}

#[test]
fn arguments_given_twice() {
    check("a: !call:optim:Adam { arg0: 1, lr: 2 }\n", &expect![[""]]);
    check(
        "a: !call:optim:Adam { arg0: 1, params: 2 }\nb: !partial:optim:Adam { args: [ 1, 2 ], kwargs: { lr: 3 } }\n",
        &expect![[r"
            configs/main.yaml:1:32-38: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` gets `params` twice: by position and by name
            configs/main.yaml:2:52-54: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` gets `lr` twice: by position and by name
        "]],
    );
}

#[test]
fn what_is_not_known_is_not_told() {
    check("a: !call:layers:Odd { b: 1 }\n", &expect![""]);
    // A string where arguments belong has a rule of its own, and what is within a `!meta` need not be called.
    check(
        "a: !call:layers:no_more xy\nb: !meta:layers:any_of [ !call:layers:linear [] ]\n",
        &expect![[r"
        configs/main.yaml:1:25-27: warning[spread-scalar]: each character of this string becomes an argument of its own; write `[ … ]` around it for one argument
          fix: write brackets around it
    "]],
    );
    // A configuration that is broken has other worries.
    check(
        "a: !call:nothing:x []\nb: *c\n",
        &expect![[r"
        configs/main.yaml:2:4-6: error[undefined-alias]: there is no anchor `c`; define it before this with `&c`
    "]],
    );
}

#[test]
fn without_an_interpreter_nothing_is_known_to_be_missing() {
    wrong(
        "//- configs/main.yaml\na: !call:torch:nn []\nb: !call:json:dmp []\nc: !call:src.model:Modle []\n\
         //- src/model.py\nclass Model: ...\n",
        &expect![[""]],
    );
}

#[test]
fn what_comes_from_elsewhere_is_told_at_its_own_place() {
    wrong(
        &format!(
            "{PYTHON}//- configs/main.yaml\n-- extends 'base.yaml'\n-- block arguments\n    lrr: 1\n-- endblock\n\
             //- base.yaml\n-- set ns = namespace(module='optimm', name='Adma')\n\
             a: !call:{{{{ ns.module }}}}:Adam []\nb: !call:optim:{{{{ ns.name }}}} []\n\
             c: !call:optim:Adam\n    params: 1\n    -- block arguments\n    -- endblock\n\
             .define: &shared {{ lrs: 1 }}\nd: !call:optim:Adam {{ <<: *shared, params: 1 }}\n"
        ),
        &expect![[r"
            base.yaml:2:13-22: warning[unresolved-import]: `optimm` is neither in the project nor installed for `python/bin/python3.99`; did you mean `optim`?
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
            base.yaml:3:19-26: warning[unresolved-import]: `optim` has no `Adma`; did you mean `Adam`?; it comes from `ns.name`, whose value is `Adma`
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
            base.yaml:8:20-23: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` takes no argument `lrs`; did you mean `lr`?
              from configs/main.yaml:1:12-23: extended here
              in templates/configs/main.yaml
              fix: change to `lr`
            configs/main.yaml:3:5-8: warning[unknown-argument]: `Adam(params, lr=1e-3, *, fused=False)` takes no argument `lrr`; did you mean `lr`?
              from base.yaml:6:14-23: block `arguments` is placed here
              from configs/main.yaml:1:12-23: extended here
              fix: change to `lr`
        "]],
    );
}

#[test]
fn folders_of_the_project() {
    wrong(
        "//- meta.yaml\nname: a\nsystem_path: shared\n\
         //- shared/tools.py\ndef make(size): ...\n//- parts/head.py\ndef head(size): ...\n\
         //- configs/main.yaml\na: !call:tools:make { sizes: 1 }\n\
         b: !call:.head:head { submodule_searchpath: [ parts ], sizes: 1 }\nc: !call:.head:head { sizes: 1 }\n",
        &expect![[r"
            configs/main.yaml:1:23-28: warning[unknown-argument]: `make(size)` takes no argument `sizes`; did you mean `size`?
              fix: change to `size`
            configs/main.yaml:2:56-61: warning[unknown-argument]: `head(size)` takes no argument `sizes`; did you mean `size`?
              fix: change to `size`
        "]],
    );
}
