//! What each piece of a file is, for colours.

mod jinja;
mod states;
mod yaml;

use forgather_dialect::lines::LineKind;
use forgather_dialect::{FileSpan, LexemeKind, SourceFile};

pub use states::{BlockStates, block_states};

use crate::syntax::{Layers, extent};

/// A piece of one line, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: FileSpan,
    /// What it is.
    pub kind: TokenType,
    /// What else is to be said of it.
    pub modifiers: Modifiers,
}

macro_rules! token_types {
    ($($(#[$doc:meta])* $name:ident = $written:literal,)*) => {
        /// What a token is, by the protocol's names as far as it has any.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum TokenType {
            $($(#[$doc])* $name,)*
        }

        impl TokenType {
            /// All types, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name that editors know it by.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $written,)*
                }
            }
        }
    };
}

token_types! {
    /// A module of an import spec; the name of a template in its split marker.
    Namespace = "namespace",
    /// A class of an import spec.
    Class = "class",
    /// A function of an import spec, a filter, a test, what is called.
    Function = "function",
    /// A macro.
    Macro = "macro",
    /// A variable, also one that `!var` names.
    Variable = "variable",
    /// A macro's parameter, and an argument's name, also the key of an argument of a call.
    Parameter = "parameter",
    /// An attribute, and the key of a mapping.
    Property = "property",
    /// A keyword, and a constant such as `true`.
    Keyword = "keyword",
    /// A string.
    String = "string",
    /// A number.
    Number = "number",
    /// An operator.
    Operator = "operator",
    /// A comment.
    Comment = "comment",
    /// What begins and ends a statement or an expression: `--`, `{{`, `[` of a block header.
    Delimiter = "delimiter",
    /// A block's name.
    Block = "block",
    /// A YAML tag, up to its colon.
    Tag = "tag",
    /// A node's name, with its `@`.
    NodeName = "nodeName",
    /// `&name`
    Anchor = "anchor",
    /// `*name`
    Alias = "alias",
    /// A key at the left margin: what can be constructed.
    Target = "target",
    /// A key at the left margin that begins with a dot.
    DotName = "dotName",
    /// A split marker, but for the name in it.
    SplitMarker = "splitMarker",
}

/// A set of modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modifiers(pub u32);

impl Modifiers {
    /// The names of all modifiers, in the order of their bits.
    pub const NAMES: [&'static str; 4] = ["definition", "deprecated", "overridden", "inherited"];
    /// None.
    pub const NONE: Self = Self(0);
    /// It is defined here.
    pub const DEFINITION: Self = Self(1);
    /// It has a newer name.
    pub const DEPRECATED: Self = Self(1 << 1);
    /// A block that a template which extends this one overrides.
    pub const OVERRIDDEN: Self = Self(1 << 2);
    /// A block that is a parent's, and is overridden here.
    pub const INHERITED: Self = Self(1 << 3);

    /// Both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of those that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, name)| name)
    }
}

/// A block of a file, where its name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockRef<'a> {
    /// The sub-template that it is in; none for the file's own template.
    pub template: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
}

/// How a block stands among those of its name in the templates that extend each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockState {
    /// Whether another template overrides it.
    pub overridden: bool,
    /// Whether it overrides a parent's.
    pub inherited: bool,
}

/// The tokens of a file, in order; none holds a line break, none overlaps another. `state` says of each block how it
/// stands among others.
pub fn semantic_tokens(source: &SourceFile, state: &dyn Fn(&BlockRef<'_>) -> BlockState) -> Vec<Token> {
    let mut canvas = Canvas::new(source);
    for layers in Layers::of_file(source) {
        marker(&layers, &mut canvas);
        yaml::paint(&layers, &mut canvas);
        erase_statements(&layers, &mut canvas);
        jinja::paint(&layers, state, &mut canvas);
        comments(&layers, &mut canvas);
    }
    canvas.tokens()
}

/// Split markers: all of the line, the name in it for itself.
fn marker(layers: &Layers<'_>, canvas: &mut Canvas<'_>) {
    let Some((_, name)) = &layers.part.name else { return };
    let start = extent(layers.source, layers.part).start;
    let text = &layers.source.text[start.index()..];
    let end = start.index() + text.find(['\n', '\r']).unwrap_or(text.len());
    canvas.paint(FileSpan::new(start, end), TokenType::SplitMarker, Modifiers::NONE);
    canvas.paint(*name, TokenType::Namespace, Modifiers::DEFINITION);
}

/// A quoted string may hold expressions, whose own tokens count.
fn erase_statements(layers: &Layers<'_>, canvas: &mut Canvas<'_>) {
    for span in layers.expressions.iter().map(|expression| expression.span) {
        canvas.erase(span);
    }
    for span in layers.statements.iter().map(|statement| statement.span) {
        canvas.erase(span);
    }
}

/// Comments on lines of their own, behind something, and in braces.
fn comments(layers: &Layers<'_>, canvas: &mut Canvas<'_>) {
    for lexeme in layers.lexemes.iter().filter(|lexeme| lexeme.kind == LexemeKind::Comment) {
        for span in layers.part.translation.copied(lexeme.span) {
            canvas.paint(span, TokenType::Comment, Modifiers::NONE);
        }
    }
    for line in &layers.lines {
        let own = match line.kind {
            LineKind::Comment { comment } => Some(comment),
            _ => None,
        };
        for comment in own.into_iter().chain(line.comment) {
            canvas.paint(comment, TokenType::Comment, Modifiers::NONE);
        }
    }
}

/// What each byte of a file belongs to: what is painted later covers what was there.
struct Canvas<'a> {
    source: &'a SourceFile,
    painted: Vec<(TokenType, Modifiers)>,
    /// For each byte one more than the place among what was painted; 0 for nothing.
    bytes: Vec<u32>,
}

impl<'a> Canvas<'a> {
    fn new(source: &'a SourceFile) -> Self {
        Self { source, painted: Vec::new(), bytes: vec![0; source.text.len()] }
    }

    fn paint(&mut self, span: FileSpan, kind: TokenType, modifiers: Modifiers) {
        self.painted.push((kind, modifiers));
        self.fill(span, self.painted.len() as u32);
    }

    fn erase(&mut self, span: FileSpan) {
        self.fill(span, 0);
    }

    fn fill(&mut self, span: FileSpan, color: u32) {
        if let Some(bytes) = self.bytes.get_mut(span.range()) {
            bytes.fill(color);
        }
    }

    /// Runs of one colour on one line, without the blanks around them.
    fn tokens(&self) -> Vec<Token> {
        let text = self.source.text.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let color = self.bytes[at];
            let is_break = |at: usize| matches!(text[at], b'\n' | b'\r');
            let start = at;
            at += 1;
            if color == 0 || is_break(start) {
                continue;
            }
            while at < text.len() && self.bytes[at] == color && !is_break(at) {
                at += 1;
            }
            let run = &text[start..at];
            let blanks = run.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let span = FileSpan::new(start + blanks, start + run.trim_ascii_end().len().max(blanks));
            if span.start < span.end {
                let (kind, modifiers) = self.painted[color as usize - 1];
                found.push(Token { span, kind, modifiers });
            }
        }
        found
    }
}
