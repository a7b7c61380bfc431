//! Floats as Python reads and writes them.

use std::fmt::Write as _;

/// What `PyYAML` makes of a scalar with the tag `float`; none where that raises.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|&ch| ch != '_').flat_map(char::to_lowercase).collect();
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, &*text),
    };
    match unsigned {
        ".inf" => return Some(sign * f64::INFINITY),
        ".nan" => return Some(f64::NAN),
        "" => return None,
        _ => {}
    }
    if !unsigned.contains(':') {
        return Some(sign * python_float(unsigned)?);
    }
    let mut total = 0.0;
    let mut base = 1.0;
    for part in unsigned.rsplit(':') {
        total += python_float(part)? * base;
        base *= 60.0;
    }
    Some(sign * total)
}

fn python_float(text: &str) -> Option<f64> {
    super::strip(text).parse().ok()
}

/// Appends `repr(value)`: the shortest digits that read back, with an exponent from 1e16 up and below 1e-4.
pub(crate) fn write_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str("nan");
        return;
    }
    if value.is_infinite() {
        out.push_str(if value < 0.0 { "-inf" } else { "inf" });
        return;
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 || (-4..16).contains(&exponent) {
        let _ = write!(out, "{value}");
        if value.fract() == 0.0 {
            out.push_str(".0");
        }
        return;
    }
    let _ = write!(out, "{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
}

#[cfg(test)]
mod tests {
    use super::{parse_float, write_float};

    #[test]
    fn as_python_writes_them() {
        let cases = [
            ("1.", "1.0"),
            ("1.0e-05", "1e-05"),
            ("0.0001", "0.0001"),
            ("1.0e+16", "1e+16"),
            ("1234567890123456.0", "1234567890123456.0"),
            ("-0.0", "-0.0"),
            ("1.5e+300", "1.5e+300"),
            ("1:30.5", "90.5"),
            ("-.INF", "-inf"),
            (".NaN", "nan"),
            ("1_0.5", "10.5"),
            ("1.0e+999", "inf"),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            write_float(&mut out, parse_float(text).unwrap());
            assert_eq!(out, expected, "{text}");
        }
        assert_eq!(parse_float("abc"), None);
        assert_eq!(parse_float(""), None);
    }
}
