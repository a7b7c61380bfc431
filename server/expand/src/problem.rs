//! What can go wrong while a configuration is expanded.

use forgather_dialect::JinjaSpan;

use crate::origin::FrameId;

/// The rules that an expansion can break. Each is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A template is not valid Jinja2.
    JinjaSyntax,
    /// A template is on no folder of the search path.
    TemplateNotFound,
    /// A variable, attribute or item that is not there is used.
    UndefinedVariable,
    /// There is no filter of that name.
    UnknownFilter,
    /// There is no test of that name.
    UnknownTest,
    /// An operation failed, as an exception in Python does.
    TemplateError,
    /// The expansion takes too long, nests too deeply or grows too large.
    RenderLimit,
}

impl Rule {
    /// The code that users see and settings name.
    pub fn code(self) -> &'static str {
        match self {
            Self::JinjaSyntax => "jinja-syntax",
            Self::TemplateNotFound => "template-not-found",
            Self::UndefinedVariable => "undefined-variable",
            Self::UnknownFilter => "unknown-filter",
            Self::UnknownTest => "unknown-test",
            Self::TemplateError => "template-error",
            Self::RenderLimit => "render-limit",
        }
    }
}

/// Something wrong in a template, met by an expansion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule it breaks.
    pub rule: Rule,
    /// What is wrong and what to do, in plain words.
    pub message: String,
    /// The activation that met it, whose template the span is in.
    pub frame: FrameId,
    /// Where, in that template's Jinja2 source.
    pub span: JinjaSpan,
    /// Other places in the same template that matter, with what they are.
    pub related: Vec<(JinjaSpan, String)>,
}
