//! The graph as Python's `repr` prints it, with anonymous identities numbered `#1`, `#2`, … in order of appearance.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{EncodeError, check_output, check_weight};
use crate::graph::{Call, CallKind, Entry, Graph, Kind, NodeId, Var};
use crate::python::{write_float, write_str};

/// The `repr` of the whole graph.
pub fn repr(graph: &Graph) -> Result<String, EncodeError> {
    repr_of(graph, graph.root())
}

/// The `repr` of one node and what is below it.
pub fn repr_of(graph: &Graph, id: NodeId) -> Result<String, EncodeError> {
    check_weight(graph, id)?;
    let mut printer = Printer { graph, out: String::new(), numbers: HashMap::new(), float: None };
    printer.node(id)?;
    Ok(printer.out)
}

/// A value without nodes of Forgather's as a Python expression: `repr` prints `inf`, which is a name. `float` is what the
/// class is called there.
pub(crate) fn expression_of(graph: &Graph, id: NodeId, float: &str) -> Result<String, EncodeError> {
    check_weight(graph, id)?;
    let mut printer = Printer { graph, out: String::new(), numbers: HashMap::new(), float: Some(float) };
    printer.node(id)?;
    Ok(printer.out)
}

/// The name of the node's class in Forgather.
pub(crate) fn class_name(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Singleton => "SingletonNode",
        CallKind::Factory => "FactoryNode",
        CallKind::Partial => "LambdaNode",
        CallKind::Meta => "MetaNode",
    }
}

/// `float('inf')`
pub(crate) fn not_finite(value: f64, float: &str) -> String {
    format!("{float}('{}')", value.to_string().to_lowercase())
}

struct Printer<'g> {
    graph: &'g Graph,
    out: String,
    /// The numbers of the nodes without a name.
    numbers: HashMap<NodeId, usize>,
    /// What makes an infinite number of a text, where the result is an expression.
    float: Option<&'g str>,
}

impl Printer<'_> {
    fn node(&mut self, id: NodeId) -> Result<(), EncodeError> {
        check_output(self.graph, id, self.out.len())?;
        match &self.graph.node(id).kind {
            Kind::Null => self.out.push_str("None"),
            Kind::Bool(value) => self.out.push_str(if *value { "True" } else { "False" }),
            Kind::Int(value) => {
                let _ = write!(self.out, "{value}");
            }
            Kind::Float(value) => match self.float {
                Some(float) if !value.is_finite() => self.out.push_str(&not_finite(*value, float)),
                _ => write_float(&mut self.out, *value),
            },
            Kind::Str(text) => write_str(&mut self.out, text),
            Kind::List(items) => {
                self.out.push('[');
                self.items(items)?;
                self.out.push(']');
            }
            Kind::Tuple(items) => self.tuple(items)?,
            Kind::Dict(entries) => self.dict(entries)?,
            Kind::Var(var) => self.var(id, var)?,
            Kind::Call(call) => self.call(id, call)?,
            Kind::Unsupported(value) => self.out.push_str(&value.repr),
            Kind::Invalid => self.out.push_str("..."),
        }
        Ok(())
    }

    fn items(&mut self, items: &[NodeId]) -> Result<(), EncodeError> {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.node(*item)?;
        }
        Ok(())
    }

    fn tuple(&mut self, items: &[NodeId]) -> Result<(), EncodeError> {
        self.out.push('(');
        self.items(items)?;
        self.out.push_str(if items.len() == 1 { ",)" } else { ")" });
        Ok(())
    }

    fn dict(&mut self, entries: &[Entry]) -> Result<(), EncodeError> {
        self.out.push('{');
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.node(entry.key)?;
            self.out.push_str(": ");
            self.node(entry.value)?;
        }
        self.out.push('}');
        Ok(())
    }

    fn var(&mut self, id: NodeId, var: &Var) -> Result<(), EncodeError> {
        self.out.push_str("VarNode(");
        write_str(&mut self.out, &var.name);
        self.out.push_str(", identity=");
        match var.identity {
            Some(identity) => self.node(identity)?,
            None => self.number(id),
        }
        self.out.push_str(", value=");
        match var.default {
            Some(default) => self.node(default)?,
            None => self.out.push_str("Undefined"),
        }
        self.out.push(')');
        Ok(())
    }

    fn call(&mut self, id: NodeId, call: &Call) -> Result<(), EncodeError> {
        self.out.push_str(class_name(call.kind));
        self.out.push('(');
        write_str(&mut self.out, &call.constructor);
        self.out.push_str(", *");
        self.tuple(&call.args)?;
        self.out.push_str(", identity=");
        match &call.name {
            Some(name) => write_str(&mut self.out, name),
            None => self.number(id),
        }
        if let Some(path) = call.submodule_searchpath
            && !is_empty(self.graph, path)
        {
            self.out.push_str(", submodule_searchpath=");
            self.node(path)?;
        }
        self.out.push_str(", **");
        self.dict(&call.kwargs)?;
        self.out.push(')');
        Ok(())
    }

    fn number(&mut self, id: NodeId) {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(id).or_insert(next);
        let _ = write!(self.out, "#{number}");
    }
}

/// Whether a search path has nothing in it, so that it is not printed.
fn is_empty(graph: &Graph, id: NodeId) -> bool {
    match &graph.node(id).kind {
        Kind::List(items) | Kind::Tuple(items) => items.is_empty(),
        Kind::Dict(entries) => entries.is_empty(),
        Kind::Str(text) => text.is_empty(),
        _ => false,
    }
}
