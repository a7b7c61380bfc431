//! Nodes as Forgather hands them over: to what `!meta` calls, and where a variable's default holds one.
//!
//! They are of Forgather's own classes where its package is there; else of classes here that have the same attributes.

use std::collections::HashMap;
use std::sync::Mutex;

use forgather_graph::{Call, CallKind, Entry, Kind, NodeId, Var, encode};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::construct::{Construction, lock};
use crate::convert;

/// The nodes that were handed over, and what holds them: the same ones each time.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    pub(crate) objects: Mutex<HashMap<NodeId, Py<PyAny>>>,
}

impl Nodes {
    /// What stands at a node, nothing of it constructed.
    pub(crate) fn object<'py>(this: &Bound<'py, Construction>, id: NodeId) -> PyResult<Bound<'py, PyAny>> {
        let (py, own) = (this.py(), this.get());
        if let Some(scalar) = convert::scalar(py, &own.graph, id)? {
            return Ok(scalar);
        }
        if let Some(known) = lock(&own.nodes.objects).get(&id) {
            return Ok(known.bind(py).clone());
        }
        let object = match &own.graph.node(id).kind {
            Kind::List(items) => PyList::new(py, Self::objects(this, items)?)?.into_any(),
            Kind::Tuple(items) => PyTuple::new(py, Self::objects(this, items)?)?.into_any(),
            Kind::Dict(entries) => Self::entries(this, entries)?.into_any(),
            Kind::Var(var) => Self::variable(this, id, var)?,
            Kind::Call(call) => Self::callable(this, id, call)?,
            _ => py.None().into_bound(py),
        };
        lock(&own.nodes.objects).insert(id, object.clone().unbind());
        Ok(object)
    }

    pub(crate) fn objects<'py>(
        this: &Bound<'py, Construction>,
        ids: &[NodeId],
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        ids.iter().map(|id| Self::object(this, *id)).collect()
    }

    pub(crate) fn entries<'py>(
        this: &Bound<'py, Construction>,
        entries: &[Entry],
    ) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(this.py());
        for entry in entries {
            dict.set_item(Self::object(this, entry.key)?, Self::object(this, entry.value)?)?;
        }
        Ok(dict)
    }

    /// What Forgather's own code made of a singleton that was handed over.
    pub(crate) fn instance<'py>(&self, py: Python<'py>, id: NodeId) -> Option<Bound<'py, PyAny>> {
        let node = lock(&self.objects).get(&id)?.bind(py).clone();
        if node.is_instance_of::<Node>() {
            return None;
        }
        node.getattr("instance").ok().filter(|instance| !instance.is_none())
    }

    /// Tells Forgather's own code what was made of a singleton that was handed over.
    pub(crate) fn set_instance(&self, py: Python<'_>, id: NodeId, made: &Bound<'_, PyAny>) {
        let Some(node) = lock(&self.objects).get(&id).map(|node| node.bind(py).clone()) else { return };
        if !node.is_instance_of::<Node>() && node.hasattr("instance").unwrap_or(false) {
            let _ = node.setattr("instance", made);
        }
    }

    fn variable<'py>(this: &Bound<'py, Construction>, id: NodeId, var: &Var) -> PyResult<Bound<'py, PyAny>> {
        let py = this.py();
        let default = var.default.map(|default| Self::object(this, default)).transpose()?;
        let identity = var.identity.map(|identity| Self::object(this, identity)).transpose()?;
        if let Some(class) = forgathers(py, &["VarNode"]) {
            let kwargs = PyDict::new(py);
            if let Some(default) = default {
                kwargs.set_item("default", default)?;
            }
            if let Some(identity) = identity {
                kwargs.set_item("_identity", identity)?;
            }
            return class.call((&*var.name,), Some(&kwargs));
        }
        let value = match default {
            Some(default) => default,
            None => Bound::new(py, Undefined)?.into_any(),
        };
        let node = Node::new(this, id, &var.name, identity);
        Ok(Bound::new(py, PyClassInitializer::from(node).add_subclass(VarNode { value: value.unbind() }))?
            .into_any())
    }

    fn callable<'py>(
        this: &Bound<'py, Construction>,
        id: NodeId,
        call: &Call,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = this.py();
        let args = PyTuple::new(py, Self::objects(this, &call.args)?)?;
        let kwargs = Self::entries(this, &call.kwargs)?;
        let searchpath = call.submodule_searchpath.map(|id| Self::object(this, id)).transpose()?;
        let latent_args = call.latent_args.map(|id| Self::object(this, id)).transpose()?;
        let names: &[&str] = match call.kind {
            CallKind::Singleton => &["SingletonNode"],
            CallKind::Factory => &["FactoryNode"],
            CallKind::Partial => &["LambdaNode", "PartialNode"],
            CallKind::Meta => &["MetaNode"],
        };
        let identity = call.name.as_deref();
        if let Some(class) = forgathers(py, names) {
            let all = kwargs.copy()?;
            for (name, value) in [("submodule_searchpath", searchpath), ("latent_args", latent_args)] {
                if let Some(value) = value {
                    all.set_item(name, value)?;
                }
            }
            if let Some(identity) = identity {
                all.set_item("_identity", identity)?;
            }
            let constructor = call.constructor.to_string().into_pyobject(py)?.into_any();
            let all_args: Vec<Bound<'_, PyAny>> = std::iter::once(constructor).chain(args.iter()).collect();
            return class.call(PyTuple::new(py, all_args)?, Some(&all));
        }
        let identity = identity.map(|name| name.into_pyobject(py)).transpose()?.map(Bound::into_any);
        let callable = CallableNode {
            args: args.unbind(),
            kwargs: kwargs.unbind(),
            searchpath: searchpath.unwrap_or_else(|| PyList::empty(py).into_any()).unbind(),
            latent_args: latent_args.map(Bound::unbind),
        };
        let node = PyClassInitializer::from(Node::new(this, id, &call.constructor, identity));
        let node = node.add_subclass(callable);
        Ok(match call.kind {
            CallKind::Singleton => Bound::new(py, node.add_subclass(SingletonNode))?.into_any(),
            CallKind::Factory => Bound::new(py, node.add_subclass(FactoryNode))?.into_any(),
            CallKind::Partial => Bound::new(py, node.add_subclass(LambdaNode))?.into_any(),
            CallKind::Meta => {
                Bound::new(py, node.add_subclass(SingletonNode).add_subclass(MetaNode))?.into_any()
            }
        })
    }
}

/// The first of the names that is a class of Forgather's; none where its package is not there.
fn forgathers<'py>(py: Python<'py>, names: &[&str]) -> Option<Bound<'py, PyAny>> {
    let module = py.import("forgather.latent").ok()?;
    names.iter().find_map(|name| module.getattr(*name).ok())
}

pub(crate) fn add_classes(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Node>()?;
    module.add_class::<VarNode>()?;
    module.add_class::<CallableNode>()?;
    module.add_class::<FactoryNode>()?;
    module.add_class::<SingletonNode>()?;
    module.add_class::<MetaNode>()?;
    module.add_class::<LambdaNode>()
}

/// The value of a variable that has none.
#[pyclass(frozen, module = "forgather_session", name = "UndefinedType")]
struct Undefined;

#[pymethods]
impl Undefined {
    #[expect(clippy::unused_self, reason = "a method of Python's")]
    fn __repr__(&self) -> &'static str {
        "Undefined"
    }
}

/// Any node.
#[pyclass(frozen, subclass, module = "forgather_session")]
pub(crate) struct Node {
    construction: Py<Construction>,
    id: NodeId,
    constructor: String,
    identity: Option<Py<PyAny>>,
}

impl Node {
    fn new(
        construction: &Bound<'_, Construction>,
        id: NodeId,
        constructor: &str,
        identity: Option<Bound<'_, PyAny>>,
    ) -> Self {
        let constructor = constructor.to_owned();
        Self {
            construction: construction.clone().unbind(),
            id,
            constructor,
            identity: identity.map(Bound::unbind),
        }
    }
}

#[pymethods]
impl Node {
    #[getter]
    fn constructor(&self) -> &str {
        &self.constructor
    }

    /// Its name, else a number of its own.
    #[getter]
    fn identity<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        match &slf.get().identity {
            Some(identity) => Ok(identity.bind(slf.py()).clone()),
            None => Ok((slf.as_ptr() as usize).into_pyobject(slf.py())?.into_any()),
        }
    }

    /// Constructs it, as part of the construction that handed it over.
    #[pyo3(signature = (*args, context_vars=None, **kwargs))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        context_vars: Option<&Bound<'py, PyDict>>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let construction = self.construction.bind(py);
        if let Some(vars) = context_vars {
            construction.get().set_variables(vars)?;
        }
        match &construction.get().graph.node(self.id).kind {
            Kind::Call(call) if call.kind == CallKind::Partial => {
                Construction::call(construction, self.id, call, args, kwargs)
            }
            _ => Construction::node(construction, self.id),
        }
    }

    fn __repr__(&self) -> String {
        encode::repr_of(&self.construction.get().graph, self.id).unwrap_or_else(|error| error.to_string())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.construction)?;
        visit.call(&self.identity)
    }
}

/// A variable.
#[pyclass(frozen, extends = Node, module = "forgather_session")]
struct VarNode {
    value: Py<PyAny>,
}

#[pymethods]
impl VarNode {
    #[getter]
    fn value(&self, py: Python<'_>) -> Py<PyAny> {
        self.value.clone_ref(py)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.value)
    }
}

/// A call.
#[pyclass(frozen, subclass, extends = Node, module = "forgather_session")]
struct CallableNode {
    args: Py<PyTuple>,
    kwargs: Py<PyDict>,
    searchpath: Py<PyAny>,
    latent_args: Option<Py<PyAny>>,
}

#[pymethods]
impl CallableNode {
    #[getter]
    fn args(&self, py: Python<'_>) -> Py<PyTuple> {
        self.args.clone_ref(py)
    }

    #[getter]
    fn kwargs(&self, py: Python<'_>) -> Py<PyDict> {
        self.kwargs.clone_ref(py)
    }

    #[getter]
    fn submodule_searchpath(&self, py: Python<'_>) -> Py<PyAny> {
        self.searchpath.clone_ref(py)
    }

    #[getter]
    fn latent_args(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.latent_args.as_ref().map(|latent| latent.clone_ref(py))
    }

    /// What the constructor names.
    #[getter]
    fn callable<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let node = slf.as_super().get();
        let construction = node.construction.bind(slf.py());
        match &construction.get().graph.node(node.id).kind {
            Kind::Call(call) => Construction::function(construction, call),
            _ => Ok(slf.py().None().into_bound(slf.py())),
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.args)?;
        visit.call(&self.kwargs)?;
        visit.call(&self.searchpath)?;
        visit.call(&self.latent_args)
    }
}

/// Constructed anew wherever it appears.
#[pyclass(frozen, extends = CallableNode, module = "forgather_session")]
struct FactoryNode;

/// Constructed once.
#[pyclass(frozen, subclass, extends = CallableNode, module = "forgather_session")]
struct SingletonNode;

/// Called with nodes.
#[pyclass(frozen, extends = SingletonNode, module = "forgather_session")]
struct MetaNode;

/// A partial call.
#[pyclass(frozen, extends = CallableNode, module = "forgather_session")]
struct LambdaNode;
