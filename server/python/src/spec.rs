//! What a tag names: `!call:SPEC`.

use std::path::PathBuf;

/// A parsed SPEC.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spec {
    /// `dict`, `str.join`: a name of Python's builtins, or of those that Forgather adds.
    Builtin {
        /// With its attributes.
        symbol: String,
    },
    /// `torch.optim:AdamW`; `.module:name` is looked for in `submodule_searchpath`.
    Module {
        /// With dots.
        module: String,
        /// With its attributes.
        symbol: String,
    },
    /// `path/to/file.py:Model`
    File {
        /// As written.
        file: PathBuf,
        /// With its attributes.
        symbol: String,
    },
}

impl Spec {
    /// Parses the text between a tag's first colon and its `@`. `None` if a part is empty, or no name.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((module, symbol)) = text.rsplit_once(':') else {
            return is_path(text).then(|| Self::Builtin { symbol: text.to_owned() });
        };
        if !is_path(symbol) {
            return None;
        }
        let symbol = symbol.to_owned();
        let file = PathBuf::from(module);
        if file.extension().is_some_and(|extension| extension == "py") {
            return Some(Self::File { file, symbol });
        }
        let is_module = is_path(module.trim_start_matches('.'));
        is_module.then(|| Self::Module { module: module.to_owned(), symbol })
    }

    /// The name, with its attributes.
    pub fn symbol(&self) -> &str {
        match self {
            Self::Builtin { symbol } | Self::Module { symbol, .. } | Self::File { symbol, .. } => symbol,
        }
    }
}

fn is_path(text: &str) -> bool {
    text.split('.').all(crate::modules::is_identifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs() {
        let check = |text, expected: &str| {
            let said = match Spec::parse(text) {
                Some(Spec::Builtin { symbol }) => format!("builtin {symbol}"),
                Some(Spec::Module { module, symbol }) => format!("{symbol} of {module}"),
                Some(Spec::File { file, symbol }) => format!("{symbol} in {}", file.display()),
                None => "nothing".to_owned(),
            };
            assert_eq!(said, expected, "{text}");
        };
        check("dict", "builtin dict");
        check("str.join", "builtin str.join");
        check("torch.optim:AdamW", "AdamW of torch.optim");
        check(".causal_lm:Model.make", "Model.make of .causal_lm");
        check("a/b.py:C.d", "C.d in a/b.py");
        check("C:/a/b.py:C", "C in C:/a/b.py");
        for bad in ["", ":", "a:", ":a", "a b:c", "a:b c", "a..b:c", "a:b.", "..", ".py:"] {
            check(bad, "nothing");
        }
    }
}
