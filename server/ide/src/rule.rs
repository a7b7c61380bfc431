//! The rules: their codes, how severe they are, and what a user's settings make of that.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use forgather_dialect::did_you_mean;
use forgather_workspace::{Level, UserSettings};

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Forgather refuses the configuration.
    Error,
    /// Forgather takes it, and it most likely means something else.
    Warning,
    /// Worth knowing.
    Info,
    /// Worth a mark in an editor, no more.
    Hint,
}

impl Severity {
    /// The word that users see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! rules {
    ($($rule:ident $code:literal $severity:ident $summary:literal;)*) => {
        /// A rule that a template or a configuration can break.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $summary] $rule,)*
        }

        impl Rule {
            /// Every rule, in the order of the documentation.
            pub const ALL: &[Rule] = &[$(Rule::$rule,)*];

            /// The code that users see and settings name.
            pub fn code(self) -> &'static str {
                match self {
                    $(Rule::$rule => $code,)*
                }
            }

            /// How severe it is where settings say nothing.
            pub fn severity(self) -> Severity {
                match self {
                    $(Rule::$rule => Severity::$severity,)*
                }
            }

            /// Its page of the documentation, as Markdown. A rule without a page does not compile.
            pub fn page(self) -> &'static str {
                match self {
                    $(Rule::$rule => include_str!(concat!("../../../docs/rules/", $code, ".md")),)*
                }
            }

            /// What it finds, in a sentence.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Rule::$rule => $summary,)*
                }
            }
        }
    };
}

rules! {
    JinjaSyntax "jinja-syntax" Error "a template is not valid Jinja2";
    TemplateNotFound "template-not-found" Error "a template is on no folder of the search path";
    UndefinedVariable "undefined-variable" Error "a variable, attribute or item that is not there is used";
    UnknownFilter "unknown-filter" Error "there is no filter of that name";
    UnknownTest "unknown-test" Error "there is no test of that name";
    TemplateError "template-error" Error "an operation in a template fails";
    YamlSyntax "yaml-syntax" Error "the expanded text is not YAML";
    UndefinedAlias "undefined-alias" Error "an alias names no anchor that is defined before it";
    DuplicateAnchor "duplicate-anchor" Error "two anchors have the same name";
    UnknownTag "unknown-tag" Error "there is no tag of that name";
    InvalidTagValue "invalid-tag-value" Error "a tag has a value that does not fit it";
    UnsupportedType "unsupported-type" Error "a value may not be in a graph";
    DuplicateName "duplicate-name" Error "two different nodes have the same name";
    InvalidImportSpec "invalid-import-spec" Error "a tag does not say what to call";
    MetaError "meta-error" Error "a project's `meta.yaml` does not say what it should";
    SettingsError "settings-error" Error "the settings file does not say what it should";
    RenderLimit "render-limit" Error "an expansion does not end, or grows too large";
    UnresolvedImport "unresolved-import" Warning "a tag names a module, a file or a name that Python would not find";
    UnknownArgument "unknown-argument" Warning "a call gives an argument that what is called does not take";
    MissingArgument "missing-argument" Warning "a call leaves out an argument that what is called needs";
    OverriddenKey "overridden-key" Warning "a later key of the same mapping silently replaces this one";
    DeprecatedTag "deprecated-tag" Warning "a tag has a newer name";
    BlockNotInParent "block-not-in-parent" Warning "no template that this one extends has a block of that name";
    MalformedSplitMarker "malformed-split-marker" Warning "a line looks like a split marker and splits nothing";
    DuplicateTemplate "duplicate-template" Warning "a sub-template hides another of the same name";
    SpreadScalar "spread-scalar" Warning "a string stands where arguments belong, and each of its characters becomes one";
    TagByPrefix "tag-by-prefix" Warning "a tag is taken for another because it begins like it";
    EmptyTuple "empty-tuple" Warning "a tuple of nothing is an empty list";
    ArgsBesideKeywords "args-beside-keywords" Warning "`args` or `kwargs` beside other keys is an ordinary argument";
    IncludeCycle "include-cycle" Warning "templates use each other without end";
    UnusedAnchor "unused-anchor" Hint "no alias uses this anchor";
    UnboundVariable "unbound-variable" Info "a variable without a default has to be given";
    UnreachableTemplate "unreachable-template" Hint "no configuration uses this template";
    UnknownSuppression "unknown-suppression" Info "a comment silences a rule that does not exist";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Rule {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Rule::ALL.iter().copied().find(|rule| rule.code() == code).ok_or(())
    }
}

/// How severe each rule is by the user's settings; none where it is off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleLevels {
    changed: BTreeMap<Rule, Option<Severity>>,
}

impl RuleLevels {
    /// The levels that settings give, and what is wrong with the codes that no rule has: code and message.
    pub fn of_settings(settings: &UserSettings) -> (Self, Vec<(String, String)>) {
        let mut levels = Self::default();
        let mut unknown = Vec::new();
        for (code, level) in &settings.rules {
            let Ok(rule) = code.parse() else {
                let near = did_you_mean(code, Rule::ALL.iter().map(|rule| rule.code()));
                unknown.push((code.clone(), format!("there is no rule `{code}`{near}")));
                continue;
            };
            let severity = match level {
                Level::Error => Some(Severity::Error),
                Level::Warning => Some(Severity::Warning),
                Level::Info => Some(Severity::Info),
                Level::Hint => Some(Severity::Hint),
                Level::Off => None,
            };
            levels.set(rule, severity);
        }
        (levels, unknown)
    }

    /// Sets a rule's level; none turns it off.
    pub fn set(&mut self, rule: Rule, level: Option<Severity>) {
        self.changed.insert(rule, level);
    }

    /// A rule's level; none where it is off.
    pub fn level(&self, rule: Rule) -> Option<Severity> {
        self.changed.get(&rule).copied().unwrap_or(Some(rule.severity()))
    }
}
