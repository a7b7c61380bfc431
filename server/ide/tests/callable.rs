//! What the tags of a configuration call.

use std::sync::Arc;

use expect_test::{Expect, expect};
use forgather_expand::Facts;
use forgather_graph::Span;
use forgather_ide::callable::callable_of;
use forgather_python::{Resolution, SymbolKind};
use forgather_workspace::{Analysis, Files, Project, Settings};

/// Asserts what `main.yaml` calls, in a project with a file `model.py` and a folder `parts` with a `head.py`.
fn check(configuration: &str, expected: &Expect) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("a folder");
    for (path, text) in [
        ("forgather_workspace/base.yaml", ""),
        ("meta.yaml", "name: example\n"),
        ("templates/configs/main.yaml", configuration),
        ("model.py", "from .head import Head\ndef make(width, *, bias=True): ...\n"),
        ("parts/head.py", "class Head:\n    def __init__(self, size): ...\n"),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    let settings = Settings::default();
    let facts = Arc::new(Facts { versions: Some([].into()), ..Facts::from_system() });
    let files = Arc::new(Files::new(settings.dialect));
    let project = Arc::new(Project::open(&root, &files, &facts, &settings).expect("a project"));
    let analysis = Analysis::new(&project, &project.configuration(Some("main.yaml")).expect("it is there"));
    let text = &*analysis.expansion.text;
    let shown = |span: Span| span.of(text).to_owned();
    let mut out = String::new();
    for node in analysis.graph.ids() {
        let Some(call) = callable_of(project.python(), &analysis, node) else { continue };
        let what = match &*call.resolution {
            Resolution::Found(symbol) => match &symbol.signature {
                Some(signature) => signature.to_string(),
                None if symbol.kind == SymbolKind::Builtin => "builtin".to_owned(),
                None => "unknown signature".to_owned(),
            },
            other => format!("{other:?}"),
        };
        let positional =
            call.positional.iter().map(|argument| argument.place.map_or("elsewhere".into(), shown));
        let named = call.named.iter().map(|argument| format!("{}=", shown(argument.key)));
        let latent = call.has_latent_arguments.then(|| "and latent ones".to_owned());
        let arguments: Vec<String> =
            positional.chain(named).chain(latent).map(|word| format!(" {word}")).collect();
        out += &format!("{} {what} <-{}\n", shown(call.place), arguments.concat());
    }
    expected.assert_eq(&out);
}

#[test]
fn specs_and_arguments_have_places() {
    check(
        "a: &a 1\nb: !call:model.py:make@b [ *a, 2, &c 3 ]\nc: !partial:model:make { width: 1, bias: *a }\n",
        &expect![[r"
            model.py:make (width, *, bias=True) <- elsewhere 2 &c 3
            model:make (width, *, bias=True) <- width= bias=
        "]],
    );
}

#[test]
fn what_configures_the_node_is_no_argument() {
    check(
        "a: !call:model.py:Head { submodule_searchpath: parts, latent_args: { x: 1 }, size: 1 }\n\
         b: !call:model.py:Head { submodule_searchpath: [ parts ], kwargs: 1 }\n\
         c: !call:.head:Head { args: [ 1 ], kwargs: { submodule_searchpath: parts } }\n\
         d: !call:model.py:Head { arg0: 1 }\n",
        &expect![[r"
            model.py:Head (size) <- size= and latent ones
            model.py:Head (size) <- kwargs=
            .head:Head (size) <- 1
            model.py:Head unknown signature <- 1
        "]],
    );
}

#[test]
fn folders_that_are_only_known_later_are_unknown() {
    check(
        "a: !call:.head:Head { submodule_searchpath: [ !var folder, parts ] }\n\
         b: !call:.head:Head { submodule_searchpath: [ parts, !var folder ] }\n",
        &expect![[r"
            .head:Head Unknown <-
            .head:Head (size) <-
        "]],
    );
}

#[test]
fn collections_and_what_is_no_spec_are_no_calls() {
    check(
        "a: !tuple:@a [ 1 ]\nb: !dict:@b { x: 1 }\nc: !call:a-b []\nd: !call:dict { x: 1 }\n",
        &expect![[r"
        dict builtin <- x=
    "]],
    );
}
