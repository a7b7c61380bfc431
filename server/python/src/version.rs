//! Python's version numbers as they are written in file names and files.

/// The version that a text begins with, as `platform.python_version()` writes it: `3.11.7`, `3.13.0rc1`, or with two
/// numbers where no more are said. Debian's `3.13.0~rc1-2` and virtualenv's `3.13.0.candidate.1` mean `3.13.0rc1`.
pub(crate) fn leading(text: &str) -> Option<String> {
    let (numbers, rest) = leading_numbers(text);
    if numbers.len() < 2 {
        return None;
    }
    let mut version = numbers.join(".");
    if numbers.len() == 3 {
        version.push_str(&release_level(rest));
    }
    Some(version)
}

/// The first version of three numbers anywhere in a text: `cpython-3.11.7-linux-x86_64-gnu` is of `3.11.7`.
pub(crate) fn full_within(text: &str) -> Option<String> {
    let starts = text.char_indices().filter(|&(index, character)| {
        character.is_ascii_digit() && !text[..index].ends_with(|c: char| c.is_ascii_digit() || c == '.')
    });
    starts.filter_map(|(index, _)| leading(&text[index..])).find(|version| is_full(version))
}

/// Whether three numbers are said.
pub(crate) fn is_full(version: &str) -> bool {
    leading_numbers(version).0.len() == 3
}

/// `3.11` of `3.11.7`, as numbers; what an interpreter's folders are named by.
pub(crate) fn minor(version: &str) -> Option<(u32, u32)> {
    let (numbers, _) = leading_numbers(version);
    Some((numbers.first()?.parse().ok()?, numbers.get(1)?.parse().ok()?))
}

/// The key to sort versions by, oldest first.
pub(crate) fn sort_key(version: &str) -> Vec<u64> {
    version.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// Up to three numbers with dots between them, and what follows.
fn leading_numbers(text: &str) -> (Vec<&str>, &str) {
    let mut numbers = Vec::new();
    let mut rest = text;
    while numbers.len() < 3 {
        let candidate = if numbers.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or("") };
        let length = candidate.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            break;
        }
        numbers.push(&candidate[..length]);
        rest = &candidate[length..];
    }
    (numbers, rest)
}

/// `rc1` of what follows the numbers; empty for a final release.
fn release_level(rest: &str) -> String {
    let rest = rest.strip_prefix(['.', '~']).unwrap_or(rest);
    for (written, short) in
        [("alpha", "a"), ("beta", "b"), ("candidate", "rc"), ("rc", "rc"), ("a", "a"), ("b", "b")]
    {
        let Some(serial) = rest.strip_prefix(written) else { continue };
        let serial = serial.strip_prefix('.').unwrap_or(serial);
        let digits = serial.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            return format!("{short}{}", &serial[..digits]);
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_others_write_them() {
        let check = |text, expected: Option<&str>| assert_eq!(leading(text).as_deref(), expected, "{text}");
        check("3.11.7", Some("3.11.7"));
        check("3.11.7.final.0", Some("3.11.7"));
        check("3.13.0.candidate.1", Some("3.13.0rc1"));
        check("3.13.0rc1+", Some("3.13.0rc1"));
        check("3.13.0~rc1-2", Some("3.13.0rc1"));
        check("3.11.2-6+deb12u5", Some("3.11.2"));
        check("3.12.3-1ubuntu0.5", Some("3.12.3"));
        check("3.11", Some("3.11"));
        check("3.11t", Some("3.11"));
        check("3", None);
        check("system", None);
        check("", None);
    }

    #[test]
    fn a_version_inside_a_name() {
        let check =
            |text, expected: Option<&str>| assert_eq!(full_within(text).as_deref(), expected, "{text}");
        check("cpython-3.11.7-linux-x86_64-gnu", Some("3.11.7"));
        check("3.12.1", Some("3.12.1"));
        check("python@3.11", None);
        check("pypy3.10-7.3.15", Some("7.3.15"));
        check("1.2", None);
    }

    #[test]
    fn ten_is_newer_than_nine() {
        assert!(sort_key("3.10.1") > sort_key("3.9.18"));
        assert_eq!(minor("3.10.1"), Some((3, 10)));
    }
}
