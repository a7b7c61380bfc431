//! Forgather's builtin `call`.

use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

/// `function(…)`: calls its first argument with the others.
pub(crate) fn function(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let call = |args: &Bound<'_, PyTuple>, kwargs: Option<&Bound<'_, PyDict>>| -> PyResult<Py<PyAny>> {
        let rest = args.get_slice(1, args.len());
        Ok(args.get_item(0)?.call(rest, kwargs)?.unbind())
    };
    Ok(PyCFunction::new_closure(py, Some(c"call"), None, call)?.into_any())
}
