//! What the table of Python's answers cannot express: limits of ours, values that hold themselves, iterators.

use forgather_expand::python::dump::{safe_dump_flow, to_yaml};
use forgather_expand::python::error::{PyError, PyErrorKind, PyResult};
use forgather_expand::python::filters::{Callbacks, call_filter, filter_names};
use forgather_expand::python::format::{format_value, str_format};
use forgather_expand::python::methods::{call_method, has_method};
use forgather_expand::python::ops;
use forgather_expand::python::percent::percent_format;
use forgather_expand::python::repr::{repr, to_str, type_name};
use forgather_expand::python::tests::{call_test, test_names};
use forgather_expand::python::value::{Dict, List, Undefined};
use minijinja::Value;
use minijinja::value::Tuple;

struct Nothing;

impl Callbacks for Nothing {
    fn call(&mut self, _: &Value, _: &[Value], _: &[(String, Value)]) -> PyResult<Value> {
        Err(PyError::type_error("nothing here is callable"))
    }

    fn attribute(&mut self, object: &Value, name: &Value) -> PyResult<Value> {
        Ok(ops::get_item(object, name)?.unwrap_or_else(|| Undefined::value("missing")))
    }
}

fn filter(name: &str, value: &Value, args: &[Value]) -> PyResult<Value> {
    call_filter(name, value, args, &[], &mut Nothing).expect("the filter exists")
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::from(1), |inner, _| List::value(vec![inner]))
}

#[track_caller]
fn is_limit<T: std::fmt::Debug>(result: PyResult<T>) {
    assert_eq!(result.expect_err("a limit is reached").kind, PyErrorKind::Limit);
}

#[test]
fn containers_that_hold_themselves_print_as_python_prints_them() {
    let list = List::value(vec![Value::from(1)]);
    list.downcast_object_ref::<List>().expect("it is a list").change(|items| items.push(list.clone()));
    assert_eq!(repr(&list), "[1, [...]]");
    let dict = Dict::value([(Value::from("k"), Value::from(1))].into_iter().collect());
    let held = dict.clone();
    dict.downcast_object_ref::<Dict>()
        .expect("it is a dict")
        .change(|entries| entries.insert(Value::from("d"), held));
    assert_eq!(repr(&dict), "{'k': 1, 'd': {...}}");
    assert!(filter("tojson", &list, &[]).is_err());
}

#[test]
fn deep_nesting_is_cut_off() {
    let deep = nested(1_000);
    assert!(repr(&deep).contains("..."));
    is_limit(ops::eq(&deep, &nested(1_000)));
    is_limit(ops::compare(ops::CompareOp::Lt, &deep, &nested(1_000)));
    is_limit(safe_dump_flow(&deep));
    is_limit(filter("tojson", &deep, &[]));
    is_limit(filter("pprint", &deep, &[]));
}

#[test]
fn values_of_any_depth_are_dropped_without_recursion() {
    drop(nested(500_000));
    let deep = nested(10_000);
    assert!(repr(&deep).starts_with("[[["));
    let tuples = (0..10_000).fold(Value::from(1), |inner, _| Tuple::from(vec![inner]).into());
    let key = List::value(vec![tuples]);
    let key = ops::get_item(&key, &Value::from(0)).expect("a list").expect("an item");
    let dict = Dict::value([(Value::from(1), Value::from(2))].into_iter().collect());
    assert!(ops::contains(&dict, &key).is_err());
    drop(List::value(vec![key]));
}

#[test]
fn shared_items_do_not_multiply() {
    let doubled = |first: Value| {
        (0..60).fold(List::value(vec![first]), |inner, _| List::value(vec![inner.clone(), inner]))
    };
    let value = doubled(Value::from("x".repeat(1_000_000)));
    assert!(repr(&value).len() < 18 << 20);
    is_limit(ops::eq(&doubled(Value::from(1)), &doubled(Value::from(1))));
    assert!(safe_dump_flow(&value).is_ok());
}

#[test]
fn results_are_bounded() {
    let huge = Value::from(1_i64 << 40);
    is_limit(ops::mul(&Value::from("x"), &huge));
    is_limit(ops::mul(&List::value(vec![Value::from(1)]), &huge));
    is_limit(format_value(&Value::from(1), "99999999"));
    is_limit(format_value(&Value::from(1.5), ".99999999f"));
    is_limit(str_format("{:>99999999}", &[Value::from("x")], &[]));
    is_limit(percent_format("%99999999d", &Value::from(1)));
    is_limit(percent_format("%.99999999f", &Value::from(1)));
    is_limit(call_method(&Value::from("x"), "center", &[huge], &[]).expect("`str` has it"));
    let error = ops::pow(&Value::from(10), &Value::from(100)).expect_err("too large");
    assert_eq!((error.kind, error.message.as_str()), (PyErrorKind::Overflow, "integer too large"));
    assert_eq!(format_value(&Value::from(0.5), ".100000f").map(|text| text.len()), Ok(100_002));
}

#[test]
fn lenient_undefined_values_print_as_nothing_and_are_false() {
    let lenient = Undefined::lenient_value("no else");
    assert_eq!(
        (to_str(&lenient), ops::truth(&lenient), ops::len(&lenient)),
        (String::new(), Ok(false), Ok(0))
    );
    assert_eq!(ops::concat(&[Value::from("a"), lenient.clone(), Value::from(1)]), "a1");
    assert_eq!(ops::iter(&lenient).map(|items| items.len()), Ok(0));
    assert!(ops::add(&lenient, &Value::from(1)).is_err());
}

#[test]
fn generators_give_their_items_once_and_are_true() {
    let mapped = filter("map", &Value::from("ab"), &[Value::from("upper")]).expect("it maps");
    assert_eq!((type_name(&mapped), ops::truth(&mapped)), ("generator", Ok(true)));
    assert!(filter("length", &mapped, &[]).is_err());
    assert_eq!(repr(&filter("first", &mapped, &[]).expect("it has items")), "'A'");
    assert_eq!(repr(&filter("list", &mapped, &[]).expect("it is iterable")), "['B']");
    assert_eq!(repr(&filter("list", &mapped, &[]).expect("it is iterable")), "[]");
}

#[test]
fn groups_answer_to_names_and_print_as_tuples() {
    let item = Dict::value([(Value::from("k"), Value::from(1))].into_iter().collect());
    let groups = filter("groupby", &List::value(vec![item]), &[Value::from("k")]).expect("it groups");
    assert_eq!(repr(&groups), "[(1, [{'k': 1}])]");
    let group = ops::get_item(&groups, &Value::from(0)).expect("a list").expect("one group");
    assert_eq!(ops::get_item(&group, &Value::from("grouper")), Ok(Some(Value::from(1))));
}

#[test]
fn toyaml_takes_a_default_for_what_is_undefined() {
    let undefined = Undefined::value("'x' is undefined");
    assert_eq!(to_yaml(&undefined, Some(&Value::from("no"))).as_deref(), Ok("'no'"));
    assert_eq!(to_yaml(&undefined, None).map_err(|error| error.kind), Err(PyErrorKind::Undefined));
    assert_eq!(to_yaml(&Value::from(true), None).as_deref(), Ok("True"));
    assert_eq!(to_yaml(&Value::from(()), None).as_deref(), Ok("null"));
    assert_eq!(to_yaml(&List::value(vec![Value::from(true)]), None).as_deref(), Ok("[true]"));
}

#[test]
fn names_are_sorted_and_known() {
    assert!(filter_names().is_sorted() && test_names().is_sorted());
    for name in filter_names() {
        assert!(call_filter(name, &Value::from("x"), &[], &[], &mut Nothing).is_some(), "{name}");
    }
    for name in test_names() {
        assert!(call_test(name, &Value::from("x"), &[], &[], &mut Nothing).is_some(), "{name}");
    }
    assert!(has_method(&Value::from("x"), "upper") && !has_method(&Value::from(1), "upper"));
    assert!(call_method(&Value::from(1), "upper", &[], &[]).is_none());
}

#[test]
fn extreme_arguments_are_errors_at_most() {
    let values = [
        Value::from(i128::MIN),
        Value::from(i128::MAX),
        Value::from(i64::MIN),
        Value::from(-1),
        Value::from(1_000),
        Value::from(f64::NAN),
        Value::from(-1e308),
        Value::from("é\u{1f600}Σ{}%s"),
        Value::from(""),
        Value::from(()),
        List::value(vec![Value::from(i128::MIN), Value::from("ß")]),
        Dict::value([(Value::from("é"), Value::from(i128::MAX))].into_iter().collect()),
        Tuple::from(vec![Value::from(1)]).into(),
        Undefined::value("'x' is undefined"),
        Undefined::lenient_value("no else"),
    ];
    let methods = [
        "center",
        "count",
        "expandtabs",
        "find",
        "format",
        "index",
        "ljust",
        "pop",
        "replace",
        "rfind",
        "rsplit",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "zfill",
        "join",
        "get",
    ];
    for value in &values {
        for first in &values {
            for second in &values {
                let args = [first.clone(), second.clone()];
                for count in 0..=2 {
                    for name in filter_names() {
                        let _ = call_filter(name, value, &args[..count], &[], &mut Nothing);
                    }
                    for name in methods {
                        let _ = call_method(value, name, &args[..count], &[]);
                    }
                }
                let _ = ops::slice(value, first, second, &Value::from(-1));
                let _ = ops::slice(value, first, second, first);
            }
            for operation in [ops::add, ops::sub, ops::mul, ops::div, ops::floordiv, ops::rem, ops::pow] {
                let _ = operation(value, first);
            }
            let _ = (ops::eq(value, first), ops::contains(value, first), ops::get_item(value, first));
            let _ = format_value(value, &to_str(first));
        }
        for spec in ["020,.3f", "#x", ">1000", ".1000e", "_b", "%", "é^9", "z.0f", ".0g", "c"] {
            let _ = format_value(value, spec);
        }
        let _ = (ops::neg(value), safe_dump_flow(value), repr(value), ops::iter(value), ops::truth(value));
    }
}
