//! Spans made to nest: what crosses the end of what it begins in ends there.

use forgather_dialect::FileSpan;

/// Where each of some spans stands among the others: the nearest before it that holds it. They must be sorted by their
/// starts, longer ones first; those that cross an earlier one's end are cut.
pub(crate) fn nest(spans: &mut [FileSpan]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(spans.len());
    for index in 0..spans.len() {
        let span = spans[index];
        while open.last().is_some_and(|outer| spans[*outer].end <= span.start) {
            open.pop();
        }
        if let Some(outer) = open.last() {
            spans[index].end = span.end.min(spans[*outer].end);
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}
