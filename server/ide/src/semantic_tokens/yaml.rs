//! The colours of YAML.

use forgather_dialect::FileSpan;

use super::{Canvas, Modifiers, TokenType};
use crate::syntax::{Layers, YamlTokenKind};

pub(super) fn paint(layers: &Layers<'_>, canvas: &mut Canvas<'_>) {
    for token in &layers.yaml.tokens {
        let text = layers.text(token.span);
        let (kind, modifiers) = match token.kind {
            YamlTokenKind::Target if text.starts_with('.') => (TokenType::DotName, Modifiers::DEFINITION),
            YamlTokenKind::Target => (TokenType::Target, Modifiers::DEFINITION),
            YamlTokenKind::Argument => (TokenType::Parameter, Modifiers::NONE),
            YamlTokenKind::Key => (TokenType::Property, Modifiers::NONE),
            YamlTokenKind::Anchor => (TokenType::Anchor, Modifiers::DEFINITION),
            YamlTokenKind::Alias => (TokenType::Alias, Modifiers::NONE),
            YamlTokenKind::String => (TokenType::String, Modifiers::NONE),
            YamlTokenKind::Number => (TokenType::Number, Modifiers::NONE),
            YamlTokenKind::Constant => (TokenType::Keyword, Modifiers::NONE),
            YamlTokenKind::Variable => (TokenType::Variable, Modifiers::NONE),
            YamlTokenKind::Comment => (TokenType::Comment, Modifiers::NONE),
            YamlTokenKind::Tag => {
                tag(layers, token.span, canvas);
                continue;
            }
            YamlTokenKind::Plain => continue,
        };
        canvas.paint(token.span, kind, modifiers);
    }
}

/// `!call:module.path:Class.method@name`: the tag, the module, the symbol and the name, each for itself. An expression in
/// it is a part of whatever it stands in.
fn tag(layers: &Layers<'_>, span: FileSpan, canvas: &mut Canvas<'_>) {
    let masked = layers.yaml.masked(span);
    let start = span.start.index();
    let mut paint = |from: usize, to: usize, kind, modifiers| {
        if from < to {
            canvas.paint(FileSpan::new(start + from, start + to), kind, modifiers);
        }
    };
    let position = |byte: u8| masked.iter().position(|found| *found == byte);
    let name = masked.iter().rposition(|byte| *byte == b'@').unwrap_or(masked.len());
    paint(name, masked.len(), TokenType::NodeName, Modifiers::DEFINITION);
    let colon = position(b':').filter(|colon| *colon < name);
    let old = masked.starts_with(b"!lambda");
    let modifiers = if old { Modifiers::DEPRECATED } else { Modifiers::NONE };
    paint(0, colon.unwrap_or(name), TokenType::Tag, modifiers);
    let Some(colon) = colon else { return };
    let spec = colon + 1;
    let symbol = masked[spec..name].iter().rposition(|byte| *byte == b':').map(|at| spec + at);
    if let Some(symbol) = symbol {
        paint(spec, symbol, TokenType::Namespace, Modifiers::NONE);
    }
    let symbol = symbol.map_or(spec, |colon| colon + 1);
    // As Python's style has it, a class's name begins with a capital. A class's method is a function.
    let last = masked[symbol..name].rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let is_class = last.first().is_some_and(u8::is_ascii_uppercase);
    let kind = if is_class { TokenType::Class } else { TokenType::Function };
    paint(symbol, name, kind, Modifiers::NONE);
}
