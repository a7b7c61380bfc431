//! The graph as Python: imports, and a function that constructs it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use super::names::{NamePolicy, definitions, names};
use super::{EncodeError, check_output, check_weight, meta, repr_of};
use crate::dialect::Dialect;
use crate::graph::{Call, CallKind, Entry, Graph, Kind, NodeId};
use crate::python::{strip, write_float, write_str};

/// What the generated Python looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOptions {
    /// Which calls become variables.
    pub name_policy: NamePolicy,
    /// The name of the function.
    pub factory_name: String,
    /// Whether the function takes any further keyword arguments, and ignores them.
    pub relaxed_kwargs: bool,
}

impl Default for CodeOptions {
    fn default() -> CodeOptions {
        CodeOptions {
            name_policy: NamePolicy::Named,
            factory_name: "construct".to_owned(),
            relaxed_kwargs: false,
        }
    }
}

/// `from MODULE import NAME`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The module.
    pub module: String,
    /// The symbol, as the import spec has it: it may have dots.
    pub name: String,
}

/// An import of a symbol from a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileImport {
    /// The file's path, as the import spec has it.
    pub module: String,
    /// The symbol in it.
    pub name: String,
    /// The package path of the module that the file becomes.
    pub searchpath: Vec<String>,
}

/// A parameter of the function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The `repr` of its default.
    pub default: Option<String>,
    /// The node of its default.
    pub default_node: Option<NodeId>,
}

/// The parts of the generated Python: what a user's own template sees, under the names that Forgather gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonCode {
    dialect: Dialect,
    /// Imports from modules, sorted.
    pub imports: Vec<Import>,
    /// Imports from files, sorted.
    pub dynamic_imports: Vec<FileImport>,
    /// The variables, sorted.
    pub variables: Vec<Variable>,
    /// Assignments, without indentation.
    pub definitions: String,
    /// The expression to return; its lines after the first are indented as in a function's body less four spaces.
    pub main_body: String,
}

/// Encodes what is below `root` as Python. `root` is a target, or the graph's root.
///
/// An error where Forgather's own generator fails too and no Python would be right.
pub fn code(graph: &Graph, root: NodeId, policy: NamePolicy) -> Result<PythonCode, EncodeError> {
    check_weight(graph, root)?;
    let mut encoder = Encoder {
        graph,
        out: String::new(),
        names: names(graph, root, policy, true),
        defined: HashSet::new(),
        level: 0,
        imports: BTreeSet::new(),
        dynamic_imports: BTreeSet::new(),
        variables: BTreeSet::new(),
    };
    for id in definitions(graph, root, &encoder.names) {
        let Kind::Call(call) = &graph.node(id).kind else { continue };
        let name = encoder.names[&id].clone();
        encoder.out.push_str(&name);
        encoder.out.push_str(" = ");
        let empty = call.args.is_empty() && call.kwargs.is_empty();
        let partial = matches!(call.kind, CallKind::Factory | CallKind::Partial);
        if partial && !(empty && graph.dialect() == Dialect::Current) {
            encoder.out.push_str("partial(");
        }
        encoder.node(id)?;
        encoder.out.push_str("\n\n");
        encoder.defined.insert(id);
    }
    let definitions = strip(&std::mem::take(&mut encoder.out)).to_owned();
    encoder.node(root)?;
    Ok(PythonCode {
        dialect: graph.dialect(),
        imports: encoder.imports.into_iter().collect(),
        dynamic_imports: encoder.dynamic_imports.into_iter().collect(),
        variables: encoder.variables.into_iter().collect(),
        definitions,
        main_body: strip(&encoder.out).to_owned(),
    })
}

/// Imports a symbol from a file, as constructing the graph does: the file becomes the module of its base name, once.
const FILE_IMPORT: &str = r#"
# The file becomes the module of its base name, and is loaded once.
def dynimport(path, symbol, searchpath):
    name = os.path.basename(path).split(".")[0]
    found = sys.modules.get(name)
    if found is None:
        spec = spec_from_file_location(
            name, path, submodule_search_locations=list(searchpath)
        )
        found = sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(found)
    for part in symbol.split("."):
        found = getattr(found, part)
    return found

"#;

impl PythonCode {
    /// The whole text, with neither blank lines nor a line break at its ends.
    pub fn text(&self, options: &CodeOptions) -> String {
        let mut out = String::new();
        // In June 2025 the import of `partial` comes with the imports from files only.
        if self.dialect == Dialect::Current {
            out.push_str("from functools import partial\n");
        }
        for import in &self.imports {
            let _ = writeln!(out, "from {} import {}", import.module, import.name);
        }
        if !self.dynamic_imports.is_empty() {
            out.push_str("from importlib.util import spec_from_file_location, module_from_spec\nimport os\nimport sys\n");
            if self.dialect == Dialect::June2025 {
                out.push_str("from functools import partial\n");
            }
            out.push_str(FILE_IMPORT);
            for import in &self.dynamic_imports {
                out.push_str(&import.line());
                out.push('\n');
            }
        }
        let _ = writeln!(out, "\ndef {}(", options.factory_name);
        for variable in &self.variables {
            match &variable.default {
                Some(default) => {
                    let _ = writeln!(out, "    {}={default},", variable.name);
                }
                None => {
                    let _ = writeln!(out, "    {},", variable.name);
                }
            }
        }
        if options.relaxed_kwargs {
            out.push_str("    **kwargs\n");
        }
        let _ = write!(
            out,
            "):\n    {}\n    \n    return {}",
            indent(&self.definitions),
            indent(&self.main_body)
        );
        strip(&out).to_owned()
    }
}

impl FileImport {
    /// The line that binds the symbol's last name to a function which imports it.
    fn line(&self) -> String {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        let mut path = String::from("(");
        for (at, folder) in self.searchpath.iter().enumerate() {
            if at > 0 {
                path.push_str(", ");
            }
            write_str(&mut path, folder);
        }
        path.push_str(if self.searchpath.len() == 1 { ",)" } else { ")" });
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        format!(
            "{last} = lambda: dynimport(\"{}\", \"{}\", {path})",
            quoted(&self.module),
            quoted(&self.name)
        )
    }
}

/// Jinja2's `indent(4)`: every line but the first and the blank ones.
fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str("    ");
            }
        }
        out.push_str(line);
    }
    out
}

struct Encoder<'g> {
    graph: &'g Graph,
    out: String,
    names: HashMap<NodeId, String>,
    defined: HashSet<NodeId>,
    /// The level of indentation. A call at level 1 is not inside another expression.
    level: isize,
    imports: BTreeSet<Import>,
    dynamic_imports: BTreeSet<FileImport>,
    variables: BTreeSet<Variable>,
}

type Written = Result<(), EncodeError>;

impl Encoder<'_> {
    fn indent(&mut self, offset: isize) {
        for _ in 0..self.level + offset {
            self.out.push_str("    ");
        }
    }

    fn node(&mut self, id: NodeId) -> Written {
        let graph = self.graph;
        check_output(graph, id, self.out.len())?;
        match &graph.node(id).kind {
            Kind::Null => self.out.push_str("None"),
            Kind::Bool(value) => self.out.push_str(if *value { "True" } else { "False" }),
            Kind::Int(value) => {
                let _ = write!(self.out, "{value}");
            }
            Kind::Float(value) => write_float(&mut self.out, *value),
            Kind::Str(text) => self.string(text),
            Kind::List(items) => self.list(items)?,
            Kind::Tuple(items) => self.tuple(items)?,
            Kind::Dict(entries) => self.dict(entries)?,
            Kind::Var(var) => {
                let default = match var.default {
                    Some(default) => Some(self.default(default)?),
                    None => None,
                };
                let variable = Variable { name: var.name.to_string(), default, default_node: var.default };
                // Equal defaults of one variable are one parameter, from whatever node they come.
                if !self
                    .variables
                    .iter()
                    .any(|other| other.name == variable.name && other.default == variable.default)
                {
                    self.variables.insert(variable);
                }
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
        repr_of(self.graph, id)
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
        self.bracketed(items, "tuple()", '(', ')')
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
            self.out.push_str(&repr_of(self.graph, entry.key)?);
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
            spec => match spec.split_once(':') {
                None => spec,
                Some((_, name)) if name.contains(':') => {
                    let message = format!("`{spec}` has more than one `:`; write `module:symbol`");
                    return Err(EncodeError::new(self.graph, id, message));
                }
                Some((module, name)) => {
                    // Python compares in this case only.
                    if module.as_bytes().ends_with(b".py") {
                        dynamic = true;
                        let searchpath = self.searchpath(call)?;
                        self.dynamic_imports.insert(FileImport {
                            module: module.into(),
                            name: name.into(),
                            searchpath,
                        });
                    } else {
                        self.imports.insert(Import { module: module.into(), name: name.into() });
                    }
                    name
                }
            },
        };
        let factory = call.kind == CallKind::Factory && self.names.contains_key(&id);
        let partial = factory || call.kind == CallKind::Partial;
        let empty = call.args.is_empty() && call.kwargs.is_empty();
        let bare = partial && empty && self.graph.dialect() == Dialect::Current;
        // Forgather leaves `partial(` out at the root, where a partial is called rather than returned.
        if self.level > 1 && partial && !bare {
            self.out.push_str("partial(");
        }
        self.out.push_str(callable);
        if dynamic {
            self.out.push_str("()");
        }
        if bare {
            return Ok(());
        }
        self.out.push_str(if partial { ", " } else { "(" });
        self.arguments(&call.args, &call.kwargs)
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
        for entry in kwargs {
            self.indent(0);
            self.out.push_str(self.graph.text_of(entry.key).unwrap_or_default());
            self.out.push('=');
            self.node(entry.value)?;
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

    /// `mapping[key]`.
    fn getitem(&mut self, id: NodeId, call: &Call) -> Written {
        let (object, key) = (self.argument(id, call, 0)?, self.argument(id, call, 1)?);
        self.node(object)?;
        self.out.push('[');
        self.node(key)?;
        self.out.push(']');
        Ok(())
    }

    /// `function(…)`.
    fn call_of(&mut self, id: NodeId, call: &Call) -> Written {
        let function = self.argument(id, call, 0)?;
        self.node(function)?;
        self.out.push('(');
        self.arguments(&call.args[1..], &call.kwargs)
    }

    /// `object.attribute`.
    fn getattr(&mut self, id: NodeId, call: &Call) -> Written {
        let (object, attribute) = (self.argument(id, call, 0)?, self.argument(id, call, 1)?);
        let Some(attribute) = self.graph.text_of(attribute) else {
            return Err(EncodeError::new(self.graph, attribute, "the name of an attribute is a string"));
        };
        self.node(object)?;
        self.out.push('.');
        self.out.push_str(attribute);
        Ok(())
    }

    /// `object.keys()` and the like.
    fn method(&mut self, id: NodeId, call: &Call) -> Written {
        let object = self.argument(id, call, 0)?;
        self.node(object)?;
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
                self.out.push_str(class);
                self.out.push('(');
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
