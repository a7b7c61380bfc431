//! How a scalar is written: plain, in single or in double quotes.

use std::fmt::Write as _;

use super::resolve::{Tag, resolve};

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
}

/// What a text allows.
#[expect(clippy::struct_excessive_bools, reason = "independent answers about one text, as PyYAML names them")]
pub(super) struct Analysis {
    pub(super) multiline: bool,
    flow_plain: bool,
    block_plain: bool,
    single_quoted: bool,
}

/// The line breaks of YAML.
pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_white(character: Option<&char>) -> bool {
    character.is_none_or(|c| is_break(*c) || matches!(c, '\0' | ' ' | '\t' | '\r'))
}

/// Whether a character needs an escape, even where Unicode is allowed.
fn is_special(character: char) -> bool {
    let plain = matches!(
        character,
        '\n' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10fffe}'
    );
    !plain || character == '\u{feff}'
}

/// Looks at what in a text stands in the way of writing it plain or in single quotes.
pub(super) fn analyze(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis { multiline: false, flow_plain: false, block_plain: true, single_quoted: true };
    }
    let characters: Vec<char> = text.chars().collect();
    let (mut block_indicators, mut flow_indicators) = (false, false);
    if text.starts_with("---") || text.starts_with("...") {
        (block_indicators, flow_indicators) = (true, true);
    }
    for (index, character) in characters.iter().enumerate() {
        let followed = is_white(characters.get(index + 1));
        // The first character counts as preceded by whitespace, but has rules of its own.
        let preceded = index > 0 && is_white(characters.get(index - 1));
        let (flow, block) = match (index, character) {
            (
                0,
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
                | '`',
            ) => (true, true),
            (0, '?') | (_, ':') => (true, followed),
            (0, '-') => (followed, followed),
            (0, _) => (false, false),
            (_, ',' | '?' | '[' | ']' | '{' | '}') => (true, false),
            (_, '#') => (preceded, preceded),
            _ => (false, false),
        };
        flow_indicators |= flow;
        block_indicators |= block;
    }
    let at_ends = |test: fn(char) -> bool| {
        characters.first().is_some_and(|c| test(*c)) || characters.last().is_some_and(|c| test(*c))
    };
    let outer_white = at_ends(|c| c == ' ' || is_break(c));
    let pair = |test: fn(char, char) -> bool| characters.windows(2).any(|pair| test(pair[0], pair[1]));
    let break_space = pair(|a, b| is_break(a) && b == ' ');
    let space_break = pair(|a, b| a == ' ' && is_break(b));
    let special = characters.iter().any(|c| is_special(*c));
    let multiline = characters.iter().any(|c| is_break(*c));
    let plain = !outer_white && !break_space && !space_break && !special && !multiline;
    Analysis {
        multiline,
        flow_plain: plain && !flow_indicators,
        block_plain: plain && !block_indicators,
        single_quoted: !break_space && !space_break && !special,
    }
}

/// Where a scalar stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// Inside a list or dict.
    pub(super) in_flow: bool,
    pub(super) simple_key: bool,
}

/// The style that `PyYAML` chooses.
pub(super) fn style(tag: Tag, text: &str, analysis: &Analysis, context: Context) -> Style {
    let plain = if context.in_flow { analysis.flow_plain } else { analysis.block_plain };
    let key_needs_quotes = context.simple_key && (text.is_empty() || analysis.multiline);
    if resolve(text) == tag && plain && !key_needs_quotes {
        Style::Plain
    } else if analysis.single_quoted && !(context.simple_key && analysis.multiline) {
        Style::SingleQuoted
    } else {
        Style::DoubleQuoted
    }
}

/// The text in double quotes.
pub(super) fn double_quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        let escape = match character {
            '\0' => "\\0",
            '\x07' => "\\a",
            '\x08' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\x0b' => "\\v",
            '\x0c' => "\\f",
            '\r' => "\\r",
            '\x1b' => "\\e",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{85}' => "\\N",
            '\u{a0}' => "\u{a0}",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            ' '..='~' | '\u{a1}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => {
                out.push(character);
                continue;
            }
            _ => {
                let code = u32::from(character);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
                continue;
            }
        };
        out.push_str(escape);
    }
    out.push('"');
    out
}

/// The text in single quotes: a line break is written twice, the next line is indented.
pub(super) fn single_quoted(text: &str, indent: usize) -> String {
    let mut out = String::from('\'');
    let mut after_break = false;
    for character in text.chars() {
        if is_break(character) {
            if !after_break && character == '\n' {
                out.push('\n');
            }
            out.push(character);
            after_break = true;
            continue;
        }
        if after_break {
            out.extend(std::iter::repeat_n(' ', indent));
            after_break = false;
        }
        out.push(character);
        if character == '\'' {
            out.push('\'');
        }
    }
    if after_break {
        out.extend(std::iter::repeat_n(' ', indent));
    }
    out.push('\'');
    out
}
