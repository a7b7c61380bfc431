//! One command, one file.

pub(crate) mod check;
pub(crate) mod code;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod ls;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod materialize;
pub(crate) mod meta;
pub(crate) mod pp;
pub(crate) mod targets;
pub(crate) mod tlist;
pub(crate) mod translate;
pub(crate) mod trefs;
