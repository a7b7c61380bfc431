//! Integers of any size, as Python has them.

use std::fmt::{self, Write as _};

/// Python refuses to write integers of more decimal digits than this.
const MAX_DIGITS: usize = 4300;

/// A Python integer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    /// One that fits 64 bits.
    Small(i64),
    /// Any other, in decimal.
    Big(Box<str>),
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Int::Small(value) => value.fmt(f),
            Int::Big(digits) => f.write_str(digits),
        }
    }
}

/// What `PyYAML` makes of a scalar with the tag `int`; none where that raises.
pub(crate) fn parse_int(text: &str) -> Option<Int> {
    // Nearly all are short and decimal.
    if let [b'1'..=b'9', rest @ ..] = text.as_bytes()
        && rest.len() < 18
        && rest.iter().all(u8::is_ascii_digit)
    {
        return text.parse().ok().map(Int::Small);
    }
    let text: String = text.chars().filter(|&ch| ch != '_').collect();
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, &*text),
    };
    if unsigned == "0" {
        return Some(Int::Small(0));
    }
    let first = unsigned.as_bytes().first()?;
    let (again, magnitude) = if let Some(digits) = unsigned.strip_prefix("0b") {
        python_int(digits, 2)?
    } else if let Some(digits) = unsigned.strip_prefix("0x") {
        python_int(digits, 16)?
    } else if *first == b'0' {
        python_int(unsigned.strip_prefix("0o").unwrap_or(unsigned), 8)?
    } else if unsigned.contains(':') {
        let mut total = Natural::default();
        for part in unsigned.split(':') {
            let (negative, digit) = python_int(part, 10)?;
            if negative {
                return None;
            }
            total.multiply_add(60, 0);
            total.add(&digit);
        }
        (false, total)
    } else {
        python_int(unsigned, 10)?
    };
    magnitude.signed(negative != again)
}

/// What `int(text, radix)` reads: white space around, one sign, digits.
fn python_int(text: &str, radix: u32) -> Option<(bool, Natural)> {
    let text = super::strip(text);
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 4 * MAX_DIGITS {
        return None;
    }
    let mut value = Natural::default();
    for digit in digits.chars() {
        value.multiply_add(radix, digit.to_digit(radix)?);
    }
    Some((negative, value))
}

/// A natural number: digits to the base of a thousand million, the lowest first.
#[derive(Default)]
struct Natural(Vec<u32>);

const BASE: u64 = 1_000_000_000;

impl Natural {
    fn multiply_add(&mut self, factor: u32, addend: u32) {
        let mut carry = u64::from(addend);
        for digit in &mut self.0 {
            let value = u64::from(*digit) * u64::from(factor) + carry;
            *digit = (value % BASE) as u32;
            carry = value / BASE;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn add(&mut self, other: &Natural) {
        let mut carry = 0;
        for at in 0..=self.0.len().max(other.0.len()) {
            let value = u64::from(self.0.get(at).copied().unwrap_or(0))
                + u64::from(other.0.get(at).copied().unwrap_or(0))
                + carry;
            carry = value / BASE;
            let digit = (value % BASE) as u32;
            if at < self.0.len() {
                self.0[at] = digit;
            } else if digit > 0 || at < other.0.len() {
                self.0.push(digit);
            }
        }
    }

    /// None where Python would refuse to write it.
    fn signed(&self, negative: bool) -> Option<Int> {
        let mut digits = String::new();
        for (at, digit) in self.0.iter().rev().enumerate() {
            let _ = if at == 0 { write!(digits, "{digit}") } else { write!(digits, "{digit:09}") };
        }
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Int::Small(0));
        }
        if digits.len() > MAX_DIGITS {
            return None;
        }
        let signed = format!("{}{digits}", if negative { "-" } else { "" });
        Some(signed.parse().map_or_else(|_| Int::Big(signed.into()), Int::Small))
    }
}

#[cfg(test)]
mod tests {
    use super::parse_int;

    #[test]
    fn as_pyyaml_reads_them() {
        let cases = [
            ("010", "8"),
            ("-0x1f", "-31"),
            ("+1_000", "1000"),
            ("0b101", "5"),
            ("1:30", "90"),
            ("190:20:30", "685230"),
            ("-1:30", "-90"),
            ("0o17", "15"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("-9223372036854775809", "-9223372036854775809"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_int(text).map(|value| value.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "abc", "0b_", "1.5", "09", "-"] {
            assert_eq!(parse_int(text), None, "{text}");
        }
    }
}
