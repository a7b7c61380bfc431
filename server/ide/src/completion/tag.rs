//! Tags.

use super::cursor::Cursor;
use super::{Completion, CompletionKind, Ranked};
use crate::language::TAGS;

/// The tags of the dialect.
pub(super) fn tags(cursor: &Cursor, ranked: &mut Ranked) {
    for (rank, tag) in TAGS.iter().filter(|tag| tag.is_in(cursor.dialect)).enumerate() {
        let item = Completion::new(CompletionKind::Tag, tag.name, Some(tag.says.to_owned()));
        let has_rest = cursor.after().starts_with(':');
        let item = if tag.takes_spec && !has_rest { item.writes(format!("{}:", tag.name)) } else { item };
        ranked.add(-(rank as f64), Completion { is_deprecated: tag.is_deprecated, ..item });
    }
}
