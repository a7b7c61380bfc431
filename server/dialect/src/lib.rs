//! The text of Forgather templates: files split into templates, line statements and block headers rewritten to
//! Jinja2, Jinja2 parsed to a tree, and an outline of what an editor wants to know, each with exact positions.
//!
//! Must never depend on files, other templates, Python or YAML libraries, or an editor's protocol: text in, data out.
//!
//! Invariant: nothing here fails or panics, whatever the text. What cannot be read yields a [`Problem`] at its place,
//! and everything around it is still there. Every position in the Jinja2 source of a template maps to a position in
//! the file it was written in, and back.

mod jinja;
pub mod lines;
mod nearest;
pub mod outline;
mod position;
mod source;
mod split;
mod translate;

pub use jinja::ast;
pub use jinja::lexemes::{Lexeme, LexemeKind, lexemes};
pub use jinja::parser::parse;
pub use jinja::shadow::{ScopeKey, TOP_LEVEL};
pub use nearest::{did_you_mean, nearest};
pub use position::{FileOffset, FileSpan, JinjaOffset, JinjaSpan, LineColumn, LineIndex};
pub use source::{Part, SourceFile};
pub use split::{SplitPart, malformed_markers, split};
pub use translate::{Translation, translate};

use std::fmt;
use std::str::FromStr;

/// The two dialects of the language in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// Today's Forgather: comments keep their text, block headers, `=>` trims newlines, `toyaml`.
    #[default]
    Current,
    /// The dialect of the syntax notebook.
    June2025,
}

impl Dialect {
    /// The name that users write: `current` or `2025-06`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::June2025 => "2025-06",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "current" => Ok(Self::Current),
            "2025-06" => Ok(Self::June2025),
            _ => Err(format!("unknown dialect `{name}`; there are `current` and `2025-06`")),
        }
    }
}

/// Something wrong in the Jinja2 source of one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule it breaks.
    pub rule: SyntaxRule,
    /// Where, in the template's Jinja2 source.
    pub span: JinjaSpan,
    /// What is wrong and what to do, in plain words.
    pub message: String,
    /// Another place that matters, such as where an unclosed block was opened, with what it is.
    pub related: Option<(JinjaSpan, String)>,
    /// What most likely mends it.
    pub remedy: Option<Remedy>,
}

/// What most likely mends a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// The statement of that keyword, which was opened at the related place, is to be closed before the problem's place.
    CloseBefore(&'static str),
    /// The same, at the end of the template.
    CloseAtEnd(&'static str),
    /// Another word is to stand at the problem's place.
    Replace(&'static str),
}

/// The rules that text alone can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SyntaxRule {
    /// The template is not valid Jinja2: it cannot be expanded.
    JinjaSyntax,
}
