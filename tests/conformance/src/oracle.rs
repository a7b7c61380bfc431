//! Real Jinja2 behind Forgather's preprocessor, in a Python process of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::corpus::repository;
use crate::generate::TemplateSet;

/// A running oracle. The process ends when this is dropped.
pub struct Oracle {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a template set expands to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OracleAnswer {
    /// The expansion.
    Text(String),
    /// The exception that was raised instead.
    Error(OracleError),
}

/// A Python exception and where in the templates it came from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OracleError {
    /// The exception's class name; `Hang` if there was no answer in time.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text, without a place.
    pub message: String,
    /// The innermost template, if any was reached.
    pub template: Option<String>,
    /// The line there, from 1, in the Jinja2 source.
    pub line: Option<u32>,
    /// Every template and line, outermost first.
    pub trace: Vec<(Option<String>, u32)>,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    text: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl OracleError {
    /// The code of the rule that the exception comes to.
    pub fn code(&self) -> &'static str {
        let unknown = |what: &str| self.message.starts_with(&format!("No {what} named"));
        match self.kind.as_str() {
            "TemplateNotFound" | "TemplatesNotFound" => "template-not-found",
            "UndefinedError" => "undefined-variable",
            // Compile time and run time.
            "TemplateAssertionError" | "TemplateRuntimeError" if unknown("filter") => "unknown-filter",
            "TemplateAssertionError" | "TemplateRuntimeError" if unknown("test") => "unknown-test",
            "TemplateSyntaxError" | "TemplateAssertionError" => "jinja-syntax",
            // Python's path functions say so of an undefined value; the sandbox refuses by giving one.
            "TypeError" if self.message.contains("Undefined") => "undefined-variable",
            "SecurityError" => "undefined-variable",
            "RecursionError" => "render-limit",
            _ => "template-error",
        }
    }
}

impl Oracle {
    /// Starts the process; `None` where Python or Jinja2 is missing.
    pub fn start() -> Option<Self> {
        let python = python()?;
        let mut child = Command::new(python)
            .arg(script())
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let requests = child.stdin.take()?;
        let answers = BufReader::new(child.stdout.take()?);
        Some(Self { child, requests, answers })
    }

    /// Expands a template set.
    pub fn expand(&mut self, set: &TemplateSet) -> OracleAnswer {
        let templates: Map<String, Value> =
            set.templates.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        self.ask(&json!({ "templates": templates, "main": set.main, "dialect": set.dialect }))
    }

    /// The Jinja2 source that a template's text is rewritten to.
    pub fn preprocess(&mut self, text: &str, dialect: &str) -> OracleAnswer {
        self.ask(&json!({ "preprocess": text, "dialect": dialect }))
    }

    /// What a Jinja2 expression prints.
    pub fn evaluate(&mut self, expression: &str) -> OracleAnswer {
        self.ask(&json!({ "eval": expression }))
    }

    /// # Panics
    /// If the process is gone or does not speak the protocol: there is nothing a test could do.
    fn ask(&mut self, request: &Value) -> OracleAnswer {
        writeln!(self.requests, "{request}").expect("the oracle reads requests");
        self.requests.flush().expect("the oracle reads requests");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the oracle answers in UTF-8");
        let answer: Answer = serde_json::from_str(&line).expect("the oracle answers in JSON");
        if answer.ok {
            OracleAnswer::Text(answer.text.expect("a good answer has a text"))
        } else {
            OracleAnswer::Error(serde_json::from_value(answer.rest.into()).expect("a bad answer is an error"))
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // It may be busy with a request that nobody waits for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The oracle's script.
pub fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/oracle.py")
}

/// A Python that has what the oracle needs: `$FORGATHER_TEST_PYTHON`, else the repository's `.venv`, else
/// `python3`.
pub fn python() -> Option<PathBuf> {
    let python = std::env::var_os("FORGATHER_TEST_PYTHON").map_or_else(
        || {
            let venv = repository().join(".venv/bin/python");
            if venv.exists() { venv } else { PathBuf::from("python3") }
        },
        PathBuf::from,
    );
    let status = Command::new(&python)
        .args(["-c", "import jinja2, yaml"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then_some(python)
}
