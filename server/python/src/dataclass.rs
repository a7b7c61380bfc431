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
        let mut by_name_only = truth(decorator, "kw_only", false)?;
        let mut fields = Vec::new();
        for field in &at.class.fields {
            let annotation = field.annotation.trim_matches(['"', '\'']);
            if is_named(annotation, "ClassVar") {
                continue;
            }
            if is_named(annotation, "KW_ONLY") {
                by_name_only = true;
                continue;
            }
            fields.push((field.name.clone(), self.parameter(at, field, by_name_only)?));
        }
        Some(fields)
    }

    /// The parameter that a field makes; `Some(None)` if it makes none.
    #[expect(clippy::option_option)]
    fn parameter(&self, at: &ClassAt, field: &Field, by_name_only: bool) -> Option<Option<Parameter>> {
        let mut by_name_only = by_name_only;
        let default = match &field.value {
            None => None,
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
