//! What is constructed is what Forgather would.

use serde_json::{Value, json};

use crate::project::Project;

/// The `repr` of each target.
fn check(dialect: &str, configuration: &str, module: &str, expected: &[(&str, Value, &str)]) {
    let project = Project::new(configuration, module);
    let mut client = project.client_with(&["--dialect", dialect], &json!({}));
    for (target, more, repr) in expected {
        let answer = project.materialize_with(&mut client, target, more.clone());
        assert_eq!(answer["ok"], true, "{target}: {answer}");
        assert_eq!(answer["repr"], *repr, "{target}");
    }
    client.finish();
}

#[test]
fn the_examples_of_the_notebook() {
    for dialect in ["current", "2025-06"] {
        let same = "[True, True]";
        check(
            dialect,
            "\
root: !partial:math:sqrt []
power: !partial:pow [ 2 ]
point: { x: !var { name: x, default: 16 }, y: !var y }
.define: &random_int !call:random:randrange:@random_int [ 1000000000 ]
shared: !call:made:same [ [ *random_int, *random_int, *random_int ] ]
.define: &random_ints !factory:random:randrange [ 1000000000000 ]
fresh: !call:made:same [ [ *random_ints, *random_ints, *random_ints ] ]
sample: !call:len
    - !singleton:random:sample
        args:
            - ['red', 'blue']
            - 5
        kwargs:
            counts: [4, 2]
binomial: !call:type [ !singleton:random:gauss { mu: 1, sigma: 0.5 } ]
tuple: !singleton:tuple [ [ 1, 2, 3 ] ]
modulo: !singleton:operator:mod [ 365, 7 ]
named_tuple: !tuple:@shape [ 1, !call:int [ '2' ] ]
named_list: !list:@primes [ 2, 3 ]
named_dict: !dict:@pair { x: 1, y: [ 2 ] }
"
            .replace("randrange:@", "randrange@")
            .as_str(),
            "def same(items):\n    return [len(set(items)) == 1, len(items) == 3]\n",
            &[
                ("root", json!({"call": [16]}), "4.0"),
                ("power", json!({"call": [3]}), "8"),
                ("point", json!({"vars": {"x": 2.0, "y": 16}}), "{'x': 2.0, 'y': 16}"),
                ("point", json!({"vars": {"y": 16}}), "{'x': 16, 'y': 16}"),
                ("shared", json!({}), same),
                ("fresh", json!({}), "[False, True]"),
                ("sample", json!({}), "5"),
                ("binomial", json!({}), "<class 'float'>"),
                ("tuple", json!({}), "(1, 2, 3)"),
                ("modulo", json!({}), "1"),
                ("named_tuple", json!({}), "(1, 2)"),
                ("named_list", json!({}), "[2, 3]"),
                ("named_dict", json!({}), "{'x': 1, 'y': [2]}"),
            ],
        );
    }
}

#[test]
fn arguments_of_every_kind() {
    check(
        "current",
        "\
.define: &both !partial:made:show { arg1: one, arg0: zero, name: value }
both: *both
latent: !call:made:show { a: 1, b: 2, latent_args: { b: !call:int [ '3' ], c: 4 } }
values: !dlist:@values { a: 1, b: null, c: 3 }
keywords: !call:made:show { args: [1], other: 2 }
builtins:
    - !call:getitem [ { a: 1 }, a ]
    - !call:list [ !call:items [ { a: 1 } ] ]
    - !call:list [ !call:keys [ { a: 1 } ] ]
    - !call:list [ !call:values [ { a: 1 } ] ]
    - !call:call [ !partial:pow [ 2 ], 5 ]
    - !call:str.upper [ abc ]
keys: { 1: one, 2.5: two, null: none, 2020-01-02: date }
large: [ 123456789012345678901234567890, -1, .inf, 1_000, 0o17, 1:30 ]
",
        "def show(*args, **kwargs):\n    return args, kwargs\n",
        &[
            ("both", json!({}), "(('zero', 'one'), {'name': 'value'})"),
            (
                "both",
                json!({"call": {"args": [2, null], "kwargs": {"name": [1.5, "x"]}}}),
                "(('zero', 'one', 2, None), {'name': [1.5, 'x']})",
            ),
            ("latent", json!({}), "((), {'a': 1, 'b': 3, 'c': 4})"),
            ("values", json!({}), "[1, 3]"),
            ("keywords", json!({}), "((), {'args': [1], 'other': 2})"),
            ("builtins", json!({}), "[1, [('a', 1)], ['a'], [1], 32, 'ABC']"),
            ("keys", json!({}), "{1: 'one', 2.5: 'two', None: 'none', datetime.date(2020, 1, 2): 'date'}"),
            ("large", json!({}), "[123456789012345678901234567890, -1, inf, 1000, '0o17', 90]"),
        ],
    );
}

/// A partial that is not the root constructs what it holds at each call, with the variables of the construction.
#[test]
fn partials_construct_when_they_are_called() {
    check(
        "current",
        "\
.define: &shared !call:made:Count@shared []
lazy: !call:made:twice
    - !partial:made:show [ !factory:made:Count [], *shared, !var width ]
    - *shared
never: !call:type [ !partial:made:show [ !call:operator:truediv [ 1, 0 ], !var nothing ] ]
nested: !call:made:deep [ !partial:made:show [ !partial:made:show [ !var width ] ] ]
copies: !call:copy:deepcopy [ !partial:math:sqrt [ 16 ] ]
",
        "\
class Count:
    made = 0
    def __init__(self):
        Count.made += 1
        self.number = Count.made

def show(*args, **kwargs):
    return args

def twice(function, shared):
    first, second = function(), function('more')
    return [first[0] is not second[0], first[1] is second[1] is shared, first[2], second[2:]]

def deep(function):
    return function()[0]('x')
",
        &[
            ("lazy", json!({"vars": {"width": 3}}), "[True, True, 3, (3, 'more')]"),
            ("never", json!({}), "<class 'forgather_session.partial'>"),
            ("nested", json!({"vars": {"width": 7}}), "(7, 'x')"),
            ("copies", json!({}), "partial(math:sqrt)"),
        ],
    );
}

const NODES: &str = "\
import types

def show(**nodes):
    shared, pair = nodes['shared'], nodes['pair']
    return [
        [type(node).__name__ for node in nodes.values()],
        shared is pair[0], pair[1],
        shared.constructor, shared.args, shared.kwargs, shared.identity,
        nodes['variable'].constructor, nodes['variable'].value,
        nodes['latent'].latent_args, nodes['file'].submodule_searchpath,
        shared(), shared() is shared(),
    ]
";

const META: &str = "\
.define: &shared !call:list@shared [ [ 1 ] ]
main: !call:made:both [ !meta:made:show { shared: *shared, pair: [ *shared, 2 ], variable: !var { name: width, default: 5 }, latent: !factory:dict { latent_args: { a: 1 } }, file: !partial:x.py:y { submodule_searchpath: [ a ] } }, *shared ]
default: !call:type [ !var { name: unset, default: !call:list [] } ]
";

/// Our own nodes have what Forgather's have.
#[test]
fn meta_gets_the_nodes_themselves() {
    let module = format!("{NODES}\ndef both(shown, shared):\n    return shown\n");
    let expected = "[['SingletonNode', 'list', 'VarNode', 'FactoryNode', 'LambdaNode'], True, 2, 'list', ([1],), {}, 'shared', 'width', 5, {'a': 1}, ['a'], [1], True]";
    check(
        "current",
        META,
        &module,
        &[("main", json!({}), expected), ("default", json!({}), "<class 'forgather_session.SingletonNode'>")],
    );
}

/// Where Forgather's package is, its own classes are used: here a package with what it says of them.
#[test]
fn meta_gets_forgathers_own_nodes() {
    let project =
        Project::new(META, &format!("{NODES}\ndef both(shown, shared):\n    return [shown[0], shared]\n"));
    project.write("forgather/__init__.py", "");
    project.write(
        "forgather/latent.py",
        "\
class VarNode:
    def __init__(self, name, _identity=None, default='Undefined'):
        self.constructor, self.value = name, default

class CallableNode:
    instance = None
    def __init__(self, constructor, *args, _identity=None, submodule_searchpath=None, latent_args=None, **kwargs):
        self.constructor, self.args, self.kwargs, self.identity = constructor, args, kwargs, _identity
        self.submodule_searchpath, self.latent_args = submodule_searchpath, latent_args
    def __call__(self):
        self.instance = self.instance or ['made by forgather']
        return self.instance

class FactoryNode(CallableNode): pass
class SingletonNode(CallableNode): pass
class MetaNode(SingletonNode): pass
class LambdaNode(CallableNode): pass
",
    );
    let mut client = project.client();
    let answer = project.materialize(&mut client, "main");
    // What its code makes of a singleton is what the rest of the graph sees.
    let expected =
        "[['SingletonNode', 'list', 'VarNode', 'FactoryNode', 'LambdaNode'], ['made by forgather']]";
    assert_eq!(answer["repr"], expected, "{answer}");
    let answer = project.materialize(&mut client, "default");
    assert_eq!(answer["repr"], "<class 'forgather.latent.SingletonNode'>", "{answer}");
    client.finish();
}

#[test]
fn files_are_modules_of_their_base_names() {
    let project = Project::new(
        "\
part: !call:parts/wheel.py:Wheel.round { submodule_searchpath: [ parts, more ] }
twice: [ !call:parts/wheel.py:name [], !call:wheel:name [] ]
other: !call:other/wheel.py:name []
written: !call:made:use [ !call:made:write [], !factory:written:value [] ]
",
        "\
from pathlib import Path

def write():
    Path('written.py').write_text('def value(): return 5')

def use(nothing, value):
    return value
",
    );
    project.write("parts/wheel.py", "from .spoke import count\nfrom .rim import width\nclass Wheel:\n    @staticmethod\n    def round():\n        return count, width\ndef name():\n    return __name__, __file__\n");
    project.write("parts/spoke.py", "count = 32\n");
    project.write("more/rim.py", "width = 2\n");
    project.write("other/wheel.py", "def name():\n    return 'other'\n");
    let mut client = project.client();
    assert_eq!(project.materialize(&mut client, "part")["repr"], "(32, 2)");
    // Without a search path a package's modules are those beside it.
    let twice = project.materialize(&mut client, "twice");
    assert_eq!(twice["error"]["message"], "No module named 'wheel.rim'", "{twice}");
    // The same name from another file, as a process of its own would have it.
    assert_eq!(project.materialize(&mut client, "other")["repr"], "'other'");
    assert_eq!(project.materialize(&mut client, "part")["repr"], "(32, 2)");
    assert_eq!(project.materialize(&mut client, "written")["repr"], "5");
    client.finish();
}
