//! Expansion of Forgather templates: Jinja2 as Forgather runs it, with the origin of every byte of the output.
//!
//! Must never depend on where files are or how they are watched: a [`Loader`] answers names. Knows nothing of YAML,
//! of projects or of an editor's protocol, and runs no Python.
//!
//! Invariant: the text of an expansion is byte for byte what Forgather prints for the same templates and [`Facts`],
//! every byte of it has an origin, and an expansion ends: with a problem at the template text that caused it where
//! Forgather raises, or where it would not end.

mod clock;
mod data;
mod expansion;
mod facts;
mod globals;
mod interpreter;
mod limits;
mod loader;
mod names;
mod origin;
mod paths;
mod problem;
pub mod python;
mod text;
mod trace;

pub use data::Data;
pub use expansion::{
    Expansion, Frame, FrameKind, Origin, Request, Step, Template, expand, expand_file, expand_traced,
};
pub use facts::{Facts, Uname, Xdg};
pub use globals::{Globals, ProjectFolders};
pub use limits::Limits;
pub use loader::{LoadError, LoadedFile, Loader};
pub use names::unknown_names;
pub use origin::{ExpandedOffset, FrameId, OriginKind};
pub use problem::{Problem, Rule};
pub use trace::{Assignment, Evaluated, SetSite, Shown, Trace};
