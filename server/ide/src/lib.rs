//! What an editor or a command line shows of Forgather templates: a file for each feature, plain data in, plain data out.
//!
//! Must never know a protocol, how results are shown, or when files change: every function takes analyses of one moment
//! and answers for that moment.
//!
//! Invariant: nothing here fails or panics, however broken the templates; every place is a range of the very text that was
//! analysed, which it carries with it.

mod check;
mod cycles;
pub mod diagnostics;
mod edit;
mod folding;
mod formatting;
mod links;
mod locate;
mod location;
mod nesting;
mod rule;
mod selection;
mod semantic_tokens;
mod symbols;
mod syntax;
mod typing;

pub use check::{Report, Scope, check};
pub use edit::{TextEdit, apply};
pub use folding::{Fold, FoldKind, folding_ranges};
pub use formatting::format;
pub use links::{Link, document_links};
pub use location::Location;
pub use rule::{Rule, RuleLevels, Severity};
pub use selection::selection_ranges;
pub use semantic_tokens::{BlockRef, BlockState, Modifiers, Token, TokenType, semantic_tokens};
pub use symbols::{Symbol, SymbolKind, document_symbols};
pub use typing::{AFTER, on_type};
