//! Every name in a file and what it names, as far as the file alone tells: what a cursor can be on.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use forgather_dialect::ast::{
    Arguments, Expr, ExprKind, FromImport, Ident, Literal, Macro, Name, Node, NodeKind, Target,
};
use forgather_dialect::outline::{Outline, ReferenceKind, outline};
use forgather_dialect::{FileSpan, JinjaSpan, Part, SourceFile};
use forgather_expand::LoadedFile;

use crate::workspace_symbols::SymbolIndex;

/// The names of a file.
#[derive(Debug)]
pub struct FileIndex {
    /// Its templates, its own first, in order.
    pub parts: Vec<PartIndex>,
}

/// The names of one template.
#[derive(Debug)]
pub struct PartIndex {
    /// What it says about itself.
    pub outline: Outline,
    /// Its names, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Where attributes are taken by names that are computed: `ns[key]`.
    pub computed: Vec<Computed>,
    /// What each block holds, as completion compares blocks.
    contents: OnceLock<Vec<HashSet<String>>>,
}

impl PartIndex {
    /// What each block of the outline holds, which is made once.
    pub(crate) fn contents(&self, make: impl FnOnce(&Self) -> Vec<HashSet<String>>) -> &[HashSet<String>] {
        self.contents.get_or_init(|| make(self))
    }
}

/// An attribute that is taken by a name that is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The variable whose attribute it is.
    pub object: Name,
    /// What binds the variable, as of [`What::Variable`].
    pub local: Option<FileSpan>,
    /// The expression that gives the name.
    pub span: FileSpan,
}

/// A name in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name itself; of another template's name, the expression.
    pub span: FileSpan,
    /// What it names.
    pub what: What,
}

/// What a name does to what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It makes or changes it.
    Set,
    /// It uses it.
    Read,
}

/// What a name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Another template.
    Template {
        /// How it is used.
        kind: ReferenceKind,
        /// Its name, where it is written out.
        name: Option<Name>,
    },
    /// The name in a split marker.
    SubTemplate(Name),
    /// A block where it is defined.
    Block(Name),
    /// A block behind its `endblock`.
    BlockEnd(Name),
    /// A block as `self.NAME`.
    SelfBlock(Name),
    /// `super`, within a block.
    Super(Option<Name>),
    /// A macro's definition.
    Macro(Name),
    /// A name that an import takes from another template.
    Imported {
        /// Its name there.
        name: Name,
        /// Its name here.
        alias: Name,
        /// The expression that names the other template.
        from: FileSpan,
    },
    /// The name that an imported template gets.
    Module {
        /// The name.
        name: Name,
        /// The expression that names the other template.
        from: FileSpan,
    },
    /// A variable.
    Variable {
        /// Its name.
        name: Name,
        /// Whether it is set or read.
        role: Role,
        /// What binds it, where that is a loop, a macro's parameter, a `with`, or a `set` within such a scope; none for
        /// what is set at a template's top level, which other templates see.
        local: Option<FileSpan>,
    },
    /// An attribute of a variable.
    Attribute {
        /// The variable.
        object: Name,
        /// What binds the variable, as of [`What::Variable`].
        local: Option<FileSpan>,
        /// The attribute.
        name: Name,
        /// Whether it is set or read.
        role: Role,
    },
    /// An argument by name.
    Argument {
        /// What is called: a name, or a name and an attribute.
        callee: Option<(Name, Option<Name>)>,
        /// The argument.
        name: Name,
    },
    /// A filter.
    Filter(Name),
    /// A test.
    Test(Name),
}

impl FileIndex {
    /// The names of a file.
    pub fn new(file: &SourceFile) -> Self {
        let parts = file.parts.iter().map(|part| {
            let (mentions, computed) = mentions(part);
            PartIndex { outline: outline(part, &file.text), mentions, computed, contents: OnceLock::new() }
        });
        Self { parts: parts.collect() }
    }

    /// The template that an offset is in, by its number, and the name that it is on: of several the shortest, then the
    /// last.
    pub fn at(&self, file: &SourceFile, offset: usize) -> Option<(usize, &Mention)> {
        let part = part_at(file, offset)?;
        let on = self.parts.get(part)?.mentions.iter().filter(|mention| mention.span.touches(offset.into()));
        let shortest = on.rev().min_by_key(|mention| mention.span.end.0 - mention.span.start.0)?;
        Some((part, shortest))
    }

    /// All names, with the number of the template that has them.
    pub fn mentions(&self) -> impl Iterator<Item = (usize, &Mention)> {
        let parts = self.parts.iter().enumerate();
        parts.flat_map(|(part, index)| index.mentions.iter().map(move |mention| (part, mention)))
    }
}

/// The number of the template that an offset is in: a marker belongs to the one that it begins.
pub fn part_at(file: &SourceFile, offset: usize) -> Option<usize> {
    let begins = |part: &Part| part.name.as_ref().map_or(part.body.start, |(_, span)| span.start).index();
    file.parts.iter().rposition(|part| begins(part) <= offset).or(Some(0)).filter(|_| !file.parts.is_empty())
}

/// What is made of files once, for many questions: the index of each text, and which files no configuration uses.
#[derive(Debug, Default)]
pub struct IndexCache {
    known: Mutex<HashMap<PathBuf, Known>>,
    /// What workspace symbols are found among.
    pub(crate) symbols: SymbolIndex,
    unused: Mutex<Option<(Revision, Arc<[Unused]>)>>,
}

/// A file, and the index of its text.
type Known = (Arc<LoadedFile>, Arc<FileIndex>);

/// Counts changes to which templates there are, and which of them are used.
pub type Revision = (u64, u64);

/// A file on a search path that no configuration uses: its path, and the folder of a project that finds it.
pub(crate) type Unused = (PathBuf, PathBuf);

impl IndexCache {
    /// The index of a file.
    pub fn of(&self, file: &Arc<LoadedFile>) -> Arc<FileIndex> {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, index)) = lock().get(&file.path)
            && (Arc::ptr_eq(known, file) || known.source.text == file.source.text)
        {
            return Arc::clone(index);
        }
        let index = Arc::new(FileIndex::new(&file.source));
        lock().insert(file.path.clone(), (Arc::clone(file), Arc::clone(&index)));
        index
    }

    /// The files that no configuration uses, as they are known of that revision or as they are now found.
    pub(crate) fn unused<E>(
        &self,
        revision: Revision,
        find: impl FnOnce() -> Result<Vec<Unused>, E>,
    ) -> Result<Arc<[Unused]>, E> {
        let lock = || self.unused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, files)) = &*lock()
            && *known == revision
        {
            return Ok(Arc::clone(files));
        }
        let files: Arc<[Unused]> = find()?.into();
        *lock() = Some((revision, Arc::clone(&files)));
        Ok(files)
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.symbols.clear();
        *self.unused.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The names of a template, and where attributes are taken by names that are computed.
pub(crate) fn mentions(part: &Part) -> (Vec<Mention>, Vec<Computed>) {
    let mut walk = Walk { part, found: Vec::new(), computed: Vec::new(), scopes: Vec::new(), block: None };
    if let Some((name, span)) = &part.name {
        walk.found.push(Mention { span: *span, what: What::SubTemplate(name.as_str().into()) });
    }
    walk.nodes(&part.template.body);
    let mut found = walk.found;
    found.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    (found, walk.computed)
}

/// The variable and the arguments of `set ns = namespace(lr=1)`.
fn namespace_made<'n>(target: &'n Target, value: &'n Expr) -> Option<(&'n Ident, &'n Arguments)> {
    let (Target::Name(object), ExprKind::Call { callee, arguments }) = (target, &value.kind) else {
        return None;
    };
    let is_namespace = matches!(&callee.kind, ExprKind::Name(name) if **name == *"namespace");
    is_namespace.then_some((object, arguments))
}

struct Walk<'a> {
    part: &'a Part,
    found: Vec<Mention>,
    computed: Vec<Computed>,
    /// The scopes around, the innermost last; none at a template's top level.
    scopes: Vec<HashMap<Name, FileSpan>>,
    block: Option<Name>,
}

impl Walk<'_> {
    fn place(&self, span: JinjaSpan) -> FileSpan {
        self.part.file_span(span)
    }

    fn push(&mut self, span: JinjaSpan, what: What) {
        let span = self.place(span);
        // What the translation made up is in no text.
        if span.start < span.end {
            self.found.push(Mention { span, what });
        }
    }

    fn local(&self, name: &str) -> Option<FileSpan> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name).copied())
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    /// Runs something in a scope of its own.
    fn scoped(&mut self, run: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::new());
        run(self);
        self.scopes.pop();
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Data => {}
            NodeKind::Broken(named) => named.iter().for_each(|expr| self.expr(expr)),
            NodeKind::Print(expr) => self.expr(expr),
            NodeKind::Extends(expr) => self.template(ReferenceKind::Extends, expr),
            NodeKind::Include(include) => self.template(ReferenceKind::Include, &include.template),
            NodeKind::Import(import) => {
                self.template(ReferenceKind::Import, &import.template);
                let from = self.place(import.template.span);
                self.push(import.target.span, What::Module { name: import.target.name.clone(), from });
                self.bind_import(&import.target);
            }
            NodeKind::FromImport(import) => self.names_import(import),
            NodeKind::Set { target, value } => {
                match namespace_made(target, value) {
                    Some((object, arguments)) => self.attributes_given(object, value, arguments),
                    None => self.expr(value),
                }
                self.target(target);
            }
            NodeKind::SetBlock { target, filter, body } => {
                self.scoped(|walk| {
                    walk.nodes(body);
                    filter.iter().for_each(|filter| walk.expr(filter));
                });
                self.target(target);
            }
            NodeKind::For(node) => {
                self.expr(&node.iterable);
                self.scoped(|walk| {
                    walk.bind(&node.target);
                    node.condition.iter().for_each(|condition| walk.expr(condition));
                    walk.nodes(&node.body);
                });
                self.scoped(|walk| walk.nodes(&node.otherwise));
            }
            NodeKind::If { branches, otherwise } => {
                for (test, body) in branches {
                    self.expr(test);
                    self.nodes(body);
                }
                self.nodes(otherwise);
            }
            NodeKind::With { targets, body } => {
                targets.iter().for_each(|(_, value)| self.expr(value));
                self.scoped(|walk| {
                    targets.iter().for_each(|(target, _)| walk.bind(target));
                    walk.nodes(body);
                });
            }
            NodeKind::Macro(definition) => {
                self.push(definition.name.span, What::Macro(definition.name.name.clone()));
                if let Some(scope) = self.scopes.last_mut() {
                    let span = self.part.file_span(definition.name.span);
                    scope.insert(definition.name.name.clone(), span);
                }
                self.macro_body(definition);
            }
            NodeKind::CallBlock { call, caller } => {
                self.expr(call);
                self.macro_body(caller);
            }
            NodeKind::FilterBlock { filter, body } => {
                self.expr(filter);
                self.scoped(|walk| walk.nodes(body));
            }
            NodeKind::Autoescape { enabled, body } => {
                self.expr(enabled);
                self.scoped(|walk| walk.nodes(body));
            }
            NodeKind::Block(block) => {
                self.push(block.name.span, What::Block(block.name.name.clone()));
                if let Some(span) = block.end_name {
                    self.push(span, What::BlockEnd(block.name.name.clone()));
                }
                // A block sees nothing of the scopes around it, unless it says so.
                let around = if block.scoped { self.scopes.clone() } else { Vec::new() };
                let scopes = std::mem::replace(&mut self.scopes, around);
                let outer = self.block.replace(block.name.name.clone());
                self.scoped(|walk| walk.nodes(&block.body));
                self.block = outer;
                self.scopes = scopes;
            }
        }
    }

    fn macro_body(&mut self, definition: &Macro) {
        self.scoped(|walk| {
            for (parameter, _) in &definition.parameters {
                walk.bind(&Target::Name(parameter.clone()));
            }
            for default in definition.parameters.iter().filter_map(|(_, default)| default.as_ref()) {
                walk.expr(default);
            }
            walk.nodes(&definition.body);
        });
    }

    fn names_import(&mut self, import: &FromImport) {
        self.template(ReferenceKind::Import, &import.template);
        let from = self.place(import.template.span);
        for (name, alias) in &import.names {
            let here = alias.as_ref().unwrap_or(name);
            let what = What::Imported { name: name.name.clone(), alias: here.name.clone(), from };
            self.push(name.span, what);
            if let Some(alias) = alias {
                let what = What::Variable { name: alias.name.clone(), role: Role::Set, local: None };
                self.push(alias.span, what);
            }
            self.bind_import(here);
        }
    }

    /// An import within a scope is seen in it only.
    fn bind_import(&mut self, name: &Ident) {
        let span = self.part.file_span(name.span);
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.name.clone(), span);
        }
    }

    fn template(&mut self, kind: ReferenceKind, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                items.iter().for_each(|item| self.template(kind, item));
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.expr(test);
                self.template(kind, then);
                otherwise.iter().for_each(|otherwise| self.template(kind, otherwise));
            }
            ExprKind::Literal(Literal::Str(name)) => {
                self.push(expr.span, What::Template { kind, name: Some(Arc::clone(name)) });
            }
            _ => {
                self.push(expr.span, What::Template { kind, name: None });
                self.expr(expr);
            }
        }
    }

    /// Binds the names of a loop, a `with` or a macro's parameters in the innermost scope.
    fn bind(&mut self, target: &Target) {
        match target {
            Target::Name(name) => {
                let span = self.place(name.span);
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(name.name.clone(), span);
                }
                let what = What::Variable { name: name.name.clone(), role: Role::Set, local: Some(span) };
                self.push(name.span, what);
            }
            Target::Attribute { .. } => self.target(target),
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.bind(target)),
        }
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Name(name) => {
                let span = self.place(name.span);
                let scope = self.scopes.last_mut();
                let local = scope.map(|scope| *scope.entry(name.name.clone()).or_insert(span));
                self.push(name.span, What::Variable { name: name.name.clone(), role: Role::Set, local });
            }
            Target::Attribute { namespace, attribute } => {
                let local = self.local(&namespace.name);
                let variable = What::Variable { name: namespace.name.clone(), role: Role::Read, local };
                self.push(namespace.span, variable);
                let (object, name) = (namespace.name.clone(), attribute.name.clone());
                self.push(attribute.span, What::Attribute { object, local, name, role: Role::Set });
            }
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.target(target)),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) if **name == *"super" => {
                self.push(expr.span, What::Super(self.block.clone()));
            }
            ExprKind::Name(name) => {
                let local = self.local(name);
                self.push(expr.span, What::Variable { name: name.clone(), role: Role::Read, local });
            }
            ExprKind::Attribute { object, name } => {
                if let ExprKind::Name(variable) = &object.kind {
                    if **variable == *"self" {
                        return self.push(name.span, What::SelfBlock(name.name.clone()));
                    }
                    let (object, name_) = (variable.clone(), name.name.clone());
                    let local = self.local(&object);
                    let what = What::Attribute { object, local, name: name_, role: Role::Read };
                    self.push(name.span, what);
                }
                self.expr(object);
            }
            ExprKind::Call { callee, arguments } => {
                self.expr(callee);
                let called = match &callee.kind {
                    ExprKind::Name(name) => Some((name.clone(), None)),
                    ExprKind::Attribute { object, name } => match &object.kind {
                        ExprKind::Name(object) => Some((object.clone(), Some(name.name.clone()))),
                        _ => None,
                    },
                    _ => None,
                };
                self.arguments(called.as_ref(), arguments);
            }
            ExprKind::Item { object, index } => {
                self.item(object, index);
                self.expr(object);
                self.expr(index);
            }
            ExprKind::Filter { input, name, arguments } => {
                if let (Some(object), "attr", [of]) = (input, &*name.name, arguments.positional.as_slice()) {
                    self.item(object, of);
                }
                input.iter().for_each(|input| self.expr(input));
                self.push(name.span, What::Filter(name.name.clone()));
                self.arguments(None, arguments);
            }
            ExprKind::Test { input, name, arguments } => {
                self.expr(input);
                self.push(name.span, What::Test(name.name.clone()));
                self.arguments(None, arguments);
            }
            _ => expr.children(&mut |child| self.expr(child)),
        }
    }

    /// What a namespace is made with: its arguments are its attributes.
    fn attributes_given(&mut self, object: &Ident, call: &Expr, arguments: &Arguments) {
        if let ExprKind::Call { callee, .. } = &call.kind {
            self.expr(callee);
        }
        let here = self.place(object.span);
        let scope = self.scopes.last();
        let local = scope.map(|scope| scope.get(&object.name).copied().unwrap_or(here));
        for (name, _) in &arguments.named {
            let (object, name_) = (object.name.clone(), name.name.clone());
            self.push(name.span, What::Attribute { object, local, name: name_, role: Role::Set });
        }
        arguments.expressions().for_each(|expr| self.expr(expr));
    }

    /// An attribute that is taken by a text: `ns['lr']`, `ns|attr('lr')`.
    fn item(&mut self, object: &Expr, index: &Expr) {
        let ExprKind::Name(variable) = &object.kind else { return };
        let (object, local) = (variable.clone(), self.local(variable));
        match &index.kind {
            ExprKind::Literal(Literal::Str(name)) => {
                let source = &self.part.translation.jinja;
                let inner = JinjaSpan::new(index.span.start.index() + 1, index.span.end.index() - 1);
                // Where escapes make it another text, its name is not written.
                if source.get(inner.range()) == Some(&**name) {
                    let name = Arc::clone(name);
                    self.push(inner, What::Attribute { object, local, name, role: Role::Read });
                } else {
                    let span = self.place(index.span);
                    self.computed.push(Computed { object, local, span });
                }
            }
            ExprKind::Literal(_) | ExprKind::Slice { .. } => {}
            _ => {
                let span = self.place(index.span);
                self.computed.push(Computed { object, local, span });
            }
        }
    }

    fn arguments(&mut self, callee: Option<&(Name, Option<Name>)>, arguments: &Arguments) {
        for (name, _) in &arguments.named {
            self.push(name.span, What::Argument { callee: callee.cloned(), name: name.name.clone() });
        }
        arguments.expressions().for_each(|expr| self.expr(expr));
    }
}
