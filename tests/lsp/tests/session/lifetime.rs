//! When a session starts, lasts and ends.

use std::path::Path;
use std::process::Command;

use lsp_tests::{Client, pythons, session_processes, uri, wait_for_none};
use serde_json::{Value, json};

use crate::project::Project;

const CONFIGURATION: &str =
    "main: !call:os:getpid []\nvalue: !call:made:value []\nversion: !call:made:version []\n";
const MODULE: &str =
    "import sys\ndef value():\n    return 1\ndef version():\n    return sys.version.split()[0], sys.prefix\n";

fn pid(project: &Project, client: &mut Client) -> Value {
    project.materialize(client, "main")["repr"].take()
}

#[test]
fn it_is_kept_and_restarted_on_request() {
    let project = Project::new(CONFIGURATION, MODULE);
    let mut client = project.client();
    assert_eq!(session_processes(client.process()), [0; 0], "nothing runs before it is asked for");
    let first = pid(&project, &mut client);
    assert_eq!(pid(&project, &mut client), first);
    let restarted = client.command("forgather.restartSession", json!({"uri": project.uri()}));
    assert_eq!(restarted, json!({"restarted": 1}));
    let second = pid(&project, &mut client);
    assert_ne!(second, first);
    assert_eq!(client.command("forgather.restartSession", json!({})), json!({"restarted": 1}));
    let elsewhere = json!({"uri": "file:///elsewhere"});
    assert_eq!(client.command("forgather.restartSession", elsewhere), json!({"restarted": 0}));
    assert_ne!(pid(&project, &mut client), second);
    let server = client.process();
    client.finish();
    wait_for_none(server);
}

#[test]
fn files_that_were_edited_are_told() {
    let project = Project::new(CONFIGURATION, MODULE);
    let mut client = project.client();
    let answer = project.materialize(&mut client, "value");
    assert_eq!((&answer["repr"], &answer["stale"]), (&json!("1"), &json!([])));
    project.write("made.py", &MODULE.replace("return 1", "return 23"));
    let answer = project.materialize(&mut client, "value");
    assert_eq!((&answer["repr"], &answer["stale"]), (&json!("1"), &json!([uri(&project.path("made.py"))])));
    assert!(answer["notes"][0].as_str().is_some_and(|note| note.contains("restart the session")), "{answer}");
    client.command("forgather.restartSession", json!({}));
    let answer = project.materialize(&mut client, "value");
    assert_eq!((&answer["repr"], &answer["stale"]), (&json!("23"), &json!([])));
    client.finish();
}

/// Constructs `main` of another project of the same workspace.
fn materialize_in(project: &Project, client: &mut Client, folder: &str) -> Value {
    let path = project.path(&format!("../{folder}/templates/configs/main.yaml"));
    client.command("forgather.materialize", json!({"uri": uri(&path), "target": "main"}))
}

fn add_project(project: &Project, folder: &str, configuration: &str) {
    project.write(
        &format!("../{folder}/meta.yaml"),
        "name: Another\ndefault_config: main.yaml\nsystem_path: [\"{{ workspace_root }}\"]\nsearchdir: [\"{{ joinpath(project_dir, 'templates') }}\"]\n",
    );
    project.write(&format!("../{folder}/templates/configs/main.yaml"), configuration);
}

#[test]
fn a_namespace_package_is_each_projects_own() {
    let project = Project::new(CONFIGURATION, MODULE);
    for folder in ["a", "b", "c"] {
        add_project(&project, folder, "main: !call:src.models:f []\n");
        project.write(
            &format!("../{folder}/src/models.py"),
            &format!("from src import inner\ndef f():\n    return '{folder}' + inner.NAME\n"),
        );
        project.write(&format!("../{folder}/src/inner.py"), &format!("NAME = '{folder}'\n"));
    }
    project.write("../b/src/__init__.py", "");
    let mut client = project.client();
    for folder in ["a", "b", "a", "c"] {
        let answer = materialize_in(&project, &mut client, folder);
        assert_eq!(answer["repr"], format!("'{folder}{folder}'"), "{answer}");
    }
    client.finish();
}

/// A compiled module such as NumPy's cannot be loaded twice.
#[test]
fn an_environment_in_the_folder_that_is_left_stays_loaded() {
    let Some((python, version)) = pythons().into_iter().next() else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no CPython from 3.10 on");
        println!("skipped: an_environment_in_the_folder_that_is_left_stays_loaded: no CPython from 3.10 on");
        return;
    };
    let project = Project::new("main: !call:own:value []\n", MODULE);
    let venv = project.path("../.venv");
    let made = Command::new(python).args(["-m", "venv", "--without-pip"]).arg(&venv).output();
    if !made.is_ok_and(|output| output.status.success()) {
        println!("skipped: an_environment_in_the_folder_that_is_left_stays_loaded: no virtual environments");
        return;
    }
    let minor: Vec<&str> = version.split('.').take(2).collect();
    let installed = format!("../.venv/lib/python{}/site-packages/compiled.py", minor.join("."));
    project.write(
        &installed,
        "import sys\nassert not hasattr(sys, 'compiled'), 'loaded twice'\nsys.compiled = True\n",
    );
    project.write("own.py", "import compiled\ndef value():\n    return 'project'\n");
    add_project(&project, "a", "main: !call:own:value []\n");
    project.write("../own.py", "import compiled\ndef value():\n    return 'workspace'\n");
    let mut client = project.client();
    let settings = json!({"settings": {"forgather": {"python": venv}}});
    client.notify("workspace/didChangeConfiguration", settings);
    for expected in ["workspace", "project", "workspace"] {
        let answer = match expected {
            "workspace" => materialize_in(&project, &mut client, "a"),
            _ => project.materialize(&mut client, "main"),
        };
        assert_eq!(answer["repr"], format!("'{expected}'"), "{answer}");
    }
    client.finish();
}

#[test]
fn an_edit_of_what_is_no_longer_imported_is_not_told() {
    let project = Project::new("main: !call:time:ctime [ 0 ]\n", MODULE);
    add_project(&project, "a", "main: !call:own:value []\n");
    project.write("../a/own.py", "def value():\n    return 1\n");
    let mut client = project.client();
    assert_eq!(materialize_in(&project, &mut client, "a")["repr"], "1");
    project.write("../a/own.py", "def value():\n    return 23\n");
    assert_eq!(project.materialize(&mut client, "main")["stale"], json!([]));
    let answer = materialize_in(&project, &mut client, "a");
    assert_eq!((&answer["repr"], &answer["stale"]), (&json!("23"), &json!([])));
    client.finish();
}

#[test]
fn it_ends_with_the_server_however_that_ends() {
    let busy = "import time\ndef value():\n    open('begun', 'w').close()\n    while True: pass\n";
    for (module, target) in [(MODULE, "value"), (busy, "value")] {
        for kill in [true, false] {
            let project = Project::new(CONFIGURATION, module);
            let mut client = project.client();
            let server = client.process();
            let argument = project.argument(target, json!({}));
            let params = json!({"command": "forgather.materialize", "arguments": [argument]});
            let id = client.ask("workspace/executeCommand", params);
            if module == busy {
                while !project.path("begun").exists() {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
            } else {
                client.answer(id).expect("an answer");
            }
            assert_eq!(session_processes(server).len(), 1);
            if kill {
                let status = Command::new("kill").args(["-9", &server.to_string()]).status();
                assert!(status.is_ok_and(|status| status.success()));
            } else {
                client.close_input();
            }
            client.end();
            wait_for_none(server);
        }
    }
}

#[test]
fn an_untrusted_workspace_runs_nothing() {
    let project = Project::new(CONFIGURATION, MODULE);
    let mut client = Client::start(&[]);
    let params = json!({
        "processId": std::process::id(), "rootUri": uri(&project.path("../")), "capabilities": {},
        "initializationOptions": {"trusted": false},
    });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.ignore("forgather/status");
    client.ignore("textDocument/publishDiagnostics");
    // The workspace itself has no say.
    project.write("../.forgather-ls.yaml", "trusted: true\n");
    let argument = project.argument("value", json!({}));
    let error = client.command_error("forgather.materialize", argument);
    assert_eq!(error["code"], -32803);
    assert!(error["message"].as_str().is_some_and(|message| message.contains("not trusted")), "{error}");
    assert_eq!(session_processes(client.process()), [0; 0]);
    let trusted = |trusted: Value| json!({"settings": {"forgather": {"trusted": trusted}}});
    // Settings that say nothing of it change nothing.
    client.notify("workspace/didChangeConfiguration", trusted(Value::Null));
    client.command_error("forgather.materialize", project.argument("value", json!({})));
    client.notify("workspace/didChangeConfiguration", trusted(true.into()));
    assert_eq!(project.materialize(&mut client, "value")["repr"], "1");
    assert_eq!(session_processes(client.process()).len(), 1);
    client.notify("workspace/didChangeConfiguration", trusted(false.into()));
    client.command_error("forgather.materialize", project.argument("value", json!({})));
    wait_for_none(client.process());
    client.finish();
}

/// One build of the module is loaded by every interpreter, and by virtual environments of each.
#[test]
fn every_python_of_the_machine() {
    let pythons = pythons();
    if pythons.is_empty() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no CPython from 3.10 on");
        println!("skipped: every_python_of_the_machine: no CPython from 3.10 on");
        return;
    }
    let project = Project::new(CONFIGURATION, MODULE);
    let mut client = project.client();
    let mut before = Value::Null;
    for (python, version) in &pythons {
        let venv = project.path(&format!("../venv-{version}"));
        let made = Command::new(python).args(["-m", "venv", "--without-pip"]).arg(&venv).output();
        let has_venv = made.is_ok_and(|output| output.status.success());
        if !has_venv {
            println!("{} makes no virtual environment", python.display());
        }
        for interpreter in std::iter::once(python).chain(has_venv.then_some(&venv)) {
            let settings = json!({"settings": {"forgather": {"python": interpreter}}});
            client.notify("workspace/didChangeConfiguration", settings);
            let answer = project.materialize(&mut client, "version");
            let repr = answer["repr"].as_str().unwrap_or_default();
            assert!(repr.starts_with(&format!("('{version}'")), "{}: {answer}", interpreter.display());
            assert_eq!(repr.contains("venv-"), interpreter == &venv, "{repr}");
            assert_eq!(answer["python"], version.as_str());
            let now = pid(&project, &mut client);
            assert_ne!(now, before, "another interpreter is another process");
            before = now;
            assert_eq!(session_processes(client.process()).len(), 1, "that of the one before is ended");
        }
        println!("{version}: {}", python.display());
    }
    client.finish();
}

#[test]
fn what_is_no_python_of_use_says_why() {
    let project = Project::new(CONFIGURATION, MODULE);
    let script = project.path("../old");
    project.write("../old", "#!/bin/sh\necho 'something is wrong' >&2\nexit 1\n");
    project.write("../silent", "#!/bin/sh\nexec cat\n");
    for name in ["../old", "../silent"] {
        let path = project.path(name);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(path, mode).expect("the file is there");
    }
    project.write("../.forgather-ls.yaml", "session: { timeout: 1 }\n");
    let mut client = project.client();
    let mut with = |python: &Path| {
        let settings = json!({"settings": {"forgather": {"python": python}}});
        client.notify("workspace/didChangeConfiguration", settings);
        project.materialize(&mut client, "value")
    };
    let answer = with(&script);
    assert_eq!(answer["error"]["type"], "start");
    let message = answer["error"]["message"].as_str().expect("a message");
    assert!(message.ends_with("does not start: something is wrong"), "{message}");
    let answer = with(&project.path("../silent"));
    let message = answer["error"]["message"].as_str().expect("a message");
    assert!(message.contains("does not start"), "{message}");
    let settings = json!({"settings": {"forgather": {"python": "/no/such/python"}}});
    client.notify("workspace/didChangeConfiguration", settings);
    let error = client.command_error("forgather.materialize", project.argument("value", json!({})));
    assert!(
        error["message"].as_str().is_some_and(|message| message.contains("no Python was found")),
        "{error}"
    );
    let server = client.process();
    client.finish();
    wait_for_none(server);
}
