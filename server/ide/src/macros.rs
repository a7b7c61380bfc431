//! Macros: their heads, and what is written about them.

use std::sync::Arc;

use forgather_dialect::Part;
use forgather_dialect::ast::{Macro, NodeKind};

use crate::location::Location;
use crate::markup::{Markup, quoted};
use crate::shown::comment_above;
use crate::snapshot::Snapshot;
use crate::template::TemplateRef;

/// A macro of a template.
#[derive(Debug, Clone)]
pub(crate) struct MacroIn {
    /// The template.
    pub(crate) template: TemplateRef,
    /// The macro.
    pub(crate) definition: Arc<Macro>,
}

/// A parameter as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
}

impl MacroIn {
    /// All macros of a template, in order.
    pub(crate) fn all(template: &TemplateRef) -> Vec<Self> {
        let mut found = Vec::new();
        let Some(part) = template.part() else { return found };
        for node in &part.template.body {
            node.walk(&mut |node| {
                if let NodeKind::Macro(definition) = &node.kind {
                    found.push(Self { template: template.clone(), definition: Arc::clone(definition) });
                }
            });
        }
        found
    }

    /// The macro whose name is at a place.
    pub(crate) fn at(place: &Location) -> Option<Self> {
        let part = crate::index::part_at(&place.file.source, place.span.start.index())?;
        let template = TemplateRef { file: Arc::clone(&place.file), part };
        Self::all(&template).into_iter().find(|known| known.location() == *place)
    }

    /// Its name where it is defined.
    pub(crate) fn location(&self) -> Location {
        let name = self.definition.name.span;
        let span = self.template.part().map_or_else(Default::default, |part| part.file_span(name));
        Location { file: Arc::clone(&self.template.file), span }
    }

    /// Its parameters.
    pub(crate) fn parameters(&self) -> Vec<Written> {
        let part = self.template.part();
        let text = |part: &Part, span: forgather_dialect::JinjaSpan| {
            part.translation.jinja.get(span.range()).unwrap_or_default().to_owned()
        };
        self.definition
            .parameters
            .iter()
            .map(|(name, default)| Written {
                name: name.name.to_string(),
                default: default.as_ref().zip(part).map(|(default, part)| text(part, default.span)),
            })
            .collect()
    }

    /// Its name and parameters: `heading(text, level=1)`.
    pub(crate) fn head(&self) -> String {
        let parameters: Vec<String> = self.parameters().iter().map(Written::shown).collect();
        format!("{}({})", self.definition.name.name, parameters.join(", "))
    }

    /// The comment above it.
    pub(crate) fn comment(&self) -> Option<String> {
        comment_above(&self.template.file.source.text, self.location().span)
    }

    /// All that is known of it.
    pub(crate) fn described(&self, snapshot: &Snapshot) -> Markup {
        let mut markup = Markup::of(format!("macro {}", quoted(&self.head())));
        if let Some(comment) = self.comment() {
            markup.text(comment);
        }
        markup.text(format!("defined at {}", snapshot.place_shown(&self.location())));
        markup
    }
}

impl Written {
    /// As it is written: `level=1`.
    pub(crate) fn shown(&self) -> String {
        match &self.default {
            Some(default) => format!("{}={default}", self.name),
            None => self.name.clone(),
        }
    }
}
