//! Names that a scope hides from its start, before it has set them.
//!
//! Jinja2 decides at compile time what a name means in a scope. A name that the scope sets, that it has not read
//! before, and that no scope around it knows, is the scope's own from the start: until it is set it is undefined, even
//! where the context has a variable of that name. Where only some branches of an `if` set it, the context counts.
//!
//! This follows the symbol visitor of Jinja2's `idtracking`.

use std::collections::{HashMap, HashSet};

use super::ast::{Expr, ExprKind, Name, Node, NodeKind, Target, Template};
use crate::position::JinjaOffset;

/// The scope of a template's top level.
pub const TOP_LEVEL: ScopeKey = ScopeKey { at: JinjaOffset(u32::MAX), otherwise: false };

/// A scope: the start of the statement that makes it, and whether it is a loop's `else`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeKey {
    /// Where the statement starts.
    pub at: JinjaOffset,
    /// Whether it is the scope of what there is instead of a loop's items.
    pub otherwise: bool,
}

impl ScopeKey {
    /// The scope of a statement's body.
    pub fn body(at: JinjaOffset) -> Self {
        Self { at, otherwise: false }
    }

    /// The scope of a loop's `else`.
    pub fn otherwise(at: JinjaOffset) -> Self {
        Self { at, otherwise: true }
    }
}

/// The names that each scope of a template hides from its start; scopes that hide none are left out.
pub(crate) fn shadowed(template: &Template) -> HashMap<ScopeKey, Vec<Name>> {
    let mut found = HashMap::new();
    let top = Symbols::of(None, &[], &template.body);
    top.record(TOP_LEVEL, &mut found);
    inner_scopes(&template.body, &top, &mut found);
    for block in &template.blocks {
        let symbols = Symbols::of(None, &[], &block.body);
        symbols.record(ScopeKey::body(block.span.start), &mut found);
        inner_scopes(&block.body, &symbols, &mut found);
    }
    found
}

/// What is known of the names of one scope.
#[derive(Clone)]
struct Symbols<'p> {
    parent: Option<&'p Symbols<'p>>,
    known: HashSet<Name>,
    set: HashSet<Name>,
    hidden: HashSet<Name>,
}

impl<'p> Symbols<'p> {
    fn of(parent: Option<&'p Self>, parameters: &[&Target], body: &[Node]) -> Self {
        let mut symbols = Self { parent, known: HashSet::new(), set: HashSet::new(), hidden: HashSet::new() };
        for target in parameters {
            symbols.parameter(target);
        }
        symbols.nodes(body);
        symbols
    }

    fn record(&self, scope: ScopeKey, found: &mut HashMap<ScopeKey, Vec<Name>>) {
        if !self.hidden.is_empty() {
            let mut names: Vec<Name> = self.hidden.iter().cloned().collect();
            names.sort();
            found.insert(scope, names);
        }
    }

    fn knows(&self, name: &str) -> bool {
        self.known.contains(name) || self.parent.is_some_and(|parent| parent.knows(name))
    }

    fn read(&mut self, name: &Name) {
        if !self.knows(name) {
            self.known.insert(name.clone());
        }
    }

    fn set(&mut self, name: &Name) {
        self.set.insert(name.clone());
        if self.known.contains(name) {
            return;
        }
        if !self.parent.is_some_and(|parent| parent.knows(name)) {
            self.hidden.insert(name.clone());
        }
        self.known.insert(name.clone());
    }

    fn declare(&mut self, name: &Name) {
        self.set.insert(name.clone());
        self.known.insert(name.clone());
        self.hidden.remove(name);
    }

    fn parameter(&mut self, target: &Target) {
        match target {
            Target::Name(name) => self.declare(&name.name),
            Target::Attribute { namespace, .. } => self.read(&namespace.name),
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.parameter(target)),
        }
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Name(name) => self.set(&name.name),
            Target::Attribute { namespace, .. } => self.read(&namespace.name),
            Target::Tuple(targets, _) => targets.iter().for_each(|target| self.target(target)),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Name(name) = &expr.kind {
            self.read(name);
        }
        expr.children(&mut |child| self.expr(child));
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::If { branches, otherwise } => self.branches(branches, otherwise),
            NodeKind::Macro(definition) => self.set(&definition.name.name),
            NodeKind::SetBlock { target, .. } => self.target(target),
            NodeKind::For(node) => self.expr(&node.iterable),
            NodeKind::CallBlock { call, .. } => self.expr(call),
            NodeKind::Block(_) | NodeKind::Autoescape { .. } => {}
            _ => {
                node.expressions(&mut |expr| self.expr(expr));
                match &node.kind {
                    NodeKind::Set { target, .. } => self.target(target),
                    NodeKind::Import(import) => self.set(&import.target.name),
                    NodeKind::FromImport(import) => {
                        for (name, alias) in &import.names {
                            self.set(&alias.as_ref().unwrap_or(name).name);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// `if`, all its `elif`s together, and `else` are three branches, whether they are there or not.
    fn branches(&mut self, branches: &[(Expr, Vec<Node>)], otherwise: &[Node]) {
        let Some(((test, body), rest)) = branches.split_first() else { return };
        self.expr(test);
        let mut first = self.clone();
        first.nodes(body);
        let mut second = self.clone();
        for branch in rest {
            second.branches(std::slice::from_ref(branch), &[]);
        }
        let mut third = self.clone();
        third.nodes(otherwise);
        let all = [first, second, third];
        let mut times: HashMap<Name, usize> = HashMap::new();
        for branch in &all {
            for name in branch.set.difference(&self.set) {
                *times.entry(name.clone()).or_default() += 1;
            }
        }
        let before = self.known.clone();
        for branch in all {
            for name in branch.known.difference(&before) {
                // The last branch that knows the name decides.
                if branch.hidden.contains(name) {
                    self.hidden.insert(name.clone());
                } else {
                    self.hidden.remove(name);
                }
            }
            self.known.extend(branch.known);
            self.set.extend(branch.set);
        }
        for (name, count) in times {
            if count < 3 {
                self.hidden.remove(&name);
            }
        }
    }
}

/// The scopes within a scope: those of loops, macros, `with`, filter and set blocks, also within an `if`.
fn inner_scopes(nodes: &[Node], outer: &Symbols<'_>, found: &mut HashMap<ScopeKey, Vec<Name>>) {
    for node in nodes {
        let at = node.span.start;
        let mut scope = |key: ScopeKey, parameters: &[&Target], before: &[&Expr], body: &[Node]| {
            let mut symbols = Symbols::of(Some(outer), parameters, &[]);
            before.iter().for_each(|expr| symbols.expr(expr));
            symbols.nodes(body);
            symbols.record(key, found);
            inner_scopes(body, &symbols, found);
        };
        match &node.kind {
            NodeKind::If { branches, otherwise } => {
                for (_, body) in branches {
                    inner_scopes(body, outer, found);
                }
                inner_scopes(otherwise, outer, found);
            }
            NodeKind::For(node) => {
                scope(ScopeKey::body(at), &[&node.target], &[], &node.body);
                scope(ScopeKey::otherwise(at), &[], &[], &node.otherwise);
            }
            NodeKind::With { targets, body } => {
                let targets: Vec<&Target> = targets.iter().map(|(target, _)| target).collect();
                scope(ScopeKey::body(at), &targets, &[], body);
            }
            NodeKind::Macro(definition) | NodeKind::CallBlock { caller: definition, .. } => {
                let parameters: Vec<Target> =
                    definition.parameters.iter().map(|(name, _)| Target::Name(name.clone())).collect();
                let parameters: Vec<&Target> = parameters.iter().collect();
                let defaults: Vec<&Expr> =
                    definition.parameters.iter().filter_map(|(_, default)| default.as_ref()).collect();
                scope(ScopeKey::body(definition.span.start), &parameters, &defaults, &definition.body);
            }
            NodeKind::SetBlock { body, .. } | NodeKind::FilterBlock { body, .. } => {
                scope(ScopeKey::body(at), &[], &[], body);
            }
            _ => {}
        }
    }
}
