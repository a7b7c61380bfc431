//! Variables: scopes as Jinja2's compiler makes them, and the context that templates share.
//!
//! A template's top level, a block, a macro, each turn of a loop, a `with`, a filter block have a scope each. A name
//! is looked up outwards through the scopes of the same function, a macro's being the scopes around its definition;
//! then in the context. Only what is set at a template's top level gets into the context, where blocks, which see no
//! scope around them, and parent templates find it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use forgather_dialect::ast::{Block, Name};
use minijinja::Value;

use super::template::TemplateHandle;
use crate::globals::Globals;

/// What a lookup finds, beside values that were set.
pub(crate) enum Found {
    Value(Value),
    /// `super` in a block.
    Super {
        context: Arc<Context>,
        block: Name,
        depth: usize,
    },
    /// `self`
    Itself(Arc<Context>),
    Nothing,
}

/// Which variable a lookup finds: the scope or context that holds it, by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) holder: usize,
    pub(crate) name: Name,
}

/// A variable that can be seen from a scope.
#[derive(Debug, Clone)]
pub(crate) struct Visible {
    pub(crate) name: Name,
    pub(crate) value: Value,
    /// The scope that holds it, by its address.
    holder: usize,
}

/// The variables of one scope.
#[derive(Debug)]
pub(crate) struct Scope {
    variables: Mutex<Vec<(Name, Value)>>,
    parent: Option<Arc<Scope>>,
    /// The context; the same in every scope of a function.
    pub(crate) context: Arc<Context>,
    /// The block whose outermost scope this is, with how many definitions override it.
    block: Option<(Name, usize)>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scope {
    /// The outermost scope of a template or of a block.
    pub(crate) fn outermost(context: &Arc<Context>, block: Option<(Name, usize)>) -> Arc<Self> {
        let variables = Mutex::default();
        Arc::new(Self { variables, parent: None, context: Arc::clone(context), block })
    }

    /// A scope within this one.
    pub(crate) fn inner(self: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            variables: Mutex::default(),
            parent: Some(Arc::clone(self)),
            context: Arc::clone(&self.context),
            block: None,
        })
    }

    /// Makes names of this scope that are undefined until they are set.
    pub(crate) fn hide(&self, names: &[Name]) {
        // minijinja's own undefined value is no value of a template's.
        lock(&self.variables).extend(names.iter().map(|name| (Arc::clone(name), Value::UNDEFINED)));
    }

    pub(crate) fn set(&self, name: &Name, value: Value) {
        let mut variables = lock(&self.variables);
        match variables.iter_mut().find(|(known, _)| known == name) {
            Some((_, slot)) => *slot = value,
            None => variables.push((Arc::clone(name), value)),
        }
    }

    pub(crate) fn find(&self, name: &str) -> Found {
        let mut scope = self;
        loop {
            if let Some((_, value)) = lock(&scope.variables).iter().find(|(known, _)| **known == *name) {
                return if value.is_undefined() { Found::Nothing } else { Found::Value(value.clone()) };
            }
            if name == "super"
                && let Some((block, depth)) = &scope.block
            {
                let context = Arc::clone(&scope.context);
                return Found::Super { context, block: Arc::clone(block), depth: *depth };
            }
            match &scope.parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        if name == "self" {
            return Found::Itself(Arc::clone(&self.context));
        }
        self.context.find(name).map_or(Found::Nothing, Found::Value)
    }

    /// Its address, which tells it from all other scopes and contexts that there are.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Which variable [`Scope::find`] finds, if it finds one.
    pub(crate) fn site(&self, name: &Name) -> Option<Site> {
        let mut scope = Some(self);
        while let Some(current) = scope {
            if let Some((_, value)) = lock(&current.variables).iter().find(|(known, _)| known == name) {
                let holder = current.address();
                return (!value.is_undefined()).then(|| Site { holder, name: Arc::clone(name) });
            }
            scope = current.parent.as_deref();
        }
        self.context.site(name)
    }

    /// Forgets all variables of this scope, those around it and their context.
    pub(crate) fn clear(&self) {
        let mut scope = Some(self);
        while let Some(current) = scope {
            // What is dropped may hold this scope: it must not be locked then.
            let variables = std::mem::take(&mut *lock(&current.variables));
            drop(variables);
            scope = current.parent.as_deref();
        }
        let variables = std::mem::take(&mut *lock(&self.context.variables));
        drop(variables);
    }

    /// All variables of this scope and those around it, inner ones first.
    pub(crate) fn visible(&self) -> Vec<Visible> {
        let mut all: Vec<Visible> = Vec::new();
        let mut scope = Some(self);
        while let Some(current) = scope {
            for (name, value) in lock(&current.variables).iter() {
                if !value.is_undefined() && !all.iter().any(|known| known.name == *name) {
                    let (name, value) = (Arc::clone(name), value.clone());
                    all.push(Visible { name, value, holder: current.address() });
                }
            }
            scope = current.parent.as_deref();
        }
        all
    }
}

/// A definition of a block: the block and the template that it is in.
#[derive(Debug, Clone)]
pub(crate) struct BlockDefinition {
    pub(crate) block: Arc<Block>,
    pub(crate) template: Arc<TemplateHandle>,
}

/// What a template, the templates it extends and their blocks share: variables of the top level, and blocks.
#[derive(Debug)]
pub(crate) struct Context {
    variables: Mutex<HashMap<Name, Value>>,
    /// The names that an import of this template finds.
    exported: Mutex<Vec<Name>>,
    outer: Outer,
    /// The definitions of each block, the one that wins first.
    blocks: Mutex<HashMap<Name, Vec<BlockDefinition>>>,
    globals: Arc<Globals>,
}

/// What a context finds where it has no variable of a name itself.
#[derive(Debug)]
enum Outer {
    Globals,
    /// The context and the local variables of where a template is included.
    Includer {
        context: Arc<Context>,
        locals: Vec<Visible>,
    },
}

impl Context {
    pub(crate) fn new(globals: &Arc<Globals>) -> Arc<Self> {
        Self::with_outer(globals, Outer::Globals)
    }

    /// A context for a template that sees the variables around its inclusion.
    pub(crate) fn included(scope: &Scope) -> Arc<Self> {
        let outer = Outer::Includer { context: Arc::clone(&scope.context), locals: scope.visible() };
        Self::with_outer(&scope.context.globals, outer)
    }

    /// A context for a module that sees the variables around its import as they are now: its macros do not see what is
    /// set later.
    pub(crate) fn imported(scope: &Scope) -> Arc<Self> {
        let mut locals = scope.visible();
        let mut names: HashSet<Name> = locals.iter().map(|known| Arc::clone(&known.name)).collect();
        let mut see = |seen: Visible| {
            if names.insert(Arc::clone(&seen.name)) {
                locals.push(seen);
            }
        };
        let mut context = &scope.context;
        loop {
            for (name, value) in lock(&context.variables).iter() {
                let (name, value) = (Arc::clone(name), value.clone());
                see(Visible { name, value, holder: context.address() });
            }
            let Outer::Includer { context: outer, locals } = &context.outer else { break };
            locals.iter().cloned().for_each(&mut see);
            context = outer;
        }
        let outer = Outer::Includer { context: scope.context.isolated(), locals };
        Self::with_outer(&scope.context.globals, outer)
    }

    /// A context for a scoped block: as this one, with the local variables around the block.
    pub(crate) fn scoped(scope: &Scope) -> Arc<Self> {
        let derived = Self::included(scope);
        lock(&derived.blocks).clone_from(&lock(&scope.context.blocks));
        derived
    }

    fn with_outer(globals: &Arc<Globals>, outer: Outer) -> Arc<Self> {
        Arc::new(Self {
            variables: Mutex::default(),
            exported: Mutex::default(),
            outer,
            blocks: Mutex::default(),
            globals: Arc::clone(globals),
        })
    }

    /// A context that sees only globals.
    pub(crate) fn isolated(&self) -> Arc<Self> {
        Self::new(&self.globals)
    }

    fn find(&self, name: &str) -> Option<Value> {
        let mut context = self;
        loop {
            if let Some(value) = lock(&context.variables).get(name) {
                return Some(value.clone());
            }
            match &context.outer {
                Outer::Globals => return context.globals.get(name),
                Outer::Includer { context: outer, locals } => {
                    if let Some(found) = locals.iter().find(|known| *known.name == *name) {
                        return Some(found.value.clone());
                    }
                    context = outer;
                }
            }
        }
    }

    /// Its address, which tells it from all other scopes and contexts that there are.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Which variable [`Context::find`] finds, if it is none of the globals.
    fn site(&self, name: &Name) -> Option<Site> {
        let mut context = self;
        loop {
            if lock(&context.variables).contains_key(name) {
                return Some(Site { holder: context.address(), name: Arc::clone(name) });
            }
            let Outer::Includer { context: outer, locals } = &context.outer else { return None };
            if let Some(found) = locals.iter().find(|known| known.name == *name) {
                return Some(Site { holder: found.holder, name: Arc::clone(name) });
            }
            context = outer;
        }
    }

    /// Sets a variable of the top level. `exported` says whether an import finds it.
    pub(crate) fn set(&self, name: &Name, value: Value, exported: bool) {
        lock(&self.variables).insert(Arc::clone(name), value);
        let mut names = lock(&self.exported);
        names.retain(|known| known != name);
        if exported && !name.starts_with('_') {
            names.push(Arc::clone(name));
        }
    }

    /// What an import of the template finds.
    pub(crate) fn exports(&self) -> Vec<(Name, Value)> {
        let variables = lock(&self.variables);
        let names = lock(&self.exported);
        names.iter().filter_map(|name| Some((Arc::clone(name), variables.get(name)?.clone()))).collect()
    }

    pub(crate) fn add_blocks(&self, template: &Arc<TemplateHandle>) {
        let mut blocks = lock(&self.blocks);
        for block in &template.part().template.blocks {
            let definition = BlockDefinition { block: Arc::clone(block), template: Arc::clone(template) };
            blocks.entry(Arc::clone(&block.name.name)).or_default().push(definition);
        }
    }

    pub(crate) fn block(&self, name: &str, depth: usize) -> Option<BlockDefinition> {
        lock(&self.blocks).get(name)?.get(depth).cloned()
    }

    /// How many templates define the block.
    pub(crate) fn definitions(&self, name: &str) -> usize {
        lock(&self.blocks).get(name).map_or(0, Vec::len)
    }

    /// Names of variables that can be seen, for suggestions.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = lock(&self.variables).keys().map(ToString::to_string).collect();
        match &self.outer {
            Outer::Globals => names.extend(self.globals.names()),
            Outer::Includer { context, locals } => {
                names.extend(locals.iter().map(|known| known.name.to_string()));
                names.extend(context.names());
            }
        }
        names
    }
}
