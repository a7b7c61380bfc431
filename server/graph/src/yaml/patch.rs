//! The text as the parser is given it, where `PyYAML` reads tokens that YAML 1.2 has not.
//!
//! A patch replaces bytes by as many others, or inserts a space. Positions in the patched text map back exactly.

use std::borrow::Cow;
use std::ops::Range;

/// A change to the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Patch {
    /// A space before this byte of the text.
    Space(usize),
    /// These bytes of the text become `x`.
    Word(ByteRange),
    /// These bytes of the text become spaces.
    Blank(ByteRange),
}

/// A half-open range of bytes, ordered by its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ByteRange {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl From<Range<usize>> for ByteRange {
    fn from(range: Range<usize>) -> ByteRange {
        ByteRange { start: range.start, end: range.end }
    }
}

/// The patches of one text.
#[derive(Debug, Default)]
pub(crate) struct Patches {
    all: Vec<Patch>,
    /// Where spaces were inserted: offsets in the original text, sorted.
    spaces: Vec<usize>,
}

impl Patches {
    /// Adds patches; false if there was none among them that is new.
    pub(crate) fn add(&mut self, patches: Vec<Patch>) -> bool {
        let before = self.all.len();
        self.all.extend(patches);
        self.all.sort_unstable();
        self.all.dedup();
        self.spaces = self
            .all
            .iter()
            .filter_map(|patch| if let Patch::Space(at) = patch { Some(*at) } else { None })
            .collect();
        self.all.len() > before
    }

    /// Whether this patch is applied.
    pub(crate) fn has(&self, patch: &Patch) -> bool {
        self.all.binary_search(patch).is_ok()
    }

    /// Whether nothing is changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The patched text.
    pub(crate) fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.all.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for patch in &self.all {
            match *patch {
                Patch::Space(_) => {}
                Patch::Word(range) => bytes[range.start..range.end].fill(b'x'),
                Patch::Blank(range) => bytes[range.start..range.end].fill(b' '),
            }
        }
        let mut spaced = Vec::with_capacity(bytes.len() + self.spaces.len());
        let mut from = 0;
        for &at in &self.spaces {
            spaced.extend_from_slice(&bytes[from..at]);
            spaced.push(b' ');
            from = at;
        }
        spaced.extend_from_slice(&bytes[from..]);
        // Whole characters are replaced by ASCII, and spaces go between characters.
        String::from_utf8(spaced).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The offset in the original text of an offset in the patched one.
    pub(crate) fn original(&self, patched: usize) -> usize {
        if self.spaces.is_empty() {
            return patched;
        }
        // The nth inserted space lies at `spaces[n] + n` of the patched text.
        let before = partition(&self.spaces, |n, at| at + n < patched);
        patched - before
    }
}

/// How many leading elements satisfy `before`, which holds for a prefix.
fn partition(sorted: &[usize], before: impl Fn(usize, usize) -> bool) -> usize {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle, sorted[middle]) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::{Patch, Patches};

    #[test]
    fn positions_map_back() {
        let mut patches = Patches::default();
        assert!(patches.add(vec![Patch::Space(2), Patch::Word((4..6).into()), Patch::Space(6)]));
        assert!(!patches.add(vec![Patch::Space(2)]));
        let text = "*a: [,c";
        let patched = patches.apply(text);
        assert_eq!(patched, "*a : xx c");
        assert_eq!(patches.original(patched.find(':').unwrap()), 2);
        assert_eq!(patches.original(patched.find('c').unwrap()), 6);
    }
}
