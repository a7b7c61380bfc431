//! What is said where there is no object.

use serde_json::{Value, json};

use crate::project::Project;

const MODULE: &str = "\
class Layer:
    def __init__(self, width):
        self.width = check(width)

def check(width):
    if width < 1:
        raise ValueError(f'{width} is too narrow')
    return width

def stack(factory):
    return [factory(), factory()]

def wrap():
    try:
        {}['key']
    except KeyError as error:
        raise RuntimeError('no key') from error
";

const PARENT: &str = "\
-- block layer
.define: &layer !partial:made:Layer
    width: {{ width }}
<< endblock layer

main: !call:made:stack [ *layer ]
direct: !factory:list [ [ !call:made:Layer [ 0 ] ] ]
wrapped: !call:made:wrap []
broken: !call:broken:x []
absent: !call:made:Absent.attribute []
missing: !call:no_such_module:x []
number: !call:math:pi []
root: !partial:made:check []
variable: !call:made:check [ !var wide ]
file: !call:{{ project_dir }}/made.py:stack [ *layer ]
";

fn project() -> Project {
    let project = Project::new("-- set width = 0\n-- extends 'parent.yaml'\n", MODULE);
    project.write("templates/parent.yaml", PARENT);
    project.write("broken.py", "def x(:\n    pass\n");
    project
}

/// `file:line` of frames.
fn frames(error: &Value) -> Vec<String> {
    let frames = error["traceback"].as_array().expect("frames");
    let frame = |frame: &Value| {
        let file = frame["file"].as_str().expect("a file").rsplit('/').next().expect("a name");
        format!("{file}:{} {}", frame["line"], frame["function"].as_str().expect("a name"))
    };
    frames.iter().map(frame).collect()
}

#[test]
fn a_traceback_shows_the_line_as_it_is_now() {
    let project = Project::new("main: !call:made:f []\n", "def f():\n    raise ValueError('old')\n");
    let mut client = project.client();
    let mut text = || {
        let answer = project.materialize(&mut client, "main");
        answer["error"]["traceback"][0]["text"].clone()
    };
    assert_eq!(text(), "raise ValueError('old')");
    project.write("made.py", "def f():\n    raise ValueError('newer')\n");
    assert_eq!(text(), "raise ValueError('newer')");
    client.finish();
}

#[test]
fn an_exception_is_told_at_the_node_whose_call_failed() {
    let project = project();
    let mut client = project.client();
    let parent = lsp_tests::uri(&project.path("templates/parent.yaml"));

    // The partial, and not the call that calls it.
    let error = project.materialize(&mut client, "main")["error"].take();
    assert_eq!((&error["type"], &error["message"]), (&json!("ValueError"), &json!("0 is too narrow")));
    assert_eq!(error["location"]["uri"], parent.as_str());
    assert_eq!(error["location"]["range"]["start"], json!({"line": 1, "character": 16}));
    assert_eq!(frames(&error), ["made.py:11 stack", "made.py:3 __init__", "made.py:7 check"]);
    let last = &error["traceback"].as_array().expect("frames").last().expect("a frame").clone();
    assert_eq!(last["text"], "raise ValueError(f'{width} is too narrow')");
    assert_eq!(last["uri"], lsp_tests::uri(&project.path("made.py")).as_str());
    let related: Vec<&str> = error["relatedInformation"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|step| step["message"].as_str())
        .collect();
    assert_eq!(related[0], "needed by `made:stack`");
    assert!(related.contains(&"extended here"), "{related:?}");

    // A file is called by its name; where it is, the place says.
    let error = project.materialize(&mut client, "file")["error"].take();
    assert_eq!(error["relatedInformation"][0]["message"], "needed by `made.py:stack`");

    // The inner call, and not the one that needs it.
    let error = project.materialize(&mut client, "direct")["error"].take();
    assert_eq!(error["location"]["range"]["start"], json!({"line": 6, "character": 26}));
    assert_eq!(frames(&error), ["made.py:3 __init__", "made.py:7 check"]);

    let error = project.materialize(&mut client, "wrapped")["error"].take();
    assert_eq!((&error["type"], &error["causes"][0]["type"]), (&json!("RuntimeError"), &json!("KeyError")));
    assert_eq!(error["causes"][0]["message"], "'key'");
    assert_eq!(error["causes"][0]["traceback"][0]["line"], 15);
    client.finish();
}

#[test]
fn what_cannot_be_imported_or_called() {
    let project = project();
    let mut client = project.client();
    for (target, kind, message, line) in [
        ("broken", "SyntaxError", "", 8),
        ("absent", "AttributeError", "Absent", 9),
        ("missing", "ModuleNotFoundError", "No module named 'no_such_module'", 10),
        ("number", "TypeError", "`math:pi` cannot be called: it is of type `float`", 11),
    ] {
        let error = project.materialize(&mut client, target)["error"].take();
        assert_eq!(error["type"], kind, "{error}");
        assert!(error["message"].as_str().expect("a message").contains(message), "{error}");
        assert_eq!(error["location"]["range"]["start"]["line"], line, "{error}");
        assert!(frames(&error).iter().all(|frame| frame.starts_with("broken.py:1 ")), "{error}");
    }
    client.finish();
}

#[test]
fn what_was_not_given() {
    let project = project();
    let mut client = project.client();
    let error =
        project.materialize_with(&mut client, "variable", json!({"vars": {"wyde": 1}}))["error"].take();
    assert_eq!(error["message"], "variable `wide` has no value");
    assert_eq!(
        error["note"],
        "give it one in `vars`: `{\"wide\": …}`, or write a default: `!var { name: wide, default: … }`; what was given is called `wyde`"
    );
    assert_eq!(error["location"]["range"]["start"], json!({"line": 13, "character": 29}));
    assert_eq!(error["location"]["range"]["end"], json!({"line": 13, "character": 38}));
    assert_eq!(error["relatedInformation"][0]["message"], "needed by `made:check`");
    // The root is called, and by whom it is asked for.
    let error = project.materialize(&mut client, "root")["error"].take();
    assert_eq!(error["type"], "TypeError");
    assert_eq!(
        error["note"],
        "what is asked for is called itself; its further arguments are given with `call`"
    );
    let answer = project.materialize_with(&mut client, "root", json!({"call": [0]}));
    assert_eq!((&answer["error"]["type"], &answer["error"]["note"]), (&json!("ValueError"), &Value::Null));

    for (more, message) in [
        (json!({"target": "mian"}), "there is no target `mian`; did you mean `main`?"),
        (json!({"target": "main", "call": [1]}), "only a `!partial` is called with arguments"),
        (json!({"target": "main", "call": {"arguments": 1}}), "did not match"),
        (json!({"target": "main", "variables": {}}), "unknown field `variables`"),
    ] {
        let mut argument = more.clone();
        argument["uri"] = project.uri().into();
        let error = client.command_error("forgather.materialize", argument);
        assert!(error["message"].as_str().expect("a message").contains(message), "{more}: {error}");
    }
    client.finish();
}
