//! Plain values of a graph as Python's.

use forgather_graph::{Graph, Kind, NodeId, Unsupported};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyString};

/// A scalar's value; none for anything that holds nodes.
pub(crate) fn scalar<'py>(py: Python<'py>, graph: &Graph, id: NodeId) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(Some(match &graph.node(id).kind {
        Kind::Null => py.None().into_bound(py),
        Kind::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        // Integers have any size, and Python reads them all.
        Kind::Int(value) => match value.to_string().parse::<i64>() {
            Ok(value) => value.into_pyobject(py)?.into_any(),
            Err(_) => big_int(py, &value.to_string())?,
        },
        Kind::Float(value) => PyFloat::new(py, *value).into_any(),
        Kind::Str(text) => PyString::new(py, text).into_any(),
        Kind::Unsupported(value) => unsupported(py, value)?,
        Kind::Invalid => {
            return Err(PyValueError::new_err("the configuration has errors and cannot be constructed"));
        }
        Kind::List(_) | Kind::Dict(_) | Kind::Tuple(_) | Kind::Var(_) | Kind::Call(_) => return Ok(None),
    }))
}

/// An integer beyond 64 bits. Python limits the digits that it reads, the graph does not.
fn big_int<'py>(py: Python<'py>, decimal: &str) -> PyResult<Bound<'py, PyAny>> {
    let sys = py.import("sys")?;
    let limit = sys.call_method0("get_int_max_str_digits").ok();
    if limit.is_some() {
        sys.call_method1("set_int_max_str_digits", (0,))?;
    }
    let value = py.import("builtins")?.call_method1("int", (decimal,));
    if let Some(limit) = limit {
        sys.call_method1("set_int_max_str_digits", (limit,))?;
    }
    value
}

/// A key of another type, such as a date. Its `repr` is an expression of the types that PyYAML makes.
fn unsupported<'py>(py: Python<'py>, value: &Unsupported) -> PyResult<Bound<'py, PyAny>> {
    let code =
        std::ffi::CString::new(&*value.repr).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let globals = pyo3::types::PyDict::new(py);
    globals.set_item("datetime", py.import("datetime")?)?;
    globals.set_item("b64", py.import("base64")?.getattr("b64decode")?)?;
    py.eval(&code, Some(&globals), None)
}
