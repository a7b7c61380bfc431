//! Code that does what no code should: each time there is a clear answer, the next request works, and no process stays.

use std::time::{Duration, Instant};

use lsp_tests::{Client, session_processes, wait_for_none};
use serde_json::{Value, json};

use crate::project::Project;

const CONFIGURATION: &str = "\
main: !call:made:run []
good: !call:os:getpid []
spoken: !call:print [ spoken ]
";

/// What a body of Python ends in: the answer to it. `seconds` is the timeout.
fn answer_to(body: &str, seconds: f64, look: impl FnOnce(&Value, &mut Client)) {
    let body = body.replace('\n', "\n    ");
    let module =
        format!("import ctypes, os, signal, subprocess, sys, threading, time\n\ndef run():\n    {body}\n");
    let project = Project::new(CONFIGURATION, &module);
    project.write("../.forgather-ls.yaml", &format!("session: {{ timeout: {seconds} }}\n"));
    let mut client = project.client();
    let server = client.process();
    let answer = project.materialize(&mut client, "main");
    look(&answer, &mut client);
    // The next request works.
    let next = project.materialize(&mut client, "good");
    assert_eq!(next["ok"], true, "after {answer}: {next}");
    assert_eq!(
        (&next["stdout"], &next["stderr"]),
        (&json!(""), &json!("")),
        "nothing is left of what was printed"
    );
    let pid: u32 = next["repr"].as_str().and_then(|pid| pid.parse().ok()).expect("a process");
    assert_eq!(session_processes(server), [pid], "no process but the session's");
    let spoken = project.materialize(&mut client, "spoken");
    assert_eq!((&spoken["ok"], &spoken["stdout"]), (&json!(true), &json!("spoken\n")), "{spoken}");
    client.finish();
    wait_for_none(server);
}

fn failure(body: &str, kind: &str, message: &str) {
    answer_to(body, 20.0, |answer, _| {
        assert_eq!(answer["error"]["type"], kind, "{answer}");
        let found = answer["error"]["message"].as_str().expect("a message");
        assert!(found.contains(message), "{found}");
        // Whoever writes to everything that is open writes over the place, too.
        if kind == "crash" && !body.contains("range(3") {
            assert_eq!(
                answer["error"]["location"]["range"]["start"],
                json!({"line": 0, "character": 6}),
                "{answer}"
            );
        }
    });
}

#[test]
fn a_segmentation_fault() {
    answer_to("print('before')\nctypes.string_at(0)", 20.0, |answer, _| {
        let error = &answer["error"];
        assert_eq!(error["type"], "crash");
        assert_eq!(error["message"], "Python was ended by a segmentation fault");
        assert_eq!(error["location"]["range"]["start"], json!({"line": 0, "character": 6}));
        assert_eq!(answer["stdout"], "before\n");
        let frames = error["traceback"].as_array().expect("frames");
        let ours: Vec<&Value> = frames.iter().filter(|frame| frame["function"] == "run").collect();
        assert_eq!((ours.len(), &ours[0]["line"]), (1, &json!(5)), "{error}");
        assert_eq!(ours[0]["text"], "ctypes.string_at(0)");
    });
}

#[test]
fn ends_of_the_process() {
    failure("os._exit(3)", "crash", "Python ended by itself, with the exit code 3");
    failure("os.kill(os.getpid(), signal.SIGKILL)", "crash", "signal 9");
    failure("os.abort()", "crash", "Python was ended by an abort");
    failure("sys.exit('enough')", "SystemExit", "enough");
    failure("raise KeyboardInterrupt", "KeyboardInterrupt", "");
}

#[test]
fn endless_loops() {
    for body in [
        "while True: pass",
        "time.sleep(1000)",
        // Holds Python's lock, and takes no signals.
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM})\nctypes.PyDLL(None).sleep(1000)",
        "subprocess.run(['sleep', '1000'])",
    ] {
        answer_to(body, 1.0, |answer, _| {
            let error = &answer["error"];
            assert_eq!(error["type"], "timeout", "{answer}");
            assert_eq!(error["message"], "it took more than 1 seconds, and was ended");
            assert_eq!(error["location"]["range"]["start"], json!({"line": 0, "character": 6}));
            if body.starts_with("while") {
                assert_eq!(error["traceback"][0]["function"], "run", "{error}");
            }
        });
    }
}

#[test]
fn a_request_that_is_called_off() {
    let project = Project::new(
        CONFIGURATION,
        "import time\ndef run():\n    open('begun', 'w').close()\n    while True: pass\n",
    );
    let mut client = project.client();
    let server = client.process();
    let argument = project.argument("main", json!({}));
    let id = client.ask(
        "workspace/executeCommand",
        json!({"command": "forgather.materialize", "arguments": [argument]}),
    );
    // Others wait for their turn.
    let argument = project.argument("good", json!({}));
    let queued = client.ask(
        "workspace/executeCommand",
        json!({"command": "forgather.materialize", "arguments": [argument]}),
    );
    let start = Instant::now();
    while !project.path("begun").exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "it does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer(id).expect_err("an error")["code"], -32800);
    let next = client.answer(queued).expect("an answer");
    assert_eq!(next["ok"], true, "{next}");
    assert_eq!(session_processes(server).len(), 1);
    client.finish();
    wait_for_none(server);
}

#[test]
fn forks() {
    // The copy comes back with an object, too: only one answers.
    answer_to("return os.fork() > 0", 20.0, |answer, _| {
        assert_eq!(answer["repr"], "True", "{answer}");
    });
    let left = json!(["a process was left running, and ended with the session"]);
    for body in [
        "if os.fork() == 0:\n    while True: time.sleep(1)",
        // Out of the session's group, and without a parent.
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: time.sleep(1)\n    os._exit(0)\nos.wait()",
        "subprocess.Popen(['sleep', '1000'], start_new_session=True)",
    ] {
        answer_to(body, 20.0, |answer, _| {
            assert_eq!((&answer["ok"], &answer["notes"]), (&json!(true), &left), "{answer}");
        });
    }
    // With a process that outlives the crash.
    failure(
        "if os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(1)\nos._exit(1)",
        "crash",
        "exit code 1",
    );
}

#[test]
fn much_output() {
    let body = "block = b'x' * (1 << 20)\nfor _ in range(1024): os.write(1, block)\nprint('end')";
    answer_to(body, 60.0, |answer, _| {
        assert_eq!(answer["ok"], true);
        let text = answer["stdout"].as_str().expect("text");
        assert!(text.len() < 300_000 && text.ends_with("xend\n"), "{}", text.len());
        assert!(text.contains("bytes left out"), "what is left out is said");
    });
    let body = "return ['x' * 1000] * 100_000";
    answer_to(body, 60.0, |answer, _| {
        assert_eq!((&answer["ok"], &answer["truncated"]), (&json!(true), &json!(true)));
        assert_eq!(answer["repr"].as_str().map(str::len), Some(100_000));
    });
}

#[test]
fn threads_that_go_on() {
    let body = "threading.Thread(target=time.sleep, args=(1000,), name='sleeper').start()";
    answer_to(body, 20.0, |answer, _| {
        assert_eq!(answer["ok"], true, "{answer}");
        assert_eq!(answer["notes"], json!(["threads are still running: `sleeper`"]));
    });
}

#[test]
fn the_streams() {
    failure("input('name? ')", "EOFError", "EOF");
    answer_to("return os.read(0, 10)", 20.0, |answer, _| assert_eq!(answer["repr"], "b''", "{answer}"));
    answer_to("print('out')\nprint('err', file=sys.stderr)\nos.write(1, b'raw\\xff')", 20.0, |answer, _| {
        assert_eq!(answer["stdout"], "out\nraw\u{fffd}");
        assert_eq!(answer["stderr"], "err\n");
    });
    // Closed, replaced, and filled with what looks like messages.
    answer_to(
        "print('a')\nsys.stdout.close()\nos.close(1)\nos.close(2)\nsys.stderr = None",
        20.0,
        |answer, _| {
            assert_eq!((&answer["ok"], &answer["stdout"]), (&json!(true), &json!("a\n")), "{answer}");
        },
    );
    let error = "the code closed what Python is connected by";
    failure("os.closerange(3, 1000)", "crash", error);
    failure(
        "for fd in range(3, 1000):\n    try: os.write(fd, b'\\x04\\x00\\x00\\x00nonsense')\n    except OSError: pass\ntime.sleep(1000)",
        "crash",
        error,
    );
}
