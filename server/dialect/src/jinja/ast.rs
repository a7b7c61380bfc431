//! The tree of a template: Jinja2's statements and expressions, each with its place in the Jinja2 source.

use std::collections::HashMap;
use std::sync::Arc;

use super::shadow::ScopeKey;
use crate::position::JinjaSpan;

/// A name in a template, shared.
pub type Name = Arc<str>;

/// A template.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// What it consists of, in order.
    pub body: Vec<Node>,
    /// All its blocks, however deep, in order.
    pub blocks: Vec<Arc<Block>>,
    /// The names that a scope hides from its start, although it sets them later.
    pub shadowed: HashMap<ScopeKey, Vec<Name>>,
}

/// A name, as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where.
    pub span: JinjaSpan,
}

/// A statement, a print or a run of data.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where: data as it is output, a statement from its first to its last tag.
    pub span: JinjaSpan,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// Text that is output as it is: the bytes of the node's span.
    Data,
    /// What a statement or a print names that cannot be read as a whole. Where one is, the template is not expanded.
    Broken(Vec<Expr>),
    /// `{{ expression }}`; `{% print a, b %}` is several.
    Print(Expr),
    /// A block.
    Block(Arc<Block>),
    /// `extends`
    Extends(Expr),
    /// `include`
    Include(Include),
    /// `import … as name`
    Import(Import),
    /// `from … import …`
    FromImport(FromImport),
    /// `set target = value`
    Set {
        /// What is assigned.
        target: Target,
        /// Its new value.
        value: Expr,
    },
    /// `set target` … `endset`
    SetBlock {
        /// What is assigned.
        target: Target,
        /// The filters that the text passes, with nothing as their input.
        filter: Option<Expr>,
        /// The text.
        body: Vec<Node>,
    },
    /// `for`
    For(Arc<For>),
    /// `if` and its `elif`s: each a test with a body.
    If {
        /// Tests with their bodies, in order.
        branches: Vec<(Expr, Vec<Node>)>,
        /// `else`
        otherwise: Vec<Node>,
    },
    /// `with`
    With {
        /// Names and values.
        targets: Vec<(Target, Expr)>,
        /// Where they hold.
        body: Vec<Node>,
    },
    /// `macro`
    Macro(Arc<Macro>),
    /// `call`
    CallBlock {
        /// The call; always an [`ExprKind::Call`].
        call: Expr,
        /// What `caller()` runs.
        caller: Arc<Macro>,
    },
    /// `filter`
    FilterBlock {
        /// The filters, the first with nothing as its input.
        filter: Expr,
        /// What they are applied to.
        body: Vec<Node>,
    },
    /// `autoescape`
    Autoescape {
        /// Whether to.
        enabled: Expr,
        /// Where.
        body: Vec<Node>,
    },
}

/// `block NAME` … `endblock`
#[derive(Debug, Clone)]
pub struct Block {
    /// Its name.
    pub name: Ident,
    /// The name behind `endblock`, if there is one.
    pub end_name: Option<JinjaSpan>,
    /// Whether it sees the variables around it.
    pub scoped: bool,
    /// Whether a child must override it.
    pub required: bool,
    /// Its content.
    pub body: Vec<Node>,
    /// From `block` to the end of `endblock`.
    pub span: JinjaSpan,
}

/// `include`
#[derive(Debug, Clone)]
pub struct Include {
    /// The name, or a list of names of which the first that exists counts.
    pub template: Expr,
    /// Whether it may be missing.
    pub ignore_missing: bool,
    /// Whether it sees the variables around it.
    pub with_context: bool,
}

/// `import … as name`
#[derive(Debug, Clone)]
pub struct Import {
    /// The template's name.
    pub template: Expr,
    /// What it is called here.
    pub target: Ident,
    /// Whether it sees the variables around it.
    pub with_context: bool,
}

/// `from … import …`
#[derive(Debug, Clone)]
pub struct FromImport {
    /// The template's name.
    pub template: Expr,
    /// Names there, and what they are called here.
    pub names: Vec<(Ident, Option<Ident>)>,
    /// Whether it sees the variables around it.
    pub with_context: bool,
}

/// `for`
#[derive(Debug, Clone)]
pub struct For {
    /// The loop variables.
    pub target: Target,
    /// What is iterated over.
    pub iterable: Expr,
    /// Only items of which this holds.
    pub condition: Option<Expr>,
    /// Whether `loop(…)` may recurse.
    pub recursive: bool,
    /// Whether there is a `loop` of its own. Else `loop`, in what the body includes, is that of a loop around it.
    pub has_loop: bool,
    /// The body.
    pub body: Vec<Node>,
    /// `else`: what there is instead of no item.
    pub otherwise: Vec<Node>,
}

/// A macro, or the body of a `call` block.
#[derive(Debug, Clone)]
pub struct Macro {
    /// Its name; a `call` block's body is called `caller`.
    pub name: Ident,
    /// Its parameters with their defaults.
    pub parameters: Vec<(Ident, Option<Expr>)>,
    /// Its content.
    pub body: Vec<Node>,
    /// Whether the body uses `varargs`, which makes further positional arguments allowed.
    pub uses_varargs: bool,
    /// Whether the body uses `kwargs`.
    pub uses_kwargs: bool,
    /// Whether the body uses `caller`.
    pub uses_caller: bool,
    /// From the first to the last tag.
    pub span: JinjaSpan,
}

/// What `set`, `for` and `with` assign to.
#[derive(Debug, Clone)]
pub enum Target {
    /// A name.
    Name(Ident),
    /// A namespace's attribute.
    Attribute {
        /// The namespace.
        namespace: Ident,
        /// Its attribute.
        attribute: Ident,
    },
    /// Several, which the value is unpacked into.
    Tuple(Vec<Target>, JinjaSpan),
}

impl Target {
    /// Where it stands.
    pub fn span(&self) -> JinjaSpan {
        match self {
            Self::Name(name) => name.span,
            Self::Attribute { namespace, attribute } => namespace.span.to(attribute.span),
            Self::Tuple(_, span) => *span,
        }
    }
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: JinjaSpan,
}

/// A literal's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `none`
    None,
    /// `true`, `false`
    Bool(bool),
    /// An integer; those beyond 128 bits are none.
    Int(Option<i128>),
    /// A float.
    Float(f64),
    /// A string, its escapes resolved.
    Str(Arc<str>),
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A variable.
    Name(Name),
    /// `(a, b)` or `a, b`
    Tuple(Vec<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{a: b}`
    Dict(Vec<(Expr, Expr)>),
    /// `object.name`
    Attribute {
        /// Of what.
        object: Box<Expr>,
        /// Which.
        name: Ident,
    },
    /// `object[index]`, also `object.0`
    Item {
        /// Of what.
        object: Box<Expr>,
        /// Which.
        index: Box<Expr>,
    },
    /// `start:stop:step`, as the index of an item only.
    Slice {
        /// First.
        start: Option<Box<Expr>>,
        /// Behind the last.
        stop: Option<Box<Expr>>,
        /// Distance.
        step: Option<Box<Expr>>,
    },
    /// `callee(…)`
    Call {
        /// What is called.
        callee: Box<Expr>,
        /// With what.
        arguments: Arguments,
    },
    /// `input|name(…)`
    Filter {
        /// What is filtered; nothing at the head of a `filter` or `set` block's chain.
        input: Option<Box<Expr>>,
        /// The filter.
        name: Ident,
        /// Its further arguments.
        arguments: Arguments,
    },
    /// `input is name(…)`
    Test {
        /// What is tested.
        input: Box<Expr>,
        /// The test.
        name: Ident,
        /// Its further arguments.
        arguments: Arguments,
    },
    /// `-a`, `+a`
    Unary(UnaryOp, Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a + b` and the like.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `a ~ b ~ c`
    Concat(Vec<Expr>),
    /// `a < b <= c`
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    /// `a if test else b`
    Conditional {
        /// The test.
        test: Box<Expr>,
        /// Where it holds.
        then: Box<Expr>,
        /// Where it does not.
        otherwise: Option<Box<Expr>>,
    },
    /// What could not be read; there is a problem that says why.
    Error,
}

/// The arguments of a call, a filter or a test.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Expr>,
    /// By name.
    pub named: Vec<(Ident, Expr)>,
    /// `*args`
    pub star: Option<Box<Expr>>,
    /// `**kwargs`
    pub double_star: Option<Box<Expr>>,
}

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negative,
    /// `+`
    Positive,
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//`
    FloorDiv,
    /// `%`
    Rem,
    /// `**`
    Pow,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`
    In,
    /// `not in`
    NotIn,
}

impl Arguments {
    /// All the expressions among the arguments, in no particular order.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.positional
            .iter()
            .chain(self.named.iter().map(|(_, value)| value))
            .chain(self.star.as_deref())
            .chain(self.double_star.as_deref())
    }
}

impl Expr {
    /// Calls `visit` with every expression directly below this one.
    pub fn children<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::Error => {}
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Concat(items) => {
                items.iter().for_each(visit);
            }
            ExprKind::Dict(entries) => {
                for (key, value) in entries {
                    visit(key);
                    visit(value);
                }
            }
            ExprKind::Attribute { object, .. } => visit(object),
            ExprKind::Item { object, index } => {
                visit(object);
                visit(index);
            }
            ExprKind::Slice { start, stop, step } => {
                [start, stop, step].into_iter().flatten().for_each(|part| visit(part));
            }
            ExprKind::Call { callee, arguments } => {
                visit(callee);
                arguments.expressions().for_each(visit);
            }
            ExprKind::Filter { input, arguments, .. } => {
                if let Some(input) = input {
                    visit(input);
                }
                arguments.expressions().for_each(visit);
            }
            ExprKind::Test { input, arguments, .. } => {
                visit(input);
                arguments.expressions().for_each(visit);
            }
            ExprKind::Unary(_, operand) | ExprKind::Not(operand) => visit(operand),
            ExprKind::Binary(_, left, right) | ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::Compare(first, rest) => {
                visit(first);
                rest.iter().for_each(|(_, operand)| visit(operand));
            }
            ExprKind::Conditional { test, then, otherwise } => {
                visit(test);
                visit(then);
                if let Some(otherwise) = otherwise {
                    visit(otherwise);
                }
            }
        }
    }
}

impl Node {
    /// Calls `visit` with every expression that belongs to this node itself, not to the nodes in its bodies.
    pub fn expressions<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            NodeKind::Data | NodeKind::Block(_) => {}
            NodeKind::Broken(named) => named.iter().for_each(visit),
            NodeKind::Print(expr)
            | NodeKind::Extends(expr)
            | NodeKind::Set { value: expr, .. }
            | NodeKind::FilterBlock { filter: expr, .. }
            | NodeKind::Autoescape { enabled: expr, .. } => visit(expr),
            NodeKind::Include(include) => visit(&include.template),
            NodeKind::Import(import) => visit(&import.template),
            NodeKind::FromImport(import) => visit(&import.template),
            NodeKind::SetBlock { filter, .. } => filter.iter().for_each(visit),
            NodeKind::For(node) => {
                visit(&node.iterable);
                node.condition.iter().for_each(visit);
            }
            NodeKind::If { branches, .. } => branches.iter().for_each(|(test, _)| visit(test)),
            NodeKind::With { targets, .. } => targets.iter().for_each(|(_, value)| visit(value)),
            NodeKind::Macro(node) => {
                node.parameters.iter().filter_map(|(_, default)| default.as_ref()).for_each(visit);
            }
            NodeKind::CallBlock { call, caller } => {
                visit(call);
                caller.parameters.iter().filter_map(|(_, default)| default.as_ref()).for_each(visit);
            }
        }
    }

    /// The bodies of this node, in order.
    pub fn bodies(&self) -> Vec<&[Self]> {
        match &self.kind {
            NodeKind::Block(block) => vec![&block.body],
            NodeKind::SetBlock { body, .. }
            | NodeKind::With { body, .. }
            | NodeKind::FilterBlock { body, .. }
            | NodeKind::Autoescape { body, .. } => vec![body],
            NodeKind::For(node) => vec![&node.body, &node.otherwise],
            NodeKind::If { branches, otherwise } => {
                branches.iter().map(|(_, body)| body.as_slice()).chain([otherwise.as_slice()]).collect()
            }
            NodeKind::Macro(node) => vec![&node.body],
            NodeKind::CallBlock { caller, .. } => vec![&caller.body],
            NodeKind::Data
            | NodeKind::Broken(_)
            | NodeKind::Print(_)
            | NodeKind::Extends(_)
            | NodeKind::Include(_)
            | NodeKind::Import(_)
            | NodeKind::FromImport(_)
            | NodeKind::Set { .. } => Vec::new(),
        }
    }

    /// Calls `visit` with this node and every node below it, outer ones first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        for body in self.bodies() {
            for node in body {
                node.walk(visit);
            }
        }
    }
}
