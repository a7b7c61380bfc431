//! The tokens of YAML, as far as errors depend on them.

/// A token and where it begins and ends, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    StreamEnd,
    /// `%YAML` and its major version.
    Version(u64),
    /// `%TAG` and its handle.
    TagDirective(String),
    OtherDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowMappingStart,
    FlowSequenceEnd,
    FlowMappingEnd,
    Key,
    Value,
    BlockEntry,
    FlowEntry,
    Alias,
    Anchor,
    /// A tag and its handle, empty where it has none.
    Tag(String),
    Scalar,
}

impl TokenKind {
    /// What the token is called in messages.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            TokenKind::StreamEnd => "the end of the text",
            TokenKind::Version(_) | TokenKind::TagDirective(_) | TokenKind::OtherDirective => {
                "a `%` directive"
            }
            TokenKind::DocumentStart => "`---`",
            TokenKind::DocumentEnd => "`...`",
            TokenKind::BlockSequenceStart | TokenKind::BlockEntry => "`-`",
            TokenKind::BlockMappingStart => "a mapping",
            TokenKind::BlockEnd => "less indentation",
            TokenKind::FlowSequenceStart => "`[`",
            TokenKind::FlowMappingStart => "`{`",
            TokenKind::FlowSequenceEnd => "`]`",
            TokenKind::FlowMappingEnd => "`}`",
            TokenKind::Key => "`?`",
            TokenKind::Value => "`:`",
            TokenKind::FlowEntry => "`,`",
            TokenKind::Alias => "an alias",
            TokenKind::Anchor => "an anchor",
            TokenKind::Tag(_) => "a tag",
            TokenKind::Scalar => "a value",
        }
    }
}
