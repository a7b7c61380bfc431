//! `str.isX()`.

use super::super::characters::{
    continues_identifier, is_alnum, is_alpha, is_cased, is_decimal, is_digit, is_numeric, is_title, is_upper,
    starts_identifier,
};
use super::super::number::is_space;
use super::super::repr::is_printable;

/// What `text.isX()` says; `None` for a name that is no such method.
pub(crate) fn holds(name: &str, text: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    Some(match name {
        "isalnum" => all(is_alnum),
        "isalpha" => all(is_alpha),
        "isascii" => text.is_ascii(),
        "isdecimal" => all(is_decimal),
        "isdigit" => all(is_digit),
        "isnumeric" => all(is_numeric),
        "isspace" => all(is_space),
        "isprintable" => text.chars().all(is_printable),
        "isidentifier" => is_identifier(text),
        "islower" => {
            text.chars().any(char::is_lowercase) && !text.chars().any(|c| is_upper(c) || is_title(c))
        }
        "isupper" => text.chars().any(is_upper) && !text.chars().any(|c| c.is_lowercase() || is_title(c)),
        "istitle" => is_titled(text),
        _ => return None,
    })
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(starts_identifier) && characters.all(continues_identifier)
}

/// Words start with an upper case letter and go on in lower case.
fn is_titled(text: &str) -> bool {
    let (mut found, mut after_cased) = (false, false);
    for character in text.chars() {
        let capital = is_upper(character) || is_title(character);
        if capital == after_cased && is_cased(character) {
            return false;
        }
        after_cased = is_cased(character);
        found |= after_cased;
    }
    found
}
