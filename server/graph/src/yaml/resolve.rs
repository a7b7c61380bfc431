//! The tag of a scalar without one: the YAML 1.1 patterns, as `PyYAML`'s resolver has them.

use super::tree::Tag;

/// What a plain scalar is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainScalar {
    /// `null`, `true` and the like.
    Constant,
    /// An integer or a float.
    Number,
    /// Everything else.
    Text,
}

/// What PyYAML takes a plain scalar of this text for.
pub fn plain_scalar(text: &str) -> PlainScalar {
    match resolve(text) {
        Tag::Null | Tag::Bool => PlainScalar::Constant,
        Tag::Int | Tag::Float => PlainScalar::Number,
        _ => PlainScalar::Text,
    }
}

/// The tag that `PyYAML` gives a plain scalar of this text.
///
/// The patterns are told apart by the first character, as `PyYAML` does it: so `-.5` is a string, because the float
/// pattern that allows a leading point allows no sign.
pub(crate) fn resolve(value: &str) -> Tag<'static> {
    // Python's `$` also matches before a final line feed.
    let value = value.strip_suffix('\n').unwrap_or(value);
    let Some(&first) = value.as_bytes().first() else { return Tag::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' if is_bool(value) => Tag::Bool,
        b'~' | b'n' | b'N' if matches!(value, "~" | "null" | "Null" | "NULL") => Tag::Null,
        b'<' if value == "<<" => Tag::Merge,
        b'=' if value == "=" => Tag::Value,
        b'-' | b'+' | b'.' | b'0'..=b'9' => resolve_number(value.as_bytes()),
        b'!' | b'&' | b'*' if value.len() == 1 => Tag::Other("tag:yaml.org,2002:yaml".into()),
        _ => Tag::Str,
    }
}

fn resolve_number(value: &[u8]) -> Tag<'static> {
    if is_float(value) {
        Tag::Float
    } else if is_int(value) {
        Tag::Int
    } else if is_timestamp(value) {
        Tag::Timestamp
    } else {
        Tag::Str
    }
}

fn is_bool(value: &str) -> bool {
    matches!(
        value,
        "yes"
            | "Yes"
            | "YES"
            | "no"
            | "No"
            | "NO"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "on"
            | "On"
            | "ON"
            | "off"
            | "Off"
            | "OFF"
    )
}

/// The text after as many leading bytes as `accept` takes, and how many those were.
fn skip(value: &[u8], accept: impl Fn(u8) -> bool) -> (&[u8], usize) {
    let count = value.iter().take_while(|&&byte| accept(byte)).count();
    (&value[count..], count)
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn digit_or_underscore(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

fn without_sign(value: &[u8]) -> &[u8] {
    match value {
        [b'-' | b'+', rest @ ..] => rest,
        _ => value,
    }
}

/// `[eE][-+][0-9]+` or nothing: YAML 1.1 demands the exponent's sign, so `1.0e5` is a string.
fn is_exponent(value: &[u8]) -> bool {
    match value {
        [] => true,
        [b'e' | b'E', b'-' | b'+', rest @ ..] => !rest.is_empty() && rest.iter().copied().all(digit),
        _ => false,
    }
}

/// `(:[0-5]?[0-9])+`, then what follows; none where there is no such part.
fn after_sexagesimal(value: &[u8]) -> Option<&[u8]> {
    let mut rest = value;
    let mut found = false;
    while let [b':', tail @ ..] = rest {
        rest = match tail {
            [b'0'..=b'5', b'0'..=b'9', after @ ..] | [b'0'..=b'9', after @ ..] => after,
            _ => return None,
        };
        found = true;
    }
    found.then_some(rest)
}

fn is_float(value: &[u8]) -> bool {
    if matches!(value, b".nan" | b".NaN" | b".NAN") {
        return true;
    }
    if let [b'.', rest @ ..] = value
        && rest.first().copied().is_some_and(digit)
    {
        return is_exponent(skip(rest, digit_or_underscore).0);
    }
    let unsigned = without_sign(value);
    if matches!(unsigned, b".inf" | b".Inf" | b".INF") {
        return true;
    }
    if !unsigned.first().copied().is_some_and(digit) {
        return false;
    }
    let rest = skip(unsigned, digit_or_underscore).0;
    match rest {
        [b'.', fraction @ ..] => is_exponent(skip(fraction, digit_or_underscore).0),
        [b':', ..] => match after_sexagesimal(rest) {
            Some([b'.', fraction @ ..]) => skip(fraction, digit_or_underscore).0.is_empty(),
            _ => false,
        },
        _ => false,
    }
}

fn is_int(value: &[u8]) -> bool {
    let all = |rest: &[u8], accept: fn(u8) -> bool| !rest.is_empty() && rest.iter().copied().all(accept);
    match without_sign(value) {
        b"0" => true,
        [b'0', b'b', rest @ ..] => all(rest, |byte| matches!(byte, b'0' | b'1' | b'_')),
        [b'0', b'x', rest @ ..] => all(rest, |byte| byte.is_ascii_hexdigit() || byte == b'_'),
        [b'0', rest @ ..] => all(rest, |byte| matches!(byte, b'0'..=b'7' | b'_')),
        unsigned @ [b'1'..=b'9', ..] => {
            let rest = skip(unsigned, digit_or_underscore).0;
            rest.is_empty() || after_sexagesimal(rest).is_some_and(<[u8]>::is_empty)
        }
        _ => false,
    }
}

/// Between `least` and `most` digits, then what follows.
fn after_digits(value: &[u8], least: usize, most: usize) -> Option<&[u8]> {
    let count = value.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    (count >= least).then(|| &value[count..])
}

/// A date, or a date and a time.
pub(crate) fn is_timestamp(value: &[u8]) -> bool {
    is_date(value) || is_date_and_time(value).is_some()
}

fn is_date(value: &[u8]) -> bool {
    value.len() == 10
        && value.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn is_date_and_time(value: &[u8]) -> Option<()> {
    let literal = |rest: &'_ [u8], byte: u8| rest.first() == Some(&byte);
    let mut rest = after_digits(value, 4, 4)?;
    for _ in 0..2 {
        if !literal(rest, b'-') {
            return None;
        }
        rest = after_digits(&rest[1..], 1, 2)?;
    }
    rest = match rest {
        [b'T' | b't', tail @ ..] => tail,
        [b' ' | b'\t', ..] => skip(rest, |byte| matches!(byte, b' ' | b'\t')).0,
        _ => return None,
    };
    rest = after_digits(rest, 1, 2)?;
    for _ in 0..2 {
        if !literal(rest, b':') {
            return None;
        }
        rest = after_digits(&rest[1..], 2, 2)?;
    }
    if literal(rest, b'.') {
        rest = skip(&rest[1..], digit).0;
    }
    if rest.is_empty() {
        return Some(());
    }
    rest = skip(rest, |byte| matches!(byte, b' ' | b'\t')).0;
    match rest {
        b"Z" => Some(()),
        [b'-' | b'+', tail @ ..] => {
            rest = after_digits(tail, 1, 2)?;
            if literal(rest, b':') {
                rest = after_digits(&rest[1..], 2, 2)?;
            }
            rest.is_empty().then_some(())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tag, resolve};

    #[track_caller]
    fn check(tag: &Tag<'_>, values: &[&str]) {
        for value in values {
            assert_eq!(&resolve(value), tag, "{value}");
        }
    }

    #[test]
    fn booleans_and_nulls_are_those_of_yaml_1_1() {
        check(&Tag::Bool, &["yes", "No", "TRUE", "off", "On"]);
        check(&Tag::Null, &["", "~", "null", "Null", "NULL"]);
        check(&Tag::Str, &["y", "n", "yEs", "nULL", "truee", "~x", "None"]);
    }

    #[test]
    fn integers() {
        check(
            &Tag::Int,
            &["0", "-0", "+12", "010", "0b101", "-0x1f", "1_000", "1:30", "190:20:30", "0_", "0b_"],
        );
        check(&Tag::Str, &["09", "0o10", "1:60", "_1", "--1", "1:", "0x", "0b2", "+", "0:30"]);
    }

    #[test]
    fn floats() {
        check(
            &Tag::Float,
            &["1.", "1.0", "-1.5e+3", ".5", ".5e-3", "1_0.5", "1:30.5", "+.inf", ".NaN", "09."],
        );
        check(&Tag::Str, &["1e5", "1.0e5", "-.5", ".", "..", ".inF", "+.nan", "1.5:30", "._5"]);
    }

    #[test]
    fn timestamps() {
        check(
            &Tag::Timestamp,
            &["2001-12-14", "2001-1-1T1:02:03", "2001-12-14 21:59:43.10 -05:30", "2001-1-1 1:02:03Z"],
        );
        check(
            &Tag::Str,
            &["2001-1-1", "2001-12-14T", "20011214-", "2001-12-14 21:59", "2001-12-14T21:59:43 x"],
        );
    }
}
