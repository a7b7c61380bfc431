//! The real binary, driven over standard input and output.
//!
//! A [`Client`] fails on every message that nobody asked for: what the server says is either expected or a fault.

mod client;
pub mod editing;
mod pattern;
mod processes;
mod pythons;
mod random;
mod transcript;
mod tree;

pub use client::{Client, binary};
pub use pattern::mismatch;
pub use processes::{session_processes, wait_for_none};
pub use pythons::pythons;
pub use random::Random;
pub use transcript::run;
pub use tree::{copy_corpus, uri};
