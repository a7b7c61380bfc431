//! What a syntax error says, and where: at the place that `PyYAML` reports.

use granit_parser::ErrorKind;

use super::compose::{Stop, char_at};
use crate::problem::{Code, Problem};

/// The problem for the error that stopped the parser.
pub(crate) fn problem(text: &str, stop: &Stop) -> Problem {
    Problem::new(Code::YamlSyntax, char_at(text, stop.at), format!("{:?}", stop.kind))
}

#[allow(dead_code)]
fn kind(_: &ErrorKind) {}
