//! An entry of a mapping that is written in lines of its own.

use forgather_dialect::FileSpan;

use super::Fix;
use crate::location::Location;

/// The change that removes the entry of a key, where the key begins a line and what follows is text alone.
pub(super) fn removal(key: &Location, name: &str) -> Option<Fix> {
    let text = &*key.file.source.text;
    let start = key.span.start.index();
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indentation = &text[line..start];
    if !indentation.chars().all(|c| c == ' ') {
        return None;
    }
    let (mut at, mut end) = (line, line);
    for (number, content) in text[line..].split_inclusive('\n').enumerate() {
        let inner = content.trim_start_matches(' ');
        let depth = content.len() - inner.len();
        at += content.len();
        if number > 0 && inner.trim().is_empty() {
            continue;
        }
        // Items of a list may stand as far left as their key.
        let is_item = depth == indentation.len() && inner.starts_with("- ");
        if number > 0 && depth <= indentation.len() && !is_item {
            break;
        }
        end = at;
    }
    let removed = &text[line..end];
    let statements = ["--", "<<", ">>", "==", "=>", "["];
    // An anchor may be used elsewhere, and a statement do something else.
    let is_plain = !removed.contains(['&', '%'])
        && !removed.contains("{{")
        && removed
            .lines()
            .all(|line| statements.iter().all(|operator| !line.trim_start().starts_with(operator)));
    let place = Location { span: FileSpan::new(line, end), ..key.clone() };
    is_plain.then(|| Fix::possible(format!("remove this `{name}`"), vec![(place, String::new())]))
}
