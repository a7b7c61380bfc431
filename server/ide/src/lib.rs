//! What an editor or a command line shows of Forgather templates: a file for each feature, plain data in, plain data out.
//!
//! Must never know a protocol, how results are shown, or when files change: every function takes analyses of one moment
//! and answers for that moment.
//!
//! Invariant: nothing here fails or panics, however broken the templates; every place is a range of the very text that was
//! analysed, which it carries with it.

pub mod callable;
mod check;
mod cycles;
pub mod diagnostics;
mod locate;
mod location;
mod rule;

pub use check::{Report, Scope, check};
pub use location::Location;
pub use rule::{Rule, RuleLevels, Severity};
