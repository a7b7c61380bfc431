//! What Forgather expands its templates to, for tests that compare with it.
//!
//! The expected results come from two places: the [`corpus`], which Forgather itself wrote, and the
//! [`oracle`], real Jinja2 behind Forgather's preprocessor, which answers for any template set, such as those
//! that [`generate`] makes up.
//!
//! [`expand`] brings the crates under test; nothing else here depends on them.
//! Invariant: nothing here reads the host or the user; the world is a corpus's `facts.json`. The [`stopwatch`] is for what
//! is printed, and no test passes or fails by it.

pub mod corpus;
pub mod expand;
pub mod generate;
pub mod numbers;
pub mod oracle;
pub mod stopwatch;
pub mod workspace;
