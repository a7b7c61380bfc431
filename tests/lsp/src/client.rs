//! A client that notices everything.
#![allow(clippy::needless_pass_by_value, reason = "a message is made where it is sent")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::pattern::mismatch;

/// The binary under test, built as the tests are: optimized or not.
///
/// # Panics
/// If it cannot be built.
pub fn binary() -> PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY
        .get_or_init(|| {
            if let Some(path) = std::env::var_os("FORGATHER_LS") {
                return path.into();
            }
            let this = std::env::current_exe().expect("a test has a file");
            let profile = this
                .ancestors()
                .find(|folder| folder.file_name().is_some_and(|name| name == "debug" || name == "release"))
                .expect("the test is in its profile's folder");
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            // The session's module lies beside the program; a release holds it.
            cargo.args(["build", "--quiet", "--package", "forgather-ls", "--package", "forgather-session"]);
            if profile.ends_with("release") {
                cargo.arg("--release");
            }
            let status = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo runs");
            assert!(status.success(), "forgather-ls does not build");
            profile.join(format!("forgather-ls{}", std::env::consts::EXE_SUFFIX))
        })
        .clone()
}

/// How long the server may take for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// The client's end of a server.
#[derive(Debug)]
pub struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<(Value, Instant)>,
    /// What came and was not asked for yet.
    waiting: Vec<(Value, Instant)>,
    /// Methods whose messages need not be asked for.
    ignored: Vec<String>,
    /// Whether the server's own requests are answered with null without a word.
    answers: bool,
    next: i64,
}

impl Client {
    /// Starts the server with some arguments.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    /// Starts the server with some arguments and more in its environment.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start_with(arguments: &[&str], environment: &[(&str, &OsStr)]) -> Self {
        let log = if std::env::var_os("LSP_LOG").is_some() { Stdio::inherit() } else { Stdio::null() };
        Self::of(
            Command::new(binary()).arg("lsp").args(arguments).envs(environment.iter().copied()).stderr(log),
        )
    }

    /// Starts the server with a standard error that is closed at its other end.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start_unread() -> Self {
        let mut client = Self::of(Command::new(binary()).arg("lsp").stderr(Stdio::piped()));
        drop(client.server.stderr.take());
        client
    }

    fn of(command: &mut Command) -> Self {
        let mut server = command
            .env("FORGATHER_LS_DEBUG", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().expect("output is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send((message, Instant::now())).is_err() {
                    return;
                }
            }
        });
        Self { server, input, messages, waiting: Vec::new(), ignored: Vec::new(), answers: false, next: 0 }
    }

    /// Starts the server and initializes it for a folder.
    pub fn initialized(arguments: &[&str], root_uri: &str, capabilities: &Value) -> Self {
        let mut client = Self::start(arguments);
        client.initialize(root_uri, capabilities);
        client
    }

    /// Initializes the server for a folder.
    pub fn initialize(&mut self, root_uri: &str, capabilities: &Value) {
        let params =
            json!({"processId": std::process::id(), "rootUri": root_uri, "capabilities": capabilities});
        self.request("initialize", params);
        self.notify("initialized", json!({}));
    }

    /// Takes messages of that method without being asked for them.
    pub fn ignore(&mut self, method: &str) {
        self.ignored.push(method.to_owned());
    }

    /// Answers the server's own requests with null, without being told.
    pub fn answer_all(&mut self) {
        self.answers = true;
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// If the server does not take them.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a body in a frame.
    pub fn send_body(&mut self, body: &str) {
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send_body(&json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string());
    }

    /// Sends a request and does not wait for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send_body(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string());
        id
    }

    /// The answer to a request: a result or an error.
    ///
    /// # Panics
    /// If none comes.
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let (mut message, _) = self.take(&format!("an answer to request {id}"), |message| {
            message["id"] == id && message.get("method").is_none()
        });
        match message.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(message["result"].take()),
        }
    }

    /// The result of a request.
    ///
    /// # Panics
    /// If there is an error instead, or no answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id).unwrap_or_else(|error| panic!("`{method}`: {error}"))
    }

    /// The result of a command.
    pub fn command(&mut self, command: &str, argument: Value) -> Value {
        self.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}))
    }

    /// The error of a command.
    ///
    /// # Panics
    /// If there is none.
    pub fn command_error(&mut self, command: &str, argument: Value) -> Value {
        let id = self.ask("workspace/executeCommand", json!({"command": command, "arguments": [argument]}));
        self.answer(id).expect_err("an error")
    }

    /// Waits until the server has nothing left to do, and said all.
    pub fn settle(&mut self) {
        self.command("forgather.debug.settled", json!({}));
    }

    /// The parameters of the next notification of that method that fits a pattern.
    ///
    /// # Panics
    /// If none comes.
    pub fn notification(&mut self, method: &str, pattern: &Value) -> Value {
        self.notification_at(method, pattern).0
    }

    /// The same, with the moment at which it came.
    ///
    /// # Panics
    /// If none comes.
    pub fn notification_at(&mut self, method: &str, pattern: &Value) -> (Value, Instant) {
        let what = format!("`{method}` with {pattern}");
        let (mut message, at) = self.take(&what, |message| {
            message["method"] == method
                && message.get("id").is_none()
                && mismatch(pattern, &message["params"]).is_none()
        });
        (message["params"].take(), at)
    }

    /// Answers the server's next request of that method whose parameters fit a pattern.
    ///
    /// # Panics
    /// If none comes.
    pub fn answer_request(&mut self, method: &str, pattern: &Value, result: &Value) -> Value {
        let what = format!("request `{method}` with {pattern}");
        let (mut message, _) = self.take(&what, |message| {
            message["method"] == method
                && message.get("id").is_some()
                && mismatch(pattern, &message["params"]).is_none()
        });
        let id = message["id"].take();
        self.send_body(&json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string());
        message["params"].take()
    }

    /// An answer that belongs to no request, as to what was no message.
    pub fn stray_error(&mut self) -> Value {
        let (mut message, _) = self.take("an error without a request", |message| {
            message["id"].is_null() && message.get("error").is_some()
        });
        message["error"].take()
    }

    /// All notifications of a method that have come.
    pub fn drain(&mut self, method: &str) -> Vec<Value> {
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message);
        }
        let (taken, rest) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(message, _)| message["method"] == method);
        self.waiting = rest;
        let taken: Vec<(Value, Instant)> = taken;
        taken.into_iter().map(|(mut message, _)| message["params"].take()).collect()
    }

    fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> (Value, Instant) {
        let start = Instant::now();
        let mut seen = 0;
        loop {
            if let Some(at) = self.waiting[seen..].iter().position(|(message, _)| wanted(message)) {
                return self.waiting.remove(seen + at);
            }
            seen = self.waiting.len();
            match self.messages.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
                Ok(message) => self.receive(message),
                Err(error) => {
                    let why = match error {
                        RecvTimeoutError::Timeout => "does not come",
                        RecvTimeoutError::Disconnected => "does not come: the server is gone",
                    };
                    let came: Vec<String> =
                        self.waiting.iter().map(|(message, _)| message.to_string()).collect();
                    panic!("{what} {why}; what came is\n{}", came.join("\n"));
                }
            }
        }
    }

    fn receive(&mut self, (message, at): (Value, Instant)) {
        let method = message["method"].as_str().unwrap_or_default();
        if message.get("id").is_some() && !method.is_empty() && self.answers {
            let answer = json!({"jsonrpc": "2.0", "id": message["id"], "result": null});
            self.send_body(&answer.to_string());
            return;
        }
        if !self.ignored.iter().any(|ignored| ignored == method) {
            self.waiting.push((message, at));
        }
    }

    /// Shuts the server down as it should be, and fails if it said anything that nobody asked for.
    ///
    /// # Panics
    /// If it did, or does not end.
    pub fn finish(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let status = self.end();
        assert!(status.success(), "the server ends with {status}");
        self.nothing_is_left();
    }

    /// Fails if anything came that nobody asked for.
    ///
    /// # Panics
    /// If it did.
    pub fn nothing_is_left(&mut self) {
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message);
        }
        let left: Vec<String> = self.waiting.iter().map(|(message, _)| message.to_string()).collect();
        assert!(left.is_empty(), "nobody asked for\n{}", left.join("\n"));
    }

    /// Closes the server's input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// How the server ends.
    ///
    /// # Panics
    /// If it does not.
    pub fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.server.try_wait().expect("the server can be waited for") {
                // What it said before is read to its end.
                while let Ok(message) = self.messages.recv_timeout(PATIENCE) {
                    self.receive(message);
                }
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Only after a failed test is there anything to end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().ok()?,
            None if line.trim_end().is_empty() => break,
            None => return Some(json!({"method": "not a frame", "params": line})),
        }
    }
    let mut body = vec![0; length];
    Read::read_exact(output, &mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
