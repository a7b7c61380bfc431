//! The tags of YAML nodes.

use forgather_dialect::Dialect;

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    /// With its `!`.
    pub(crate) name: &'static str,
    /// Whether an import spec follows: `!call:SPEC`.
    pub(crate) takes_spec: bool,
    /// What it does.
    pub(crate) says: &'static str,
    /// Whether only the dialect `current` has it.
    pub(crate) only_current: bool,
    /// Whether something else should be written.
    pub(crate) is_deprecated: bool,
}

const fn tag(name: &'static str, takes_spec: bool, says: &'static str) -> Tag {
    Tag { name, takes_spec, says, only_current: false, is_deprecated: false }
}

/// All tags, those that are used most first.
pub(crate) const TAGS: [Tag; 12] = [
    tag(
        "!singleton",
        true,
        "calls what the import spec names, once: every alias of the node shares what it gives",
    ),
    tag(
        "!partial",
        true,
        "gives a function that calls what the import spec names, with these arguments and those of its caller",
    ),
    tag("!factory", true, "calls what the import spec names anew wherever the node appears"),
    tag("!call", true, "calls what the import spec names, once, as `!singleton` does"),
    tag(
        "!var",
        false,
        "a variable, whose value is given when the configuration is constructed; else its `default`",
    ),
    tag("!list", false, "a list, which can have a name: `!list:@name`"),
    Tag {
        only_current: true,
        ..tag(
            "!dlist",
            false,
            "the list of a mapping's values, null values left out: a child template replaces or removes an item by its key",
        )
    },
    tag("!dict", false, "a dict, which can have a name: `!dict:@name`"),
    tag("!tuple", false, "a tuple of the items, which can have a name: `!tuple:@name`"),
    tag(
        "!meta",
        true,
        "calls what the import spec names with the nodes themselves instead of with what they construct",
    ),
    Tag { is_deprecated: true, ..tag("!lambda", true, "the old name of `!partial`") },
    tag("!!str", false, "YAML's own tag for a text, whatever it looks like"),
];

impl Tag {
    /// Whether a dialect has it.
    pub(crate) fn is_in(&self, dialect: Dialect) -> bool {
        dialect == Dialect::Current || !self.only_current
    }
}

/// The tag that a written one is: they match by how they begin, in the order in which Forgather knows them.
pub(crate) fn tag_of(written: &str, dialect: Dialect) -> Option<&'static Tag> {
    // `!call` of `!callable:x`, too, as Forgather has it. None begins as another does.
    TAGS.iter().filter(|tag| tag.is_in(dialect)).find(|tag| written.starts_with(tag.name))
}
