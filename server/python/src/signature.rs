//! What a callable takes.

use std::fmt;

/// How an argument can reach a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// By position only: `a` in `def f(a, /)`.
    PositionalOnly,
    /// By position or by name.
    Ordinary,
    /// `*args`: all other arguments by position.
    Positionals,
    /// By name only: `a` in `def f(*, a)`.
    KeywordOnly,
    /// `**kwargs`: all other arguments by name.
    Keywords,
}

/// A parameter as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Without stars.
    pub name: String,
    /// How an argument can reach it.
    pub kind: ParameterKind,
    /// The text of the default; where there is one, the parameter may be left out.
    pub default: Option<String>,
    /// The text of the annotation.
    pub annotation: Option<String>,
}

/// The parameters that a caller gives: without `self` for what is bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// In the order in which they are written, which Python's grammar makes that of their kinds.
    pub parameters: Vec<Parameter>,
    /// The text of the annotation of what is returned.
    pub returns: Option<String>,
    /// Whether a stub (`.pyi`) says so. Stubs serve type checkers and leave out what those should not see, so such a
    /// signature is shown, but no call is held against it.
    pub from_stub: bool,
}

impl Signature {
    /// Without the first parameter that is given by position, as a method is once it is bound. `None` if it has none.
    pub(crate) fn bound(mut self) -> Option<Self> {
        match self.parameters.first()?.kind {
            ParameterKind::PositionalOnly | ParameterKind::Ordinary => {
                self.parameters.remove(0);
                Some(self)
            }
            ParameterKind::Positionals => Some(self),
            ParameterKind::KeywordOnly | ParameterKind::Keywords => None,
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ParameterKind::Positionals => "*",
            ParameterKind::Keywords => "**",
            _ => "",
        })?;
        f.write_str(&self.name)?;
        match (&self.annotation, &self.default) {
            (Some(annotation), Some(default)) => write!(f, ": {annotation} = {default}"),
            (Some(annotation), None) => write!(f, ": {annotation}"),
            (None, Some(default)) => write!(f, "={default}"),
            (None, None) => Ok(()),
        }
    }
}

/// As Python writes it: `(a, /, b=1, *, c: int)`.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        let mut previous = None;
        for parameter in &self.parameters {
            let kind = parameter.kind;
            if previous == Some(ParameterKind::PositionalOnly) && kind != ParameterKind::PositionalOnly {
                words.push("/".to_owned());
            }
            let star_is_due =
                !matches!(previous, Some(ParameterKind::Positionals | ParameterKind::KeywordOnly));
            if kind == ParameterKind::KeywordOnly && star_is_due {
                words.push("*".to_owned());
            }
            words.push(parameter.to_string());
            previous = Some(kind);
        }
        if previous == Some(ParameterKind::PositionalOnly) {
            words.push("/".to_owned());
        }
        write!(f, "({})", words.join(", "))?;
        self.returns.iter().try_for_each(|returns| write!(f, " -> {returns}"))
    }
}
