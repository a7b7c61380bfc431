//! Filters and methods that keep the origins of captured text.

use forgather_dialect::JinjaSpan;
use minijinja::Value;

use crate::origin::{FrameId, OriginKind, TracedText};

/// Python's whitespace, which `str.strip` takes.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// What a filter leaves of captured text.
pub(super) enum Kept {
    /// All of it.
    Unchanged,
    /// This.
    Value(Value),
}

/// A filter that can keep origins; none where it cannot.
pub(super) fn filter(
    name: &str,
    text: &TracedText,
    args: &[Value],
    named: &[(String, Value)],
    frame: FrameId,
    span: JinjaSpan,
) -> Option<Kept> {
    let argument = |index: usize, name: &str| {
        args.get(index).or_else(|| named.iter().find(|(key, _)| key == name).map(|(_, value)| value))
    };
    let known = |names: &[&str]| {
        args.len() <= names.len() && named.iter().all(|(key, _)| names.contains(&key.as_str()))
    };
    match name {
        "string" | "safe" if args.is_empty() && named.is_empty() => Some(Kept::Unchanged),
        "default" | "d" if known(&["default_value", "boolean"]) => {
            let replaces_false = argument(1, "boolean").is_some_and(Value::is_true);
            (!text.text.is_empty() || !replaces_false).then_some(Kept::Unchanged)
        }
        "trim" if known(&["chars"]) => match argument(0, "chars") {
            None => Some(Kept::Value(strip(text, &is_space, true, true).into_value())),
            Some(chars) if chars.is_none() => {
                Some(Kept::Value(strip(text, &is_space, true, true).into_value()))
            }
            Some(chars) => {
                let chars = chars.as_str()?;
                Some(Kept::Value(strip(text, &|c| chars.contains(c), true, true).into_value()))
            }
        },
        "indent" if known(&["width", "first", "blank"]) => {
            let width = match argument(0, "width") {
                None => " ".repeat(4),
                Some(width) => match width.as_str() {
                    Some(width) => width.to_owned(),
                    None => " ".repeat(width.as_usize().filter(|width| *width <= 1000)?),
                },
            };
            let flag = |index: usize, name: &str| argument(index, name).is_some_and(Value::is_true);
            indent(text, &width, flag(1, "first"), flag(2, "blank"), frame, span)
                .map(|text| Kept::Value(text.into_value()))
        }
        _ => None,
    }
}

/// A method that only takes from the ends of the text.
pub(super) fn method(name: &str, text: &TracedText, args: &[Value]) -> Option<Value> {
    let (left, right) = match name {
        "strip" => (true, true),
        "lstrip" => (true, false),
        "rstrip" => (false, true),
        _ => return None,
    };
    let stripped = match args {
        [] => strip(text, &is_space, left, right),
        [chars] if chars.is_none() => strip(text, &is_space, left, right),
        [chars] => {
            let chars = chars.as_str()?;
            strip(text, &|c| chars.contains(c), left, right)
        }
        _ => return None,
    };
    Some(stripped.into_value())
}

fn strip(text: &TracedText, taken: &dyn Fn(char) -> bool, left: bool, right: bool) -> TracedText {
    let whole = text.text.as_str();
    let start = if left { whole.len() - whole.trim_start_matches(taken).len() } else { 0 };
    let end = if right { whole[start..].trim_end_matches(taken).len() + start } else { whole.len() };
    text.slice(start, end)
}

/// Jinja2's `indent`. Only for text whose lines end with `\n` alone; `str.splitlines` knows more line ends.
fn indent(
    text: &TracedText,
    width: &str,
    first: bool,
    blank: bool,
    frame: FrameId,
    span: JinjaSpan,
) -> Option<TracedText> {
    const OTHER_LINE_ENDS: [char; 9] =
        ['\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];
    if text.text.contains(OTHER_LINE_ENDS) {
        return None;
    }
    let mut out = TracedText::default();
    let mut start = 0;
    for (index, line) in text.text.split('\n').enumerate() {
        let indented = if index == 0 { first } else { blank || !line.is_empty() };
        if indented {
            out.push(width, frame, span, OriginKind::Expression);
        }
        let end = (start + line.len() + 1).min(text.text.len());
        out.append(&text.slice(start, end));
        start = end;
    }
    Some(out)
}
