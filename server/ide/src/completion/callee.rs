//! The call whose arguments are being written, told from the text before the cursor.

use super::cursor::is_word;

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Called {
    /// A macro or a global function.
    Name(String),
    /// A macro of a module, or a method.
    Attribute(String, String),
    /// A filter.
    Filter(String),
    /// A test.
    Test(String),
}

/// A call that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Callee {
    /// What is called.
    pub(crate) called: Called,
    /// How many arguments are before the one at the cursor.
    pub(crate) position: usize,
    /// The name of the argument at the cursor, where it is given by name.
    pub(crate) name: Option<String>,
    /// The names of the arguments that are given by name before it.
    pub(crate) given: Vec<String>,
    /// The argument at the cursor, as far as it is written.
    pub(crate) typed: String,
}

/// What a piece of code leaves open at its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open {
    /// The start of a string that is not closed, behind its quote.
    pub(crate) string: Option<usize>,
    /// Brackets that are not closed, with their places.
    pub(crate) brackets: Vec<(char, usize)>,
}

/// Reads code up to its end.
pub(crate) fn open_of(code: &str) -> Open {
    let mut open = Open::default();
    let mut quote = None;
    let mut characters = code.char_indices();
    while let Some((at, c)) = characters.next() {
        match quote {
            Some((known, _)) if c == known => quote = None,
            Some(_) if c == '\\' => {
                characters.next();
            }
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some((c, at + 1)),
                '(' | '[' | '{' => open.brackets.push((c, at)),
                ')' | ']' | '}' => {
                    open.brackets.pop();
                }
                _ => {}
            },
        }
    }
    open.string = quote.map(|(_, at)| at);
    open
}

/// The innermost call that is open at the end of code.
pub(crate) fn callee_at(code: &str) -> Option<Callee> {
    let open = open_of(code);
    let (_, at) = *open.brackets.iter().rfind(|(bracket, _)| *bracket == '(')?;
    let before = code[..at].trim_end();
    let name_start = before.trim_end_matches(is_word).len();
    let name = &before[name_start..];
    let ahead = before[..name_start].trim_end();
    if name.is_empty() || matches!(name, "in" | "not" | "and" | "or" | "if" | "is" | "else" | "elif" | "call")
    {
        return None;
    }
    let called = if ahead.ends_with('|') {
        Called::Filter(name.to_owned())
    } else if let Some(object) = ahead.strip_suffix('.') {
        let start = object.trim_end_matches(is_word).len();
        Called::Attribute(object[start..].to_owned(), name.to_owned())
    } else if ends_with_word(ahead, "is")
        || ends_with_word(ahead, "not") && ends_with_word(ahead[..ahead.len() - 3].trim_end(), "is")
    {
        Called::Test(name.to_owned())
    } else if matches!(ahead.trim_start_matches(['-', '+']).trim(), "filter") {
        Called::Filter(name.to_owned())
    } else if ahead.trim() == "macro" {
        return None;
    } else {
        Called::Name(name.to_owned())
    };
    let arguments = split(&code[at + 1..]);
    let (last, earlier) = arguments.split_last()?;
    let name_of = |argument: &str| -> Option<String> {
        let (name, rest) = argument.split_once('=')?;
        let name = name.trim();
        (!rest.starts_with('=') && !name.is_empty() && name.chars().all(is_word)).then(|| name.to_owned())
    };
    Some(Callee {
        called,
        position: earlier.len(),
        name: name_of(last),
        given: earlier.iter().filter_map(|argument| name_of(argument)).collect(),
        typed: last.trim_start().to_owned(),
    })
}

/// Whether a text ends with a word of its own.
pub(crate) fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(|c| is_word(c) || c == '.'))
}

/// The arguments of a call that is not closed, the last as far as it is written.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(',') {
        let open = open_of(&text[..at]);
        if open.string.is_none() && open.brackets.is_empty() {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str) -> String {
        match callee_at(code) {
            None => "nothing".to_owned(),
            Some(callee) => {
                let name = callee.name.map_or_else(String::new, |name| format!(" {name}="));
                format!("{:?} {}{name}", callee.called, callee.position)
            }
        }
    }

    #[test]
    fn the_innermost_open_call_counts() {
        for (code, expected) in [
            ("f(", "Name(\"f\") 0"),
            ("f(a, (1, 2), 'x, (', ", "Name(\"f\") 3"),
            ("f(g(1), h(", "Name(\"h\") 0"),
            ("f(g(1), ", "Name(\"f\") 1"),
            ("f([1, ", "Name(\"f\") 0"),
            ("x|default(", "Filter(\"default\") 0"),
            ("x is divisibleby(", "Test(\"divisibleby\") 0"),
            ("x is not sameas(", "Test(\"sameas\") 0"),
            ("fmt.head('é', level=", "Attribute(\"fmt\", \"head\") 1 level="),
            ("f(a == ", "Name(\"f\") 0"),
            (" filter trim(", "Filter(\"trim\") 0"),
            ("f(1)", "nothing"),
            ("(1, ", "nothing"),
            ("a in (", "nothing"),
            (" macro m(", "nothing"),
            ("", "nothing"),
        ] {
            assert_eq!(shown(code), expected, "{code}");
        }
    }
}
