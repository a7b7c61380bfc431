//! A graph becomes objects, depth first, as Forgather constructs it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use forgather_graph::{Call, CallKind, Dialect, Entry, Graph, Kind, NodeId, load};
use pyo3::exceptions::{PyLookupError, PyNameError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::convert;
use crate::failure::{self, Blame};
use crate::message::{Given, Message, Outcome, Place, Request};
use crate::nodes::Nodes;
use crate::partial::Partial;
use crate::serve::Session;
use crate::times::Times;

/// One construction, and what it has made so far. Partials hold on to it for as long as they live, and what it made may
/// hold partials: it is an object of Python's, so that Python finds such circles.
#[pyclass(frozen, module = "forgather_session")]
#[derive(Debug)]
pub(crate) struct Construction {
    pub(crate) session: Arc<Session>,
    pub(crate) graph: Graph,
    pub(crate) nodes: Nodes,
    pub(crate) blame: Blame,
    pub(crate) times: Times,
    request: u32,
    variables: Mutex<HashMap<String, Py<PyAny>>>,
    /// Singletons, and the functions that partials became.
    made: Mutex<HashMap<NodeId, Py<PyAny>>>,
    done: AtomicUsize,
    total: AtomicUsize,
    told: Mutex<Instant>,
}

/// How often progress is told, at most.
const INTERVAL: Duration = Duration::from_millis(50);

impl Construction {
    pub(crate) fn new(session: &Arc<Session>, request: &Request) -> Self {
        let dialect = Dialect::from_name(&request.dialect).unwrap_or_default();
        let mut construction = Self::of(session, &request.text, dialect, request.id);
        construction.times = Times::new(request.times);
        construction
    }

    fn of(session: &Arc<Session>, text: &str, dialect: Dialect, request: u32) -> Self {
        Self {
            session: Arc::clone(session),
            graph: load(text, dialect).0,
            nodes: Nodes::default(),
            blame: Blame::default(),
            times: Times::new(false),
            request,
            variables: Mutex::default(),
            made: Mutex::default(),
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
            told: Mutex::new(Instant::now()),
        }
    }

    /// A value that the user gives. What is written as in a configuration is constructed like one.
    fn given<'py>(this: &Bound<'py, Self>, given: &Given) -> PyResult<Bound<'py, PyAny>> {
        let py = this.py();
        match given {
            Given::Json(text) => py.import("json")?.call_method1("loads", (text,)),
            Given::Yaml(text) => {
                let own = this.get();
                let value = Self::of(&own.session, text, own.graph.dialect(), own.request);
                let root = value.graph.root();
                Self::node(&Bound::new(py, value)?, root)
            }
        }
    }

    /// The object that a node becomes.
    pub(crate) fn node<'py>(this: &Bound<'py, Self>, id: NodeId) -> PyResult<Bound<'py, PyAny>> {
        let (py, own) = (this.py(), this.get());
        match &own.graph.node(id).kind {
            Kind::List(items) => Ok(PyList::new(py, Self::items(this, items)?)?.into_any()),
            Kind::Tuple(items) => Ok(PyTuple::new(py, Self::items(this, items)?)?.into_any()),
            Kind::Dict(entries) => Ok(Self::entries(this, entries)?.into_any()),
            Kind::Var(var) => {
                if let Some(value) = lock(&own.variables).get(&*var.name) {
                    return Ok(value.bind(py).clone());
                }
                // A default is not constructed: Forgather hands over what stands there.
                match var.default {
                    Some(default) => Nodes::object(this, default),
                    None => {
                        let error = PyNameError::new_err(format!("variable `{}` has no value", var.name));
                        own.blame.variable(py, &error, id, &var.name);
                        Err(error)
                    }
                }
            }
            Kind::Call(call) => Self::call_node(this, id, call),
            _ => convert::scalar(py, &own.graph, id)?
                .ok_or_else(|| PyValueError::new_err("a value that holds nodes is no scalar")),
        }
    }

    fn items<'py>(this: &Bound<'py, Self>, items: &[NodeId]) -> PyResult<Vec<Bound<'py, PyAny>>> {
        items.iter().map(|item| Self::node(this, *item)).collect()
    }

    fn entries<'py>(this: &Bound<'py, Self>, entries: &[Entry]) -> PyResult<Bound<'py, PyDict>> {
        let py = this.py();
        let dict = PyDict::new(py);
        for entry in entries {
            // Keys are not constructed.
            dict.set_item(Nodes::object(this, entry.key)?, Self::node(this, entry.value)?)?;
        }
        Ok(dict)
    }

    fn call_node<'py>(this: &Bound<'py, Self>, id: NodeId, call: &Call) -> PyResult<Bound<'py, PyAny>> {
        let (py, own) = (this.py(), this.get());
        let is_singleton = matches!(call.kind, CallKind::Singleton | CallKind::Meta);
        if call.kind != CallKind::Factory {
            if let Some(made) = lock(&own.made).get(&id) {
                return Ok(made.bind(py).clone());
            }
            if is_singleton && let Some(instance) = own.nodes.instance(py, id) {
                return Ok(instance);
            }
        }
        let made = match call.kind {
            CallKind::Partial => Bound::new(py, Partial::new(this, id))?.into_any(),
            CallKind::Factory | CallKind::Singleton | CallKind::Meta => {
                Self::call(this, id, call, &PyTuple::empty(py), None)?
            }
        };
        if call.kind != CallKind::Factory {
            lock(&own.made).insert(id, made.clone().unbind());
        }
        if is_singleton {
            own.nodes.set_instance(py, id, &made);
        }
        Ok(made)
    }

    /// Calls what a node names, with further arguments.
    pub(crate) fn call<'py>(
        this: &Bound<'py, Self>,
        id: NodeId,
        call: &Call,
        more: &Bound<'py, PyTuple>,
        more_kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, own) = (this.py(), this.get());
        let _inside = Blame::enter(&own.session, &own.graph, id);
        let start = Instant::now();
        let result = Self::call_inside(this, id, call, more, more_kwargs);
        own.times.add(id, start.elapsed());
        own.tell(None);
        result.inspect_err(|error| own.blame.failed(py, error, id))
    }

    fn call_inside<'py>(
        this: &Bound<'py, Self>,
        id: NodeId,
        call: &Call,
        more: &Bound<'py, PyTuple>,
        more_kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = this.py();
        let (args, kwargs) = if call.kind == CallKind::Meta {
            (Nodes::objects(this, &call.args)?, Nodes::entries(this, &call.kwargs)?)
        } else {
            let args = Self::items(this, &call.args)?;
            let kwargs = Self::entries(this, &call.kwargs)?;
            if let Some(latent) = call.latent_args {
                let latent = Self::node(this, latent)?;
                let latent = latent.cast::<PyDict>().map_err(|_| {
                    PyTypeError::new_err("`latent_args` is a mapping of arguments once it is constructed")
                })?;
                kwargs.update(latent.as_mapping())?;
            }
            (args, kwargs)
        };
        let args: Vec<Bound<'py, PyAny>> = args.into_iter().chain(more.iter()).collect();
        if let Some(more) = more_kwargs {
            kwargs.update(more.as_mapping())?;
        }
        let function = Self::function(this, call)?;
        this.get().blame.calling(id);
        function.call(PyTuple::new(py, args)?, Some(&kwargs))
    }

    /// What a call's constructor names.
    pub(crate) fn function<'py>(this: &Bound<'py, Self>, call: &Call) -> PyResult<Bound<'py, PyAny>> {
        let (py, own) = (this.py(), this.get());
        let searchpath = match call.submodule_searchpath {
            Some(id) => Some(Nodes::object(this, id)?),
            None => None,
        };
        let importing = |name: &str| own.tell(Some(name));
        own.session.importer.resolve(py, &call.constructor, searchpath.as_ref(), &importing)
    }

    /// Gives variables values, as Forgather's `context_vars` do.
    pub(crate) fn set_variables(&self, vars: &Bound<'_, PyDict>) -> PyResult<()> {
        for (name, value) in vars {
            lock(&self.variables).insert(name.extract()?, value.unbind());
        }
        Ok(())
    }

    /// Says how far it is: a call is done, or a module is being imported.
    fn tell(&self, importing: Option<&str>) {
        let done = self.done.fetch_add(usize::from(importing.is_none()), Ordering::Relaxed);
        let mut told = lock(&self.told);
        // What is imported may take long, and is said at once.
        if importing.is_none() && told.elapsed() < INTERVAL {
            return;
        }
        *told = Instant::now();
        self.session.link.send(&Message::Progress {
            id: self.request,
            done: done + usize::from(importing.is_none()),
            total: self.total.load(Ordering::Relaxed),
            importing: importing.map(str::to_owned),
        });
    }

    /// A node, as messages name it.
    pub(crate) fn place(&self, id: NodeId) -> Place {
        let node = self.graph.node(id);
        let constructor = match &node.kind {
            Kind::Call(call) => call.constructor.to_string(),
            Kind::Var(var) => var.name.to_string(),
            kind => kind.describe().to_owned(),
        };
        Place { constructor, span: span(&self.graph, id) }
    }

    /// How many calls there are below a node, each once.
    fn count(&self, root: NodeId) -> usize {
        let mut seen = vec![false; self.graph.nodes().len()];
        let mut stack = vec![root];
        let mut count = 0;
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            match &self.graph.node(id).kind {
                Kind::List(items) | Kind::Tuple(items) => stack.extend(items),
                Kind::Dict(entries) => stack.extend(entries.iter().map(|entry| entry.value)),
                Kind::Call(call) => {
                    count += 1;
                    if call.kind != CallKind::Meta {
                        stack.extend(&call.args);
                        stack.extend(call.kwargs.iter().map(|entry| entry.value));
                        stack.extend(call.latent_args);
                    }
                }
                _ => {}
            }
        }
        count
    }
}

#[pymethods]
impl Construction {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        // Where a lock is held something is being put in: that is not garbage.
        for objects in [self.made.try_lock(), self.nodes.objects.try_lock()].into_iter().flatten() {
            objects.values().try_for_each(|object| visit.call(object))?;
        }
        match self.variables.try_lock() {
            Ok(variables) => variables.values().try_for_each(|value| visit.call(value)),
            Err(_) => Ok(()),
        }
    }

    fn __clear__(&self) {
        let made = std::mem::take(&mut *lock(&self.made));
        let nodes = std::mem::take(&mut *lock(&self.nodes.objects));
        let variables = std::mem::take(&mut *lock(&self.variables));
        // With the locks released: what goes away may run code of the user's.
        drop((made, nodes, variables));
    }
}

/// Where a node is written, from its tag on: what is before that says nothing of what is called.
pub(crate) fn span(graph: &Graph, id: NodeId) -> (u32, u32) {
    let node = graph.node(id);
    let tag = node.head.as_ref().and_then(|head| head.tag);
    (tag.unwrap_or(node.span).start.0, node.span.end.0)
}

/// Constructs what a request asks for.
pub(crate) fn run(construction: &Bound<'_, Construction>, request: &Request) -> Outcome {
    let made = make(construction, request);
    match made.and_then(|object| describe(construction.get(), &object, request.repr_limit)) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Failure(Box::new(failure::of_construction(construction, &error))),
    }
}

fn make<'py>(construction: &Bound<'py, Construction>, request: &Request) -> PyResult<Bound<'py, PyAny>> {
    let (py, own) = (construction.py(), construction.get());
    let root = match &request.target {
        None => own.graph.root(),
        Some(name) => own
            .graph
            .target(name)
            .ok_or_else(|| PyLookupError::new_err(format!("there is no target `{name}`")))?,
    };
    own.total.store(own.count(root), Ordering::Relaxed);
    for (name, given) in &request.vars {
        let value = Construction::given(construction, given)?.unbind();
        lock(&own.variables).insert(name.clone(), value);
    }
    let Kind::Call(call) = &own.graph.node(root).kind else { return Construction::node(construction, root) };
    if call.kind != CallKind::Partial {
        return Construction::node(construction, root);
    }
    let args = request.call.args.iter().map(|given| Construction::given(construction, given));
    let args = PyTuple::new(py, args.collect::<PyResult<Vec<_>>>()?)?;
    let kwargs = PyDict::new(py);
    for (name, given) in &request.call.kwargs {
        kwargs.set_item(name, Construction::given(construction, given)?)?;
    }
    Construction::call(construction, root, call, &args, Some(&kwargs))
}

/// What an object is, as far as that can be shown.
fn describe(construction: &Construction, object: &Bound<'_, PyAny>, limit: usize) -> PyResult<Outcome> {
    let class = object.get_type();
    let name = class.qualname()?.to_string();
    let module = class.module().map(|module| module.to_string()).unwrap_or_default();
    let r#type = if module.is_empty() || module == "builtins" { name } else { format!("{module}.{name}") };
    let text = object.repr()?;
    // Half of a surrogate pair is no text, and is shown as Python would write it.
    let text: String = match text.extract() {
        Ok(text) => text,
        Err(_) => text
            .call_method1("encode", ("utf-8", "backslashreplace"))?
            .call_method1("decode", ("utf-8",))?
            .extract()?,
    };
    let end = text.char_indices().nth(limit).map(|(at, _)| at);
    let repr = end.map_or(text.as_str(), |end| &text[..end]).to_owned();
    let times = construction.times.all(construction);
    Ok(Outcome::Object { r#type, repr, truncated: end.is_some(), times })
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
