//! `json.dumps(value, sort_keys=True)`.

use std::fmt::Write as _;

use minijinja::Value;

use super::error::{PyError, PyResult};
use super::kind::{Kind, MAX_BYTES, MAX_DEPTH, identity, kind, limit, type_name};
use super::number::float_repr;
use super::ops::sort_with_keys;
use super::value::List;

/// The value as JSON; `indent` is a number of spaces or a string, as `json.dumps` takes it.
pub(crate) fn to_json(value: &Value, indent: Option<&Value>) -> PyResult<String> {
    let indent = match indent.map(kind) {
        None => None,
        Some(Kind::Str(text)) => Some(text.to_owned()),
        Some(Kind::Int(count)) => Some(" ".repeat(usize::try_from(count.clamp(0, 1_000)).unwrap_or(0))),
        Some(Kind::Bool(flag)) => Some(" ".repeat(usize::from(flag))),
        Some(_) => {
            return Err(PyError::type_error("can't multiply sequence by non-int"));
        }
    };
    let mut writer = Writer { out: String::new(), indent, parents: Vec::new() };
    writer.value(value)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    indent: Option<String>,
    parents: Vec<usize>,
}

impl Writer {
    fn value(&mut self, value: &Value) -> PyResult<()> {
        if self.out.len() > MAX_BYTES {
            return Err(limit("result too long"));
        }
        match kind(value) {
            Kind::None => self.out.push_str("null"),
            Kind::Bool(flag) => self.out.push_str(if flag { "true" } else { "false" }),
            Kind::Int(int) => {
                let _ = write!(self.out, "{int}");
            }
            Kind::Float(float) => self.out.push_str(&json_float(float)),
            Kind::Str(text) => self.string(text),
            Kind::List(items) | Kind::Tuple(items) => {
                self.nested(value, |writer| writer.items('[', &items, ']', Writer::value))?;
            }
            Kind::Dict(entries) => {
                let keyed = entries
                    .into_iter()
                    .map(|(key, value)| (key.clone(), List::value(vec![key, value])))
                    .collect();
                let sorted = sort_with_keys(keyed, false)?;
                self.nested(value, |writer| {
                    writer.items('{', &sorted, '}', |writer, pair| {
                        if let Kind::List(pair) = kind(pair)
                            && let [key, value] = pair.as_slice()
                        {
                            let key = json_key(key)?;
                            writer.string(&key);
                            writer.out.push_str(": ");
                            writer.value(value)?;
                        }
                        Ok(())
                    })
                })?;
            }
            _ => {
                return Err(PyError::type_error(format!(
                    "Object of type {} is not JSON serializable",
                    type_name(value)
                )));
            }
        }
        Ok(())
    }

    fn nested(&mut self, value: &Value, write: impl FnOnce(&mut Self) -> PyResult<()>) -> PyResult<()> {
        let id = identity(value).unwrap_or(0);
        if id != 0 && self.parents.contains(&id) {
            return Err(PyError::value_error("Circular reference detected"));
        }
        if self.parents.len() >= MAX_DEPTH {
            return Err(limit("value nests too deeply"));
        }
        self.parents.push(id);
        write(self)?;
        self.parents.pop();
        Ok(())
    }

    fn items(
        &mut self,
        open: char,
        items: &[Value],
        close: char,
        mut write: impl FnMut(&mut Self, &Value) -> PyResult<()>,
    ) -> PyResult<()> {
        self.out.push(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push_str(if self.indent.is_some() { "," } else { ", " });
            }
            self.line_break(self.parents.len());
            write(self, item)?;
        }
        if !items.is_empty() {
            self.line_break(self.parents.len() - 1);
        }
        self.out.push(close);
        Ok(())
    }

    fn line_break(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(character),
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
            }
        }
        self.out.push('"');
    }
}

fn json_float(float: f64) -> String {
    if float.is_nan() {
        "NaN".to_owned()
    } else if float.is_infinite() {
        if float > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else {
        float_repr(float)
    }
}

fn json_key(key: &Value) -> PyResult<String> {
    Ok(match kind(key) {
        Kind::Str(text) => text.to_owned(),
        Kind::Int(int) => int.to_string(),
        Kind::Float(float) => json_float(float),
        Kind::Bool(flag) => flag.to_string(),
        Kind::None => "null".to_owned(),
        _ => {
            return Err(PyError::type_error(format!(
                "keys must be str, int, float, bool or None, not {}",
                type_name(key)
            )));
        }
    })
}
