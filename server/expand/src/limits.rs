//! What keeps an expansion bounded.

/// Limits of one expansion. Real configurations stay below a hundredth of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Statements executed, calls, turns of loops, and work on large values.
    pub steps: u64,
    /// Bytes output or captured.
    pub output: u64,
    /// Nesting of templates, blocks and macros.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 4_000_000, output: 64 << 20, depth: 200 }
    }
}
