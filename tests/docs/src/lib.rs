//! The documentation, held against what it is about: the program, the repository, and the book that is made of it.
//!
//! Reads Markdown as pages, and runs what pages show. The tests say what is asked of them.

#![allow(clippy::missing_panics_doc, reason = "what is absent fails the test that asks for it")]

mod output;
mod page;
mod repository;
mod terminal;

pub use output::matches;
pub use page::{Block, Link, Page};
pub use repository::{markdown_files, root};
pub use terminal::{Run, Terminal, copy_projects};
