//! Syntax errors.

use crate::problem::{Code, Problem};
use crate::span::Span;

/// A syntax error: reading cannot go on from it. It is rare and large, so what is in it is boxed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault(Box<Details>);

#[derive(Debug, PartialEq, Eq)]
struct Details {
    at: usize,
    message: String,
    /// Another place that takes part in it, and what it has to do with it.
    related: Option<(usize, String)>,
}

/// What scanning yields, or the error that ends it.
pub(super) type Scan<T> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Fault {
        Fault(Box::new(Details { at, message: message.into(), related: None }))
    }

    /// Where `PyYAML` has it, in bytes.
    pub(super) fn at(&self) -> usize {
        self.0.at
    }

    /// The same fault, found in something that begins at `start`.
    pub(super) fn within(self, what: &str, start: usize) -> Fault {
        self.with(start, format!("{what} begins here"))
    }

    /// The same fault, with another place that takes part in it, if it has none yet.
    pub(super) fn with(mut self, at: usize, message: impl Into<String>) -> Fault {
        if self.0.related.is_none() && at != self.0.at {
            self.0.related = Some((at, message.into()));
        }
        self
    }

    pub(super) fn problem(self, text: &str) -> Problem {
        let problem = Problem::new(Code::YamlSyntax, char_at(text, self.0.at), self.0.message);
        match self.0.related {
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
