//! The encoders that Forgather has no counterpart of, the options of the others, and what they refuse.

use forgather_graph::encode::{self, CodeForm, CodeOptions, NamePolicy};
use forgather_graph::{Dialect, Graph, load};
use serde_json::Value;

const SMALL: &str = "\
.define: &s !call:m:Shared@s
    rate: 0.5
main:
    - *s
    - !partial:p.py:P { s: *s, v: !var { name: v, default: 1 } }
other: !factory:F [ *s ]
";

fn graph(text: &str) -> Graph {
    let (graph, problems) = load(text, Dialect::Current);
    assert_eq!(problems, []);
    graph
}

fn refused(text: &str) -> String {
    let graph = graph(text);
    encode::code(&graph, graph.target("a").unwrap(), &CodeOptions::default()).unwrap_err().message
}

fn code_of(text: &str) -> String {
    let graph = graph(text);
    encode::code(&graph, graph.target("a").unwrap(), &CodeOptions::default()).unwrap().main_body
}

#[test]
fn json_has_nodes_edges_and_places() {
    let graph = graph(SMALL);
    let json: Value = serde_json::from_str(&encode::json(&graph).unwrap()).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["dialect"], "current");
    let nodes = json["nodes"].as_array().unwrap();
    let node = |id: &Value| nodes.iter().find(|node| node["id"] == *id).unwrap();
    let targets: Vec<&str> =
        json["targets"].as_array().unwrap().iter().filter_map(|target| target["name"].as_str()).collect();
    assert_eq!(targets, ["main", "other"]);
    assert_eq!(json["hidden"][0]["name"], ".define");
    let shared = node(&json["hidden"][0]["node"]);
    assert_eq!(json["anchors"][0]["node"], shared["id"]);
    assert_eq!(shared["type"], "singleton");
    assert_eq!(shared["constructor"], "m:Shared");
    let place = |span: &Value| &SMALL[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize];
    assert_eq!(place(&shared["spec_span"]), "m:Shared");
    assert_eq!(place(&shared["span"]), "&s !call:m:Shared@s\n    rate: 0.5");
    assert_eq!(node(&shared["kwargs"][0][0])["value"], "rate");
    assert_eq!(node(&shared["kwargs"][0][1])["value"], "0.5");
    let main = node(&json["targets"][0]["node"]);
    assert_eq!(main["items"][0], shared["id"]);
    let partial = node(&main["items"][1]);
    assert_eq!(partial["type"], "partial");
    assert_eq!(node(&node(&partial["kwargs"][1][1])["default"])["value"], "1");
    // Every id that is mentioned is there, and children come first.
    for node in nodes {
        for child in node["items"].as_array().into_iter().flatten() {
            assert!(child.as_u64() < node["id"].as_u64());
        }
    }
}

#[test]
fn dot_tells_the_kinds_apart() {
    let drawing = encode::dot(&graph(SMALL)).unwrap();
    let renumbered = drawing.replace("n4", "SHARED");
    assert!(renumbered.contains("target0 [label=\"main\", style=\"bold,rounded,filled\""), "{drawing}");
    assert!(
        drawing.contains(
            "label=\"s\\nm:Shared\\nrate = 0.5\", shape=box, style=\"solid,filled\", fillcolor=\"#ffe9b3\""
        ),
        "{drawing}"
    );
    assert!(drawing.contains("label=\"partial p.py:P\", shape=component"), "{drawing}");
    assert!(drawing.contains("label=\"factory F\", shape=box, style=\"dashed\""), "{drawing}");
    assert!(drawing.contains("label=\"v = 1\", shape=ellipse"), "{drawing}");
    assert!(drawing.contains("[label=\"[1]\"]"), "{drawing}");
}

#[test]
fn code_has_options_and_parts() {
    let graph = graph(SMALL);
    let options = CodeOptions {
        name_policy: NamePolicy::All,
        factory_name: "make".to_owned(),
        relaxed_kwargs: true,
        ..CodeOptions::default()
    };
    let code = encode::code(&graph, graph.target("main").unwrap(), &options).unwrap();
    assert_eq!((code.imports[0].module.as_str(), code.imports[0].name.as_str()), ("m", "Shared"));
    assert_eq!(
        (code.dynamic_imports[0].module.as_str(), code.dynamic_imports[0].name.as_str()),
        ("p.py", "P")
    );
    assert_eq!((code.variables[0].name.as_str(), code.variables[0].default.as_deref()), ("v", Some("1")));
    let text = code.text(&options);
    let body = &text[text.find("def make(").unwrap()..];
    let expected = [
        "def make(",
        "    v=1,",
        "    **kwargs",
        "):",
        "    s = Shared(",
        "        rate=0.5,",
        "    )",
        "",
        "    alpha_ = partial(P(), ",
        "        s=s,",
        "        v=v,",
        "    )",
        "    ",
        "    return [",
        "        s,",
        "        alpha_,",
        "    ]",
    ];
    assert_eq!(body.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn code_that_forgather_cannot_write() {
    // Forgather's encoder has no method for `items`, and wants an argument of `named_list`.
    assert_eq!(code_of("a: !call:items [ !call:f [] ]\n"), "f().items()");
    assert_eq!(code_of("a: !tuple ''\n"), "[]");
    assert_eq!(code_of("a: !call:named_tuple [ !call:f [] ]\n"), "tuple(f())");
}

#[test]
fn code_that_nothing_can_write() {
    assert!(refused("a: !call:a:b:c []\n").contains("more than one `:`"));
    assert!(refused("a: !meta:m:f []\n").contains("needs Python"));
    assert!(refused("a: !call:getitem [ 1 ]\n").contains("needs 2 positional arguments"));
    assert!(refused("a: !call:call []\n").contains("needs 1 positional argument"));
    assert!(refused("a: !var { name: v, default: !call:f [] }\n").contains("holds a node"));
    assert!(refused("a: !call:p.py:f { submodule_searchpath: [1] }\n").contains("is a string"));
}

/// The Python that runs, from the first import of the configuration's own on, without spaces.
fn runnable(text: &str) -> String {
    let graph = graph(text);
    let options = CodeOptions { form: CodeForm::Runnable, ..CodeOptions::default() };
    let code = encode::code(&graph, graph.target("a").unwrap(), &options).unwrap().text(&options);
    code.trim_start_matches("from functools import partial\n").replace([' ', '\n'], "")
}

#[test]
fn code_that_runs_where_forgathers_does_not() {
    let cases = [
        (
            "a: !partial:torch:optim.AdamW [ 1 ]\n",
            "fromtorchimportoptimdefconstruct():returnpartial(optim.AdamW,1,)",
        ),
        ("a: !call:f@f []\n", "defconstruct():f_=f()returnf_"),
        (
            "a: [ !call:m:C [], !call:n:C [] ]\n",
            "frommimportCfromnimportCasC_defconstruct():return[C(),C_(),]",
        ),
        (
            "a: !partial:call [ !call:f [] ]\n",
            "defconstruct():returnpartial((lambdafunction,*args,**kwargs:function(*args,**kwargs)),f(),)",
        ),
        (
            "a: !call:f { a-b: 1, class: .inf }\n",
            "defconstruct():returnf(**{'a-b':1,'class':float('inf'),},)",
        ),
        ("a: !call:f { x: 1, latent_args: { y: 2, x: 3 } }\n", "defconstruct():returnf(x=3,y=2,)"),
        ("a: !call:f@x-1 []\n", "defconstruct():x_1=f()returnx_1"),
    ];
    for (text, expected) in cases {
        assert_eq!(runnable(text), expected, "{text}");
    }
}

#[test]
fn code_that_cannot_run() {
    let refused = |text: &str, relaxed_kwargs| {
        let graph = graph(text);
        let options = CodeOptions { form: CodeForm::Runnable, relaxed_kwargs, ..CodeOptions::default() };
        encode::code(&graph, graph.target("a").unwrap(), &options).unwrap_err().message
    };
    for (text, name) in [
        ("a: !call:my-mod:f []\n", "`my-mod`"),
        ("a: !call:pkg.class:f []\n", "`pkg.class`"),
        ("a: !call:m:a-b []\n", "`a-b`"),
        ("a: !call:my-fn []\n", "`my-fn`"),
    ] {
        let message = refused(text, false);
        assert!(
            message.starts_with(name) && message.contains("no name that Python code can import"),
            "{message}"
        );
    }
    assert!(refused("a: !var x²\n", false).contains("cannot be the name of a Python parameter"));
    assert!(refused("a: !var kwargs\n", true).contains("further keyword arguments"));
}

#[test]
fn a_tree_shows_a_shared_node_once() {
    let graph = graph(SMALL);
    let lines = encode::tree(&graph).unwrap();
    let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        text,
        [
            "main: [2]",
            "├─ 0: !singleton:m:Shared @s",
            "│  └─ rate: 0.5",
            "└─ 1: !partial:p.py:P",
            "   ├─ s: !singleton:m:Shared @s  (see line 2)",
            "   └─ v: !var v",
            "      └─ default: 1",
            "other: !factory:F",
            "└─ 0: !singleton:m:Shared @s  (see line 2)",
        ]
    );
    let places: Vec<&str> =
        lines.iter().map(|line| &SMALL[line.span.start.0 as usize..line.span.end.0 as usize]).collect();
    assert_eq!(places[0], "main");
    assert_eq!(places[1], "&s !call:m:Shared@s\n    rate: 0.5");
    assert_eq!(places[2], "rate");
    assert_eq!(places[4], "s");
    assert_eq!(places[6], "1");
    assert_eq!(places[7], "other");
}

#[test]
fn a_tree_of_plain_values() {
    let tree = |text: &str| -> Vec<String> {
        encode::tree(&graph(text)).unwrap().into_iter().map(|line| line.text).collect()
    };
    assert_eq!(tree("[ 1, [], {}, ~ ]"), ["[4]", "├─ 0: 1", "├─ 1: []", "├─ 2: {}", "└─ 3: None"]);
    assert_eq!(tree("a: { 3: x }"), ["a: {1}", "└─ 3: 'x'"]);
    assert_eq!(tree("a: 'é ü'"), ["a: 'é ü'"]);
}
