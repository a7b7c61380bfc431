//! What happened while a configuration was expanded, for those who ask: the values of expressions, and where each was
//! set. Expansions are not traced unless that is wanted: it costs about as much again.

use std::collections::HashMap;
use std::sync::Arc;

use forgather_dialect::JinjaSpan;
use forgather_dialect::ast::Name;
use minijinja::Value;

use crate::interpreter::objects::{LoopObject, MacroObject, Module, Namespace};
use crate::interpreter::scope::Site;
use crate::origin::{FrameId, TracedText};
use crate::python::value::Undefined;
use crate::python::{ops, repr};

/// The values of an expansion's expressions, and its assignments.
#[derive(Debug, Default)]
pub struct Trace {
    evaluated: HashMap<(u32, JinjaSpan), Evaluated>,
    /// Assignments to names and attributes of namespaces, in the order in which they were made.
    pub assignments: Vec<Assignment>,
    /// Where the variables of each scope and context were set.
    sites: HashMap<(usize, Name), SetSite>,
    /// What namespaces look like, by their states: they are large, asked for again and again, and rarely set.
    namespaces: HashMap<u64, Arc<Shown>>,
}

/// Where something was set: the activation, and the name or attribute in its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetSite {
    /// The activation.
    pub frame: FrameId,
    /// The name, or the attribute's name, in the Jinja2 source of the activation's template.
    pub span: JinjaSpan,
}

/// An assignment.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Where.
    pub site: SetSite,
    /// The name, or the name of the namespace's attribute.
    pub name: Name,
    /// Whether it is an attribute.
    pub is_attribute: bool,
    /// The value.
    pub value: Shown,
}

/// What an expression gave.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The last value.
    pub value: Arc<Shown>,
    /// How often it was evaluated.
    pub times: u32,
    /// Whether all values looked the same.
    pub same: bool,
    /// Where the value in force was set: of a variable, or an attribute of a namespace.
    pub set: Option<SetSite>,
    /// The macro or the imported template that it is, with where that is defined.
    pub defined: Option<SetSite>,
}

/// A value, as a person is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Python's name of its type.
    pub type_name: &'static str,
    /// Its `repr`, or what it is where that would be too long; no longer than a few lines.
    pub repr: String,
    /// What printing it would output, where it is a string, a number, a bool or none, cut as `repr` is.
    pub text: Option<String>,
    /// The names that it has: attributes of a namespace, exports of a template, keys of a dict.
    pub names: Vec<String>,
}

/// Expressions and assignments beyond these are not noted.
const MOST: usize = 100_000;
/// Characters of a value that are shown.
const MOST_SHOWN: usize = 600;
/// How many values a container may hold for its `repr` to be made.
const MOST_ITEMS: usize = 200;
/// How many namespaces' looks are kept.
const MOST_NAMESPACES: usize = 64;

impl Trace {
    /// What the expression at that span of a template gave. `template` is its index in the expansion.
    pub fn value(&self, template: u32, span: JinjaSpan) -> Option<&Evaluated> {
        self.evaluated.get(&(template, span))
    }

    /// The expressions of a template that were evaluated, in no particular order.
    pub fn values_of(&self, template: u32) -> impl Iterator<Item = (JinjaSpan, &Evaluated)> {
        self.evaluated
            .iter()
            .filter(move |((known, _), _)| *known == template)
            .map(|((_, span), value)| (*span, value))
    }

    pub(crate) fn evaluated(&mut self, template: u32, span: JinjaSpan, value: &Value, set: Option<SetSite>) {
        let shown = self.shown(value);
        let defined = value
            .downcast_object_ref::<MacroObject>()
            .map(|object| SetSite { frame: object.frame, span: object.definition.name.span });
        if let Some(known) = self.evaluated.get_mut(&(template, span)) {
            known.times += 1;
            known.same &= known.value == shown;
            (known.value, known.set, known.defined) = (shown, set, defined);
        } else if self.evaluated.len() < MOST {
            let evaluated = Evaluated { value: shown, times: 1, same: true, set, defined };
            self.evaluated.insert((template, span), evaluated);
        }
    }

    fn shown(&mut self, value: &Value) -> Arc<Shown> {
        let state = value.downcast_object_ref::<Namespace>().filter(|namespace| namespace.is_plain());
        let Some(state) = state.map(Namespace::state) else { return Shown::new(value).into() };
        // A state that was left does not come back.
        if self.namespaces.len() >= MOST_NAMESPACES {
            self.namespaces.clear();
        }
        Arc::clone(self.namespaces.entry(state).or_insert_with(|| Shown::new(value).into()))
    }

    pub(crate) fn assigned(&mut self, site: SetSite, name: &Name, is_attribute: bool, value: &Value) {
        if self.assignments.len() < MOST {
            let value = Shown::new(value);
            self.assignments.push(Assignment { site, name: Arc::clone(name), is_attribute, value });
        }
    }

    /// Notes where the variable of a scope or a context was set.
    pub(crate) fn set_in(&mut self, holder: usize, name: &Name, site: SetSite) {
        self.sites.insert((holder, Arc::clone(name)), site);
    }

    /// Where the variable that a lookup finds was set.
    pub(crate) fn site(&self, found: &Site) -> Option<SetSite> {
        self.sites.get(&(found.holder, Arc::clone(&found.name))).copied()
    }
}

impl Shown {
    fn new(value: &Value) -> Self {
        if let Some(undefined) = Undefined::of(value) {
            let (type_name, repr) = ("Undefined", undefined.message.clone());
            return Self { type_name, repr, text: None, names: Vec::new() };
        }
        if let Some(text) = TracedText::of(value).map(|traced| traced.text.as_str()).or(value.as_str()) {
            let cut = cut(text);
            let repr = repr::repr(&Value::from(cut.as_str()));
            return Self { type_name: "str", repr, text: Some(cut), names: Vec::new() };
        }
        let type_name = repr::type_name(value);
        let names = names_of(value);
        if value.as_object().is_none() {
            let repr = repr::repr(value);
            return Self { type_name, text: Some(repr.clone()), repr: cut(&repr), names };
        }
        let mut left = MOST_ITEMS;
        let repr = if is_small(value, &mut left) {
            cut(&repr::repr(value))
        } else {
            let count = ops::len(value).unwrap_or(0);
            format!("<{type_name} of {count}>")
        };
        Self { type_name, repr, text: None, names }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Whether a value and all that it holds are few and short.
fn is_small(value: &Value, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    if let Some(text) = value.as_str() {
        return text.len() <= 4 * MOST_SHOWN;
    }
    if value.downcast_object_ref::<Namespace>().is_some() || value.downcast_object_ref::<Module>().is_some() {
        return value.downcast_object_ref::<Namespace>().is_some_and(|namespace| {
            namespace
                .names()
                .iter()
                .filter_map(|name| namespace.get(name))
                .all(|value| is_small(&value, left))
        });
    }
    if value.downcast_object_ref::<LoopObject>().is_some() || value.as_object().is_none() {
        return true;
    }
    let count = ops::len(value).unwrap_or(0);
    if count > *left {
        return false;
    }
    let is_dict = repr::type_name(value) == "dict";
    let Ok(items) = (if count == 0 { Ok(Vec::new()) } else { ops::iter(value) }) else { return true };
    items.iter().all(|item| {
        is_small(item, left)
            && (!is_dict
                || ops::get_item(value, item).ok().flatten().is_none_or(|value| is_small(&value, left)))
    })
}

fn names_of(value: &Value) -> Vec<String> {
    /// More than anyone looks through.
    const MOST_NAMES: usize = 500;
    let mut names = if let Some(namespace) = value.downcast_object_ref::<Namespace>() {
        namespace.names()
    } else if let Some(module) = value.downcast_object_ref::<Module>() {
        module.names.iter().map(|(name, _)| name.to_string()).collect()
    } else if repr::type_name(value) == "dict" {
        let keys = ops::iter(value).unwrap_or_default();
        keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect()
    } else {
        Vec::new()
    };
    names.truncate(MOST_NAMES);
    names
}
