//! Classes across modules: the order in which their bases are searched, and attributes found in it.

use crate::{
    decorator::Effect,
    facts::{Class, Metaclass, What},
    resolve::{ClassAt, Found, Lookup, Owner, Resolver, Thing},
};
use std::sync::Arc;

/// One of the classes that are searched for an attribute.
#[derive(Debug, Clone)]
pub(crate) enum Ancestor {
    Class(ClassAt),
    /// Of `builtins`, `object` left out.
    BuiltIn(String),
    Special(&'static str),
}

impl PartialEq for Ancestor {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Class(one), Self::Class(other)) => {
                Arc::ptr_eq(&one.class, &other.class)
                    || (one.module.file == other.module.file && one.name == other.name)
            }
            (Self::BuiltIn(one), Self::BuiltIn(other)) => one == other,
            (Self::Special(one), Self::Special(other)) => one == other,
            _ => false,
        }
    }
}

impl Resolver<'_> {
    /// A class and its bases, in the order in which Python searches them. `None` if one is unknown, or changes what its
    /// subclasses are: by a metaclass, by `__init_subclass__`, by a decorator.
    pub(crate) fn ancestors(&self, class: &ClassAt) -> Option<Vec<Ancestor>> {
        self.step(|| self.linearized(class)).flatten()
    }

    fn linearized(&self, at: &ClassAt) -> Option<Vec<Ancestor>> {
        let class = &at.class;
        if !self.is_ordinary(at) {
            return None;
        }
        let mut lists = Vec::new();
        let mut direct = Vec::new();
        for base in &class.bases {
            let thing = self.path(&at.module, base.path.as_deref()?).single()?;
            match thing {
                Thing::Class(base_class) => {
                    let names = &base_class.class.scope.bindings;
                    if names.contains_key("__init_subclass__")
                        || (base.subscripted && names.contains_key("__class_getitem__"))
                    {
                        return None;
                    }
                    let of_base = self.ancestors(&base_class)?;
                    if of_base.iter().skip(1).any(has_init_subclass) {
                        return None;
                    }
                    lists.push(of_base);
                    direct.push(Ancestor::Class(base_class));
                }
                Thing::BuiltIn(name) if name == "object" => {}
                Thing::BuiltIn(name) => direct.push(Ancestor::BuiltIn(name)),
                Thing::Special(name) => direct.push(Ancestor::Special(name)),
                Thing::Function(..) | Thing::Module(_) | Thing::Value => return None,
            }
        }
        // Those without ancestors of their own come where the others let them.
        let single = |ancestor: &Ancestor| !matches!(ancestor, Ancestor::Class(_));
        lists
            .extend(direct.iter().filter(|ancestor| single(ancestor)).map(|ancestor| vec![ancestor.clone()]));
        lists.push(direct);
        let mut order = vec![Ancestor::Class(at.clone())];
        order.extend(merged(lists)?);
        Some(order)
    }

    /// Whether nothing but its text says what a class is.
    fn is_ordinary(&self, at: &ClassAt) -> bool {
        let has_ordinary_metaclass = match &at.class.metaclass {
            Metaclass::None => true,
            Metaclass::Named(path) => match self.path(&at.module, path).single() {
                Some(Thing::BuiltIn(name)) => name == "type",
                Some(Thing::Class(class)) => class.module.name == "abc" && class.name == "ABCMeta",
                _ => false,
            },
            Metaclass::Unknown => false,
        };
        let effects = || at.class.decorators.iter().map(|decorator| self.effect(&at.module, decorator));
        has_ordinary_metaclass
            && !at.class.scope.open
            && !at.module.facts.distrusted
            && !is_patched(at)
            && effects().all(|effect| matches!(effect, Effect::None | Effect::Dataclass))
    }

    /// An attribute of a class itself, not of what it constructs.
    pub(crate) fn class_attribute(&self, at: &ClassAt, name: &str) -> Lookup {
        let is_given_by_type = name == "mro" || (name.starts_with("__") && name.ends_with("__"));
        let Some(ancestors) = self.ancestors(at) else {
            let mut found = own_attribute(at, name).unwrap_or_default();
            // A decorator may have put another class in its place.
            if at
                .class
                .decorators
                .iter()
                .any(|decorator| self.effect(&at.module, decorator) == Effect::Unknown)
            {
                found.iter_mut().for_each(|found| found.thing = Thing::Value);
            }
            return if found.is_empty() { Lookup::Unknown } else { Lookup::Found(found) };
        };
        let mut is_known = !is_given_by_type;
        for ancestor in &ancestors {
            match ancestor {
                Ancestor::Class(class) => {
                    if let Some(found) = own_attribute(class, name) {
                        return Lookup::Found(found);
                    }
                    let patches = &class.module.facts.patches;
                    let is_patched = patches.iter().any(|patch| {
                        let is_it = patch.attribute == name || patch.attribute == "*";
                        is_it && patch.of.as_deref().is_none_or(|of| of == class.name || of == "cls")
                    });
                    is_known &= !is_patched && !class.class.scope.bindings.contains_key("__slots__");
                }
                Ancestor::BuiltIn(_) | Ancestor::Special(_) => is_known = false,
            }
        }
        if is_known { Lookup::Absent } else { Lookup::Unknown }
    }
}

/// What a class's own body defines.
fn own_attribute(at: &ClassAt, name: &str) -> Option<Vec<Found>> {
    let definitions = at.class.scope.bindings.get(name)?;
    let path = format!("{}.{name}", at.name);
    let found = definitions.iter().map(|definition| {
        let thing = match &definition.what {
            What::Function(function) => {
                let owner =
                    Owner { module: at.module.clone(), class: Some(at.clone()), name: name.to_owned() };
                Thing::Function(function.clone(), owner)
            }
            What::Class(class) => {
                Thing::Class(ClassAt { class: class.clone(), module: at.module.clone(), name: path.clone() })
            }
            _ => Thing::Value,
        };
        let docstring = definition.docstring().map(str::to_owned);
        Found { thing, at: Some((at.module.file.clone(), definition.range.clone())), docstring }
    });
    Some(found.collect())
}

/// Whether its module changes how the class is constructed, after it is defined.
fn is_patched(at: &ClassAt) -> bool {
    let mut patches = at.module.facts.patches.iter();
    patches.any(|patch| patch.of.as_deref() == Some(&*at.name) && patch.is_of_signature())
}

fn has_init_subclass(ancestor: &Ancestor) -> bool {
    let defines = |class: &Class| class.scope.bindings.contains_key("__init_subclass__");
    matches!(ancestor, Ancestor::Class(at) if defines(&at.class))
}

/// The C3 order, as Python merges the orders of bases: the next is the first that no list has behind another.
/// `None` where there is none, and Python refuses the class.
fn merged(mut lists: Vec<Vec<Ancestor>>) -> Option<Vec<Ancestor>> {
    let mut order = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(order);
        }
        let is_free = |head: &&Ancestor| lists.iter().all(|list| !list[1..].contains(head));
        let next = lists.iter().map(|list| &list[0]).find(is_free)?.clone();
        for list in &mut lists {
            list.retain(|ancestor| *ancestor != next);
        }
        order.push(next);
    }
}
