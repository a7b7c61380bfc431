//! Where a parameter stands in a Python text: among those in brackets behind a function's name, or as a class's field.

use std::ops::Range;

/// A parameter among those that stand in brackets right behind a name that ends at `from`.
pub(crate) fn in_brackets(text: &str, from: usize, name: &str) -> Option<Range<u32>> {
    let rest = text.get(from..)?;
    let open = from + rest.find('(').filter(|length| rest[..*length].trim().is_empty())?;
    let mut depth = 0_usize;
    let mut is_start = false;
    let mut quote = None;
    let mut is_comment = false;
    for (at, c) in text[open..].char_indices().map(|(at, c)| (open + at, c)) {
        if is_comment || quote.is_some() {
            is_comment &= c != '\n';
            quote = quote.filter(|open| *open != c);
            continue;
        }
        match c {
            '#' => is_comment = true,
            '"' | '\'' => quote = Some(c),
            '(' | '[' | '{' => {
                depth += 1;
                is_start = depth == 1;
            }
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1).filter(|depth| *depth > 0)?;
            }
            ',' => is_start = depth == 1,
            // `*`, `**`, and what is before a name.
            '*' | '/' => {}
            _ if c.is_whitespace() => {}
            _ if std::mem::take(&mut is_start) && is_word(text, at, name) => {
                return Some(at as u32..(at + name.len()) as u32);
            }
            _ => {}
        }
    }
    None
}

/// A field that a class declares, `name: …` on a line of its body; the class's name ends at `from`.
pub(crate) fn field(text: &str, from: usize, name: &str) -> Option<Range<u32>> {
    let mut at = from + text.get(from..)?.find('\n')? + 1;
    for line in text[at..].split_inclusive('\n') {
        let inner = line.trim_start();
        let start = at + (line.len() - inner.len());
        at += line.len();
        // The class ends where a line is not indented.
        if !inner.is_empty() && inner.len() == line.len() && !inner.starts_with([')', '#']) {
            return None;
        }
        let is_declared =
            is_word(text, start, name) && text[start + name.len()..].trim_start_matches(' ').starts_with(':');
        if is_declared {
            return Some(start as u32..(start + name.len()) as u32);
        }
    }
    None
}

/// Whether a name begins at a byte, and ends where it should.
fn is_word(text: &str, at: usize, name: &str) -> bool {
    let rest = text.get(at..).and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, find: fn(&str, usize, &str) -> Option<Range<u32>>, name: &str) -> Option<String> {
        let from = text.find('$').expect("the end of a name");
        let text = text.replacen('$', "", 1);
        let found = find(&text, from, name)?;
        let (line, column) = (found.start as usize, found.end as usize);
        assert_eq!(&text[line..column], name);
        let before = &text[..line];
        Some(format!(
            "{}:{}",
            before.matches('\n').count() + 1,
            line - before.rfind('\n').map_or(0, |at| at + 1) + 1
        ))
    }

    #[test]
    fn parameters_in_brackets() {
        let text =
            "def f$(a, /, b: dict[a, c] = (x, y), *args,  # c\n    c=\"(c, \", *, d: int = d2, **kw): c\n";
        for (name, expected) in [
            ("a", Some("1:7")),
            ("b", Some("1:13")),
            ("c", Some("2:5")),
            ("d", Some("2:18")),
            ("kw", Some("2:33")),
            ("x", None),
            ("d2", None),
        ] {
            assert_eq!(shown(text, in_brackets, name).as_deref(), expected, "{name}");
        }
        assert_eq!(shown("def f$: (a)", in_brackets, "a"), None);
        assert_eq!(shown("def f$(b", in_brackets, "a"), None);
    }

    #[test]
    fn fields_of_a_class() {
        let text = "class C$:\n    \"\"\"a: no\"\"\"\n\n    ab: int\n    a: int = 1\nb: int\n";
        assert_eq!(shown(text, field, "a").as_deref(), Some("5:5"));
        assert_eq!(shown(text, field, "b"), None);
        assert_eq!(shown("class C$", field, "b"), None);
    }
}
