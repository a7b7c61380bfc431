//! Moments as Python's `datetime` prints them.

use std::fmt;
use std::sync::Arc;

use jiff::civil::DateTime;
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use crate::globals::Named;
use crate::python::error::{PyError, PyResult};
use crate::python::repr;

/// A moment without a time zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(pub(crate) DateTime);

impl Moment {
    /// `strftime` in the C locale. A directive that is none stays as it is.
    pub(crate) fn format(self, format: &str) -> String {
        let mut out = String::with_capacity(format.len());
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            let (directive, behind) = split_directive(&rest[at..]);
            match self.directive(directive) {
                Some(text) => out.push_str(&text),
                None => out.push_str(directive),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// What a directive such as `%Y`, `%-d` or `%Ey` stands for; none if it is unknown.
    fn directive(self, directive: &str) -> Option<String> {
        let letter = directive.chars().next_back()?;
        let options = directive.trim_end_matches(letter).trim_start_matches('%');
        let of = match letter {
            // Python fills in this one, and only without options.
            'f' => return options.is_empty().then(|| format!("{:06}", self.microsecond())),
            'z' | 'Z' => return Some(String::new()),
            '%' => return Some("%".to_owned()),
            's' => return self.timestamp().map(|seconds| format!("{}", seconds.floor())),
            'c' => "%a %b %e %H:%M:%S %Y",
            'x' | 'D' => "%m/%d/%y",
            'X' | 'T' => "%H:%M:%S",
            'r' => "%I:%M:%S %p",
            'F' => "%Y-%m-%d",
            'R' => "%H:%M",
            letter if "aAbBCdeGgHhIjklmMnpPStuUVwWyY".contains(letter) => {
                // Other eras and digits are those of other locales.
                let plain = directive.replace(['E', 'O'], "");
                return jiff::fmt::strtime::format(&plain, self.0).ok();
            }
            _ => return None,
        };
        let text = self.format(of);
        Some(if options.contains('^') { text.to_uppercase() } else { text })
    }

    /// Seconds since 1970, where the moment is one of the system's time zone.
    fn timestamp(self) -> Option<f64> {
        let zoned = self.0.to_zoned_datetime(jiff::tz::TimeZone::system()).ok()?;
        Some(zoned.timestamp().as_duration().as_secs_f64())
    }

    fn microsecond(self) -> i32 {
        self.0.subsec_nanosecond() / 1000
    }

    /// `isoformat`; none if there is no such `timespec`.
    fn iso(self, separator: &str, timespec: &str) -> Option<String> {
        let microsecond = self.microsecond();
        let time = match timespec {
            "hours" => self.format("%H"),
            "minutes" => self.format("%H:%M"),
            "milliseconds" => format!("{}.{:03}", self.format("%H:%M:%S"), microsecond / 1000),
            "auto" if microsecond == 0 => self.format("%H:%M:%S"),
            "seconds" => self.format("%H:%M:%S"),
            "auto" | "microseconds" => self.format("%H:%M:%S.%f"),
            _ => return None,
        };
        Some(format!("{}{separator}{time}", self.format("%Y-%m-%d")))
    }
}

/// The directive at the start of a text, with its flags, width and modifier, and what follows it.
fn split_directive(text: &str) -> (&str, &str) {
    let options = text[1..].trim_start_matches(['_', '-', '0', '^', '#', '+']);
    let options = options.trim_start_matches(|c: char| c.is_ascii_digit());
    let letter = options.trim_start_matches(['E', 'O']);
    let len = text.len() - letter.len() + letter.chars().next().map_or(0, char::len_utf8);
    text.split_at(len)
}

/// A `datetime.datetime`.
#[derive(Debug)]
pub(crate) struct DateTimeObject(pub(crate) Moment);

impl Object for DateTimeObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iso(" ", "auto").unwrap_or_default())
    }
}

impl DateTimeObject {
    pub(crate) fn attribute(&self, name: &str) -> Option<Value> {
        let moment = self.0.0;
        Some(match name {
            "year" => Value::from(moment.year()),
            "month" => Value::from(moment.month()),
            "day" => Value::from(moment.day()),
            "hour" => Value::from(moment.hour()),
            "minute" => Value::from(moment.minute()),
            "second" => Value::from(moment.second()),
            "microsecond" => Value::from(self.0.microsecond()),
            "tzinfo" => Value::from(()),
            _ => return None,
        })
    }

    pub(crate) const METHODS: [&'static str; 8] =
        ["strftime", "isoformat", "date", "time", "weekday", "isoweekday", "ctime", "timestamp"];

    pub(crate) fn call(&self, method: &str, args: &[Value], named: &Named) -> PyResult<Value> {
        let moment = self.0;
        let argument = |name: &str| {
            args.first().or_else(|| named.iter().find(|(key, _)| key == name).map(|(_, value)| value))
        };
        let text = |value: &Value| {
            value.as_str().map(str::to_owned).ok_or_else(|| {
                PyError::type_error(format!(
                    "{method}() argument 1 must be str, not {}",
                    repr::type_name(value)
                ))
            })
        };
        Ok(match method {
            "strftime" => {
                let format = argument("format").ok_or_else(|| {
                    PyError::type_error("strftime() missing required argument 'format' (pos 1)")
                })?;
                Value::from(moment.format(&text(format)?))
            }
            "isoformat" => Value::from(isoformat(moment, args, named)?),
            "date" => Value::from(moment.format("%Y-%m-%d")),
            "time" => {
                let text = moment.iso(" ", "auto").unwrap_or_default();
                Value::from(text.split_once(' ').map_or("", |(_, time)| time))
            }
            "weekday" => Value::from(moment.0.weekday().to_monday_zero_offset()),
            "isoweekday" => Value::from(moment.0.weekday().to_monday_one_offset()),
            "ctime" => Value::from(moment.format("%a %b %e %H:%M:%S %Y")),
            _ => Value::from(moment.timestamp().unwrap_or(0.0)),
        })
    }
}

/// `isoformat(sep='T', timespec='auto')`
fn isoformat(moment: Moment, args: &[Value], named: &Named) -> PyResult<String> {
    if args.len() > 2 {
        let message = format!("isoformat() takes at most 2 arguments ({} given)", args.len());
        return Err(PyError::type_error(message));
    }
    let mut given = [args.first(), args.get(1)];
    for (name, value) in named {
        let Some(at) = ["sep", "timespec"].iter().position(|known| known == name) else {
            let message = format!("'{name}' is an invalid keyword argument for isoformat()");
            return Err(PyError::type_error(message));
        };
        if given[at].replace(value).is_some() {
            let message =
                format!("argument for isoformat() given by name ('{name}') and position ({})", at + 1);
            return Err(PyError::type_error(message));
        }
    }
    let [separator, timespec] = given;
    let wrong = |number: u8, wanted: &str, value: &Value| {
        let found = repr::type_name(value);
        PyError::type_error(format!("isoformat() argument {number} must be {wanted}, not {found}"))
    };
    let separator = match separator.map(|value| (value, value.as_str())) {
        None => "T",
        Some((_, Some(text))) if text.chars().count() == 1 => text,
        Some((value, _)) => return Err(wrong(1, "a unicode character", value)),
    };
    let timespec = match timespec.map(|value| (value, value.as_str())) {
        None => "auto",
        Some((_, Some(text))) => text,
        Some((value, None)) => return Err(wrong(2, "str", value)),
    };
    moment.iso(separator, timespec).ok_or_else(|| PyError::value_error("Unknown timespec value"))
}
