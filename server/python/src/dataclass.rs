//! Classes whose constructors are made of their fields: dataclasses and named tuples.

use crate::{
    class::Ancestor,
    decorator::Effect,
    facts::{Call, Field, FieldValue},
    resolve::{ClassAt, Resolver, Thing, is_stub},
    signature::{Parameter, ParameterKind, Signature},
};

impl Resolver<'_> {
    /// The constructor that `@dataclass` makes. `None` where a field depends on more than the text.
    pub(crate) fn dataclass(&self, class: &ClassAt) -> Option<Signature> {
        let mut parameters: Vec<Option<Parameter>> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for ancestor in self.ancestors(class)?.iter().rev() {
            let Ancestor::Class(at) = ancestor else { continue };
            let effects =
                at.class.decorators.iter().map(|decorator| (self.effect(&at.module, decorator), decorator));
            let Some((_, decorator)) = effects.into_iter().find(|(effect, _)| *effect == Effect::Dataclass)
            else {
                continue;
            };
            for (name, parameter) in self.own_fields(at, decorator)? {
                // A field that is defined again keeps its place.
                match names.iter().position(|known| *known == name) {
                    Some(index) => parameters[index] = parameter,
                    None => {
                        names.push(name);
                        parameters.push(parameter);
                    }
                }
            }
        }
        let mut parameters: Vec<Parameter> = parameters.into_iter().flatten().collect();
        parameters.sort_by_key(|parameter| parameter.kind == ParameterKind::KeywordOnly);
        let from_stub = is_stub(&class.module.file);
        Some(Signature { parameters, returns: None, from_stub })
    }

    /// The fields of one class, and the parameter that each one makes, if it does.
    fn own_fields(&self, at: &ClassAt, decorator: &Call) -> Option<Vec<(String, Option<Parameter>)>> {
        if !decorator.is_by_name() {
            return None;
        }
        let ancestors = self.ancestors(at)?;
        let mut by_name_only = truth(decorator, "kw_only", false)?;
        let mut fields = Vec::new();
        for field in &at.class.fields {
            let annotation = field.annotation.trim_matches(['"', '\'']);
            if self.is_class_variable(at, annotation) {
                continue;
            }
            if is_named(annotation, "KW_ONLY") {
                by_name_only = true;
                continue;
            }
            fields.push((field.name.clone(), self.parameter(at, field, by_name_only, &ancestors)?));
        }
        Some(fields)
    }

    /// The parameter that a field makes; `Some(None)` if it makes none.
    #[expect(clippy::option_option)]
    fn parameter(
        &self,
        at: &ClassAt,
        field: &Field,
        by_name_only: bool,
        ancestors: &[Ancestor],
    ) -> Option<Option<Parameter>> {
        let mut by_name_only = by_name_only;
        let default = match &field.value {
            None => self.default_elsewhere(&field.name, ancestors)?,
            Some(FieldValue::Plain(text)) => Some(text.clone()),
            Some(FieldValue::Call(call, text)) => match self
                .path(&at.module, call.path.as_deref()?)
                .single()?
            {
                Thing::Function(_, owner) if owner.module.name == "dataclasses" && owner.name == "field" => {
                    if !call.is_by_name() {
                        return None;
                    }
                    by_name_only = truth(call, "kw_only", by_name_only)?;
                    if !truth(call, "init", true)? {
                        return Some(None);
                    }
                    let factory = call.argument("default_factory").map(|factory| format!("{factory}()"));
                    call.argument("default").map(str::to_owned).or(factory)
                }
                // An instance of a class is a default like any other.
                Thing::BuiltIn(_) | Thing::Class(_) => Some(text.clone()),
                _ => return None,
            },
        };
        let kind = if by_name_only { ParameterKind::KeywordOnly } else { ParameterKind::Ordinary };
        Some(Some(Parameter {
            name: field.name.clone(),
            kind,
            default,
            annotation: Some(field.annotation.clone()),
        }))
    }
}

impl Resolver<'_> {
    /// The default of a field without a value of its own: the dataclass module takes what the class has by that name, be it a
    /// property, a value set further below, or inherited. `None` where that depends on more than the text.
    #[expect(clippy::option_option)]
    fn default_elsewhere(&self, name: &str, ancestors: &[Ancestor]) -> Option<Option<String>> {
        let unnamed = || Some(Some("...".to_owned()));
        if name == "mro" || (name.starts_with("__") && name.ends_with("__")) {
            return unnamed();
        }
        for (depth, ancestor) in ancestors.iter().enumerate() {
            let at = match ancestor {
                Ancestor::Class(at) => at,
                Ancestor::BuiltIn(class) if lacks(class, name) => continue,
                Ancestor::BuiltIn(_) => return None,
                Ancestor::Special(_) => continue,
            };
            let field = at.class.fields.iter().find(|field| field.name == name);
            let decorators = &at.class.decorators;
            let decorator =
                decorators.iter().find(|decorator| self.effect(&at.module, decorator) == Effect::Dataclass);
            // Slots replace the defaults in the class, for its subclasses to find, and are no defaults.
            if let (Some(_), Some(decorator), 1..) = (field, decorator, depth)
                && truth(decorator, "slots", false)?
            {
                return Some(None);
            }
            match field.and_then(|field| field.value.as_ref()) {
                Some(FieldValue::Plain(text)) => return Some(Some(text.clone())),
                Some(FieldValue::Call(call, text)) => {
                    match self.path(&at.module, call.path.as_deref()?).single()? {
                        Thing::Function(_, owner)
                            if owner.module.name == "dataclasses" && owner.name == "field" =>
                        {
                            if decorator.is_none() || !call.is_by_name() {
                                return None;
                            }
                            // Without a default the class is left without the attribute.
                            if let Some(default) = call.argument("default") {
                                return Some(Some(default.to_owned()));
                            }
                        }
                        Thing::BuiltIn(_) | Thing::Class(_) => return Some(Some(text.clone())),
                        _ => return None,
                    }
                }
                None => {
                    let declared = field.map(|field| &field.declared[..]).unwrap_or_default();
                    let bindings = at.class.scope.bindings.get(name);
                    let mut values = bindings
                        .into_iter()
                        .flatten()
                        .filter(|value| !declared.contains(&value.range))
                        .peekable();
                    if values.peek().is_some() {
                        // Whether one under a condition is there is not known.
                        return if values.all(|value| value.conditional) { None } else { unnamed() };
                    }
                }
            }
            if at.class.scope.bindings.contains_key("__slots__") {
                return None;
            }
        }
        Some(None)
    }

    /// Whether an annotation is `typing.ClassVar`, whatever it is called here.
    fn is_class_variable(&self, at: &ClassAt, annotation: &str) -> bool {
        let path = annotation.split('[').next().unwrap_or_default().trim();
        is_named(annotation, "ClassVar")
            || matches!(
                self.path(&at.module, path).single(),
                Some(Thing::Function(_, owner))
                    if owner.name == "ClassVar" && matches!(&*owner.module.name, "typing" | "typing_extensions")
            )
    }
}

/// Whether a class of `builtins` certainly has no attribute of that name: exceptions have few.
fn lacks(class: &str, name: &str) -> bool {
    let plain =
        ["BaseException", "Exception", "KeyError", "LookupError", "RuntimeError", "TypeError", "ValueError"];
    plain.contains(&class) && !["add_note", "args", "with_traceback"].contains(&name)
}

/// The `__new__` of a `typing.NamedTuple`.
pub(crate) fn named_tuple(at: &ClassAt) -> Signature {
    let parameter = |field: &Field| Parameter {
        name: field.name.clone(),
        kind: ParameterKind::Ordinary,
        default: field.value.as_ref().map(|value| match value {
            FieldValue::Call(_, text) | FieldValue::Plain(text) => text.clone(),
        }),
        annotation: Some(field.annotation.clone()),
    };
    let from_stub = is_stub(&at.module.file);
    Signature { parameters: at.class.fields.iter().map(parameter).collect(), returns: None, from_stub }
}

/// A literal truth value; `None` if it is none.
fn truth(call: &Call, name: &str, default: bool) -> Option<bool> {
    match call.argument(name) {
        None => Some(default),
        Some("True") => Some(true),
        Some("False") => Some(false),
        Some(_) => None,
    }
}

/// Whether an annotation is a name of `typing` or `dataclasses`, as the dataclass module tells it from text: `ClassVar`,
/// `typing.ClassVar[int]`.
fn is_named(annotation: &str, name: &str) -> bool {
    let head = annotation.split('[').next().unwrap_or_default().trim();
    head.rsplit('.').next() == Some(name)
}
