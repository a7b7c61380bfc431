//! Filters that look at the items' attributes, or call filters and tests on them.

use indexmap::IndexSet;
use minijinja::Value;

use super::super::error::{PyError, PyErrorKind, PyResult};
use super::super::kind::{Kind, hashable, kind, refuse_undefined, type_name};
use super::super::lazy::{Group, Lazy};
use super::super::methods::has_method;
use super::super::ops::{CompareOp, add, checked_str, compare, eq, iter, sort_with_keys, truth};
use super::super::repr::{str_repr, to_str};
use super::super::tests::call_test;
use super::super::value::{List, Undefined};
use super::{Call, Callbacks, call_filter};

/// Applies a filter of this file.
pub(super) fn call(call: &mut Call<'_>) -> PyResult<Value> {
    match call.name {
        "attr" => attr(call),
        "groupby" => group_by(call),
        "join" => join(call),
        "map" => map(call),
        "max" => best(call, CompareOp::Gt),
        "min" => best(call, CompareOp::Lt),
        "sort" => sort(call),
        "sum" => sum(call),
        "unique" => unique(call),
        name => {
            let by_attribute = matches!(name, "selectattr" | "rejectattr");
            let keep = matches!(name, "select" | "selectattr");
            select(call, keep, by_attribute)
        }
    }
}

/// A string in lower case, anything else as it is: how Jinja2 compares unless told otherwise.
pub(super) fn ignore_case(value: &Value) -> Value {
    match kind(value) {
        Kind::Str(text) => Value::from(text.to_lowercase()),
        _ => value.clone(),
    }
}

/// The path to an attribute: `"a.0.b"` goes through `a`, item 0 and `b`.
struct Path(Vec<Value>);

impl Path {
    fn of(attribute: Option<&Value>) -> Self {
        let Some(attribute) = attribute.filter(|attribute| !attribute.is_none()) else {
            return Self(Vec::new());
        };
        match kind(attribute) {
            Kind::Str(text) => Self::parse(text),
            _ => Self(vec![attribute.clone()]),
        }
    }

    fn parse(text: &str) -> Self {
        let part = |part: &str| match part.parse::<u64>() {
            Ok(index) if part.bytes().all(|byte| byte.is_ascii_digit()) => Value::from(index),
            _ => Value::from(part),
        };
        Self(text.split('.').map(part).collect())
    }

    fn get(&self, item: &Value, default: Option<&Value>, env: &mut dyn Callbacks) -> PyResult<Value> {
        let mut value = item.clone();
        for part in &self.0 {
            value = env.attribute(&value, part)?;
            if let (Some(default), Some(_)) = (default, Undefined::of(&value)) {
                value = default.clone();
            }
        }
        Ok(value)
    }
}

fn with_case(value: Value, case_sensitive: bool) -> Value {
    if case_sensitive { value } else { ignore_case(&value) }
}

fn attr(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["name"], 1)?;
    let name = arguments.required("name")?;
    let text = arguments.text("name", "")?;
    refuse_undefined(call.value)?;
    if matches!(kind(call.value), Kind::Other) || has_method(call.value, &text) || text.starts_with('_') {
        return call.env.attribute(call.value, name);
    }
    let message = match kind(call.value) {
        Kind::None => format!("'None' has no attribute {}", str_repr(&text)),
        _ => format!("'{} object' has no attribute {}", type_name(call.value), str_repr(&text)),
    };
    Ok(Undefined::value(message))
}

fn group_by(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["attribute", "default", "case_sensitive"], 1)?;
    let (path, default) = (Path::of(arguments.get("attribute")), arguments.some("default"));
    let case_sensitive = arguments.flag("case_sensitive", false)?;
    let mut keyed = Vec::new();
    for item in iter(call.value)? {
        let key = path.get(&item, default, call.env)?;
        keyed.push((with_case(key, case_sensitive), item));
    }
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in sort_with_keys(keyed, false)? {
        let found = path.get(&item, default, call.env)?;
        let key = with_case(found.clone(), case_sensitive);
        match groups.last_mut() {
            Some((grouper, items)) if eq(&with_case(grouper.clone(), case_sensitive), &key)? => {
                items.push(item);
            }
            // The group is named after its first item, in that one's case.
            _ => groups.push((found, vec![item])),
        }
    }
    let group = |(grouper, items)| Group::value(grouper, List::value(items));
    Ok(List::value(groups.into_iter().map(group).collect()))
}

fn join(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["d", "attribute"], 0)?;
    let separator = arguments.get("d").map_or(Ok(String::new()), checked_str)?;
    let path = Path::of(arguments.get("attribute"));
    let mut parts = Vec::new();
    let mut length = 0;
    for item in iter(call.value)? {
        let part = checked_str(&path.get(&item, None, call.env)?)?;
        length += part.len() + separator.len();
        if length > super::super::kind::MAX_BYTES {
            return Err(super::super::kind::limit("result too long"));
        }
        parts.push(part);
    }
    Ok(Value::from(parts.join(&separator)))
}

fn filter_argument(message: impl Into<String>) -> PyError {
    PyError::new(PyErrorKind::FilterArgument, message)
}

fn map(call: &mut Call<'_>) -> PyResult<Value> {
    let done = |items| Ok(Lazy::generator("sync_do_map", items));
    if !truth(call.value)? {
        return done(Vec::new());
    }
    let named = |name: &str| call.kwargs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let mut mapped = Vec::new();
    if let (true, Some(attribute)) = (call.args.is_empty(), named("attribute")) {
        if let Some((name, _)) = call.kwargs.iter().find(|(key, _)| key != "attribute" && key != "default") {
            return Err(filter_argument(format!("Unexpected keyword argument {}", str_repr(name))));
        }
        let (path, default) = (Path::of(Some(attribute)), named("default").filter(|value| !value.is_none()));
        for item in iter(call.value)? {
            mapped.push(path.get(&item, default, call.env)?);
        }
        return done(mapped);
    }
    let Some((name, args)) = call.args.split_first() else {
        return Err(filter_argument("map requires a filter argument"));
    };
    let name = checked_str(name)?;
    for item in iter(call.value)? {
        let result = call_filter(&name, &item, args, call.kwargs, call.env);
        mapped.push(result.unwrap_or_else(|| Err(no_such("filter", &name)))?);
    }
    done(mapped)
}

fn no_such(what: &str, name: &str) -> PyError {
    PyError::new(PyErrorKind::Runtime, format!("No {what} named {}.", str_repr(name)))
}

fn select(call: &mut Call<'_>, keep: bool, by_attribute: bool) -> PyResult<Value> {
    let done = |items| Ok(Lazy::generator("select_or_reject", items));
    if !truth(call.value)? {
        return done(Vec::new());
    }
    let (path, args) = match (by_attribute, call.args.split_first()) {
        (false, _) => (Path(Vec::new()), call.args),
        (true, Some((attribute, args))) => (Path::of(Some(attribute)), args),
        (true, None) => return Err(filter_argument("Missing parameter for attribute name")),
    };
    let mut selected = Vec::new();
    for item in iter(call.value)? {
        let value = path.get(&item, None, call.env)?;
        let holds = match args.split_first() {
            None => truth(&value)?,
            Some((name, args)) => {
                let name = to_str(name);
                let result = call_test(&name, &value, args, call.kwargs, call.env);
                result.unwrap_or_else(|| Err(no_such("test", &name)))?
            }
        };
        if holds == keep {
            selected.push(item);
        }
    }
    done(selected)
}

/// `min` and `max`: the first of the best.
fn best(call: &mut Call<'_>, better: CompareOp) -> PyResult<Value> {
    let arguments = call.bind(&["case_sensitive", "attribute"], 0)?;
    let case_sensitive = arguments.flag("case_sensitive", false)?;
    let path = Path::of(arguments.get("attribute"));
    let mut best: Option<(Value, Value)> = None;
    for item in iter(call.value)? {
        let key = with_case(path.get(&item, None, call.env)?, case_sensitive);
        let improves = match &best {
            None => true,
            Some((best, _)) => compare(better, &key, best)?,
        };
        if improves {
            best = Some((key, item));
        }
    }
    Ok(best.map_or_else(|| Undefined::value("No aggregated item, sequence was empty."), |(_, item)| item))
}

fn sort(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["reverse", "case_sensitive", "attribute"], 0)?;
    let (reverse, case_sensitive) =
        (arguments.flag("reverse", false)?, arguments.flag("case_sensitive", false)?);
    let paths: Vec<Path> = match arguments.get("attribute").map(kind) {
        Some(Kind::Str(text)) => text.split(',').map(Path::parse).collect(),
        _ => vec![Path::of(arguments.get("attribute"))],
    };
    let mut keyed = Vec::new();
    for item in iter(call.value)? {
        let mut keys = Vec::with_capacity(paths.len());
        for path in &paths {
            keys.push(with_case(path.get(&item, None, call.env)?, case_sensitive));
        }
        keyed.push((List::value(keys), item));
    }
    sort_with_keys(keyed, reverse).map(List::value)
}

fn sum(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["attribute", "start"], 0)?;
    let path = Path::of(arguments.get("attribute"));
    let mut total = arguments.get("start").cloned().unwrap_or_else(|| Value::from(0));
    let items = iter(call.value)?;
    if matches!(kind(&total), Kind::Str(_)) {
        return Err(PyError::type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    for item in items {
        total = add(&total, &path.get(&item, None, call.env)?)?;
    }
    Ok(total)
}

fn unique(call: &mut Call<'_>) -> PyResult<Value> {
    let arguments = call.bind(&["case_sensitive", "attribute"], 0)?;
    let case_sensitive = arguments.flag("case_sensitive", false)?;
    let path = Path::of(arguments.get("attribute"));
    let mut seen = IndexSet::new();
    let mut items = Vec::new();
    for item in iter(call.value)? {
        let key = with_case(path.get(&item, None, call.env)?, case_sensitive);
        hashable(&key)?;
        if seen.insert(key) {
            items.push(item);
        }
    }
    Ok(Lazy::generator("sync_do_unique", items))
}
