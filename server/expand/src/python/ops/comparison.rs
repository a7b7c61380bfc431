//! `== < in` and sorting.

use std::cmp::Ordering;

use minijinja::Value;

use super::super::error::{PyError, PyResult};
use super::super::kind::{
    Kind, MAX_DEPTH, MAX_STEPS, as_float, as_int, hashable, identity, kind, limit, refuse_strict_undefined,
    refuse_undefined, type_name,
};
use super::super::number::compare_int_float;
use super::super::repr::to_str;
use super::container::iter;

/// The operators that order values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    fn sign(self) -> &'static str {
        match self {
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Lt => ordering.is_lt(),
            Self::Le => ordering.is_le(),
            Self::Gt => ordering.is_gt(),
            Self::Ge => ordering.is_ge(),
        }
    }
}

/// `a == b`. Numbers are equal by value (`1 == 1.0 == True`), containers only to their own type.
pub fn eq(a: &Value, b: &Value) -> PyResult<bool> {
    equal(a, b, 0, &mut 0)
}

fn equal(a: &Value, b: &Value, depth: usize, steps: &mut usize) -> PyResult<bool> {
    *steps += 1;
    if depth > MAX_DEPTH || *steps > MAX_STEPS {
        return Err(limit("values too large or nested too deeply to compare"));
    }
    refuse_strict_undefined(a)?;
    refuse_strict_undefined(b)?;
    if let Some(result) = numeric_order(a, b) {
        return Ok(result == Some(Ordering::Equal));
    }
    if identity(a).is_some_and(|id| identity(b) == Some(id)) {
        return Ok(true);
    }
    match (kind(a), kind(b)) {
        (Kind::Str(a), Kind::Str(b)) => Ok(a == b),
        (Kind::List(a), Kind::List(b)) | (Kind::Tuple(a), Kind::Tuple(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter().zip(&b) {
                if !equal(a, b, depth + 1, steps)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Kind::Dict(a), Kind::Dict(other)) => {
            if a.len() != other.len() {
                return Ok(false);
            }
            for (key, value) in &a {
                match super::get_item(b, key)? {
                    Some(found) if equal(value, &found, depth + 1, steps)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        // Jinja2's undefined values equal those of their own type.
        (Kind::None, Kind::None) | (Kind::Undefined(_), Kind::Undefined(_)) => Ok(true),
        (Kind::View(a), Kind::View(b)) if a.of() == b.of() => {
            let b = crate::python::value::List::value(b.items());
            let items = a.items();
            for item in &items {
                if !contains(&b, item)? {
                    return Ok(false);
                }
            }
            Ok(items.len() == super::len(&b)?)
        }
        (Kind::Other, Kind::Other) => Ok(a == b),
        _ => Ok(false),
    }
}

/// How two numbers compare: `None` where they are not both numbers, `Some(None)` for NaN.
#[expect(clippy::option_option, reason = "no numbers, and numbers without an order, are different answers")]
fn numeric_order(a: &Value, b: &Value) -> Option<Option<Ordering>> {
    Some(match (as_int(a), as_int(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        (Some(a), None) => compare_int_float(a, as_float(b)?),
        (None, Some(b)) => compare_int_float(b, as_float(a)?).map(Ordering::reverse),
        (None, None) => as_float(a)?.partial_cmp(&as_float(b)?),
    })
}

/// `a < b` and its kin.
pub fn compare(op: CompareOp, a: &Value, b: &Value) -> PyResult<bool> {
    ordered(op, a, b, 0, &mut 0)
}

fn ordered(op: CompareOp, a: &Value, b: &Value, depth: usize, steps: &mut usize) -> PyResult<bool> {
    *steps += 1;
    if depth > MAX_DEPTH || *steps > MAX_STEPS {
        return Err(limit("values too large or nested too deeply to compare"));
    }
    refuse_undefined(a)?;
    refuse_undefined(b)?;
    if let Some(order) = numeric_order(a, b) {
        return Ok(order.is_some_and(|order| op.holds(order)));
    }
    match (kind(a), kind(b)) {
        (Kind::Str(a), Kind::Str(b)) => Ok(op.holds(a.cmp(b))),
        (Kind::List(a), Kind::List(b)) | (Kind::Tuple(a), Kind::Tuple(b)) => {
            for (a, b) in a.iter().zip(&b) {
                if !equal(a, b, depth + 1, steps)? {
                    return ordered(op, a, b, depth + 1, steps);
                }
            }
            Ok(op.holds(a.len().cmp(&b.len())))
        }
        _ => Err(PyError::type_error(format!(
            "'{}' not supported between instances of '{}' and '{}'",
            op.sign(),
            type_name(a),
            type_name(b)
        ))),
    }
}

/// `item in container`
pub fn contains(container: &Value, item: &Value) -> PyResult<bool> {
    match kind(container) {
        Kind::Str(text) => match kind(item) {
            Kind::Str(part) => Ok(text.contains(part)),
            _ => Err(PyError::type_error(format!(
                "'in <string>' requires string as left operand, not {}",
                type_name(item)
            ))),
        },
        Kind::Dict(_) => {
            hashable(item)?;
            Ok(super::get_item(container, item)?.is_some())
        }
        Kind::List(_) | Kind::Tuple(_) | Kind::View(_) | Kind::Lazy(_) => {
            for found in iter(container)? {
                if eq(&found, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        // A lenient undefined value iterates over nothing.
        Kind::Undefined(undefined) if undefined.lenient => Ok(false),
        Kind::Undefined(undefined) => Err(super::super::kind::undefined_error(undefined)),
        _ => Err(PyError::type_error(format!("argument of type '{}' is not iterable", type_name(container)))),
    }
}

/// `sorted(values, reverse=reverse)`
pub(crate) fn sort_values(values: Vec<Value>, reverse: bool) -> PyResult<Vec<Value>> {
    let keyed = values.into_iter().map(|value| (value.clone(), value)).collect();
    sort_with_keys(keyed, reverse)
}

/// `sorted` of the values by their keys; equal ones keep their order, reversed or not.
pub(crate) fn sort_with_keys(mut keyed: Vec<(Value, Value)>, reverse: bool) -> PyResult<Vec<Value>> {
    // Strings alone are the common case, and need no error handling.
    let texts: Option<Vec<String>> =
        keyed.iter().map(|(key, _)| matches!(kind(key), Kind::Str(_)).then(|| to_str(key))).collect();
    if let Some(texts) = texts {
        let mut decorated: Vec<(String, Value)> =
            texts.into_iter().zip(keyed).map(|(text, (_, value))| (text, value)).collect();
        decorated.sort_by(|a, b| if reverse { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) });
        return Ok(decorated.into_iter().map(|(_, value)| value).collect());
    }
    merge_sort(&mut keyed, reverse)?;
    Ok(keyed.into_iter().map(|(_, value)| value).collect())
}

/// A stable sort whose comparison can fail, and need not be a total order (NaN).
fn merge_sort(keyed: &mut [(Value, Value)], reverse: bool) -> PyResult<()> {
    if keyed.len() < 2 {
        return Ok(());
    }
    let (left, right) = keyed.split_at_mut(keyed.len() / 2);
    merge_sort(left, reverse)?;
    merge_sort(right, reverse)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left_at, mut right_at) = (0, 0);
    while let (Some(left), Some(right)) = (left.get(left_at), right.get(right_at)) {
        // CPython always asks whether the later one is smaller.
        let right_first = if reverse {
            compare(CompareOp::Lt, &left.0, &right.0)?
        } else {
            compare(CompareOp::Lt, &right.0, &left.0)?
        };
        if right_first {
            merged.push(right.clone());
            right_at += 1;
        } else {
            merged.push(left.clone());
            left_at += 1;
        }
    }
    merged.extend_from_slice(&left[left_at..]);
    merged.extend_from_slice(&right[right_at..]);
    keyed.clone_from_slice(&merged);
    Ok(())
}
