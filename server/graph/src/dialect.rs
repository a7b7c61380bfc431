//! The dialects of the configuration language, as far as YAML and the graph differ in them.

/// A dialect of the configuration language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// Today's Forgather.
    #[default]
    Current,
    /// The dialect of the syntax notebook, of June 2025.
    June2025,
}

impl Dialect {
    /// The dialect of that name, as settings and the command line write it: `current` or `2025-06`.
    pub fn from_name(name: &str) -> Option<Dialect> {
        match name {
            "current" => Some(Dialect::Current),
            "2025-06" => Some(Dialect::June2025),
            _ => None,
        }
    }

    /// The name that [`Dialect::from_name`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Current => "current",
            Dialect::June2025 => "2025-06",
        }
    }
}
