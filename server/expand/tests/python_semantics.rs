//! What `CPython`, Jinja2 and `PyYAML` say of many small operations (`python_semantics.py` asks them) is what this
//! crate says.

use std::fmt::Write as _;

use forgather_expand::python::dump::safe_dump_flow;
use forgather_expand::python::error::{PyError, PyErrorKind, PyResult};
use forgather_expand::python::filters::{Callbacks, call_filter};
use forgather_expand::python::format::{format_value, str_format};
use forgather_expand::python::lazy::{Lazy, View};
use forgather_expand::python::methods::call_method;
use forgather_expand::python::ops::{self, CompareOp};
use forgather_expand::python::percent::percent_format;
use forgather_expand::python::repr::{repr, to_str, type_name};
use forgather_expand::python::tests::call_test;
use forgather_expand::python::value::{Dict, List, Undefined};
use minijinja::Value;
use minijinja::value::Tuple;
use serde_json::{Value as Json, json};

const TABLE: &str = include_str!("python_semantics.jsonl");

#[test]
fn every_operation_gives_what_python_gives() {
    let (mut failures, mut count) = (String::new(), 0);
    let mut failed = 0;
    for line in TABLE.lines() {
        let case: Json = serde_json::from_str(line).expect("the table holds JSON");
        count += 1;
        let actual = outcome(&case);
        if !agrees(&case, &actual) {
            failed += 1;
            if failed <= 50 {
                let _ = writeln!(failures, "{line}\n    gives {actual}");
            }
        }
    }
    assert!(count > 1_000, "the table is nearly empty");
    assert!(failures.is_empty(), "{failed} of {count} differ:\n{failures}");
}

/// Whether an outcome is the expected one. Of errors the message counts where a user sees Python's own; Jinja2's
/// filters and methods name functions and parameters in ways that no output depends on.
fn agrees(case: &Json, actual: &Json) -> bool {
    let expected = &case["expected"];
    let op = case["op"].as_str().unwrap_or_default();
    let type_only = ["filter:", "test:", "method:", "change:"].iter().any(|prefix| op.starts_with(prefix));
    match (expected.get("error"), actual.get("error")) {
        (Some(expected), Some(actual)) if type_only => expected == actual,
        _ => expected == actual,
    }
}

struct Attributes;

impl Callbacks for Attributes {
    fn call(&mut self, _: &Value, _: &[Value], _: &[(String, Value)]) -> PyResult<Value> {
        Err(PyError::type_error("nothing here is callable"))
    }

    fn attribute(&mut self, object: &Value, name: &Value) -> PyResult<Value> {
        if let Some(found) = ops::get_item(object, name)? {
            return Ok(found);
        }
        let message = match name.as_str() {
            _ if object.is_none() && name.as_str().is_none() => format!("None has no element {}", repr(name)),
            _ if object.is_none() => format!("'None' has no attribute {}", repr(name)),
            Some(_) => format!("'{} object' has no attribute {}", full_type(object), repr(name)),
            None => format!("{} object has no element {}", full_type(object), repr(name)),
        };
        Ok(Undefined::value(message))
    }
}

fn full_type(object: &Value) -> String {
    match type_name(object) {
        "Markup" => "markupsafe.Markup".to_owned(),
        name => name.to_owned(),
    }
}

fn outcome(case: &Json) -> Json {
    let op = case["op"].as_str().expect("a case has an operation");
    let args: Vec<Value> =
        case["args"].as_array().expect("a case has arguments").iter().map(decode).collect();
    let kwargs: Vec<(String, Value)> = case["kwargs"]
        .as_object()
        .expect("a case has keyword arguments")
        .iter()
        .map(|(name, value)| (name.clone(), decode(value)))
        .collect();
    match run(op, &args, &kwargs) {
        Ok(json) => json,
        Err(error) => json!({"error": error.kind.python_name(), "message": error.message}),
    }
}

fn run(op: &str, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<Json> {
    let binary = |operator: fn(&Value, &Value) -> PyResult<Value>| operator(&args[0], &args[1]);
    let compared = |op: CompareOp| ops::compare(op, &args[0], &args[1]).map(Value::from);
    if let Some((kind, name)) = op.split_once(':') {
        return named(kind, name, args, kwargs);
    }
    Ok(encode(&match op {
        "repr" => Value::from(repr(&args[0])),
        "str" => match Undefined::of(&args[0]) {
            Some(undefined) => return Err(PyError::new(PyErrorKind::Undefined, undefined.message.clone())),
            None => Value::from(to_str(&args[0])),
        },
        "truth" => Value::from(ops::truth(&args[0])?),
        "len" => Value::from(ops::len(&args[0])?),
        "iter" => List::value(ops::iter(&args[0])?),
        "neg" => ops::neg(&args[0])?,
        "pos" => ops::pos(&args[0])?,
        "add" => binary(ops::add)?,
        "sub" => binary(ops::sub)?,
        "mul" => binary(ops::mul)?,
        "div" => binary(ops::div)?,
        "floordiv" => binary(ops::floordiv)?,
        "rem" => binary(ops::rem)?,
        "pow" => binary(ops::pow)?,
        "eq" => Value::from(ops::eq(&args[0], &args[1])?),
        "lt" => compared(CompareOp::Lt)?,
        "le" => compared(CompareOp::Le)?,
        "gt" => compared(CompareOp::Gt)?,
        "ge" => compared(CompareOp::Ge)?,
        "contains" => Value::from(ops::contains(&args[0], &args[1])?),
        "slice" => ops::slice(&args[0], &args[1], &args[2], &args[3])?,
        "get_item" => ops::get_item(&args[0], &args[1])?.unwrap_or_else(|| Value::from("\0missing")),
        "format" => Value::from(format_value(&args[0], &to_str(&args[1]))?),
        "str_format" => Value::from(str_format(&to_str(&args[0]), &args[1..], kwargs)?),
        "percent" => Value::from(percent_format(&to_str(&args[0]), &args[1])?),
        "dump" => Value::from(safe_dump_flow(&args[0])?),
        _ => panic!("unknown operation {op}"),
    }))
}

fn named(kind: &str, name: &str, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<Json> {
    let missing = || Err(PyError::new(PyErrorKind::Attribute, format!("no such {kind}")));
    let method = || {
        call_method(&args[0], name, &args[1..], kwargs).unwrap_or_else(|| missing().map(|()| Value::from(())))
    };
    Ok(match kind {
        "filter" if name == "nosuchfilter" => {
            assert!(call_filter(name, &args[0], &[], &[], &mut Attributes).is_none());
            Json::Null
        }
        "filter" => encode(
            &call_filter(name, &args[0], &args[1..], kwargs, &mut Attributes)
                .unwrap_or_else(|| missing().map(|()| Value::from(())))?,
        ),
        "test" => Json::from(
            call_test(name, &args[0], &args[1..], kwargs, &mut Attributes)
                .unwrap_or_else(|| missing().map(|()| false))?,
        ),
        "method" => encode(&method()?),
        "method_str" => Json::from(to_str(&method()?)),
        "change" => {
            let result = method()?;
            json!([encode(&result), encode(&args[0])])
        }
        _ => Json::from(safe_dump_flow(&shared(name))?),
    })
}

/// Values that hold a container more than once, which the table cannot express.
fn shared(name: &str) -> Value {
    let dict = |entries: Vec<(&str, Value)>| {
        Dict::value(entries.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
    };
    let list = List::value(vec![Value::from(1), Value::from(2)]);
    let both = dict(vec![("x", list.clone()), ("y", list.clone())]);
    let tuple = Value::from(Tuple::from(vec![Value::from(1), Value::from(2)]));
    match name {
        "list" => List::value(vec![list.clone(), list]),
        "dict" => both,
        "nested" => List::value(vec![both.clone(), both, list]),
        "tuple" => List::value(vec![tuple.clone(), tuple]),
        "empty" => {
            let empty = List::value(Vec::new());
            List::value(vec![empty.clone(), empty.clone(), dict(vec![("k", empty)])])
        }
        "loop" => {
            let list = List::value(vec![Value::from(1)]);
            let items = list.downcast_object_ref::<List>().expect("it is a list");
            items.change(|items| items.push(list.clone()));
            list
        }
        "key" => Dict::value(
            [(tuple.clone(), tuple.clone()), (Value::from("z"), List::value(vec![tuple]))]
                .into_iter()
                .collect(),
        ),
        _ => panic!("unknown shared value {name}"),
    }
}

fn decode(json: &Json) -> Value {
    let items =
        |json: &Json| json.as_array().expect("a list of items").iter().map(decode).collect::<Vec<_>>();
    match json {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Number(number) => Value::from(number.as_i64().expect("small ints are plain")),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(_) => List::value(items(json)),
        Json::Object(tagged) => {
            let (tag, content) = tagged.iter().next().expect("a tag");
            let text = || content.as_str().expect("a text").to_owned();
            match tag.as_str() {
                "t" => Tuple::from(items(content)).into(),
                "d" => {
                    let pairs = content.as_array().expect("a list of pairs").iter();
                    Dict::value(pairs.map(|pair| (decode(&pair[0]), decode(&pair[1]))).collect())
                }
                "f" => Value::from(text().parse::<f64>().expect("a float")),
                "i" => Value::from(text().parse::<i128>().expect("an int")),
                "m" => Value::from_safe_string(text()),
                "u" => Undefined::value(match content.as_str() {
                    Some(message) => message.to_owned(),
                    None => "'x' is undefined".to_owned(),
                }),
                _ => panic!("unknown tag {tag}"),
            }
        }
    }
}

fn encode(value: &Value) -> Json {
    let all = |items: Vec<Value>| Json::Array(items.iter().map(encode).collect());
    if let Some(undefined) = Undefined::of(value) {
        return json!({"u": undefined.message});
    }
    if let Some(lazy) = value.downcast_object_ref::<Lazy>() {
        return json!({"g": all(lazy.take())});
    }
    if let Some(view) = value.downcast_object_ref::<View>() {
        return json!({"g": all(view.items())});
    }
    match type_name(value) {
        "NoneType" => Json::Null,
        "bool" => Json::from(value.is_true()),
        "int" => match i128::try_from(value.clone()).expect("an int") {
            int if int.unsigned_abs() < 1 << 53 => Json::from(i64::try_from(int).expect("a small int")),
            int => json!({"i": int.to_string()}),
        },
        "float" => json!({"f": repr(value)}),
        "str" => Json::from(to_str(value)),
        "Markup" => json!({"m": to_str(value)}),
        "tuple" => json!({"t": all(ops::iter(value).expect("tuples iterate"))}),
        "list" => all(ops::iter(value).expect("lists iterate")),
        "dict" => {
            let keys = ops::iter(value).expect("dicts iterate");
            let pair = |key: &Value| {
                let item = ops::get_item(value, key).expect("keys are hashable").expect("the key is there");
                json!([encode(key), encode(&item)])
            };
            json!({"d": keys.iter().map(pair).collect::<Vec<_>>()})
        }
        other => json!({"other": other, "prints": to_str(value)}),
    }
}
