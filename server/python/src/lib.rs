//! What can be known about a user's Python by reading files: which interpreter a project uses, what is installed for it,
//! where a module is, what a symbol stands for, what calling it takes, and what its documentation says.
//!
//! It must never run Python, nor any other program, nor depend on how templates or graphs look.
//!
//! The invariant: a fact is either what the interpreter itself would say, or it is unknown. Code may change anything as it
//! runs; wherever a text shows that it may, the answer is unknown, so that no rule raises a false alarm. Whatever the files
//! hold (nothing, nonsense, no valid UTF-8, more than fits), nothing here fails, panics, blocks, or reads without a bound.
//!
//! The data's path: [`find`] gives an [`Interpreter`], whose search path [`Python`] looks into. A [`Spec`] is a module and a
//! symbol in it. The module's file is parsed to facts (`syntax`, once a revision), names are followed across modules
//! (`resolve`), and a class is called as its bases say (`class`, `construct`). [`check_call`] holds a call against the result.

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
mod slip;
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
pub use find::{find, setting_in};
pub use interpreter::Interpreter;
pub use modules::{Module, Search};
pub use python::Python;
pub use signature::{Parameter, ParameterKind, Signature};
pub use spec::Spec;
pub use symbol::{Resolution, Symbol, SymbolKind};
