//! Syntax errors.

use crate::problem::{Code, Problem};
use crate::span::Span;

/// A syntax error: reading cannot go on from it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where `PyYAML` has it, in bytes.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) message: String,
    /// Another place that takes part in it, and what it has to do with it.
    pub(super) related: Option<(usize, String)>,
}

/// What scanning yields, or the error that ends it. The error is rare and large, so it is boxed.
pub(super) type Scan<T> = Result<T, Box<Fault>>;

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Box<Fault> {
        Box::new(Fault { at, message: message.into(), related: None })
    }

    /// The same fault, found in something that begins at `start`.
    pub(super) fn within(self: Box<Fault>, what: &str, start: usize) -> Box<Fault> {
        self.with(start, format!("{what} begins here"))
    }

    /// The same fault, with another place that takes part in it.
    pub(super) fn with(mut self: Box<Fault>, at: usize, message: impl Into<String>) -> Box<Fault> {
        if self.related.is_none() && at != self.at {
            self.related = Some((at, message.into()));
        }
        self
    }

    pub(super) fn problem(self, text: &str) -> Problem {
        let problem = Problem::new(Code::YamlSyntax, char_at(text, self.at), self.message);
        match self.related {
            Some((at, message)) => problem.related(char_at(text, at), message),
            None => problem,
        }
    }
}

/// The span of the one character at `at`, in bytes; empty at a line's end.
pub(super) fn char_at(text: &str, at: usize) -> Span {
    let length = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, |ch| if ch == '\n' { 0 } else { ch.len_utf8() });
    Span::new(at as u32, (at + length) as u32)
}
