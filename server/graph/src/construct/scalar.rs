//! Values of the YAML 1.1 types.

use std::borrow::Cow;

use super::Constructor;
use crate::graph::{Kind, NodeId, Unsupported};
use crate::problem::{Code, Problem};
use crate::python::{parse_float, parse_int};
use crate::yaml::{Content, Tag, YamlId};

impl<'t> Constructor<'_, 't> {
    /// A node whose tag is one of YAML's scalar types.
    pub(super) fn scalar(&mut self, id: YamlId) -> NodeId {
        if let (Tag::Str, Content::Scalar(text)) =
            (&self.tree.nodes[id.index()].tag, &self.tree.nodes[id.index()].content)
        {
            let kind = Kind::Str((&**text).into());
            return self.plain(kind, id);
        }
        let tag = self.tree.node(id).tag.clone();
        if matches!(tag, Tag::Merge | Tag::Value) {
            let (written, other) = if tag == Tag::Merge { ("<<", "merge") } else { ("=", "value") };
            let message =
                format!("`{written}` is YAML's {other} key and cannot be a value; quote it: `'{written}'`");
            let problem = Problem::new(Code::UnknownTag, self.tag_place(id), message);
            return self.refuse(id, problem);
        }
        let Some(text) = self.scalar_text(id) else { return self.wrong_kind(id, "a scalar") };
        let kind = match tag {
            Tag::Null => Some(Kind::Null),
            Tag::Bool => bool_value(&text).map(Kind::Bool),
            Tag::Int => parse_int(&text).map(Kind::Int),
            Tag::Float => parse_float(&text).map(Kind::Float),
            Tag::Timestamp => timestamp(&text).map(|value| Kind::Unsupported(Box::new(value))),
            _ => Some(Kind::Str((&*text).into())),
        };
        if let Some(kind) = kind {
            return self.plain(kind, id);
        }
        let (what, hint) = match tag {
            Tag::Bool => ("a boolean", "write `true` or `false`"),
            Tag::Int => ("an integer", "correct it, or quote it to make it a string"),
            Tag::Float => ("a float", "correct it, or quote it to make it a string"),
            _ => ("a date or time", "correct it, or quote it to make it a string"),
        };
        let shown: String = text.chars().take(40).collect();
        let problem =
            Problem::new(Code::InvalidTagValue, self.span(id), format!("`{shown}` is not {what}; {hint}"));
        self.refuse(id, problem)
    }

    /// `PyYAML`'s `construct_scalar`: the text of a scalar, or of a mapping's value of the key `=`.
    pub(super) fn scalar_text(&self, id: YamlId) -> Option<Cow<'t, str>> {
        match &self.tree.node(id).content {
            Content::Scalar(text) => Some(text.clone()),
            Content::Mapping(children) => {
                let (_, value) =
                    self.tree.pairs(*children).find(|(key, _)| self.tree.node(*key).tag == Tag::Value)?;
                self.scalar_text(value)
            }
            _ => None,
        }
    }
}

fn bool_value(text: &str) -> Option<bool> {
    let is_any = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_any(["yes", "true", "on"]) { Some(true) } else { is_any(["no", "false", "off"]).then_some(false) }
}

/// The date or time that the text stands for; none where there is no such day or time.
fn timestamp(text: &str) -> Option<Unsupported> {
    let numbers: Vec<u32> =
        text.split(|ch: char| !ch.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let date_shape = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
    let [year, month, day, rest @ ..] = &numbers[..] else { return None };
    let long = text.as_bytes().get(4) == Some(&b'-') && date_shape >= 8;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !long || *year == 0 || !(1..=days).contains(day) {
        return None;
    }
    if date_shape == text.len() {
        let repr = format!("datetime.date({year}, {month}, {day})").into();
        return Some(Unsupported { type_name: "datetime.date", repr });
    }
    let [hour, minute, second, ..] = rest else { return None };
    if *hour > 23 || *minute > 59 || *second > 59 {
        return None;
    }
    let repr = format!("datetime.datetime({year}, {month}, {day}, {hour}, {minute}, {second})").into();
    Some(Unsupported { type_name: "datetime.datetime", repr })
}
