//! A partial that is not the root: a function that constructs when it is called.

use forgather_graph::{Kind, NodeId};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::construct::Construction;

/// The function. What its node holds is constructed at each call, with the variables of the construction that made it;
/// singletons are the same as everywhere else in that.
#[pyclass(frozen, module = "forgather_session", name = "partial")]
#[derive(Debug)]
pub(crate) struct Partial {
    construction: Py<Construction>,
    node: NodeId,
}

impl Partial {
    pub(crate) fn new(construction: &Bound<'_, Construction>, node: NodeId) -> Self {
        Self { construction: construction.clone().unbind(), node }
    }
}

#[pymethods]
impl Partial {
    #[pyo3(signature = (*args, **kwargs))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let construction = self.construction.bind(py);
        let Kind::Call(call) = &construction.get().graph.node(self.node).kind else {
            return Err(PyTypeError::new_err("this node cannot be called"));
        };
        Construction::call(construction, self.node, call, args, kwargs)
    }

    fn __repr__(&self) -> String {
        format!("partial({})", self.construction.get().place(self.node).constructor)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.construction)
    }

    // It cannot change, so a copy is as good as itself.
    fn __copy__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: PyRef<'py, Self>, _memo: &Bound<'py, PyAny>) -> PyRef<'py, Self> {
        slf
    }
}
