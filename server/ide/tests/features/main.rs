//! What an editor asks, on small workspaces: a fixture with numbered marks, and what is answered at each.

mod definition;
mod fixture;
mod hover;
mod references;
mod rename;
#[path = "../diagnostics/workspace.rs"]
#[allow(dead_code, reason = "the tests of diagnostics use the rest")]
mod workspace;
