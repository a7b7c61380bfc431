//! What `PyYAML` would say of a text's syntax, and where.
//!
//! The parser that builds the tree reads YAML 1.2 and reports errors where YAML 1.2 has them. This is a second reading
//! of the text, for its errors only, that decides token by token as `PyYAML`'s scanner and parser do. It runs only on
//! texts that the first reading refuses, or takes with something in them that the two read differently.

mod parser;
mod scalar;
mod scanner;
mod token;

use crate::problem::{Code, Problem};
use crate::yaml::compose::char_at;
use crate::yaml::patch::Patch;

/// A syntax error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, in bytes.
    pub(crate) at: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// What was being read, and where that began.
    pub(crate) context: Option<(&'static str, usize)>,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>) -> Fault {
        Fault { at, message: message.into(), context: None }
    }

    fn within(self, what: &'static str, start: usize) -> Fault {
        Fault { context: Some((what, start)), ..self }
    }

    pub(crate) fn problem(self, text: &str) -> Problem {
        let problem = Problem::new(Code::YamlSyntax, char_at(text, self.at as u32), self.message);
        match self.context {
            Some((what, start)) if start != self.at => {
                problem.related(char_at(text, start as u32), format!("{what} begins here"))
            }
            _ => problem,
        }
    }
}

/// The first syntax error of a text of one document; none where `PyYAML` takes it.
pub(crate) fn verdict(text: &str) -> Option<Fault> {
    parser::Parser::new(text).run().0
}

/// The changes that make YAML 1.2 read the tokens before the first syntax error as `PyYAML` reads them.
pub(crate) fn oddities(text: &str) -> Vec<Patch> {
    parser::Parser::new(text).run().1
}

#[cfg(test)]
mod tests {
    use super::verdict;

    /// `$` marks the place of the error; a text without one has none.
    #[track_caller]
    fn check(marked: &str) {
        let at = marked.find('$');
        let text = marked.replacen('$', "", 1);
        let found = verdict(&text);
        assert_eq!(found.as_ref().map(|fault| fault.at), at, "{text:?}: {found:?}");
    }

    #[test]
    fn errors_are_where_pyyaml_has_them() {
        for marked in [
            "a: 1\n    b$: 2\n",
            "a:\n$\t- 1",
            "a: [1, 2\nb$: 3",
            "a: b$: c",
            "a: $`x`",
            "a: $- 1",
            "a: &a$.b 1",
            "a: 'x\n$---\ny'",
            "a: 'x$",
            "a: \"\\$q\"",
            "a: x # c\n  $y",
            "a: [1$}",
            "a: {b: 1\n$",
            "a:\n b: 1\n  c$: 2",
            "a: |\n  x\n $y\nb: 1",
            "a: 1\n...\n$b: 2",
            "%YAML 1.1\n$a: 1",
            "$...",
            "a: $!x!y z",
            "a: |$#c\n  x",
            "- [a\n- b$",
            "a: 1\n$---\nb: 2",
        ] {
            check(marked);
        }
    }

    #[test]
    fn what_pyyaml_takes() {
        for text in [
            "",
            "a: 1\n",
            "[-]",
            "{?a : b}",
            "a: |\n \tx\n",
            "a: 'x'#c",
            "- a\n- {b: [c, d]}\n",
            "a:\n- b\nc: !t &x |\n  y\n",
            "--- a\n...\n",
            "? a\n: b",
            "{a, b: }",
        ] {
            assert_eq!(verdict(text), None, "{text:?}");
        }
    }
}
