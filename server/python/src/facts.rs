//! What the text of one module says, in types of our own: no type of the parser's leaves `syntax`.
//!
//! Names are kept as they are written. What they refer to depends on other files, and is found by `resolve`.

use crate::signature::Signature;
use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// A range of bytes in a file.
pub type ByteRange = Range<u32>;

/// One module.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) docstring: Option<String>,
    pub(crate) scope: Scope,
    /// `from m import *`, in the order of the text.
    pub(crate) stars: Vec<Star>,
    pub(crate) all: All,
    pub(crate) patches: Vec<Patch>,
    /// `sys.modules[__name__] = …`: what importers see is something else, which has what is written for type checkers.
    pub(crate) replaced: bool,
    /// Submodules may be there that no folder of the package holds.
    pub(crate) makes_modules: bool,
    /// Signatures are not what they seem: the text is broken, or code changes what the module defines.
    pub(crate) distrusted: bool,
}

/// The names that a module or a class defines.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Several definitions where it depends on a condition which one counts.
    pub(crate) bindings: BTreeMap<String, Vec<Definition>>,
    /// There may be more: `globals()`, `exec`, `__getattr__`.
    pub(crate) open: bool,
}

/// `X.attr = …`, or `setattr(X, …)`, whose attribute is `*`: what was written as `X` is not all that it is.
#[derive(Debug)]
pub(crate) struct Patch {
    /// `None` where it is no dotted name.
    pub(crate) of: Option<String>,
    pub(crate) attribute: String,
    /// Outside of functions.
    pub(crate) runs_at_once: bool,
}

/// `from m import *`
#[derive(Debug)]
pub(crate) struct Star {
    pub(crate) from: ModuleName,
    pub(crate) position: u32,
}

/// `__all__`, the names that `from m import *` gives.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum All {
    /// Not there: all names that do not begin with an underscore.
    #[default]
    Absent,
    Known(Vec<String>),
    Unknown,
}

/// A module as an import names it: `..a.b` is `a.b` with level 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModuleName {
    pub(crate) level: u32,
    pub(crate) name: String,
}

/// One definition of a name.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    /// The name where it is defined.
    pub(crate) range: ByteRange,
    pub(crate) what: What,
    /// Under a condition: what came before may count.
    pub(crate) conditional: bool,
    /// Under `if TYPE_CHECKING`: does not run.
    pub(crate) typing_only: bool,
}

/// What a name is defined as.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Function(Arc<Function>),
    Class(Arc<Class>),
    /// `import a.b as c`; `import a.b` defines `a`.
    Module(ModuleName),
    /// `from m import x`
    Member(ModuleName, String),
    /// `X = a.b`
    Alias(String),
    /// `X = partial(a.b, …)`
    Partial(String),
    /// Anything else.
    Value,
}

/// A function, or a method.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) signature: Signature,
    pub(crate) decorators: Vec<Call>,
    pub(crate) docstring: Option<String>,
}

/// A class.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) decorators: Vec<Call>,
    pub(crate) bases: Vec<Base>,
    pub(crate) metaclass: Metaclass,
    pub(crate) scope: Scope,
    /// Its annotated names, in order; what dataclasses and named tuples make parameters of.
    pub(crate) fields: Vec<Field>,
    pub(crate) docstring: Option<String>,
}

/// A base class as it is written.
#[derive(Debug)]
pub(crate) struct Base {
    /// `a.B`, also of `a.B[T]`; `None` for any other expression.
    pub(crate) path: Option<String>,
    pub(crate) subscripted: bool,
}

/// What the keywords of a class statement say.
#[derive(Debug)]
pub(crate) enum Metaclass {
    None,
    Named(String),
    /// An expression, or keywords for `__init_subclass__`.
    Unknown,
}

/// `x: T = value` in a class.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) annotation: String,
    pub(crate) value: Option<FieldValue>,
    /// Where it is declared without a value: its name there defines nothing.
    pub(crate) declared: Vec<ByteRange>,
}

/// The value of a field.
#[derive(Debug)]
pub(crate) enum FieldValue {
    /// A call, which may be one of `dataclasses.field`.
    Call(Call, String),
    /// Any other, as it is written.
    Plain(String),
}

/// A decorator or another call: `a.b` or `a.b(x=True)`.
#[derive(Debug)]
pub(crate) struct Call {
    /// What is called; `None` if it is not a dotted name.
    pub(crate) path: Option<String>,
    /// `None` where nothing is called: `@a.b`.
    pub(crate) arguments: Option<Vec<Argument>>,
}

/// An argument of a [`Call`].
#[derive(Debug)]
pub(crate) struct Argument {
    /// `None` for one by position and for `**x`.
    pub(crate) name: Option<String>,
    /// Its text.
    pub(crate) text: String,
}

impl Call {
    /// The text of the argument of that name.
    pub(crate) fn argument(&self, name: &str) -> Option<&str> {
        let arguments = self.arguments.as_deref().unwrap_or_default();
        arguments
            .iter()
            .find(|argument| argument.name.as_deref() == Some(name))
            .map(|argument| &*argument.text)
    }

    /// Whether every argument has a name.
    pub(crate) fn is_by_name(&self) -> bool {
        self.arguments.iter().flatten().all(|argument| argument.name.is_some())
    }
}

impl Patch {
    /// Whether what a callable takes may depend on it: `__init__`, `__defaults__`, but not `__doc__`.
    pub(crate) fn is_of_signature(&self) -> bool {
        let is_special = self.attribute.starts_with("__") && self.attribute.ends_with("__");
        let says_nothing = [
            "__doc__",
            "__module__",
            "__name__",
            "__qualname__",
            "__annotations__",
            "__signature__",
            "__test__",
        ];
        self.attribute == "*" || (is_special && !says_nothing.contains(&&*self.attribute))
    }

    /// Whether it may concern anything that a module defines: in a loop over classes, which ones is not written.
    pub(crate) fn is_of_unknown(&self, scope: &Scope) -> bool {
        let is_defined = self.of.as_deref().is_some_and(|path| {
            let name = path.split('.').next().unwrap_or_default();
            let definitions = scope.bindings.get(name).into_iter().flatten();
            definitions.clone().next().is_some()
                && definitions.clone().all(|of| !matches!(of.what, What::Value))
        });
        self.runs_at_once && self.is_of_signature() && !is_defined
    }
}

impl Definition {
    /// The documentation beside the definition, if it is a function or a class.
    pub(crate) fn docstring(&self) -> Option<&str> {
        match &self.what {
            What::Function(function) => function.docstring.as_deref(),
            What::Class(class) => class.docstring.as_deref(),
            _ => None,
        }
    }
}
