//! What can be wrong with an expanded configuration.

use std::fmt;

use crate::span::Span;

/// The rule that a problem breaks. Every code is an error: Forgather refuses the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The text is not YAML as `PyYAML` reads it.
    YamlSyntax,
    /// An alias names no anchor that is complete before it.
    UndefinedAlias,
    /// An anchor's name is used twice.
    DuplicateAnchor,
    /// A tag that neither YAML nor Forgather knows.
    UnknownTag,
    /// A tag, a merge or an argument with a value that does not fit it.
    InvalidTagValue,
    /// A value that may not be in a graph, such as a date, or a key that cannot be one.
    UnsupportedType,
    /// Two different nodes of one name.
    DuplicateName,
    /// A callable tag that does not say what to call.
    InvalidImportSpec,
    /// The configuration is too large or too deep to be worked on.
    RenderLimit,
}

impl Code {
    /// Every code, in the order of the rules page.
    pub const ALL: [Code; 9] = [
        Code::YamlSyntax,
        Code::UndefinedAlias,
        Code::DuplicateAnchor,
        Code::UnknownTag,
        Code::InvalidTagValue,
        Code::UnsupportedType,
        Code::DuplicateName,
        Code::InvalidImportSpec,
        Code::RenderLimit,
    ];

    /// The code as users write it in settings, for example `yaml-syntax`.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::YamlSyntax => "yaml-syntax",
            Code::UndefinedAlias => "undefined-alias",
            Code::DuplicateAnchor => "duplicate-anchor",
            Code::UnknownTag => "unknown-tag",
            Code::InvalidTagValue => "invalid-tag-value",
            Code::UnsupportedType => "unsupported-type",
            Code::DuplicateName => "duplicate-name",
            Code::InvalidImportSpec => "invalid-import-spec",
            Code::RenderLimit => "render-limit",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One fault of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule it breaks.
    pub code: Code,
    /// Where. It starts at the line and column that Forgather reports, where it reports one.
    pub span: Span,
    /// What is wrong, and what to do.
    pub message: String,
    /// Other places that take part in it, such as the first definition of a duplicate.
    pub related: Vec<Related>,
    /// Where the fault most likely is, if that is not where Forgather notices it.
    pub cause: Option<Box<Cause>>,
}

/// What most likely brought a problem about: a line before it, with the change that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Where.
    pub span: Span,
    /// What is wrong there.
    pub message: String,
    /// The change after which the text can be read beyond the problem.
    pub fix: Fix,
}

/// A change to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu.
    pub title: String,
    /// What is replaced.
    pub span: Span,
    /// What it becomes.
    pub text: String,
}

/// A place that takes part in a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What it has to do with the problem.
    pub message: String,
}

impl Problem {
    /// A problem at one place.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Problem {
        Problem { code, span, message: message.into(), related: Vec::new(), cause: None }
    }

    /// The same problem, with another place that takes part in it.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Problem {
        self.related.push(Related { span, message: message.into() });
        self
    }
}
