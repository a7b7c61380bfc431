//! Which type YAML 1.1, as `PyYAML` implements it, reads in a plain scalar.

/// The type of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Str,
    Bool,
    Int,
    Float,
    Null,
    /// Merge keys, default values and timestamps: nothing that is dumped here has these types.
    Special,
}

impl Tag {
    /// How long the tag is in its short form, `!!str`, which counts towards the length of a simple key.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Str | Self::Int | Self::Special => 5,
            Self::Bool | Self::Null => 6,
            Self::Float => 7,
        }
    }
}

/// The type that a plain scalar of that text has.
pub(super) fn resolve(text: &str) -> Tag {
    match text {
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "true" | "True" | "TRUE" | "false" | "False"
        | "FALSE" | "on" | "On" | "ON" | "off" | "Off" | "OFF" => Tag::Bool,
        "" | "~" | "null" | "Null" | "NULL" => Tag::Null,
        "<<" | "=" => Tag::Special,
        _ if is_float(text) => Tag::Float,
        _ if is_int(text) => Tag::Int,
        _ if is_timestamp(text) => Tag::Special,
        _ => Tag::Str,
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// Drops the leading characters that `test` holds for.
fn skip(text: &str, test: impl Fn(u8) -> bool) -> &str {
    let end = text.bytes().position(|byte| !test(byte)).unwrap_or(text.len());
    &text[end..]
}

fn digit_or_underscore(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

fn starts_with_digit(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

/// `(?:[eE][-+][0-9]+)?` and nothing after it.
fn is_exponent_or_end(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let Some(digits) = rest.strip_prefix(['-', '+']) else { return false };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Drops `(?::[0-5]?[0-9])+`; `None` where there is none.
fn skip_sexagesimal(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(part) = rest.strip_prefix(':') {
        let digits = part.len() - skip(part, |byte| byte.is_ascii_digit()).len();
        let length = match (digits, part.as_bytes().first()) {
            (1, _) => 1,
            (2, Some(b'0'..=b'5')) => 2,
            _ => return None,
        };
        rest = &part[length..];
    }
    (rest.len() < text.len()).then_some(rest)
}

fn is_float(text: &str) -> bool {
    let number = unsigned(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    if let Some(fraction) = text.strip_prefix('.') {
        return starts_with_digit(fraction) && is_exponent_or_end(skip(fraction, digit_or_underscore));
    }
    if !starts_with_digit(number) {
        return false;
    }
    let rest = skip(number, digit_or_underscore);
    if let Some(fraction) = rest.strip_prefix('.') {
        return is_exponent_or_end(skip(fraction, digit_or_underscore));
    }
    skip_sexagesimal(rest)
        .and_then(|rest| rest.strip_prefix('.'))
        .is_some_and(|fraction| skip(fraction, digit_or_underscore).is_empty())
}

fn is_int(text: &str) -> bool {
    let number = unsigned(text);
    let all = |digits: &str, test: fn(u8) -> bool| !digits.is_empty() && digits.bytes().all(test);
    if let Some(digits) = number.strip_prefix("0b") {
        return all(digits, |byte| matches!(byte, b'0' | b'1' | b'_'));
    }
    if let Some(digits) = number.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit() || byte == b'_');
    }
    if let Some(digits) = number.strip_prefix('0') {
        return digits.bytes().all(|byte| matches!(byte, b'0'..=b'7' | b'_'));
    }
    if !starts_with_digit(number) {
        return false;
    }
    let rest = skip(number, digit_or_underscore);
    rest.is_empty() || skip_sexagesimal(rest).is_some_and(str::is_empty)
}

/// `2001-01-01`, or a date and a time.
fn is_timestamp(text: &str) -> bool {
    let digits = |text: &str| text.len() - skip(text, |byte| byte.is_ascii_digit()).len();
    // Takes between `min` and `max` digits; what follows them must be no digit.
    let take = |text: &'_ str, min: usize, max: usize| -> Option<usize> {
        let count = digits(text);
        (min..=max).contains(&count).then_some(count)
    };
    let parse = || -> Option<bool> {
        take(text, 4, 4)?;
        let month = text[4..].strip_prefix('-')?;
        let month_digits = take(month, 1, 2)?;
        let day = month[month_digits..].strip_prefix('-')?;
        let day_digits = take(day, 1, 2)?;
        let rest = &day[day_digits..];
        if rest.is_empty() {
            return Some(month_digits == 2 && day_digits == 2);
        }
        let blank = |byte: u8| byte == b' ' || byte == b'\t';
        let hour = match rest.strip_prefix(['T', 't']) {
            Some(hour) => hour,
            None => Some(skip(rest, blank)).filter(|hour| hour.len() < rest.len())?,
        };
        let minute = hour[take(hour, 1, 2)?..].strip_prefix(':')?;
        let second = minute[take(minute, 2, 2)?..].strip_prefix(':')?;
        let mut rest = &second[take(second, 2, 2)?..];
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = skip(fraction, |byte| byte.is_ascii_digit());
        }
        if rest.is_empty() {
            return Some(true);
        }
        let zone = skip(rest, blank);
        if zone == "Z" {
            return Some(true);
        }
        let zone = zone.strip_prefix(['-', '+'])?;
        let rest = &zone[take(zone, 1, 2)?..];
        match rest.strip_prefix(':') {
            Some(minutes) => Some(minutes.len() == 2 && digits(minutes) == 2),
            None => Some(rest.is_empty()),
        }
    };
    parse().unwrap_or(false)
}
