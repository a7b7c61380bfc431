//! Nodes as Python expressions.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use super::local::{Locals, is_identifier, is_kept, lambda};
use super::{CodeForm, FileImport, Import};
use crate::dialect::Dialect;
use crate::encode::repr::{expression_of, not_finite};
use crate::encode::{EncodeError, check_output, meta, repr_of};
use crate::graph::{Call, CallKind, Entry, Graph, Kind, NodeId};
use crate::python::{write_float, write_str};

pub(super) struct Encoder<'g> {
    pub(super) graph: &'g Graph,
    pub(super) form: CodeForm,
    pub(super) out: String,
    /// The variables that hold calls.
    pub(super) names: HashMap<NodeId, String>,
    /// The factories among them that are functions, not partials.
    pub(super) fresh: HashSet<NodeId>,
    /// What imported symbols are called.
    pub(super) locals: Locals,
    pub(super) defined: HashSet<NodeId>,
    /// The definition that is being written; its `partial(` is already there.
    pub(super) defining: Option<NodeId>,
    /// The level of indentation. A call at level 1 is not inside another expression.
    pub(super) level: isize,
    pub(super) imports: BTreeSet<Import>,
    pub(super) dynamic_imports: BTreeSet<FileImport>,
    /// By name and default; with the first node of that default.
    pub(super) variables: BTreeMap<(String, Option<String>), Option<NodeId>>,
}

type Written = Result<(), EncodeError>;

impl Encoder<'_> {
    fn indent(&mut self, offset: isize) {
        for _ in 0..self.level + offset {
            self.out.push_str("    ");
        }
    }

    pub(super) fn node(&mut self, id: NodeId) -> Written {
        let graph = self.graph;
        check_output(graph, id, self.out.len())?;
        match &graph.node(id).kind {
            Kind::Null => self.out.push_str("None"),
            Kind::Bool(value) => self.out.push_str(if *value { "True" } else { "False" }),
            Kind::Int(value) => {
                let _ = write!(self.out, "{value}");
            }
            Kind::Float(value) if self.form == CodeForm::Runnable && !value.is_finite() => {
                let float = self.builtin("builtins", "float");
                self.out.push_str(&not_finite(*value, &float));
            }
            Kind::Float(value) => write_float(&mut self.out, *value),
            Kind::Str(text) => self.string(text),
            Kind::List(items) => self.list(items)?,
            Kind::Tuple(items) => self.tuple(items)?,
            Kind::Dict(entries) => self.dict(entries)?,
            Kind::Var(var) => {
                if self.form == CodeForm::Runnable && !is_identifier(&var.name) {
                    let message = format!(
                        "`{}` cannot be the name of a Python parameter; rename the variable",
                        var.name
                    );
                    return Err(EncodeError::new(graph, id, message));
                }
                let default = match var.default {
                    Some(default) => Some(self.default(default)?),
                    None => None,
                };
                // Equal defaults of one variable are one parameter, from whatever node they come.
                self.variables.entry((var.name.to_string(), default)).or_insert(var.default);
                self.out.push_str(&var.name);
            }
            Kind::Call(call) => {
                if self.defined.contains(&id) {
                    self.out.push_str(&self.names[&id]);
                    if call.kind == CallKind::Factory {
                        self.out.push_str("()");
                    }
                } else {
                    self.level += 1;
                    self.call(id, call)?;
                    self.level -= 1;
                }
            }
            Kind::Unsupported(value) => {
                let message = format!("a value of Python's type `{}` cannot be in a graph", value.type_name);
                return Err(EncodeError::new(graph, id, message));
            }
            Kind::Invalid => self.out.push_str("..."),
        }
        Ok(())
    }

    /// The text of a variable's default. It is written where no node is constructed yet.
    fn default(&self, id: NodeId) -> Result<String, EncodeError> {
        if holds_nodes(self.graph, id) {
            let message = "the default of a variable holds a node, which Python code cannot write there; give it a plain value";
            return Err(EncodeError::new(self.graph, id, message));
        }
        // No parameter hides a builtin there.
        self.value(id, "float")
    }

    /// A value without nodes.
    fn value(&self, id: NodeId, float: &str) -> Result<String, EncodeError> {
        match self.form {
            CodeForm::Forgathers => repr_of(self.graph, id),
            CodeForm::Runnable => expression_of(self.graph, id, float),
        }
    }

    /// What a function of Python's own is called here: a parameter of its name would hide it.
    pub(super) fn builtin(&mut self, module: &str, name: &str) -> String {
        if self.locals.is_variable(name) { self.import(module, name) } else { name.to_owned() }
    }

    fn string(&mut self, text: &str) {
        if !text.contains('\n') {
            write_str(&mut self.out, text);
            return;
        }
        self.out.push_str("(\n");
        for (at, line) in text.split_inclusive('\n').enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.indent(0);
            write_str(&mut self.out, line);
        }
        self.out.push('\n');
        self.indent(-1);
        self.out.push(')');
    }

    fn list(&mut self, items: &[NodeId]) -> Written {
        self.bracketed(items, "[]", '[', ']')
    }

    fn tuple(&mut self, items: &[NodeId]) -> Written {
        if items.is_empty() {
            let tuple = self.builtin("builtins", "tuple");
            let _ = write!(self.out, "{tuple}()");
            return Ok(());
        }
        self.bracketed(items, "()", '(', ')')
    }

    fn bracketed(&mut self, items: &[NodeId], empty: &str, open: char, close: char) -> Written {
        if items.is_empty() {
            self.out.push_str(empty);
            return Ok(());
        }
        self.level += 1;
        self.out.push(open);
        self.out.push('\n');
        for item in items {
            self.indent(0);
            self.node(*item)?;
            self.out.push_str(",\n");
        }
        self.indent(-1);
        self.out.push(close);
        self.level -= 1;
        Ok(())
    }

    fn dict(&mut self, entries: &[Entry]) -> Written {
        if entries.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.level += 1;
        self.out.push_str("{\n");
        for entry in entries {
            self.indent(0);
            if holds_nodes(self.graph, entry.key) {
                let message = "this key is a node, which Python code cannot write there; use a string";
                return Err(EncodeError::new(self.graph, entry.key, message));
            }
            let float = if holds_infinite(self.graph, entry.key) {
                self.builtin("builtins", "float")
            } else {
                String::new()
            };
            self.out.push_str(&self.value(entry.key, &float)?);
            self.out.push_str(": ");
            self.node(entry.value)?;
            self.out.push_str(",\n");
        }
        self.indent(-1);
        self.out.push('}');
        self.level -= 1;
        Ok(())
    }

    fn call(&mut self, id: NodeId, call: &Call) -> Written {
        if call.kind == CallKind::Meta {
            return match meta::call(self.graph, id, call)? {
                meta::Value::Text(text) => {
                    self.string(&text);
                    Ok(())
                }
                meta::Value::Items(items) => self.list(&items),
                meta::Value::Entries(entries) => self.dict(&entries),
            };
        }
        let mut dynamic = false;
        let callable = match &*call.constructor {
            spec if self.keeps_call(id, call) => self.builtin("builtins", lambda(spec)),
            "operator:getitem" | "getitem" => return self.getitem(id, call),
            "operator:call" | "call" => return self.call_of(id, call),
            "getattr" => return self.getattr(id, call),
            "values" | "keys" | "items" => return self.method(id, call),
            "named_list" => return self.named(call, "list"),
            "named_tuple" => return self.named(call, "tuple"),
            "named_dict" => {
                self.level -= 1;
                self.dict(&call.kwargs)?;
                self.level += 1;
                return Ok(());
            }
            "" if self.form == CodeForm::Runnable => {
                return Err(EncodeError::new(self.graph, id, "this does not say what to call"));
            }
            spec => match spec.split_once(':') {
                None => {
                    self.check_import(id, "", spec)?;
                    self.builtin("builtins", spec)
                }
                Some((_, name)) if name.contains(':') => {
                    let message = format!("`{spec}` has more than one `:`; write `module:symbol`");
                    return Err(EncodeError::new(self.graph, id, message));
                }
                Some((module, name)) => {
                    // Python compares in this case only.
                    dynamic = module.as_bytes().ends_with(b".py");
                    if dynamic {
                        self.file_import(call, module, name)?
                    } else {
                        self.check_import(id, module, name)?;
                        self.import(module, name)
                    }
                }
            },
        };
        let partial = self.is_deferred(id, call);
        let empty = call.args.is_empty() && call.kwargs.is_empty();
        let bare = partial && empty && self.graph.dialect() == Dialect::Current;
        // Forgather leaves `partial(` out at the root, and what is left is not Python.
        let prefix = if self.form == CodeForm::Runnable { self.defining != Some(id) } else { self.level > 1 };
        if prefix && partial && !bare {
            let function = self.builtin("functools", "partial");
            let _ = write!(self.out, "{function}(");
        }
        self.out.push_str(&callable);
        if dynamic {
            self.out.push_str("()");
        }
        if bare {
            return Ok(());
        }
        self.out.push_str(if partial { ", " } else { "(" });
        self.arguments(&call.args, &call.kwargs)
    }

    /// Whether a call is written as a `partial`.
    fn is_deferred(&self, id: NodeId, call: &Call) -> bool {
        let is_named_factory = call.kind == CallKind::Factory && self.names.contains_key(&id);
        call.kind == CallKind::Partial || (is_named_factory && !self.fresh.contains(&id))
    }

    /// Whether one of Forgather's own builtins is written as a call of a function, not as the operation it stands for:
    /// where the operation would say something else.
    fn keeps_call(&self, id: NodeId, call: &Call) -> bool {
        if self.form == CodeForm::Forgathers || lambda(&call.constructor).is_empty() {
            return false;
        }
        let (args, kwargs) = (call.args.len(), call.kwargs.len());
        let deferred = self.is_deferred(id, call);
        let usual = match &*call.constructor {
            "call" | "operator:call" => args > 0,
            "named_list" | "named_tuple" => args <= 1 && kwargs == 0,
            "named_dict" => {
                args == 0 && call.kwargs.iter().all(|entry| self.graph.text_of(entry.key).is_some())
            }
            "getattr" => args == 2 && kwargs == 0 && self.graph.text_of(call.args[1]).is_some_and(is_kept),
            "getitem" | "operator:getitem" => args == 2 && kwargs == 0,
            _ => args == 1 && kwargs == 0,
        };
        deferred || !usual
    }

    /// Refuses what no `import` statement and no expression can name.
    fn check_import(&self, id: NodeId, module: &str, symbol: &str) -> Written {
        let is_dotted = |path: &str| path.split('.').all(is_identifier);
        // Dots at the start are relative to a package.
        let package = module.trim_start_matches('.');
        let is_module = package.is_empty() || is_dotted(package);
        if self.form == CodeForm::Forgathers || (is_module && is_dotted(symbol)) {
            return Ok(());
        }
        let name = if is_module { symbol } else { module };
        let message = format!("`{name}` is no name that Python code can import or call; rename it");
        Err(EncodeError::new(self.graph, id, message))
    }

    /// What the symbol is called here.
    fn import(&mut self, module: &str, symbol: &str) -> String {
        let (import, local) = match self.form {
            CodeForm::Forgathers => (symbol.to_owned(), symbol.to_owned()),
            CodeForm::Runnable => self.locals.import(module, symbol),
        };
        self.imports.insert(Import { module: module.into(), name: import });
        local
    }

    /// What the function that imports the symbol is called here.
    fn file_import(&mut self, call: &Call, module: &str, symbol: &str) -> Result<String, EncodeError> {
        let searchpath = self.searchpath(call)?;
        let (local, written) = match self.form {
            CodeForm::Forgathers => {
                (symbol.rsplit('.').next().unwrap_or_default().to_owned(), symbol.to_owned())
            }
            CodeForm::Runnable => {
                let local = self.locals.file_import(module, symbol, &searchpath);
                (local.clone(), local)
            }
        };
        self.dynamic_imports.insert(FileImport {
            module: module.into(),
            name: symbol.into(),
            searchpath,
            local,
        });
        Ok(written)
    }

    /// The arguments of a call, each on its line, and the closing parenthesis.
    fn arguments(&mut self, args: &[NodeId], kwargs: &[Entry]) -> Written {
        if args.is_empty() && kwargs.is_empty() {
            self.out.push(')');
            return Ok(());
        }
        self.out.push('\n');
        for arg in args {
            self.indent(0);
            self.node(*arg)?;
            self.out.push_str(",\n");
        }
        let mut unnamed = Vec::new();
        for entry in kwargs {
            let name = self.graph.text_of(entry.key).unwrap_or_default();
            if self.form == CodeForm::Runnable && !is_kept(name) {
                unnamed.push(*entry);
                continue;
            }
            self.indent(0);
            self.out.push_str(name);
            self.out.push('=');
            self.node(entry.value)?;
            self.out.push_str(",\n");
        }
        if !unnamed.is_empty() {
            self.indent(0);
            self.out.push_str("**");
            self.dict(&unnamed)?;
            self.out.push_str(",\n");
        }
        self.indent(-1);
        self.out.push(')');
        Ok(())
    }

    /// The package path of an import from a file: Forgather makes it a tuple, so a string becomes its characters.
    fn searchpath(&self, call: &Call) -> Result<Vec<String>, EncodeError> {
        let Some(id) = call.submodule_searchpath else { return Ok(Vec::new()) };
        let refuse = |id| {
            EncodeError::new(
                self.graph,
                id,
                "`submodule_searchpath` is a list of paths; every one is a string",
            )
        };
        match &self.graph.node(id).kind {
            Kind::Str(text) => Ok(text.chars().map(String::from).collect()),
            Kind::List(items) | Kind::Tuple(items) => items
                .iter()
                .map(|item| self.graph.text_of(*item).map(str::to_owned).ok_or_else(|| refuse(*item)))
                .collect(),
            Kind::Dict(entries) => entries
                .iter()
                .map(|entry| {
                    self.graph.text_of(entry.key).map(str::to_owned).ok_or_else(|| refuse(entry.key))
                })
                .collect(),
            _ => Err(refuse(id)),
        }
    }

    fn argument(&self, id: NodeId, call: &Call, at: usize) -> Result<NodeId, EncodeError> {
        call.args.get(at).copied().ok_or_else(|| {
            let wanted = at + 1;
            let message = format!(
                "`{}` needs {wanted} positional argument{}",
                call.constructor,
                if wanted > 1 { "s" } else { "" }
            );
            EncodeError::new(self.graph, id, message)
        })
    }

    /// What an operation is applied to: `5.real` is no Python, and `-5[0]` is `-(5[0])`.
    fn operand(&mut self, id: NodeId) -> Written {
        let is_number = matches!(self.graph.node(id).kind, Kind::Int(_) | Kind::Float(_));
        if self.form == CodeForm::Forgathers || !is_number {
            return self.node(id);
        }
        self.out.push('(');
        self.node(id)?;
        self.out.push(')');
        Ok(())
    }

    /// `mapping[key]`.
    fn getitem(&mut self, id: NodeId, call: &Call) -> Written {
        let (object, key) = (self.argument(id, call, 0)?, self.argument(id, call, 1)?);
        self.operand(object)?;
        self.out.push('[');
        self.node(key)?;
        self.out.push(']');
        Ok(())
    }

    /// `function(…)`.
    fn call_of(&mut self, id: NodeId, call: &Call) -> Written {
        let function = self.argument(id, call, 0)?;
        self.operand(function)?;
        self.out.push('(');
        self.arguments(&call.args[1..], &call.kwargs)
    }

    /// `object.attribute`.
    fn getattr(&mut self, id: NodeId, call: &Call) -> Written {
        let (object, attribute) = (self.argument(id, call, 0)?, self.argument(id, call, 1)?);
        let Some(attribute) = self.graph.text_of(attribute) else {
            return Err(EncodeError::new(self.graph, attribute, "the name of an attribute is a string"));
        };
        self.operand(object)?;
        self.out.push('.');
        self.out.push_str(attribute);
        Ok(())
    }

    /// `object.keys()` and the like.
    fn method(&mut self, id: NodeId, call: &Call) -> Written {
        let object = self.argument(id, call, 0)?;
        self.operand(object)?;
        let _ = write!(self.out, ".{}()", call.constructor);
        Ok(())
    }

    /// `named_list` and `named_tuple`: a literal where the argument is one.
    fn named(&mut self, call: &Call, class: &str) -> Written {
        let graph = self.graph;
        self.level -= 1;
        let items = call.args.first().map(|id| (*id, &graph.node(*id).kind));
        let result = match items {
            None => self.named_items(class, &[]),
            Some((_, Kind::List(items) | Kind::Tuple(items))) => self.named_items(class, items),
            Some((_, Kind::Dict(entries))) => {
                let keys: Vec<NodeId> = entries.iter().map(|entry| entry.key).collect();
                self.named_items(class, &keys)
            }
            Some((id, _)) => {
                let class = self.builtin("builtins", class);
                let _ = write!(self.out, "{class}(");
                self.node(id)?;
                self.out.push(')');
                Ok(())
            }
        };
        self.level += 1;
        result
    }

    fn named_items(&mut self, class: &str, items: &[NodeId]) -> Written {
        if class == "tuple" { self.tuple(items) } else { self.list(items) }
    }
}

/// Whether there is a number in a key that Python has no literal for.
fn holds_infinite(graph: &Graph, key: NodeId) -> bool {
    match &graph.node(key).kind {
        Kind::Float(value) => !value.is_finite(),
        Kind::Tuple(items) => items.iter().any(|item| holds_infinite(graph, *item)),
        _ => false,
    }
}

/// Whether there is a node of Forgather's in a value.
fn holds_nodes(graph: &Graph, root: NodeId) -> bool {
    let mut stack = vec![root];
    let mut visited = HashSet::new();
    while let Some(id) = stack.pop() {
        match &graph.node(id).kind {
            Kind::List(items) | Kind::Tuple(items) if visited.insert(id) => stack.extend(items),
            Kind::Dict(entries) if visited.insert(id) => {
                stack.extend(entries.iter().flat_map(|entry| [entry.key, entry.value]));
            }
            Kind::Var(_) | Kind::Call(_) => return true,
            _ => {}
        }
    }
    false
}
