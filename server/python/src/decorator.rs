//! What decorators do to what they decorate. Of all but these few, nothing is known.

use crate::{
    facts::{Call, What},
    resolve::{Loaded, Resolver, Thing},
};
use std::sync::Arc;

/// What a decorator makes of a function or a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// What is called takes the same as before.
    None,
    Static,
    Class,
    Dataclass,
    Unknown,
}

/// Decorators that give back what they get, or what takes the same.
const TRANSPARENT: [&str; 23] = [
    "abc.abstractmethod",
    "contextlib.asynccontextmanager",
    "contextlib.contextmanager",
    "enum.unique",
    "functools.cache",
    "functools.lru_cache",
    "functools.total_ordering",
    // It changes what is shown of a wrapper, not what that takes.
    "functools.wraps",
    "numpy._core.overrides.array_function_dispatch",
    "numpy._core.overrides.finalize_array_function_like",
    "numpy._utils.set_module",
    "numpy.core.overrides.array_function_dispatch",
    "numpy.core.overrides.set_module",
    "typing.final",
    "typing.no_type_check",
    "typing.overload",
    "typing.override",
    "typing.runtime_checkable",
    "typing_extensions.final",
    "typing_extensions.overload",
    "typing_extensions.override",
    "typing_extensions.runtime_checkable",
    "warnings.deprecated",
];

impl Resolver<'_> {
    /// What a decorator does that is written in a module.
    pub(crate) fn effect(&self, module: &Arc<Loaded>, decorator: &Call) -> Effect {
        let Some(path) = &decorator.path else { return Effect::Unknown };
        match self.path(module, path).single() {
            Some(Thing::BuiltIn(name)) => match name.as_str() {
                "staticmethod" => Effect::Static,
                "classmethod" => Effect::Class,
                _ => Effect::Unknown,
            },
            Some(Thing::Function(_, owner)) if owner.class.is_none() => {
                let full = format!("{}.{}", owner.module.name, owner.name);
                effect_of(&full)
            }
            _ => self.behind_partial(module, path),
        }
    }

    /// `array_function_dispatch = functools.partial(overrides.array_function_dispatch, module='numpy')`
    fn behind_partial(&self, module: &Arc<Loaded>, path: &str) -> Effect {
        let definitions = module.facts.scope.bindings.get(path).map(Vec::as_slice).unwrap_or_default();
        let [definition] = definitions else { return Effect::Unknown };
        let What::Partial(of) = &definition.what else { return Effect::Unknown };
        let call = Call { path: Some(of.clone()), arguments: None };
        self.step(|| self.effect(module, &call)).unwrap_or(Effect::Unknown)
    }
}

fn effect_of(full_name: &str) -> Effect {
    match full_name {
        "dataclasses.dataclass" => Effect::Dataclass,
        name if TRANSPARENT.contains(&name) => Effect::None,
        _ => Effect::Unknown,
    }
}
