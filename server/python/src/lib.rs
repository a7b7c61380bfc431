//! What can be known about a user's Python by reading files: which interpreter a project uses, its version, and the
//! versions of the distributions installed for it.
//!
//! It must never run Python, nor any other program, nor depend on how templates or graphs look.
//!
//! The invariant: a fact is either what the interpreter itself would say, or `None`. Whatever the files hold (nothing,
//! nonsense, no valid UTF-8, more than fits), nothing here fails, panics, blocks, or reads without a bound.

mod builtins;
mod call;
mod class;
mod complete;
mod construct;
mod dataclass;
mod decorator;
mod distribution;
mod env;
mod facts;
mod find;
mod installation;
mod interpreter;
mod listing;
mod modules;
mod pth;
mod pyenv;
mod python;
mod pyvenv;
mod read;
mod resolve;
mod signature;
mod source;
mod spec;
mod symbol;
mod syntax;
mod version;

pub use call::{Mismatch, check_call};
pub use complete::Completion;
pub use distribution::{Versions, distribution_version, versions};
pub use env::Env;
pub use facts::ByteRange;
pub use find::find;
pub use interpreter::Interpreter;
pub use modules::{Module, Search};
pub use python::Python;
pub use signature::{Parameter, ParameterKind, Signature};
pub use spec::Spec;
pub use symbol::{Resolution, Symbol, SymbolKind};
