//! What an editor asks, on small workspaces: a fixture with numbered marks, and what is answered at each.

mod actions;
mod completion;
mod definition;
mod fixture;
mod hierarchy;
mod hover;
mod inlay;
mod kinship;
mod lens;
mod python;
mod references;
mod rename;
mod repairs;
mod signature;
#[path = "../diagnostics/workspace.rs"]
#[allow(dead_code, reason = "the tests of diagnostics use the rest")]
mod workspace;
mod workspace_symbols;
