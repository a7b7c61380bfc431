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
    /// Other places that matter: the activation whose template each is in, where, and what it is.
    pub related: Vec<(FrameId, JinjaSpan, String)>,
    /// What else helps, that is the same wherever the problem is met: folders that were looked in.
    pub note: Option<String>,
    /// What most likely was meant to stand there instead.
    pub suggestion: Option<Box<str>>,
    pub(crate) reach: Reach,
}

/// How much of the expansion a problem takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The statement that met it is left out, and the expansion goes on.
    Statement,
    /// Nothing after it makes sense.
    Expansion,
    /// It follows from another that is reported already: the statement is left out.
    Echo,
    /// It follows from another that is reported already, and nothing after it makes sense.
    End,
}

impl Problem {
    pub(crate) fn new(rule: Rule, message: impl Into<String>, frame: FrameId, span: JinjaSpan) -> Self {
        let reach = if rule == Rule::RenderLimit { Reach::Expansion } else { Reach::Statement };
        Self {
            rule,
            message: message.into(),
            frame,
            span,
            related: Vec::new(),
            note: None,
            suggestion: None,
            reach,
        }
    }

    /// The same, saying which name was likely meant.
    pub(crate) fn meant(mut self, near: Option<&str>) -> Self {
        if let Some(near) = near {
            self.message += &format!("; did you mean `{near}`?");
            self.suggestion = Some(near.into());
        }
        self
    }
}
