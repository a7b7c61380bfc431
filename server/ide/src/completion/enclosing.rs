//! What a line of YAML is in, told from the lines around it: it need not be readable.

use super::cursor::is_word;

/// The mapping or sequence that a line is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Enclosing {
    /// The key whose value it is.
    pub(crate) key: Option<String>,
    /// Its tag, with the `!`.
    pub(crate) tag: Option<String>,
    /// Its keys before and after the place, with where they are.
    pub(crate) keys: Vec<(String, usize)>,
    /// How many items of a sequence are before the place.
    pub(crate) items: usize,
    /// Whether it is a sequence.
    pub(crate) is_sequence: bool,
}

impl Enclosing {
    /// The import spec in the tag: `torch:nn.Linear` of `!call:torch:nn.Linear@x`.
    pub(crate) fn spec(&self) -> Option<&str> {
        let (_, spec) = self.tag.as_deref()?.split_once(':')?;
        let spec = spec.split('@').next().unwrap_or(spec);
        (!spec.is_empty()).then_some(spec)
    }
}

/// What a line that is indented so far is in, which ends or begins at a place of a text.
pub(crate) fn enclosing(text: &str, at: usize, indentation: usize) -> Enclosing {
    let at = text.floor_char_boundary(at.min(text.len()));
    let mut found = Enclosing::default();
    let line_start = text[..at].rfind('\n').map_or(0, |start| start + 1);
    // The place may be behind what is before it, on a line of its own that gives nothing.
    let own = &text[line_start..at];
    let before = if indent_of(own) == indentation && !own.trim().is_empty() && key_of(own).is_none() {
        &text[..line_start]
    } else {
        &text[..at]
    };
    let mut end = before.len();
    for line in before.rsplit('\n') {
        let start = end - line.len();
        end = start.saturating_sub(1);
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let depth = indent_of(line);
        let is_item = line.trim_start().starts_with("- ") || line.trim() == "-";
        if depth > indentation {
            // `- key: …` continues an item two columns further on.
            continue;
        }
        if depth == indentation && (is_item || !found.is_sequence) {
            if is_item {
                found.is_sequence = true;
                found.items += 1;
            } else if let Some(key) = key_of(line) {
                found.keys.push((key.to_owned(), start));
            }
            continue;
        }
        // A sequence may stand as deep as the key that it belongs to.
        let (key, rest) = split_key(line);
        let content = line.trim_start();
        if is_item && depth < indentation && !content.trim_start_matches("- ").is_empty() {
            let inner = content.trim_start_matches("- ");
            let column = depth + content.len() - inner.len();
            if column == indentation
                && let Some(key) = key_of(inner)
            {
                found.keys.push((key.to_owned(), start));
                continue;
            }
        }
        found.key = key.map(str::to_owned);
        found.tag = tag_of(rest);
        break;
    }
    found.keys.reverse();
    let mut start = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    for line in text.get(start..).unwrap_or_default().split('\n') {
        let here = start;
        start += line.len() + 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let depth = indent_of(line);
        if depth < indentation {
            break;
        }
        if depth == indentation
            && let Some(key) = key_of(line)
        {
            found.keys.push((key.to_owned(), here));
        }
    }
    found
}

/// What a place in a flow collection on one line is in; none where it is in none.
pub(crate) fn in_flow(before: &str) -> Option<Enclosing> {
    let open = super::callee::open_of(before);
    let (bracket, at) = *open.brackets.iter().rfind(|(bracket, _)| matches!(bracket, '[' | '{'))?;
    let inner = &before[at + 1..];
    let (key, rest) = split_key(&before[..at]);
    let mut found = Enclosing {
        key: key.map(str::to_owned),
        tag: before[..at]
            .split_whitespace()
            .next_back()
            .filter(|word| word.starts_with('!'))
            .map(str::to_owned),
        is_sequence: bracket == '[',
        ..Enclosing::default()
    };
    if found.tag.is_none() {
        found.tag = tag_of(rest)
            .filter(|_| before[..at].trim_end().ends_with(rest.trim()) && !rest.contains(['[', '{']));
    }
    let mut start = 0;
    for (comma, _) in inner.match_indices(',').chain([(inner.len(), "")]) {
        let open = super::callee::open_of(&inner[..comma]);
        if open.string.is_some() || !open.brackets.is_empty() {
            continue;
        }
        let item = &inner[start..comma];
        if let Some((key, _)) = item.split_once(':').filter(|_| bracket == '{') {
            found.keys.push((key.trim().to_owned(), at + 1 + start));
        }
        if comma < inner.len() {
            found.items += 1;
        }
        start = comma + 1;
    }
    Some(found)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The key of a line, also behind `- `, and what follows it.
fn split_key(line: &str) -> (Option<&str>, &str) {
    let content = line.trim_start().trim_start_matches("- ").trim_start();
    match key_of(content) {
        Some(key) => (Some(key), content[key.len()..].trim_start().trim_start_matches(':').trim_start()),
        None => (None, content),
    }
}

pub(crate) fn key_of(line: &str) -> Option<&str> {
    let content = line.trim_start();
    let end = content.find(|c: char| !(is_word(c) || matches!(c, '-' | '.')))?;
    let rest = content[end..].trim_start();
    let is_key = rest == ":" || rest.starts_with(": ") || rest.trim_end() == ":";
    (end > 0 && is_key && !content.starts_with('-')).then(|| &content[..end])
}

fn tag_of(value: &str) -> Option<String> {
    value
        .split_whitespace()
        .take(3)
        .find(|word| word.starts_with('!'))
        .map(|word| word.trim_end_matches(',').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, indentation: usize) -> String {
        let at = text.find('|').expect("a mark");
        let clean = text.replacen('|', "", 1);
        let found = enclosing(&clean, at, indentation);
        let keys: Vec<&str> = found.keys.iter().map(|(key, _)| key.as_str()).collect();
        format!("{:?} {:?} {keys:?} {}", found.key, found.tag, found.items)
    }

    #[test]
    fn mappings_and_sequences() {
        let text = "a: 1\nopt: &o !partial:torch:optim.Adam@o\n    lr: 1\n    # no\n    sub:\n        x: 1\n    |\n    eps: 2\nb: 1\n";
        let expected = "Some(\"opt\") Some(\"!partial:torch:optim.Adam@o\") [\"lr\", \"sub\", \"eps\"] 0";
        assert_eq!(shown(text, 4), expected);
        assert_eq!(shown(&text.replace('|', "be|"), 4), expected);
        assert_eq!(shown("l: !list\n    - 1\n    - 2\n    |", 4), "Some(\"l\") Some(\"!list\") [] 2");
        assert_eq!(shown("a:\n  - !call:f\n    x: 1\n    |", 4), "None Some(\"!call:f\") [\"x\"] 0");
        assert_eq!(shown("|", 0), "None None [] 0");
    }

    #[test]
    fn flow_collections() {
        let found = in_flow("a: !call:f [ 1, [2, 3], ").expect("a sequence");
        assert_eq!((found.tag.as_deref(), found.items), (Some("!call:f"), 2));
        let found = in_flow("a: !call:f { x: 1, y").expect("a mapping");
        assert_eq!((found.tag.as_deref(), found.key.as_deref()), (Some("!call:f"), Some("a")));
        assert_eq!(found.keys.len(), 1);
        assert_eq!(in_flow("a: [1] "), None);
    }
}
