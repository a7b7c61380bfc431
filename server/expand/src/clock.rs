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
    /// `strftime`. What the format does not know stays as it is.
    pub(crate) fn format(self, format: &str) -> String {
        // Python's `%f` is six digits of microseconds.
        let format = format.replace("%f", &format!("{:06}", self.microsecond()));
        jiff::fmt::strtime::format(&format, self.0).unwrap_or(format)
    }

    fn microsecond(self) -> i32 {
        self.0.subsec_nanosecond() / 1000
    }

    fn iso(self, separator: &str) -> String {
        let fraction = match self.microsecond() {
            0 => String::new(),
            microsecond => format!(".{microsecond:06}"),
        };
        format!("{}{separator}{}{fraction}", self.format("%Y-%m-%d"), self.format("%H:%M:%S"))
    }
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
        f.write_str(&self.0.iso(" "))
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
            "isoformat" => {
                let separator = argument("sep").map_or_else(|| Ok("T".to_owned()), text)?;
                Value::from(moment.iso(&separator))
            }
            "date" => Value::from(moment.format("%Y-%m-%d")),
            "time" => Value::from(
                moment.iso("|").split_once('|').map_or_else(String::new, |(_, time)| time.to_owned()),
            ),
            "weekday" => Value::from(moment.0.weekday().to_monday_zero_offset()),
            "isoweekday" => Value::from(moment.0.weekday().to_monday_one_offset()),
            "ctime" => Value::from(moment.format("%a %b %e %H:%M:%S %Y")),
            _ => {
                let zoned = moment.0.to_zoned_datetime(jiff::tz::TimeZone::system());
                Value::from(zoned.map_or(0.0, |zoned| zoned.timestamp().as_duration().as_secs_f64()))
            }
        })
    }
}
