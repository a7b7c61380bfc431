//! The real binary: graphs and generated Python.

#[allow(dead_code, reason = "the other tests need more of it")]
mod shared;

use std::path::Path;
use std::process::Command;

use shared::{Workspace, run};

/// Expected values by Forgather's rules: a singleton, used twice, with a partial that is used once and a variable.
const TEXT: &str = "\
.define: &part !singleton:mod:Part@part
    size: !var { name: size, default: 3 }
main: !singleton:pkg.mod:Model
    first: *part
    second: *part
    later: !partial:mod:later [ 1 ]
other: [ 1, 'x' ]
";

fn workspace() -> Workspace {
    Workspace::new(&[("configs/main.yaml", TEXT)])
}

#[test]
fn repr() {
    let run = workspace().run(&["graph"]);
    assert_eq!(
        run.out,
        "{'main': SingletonNode('pkg.mod:Model', *(), identity=#1, **{'first': SingletonNode('mod:Part', *(), \
         identity='part', **{'size': VarNode('size', identity=#2, value=3)}), 'second': SingletonNode('mod:Part', *(), \
         identity='part', **{'size': VarNode('size', identity=#2, value=3)}), 'later': PartialNode('mod:later', *(1,), \
         identity=#3, **{})}), 'other': [1, 'x']}\n"
            .replace("PartialNode", partial_name()),
        "{}",
        run.err
    );
}

/// What Forgather calls a partial's node in its `repr`.
fn partial_name() -> &'static str {
    "LambdaNode"
}

#[test]
fn yaml_defines_the_same_graph() {
    let run = workspace().run(&["graph", "--format", "yaml"]);
    assert!(run.out.starts_with(".define: &part !singleton:mod:Part@part\n    size: "), "{}", run.out);
    let again = Workspace::new(&[("configs/main.yaml", &run.out)]);
    assert_eq!(again.run(&["graph"]).out, workspace().run(&["graph"]).out);
}

#[test]
fn json_says_where_each_node_comes_from() {
    let base = "[part]\nmain: !call:f\n    a: {{ 1 + 1 }}\n";
    let main = "-- extends 'base.yaml'\n[part]\n    == super()\n    b: 2\n";
    let workspace = Workspace::new(&[("configs/main.yaml", main), ("base.yaml", base)]);
    let run = workspace.run(&["graph", "--format", "json"]);
    let graph: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(graph["version"], 1);
    assert_eq!(
        (&graph["targets"][0]["name"], &graph["targets"][0]["origin"]["line"]),
        (&"main".into(), &2.into())
    );
    let origin = |value: &str| {
        let nodes = graph["nodes"].as_array().expect("nodes");
        let node = nodes.iter().find(|node| node["value"] == value).expect("the node");
        let at = &node["origin"];
        format!("{}:{}:{} {}", at["file"].as_str().unwrap_or_default(), at["line"], at["column"], at["kind"])
    };
    assert!(origin("2").ends_with("templates/base.yaml:3:11 \"expression\""), "{}", origin("2"));
    assert!(origin("b").ends_with("configs/main.yaml:4:5 \"text\""), "{}", origin("b"));
}

#[test]
fn dot_and_svg() {
    let run = workspace().run(&["graph", "--format", "dot"]);
    assert!(run.out.starts_with("digraph ") && run.out.contains("pkg.mod:Model"), "{}", run.out);
    let drawn = workspace().run(&["graph", "--format", "svg"]);
    // Graphviz may be there or not; either way the user knows where they are.
    match drawn.code {
        Some(0) => assert!(drawn.out.contains("<svg"), "{}", drawn.out),
        code => {
            assert_eq!(code, Some(2));
            assert!(drawn.err.contains("install Graphviz"), "{}", drawn.err);
        }
    }
}

#[test]
fn code_of_a_target() {
    let run = workspace().run(&["code"]);
    assert_eq!(
        run.out,
        "from functools import partial\nfrom mod import Part\nfrom mod import later\nfrom pkg.mod import Model\n\n\
         def construct(\n    size=3,\n):\n    part = Part(\n        size=size,\n    )\n    \n    return Model(\n        \
         first=part,\n        second=part,\n        later=partial(later, \n            1,\n        ),\n    )\n",
        "{}",
        run.err
    );
    let named = workspace().run(&["code", "other", "--factory-name", "make", "--relaxed-kwargs"]).out;
    assert!(named.contains("def make(\n    **kwargs\n):"), "{named}");
    let all = workspace().run(&["code", "--name-policy", "all"]).out;
    assert!(all.contains("beta_ = partial(later") && all.contains("alpha_ = Model("), "{all}");
}

#[test]
fn no_such_target() {
    let run = workspace().run(&["code", "mian"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: there is no target `mian`; did you mean `main`?\nthe configuration has `main`, `other`\n"
    );
    let list = Workspace::new(&[("configs/main.yaml", "- 1\n")]);
    assert!(list.run(&["code"]).out.contains("return [\n"), "{}", list.run(&["code"]).err);
    assert!(list.run(&["code", "x"]).err.starts_with("error: there is no target `x`"));
}

#[test]
fn a_template_of_the_users() {
    let template = "\
-- for module, name in imports
import {{ module }}.{{ name }}
-- endfor
class {{ title }}({{ bases|join(', ') }}):
    def {{ factory_name }}(self,
    -- for name, has_default, default in variables
        {{ name }}{{ '=' ~ default if has_default }},
    -- endfor
    ):
        {{ definitions|indent(8) }}
        return {{ main_body|indent(8) }}
";
    let workspace = Workspace::new(&[("configs/main.yaml", TEXT), ("model.py", template)]);
    let run = workspace.run(&[
        "code",
        "--template",
        "model.py",
        "--set",
        "title=Tiny",
        "--set",
        "bases=[\"A\", \"B\"]",
    ]);
    assert_eq!(
        run.out,
        "import mod.Part\nimport mod.later\nimport pkg.mod.Model\nclass Tiny(A, B):\n    def construct(self,\n        size=3,\n    \
         ):\n        part = Part(\n            size=size,\n        )\n        return Model(\n            first=part,\n            \
         second=part,\n            later=partial(later, \n                1,\n            ),\n        )",
        "{}",
        run.err
    );
    let run = workspace.run(&["code", "--template", "model.py"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("templates/model.py:4:10: error[undefined-variable]: `title`"), "{}", run.err);
    let run = workspace.run(&["code", "--template", "nope.py"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("neither on the search path nor a file"), "{}", run.err);
}

#[test]
fn problems_are_at_the_template_text() {
    let base = "[part]\nmain: 1\n";
    let main = "-- extends 'base.yaml'\n[part]\nmain: *nowhere\n";
    let run = Workspace::new(&[("configs/main.yaml", main), ("base.yaml", base)]).run(&["graph"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
    assert_eq!(
        run.err,
        "project/templates/configs/main.yaml:3:7: error[undefined-alias]: there is no anchor `nowhere`; define it before \
         this with `&nowhere`\n    block `part` placed at project/templates/base.yaml:1:2\n    extended at \
         project/templates/configs/main.yaml:1:12\n"
    );
}

/// The example project's generated Python runs, with the example's own modules and nothing else.
#[test]
fn the_examples_python_runs() {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/tiny_lm");
    let python = std::env::var("FORGATHER_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if Command::new(&python).arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "there is no Python");
        println!("skipped: generated Python: there is no `{python}`");
        return;
    }
    let project = projects.to_string_lossy().into_owned();
    for configuration in ["baseline.yaml", "no_bias.yaml", "multi_head.yaml", "evaluate.yaml"] {
        let code = run(&["code", "--runnable", "-p", &project, "-t", configuration], &projects);
        assert_eq!(code.code, Some(0), "{configuration}: {}", code.err);
        let script = format!("{}\nprint(repr(construct()))\n", code.out);
        let output = Command::new(&python).args(["-c", &script]).output().expect("Python runs");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let failed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && !printed.trim().is_empty(), "{configuration}: {failed}");
    }
    // `!meta` is called with nodes, which generated Python does not have.
    let meta = run(&["code", "--runnable", "-p", &project, "-t", "every_tag.yaml"], &projects);
    assert!(meta.code == Some(1) && meta.err.contains("the meta node"), "{}", meta.err);
}
