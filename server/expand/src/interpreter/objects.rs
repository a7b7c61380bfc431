//! The objects that templates meet beside Python's: macros, blocks, loops, namespaces, modules, functions.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use forgather_dialect::JinjaSpan;
use forgather_dialect::ast::{For, Macro, Name};
use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::scope::{Context, Scope};
use super::template::TemplateHandle;
use crate::origin::{FrameId, TracedText};

macro_rules! plain_object {
    ($type:ty, |$object:ident| $shown:expr) => {
        impl Object for $type {
            fn repr(self: &Arc<Self>) -> ObjectRepr {
                ObjectRepr::Plain
            }

            fn is_true(self: &Arc<Self>) -> bool {
                true
            }

            fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $object = self;
                let shown: String = $shown;
                f.write_str(&shown)
            }
        }
    };
}

/// A macro, with the scope around its definition.
#[derive(Debug)]
pub(crate) struct MacroObject {
    pub(crate) definition: Arc<Macro>,
    pub(crate) template: Arc<TemplateHandle>,
    pub(crate) scope: Arc<Scope>,
    /// The activation that defines it.
    pub(crate) frame: FrameId,
    /// Whether it is the body of a `call` block.
    pub(crate) is_caller: bool,
}
plain_object!(MacroObject, |object| if object.is_caller {
    "<Macro anonymous>".to_owned()
} else {
    format!("<Macro '{}'>", object.definition.name.name)
});

/// `super` or `self.name`: calling it gives the block's text.
#[derive(Debug)]
pub(crate) struct BlockReference {
    pub(crate) context: Arc<Context>,
    pub(crate) block: Name,
    /// How many definitions override the one that is meant.
    pub(crate) depth: usize,
}
plain_object!(BlockReference, |object| format!("<BlockReference '{}'>", object.block));

/// `self`
#[derive(Debug)]
pub(crate) struct TemplateReference {
    pub(crate) context: Arc<Context>,
}
plain_object!(TemplateReference, |_object| "<TemplateReference>".to_owned());

/// The names that an imported template exports, and its text.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) name: Arc<str>,
    pub(crate) names: Vec<(Name, Value)>,
    pub(crate) text: String,
}
plain_object!(Module, |object| object.text.clone());

/// `namespace(…)`
#[derive(Debug)]
pub(crate) struct Namespace {
    attributes: Mutex<IndexMap<String, (Value, Option<SetAt>)>>,
    state: AtomicU64,
}

/// A number that no state of any namespace has had.
fn next_state() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Where an attribute was set: the activation, and where in its template.
pub(crate) type SetAt = (FrameId, JinjaSpan);

thread_local! {
    /// The namespaces that are being shown: one that holds itself is shown once, as Python shows it.
    static SHOWN: RefCell<Vec<*const Namespace>> = const { RefCell::new(Vec::new()) };
}

plain_object!(Namespace, |object| {
    let this = Arc::as_ptr(object);
    if SHOWN.with_borrow(|shown| shown.contains(&this)) {
        "<Namespace {...}>".to_owned()
    } else {
        SHOWN.with_borrow_mut(|shown| shown.push(this));
        let attributes = object.attributes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let shown = attributes.iter().map(|(name, (value, _))| {
            let value = crate::python::repr::repr(&crate::origin::plain(value.clone()));
            format!("{}: {value}", crate::python::repr::repr(&Value::from(name.as_str())))
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        SHOWN.with_borrow_mut(Vec::pop);
        format!("<Namespace {{{shown}}}>")
    }
});

impl Namespace {
    pub(crate) fn new(attributes: IndexMap<String, Value>) -> Self {
        let attributes = attributes.into_iter().map(|(name, value)| (name, (value, None)));
        Self { attributes: Mutex::new(attributes.collect()), state: next_state().into() }
    }

    /// Whether all attributes are values that cannot change by themselves: text, numbers and the like.
    pub(crate) fn is_plain(&self) -> bool {
        let attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        attributes.values().all(|(value, _)| value.as_object().is_none() || TracedText::of(value).is_some())
    }

    /// A number that changes whenever an attribute is set, and is that of no other namespace. A list that an attribute
    /// holds may change without it.
    pub(crate) fn state(&self) -> u64 {
        self.state.load(Ordering::Relaxed)
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        attributes.get(name).map(|(value, _)| value.clone())
    }

    pub(crate) fn set(&self, name: &str, value: Value, at: SetAt) {
        let mut attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        attributes.insert(name.to_owned(), (value, Some(at)));
        self.state.store(next_state(), Ordering::Relaxed);
    }

    /// Notes where an attribute was given that the namespace was made with.
    pub(crate) fn given(&self, name: &str, at: SetAt) {
        let mut attributes = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = attributes.get_mut(name) {
            known.get_or_insert(at);
        }
    }

    /// Where the value in force of an attribute was set.
    pub(crate) fn set_at(&self, name: &str) -> Option<SetAt> {
        self.attributes.lock().unwrap_or_else(PoisonError::into_inner).get(name)?.1
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.attributes.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}

/// What `loop(…)` needs to run the loop's body again, one level deeper.
#[derive(Debug)]
pub(crate) struct LoopBody {
    pub(crate) node: Arc<For>,
    pub(crate) span: JinjaSpan,
    pub(crate) scope: Arc<Scope>,
    pub(crate) template: Arc<TemplateHandle>,
    pub(crate) frame: FrameId,
}

/// `loop`
#[derive(Debug)]
pub(crate) struct LoopObject {
    pub(crate) items: Vec<Value>,
    pub(crate) index0: AtomicUsize,
    pub(crate) depth0: usize,
    pub(crate) changed: Mutex<Option<Vec<Value>>>,
    /// Only of a recursive loop.
    pub(crate) body: Option<LoopBody>,
}
plain_object!(LoopObject, |object| {
    let index = object.index0.load(Ordering::Relaxed) + 1;
    format!("<LoopContext {index}/{}>", object.items.len())
});

impl LoopObject {
    pub(crate) fn attribute(&self, name: &str) -> Option<Value> {
        let index = self.index0.load(Ordering::Relaxed);
        let len = self.items.len();
        Some(match name {
            "index0" => Value::from(index),
            "index" => Value::from(index + 1),
            "revindex0" => Value::from((len - 1).saturating_sub(index)),
            "revindex" => Value::from(len.saturating_sub(index)),
            "first" => Value::from(index == 0),
            "last" => Value::from(index + 1 == len),
            "length" => Value::from(len),
            "depth" => Value::from(self.depth0 + 1),
            "depth0" => Value::from(self.depth0),
            "previtem" => {
                return index.checked_sub(1).and_then(|index| self.items.get(index).cloned());
            }
            "nextitem" => return self.items.get(index + 1).cloned(),
            _ => return None,
        })
    }
}

/// A method of a value, not yet called.
#[derive(Debug)]
pub(crate) struct BoundMethod {
    pub(crate) receiver: Value,
    pub(crate) name: String,
}
plain_object!(BoundMethod, |object| format!("<built-in method {}>", object.name));

/// `cycler(…)`
#[derive(Debug)]
pub(crate) struct Cycler {
    pub(crate) items: Vec<Value>,
    pub(crate) position: AtomicUsize,
}
plain_object!(Cycler, |_object| "<Cycler>".to_owned());

/// `joiner(…)`
#[derive(Debug)]
pub(crate) struct Joiner {
    pub(crate) separator: Value,
    pub(crate) used: AtomicUsize,
}
plain_object!(Joiner, |_object| "<Joiner>".to_owned());
