//! The Python session: a module that the user's own interpreter loads in a process of its own, and that constructs node
//! graphs there when the server asks for it.
//!
//! It depends on the graph alone, and knows nothing of templates, editors or where it is started from: a graph comes as
//! expanded text, and what fails is named by its span in that text.
//!
//! Invariant: whatever the user's code does, the server's end of the pipe carries whole messages of ours and nothing else,
//! and no process of the session outlives that end.

mod call;
mod construct;
mod convert;
mod failure;
mod files;
mod import;
mod link;
mod message;
mod nodes;
mod output;
mod partial;
mod position;
mod serve;
mod times;

use pyo3::prelude::*;

/// The session's module. Nothing of it is for the user's code.
#[pymodule]
fn forgather_session(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(serve::serve, module)?)?;
    module.add_class::<partial::Partial>()?;
    nodes::add_classes(module)
}
