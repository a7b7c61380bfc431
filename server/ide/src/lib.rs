//! What an editor or a command line shows of Forgather templates: a file for each feature, plain data in, plain data out.
//!
//! Must never know a protocol, how results are shown, or when files change: every function takes analyses of one moment,
//! or a [`Snapshot`] of all that is known at one, and answers for that moment.
//!
//! Invariant: nothing here fails or panics, however broken the templates; every place is a range of the very text that was
//! analysed, which it carries with it.

pub mod actions;
pub mod call_hierarchy;
pub mod callable;
mod check;
pub mod completion;
mod cycles;
pub mod definition;
pub mod diagnostics;
pub mod document_symbols;
mod edit;
mod expanded;
pub mod folding;
pub mod formatting;
mod fuzzy;
pub mod hierarchy;
pub mod hover;
mod index;
pub mod inlay;
mod language;
pub mod lens;
pub mod links;
mod locate;
mod location;
mod macros;
mod markup;
mod nesting;
mod node;
mod nodes;
mod occurrence;
mod parameter;
pub mod python_definition;
pub mod references;
pub mod rename;
mod rule;
pub mod selection;
pub mod semantic_tokens;
pub mod setting_reads;
mod shown;
pub mod signature;
mod snapshot;
mod symbol;
mod syntax;
mod template;
pub mod template_uses;
pub mod type_hierarchy;
pub mod typing;
mod unexpanded;
pub mod variables;
pub mod workspace_symbols;

pub use check::{Report, Scope, check};
pub use edit::{Edit, Edits, apply};
pub use hierarchy::Lineage;
pub use index::{Computed, FileIndex, IndexCache, Mention, PartIndex, Revision, Role, What, part_at};
pub use location::Location;
pub use markup::Markup;
pub use rule::{Rule, RuleLevels, Severity};
pub use snapshot::{Made, Snapshot, Traced, Unreached};
pub use symbol::{Symbol, symbol_at};
pub use template::TemplateRef;
