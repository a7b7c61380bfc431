//! Python's format specifiers, `[[fill]align][sign][z][#][0][width][,_][.precision][type]`, and how numbers are
//! laid out by them.

use super::characters::decimal_value;
use super::error::{PyError, PyResult};
use super::kind::{MAX_ITEMS, limit};
use super::number::{exponential, float_repr, shortest_digits, split_exponent, with_point};

/// A parsed format specifier.
pub(crate) struct Spec {
    pub(crate) fill: Option<char>,
    /// `<`, `>`, `^` or `=`.
    pub(crate) align: Option<char>,
    pub(crate) sign: Option<char>,
    /// `z`: no negative zero.
    pub(crate) no_negative_zero: bool,
    pub(crate) alternate: bool,
    pub(crate) width: usize,
    /// `,` or `_`.
    pub(crate) grouping: Option<char>,
    pub(crate) precision: Option<usize>,
    /// The presentation type.
    pub(crate) kind: Option<char>,
}

impl Spec {
    /// Reads a specifier for a value of a type; `default_align` is `>` for numbers.
    pub(crate) fn parse(text: &str, default_align: char, type_name: &str) -> PyResult<Self> {
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        let is_align = |index: usize| characters.get(index).is_some_and(|c| "<>=^".contains(*c));
        let (mut fill, mut align) = (None, None);
        if is_align(1) {
            (fill, align) = (characters.first().copied(), characters.get(1).copied());
            at = 2;
        } else if is_align(0) {
            align = characters.first().copied();
            at = 1;
        }
        let eat = |at: &mut usize, set: &str| {
            let found = characters.get(*at).copied().filter(|c| set.contains(*c));
            *at += usize::from(found.is_some());
            found
        };
        let sign = eat(&mut at, "+- ");
        let no_negative_zero = eat(&mut at, "z").is_some();
        let alternate = eat(&mut at, "#").is_some();
        if fill.is_none() && eat(&mut at, "0").is_some() {
            fill = Some('0');
            if align.is_none() && default_align == '>' {
                align = Some('=');
            }
        }
        let width = digits(&characters, &mut at)?.unwrap_or(0);
        let both = || PyError::value_error("Cannot specify both ',' and '_'.");
        let mut grouping = eat(&mut at, ",");
        if eat(&mut at, "_").is_some() {
            if grouping.is_some() {
                return Err(both());
            }
            grouping = Some('_');
        }
        if characters.get(at) == Some(&',') {
            match grouping {
                Some('_') => return Err(both()),
                Some(_) => return Err(PyError::value_error("Cannot specify ',' with ','.")),
                None => {}
            }
        }
        let mut precision = None;
        if eat(&mut at, ".").is_some() {
            precision = digits(&characters, &mut at)?;
            if precision.is_none() {
                return Err(PyError::value_error("Format specifier missing precision"));
            }
        }
        let rest = characters.get(at..).unwrap_or_default();
        if rest.len() > 1 {
            return Err(PyError::value_error(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            )));
        }
        let kind = rest.first().copied();
        if let Some(separator) = grouping {
            let allowed = match kind {
                None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => true,
                Some('b' | 'o' | 'x' | 'X') => separator == '_',
                Some(_) => false,
            };
            if !allowed {
                let shown = kind.map(shown_type).unwrap_or_default();
                return Err(PyError::value_error(format!("Cannot specify '{separator}' with '{shown}'.")));
            }
        }
        if width > MAX_ITEMS || precision.is_some_and(|precision| precision > MAX_ITEMS) {
            return Err(limit("width or precision too large"));
        }
        Ok(Self { fill, align, sign, no_negative_zero, alternate, width, grouping, precision, kind })
    }

    /// A plain specifier of that presentation type.
    pub(crate) fn of_kind(kind: char) -> Self {
        Self {
            fill: None,
            align: None,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: Some(kind),
        }
    }
}

/// A presentation type as an error message shows it.
pub(crate) fn shown_type(kind: char) -> String {
    if (' '..='\x7f').contains(&kind) { kind.to_string() } else { format!("\\x{:x}", u32::from(kind)) }
}

fn digits(characters: &[char], at: &mut usize) -> PyResult<Option<usize>> {
    let start = *at;
    let mut value = 0_usize;
    while let Some(digit) = characters.get(*at).and_then(|c| decimal_value(*c)) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit as usize))
            .filter(|value| i64::try_from(*value).is_ok())
            .ok_or_else(|| PyError::value_error("Too many decimal digits in format string"))?;
        *at += 1;
    }
    Ok((*at > start).then_some(value))
}

/// Pads `text` to the specifier's width.
pub(crate) fn pad(text: &str, spec: &Spec, default_align: char) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    let fill = spec.fill.unwrap_or(' ');
    let left = match spec.align.unwrap_or(default_align) {
        '<' => 0,
        '^' => missing / 2,
        _ => missing,
    };
    let filled = |count: usize| std::iter::repeat_n(fill, count);
    filled(left).chain(text.chars()).chain(filled(missing - left)).collect()
}

/// A number in parts, to be laid out by a specifier.
pub(crate) struct Parts {
    pub(crate) negative: bool,
    /// `0x` and the like.
    pub(crate) prefix: &'static str,
    /// The digits before the point, which grouping applies to.
    pub(crate) whole: String,
    /// The point, fraction, exponent and percent sign.
    pub(crate) rest: String,
}

/// Lays a number out: its sign, prefix, grouped digits and padding.
pub(crate) fn lay_out(parts: &Parts, spec: &Spec) -> String {
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let outside = sign.len() + parts.prefix.len() + parts.rest.chars().count();
    let zero_filled = spec.align == Some('=') && spec.fill == Some('0');
    let width = if zero_filled { spec.width.saturating_sub(outside) } else { 0 };
    let whole = match spec.grouping {
        Some(separator) => {
            let size = if matches!(spec.kind, Some('b' | 'o' | 'x' | 'X')) { 4 } else { 3 };
            group(&parts.whole, separator, size, width)
        }
        None => format!("{}{}", "0".repeat(width.saturating_sub(parts.whole.chars().count())), parts.whole),
    };
    if spec.align == Some('=') {
        let missing = spec.width.saturating_sub(outside + whole.chars().count());
        let padding: String = std::iter::repeat_n(spec.fill.unwrap_or(' '), missing).collect();
        return format!("{sign}{}{padding}{whole}{}", parts.prefix, parts.rest);
    }
    pad(&format!("{sign}{}{whole}{}", parts.prefix, parts.rest), spec, '>')
}

/// Groups digits, with zeros before them up to `width`; no separator stands first.
fn group(digits: &str, separator: char, size: usize, width: usize) -> String {
    if digits.bytes().any(|byte| !byte.is_ascii_hexdigit()) {
        // `inf` and `nan`
        return digits.to_owned();
    }
    let grouped_len = |count: usize| count + count.saturating_sub(1) / size;
    let mut count = digits.len().max(1);
    while grouped_len(count) < width {
        count += 1;
    }
    let padded: Vec<char> = std::iter::repeat_n('0', count - digits.len()).chain(digits.chars()).collect();
    let mut out = String::with_capacity(grouped_len(count));
    for (index, digit) in padded.iter().enumerate() {
        if index > 0 && (count - index).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(*digit);
    }
    out
}

/// A float's digits by presentation type (`None`: as `repr`, or as `g` that keeps a fraction where there is a
/// precision).
pub(crate) fn float_parts(float: f64, spec: &Spec) -> Parts {
    let upper = matches!(spec.kind, Some('E' | 'F' | 'G'));
    let (value, tail) = if spec.kind == Some('%') { (float * 100.0, "%") } else { (float, "") };
    let magnitude = value.abs();
    let body = if value.is_finite() { finite_body(magnitude, spec) } else { float_repr(magnitude).clone() };
    let body = if upper { body.to_ascii_uppercase() } else { body };
    let zero = value.is_finite()
        && !body
            .split(['e', 'E'])
            .next()
            .unwrap_or_default()
            .bytes()
            .any(|byte| (b'1'..=b'9').contains(&byte));
    let negative = value.is_sign_negative() && !value.is_nan() && !(spec.no_negative_zero && zero);
    let split = if value.is_finite() {
        body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len())
    } else {
        body.len()
    };
    Parts { negative, prefix: "", whole: body[..split].to_owned(), rest: format!("{}{tail}", &body[split..]) }
}

fn finite_body(magnitude: f64, spec: &Spec) -> String {
    let alternate = spec.alternate;
    match (spec.kind, spec.precision) {
        (Some('e' | 'E'), precision) => {
            let (digits, exponent) = exact_digits(magnitude, precision.unwrap_or(6));
            exponential(&digits, exponent, 'e', alternate)
        }
        (Some('f' | 'F' | '%'), precision) => fixed(magnitude, precision.unwrap_or(6), alternate),
        (Some(_), precision) => general(magnitude, precision.unwrap_or(6).max(1), alternate, false),
        (None, Some(precision)) => general(magnitude, precision.max(1), alternate, true),
        (None, None) => {
            let (digits, exponent) = shortest_digits(magnitude);
            if (-4..16).contains(&exponent) {
                with_point(&digits, exponent, true)
            } else {
                exponential(&digits, exponent, 'e', alternate)
            }
        }
    }
}

// Rust formats no more digits than this at once; a float has no more that are not zeros.
const MAX_NATIVE_DIGITS: usize = 1_200;

/// Digits after the point, rounded half to even on the exact value.
fn fixed(magnitude: f64, precision: usize, alternate: bool) -> String {
    let native = precision.min(MAX_NATIVE_DIGITS);
    let mut out = format!("{magnitude:.native$}");
    out.extend(std::iter::repeat_n('0', precision - native));
    if precision == 0 && alternate {
        out.push('.');
    }
    out
}

/// One digit before the point and `precision` after it, and the exponent.
fn exact_digits(magnitude: f64, precision: usize) -> (String, i32) {
    let native = precision.min(MAX_NATIVE_DIGITS);
    let (mut digits, exponent) = split_exponent(&format!("{magnitude:.native$e}"));
    digits.extend(std::iter::repeat_n('0', precision - native));
    (digits, exponent)
}

/// `precision` significant digits, positional or exponential, whichever C's `%g` takes.
fn general(magnitude: f64, precision: usize, alternate: bool, keep_fraction: bool) -> String {
    let (mut digits, exponent) = exact_digits(magnitude, precision - 1);
    let limit = precision as i64 - i64::from(keep_fraction);
    let use_exponent = exponent < -4 || i64::from(exponent) >= limit;
    if !alternate {
        let kept = digits.trim_end_matches('0').len().max(1);
        digits.truncate(kept);
    }
    if use_exponent {
        return exponential(&digits, exponent, 'e', alternate);
    }
    let body = with_point(&digits, exponent, keep_fraction);
    if alternate && !body.contains('.') { body + "." } else { body }
}
