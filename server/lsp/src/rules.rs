//! Where the documentation of the rules is.

use forgather_ide::Rule;

/// The page of a rule.
pub(crate) fn page(rule: Rule) -> String {
    format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.code())
}
