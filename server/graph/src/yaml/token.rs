//! The tokens of YAML.

/// A token, from its first byte to the one after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    StreamEnd,
    /// A line that begins with `%`.
    Directive,
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
    Tag(TagShape),
    Scalar(ScalarShape),
}

/// How a tag is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagShape {
    /// `!` alone.
    NonSpecific,
    /// `!<…>`.
    Verbatim,
    /// A handle of that many bytes, such as `!` or `!!`, and the rest.
    Handle(u32),
}

/// How a scalar is written, and where its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarShape {
    /// The value is the token.
    Plain,
    /// The value is what stands between the quotes.
    Quoted,
    /// The value is not in the text as it is: it is the scanner's next rewritten one.
    Rewritten { plain: bool },
}

impl TokenKind {
    /// What the token is called in messages.
    pub(super) fn describe(self) -> &'static str {
        match self {
            TokenKind::StreamEnd => "the end of the text",
            TokenKind::Directive => "a `%` directive",
            TokenKind::DocumentStart => "`---`",
            TokenKind::DocumentEnd => "`...`",
            TokenKind::BlockSequenceStart | TokenKind::BlockEntry => "`-`",
            TokenKind::BlockMappingStart => "a mapping",
            TokenKind::BlockEnd => "less indentation",
            TokenKind::FlowSequenceStart => "`[`",
            TokenKind::FlowMappingStart => "`{`",
            TokenKind::FlowSequenceEnd => "`]`",
            TokenKind::FlowMappingEnd => "`}`",
            TokenKind::Key => "a key",
            TokenKind::Value => "`:`",
            TokenKind::FlowEntry => "`,`",
            TokenKind::Alias => "an alias",
            TokenKind::Anchor => "an anchor",
            TokenKind::Tag(_) => "a tag",
            TokenKind::Scalar(_) => "a value",
        }
    }
}
