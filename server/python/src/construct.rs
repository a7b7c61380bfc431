//! What calling something takes: a function's parameters, or those of a class's `__init__` or `__new__`.

use crate::{
    builtins,
    class::Ancestor,
    dataclass::named_tuple,
    decorator::Effect,
    facts::{Function, What},
    resolve::{ClassAt, Found, Owner, Resolver, Thing, is_stub},
    signature::{Parameter, Signature},
};

impl Resolver<'_> {
    /// What calling it takes; where it is one of several, all must take the same.
    pub(crate) fn signature(&self, found: &[Found]) -> Option<Signature> {
        let mut signatures = found.iter().map(|found| self.signature_of(&found.thing));
        let first = signatures.next()??;
        signatures.all(|other| other.is_some_and(|other| takes_the_same(&first, &other))).then_some(first)
    }

    fn signature_of(&self, thing: &Thing) -> Option<Signature> {
        match thing {
            Thing::Function(function, owner) => self.of_function(function, owner),
            Thing::Class(class) => self.of_class(class),
            Thing::Module(_) | Thing::BuiltIn(_) | Thing::Special(_) | Thing::Value => None,
        }
    }

    /// A function, or a method that is reached through its class.
    fn of_function(&self, function: &Function, owner: &Owner) -> Option<Signature> {
        let facts = &owner.module.facts;
        let full = owner
            .class
            .as_ref()
            .map_or_else(|| owner.name.clone(), |at| format!("{}.{}", at.name, owner.name));
        let is_patched =
            facts.patches.iter().any(|patch| patch.of.as_ref() == Some(&full) && patch.is_of_signature());
        let is_set = owner.class.as_ref().is_some_and(|at| {
            let of_class = facts.patches.iter().filter(|patch| patch.of.as_ref() == Some(&at.name));
            of_class.clone().any(|patch| patch.attribute == owner.name || patch.attribute == "*")
        });
        if facts.distrusted || is_patched || is_set {
            return None;
        }
        let mut effect = Effect::None;
        for decorator in &function.decorators {
            // In a class, a decorator may be a name of that class.
            let name = decorator.path.as_deref().and_then(|path| path.split('.').next());
            let is_local = owner
                .class
                .as_ref()
                .is_some_and(|at| name.is_some_and(|name| at.class.scope.bindings.contains_key(name)));
            match self.effect(&owner.module, decorator) {
                _ if is_local => return None,
                Effect::None => {}
                once @ (Effect::Static | Effect::Class) if effect == Effect::None => effect = once,
                _ => return None,
            }
        }
        // `__new__` is a static method, and the last two are class methods, without saying so.
        match (effect, owner.class.is_some(), owner.name.as_str()) {
            (Effect::Class, true, _) | (_, true, "__init_subclass__" | "__class_getitem__") => {
                function.signature.clone().bound()
            }
            (Effect::Class | Effect::Static, false, _) => None,
            _ => Some(function.signature.clone()),
        }
    }

    fn of_class(&self, class: &ClassAt) -> Option<Signature> {
        let ancestors = self.ancestors(class)?;
        let (mut init, mut new) = (None, None);
        // A compiled base may take part in construction without its stub saying so.
        let from_stub = ancestors
            .iter()
            .any(|ancestor| matches!(ancestor, Ancestor::Class(at) if is_stub(&at.module.file)));
        for ancestor in &ancestors {
            let at = match ancestor {
                Ancestor::Class(at) => at,
                Ancestor::Special("typing.Generic") => continue,
                Ancestor::Special("typing.NamedTuple") if new.is_some() => continue,
                Ancestor::BuiltIn(name) if init.is_some() && builtins::leaves_arguments_to_init(name) => {
                    continue;
                }
                Ancestor::Special(_) | Ancestor::BuiltIn(_) => return None,
            };
            if init.is_none() {
                init = self.init_of(at)?;
            }
            if new.is_none() {
                new = self.new_of(at)?;
            }
        }
        match (init, new) {
            (None, None) => Some(Signature { from_stub, ..Signature::default() }),
            (Some(only), None) | (None, Some(only)) => Some(Signature { returns: None, from_stub, ..only }),
            // `__new__` decides what is made, and so whether `__init__` is called at all.
            (Some(_), Some(_)) => None,
        }
    }

    /// What the class's own `__init__` takes, if it has one; `None` at the outside if that is unknown.
    #[expect(clippy::option_option)]
    fn init_of(&self, at: &ClassAt) -> Option<Option<Signature>> {
        if at.class.scope.bindings.contains_key("__init__") {
            return self.own_method(at, "__init__").map(Some);
        }
        let effects =
            at.class.decorators.iter().map(|decorator| (self.effect(&at.module, decorator), decorator));
        let Some((_, decorator)) = effects.into_iter().find(|(effect, _)| *effect == Effect::Dataclass)
        else {
            return Some(None);
        };
        match decorator.argument("init") {
            None | Some("True") => self.dataclass(at).map(Some),
            Some("False") => Some(None),
            Some(_) => None,
        }
    }

    /// The same for `__new__`.
    #[expect(clippy::option_option)]
    fn new_of(&self, at: &ClassAt) -> Option<Option<Signature>> {
        if at.class.scope.bindings.contains_key("__new__") {
            return self.own_method(at, "__new__").map(Some);
        }
        let is_named_tuple = at.class.bases.iter().any(|base| {
            let thing = base.path.as_deref().and_then(|path| self.path(&at.module, path).single());
            matches!(thing, Some(Thing::Special("typing.NamedTuple")))
        });
        Some(is_named_tuple.then(|| named_tuple(at)))
    }

    /// A method of the class's own that is bound to what is constructed.
    fn own_method(&self, at: &ClassAt, name: &str) -> Option<Signature> {
        let [definition] = at.class.scope.bindings.get(name)?.as_slice() else { return None };
        let What::Function(function) = &definition.what else { return None };
        let owner = Owner { module: at.module.clone(), class: Some(at.clone()), name: name.to_owned() };
        // `@staticmethod` is redundant on `__new__`, and wrong on `__init__`.
        self.of_function(function, &owner)?.bound()
    }
}

fn takes_the_same(one: &Signature, other: &Signature) -> bool {
    let matter =
        |parameter: &Parameter| (parameter.name.clone(), parameter.kind, parameter.default.is_some());
    one.parameters.iter().map(matter).eq(other.parameters.iter().map(matter))
}
