//! Names in code that runs: no two things of one name, and every name one that Python allows.

use std::collections::{HashMap, HashSet};

use crate::graph::{Graph, Kind, NodeId};

/// What imported symbols are called, and which names are taken.
#[derive(Debug, Default)]
pub(super) struct Locals {
    taken: HashSet<String>,
    variables: HashSet<String>,
    imports: HashMap<(String, String), String>,
    file_imports: HashMap<(String, String, Vec<String>), String>,
}

impl Locals {
    /// With the names that cannot change: variables, builtins that are called, and what every text has.
    pub(super) fn new(graph: &Graph, root: NodeId, factory_name: &str) -> Locals {
        let fixed = [
            "partial",
            "dynimport",
            "os",
            "sys",
            "spec_from_file_location",
            "module_from_spec",
            "kwargs",
            "list",
            "tuple",
            "float",
        ];
        let mut locals = Locals { taken: fixed.map(str::to_owned).into(), ..Locals::default() };
        locals.taken.insert(factory_name.to_owned());
        let mut symbols = Vec::new();
        let mut visited = vec![false; graph.nodes().len()];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if std::mem::replace(&mut visited[id.index()], true) {
                continue;
            }
            match &graph.node(id).kind {
                Kind::List(items) | Kind::Tuple(items) => stack.extend(items.iter().rev()),
                Kind::Dict(entries) => stack.extend(entries.iter().rev().map(|entry| entry.value)),
                Kind::Var(var) => {
                    locals.taken.insert(var.name.to_string());
                    locals.variables.insert(var.name.to_string());
                }
                Kind::Call(call) => {
                    match call.constructor.split_once(':') {
                        None => {
                            let first = call.constructor.split('.').next().unwrap_or_default();
                            locals.taken.extend([first, lambda(first)].map(str::to_owned));
                        }
                        Some((module, symbol)) if !module.as_bytes().ends_with(b".py") => {
                            symbols.push((module, symbol));
                        }
                        Some(_) => {}
                    }
                    stack.extend(call.kwargs.iter().rev().map(|entry| entry.value));
                    stack.extend(call.args.iter().rev());
                }
                _ => {}
            }
        }
        for (module, symbol) in symbols {
            locals.import(module, symbol);
        }
        locals
    }

    /// Whether a parameter hides what a name with or without dots begins with.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        self.variables.contains(name.split('.').next().unwrap_or_default())
    }

    /// What to import from the module, and how the symbol is then written.
    pub(super) fn import(&mut self, module: &str, symbol: &str) -> (String, String) {
        let (first, rest) = symbol.split_at(symbol.find('.').unwrap_or(symbol.len()));
        let key = (module.to_owned(), first.to_owned());
        let known = self.imports.get(&key).cloned();
        let local = known.unwrap_or_else(|| {
            let local = self.free(first);
            self.imports.insert(key, local.clone());
            local
        });
        let import = if local == first { first.to_owned() } else { format!("{first} as {local}") };
        (import, local + rest)
    }

    /// The name of the function that imports a symbol from a file.
    pub(super) fn file_import(&mut self, module: &str, symbol: &str, searchpath: &[String]) -> String {
        let key = (module.to_owned(), symbol.to_owned(), searchpath.to_vec());
        if let Some(local) = self.file_imports.get(&key) {
            return local.clone();
        }
        let local = self.free(symbol.rsplit('.').next().unwrap_or_default());
        self.file_imports.insert(key, local.clone());
        local
    }

    /// Renames the variables whose names are taken, or no names to Python.
    pub(super) fn rename(&mut self, names: &mut HashMap<NodeId, String>) {
        let mut ids: Vec<NodeId> = names.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            if let Some(name) = names.get_mut(&id) {
                *name = self.free(name);
            }
        }
    }

    /// The name, with `_` after it as often as it takes to be free. It is taken then.
    fn free(&mut self, wanted: &str) -> String {
        let mut name: String = wanted.chars().map(|ch| if is_kept_char(ch) { ch } else { '_' }).collect();
        if name.is_empty() || name.starts_with(|ch: char| ch.is_ascii_digit()) {
            name.insert(0, '_');
        }
        while KEYWORDS.contains(&name.as_str()) || self.taken.contains(&name) {
            name.push('_');
        }
        self.taken.insert(name.clone());
        name
    }
}

/// What Python refuses as a name: its reserved words, and what cannot be assigned to.
const KEYWORDS: [&str; 36] = [
    "False",
    "None",
    "True",
    "__debug__",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
];

/// Whether Python takes the text as a name. Digits other than `0` to `9` it takes in part: `x²` is none.
pub(super) fn is_identifier(text: &str) -> bool {
    // Letters in circles are symbols.
    let is_letter = |ch: char| ch == '_' || (ch.is_alphabetic() && !matches!(ch, 'Ⓐ'..='ⓩ' | '🄰'..='🆉'));
    let letters = text.chars().all(|ch| is_letter(ch) || ch.is_ascii_digit());
    letters && text.starts_with(is_letter) && !KEYWORDS.contains(&text)
}

/// Whether Python takes the text as a name and leaves it as it is: of `ﬁ` it makes `fi`. There are more such names.
pub(super) fn is_kept(text: &str) -> bool {
    is_identifier(text) && text.chars().all(is_kept_char)
}

/// Letters that are their own normal form.
fn is_kept_char(ch: char) -> bool {
    match ch {
        '_' | '0'..='9' | 'a'..='z' | 'A'..='Z' => true,
        'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' | 'ſ' | '×' | '÷' => false,
        'À'..='ſ' | 'Α'..='Ρ' | 'Σ'..='Ω' | 'α'..='ω' | 'А'..='я' | '一'..='鿿' => true,
        _ => false,
    }
}

/// The function that one of Forgather's own builtins is; empty for any other.
pub(super) fn lambda(constructor: &str) -> &'static str {
    match constructor {
        "call" | "operator:call" => "(lambda function, *args, **kwargs: function(*args, **kwargs))",
        "getitem" | "operator:getitem" => "(lambda x, y: x[y])",
        "getattr" => "getattr",
        "items" => "(lambda x: x.items())",
        "keys" => "(lambda x: x.keys())",
        "values" => "(lambda x: x.values())",
        "named_list" => "list",
        "named_tuple" => "tuple",
        "named_dict" => "dict",
        _ => "",
    }
}
