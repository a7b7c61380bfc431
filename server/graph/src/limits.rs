//! How large a configuration may be. Beyond these there is a problem, not a longer wait.

/// Bytes of expanded text.
pub(crate) const MAX_TEXT: usize = 32 << 20;

/// Levels of nesting of a node, counted through aliases too. Python's recursion limit stops Forgather
/// itself at about 245 nested collections.
pub(crate) const MAX_DEPTH: u32 = 400;

/// Nodes of a graph.
pub(crate) const MAX_NODES: usize = 8_000_000;

/// Entries that merge keys (`<<`) may copy in all: merging a list of two aliases doubles what it merges.
pub(crate) const MAX_MERGED: usize = 4_000_000;

/// Nodes of a graph once every alias is written out, which is what Forgather's encoders visit.
pub(crate) const MAX_WEIGHT: u64 = 20_000_000;

/// Bytes of an encoder's output.
pub(crate) const MAX_OUTPUT: usize = 128 << 20;
