//! The graph as Python: imports, and a function that constructs it.

mod expression;
mod fresh;
mod latent;
mod local;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use super::names::{NamePolicy, definitions, names};
use super::{EncodeError, check_weight};
use crate::dialect::Dialect;
use crate::graph::{CallKind, Graph, Kind, NodeId};
use crate::python::{strip, write_str};
use expression::Encoder;
use local::Locals;

/// Whose Python it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum CodeForm {
    /// Byte for byte what Forgather generates, be it Python or not: it writes a partial at the root without its
    /// `partial(`, imports symbols with dots (`from torch import optim.AdamW`),
    /// assigns to what it calls (`x = x()`), and sorts parameters by name, with or without a default,
    /// and leaves `latent_args` out.
    #[default]
    Forgathers,
    /// The same wherever that is Python and right; else what Forgather means.
    Runnable,
}

/// What the generated Python looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOptions {
    /// Which calls become variables.
    pub name_policy: NamePolicy,
    /// Whose Python it is.
    pub form: CodeForm,
    /// The name of the function.
    pub factory_name: String,
    /// Whether the function takes any further keyword arguments, and ignores them.
    pub relaxed_kwargs: bool,
}

impl Default for CodeOptions {
    fn default() -> CodeOptions {
        CodeOptions {
            name_policy: NamePolicy::Named,
            form: CodeForm::Forgathers,
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
    /// The name that it is bound to: the last part of the symbol's.
    pub local: String,
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
    form: CodeForm,
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
pub fn code(graph: &Graph, root: NodeId, options: &CodeOptions) -> Result<PythonCode, EncodeError> {
    check_weight(graph, root)?;
    let form = options.form;
    let merged = if form == CodeForm::Runnable { latent::merged(graph)? } else { Cow::Borrowed(graph) };
    let graph = &*merged;
    let mut names = names(graph, root, options.name_policy, true);
    let mut locals = Locals::default();
    let mut fresh = HashSet::new();
    if form == CodeForm::Runnable {
        fresh = fresh::fresh(graph, &mut names);
        locals = Locals::new(graph, root, &options.factory_name);
        locals.rename(&mut names);
    }
    let mut encoder = Encoder {
        graph,
        out: String::new(),
        names,
        fresh,
        form,
        locals,
        defining: None,
        defined: HashSet::new(),
        level: 0,
        imports: BTreeSet::new(),
        dynamic_imports: BTreeSet::new(),
        variables: BTreeMap::new(),
    };
    for id in definitions(graph, root, &encoder.names) {
        let Kind::Call(call) = &graph.node(id).kind else { continue };
        let name = encoder.names[&id].clone();
        encoder.out.push_str(&name);
        encoder.out.push_str(" = ");
        let empty = call.args.is_empty() && call.kwargs.is_empty();
        let partial = matches!(call.kind, CallKind::Factory | CallKind::Partial);
        if encoder.fresh.contains(&id) {
            encoder.out.push_str("lambda: ");
        } else if partial && !(empty && graph.dialect() == Dialect::Current) {
            let function = encoder.builtin("functools", "partial");
            let _ = write!(encoder.out, "{function}(");
        }
        encoder.defining = Some(id);
        encoder.node(id)?;
        encoder.defining = None;
        encoder.out.push_str("\n\n");
        encoder.defined.insert(id);
    }
    let definitions = strip(&std::mem::take(&mut encoder.out)).to_owned();
    encoder.node(root)?;
    let found = std::mem::take(&mut encoder.variables).into_iter();
    let mut variables: Vec<Variable> =
        found.map(|((name, default), default_node)| Variable { name, default, default_node }).collect();
    if form == CodeForm::Runnable {
        if let Some(pair) = variables.windows(2).find(|pair| pair[0].name == pair[1].name) {
            let message = format!(
                "variable `{}` has different defaults in different places; give it one",
                pair[0].name
            );
            return Err(EncodeError::new(graph, pair[1].default_node.unwrap_or(root), message));
        }
        if options.relaxed_kwargs && variables.iter().any(|variable| variable.name == "kwargs") {
            let message = "variable `kwargs` has the name of the further keyword arguments; rename it";
            return Err(EncodeError::new(graph, root, message));
        }
        // Python wants the parameters without a default first.
        variables.sort_by_key(|variable| variable.default.is_some());
    }
    Ok(PythonCode {
        dialect: graph.dialect(),
        form,
        imports: encoder.imports.into_iter().collect(),
        dynamic_imports: encoder.dynamic_imports.into_iter().collect(),
        variables,
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
        let always = self.dialect == Dialect::Current || self.form == CodeForm::Runnable;
        if always {
            out.push_str("from functools import partial\n");
        }
        for import in &self.imports {
            let _ = writeln!(out, "from {} import {}", import.module, import.name);
        }
        if !self.dynamic_imports.is_empty() {
            out.push_str("from importlib.util import spec_from_file_location, module_from_spec\nimport os\nimport sys\n");
            if !always {
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
            "{} = lambda: dynimport(\"{}\", \"{}\", {path})",
            self.local,
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
