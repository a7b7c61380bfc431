//! From the text of a module to its facts, with Ruff's parser. Nothing of the parser leaves this file and its folder.
//!
//! No text makes it panic or exhaust the stack: one that is nested deeper than any that is written by hand gives no
//! facts.

mod body;
mod class;
mod dynamic;
mod expression;
mod function;
mod nesting;

use crate::facts::Facts;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};

/// Enough for what `nesting` lets pass, in the parser, in the walk over its tree and in dropping that.
const STACK: usize = 16 * 1024 * 1024;

/// The facts of a module's text, or `None` if it is nested too deeply. `is_stub` says that it is of a `.pyi` file.
pub(crate) fn facts(text: &str, is_stub: bool) -> Option<Facts> {
    if u32::try_from(text.len()).is_err() {
        return None;
    }
    stacker::grow(STACK, || {
        if nesting::is_too_deep(text) {
            return None;
        }
        let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module)).try_into_module()?;
        let mut facts = body::module(text, &parsed.syntax().body, is_stub);
        if !parsed.errors().is_empty() {
            // Half-typed text: what is there is shown, and nothing is concluded from what is not.
            facts.scope.open = true;
            facts.distrusted = true;
        }
        Some(facts)
    })
}

#[cfg(test)]
mod tests;
