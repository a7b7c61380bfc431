//! The end of a statement that is not closed, in the style in which it is opened.

use std::sync::Arc;

use forgather_dialect::{FileSpan, Part, Problem, Remedy};
use forgather_expand::LoadedFile;

use super::Fix;
use crate::location::Location;

/// What mends a fault of a template's syntax.
pub(super) fn fix(file: &Arc<LoadedFile>, part: &Part, problem: &Problem) -> Option<Fix> {
    let text = &*file.source.text;
    let at = |start: usize, end: usize| Location { file: Arc::clone(file), span: FileSpan::new(start, end) };
    let place = part.file_span(problem.span);
    let keyword = match problem.remedy.as_ref()? {
        Remedy::Replace(near) => {
            let is_written = text[place.range()] == part.translation.jinja[problem.span.range()];
            let edits = vec![(at(place.start.index(), place.end.index()), (*near).to_owned())];
            return is_written.then(|| Fix::new(format!("change to `{near}`"), edits));
        }
        Remedy::CloseBefore(keyword) | Remedy::CloseAtEnd(keyword) => *keyword,
    };
    let opened = part.file_span(problem.related.as_ref()?.0).start.index();
    let line = text[..opened].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indentation = &text[line..opened];
    let opener = &text[opened..];
    // A statement on a line of its own is closed on one; one among other text, where it is needed.
    let is_line_statement = ["--", "<<", ">>"].iter().any(|operator| opener.starts_with(operator));
    let closes = if is_line_statement { format!("-- end{keyword}") } else { format!("{{% end{keyword} %}}") };
    let has_own_line = indentation.chars().all(char::is_whitespace);
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let title = format!("close the `{keyword}`");
    let behind = |at_end: usize| {
        let indentation = if has_own_line { indentation } else { "" };
        Fix::new(title.clone(), vec![(at(at_end, at_end), format!("{line_break}{indentation}{closes}"))])
    };
    let end_of_text =
        |before: usize| part.body.start.index() + text[part.body.start.index()..before].trim_end().len();
    if let Remedy::CloseAtEnd(_) = problem.remedy.as_ref()? {
        return Some(behind(end_of_text(part.body.end.index())));
    }
    // What closes a block header is written nowhere: the header's block ends behind a line.
    if text[place.range()] != part.translation.jinja[problem.span.range()] {
        return Some(behind(end_of_text(place.start.index().max(part.body.start.index()))));
    }
    let found_line = text[..place.start.index()].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = &text[found_line..place.start.index()];
    let tag = before.rfind("{%").filter(|_| !is_line_statement || !has_own_line);
    Some(match tag {
        Some(tag) if !has_own_line || !before[..tag].trim().is_empty() => {
            Fix::new(title, vec![(at(found_line + tag, found_line + tag), closes)])
        }
        _ => {
            let new = format!("{indentation}{closes}{line_break}");
            Fix::new(title, vec![(at(found_line, found_line), new)])
        }
    })
}
