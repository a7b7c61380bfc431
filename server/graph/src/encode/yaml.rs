//! The graph as YAML: a `.define` for every node that needs a name, then the rest.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::names::{NamePolicy, definitions, names};
use super::{EncodeError, check_output, check_weight, repr_of};
use crate::dialect::Dialect;
use crate::graph::{Call, CallKind, Entry, Graph, Kind, NodeId, Var};
use crate::python::{strip, write_float, write_str};

/// The graph as the YAML that Forgather's own encoder writes, byte for byte. Mostly it loads to an equal graph. It does
/// not where scalars are written as Python's `repr` has them: `1e-05` is a string to YAML, `'a\\b'` keeps both backslashes,
/// and `'it\'s "so"'` is an error.
pub fn yaml(graph: &Graph, policy: NamePolicy) -> Result<String, EncodeError> {
    let root = graph.root();
    check_weight(graph, root)?;
    let names = names(graph, root, policy, false);
    let mut encoder = Encoder { graph, out: String::new(), names, defined: HashSet::new(), level: -1 };
    // Only a mapping can hold definitions.
    if matches!(graph.node(root).kind, Kind::Dict(_)) {
        encoder.level += 1;
        for id in definitions(graph, root, &encoder.names) {
            encoder.out.push_str(".define: ");
            encoder.node(id)?;
            encoder.out.push_str("\n\n");
            encoder.defined.insert(id);
        }
        encoder.level -= 1;
    }
    encoder.node(root)?;
    Ok(strip(&encoder.out).to_owned())
}

struct Encoder<'g> {
    graph: &'g Graph,
    out: String,
    names: HashMap<NodeId, String>,
    defined: HashSet<NodeId>,
    /// The level of indentation. It starts below zero, because the root's own level is zero.
    level: isize,
}

impl Encoder<'_> {
    fn indent(&mut self) {
        for _ in 0..self.level {
            self.out.push_str("    ");
        }
    }

    fn node(&mut self, id: NodeId) -> Result<(), EncodeError> {
        check_output(self.graph, id, self.out.len())?;
        match &self.graph.node(id).kind {
            Kind::Null | Kind::Invalid => self.out.push_str("null"),
            Kind::Bool(value) => self.out.push_str(if *value { "True" } else { "False" }),
            Kind::Int(value) => {
                let _ = write!(self.out, "{value}");
            }
            Kind::Float(value) => write_float(&mut self.out, *value),
            Kind::Str(text) => self.string(text),
            Kind::List(items) => self.list(items)?,
            Kind::Tuple(items) => {
                self.out.push_str("!tuple");
                self.list(items)?;
            }
            Kind::Dict(entries) => self.dict(entries)?,
            Kind::Var(var) => self.var(var)?,
            Kind::Call(call) => self.call(id, call)?,
            Kind::Unsupported(value) => {
                let message = format!("a value of Python's type `{}` cannot be in a graph", value.type_name);
                return Err(EncodeError::new(self.graph, id, message));
            }
        }
        Ok(())
    }

    fn string(&mut self, text: &str) {
        if !text.contains('\n') {
            write_str(&mut self.out, text);
            return;
        }
        self.level += 1;
        self.out.push_str("|\n");
        for line in text.split_inclusive('\n') {
            self.indent();
            self.out.push_str(line);
        }
        self.level -= 1;
    }

    fn list(&mut self, items: &[NodeId]) -> Result<(), EncodeError> {
        self.level += 1;
        for item in items {
            self.out.push('\n');
            self.indent();
            self.out.push_str("- ");
            self.node(*item)?;
        }
        self.level -= 1;
        Ok(())
    }

    fn dict(&mut self, entries: &[Entry]) -> Result<(), EncodeError> {
        self.level += 1;
        for entry in entries {
            self.out.push('\n');
            self.indent();
            // Forgather writes keys as Python's `str` does, without quotes.
            match &self.graph.node(entry.key).kind {
                Kind::Str(text) => self.out.push_str(text),
                _ => self.out.push_str(&repr_of(self.graph, entry.key)?),
            }
            self.out.push_str(": ");
            self.node(entry.value)?;
        }
        self.level -= 1;
        Ok(())
    }

    fn var(&mut self, var: &Var) -> Result<(), EncodeError> {
        let Some(default) = var.default else {
            self.out.push_str("!var ");
            write_str(&mut self.out, &var.name);
            return Ok(());
        };
        self.out.push_str("!var { name: ");
        write_str(&mut self.out, &var.name);
        self.out.push_str(", default: ");
        self.out.push_str(&repr_of(self.graph, default)?);
        self.out.push_str(" }");
        Ok(())
    }

    fn call(&mut self, id: NodeId, call: &Call) -> Result<(), EncodeError> {
        if let Some(name) = self.names.get(&id) {
            if !self.defined.insert(id) {
                self.out.push('*');
                self.out.push_str(name);
                return Ok(());
            }
            self.out.push('&');
            self.out.push_str(name);
            self.out.push(' ');
        }
        self.out.push_str(match call.kind {
            CallKind::Meta => "!meta",
            CallKind::Singleton => "!singleton",
            CallKind::Partial => "!lambda",
            CallKind::Factory => "!factory",
        });
        self.out.push(':');
        self.out.push_str(&call.constructor);
        if let Some(name) = &call.name {
            self.out.push('@');
            self.out.push_str(name);
        }
        match &*call.constructor {
            "named_list" => return self.named_items(call, ""),
            "named_tuple" => return self.named_items(call, "!tuple"),
            "named_dict" => return self.dict(&call.kwargs),
            _ => {}
        }
        match (call.args.is_empty(), call.kwargs.is_empty()) {
            (true, true) => {
                if self.graph.dialect() == Dialect::June2025 {
                    self.out.push_str(" []");
                }
                Ok(())
            }
            (true, false) => self.dict(&call.kwargs),
            (false, true) => self.list(&call.args),
            (false, false) => self.arguments(call),
        }
    }

    /// `args` and `kwargs`, each with its own list.
    fn arguments(&mut self, call: &Call) -> Result<(), EncodeError> {
        self.level += 1;
        self.out.push('\n');
        self.indent();
        self.out.push_str("args:");
        self.list(&call.args)?;
        self.out.push('\n');
        self.indent();
        self.out.push_str("kwargs:");
        self.dict(&call.kwargs)?;
        self.level -= 1;
        Ok(())
    }

    /// The items of `named_list` and `named_tuple`.
    fn named_items(&mut self, call: &Call, tag: &str) -> Result<(), EncodeError> {
        self.out.push_str(tag);
        let Some(&first) = call.args.first() else { return Ok(()) };
        match &self.graph.node(first).kind {
            Kind::List(items) | Kind::Tuple(items) => self.list(items),
            Kind::Dict(entries) => {
                let keys: Vec<NodeId> = entries.iter().map(|entry| entry.key).collect();
                self.list(&keys)
            }
            _ => self.list(&call.args),
        }
    }
}
