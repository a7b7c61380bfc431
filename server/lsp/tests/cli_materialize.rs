//! The real binary: objects constructed in a real Python.

#[allow(dead_code, reason = "the other tests need more of it")]
mod shared;

use std::process::Command;
use std::sync::Once;

use shared::{Run, Workspace};

const TEXT: &str = "\
main: !partial:math:sqrt []
power: !partial:pow [ 2 ]
point: { x: !var { name: x, default: 16 }, y: !var y }
shout: !call:made:shout [ hello ]
broken: !call:list
    - !call:made:fail [ 1 ]
slow: !call:time:sleep [ 1000 ]
plain: [ 1, two ]
";

const MODULE: &str = "\
import sys

def shout(text):
    print(text.upper())
    print('and more', file=sys.stderr)
    return text

def fail(number):
    raise ValueError('not', number)
";

/// A project, and beside the binary the module that it loads into Python.
fn workspace() -> Workspace {
    static MODULE_IS_BUILT: Once = Once::new();
    MODULE_IS_BUILT.call_once(|| {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet", "--package", "forgather-session"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let status = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo runs");
        assert!(status.success(), "the session's module does not build");
    });
    let workspace = Workspace::new(&[("configs/main.yaml", TEXT)]);
    workspace.write("project/made.py", MODULE.as_bytes());
    workspace
}

/// The tests' own interpreter, else the one on `PATH`. It is named, because the tests of this crate find none.
fn python() -> String {
    if let Ok(python) = std::env::var("FORGATHER_TEST_PYTHON") {
        return python;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("python3")).find(|file| file.is_file());
    found.expect("a Python is needed to construct in").to_string_lossy().into_owned()
}

fn materialize(arguments: &[&str]) -> Run {
    let mut all: Vec<&str> = std::iter::once("materialize").chain(arguments.iter().copied()).collect();
    let python = python();
    if !arguments.contains(&"--python") {
        all.extend(["--python", &python]);
    }
    workspace().run(&all)
}

/// Type and `repr` on standard output, and nothing on standard error.
fn check(arguments: &[&str], out: &str) {
    let run = materialize(arguments);
    assert_eq!((run.out.as_str(), run.err.as_str(), run.code), (out, "", Some(0)), "{arguments:?}");
}

#[test]
fn objects() {
    check(&["--call", "16"], "float\n4.0\n");
    check(&["power", "--call", "exp=3"], "int\n8\n");
    check(&["power", "--call", "-1"], "float\n0.5\n");
    check(&["point", "--var", "y=[1, {a: 1_000}]"], "dict\n{'x': 16, 'y': [1, {'a': 1000}]}\n");
    // As in a configuration: YAML 1.1, and its tags.
    check(&["point", "--var", "x=yes", "--var", "y='yes'"], "dict\n{'x': True, 'y': 'yes'}\n");
    check(&["point", "--var", "y=!tuple [1, 2]"], "dict\n{'x': 16, 'y': (1, 2)}\n");
    check(&["point", "--var", "y="], "dict\n{'x': 16, 'y': None}\n");
    check(&["plain"], "list\n[1, 'two']\n");
}

#[test]
fn what_was_printed() {
    let run = materialize(&["shout"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("str\n'hello'\n", "HELLO\nand more\n"));
    let run = materialize(&["shout", "-v"]);
    assert!(run.err.contains(" ms  made:shout  project/templates/configs/main.yaml:4:8\n"), "{}", run.err);
    assert!(run.err.contains(" ms in all, in Python 3."), "{}", run.err);
}

#[test]
fn failures_at_their_template_text() {
    let run = materialize(&["broken"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
    assert_eq!(
        run.err,
        "\
project/templates/configs/main.yaml:6:7: error[ValueError]: ('not', 1)
    File \"project/made.py\", line 9, in fail
      raise ValueError('not', number)
    needed by `list` at project/templates/configs/main.yaml:5:9
"
    );
    let run = materialize(&["point"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.err,
        "\
project/templates/configs/main.yaml:3:47: error[NameError]: variable `y` has no value
    give it one with `--var y=VALUE`, or write a default: `!var { name: y, default: … }`
"
    );
    let run = materialize(&[]);
    assert!(
        run.err.contains("error[TypeError]: math.sqrt() takes exactly one argument (0 given)\n"),
        "{}",
        run.err
    );
    assert!(run.err.contains("given with `--call ARG` or `--call NAME=ARG`\n"), "{}", run.err);
    let run = materialize(&["slow", "--timeout", "0.5"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.err,
        "project/templates/configs/main.yaml:7:7: error[timeout]: it took more than 0.5 seconds, and was ended\n"
    );
}

#[test]
fn what_cannot_be_run() {
    for (arguments, message) in [
        (&["mian"][..], "there is no target `mian`; did you mean `main`?"),
        (&["point", "--var", "y"], "`--var`: `y` has no `=`: write `NAME=VALUE`"),
        (&["point", "--var", "y=[1"], "`--var`: the value of `y` cannot be read"),
        (
            &["plain", "--call", "1"],
            "only a `!partial` is called with arguments; what is asked for is a list",
        ),
        (&["main", "--timeout", "0"], "`--timeout` is a number of seconds"),
        (&["main", "--python", "/no/such/python"], "no Python was found"),
        (&["main", "--python", "/bin/false"], "`/bin/false` does not start"),
    ] {
        let run = materialize(arguments);
        assert!(run.err.contains(message), "{arguments:?}: {}", run.err);
        assert_eq!((run.out.as_str(), run.code), ("", Some(2)), "{arguments:?}");
    }
}

#[test]
fn a_configuration_with_errors_is_not_constructed() {
    let workspace = workspace();
    workspace.write("project/templates/configs/main.yaml", b"main: !call:made:shout [ *x ]\n");
    let run = workspace.run(&["materialize"]);
    assert!(run.err.contains("error[undefined-alias]"), "{}", run.err);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
}

/// A folder that is no project, in the notebook's dialect.
#[test]
fn a_template_on_its_own() {
    let workspace = workspace();
    workspace.write(
        "alone/a.yaml",
        b"- &dice !call:random:random []\n- *dice\n- !call:operator:is_ [ *dice, *dice ]\n",
    );
    let run = shared::run(
        &["materialize", "-p", "alone", "-t", "a.yaml", "--dialect", "2025-06", "--python", &python()],
        &workspace.path(""),
    );
    assert!(run.out.starts_with("list\n[0.") && run.out.ends_with(", True]\n"), "{} {}", run.out, run.err);
}
